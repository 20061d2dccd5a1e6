"""What every right answer has in common with the solution's where a verifier judges: the same parts, and real numbers.

A verifier looks for what would be wrong, and comparisons with nan are never true: ``if error > limit`` finds nothing in
an answer of nan, and a loop over the parts of an answer nothing in one without parts. So what passes a verifier is
looked at once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from gradschool.checks.values import Plain

SIGNS: dict[str, Callable[[np.ndarray], bool]] = {
    "nan": lambda numbers: bool(np.isnan(numbers).any()),
    "an infinite number": lambda numbers: bool(np.isinf(numbers).any()),
    "complex numbers": np.iscomplexobj,
}
"""What a part of an answer may hold only if that part of the solution's does."""


def misformed(expected: dict[str, Plain], got: dict[str, Plain]) -> str:
    """Why an answer can't be right, whatever its verifier says of it; an empty string where it may be.

    Parameters
    ----------
    expected : dict
        The solution's answer. An empty one says nothing: `check` does not have what a verifier judges.
    got : dict
        What came back.

    Examples
    --------
    >>> misformed({"weights": np.zeros(3)}, {"weights": np.full(5, np.nan)})
    'weights: holds nan'
    >>> misformed({"weights": np.zeros(3)}, {})
    'weights: is missing'
    >>> misformed({"weights": np.zeros(3)}, {"weights": np.ones(5)})
    ''
    """
    for part, right in expected.items():
        if part not in got:
            return f"{part}: is missing"
        for what in SIGNS:
            if _holds(got[part], what) and not _holds(right, what):
                return f"{part}: holds {what}"
    return "it has a part that was not asked for" if expected and len(got) > len(expected) else ""


def _holds(value: Plain, what: str) -> bool:
    """Whether numbers that a value holds show a sign."""
    return any(SIGNS[what](numbers) for numbers in _numbers(value) if numbers.dtype.kind in "fc")


def _numbers(value: Plain) -> Iterator[np.ndarray]:
    """All arrays and numbers in a plain value."""
    if isinstance(value, (list, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _numbers(item)
    elif isinstance(value, (np.ndarray, float, complex)):
        yield np.asarray(value)
