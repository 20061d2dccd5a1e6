"""How an examinee confines itself, after the fork and before it sees a line of student code.

Mounts of its own, no /proc, no capability, few system calls, hard limits, and one open descriptor: the line to the
judge.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sys

from grader.examinee import kernel
from grader.examinee.limits import ExamineeLimits

INODES = 4096
OPEN_FILES = 256
PENDING_SIGNALS = 256
"""Signals that wait, and timers, each of which keeps one."""
NICENESS = 5


def confine(limits: ExamineeLimits, line: int, syscalls: bytes) -> None:
    """Lock this process in, for good.

    Parameters
    ----------
    limits : ExamineeLimits
    line : int
        The descriptor that stays open.
    syscalls : bytes
        Compiled seccomp filter; empty where there is none.
    """
    imports = _virtual_bytes()
    _close_descriptors(line)
    if limits.namespaces:
        _own_mounts(limits)
    os.chdir(os.environ["HOME"])
    sys.path.append(os.environ["HOME"])  # what a cell writes there by %%writefile can be imported, as in a notebook
    _limit(limits, imports)
    if limits.namespaces:
        kernel.drop_capabilities()
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    if syscalls:
        kernel.forbid_system_calls(syscalls)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def _close_descriptors(line: int) -> None:
    """Keep only the line to the judge; the three standard streams lead nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    os.closerange(3, line)
    os.closerange(line + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def _own_mounts(limits: ExamineeLimits) -> None:
    """Fresh writable folders that vanish with the process, and nothing at all in /proc."""
    kernel.unshare(kernel.CLONE_NEWNS | kernel.CLONE_NEWIPC)
    kernel.mount("", "/", kernel.MS_REC | kernel.MS_PRIVATE)
    flags = kernel.MS_NOSUID | kernel.MS_NODEV
    for folder in limits.writable:
        options = f"size={limits.disk_bytes},nr_inodes={INODES},mode=0700"
        kernel.mount("tmpfs", folder, flags, options)
    kernel.mount("tmpfs", "/proc", flags | kernel.MS_RDONLY, "size=4096,nr_inodes=2,mode=0555")


def _limit(limits: ExamineeLimits, imports: int) -> None:
    """Limits of each process; the warden watches their sum."""
    seconds = int(limits.seconds) + 5
    wanted = {
        resource.RLIMIT_AS: imports + limits.memory,
        resource.RLIMIT_FSIZE: limits.file_bytes,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_SIGPENDING: PENDING_SIGNALS,
    }
    if limits.namespaces:
        wanted[resource.RLIMIT_NPROC] = limits.processes
    for name, value in wanted.items():
        resource.setrlimit(name, (value, value))
    os.nice(NICENESS)
    with contextlib.suppress(OSError):  # the core may be gone by now: then any will do
        os.sched_setaffinity(0, {limits.core})


def _virtual_bytes() -> int:
    """Address space that the warm parent's imports take already."""
    with open("/proc/self/statm", "rb") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def expose_to_out_of_memory_killer() -> None:
    """Let the kernel choose an examinee first when the whole machine runs out of memory."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")
