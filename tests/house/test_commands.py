"""The commands of the Makefile: what they list, what they install, what they refuse and what they never delete."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Make = Callable[..., "subprocess.CompletedProcess[str]"]
STUDENTS_WORK = [
    "submitted/ada/07-optimizers/07-optimizers.ipynb",
    "autograded/ada/07-optimizers/07-optimizers.ipynb",
    "feedback/ada/07-optimizers/07-optimizers.html",
    "notebooks/07-optimizers/07-optimizers.ipynb",
    ".grader/results/07-optimizers/ada.json",
    "demo/submitted/ada/07-optimizers/07-optimizers.ipynb",
    "gradebook.db",
]


@pytest.fixture
def machine(root: Path, tmp_path: Path) -> Path:
    """A folder with our Makefile and a `bin` that holds all that its machine has installed: no bubblewrap."""
    (tmp_path / "bin").mkdir()
    for tool in ("env", "awk", "rm", "find"):
        (tmp_path / "bin" / tool).symlink_to(str(shutil.which(tool)))
    shutil.copy(root / "Makefile", tmp_path)
    return tmp_path


def install(machine: Path, tool: str, script: str) -> None:
    """Put a shell script on the machine."""
    path = machine / "bin" / tool
    path.write_text(f"#!/bin/bash\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def make(machine: Path) -> Make:
    command = str(shutil.which("make"))
    environment = {"PATH": str(machine / "bin")}
    return lambda *targets: subprocess.run(
        [command, *targets], cwd=machine, env=environment, capture_output=True, text=True
    )


def log_of(machine: Path) -> list[str]:
    return (machine / "log").read_text().splitlines()


def test_make_alone_lists_the_commands_with_a_line_each(make: Make) -> None:
    listed = re.findall(r"^make (\S+) +\S.*$", make().stdout, re.MULTILINE)
    assert {"help", "demo", "test", "lab", "bench", "test-gpu", "clean"} <= set(listed)


def test_clean_keeps_submissions_grades_and_notebooks(make: Make, machine: Path) -> None:
    for name in STUDENTS_WORK:
        (machine / name).parent.mkdir(parents=True, exist_ok=True)
        (machine / name).write_text("work")
    make("clean")
    assert [name for name in STUDENTS_WORK if not (machine / name).exists()] == []


def test_clean_removes_the_environment_and_the_caches(make: Make, machine: Path) -> None:
    gone = [".venv", ".uv", ".mypy_cache", "lib/gradschool/__pycache__"]
    for name in gone:
        (machine / name).mkdir(parents=True)
    make("clean")
    assert [name for name in gone if (machine / name).exists()] == []


def test_without_root_what_needs_the_sandbox_is_refused_with_the_command_that_installs_it(
    make: Make, machine: Path
) -> None:
    install(machine, "id", "echo 1000")
    install(machine, "apt-get", 'echo "$@" >>log')
    refused = make("bubblewrap")
    assert refused.returncode != 0
    assert "sudo apt-get install bubblewrap" in refused.stderr
    assert not (machine / "log").exists()


def test_root_gets_the_sandbox_from_apt_without_an_update_where_the_lists_are_there(make: Make, machine: Path) -> None:
    install(machine, "id", "echo 0")
    install(machine, "apt-get", 'echo "$1 ${!#}" >>log')
    assert make("bubblewrap").returncode == 0
    assert log_of(machine) == ["install bubblewrap"]


def test_root_gets_the_lists_first_where_apt_does_not_know_the_package(make: Make, machine: Path) -> None:
    install(machine, "id", "echo 0")
    install(machine, "apt-get", '[ "$1" = update ] && : >lists; echo "$1" >>log; [ -e lists ]')
    assert make("bubblewrap").returncode == 0
    assert log_of(machine) == ["install", "update", "install"]


def test_an_apt_that_fails_is_a_failure(make: Make, machine: Path) -> None:
    install(machine, "id", "echo 0")
    install(machine, "apt-get", "exit 100")
    assert make("bubblewrap").returncode != 0


def test_an_installed_sandbox_is_left_alone(make: Make, machine: Path) -> None:
    install(machine, "bwrap", "exit 0")
    install(machine, "apt-get", 'echo "$@" >>log')
    assert make("bubblewrap").returncode == 0
    assert not (machine / "log").exists()


def test_a_python_that_is_too_old_is_named_and_another_can_be_given(make: Make, machine: Path) -> None:
    install(machine, "python3", '[ "$1" = --version ] && echo "Python 3.9.2"; exit 1')
    read = (
        "pyproject.toml",
        "lib/pyproject.toml",
        "lib/gradschool/__init__.py",
        "grader/pyproject.toml",
        "constraints.txt",
    )
    for name in read:
        (machine / name).parent.mkdir(parents=True, exist_ok=True)
        (machine / name).touch()
    refused = make("setup")
    assert refused.returncode != 0
    assert "Python 3.9.2" in refused.stderr
    assert "make setup PYTHON=" in refused.stderr


@pytest.fixture
def ci(machine: Path, root: Path) -> Callable[[str], int]:
    """``ci(script)`` runs CI with a `make` that logs how it is called and then runs the script; the exit status."""

    def run(script: str) -> int:
        (machine / ".ci").mkdir()
        shutil.copy(root / ".ci/run", machine / ".ci/run")
        install(machine, "make", f'echo "$CI $*" >>log; read -r -t 1 line && echo "$line" >>log; {script}')
        environment = {**os.environ, "PATH": f"{machine / 'bin'}:{os.environ['PATH']}"}
        environment.pop("CI", None)
        return subprocess.run(["bash", ".ci/run"], cwd=machine, env=environment, input="typed\n", text=True).returncode

    return run


def test_ci_runs_the_tests_with_no_skips_allowed_then_a_part_on_other_pythons(
    ci: Callable[[str], int], machine: Path
) -> None:
    assert ci("exit 0") == 0
    assert log_of(machine) == ["true test", "true test-pythons"]


def test_ci_fails_where_a_test_fails(ci: Callable[[str], int], machine: Path) -> None:
    assert ci("exit 7") == 7
    assert log_of(machine) == ["true test"]


@pytest.fixture
def with_uv(machine: Path, root: Path) -> Path:
    """A machine with bubblewrap, and a uv that makes an environment of a Python: it holds a `pytest` that says so."""
    (version,) = re.findall(r"^UV_VERSION := (\S+)", (root / "Makefile").read_text(), re.MULTILINE)
    install(machine, "bwrap", "exit 0")
    for tool in ("mkdir", "chmod", "cp"):
        (machine / "bin" / tool).symlink_to(str(shutil.which(tool)))
    (machine / f".uv/{version}/bin").mkdir(parents=True)
    uv = '[ "$1" = venv ] || exit 1; mkdir -p "${!#}/bin" && cp bin/tests "${!#}/bin/pytest"'
    install(machine, "uv", f'[ "$1" = pip ] && exit 0; {uv}')
    (machine / f".uv/{version}/bin/uv").symlink_to(machine / "bin/uv")
    return machine


def test_a_python_that_is_not_there_is_said_and_fails_nothing(make: Make, with_uv: Path) -> None:
    done = make("test-python-3.12")
    assert (done.returncode, done.stdout) == (0, "Python 3.12: no interpreter found, nothing tested\n")


@pytest.mark.parametrize("status", [0, 1])
def test_on_a_python_that_is_there_a_failing_test_fails(make: Make, with_uv: Path, status: int) -> None:
    install(with_uv, "python3.12", '[ "$1" != --version ] || echo "Python 3.12.9"')
    install(with_uv, "tests", f"echo tested; exit {status}")
    done = make("test-python-3.12")
    assert (done.returncode != 0, done.stdout) == (status != 0, "Python 3.12.9:\ntested\n")
