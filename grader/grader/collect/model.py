"""The nouns of collecting: an archive and its entries, what somebody handed in, and what was refused, with the reason.

Whatever comes from outside is one of these once it was looked at. Nothing is read before somebody asks for its bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.files import Irregular, TooLarge, read_regular
from grader.submission import MAX_BYTES

MiB = 2**20


class Refused(ValueError):
    """An entry, or a whole archive, is not read; the message says why."""


@dataclass(frozen=True)
class Refusal:
    """Something that was not taken, for the person who reads the list.

    Attributes
    ----------
    where : str
        The archive or the entry.
    reason : str
    """

    where: str
    reason: str


@dataclass(frozen=True)
class Entry:
    """A file inside an archive.

    Attributes
    ----------
    name : str
        Its path in there, with slashes.
    read : callable
        Its bytes; raises `Refused`.
    """

    name: str
    read: Callable[[], bytes]


@dataclass(frozen=True)
class Archive:
    """The files of a download, in the order in which they lie there, and what was refused."""

    label: str
    entries: tuple[Entry, ...]
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True)
class HandedIn:
    """One notebook, and for whom it counts.

    Attributes
    ----------
    students : tuple of str
        Ids of all for whom it counts: the members of a group, or one student.
    by : str
        Who handed it in, for people to read.
    where : str
        The file or the entry.
    read : callable
        Its bytes; raises `Refused`.
    order : int
        Of two submissions without times from one platform, the greater was handed in later; 0 where nothing is known.
    at : datetime, optional
        When it was handed in, with its zone.
    late : bool
        Whether the platform marked it as late.
    draft : bool
        Whether the platform calls it a draft that was never submitted.
    platform : str
    entry : str
        Its path in a platform's download, or in what was submitted to the exchange, by which feedback finds the way
        back there.
    secret : callable
        By which feedback finds the way back through nbgrader's exchange; an empty string elsewhere.
    """

    students: tuple[str, ...]
    by: str
    where: str
    read: Callable[[], bytes]
    order: int = 0
    at: datetime | None = None
    late: bool = False
    draft: bool = False
    platform: str = ""
    entry: str = ""
    secret: Callable[[], str] = str


@dataclass(frozen=True)
class Found:
    """What a source held.

    Attributes
    ----------
    handed_in : tuple of HandedIn
    refusals : tuple of Refusal
        What a person must look at: what harms, what can't be read, and whose owner is unknown.
    notes : tuple of Refusal
        What was passed over and needs nobody: files that are no notebooks, and notebooks that another was taken for.
    """

    handed_in: tuple[HandedIn, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[Refusal, ...] = ()

    def __add__(self, other: Found) -> Found:
        """What two sources held."""
        return Found(self.handed_in + other.handed_in, self.refusals + other.refusals, self.notes + other.notes)


def read_file(path: str | Path, folder: int | None = None) -> bytes:
    """A regular file's bytes, never through a link at its end.

    Parameters
    ----------
    path : str or Path
    folder : int, optional
        Descriptor of the folder that `path` is in.

    Raises
    ------
    Refused
        If it is a link, no file, too large, or can't be read.
    """
    try:
        return read_regular(path, MAX_BYTES, folder)
    except TooLarge as reason:
        raise Refused(f"it {reason}; at most {MAX_BYTES // MiB} MiB are read") from None
    except Irregular as reason:
        raise Refused(f"it {reason}") from None
