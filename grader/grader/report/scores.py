"""What a platform is told: each student's points in a unit after the late penalty, and whether they are final."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.report.marks import marks_of

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


@dataclass(frozen=True)
class Score:
    """A student's points.

    Attributes
    ----------
    points : float
        As nbgrader counts them, after the late penalty, never below 0.
    waiting : bool
        Whether something waits for a person's grade, so that the points may change.
    """

    points: float
    waiting: bool


@dataclass(frozen=True)
class UnitScores:
    """The points of a class in one unit.

    Attributes
    ----------
    unit : str
    possible : float
        Points that can be earned.
    scores : dict of str to Score
        By student; nobody stands here who has handed nothing in.
    """

    unit: str
    possible: float
    scores: dict[str, Score]


def unit_scores(gradebook: Gradebook, unit: str) -> UnitScores:
    """The points of a class in one unit, out of nbgrader's gradebook."""
    from nbgrader.api import MissingEntry

    try:
        possible = float(gradebook.find_assignment(unit).max_score)
    except MissingEntry:
        possible = 0.0
    marks = marks_of(gradebook, unit)
    return UnitScores(unit, possible, {name: Score(one.total, bool(one.waiting)) for name, one in marks.items()})
