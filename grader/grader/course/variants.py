"""What an author writes beside a solution: known mistakes with their hints, and other right versions.

``mistakes.py`` and ``alternatives.py`` are made of these; they are read by the grader alone and never ship.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from grader.course.solution import Solution

Variant = Callable[[Solution], Any]
"""Takes the solution and returns the function or class that another notebook would hold."""


@dataclass(frozen=True)
class Mistake:
    """A known wrong implementation of an exercise, and the hint that it earns."""

    exercise: str
    name: str
    hint: str
    make: Variant


@dataclass(frozen=True)
class Alternative:
    """Another right implementation of an exercise; it must earn full points."""

    exercise: str
    name: str
    make: Variant


def mistake(exercise: str, *, hint: str) -> Callable[[Variant], Mistake]:
    """Mark a function that makes a wrong version of an exercise.

    Parameters
    ----------
    exercise : str
        Name of the exercise.
    hint : str
        What a student who makes this mistake reads: what is wrong and what to think of, not the answer.

    Notes
    -----
    The function takes the :class:`~grader.course.solution.Solution` and returns the wrong function or class:
    written out, or made from the solution's own source by ``solution.edited(name, (old, new), ...)``.
    """

    def decorate(make: Variant) -> Mistake:
        return Mistake(exercise, make.__name__, hint, make)

    return decorate


def accepted(exercise: str) -> Callable[[Variant], Alternative]:
    """Mark a function that makes another right version of an exercise (see `mistake` for its form)."""

    def decorate(make: Variant) -> Alternative:
        return Alternative(exercise, make.__name__, make)

    return decorate
