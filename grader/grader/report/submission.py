"""The student's own cells, read from the submitted notebook for showing, and for nothing else.

The file is untrusted: it is read as JSON with a limit on its size, never through a symbolic link that leaves the
folder of submissions, and only strings are taken from it.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.course import Course

LARGEST = 64 * 2**20
"""Bytes of a notebook that is still read here."""


class CellsError(Exception):
    """The submitted notebook can't be shown; the message says why."""


@dataclass(frozen=True)
class Cell:
    """A cell of a notebook: its place, counted from 1, its kind (`code`, `markdown`, `raw`), source and nbgrader id."""

    index: int
    kind: str
    source: str
    grade_id: str = ""
    locked: bool = False


@dataclass(frozen=True)
class OwnCells:
    """The student's own cells, how many cells of the lecture were left out, and the SHA-256 of the file."""

    cells: tuple[Cell, ...] = ()
    repeated: int = 0
    fingerprint: str = ""


def own_cells(course: Course, unit: str, student: str, submitted: Path) -> OwnCells:
    """The cells of a submission that are the student's own.

    Not the student's own are the lecture's cells: locked in the release, and handed in as they were. What is locked is
    the release's word, never the submission's.

    Parameters
    ----------
    submitted : Path
        The folder of submissions, laid as nbgrader lays it (``STUDENT/UNIT/UNIT.ipynb``).

    Raises
    ------
    CellsError
        If the notebook is missing, too large, or no notebook.
    """
    content = read_file(submitted / student / unit / f"{unit}.ipynb", submitted)
    cells = parse_cells(content)
    try:
        released = parse_cells(read_file(course.notebooks / unit / f"{unit}.ipynb", course.notebooks))
    except CellsError:
        released = []
    lecture = {(cell.kind, cell.source.strip()) for cell in released if cell.locked}
    own = tuple(cell for cell in cells if (cell.kind, cell.source.strip()) not in lecture)
    return OwnCells(own, len(cells) - len(own), hashlib.sha256(content).hexdigest())


def parse_cells(content: bytes) -> list[Cell]:
    """The cells of a notebook.

    Raises
    ------
    CellsError
        If the bytes are no notebook that can be shown.
    """
    try:
        notebook = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise CellsError("the notebook is damaged: it is not valid JSON") from error
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise CellsError("the file is no notebook of format 4: it has no list of cells")
    return [_cell(index, entry) for index, entry in enumerate(cells, start=1) if isinstance(entry, dict)]


def read_file(path: Path, folder: Path) -> bytes:
    """A regular file's content, if it truly lies below the folder and is small enough.

    Raises
    ------
    CellsError
        If not.
    """
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except (OSError, ValueError, RuntimeError) as error:
        raise CellsError(f"the notebook can't be opened ({type(error).__name__})") from error
    with os.fdopen(handle, "rb") as file:
        if not inside or not stat.S_ISREG(os.fstat(handle).st_mode):
            raise CellsError("the notebook is no ordinary file in the folder of submissions")
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise CellsError(f"the notebook is larger than {LARGEST >> 20} MiB; clear its outputs and hand it in again")
    return content


def _cell(index: int, entry: dict[str, Any]) -> Cell:
    kind, metadata = entry.get("cell_type"), entry.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    nbgrader = nbgrader if isinstance(nbgrader, dict) else {}
    grade_id = nbgrader.get("grade_id")
    return Cell(
        index,
        kind if kind in ("code", "markdown", "raw") else "raw",
        _joined(entry.get("source")),
        grade_id if isinstance(grade_id, str) else "",
        nbgrader.get("locked") is True,
    )


def _joined(source: Any) -> str:
    if isinstance(source, list):
        return "".join(line for line in source if isinstance(line, str))
    return source if isinstance(source, str) else ""
