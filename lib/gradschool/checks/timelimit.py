"""A limit on the time of a block of code: a loop without an end is stopped, and nobody catches the stop unaware."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType

CHECK_SECONDS = 20.0
"""How long one check of a notebook's function may take; those of the course take well under a second."""

AGAIN = 1.0
"""Seconds until a stop that was swallowed is raised again."""


class TimeIsUp(BaseException):
    """Raised in the middle of student code when its time is over; no ``except Exception`` catches it."""


class Alarm:
    """``with Alarm(20):`` raises `TimeIsUp` 20 seconds later, unless the block is left before.

    It is raised again every second, since code may swallow it: Python itself does, in a finalizer or a callback.
    There is no limit outside of the main thread, and none on a system without alarm signals (Windows). Compiled code
    is stopped only when it returns to Python.

    Parameters
    ----------
    seconds : float
    computing : bool, default False
        Whether the process's own time on the processor counts, and not that of the clock on the wall: what else the
        machine does meanwhile then costs nobody a second, and neither does sleep.

    Attributes
    ----------
    rang : bool
        Whether the time was over.

    Examples
    --------
    >>> with Alarm(0.05):
    ...     while True:
    ...         pass
    Traceback (most recent call last):
    ...
    gradschool.checks.timelimit.TimeIsUp: stopped after 0.05 s
    """

    def __init__(self, seconds: float, computing: bool = False) -> None:
        self._seconds, self._words = seconds, f"{seconds:g} s of computing" if computing else f"{seconds:g} s"
        self._timer, self._signal = ("ITIMER_PROF", "SIGPROF") if computing else ("ITIMER_REAL", "SIGALRM")
        self._armed = self.rang = False

    def __enter__(self) -> Alarm:
        if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
            self._armed = True
            self._before = signal.signal(getattr(signal, self._signal), self._ring)
            signal.setitimer(getattr(signal, self._timer), self._seconds, AGAIN)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._armed = False
        if hasattr(self, "_before"):
            signal.setitimer(getattr(signal, self._timer), 0)
            signal.signal(getattr(signal, self._signal), self._before or signal.SIG_DFL)

    def _ring(self, number: int, frame: FrameType | None) -> None:
        if self._armed:
            self.rang = True
            raise TimeIsUp(f"stopped after {self._words}")
