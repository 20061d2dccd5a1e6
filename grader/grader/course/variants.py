"""What an author writes beside a solution: known mistakes with their hints, and other right versions.

``mistakes.py`` and ``alternatives.py`` are made of these; they are read by the grader alone and never ship.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, overload

from grader.course.edits import Edit
from grader.course.solution import Solution, SolutionError

BLANK = "BLANK:"
"""Begins each text that is left to an author to write; what follows says by what it is to be replaced."""

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


Kind = TypeVar("Kind", Mistake, Alternative)
_found: ContextVar[list[Mistake | Alternative] | None] = ContextVar("_found", default=None)
"""What the file that is being read has held so far; None while none is read."""


@overload
def slip(exercise: str, name: str, old: str, new: str, /, *, hint: str, everywhere: bool = False) -> Mistake: ...


@overload
def slip(exercise: str, name: str, /, *edits: Edit, hint: str, everywhere: bool = False) -> Mistake: ...


def slip(exercise: str, name: str, /, *edits: Any, hint: str, everywhere: bool = False) -> Mistake:
    """A wrong version of an exercise that differs from the solution in a few characters.

    Parameters
    ----------
    exercise : str
        Name of the exercise.
    name : str
        What the mistake is called in reports, in the form of a Python name.
    *edits : str, str or tuple of (old, new)
        What stands once in the solution's program and what stands there instead; in pairs where there are several.
    hint : str
        What a student who makes this mistake reads: what is wrong and what to think of, not the answer.
    everywhere : bool, default False
        Make each edit in every place where its `old` stands.

    Raises
    ------
    grader.course.SolutionError
        When it is made, if an `old` stands nowhere in the program, or in several places.

    Examples
    --------
    >>> slip("momentum_step", "dampened", "mu * v + g", "mu * v + (1 - mu) * g", hint="g enters whole.").name
    'dampened'
    >>> _ = slip("step", "late", ("v = mu * v + g", "v_new = mu * v + g"), (", v", ", v_new"), hint="Update v first.")
    """
    pairs: tuple[Edit, ...] = (edits,) if edits and isinstance(edits[0], str) else edits
    if not pairs or any(isinstance(pair, str) or len(pair) != 2 for pair in pairs):
        raise TypeError(f"slip {name!r} takes what stands and what stands instead, or pairs of these; not {edits!r}")

    def make(solution: Solution) -> Any:
        try:
            return solution.edited(exercise, *pairs, everywhere=everywhere)
        except SolutionError as error:
            raise SolutionError(f"slip {name!r}: {error}") from None

    return _kept(Mistake(exercise, name, hint, make))


def mistake(exercise: str, *, hint: str) -> Callable[[Variant], Mistake]:
    """Mark a function that makes a wrong version of an exercise, written out.

    Parameters
    ----------
    exercise : str
        Name of the exercise.
    hint : str
        What a student who makes this mistake reads (see `slip`).

    Notes
    -----
    The function takes the :class:`~grader.course.solution.Solution` and returns the wrong function or class.
    """
    return lambda make: _kept(Mistake(exercise, make.__name__, hint, make))


def wrong_letters(quiz: str, /, **hints: str) -> list[Mistake]:
    """The wrong answers to a quiz, each with the reason that whoever gives it reads, at once and in the feedback.

    Parameters
    ----------
    quiz : str
        Name of the exercise.
    **hints : str
        Under each wrong letter: what is true of the thought that leads there, and where it breaks; never the right
        letter. A release seals them (see :mod:`gradschool.checks.seal`).

    Examples
    --------
    >>> [one.name for one in wrong_letters("quiz_rate", a="Half of it would do.", c="Sums do not multiply.")]
    ['quiz_rate_a', 'quiz_rate_c']
    """

    def answering(letter: str) -> Variant:
        return lambda solution: lambda: letter

    return [_kept(Mistake(quiz, f"{quiz}_{letter}", hint, answering(letter))) for letter, hint in hints.items()]


def accepted(exercise: str) -> Callable[[Variant], Alternative]:
    """Mark a function that makes another right version of an exercise (see `mistake` for its form)."""
    return lambda make: _kept(Alternative(exercise, make.__name__, make))


def read_variants(path: Path, kind: type[Kind], module: str) -> tuple[Kind, ...]:
    """The mistakes or the alternatives of a file, in its order; none where there is no file.

    Parameters
    ----------
    path : Path
    kind : type
        `Mistake` or `Alternative`.
    module : str
        What the file calls itself while it is run.
    """
    if not path.is_file():
        return ()
    found: list[Mistake | Alternative] = []
    before = _found.set(found)
    try:
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), {"__name__": module})
    finally:
        _found.reset(before)
    return tuple(one for one in found if isinstance(one, kind))


def _kept(variant: Kind) -> Kind:
    """The variant, which the file that is being read holds."""
    if (found := _found.get()) is not None:
        found.append(variant)
    return variant
