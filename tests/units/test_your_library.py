"""docs/your-library.md is true: a student's four units, two exercises short, become a module that trains a network."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.audit.notebooks import solved, write
from grader.course import Course
from gradschool import progress
from gradschool.cli import main

ROOT = Path(__file__).parents[2]
UNITS = ("01-perceptrons-to-networks", "02-backpropagation", "06-gradient-descent", "07-optimizers")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", (ROOT / "docs/your-library.md").read_text(), re.MULTILINE | re.DOTALL)


def shown(beginning: str) -> str:
    """The block of the page that begins so."""
    (text,) = (text for _, text in BLOCKS if text.startswith(beginning))
    return text


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The student's folder: relu_backward is wrong, adam_step is not written."""
    course, place = Course(ROOT), tmp_path_factory.mktemp("notebooks")
    for name in UNITS:
        unit = course.unit(name)
        sheet = solved(course, unit)
        for cell in sheet.cells:
            if cell.source.startswith("def relu_backward"):
                cell.source = cell.source.replace("x > 0)", "x < 0)")
            if cell.source.startswith("def adam_step"):
                cell.source = "def adam_step(w, g, state=None, **settings):\n    raise NotImplementedError"
        write(sheet, place / name / f"{name}.ipynb")
        for file in ("probes.py", "cases.npz"):
            shutil.copy(ROOT / "notebooks" / name / file, place / name)
    return place


def without_numbers(text: str) -> str:
    """A text whose measured numbers are hidden: they are the checks', and may be drawn anew."""
    return re.sub(r"-?\d+\.\d+", "#", text)


def run(folder: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    """What a command says in the student's folder."""
    monkeypatch.chdir(folder)
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    return done.output


def test_the_table_of_the_page_is_what_progress_says(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(progress.pooch, "os_cache", lambda name: tmp_path / name)
    assert run(folder, monkeypatch, "progress") == shown("unit ")


def test_the_module_of_the_page_is_collected_and_trains_a_network(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = run(folder, monkeypatch, "collect", ".", "-o", "mygrad.py")
    assert without_numbers(said) == without_numbers(shown(UNITS[0]))
    trained = subprocess.run(
        [sys.executable, "-c", shown("import numpy as np")], cwd=folder, capture_output=True, text=True
    )
    assert trained.stdout, trained.stderr
    share, borrowed = trained.stdout.split("%", 1)
    assert int(share) > 94
    assert borrowed == shown("98%").split("%", 1)[1]


def test_all_units_solved_are_one_module_without_a_borrowed_function(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    course = Course(ROOT)
    for name in course.unit_names:
        write(solved(course, course.unit(name)), tmp_path / name / f"{name}.ipynb")
        for file in ("probes.py", "cases.npz"):
            shutil.copy(ROOT / "notebooks" / name / file, tmp_path / name)
    said = run(tmp_path, monkeypatch, "collect", ".", "-o", "mygrad.py")
    assert "borrowed" not in said
    assert "missing" not in said
