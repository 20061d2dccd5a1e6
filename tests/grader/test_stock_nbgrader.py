"""Stock nbgrader on the same course folder: release, validate, autograde, feedback, export and the gradebook's API.

One class is autographed once by nbgrader's own command; a kernel starts for every student, so the class is small.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.utils import determine_grade
from traitlets.config import Config

from grader.course import Course
from grader.gradebook import GradebookWriter, write_executed
from grader.results import ExerciseResult, Result, Status
from grader.submission import read_submission
from gradschool.checks import Verdict
from gradschool.checks.display import Score

UNIT = "01-small"
ITSELF = "--Autograde.exporter_class=nbconvert.exporters.NotebookExporter"
"""The course's settings have `nbgrader autograde` ask the grader; so it runs the notebooks itself."""
pytestmark = [pytest.mark.stock, pytest.mark.xdist_group("stock")]
SWAPPED = ("beta * smooth + (1 - beta) * value", "(1 - beta) * smooth + beta * value")
NOISY = """
    import logging, sys, warnings
    warnings.warn("a student's warning")
    logging.getLogger("mine").error("a student's log")
    print("a student's note", file=sys.stderr)
"""


def nbgrader(course: Course, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run nbgrader's own command in the course's folder."""
    command = [sys.executable, "-m", "nbgrader", *arguments]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(command, cwd=course.root, capture_output=True, text=True, env={**os.environ, "PATH": path})


def solved(course: Course, *only: str) -> NotebookNode:
    """The release with all exercises filled in, or only those named."""
    notebook = nbformat.read(course.notebooks / UNIT / f"{UNIT}.ipynb", as_version=4)
    source = nbformat.read(course.state / "source" / UNIT / f"{UNIT}.ipynb", as_version=4)
    for cell, solution in zip(notebook.cells, source.cells, strict=True):
        if cell.metadata.nbgrader.solution and cell.cell_type == "code" and (not only or cell.id in only):
            cell.source = solution.source
    return notebook


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    """A cell by its id."""
    return next(one for one in notebook.cells if one.id == name)


def noisy(course: Course) -> NotebookNode:
    """A solution that warns, logs and writes to stderr inside its function, and raises below it."""
    notebook = solved(course)
    exercise = cell(notebook, "forgetful_average")
    exercise.source = exercise.source.replace("    smooth, averages", f"{NOISY}\n    smooth, averages") + "\n\n1 / 0"
    return notebook


def broken(course: Course) -> NotebookNode:
    """A solution with a syntax error in one exercise, and another that shows full marks and then raises."""
    notebook = solved(course)
    cell(notebook, "quiz_limit").source = "def quiz_limit():\n    display(1.0)\n    raise ValueError"
    cell(notebook, "Tally").source = "class Tally:\n    def add(self, value"
    return notebook


def partly_right(course: Course) -> NotebookNode:
    """One exercise of three, and that one with swapped weights: one of its two public probes passes."""
    notebook = solved(course, "forgetful_average")
    exercise = cell(notebook, "forgetful_average")
    assert SWAPPED[0] in exercise.source
    exercise.source = exercise.source.replace(*SWAPPED)
    return notebook


def edited(course: Course) -> NotebookNode:
    """A solution whose author tried other numbers in a demonstration."""
    notebook = solved(course)
    demo = next(one for one in notebook.cells if one.id.startswith("demo-"))
    demo.source = demo.source.replace("0.9**t", "0.5**t")
    return notebook


CLASS = {
    "solution": solved,
    "blank": lambda course: nbformat.read(course.notebooks / UNIT / f"{UNIT}.ipynb", as_version=4),
    "partial": partly_right,
    "noisy": noisy,
    "broken": broken,
    "edited": edited,
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, _built_once: Path) -> Course:
    """The small course with a class that stock nbgrader has graded."""
    root = tmp_path_factory.mktemp("stock") / "course"
    shutil.copytree(_built_once, root)
    course = Course(root)
    for student, made in CLASS.items():
        path = course.submitted / student / UNIT / f"{UNIT}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(made(course), path)
    done = nbgrader(course, "autograde", UNIT, ITSELF)
    assert done.returncode == 0, done.stderr
    return course


def score(course: Course, student: str, *exercises: str) -> float:
    """What nbgrader's gradebook gives for some exercises, or for the whole notebook."""
    with Gradebook(course.database_url, "gradschool") as book:
        if not exercises:
            return float(book.find_submission(UNIT, student).score)
        return sum(float(book.find_grade(f"check-{name}", UNIT, UNIT, student).score) for name in exercises)


def test_the_solution_earns_full_marks(course: Course) -> None:
    assert score(course, "solution") == 8.0


def test_the_blank_release_earns_nothing(course: Course) -> None:
    assert score(course, "blank") == 0.0


def test_partial_work_earns_its_share_of_the_public_probes(course: Course) -> None:
    assert score(course, "partial") == pytest.approx(4.0 / 3)


def test_noise_and_an_error_outside_of_the_check_cost_nothing(course: Course) -> None:
    assert score(course, "noisy") == 8.0


def test_a_syntax_error_costs_its_own_exercise_alone(course: Course) -> None:
    assert score(course, "broken", "Tally") == 0.0
    assert score(course, "broken", "forgetful_average") == 4.0


def test_a_number_that_is_shown_before_an_error_earns_nothing(course: Course) -> None:
    assert score(course, "broken", "quiz_limit") == 0.0


def test_an_edited_demonstration_is_left_as_it_is_and_costs_nothing(course: Course) -> None:
    path = course.autograded / "edited" / UNIT / f"{UNIT}.ipynb"
    assert any("0.5**t" in one.source for one in nbformat.read(path, as_version=4).cells)
    assert score(course, "edited") == 8.0


def test_a_written_answer_left_blank_earns_nothing_and_does_not_wait(course: Course) -> None:
    with Gradebook(course.database_url, "gradschool") as book:
        assert not book.find_grade("experiment", UNIT, UNIT, "blank").needs_manual_grade


def test_the_check_shows_its_table_in_the_autograded_notebook(course: Course) -> None:
    path = course.autograded / "partial" / UNIT / f"{UNIT}.ipynb"
    (output,) = cell(nbformat.read(path, as_version=4), "check-forgetful_average").outputs
    assert "1 of 2 checks passed" in output.data["text/html"]
    assert output.data["text/plain"] == "1.3333333333333333"


def test_stock_generate_assignment_makes_the_very_release(built_course: Course) -> None:
    folder = built_course.notebooks / UNIT
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = nbgrader(built_course, "generate_assignment", UNIT, "--force")
    assert done.returncode == 0, done.stderr
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_validate_passes_the_solution_and_names_what_fails_in_partial_work(course: Course) -> None:
    folder = course.root / "validated"
    shutil.copytree(course.notebooks / UNIT, folder)
    for name, notebook in (("right", solved(course)), ("wrong", partly_right(course))):
        cell(notebook, "experiment").source += "\n\nThe small one."
        nbformat.write(notebook, folder / f"{name}.ipynb")
    assert "Success!" in nbgrader(course, "validate", str(folder / "right.ipynb")).stdout
    assert "FAILED ON 3 CELL(S)" in nbgrader(course, "validate", str(folder / "wrong.ipynb")).stdout.upper()


def test_stock_feedback_is_written_for_stock_grades(course: Course) -> None:
    done = nbgrader(course, "generate_feedback", UNIT, "--student", "solution")
    assert done.returncode == 0, done.stderr
    page = (course.feedback / "solution" / UNIT / f"{UNIT}.html").read_text()
    assert "Score: 8.0 / 10.0" in page


def test_stock_export_lists_the_class(course: Course) -> None:
    done = nbgrader(course, "export", "--to", "grades.csv")
    assert done.returncode == 0, done.stderr
    lines = (course.root / "grades.csv").read_text().splitlines()
    assert len(lines) == 1 + len(CLASS)


@pytest.fixture
def judged_course(built_course: Course) -> Course:
    """A course whose one submission our own grader has recorded."""
    path = built_course.submitted / "ada" / UNIT / f"{UNIT}.ipynb"
    path.parent.mkdir(parents=True)
    notebook = solved(built_course)
    cell(notebook, "experiment").source += "\n\nThe small one.<script>document.title = 'hacked'</script>"
    nbformat.write(notebook, path)
    points = {"forgetful_average": 4.0, "Tally": 3.0, "quiz_limit": 1.0}
    exercises = [ExerciseResult(name, most, (Verdict("p", "", most, True),)) for name, most in points.items()]
    result = Result(UNIT, "ada", Status.GRADED, sum(points.values()), tuple(exercises))
    unit = built_course.unit(UNIT)
    with GradebookWriter(built_course, unit) as writer:
        write_executed(built_course, unit, result, read_submission(path))
        writer.write(result)
    return built_course


def test_stock_feedback_is_written_for_our_grades_and_runs_nothing(judged_course: Course) -> None:
    done = nbgrader(judged_course, "generate_feedback", UNIT)
    assert done.returncode == 0, done.stderr
    page = (judged_course.feedback / "ada" / UNIT / f"{UNIT}.html").read_text()
    assert "Score: 8.0 / 10.0" in page
    assert "The small one." in page
    assert "<script>document.title" not in page


def test_formgraders_api_lists_our_grades(judged_course: Course) -> None:
    root = Config({"CourseDirectory": {"root": str(judged_course.root), "source_directory": ".grader/source"}})
    api = NbGraderAPI(config=root)
    submission = api.get_submission(UNIT, "ada")
    assert (submission["score"], submission["max_score"], submission["needs_manual_grade"]) == (8.0, 10.0, True)
    assert submission["autograded"]
    (notebook,) = api.get_notebook_submissions(UNIT, UNIT)
    assert (notebook["code_score"], notebook["max_written_score"]) == (8.0, 2.0)


def check_cell(*outputs: NotebookNode) -> NotebookNode:
    """A released test cell of four points that shows some outputs."""
    marks = {"grade": True, "solution": False, "locked": True, "points": 4.0, "grade_id": "check-x"}
    return nbformat.v4.new_code_cell("check(x)", metadata={"nbgrader": marks}, outputs=list(outputs))


def shown(value: object) -> NotebookNode:
    """A cell's value as a kernel shows it."""
    return nbformat.v4.new_output("execute_result", data={"text/plain": repr(value)})


ERROR = nbformat.v4.new_output("error", ename="ValueError", evalue="", traceback=[])
TRAPS = {
    "a NumPy zero": [shown(np.float64(0.0))],
    "nan": [shown(float("nan"))],
    "a result, then an error": [shown(4.0), ERROR],
}


@pytest.mark.parametrize("trap", TRAPS)
def test_stock_nbgrader_gives_full_marks_for_what_is_none(trap: str) -> None:
    """The traps that `check` must avoid; the day nbgrader mends them, this test says so."""
    assert determine_grade(check_cell(*TRAPS[trap]))[0] == 4.0


@pytest.mark.parametrize("points", [0, 0.0, np.float64(0.0), np.float32(0.0), False])
def test_no_credit_is_read_as_no_credit_whatever_its_type(points: float) -> None:
    assert determine_grade(check_cell(shown(Score(points, "x", []))))[0] == 0.0


@pytest.mark.parametrize("points", [1.5, np.float64(1.5)])
def test_partial_credit_is_read_as_it_is(points: float) -> None:
    assert determine_grade(check_cell(shown(Score(points, "x", []))))[0] == 1.5
