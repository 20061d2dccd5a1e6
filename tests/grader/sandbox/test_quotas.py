"""One submission takes all it can of what the kernel counts for a user; its neighbor, graded meanwhile, lacks none."""

import os
import threading

import pytest

from grader.sandbox import Cell, Examiner, Job, Limits

pytestmark = pytest.mark.sandbox

EVERYBODY = """
import ctypes, os, select, socket, time
libc, held = ctypes.CDLL(None), []
for _ in range(55):
    if os.fork() == 0: break
"""
TAKES = {
    "pipes": "while True:\n    try: held.append(os.pipe())\n    except OSError: break",
    "watches": "watches = [select.epoll() for _ in range(100)]\nwhile True:\n"
    "    try: held.append(os.pipe()[0])\n    except OSError: break\n"
    "for watch in watches:\n    for pipe in held: watch.register(pipe)",
    "timers": "while libc.timer_create(0, None, ctypes.byref(ctypes.c_void_p())) == 0: pass",
    "descriptors under way": "for _ in range(40):\n    held.append(socket.socketpair())\n"
    "    try: socket.send_fds(held[-1][0], [b'x'], [1] * 250)\n    except OSError: break",
}
KEEP = "\ntime.sleep(2)"
NEEDS = """
import ctypes, multiprocessing, os, select, subprocess, threading
select.epoll().register(os.pipe()[0])
print("a timer:", ctypes.CDLL(None).timer_create(0, None, ctypes.byref(ctypes.c_void_p())))
print("a program:", len(subprocess.run(["/usr/bin/seq", "100000"], capture_output=True).stdout))
threads = [threading.Thread(target=os.getpid) for _ in range(20)]
for thread in threads: thread.start()
for thread in threads: thread.join()
with multiprocessing.get_context("fork").Pool(2) as pool: print("processes:", pool.map(abs, [-1, -2]))
"""
LACKS_NOTHING = "a timer: 0\na program: 588895\nprocesses: [1, 2]\n"
WIDTH = "import fcntl, os\nprint(fcntl.fcntl(os.pipe()[1], 1032))"


@pytest.fixture(scope="module")
def greedy():
    """The other worker."""
    with Examiner(Limits(submission_seconds=12, cell_seconds=8)) as examiner:
        examiner.start()
        yield examiner


@pytest.mark.parametrize("what", TAKES)
def test_a_neighbor_lacks_nothing(what, greedy, examiner, text_of):
    examiner.start()
    taking = threading.Thread(target=greedy.examine, args=[Job((Cell(0, EVERYBODY + TAKES[what] + KEEP),))])
    taking.start()
    seen = []
    while taking.is_alive():
        seen.append(examiner.examine(Job((Cell(0, NEEDS), Cell(1, WIDTH)))))
    assert {text_of(record, 0) for record in seen} == {LACKS_NOTHING}
    if os.geteuid() == 0:  # each sandbox is a user of its own; otherwise all pipes of a user become narrow
        assert {text_of(record, 1) for record in seen} == {"65536\n"}


def test_no_descriptor_is_sent_to_another_process(examine):
    source = "import socket\nsocket.send_fds(socket.socketpair()[0], [b'x'], [1])"
    assert "Operation not permitted" in examine(source).problems[0].message
