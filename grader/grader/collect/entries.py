"""What a download is made of, once it was looked at: entries that can be read, and what was refused."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from grader.judge.submission import MAX_BYTES

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
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError as error:
        raise Refused(f"it can't be opened, or is a link ({error.strerror})") from None
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Refused("it is a device or a pipe, not a file")
        if status.st_size > MAX_BYTES:
            raise Refused(f"it holds {status.st_size / MiB:,.0f} MiB; at most {MAX_BYTES // MiB} MiB are read")
        return file.read(MAX_BYTES + 1)
