"""Telling answers from rounding noise: the same question, asked with random inputs that differ in their last digits.

A mistake may divide by what ought to be zero, or solve what has no solution. What it answers then is the rounding of
one processor, and a student's processor rounds in another way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from gradschool import backend
from gradschool.checks import Observation, Probe, Tolerance, first_difference, observe
from gradschool.checks.verdict import wrong

SHAKES = 2.0**-40, 2.0**-44
"""How much each input changes, relative to itself: many roundings, a millionth of what is compared."""
NUMBER = re.compile(r"[-+]?\d[\d.]*(e[-+]?\d+)?")


class Shaken(np.random.Generator):
    """NumPy's default generator, whose real numbers are all a little larger or smaller.

    >>> drawn, shaken = np.random.default_rng(3).normal(size=4), Shaken(np.random.PCG64(3)).normal(size=4)
    >>> 0 < float(abs(shaken / drawn - 1).max()) < 1e-11
    True
    """

    def __init__(self, bits: np.random.BitGenerator, size: float = SHAKES[0]) -> None:
        super().__init__(bits)
        self._size = size

    def standard_normal(self, *given: Any, **named: Any) -> Any:
        """Draw and shake."""
        return self._shaken(super().standard_normal(*given, **named))

    def normal(self, *given: Any, **named: Any) -> Any:
        """Draw and shake."""
        return self._shaken(super().normal(*given, **named))

    def uniform(self, *given: Any, **named: Any) -> Any:
        """Draw and shake."""
        return self._shaken(super().uniform(*given, **named))

    def random(self, *given: Any, **named: Any) -> Any:
        """Draw and shake."""
        return self._shaken(super().random(*given, **named))

    def beta(self, *given: Any, **named: Any) -> Any:
        """Draw and shake."""
        return self._shaken(super().beta(*given, **named))

    def _shaken(self, drawn: Any) -> Any:
        """The same numbers, a little more or less; the signs are no draws of their own."""
        factors = 1 + np.random.default_rng(0).choice([-self._size, self._size], size=np.shape(drawn))
        return drawn * factors if np.ndim(drawn) else float(drawn * factors)


def is_noise(
    probe: Probe, mistaken: Mapping[str, Any], solved: Mapping[str, Any], seed: int, answer: Observation
) -> bool:
    """Whether a wrong program answers otherwise when asked again: it throws dice, or hangs on rounding.

    A verifier is content with dice. Where the solution's answer hangs on the last digits too (a checksum, a switch),
    nothing is shaken.
    """
    if _differs(answer, observe(probe, mistaken, seed)):
        return probe.verify is None
    if not any(_differs(answer, observe(probe, mistaken, shaken)) for shaken in _shakes(seed)):
        return False
    exact = observe(probe, solved, seed)
    return probe.verify is not None or not any(
        _differs(exact, observe(probe, solved, shaken)) for shaken in _shakes(seed)
    )


def steady_words(probe: Probe, mistaken: Mapping[str, Any], solved: Mapping[str, Any], seed: int) -> str:
    """What a verifier says of a wrong answer that hangs on rounding, where that is the same each time; else nothing."""
    said = {wrong(probe, observe(probe, mistaken, seed), observe(probe, solved, seed))}
    for one, other in zip(_shakes(seed), _shakes(seed), strict=True):
        said.add(wrong(probe, observe(probe, mistaken, one), observe(probe, solved, other)))
    return said.pop() if len(said) == 1 else ""


def _shakes(seed: int) -> list[backend.Generator]:
    return [backend.Generator(Shaken(np.random.PCG64(seed), size)) for size in SHAKES]


def _differs(first: Observation, again: Observation) -> bool:
    if first.error or again.error:
        return _told(first) != _told(again)
    return first_difference(first.outputs, again.outputs, Tolerance()) is not None


def _told(seen: Observation) -> tuple[str, str, str] | None:
    """What went wrong, apart from the numbers in it."""
    error = seen.error
    return None if error is None else (error.kind, error.type, NUMBER.sub("#", error.message))
