"""What the sandbox asks of this machine: bubblewrap, user namespaces, libseccomp, a core a worker.

Where something is missing, the error says what it is and the command that mends it.
"""

from __future__ import annotations

import contextlib
import os
import random
import socket
from pathlib import Path

INSTALL = "sudo apt-get install bubblewrap"
SETTINGS = {
    "/proc/sys/kernel/apparmor_restrict_unprivileged_userns": ("1", "kernel.apparmor_restrict_unprivileged_userns=0"),
    "/proc/sys/kernel/unprivileged_userns_clone": ("0", "kernel.unprivileged_userns_clone=1"),
    "/proc/sys/user/max_user_namespaces": ("0", "user.max_user_namespaces=10000"),
}
LAST_RESORT = "or, for submissions that you trust, `--sandbox none`"

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
    if settings := settings_that_forbid():
        way_out = "; ".join(f"sudo sysctl -w {setting}" for setting in settings)
        return SandboxMissing(f"user namespaces are switched off here ({complaint}): {way_out} ({LAST_RESORT})")
    return SandboxMissing(
        f"the sandbox could not be started ({complaint}). It needs bubblewrap ({INSTALL}) and a kernel that allows "
        f"user namespaces: inside a container, start it with `--privileged` or a seccomp profile that allows them; "
        f"and Python's own folders must be readable for every user; {LAST_RESORT}"
    )


def settings_that_forbid() -> list[str]:
    """Settings of this kernel that forbid user namespaces, each as it should be."""
    return [setting for file, (bad, setting) in SETTINGS.items() if _holds(file, bad)]


def no_libseccomp(error: Exception) -> SandboxMissing:
    """System calls can't be filtered."""
    return SandboxMissing(
        f"the sandbox needs libseccomp ({error}): sudo apt-get install libseccomp2 && pip install pyseccomp"
    )


def _holds(file: str, value: str) -> bool:
    try:
        return Path(file).read_text().strip() == value
    except OSError:
        return False


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
