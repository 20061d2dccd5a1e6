"""The inbox: who handed in what, as nbgrader lays it (``submitted/STUDENT/UNIT/UNIT.ipynb``).

A student's folder may hold more than that one file, or the notebook under another name (``07 (1).ipynb``,
``07.ipynb.txt``, in a folder of its own). Which of them is graded is chosen by what they hold, and told.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.sidecars import NoTime, read_secret, read_time
from grader.submission import NOTEBOOK, Unreadable, is_worked, read_submission
from grader.text import printable

UNUSABLE = "rename the folder: its name is too long, or holds characters that can't be shown"
HIDDEN = re.compile(r"\.|__MACOSX$")
MOST_FILES = 50
"""Files of one student that are looked into."""
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
    note : str
        Which file was chosen, and which others lie there; empty where there is one, under its own name.
    folder : Path or None
        Where nbgrader's sidecar files lie; None where there is no notebook.
    exercises : frozenset of str or None
        What of it is to be graded; None is all.
    """

    student: str
    path: Path | None
    reason: str = ""
    note: str = ""
    folder: Path | None = None
    exercises: frozenset[str] | None = None

    @property
    def submitted_at(self) -> datetime | None:
        """When it was handed in, as nbgrader's ``timestamp.txt`` says; None where that says nothing of use."""
        try:
            return None if self.folder is None else read_time(self.folder)
        except NoTime:
            return None

    @property
    def without_time(self) -> str:
        """Why the time of ``timestamp.txt`` can't be used; empty where it can, and where there is no such file."""
        try:
            if self.folder is not None:
                read_time(self.folder)
        except NoTime as reason:
            return str(reason)
        return ""

    @property
    def modules(self) -> list[Path]:
        """Files of Python beside the notebook that the unit did not bring."""
        beside = [] if self.folder is None else self.folder.glob("*.py")
        return sorted(file.relative_to(file.parent) for file in beside if file.name != "probes.py")

    @property
    def told(self) -> Iterator[str]:
        """What an instructor should know: which file was chosen, what is never seen, and that there is no time."""
        if self.note:
            yield self.note
        if self.modules:
            yield f"beside it lies {_listed(self.modules)}: only the notebook is graded, an import of it fails"
        if why := self.without_time:
            yield f"{why}; the gradebook keeps no time, so there is no penalty for being late"

    @property
    def secret(self) -> str:
        """By which its feedback finds the way back through nbgrader's exchange; empty where it came another way."""
        return "" if self.folder is None else read_secret(self.folder)


