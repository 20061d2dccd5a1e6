"""Finding the release's cells in a submission: by what a cell defines, checks or says, and only then by its claim."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from nbformat import NotebookNode

from grader.course.unit import CHECK_CELL

if TYPE_CHECKING:
    from grader.gradebook.executed import SubmittedCell

DEFINITION = re.compile(r"^(?:async\s+def|def|class)\s+(\w+)", re.MULTILINE)
Trait = Callable[["SubmittedCell"], bool]


def match_cells(released: NotebookNode, cells: Sequence[SubmittedCell]) -> dict[int, str]:
    """Which submitted cell stands for which released one.

    Parameters
    ----------
    released : NotebookNode
    cells : sequence of submitted cells

    Returns
    -------
    dict
        Number of a submitted cell, counted from 1, to the released cell's name; each name once, each cell once.
    """
    names: dict[int, str] = {}
    numbered = [(number, cell) for number, cell in enumerate(cells, start=1) if cell.source.strip()]
    for release in sorted(released.cells, key=_urgency):
        free = [(number, cell) for number, cell in numbered if number not in names]
        if (number := _last_with(_traits(release), free)) is not None:
            names[number] = release.id
    return names


def _urgency(release: NotebookNode) -> int:
    """Exercises choose first, then test cells and written answers, then the lecture."""
    marks = release.metadata.nbgrader
    return 0 if marks.solution and not marks.grade else 1 if marks.grade else 2


def _traits(release: NotebookNode) -> list[Trait]:
    """What tells that a submitted cell stands for a released one, the surest first."""
    name, text, marks = release.id, release.source.strip(), release.metadata.nbgrader

    def same(cell: SubmittedCell) -> bool:
        return cell.kind == release.cell_type and cell.source.strip() == text

    def claims(cell: SubmittedCell) -> bool:
        return cell.grade_id == name

    if marks.solution and not marks.grade:
        return [lambda cell: cell.kind == "code" and name in _defined(cell.source), claims]
    if marks.solution:
        question = text.split("\n\n")[0]
        return [
            lambda cell: claims(cell) and cell.source.strip() != text,
            lambda cell: cell.source.strip().startswith(question) and cell.source.strip() != text,
            claims,
            same,
        ]
    if marks.grade:
        exercise = name.removeprefix("check-")
        return [lambda cell: cell.kind == "code" and _checked(cell.source) == exercise, claims]
    return [lambda cell: same(cell) and claims(cell), same, claims]


def _last_with(traits: Sequence[Trait], cells: Sequence[tuple[int, SubmittedCell]]) -> int | None:
    """The last cell that has the first trait that any has: of two definitions, the later one counts."""
    for trait in traits:
        if found := [number for number, cell in cells if trait(cell)]:
            return found[-1]
    return None


def _checked(source: str) -> str:
    found = CHECK_CELL.fullmatch(source.strip())
    return found.group(1) if found else ""


def _defined(source: str) -> set[str]:
    """Functions and classes that a student's cell defines at its top level; its text is searched, never parsed."""
    return set(DEFINITION.findall(source))
