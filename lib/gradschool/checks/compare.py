"""Comparison of plain values: the first thing that is wrong, in words that a student can act on.

Shape and dtype are judged before values, in the whole result: a transposed matrix should not read as twelve wrong
numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from gradschool.checks.values import Plain

DEFAULT_TOLERANCE = {2: (1e-2, 1e-3), 4: (1e-4, 1e-6), 8: (1e-6, 1e-9)}
"""Bytes of a real floating-point number: relative and absolute tolerance."""
RAISES = "raises "
"""How the words begin that tell what a call came to, in the place of a value."""
SINGLE = 4
LARGEST_ERROR = 2.0
"""A relative error beyond this says nothing that the difference does not say better."""

KIND_WORDS = {"b": "truth values", "i": "whole numbers", "u": "whole numbers", "f": "floating-point numbers"}


@dataclass(frozen=True)
class Tolerance:
    """How close is close enough: ``|got - expected| <= atol + rtol * |expected|``.

    A missing number follows the dtype: 1e-6 and 1e-9 in float64, 1e-4 and 1e-6 in float32, the looser of the two
    where the dtypes differ. Half precision (1e-2 and 1e-3) is the expected value's to choose: no answer earns room
    for errors by being rounded to float16. With `exact` the dtypes must be the same.
    """

    rtol: float | None = None
    atol: float | None = None
    exact: bool = False

    def of(self, expected: np.dtype, got: np.dtype) -> tuple[float, float]:
        """The relative and absolute tolerance for values of these dtypes."""
        size = min(_real_bytes(expected), max(_real_bytes(got), SINGLE))
        rtol, atol = DEFAULT_TOLERANCE.get(size, DEFAULT_TOLERANCE[8])
        return (rtol if self.rtol is None else self.rtol, atol if self.atol is None else self.atol)


@dataclass(frozen=True)
class Difference:
    """The first difference between what was expected and what came back."""

    where: str
    what: str
    own: str = ""
    """What came back, where only its value is another."""

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def first_difference(
    expected: Plain, got: Plain, tolerance: Tolerance = Tolerance(), where: str = ""
) -> Difference | None:
    """The first place where two plain values differ, or None.

    Structure, shapes and dtypes of the whole are compared first, then the values in order.

    Parameters
    ----------
    expected, got : plain value
        See :mod:`gradschool.checks.values`.
    tolerance : Tolerance, optional
        How close numbers must be.
    where : str, optional
        Name of the value in messages; keys of an outermost dict name themselves.
    """
    pairs = list(leaves(expected, got, where))
    for pair in pairs:
        if isinstance(pair, Difference):
            return pair
        if form := _form_difference(*pair, tolerance):
            return form
    for pair in pairs:
        if not isinstance(pair, Difference) and (value := _value_difference(*pair, tolerance)):
            return value
    return None


def leaves(expected: Plain, got: Plain, where: str = "") -> Iterator[tuple[str, Plain, Plain] | Difference]:
    """Pairs of values that hold no others, or the difference in structure that ends the walk."""
    if isinstance(expected, dict):
        yield from _dict_leaves(expected, got, where)
    elif isinstance(expected, list):
        if isinstance(got, np.ndarray) and got.ndim and len(got) == len(expected):
            got = list(got)
        if not isinstance(got, list):
            yield Difference(where or "the result", f"expected a list of {len(expected)}, got {_got(got)}")
        elif len(got) != len(expected):
            yield Difference(where or "the result", f"expected {len(expected)} items, got {len(got)}")
        else:
            for i, pair in enumerate(zip(expected, got, strict=True)):
                yield from leaves(*pair, f"{where}[{i}]")
    else:
        yield where or "the result", expected, got


def _dict_leaves(expected: dict[str, Plain], got: Plain, where: str) -> Iterator[tuple[str, Plain, Plain] | Difference]:
    if not isinstance(got, dict):
        yield Difference(where or "the result", f"expected a dict, got {_got(got)}")
        return
    for key in expected:
        if key not in got:
            yield Difference(f"{where}[{key!r}]" if where else key, "is missing")
            return
    if extra := [key for key in got if key not in expected]:
        yield Difference(where or "the result", f"has {extra[0]!r}, which was not asked for")
        return
    for key, value in expected.items():
        yield from leaves(value, got[key], f"{where}[{key!r}]" if where else key)


def _form_difference(where: str, expected: Plain, got: Plain, tolerance: Tolerance) -> Difference | None:
    """A difference in type, shape or dtype."""
    if is_number(expected) != is_number(got):
        return Difference(where, f"expected {_name(expected)}, got {_got(got)}")
    if not is_number(expected):
        return (
            None if type(expected) is type(got) else Difference(where, f"expected {_name(expected)}, got {_got(got)}")
        )
    left, right = np.asarray(expected), np.asarray(got)
    if left.shape != right.shape:
        return Difference(where, f"expected shape {left.shape}, got {right.shape}" if left.ndim and right.ndim
                          else f"expected {_name(expected)}, got {_got(got)}")  # fmt: skip
    if tolerance.exact and left.dtype != right.dtype:
        return Difference(where, f"expected dtype {left.dtype}, got {right.dtype}")
    if not _same_kind(left, right):
        return Difference(where, f"expected {_kind(left)}, got {_kind(right)} (dtype {right.dtype})")
    return None


def _value_difference(where: str, expected: Plain, got: Plain, tolerance: Tolerance) -> Difference | None:
    """The first wrong element, in C order."""
    if not is_number(expected):
        own = _short(got)
        return (
            None
            if expected == got
            else Difference(where, _told(expected, got) or f"expected {expected!r}, got {own}", own)
        )
    left, right = np.asarray(expected), np.asarray(got)
    if left.dtype == right.dtype and left.tobytes() == right.tobytes():
        return None
    wrong = ~close(left, right, *tolerance.of(left.dtype, right.dtype))
    if not wrong.any():
        return None
    index = tuple(int(i) for i in np.argwhere(wrong)[0])
    place = where + (f"[{', '.join(map(str, index))}]" if index else "")
    count = int(wrong.sum())
    rest = f"; {count} of {wrong.size} values are wrong" if wrong.size > 1 else ""
    own = right[index].item()
    shown = str(own) if isinstance(own, int) else f"{own:.4g}"
    return Difference(place, describe_numbers(left[index].item(), own) + rest, shown)


def _told(expected: Plain, got: Plain) -> str:
    """Of two outcomes of a call (see `outcome`), which should have come and which did; empty for all else."""
    if not (isinstance(expected, str) and isinstance(got, str)):
        return ""
    if not (expected.startswith(RAISES) and got.startswith(RAISES)):
        return ""
    return f"should raise {expected.removeprefix(RAISES)}, and {got}"


def _real_bytes(dtype: np.dtype) -> int:
    """Bytes of a real number of a dtype; whole numbers and truth values count as exact as float64."""
    return dtype.itemsize // (2 if dtype.kind == "c" else 1) if dtype.kind in "fc" else 8


def close(expected: np.ndarray, got: np.ndarray, rtol: float, atol: float) -> np.ndarray:
    """Which numbers of two arrays in one shape are close enough; nan is close to nan."""
    if expected.dtype.kind == "b":
        return expected == got
    with np.errstate(all="ignore"):
        wide = np.result_type(expected.dtype, got.dtype, np.float64)
        left, right = expected.astype(wide), got.astype(wide)
        return np.isclose(right, left, rtol=rtol, atol=atol, equal_nan=True)


def describe_numbers(expected: complex, got: complex) -> str:
    """Two numbers with digits enough to tell them apart, and how far they are apart.

    Whole numbers have all their digits and no distance: they may be classes or sizes. Truth values are told in words.

    >>> describe_numbers(2.0, 2.5), describe_numbers(1e-12, 0.25)
    ('expected 2, got 2.5 (relative error 0.25)', 'expected 1e-12, got 0.25 (difference 0.25)')
    >>> describe_numbers(14110, 14450)
    'expected 14110, got 14450'
    """
    if isinstance(expected, int) and isinstance(got, int):
        return f"expected {expected}, got {got}"
    for digits in (4, 6, 9, 12, 17):
        left, right = f"{expected:.{digits}g}", f"{got:.{digits}g}"
        if left != right:
            break
    text = f"expected {left}, got {right}"
    if not np.isfinite(expected) or not np.isfinite(got) or expected == 0:
        return text
    apart = abs(got - expected)
    if apart > LARGEST_ERROR * abs(expected):
        return f"{text} (difference {apart:.2g})"
    return f"{text} (relative error {apart / abs(expected):.2g})"


def is_number(value: Any) -> bool:
    return isinstance(value, (np.ndarray, bool, int, float, complex))


def _same_kind(expected: np.ndarray, got: np.ndarray) -> bool:
    """Whether both hold numbers of one kind; single numbers may be whole or not."""
    if "b" in (expected.dtype.kind, got.dtype.kind) or expected.ndim:
        return expected.dtype.kind.replace("u", "i") == got.dtype.kind.replace("u", "i")
    return True


def _kind(array: np.ndarray) -> str:
    return KIND_WORDS.get(array.dtype.kind, "complex numbers")


def _name(value: Plain) -> str:
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {value.shape}"
    if isinstance(value, bool) or (isinstance(value, np.ndarray) and value.dtype.kind == "b"):
        return "True or False"
    if is_number(value):
        return "a number"
    names = {str: "a string", list: "a list or tuple", dict: "a dict", type(None): "None"}
    return names.get(type(value), type(value).__name__)


def _got(value: Plain) -> str:
    """What came back; None is most often no answer at all."""
    return "None (is a return missing?)" if value is None else _name(value)


def _short(value: Plain) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
