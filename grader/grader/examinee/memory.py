"""How much memory a family of processes holds, and how many pipes, read from /proc."""

from __future__ import annotations

import os
import resource
from collections import defaultdict
from collections.abc import Sequence

PAGE = resource.getpagesize()
CHEAP_ENOUGH = 64 * 2**20
"""Below this sum of resident sizes nobody asks how much of it is shared."""

SOCKET_BYTES = 2**19
"""The most that a sender can leave in a socket, under the kernel's usual settings (twice net.core.wmem_max)."""


def descendants(ancestor: int) -> list[int]:
    """All processes below one, by their parents."""
    children = defaultdict(list)
    for name in os.listdir("/proc"):
        if name.isdigit():
            parent = _parent(name)
            if parent is not None:
                children[parent].append(int(name))
    found, queue = [], [ancestor]
    while queue:
        below = children.get(queue.pop(), [])
        found += below
        queue += below
    return found


def _parent(pid: str) -> int | None:
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return int(file.read().rpartition(b")")[2].split()[1])
    except (OSError, IndexError, ValueError):
        return None


def with_memory(pids: list[int]) -> list[int]:
    """Those of some processes that hold memory: one that has ended does not, even before anybody took note of it."""
    return [pid for pid in pids if _resident(pid)]


def resident_bytes(pids: list[int]) -> int:
    """Memory of processes together; pages that they share count once (by proportional set sizes)."""
    sizes = [_resident(pid) for pid in pids]
    if len(pids) == 1 or sum(sizes) < CHEAP_ENOUGH:
        return sum(sizes)
    return sum(_proportional(pid, size) for pid, size in zip(pids, sizes, strict=True))


def bytes_in_folders(pid: int, folders: Sequence[str]) -> int:
    """What a process's own folders hold; they lie in memory too."""
    used, where = 0, _living(pid)
    for folder in folders:
        try:
            system = os.statvfs(f"{where}/root{folder}")
        except OSError:
            continue
        if system.f_files:  # before the process has mounted its own, this is somebody else's
            used += (system.f_blocks - system.f_bfree) * system.f_frsize
    return used


def bytes_in_sockets() -> int:
    """What the sockets of this sandbox can hold: memory of the kernel's, which belongs to no process."""
    try:
        with open("/proc/net/sockstat", "rb") as file:
            return SOCKET_BYTES * int(file.readline().split()[2])
    except (OSError, IndexError, ValueError):
        return 0


def open_pipes(pids: Sequence[int], enough: int) -> int:
    """Pipes that processes hold, each counted once; 0 where all descriptors are `enough` or fewer.

    A process that hides its descriptors, as one does whose program nobody may read, counts as if all were pipes.
    """
    folders = [f"/proc/{pid}/task/{thread}" for pid in pids for thread in _listed(f"/proc/{pid}/task")]
    hidden = sum(_hides_descriptors(folder) for folder in folders)
    descriptors = [f"{folder}/fd/{number}" for folder in folders for number in _listed(f"{folder}/fd")]
    if not hidden and len(descriptors) <= enough:
        return 0
    pipes = {where for where in map(_leads_to, descriptors) if where.startswith("pipe:")}
    return len(pipes) + hidden * (enough + 1)


def _hides_descriptors(folder: str) -> bool:
    return not os.access(f"{folder}/fd", os.R_OK) and _resident_in(folder) > 0


def _listed(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _leads_to(descriptor: str) -> str:
    try:
        return os.readlink(descriptor)
    except OSError:
        return ""


def _living(pid: int) -> str:
    """The folder that shows what a process holds: its own, or that of a thread which goes on where the first has ended.

    Linux shows nothing of a process in its own folder once its first thread has ended, whatever the others hold.
    """
    if _resident_in(own := f"/proc/{pid}"):
        return own
    threads = (f"{own}/task/{thread}" for thread in _listed(f"{own}/task"))
    return next(filter(_resident_in, threads), own)


def _resident(pid: int) -> int:
    return _resident_in(_living(pid))


def _resident_in(folder: str) -> int:
    try:
        with open(f"{folder}/statm", "rb") as file:
            return int(file.read().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def _proportional(pid: int, otherwise: int) -> int:
    try:
        with open(f"{_living(pid)}/smaps_rollup", "rb") as file:
            for line in file:
                if line.startswith(b"Pss:"):
                    return int(line.split()[1]) * 1024
    except ProcessLookupError:
        return 0
    except OSError:
        return otherwise
    return 0
