"""The packages' metadata, the pins and the conda environments say the same."""

import ast
import importlib.metadata
import itertools
import re
import sys
import sysconfig
import tomllib
from functools import cache
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from gradschool.backend.driver import EXTRAS

pytestmark = pytest.mark.xdist_group("dependencies")  # what is installed is read once

# Distributions whose conda package has another name, and those that conda-forge does not carry.
CONDA_NAMES = {"msgpack": "msgpack-python", "jupyter-server-mathjax": "jupyter_server_mathjax"}
# Not imported: a Jupyter server loads it, and formgrader's page asks for its files (grader/share/formgrade).
SERVED = {"jupyter-server-mathjax"}
BY_PIP = {"axe-playwright-python", "copydetect", "playwright", "pyseccomp"}
OURS = {"book", "gradschool", "gradschool-grader", "grader", "test-corpus"}
# Imported only where it is installed: the stand-in for a GPU, a GPU, the maker of golden numbers, and the fuzzer.
ONLY_WHERE_INSTALLED = {"array-api-strict", "atheris", "cupy", "torch"}

Requirements = dict[str, Requirement]


@pytest.fixture(scope="module")
def wanted(root: Path) -> Requirements:
    """What the two packages and the tests need, without CuPy."""
    lib, grader = (tomllib.loads((root / name / "pyproject.toml").read_text())["project"] for name in ("lib", "grader"))
    groups = tomllib.loads((root / "pyproject.toml").read_text())["dependency-groups"]
    lines = [*lib["dependencies"], *(line for extra in ("fast", "lab") for line in lib["optional-dependencies"][extra])]
    lines += groups["book"] + groups["test"] + grader["dependencies"]
    lines += [line for extra in ("cluster", "postgres") for line in grader["optional-dependencies"][extra]]
    return {need.name: need for need in map(Requirement, lines) if need.name not in OURS}


@pytest.fixture(scope="module")
def cupy(root: Path) -> dict[str, Requirement]:
    """The extras that hold CuPy, each for drivers of one CUDA version."""
    extras = tomllib.loads((root / "lib/pyproject.toml").read_text())["project"]["optional-dependencies"]
    return {name: Requirement(line) for name in EXTRAS.values() for line in extras[name]}


@pytest.fixture(scope="module")
def pins(root: Path) -> dict[str, Version]:
    """The pins that hold on this machine."""
    lines = [Requirement(line) for line in (root / "constraints.txt").read_text().splitlines()]
    here = [pin for pin in lines if pin.marker is None or pin.marker.evaluate()]
    return {canonicalize_name(pin.name): Version(str(pin.specifier).removeprefix("==")) for pin in here}


def conda(root: Path, name: str) -> Requirements:
    """A conda environment's packages by conda name, and those that it leaves to pip by their own."""
    *listed, by_pip = yaml.safe_load((root / name).read_text())["dependencies"]
    listed += [line for line in by_pip["pip"] if not line.startswith("--editable")]
    return {need.name: need for need in map(Requirement, listed)}


def test_the_environment_holds_what_the_packages_and_the_tests_need_under_conda_names(
    root: Path, wanted: Requirements
) -> None:
    expected = {CONDA_NAMES.get(name, name): need.specifier for name, need in wanted.items()}
    there = {name: need.specifier for name, need in conda(root, "environment.yml").items()}
    assert {name: spec for name, spec in there.items() if name not in ("python", "pip")} == expected


def test_the_environment_leaves_to_pip_only_what_conda_does_not_carry_and_our_packages(root: Path) -> None:
    by_pip = yaml.safe_load((root / "environment.yml").read_text())["dependencies"][-1]["pip"]
    assert {Requirement(line).name for line in by_pip if not line.startswith("--")} == BY_PIP
    assert [line for line in by_pip if line.startswith("--")] == ["--editable ./lib", "--editable ./grader"]


def test_the_gpu_environment_is_the_other_one_with_cupy(root: Path, cupy: dict[str, Requirement]) -> None:
    plain, gpu = conda(root, "environment.yml"), conda(root, "environment-gpu.yml")
    assert {gpu.pop("cupy").specifier} == {need.specifier for need in cupy.values()}
    assert gpu == plain


