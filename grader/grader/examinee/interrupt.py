"""A time limit that ends a cell or a probe, and nothing else; code that swallows it is killed from outside."""

from __future__ import annotations

import signal
from types import FrameType, TracebackType


class TimeIsUp(BaseException):
    """Raised in the middle of student code when its time is over; no ``except Exception`` catches it."""


class Alarm:
    """``with Alarm(20):`` raises `TimeIsUp` once, 20 seconds later, unless the block is left before."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._armed = False

    def __enter__(self) -> Alarm:
        self._armed = True
        signal.signal(signal.SIGALRM, self._ring)
        signal.setitimer(signal.ITIMER_REAL, self._seconds)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._armed = False
        signal.setitimer(signal.ITIMER_REAL, 0)

    def _ring(self, number: int, frame: FrameType | None) -> None:
        if self._armed:
            self._armed = False
            raise TimeIsUp
