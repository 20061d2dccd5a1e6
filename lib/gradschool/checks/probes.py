"""Probes: how an exercise is exercised, and the file they are read from.

``probes.py`` lies beside a notebook; it ships to students. It is a list of functions under ``@probe``.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any, Literal, get_args

from gradschool.checks.compare import Tolerance

Verify = Callable[[dict[str, Any], dict[str, Any]], str | None]
Measure = Callable[[dict[str, Any]], dict[str, Any]]
Home = Literal["numpy", "auto"]


class ProbeFileError(ValueError):
    """A file of probes can't be used; the message names the file, the probe and what to do."""


@dataclass(frozen=True)
class Probe:
    """One way of exercising an exercise.

    Attributes
    ----------
    exercise : str
        Name of the function or class that the probe is about.
    name : str
        Name of the probe; unique within its exercise.
    run : callable
        ``run(student, rng)``, or ``run(student, rng, inputs)`` where a `verify` is given.
    points : float
        What passing it earns.
    verify : callable or None
        ``verify(outputs, inputs)`` returns None, or a message that says what is wrong.
    tolerance : Tolerance
        How close numbers must be.
    summary : str
        First line of the function's docstring: what a student reads.
    measure : callable or None
        ``measure(outputs)`` returns what is compared in the place of the outputs.
    backend : {"numpy", "auto"}
        Where the arrays live that the probe makes.
    changes : tuple of str
        Names of arguments that functions may write into.
    shared : str
        Name of the seed that it shares with other probes and with all submissions of a course; empty for one of its
        own.
    """

    exercise: str
    name: str
    run: Callable[..., dict[str, Any]]
    points: float
    verify: Verify | None
    tolerance: Tolerance
    summary: str
    measure: Measure | None = None
    backend: Home = "numpy"
    changes: tuple[str, ...] = ()
    shared: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """The exercise's name and the probe's: what a probe is known by."""
        return (self.exercise, self.name)

    @property
    def seed_key(self) -> tuple[str, str]:
        """What its seed is drawn for: the exercise, and the probe or the name of the seed that it shares."""
        return (self.exercise, self.shared or self.name)

    @property
    def is_quiz(self) -> bool:
        """Whether it asks a question with a few possible answers, of which a guess may hit the right one."""
        return is_quiz(self.exercise)


def is_quiz(exercise: str) -> bool:
    """Whether an exercise is a question that a letter or a number answers, by its name: ``quiz_...``."""
    return exercise.startswith("quiz_")


def probe(
    exercise: str,
    *,
    points: float,
    verify: Verify | None = None,
    measure: Measure | None = None,
    rtol: float | None = None,
    atol: float | None = None,
    exact_dtype: bool = False,
    backend: Home = "numpy",
    changes: str | Sequence[str] = (),
    shared: str = "",
) -> Callable[[Callable[..., dict[str, Any]]], Probe]:
    """Turn a function into a probe of an exercise.

    Parameters
    ----------
    exercise : str
        Name of the student's function or class.
    points : float
        What passing it earns; 0 for a probe that only informs.
    verify : callable, optional
        Judges properties where many answers are right: ``verify(outputs, inputs)`` returns None or a message.
        The probe then takes a third parameter ``inputs``, a dict that it fills from ``rng`` before it calls the
        student's code. The grader takes the inputs from its own run on the solution, never from the student's.
    measure : callable, optional
        Works out what is compared from what came back: the mean of random numbers, say, where no single one can be
        compared. The grader measures on its own side, where a student's code can't reach.
    rtol, atol : float, optional
        Relative and absolute tolerance; the defaults follow the dtype (see :class:`Tolerance`).
    exact_dtype : bool, default False
        Whether float32 and float64 are told apart; else the kind of number is enough.
    backend : {"numpy", "auto"}, default "numpy"
        Where the arrays live that the probe makes. On NumPy an answer is the same on every machine, so a probe is run
        there, whatever backend the notebook uses: a function gets NumPy arrays. ``"auto"`` is for a probe about the
        backend itself, and means what it means to `gradschool.backend.use`: the GPU, where there is one.
    changes : str or sequence of str, optional
        Arguments that the function is meant to write into. Whoever changes another one fails the probe
        (:mod:`gradschool.checks.purity`); only ``state``, which the function itself returned, is always its own.
    shared : str, optional
        Name of a seed that probes of this exercise share, in grading one for all submissions of a course, which follows
        from its secret. For what takes long, such as a training that several probes judge: the solution and the known
        mistakes are then put to it once. And where a program is to be worth the same, whoever hands it in.

    Raises
    ------
    ProbeFileError
        If the points are negative, the backend is none of the two, or the function takes other parameters.

    Examples
    --------
    >>> @probe("double", points=1)
    ... def of_a_vector(student, rng):
    ...     '''Three random numbers.'''
    ...     return {"twice the numbers": student.double(rng.standard_normal(3))}
    >>> of_a_vector.summary
    'Three random numbers.'
    """
    if points < 0:
        raise ProbeFileError(f"a probe of {exercise!r} has {points} points; points are 0 or more")
    if backend not in get_args(Home):
        raise ProbeFileError(f"a probe of {exercise!r} wants the backend {backend!r}; it is one of {get_args(Home)}")

    def decorate(function: Callable[..., dict[str, Any]]) -> Probe:
        expected = 3 if verify else 2
        if len(inspect.signature(function).parameters) != expected:
            wanted = "(student, rng, inputs)" if verify else "(student, rng)"
            raise ProbeFileError(f"probe {function.__name__!r} of {exercise!r} must take {wanted}")
        doc = inspect.getdoc(function) or function.__name__.replace("_", " ")
        tolerance = Tolerance(rtol, atol, exact_dtype)
        summary = doc.split("\n\n")[0].replace("\n", " ")
        name = function.__name__
        free = (changes,) if isinstance(changes, str) else tuple(changes)
        home = backend
        return Probe(exercise, name, function, float(points), verify, tolerance, summary, measure, home, free, shared)

    return decorate


def load_probes(source: str | CodeType, filename: str | Path = "probes.py") -> list[Probe]:
    """Read the probes of a file, in the order in which they stand.

    Parameters
    ----------
    source : str or code
        The file's text, or what `compile` made of it.
    filename : path, default "probes.py"
        Its name in error messages.

    Raises
    ------
    ProbeFileError
        If the file can't be run or names a probe twice.
    """
    namespace: dict[str, Any] = {"__name__": "gradschool_probes", "__file__": str(filename)}
    try:
        exec(source if isinstance(source, CodeType) else compile(source, str(filename), "exec"), namespace)
    except ProbeFileError:
        raise
    except Exception as error:
        raise ProbeFileError(f"{filename} can't be run: {type(error).__name__}: {error}") from error
    probes = [value for value in namespace.values() if isinstance(value, Probe)]
    seen: set[tuple[str, str]] = set()
    for one in probes:
        if one.key in seen:
            raise ProbeFileError(f"{filename} has two probes {one.name!r} of {one.exercise!r}; rename one")
        seen.add(one.key)
    return probes
