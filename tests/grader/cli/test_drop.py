"""``grader drop``: whoever has left is counted nowhere, and all that they did is there when they come back."""

from pathlib import Path

import pytest

from grader.course import Course, Unit
from grader.gradebook import GradebookWriter
from grader.results import ExerciseResult, Result, Results, Status
from grader.run import Inbox
from gradschool.checks import Verdict

UNIT = "01-small"
ROSTER = 'Student,ID,SIS Login ID,Section\n    Points Possible,,,\n"A, Ada",1,ada,A\n'


@pytest.fixture
def course(built_course: Course, small_unit: Unit) -> Course:
    """A class of two who have results."""
    exercise = ExerciseResult("forgetful_average", 4.0, (Verdict("p", "", 4.0, True),))
    with GradebookWriter(built_course, small_unit) as writer:
        for student in ("ada", "bob"):
            result = Result(UNIT, student, Status.GRADED, 8.0, (exercise,))
            Results(built_course.results(UNIT)).write(result)
            writer.write(result)
            (built_course.submitted / student / UNIT).mkdir(parents=True)
    return built_course


def shown(grader, course: Course, tmp_path: Path) -> list[str]:
    """What report, export and feedback hold of the class."""
    assert grader("report", UNIT, "--out", str(tmp_path / "report.html"), "--class-only").exit_code == 0
    assert grader("feedback", UNIT).exit_code == 0
    pages = sorted(path.name for path in course.feedback.iterdir())
    return [(tmp_path / "report.html").read_text(), grader("export", "--format", "csv").output, str(pages)]


def test_whoever_has_left_is_in_no_report_export_or_feedback(grader, course, tmp_path):
    assert grader("drop", "bob").output == "1 student dropped: bob\n"
    assert not any("bob" in text for text in shown(grader, course, tmp_path))


def test_whoever_comes_back_has_everything_again(grader, course, tmp_path):
    grader("drop", "bob")
    assert grader("drop", "--back", "bob").output == "nobody is dropped\n"
    assert all("bob" in text for text in shown(grader, course, tmp_path))


def test_nobody_waits_for_whoever_has_left(course):
    inbox = Inbox(course.submitted, UNIT, dropped=frozenset({"bob", "eve"}))
    assert [handin.student for handin in inbox.handins(enrolled=["ada", "eve"])] == ["ada"]
    assert [handin.student for handin in inbox.handins(["bob"])] == ["bob"]


def test_a_name_that_nobody_has_is_refused_with_a_suggestion(grader, course):
    assert "no student 'bab'; did you mean 'bob'?" in grader("drop", "bab").stderr
    assert "'bob' was not dropped" in grader("drop", "--back", "bob").stderr


def test_collecting_tells_who_is_no_longer_in_the_roster_and_who_handed_in_all_the_same(grader, course, tmp_path):
    (tmp_path / "roster.csv").write_text(ROSTER)
    (tmp_path / "download").mkdir()
    (tmp_path / "download" / f"aada_1_9_{UNIT}.ipynb").write_text("{}")
    collect = ("collect", UNIT, str(tmp_path / "download"), "--roster", str(tmp_path / "roster.csv"), "--dry-run")
    assert "not in the roster: bob; whoever has left: grader drop bob" in grader(*collect).output
    grader("drop", "bob", "ada")
    told = grader(*collect).output
    assert "not in the roster" not in told
    assert "dropped, and handed in: ada; to have them graded: grader drop --back ada" in told
