"""The small message that tells a warden what its examinee is kept to, and what the warden counts."""

import os
import signal

import pytest

from grader.examinee.limits import ExamineeLimits
from grader.examinee.memory import descendants, resident_bytes, with_memory

LIMITS = ExamineeLimits(True, ("/student", "/tmp"), 2**31, 64, 2**20, 2**22, 20.0, 62.0, 1000, 2000, 3000, 1)


@pytest.fixture
def child():
    """A child that waits to be killed."""
    pid = os.fork()
    if pid == 0:
        signal.pause()
        os._exit(0)
    yield pid
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def test_limits_arrive_as_they_were_sent():
    sent = ExamineeLimits.load(LIMITS.dump())
    assert {**vars(sent), "writable": tuple(sent.writable)} == vars(LIMITS)


def test_a_child_is_found_below_its_parent(child):
    assert child in descendants(os.getpid())


def test_a_process_that_lives_holds_memory(child):
    assert with_memory([child]) == [child]
    assert resident_bytes([child]) > 0


def test_a_process_that_has_ended_holds_none(child):
    os.kill(child, signal.SIGKILL)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    assert with_memory([child]) == []


def test_pages_that_processes_share_count_once(child):
    hoard = bytearray(200 * 2**20)
    second = os.fork()
    if second == 0:
        signal.pause()
        os._exit(0)
    try:
        both = resident_bytes([os.getpid(), second])
        assert len(hoard) < both < 1.5 * (resident_bytes([os.getpid()]))
    finally:
        os.kill(second, signal.SIGKILL)
        os.waitpid(second, 0)
