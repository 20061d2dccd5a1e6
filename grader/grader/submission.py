"""Reading a submitted notebook: untrusted bytes become a `Submission`, or a reason that a person can act on.

Only what grading needs is kept of every cell: its kind, its text, its name, whether it is called a demonstration, and
what was pasted into a text, undecoded. Outputs, widgets and other metadata are dropped unread.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from grader.cells import names_demo
from grader.files import Irregular, TooLarge, read_regular

NOTEBOOK = re.compile(r"\.(ipynb|json)(\.txt)?$", re.IGNORECASE)
"""How files are called that may hold a notebook: browsers and editors append to a name what they take it for."""
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""How a file begins that an editor of Windows saved."""
MAX_BYTES = 128 * 2**20
MAX_CELLS = 5_000
MAX_SOURCE = 4 * 2**20
MAX_ATTACHMENTS = 20
MAX_VALUES = 8_000_000
"""Lists, dicts and commas in a file: what is built of it takes some hundred bytes each, however short it is written."""


INLINE = re.compile(
    r"""(?:!\[[^\]\n]{0,200}\]\(|<img\b[^>]{0,200}?\bsrc=["'])"""
    r"""data:image/[\w.+-]{1,40};base64,(?P<data>[A-Za-z0-9+/=]++)(?:\)|["'][^>]{0,200}>)"""
)
"""A picture within a text, in Markdown or HTML."""
OTHER_KINDS = {
    b"pk\x03\x04": "a zip archive, called a notebook; hand in the notebook that is in it",
    b"7z\xbc\xaf": "a 7z archive, called a notebook; hand in the notebook that is in it",
    b"rar!": "a RAR archive, called a notebook; hand in the notebook that is in it",
    b"\x1f\x8b": "a gzip archive, called a notebook; hand in the notebook that is in it",
    b"\x89png": "a picture, called a notebook; hand in the notebook itself",
    b"\xff\xd8\xff": "a picture, called a notebook; hand in the notebook itself",
    b"%pdf": "a PDF, called a notebook; hand in the notebook itself",
    b"<!doctype": "a web page, perhaps of a log-in, called a notebook; download the notebook itself and hand it in",
    b"<html": "a web page, perhaps of a log-in, called a notebook; download the notebook itself and hand it in",
}
"""What is handed in for a notebook, by how it begins."""


class Unreadable(ValueError):
    """A submission can't be read; the message says why and what the student can do.

    Attributes
    ----------
    fingerprint : str
        SHA-256 of the file's bytes, where it has any.
    """

    fingerprint: str = ""


@dataclass(frozen=True)
class SubmittedCell:
    """A cell as the student left it.

    Attributes
    ----------
    kind : str
        ``code``, ``markdown`` or ``raw``.
    source : str
        Its text.
    grade_id : str
        nbgrader's name of the cell, if it still has one.
    demo : bool
        Whether that name or a tag calls it a demonstration.
    attachments : tuple of (name, base64)
        What was pasted into a Markdown cell, by the names that its text gives; see `grader.pictures`.
    """

    kind: str
    source: str
    grade_id: str = ""
    demo: bool = False
    attachments: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Submission:
    """A readable submission.

    Attributes
    ----------
    fingerprint : str
        SHA-256 of the file's bytes.
    cells : tuple of SubmittedCell
        All cells in order.
    notes : tuple of str
        What a person should know about the file, such as an old format.
    """

    fingerprint: str
    cells: tuple[SubmittedCell, ...]
    notes: tuple[str, ...] = ()


def read_submission(path: Path) -> Submission:
    """Read a submitted notebook file.

    Raises
    ------
    Unreadable
        If it is no regular file, too large, no JSON, no notebook, or of a format that has no cells to read.
    """
    return parse_submission(_bytes(path))


def parse_submission(data: bytes) -> Submission:
    """A submitted notebook by its file's bytes; raises as `read_submission` does."""
    fingerprint = hashlib.sha256(data).hexdigest()
    try:
        return _parse(data, fingerprint)
    except Unreadable as reason:
        reason.fingerprint = fingerprint
        raise


def is_worked(submission: Submission, released: Collection[str]) -> bool:
    """Whether a notebook holds a cell that is not among these texts, the released notebook's."""
    return any(cell.source.strip() not in released for cell in submission.cells)


def fingerprint_of(path: Path) -> str:
    """The hash of a submitted file; an empty string where it can't be read."""
    try:
        return hashlib.sha256(_bytes(path)).hexdigest()
    except Unreadable:
        return ""


def _parse(data: bytes, fingerprint: str) -> Submission:
    cells, notes = _cells(_json(data))
    if len(cells) > MAX_CELLS:
        raise Unreadable(f"the notebook has {len(cells)} cells; at most {MAX_CELLS} are read")
    parsed = tuple(_cell(cell, number) for number, cell in enumerate(cells, start=1))
    if sum(len(cell.source) for cell in parsed) > MAX_SOURCE:
        raise Unreadable(
            f"the cells hold more than {MAX_SOURCE // 2**20} MiB of text; hand in the notebook without data in it"
        )
    parsed = _with_few_attachments(parsed)
    if not parsed:
        notes.append("the notebook has no cells: was it saved before it was handed in?")
    return Submission(fingerprint, parsed, tuple(notes))


def _with_few_attachments(cells: tuple[SubmittedCell, ...]) -> tuple[SubmittedCell, ...]:
    """The cells with the first attachments of the notebook, for each takes its time to be shown."""
    left, kept = MAX_ATTACHMENTS, []
    for cell in cells:
        kept.append(replace(cell, attachments=cell.attachments[:left]) if cell.attachments else cell)
        left -= len(kept[-1].attachments)
    return tuple(kept)


