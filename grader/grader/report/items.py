"""Item analysis: how hard each exercise and check was, and whether it tells strong students from weak ones.

Difficulty is the mean share of the points that was earned: 1 where everybody has them all, 0 where nobody has any.

Discrimination is the corrected item-total correlation: Pearson's correlation of the points in an item with the points
in everything else. The item is left out of the total, since it would agree with itself (Henrysson 1963, "Correction of
item-total correlations in item analysis", Psychometrika 28, 211-218). Of an item that is right or wrong it is the
point-biserial correlation. The rest of a check is what was earned in the *other* exercises: the checks of one exercise
look at one function, and agree for that reason alone.

A class in which most have every point tells little: what is left to compare are the few who do not.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from grader.report.levels import level, share
from grader.results import ExerciseResult, Result

FEWEST = 3
"""Submissions that a correlation needs: of two it is 1 or -1 whatever they are."""

EVEN = 1e-9
"""A spread of scores below this is none."""


@dataclass(frozen=True)
class Item:
    """An exercise, or one check of it, over the graded submissions that have it.

    Attributes
    ----------
    exercise : str
    name : str
        The check's name; empty for the exercise as a whole.
    summary : str
        What the check does, in words.
    max_score : float
        Points; of a check without points, 0.
    students : int
        Graded submissions that have the item.
    right : int
        Of these, those with all its points.
    untried : int
        Of these, those whose exercise stands as it was released.
    difficulty : float
        Mean share of the points, from 0 to 1.
    discrimination : float or None
        From -1 to 1; None where it is not defined: fewer than three submissions, or no spread in the item or the rest.
    seconds, slowest : float
        What the exercise's checks took, at the median and at most; of a check, its exercise's.
    """

    exercise: str
    name: str
    summary: str
    max_score: float
    students: int
    right: int
    untried: int
    difficulty: float
    discrimination: float | None
    seconds: float
    slowest: float

    @property
    def remark(self) -> str:
        """What an instructor should make of these numbers; of a correlation below 0 by less than its error, nothing."""
        if self.right == self.students:
            return "everybody has it"
        if self.difficulty <= 0:
            return "nobody has it"
        if self.discrimination is not None and self.discrimination * math.sqrt(self.students) < -1:
            return "those who have it did worse elsewhere"
        return ""


def exercise_items(results: Sequence[Result]) -> list[Item]:
    """An item for each exercise, in the unit's order."""
    return [_item(name, "", "", found) for name, found in _by_exercise(results).items()]


def lone_losses(results: Sequence[Result]) -> tuple[int, int]:
    """How many graded submissions lost points in one exercise alone, and how many lost any.

    Where it is nearly all, no exercise can tell anything about the others.
    """
    lost = [sum(one.score < one.max_score - EVEN for one in result.exercises) for result in results if result.graded]
    return lost.count(1), sum(map(bool, lost))


def check_items(results: Sequence[Result]) -> dict[str, list[Item]]:
    """The items of each exercise's checks, by the exercise."""
    items: dict[str, list[Item]] = {}
    for exercise, found in _by_exercise(results).items():
        summaries = {verdict.probe: verdict.summary for _, attempt in found for verdict in attempt.verdicts}
        items[exercise] = [_item(exercise, name, summary, found) for name, summary in summaries.items()]
    return items


def correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Pearson's correlation; None where it is not defined.

    >>> correlation([0, 1, 1, 0], [2.0, 5.0, 4.0, 1.0])
    0.948...
    >>> correlation([1, 1, 1, 1], [2.0, 5.0, 4.0, 1.0])
    """
    x, y = np.asarray(first, float), np.asarray(second, float)
    if len(x) < FEWEST or np.ptp(x) < EVEN or np.ptp(y) < EVEN:
        return None
    return float(np.clip(np.corrcoef(x, y)[0, 1], -1.0, 1.0))


def _by_exercise(results: Sequence[Result]) -> dict[str, list[tuple[float, ExerciseResult]]]:
    """For each exercise, every graded submission's points in all the others, and how it did in this one."""
    found: dict[str, list[tuple[float, ExerciseResult]]] = defaultdict(list)
    for result in results:
        if result.graded:
            for exercise in result.exercises:
                found[exercise.name].append((result.score - exercise.score, exercise))
    return found


def _item(exercise: str, name: str, summary: str, found: Sequence[tuple[float, ExerciseResult]]) -> Item:
    """The item of an exercise, or of one of its checks."""
    having = [(rest, one) for rest, one in found if not name or any(v.probe == name for v in one.verdicts)]
    rests, attempts = [rest for rest, _ in having], [attempt for _, attempt in having]
    shares = [_share(attempt, name) for attempt in attempts]
    return Item(
        exercise,
        name,
        summary,
        max(_points(attempt, name) for attempt in attempts),
        len(attempts),
        sum(one >= 1 - EVEN for one in shares),
        sum(level(attempt) == "blank" for attempt in attempts),
        float(np.mean(shares)),
        correlation(shares, rests),
        float(np.median([attempt.seconds for attempt in attempts])),
        max(attempt.seconds for attempt in attempts),
    )


def _share(attempt: ExerciseResult, name: str) -> float:
    return next(float(one.passed) for one in attempt.verdicts if one.probe == name) if name else share(attempt)


def _points(attempt: ExerciseResult, name: str) -> float:
    return next(one.points for one in attempt.verdicts if one.probe == name) if name else attempt.max_score
