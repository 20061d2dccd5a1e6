"""A build never overwrites a student's work."""

import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from grader.build import BuildReport, build
from grader.course import Course

UNIT = "01-small"


@pytest.fixture
def path(built_course: Course) -> Path:
    """The released notebook, in which a student may work."""
    return built_course.notebooks / UNIT / f"{UNIT}.ipynb"


def rebuilt(course: Course) -> BuildReport:
    """Build the unit after its lecture has changed, so that there is something to write."""
    source = course.solutions / UNIT / "small.py"
    source.write_text(source.read_text().replace("# A small unit", "# A small, mended unit"))
    return build(Course(course.root), [Course(course.root).unit(UNIT)])[0]


def opened(path: Path) -> NotebookNode:
    """The notebook, to work in."""
    return nbformat.read(path, as_version=4)


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    """A cell by its id."""
    return next(one for one in notebook.cells if one.id == name)


def survives(course: Course, path: Path) -> str:
    """Build, assert that nothing below notebooks/ changed, and return the message."""
    before = {one: one.read_bytes() for one in path.parent.iterdir()}
    report = rebuilt(course)
    assert not report.ok
    assert {one: one.read_bytes() for one in path.parent.iterdir()} == before
    return report.problem


def test_an_exercise_that_was_written_survives(built_course: Course, path: Path) -> None:
    notebook = opened(path)
    cell(notebook, "forgetful_average").source = "def forgetful_average(values, beta=0.9):\n    return values"
    nbformat.write(notebook, path)
    message = survives(built_course, path)
    assert "cell 5" in message
    assert str(path) in message
    assert "mv " in message


def test_a_written_answer_survives(built_course: Course, path: Path) -> None:
    notebook = opened(path)
    cell(notebook, "experiment").source += "\n\nThe small one."
    nbformat.write(notebook, path)
    assert "cell 13" in survives(built_course, path)


def test_a_cell_that_was_added_survives(built_course: Course, path: Path) -> None:
    notebook = opened(path)
    notebook.cells.insert(3, nbformat.v4.new_code_cell("notes = 1"))
    nbformat.write(notebook, path)
    assert "cell 4" in survives(built_course, path)


def test_a_demonstration_that_was_changed_survives(built_course: Course, path: Path) -> None:
    notebook = opened(path)
    notebook.cells[3].source += "\nprint(DEMONSTRATED[-1])"
    nbformat.write(notebook, path)
    assert "cell 4" in survives(built_course, path)


def test_a_notebook_that_cant_be_read_survives(built_course: Course, path: Path) -> None:
    path.write_text('{"cells": [')
    assert "no notebook that can be read" in survives(built_course, path)


def test_a_notebook_that_no_build_wrote_survives(built_course: Course, path: Path) -> None:
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x = 1")]), path)
    assert "cell 1" in survives(built_course, path)


def test_outputs_are_no_work(built_course: Course, path: Path) -> None:
    notebook = opened(path)
    notebook.cells[3].outputs = [nbformat.v4.new_output("stream", text="what a demonstration shows")]
    notebook.cells[3].execution_count = 7
    nbformat.write(notebook, path)
    assert rebuilt(built_course).ok
    assert opened(path).cells[0].source.startswith("# A small, mended unit")


def test_an_empty_cell_is_no_work(built_course: Course, path: Path) -> None:
    notebook = opened(path)
    notebook.cells.append(nbformat.v4.new_code_cell(""))
    nbformat.write(notebook, path)
    assert rebuilt(built_course).ok


def test_a_notebook_that_was_run_is_left_as_it_is(built_course: Course, path: Path) -> None:
    notebook = opened(path)
    notebook.cells[3].outputs = [nbformat.v4.new_output("stream", text="what a demonstration shows")]
    nbformat.write(notebook, path)
    before = path.read_bytes()
    assert build(built_course, built_course.units())[0].ok
    assert path.read_bytes() == before


def test_other_units_are_built_all_the_same(built_course: Course, path: Path) -> None:
    shutil.copytree(built_course.solutions / UNIT, built_course.solutions / "02-second")
    path.write_text("my notes")
    first, second = build(Course(built_course.root), Course(built_course.root).units())
    assert not first.ok
    assert second.ok
    assert (built_course.notebooks / "02-second" / "02-second.ipynb").is_file()


def test_a_notebook_that_was_moved_away_makes_room(built_course: Course, path: Path) -> None:
    path.write_text("my notes")
    path.rename(path.with_name("mine.ipynb"))
    assert rebuilt(built_course).ok
    assert path.with_name("mine.ipynb").read_text() == "my notes"
