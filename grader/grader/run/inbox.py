"""The inbox: who handed in what, as nbgrader lays it (``submitted/STUDENT/UNIT/UNIT.ipynb``)."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dateutil import parser as dates

from grader.files import Irregular, read_regular
from grader.text import printable

UNUSABLE = "rename the folder: its name is too long, or holds characters that can't be shown"
NAME_BYTES = 128
"""What nbgrader's gradebook has room for, which PostgreSQL holds it to; a file's name has room for more."""
LONGEST_TIME = 100
"""Bytes of a file that holds a time."""
EARLIEST, LATEST = 1970, 9998
"""Years of a time that can be reckoned with in every time zone."""


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
        """The time in nbgrader's ``timestamp.txt``, if it is there and is a time between 1970 and 9998.

        It has its offset; one without is UTC, as nbgrader takes it.
        """
        stamp = self._stamp
        return stamp if isinstance(stamp, datetime) else None

    @property
    def without_time(self) -> str:
        """Why the time of ``timestamp.txt`` can't be used; empty where it can, and where there is no such file."""
        stamp = self._stamp
        return stamp if isinstance(stamp, str) else ""

    @property
    def _stamp(self) -> datetime | str | None:
        file = None if self.path is None else self.path.parent / "timestamp.txt"
        if file is None or not (file.is_symlink() or file.exists()):
            return None
        try:
            text = read_regular(file, LONGEST_TIME).decode().strip()
        except ValueError as error:
            return f"timestamp.txt {error if isinstance(error, Irregular) else 'is no text'}"
        try:
            moment = dates.parse(text)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            if not EARLIEST <= moment.astimezone(UTC).year <= LATEST:
                raise ValueError
        except (ValueError, OverflowError):
            return f"timestamp.txt holds no time that can be used: {printable(text)!r}"
        return moment


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
