"""The points of a class in a unit, and whose work has none yet: what is exported, whatever the format."""

from __future__ import annotations

from dataclasses import dataclass
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING

from grader.report.marks import marks_of
from grader.results import Results, Status

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
        By student; nobody stands here whose work was not graded.
    ungraded : frozenset of str
        Students whose work lies in ``submitted/`` and was not graded.
    unreadable : frozenset of str
        Students whose work could not be read, and for whom nobody has decided yet.
    """

    unit: str
    possible: float
    scores: dict[str, Score]
    ungraded: frozenset[str] = frozenset()
    unreadable: frozenset[str] = frozenset()


def unit_scores(gradebook: Gradebook, unit: str, submitted: Path, results: Results) -> UnitScores:
    """The points of a class in one unit, out of nbgrader's gradebook; and whose work has none yet.

    That is work in `submitted` which was not graded, and what by its result could not be read and still waits.
    """
    from nbgrader.api import MissingEntry

    try:
        possible = float(gradebook.find_assignment(unit).max_score)
    except MissingEntry:
        possible = 0.0
    marks = marks_of(gradebook, unit)
    scores = {name: Score(one.total, bool(one.waiting)) for name, one in marks.items()}
    handed_in = {file.parent.parent.name for file in submitted.glob(f"*/{escape(unit)}/*")}
    unread = {one.student for one in results.all(tell_damage=True) if one.status == Status.UNREADABLE}
    undecided = frozenset(student for student in unread if student in scores and scores[student].waiting)
    return UnitScores(unit, possible, scores, frozenset(handed_in - scores.keys()), undecided)
