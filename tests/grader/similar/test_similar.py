"""The command and its page: pairs side by side for a person to judge, and nothing in them that could run."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from matplotlib.figure import Figure
from nbformat import NotebookNode
from playwright.sync_api import sync_playwright

from grader.cli import main
from grader.course import Course
from grader.report import write_submissions
from grader.results import Result, Status
from grader.similar import Findings, Program, write_similar
from grader.similar.fingerprints import fingerprints
from grader.similar.page import draw_shares, listing

from .conftest import EXERCISE, HONEST, LOOP, disguised, program

UNIT = "01-small"
RAN = "document.documentElement.dataset.ran=1"
MARKUP = f"</pre><script>{RAN}</script><img src=x onerror={RAN}>\u202e"
Find = Callable[..., Findings]


@pytest.fixture
def classroom(built_course: Course, hand_in: Callable[[str, NotebookNode], Path]) -> Course:
    """Five honest students, a copy in disguise that also attacks the page, and a file that is no notebook."""
    sources = {**HONEST, "zoe & co": f"{disguised(LOOP)}\n# {MARKUP}\nattack = {MARKUP!r}\n"}
    for student, source in sources.items():
        notebook = nbformat.read(built_course.notebooks / UNIT / f"{UNIT}.ipynb", as_version=4)
        next(cell for cell in notebook.cells if cell.id == EXERCISE).source = source
        hand_in(student, notebook)
    hand_in("yan", notebook).write_text("cut off")
    return built_course


def run(course: Course, *words: str) -> Any:
    """The command in the course's folder."""
    return CliRunner().invoke(main, ["similar", UNIT, "--course", str(course.root), *words])


def page_of(course: Course) -> BeautifulSoup:
    """The page that the command wrote."""
    return BeautifulSoup((course.state / "reports" / f"{UNIT}-similar.html").read_text("utf-8"), "html.parser")


def test_the_command_prints_the_pair_and_that_it_is_no_proof(classroom: Course) -> None:
    done = run(classroom)
    assert done.exit_code == 0
    (line,) = [line for line in done.output.splitlines() if "ada" in line and "zoe & co" in line]
    assert "1 of 15" in line
    assert (
        "6 submissions compared: 1 pair at or above 50%; in this class half of the pairs share at most" in done.output
    )
    assert "not compared: 0 with too little uncommon code, 1 that can't be read" in done.output
    assert "Alike is no proof" in done.output


def test_the_json_file_holds_the_pairs_and_what_is_usual(classroom: Course, tmp_path: Path) -> None:
    run(classroom, "--json", str(tmp_path / "pairs.json"))
    document = json.loads((tmp_path / "pairs.json").read_text())
    (pair,) = document["pairs"]
    assert sorted(pair["students"]) == ["ada", "zoe & co"]
    assert pair["pairs_as_alike"] == 1
    assert (document["compared"], document["pairs_compared"]) == (6, 15)
    assert document["share_by_quantile"]["1"] == pair["shares"][0]
    assert "the file is plain text" in document["unreadable"]["yan"]


def test_the_minimum_and_the_place_of_the_page_can_be_chosen(classroom: Course, tmp_path: Path) -> None:
    shutil.rmtree(classroom.submitted / "zoe & co")
    done = run(classroom, "--min", "40", "--out", str(tmp_path / "a" / "page.html"))
    assert "0 pairs at or above 40%" in done.output
    assert "No pair shares 40% or more." in (tmp_path / "a" / "page.html").read_text()


def test_without_submissions_the_command_says_where_they_lie(built_course: Course) -> None:
    done = run(built_course)
    assert done.exit_code == 2
    assert "they lie there as STUDENT/01-small/01-small.ipynb" in done.output


def test_a_unit_that_was_never_built_is_named(small_course: Course) -> None:
    done = run(small_course)
    assert done.exit_code == 2
    assert "run: grader build 01-small" in done.output


def test_the_page_shows_both_cells_with_the_shared_passages_marked(classroom: Course) -> None:
    run(classroom)
    left, right = page_of(classroom).select(".beside pre")
    assert {left.get_text()[:30], right.get_text()[:30]} == {LOOP[:30]}
    assert "averages.append(smooth" in "".join(mark.get_text() for mark in left.select("mark"))
    assert not [mark for mark in right.select("mark") if "attack" in mark.get_text()]