def test_each_cuda_version_has_an_extra_with_its_cupy_and_the_parts_of_cuda(cupy: dict[str, Requirement]) -> None:
    assert {extra: (need.name, need.extras) for extra, need in cupy.items()} == {
        extra: (f"cupy-cuda{version}x", {"ctk"}) for version, extra in EXTRAS.items()
    }


distributions = cache(importlib.metadata.packages_distributions)
"""Distributions by the modules that they bring; it reads the list of files of everything that is installed."""


@cache
def imported(folder: Path) -> set[str]:
    """Distributions that a package's files import, by name; a module that is not installed counts by its own name."""
    nodes = [node for path in folder.rglob("*.py") for node in ast.walk(ast.parse(path.read_text()))]
    modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    modules |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    tops = {module.split(".")[0] for module in modules} - sys.stdlib_module_names - {folder.name}
    return {canonicalize_name(distributions().get(top, [top])[0]) for top in tops}


def asked(root: Path, package: str) -> tuple[set[str], set[str]]:
    """Distributions that a package needs always, and those of its extras."""
    project = tomllib.loads(((root / package).parent / "pyproject.toml").read_text())["project"]
    always, extras = project["dependencies"], itertools.chain(*project["optional-dependencies"].values())
    names = [{canonicalize_name(Requirement(line).name) for line in lines} for lines in (always, extras)]
    return names[0], names[1]


@pytest.mark.parametrize("package", ["lib/gradschool", "grader/grader"])
def test_a_package_asks_for_what_it_imports(package: str, root: Path) -> None:
    always, extras = asked(root, package)
    assert imported(root / package) - always - extras - ONLY_WHERE_INSTALLED == set()


@pytest.mark.parametrize("package", ["lib/gradschool", "grader/grader"])
def test_a_package_imports_what_it_asks_for(package: str, root: Path) -> None:
    always, _ = asked(root, package)
    assert always - imported(root / package) - SERVED == set()


def test_the_tests_ask_for_what_they_import(root: Path, wanted: Requirements) -> None:
    assert imported(root / "tests") - set(map(canonicalize_name, wanted)) - OURS - ONLY_WHERE_INSTALLED == set()


@pytest.mark.parametrize("package", ["numpy", "matplotlib", "nbgrader", "jupyterlab", "pytest"])
def test_the_environment_names_what_the_course_is_built_on(package: str, root: Path) -> None:
    assert package in conda(root, "environment.yml")


def test_the_python_of_the_environments_is_the_python_of_the_packages(root: Path) -> None:
    asked = {
        tomllib.loads((root / name / "pyproject.toml").read_text())["project"]["requires-python"]
        for name in ("lib", "grader")
    }
    assert {str(conda(root, name)["python"].specifier) for name in ("environment.yml", "environment-gpu.yml")} == asked


def test_every_need_is_pinned_to_a_version_that_it_allows(
    wanted: Requirements, cupy: dict[str, Requirement], pins: dict[str, Version]
) -> None:
    needs = [*wanted.values(), *cupy.values()]
    assert [need.name for need in needs if pins.get(canonicalize_name(need.name)) not in need.specifier] == []


def test_what_is_installed_is_what_is_pinned(wanted: Requirements, pins: dict[str, Version]) -> None:
    here = importlib.metadata.distributions(path=[sysconfig.get_path("purelib")])
    installed = {canonicalize_name(found.name): found.version for found in here}
    assert wanted.keys() <= installed.keys()
    assert {
        name: installed[name] for name in installed.keys() & pins.keys() if Version(installed[name]) != pins[name]
    } == {}


@pytest.mark.parametrize("name", ["constraints.txt", "environment.yml", "environment-gpu.yml"])
def test_no_index_and_no_host_is_named(name: str, root: Path) -> None:
    assert not re.search(r"://|--(extra-)?index-url|--find-links|\.(org|com|io|net)\b", (root / name).read_text())
