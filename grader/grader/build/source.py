"""From an author's notebook to nbgrader's: every cell's role, and the metadata that says so.

Authors write plain cells. What is a solution, a test, a written answer or lecture follows from what a cell holds (see
`cell_role`); nbgrader's metadata, cell ids and points are derived from it, so that the same text always gives the same
notebook.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

import nbformat
from nbformat import NotebookNode

from grader.cells import (
    BEGIN_ANSWER,
    BEGIN_SOLUTION,
    END_ANSWER,
    END_SOLUTION,
    check_of,
    checked_name,
    explained,
    is_demo,
    is_guess,
    is_question,
    is_seen,
    is_solution,
)
from grader.course import Unit, UnitError
from grader.course.unit import exercise_names

CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
SCHEMA_VERSION = 3
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
GUESS = "**My guess:** *write it here before you run the next cell.*"
SEEN = "<details><summary><b>What you saw</b></summary>\n\n{}\n\n</details>"
AUTHORS_ONLY = ("points", "id", "lines_to_next_cell", "lines_to_end_of_cell_marker")


def source_notebook(unit: Unit) -> NotebookNode:
    """The unit's notebook as nbgrader's source: solutions inside, metadata complete, no outputs.

    Raises
    ------
    UnitError
        If a cell does not say clearly what it is; the message names the file, the cell and the way out.
    """
    exercises = {exercise.name: exercise.points for exercise in unit.exercises}
    cells: list[NotebookNode] = []
    for number, cell in enumerate(unit.notebook.cells, start=1):
        try:
            _refuse_lost_text(cell)
            if not explained(cell):
                cells.append(_released_cell(cell, exercises, [one.id for one in cells]))
        except UnitError as error:
            first = cell.source.strip().splitlines()[:1] or ["an empty cell"]
            raise UnitError(f"{unit.source}, cell {number} ({first[0][:60]}): {error}") from None
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
    nbformat.validate(notebook)
    return notebook


def cell_role(cell: NotebookNode) -> str:
    """What a cell is: ``exercise``, ``check``, ``written``, ``demo``, ``code``, ``text`` or ``raw``.

    Raises
    ------
    UnitError
        If the cell holds markers that contradict its kind.
    """
    _check_markers(cell)
    if is_question(cell):
        return "written"
    if cell.cell_type != "code":
        return {"markdown": "text", "raw": "raw"}[cell.cell_type]
    if is_solution(cell):
        return "exercise"
    if checked_name(cell):
        return "check"
    return "demo" if is_demo(cell) else "code"


def _released_cell(cell: NotebookNode, exercises: Mapping[str, float], taken: Sequence[str]) -> NotebookNode:
    role = cell_role(cell)
    if role == "exercise":
        name, marks = _exercise(cell, exercises), _marks(solution=True)
    elif role == "check":
        checked = checked_name(cell) or ""
        name, marks = check_of(checked), _marks(grade=True, locked=True, points=exercises[checked])
    elif role == "written":
        name, points = _written(cell)
        marks = _marks(grade=True, solution=True, points=points)
    else:
        name, marks = _content_id(role, cell.source, taken), _marks()
    if name in taken:
        raise UnitError(f"another cell is called {name!r} as well; give this one another name")
    return _with_metadata(cell, name, marks)


def with_marks_of_a_release(notebook: NotebookNode) -> bool:
    """Give cells that nbgrader added, such as a header's, ids that stay and checksums; say whether there were any."""
    added = [cell for cell in notebook.cells if "nbgrader" not in cell.metadata]
    taken = [cell.id for cell in notebook.cells if "nbgrader" in cell.metadata]
    for cell in added:
        cell.id = _content_id("added", cell.source, taken)
        taken.append(cell.id)
        cell.metadata.nbgrader = {**_marks(), "grade_id": cell.id, "schema_version": SCHEMA_VERSION}
        _with_checksum(cell)
    return bool(added)


def _with_metadata(cell: NotebookNode, name: str, marks: dict[str, Any]) -> NotebookNode:
    """The cell under its id, with nbgrader's metadata and the author's own, and no outputs."""
    make = getattr(nbformat.v4, f"new_{cell.cell_type}_cell")
    kept = {key: value for key, value in cell.metadata.items() if key not in AUTHORS_ONLY}
    source = _shown(cell).replace(BEGIN_ANSWER, BEGIN_SOLUTION).replace(END_ANSWER, END_SOLUTION)
    metadata = {**kept, "nbgrader": {**marks, "grade_id": name, "schema_version": SCHEMA_VERSION}}
    made = make(id=name, source=source, metadata=metadata)
    return made if marks["grade"] or marks["solution"] else _with_checksum(made)


