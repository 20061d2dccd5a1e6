"""Symptoms: what a wrong answer shows of its mistake, without knowing the program that gave it.

Where no known mistake explains a failure, the answer alone is looked at beside the right one. A symptom is said only
where all the wrong values of an answer show it, and it says no more than can be seen; no right number is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from gradschool.checks.compare import KIND_WORDS, Difference, Tolerance, first_difference, is_number, leaves
from gradschool.checks.values import Plain

DEFAULT = Tolerance()
EXACT = Tolerance(rtol=1e-9, atol=0.0)
ROUNDED = Tolerance(rtol=1e-5, atol=1e-6)
"""What single precision leaves of equal numbers."""
LARGEST_COUNT = 10_000
"""A whole factor up to this size is taken for a number of things."""

Pair = tuple[np.ndarray, np.ndarray]
"""What is right, and what came back instead."""


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
            return "None comes back where a value is due. Without return a function gives None, even if it prints."
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
    return wrong.ndim < right.ndim and right.size == wrong.size and _same(right.reshape(wrong.shape), wrong, tolerance)


def _is_longer_by_one(right: np.ndarray, wrong: np.ndarray, tolerance: Tolerance) -> bool:
    if not right.ndim or right.ndim != wrong.ndim or len(wrong) != len(right) + 1:
        return False
    return _same(right, wrong[1:], tolerance) or _same(right, wrong[:-1], tolerance)


def _is_not_summed_up(right: np.ndarray, wrong: np.ndarray, tolerance: Tolerance) -> bool:
    if right.ndim or wrong.size < 2 or wrong.dtype.kind not in "iuf":
        return False
    whole = [np.asarray(reduce(wrong)) for reduce in (np.sum, np.mean)]
    return any(_same(right.astype(np.float64), one.astype(np.float64), tolerance) for one in whole)


SHAPES: tuple[tuple[Callable[[np.ndarray, np.ndarray, Tolerance], bool], str], ...] = (
    (
        lambda right, wrong, tol: right.ndim == 2 and _same(right.T, wrong, tol),
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
    (_is_not_summed_up, "An array comes back where one number is due; its sum or its mean would be right."),
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


def _is_of_another_dtype(pairs: list[Pair], tolerance: Tolerance) -> str:
    kinds = {(right.dtype, wrong.dtype) for right, wrong in pairs}
    (right, wrong), *others = kinds
    if others or right == wrong or not {right.kind, wrong.kind} <= set("iuf"):
        return ""
    if not all(_same(left.astype(float), own.astype(float), ROUNDED) for left, own in pairs):
        return ""
    due = str(right) if tolerance.exact else KIND_WORDS[right.kind]
    return f"The numbers are right, but their dtype is {wrong}. Asked for: {due}."


def _is_not_finite(pairs: list[Pair], tolerance: Tolerance) -> str:
    wrong = np.concatenate([values.ravel() for _, values in pairs])
    right = np.concatenate([values.ravel() for values, _ in pairs])
    if np.isfinite(wrong).any() or not np.isfinite(right).all():
        return ""
    return (
        "Every wrong number is nan or infinite: look for a division by zero, a root or logarithm of a number that is "
        "too small, or an exponential of one that is too large."
    )


def _is_a_multiple(pairs: list[Pair], tolerance: Tolerance) -> str:
    """One factor between all wrong numbers and the right ones."""
    right, wrong = (np.concatenate([np.ravel(pair[side]) for pair in pairs]) for side in (0, 1))
    used = right != 0
    if {right.dtype.kind, wrong.dtype.kind} != {"f"} or wrong[~used].any() or not np.isfinite(wrong).all():
        return ""
    right, wrong = right[used].astype(np.float64), wrong[used].astype(np.float64)
    if not right.size or not wrong.all():
        return ""
    single = any(array.dtype.itemsize < 8 for pair in pairs for array in pair)
    factor, rtol = float(wrong[0] / right[0]), 1e-5 if single else 1e-9
    if not np.allclose(wrong, factor * right, rtol=rtol, atol=0):
        return ""
    return _of_factor(factor, len(np.unique(np.abs(right))), rtol)


def _of_factor(factor: float, evidence: int, rtol: float) -> str:
    """What a factor means; one that is no round number needs three numbers that share it."""
    if abs(factor + 1) <= rtol:
        return "Every wrong number has the right size and the wrong sign." if evidence > 1 else ""
    for one, words in ((factor, "{} times the right one"), (1 / factor, "1/{} of the right one")):
        count = round(one)
        if 2 <= abs(count) <= LARGEST_COUNT and abs(one - count) <= rtol * abs(count):
            times = words.format(abs(count)) + (", with the wrong sign" if factor < 0 else "")
            return f"Every wrong number is exactly {times}: a factor or a division is missing or too many."
    if evidence < 3 or abs(factor - 1) < 1e-3:
        return ""
    return f"All the wrong numbers are {factor:.4g} times the right ones: one constant factor is missing or too many."


def _is_floored(pairs: list[Pair], tolerance: Tolerance) -> str:
    floors = [(np.floor(right), wrong) for right, wrong in pairs if right.dtype.kind == "f"]
    enough = len(np.unique(np.concatenate([floor.ravel() for floor, _ in floors]))) > 2 if floors else False
    if not enough or len(floors) < len(pairs) or not all(np.array_equal(*pair) for pair in floors):
        return ""
    return "Your numbers are the right ones, rounded down: // divides whole numbers, / keeps what is behind the point."


def _is_wrong_in_one_row(pairs: list[Pair], tolerance: Tolerance) -> str:
    if len(pairs) != 1:
        return ""
    right, wrong = pairs[0]
    if right.ndim == 0 or len(right) < 4:
        return ""
    rows = [i for i in range(len(right)) if not _same(right[i], wrong[i], tolerance)]
    if len(rows) != 1:
        return ""
    place = {0: "the first", len(right) - 1: "the last"}.get(rows[0], "one")
    return f"Everything is right but for {place} {'row' if right.ndim > 1 else 'entry'}."


def _same(right: np.ndarray, wrong: np.ndarray, tolerance: Tolerance = EXACT) -> bool:
    return first_difference(right, wrong, tolerance) is None


VALUES: tuple[Callable[[list[Pair], Tolerance], str], ...] = (
    _is_of_another_dtype,
    _is_not_finite,
    _is_a_multiple,
    _is_floored,
    _is_wrong_in_one_row,
)
"""What wrong numbers in the right shape may have in common; each says it, or nothing."""
