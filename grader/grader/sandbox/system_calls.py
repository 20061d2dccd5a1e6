"""The system calls that an examinee is refused, and why: compiled once to a seccomp filter.

All others are allowed: what a numerical program calls is wide, and differs by machine. Each group says what its calls
would lead to. Where a call is refused only with some argument, the argument is compared as the kernel reads it: an
``int`` by its lower 32 bits, for a program may put anything above them.
"""

from __future__ import annotations

import contextlib
import errno
import tempfile
from functools import cache

from grader.sandbox.system import no_libseccomp

NAMESPACES = ("unshare", "setns", "pivot_root", "chroot")
MOUNTS = (
    *("mount", "umount2", "open_tree", "move_mount", "fsopen", "fsconfig", "fsmount", "fspick"),
    *("mount_setattr", "name_to_handle_at", "open_by_handle_at", "fanotify_init", "quotactl"),
)
OTHER_PROCESSES = ("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp", "pidfd_getfd")
OWNERLESS_MEMORY = (
    *("memfd_create", "memfd_secret", "shmget", "shmat", "shmctl", "msgget", "msgsnd", "semget"),
    *("mq_open", "add_key", "request_key", "keyctl"),
)
"""Memory that is in no process's size, and so in no sum."""
WHAT_ALL_SHARE = (
    *("sched_setaffinity", "sync", "syncfs", "inotify_init", "inotify_init1"),
    *("mincore", "cachestat", "io_setup", "io_submit", "membarrier", "sendmsg", "sendmmsg"),
)
"""Cores, disks, the cache of files, and what the kernel counts for a user or the machine: requests to the disk
(`io_setup`), and descriptors under way from one process to another (`sendmsg`)."""
KERNEL = (
    *("bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register"),
    *("init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load", "reboot"),
    *("swapon", "swapoff", "syslog", "acct", "settimeofday", "clock_settime", "adjtimex", "clock_adjtime"),
    *("sethostname", "setdomainname", "iopl", "ioperm", "modify_ldt", "lookup_dcookie", "vhangup", "vmsplice"),
    *("mbind", "set_mempolicy", "migrate_pages", "move_pages", "personality", "socket"),
)
"""Parts of the kernel that no exercise needs."""

INT = 0xFFFFFFFF
KIND_OF_MAP = 0x2F
"""MAP_ANONYMOUS and the bits of MAP_SHARED, MAP_PRIVATE and MAP_SHARED_VALIDATE."""
NEW_NAMESPACES = tuple(1 << bit for bit in (7, 17, 25, 26, 27, 28, 29, 30))
"""CLONE_NEWTIME, NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET."""
BY_ARGUMENT = (
    *(("clone", 0, flag, flag) for flag in NEW_NAMESPACES),
    ("mmap", 3, KIND_OF_MAP, 0x21),  # shared and anonymous: stays when it is unmapped, and is in nobody's size
    ("mmap", 3, KIND_OF_MAP, 0x23),
    ("fcntl", 1, INT, 1024),  # F_SETLEASE, on a file of the grading user: who opens it waits, the neighbor's import too
    ("fcntl", 1, INT, 1026),  # F_NOTIFY: the user's number of watches
    ("fcntl", 1, INT, 1031),  # F_SETPIPE_SZ: the user's memory for pipes
    ("madvise", 2, INT, 12),  # MADV_MERGEABLE: pages shared with other programs tell about them
    ("madvise", 2, INT, 20),  # MADV_COLD and MADV_PAGEOUT, on a file of the grading user: out of everybody's cache
    ("madvise", 2, INT, 21),
    ("fadvise64", 3, INT, 4),  # POSIX_FADV_DONTNEED: likewise
    ("prctl", 0, INT, 62),  # PR_SCHED_CORE: the other half of a core would stand still
    ("prctl", 0, INT, 67),  # PR_SET_MEMORY_MERGE: as MADV_MERGEABLE
)
"""Call, argument, mask, value: refused where the argument under the mask is the value."""
LOCKS = ("fcntl", 1, INT, (6, 7, 37, 38))
"""F_SETLK, F_SETLKW and their forms for open files; with `flock`, locks on files that the grading user may need."""


@cache
def refused_system_calls() -> bytes:
    """The filter, compiled.

    Raises
    ------
    SandboxMissing
        If libseccomp is not installed.
    """
    try:
        import pyseccomp as seccomp
    except (ImportError, RuntimeError, OSError) as error:
        raise no_libseccomp(error) from error
    wanted = seccomp.SyscallFilter(seccomp.ALLOW)
    refuse, no_locks = seccomp.ERRNO(errno.EPERM), seccomp.ERRNO(errno.ENOLCK)
    for name in (*NAMESPACES, *MOUNTS, *OTHER_PROCESSES, *OWNERLESS_MEMORY, *WHAT_ALL_SHARE, *KERNEL):
        with contextlib.suppress(
            OSError, ValueError, RuntimeError
        ):  # this machine or libseccomp does not know the call
            wanted.add_rule(refuse, name)
    for name, argument, mask, value in BY_ARGUMENT:
        wanted.add_rule(refuse, name, seccomp.Arg(argument, seccomp.MASKED_EQ, mask, value))
    call, argument, mask, values = LOCKS
    for value in values:
        wanted.add_rule(no_locks, call, seccomp.Arg(argument, seccomp.MASKED_EQ, mask, value))
    wanted.add_rule(no_locks, "flock")
    wanted.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")  # its flags lie in memory, where no filter looks
    with tempfile.TemporaryFile() as file:
        wanted.export_bpf(file)
        file.seek(0)
        return file.read()
