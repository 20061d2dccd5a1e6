"""Nothing that a student wrote runs in a page or reaches out of it: in the text of the page, and in a real browser."""

import http.server
import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib.image
import pytest

from grader.gradebook import open_gradebook
from grader.mistakes import Findings, Group, Kind, Row
from grader.mistakes.findings import Said, write_findings
from grader.report import write_feedback, write_report, write_submissions
from grader.results import Result, Status

UNIT = "07-optimizers"
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
RAN = "document.documentElement.dataset.ran=1"
BROWSER = (
    *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--dump-dom"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--virtual-time-budget=2000"),
)
HARMLESS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "main",
    "footer",
    "header",
    "section",
    "article",
    "div",
} | {
    *("h1", "h2", "h3", "p", "ul", "li", "dl", "dt", "dd", "b", "i", "a", "bdi", "br", "wbr", "abbr", "span", "code"),
    *("pre", "table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary", "figure", "figcaption"),
    *("img", "svg", "rect", "mark"),
}


def attacks(address: str) -> list[str]:
    """What a hostile student writes wherever a page shows something."""
    return [
        f"<script>{RAN}</script>",
        f"</title></style></pre></code></td></table><script src='{address}/a.js'></script>",
        f"<img src='{address}/b.png' onerror='{RAN}'>",
        f"<svg onload={RAN}><style>@import url({address}/c.css);</style></svg>",
        f"\" onmouseover=\"{RAN}\" autofocus onfocus=\"{RAN}\" style=\"background:url({address}/d)",
        f"' onload='{RAN}' x='",
        f"<iframe src='{address}/e' srcdoc='<script>parent.{RAN}</script>'></iframe>",
        f"<link rel=stylesheet href='{address}/f.css'><base href='{address}/'>",
        f"<object data='{address}/g'></object><video src='{address}/h' autoplay></video>",
        f"<a href='javascript:{RAN}'>look</a><form action='{address}/i'><button autofocus>",
        "--><!--<![CDATA[",
        "{{ 7 * 7 }}{% include 'style.css' %}",
        "![x](javascript:1) <details open ontoggle=" + RAN + ">",
        "\u202e\u2066evil\u2069\x00\x1b[31m\ud800",
    ]  # fmt: skip


