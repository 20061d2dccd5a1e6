"""The warden: starts one examinee, watches its memory, pipes and time, kills it when told, and says how it ended.

It never reads the line to the judge. Its own socket, the leash, is its only contact: when the judge lets go of it,
the examinee dies.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

from grader.examinee import kernel
from grader.examinee.confine import expose_to_out_of_memory_killer
from grader.examinee.limits import ExamineeLimits
from grader.examinee.memory import (
    bytes_in_folders,
    bytes_in_sockets,
    descendants,
    open_pipes,
    resident_bytes,
    with_memory,
)

INSIDE_ID = 1000
POLL_MILLISECONDS = 40
MOST_PIPES = 128
"""Of a user's first 1,024 pipes each holds 64 KiB, of all further ones 8: eight submissions share them."""
LOOKS = 5
"""What processes share is counted again for each that ends while they are read: then one looks again, so many times."""


def keep(
    limits: ExamineeLimits, line: int, leash: socket.socket, examinee: Callable[[ExamineeLimits, int], None]
) -> None:
    """Run one examinee to its end and report it on the leash.

    Parameters
    ----------
    limits : ExamineeLimits
    line : int
        Descriptor of the examinee's line to the judge.
    leash : socket
        Closed by the judge: kill. One message from here: how it ended.
    examinee : callable
        ``examinee(limits, line)`` runs in the child and does not return.
    """
    try:
        child = _start(limits, line, examinee)
        os.close(line)
        ended = _watch(limits, child, leash)
    except OSError as error:
        ended = {"ended": "refused", "message": str(error)}
    _report(leash, ended)


def _start(limits: ExamineeLimits, line: int, examinee: Callable[[ExamineeLimits, int], None]) -> int:
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    if limits.namespaces:
        _own_user_and_pids()
    child = os.fork()
    if child == 0:
        try:
            os.setsid()  # a signal to one's process group would reach warden and parent, in whatever namespace they are
            expose_to_out_of_memory_killer()
            examinee(limits, line)
        finally:
            os._exit(70)
    return child


def _own_user_and_pids() -> None:
    """A user namespace, in which limits on processes are counted anew; the next fork begins a pid namespace."""
    user, group = os.geteuid(), os.getegid()
    kernel.unshare(kernel.CLONE_NEWUSER | kernel.CLONE_NEWPID)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{INSIDE_ID} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{INSIDE_ID} {group} 1")


def _watch(limits: ExamineeLimits, child: int, leash: socket.socket) -> dict[str, object]:
    """Wait until the examinee ends, by itself or by us."""
    deadline = time.monotonic() + limits.seconds
    ending = os.pidfd_open(child)
    poll = select.poll()
    poll.register(ending, select.POLLIN)
    poll.register(leash, select.POLLIN)
    baseline = resident_bytes([child])
    why = ""
    while not why:
        ready = {descriptor for descriptor, _ in poll.poll(POLL_MILLISECONDS)}
        if ending in ready:
            break
        if leash.fileno() in ready:
            why = "told"
        elif time.monotonic() > deadline:
            why = "deadline"
        else:
            why = _excess(limits, child, baseline)
    return _finish(limits, child, why)


def _excess(limits: ExamineeLimits, child: int, baseline: int) -> str:
    """Why the examinee's processes must be killed, if they must."""
    for _ in range(LOOKS):
        family = [child, *descendants(child)]
        if len(family) > limits.processes:
            return "processes"
        if open_pipes(family, MOST_PIPES) > MOST_PIPES:
            return "pipes"
        living, left = with_memory(family), _left(limits, child)
        if left >= 0 and resident_bytes(living) <= left + baseline:
            return ""
        if living == with_memory([child, *descendants(child)]):
            break
    return "memory"


def _left(limits: ExamineeLimits, child: int) -> int:
    """Memory that the examinee's processes may hold, beside what its files and sockets do."""
    if not limits.namespaces:
        return limits.memory
    return limits.memory - bytes_in_folders(child, limits.writable) - bytes_in_sockets()


def _finish(limits: ExamineeLimits, child: int, why: str) -> dict[str, object]:
    """Kill what is left, wait for it, and say how the examinee itself ended."""
    if why:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not limits.namespaces:
        _kill_orphans()
    if why:
        return {"ended": why}
    if os.WIFSIGNALED(status):
        return {"ended": "signal", "code": os.WTERMSIG(status)}
    return {"ended": "exit", "code": os.WEXITSTATUS(status)}


def _kill_orphans() -> None:
    """Without a pid namespace of its own, what an examinee leaves behind becomes the warden's to end."""
    while orphans := descendants(os.getpid()):
        for pid in orphans:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return


def _report(leash: socket.socket, ended: dict[str, object]) -> None:
    try:
        leash.send(json.dumps(ended).encode())
    except OSError:
        return
