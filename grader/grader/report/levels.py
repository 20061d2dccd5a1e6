"""How far a submission came in an exercise: its share of the points, and one word for it."""

from __future__ import annotations

from grader.results import ExerciseResult
from gradschool.checks import ProbeError, Verdict
from gradschool.checks.verdict import explain


def share(exercise: ExerciseResult) -> float:
    """Points earned, from 0 to 1; an exercise without points counts its probes."""
    if exercise.max_score > 0:
        return min(1.0, max(0.0, exercise.score / exercise.max_score))
    return passed(exercise) / len(exercise.verdicts) if exercise.verdicts else 0.0


def told(exercise: ExerciseResult) -> tuple[Verdict, ...]:
    """The verdicts that are news: not that a quiz's answer is a letter, which is worth nothing."""
    if exercise.max_score <= 0:
        return exercise.verdicts
    return tuple(verdict for verdict in exercise.verdicts if verdict.points or not verdict.passed)


def passed(exercise: ExerciseResult) -> int:
    """How many of the told verdicts are right."""
    return sum(verdict.passed for verdict in told(exercise))


def level(exercise: ExerciseResult) -> str:
    """``full``, ``part``, ``none``, or ``blank`` where nothing was written."""
    if share(exercise) >= 1 - 1e-9:
        return "full"
    if share(exercise) > 0:
        return "part"
    return "blank" if is_blank(exercise) else "none"


def is_blank(exercise: ExerciseResult) -> bool:
    """Whether every failure says that the exercise still stands as it was released; older documents by its words."""
    untouched = explain(ProbeError("not_written"), exercise.name)
    failed = [verdict for verdict in exercise.verdicts if not verdict.passed]
    return bool(failed) and all(verdict.to_do or verdict.message == untouched for verdict in failed)
