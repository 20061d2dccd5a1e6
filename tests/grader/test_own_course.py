"""The page for whoever makes a course of another subject holds, block by block, as it stands."""

import re
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner, Result

from grader.audit import solved
from grader.cli import main
from grader.course import Course

pytestmark = pytest.mark.sandbox
PAGE = (Path(__file__).parents[2] / "docs" / "your-own-course.md").read_text(encoding="utf-8")
UNIT = "02-titration"


def run(course: Course, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--course", str(course.root)], catch_exceptions=False)


@pytest.fixture(scope="module")
def blocks() -> dict[str, str]:
    """The page's Python, by the name in each block's first line."""
    return dict(re.findall(r"```python\n# (.*?)\n(.*?)```", PAGE, re.DOTALL))


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, blocks: dict[str, str]) -> Course:
    """The course that a reader of the page has in its last section, built."""
    root = tmp_path_factory.mktemp("page") / "chemistry"
    assert CliRunner().invoke(main, ["new", "course", str(root)]).exit_code == 0
    made = Course(root)
    assert run(made, "new", "unit", UNIT).exit_code == 0
    folder = root / "solutions" / UNIT
    (folder / "hidden_probes.py").unlink()
    for name, text in blocks.items():
        if name.endswith(".py"):
            (folder / name).write_text(text)
    assert run(made, "build", UNIT).exit_code == 0
    return made


def test_the_page_replaces_every_file_of_the_scaffold(course: Course, blocks: dict[str, str]) -> None:
    named = {name for name in blocks if name.endswith(".py")}
    assert {path.name for path in (course.root / "solutions" / UNIT).glob("*.py")} == named


def test_the_audit_finds_nothing(course: Course) -> None:
    done = run(course, "audit", UNIT)
    assert done.exit_code == 0, done.stdout


def test_two_students_are_told_what_the_page_says(course: Course, blocks: dict[str, str]) -> None:
    unit = course.unit(UNIT)
    answers = {"marie": {}, "justus": {"concentration": blocks["a student's answer"]}}
    for student, written in answers.items():
        path = course.submitted / student / UNIT / f"{UNIT}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(solved(course, unit, written), path)
    for command in ("grade", "feedback", "report"):
        done = run(course, command, UNIT)
        assert done.exit_code == 0, done.output
    pages = {name: (course.feedback / name / UNIT / f"{UNIT}.html").read_text() for name in answers}
    (told,) = re.findall(r"is told: \*(.*?)\*", PAGE.replace("\n", " "))
    assert told in pages["justus"]
    assert told not in pages["marie"]
    assert "3 of 3 points" in pages["marie"].replace("</", " </")
