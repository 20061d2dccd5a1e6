"""A kept corpus of what was found by fuzzing, or is feared, each file named by what it is.

Each is read or refused, in plain words and at once, as it lies and with damage done to it; nothing else is raised.

    frames     what an examinee may send to the judge
    notebooks  what students hand in
    times      what `timestamp.txt` holds
    downloads  what platforms give to an instructor
    texts      what a page shows

What must be read lies in `read/`, what must be refused in `refused/`. A new find is a new file.
"""

import contextlib
import io
import struct
import unicodedata
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert import HTMLExporter

from grader.collect.choosing import Refused
from grader.collect.download import read_download
from grader.collect.zipped import read_zip
from grader.course import Course
from grader.gradebook import executed_notebook
from grader.judge.names import asked, changed, imported, made, needed, unwritten
from grader.results import CellRun, Output, Problem, Result, Status
from grader.roster import Classlist
from grader.roster.people import Person
from grader.sandbox import Limits
from grader.sandbox.channel import Unsafe, decode
from grader.sandbox.replies import Allowance, answer_of, error_of, run_of
from grader.sidecars import TIME, NoTime, read_time
from grader.similar.fingerprints import fingerprints
from grader.submission import SubmittedCell, Unreadable, parse_submission
from grader.text import inert_markdown, printable, readable, shown, visible
from gradschool.checks.timelimit import Alarm

UNIT = "01-small"
CORPUS = Path(__file__).parent / "corpus"
AT_ONCE = 20.0
"""Seconds of computing after which a reader has stalled: many hundred times what it takes."""
CLASS = Classlist([Person("ada", "Lovelace, Ada", "101"), Person("ada", "Ada Lovelace", "71")])
LIMITS = Limits()


def frame(data: bytes) -> bool:
    """Read a frame as each kind of reply; whether it is one at all."""
    try:
        message = decode(data)
    except Unsafe:
        return False
    for read in (error_of, lambda reply: answer_of(reply, len(data), Allowance(LIMITS)),
                 lambda reply: run_of(reply, LIMITS, Allowance(LIMITS))):  # fmt: skip
        with contextlib.suppress(Unsafe):
            read(message)
    return True


def notebook(data: bytes) -> bool:
    """Read a notebook, and what its cells make and need."""
    try:
        sources = [cell.source for cell in parse_submission(data).cells]
    except Unreadable as reason:
        return told(reason)
    assert "\0".join(sources).encode("utf-8").decode("utf-8") == "\0".join(sources)
    for source in sources:
        changed(source), asked(source), unwritten(source), fingerprints(readable(source))
    made(sources), imported(sources), needed("Tally", sources)
    return True


def time(data: bytes) -> bool:
    """Read a time."""
    with TemporaryDirectory() as folder:
        Path(folder, TIME).write_bytes(data)
        try:
            return read_time(Path(folder)) is not None
        except NoTime as reason:
            return told(reason)


def told(reason: Exception) -> bool:
    """False, where a refusal is in words that a terminal can show."""
    assert str(reason).isprintable()
    return False


def download(data: bytes) -> bool:
    """Read a download and all that was handed in by it; whether nothing of it is refused."""
    try:
        found = read_download(read_zip(io.BytesIO(data), "x.zip"), UNIT, CLASS)
    except Refused as reason:
        return told(reason)
    refused = list(found.refusals)
    for one in found.handed_in:
        try:
            one.read()
        except Refused as reason:
            refused.append(reason)
    assert all(refusal.where.isprintable() for refusal in found.refusals)
    return bool(found.handed_in) and not refused


def text(data: bytes) -> bool:
    """Make a text ready for each of the places where somebody reads it."""
    words = data.decode("utf-8", "surrogateescape")
    page = visible(readable(words))
    assert page.encode("utf-8").decode("utf-8") == page
    assert not any(unicodedata.category(char).startswith("C") for char in set(printable(words)) - {"\n", "\t"})
    assert shown(words).isprintable()
    inert_markdown(page), fingerprints(readable(words))
    return True


READERS: dict[str, Callable[[bytes], bool]] = {
    "frames": frame, "notebooks": notebook, "times": time, "downloads": download, "texts": text
}  # fmt: skip


def kept(kind: str = "") -> list[Path]:
    """The files of the corpus, or those of one kind."""
    return sorted(path for path in Path(CORPUS, kind).rglob("*") if path.is_file())


def name(path: Path) -> str:
    return path.relative_to(CORPUS).as_posix()


def read(kind: str, data: bytes) -> bool:
    """Whether a reader takes these bytes; it may refuse them, and neither raise nor stall."""
    with Alarm(AT_ONCE, computing=True):
        return READERS[kind](data)


@pytest.mark.parametrize("path", kept(), ids=name)
def test_each_is_read_or_refused_as_it_must_be(path: Path) -> None:
    kind, *fate = path.relative_to(CORPUS).parts[:-1]
    assert read(kind, path.read_bytes()) == (fate != ["refused"])


def test_each_kind_has_many() -> None:
    assert all(len(kept(kind)) >= 20 for kind in READERS)


@st.composite
def damaged(draw: st.DrawFn, kind: str) -> bytes:
    """A file of the corpus with a few bytes changed, a piece cut out, or the end of another one in place of its own."""
    data, other = (bytearray(draw(st.sampled_from(kept(kind))).read_bytes()) for _ in range(2))
    place = st.integers(0, max(len(data) - 1, 0))
    match draw(st.sampled_from(("bytes", "numbers", "cut", "splice"))):
        case "bytes":
            for at in draw(st.lists(place, max_size=4)) if data else ():
                data[at] = draw(st.integers(0, 255))
        case "numbers":
            start, width = draw(place), draw(st.sampled_from("BHIQ"))
            data[start : start + struct.calcsize(width)] = struct.pack(f">{width}", draw(_edges(width)))
        case "cut":
            start, end = sorted((draw(place), draw(place)))
            del data[start:end]
        case _:
            data = data[: draw(place)] + other[draw(st.integers(0, len(other))) :]
    return bytes(data)


def _edges(width: str) -> st.SearchStrategy[int]:
    """Numbers at the edges of so many bytes."""
    bits = 8 * struct.calcsize(width)
    return st.sampled_from([0, 1, 2 ** (bits - 1) - 1, 2 ** (bits - 1), 2**bits - 1])


@pytest.mark.parametrize("kind", READERS)
def test_whatever_is_done_to_one_it_is_read_or_refused(kind: str) -> None:
    @settings(derandomize=True, deadline=None, max_examples=100)
    @given(damaged(kind))
    def try_one(data: bytes) -> None:
        read(kind, data)

    try_one()


def test_a_page_of_all_texts_is_made_at_once_and_runs_nothing(built_course: Course) -> None:
    released = nbformat.read(built_course.notebooks / UNIT / f"{UNIT}.ipynb", as_version=4)
    words = [visible(path.read_bytes().decode("utf-8", "replace")) for path in kept("texts")]
    cells = [SubmittedCell(kind, word) for word in words for kind in ("code", "markdown", "raw")]
    runs = {place: CellRun((Output("stream", word, "stdout"),)) for place, word in enumerate(words, start=1)}
    problems = tuple(Problem("error", f"cell {place}", word) for place, word in enumerate(words, start=1))
    result = Result(UNIT, "ada", Status.GRADED, 10.0, (), problems, runs)
    with Alarm(AT_ONCE, computing=True):
        page, _ = HTMLExporter(template_name="basic").from_notebook_node(executed_notebook(released, cells, result))
    assert not any(tag in page.lower() for tag in ("<script", "<img", "<svg", "<iframe", 'href="javascript'))
