"""Archives from outside, read entry by entry: a zip file, or the folder that a browser made of it.

A zip file may be made to harm: to fill the memory or the disk, to write elsewhere, to show one thing and hold another.
Nothing is ever unpacked to where it says. An entry that is not plainly a file of bounded size is refused by name, and
the others are read.
"""

from __future__ import annotations

import contextlib
import io
import lzma
import os
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from grader.collect.model import Archive, Entry, MiB, Refusal, Refused, read_file
from grader.collect.names import objection
from grader.submission import MAX_BYTES
from grader.text import shown

MAX_INDEX = 8 * MiB
"""Bytes of a zip file's index: some forty thousand entries with names as platforms make them."""

MAX_RATIO = 100
SMALL = 4 * MiB
"""An entry may grow a hundredfold when unpacked, or to this size: notebooks grow three- to twentyfold."""

METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1 | 0x40 | 0x2000
UTF_8 = 0x800
DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, RuntimeError,
    NotImplementedError, OverflowError, MemoryError,
)  # fmt: skip
"""What reading a damaged zip file may raise."""


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


def read_zip(file: io.FileIO | io.BytesIO, label: str) -> Archive:
    """The entries of a zip file that is open.

    Raises
    ------
    Refused
        If it is no zip file, or its index is damaged or too large.
    """
    try:
        archive = zipfile.ZipFile(cast(BinaryIO, _Bounded(cast(io.RawIOBase, file))))
    except Refused:
        raise
    except DAMAGED as error:
        raise Refused(
            f"{label} is no zip file that can be read ({_words(error)}); download it again, and pass it as it is"
        ) from None
    files = [info for info in archive.infolist() if not info.filename.endswith("/")]
    names = {id(info): _name(info) for info in files}
    counts = Counter(names.values())
    overlapping = _overlapping(files)
    entries, refusals = [], []
    for info in files:
        name = names[id(info)]
        reason = objection(name) or _objection(info)
        if counts[name] > 1:
            reason = reason or f"the archive holds {counts[name]} files of this name"
        if id(info) in overlapping:
            reason = reason or "it shares its bytes with another entry, as in a zip bomb"
        if reason:
            refusals.append(Refusal(shown(name), reason))
        else:
            entries.append(Entry(name, _reader(archive, info)))
    return Archive(label, tuple(entries), tuple(refusals))


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


def _name(info: zipfile.ZipInfo) -> str:
    """The name as it was packed: UTF-8 where the archive says so, and also where it forgot to, as Canvas does."""
    name = info.orig_filename
    if not info.flag_bits & UTF_8:
        with contextlib.suppress(UnicodeError):
            return name.encode("cp437").decode("utf-8")
    return name


def _objection(info: zipfile.ZipInfo) -> str:
    """Why an entry is not read, by what the index says of it."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "it is a symbolic link; links are not followed"
    if kind not in (0, stat.S_IFREG):
        return "it is a device or a pipe, not a file"
    if info.flag_bits & ENCRYPTED:
        return "it is encrypted; ask for it without a password"
    if info.compress_type not in METHODS:
        return "it is packed by a method that no platform uses; pack it as an ordinary zip file"
    return _too_large(info.file_size, info.compress_size)


def _too_large(size: int, packed: int) -> str:
    if size > MAX_BYTES:
        return f"it unpacks to {size / MiB:,.0f} MiB; at most {MAX_BYTES // MiB} MiB are read"
    if size > SMALL and size > MAX_RATIO * packed:
        return f"it unpacks to {size // max(1, packed):,} times its size, as a zip bomb does"
    return ""


def _overlapping(files: list[zipfile.ZipInfo]) -> set[int]:
    """Entries whose packed bytes are, in part, those of another one."""
    found = set[int]()
    end, before = 0, None
    for info in sorted(files, key=lambda info: info.header_offset):
        if before is not None and info.header_offset < end:
            found |= {id(info), id(before)}
        reaches = info.header_offset + 30 + len(info.orig_filename) + info.compress_size
        if reaches > end:
            end, before = reaches, info
    return found


def _reader(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            with archive.open(info) as packed:
                return packed.read(MAX_BYTES + 1)
        except Refused:
            raise
        except DAMAGED as error:
            raise Refused(f"it is damaged ({_words(error)}); download the archive again") from None

    return read


def _words(error: BaseException) -> str:
    return shown(str(error).split("\n")[0]) or type(error).__name__


class _Bounded(io.BufferedReader):
    """A file that gives at most `MAX_INDEX` at once: `zipfile` reads the whole index in one go, however large."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > MAX_INDEX:
            raise Refused("the zip file's index is larger than a class can need; it is not read")
        return super().read(size)