def _with_checksum(cell: NotebookNode) -> NotebookNode:
    """A cell with the checksum by which a release is told from a student's work.

    nbgrader adds one to what is graded or locked alone, when it makes the release.
    """
    from nbgrader.utils import compute_checksum

    cell.metadata.nbgrader.update(checksum=compute_checksum(cell), cell_type=cell.cell_type)
    return cell


def _shown(cell: NotebookNode) -> str:
    """What a student finds: a line to write a guess on, and what there was to see behind a click."""
    if is_guess(cell):
        return str(cell.source.strip() or GUESS)
    if is_seen(cell):
        if re.search(r"^#+ ", cell.source, re.MULTILINE):
            raise UnitError("it is tagged seen and holds a heading, which would be folded away; begin a new cell there")
        return SEEN.format(cell.source.strip())
    return str(cell.source)


def _marks(
    grade: bool = False, solution: bool = False, locked: bool = False, points: float | None = None
) -> dict[str, Any]:
    marks: dict[str, Any] = {"grade": grade, "solution": solution, "locked": locked, "task": False}
    return marks if points is None else {**marks, "points": points}


def _exercise(cell: NotebookNode, exercises: Mapping[str, float]) -> str:
    """The exercise that a solution cell defines."""
    if is_demo(cell):
        raise UnitError("it is tagged demo and holds a solution; a demonstration is skipped in grading, drop the tag")
    defined = exercise_names(cell)
    checked = [name for name in defined if name in exercises]
    if len(checked) != 1:
        wanted = f"check({defined[0]})" if len(defined) == 1 else "one check(...)"
        raise UnitError(
            f"it defines {', '.join(defined) or 'nothing'}, but a solution cell has {wanted} in the notebook"
        )
    return checked[0]


def _written(cell: NotebookNode) -> tuple[str, float]:
    """Name and points of a written answer."""
    if cell.cell_type != "markdown":
        raise UnitError("it is tagged written but is no markdown cell")
    name, points = cell.metadata.get("id"), cell.metadata.get("points")
    if not isinstance(name, str) or not CELL_ID.fullmatch(name):
        raise UnitError('a written answer needs a name of letters, digits, _ or -, as in id="experiment"')
    if isinstance(points, bool) or not isinstance(points, (int, float)) or points < 0:
        raise UnitError("a written answer needs points, as in points=2")
    if BEGIN_ANSWER not in cell.source:
        raise UnitError(f"a written answer holds its model answer between {BEGIN_ANSWER} and {END_ANSWER}")
    return name, float(points)


def _refuse_lost_text(cell: NotebookNode) -> None:
    """Refuse prose on the line that begins a cell: jupytext reads it as more of the cell's metadata."""
    if "incorrectly_encoded_metadata" in cell.metadata or None in cell.metadata.values():
        raise UnitError("text stands on the %% line of the cell, where it is lost; begin it on the next line")


def _check_markers(cell: NotebookNode) -> None:
    """Refuse markers that are unpaired or stand in a cell of another kind: what they enclose might be released."""
    markers = re.findall(r"(BEGIN|END) (SOLUTION|MODEL ANSWER)", cell.source)
    if markers != [(edge, what) for _, what in markers[::2] for edge in ("BEGIN", "END")]:
        raise UnitError(
            "each BEGIN SOLUTION or BEGIN MODEL ANSWER needs its END, on a line of its own, none inside another"
        )
    kinds = {what for _, what in markers}
    if "SOLUTION" in kinds and not is_solution(cell):
        raise UnitError(f"solutions stand in code cells, between {BEGIN_SOLUTION} and {END_SOLUTION}")
    if "MODEL ANSWER" in kinds and not (
        is_question(cell) and BEGIN_ANSWER in cell.source and END_ANSWER in cell.source
    ):
        raise UnitError(f"a model answer stands between {BEGIN_ANSWER} and {END_ANSWER}, in a cell tagged written")


def _content_id(role: str, source: str, taken: Sequence[str]) -> str:
    """A name made of what a cell holds; equal cells are numbered."""
    name = f"{role}-{hashlib.sha256(source.encode()).hexdigest()[:10]}"
    same = sum(one == name or one.startswith(f"{name}-") for one in taken)
    return f"{name}-{same + 1}" if same else name
