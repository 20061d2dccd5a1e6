"""The student's own cells of a submission: those that the release did not write."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from grader.cells import is_open
from grader.course import Course
from grader.gradebook import GradebookError, released_notebook
from grader.gradebook.match import match_cells
from grader.pictures import placed
from grader.submission import SubmittedCell, Unreadable, read_submission


class CellsError(Exception):
    """The submitted notebook can't be shown; the message says why."""


@dataclass(frozen=True)
class Cell:
    """A cell of a submission.

    Attributes
    ----------
    number : int
        Its place in the notebook, counted from 1.
    kind : str
        ``code``, ``markdown`` or ``raw``.
    source : str
    name : str
        The released cell that it stands for, such as an exercise or a written answer; empty where it is new.
    pictures : tuple of bytes
        PNG files, in the order in which the text names them: ``picture-1.png`` and so on.
    """

    number: int
    kind: str
    source: str
    name: str = ""
    pictures: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class OwnCells:
    """The student's own cells, how many cells of the lecture were left out, and the SHA-256 of the file."""

    cells: tuple[Cell, ...] = ()
    repeated: int = 0
    fingerprint: str = ""


def release_of(course: Course, unit: str) -> NotebookNode | None:
    """The unit's notebook as students got it; None where it can't be had."""
    try:
        return released_notebook(course, unit)
    except GradebookError:
        return None


def own_cells(path: Path, folder: Path, release: NotebookNode | None) -> OwnCells:
    """The cells of a submission that are the student's own.

    Not the student's own are the lecture's cells, handed in as they were. What is the lecture's is the release's word,
    never the submission's.

    Parameters
    ----------
    path : Path
        The notebook that was handed in.
    folder : Path
        The folder of submissions; a path that leads out of it, by a link, is not read.
    release : NotebookNode or None
        Without it all cells are the student's own, and stand for what their metadata claims.

    Raises
    ------
    CellsError
        If the notebook can't be read; the message says why.
    """
    if not path.resolve().is_relative_to(folder.resolve()):
        raise CellsError("the notebook lies outside of the folder of submissions")
    try:
        submission = read_submission(path)
    except Unreadable as reason:
        raise CellsError(str(reason)) from None
    if release is None:
        names, lecture = {number: cell.grade_id for number, cell in enumerate(submission.cells, start=1)}, set()
    else:
        names = match_cells(release, submission.cells)
        lecture = {(cell.cell_type, cell.source.strip()) for cell in release.cells if not is_open(cell)}
    own = tuple(
        _cell(number, cell, names.get(number, ""))
        for number, cell in enumerate(submission.cells, start=1)
        if (cell.kind, cell.source.strip()) not in lecture
    )
    return OwnCells(own, len(submission.cells) - len(own), submission.fingerprint)


def _cell(number: int, cell: SubmittedCell, name: str) -> Cell:
    text, pictures = placed(cell.source, cell.attachments, "[{0}]") if cell.attachments else (cell.source, {})
    return Cell(number, cell.kind, text, name, tuple(pictures.values()))
