"""What instructors download: a zip file, or the folder that a browser made of it."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from grader.collect.entries import Archive, Entry, Refusal, Refused, read_file
from grader.collect.names import objection, shown
from grader.collect.zipped import read_zip


@contextlib.contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open a zip file, or a folder that was unpacked from one.

    Raises
    ------
    Refused
        If it is neither, or can't be read at all.
    """
    if path.is_dir():
        yield _folder(path)
        return
    with contextlib.ExitStack() as stack:
        try:
            file = stack.enter_context(open(path, "rb", buffering=0))
        except OSError as error:
            raise Refused(f"{path} can't be opened: {error.strerror}") from None
        yield read_zip(file, shown(path.name))


def _folder(folder: Path) -> Archive:
    """The files of a folder; links are refused."""
    entries, refusals = [], []
    for root, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            path = Path(root, name)
            entry = path.relative_to(folder).as_posix()
            if reason := objection(entry) or ("" if _is_file(path) else "it is a link or a device, not a file"):
                refusals.append(Refusal(shown(entry), reason))
            else:
                entries.append(Entry(entry, lambda path=path: read_file(path)))  # type: ignore[misc]
    return Archive(shown(folder.name), tuple(entries), tuple(refusals))


def _is_file(path: Path) -> bool:
    return stat.S_ISREG(path.lstat().st_mode)
