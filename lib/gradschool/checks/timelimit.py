"""A limit on the time of a block of code: a loop without an end is stopped, and nobody catches the stop unaware."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType

CHECK_SECONDS = 20.0
"""How long one check of a notebook's function may take; those of the course take well under a second."""


class TimeIsUp(BaseException):
    """Raised in the middle of student code when its time is over; no ``except Exception`` catches it."""


class Alarm:
    """``with Alarm(20):`` raises `TimeIsUp` once, 20 seconds later, unless the block is left before.

    There is no limit outside of the main thread, and none on a system without alarm signals (Windows). Compiled code
    is stopped only when it returns to Python.

    Parameters
    ----------
    seconds : float

    Examples
    --------
    >>> with Alarm(0.05):
    ...     while True:
    ...         pass
    Traceback (most recent call last):
    ...
    gradschool.checks.timelimit.TimeIsUp: stopped after 0.05 s
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._armed = False

    def __enter__(self) -> Alarm:
        if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
            self._armed = True
            self._before = signal.signal(signal.SIGALRM, self._ring)
            signal.setitimer(signal.ITIMER_REAL, self._seconds)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._armed = False
        if hasattr(self, "_before"):
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._before or signal.SIG_DFL)

    def _ring(self, number: int, frame: FrameType | None) -> None:
        if self._armed:
            self._armed = False
            raise TimeIsUp(f"stopped after {self._seconds:g} s")
