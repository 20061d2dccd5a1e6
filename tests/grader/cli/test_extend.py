"""``grader extend``: more time reaches the lateness and the penalty, before and after something was handed in."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from nbgrader.api import Gradebook

from grader.course import Course, Unit
from grader.gradebook import GradebookWriter
from grader.results import ExerciseResult, Result, Status
from gradschool.checks import Verdict

UNIT = "01-small"
DUE = datetime(2026, 3, 1, 11, 0, tzinfo=UTC)
PER_DAY = """
import math
from nbgrader.plugins import BasePlugin

class PerDay(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return math.ceil(total_seconds_late / 86400)
"""


@pytest.fixture
def course(built_course: Course) -> Course:
    """A course with a due date, a penalty of a point a day, and ada in the class."""
    (built_course.root / "mypenalty.py").write_text(PER_DAY)
    configure(built_course, 'c.AssignLatePenalties.plugin_class = "mypenalty.PerDay"')
    with Gradebook(built_course.database_url) as book:
        book.update_or_create_assignment(UNIT, duedate="2026-03-01 11:00 UTC")
        book.update_or_create_student("ada")
    return built_course


def configure(course: Course, line: str) -> None:
    settings = course.root / "nbgrader_config.py"
    settings.write_text(f"{settings.read_text()}\n{line}\n")


@pytest.fixture
def hand_in_late(course: Course, small_unit: Unit) -> Callable[[timedelta], None]:
    """Record ada's four points, so late."""

    def record(late: timedelta) -> None:
        exercise = ExerciseResult("forgetful_average", 4.0, (Verdict("p", "", 4.0, True),))
        with GradebookWriter(course, small_unit) as writer:
            writer.write(Result(UNIT, "ada", Status.GRADED, 8.0, (exercise,)), DUE + late)

    return record


def penalty(course: Course) -> float | None:
    with Gradebook(course.database_url) as book:
        return book.find_submission_notebook(UNIT, UNIT, "ada").late_submission_penalty


def test_more_time_takes_the_penalty_back(grader: Any, course: Course, hand_in_late: Any) -> None:
    hand_in_late(timedelta(hours=30))
    assert penalty(course) == 2.0
    assert grader("extend", "ada", UNIT, "--days", "1").exit_code == 0
    assert penalty(course) == 1.0
    grader("extend", "ada", UNIT, "--until", "2026-03-03 11:00")
    assert penalty(course) is None


def test_time_that_was_granted_before_counts_when_something_is_handed_in(
    grader: Any, course: Course, hand_in_late: Any
) -> None:
    grader("extend", "ada", UNIT, "--days", "1")
    hand_in_late(timedelta(hours=30))
    assert penalty(course) == 1.0
    with Gradebook(course.database_url) as book:
        assert book.find_submission(UNIT, "ada").extension == timedelta(days=1)


def test_an_extension_is_taken_back(grader: Any, course: Course, hand_in_late: Any) -> None:
    hand_in_late(timedelta(hours=30))
    grader("extend", "ada", UNIT, "--days", "5")
    grader("extend", "ada", UNIT, "--none")
    assert penalty(course) == 2.0


def test_formgraders_extension_stays_where_none_was_granted_here(
    grader: Any, course: Course, hand_in_late: Any
) -> None:
    hand_in_late(timedelta(hours=30))
    with Gradebook(course.database_url) as book:
        book.update_or_create_submission(UNIT, "ada", extension=timedelta(days=2))
    hand_in_late(timedelta(hours=30))
    assert penalty(course) is None


def test_slip_days_are_spent_whole_and_then_are_gone(course: Course, hand_in_late: Any) -> None:
    configure(course, "c.SlipDays.days = 2")
    hand_in_late(timedelta(hours=30))
    assert penalty(course) is None
    hand_in_late(timedelta(hours=60))
    assert penalty(course) == 1.0


def test_what_somebody_has_is_shown(grader: Any, course: Course, hand_in_late: Any) -> None:
    configure(course, "c.SlipDays.days = 1")
    hand_in_late(timedelta(days=3))
    shown = " ".join(grader("extend", "ada", UNIT, "--days", "1").stdout.split())
    assert "ada: 0 slip days left" in shown
    assert f"{UNIT} 2026-03-01 11:00 1 d 2 d 1 1" in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("adda", UNIT, "--days", "1"), "no student 'adda'; did you mean 'ada'?"),
        (("ada", UNIT), "give a UNIT with one of --days, --until and --none"),
        (("ada", "--days", "1"), "give a UNIT with one of"),
        (("ada", UNIT, "--days", "1", "--none"), "give a UNIT with one of"),
        (("ada", UNIT, "--until", "soon"), "'soon' is no time"),
        (("ada", UNIT, "--until", "2026-03-01 10:00"), "is not after the due date, 2026-03-01 11:00 UTC"),
    ],
)
def test_what_can_not_be_granted_is_said(grader: Any, course: Course, arguments: tuple[str, ...], said: str) -> None:
    done = grader("extend", *arguments)
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())


def test_without_a_due_date_there_is_nothing_to_extend(grader: Any, course: Course) -> None:
    with Gradebook(course.database_url) as book:
        book.find_assignment(UNIT).duedate = None
        book.db.commit()
    assert "has no due date; set it" in " ".join(grader("extend", "ada", UNIT, "--days", "1").stderr.split())


def test_slip_days_that_are_none_are_refused_by_name(grader: Any, course: Course, hand_in_late: Any) -> None:
    configure(course, 'c.SlipDays.days = "two"')
    assert "c.SlipDays.days is 'two'" in " ".join(grader("extend", "ada").stderr.split())
