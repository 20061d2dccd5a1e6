"""The outer sandbox: the command line that shows a worker a read-only system and nothing of the instructor's.

Every path stays what it is outside, so Python's own configuration holds; what is not named here does not exist inside.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import grader
import gradschool
from grader.sandbox.packages import foreign_folders, module_files, package_folders, shown
from grader.sandbox.system import no_bubblewrap

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
SETTINGS = ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/localtime")
DEVICES = ("null", "random", "urandom")  # none whose shared mapping is memory that nobody counts
INSIDE_ID = "1000"
HOME, WARM, SHARED, TEMPORARY = "/student", "/warm", "/dev/shm", "/tmp"
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "BLIS_NUM_THREADS")


def environment() -> dict[str, str]:
    """All that an examinee's environment holds; the same for every submission."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": HOME,
        "USER": "student",
        "LOGNAME": "student",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "TERM": "dumb",
        "TMPDIR": TEMPORARY if TEMPORARY in writable_folders() else HOME,
        "MPLCONFIGDIR": f"{WARM}/matplotlib",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "IPYTHONDIR": f"{WARM}/ipython",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        "GRADSCHOOL_EXAM": "1",
        "GRADSCHOOL_BACKEND": "numpy",
        **dict.fromkeys(THREADS, "1"),
    }


def writable_folders() -> list[str]:
    """What each examinee finds empty and may write to; /tmp stays as it is where Python itself lives there."""
    lives_in_temporary = any(path.is_relative_to(TEMPORARY) for path in [*_python_folders(), *_packages()])
    return [HOME, WARM, SHARED] + ([] if lives_in_temporary else [TEMPORARY])


def examinee_command(control: int) -> list[str]:
    """How the warm parent is started."""
    return [sys.executable, "-s", "-P", "-m", "grader.examinee", str(control)]


def command(control: int, blocked: Sequence[str], allowed: Sequence[str], cache: Path) -> list[str]:
    """The whole command line.

    Parameters
    ----------
    control : int
        Descriptor that the warm parent inherits.
    blocked : sequence of str
        Modules to hide, of packages that are shown.
    allowed : sequence of str
        Distributions to show beside those that are needed.
    cache : Path
        Folder with the font list (``fonts``) and an empty file (``empty``).

    Raises
    ------
    SandboxMissing
        If bubblewrap is not installed.
    """
    program = shutil.which("bwrap")
    if program is None:
        raise no_bubblewrap()
    packages = shown(allowed)
    return [
        program,
        *_isolation(),
        *_environment(),
        *_system(),
        *_bind(_python_folders()),
        *_only(packages),
        *_own_packages(),
        *_bind([cache / "fonts"]),
        *_folders(),
        *_masks(blocked, packages, cache / "empty"),
        *_read_only([*map(str, packages), "/dev", "/"]),
        *("--chdir", "/", "--"),
        *examinee_command(control),
    ]


def _isolation() -> list[str]:
    shared = ["--unshare-pid", "--unshare-ipc", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
    shared += ["--hostname", "exam", "--new-session", "--cap-drop", "ALL"]
    if os.geteuid() == 0:
        return [*shared, "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return [*shared, "--unshare-user", "--uid", INSIDE_ID, "--gid", INSIDE_ID]


def _environment() -> Iterator[str]:
    yield "--clearenv"
    for name, value in environment().items():
        yield from ("--setenv", name, value)


def _system() -> Iterator[str]:
    for name in SYSTEM:
        path = Path(name)
        if path.is_symlink():
            yield from ("--symlink", os.readlink(name), name)
        elif path.is_dir():
            yield from ("--ro-bind", name, name)
    yield from ("--perms", "0755", "--dir", "/etc")
    for name in SETTINGS:
        yield from ("--ro-bind-try", name, name)
    yield from ("--proc", "/proc", "--tmpfs", "/dev", "--dir", "/dev/shm")
    for name in DEVICES:
        yield from ("--dev-bind", f"/dev/{name}", f"/dev/{name}")


def _python_folders() -> list[Path]:
    """Where this interpreter and its packages live, under every name that leads there."""
    named = [Path(sys.prefix), Path(sys.base_prefix), Path(sys.executable).resolve().parent.parent]
    named += [path.resolve() for path in named]
    outside = [path for path in dict.fromkeys(named) if not path.is_relative_to("/usr")]
    return [path for path in outside if not any(path != other and path.is_relative_to(other) for other in outside)]


def _folders() -> Iterator[str]:
    """Where an examinee's own folders are mounted. The warm parent itself may write to one of them alone."""
    yield from ("--dir", HOME, "--dir", TEMPORARY, "--perms", "1777", "--tmpfs", WARM)


def _only(packages: Mapping[Path, Sequence[Path]]) -> Iterator[str]:
    """Folders of packages, empty but for what is shown of each."""
    for folder, entries in packages.items():
        yield from ("--perms", "0755", "--tmpfs", str(folder))
        for entry in entries:
            yield from ("--ro-bind", str(entry), str(entry))


def _read_only(folders: Iterable[str]) -> Iterator[str]:
    for folder in folders:
        yield from ("--remount-ro", folder)


def _packages() -> list[Path]:
    return [_folder(gradschool), _folder(grader)]


def _own_packages() -> Iterator[str]:
    """The whole student library, and of the grader only the examinee."""
    library, ours = _packages()
    yield from _bind([library])
    yield from ("--perms", "0755", "--tmpfs", str(ours))
    yield from _bind([ours / "__init__.py", ours / "examinee"])
    yield from ("--remount-ro", str(ours))


def _folder(package: object) -> Path:
    return Path(str(package.__file__)).parent  # type: ignore[attr-defined]


def _bind(paths: Iterable[Path]) -> Iterator[str]:
    """Show paths read-only; folders on the way hold nothing else and are open to every user."""
    for path in paths:
        for folder in reversed(path.parents[:-1]):
            yield from ("--perms", "0755", "--dir", str(folder))
        yield from ("--ro-bind", str(path), str(path))


def _masks(blocked: Sequence[str], packages: Mapping[Path, Sequence[Path]], empty: Path) -> Iterator[str]:
    """Hide modules of packages that are shown; of the others there is nothing to hide."""
    there = [_folder(gradschool), *(entry for entries in packages.values() for entry in entries)]
    modules = [path for path in module_files(blocked, package_folders()) if any(map(path.is_relative_to, there))]
    for path in [*modules, *foreign_folders()]:
        if path.is_dir():
            yield from ("--tmpfs", str(path), "--remount-ro", str(path))
        else:
            yield from ("--ro-bind", str(empty), str(path))
