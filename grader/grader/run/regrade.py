"""Grading again: what of an earlier result still holds, and whose score moved, and why."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from grader.judge.versions import Versions
from grader.results import ExerciseResult, Result, Status
from gradschool.checks import Verdict

NOTHING: frozenset[str] = frozenset()
MOVES = "moved.csv"
"""Where moves are kept, beside the results."""


def outdated(result: Result, versions: Versions) -> frozenset[str] | None:
    """The exercises of a result that must be graded again since the unit changed.

    Returns
    -------
    frozenset of str or None
        None where nothing of the result holds any more: it was made on another ground, of other exercises, or the
        submission as a whole had not come to its end.
    """
    if result.version != versions.ground:
        return None
    if result.status == Status.UNREADABLE:
        return NOTHING
    found = {exercise.name: exercise.version for exercise in result.exercises}
    unfinished = any(problem.where == "submission" for problem in result.problems)
    changed = frozenset(name for name, version in versions.exercises.items() if found.get(name) != version)
    if not changed and found.keys() == versions.exercises.keys():
        return NOTHING
    return None if unfinished or found.keys() - versions.exercises.keys() else changed


def merged(earlier: Result, new: Result, exercises: Sequence[str]) -> Result:
    """A result of some exercises, completed by what an earlier one says of the others."""
    if not new.graded:
        return new
    kept = {exercise.name: exercise for exercise in earlier.exercises}
    fresh = {exercise.name: exercise for exercise in new.exercises}
    others = kept.keys() - fresh.keys()
    problems = tuple(problem for problem in earlier.problems if problem.where in others)
    every = tuple(fresh.get(name) or kept[name] for name in exercises)
    return replace(new, exercises=every, problems=new.problems + problems)


@dataclass(frozen=True)
class Move:
    """A score that is another than before, and why: one reason a line."""

    student: str
    before: float
    after: float
    why: tuple[str, ...]


def move_of(before: Result | None, after: Result) -> Move | None:
    """How a student's score moved between two results, if it did."""
    if before is None or before.score == after.score:
        return None
    return Move(after.student, before.score, after.score, tuple(_reasons(before, after)))


def _reasons(before: Result, after: Result) -> Iterator[str]:
    if before.fingerprint != after.fingerprint:
        yield "another notebook was handed in"
    elif before.version != after.version:
        yield "set-up cells, limits or the library changed"
    earlier = {exercise.name: exercise for exercise in before.exercises}
    for exercise in after.exercises:
        was = earlier.pop(exercise.name, ExerciseResult(exercise.name, 0.0))
        if was.score != exercise.score:
            changes = ", ".join(_changes(was.verdicts, exercise.verdicts))
            yield f"{exercise.name} {was.score:g} → {exercise.score:g}: {changes}"
    for name, was in earlier.items():
        if was.score:
            yield f"{name} {was.score:g} → 0: it is no exercise any more"


def _changes(before: Sequence[Verdict], after: Sequence[Verdict]) -> Iterator[str]:
    """What is different between two lists of verdicts, probe by probe."""
    earlier = {verdict.probe: verdict for verdict in before}
    for verdict in after:
        was, ends = earlier.pop(verdict.probe, None), "passes" if verdict.passed else "fails"
        if was is None:
            yield f"{verdict.probe} is new and {ends}"
        elif was.passed != verdict.passed:
            yield f"{verdict.probe} now {ends}"
        elif was.points != verdict.points and verdict.passed:
            yield f"{verdict.probe} is worth {verdict.points:g} instead of {was.points:g}"
    yield from (f"{name} is gone" for name in earlier)


def keep_move(path: Path, move: Move) -> None:
    """Add a move to a CSV file, which is made if need be: time (UTC), student, before, after, why."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        if not file.tell():
            writer.writerow(("time (UTC)", "student", "before", "after", "why"))
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
        writer.writerow((now, move.student, move.before, move.after, "; ".join(move.why)))
