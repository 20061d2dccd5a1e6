"""What to tell an instructor whose machine can't make the sandbox."""

from __future__ import annotations

from pathlib import Path

INSTALL = "sudo apt-get install bubblewrap"
SETTINGS = {
    "/proc/sys/kernel/apparmor_restrict_unprivileged_userns": ("1", "kernel.apparmor_restrict_unprivileged_userns=0"),
    "/proc/sys/kernel/unprivileged_userns_clone": ("0", "kernel.unprivileged_userns_clone=1"),
    "/proc/sys/user/max_user_namespaces": ("0", "user.max_user_namespaces=10000"),
}
LAST_RESORT = "or, for submissions that you trust, `--sandbox none`"


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
