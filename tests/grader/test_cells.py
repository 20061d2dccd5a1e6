"""What a cell is, to its author and to nbgrader: every cell of the small unit, before its build and after."""

from collections import Counter

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from grader import cells
from grader.course import Course, Unit

ROLES = {"exercise": cells.is_exercise, "check": cells.is_check, "written": cells.is_written}


def test_a_released_cell_has_one_role_or_none_and_its_name_says_the_same(
    built_course: Course, small_unit: Unit
) -> None:
    released = nbformat.read(built_course.notebooks / small_unit.name / f"{small_unit.name}.ipynb", as_version=4)
    found = {cells.grade_id(cell): [role for role, holds in ROLES.items() if holds(cell)] for cell in released.cells}
    names = [exercise.name for exercise in small_unit.exercises]
    assert [name for name, roles in found.items() if roles == ["exercise"]] == names
    assert [name for name, roles in found.items() if roles == ["check"]] == [cells.check_of(name) for name in names]
    assert [name for name, roles in found.items() if roles == ["written"]] == list(small_unit.model_answers)
    assert Counter(map(len, found.values())).keys() <= {0, 1}


def test_what_students_write_in_is_open(built_course: Course, small_unit: Unit) -> None:
    released = nbformat.read(built_course.notebooks / small_unit.name / f"{small_unit.name}.ipynb", as_version=4)
    answered = [cell for cell in released.cells if cells.is_exercise(cell) or cells.is_written(cell)]
    assert [cell for cell in released.cells if cells.is_open(cell)] == answered
    assert cells.is_open(new_markdown_cell(metadata={"tags": ["guess"]}))


def test_points_are_for_test_cells_and_written_answers(built_course: Course, small_unit: Unit) -> None:
    released = nbformat.read(built_course.notebooks / small_unit.name / f"{small_unit.name}.ipynb", as_version=4)
    graded = [cell for cell in released.cells if cells.is_check(cell) or cells.is_written(cell)]
    assert [cell for cell in released.cells if cells.is_graded(cell)] == graded


def test_a_demonstration_is_known_by_the_name_that_a_release_gives_it(built_course: Course, small_unit: Unit) -> None:
    released = nbformat.read(built_course.notebooks / small_unit.name / f"{small_unit.name}.ipynb", as_version=4)
    assert all(cells.names_demo(cells.grade_id(cell)) == cells.is_demo(cell) for cell in released.cells)


def test_a_cell_that_no_release_made_is_nothing_to_nbgrader() -> None:
    cell = new_code_cell("check(f)")
    assert not any(holds(cell) for holds in (*ROLES.values(), cells.is_open, cells.is_graded))
    assert cells.grade_id(cell) == ""


@pytest.mark.parametrize("name", ["adam_step", "check-in"])
def test_a_check_leads_back_to_its_exercise(name: str) -> None:
    assert cells.exercise_of(cells.check_of(name)) == name


@pytest.mark.parametrize(
    ("source", "name"), [("check(f)", "f"), (" check( f )\n", "f"), ("check(f); 1", None), ("f", None)]
)
def test_a_test_cell_checks_and_does_nothing_else(source: str, name: str | None) -> None:
    assert cells.checked_name(new_code_cell(source)) == name
    assert cells.checked_name(new_markdown_cell(source)) is None
