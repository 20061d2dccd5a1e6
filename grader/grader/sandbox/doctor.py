"""What `grader doctor` looks at: what the sandbox needs of this machine, and what makes a wall of it thicker."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from grader.sandbox.control_group import LIMITS, ROOM, ControlGroup, own_groups
from grader.sandbox.examiner import Examiner
from grader.sandbox.model import Cell, GiB, Job, Limits
from grader.sandbox.system import INSTALL, SandboxMissing, settings_that_forbid
from grader.sandbox.system_calls import refused_system_calls
from gradschool.doctor import Finding

KERNEL, BUBBLEWRAP = (5, 14), (0, 5)
SYSTEM = Path("/")
"""Where the files of the kernel are looked for."""
DOORS = {
    "kernel/io_uring_disabled": "2",
    "kernel/unprivileged_bpf_disabled": "12",
    "kernel/kexec_load_disabled": "1",
    "kernel/dmesg_restrict": "1",
    "vm/unprivileged_userfaultfd": "0",
}
"""Settings of the kernel that close what no submission needs, and the values that do."""
ASK = Job((Cell(0, "print(6 * 7)"),))


def examine(examiner: Callable[[], Examiner] = Examiner) -> Iterator[Finding]:
    """Look at everything that the sandbox needs, then start one and run a cell in it."""
    yield _kernel()
    yield _bubblewrap()
    yield _namespaces()
    yield _system_calls()
    yield _sandbox(examiner)
    yield _user()
    yield _cores()
    yield _control_group()
    yield _doors()


def _kernel() -> Finding:
    release = platform.release()
    if _version(release) < KERNEL:
        return Finding("kernel", "wrong", f"Linux {release}", f"the sandbox needs {_dotted(KERNEL)} or newer")
    return Finding("kernel", "fine", f"Linux {release}")


def _bubblewrap() -> Finding:
    program = shutil.which("bwrap")
    if program is None:
        return Finding("bubblewrap", "wrong", "not installed", INSTALL)
    said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10).stdout.strip()
    if _version(said) < BUBBLEWRAP:
        return Finding("bubblewrap", "wrong", said or "no answer", f"{_dotted(BUBBLEWRAP)} or newer: {INSTALL}")
    return Finding("bubblewrap", "fine", f"{said}, {program}")


def _namespaces() -> Finding:
    if settings := settings_that_forbid():
        return Finding("user namespaces", "wrong", "switched off", "; ".join(f"sudo sysctl -w {x}" for x in settings))
    return Finding("user namespaces", "fine", "no setting of the kernel forbids them")


def _system_calls() -> Finding:
    try:
        return Finding("libseccomp", "fine", f"a filter of {len(refused_system_calls()) // 8} instructions")
    except SandboxMissing as missing:
        return Finding("libseccomp", "wrong", "not there", str(missing))


def _sandbox(examiner: Callable[[], Examiner]) -> Finding:
    try:
        with examiner() as sandbox:
            shown = sandbox.examine(ASK).cells[0].outputs
    except SandboxMissing as missing:
        return Finding("sandbox", "wrong", "it can't be made", str(missing))
    if [output.text for output in shown] != ["42\n"]:
        said = "".join(output.text for output in shown)
        return Finding("sandbox", "wrong", f"a cell that prints 42 showed {said!r}", "is the machine out of memory?")
    return Finding("sandbox", "fine", "a cell ran in it")


def _user() -> Finding:
    if os.geteuid():
        return Finding("user", "fine", "not root")
    advice = "a user of their own for grading is one wall more: docs/threats.md, A machine of its own"
    return Finding("user", "optional", "root, which the sandbox gives up before it runs anything", advice)


def _cores() -> Finding:
    """Whether a worker on each core finds its memory."""
    cores, each = len(os.sched_getaffinity(0)), Limits().memory
    free = int(_words("proc/meminfo", "MemAvailable:")[0]) * 1024
    said = f"{cores}, and {free / GiB:.1f} GiB of memory are free"
    workers = max(1, min(cores, int(free / each)))
    if workers < cores:
        advice = f"{each / GiB:g} GiB for each worker: --workers {workers}, or a smaller --memory"
        return Finding("cores", "optional", said, advice)
    return Finding("cores", "fine", f"{said}: up to --workers {cores}")


def _control_group() -> Finding:
    """Whether the kernel, too, counts memory: each worker's, or that of this command with all that it starts."""
    memory = Limits().memory
    if group := ControlGroup.make(memory):
        group.remove()
        held = f"each worker has a control group (v{group.version}), which holds it to {(memory + ROOM) / GiB:g} GiB"
        return Finding("memory", "fine", held)
    counted = "each submission's memory is added up some 25 times a second, and what can't be counted is refused"
    advice = "a control group for each worker: systemd-run --user --scope -p Delegate=yes grader grade ..."
    if shutil.which("systemd-run") is None:
        advice = "a limit of the kernel's around a whole run: start it in a container or a virtual machine with one"
    if limit := _limit():
        version, size = limit
        said = f"cgroup v{version} holds a run to {size / GiB:.1f} GiB in all, and no worker by itself; {counted}"
        return Finding("memory", "fine", said)
    return Finding("memory", "optional", f"no control group limits it; {counted}", advice)


def _limit() -> tuple[int, int] | None:
    """The smallest limit on memory above this process, with the version of control groups that holds it."""
    total, found = int(_words("proc/meminfo", "MemTotal:")[0]) * 1024, list[tuple[int, int]]()
    for version, own in own_groups(SYSTEM):
        groups = [folder for folder in (own, *own.parents) if folder.is_relative_to(SYSTEM / "sys/fs/cgroup")]
        limits = [_text(str(folder.relative_to(SYSTEM) / LIMITS[version][0])).strip() for folder in groups]
        found += [(int(limit), version) for limit in limits if limit.isdigit() and int(limit) < total]
    return (min(found)[1], min(found)[0]) if found else None


def _doors() -> Finding:
    values = {name: _text(f"proc/sys/{name}").strip() for name in DOORS}
    open_ = [name for name, value in values.items() if value and value not in DOORS[name]]
    if open_:
        advice = "; ".join(f"sudo sysctl -w {name.replace('/', '.')}={DOORS[name][0]}" for name in open_)
        return Finding("doors of the kernel", "optional", f"{len(open_)} could be closed for all programs", advice)
    return Finding("doors of the kernel", "fine", "those that it knows are closed for all programs")


def _text(name: str) -> str:
    """What a file of the kernel says; nothing where it is not there."""
    try:
        return (SYSTEM / name).read_text()
    except OSError:
        return ""


def _words(name: str, first: str) -> list[str]:
    """The words behind the first one of a line; a zero where there is none."""
    return next((line.split()[1:] for line in _text(name).splitlines() if line.startswith(first)), ["0"])


def _version(text: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text)[:2]))


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
