"""A worker's warm sandbox: the parent that runs in it, the control socket to that, and what is held of an examinee.

Started once, used for many submissions, one at a time; started anew when it dies or does not answer.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from grader.examinee.limits import ExamineeLimits
from grader.sandbox import bubblewrap
from grader.sandbox.cache import prepare_cache
from grader.sandbox.control_group import ControlGroup
from grader.sandbox.system import refused
from grader.sandbox.system_calls import refused_system_calls

START_SECONDS = 60.0
END_SECONDS = 10.0
MESSAGE_BYTES = 2**16


class Lost(Exception):
    """The warm parent is gone or does not answer; the next job starts another."""


class ExamineeHandle:
    """One examinee, as the judge holds it: its line, and the leash of its warden."""

    def __init__(self, line: socket.socket, leash: socket.socket) -> None:
        self.line = line
        self.leash = leash

    def ended(self, seconds: float) -> dict[str, Any]:
        """How the examinee ended, as its warden says.

        ``{"ended": "not"}`` when it only closed its line, ``{"ended": "unknown"}`` when the warden itself died.
        """
        self.leash.settimeout(seconds)
        try:
            message = json.loads(self.leash.recv(MESSAGE_BYTES) or b"{}")
        except TimeoutError:
            return {"ended": "not"}
        except (OSError, ValueError):
            message = {}
        return message if isinstance(message.get("ended"), str) else {"ended": "unknown"}

    def close(self) -> None:
        """Let go: the examinee, if it still lives, is killed."""
        hang_up(self.line)
        hang_up(self.leash)


class WarmSandbox:
    """The sandbox of one worker, in which examinees are forked.

    Parameters
    ----------
    namespaces : bool
        True for bubblewrap; False for a plain subprocess without any protection.
    blocked : sequence of str
        Modules that are not there for graded work.
    allowed : sequence of str
        Distributions that are, beside those that the student library and the examinee need.
    cache : Path
        Folder for matplotlib's font list, made once and shared by workers.
    memory : int, bytes
        What a submission may hold; a control group holds the sandbox to it, where one can be had.
    """

    def __init__(
        self, namespaces: bool, blocked: Sequence[str], allowed: Sequence[str], cache: Path, memory: int
    ) -> None:
        self._namespaces = namespaces
        self._blocked = tuple(blocked)
        self._allowed = tuple(allowed)
        self._cache = cache
        self._memory = memory
        self._group: ControlGroup | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._home: str | None = None

    def __enter__(self) -> WarmSandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def lives(self) -> bool:
        """Whether the warm parent runs."""
        return self._process is not None and self._process.poll() is None and self._control is not None

    def start(self, trial: ExamineeLimits) -> None:
        """Start the warm parent unless it runs; it proves itself by one examinee kept to the limits `trial`.

        Raises
        ------
        SandboxMissing
            If this machine can't make the sandbox; the message says what to do.
        """
        if self.lives():
            return
        self.close()
        prepare_cache(self._cache)
        syscalls = refused_system_calls() if self._namespaces else b""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, tempfile.TemporaryFile() as complaints:
            self._control = ours
            self._group = ControlGroup.make(self._memory)
            self._process = self._launch(theirs.fileno(), complaints)
            theirs.close()
            self._await_readiness(trial, syscalls, complaints)

    def _launch(self, control: int, complaints: Any) -> subprocess.Popen[bytes]:
        settings: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": complaints}
        settings |= {"pass_fds": [control], "start_new_session": True}
        if self._namespaces:
            command = bubblewrap.command(control, self._blocked, self._allowed, self._cache)
            return subprocess.Popen(self._entering(command), cwd="/", **settings)
        self._home = tempfile.mkdtemp(prefix="grader-")
        private = {name: str(Path(self._home, name.lower())) for name in ("MPLCONFIGDIR", "IPYTHONDIR")}
        environment = {**bubblewrap.environment(), **private, "HOME": self._home, "TMPDIR": self._home}
        return subprocess.Popen(
            self._entering(bubblewrap.examinee_command(control)),
            cwd=self._home,
            env=environment,
            **settings,
        )

    def _entering(self, command: list[str]) -> list[str]:
        return self._group.entering(command) if self._group else command

    def _await_readiness(self, trial: ExamineeLimits, syscalls: bytes, complaints: Any) -> None:
        assert self._control is not None
        settings = {
            "trial": trial.dump().decode(),
            "blocked": self._blocked,
            "fonts": str(self._cache / "fonts"),
            "syscalls": syscalls.hex(),
        }
        self._control.settimeout(START_SECONDS)
        try:
            self._control.send(json.dumps(settings).encode())
            answer = json.loads(self._control.recv(MESSAGE_BYTES) or b"{}")
        except TimeoutError:
            answer = {"message": f"it was not ready within {START_SECONDS:g} s; is the machine overloaded?"}
        except OSError:
            answer = {}
        if not answer.get("ready"):
            complaints.seek(0)
            said = complaints.read(MESSAGE_BYTES).decode(errors="replace")
            self.close()
            raise refused(answer.get("message") or said)

    def fork(self, limits: ExamineeLimits) -> ExamineeHandle:
        """Have an examinee forked; it waits for requests on its line.

        Raises
        ------
        Lost
            If the warm parent died; call :meth:`start` and try again.
        """
        assert self._control is not None
        self.out_of_memory()  # what was, was another examinee's
        line, far_line = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        leash, far_leash = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with far_line, far_leash:
            try:
                socket.send_fds(self._control, [limits.dump()], [far_line.fileno(), far_leash.fileno()])
            except OSError as error:
                line.close()
                leash.close()
                raise Lost from error
        return ExamineeHandle(line, leash)

    def end(self, examinee: ExamineeHandle) -> None:
        """See an examinee off: wait until nothing of it is left, or throw the whole sandbox away."""
        examinee.close()
        assert self._control is not None
        self._control.settimeout(END_SECONDS)
        try:
            finished = self._control.recv(MESSAGE_BYTES)
        except OSError:
            finished = b""
        if finished != b"done":
            self.close()

    def out_of_memory(self) -> bool:
        """Whether the kernel has ended a process here, for the memory of all together, since this was asked last."""
        return self._group is not None and self._group.killed()

    def close(self) -> None:
        """End everything that runs here."""
        if self._control is not None:
            hang_up(self._control)
            self._control = None
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(1.0)
            kill_with_children(self._process)
            self._process.wait()
            self._process = None
        if self._group is not None:
            self._group.remove()
            self._group = None
        if self._home is not None:
            shutil.rmtree(self._home, ignore_errors=True)
            self._home = None


def hang_up(connection: socket.socket) -> None:
    """End a connection for good, even where a forked process still holds a copy of this end."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


def kill_with_children(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and its children: bubblewrap's own does not follow it, and all the rest ends with that one."""
    with contextlib.suppress(OSError):
        for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
            os.kill(int(pid), signal.SIGKILL)
    process.kill()
