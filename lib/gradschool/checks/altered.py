"""Altered calls: wrong numbers that the solution itself gives when it is told something else than it was.

Where no known mistake explains a failure, the student's answer is put beside those of the solution with one argument
altered: left out, with another sign, its last row alone. What is said holds for each wrong number of every failed
probe. An altered answer may instead be marked, nan where a condition holds ("where x is negative"): then the wrong
numbers are among those, and nearly all of those are wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gradschool.checks.compare import Difference, Tolerance, close, first_difference, is_number, leaves
from gradschool.checks.observe import Observation
from gradschool.checks.probes import Probe
from gradschool.checks.values import Plain, map_arrays

ONLY = "Your numbers are wrong only where {} is {}."
"""What is said where an answer is marked."""
NEAR = 1e-3
"""A wrong number may be this far from the altered one, as a share of its distance from the right one."""
SMALL = 10
"""A whole number up to this size is given by many programs."""
ENOUGH = 2
"""So many different numbers, none of them a small whole one, must agree."""
SHARE = 0.3
"""Of the numbers that the alteration changes, at least this share must be wrong: it may count in a part of the code."""
MOST = 0.75
"""Of the marked numbers, at least this share must be wrong: a right one may be among them by chance, such as a zero."""
REST = 0.2
"""Of all numbers beside them, at least this share is not marked."""

SIDES = ("right", "own", "other")

Answer = Callable[[Probe], Observation | None]
"""What the altered solution answers to a probe; None where it says nothing."""
Failed = Sequence[tuple[Probe, Observation, Observation]]
"""Probes that failed, each with what came back and what is right."""


@dataclass(frozen=True)
class Compared:
    """The numbers of one value, in one line each: what is right, what came back, what the altered solution gives."""

    right: np.ndarray
    own: np.ndarray
    other: np.ndarray
    off: np.ndarray


def explanation(failed: Failed, altered: Iterable[tuple[str, Answer]]) -> str:
    """What is said of the first alteration that gives all wrong numbers of all failures; empty where none does.

    Parameters
    ----------
    failed : sequence of (Probe, Observation, Observation)
        Probes, each with what came back and what is right. One that a verifier or a measure judges, or that came back
        without an answer, has no numbers to go by: then nothing is said.
    altered : iterable of (str, callable)
        What is said of each alteration, and what the solution answers under it.
    """
    if not failed or not all(_is_open(probe, got) for probe, got, _ in failed):
        return ""
    return next((said for said, answer in altered if _explains(failed, answer, _is_marked(said))), "")


def _is_open(probe: Probe, got: Observation) -> bool:
    """Whether an answer holds numbers that are compared as they are."""
    return not (probe.verify or probe.measure or got.changed) and got.outputs is not None


def _is_marked(said: str) -> bool:
    return said.startswith(ONLY.partition("{")[0])


def shortened(outputs: Plain) -> Plain:
    """An altered answer as it ships: in single precision, and of a marked one the marks alone."""
    marked = any(np.isnan(array).any() for array in _arrays(outputs))

    def short(array: np.ndarray) -> np.ndarray:
        if array.dtype.kind != "f":
            return array
        with np.errstate(over="ignore"):
            return np.where(np.isnan(array), np.nan, 0 if marked else array).astype(np.float32)

    return map_arrays(outputs, short)


def _arrays(value: Plain) -> Iterator[np.ndarray]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        yield from _arrays(one)
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        yield value


def _explains(failed: Failed, answer: Answer, marked: bool) -> bool:
    found: list[Compared] = []
    for probe, got, expected in failed:
        seen = answer(probe)
        if seen is None or seen.outputs is None:
            return False
        compared = list(_compared(expected.outputs, got.outputs, seen.outputs, probe.tolerance))
        if None in compared or not any(one.off.any() for one in compared if one):
            return False
        found += [one for one in compared if one]
    return _are_marked(found) if marked else _are_given(found)


def _compared(expected: Plain, got: Plain, altered: Plain, tolerance: Tolerance) -> Iterator[Compared | None]:
    """The values of an answer that hold numbers; None for one that can't be explained."""
    others = {pair[0]: pair[2] for pair in leaves(expected, altered) if not isinstance(pair, Difference)}
    for pair in leaves(expected, got):
        if isinstance(pair, Difference):
            yield None
            return
        where, right, own = pair
        if not is_number(right):
            yield from (None,) if first_difference(right, own) else ()
            continue
        arrays = [np.asarray(value) if is_number(value) else None for value in (right, own, others.get(where))]
        yield _beside(arrays, tolerance)


def _beside(arrays: Sequence[np.ndarray | None], tolerance: Tolerance) -> Compared | None:
    right, own, other = arrays
    if right is None or own is None or right.shape != own.shape or "c" in (right.dtype.kind, own.dtype.kind):
        return None
    off = ~close(right, own, *tolerance.of(right.dtype, own.dtype))
    if other is None or other.shape != right.shape or other.dtype.kind == "c":
        if off.any():
            return None
        other = right
    if not right.ndim and np.isnan(other):
        return None
    left, mine, theirs = (array.astype(np.float64).ravel() for array in (right, own, other))
    return Compared(left, mine, theirs, off.ravel())


def _are_given(found: list[Compared]) -> bool:
    """Whether each wrong number is that of the altered solution."""
    right, own, other = (np.concatenate([getattr(one, side)[one.off] for one in found]) for side in SIDES)
    if not np.isfinite([right, own, other]).all() or np.allclose(own, -right, atol=0):  # a sign is told by itself
        return False
    telling = {value for value in own.tolist() if value != round(value) or abs(value) > SMALL}
    changed = sum((one.other != one.right).sum() for one in found if one.off.any())
    if len(telling) < ENOUGH or len(own) < SHARE * changed:
        return False
    return bool((np.abs(own - other) <= NEAR * np.abs(own - right)).all())


def _are_marked(found: list[Compared]) -> bool:
    """Whether the wrong numbers are those that the altered solution marks."""
    wrong = [one for one in found if one.off.any()]
    off = np.concatenate([one.off for one in wrong])
    marked = np.concatenate([np.isnan(one.other) & ~np.isnan(one.right) for one in wrong])
    if (off & ~marked).any() or (~marked).sum() < REST * len(marked):
        return False
    return bool(off.sum() >= MOST * marked.sum())
