"""Both packages, installed from their wheels as somebody without this checkout does it, build and grade a course."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

UNIT = "01-small"
Grader = Callable[..., str]

pytestmark = pytest.mark.xdist_group("wheels")


@pytest.fixture(scope="session")
def course(root: Path, bare: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small course, built by the installed command."""
    folder = tmp_path_factory.mktemp("wheels") / "course"
    shutil.copytree(root / "tests/grader/course", folder)
    shutil.copy(root / "nbgrader_config.py", folder)
    run(bare / "grader", "build", UNIT, course=folder)
    return folder


def run(*command: str | Path, course: Path) -> str:
    """Run a program in the course's folder, with nothing of ours on its path; what it prints."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(course.parent)}
    ran = subprocess.run(list(map(str, command)), cwd=course, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_the_installed_packages_are_those_of_the_wheels(bare: Path, course: Path) -> None:
    found = run(
        bare / "python", "-c", "import grader, gradschool; print(grader.__file__, gradschool.__file__)", course=course
    )
    assert [Path(file).is_relative_to(bare.parent / "lib") for file in found.split()] == [True, True]


@pytest.mark.sandbox
@pytest.mark.parametrize(("folder", "score"), [(".grader/source", 8.0), ("notebooks", 0.0)])
def test_the_installed_grader_grades_in_the_sandbox(bare: Path, course: Path, folder: str, score: float) -> None:
    notebook = course / folder / UNIT / f"{UNIT}.ipynb"
    result = json.loads(run(bare / "grader", "try", UNIT, notebook, course=course))
    assert (result["status"], result["score"], result["max_score"]) == ("graded", score, 8.0)
