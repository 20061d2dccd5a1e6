"""The released notebook as the gradebook's side needs it, and which of a notebook's cells a release wrote."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from grader.cells import grade_id, marks
from grader.course import Course
from grader.gradebook.database import GradebookError


def released_notebook(course: Course, unit: str) -> NotebookNode:
    """A unit's notebook as students get it.

    Raises
    ------
    GradebookError
        If the unit was never built, or somebody has worked in the released notebook itself.
    """
    path = course.notebooks / unit / f"{unit}.ipynb"
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        again = f"run: grader build {unit}"
        raise GradebookError(f"unit {unit!r} was never built: {path} is not there; {again}") from None


@lru_cache(maxsize=4)
def _read(path: Path, modified: int) -> NotebookNode:
    """A released notebook; read and checked once for a whole class. Nobody writes into it."""
    again = f"run: grader build {path.stem}"
    try:
        notebook = nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise
    except Exception as error:
        raise GradebookError(f"{path} can't be read ({type(error).__name__}); {again}") from error
    if changed := changed_cells(notebook):
        raise GradebookError(f"{path} is not as it was released ({changed}); {again}, which says what to do")
    return notebook


def changed_cells(notebook: NotebookNode) -> str:
    """The numbers of cells that no release wrote, in words; an empty string where there are none."""
    numbers = [number for number, cell in enumerate(notebook.cells, start=1) if not is_released(cell)]
    if not numbers:
        return ""
    listed = ", ".join(map(str, numbers[:10])) + (", ..." if len(numbers) > 10 else "")
    return f"{'cell' if len(numbers) == 1 else 'cells'} {listed}"


def is_released(cell: NotebookNode) -> bool:
    """Whether a cell stands as a release wrote it (by nbgrader's checksum), or holds nothing."""
    from nbgrader.utils import compute_checksum

    if not cell.source.strip():
        return True
    return bool(grade_id(cell)) and bool(marks(cell).get("checksum") == compute_checksum(cell))


def released_texts(course: Course, unit: str) -> list[str]:
    """The texts of the released notebook's cells; none where it can't be had."""
    try:
        return [cell.source for cell in released_notebook(course, unit).cells]
    except GradebookError:
        return []
