"""Reading a file that a stranger laid down, never through a link; writing one whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path


class Irregular(ValueError):
    """A file is not read; the message goes on after its name: ``is a symbolic link``."""


class TooLarge(Irregular):
    """A file is larger than its reader wants it; the message says how large: ``is 200 MiB``."""


def read_regular(path: str | Path, most: int, folder: int | None = None) -> bytes:
    """A regular file's bytes, never through a link at its end, and without waiting for anybody who writes into a pipe.

    Parameters
    ----------
    path : str or Path
    most : int
        Bytes that it may hold.
    folder : int, optional
        Descriptor of the folder that `path` is in.

    Raises
    ------
    Irregular
        If it is a link, a folder, a pipe or a device, or can't be opened.
    TooLarge
        If it holds more than `most` bytes.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError as error:
        is_link = error.errno == errno.ELOOP
        raise Irregular("is a symbolic link" if is_link else f"can't be opened: {error.strerror}") from None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise Irregular("is not a file")
    with open(descriptor, "rb") as file:
        data = file.read(most + 1) if status.st_size <= most else b""
    if status.st_size > most or len(data) > most:
        raise TooLarge(f"is {max(status.st_size, len(data)) / 2**20:,.0f} MiB")
    return data


def holds(path: Path, data: bytes) -> bool:
    """Whether a file is there and holds exactly these bytes."""
    try:
        return path.read_bytes() == data
    except FileNotFoundError:
        return False


def replace(path: Path, data: bytes, mode: int = 0o644) -> bool:
    """Write a file in one step, unless it holds the same bytes already.

    Parameters
    ----------
    path : Path
        Where; folders that lack are made.
    data : bytes
    mode : int, default 0o644
        Permissions of a file that is written.

    Returns
    -------
    bool
        Whether anything was written.
    """
    if holds(path, data):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with open(handle, "wb") as file:
            file.write(data)
        os.chmod(draft, mode)
        os.replace(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return True
