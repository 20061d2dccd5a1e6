"""The project's folders are those of its design, and no file in them is too big or names one machine."""

import re
from pathlib import Path

import pytest

REGISTRIES = ["pypi" + ".org", "pythonhosted" + ".org", "anaconda" + ".org", "deb.debian" + ".org", "npmjs" + ".org"]
ONE_MACHINE = re.compile(r"/work" r"/(main|shared)\b|/home/(?!student\b|USER\b)\w+/|/Users/\w+/")
FILES = ["README.md", "CONTRIBUTING.md", "LICENSE", "LICENSE-PROSE", "Makefile", ".ci/run", "nbgrader_config.py"]
FILES += ["CHANGELOG.md", "CITATION.cff", ".github/workflows/ci.yml"]
FILES += ["environment.yml", "environment-gpu.yml", "constraints.txt", "pyproject.toml"]
FOLDERS = ["solutions", "book", "notebooks", "lib", "grader", "data", "tests", "benchmarks"]
MIB = 1024**2


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_of_the_design_is_in_the_repository(folder: str, root: Path, tracked: list[Path]) -> None:
    assert any(path.is_relative_to(root / folder) for path in tracked)


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_the_design_is_in_the_repository(name: str, root: Path, tracked: list[Path]) -> None:
    assert root / name in tracked


def test_no_file_is_larger_than_a_mebibyte(tracked: list[Path]) -> None:
    assert [path for path in tracked if path.stat().st_size > MIB] == []


def test_no_file_names_a_package_registry_or_a_folder_of_one_machine(root: Path, tracked: list[Path]) -> None:
    named = []
    for path in tracked:
        text = path.read_bytes().decode("utf-8", errors="ignore")
        if any(host in text for host in REGISTRIES) or ONE_MACHINE.search(text):
            named.append(str(path.relative_to(root)))
    assert named == []


def test_nothing_generated_or_private_is_in_the_repository(root: Path, tracked: list[Path]) -> None:
    private = {".venv", ".uv", ".grader", "submitted", "autograded", "feedback", "__pycache__", "demo"}
    tops = {path.relative_to(root).parts[0] for path in tracked}
    assert not tops & private
    assert not [path for path in tracked if "__pycache__" in path.parts or path.name.startswith("gradebook.db")]
