"""The system calls that an examinee is refused, compiled to a seccomp filter on the judge's side.

What is refused either leads out of the cage (namespaces, mounts, other processes), around its limits (memory that
belongs to nobody), or into parts of the kernel that no exercise needs.
"""

from __future__ import annotations

import errno
import tempfile
from functools import cache

from grader.sandbox.missing import SandboxMissing

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
OTHER_CORES = ("sched_setaffinity",)
KERNEL = (
    *("bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register"),
    *("init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load", "reboot"),
    *("swapon", "swapoff", "syslog", "acct", "settimeofday", "clock_settime", "adjtimex", "clock_adjtime"),
    *("sethostname", "setdomainname", "iopl", "ioperm", "modify_ldt", "lookup_dcookie", "vhangup", "vmsplice"),
    *("mbind", "set_mempolicy", "migrate_pages", "move_pages", "personality", "socket"),
)
NEW_NAMESPACE_FLAGS = 0x7E020080
"""CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET and NEWTIME."""


@cache
def refused_system_calls() -> bytes:
    """The compiled filter.

    Raises
    ------
    SandboxMissing
        If libseccomp is not installed.
    """
    try:
        import pyseccomp as seccomp
    except (ImportError, RuntimeError, OSError) as error:
        raise SandboxMissing(
            f"the sandbox needs libseccomp ({error}): sudo apt-get install libseccomp2 && pip install pyseccomp"
        ) from error
    filter_ = seccomp.SyscallFilter(seccomp.ALLOW)
    refuse = seccomp.ERRNO(errno.EPERM)
    for name in (*NAMESPACES, *MOUNTS, *OTHER_PROCESSES, *OWNERLESS_MEMORY, *OTHER_CORES, *KERNEL):
        try:
            filter_.add_rule(refuse, name)
        except (OSError, ValueError, RuntimeError):
            continue  # a call that this machine or libseccomp does not know
    for bit in (1 << n for n in range(32) if NEW_NAMESPACE_FLAGS >> n & 1):
        filter_.add_rule(refuse, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, bit, bit))
    filter_.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    with tempfile.TemporaryFile() as file:
        filter_.export_bpf(file)
        file.seek(0)
        return file.read()
