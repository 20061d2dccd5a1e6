"""What must be done whole or not at all: Ctrl-C waits for it, and an error in it leaves no trace."""

import threading
from _signal import getsignal, signal  # those of signal make enums of handlers, at the cost of a small layer
from signal import SIGINT
from types import FrameType, TracebackType
from typing import Any, Self

from gradschool.backend import Generator
from gradschool.backend.arrays import Array


class Uninterrupted:
    """Holds Ctrl-C back until the block is over, or until it is let through; a second one is never held back.

    Python interrupts between any two instructions, so a step over several groups of weights could stop half way, and
    nothing could be resumed from there. Threads other than the main one are never interrupted; nor is a process that
    does not handle the signal.
    """

    def __enter__(self) -> Self:
        self._pressed = False
        self._before: Any = None
        if threading.current_thread() is threading.main_thread() and callable(getsignal(SIGINT)):
            self._before = signal(SIGINT, self._note)
        return self

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self._pressed:
            self._before(number, frame)
        self._pressed = True

    def let_through(self) -> None:
        """Handle Ctrl-C now if it was pressed: here all is whole."""
        if self._pressed:
            self._pressed = False
            self._before(SIGINT, None)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            signal(SIGINT, self._before)
        if error is None:
            self.let_through()


class UndoneByErrors:
    """Puts back, if the block fails, what a forward pass changes besides its result.

    Parameters
    ----------
    rng : Generator
        Goes back to its state.
    buffers : list of dict of array
        Running statistics; a forward pass replaces these arrays and never writes into them.
    """

    def __init__(self, rng: Generator, buffers: list[dict[str, Array]]) -> None:
        self._source, self._buffers = rng.host.bit_generator, buffers

    def __enter__(self) -> None:
        self._state, self._before = self._source.state, [dict(arrays) for arrays in self._buffers]

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            return
        self._source.state = self._state
        for now, arrays in zip(self._buffers, self._before, strict=True):
            now.update(arrays)
