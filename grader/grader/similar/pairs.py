"""All pairs of a class: how much of each one's uncommon code is found in the other's.

What the released notebook holds is left out, and so is what many write: short exercises have one obvious answer. Of
what is left, a pair's two shares are the part of the one's fingerprints that the other has too, and the other way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

import numpy as np
from numpy.typing import NDArray

from grader.similar.programs import Program

FEWEST = 10
"""Uncommon fingerprints, about 40 tokens, that a program must have, and a pair must share, to speak of."""

FEW_WRITERS = 3
"""What so few write is never common, however small the class."""

AT_ONCE = 4096
"""Fingerprints that are counted at a time: a thousand students in a few megabytes."""


@dataclass(frozen=True)
class Pair:
    """Two submissions.

    Attributes
    ----------
    first, second : Program
        The first is the one of which a larger share is found in the other.
    shared : array of int64
        The uncommon fingerprints of both.
    share, other_share : float
        Part of the first's uncommon fingerprints that the second has, and the other way; from 0 to 1.
    """

    first: Program
    second: Program
    shared: NDArray[np.int64]
    share: float
    other_share: float


@dataclass(frozen=True)
class Findings:
    """What comparing a class gave.

    Attributes
    ----------
    pairs : tuple of Pair
        Those to look at; first those with the most in common, for a large share of little code says little.
    shares : array of float, shape (pairs of the class,)
        The larger share of every pair that was compared, sorted: what is usual in this class.
    compared : int
        Programs with enough uncommon code.
    too_little : tuple of str
        Students with less: nothing can be said of them.
    limit : int
        What more than so many wrote was left out.
    """

    pairs: tuple[Pair, ...]
    shares: NDArray[np.float64]
    compared: int
    too_little: tuple[str, ...]
    limit: int

    def as_alike(self, pair: Pair) -> int:
        """How many pairs of the class are at least as alike as this one, itself included."""
        return int(len(self.shares) - np.searchsorted(self.shares, pair.share - 1e-9))

    def quantile(self, part: float) -> float:
        """The share that this part of the pairs stays below; there must be a pair."""
        return float(np.quantile(self.shares, part))


def compare(
    programs: Sequence[Program], skeleton: NDArray[np.int64], minimum: float = 0.5, common: float = 0.1
) -> Findings:
    """Compare every program with every other.

    Parameters
    ----------
    programs : sequence of Program
    skeleton : array of int64
        Fingerprints of the released notebook; left out.
    minimum : float, default 0.5
        The share, from 0 to 1, from which on a pair is listed.
    common : float, default 0.1
        What more than this part of the class wrote is left out, but never what only three did.
    """
    limit = max(FEW_WRITERS, floor(common * len(programs)))
    owned = _uncommon([program.numbers for program in programs], skeleton, limit)
    enough = [place for place, numbers in enumerate(owned) if len(numbers) >= FEWEST]
    chosen, sets = [programs[place] for place in enough], [owned[place] for place in enough]
    shared = _shared(sets)
    sizes = np.array([len(numbers) for numbers in sets], dtype=float)
    larger = shared / np.minimum.outer(sizes, sizes) if len(sets) else shared
    rows, columns = np.triu_indices(len(sets), k=1)
    listed = (larger[rows, columns] >= minimum - 1e-9) & (shared[rows, columns] >= FEWEST)
    pairs = [_pair(chosen, sets, int(i), int(j)) for i, j in zip(rows[listed], columns[listed], strict=True)]
    pairs.sort(key=lambda pair: (-len(pair.shared), -pair.share, -pair.other_share, pair.first.student))
    few = tuple(program.student for program, numbers in zip(programs, owned, strict=True) if len(numbers) < FEWEST)
    return Findings(tuple(pairs), np.sort(larger[rows, columns]), len(chosen), few, limit)


def _uncommon(sets: Sequence[NDArray[np.int64]], skeleton: NDArray[np.int64], limit: int) -> list[NDArray[np.int64]]:
    """The sets without what the skeleton has and without what more than `limit` have."""
    if not sets:
        return []
    numbers, writers = np.unique(np.concatenate(sets), return_counts=True)
    left_out = np.union1d(skeleton, numbers[writers > limit])
    return [np.setdiff1d(one, left_out, assume_unique=True) for one in sets]


def _shared(sets: Sequence[NDArray[np.int64]]) -> NDArray[np.float64]:
    """How many numbers each two sets share: the product of an incidence matrix with itself, some columns at a time."""
    total = np.zeros((len(sets), len(sets)))
    if not sets:
        return total
    numbers = np.unique(np.concatenate(sets))
    for begin in range(0, len(numbers), AT_ONCE):
        some = numbers[begin : begin + AT_ONCE]
        has = np.stack([np.isin(some, one, assume_unique=True) for one in sets]).astype(np.float32)
        total += has @ has.T
    return total


def _pair(programs: Sequence[Program], sets: Sequence[NDArray[np.int64]], i: int, j: int) -> Pair:
    shared = np.intersect1d(sets[i], sets[j], assume_unique=True)
    if len(sets[j]) < len(sets[i]):
        i, j = j, i
    return Pair(programs[i], programs[j], shared, len(shared) / len(sets[i]), len(shared) / len(sets[j]))
