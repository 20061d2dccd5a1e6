"""What an author writes beside a unit's probes: known mistakes with their hints, other right answers, and attacks.

``mistakes.py``, ``alternatives.py`` and the corpus of attacks are read by the grader alone and never ship.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.audit.attacks.handin import HandIn
    from grader.course.solution import Solution

Preparation = Callable[["HandIn"], None]
Variant = Callable[["Solution"], Any]


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


@dataclass(frozen=True)
class Attack:
    """A hostile submission: how it is made, the harm it attempts, and what must be seen when it is graded."""

    name: str
    make: Preparation
    harm: str
    tried: str
    told: str
    status: str = "graded"
    spends: bool = False
    student: str = ""
    family: str = ""


def attack(
    harm: str, *, tried: str = "", told: str, status: str = "graded", spends: bool = False, student: str = ""
) -> Callable[[Preparation], Attack]:
    """Mark a function that prepares a hostile submission.

    Parameters
    ----------
    harm : str
        What it attempts, in a few words.
    told : str
        Regular expression: plain words that its result must hold, in a problem or in the attacked exercise's verdicts.
    tried : str, optional
        Regular expression: the trace that shows that it ran, in those words or in what its cells show; by default
        `told`. An attack that leaves no trace counts as one that got through.
    status : str, default "graded"
        What must become of the submission: ``graded``, ``unreadable`` or ``missing``. A download is always refused.
    spends : bool, default False
        Whether it may lose its own other points, by spending its time or ending what runs it. Otherwise it must earn
        exactly the points of its honest part.
    student : str, optional
        Name of the folder that it is handed in as, where the name is part of the attack.

    Notes
    -----
    The function is given a :class:`~grader.audit.attacks.handin.HandIn`: a notebook in which every exercise but one is
    solved. Whatever the attack does, that one must earn nothing.
    """

    def decorate(make: Preparation) -> Attack:
        return Attack(make.__name__, make, harm, tried or told, told, status, spends, student)

    return decorate
