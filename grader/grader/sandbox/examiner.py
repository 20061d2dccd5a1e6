"""The judge's view of the sandbox: give it a job, get a record back, whatever the submission does."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any, Literal

from grader.examinee.blocked import BLOCKED
from grader.examinee.limits import ExamineeLimits
from grader.examinee.outputs import IMAGES_A_CELL
from grader.examinee.warden import MOST_PIPES
from grader.sandbox.bubblewrap import writable_folders
from grader.sandbox.channel import Channel, HungUp, Late, Unsafe
from grader.sandbox.model import ExamRecord, Job, Limits
from grader.sandbox.packages import modules
from grader.sandbox.session import Session
from grader.sandbox.system import Core, SandboxMissing
from grader.sandbox.warm import ExamineeHandle, Lost, WarmSandbox

FRAME_MARGIN = 2**16
VERDICT_SECONDS = 10.0
STARTS = 2


class Examiner:
    """Runs submissions in the sandbox, one after the other; not shared between threads.

    Parameters
    ----------
    limits : Limits, optional
    sandbox : {"bwrap", "none"}, default "bwrap"
        ``"none"`` runs submissions as the instructor's own user, in a plain subprocess: time and memory are limited,
        and nothing else. A hostile submission can then read and write all that the instructor can.
    cache : Path, optional
        Folder for what is made once (matplotlib's font list); by default the user's cache folder.
    blocked : sequence of str, optional
        Modules that graded work can't import, wherever they are.
    allowed : sequence of str, optional
        Distributions that graded work can import beside what the student library needs; nothing else exists inside.

    Raises
    ------
    SandboxMissing
        From `start` or the first `examine`, if this machine can't make the sandbox, and at once where an allowed
        distribution is not installed; the message says what to do.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        sandbox: Literal["bwrap", "none"] = "bwrap",
        cache: Path | None = None,
        blocked: Sequence[str] = BLOCKED,
        allowed: Sequence[str] = (),
    ) -> None:
        if sandbox not in ("bwrap", "none"):
            raise ValueError(f"sandbox {sandbox!r} does not exist; choose 'bwrap' or 'none'")
        self.limits = limits or Limits()
        self._namespaces = sandbox == "bwrap"
        self._core: Core | None = None
        there = modules(allowed)
        refused = [name for name in blocked if name.split(".")[0] not in there]
        self._warm = WarmSandbox(self._namespaces, refused, allowed, cache or default_cache(), self.limits.memory)

    def __enter__(self) -> Examiner:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the warm parent now rather than with the first job."""
        self._core = self._core or Core()
        self._warm.start(self._kept_to(self.limits.submission_seconds))

    def close(self) -> None:
        """End the sandbox and all that is in it."""
        self._warm.close()
        if self._core is not None:
            self._core.release()
            self._core = None

    def examine(self, job: Job, deadline: float | None = None) -> ExamRecord:
        """Run a submission's cells and then the probes.

        Parameters
        ----------
        job : Job
        deadline : float, optional
            On the clock of ``time.monotonic``; the submission's own limit holds as well.

        Returns
        -------
        ExamRecord
            With an answer for every call. Whatever the submission does ends up in here; nothing is raised.
        """
        self.start()
        begun = monotonic()
        until = min(begun + self.limits.submission_seconds, deadline if deadline is not None else float("inf"))
        session = Session(job, self.limits, until)
        for _ in range(self.limits.restarts + 1):
            if self._one_examinee(session, until):
                break
            if monotonic() >= until:
                spent = f"the submission's {self.limits.submission_seconds:g} s were used up"
                session.close("timeout", spent)
                break
        session.close("crashed", f"the submission was stopped {self.limits.restarts + 1} times; the rest was not run")
        session.result.seconds = monotonic() - begun
        return session.result

    def _one_examinee(self, session: Session, until: float) -> bool:
        """Let a fresh examinee do what is left; whether it came to the end."""
        examinee = self._fork(until)
        try:
            session.conduct(Channel(examinee.line, self._frame_bytes))
        except Late:
            session.give_up("timeout", self._too_late(until))
        except Unsafe as error:
            session.give_up("protocol", f"the submission interfered with its examination: {error}")
        except HungUp:
            self._bury(session, examinee.ended(VERDICT_SECONDS))
        else:
            return True
        finally:
            self._warm.end(examinee)
        return False

    def _fork(self, until: float) -> ExamineeHandle:
        """A fresh examinee; the warm parent is started again if it died."""
        for _ in range(STARTS):
            self.start()
            try:
                return self._warm.fork(self._kept_to(until - monotonic()))
            except Lost:
                self._warm.close()
        raise SandboxMissing("the sandbox dies as soon as it is started; is the machine out of memory?")

    def _bury(self, session: Session, ended: dict[str, Any]) -> None:
        """Lay a death at the door of what ran, unless the sandbox itself failed: then it is tried again."""
        if self._warm.out_of_memory():
            ended = {"ended": "memory"}
        if ended["ended"] in ("refused", "unknown"):
            session.note(
                "sandbox", "submission", f"the sandbox failed and was started again {ended.get('message', '')}"
            )
        else:
            session.give_up(*_post_mortem(ended, self.limits))

    @property
    def _frame_bytes(self) -> int:
        """The longest reply that an honest examinee can send."""
        limits = self.limits
        return max(limits.answer_bytes, IMAGES_A_CELL * limits.image_bytes + 4 * limits.cell_text) + FRAME_MARGIN

    def _too_late(self, until: float) -> str:
        if monotonic() >= until:
            return f"stopped when the submission's {self.limits.submission_seconds:g} s were over"
        return f"stopped after {self.limits.cell_seconds:g} s"

    def _kept_to(self, seconds: float) -> ExamineeLimits:
        """The limits of an examinee that has so much time left."""
        limits = self.limits
        assert self._core is not None, "start() comes first"
        return ExamineeLimits(
            namespaces=self._namespaces,
            writable=tuple(writable_folders()),
            memory=limits.memory,
            processes=limits.processes,
            file_bytes=limits.file_bytes,
            disk_bytes=limits.disk_bytes,
            cell_seconds=limits.cell_seconds,
            seconds=max(0.0, seconds) + limits.grace,
            cell_text=limits.cell_text,
            image_bytes=limits.image_bytes,
            answer_bytes=limits.answer_bytes,
            core=self._core.number,
        )


def default_cache() -> Path:
    """The user's cache folder."""
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "gradschool-grader"


def _post_mortem(ended: dict[str, Any], limits: Limits) -> tuple[str, str, str]:
    """Kind and message of a death that the warden reports, and the status that the examinee chose for it."""
    how, code = ended["ended"], ended.get("code")
    if how == "memory":
        return "memory", f"used {limits.too_much_memory}", ""
    if how == "processes":
        return "crash", f"started more than {limits.processes} processes", ""
    if how == "pipes":
        return "crash", f"held more than {MOST_PIPES} pipes, or hid which files were open", ""
    if how == "deadline":
        return "timeout", f"stopped when the submission's {limits.submission_seconds:g} s were over", ""
    if how == "exit":
        return "crash", "ended Python itself", f" (exit status {code})"
    if how == "not":
        return "protocol", "the submission interfered with its examination: it closed its line", ""
    if how == "signal" and isinstance(code, int):
        return "crash", "crashed Python itself", f" ({_signal_name(code)})"
    return "crash", "ended without a word", ""


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
