"""Symptoms: what a wrong answer shows of its mistake, without knowing the program that gave it.

Where no known mistake explains a failure, the answer alone is looked at beside the right one. A symptom is said only
where all the wrong values of an answer show it, and it says no more than can be seen; no right number is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from gradschool.checks.compare import Difference, Tolerance, first_difference, is_number, leaves
from gradschool.checks.number_symptoms import VALUES, Pair, same
from gradschool.checks.values import Plain

DEFAULT = Tolerance()
NOTHING = "None comes back where a value is due. Without return a function gives None, even if it prints."
NOTHING_HERE = (
    "None comes back where a value is due, though elsewhere it is right: why does your code come to its end without "
    "one here, or is a return missing?"
)
"""Instead, of a function for which None is the right answer to another probe."""
RAISED_FOR_NONE = "All else is right, but your code raises an error where None is the answer that is asked for."


def symptom(expected: Plain, got: Plain, tolerance: Tolerance = DEFAULT) -> str:
    """What a wrong answer shows, as a sentence for the student; an empty string where it shows nothing.

    Parameters
    ----------
    expected, got : plain value
        What is right, and what came back.
    tolerance : Tolerance, optional
        How close numbers must be to count as the same.

    Examples
    --------
    >>> symptom({"mean": 0.37}, {"mean": None})
    'None comes back where a value is due. Without return a function gives None, even if it prints.'
    >>> symptom(np.array([0.3, 1.7, -0.2]), np.array([-0.3, -1.7, 0.2]))
    'Every wrong number has the right size and the wrong sign.'
    """
    if form := _form(expected, got, tolerance):
        return form
    pairs = list(_wrong_arrays(expected, got, tolerance))
    if not pairs or any(right.shape != wrong.shape for right, wrong in pairs):
        return _shape(pairs, tolerance)
    if said := _steps(expected, got, tolerance):
        return said
    with np.errstate(all="ignore"):
        return next(filter(None, (rule(pairs, tolerance) for rule in VALUES)), "")


def _form(expected: Plain, got: Plain, tolerance: Tolerance) -> str:
    """What stands where something else is due."""
    for right, wrong in _parts(expected, got):
        if wrong is None and right is not None:
            return NOTHING
        if is_number(right) and np.ndim(right) == 0 and isinstance(wrong, list) and len(wrong) == 1:
            return "A tuple or list with one number comes back where the number itself is due; look for a comma."
        if isinstance(right, np.ndarray) and right.ndim and isinstance(wrong, list):
            return "A list or tuple comes back where one array is due: np.array makes one of rows of equal length."
        if _are_steps(right) and _are_steps(wrong) and len(right) != len(wrong):
            return _shape([(np.stack(right), np.stack(wrong))], tolerance)
        if _are_exchanged(right, wrong, tolerance):
            return "The values that you return are right, but they have changed places."
    return ""


def _parts(expected: Plain, got: Plain) -> Iterator[tuple[Plain, Plain]]:
    """A value and all that it holds, beside what came back for it."""
    yield expected, got
    if isinstance(expected, dict) and isinstance(got, dict):
        for key in expected:
            if key in got:
                yield from _parts(expected[key], got[key])
    elif isinstance(expected, list) and isinstance(got, list):
        for pair in zip(expected, got, strict=False):
            yield from _parts(*pair)


def _are_exchanged(right: Plain, wrong: Plain, tolerance: Tolerance) -> bool:
    """Whether two values that differ came back in the other order."""
    for kind in (dict, list):
        if isinstance(right, kind) and isinstance(wrong, kind) and len(right) == len(wrong) == 2:
            a, b = right.values() if isinstance(right, dict) else right
            c, d = wrong.values() if isinstance(wrong, dict) else wrong
            apart = _is_no_chance(a) and _is_no_chance(b) and first_difference(a, b, tolerance) is not None
            return apart and not first_difference(a, d, tolerance) and not first_difference(b, c, tolerance)
    return False


def _is_no_chance(value: Plain) -> bool:
    """Whether a value holds a number that is no whole one."""
    if isinstance(value, list):
        return any(map(_is_no_chance, value))
    return is_number(value) and bool((np.asarray(value) != np.round(value)).any())


def _wrong_arrays(expected: Plain, got: Plain, tolerance: Tolerance) -> Iterator[Pair]:
    """The wrong values as arrays; none where something is wrong that holds no numbers."""
    for pair in leaves(expected, got):
        if isinstance(pair, Difference) or not (is_number(pair[1]) and is_number(pair[2])):
            return
        if first_difference(pair[1], pair[2], tolerance):
            yield np.asarray(pair[1]), np.asarray(pair[2])


def _shape(pairs: list[Pair], tolerance: Tolerance) -> str:
    """What wrong shapes have in common."""
    for holds, said in SHAPES:
        if pairs and all(holds(right, wrong, tolerance) for right, wrong in pairs):
            return said
    return ""


def _has_lost_an_axis(right: np.ndarray, wrong: np.ndarray, tolerance: Tolerance) -> bool:
    return wrong.ndim < right.ndim and right.size == wrong.size and same(right.reshape(wrong.shape), wrong, tolerance)


def _is_longer_by_one(right: np.ndarray, wrong: np.ndarray, tolerance: Tolerance) -> bool:
    if not right.ndim or right.ndim != wrong.ndim or len(wrong) != len(right) + 1:
        return False
    return same(right, wrong[1:], tolerance) or same(right, wrong[:-1], tolerance)


def _lacks(*reductions: Callable[[np.ndarray], Any]) -> Callable[[np.ndarray, np.ndarray, Tolerance], bool]:
    """Whether an array came back of which one of these would be the number that is due."""

    def holds(right: np.ndarray, wrong: np.ndarray, tolerance: Tolerance) -> bool:
        if right.ndim or wrong.size < 2 or wrong.dtype.kind not in "iuf":
            return False
        whole = [np.asarray(reduction(wrong), dtype=np.float64) for reduction in reductions]
        return any(same(right.astype(np.float64), one, tolerance) for one in whole)

    return holds


def _is_one_for_all(right: np.ndarray, wrong: np.ndarray, tolerance: Tolerance) -> bool:
    return right.size > 1 and not wrong.ndim and same(right, np.full_like(right, wrong), tolerance)


def _is_the_first_entry(right: np.ndarray, wrong: np.ndarray, tolerance: Tolerance) -> bool:
    return right.size > 2 and not wrong.ndim and same(right.ravel()[0].astype(wrong.dtype), wrong, tolerance)


SHAPES: tuple[tuple[Callable[[np.ndarray, np.ndarray, Tolerance], bool], str], ...] = (
    (
        lambda right, wrong, tol: right.ndim == 2 and same(right.T, wrong, tol),
        "The numbers are right, but rows and columns have changed places: the result is transposed.",
    ),
    (_has_lost_an_axis, "The numbers are right, but the result has an axis less than it should."),
    (
        lambda right, wrong, tol: _has_lost_an_axis(wrong, right, tol),
        "The numbers are right, but the result has an axis too many, of length 1.",
    ),
    (_is_longer_by_one, "The result is right but for one entry too many, at its beginning or its end."),
    (
        lambda right, wrong, tol: _is_longer_by_one(wrong, right, tol),
        "The result is right but for one entry that is missing, at its beginning or its end.",
    ),
    (_lacks(np.sum), "An array comes back where one number is due; its sum would be right."),
    (_lacks(np.mean), "An array comes back where one number is due; its mean would be right."),
    (_lacks(np.max), "An array comes back where one number is due; its largest entry would be right."),
    (
        _is_one_for_all,
        "One number comes back where an array is due that holds it everywhere: np.full_like or np.zeros_like makes it.",
    ),
    (
        _is_the_first_entry,
        "One number comes back where an array is due, and it is the first of the right ones: does a return stand "
        "inside of a loop?",
    ),
)
"""What a result in the wrong shape may be, and what is said of it."""


def _steps(expected: Plain, got: Plain, tolerance: Tolerance) -> str:
    """What is seen in a list of arrays, one a step."""
    for right, wrong in _parts(expected, got):
        if not _are_steps(right) or not _are_steps(wrong) or len(right) != len(wrong) or len(right) < 3:
            continue
        moves = [np.diff(np.stack(steps), axis=0) for steps in (right, wrong)]
        if moves[0].any() and not moves[1].any():
            return "Your answer is the same after every step, where it should move on."
    return ""


def _are_steps(value: Any) -> bool:
    return (
        isinstance(value, list)
        and all(isinstance(step, np.ndarray) and step.dtype.kind == "f" for step in value)
        and len({step.shape for step in value}) == 1
    )
