"""A control group for a worker's sandbox, where one can be had: there the kernel counts all of its memory, and ends it.

It is the second wall. The first one holds on every machine: the warden adds up what processes hold, and the filter of
system calls refuses what is in no process's size.

One can be had below the group that the grader runs in: with version 1 by whoever may write there (root), with version 2
where that group was delegated, as by ``systemd-run --user --scope -p Delegate=yes grader grade ...``. Below it, so that
whatever limits the grader itself limits its sandboxes as well.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path("/")
"""Where the files of the kernel are looked for."""
FOLDERS = {2: "sys/fs/cgroup", 1: "sys/fs/cgroup/memory"}
LIMITS = {2: ("memory.max", "memory.swap.max"), 1: ("memory.limit_in_bytes", "memory.memsw.limit_in_bytes")}
"""By version of control groups: the limit on memory, and the one on swap (2) or on both together (1)."""
EVENTS = {2: "memory.events", 1: "memory.oom_control"}
ROOM = 512 * 2**20
"""What a sandbox may hold beside a submission's memory: the warm parent, the warden, and files that it read."""
NAME, COMMAND = "gradschool-{}-{}", "gradschool-command"
ENTER = 'echo $$ > "$0" && exec "$@"'
TRIES, SECONDS = 20, 10.0

_numbers = itertools.count()


def own_groups(root: Path = ROOT) -> Iterator[tuple[int, Path]]:
    """The groups with a say on memory that this process is in: version and folder."""
    with contextlib.suppress(OSError):
        for line in (root / "proc/self/cgroup").read_text().splitlines():
            number, controllers, path = line.split(":", 2)
            version = 2 if number == "0" else 1 if "memory" in controllers.split(",") else 0
            if version:
                yield version, root / FOLDERS[version] / path.lstrip("/")


@dataclass
class ControlGroup:
    """One group, for one sandbox after another.

    Attributes
    ----------
    version : int
        Of control groups: 1 or 2.
    folder : Path
        Where the kernel shows it.
    """

    version: int
    folder: Path
    _deaths: int = 0

    @staticmethod
    def make(memory: int) -> ControlGroup | None:
        """A group that holds a sandbox to `memory` bytes and :data:`ROOM`; None where this machine allows none."""
        for version, own in own_groups():
            with contextlib.suppress(OSError):
                above = own if version == 1 else _delegated(own)
                _sweep(above)
                group = ControlGroup(version, above / NAME.format(os.getpid(), next(_numbers)))
                group.folder.mkdir()
                try:
                    group._limit(memory + ROOM)
                except OSError:
                    group.folder.rmdir()
                    raise
                return group
        return None

    def _limit(self, size: int) -> None:
        memory, swap = LIMITS[self.version]
        (self.folder / memory).write_text(str(size))
        if (self.folder / swap).exists():
            (self.folder / swap).write_text("0" if self.version == 2 else str(size))

    def entering(self, command: list[str]) -> list[str]:
        """The command line that enters the group and then becomes `command`."""
        return ["/bin/sh", "-c", ENTER, str(self.folder / "cgroup.procs"), *command]

    def killed(self) -> bool:
        """Whether the kernel has ended a process for the group's memory since this was asked last."""
        with contextlib.suppress(OSError):
            before, found = self._deaths, re.search(r"^oom_kill (\d+)$", self._read(EVENTS[self.version]), re.MULTILINE)
            self._deaths = int(found[1]) if found else 0
            return self._deaths > before
        return False

    def remove(self) -> None:
        """End all that is left in the group, and the group."""
        until = time.monotonic() + SECONDS
        while self.folder.is_dir() and time.monotonic() < until:
            with contextlib.suppress(OSError):
                for pid in self._read("cgroup.procs").split():
                    if int(pid):  # version 2 shows one that is not in our pid namespace as 0, which would be ourselves
                        os.kill(int(pid), signal.SIGKILL)
                self.folder.rmdir()
                return
            time.sleep(0.01)

    def _read(self, name: str) -> str:
        return (self.folder / name).read_text()


def _delegated(own: Path) -> Path:
    """The delegated group of version 2 that `own` is, or is in by our doing; it is made ready to have groups below it.

    Version 2 limits only groups below one that holds no process itself. So all that is in there, the grader's own
    processes, moves into a group beside those of the sandboxes.

    Raises
    ------
    OSError
        If nobody delegated it, or its memory is not ours to divide.
    """
    above = own.parent if own.name == COMMAND else own
    try:
        os.getxattr(above, "user.delegate")  # systemd's word that nobody else makes groups here
    except OSError:
        os.getxattr(above, "trusted.delegate")  # the same before version 251, which root alone may read
    command, dividing = above / COMMAND, above / "cgroup.subtree_control"
    command.mkdir(exist_ok=True)
    for _ in range(TRIES):  # another worker may be about it, or just have been started
        for pid in (above / "cgroup.procs").read_text().split():
            with contextlib.suppress(ProcessLookupError):
                (command / "cgroup.procs").write_text(pid)
        with contextlib.suppress(OSError):
            dividing.write_text("+memory")
        if "memory" in dividing.read_text().split():
            return above
    raise PermissionError(f"{above} does not hand on its memory")


def _sweep(above: Path) -> None:
    """Remove the empty groups of graders that were killed."""
    for folder in above.glob(NAME.format("[0-9]*", "*")):
        if not Path("/proc", folder.name.split("-")[1]).exists():
            with contextlib.suppress(OSError):
                folder.rmdir()
