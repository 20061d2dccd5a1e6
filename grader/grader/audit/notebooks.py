"""Notebooks of known worth, made from a unit's own sources: solved, blank, or with chosen cells replaced."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode, v4

from grader.cells import grade_id, is_solution
from grader.course import Course, CourseError, Unit
from grader.course.unit import exercise_names

Sheet = NotebookNode


def blank(course: Course, unit: Unit) -> Sheet:
    """The released notebook, as a student gets it.

    Raises
    ------
    CourseError
        If the unit was never built.
    """
    path = course.notebooks / unit.name / f"{unit.name}.ipynb"
    if not path.is_file():
        raise CourseError(f"unit {unit.name!r} was never built: {path} is not there; run: grader build {unit.name}")
    return v4.reads_json(path.read_text(encoding="utf-8"))  # nbformat.read would validate what our build wrote: 10 ms


def solved(course: Course, unit: Unit, instead: Mapping[str, str] | None = None) -> Sheet:
    """The released notebook with its exercises filled in.

    Parameters
    ----------
    instead : mapping of exercise name to source, optional
        Cells to put in place of the solution's.
    """
    notebook = blank(course, unit)
    written = {name: cell.source for cell in unit.notebook.cells if is_solution(cell) for name in exercise_names(cell)}
    written |= instead or {}
    for cell in notebook.cells:
        if cell.cell_type == "code" and (name := grade_id(cell)) in written:
            cell.source = written[name]
    return notebook


def write(notebook: Sheet, path: Path) -> Path:
    """Write a notebook file, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path
