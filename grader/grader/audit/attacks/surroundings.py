"""What hostile submissions would like to reach: planted where an instructor would have it, and watched.

Secrets hold a token, which must turn up in no result. Whatever an attack writes, starts or calls bears a mark, which
must turn up nowhere outside. Servers listen, and must hear nothing.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import selectors
import site
import socket
import stat
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from grader.course import Course

GRADER_WRITES = (".grader", "autograded", "feedback", "gradebook.db", "gradebook.db-journal", "report", "scores.csv")
"""What grading itself changes in a course's folder."""


class Surroundings:
    """The instructor's things.

    Parameters
    ----------
    folder : Path
        An empty folder for the home and the temporary files of the instructor.
    course : Course
        The stage.
    unit : str
        Its unit.
    neighbor : str
        Name of a student whose submission is to be left alone.

    Attributes
    ----------
    desk : Path
        The folder from which the instructor runs commands.
    visits : list of str
        Who called the servers.
    """

    def __init__(self, folder: Path, course: Course, unit: str, neighbor: str) -> None:
        self.token, self.mark = secrets.token_hex(12), f"mark{secrets.randbelow(10**12):012}"
        self.home, self.temporary = folder / "home", folder / "tmp"
        self.course, self.desk = course, folder / "desk"
        self.desk.mkdir()
        self.visits: list[str] = []
        self._plant()
        self._servers = self._listen(folder / "listener")
        self.names = {
            "token": self.token,
            "mark": self.mark,
            "home": str(self.home),
            "tmp": str(self.temporary),
            "course": str(course.root),
            "secret": str(course.state / "secret"),
            "gradebook": str(course.root / "gradebook.db"),
            "neighbor": str(course.submitted / neighbor / unit / f"{unit}.ipynb"),
            "results": str(course.results(unit)),
            "unit": unit,
            "packages": site.getsitepackages()[0],
            "listener": str(folder / "listener"),
            "port": str(self._servers[0].getsockname()[1]),
        }

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which the instructor works."""
        changed = {"HOME": str(self.home), "TMPDIR": str(self.temporary), "DATABASE_PASSWORD": self.token}
        return {**os.environ, **changed}

    def _plant(self) -> None:
        for name in (".ssh/id_rsa", ".netrc", ".bash_history", ".ipython/profile_default/startup/notes.txt"):
            path = self.home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.token)
        self.temporary.mkdir()
        (self.temporary / "exam.txt").write_text(self.token)

    def _listen(self, path: Path) -> list[socket.socket]:
        """Servers on every kind of address that a process of this machine can be called by."""
        tcp = socket.create_server(("127.0.0.1", 0))
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(tcp.getsockname())
        servers = [tcp, udp]
        for address in (f"\0{self.mark}", str(path)):
            servers.append(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
            servers[-1].bind(address)
            servers[-1].listen()
        path.chmod(0o777)
        return servers

    def __enter__(self) -> Surroundings:
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch)
        self._watcher.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._watcher.join()
        for server in self._servers:
            server.close()

    def _watch(self) -> None:
        with selectors.DefaultSelector() as selector:
            for server in self._servers:
                selector.register(server, selectors.EVENT_READ)
            over, heard = False, True
            while heard or not over:
                over = self._over.is_set()
                heard = bool(events := selector.select(0.1))
                self.visits += [_heard(key.fileobj) for key, _ in events]  # type: ignore[arg-type]

    def fingerprint(self) -> dict[str, str]:
        """Every file of the course and of the instructor, but those that grading writes: what it is and holds."""
        own = [path for path in self.course.root.iterdir() if path.name not in GRADER_WRITES]
        roots = [*own, self.course.state / "secret", self.home, self.temporary]
        return {str(path): _print_of(path) for root in roots for path in _below(root)}

    def marks(self) -> list[str]:
        """What is left outside: files of the mark's name in the usual places, processes that bear it, and sandboxes."""
        places = {*map(Path, (tempfile.gettempdir(), "/tmp", "/var/tmp", "/dev/shm", "/")), self.home, self.temporary}
        places |= {self.course.root, Path.home(), Path.cwd(), *map(Path, site.getsitepackages())}
        files = [str(path) for place in places if place.is_dir() for path in place.iterdir() if self.mark in path.name]
        words = (self.mark, str(self.course.state))  # a sandbox is told where its course's caches are
        return files + [f"process {pid}" for word in words for pid in _processes_with(word)]


def _heard(server: socket.socket) -> str:
    if server.type == socket.SOCK_DGRAM:
        return f"a packet from {server.recvfrom(100)[1]}"
    server.accept()[0].close()
    return f"a call to {server.getsockname()!r}"


def _below(root: Path) -> Iterator[Path]:
    yield root
    if root.is_dir() and not root.is_symlink():
        for path in sorted(root.iterdir()):
            if path.name != "__pycache__":
                yield from _below(path)


def _print_of(path: Path) -> str:
    found = path.lstat()
    if stat.S_ISREG(found.st_mode):
        return f"{found.st_mode:o} {hashlib.sha256(path.read_bytes()).hexdigest()}"
    return f"{found.st_mode:o} {os.readlink(path) if path.is_symlink() else ''}"


def _processes_with(mark: str) -> Iterator[int]:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "cmdline").read_bytes():
                yield int(folder.name)
        except OSError:
            continue
