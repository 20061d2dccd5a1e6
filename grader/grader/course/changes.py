"""Changes of a call's arguments, the likeliest slips first, and what is said of each.

>>> import inspect
>>> def scaled(x, factor=2.0): ...
>>> said, change = next(changes(inspect.signature(scaled).parameters, rows=[]))
>>> change({"x": 3.0, "factor": 5.0})
{'factor': 2.0}
>>> said
'The wrong numbers are those that come out with the default of factor: is the factor that your function is given ...'
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np

from gradschool.checks.purity import OWN

GIVEN = "The wrong numbers are those that come out {}: {}"
DEFAULT = "with the default of {}", "is the {} that your function is given used, and handed on?"
FORGOTTEN = "if state is forgotten", "each of your steps begins anew."
EXCHANGED = "if {} and {} change places", "which of them stands where?"
LAST = "if the last row of {} is all there is", "does each round of a loop overwrite what the rounds before it gave?"
FIRST = "if the first row of {} is all there is", "does a return stand inside of a loop?"
UPSTREAM = "upstream"
"""The name of the gradient that arrives, which is as large as what it is multiplied by."""

Arguments = dict[str, Any]
Change = Callable[[Arguments], Arguments]
"""Gives the arguments that become others, from all of a call."""


def changes(parameters: Mapping[str, inspect.Parameter], rows: list[str]) -> Iterator[tuple[str, Change]]:
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
