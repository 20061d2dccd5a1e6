"""What a lecture notebook's cells stand on beside the library itself: a figure that waits for the student's own code.

>>> from gradschool.lesson import drawn_by
>>> with drawn_by("adam_step"):
...     raise NotImplementedError("your code here")
This figure is drawn by your own adam_step, which is still to do. Write it, then run this cell again.
"""

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import wraps
from pathlib import Path
from types import TracebackType
from typing import Any

from gradschool.checks.check import CheckError, PublicChecks
from gradschool.checks.timelimit import Alarm, TimeIsUp

FIGURE_SECONDS = 120.0
"""A figure of the course takes a few seconds; after two minutes something has no end."""
VARIABLE = "GRADSCHOOL_FIGURE_SECONDS"
"""The environment variable that gives every figure another limit, for a machine that is slow or does much else."""


class drawn_by:
    """``with drawn_by("adam_step"):`` runs a figure that needs the student's own functions, or says which it waits for.

    ``@drawn_by("adam_step")`` does so for a function that draws, whenever it is called.

    Parameters
    ----------
    *exercises : str
        Names of the functions that the block calls, in the notebook's order.
    seconds : float, default 120
        After so long the block is stopped: a loop that ends only with a right answer may have no end. Where the
        environment variable ``GRADSCHOOL_FIGURE_SECONDS`` is set, it holds for all figures in place of their own.

    Raises
    ------
    TimeoutError
        If the time is up though every exercise is right.
    ValueError
        If the environment variable holds no number of seconds.

    Notes
    -----
    An error in the block is told in one kind line where one of the exercises is still to do or not yet right, so that
    the notebook runs on to its end. Where they all are right, the error is the figure's own and passes through.
    """

    def __init__(self, *exercises: str, seconds: float = FIGURE_SECONDS) -> None:
        self._exercises, self._seconds, self._alarm = exercises, seconds, Alarm(_allowed(seconds))
        self._names: Mapping[str, Any] | None = None

    def __call__(self, draw: Callable[..., Any]) -> Callable[..., Any]:
        """Guard every call of a function that draws, which then returns None where it would be a block left early."""

        @wraps(draw)
        def guarded(*positional: Any, **named: Any) -> Any:
            guard = drawn_by(*self._exercises, seconds=self._seconds)
            guard._names = draw.__globals__
            with guard:
                return draw(*positional, **named)

        return guarded

    def __enter__(self) -> None:
        self._names = self._names or sys._getframe(1).f_globals
        self._alarm.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self._alarm.__exit__(kind, error, trace)
        if not isinstance(error, (Exception, TimeIsUp)):
            return False
        unfinished = _unfinished(self._exercises, self._names or {})
        if isinstance(error, NotImplementedError):
            unfinished = unfinished or dict.fromkeys(self._exercises, "to do")
        if unfinished:
            _say(unfinished, str(error) if isinstance(error, TimeIsUp) else f"{type(error).__name__}: {error}")
        elif isinstance(error, TimeIsUp):
            way = f"run it again, make its numbers smaller, or set {VARIABLE} to more"
            raise TimeoutError(f"this figure was {error}; {way}") from None
        return bool(unfinished)


def _allowed(seconds: float) -> float:
    """The seconds that a figure may take: the environment's word before its own."""
    told = os.environ.get(VARIABLE, "").strip()
    if not told:
        return seconds
    with suppress(ValueError):
        if 0 < float(told) < 1e9:
            return float(told)
    raise ValueError(f"{VARIABLE}={told!r} is no number of seconds; correct it, such as 600, or unset it")


def _unfinished(exercises: tuple[str, ...], names: Mapping[str, Any]) -> dict[str, str]:
    """Those exercises that are not right yet, with their state: ``to do`` or ``wrong``."""
    try:
        unit = PublicChecks(Path("."))
    except CheckError:
        return {name: "to do" for name in exercises if name not in names}
    states = {name: unit.score(name, names).state if name in names else "to do" for name in exercises}
    return {name: state for name, state in states.items() if state != "right"}


def _say(unfinished: dict[str, str], what: str) -> None:
    to_do = [name for name, state in unfinished.items() if state == "to do"]
    names = to_do or list(unfinished)
    many = len(names) > 1
    told = " and ".join([", ".join(names[:-1]), names[-1]] if many else names)
    if to_do:
        state, way = f"{'are' if many else 'is'} still to do", "Write"
    else:
        state, way = f"{'do' if many else 'does'} not pass {'their' if many else 'its'} check yet", "Mend"
    reason = f" ({what})" if what and not to_do else ""
    them = "them" if many else "it"
    print(f"This figure is drawn by your own {told}, which {state}{reason}. {way} {them}, then run this cell again.")
