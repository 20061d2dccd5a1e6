"""A solution that is told something else than it was: one argument left out, turned around, exchanged, cut to a row.

What it answers then is what students answer who forget an argument or take it for another. Nothing here is written by
hand for an exercise: parameters and their values are all there is to go by.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from types import FrameType
from typing import Any

import numpy as np

from grader.course.docstring import docstring
from grader.course.unit import Exercise, Unit
from gradschool.checks import observe
from gradschool.checks.altered import ONLY
from gradschool.checks.purity import OWN, is_same

GIVEN = "The wrong numbers are those that come out {}: {}"
DEFAULT = "with the default of {}", "is the {} that your function is given used, and handed on?"
FORGOTTEN = "if state is forgotten", "each of your steps begins anew."
EXCHANGED = "if {} and {} change places", "which of them stands where?"
LAST = "if the last row of {} is all there is", "does each round of a loop overwrite what the rounds before it gave?"
FIRST = "if the first row of {} is all there is", "does a return stand inside of a loop?"
UPSTREAM = "upstream"
"""The name of the gradient that arrives, which is as large as what it is multiplied by."""
SEED = 0
"""With which probes are asked what they hand over."""
LINES = 100_000
"""So many lines a call may run: a length of zero may make a loop endless that ends with any other."""

Function = Callable[..., Any]
Arguments = dict[str, Any]
Change = Callable[[Arguments], Arguments]
"""Gives the arguments that become others, from all of a call."""


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
        for said, change in _changes(parameters, _rows(function))
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


def _changes(parameters: Mapping[str, inspect.Parameter], rows: list[str]) -> Iterator[tuple[str, Change]]:
    """What is said of a change, and the change."""
    for name, one in parameters.items():
        if name == OWN:
            yield GIVEN.format(*FORGOTTEN), partial(_set, {name: None})
        elif one.default is not one.empty:
            yield _said(DEFAULT, name), partial(_set, {name: one.default})
    if rows:
        yield _said(LAST, rows[0]), partial(_cut, rows, slice(-1, None))
        yield _said(FIRST, rows[0]), partial(_cut, rows, slice(0, 1))
    for name in parameters:
        for words, number in CONSTANTS:
            yield _said(words, name), partial(_filled, name, number)
    for words, change in CHANGES:
        for name in parameters:
            yield _said(words, name), partial(_turned, name, change)
    for a, b in combinations(parameters, 2):
        yield GIVEN.format(EXCHANGED[0].format(a, b), EXCHANGED[1]), partial(_exchanged, a, b)


def _said(words: tuple[str, str], name: str) -> str:
    return GIVEN.format(*(part.format(name) for part in words))


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


def _set(values: Arguments, given: Arguments) -> Arguments:
    return values


def _cut(names: list[str], place: slice, given: Arguments) -> Arguments:
    return {name: given[name][place] for name in names}


def _turned(name: str, change: Callable[[Any], Any], given: Arguments) -> Arguments:
    return {name: change(given[name])}


def _exchanged(a: str, b: str, given: Arguments) -> Arguments:
    """Two arguments in each other's place, where both are arrays in one shape, or numbers."""
    shapes = [np.shape(given[name]) if _is_fraction(given[name]) else None for name in (a, b)]
    return {a: given[b], b: given[a]} if None not in shapes and shapes[0] == shapes[1] else {}


def _filled(name: str, number: float, given: Arguments) -> Arguments:
    """A constant in the place of a number, or of an array that is not what all else is done to."""
    value = given[name]
    if not _is_fraction(value):
        return {}
    largest = max(np.size(one) for one in given.values() if _is_fraction(one))
    is_aside = np.ndim(value) == 0 or np.size(value) < largest or name == UPSTREAM
    return {name: value * 0 + number} if is_aside else {}


def _is_fraction(value: Any) -> bool:
    return isinstance(value, float) or (isinstance(value, np.ndarray) and value.dtype.kind == "f")


def _of_fractions(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A change of a number or an array of fractions; anything else stays what it is."""
    return lambda value: np.asarray(change(value), getattr(value, "dtype", None))[()] if _is_fraction(value) else value


def _of_whole_numbers(change: Callable[[int], int]) -> Callable[[Any], Any]:
    return lambda value: change(value) if isinstance(value, int) and not isinstance(value, bool) else value


CONSTANTS = (
    (("with one in the place of {}", "does it come in everywhere it should?"), 1.0),
    (("with zero in the place of {}", "does it come in everywhere it should?"), 0.0),
)
CHANGES: tuple[tuple[tuple[str, str], Callable[[Any], Any]], ...] = (
    (
        ("with the other value of {}", "what is done where it is True, and what where it is False?"),
        lambda value: not value if isinstance(value, bool) else value,
    ),
    (("if {} has the other sign", "is a plus a minus?"), _of_fractions(np.negative)),
    (("with the square of {} in its place", "where does it come in?"), _of_fractions(np.square)),
    (("with the root of {} in its place", "where does it come in?"), _of_fractions(lambda x: np.sqrt(np.abs(x)))),
    (("if {} is larger by one", "where is one counted too many?"), _of_whole_numbers(lambda x: x + 1)),
    (("if {} is smaller by one", "where is one counted too few?"), _of_whole_numbers(lambda x: x - 1)),
)
"""What is said of a change of one argument, and the change."""

CONDITIONS: Mapping[str, Callable[[np.ndarray], np.ndarray]] = {
    "negative": lambda x: x < 0,
    "positive": lambda x: x > 0,
    "zero": lambda x: x == 0,
    "zero or negative": lambda x: x <= 0,
}
"""Where numbers may be wrong."""
