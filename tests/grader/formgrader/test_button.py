"""What nbgrader's buttons make of a submission that is ours, and of one that is not."""

from datetime import UTC, datetime
from typing import Any

import pytest

from grader.course import Course, Unit
from grader.formgrader import FeedbackExporter, SandboxExporter
from grader.gradebook import GradebookWriter, autograded_path, open_gradebook, write_executed
from grader.results import ExerciseResult, Result, Results, Status
from gradschool.checks import Verdict

UNIT = "01-small"
AVERAGE = ExerciseResult("forgetful_average", 4.0, (Verdict("five_values", "Five values.", 4.0, True),))
RESULT = Result(UNIT, "ada", Status.GRADED, 8.0, (AVERAGE,), seconds=0.1)


@pytest.fixture
def graded(built_course: Course, small_unit: Unit) -> Course:
    """A course in which ada was graded, an hour after what is no due date yet."""
    Results(built_course.results(UNIT)).write(RESULT)
    with GradebookWriter(built_course, small_unit) as writer:
        write_executed(built_course, small_unit, RESULT, None)
        writer.write(RESULT, datetime(2026, 3, 1, 12, 0, tzinfo=UTC))
    return built_course


def made(course: Course, **more: Any) -> str:
    """The page that the exporter makes for nbgrader."""
    asked = {"student": "ada", "assignment": UNIT, "notebook": UNIT, "db_url": course.database_url, **more}
    path = autograded_path(course, UNIT, "ada")
    html, resources = FeedbackExporter(template_name="classic").from_filename(str(path), resources={"nbgrader": asked})
    assert resources["output_extension"] == ".html"
    return html


def test_a_submission_that_we_graded_gets_our_page(graded: Course) -> None:
    assert "Content-Security-Policy" in made(graded)
    assert "<bdi>ada</bdi>" in made(graded)


def test_a_due_date_set_after_grading_counts_on_the_page(graded: Course) -> None:
    settings = graded.root / "nbgrader_config.py"
    settings.write_text(settings.read_text() + '\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    with open_gradebook(graded) as book:
        book.update_or_create_assignment(UNIT, duedate="2026-03-01 11:00:00 UTC")
    assert "Handed in late" in made(graded)


def test_the_gradebook_is_asked_once_for_all_pages(graded: Course) -> None:
    exporter = FeedbackExporter()
    first = exporter.marks(graded, UNIT, graded.database_url)
    (graded.root / "gradebook.db").unlink()
    assert exporter.marks(graded, UNIT, graded.database_url) is first


@pytest.mark.parametrize("gone", ["the result", "the course"])
def test_any_other_submission_gets_nbgraders_page(graded: Course, gone: str) -> None:
    if gone == "the result":
        (graded.results(UNIT) / "ada.json").unlink()
    else:
        (graded.root / "nbgrader_config.py").unlink()
    page = made(graded)
    assert "Content-Security-Policy" not in page
    assert "forgetful_average" in page


def test_the_notebook_of_no_unit_is_left_to_nbgraders_autograding(graded: Course) -> None:
    path = graded.submitted / "ada" / "essay" / "essay.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(autograded_path(graded, UNIT, "ada").read_bytes())
    asked = {"student": "ada", "assignment": "essay", "notebook": "essay", "db_url": graded.database_url}
    text, resources = SandboxExporter().from_filename(str(path), resources={"nbgrader": asked})
    assert "forgetful_average" in text
    assert resources["nbgrader"] == asked


@pytest.mark.programs
def test_what_the_grader_says_is_what_the_autograde_button_says(graded: Course) -> None:
    (graded.notebooks / UNIT / f"{UNIT}.ipynb").unlink()
    path = graded.submitted / "ada" / UNIT / f"{UNIT}.ipynb"
    asked = {"student": "ada", "assignment": UNIT, "notebook": UNIT, "db_url": graded.database_url}
    with pytest.raises(RuntimeError, match="grader build"):
        SandboxExporter().from_filename(str(path), resources={"nbgrader": asked})
