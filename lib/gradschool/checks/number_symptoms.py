"""What wrong numbers in the right shape have in common: a dtype, a factor, nan, one row (see :mod:`.symptoms`)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gradschool.checks.compare import KIND_WORDS, Tolerance, first_difference

EXACT = Tolerance(rtol=1e-9, atol=0.0)
ROUNDED = Tolerance(rtol=1e-5, atol=1e-6)
"""What single precision leaves of equal numbers."""

LARGEST_COUNT = 10_000
"""A whole factor up to this size is taken for a number of things."""

Pair = tuple[np.ndarray, np.ndarray]
"""What is right, and what came back instead."""


def _is_of_another_dtype(pairs: list[Pair], tolerance: Tolerance) -> str:
    kinds = {(right.dtype, wrong.dtype) for right, wrong in pairs}
    (right, wrong), *others = kinds
    if others or right == wrong or not {right.kind, wrong.kind} <= set("iuf"):
        return ""
    if not all(same(left.astype(float), own.astype(float), ROUNDED) for left, own in pairs):
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
    rows = [i for i in range(len(right)) if not same(right[i], wrong[i], tolerance)]
    if len(rows) != 1:
        return ""
    place = {0: "the first", len(right) - 1: "the last"}.get(rows[0], "one")
    return f"Everything is right but for {place} {'row' if right.ndim > 1 else 'entry'}."


def same(right: np.ndarray, wrong: np.ndarray, tolerance: Tolerance = EXACT) -> bool:
    """Whether two arrays agree, in form too."""
    return first_difference(right, wrong, tolerance) is None


VALUES: tuple[Callable[[list[Pair], Tolerance], str], ...] = (
    _is_of_another_dtype,
    _is_not_finite,
    _is_a_multiple,
    _is_floored,
    _is_wrong_in_one_row,
)
"""What wrong numbers in the right shape may have in common; each says it, or nothing."""
