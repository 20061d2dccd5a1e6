"""Arrows point one way: the student's library knows neither the grader nor the solutions."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import grimp
import pytest


def test_imports_keep_the_contracts_of_pyproject(root: Path) -> None:
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    linted = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert linted.returncode == 0, linted.stdout


def test_what_runs_beside_a_students_code_imports_nothing_else_of_the_grader() -> None:
    imported = grimp.build_graph("grader", cache_dir=None).find_upstream_modules("grader.examinee", as_package=True)
    assert [module for module in imported if not module.startswith("grader.examinee")] == []


@pytest.mark.parametrize("package", ["lib/gradschool", "grader/grader"])
def test_no_package_imports_the_solutions(package: str, root: Path) -> None:
    importing = re.compile(r"^\s*(from|import)\s+(solutions|mistakes|hidden_probes|alternatives)\b", re.MULTILINE)
    assert [path for path in (root / package).rglob("*.py") if importing.search(path.read_text())] == []


def test_the_students_wheel_holds_the_files_of_the_library_and_no_others(root: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=root / "lib", capture_output=True, check=True)
    (wheel,) = tmp_path.glob("gradschool-*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    library = (path for path in (root / "lib/gradschool").rglob("*") if path.is_file())
    assert packed == {str(path.relative_to(root / "lib")) for path in library if "__pycache__" not in path.parts}
