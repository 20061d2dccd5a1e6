"""The small message that tells a warden what its examinee is kept to, and what the warden counts."""

import ctypes
import os
import signal
import threading
import time

import pytest

from grader.examinee.limits import ExamineeLimits
from grader.examinee.memory import bytes_in_folders, descendants, open_pipes, resident_bytes, with_memory

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


@pytest.fixture
def headless():
    """A process whose first thread has ended, while another one holds 100 MB."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        threading.Thread(target=_hold, args=[writing]).start()
        ctypes.CDLL(None).syscall(60, 0)  # exit, of this thread alone
    os.read(reading, 1)
    while f"({pid}) Z" not in _state(pid):
        time.sleep(0.01)
    yield pid
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(reading), os.close(writing)


def _hold(writing):
    held = bytearray(b"x") * 100_000_000
    os.write(writing, b"x")
    time.sleep(600)
    del held


def _state(pid):
    with open(f"/proc/{pid}/stat") as file:
        words = file.read().rpartition(") ")
    return f"({pid}) {words[2]}"


def test_what_a_process_holds_is_seen_though_its_first_thread_has_ended(headless):
    assert with_memory([headless]) == [headless]
    assert resident_bytes([headless]) > 100_000_000
    assert resident_bytes([headless, os.getpid()]) > 100_000_000
    assert bytes_in_folders(headless, ["/dev/shm"]) == bytes_in_folders(os.getpid(), ["/dev/shm"])


def test_pipes_are_counted_once_whoever_holds_them_and_only_where_there_are_many_descriptors():
    before = open_pipes([os.getpid()], 0)
    others = [os.open(os.devnull, os.O_RDONLY) for _ in range(10)]
    assert open_pipes([os.getpid()], 0) == before
    ends = [end for _ in range(10) for end in os.pipe()]
    child = os.fork()
    if child == 0:
        signal.pause()
        os._exit(0)
    try:
        assert open_pipes([os.getpid(), child], 0) == before + 10
        assert open_pipes([os.getpid(), child], 10_000) == 0
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        for end in (*ends, *others):
            os.close(end)
