"""What a release consists of says the same everywhere: the version, the license, the Pythons, the changes."""

import email.parser
import re
import subprocess
import tomllib
import zipfile
from email.message import Message
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

import gradschool

pytestmark = [pytest.mark.xdist_group("wheels"), pytest.mark.programs]

PACKAGES = ("gradschool", "gradschool_grader")


@pytest.fixture(scope="session")
def wheels(bare: Path) -> dict[str, zipfile.ZipFile]:
    """The wheels that the bare environment was made of, by name."""
    return {path.name.split("-")[0]: zipfile.ZipFile(path) for path in (bare.parent / "wheels").glob("*.whl")}


def metadata(wheel: zipfile.ZipFile) -> Message:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return email.parser.Parser().parsestr(wheel.read(name).decode())


@pytest.mark.parametrize("package", PACKAGES)
def test_a_wheel_has_the_librarys_version(package: str, wheels: dict[str, zipfile.ZipFile]) -> None:
    assert metadata(wheels[package])["Version"] == gradschool.__version__


def test_the_grader_asks_for_the_library_of_its_own_version(wheels: dict[str, zipfile.ZipFile]) -> None:
    needs = map(Requirement, metadata(wheels["gradschool_grader"]).get_all("Requires-Dist", []))
    assert [need.specifier for need in needs if need.name == "gradschool"] == [
        SpecifierSet(f"=={gradschool.__version__}")
    ]


@pytest.mark.parametrize("package", PACKAGES)
def test_a_wheel_holds_the_text_of_the_license(package: str, wheels: dict[str, zipfile.ZipFile], root: Path) -> None:
    (name,) = (name for name in wheels[package].namelist() if name.endswith(".dist-info/licenses/LICENSE"))
    assert wheels[package].read(name) == (root / "LICENSE").read_bytes()


@pytest.mark.parametrize(("package", "module"), list(zip(PACKAGES, ("gradschool", "grader"), strict=True)))
def test_type_checkers_of_others_read_our_types(package: str, module: str, wheels: dict[str, zipfile.ZipFile]) -> None:
    assert f"{module}/py.typed" in wheels[package].namelist()


@pytest.mark.parametrize("command", ["gradschool", "grader"])
def test_a_command_says_the_version(command: str, bare: Path) -> None:
    said = subprocess.run([bare / command, "--version"], capture_output=True, text=True, check=True).stdout
    assert said.strip() == f"{command}, version {gradschool.__version__}"


def test_the_citation_names_the_version_and_the_licenses(root: Path) -> None:
    citation = yaml.safe_load((root / "CITATION.cff").read_text())
    assert citation["version"] == gradschool.__version__
    assert citation["license"] == ["BSD-3-Clause", "CC-BY-4.0"]


@pytest.mark.parametrize("folder", ["lib", "grader"])
def test_a_package_is_published_where_the_citation_says(folder: str, root: Path) -> None:
    """Neither names a place as long as the project has no public one."""
    urls = tomllib.loads((root / folder / "pyproject.toml").read_text())["project"].get("urls", {})
    assert urls.get("Repository") == yaml.safe_load((root / "CITATION.cff").read_text()).get("repository-code")


def test_the_changes_begin_with_those_of_this_version(root: Path) -> None:
    first = re.search(r"^## (\S+)", (root / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert first
    assert first[1] == gradschool.__version__


@pytest.mark.parametrize("package", PACKAGES)
def test_a_python_that_a_wheel_names_is_tested(package: str, wheels: dict[str, zipfile.ZipFile], root: Path) -> None:
    (others,) = re.findall(r"^OTHER_PYTHONS := (.*)", (root / "Makefile").read_text(), re.MULTILINE)
    named = re.findall(r"Python :: (3\.\d+)", str(metadata(wheels[package]).get_all("Classifier")))
    assert named == ["3.11", *others.split()]


def test_the_workflow_runs_the_two_commands_of_the_readme_and_what_ci_runs(root: Path) -> None:
    workflow = yaml.safe_load((root / ".github/workflows/ci.yml").read_text())
    (job,) = workflow["jobs"].values()
    ran = [step["run"] for step in job["steps"] if step.get("run", "").startswith("make ")]
    two = re.findall(r"^make \w+", (root / "README.md").read_text(), re.MULTILINE)
    ci = re.findall(r"^make \S+", (root / ".ci/run").read_text(), re.MULTILINE)
    assert ran == list(dict.fromkeys([*two, *ci]))
