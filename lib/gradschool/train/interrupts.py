"""Ctrl-C that waits: what must be done whole or not at all is done whole."""

import signal
import threading
from types import FrameType, TracebackType
from typing import Any


class Uninterrupted:
    """Holds Ctrl-C back until the block is over, and lets it through then.

    Python interrupts between any two instructions, so a step over several groups of weights could stop half way, and
    nothing could be resumed from there. Threads other than the main one are never interrupted; nor is a process whose
    handler of the signal is not Python's.
    """

    def __enter__(self) -> None:
        self._pressed = False
        self._before: Any = None
        if threading.current_thread() is threading.main_thread() and callable(signal.getsignal(signal.SIGINT)):
            self._before = signal.signal(signal.SIGINT, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._pressed = True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
        if self._pressed:
            signal.raise_signal(signal.SIGINT)
