"""A graded class behind a real Jupyter server, and a real browser in front of it: what an instructor sits before."""

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner
from nbformat import NotebookNode
from playwright.sync_api import Browser, Page, expect, sync_playwright

from grader.audit.notebooks import solved
from grader.cli import main
from grader.course import Course

UNIT = "01-small"
TOKEN = "chalk-and-talk"
PATIENCE = 30_000
"""Milliseconds until a page that does not do what it should is given up; one that does is never waited for."""
RAN = "document.documentElement.dataset.ran=1"
MARKUP = f"<script>{RAN}</script><img src='http://evil.example/x.png' onerror='{RAN}'>"
ANSWER = "A beta of 0.5 follows first: it forgets the old values at once."
FIGURE = "import matplotlib.pyplot as plt\nprint('the limit is', quiz_limit())\nplt.plot([1, 2])\nplt.show()"
HOSTILE = f"""
from IPython.display import HTML, display
markup = {MARKUP!r}
print(markup)
display(HTML(markup))
raise ValueError(markup)
"""


def answered(course: Course, answer: str, *extra: NotebookNode) -> NotebookNode:
    """A solved notebook with one mistake, a written answer, and cells of the student's own."""
    unit = course.unit(UNIT)
    wrong = unit.solution.source("Tally").replace("self.total / self.count", "self.total / (self.count + 1)")
    notebook = solved(course, unit, {"Tally": wrong})
    cell = next(cell for cell in notebook.cells if cell.id == "experiment")
    cell.source = cell.source.replace("*Your answer here.*", answer)
    notebook.cells += extra
    return notebook


@pytest.fixture(scope="module")
def classroom(_built_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course whose class was graded in the sandbox: three honest students, and one who is not."""
    root = tmp_path_factory.mktemp("formgrader") / "course"
    shutil.copytree(_built_once, root)
    course = Course(root)
    code, text = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell
    sheets = {name: answered(course, ANSWER, code(FIGURE)) for name in ("ada", "grace", "emmy")}
    sheets["mallory"] = answered(course, MARKUP, code(HOSTILE), text(MARKUP))
    for student, notebook in sheets.items():
        path = course.submitted / student / UNIT / f"{UNIT}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    done = CliRunner().invoke(main, ["grade", UNIT, "--workers", "1", "--course", str(root)])
    assert done.exit_code == 0, done.output
    return course


@pytest.fixture(scope="module")
def address(classroom: Course, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Jupyter server in the course's folder, as an instructor starts it, with a token."""
    home = tmp_path_factory.mktemp("home")
    own = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    token = f"--IdentityProvider.token={TOKEN}"
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--allow-root",
        "--no-browser",
        "--ip=127.0.0.1",
        "--ServerApp.port=0",
        token,
    ]
    environment = {**os.environ, **own, "HOME": str(home), "IPYTHONDIR": str(home / "ipython")}
    server = subprocess.Popen(
        command, cwd=classroom.root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert server.stderr is not None
    said = []
    for line in server.stderr:
        said.append(line)
        if found := re.search(r"(http://[\w.]+:\d+)/lab", line):
            break
    else:
        pytest.fail("the server never started:\n" + "".join(said))
    reader = threading.Thread(target=server.stderr.read)
    reader.start()
    yield found.group(1)
    server.terminate()
    server.wait()
    reader.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
        yield playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[SimpleNamespace]:
    """A fresh visitor, who has not logged in: ``page``, and in ``outside`` what any page asked of other machines."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    outside: list[str] = []

    def refuse(route: Any) -> None:
        outside.append(route.request.url)
        route.abort()

    context.route(lambda url: url.startswith("http") and not url.startswith(address), refuse)
    yield SimpleNamespace(page=context.new_page(), outside=outside)
    context.close()


def log_in(page: Page, address: str) -> None:
    """Ask for formgrader, and give the token that is asked for."""
    page.goto(f"{address}/formgrader")
    page.get_by_label("Password or token").fill(TOKEN)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url("**/formgrader/manage_assignments")


@pytest.fixture
def page(visit: SimpleNamespace, address: str) -> Page:
    """The browser's page, at formgrader's start."""
    log_in(visit.page, address)
    return visit.page