def test_the_page_says_first_that_alike_is_no_proof(classroom: Course) -> None:
    run(classroom)
    heading, *_ = page_of(classroom).select("h2")
    assert heading.get_text() == "Alike is no proof"


def test_names_lead_to_the_pages_on_the_submissions(classroom: Course) -> None:
    results = [Result(UNIT, name, Status.GRADED) for name in ("ada", "zoe & co")]
    pages = write_submissions(classroom, UNIT, results)
    run(classroom)
    links = {link["href"] for link in page_of(classroom).select("td a, th a") if not link["href"].startswith("#")}
    assert links == {"01-small-submissions/ada.html", "01-small-submissions/zoe%20%26%20co.html"}
    assert all(path.is_file() for path in pages)


def test_what_a_student_wrote_is_text_on_the_page(classroom: Course) -> None:
    run(classroom)
    page = page_of(classroom)
    assert {tag.name for tag in page.select("pre *")} <= {"mark", "span"}
    assert not page.select("script, img[onerror]")
    assert f"<script>{RAN}</script>" in page.get_text()
    assert "[U+202E]" in page.get_text()


@pytest.mark.browser
def test_in_a_browser_nothing_runs_and_a_phone_is_wide_enough(classroom: Course) -> None:
    run(classroom)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 390, "height": 800})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((classroom.state / "reports" / f"{UNIT}-similar.html").as_uri())
        assert page.evaluate("document.documentElement.dataset.ran") is None
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


@pytest.mark.parametrize("code", [LOOP, disguised(LOOP), "x = '<b>' # é\n" * 9, "%magic\n\tdef f(:"])
def test_a_listing_shows_every_character(code: str) -> None:
    prints = fingerprints(code)
    shown = BeautifulSoup(f"<pre>{listing(code, prints, prints.numbers)}</pre>", "html.parser").get_text()
    assert shown == code


def test_only_shared_passages_are_marked() -> None:
    prints = fingerprints(LOOP)
    assert "<mark>" not in listing(LOOP, prints, np.empty(0, np.int64))
    (mark,) = BeautifulSoup(listing(LOOP, prints, prints.numbers[:1]), "html.parser").select("mark")
    assert mark.get_text() == LOOP[prints.starts[0] : prints.ends[0]]


def test_people_of_a_pair_have_their_names(built_course: Course, find: Find) -> None:
    findings = find([program("a", LOOP), program("b", LOOP)])
    path = write_similar(built_course, UNIT, findings, {}, 0.5, called={"a": "Ada <i>"})
    text = " ".join(BeautifulSoup(path.read_text("utf-8"), "html.parser").get_text().split())
    assert "1. Ada <i> a and b" in text
    assert "of Ada <i>'s uncommon code is found in b's" in text


def test_many_pairs_are_listed_and_the_first_shown(built_course: Course, find: Find) -> None:
    findings = find([program(f"s{n}", LOOP) for n in range(9)], common=1)
    path = write_similar(built_course, UNIT, findings, {}, 0.5)
    page = BeautifulSoup(path.read_text("utf-8"), "html.parser")
    assert len(page.select("tbody tr")) == 36
    assert len(page.select("section.pair")) == 25


def test_a_page_stays_short_enough_to_load(built_course: Course, find: Find) -> None:
    findings = find([program(f"s{n}", LOOP) for n in range(40)], common=1)
    page = BeautifulSoup(write_similar(built_course, UNIT, findings, {}, 0.5).read_text("utf-8"), "html.parser")
    assert len(page.select("tbody tr")) == 500
    assert "280 more pairs not listed" in page.get_text()


def test_the_figure_counts_pairs_by_their_share(honest: list[Program], find: Find) -> None:
    axes = Figure().add_subplot()
    draw_shares(axes, [0, 3, *[0] * 17, 1], 0.5)
    assert [(round(bar.get_x(), 2), bar.get_height()) for bar in axes.patches if bar.get_height()] == [
        (0.05, 3),
        (0.95, 1),
    ]


def test_the_figure_is_told_in_words(built_course: Course, find: Find) -> None:
    path = write_similar(built_course, UNIT, find([program("a", LOOP), program("b", LOOP)]), {}, 0.5)
    (figure,) = BeautifulSoup(path.read_text("utf-8"), "html.parser").select("figure img")
    assert figure["alt"].startswith("Histogram of 1 pair of submissions")
    assert figure["alt"].endswith("the highest share is 100%. 1 pair at or above 50%.")
