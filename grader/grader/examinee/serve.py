"""The examinee at work: one request at a time, one reply to each, until the judge hangs up.

Requests are cells first and then, when no cell is left, files of probes and calls of probes.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import random
import signal
import socket
from dataclasses import asdict
from typing import Any

import numpy as np

from grader.examinee.limits import ExamineeLimits
from grader.examinee.shell import ExamShell, line_of, message_of
from grader.examinee.wire import NotSendable, check_sendable, pack, read_request
from gradschool.checks import Observation, Probe, ProbeError, collect, load_probes
from gradschool.checks.timelimit import Alarm, TimeIsUp

Reply = dict[str, Any]


class Examinee:
    """Answers the judge's requests with the help of one shell."""

    def __init__(self, limits: ExamineeLimits, shell: ExamShell) -> None:
        self._limits = limits
        self._shell = shell
        self._probes: dict[tuple[str, str, str], Probe] = {}

    def reply(self, request: dict[str, Any]) -> bytes:
        """The frame that answers a request."""
        tasks = {"cell": self._cell, "probes": self._load, "probe": self._probe}
        try:
            with Alarm(self._limits.cell_seconds):
                answer = tasks[request["do"]](request)
        except TimeIsUp as time_is_up:
            answer = _error("timeout", str(time_is_up))
        except BaseException as error:  # whatever a student raises is theirs, and an answer like any other
            answer = _error("raised", message_of(error), type(error).__name__)
        return self._frame({"n": request["n"], "do": request["do"], **answer})

    def _frame(self, answer: Reply) -> bytes:
        """Pack a reply; what can't be packed becomes an error that can."""
        head = {"n": answer["n"], "do": answer["do"]}
        try:
            check_sendable(answer)
            frame = pack(answer)
        except MemoryError:
            return pack({**head, **_error("bad_output", "it takes more memory to send than there is")})
        except (NotSendable, ValueError, TypeError, OverflowError, RecursionError) as error:
            return pack({**head, **_error("bad_output", str(error)[:500])})
        if answer["do"] == "probe" and len(frame) > self._limits.answer_bytes:
            size = f"{len(frame)} bytes of outputs, more than the {self._limits.answer_bytes} that are compared"
            return pack({**head, **_error("bad_output", size)})
        return frame

    def _cell(self, request: dict[str, Any]) -> Reply:
        with _computing(request):
            error = self._shell.run(request["index"], request["source"])
        outputs = self._shell.outputs.take()
        if error is None:
            return {"outputs": outputs, "error": None}
        if isinstance(error, TimeIsUp):
            self._end_what_still_runs()
            outputs = [record for record in outputs if record.get("name") != TimeIsUp.__name__]
            return {"outputs": outputs, **_error("timeout", str(error))}
        line = line_of(error, request["index"])
        kind = "memory" if isinstance(error, MemoryError) else "raised"
        return {"outputs": outputs, **_error(kind, message_of(error), type(error).__name__, line)}

    def _load(self, request: dict[str, Any]) -> Reply:
        self._end_what_still_runs()
        try:
            for probe in load_probes(marshal.loads(request["code"]), request["file"]):
                self._probes[request["file"], probe.exercise, probe.name] = probe
        except Exception as error:
            return _error("raised", str(error)[:500], type(error).__name__)
        return {"error": None}

    def _end_what_still_runs(self) -> None:
        """End the processes that cells have left behind: the probes' time is the student's functions' alone."""
        if not (self._limits.namespaces and os.getpid() == 1):  # there, -1 means all of this examinee's and no others
            return
        with contextlib.suppress(OSError):
            os.kill(-1, signal.SIGKILL)
            while os.waitpid(-1, 0)[0]:
                pass

    def _probe(self, request: dict[str, Any]) -> Reply:
        probe = self._probes.get((request["file"], request["exercise"], request["probe"]))
        if probe is None:
            return _error("crashed", f"{request['file']} has no probe {request['probe']!r}")
        _seed_everything()
        alarm = _computing(request)
        try:
            with alarm:
                seen: Observation = collect(probe, self._shell.user_ns, request["seed"])
        except TimeIsUp as time_is_up:
            if not getattr(alarm, "rang", False):
                raise
            return _error("timeout", str(time_is_up))
        if seen.error is None:
            return {"outputs": seen.outputs, "error": None, "changed": seen.changed and asdict(seen.changed)}
        error: ProbeError = seen.error
        return _error(error.kind, error.message, error.type, error.line)


def serve(descriptor: int, limits: ExamineeLimits, shell: ExamShell) -> None:
    """Answer requests until the line is closed; never returns."""
    line = socket.socket(fileno=descriptor)
    os.register_at_fork(after_in_child=line.close)
    _seed_everything()
    examinee = Examinee(limits, shell)
    try:
        while (request := read_request(line)) is not None:
            line.sendall(examinee.reply(request))
    finally:
        os._exit(0)


def _computing(request: dict[str, Any]) -> contextlib.AbstractContextManager[Any]:
    """The limit on a request's time on the processor, where it has one."""
    seconds: float | None = request.get("seconds")
    return Alarm(seconds, computing=True) if seconds else contextlib.nullcontext()


def _seed_everything() -> None:
    """Code that draws from global generators gets the same numbers in every run."""
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002


def _error(kind: str, message: str, name: str = "", line: str = "") -> Reply:
    fields = {"kind": kind, "type": name, "message": message, "line": line}
    return {"error": {key: str(value) for key, value in fields.items()}}