class Inbox:
    """The submissions of one unit.

    Parameters
    ----------
    folder : Path
        ``submitted/``, or the folder named instead of it.
    unit : str
    released : collection of str, optional
        The texts of the released notebook's cells. A notebook that holds nothing else is blank: where a worked one lies
        beside it, that one is taken.
    dropped : frozenset of str, optional
        Students who have left: nobody waits for them, and they are passed over unless they are asked for by name.
    """

    def __init__(
        self, folder: Path, unit: str, released: Collection[str] = (), dropped: frozenset[str] = frozenset()
    ) -> None:
        self.folder = folder
        self.unit = unit
        self.released = frozenset(text.strip() for text in released)
        self.dropped = dropped

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
        present = [student for student in everybody if student not in self.dropped]
        return [self.handin(student) for student in (sorted(set(students)) or present)]

    def _folders(self) -> list[Path]:
        if not self.folder.is_dir():
            return []
        return [path for path in self.folder.iterdir() if path.is_dir() and not path.name.startswith(".")]

    def handin(self, student: str) -> Handin:
        """One student's submission; what can't be looked into, for want of a permission, is none."""
        try:
            return self._looked_into(student)
        except OSError as error:
            place = f"{self.folder.name}/{student}/{self.unit}"
            return Handin(student, None, f"{place} can't be looked into: {error.strerror}; chmod -R u+rwX mends that")

    def _looked_into(self, student: str) -> Handin:
        folder = self.folder / student / self.unit
        if not folder.parent.is_dir() and student in {usable(path.name) for path in self._folders()}:
            return Handin(student, None, UNUSABLE)
        path = folder / f"{self.unit}.ipynb"
        for link in (folder.parent, folder):
            if link.is_symlink():
                return Handin(student, None, f"the folder {link.name} is a symbolic link; hand in the folder itself")
        if not folder.is_dir():
            return Handin(student, None, f"{student} has not handed in {self.unit}{self._misplaced(folder.parent)}")
        return self._chosen(student, path, path.is_symlink() or path.exists())

    def _misplaced(self, folder: Path) -> str:
        """What notebooks lie right in a student's folder, where nobody looks for them."""
        names = [Path(name) for name in sorted(os.listdir(folder))] if folder.is_dir() else []
        found = [name for name in names if NOTEBOOK.search(name.name) and not HIDDEN.match(name.name)]
        place = f"{self.folder.name}/STUDENT/{self.unit}/"
        return f"; {self.folder.name}/{folder.name} holds {_listed(found)}, which belongs into {place}" if found else ""

    def _chosen(self, student: str, path: Path, is_there: bool) -> Handin:
        """The notebook among what a folder holds: the one named like the unit, unless only another is worked."""
        others = notebooks_beside(path)
        if is_there and not others and (saved := autosaved(path)) and self._is_blank(path):
            others = saved
        names = _listed(other.relative_to(path.parent) for other in others)
        if is_there and not (others and self._is_blank(path)):
            note = f"beside {path.name} lies {names}, which is not graded" if others else ""
            return Handin(student, path, note=note, folder=path.parent)
        worked = [other for other in others if not self._is_blank(other)] or ([] if is_there else others)
        if len(worked) == 1:
            why = "is as it was released" if is_there else "is not there"
            note = f"{path.name} {why}, so {_listed([worked[0].relative_to(path.parent)])} is graded"
            return Handin(student, worked[0], note=note, folder=path.parent)
        if is_there:
            note = f"{path.name} is as it was released, and so it is graded; beside it lies {names}"
            return Handin(student, path, note=note, folder=path.parent)
        found = f"it can't be told which of {names} it is; keep that one alone" if others else f"there is {_all(path)}"
        return Handin(student, None, f"no {path.name} in {self.folder.name}/{student}/{self.unit}: {found}")

    def _is_blank(self, path: Path) -> bool:
        """Whether a notebook holds only what the release holds."""
        try:
            return not is_worked(read_submission(path), self.released)
        except Unreadable:
            return True


def notebooks_beside(path: Path) -> list[Path]:
    """Other files in a file's folder, and in folders at most two deep in it, that hold a notebook, by whatever name.

    Links are not followed, and of very many files some are not looked at.
    """
    found: list[Path] = []
    for place, folders, names in os.walk(path.parent):
        depth = len(Path(place).relative_to(path.parent).parts)
        folders[:] = sorted(name for name in folders if depth < 2 and not HIDDEN.match(name))
        found += (Path(place) / name for name in sorted(names) if NOTEBOOK.search(name) and not HIDDEN.match(name))
        if len(found) > MOST_FILES:
            break
    return [file for file in found[:MOST_FILES] if file != path and _holds_cells(file)]


def autosaved(path: Path) -> list[Path]:
    """What Jupyter saved of a notebook by itself: who handed in a blank one may have lost their work there."""
    folder = path.parent / ".ipynb_checkpoints"
    found = [] if folder.is_symlink() else sorted(folder.glob("*.ipynb"))[:MOST_FILES]
    return [file for file in found if _holds_cells(file)]


def _holds_cells(file: Path) -> bool:
    try:
        if file.is_symlink() or not file.is_file():
            return False
        return bool(read_submission(file).cells)
    except Unreadable:
        return file.suffix == ".ipynb"
    except OSError:  # in a folder that may not be looked into
        return False


def _listed(names: Iterable[Path]) -> str:
    first = [str(name) for name in names]
    more = f" and {len(first) - 3} more" if len(first) > 3 else ""
    return printable(", ".join(first[:3])) + more


def _all(path: Path) -> str:
    """What lies in a folder that holds no notebook."""
    return _listed(sorted(file.relative_to(path.parent) for file in path.parent.iterdir())) or "nothing in it"


def usable(name: str) -> str:
    """The name of a folder as a student's: without characters that command a terminal or can't be written, and short.

    A folder whose name is another than its usable one is not graded until somebody renames it.
    """
    plain = re.sub(r"\s", " ", printable(name))
    return plain.encode("utf-8")[:NAME_BYTES].decode("utf-8", "ignore")
