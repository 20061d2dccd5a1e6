"""From the class report to a page on each submission, and back; and the command that writes them."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from click.testing import CliRunner

from grader.cli import main
from grader.mistakes import Findings, Group, Kind
from grader.mistakes.findings import write_findings
from grader.report import write_feedback, write_report, write_submissions
from grader.report.feedback import FeedbackError
from grader.results import Result

UNIT = "07-optimizers"
Read = Callable[[Path], Any]


def followed(page: Path, href: str) -> Path:
    """Where a link of a page leads."""
    return Path(os.fsdecode(os.fsencode(page.parent) + b"/" + unquote_to_bytes(href))).resolve()


def links(path: Path, page: Read) -> set[Path]:
    """Where all links of a page to other files lead."""
    return {followed(path, link["href"]) for link in page(path).all("a") if not link["href"].startswith("#")}


def test_every_submission_has_a_page_beside_the_report(shelf: Any, six: list[Result]) -> None:
    pages = write_submissions(shelf.course, UNIT, six)
    folder = shelf.course.root / ".grader" / "reports" / "07-optimizers-submissions"
    assert pages == [folder / f"{one.student}.html" for one in six]
    assert all(path.is_file() for path in pages)


def test_names_in_the_report_lead_to_the_pages(shelf: Any, make: Any, page: Read) -> None:
    results = [make.result(name) for name in ("zoë von zahn", 'a"#?%&:b', os.fsdecode(b"jos\xe9"))]
    pages = write_submissions(shelf.course, UNIT, results)
    assert links(write_report(shelf.course, UNIT, results), page) == {path.resolve() for path in pages}


def test_a_page_leads_back_to_the_report(shelf: Any, six: list[Result], page: Read, tmp_path: Path) -> None:
    report = tmp_path / "my reports" / "50% of #1.html"
    pages = write_submissions(shelf.course, UNIT, six, report=report)
    write_report(shelf.course, UNIT, six, path=report)
    assert links(pages[0], page) == {report.resolve()}
    assert links(report, page) == {path.resolve() for path in pages}


def test_who_has_no_such_page_is_linked_to_the_feedback(shelf: Any, six: list[Result], page: Read) -> None:
    pages = write_feedback(shelf.course, UNIT, six)
    assert links(write_report(shelf.course, UNIT, six), page) == {path.resolve() for path in pages}


def test_a_page_says_what_each_check_said_and_which_mistake_it_was(shelf: Any, six: list[Result], page: Read) -> None:
    text = page(write_submissions(shelf.course, UNIT, six)[1]).text
    assert "weights[0]: expected 1, got 2 recognized: no bias correction" in text
    assert "Hint. The moments start at zero" in text
    assert "Examined in 0.40 s" in text


def test_a_students_page_names_no_mistake_and_no_time(shelf: Any, six: list[Result], page: Read) -> None:
    text = page(write_feedback(shelf.course, UNIT, six)[1]).text
    assert "recognized" not in text
    assert "Examined in" not in text
    assert "Class report" not in text


def test_a_page_shows_the_students_cells_and_what_they_showed(shelf: Any, make: Any, page: Read) -> None:
    shelf.submit("ada", make.notebook(("code", "print(6 * 7)", "")))
    shown = [{"index": 1, "ok": True, "outputs": [{"kind": "stream", "name": "stdout", "text": "forty-two"}]}]
    (path,) = write_submissions(shelf.course, UNIT, [make.result("ada", cells=shown)])
    assert "print(6 * 7) forty-two" in page(path).text


@pytest.mark.parametrize("name", ["..", "", "a/b"])
def test_a_name_that_is_no_file_is_refused(shelf: Any, make: Any, name: str) -> None:
    with pytest.raises(FeedbackError, match="can't have a page"):
        write_submissions(shelf.course, UNIT, [make.result(name)])


@pytest.mark.browser
def test_a_click_on_a_name_opens_the_submission(shelf: Any, six: list[Result]) -> None:
    from playwright.sync_api import expect, sync_playwright

    write_submissions(shelf.course, UNIT, six)
    alike = Group("quiz", Kind.SYMPTOM, {"di": ""}, (), "", (), "", "", "")
    write_findings(shelf.course, Findings(UNIT, (alike,), 0, {}))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 400, "height": 800})
        page.goto(write_report(shelf.course, UNIT, six).as_uri())
        expect(page.get_by_text("only a hint by what the answer shows")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 400
        page.get_by_label("Students").get_by_role("link", name="cy").click()
        expect(page.get_by_text("for cy")).to_be_visible()
        page.get_by_role("link", name="Class report").click()
        expect(page.get_by_role("heading", name="Item analysis")).to_be_visible()


def run(shelf: Any, *words: str) -> Any:
    """The command in the course's folder."""
    return CliRunner().invoke(main, ["report", UNIT, "--course", str(shelf.course.root), *words])


def test_the_command_writes_the_report_and_the_pages(shelf: Any, six: list[Result], page: Read) -> None:
    shelf.record(*six)
    done = run(shelf)
    path = shelf.course.root / ".grader" / "reports" / "07-optimizers.html"
    assert done.exit_code == 0
    assert str(path) in done.output
    assert len(links(path, page)) == 6


def test_the_command_can_leave_the_pages_out(shelf: Any, six: list[Result], page: Read) -> None:
    shelf.record(*six)
    assert run(shelf, "--class-only").exit_code == 0
    assert links(shelf.course.root / ".grader" / "reports" / "07-optimizers.html", page) == set()


def test_without_results_the_command_says_what_to_do(shelf: Any) -> None:
    done = run(shelf)
    assert done.exit_code == 2
    assert "there are no results of 07-optimizers; run: grader grade 07-optimizers" in done.output
