"""What a machine has of what the sandbox needs: each thing is named, with the way out where it is missing."""

import contextlib
import re

import pytest
from click.testing import CliRunner

from grader.cli.main import main
from grader.results import CellRun, Output
from grader.sandbox import ExamRecord, SandboxMissing, doctor, system
from grader.sandbox.model import GiB

CELL = "1:memory:/\n0::/user.slice/run.scope\n"


class Shows:
    """An examiner whose every cell shows one text."""

    def __init__(self, text):
        self.text = text

    def examine(self, job):
        return ExamRecord({0: CellRun((Output("stream", self.text, "stdout"),), ok=True)})


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """``machine(name=text, ...)`` writes files of the kernel; what was found, by what was looked at."""
    monkeypatch.setattr(doctor, "SYSTEM", tmp_path)
    monkeypatch.setattr(doctor.ControlGroup, "make", lambda memory: None)
    monkeypatch.setattr(doctor.os, "sched_getaffinity", lambda pid: {0, 1, 2, 3})

    def look(files=(), text="42\n"):
        memory = "MemTotal: 16777216 kB\nMemAvailable: 12582912 kB\n"
        for name, content in {"proc/meminfo": memory, **dict(files)}.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(content)
        return {found.what: found for found in doctor.examine(lambda: contextlib.nullcontext(Shows(text)))}

    return look


@pytest.mark.sandbox
def test_a_machine_that_grades_is_told_so():
    done = CliRunner().invoke(main, ["doctor"])
    assert done.exit_code == 0, done.output
    assert "ok  sandbox: a cell ran in it" in done.output
    assert "!!" not in done.output


def test_without_bubblewrap_the_command_ends_with_1_and_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    done = CliRunner().invoke(main, ["doctor"])
    assert done.exit_code == 1
    assert "!!  bubblewrap: not installed\n    sudo apt-get install bubblewrap" in done.output
    assert "!!  sandbox: it can't be made" in done.output


def test_an_old_bubblewrap_is_wrong(machine, monkeypatch, tmp_path):
    old = tmp_path / "bwrap"
    old.write_text("#!/bin/sh\necho bubblewrap 0.4.1\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    found = machine()["bubblewrap"]
    assert (found.state, found.said) == ("wrong", "bubblewrap 0.4.1")
    assert found.advice.startswith("0.5 or newer")


@pytest.mark.parametrize(
    ("release", "state"), [("5.13.19-generic", "wrong"), ("5.14.0", "fine"), ("6.1.0-rc2", "fine")]
)
def test_a_kernel_is_judged_by_its_version(machine, monkeypatch, release, state):
    monkeypatch.setattr(doctor.platform, "release", lambda: release)
    assert machine()["kernel"].state == state


def test_user_namespaces_that_are_switched_off_come_with_the_setting(machine, monkeypatch, tmp_path):
    setting = tmp_path / "restrict"
    setting.write_text("1\n")
    monkeypatch.setattr(system, "SETTINGS", {str(setting): ("1", "kernel.restrict=0")})
    assert machine()["user namespaces"].advice == "sudo sysctl -w kernel.restrict=0"


def test_without_libseccomp_the_way_to_it_is_told(machine, monkeypatch):
    def missing():
        raise SandboxMissing("the sandbox needs libseccomp: sudo apt-get install libseccomp2")

    monkeypatch.setattr(doctor, "refused_system_calls", missing)
    found = machine()["libseccomp"]
    assert (found.state, "apt-get install libseccomp2" in found.advice) == ("wrong", True)


def test_a_sandbox_whose_cell_shows_something_else_is_wrong(machine):
    assert machine(text="")["sandbox"].state == "wrong"
    assert machine()["sandbox"].state == "fine"


def test_memory_for_fewer_workers_than_cores_is_told_with_their_number(machine):
    assert machine()["cores"].state == "fine"
    few = machine({"proc/meminfo": "MemTotal: 16777216 kB\nMemAvailable: 6291456 kB\n"})["cores"]
    assert few.advice == "2 GiB for each worker: --workers 3, or a smaller --memory"


def test_no_control_group_is_told_with_the_command_that_makes_one(machine, monkeypatch):
    monkeypatch.setattr(doctor.shutil, "which", lambda name: f"/usr/bin/{name}")
    found = machine({"proc/self/cgroup": CELL, "sys/fs/cgroup/user.slice/run.scope/memory.max": "max\n"})["memory"]
    assert found.state == "optional"
    assert "what can't be counted is refused" in found.said
    assert "systemd-run --user --scope -p Delegate=yes" in found.advice


@pytest.mark.control_group
@pytest.mark.sandbox
def test_a_control_group_for_each_worker_is_told_with_its_limit_and_taken_back(group_folders):
    before = group_folders()
    done = CliRunner().invoke(main, ["doctor"])
    assert re.search(r"ok  memory: each worker has a control group \(v[12]\), which holds it to 2\.5 GiB", done.output)
    assert group_folders() == before


@pytest.mark.parametrize(
    ("file", "version"),
    [("sys/fs/cgroup/user.slice/memory.max", 2), ("sys/fs/cgroup/memory/memory.limit_in_bytes", 1)],
)
def test_a_limit_of_a_control_group_or_one_above_it_is_found(machine, file, version):
    found = machine({"proc/self/cgroup": CELL, file: f"{4 * GiB}\n"})["memory"]
    assert found.state == "fine"
    assert found.said.startswith(f"cgroup v{version} holds a run to 4.0 GiB in all")


def test_a_limit_beyond_the_machine_s_memory_is_none(machine):
    files = {"proc/self/cgroup": CELL, "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n"}
    assert machine(files)["memory"].state == "optional"


def test_doors_that_stand_open_are_named_and_those_that_are_not_there_are_not(machine):
    found = machine({"proc/sys/kernel/io_uring_disabled": "0\n", "proc/sys/kernel/dmesg_restrict": "1\n"})
    assert found["doors of the kernel"].advice == "sudo sysctl -w kernel.io_uring_disabled=2"
