"""What wrong numbers in the right shape have in common: a dtype, a factor, nan, one row (see :mod:`.symptoms`)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gradschool.checks.compare import KIND_WORDS, Tolerance, close, first_difference

EXACT = Tolerance(rtol=1e-9, atol=0.0)
ROUNDED = Tolerance(rtol=1e-5, atol=1e-6)
"""What single precision leaves of equal numbers."""

FUNCTIONS: tuple[tuple[str, Callable[[np.ndarray], np.ndarray]], ...] = (
    ("the square root of", np.sqrt),
    ("the square of", np.square),
    ("one divided by", np.reciprocal),
    ("the logarithm of", np.log),
    ("the exponential of", np.exp),
)
"""What may have been forgotten, or done once too often."""

_BITS = "(a logarithm to the base {} where the natural one is due, or the other way round)"
NOTABLE: tuple[tuple[str, float], ...] = (
    ("1 / log(2) " + _BITS.format(2), 1 / np.log(2)),
    ("log(2) " + _BITS.format(2), np.log(2)),
    ("1 / log(10) " + _BITS.format(10), 1 / np.log(10)),
    ("log(10) " + _BITS.format(10), np.log(10)),
    ("the root of 2", np.sqrt(2)),
    ("1 / (the root of 2)", 1 / np.sqrt(2)),
)
"""Factors that a single number shows: no other slip gives them to nine digits."""

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
    for words, size in NOTABLE:
        if rtol < 1e-6 and abs(factor - size) <= rtol * size:
            return f"Every wrong number is {words} times the right one."
    if evidence < 3 or abs(factor - 1) < 1e-3:
        return ""
    return f"All the wrong numbers are {factor:.4g} times the right ones: where does such a factor come in?"


def _wrong_numbers(pairs: list[Pair], tolerance: Tolerance, unlike: int) -> Pair | None:
    """The entries that are wrong, in one line, beside the right ones.

    None where not all are finite fractions, or fewer than `unlike` different numbers are due: too few to tell by.
    """
    if any(array.dtype.kind != "f" for pair in pairs for array in pair):
        return None
    lines = [np.concatenate([np.ravel(pair[side]).astype(np.float64) for pair in pairs]) for side in (0, 1)]
    off = np.concatenate([~np.ravel(close(a, b, *tolerance.of(a.dtype, b.dtype))) for a, b in pairs])
    right, wrong = lines[0][off], lines[1][off]
    tells = np.isfinite(right).all() and np.isfinite(wrong).all() and len(np.unique(right)) >= unlike
    return (right, wrong) if tells else None


def _digits(pairs: list[Pair]) -> float:
    """How exactly numbers must agree to be called equal."""
    return 1e-5 if any(array.dtype.itemsize < 8 for pair in pairs for array in pair) else 1e-9


def _is_nothing(pairs: list[Pair], tolerance: Tolerance) -> str:
    """Zeros all over, where none is due."""
    if any(wrong.any() or not right.all() for right, wrong in pairs) or sum(right.size for right, _ in pairs) < 3:
        return ""
    return "All your numbers are 0 here: do two cancel, does a small dtype overflow, or is the result never filled in?"


def _has_lost_its_sign(pairs: list[Pair], tolerance: Tolerance) -> str:
    """Zeros for all numbers of one sign, or some numbers with the other sign, beside numbers that are right."""
    if not (numbers := _wrong_numbers(pairs, tolerance, unlike=3)):
        return ""
    right, wrong = numbers
    if np.allclose(wrong, -right, rtol=_digits(pairs), atol=0):
        return "Every wrong number has the right size and the wrong sign; the others are right."
    for side, words in ((right < 0, "negative"), (right > 0, "positive")):
        if side.all() and not wrong.any():
            return f"Every wrong number is 0 where a {words} one is due."
    return ""


def _is_a_function(pairs: list[Pair], tolerance: Tolerance) -> str:
    """A root, a square, or the like, of every right number."""
    if not (numbers := _wrong_numbers(pairs, tolerance, unlike=2)):
        return ""
    right, wrong = numbers
    for words, function in FUNCTIONS:
        if np.allclose(wrong, function(right), rtol=_digits(pairs), atol=0):
            return f"Every wrong number is {words} the right one."
    return ""


def _is_moved(pairs: list[Pair], tolerance: Tolerance) -> str:
    """One distance between all wrong numbers and the right ones."""
    if not (numbers := _wrong_numbers(pairs, tolerance, unlike=3)):
        return ""
    apart = numbers[1] - numbers[0]
    room = 10 * _digits(pairs) * max(np.abs(side).max() for side in numbers)
    if np.ptp(apart) > room or abs(apart[0]) < 1e3 * room:
        return ""
    way = "large" if apart[0] > 0 else "small"
    return f"Every wrong number is too {way} by the same amount: something is added that should not be, or is left out."


def _is_all_the_same(pairs: list[Pair], tolerance: Tolerance) -> str:
    """One number, or one row, over and over, where all that is due differs."""
    if any(wrong.dtype.kind != "f" or wrong.ndim == 0 or len(wrong) < 3 for _, wrong in pairs):
        return ""
    if not all((wrong == wrong[:1]).all() and len(np.unique(right, axis=0)) == len(right) for right, wrong in pairs):
        return ""
    rows = any(wrong.ndim > 1 for _, wrong in pairs)
    return f"All {'rows' if rows else 'numbers'} of your result are the same, and no two should be."


def _is_in_another_order(pairs: list[Pair], tolerance: Tolerance) -> str:
    """The right entries of a list of numbers, each in another's place."""
    lists = all(right.ndim == 1 and len(np.unique(right)) > 2 and right.dtype.kind == "f" for right, _ in pairs)
    if not lists or not all(same(np.sort(right), np.sort(wrong), tolerance) for right, wrong in pairs):
        return ""
    return "The right numbers come back, but in another order."


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
    _is_in_another_order,
    _is_wrong_in_one_row,
    _is_nothing,
    _has_lost_its_sign,
    _is_a_function,
    _is_moved,
    _is_floored,
    _is_all_the_same,
)
"""What wrong numbers in the right shape may have in common; each says it, or nothing."""