def _bytes(path: Path) -> bytes:
    """The file's bytes; a link is not followed, since it may point anywhere."""
    try:
        return read_regular(path, MAX_BYTES)
    except TooLarge as reason:
        raise Unreadable(f"{path.name} {reason}; clear its outputs and hand it in again") from None
    except Irregular as reason:
        raise Unreadable(f"{path.name} {reason}; hand in the file itself") from None


def _json(data: bytes) -> dict[str, Any]:
    if not data.strip():
        raise Unreadable("the file is empty; save the notebook and hand it in again")
    if data.count(b",") + 4 * (data.count(b"[") + data.count(b"{")) > MAX_VALUES:
        raise Unreadable("the file holds millions of values; clear its outputs and hand it in again")
    try:
        notebook = json.loads(data.decode("utf-16" if data.startswith(UTF_16) else "utf-8-sig"))
    except UnicodeDecodeError as error:
        foreign = (
            f"the file is not UTF-8 text (byte {error.start}); open it in Jupyter, or save it as UTF-8 in your editor"
        )
        raise Unreadable(_other_kind(data) or f"{foreign}, and hand it in again") from None
    except json.JSONDecodeError as error:
        if told := _other_kind(data):
            raise Unreadable(told) from None
        cut = "; it seems cut off" if error.pos >= len(data) - 2 or "Unterminated" in error.msg else ""
        raise Unreadable(
            f"the file is no valid JSON: {error.msg} in line {error.lineno}{cut}; hand it in again"
        ) from None
    except (RecursionError, ValueError):
        raise Unreadable("the file is JSON nested too deeply to be a notebook") from None
    if not isinstance(notebook, dict):
        raise Unreadable("the file is JSON, but no notebook")
    return notebook


def _other_kind(data: bytes) -> str:
    """What a file is that was handed in for a notebook, with the way out; empty where that can't be told."""
    if re.search(rb"^(<{7}|>{7}) ", data, re.MULTILINE):
        return "the file holds marks of a merge by git (<<<<<<<); settle the merge, and hand it in again"
    head = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    found = next((words for begin, words in OTHER_KINDS.items() if head.startswith(begin)), "")
    if found:
        return f"the file is {found}"
    if not head.startswith((b"{", b"[")) and b"\0" not in data[:1024]:
        return "the file is plain text, perhaps a script, called a notebook; hand in the notebook itself (.ipynb)"
    return ""


def _cells(notebook: dict[str, Any]) -> tuple[list[Any], list[str]]:
    """The notebook's cells, of whichever format, and notes about it."""
    version = notebook.get("nbformat")
    if version == 4:
        cells: Any = notebook.get("cells")
        notes: list[str] = []
    elif version == 3:
        sheets = notebook.get("worksheets")
        cells = [cell for sheet in sheets if isinstance(sheet, dict) for cell in _list(sheet.get("cells"))] \
            if isinstance(sheets, list) else None  # fmt: skip
        notes = ["the notebook is of the old format 3; it was read as it is, save it with a current Jupyter"]
    else:
        told = repr(version) if isinstance(version, int) else "of another kind"
        raise Unreadable(f"notebook format {told} is not known; save it with a current Jupyter (format 4)")
    if not isinstance(cells, list):
        raise Unreadable("the notebook has no list of cells; is the file damaged?")
    return cells, notes


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _cell(cell: Any, number: int) -> SubmittedCell:
    if not isinstance(cell, dict):
        raise Unreadable(f"cell {number} is no cell; is the file damaged?")
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise Unreadable(f"the text of cell {number} is no text; is the file damaged?")
    kind, metadata = cell.get("cell_type"), cell.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    grade_id = next(_grade_id(metadata), "")
    marks = metadata.get("nbgrader")
    lecture = isinstance(marks, dict) and marks.get("solution") is False  # its pictures are the author's
    source, inline = _without_inline(source) if kind == "markdown" and not lecture else (source, [])
    return SubmittedCell(
        kind if kind in ("code", "markdown", "raw") else "raw",
        source.replace("\r\n", "\n").encode("utf-8", "replace").decode("utf-8"),
        grade_id,
        names_demo(grade_id) or "demo" in _list(metadata.get("tags")),
        (*inline, *_attachments(cell)) if kind == "markdown" else (),
    )


def _without_inline(text: str) -> tuple[str, list[tuple[str, str]]]:
    """A text whose pictures stand as attachments, where Colab and word processors write them into the text itself."""
    found: list[tuple[str, str]] = []

    def named(inline: re.Match[str]) -> str:
        found.append((f"inline-{len(found) + 1}", inline["data"]))
        return f"![](attachment:{found[-1][0]})"

    return INLINE.sub(named, text), found[:MAX_ATTACHMENTS]


def _attachments(cell: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The first representation of each attachment; of very many some."""
    found = cell.get("attachments")
    for name, kinds in islice(found.items(), MAX_ATTACHMENTS) if isinstance(found, dict) else ():
        data = next(iter(kinds.values()), "") if isinstance(kinds, dict) else ""
        yield name.encode("utf-8", "replace").decode("utf-8"), data if isinstance(data, str) else ""


def _grade_id(metadata: dict[str, Any]) -> Iterator[str]:
    if isinstance(metadata.get("nbgrader"), dict):
        grade_id = metadata["nbgrader"].get("grade_id")
        if isinstance(grade_id, str):
            yield grade_id
