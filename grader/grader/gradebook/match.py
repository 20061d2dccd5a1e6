"""Finding the release's cells in a submission: by what a cell defines, checks or says, and only then by its claim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from nbformat import NotebookNode

from grader.cells import checked_in, defined_in, exercise_of, is_check, is_exercise, is_graded, is_written
from grader.submission import SubmittedCell


def match_cells(released: NotebookNode, cells: Sequence[SubmittedCell]) -> dict[int, str]:
    """Which submitted cell stands for which released one.

    Parameters
    ----------
    released : NotebookNode
    cells : sequence of SubmittedCell

    Returns
    -------
    dict
        Number of a submitted cell, counted from 1, to the released cell's name; each name once, each cell once.
    """
    names: dict[int, str] = {}
    index = _Index(cells)
    for release in sorted(released.cells, key=_urgency):
        for alike in index.candidates(release):
            if free := [number for number in alike if number not in names]:
                names[max(free)] = release.id  # of two definitions, the later one counts
                break
    return names


def _urgency(release: NotebookNode) -> int:
    """Exercises choose first, then test cells and written answers, then the lecture."""
    return 0 if is_exercise(release) else 1 if is_graded(release) else 2


class _Index:
    """A submission's cells that hold something, by what they define, check, say and claim.

    What a student's cell defines is searched in its text, which is never parsed.
    """

    def __init__(self, cells: Sequence[SubmittedCell]) -> None:
        self._texts: dict[int, str] = {}
        self._defining: dict[str, set[int]] = defaultdict(set)
        self._checking: dict[str, set[int]] = defaultdict(set)
        self._saying: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._claiming: dict[str, set[int]] = defaultdict(set)
        for number, cell in enumerate(cells, start=1):
            if text := cell.source.strip():
                self._add(number, cell, text)

    def _add(self, number: int, cell: SubmittedCell, text: str) -> None:
        self._texts[number] = text
        self._saying[cell.kind, text].add(number)
        self._claiming[cell.grade_id].add(number)
        if cell.kind == "code":
            for name in defined_in(cell.source):
                self._defining[name].add(number)
            if checked := checked_in(text):
                self._checking[checked].add(number)

    def candidates(self, release: NotebookNode) -> list[Collection[int]]:
        """The cells that may stand for a released one, by the surest sign first."""
        name, text = release.id, release.source.strip()
        claiming = self._claiming.get(name, set())
        if is_exercise(release):
            return [self._defining.get(name, set()), claiming]
        same = self._saying.get((release.cell_type, text), set())
        if is_written(release):
            return [claiming - self._with_text(text), self._beginning(text), claiming, same]
        if is_check(release):
            return [self._checking.get(exercise_of(name), set()), claiming]
        return [same & claiming, same, claiming]

    def _with_text(self, text: str) -> set[int]:
        return {number for number, own in self._texts.items() if own == text}

    def _beginning(self, text: str) -> list[int]:
        """Cells that begin with a released cell's first paragraph and do not stand as it was released."""
        question = text.split("\n\n")[0]
        return [number for number, own in self._texts.items() if own.startswith(question) and own != text]
