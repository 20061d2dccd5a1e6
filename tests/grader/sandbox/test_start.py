"""Starting the sandbox: what a machine lacks is said with the way out, and a parent that died is replaced."""

import contextlib
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from grader.examinee.memory import descendants
from grader.sandbox import Cell, Examiner, Job, SandboxMissing, system
from grader.sandbox.channel import Channel
from grader.sandbox.packages import module_files

JOB = Job((Cell(0, "print(1)"),))


def kill_all_of(examiner):
    """Kill the sandbox from outside: bubblewrap, the warm parent and what they started."""
    outermost = examiner._warm._process.pid
    for pid in [*descendants(outermost), outermost]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def test_without_bubblewrap_the_command_that_installs_it_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with Examiner() as examiner, pytest.raises(SandboxMissing, match="sudo apt-get install bubblewrap"):
        examiner.start()


def test_a_refusal_of_bubblewrap_is_quoted(monkeypatch, tmp_path):
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with Examiner() as examiner, pytest.raises(SandboxMissing, match="No permissions to create new namespace"):
        examiner.start()


def test_switched_off_user_namespaces_come_with_the_setting(monkeypatch, tmp_path):
    setting = tmp_path / "restrict"
    setting.write_text("1\n")
    monkeypatch.setattr(system, "SETTINGS", {str(setting): ("1", "kernel.restrict=0")})
    assert "sudo sysctl -w kernel.restrict=0" in str(system.refused("Permission denied"))


def test_an_unknown_sandbox_is_refused():
    with pytest.raises(ValueError, match="'docker' does not exist; choose 'bwrap' or 'none'"):
        Examiner(sandbox="docker")


@pytest.mark.sandbox
def test_a_warm_parent_that_died_is_replaced():
    with Examiner() as examiner:
        examiner.start()
        kill_all_of(examiner)
        examiner._warm._process.wait()
        assert examiner.examine(JOB).cells[0].outputs[0].text == "1\n"


@pytest.mark.sandbox
def test_a_sandbox_that_dies_at_work_is_replaced_and_nobody_is_blamed(examiner, monkeypatch):
    def kill_once_and_ask(channel, request, deadline):
        monkeypatch.setattr(Channel, "ask", ask)
        kill_all_of(examiner)
        return ask(channel, request, deadline)

    ask = Channel.ask
    monkeypatch.setattr(Channel, "ask", kill_once_and_ask)
    result = examiner.examine(Job((Cell(0, "print(1)"),)))
    assert result.cells[0].ok
    assert [problem.kind for problem in result.problems] == ["sandbox"]


@pytest.mark.sandbox
def test_a_closed_examiner_leaves_no_process(examiner):
    with Examiner() as other:
        other.start()
        process = other._warm._process
    assert process.poll() is not None


ENDLESS = """
from grader.examinee.memory import descendants, with_memory
from grader.sandbox import Cell, Examiner, Job
with Examiner() as examiner:
    examiner.start()
    print(examiner._warm._process.pid, flush=True)
    examiner.examine(Job((Cell(0, "while True: pass"),)))
"""


@pytest.mark.sandbox
def test_a_judge_that_is_killed_takes_its_sandbox_along():
    with subprocess.Popen([sys.executable, "-c", ENDLESS], stdout=subprocess.PIPE) as judge:
        sandbox = os.pidfd_open(int(judge.stdout.readline()))
        judge.kill()
    assert select.select([sandbox], [], [], 30)[0]


@pytest.mark.sandbox
def test_a_forked_copy_of_the_judge_does_not_keep_an_examinee_alive(examiner):
    examinee = examiner._fork(until=1e12)
    if (copy := os.fork()) == 0:
        signal.pause()
    examiner._warm.end(examinee)
    os.kill(copy, signal.SIGKILL)
    os.waitpid(copy, 0)
    assert examiner._warm.lives()


@pytest.mark.sandbox
def test_a_deadline_in_the_past_answers_at_once(examiner):
    result = examiner.examine(JOB, deadline=0.0)
    assert [problem.kind for problem in result.problems] == ["timeout"]


def test_modules_are_found_as_packages_as_files_and_as_compiled_ones(tmp_path):
    for name in (
        "pack/__init__.py",
        "pack/inner.py",
        "single.py",
        "fast.cpython-311.so",
        "__pycache__/single.cpython-311.pyc",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = module_files(["pack", "pack.inner", "single", "fast", "absent"], [tmp_path])
    names = {str(Path(path).relative_to(tmp_path)) for path in found}
    assert names == {"pack", "pack/inner.py", "single.py", "__pycache__/single.cpython-311.pyc", "fast.cpython-311.so"}


@pytest.mark.sandbox
def test_a_parent_that_was_stopped_leaves_nothing_behind():
    examiner = Examiner()
    examiner.start()
    family = [os.pidfd_open(pid) for pid in descendants(examiner._warm._process.pid)]
    for process in family:
        signal.pidfd_send_signal(process, signal.SIGSTOP)
    examiner.close()
    assert all(select.select([process], [], [], 10)[0] for process in family)  # the kernel ends them one after another
