"""Arrows point one way: the student's library knows neither the grader nor the solutions."""

import ast
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

from gradschool.withheld import WITHHELD

EXPERIMENTS = "gradschool.experiments"


@pytest.mark.programs
def test_imports_keep_the_contracts_of_pyproject(root: Path) -> None:
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    linted = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert linted.returncode == 0, linted.stdout


def graded(root: Path) -> Iterator[str]:
    """The sources that run while work is graded: cells that are no demonstrations, and probes."""
    for path in root.glob("notebooks/*/*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code" and "demo" not in cell["metadata"].get("tags", ()):
                yield "".join(cell["source"])
    for path in root.glob("solutions/*/*probes.py"):
        yield path.read_text(encoding="utf-8")


def experiments_of(source: str) -> Iterator[str]:
    """The experiments that a source imports."""
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            of = node.module
            names = [f"{of}.{name}" for name in names] if of in (EXPERIMENTS, "gradschool") else [of]
        yield from (name for name in names if name.startswith(EXPERIMENTS))


def test_the_contract_of_experiments_names_those_that_graded_cells_import(root: Path) -> None:
    linter = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    (contract,) = (one for one in linter["contracts"] if one["name"].startswith("Experiments that graded cells import"))
    assert contract["forbidden_modules"] == list(WITHHELD)
    assert contract["source_modules"] == sorted({name for source in graded(root) for name in experiments_of(source)})


def test_what_runs_beside_a_students_code_imports_nothing_else_of_the_grader() -> None:
    imported = grimp.build_graph("grader", cache_dir=None).find_upstream_modules("grader.examinee", as_package=True)
    assert [module for module in imported if not module.startswith("grader.examinee")] == []


@pytest.mark.parametrize("package", ["lib/gradschool", "grader/grader"])
def test_no_package_imports_the_solutions(package: str, root: Path) -> None:
    importing = re.compile(r"^\s*(from|import)\s+(solutions|mistakes|hidden_probes|alternatives)\b", re.MULTILINE)
    assert [path for path in (root / package).rglob("*.py") if importing.search(path.read_text())] == []


@pytest.mark.programs
def test_the_students_wheel_holds_the_files_of_the_library_and_no_others(root: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=root / "lib", capture_output=True, check=True)
    (wheel,) = tmp_path.glob("gradschool-*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    library = (path for path in (root / "lib/gradschool").rglob("*") if path.is_file())
    assert packed == {str(path.relative_to(root / "lib")) for path in library if "__pycache__" not in path.parts}
