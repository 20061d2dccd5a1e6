"""What a download is made of, once it was looked at: entries that can be read, and what was refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
