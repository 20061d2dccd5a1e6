"""The inbox: who handed in what, as nbgrader lays it (``submitted/STUDENT/UNIT/UNIT.ipynb``)."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.sidecars import NoTime, read_secret, read_time
from grader.text import printable

UNUSABLE = "rename the folder: its name is too long, or holds characters that can't be shown"
NAME_BYTES = 128
"""What nbgrader's gradebook has room for, which PostgreSQL holds it to; a file's name has room for more."""


class UnknownStudent(LookupError):
    """A student who was asked for by name has no folder; the message suggests one."""


@dataclass(frozen=True)
class Handin:
    """One student's submission of a unit.

    Attributes
    ----------
    student : str
    path : Path or None
        The notebook; None where there is none.
    reason : str
        Why there is none.
    exercises : frozenset of str or None
        What of it is to be graded; None is all.
    """

    student: str
    path: Path | None
    reason: str = ""
    exercises: frozenset[str] | None = None

    @property
    def submitted_at(self) -> datetime | None:
        """When it was handed in, as nbgrader's ``timestamp.txt`` says; None where that says nothing of use."""
        try:
            return None if self.path is None else read_time(self.path.parent)
        except NoTime:
            return None

    @property
    def without_time(self) -> str:
        """Why the time of ``timestamp.txt`` can't be used; empty where it can, and where there is no such file."""
        try:
            if self.path is not None:
                read_time(self.path.parent)
        except NoTime as reason:
            return str(reason)
        return ""

    @property
    def secret(self) -> str:
        """By which its feedback finds the way back through nbgrader's exchange; empty where it came another way."""
        return "" if self.path is None else read_secret(self.path.parent)


class Inbox:
    """The submissions of one unit.

    Parameters
    ----------
    folder : Path
        ``submitted/``, or the folder named instead of it.
    unit : str
    """

    def __init__(self, folder: Path, unit: str) -> None:
        self.folder = folder
        self.unit = unit

    def handins(self, students: Sequence[str] = (), enrolled: Iterable[str] = ()) -> list[Handin]:
        """Everybody's submission, in the order of their names.

        Parameters
        ----------
        students : sequence of str, optional
            Only these.
        enrolled : iterable of str, optional
            Students who belong to the course though they have no folder.

        Raises
        ------
        UnknownStudent
            If a student asked for by name is neither in the folder nor enrolled.
        """
        everybody = sorted({usable(path.name) for path in self._folders()} | set(enrolled))
        for student in students:
            if student not in everybody:
                close = difflib.get_close_matches(student, everybody, n=1, cutoff=0.5)
                hint = f"; did you mean {close[0]!r}?" if close else ""
                raise UnknownStudent(f"no student {student!r} in {self.folder}{hint}")
        return [self._handin(student) for student in (sorted(set(students)) or everybody)]

    def _folders(self) -> list[Path]:
        if not self.folder.is_dir():
            return []
        return [path for path in self.folder.iterdir() if path.is_dir() and not path.name.startswith(".")]

    def _handin(self, student: str) -> Handin:
        folder = self.folder / student / self.unit
        if not folder.parent.is_dir() and student in {usable(path.name) for path in self._folders()}:
            return Handin(student, None, UNUSABLE)
        path = folder / f"{self.unit}.ipynb"
        for link in (folder.parent, folder):
            if link.is_symlink():
                return Handin(student, None, f"the folder {link.name} is a symbolic link; hand in the folder itself")
        if path.is_symlink() or path.exists():
            return Handin(student, path)
        if not folder.is_dir():
            return Handin(student, None, f"{student} has not handed in {self.unit}")
        others = sorted(other.name for other in folder.glob("*.ipynb"))
        named = printable(", ".join(others[:3]))
        found = f"it holds {named}; rename it to {path.name}" if others else "it holds no notebook"
        return Handin(student, None, f"no {path.name} in {self.folder.name}/{student}/{self.unit}: {found}")


def usable(name: str) -> str:
    """The name of a folder as a student's: without characters that command a terminal or can't be written, and short.

    A folder whose name is another than its usable one is not graded until somebody renames it.
    """
    plain = re.sub(r"\s", " ", printable(name))
    return plain.encode("utf-8")[:NAME_BYTES].decode("utf-8", "ignore")
