"""A solution that is told something else than it was: one argument left out, turned around, exchanged, cut to a row.

What it answers then is what students answer who forget an argument or take it for another. Nothing here is written by
hand for an exercise: parameters and their values are all there is to go by.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import FrameType
from typing import Any

import numpy as np

from grader.course.changes import Arguments, Change, changes
from grader.course.docstring import docstring
from grader.course.unit import Exercise, Unit
from gradschool.checks import observe
from gradschool.checks.altered import ONLY
from gradschool.checks.purity import OWN, is_same

SEED = 0
"""With which probes are asked what they hand over."""
LINES = 100_000
"""So many lines a call may run: a length of zero may make a loop endless that ends with any other."""

CONDITIONS: Mapping[str, Callable[[np.ndarray], np.ndarray]] = {
    "negative": lambda x: x < 0,
    "positive": lambda x: x > 0,
    "zero": lambda x: x == 0,
    "zero or negative": lambda x: x <= 0,
}
"""Where numbers may be wrong."""

Function = Callable[..., Any]


class Endless(RuntimeError):
    """An altered solution does not come to its end."""


@dataclass(frozen=True)
class Altered:
    """A solution that is told something else.

    Attributes
    ----------
    said : str
        What a student reads whose wrong numbers are those of this function.
    function : callable
        In the place of the solution's.
    marks : bool
        Whether its numbers are the solution's own, but for nan where a condition holds.
    """

    said: str
    function: Function
    marks: bool = False


def altered(unit: Unit, exercise: Exercise) -> list[Altered]:
    """The alterations of an exercise's solution that change what its probes hand over, the likeliest slips first.

    There are none of a class, and none where submissions share a training.
    """
    function = unit.solution.definitions[exercise.name]
    if not inspect.isfunction(function) or exercise.is_dear:
        return []
    parameters, calls = inspect.signature(function).parameters, _heard(unit, exercise)
    told = [
        Altered(said, _told(function, change))
        for said, change in changes(parameters, _rows(function))
        if any(_alters(change, given) for given in calls)
    ]
    arrays = [name for name in parameters if any(isinstance(given[name], np.ndarray) for given in calls)]
    marked = [
        Altered(ONLY.format(name, words), _marked(function, name, holds), marks=True)
        for name in arrays
        for words, holds in CONDITIONS.items()
    ]
    return told + (marked if OWN not in parameters else [])


def _heard(unit: Unit, exercise: Exercise) -> list[Arguments]:
    """The arguments of each call that the exercise's probes make."""
    function, calls = unit.solution.definitions[exercise.name], list[Arguments]()
    signature = inspect.signature(function)

    def listening(*given: Any, **named: Any) -> Any:
        bound = signature.bind(*given, **named)
        bound.apply_defaults()
        calls.append(dict(bound.arguments))
        return function(*given, **named)

    for probe in exercise.probes:
        observe(probe, {**unit.solution.definitions, exercise.name: listening}, SEED)
    return calls


def _alters(change: Change, given: Arguments) -> bool:
    try:
        changed = change(given)
    except Exception:
        return False
    return not is_same(changed, {name: given[name] for name in changed})


def _rows(function: Function) -> list[str]:
    """The arrays whose first axis is that of the first array, by the docstring: each row is an example."""
    shapes = ((name, re.search(r"shape \((\w+)", kind)) for name, kind in docstring(function).kinds.items())
    axes = {name: found[1] for name, found in shapes if found}
    first = next(iter(axes.values()), "")
    return [name for name, axis in axes.items() if axis == first and not axis.isdigit()]


def _told(function: Function, change: Change) -> Function:
    """The function, with some of its arguments changed on the way."""
    signature = inspect.signature(function)

    def told(*given: Any, **named: Any) -> Any:
        bound = signature.bind(*given, **named)
        bound.apply_defaults()
        bound.arguments.update(change(bound.arguments))
        return _ended(function, bound)

    return told


def _ended(function: Function, bound: inspect.BoundArguments) -> Any:
    """A call of a solution that does not go on forever."""
    lines, before = 0, sys.gettrace()

    def line(frame: FrameType, event: str, value: object) -> Any:
        nonlocal lines
        lines += 1
        if lines > LINES:
            raise Endless
        return line

    def call(frame: FrameType, event: str, value: object) -> Any:
        return line if frame.f_code.co_filename == function.__code__.co_filename else None

    sys.settrace(call)
    try:
        return function(*bound.args, **bound.kwargs)
    finally:
        sys.settrace(before)


def _marked(function: Function, name: str, holds: Callable[[np.ndarray], np.ndarray]) -> Function:
    """The function, with nan in the place of each number of its results where a condition on an argument holds."""
    signature = inspect.signature(function)

    def marked(*given: Any, **named: Any) -> Any:
        condition = np.asarray(signature.bind(*given, **named).arguments[name], np.float64)

        def mark(value: Any) -> Any:
            fits = isinstance(value, np.ndarray) and value.shape == condition.shape and value.dtype.kind == "f"
            return np.where(holds(condition), np.nan, value) if fits and condition.ndim else value

        result = function(*given, **named)
        return tuple(map(mark, result)) if isinstance(result, tuple) else mark(result)

    return marked
