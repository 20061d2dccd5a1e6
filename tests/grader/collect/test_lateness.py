"""What is late, as ``grader collect`` shows it, and the penalty that nbgrader's plugin then gives."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from grader.course import Unit
from grader.gradebook import GradebookError, GradebookWriter, LatePenalties, grant, update_times
from grader.results import ExerciseResult, Result, Status
from gradschool.checks import Verdict

UNIT = "01-small"
DUE = datetime(2026, 3, 1, 11, 0, tzinfo=UTC)
PER_DAY = '''"""A penalty of one point a day that has begun."""
import math
from nbgrader.plugins import BasePlugin


class PerDay(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return math.ceil(total_seconds_late / 86400)
'''


def result(student: str, score: float) -> Result:
    """A result of the small course."""
    average = ExerciseResult("forgetful_average", 4.0, (Verdict("p", "", score, True),))
    return Result(UNIT, student, Status.GRADED, 8.0, (average,))


@pytest.fixture
def per_day(desk: Any) -> Any:
    """A course whose settings name a plugin that lies beside them."""
    (desk.course.root / "mypenalty.py").write_text(PER_DAY)
    settings = desk.course.root / "nbgrader_config.py"
    settings.write_text(settings.read_text() + '\nc.AssignLatePenalties.plugin_class = "mypenalty.PerDay"\n')
    desk.due("2026-03-01 11:00 UTC")
    return desk


def penalty(desk: Any, student: str) -> float | None:
    with desk.gradebook() as book:
        return book.find_submission_notebook(UNIT, UNIT, student).late_submission_penalty


def test_the_table_says_by_how_much_against_the_gradebooks_due_date(desk: Any, made: Any) -> None:
    desk.due("2026-03-01 11:00 UTC")
    download = desk.zip((made.moodle_name("Zoë O'Neill-Smith", 72, "01-small.ipynb"), b"z"))
    assert "2 d 1 h" in desk.collect(download, "--roster", desk.worksheet, "--dry-run").output


def test_an_extension_that_was_granted_before_is_considered(desk: Any, made: Any) -> None:
    desk.due("2026-03-01 11:00 UTC")
    grant(desk.course, UNIT, "zoe@x.org", timedelta(days=3))
    download = desk.zip((made.moodle_name("Zoë O'Neill-Smith", 72, "01-small.ipynb"), b"z"))
    assert "2 d 1 h" not in desk.collect(download, "--roster", desk.worksheet, "--dry-run").output


def test_late_without_a_time_counts_as_one_second(desk: Any) -> None:
    desk.due("2026-03-01 11:00 UTC")
    result = desk.collect(desk.canvas(("Lovelace, Ada", 101, 9, b"{}"), late=True), "--roster", desk.canvas_roster)
    assert (desk.course.submitted / "ada" / UNIT / "timestamp.txt").read_text() == "2026-03-01 11:00:01 UTC\n"
    assert "does not say by how much" in result.output


def test_late_without_a_due_date_is_said_and_makes_no_time_up(desk: Any) -> None:
    result = desk.collect(desk.canvas(("Lovelace, Ada", 101, 9, b"{}"), late=True), "--roster", desk.canvas_roster)
    assert not (desk.course.submitted / "ada" / UNIT / "timestamp.txt").exists()
    assert "nbgrader db assignment add 01-small --duedate" in result.output


def test_a_due_date_that_comes_later_dates_what_is_late_when_it_is_collected_again(desk: Any) -> None:
    arguments = (desk.canvas(("Lovelace, Ada", 101, 9, b"{}"), late=True), "--roster", desk.canvas_roster)
    desk.collect(*arguments)
    desk.due("2026-03-01 11:00 UTC")
    assert "1 now with its time" in desk.collect(*arguments).output
    assert (desk.course.submitted / "ada" / UNIT / "timestamp.txt").read_text() == "2026-03-01 11:00:01 UTC\n"
    assert "nothing was changed" in desk.collect(*arguments).output
    assert not (desk.course.state / "earlier").exists()


def test_a_time_that_somebody_wrote_stays(desk: Any) -> None:
    desk.due("2026-03-01 11:00 UTC")
    arguments = (desk.canvas(("Lovelace, Ada", 101, 9, b"{}"), late=True), "--roster", desk.canvas_roster)
    desk.collect(*arguments)
    stamp = desk.course.submitted / "ada" / UNIT / "timestamp.txt"
    stamp.write_text("2026-03-05 12:00:00 UTC\n")
    desk.collect(*arguments)
    assert stamp.read_text() == "2026-03-05 12:00:00 UTC\n"


def test_a_true_time_takes_the_place_of_an_assumed_one(desk: Any, made: Any) -> None:
    desk.due("2026-03-01 11:00 UTC")
    text = desk.worksheet.read_text(encoding="utf-8")
    timeless = desk.file("timeless.csv", text.replace('"Tuesday, 3 March 2026, 12:00 PM"', "-"))
    download = desk.zip((made.moodle_name("Zoë O'Neill-Smith", 72, "01-small.ipynb"), b"z"))
    stamp = desk.course.submitted / "zoe@x.org" / UNIT / "timestamp.txt"
    desk.collect(download, "--roster", timeless)
    assert stamp.read_text() == "2026-03-01 11:00:01 UTC\n"
    desk.collect(download, "--roster", desk.worksheet)
    assert stamp.read_text() == "2026-03-03 12:00:00 UTC\n"


def test_a_worksheet_that_comes_later_gives_the_times(desk: Any, made: Any) -> None:
    with desk.gradebook() as book:
        book.update_or_create_student("ada@x.org", first_name="Ada", last_name="Lovelace")
    download = desk.zip((made.moodle_name("Ada Lovelace", 71, "01-small.ipynb"), b"a"))
    desk.collect(download)
    assert "1 now with its time" in desk.collect(download, "--roster", desk.worksheet).output
    assert "1 the same as before" in desk.collect(download, "--roster", desk.worksheet).output


def test_the_courses_own_plugin_gives_the_penalty(per_day: Any, small_unit: Unit) -> None:
    with GradebookWriter(per_day.course, small_unit) as writer:
        writer.write(result("ada", 4.0), DUE + timedelta(hours=30))
        writer.write(result("bo", 4.0), DUE)
    assert (penalty(per_day, "ada"), penalty(per_day, "bo")) == (2.0, None)


def test_a_penalty_takes_no_more_than_there_is(per_day: Any, small_unit: Unit) -> None:
    with GradebookWriter(per_day.course, small_unit) as writer:
        writer.write(result("ada", 1.0), DUE + timedelta(days=5))
    assert penalty(per_day, "ada") == 1.0


def test_nbgraders_own_method_is_used_where_the_settings_say_so(desk: Any, small_unit: Unit) -> None:
    settings = desk.course.root / "nbgrader_config.py"
    settings.write_text(settings.read_text() + '\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    desk.due("2026-03-01 11:00 UTC")
    with GradebookWriter(desk.course, small_unit) as writer:
        writer.write(result("ada", 4.0), DUE + timedelta(seconds=1))
    assert penalty(desk, "ada") == 4.0


def test_by_default_there_is_no_penalty(desk: Any, small_unit: Unit) -> None:
    desk.due("2026-03-01 11:00 UTC")
    with GradebookWriter(desk.course, small_unit) as writer:
        writer.write(result("ada", 4.0), DUE + timedelta(days=1))
    assert penalty(desk, "ada") is None


def test_an_extension_takes_the_penalty_back(per_day: Any, small_unit: Unit) -> None:
    with GradebookWriter(per_day.course, small_unit) as writer:
        writer.write(result("ada", 4.0), DUE + timedelta(hours=30))
    with per_day.gradebook() as book:
        book.update_or_create_submission(UNIT, "ada", extension=timedelta(days=2))
    with GradebookWriter(per_day.course, small_unit):
        pass
    assert penalty(per_day, "ada") is None


def test_points_given_by_hand_count_in_the_penalty(per_day: Any, small_unit: Unit) -> None:
    with GradebookWriter(per_day.course, small_unit) as writer:
        writer.write(result("ada", 0.0), DUE + timedelta(hours=30))
    with per_day.gradebook() as book:
        book.find_grade("experiment", UNIT, UNIT, "ada").manual_score = 1.5
        book.db.commit()
        LatePenalties(per_day.course).update(book, UNIT)
        book.db.commit()
    assert penalty(per_day, "ada") == 1.5


def test_a_time_that_was_learned_later_reaches_the_gradebook(per_day: Any, small_unit: Unit) -> None:
    with GradebookWriter(per_day.course, small_unit) as writer:
        writer.write(result("ada", 4.0), DUE)
    with per_day.gradebook() as book:
        update_times(book, UNIT, {"ada": DUE + timedelta(hours=1), "nobody": DUE})
        assert book.find_submission(UNIT, "ada").total_seconds_late == 3600


def test_a_plugin_that_fails_is_named(per_day: Any, small_unit: Unit) -> None:
    settings = per_day.course.root / "nbgrader_config.py"
    settings.write_text(settings.read_text().replace("mypenalty.PerDay", "no_such_module.PerDay"))
    with (
        GradebookWriter(per_day.course, small_unit) as writer,
        pytest.raises(GradebookError, match=r"plugin_class\) can't be loaded"),
    ):
        writer.write(result("ada", 4.0), DUE + timedelta(days=1))