def everywhere(make: Any, student: str, words: list[str]) -> Result:
    """A result in which every string that a page shows is an attack."""
    text = " ".join(words)
    exercises = [
        make.exercise(word, replace(make.probe("p", 1, word, word, word), summary=word), make.probe(word, 1))
        for word in words
    ]
    exercises += [make.exercise(f"unforeseen {word}", make.probe("p", 1, word)) for word in words]
    problems = [{"kind": word, "where": word, "message": word} for word in words]
    outputs = [{"kind": kind, "text": text, "data": text} for kind in ("stream", "text", "error", "png", text)]
    cells = [{"index": index, "ok": False, "outputs": outputs} for index in range(1, 5)]
    return make.result(student, *exercises, problems=problems, cells=cells)


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """A web server that notes who asks it for what."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as found:
        thread = threading.Thread(target=found.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{found.server_port}", asked
        found.shutdown()
        thread.join()


def unforeseen(student: str, words: list[str]) -> Findings:
    """Groups in which every string is an attack."""
    groups = [
        Group(
            f"unforeseen {word}",
            Kind.SYMPTOM,
            {student: ""},
            (Said(word, 1, word),),
            word,
            (Row("theirs", word), Row("solution", word), Row("same", word)),
            word,
            word * (place % 2),
            word,
        )
        for place, word in enumerate(words)
    ]
    return Findings(UNIT, tuple(groups), 1, {word: word for word in words})


@pytest.fixture
def pages(shelf: Any, make: Any, server: tuple[str, list[str]]) -> list[Path]:
    """Pages for students and instructors, full of attacks: in results, notebooks, names, and the gradebook."""
    words = attacks(server[0])
    source = "\n".join(words)
    name = f"<img src=x onerror={RAN}>"
    first = everywhere(make, name, words)
    second = replace(first, student=words[4].replace("/", ""), status=Status.UNREADABLE, exercises=())
    results = [first, second]
    write_findings(shelf.course, unforeseen(name, words))
    handed_in = make.notebook(("code", source, ""), ("markdown", source, ""), ("markdown", words[0], "claimed"))
    shelf.submit(name, handed_in.replace('"claimed"', json.dumps(words[4])))
    with open_gradebook(shelf.course) as book:
        book.add_assignment(UNIT)
        book.add_notebook(UNIT, UNIT)
        book.add_grade_cell("experiment", UNIT, UNIT, max_score=4, cell_type="markdown")
        book.add_solution_cell("experiment", UNIT, UNIT)
        book.add_student(name)
        book.add_submission(UNIT, name)
        book.find_comment("experiment", UNIT, UNIT, name).manual_comment = source.encode("utf-8", "replace").decode()
        book.db.commit()
        return [
            *write_feedback(shelf.course, UNIT, results, book),
            *write_submissions(shelf.course, UNIT, results, book),
            write_report(shelf.course, UNIT, results, book),
        ]


def loaded(path: Path, profile: Path) -> str:
    """The document that a browser makes of a file, after two seconds of its own time."""
    command = [*BROWSER, f"--user-data-dir={profile}", path.absolute().as_uri()]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout


def test_a_page_has_our_elements_and_no_others(pages: list[Path], page: Callable[[Path], Any]) -> None:
    for path in pages:
        assert {tag for tag, _ in page(path).elements} <= HARMLESS


def test_a_page_has_no_attribute_that_runs_or_loads(pages: list[Path], page: Callable[[Path], Any]) -> None:
    for path in pages:
        for _, attributes in page(path).elements:
            assert not [name for name in attributes if name.startswith("on") or name in ("style", "srcdoc", "srcset")]
            assert attributes.get("src", "data:image/").startswith("data:image/")
            assert attributes.get("href", "#").startswith(("#", "../", "07-optimizers-submissions/"))


def test_what_was_written_is_there_to_be_read(pages: list[Path], page: Callable[[Path], Any]) -> None:
    text = page(pages[0]).text
    assert f"<script>{RAN}</script>" in text
    assert "{{ 7 * 7 }}" in text
    assert "[U+202E][U+2066]evil[U+2069][U+0000]" in text
    programs = page(pages[-1]).text.partition("Mistakes that no hint speaks of")[2]
    assert f"<script>{RAN}</script>" in programs


def test_the_policy_stands_before_anything_that_it_governs(pages: list[Path], page: Callable[[Path], Any]) -> None:
    for path in pages:
        (_, charset), (_, policy) = page(path).elements[2:4]
        assert charset == {"charset": "utf-8"}
        assert policy["content"].startswith("default-src 'none'; style-src 'sha256-")
        assert "unsafe" not in policy["content"]


@pytest.mark.browser
def test_in_a_browser_nothing_runs_and_nothing_is_fetched(
    pages: list[Path], server: tuple[str, list[str]], tmp_path: Path
) -> None:
    for number, path in enumerate(pages):
        document = loaded(path, tmp_path / f"profile-{number}")
        assert "Your instructor" in document or "Class report" in document or "could not be read" in document
        assert "data-ran" not in document
    assert server[1] == []


@pytest.mark.browser
def test_the_policy_alone_would_stop_a_page_that_forgot_to_escape(
    pages: list[Path], server: tuple[str, list[str]], tmp_path: Path
) -> None:
    path = tmp_path / "careless.html"
    inside = "".join(word for word in attacks(server[0]) if "\ud800" not in word)
    path.write_text(pages[0].read_text(encoding="utf-8").replace("<main>", f"<main>{inside}"), encoding="utf-8")
    assert "data-ran" not in loaded(path, tmp_path / "profile")
    assert server[1] == []


@pytest.mark.browser
def test_a_page_without_escapes_and_policy_would_run_and_fetch(server: tuple[str, list[str]], tmp_path: Path) -> None:
    path = tmp_path / "naive.html"
    inside = "".join(word for word in attacks(server[0]) if "\ud800" not in word)
    path.write_text(f"<!DOCTYPE html><html><body>{inside}</body></html>", encoding="utf-8")
    assert "data-ran" in loaded(path, tmp_path / "profile")
    assert server[1] != []


def blue(path: Path, folder: Path) -> int:
    """How many pixels of a page have the blue of our style."""
    picture = folder / "page.png"
    shown = [f"--screenshot={picture}", "--window-size=1200,3000", f"--user-data-dir={folder / 'profile'}"]
    subprocess.run([*BROWSER[:-1], *shown, path.as_uri()], capture_output=True, check=True, timeout=120)
    pixels = (255 * matplotlib.image.imread(picture)[..., :3]).round().astype(int)
    return int((pixels == (0x00, 0x72, 0xB2)).all(axis=-1).sum())


@pytest.mark.browser
def test_the_policy_lets_our_own_style_in(shelf: Any, six: list[Result], tmp_path: Path) -> None:
    assert blue(write_feedback(shelf.course, UNIT, six[:1])[0], tmp_path) > 5_000


@pytest.mark.browser
def test_the_policy_lets_our_own_figure_in(shelf: Any, six: list[Result], tmp_path: Path) -> None:
    assert blue(write_report(shelf.course, UNIT, six), tmp_path) > 20_000
