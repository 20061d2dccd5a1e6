"""Where a worker gets a control group, the kernel itself counts and ends what no sum of sizes holds."""

import subprocess
import sys
from pathlib import Path

import pytest

from grader.sandbox import Cell, Examiner, Job, Limits, ProbeCall, system_calls, warm
from grader.sandbox.control_group import ControlGroup
from grader.sandbox.model import MiB

pytestmark = [pytest.mark.sandbox, pytest.mark.control_group]

HOARD = """
import mmap
held, page = [], b"x" * 10**7
for _ in range(100):
    held.append(mmap.mmap(-1, 10**7))
    held[-1].write(page)
    held[-1].resize(mmap.PAGESIZE)
print(len(held))
"""
"""Maps that are touched, and let go but for a page: 1 GB that is in no process's size."""
NEXT = "print('next')"
KILLED = """
import os, signal
from grader.sandbox import Examiner
examiner = Examiner()
examiner.start()
print(examiner._warm._group.folder, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def porous(monkeypatch):
    """A filter that lets memory be had which nobody counts."""
    rules = tuple(rule for rule in system_calls.BY_ARGUMENT if rule[0] != "mmap")
    monkeypatch.setattr(system_calls, "BY_ARGUMENT", rules)
    monkeypatch.setattr(warm, "refused_system_calls", system_calls.refused_system_calls.__wrapped__)


def text(result, index):
    return "".join(output.text for output in result.cells[index].outputs)


def test_the_kernel_ends_what_nobody_counts_and_the_rest_runs(porous):
    with Examiner(Limits(memory=256 * MiB)) as examiner:
        result = examiner.examine(Job((Cell(0, HOARD), Cell(1, NEXT))))
    assert [(problem.kind, problem.where) for problem in result.problems] == [("memory", "cell 0")]
    assert result.problems[0].message == "used more than 0.25 GiB of memory"
    assert text(result, 1) == "next\n"


def test_the_group_is_what_ends_it(porous, monkeypatch):
    monkeypatch.setattr(ControlGroup, "make", lambda memory: None)
    with Examiner(Limits(memory=256 * MiB)) as examiner:
        assert text(examiner.examine(Job((Cell(0, HOARD),))), 0) == "100\n"


def test_a_death_is_not_laid_at_the_next_submission_s_door(porous):
    child = "import os\nif os.fork() == 0:\n" + "\n".join(f"    {line}" for line in HOARD.splitlines())
    with Examiner(Limits(memory=256 * MiB)) as examiner:
        survived = examiner.examine(Job((Cell(0, f"{child}\n    os._exit(0)\nprint(os.wait()[1])"),)))
        assert text(survived, 0) == "9\n"
        ended = examiner.examine(Job((Cell(0, "import os\nos._exit(3)"),)))
    assert [problem.kind for problem in ended.problems] == ["crash"]


def test_a_probe_is_charged_for_the_memory_that_it_takes(porous):
    function = "def hoard():\n" + "\n".join(f"    {line}" for line in HOARD.splitlines()) + "\n    return 1"
    probe = "from gradschool.checks import probe\n\n@probe('hoard', points=1)\ndef of_much(student, rng):\n"
    probe += "    return {'all': student.hoard()}\n"
    job = Job((Cell(0, function),), {"probes.py": probe}, (ProbeCall("hoard", "of_much", "probes.py", 1),))
    with Examiner(Limits(memory=256 * MiB)) as examiner:
        result = examiner.examine(job)
    assert [(problem.kind, problem.where) for problem in result.problems] == [("memory", "hoard")]


def test_a_sandbox_is_in_its_group_and_leaves_none_behind(group_folders):
    before = group_folders()
    with Examiner() as examiner:
        examiner.start()
        folder = examiner._warm._group.folder
        assert str(examiner._warm._process.pid) in (folder / "cgroup.procs").read_text().split()
        assert folder in group_folders()
    assert not folder.exists()
    assert group_folders() == before


def test_two_sandboxes_of_one_process_have_a_group_each():
    with Examiner() as one, Examiner() as other:
        one.start()
        other.start()
        assert one._warm._group.folder != other._warm._group.folder


def test_the_group_of_a_grader_that_was_killed_is_swept_by_the_next():
    left = Path(subprocess.run([sys.executable, "-c", KILLED], stdout=subprocess.PIPE, text=True).stdout.strip())
    with Examiner() as examiner:
        while (left / "cgroup.procs").exists() and (left / "cgroup.procs").read_text():
            pass  # the sandbox dies with its judge, a moment later
        examiner.start()
        assert not left.exists()
