"""The code to compare: of every submission the cells that are the student's own, of the release the skeleton."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from nbformat import NotebookNode
from numpy.typing import NDArray

from grader.report.submission import Cell, CellsError, own_cells
from grader.run.inbox import Handin
from grader.similar.fingerprints import Prints, all_numbers, fingerprints
from grader.text import drawn_together

MOST_CODE = 50_000
"""Characters of one submission's code that are compared: several times what a whole unit asks for."""


@dataclass(frozen=True)
class Program:
    """A student's own code, cell by cell.

    Attributes
    ----------
    student : str
    cells : tuple of Cell
        Code cells that the release did not write, exercises under their names.
    prints : tuple of Prints
        The fingerprints of each of these cells.
    """

    student: str
    cells: tuple[Cell, ...]
    prints: tuple[Prints, ...]

    @property
    def numbers(self) -> NDArray[np.int64]:
        """The different fingerprints of all cells, sorted."""
        return np.unique(np.concatenate([prints.numbers for prints in self.prints] or [np.empty(0, np.int64)]))

    @classmethod
    def of(cls, student: str, cells: Iterable[Cell]) -> Program:
        """The program that some cells make: runs of blanks drawn together, of the code the first `MOST_CODE`."""
        kept, room = [], MOST_CODE
        for cell in cells:
            source = drawn_together(cell.source)
            kept.append(replace(cell, source=source[:room]))
            room = max(0, room - len(source))
        return cls(student, tuple(kept), tuple(fingerprints(cell.source) for cell in kept))


def programs(
    handins: Sequence[Handin],
    folder: Path,
    release: NotebookNode,
    advance: Callable[[], None] = lambda: None,
) -> tuple[list[Program], dict[str, str]]:
    """Read a class's submissions.

    Parameters
    ----------
    handins : sequence of Handin
        See `grader.run.Inbox`.
    folder : Path
        The folder of submissions.
    release : NotebookNode
        The unit's notebook as students got it.
    advance : callable, optional
        Called after each submission.

    Returns
    -------
    tuple of (list of Program, dict)
        The programs, and why there is none, by student.
    """
    found: list[Program] = []
    left_out: dict[str, str] = {}
    for handin in handins:
        try:
            if handin.path is None:
                raise CellsError(handin.reason)
            own = own_cells(handin.path, folder, release)
            found.append(Program.of(handin.student, (cell for cell in own.cells if cell.kind == "code")))
        except CellsError as reason:
            left_out[handin.student] = str(reason)
        advance()
    return found, left_out


def skeleton(release: NotebookNode) -> NDArray[np.int64]:
    """Everything that anybody's code may hold because the released notebook holds it."""
    cells = [all_numbers(cell.source) for cell in release.cells if cell.cell_type == "code"]
    return np.unique(np.concatenate([*cells, np.empty(0, np.int64)]))
