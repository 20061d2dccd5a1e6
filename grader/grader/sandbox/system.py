"""What the sandbox asks of this machine: bubblewrap and user namespaces, a filter of system calls, a core a worker.

Where something is missing, the error says what it is and the command that mends it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import random
import socket
import tempfile
from functools import cache
from pathlib import Path

INSTALL = "sudo apt-get install bubblewrap"
SETTINGS = {
    "/proc/sys/kernel/apparmor_restrict_unprivileged_userns": ("1", "kernel.apparmor_restrict_unprivileged_userns=0"),
    "/proc/sys/kernel/unprivileged_userns_clone": ("0", "kernel.unprivileged_userns_clone=1"),
    "/proc/sys/user/max_user_namespaces": ("0", "user.max_user_namespaces=10000"),
}
LAST_RESORT = "or, for submissions that you trust, `--sandbox none`"

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

CORE_NAME = "\0gradschool-grader/core/{}"
"""Who has which core is known to the whole machine, by names in the abstract space of Unix sockets: a name is free
again when its owner closes it or dies."""


class SandboxMissing(Exception):
    """The sandbox can't be made here; the message says what is missing and the command that mends it."""


def no_bubblewrap() -> SandboxMissing:
    """There is no ``bwrap`` on the path."""
    return SandboxMissing(f"bubblewrap is not installed: {INSTALL} ({LAST_RESORT})")


def not_installed(name: str) -> SandboxMissing:
    """A distribution that a unit allows is not there."""
    return SandboxMissing(f"the unit allows {name!r}, which is not installed here: pip install {name}")


def refused(complaint: str) -> SandboxMissing:
    """The kernel, or bubblewrap, refused; `complaint` is what it said."""
    complaint = " ".join(complaint.split())[-600:] or "no reason given"
    settings = [setting for file, (bad, setting) in SETTINGS.items() if _holds(file, bad)]
    if settings:
        way_out = "; ".join(f"sudo sysctl -w {setting}" for setting in settings)
        return SandboxMissing(f"user namespaces are switched off here ({complaint}): {way_out} ({LAST_RESORT})")
    return SandboxMissing(
        f"the sandbox could not be started ({complaint}). It needs bubblewrap ({INSTALL}) and a kernel that allows "
        f"user namespaces: inside a container, start it with `--privileged` or a seccomp profile that allows them; "
        f"and Python's own folders must be readable for every user; {LAST_RESORT}"
    )


def _holds(file: str, value: str) -> bool:
    try:
        return Path(file).read_text().strip() == value
    except OSError:
        return False


@cache
def refused_system_calls() -> bytes:
    """The system calls that an examinee is refused, compiled to a seccomp filter.

    What is refused leads out of the sandbox (namespaces, mounts, other processes), around its limits (memory that
    belongs to nobody), or into parts of the kernel that no exercise needs.

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


class Core:
    """A processor core that is claimed until it is released; one that is shared where all have been claimed.

    Each worker's submissions have one, so that a submission that burns all it can get burns nobody else's time.

    Attributes
    ----------
    number : int
        As the system counts.
    """

    def __init__(self) -> None:
        cores = sorted(os.sched_getaffinity(0))
        self._claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        for self.number in cores:
            with contextlib.suppress(OSError):
                self._claim.bind(CORE_NAME.format(self.number))
                return
        self.number = random.choice(cores)

    def release(self) -> None:
        """Leave the core to others."""
        self._claim.close()
