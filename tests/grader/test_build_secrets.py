"""No solution, model answer, mistake, hidden probe or quiz answer reaches notebooks/ or the students' wheel."""

import ast
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

import nbformat
import numpy as np
import pytest

from grader.cells import explained
from grader.course import Course, Unit
from gradschool.checks.cases import read_cases

ROOT = Path(__file__).parents[2]
REGION = re.compile(r"(### BEGIN SOLUTION|=== BEGIN MODEL ANSWER ===)\n(.*?)(?:### END|=== END)", re.DOTALL)
TELLING = 12
"""Characters that a line must have to tell anything."""


def text_of(unit: Unit) -> str:
    """The notebook as its author wrote it, without what a release seals."""
    return "\n".join(cell.source for cell in unit.notebook.cells if not explained(cell))


def untold(unit: Unit, lines: list[str], length: int = TELLING) -> list[str]:
    """Those of some lines that tell something, and that neither lecture nor public probes nor hints say anyway."""
    hints = "\n".join(mistake.hint for mistake in unit.mistakes if not unit.exercise(mistake.exercise).is_quiz)
    told = "\n".join([REGION.sub("", text_of(unit)), unit.probe_source("probes.py"), hints])
    return [line for line in lines if len(line) >= length and line not in told]


def hidden_lines(unit: Unit) -> list[str]:
    """Lines of solutions and model answers."""
    return untold(unit, [line.strip() for found in REGION.findall(text_of(unit)) for line in found[1].splitlines()])


def sealed_lines(unit: Unit) -> list[str]:
    """What a quiz says to its answers, right and wrong."""
    said = [mistake.hint for mistake in unit.mistakes if unit.exercise(mistake.exercise).is_quiz]
    return untold(unit, [line.strip() for text in [*unit.explanations.values(), *said] for line in text.splitlines()])


def hidden_names(unit: Unit) -> list[str]:
    """Names of hidden probes that no public file has a use for."""
    public = unit.probe_source("probes.py") + text_of(unit)
    names = [probe.name for exercise in unit.exercises for probe in exercise.hidden]
    return [name for name in names if not re.search(rf"\b{name}\b", public)]


def mistaken_lines(unit: Unit) -> list[str]:
    """What the edits and the bodies of the functions in mistakes.py and alternatives.py say."""
    lines: list[str] = []
    for name in ("mistakes.py", "alternatives.py"):
        source = unit.probe_source(name)
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef):
                body = source.splitlines()[node.body[0].lineno - 1 : node.end_lineno]
                lines += [line.strip() for line in body]
            elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                texts = [inner.value for edit in node.value.args[2:] for inner in ast.walk(edit) if _is_text(inner)]
                lines += [line.strip() for text in texts for line in text.splitlines()]
    return untold(unit, lines, 20)


def _is_text(node: ast.AST) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def blocks(unit: Unit) -> list[str]:
    """Whole solutions, for a library that may well share a line with them."""
    found = [_bare(region[1]) for cell in unit.notebook.cells for region in REGION.findall(cell.source)]
    return [block for block in found if block.count("\n") >= 2 and len(block) >= 5 * TELLING]


def _bare(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def released_text(folder: Path) -> str:
    """All that a student can read in a released folder: cells with their metadata, probes, and texts in the cases."""
    parts = []
    for path in sorted(folder.iterdir()):
        if path.suffix == ".ipynb":
            notebook = nbformat.read(path, as_version=4)
            parts += [cell.source + json.dumps([cell.metadata, cell.get("outputs", [])]) for cell in notebook.cells]
        elif path.suffix == ".npz":
            with np.load(path, allow_pickle=False) as archive:
                parts += [str(archive[key]) for key in archive.files if archive[key].dtype.kind == "U"]
        else:
            parts.append(path.read_text())
    return "\n".join(parts)


def leaks(text: str, unit: Unit) -> Iterator[str]:
    """Everything in a text that students must not read."""
    yield from (line for line in hidden_lines(unit) + sealed_lines(unit) + mistaken_lines(unit) if line in text)
    yield from (name for name in hidden_names(unit) if re.search(rf"\b{name}\b", text))
    if "BEGIN SOLUTION" in text or "MODEL ANSWER" in text:
        yield "a marker"


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The students' wheel, built from lib/ without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT / "lib", check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def wheel_files(wheel: Path) -> dict[str, str]:
    """The wheel's text files by name."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


UNITS = Course(ROOT).unit_names


@pytest.mark.parametrize("name", UNITS)
def test_nothing_secret_is_in_a_released_unit(name: str) -> None:
    course = Course(ROOT)
    assert list(leaks(released_text(course.notebooks / name), course.unit(name))) == []


@pytest.mark.parametrize("name", UNITS)
def test_a_released_unit_holds_three_files(name: str) -> None:
    found = sorted(path.name for path in (Course(ROOT).notebooks / name).iterdir() if not path.name.startswith("."))
    assert found == sorted([f"{name}.ipynb", "cases.npz", "probes.py"])


@pytest.mark.parametrize("name", UNITS)
def test_cases_hold_no_answer_where_a_verifier_judges(name: str) -> None:
    course = Course(ROOT)
    frozen = read_cases(course.notebooks / name / "cases.npz")
    verified = [probe for exercise in course.unit(name).exercises for probe in exercise.public if probe.verify]
    assert [probe.key for probe in verified if frozen[probe.exercise].expected[probe.name].outputs] == []


@pytest.mark.parametrize("name", UNITS)
def test_no_solution_is_in_the_wheel(name: str, wheel_files: dict[str, str]) -> None:
    unit = Course(ROOT).unit(name)
    secret, wrong = blocks(unit), [line for line in mistaken_lines(unit) if "edited" in line]
    hidden = [re.compile(rf"\bdef {name}\b") for name in hidden_names(unit)]
    for path, text in wheel_files.items():
        bare = _bare(text)
        assert [block for block in secret if block in bare] == [], path
        assert [name.pattern for name in hidden if name.search(text)] == [], path
        assert [line for line in wrong if line in text] == [], path


def test_the_wheel_holds_the_library_alone(wheel_files: dict[str, str]) -> None:
    folders = {name.split("/")[0] for name in wheel_files}
    assert {folder for folder in folders if not folder.endswith(".dist-info")} == {"gradschool"}
    names = {Path(name).name for name in wheel_files}
    assert names.isdisjoint({"hidden_probes.py", "mistakes.py", "alternatives.py", "nbgrader_config.py"})
    assert not any(name.endswith(".ipynb") for name in names)


def test_nothing_secret_is_in_the_small_unit(built_course: Course) -> None:
    unit = built_course.unit("01-small")
    assert list(leaks(released_text(built_course.notebooks / unit.name), unit)) == []


PLANTS = {
    "a solution": "self.total += value",
    "a model answer": "A small beta forgets quickly, so it follows at once and is noisy.",
    "a quiz answer": "return 6 * limit",
    "why a quiz's answer is right": "An average of sevens is seven, and six times seven is forty-two.",
    "where a quiz's wrong answer breaks": "Read the last sentence of the question again.",
    "a mistake": "super().add(abs(value))",
    "a hidden probe": "def a_long_walk(student, rng):",
    "an accepted alternative": "return float(np.mean(self.values)) if self.values else 0.0",
}


@pytest.mark.parametrize("kind", PLANTS)
def test_a_leak_that_was_planted_is_found(built_course: Course, kind: str) -> None:
    unit = built_course.unit("01-small")
    text = released_text(built_course.notebooks / unit.name)
    assert list(leaks(f"{text}\n    {PLANTS[kind]}\n", unit))
