"""The corpus of tests/attacks against the real commands and the real sandbox; then the pages, in a real browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter
from playwright.sync_api import Browser, sync_playwright

from grader.audit.attacks.corpus import load_corpus
from grader.audit.attacks.outcome import Outcome
from grader.audit.attacks.run import AROUND, QUICK, Staged, run_attacks, staged
from grader.course import Course
from grader.sandbox import Limits

ROOT = Path(__file__).parents[3]
ATTACKS = load_corpus(ROOT / "tests" / "attacks")
pytestmark = [pytest.mark.sandbox, pytest.mark.xdist_group("attacks")]


@pytest.fixture(scope="module")
def stage(_built_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staged]:
    course = Course(_built_once)
    with staged(course, course.unit("01-small"), Limits(**QUICK), 2, tmp_path_factory.mktemp("attacks")) as found:
        yield found


@pytest.fixture(scope="module")
def outcomes(stage: Staged) -> dict[str, Outcome]:
    return {outcome.name: outcome for outcome in run_attacks(stage, ATTACKS)}


@pytest.mark.parametrize("name", [attack.name for attack in ATTACKS])
def test_an_attack_is_held(outcomes: dict[str, Outcome], name: str) -> None:
    assert outcomes[name].faults == (), outcomes[name].seen


@pytest.mark.parametrize("name", AROUND)
def test_nothing_around_them_is_touched(outcomes: dict[str, Outcome], name: str) -> None:
    assert outcomes[name].faults == (), outcomes[name].seen


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
        yield playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)


def looked_at(browser: Browser, path: Path) -> tuple[str, list[str]]:
    """A page's title when it has been loaded, every fold opened, and what it asked for besides itself."""
    page, asked = browser.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.absolute().as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.wait_for_timeout(50)
    title = page.title()
    page.close()
    return title, [url for url in asked[1:] if not url.startswith("data:image/png")]


def is_about_markup(path: Path) -> bool:
    return any(word in str(path) for word in ("-markup-", "<img", "HYPERLINK"))


@pytest.mark.browser
@pytest.mark.usefixtures("outcomes")
def test_nothing_that_they_wrote_runs_in_feedback_or_report(stage: Staged, browser: Browser) -> None:
    pages = [path for path in stage.course.feedback.rglob("*.html") if is_about_markup(path)]
    reports = stage.course.state / "reports"
    pages += [path for path in reports.rglob("*.html") if is_about_markup(path) or path.parent == reports]
    assert len(pages) >= sum(attack.family == "markup" for attack in ATTACKS)
    for path in pages:
        title, asked = looked_at(browser, path)
        assert (title != "ran", asked) == (True, []), path


def rendered(notebook: Path, folder: Path) -> Path:
    """A notebook as nbgrader's formgrader renders it, which cleans nothing."""
    page, _ = HTMLExporter(template_name="basic").from_filename(str(notebook))
    path = folder / "page.html"
    path.write_text(f"<!DOCTYPE html><html><head><title>formgrader</title></head><body>{page}</body></html>")
    return path


@pytest.mark.browser
@pytest.mark.usefixtures("outcomes")
def test_nothing_that_they_wrote_runs_in_formgrader(stage: Staged, browser: Browser, tmp_path: Path) -> None:
    notebooks = [path for path in stage.course.autograded.rglob("*.ipynb") if is_about_markup(path)]
    assert len(notebooks) >= sum(attack.family == "markup" for attack in ATTACKS)
    for notebook in notebooks:
        assert looked_at(browser, rendered(notebook, tmp_path)) == ("formgrader", []), notebook


@pytest.mark.browser
@pytest.mark.usefixtures("outcomes")
def test_what_they_wrote_would_run_in_formgrader_if_it_were_left_as_it_is(
    stage: Staged, browser: Browser, tmp_path: Path
) -> None:
    (path,) = [path for path in stage.course.submitted.rglob("*.ipynb") if "-markup-markdown/" in str(path)]
    copy = tmp_path / "submitted.ipynb"
    nbformat.write(nbformat.read(path, as_version=4), copy)
    title, asked = looked_at(browser, rendered(copy, tmp_path))
    assert title == "ran"
    assert asked
    stage.surroundings.visits.clear()
