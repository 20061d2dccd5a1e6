"""The grader tested like a classifier, on programs whose worth is known.

The solution and the blank release go through the sandbox, as submissions do; mistakes and alternatives are the
author's own functions and are judged in this process, by the same code and with several seeds.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.audit.guesses import best_guess
from grader.audit.notebooks import Sheet, blank, solved, write
from grader.course import Course, Exercise, Unit
from grader.course.variants import Alternative, Mistake
from grader.judge import Judge
from grader.judge.exercise import judge_exercise
from grader.judge.oracle import Oracle
from grader.judge.seeds import probe_seed
from grader.results import ExerciseResult

ROUNDS = 3
"""Sets of seeds with which mistakes and alternatives are tried."""


@dataclass(frozen=True)
class Finding:
    """One thing that was tried.

    Attributes
    ----------
    unit, exercise : str
        What it was tried on; no exercise where a whole notebook was graded.
    kind : str
        ``solution``, ``blank``, ``mistake``, ``alternative`` or ``guess``.
    name : str
        Name of the mistake or alternative; what the best guess returns.
    expected, seen : str
        What should happen, and what did.
    ok : bool
        Whether they agree.
    """

    unit: str
    exercise: str
    kind: str
    name: str
    expected: str
    seen: str
    ok: bool


def audit(course: Course, unit: Unit, judge: Judge) -> Iterator[Finding]:
    """Try a unit's solution, its blank release, every known mistake and every accepted alternative."""
    yield _whole(judge, unit, "solution", solved(course, unit), unit.points)
    yield _whole(judge, unit, "blank", blank(course, unit), 0.0)
    for mistake in unit.mistakes:
        yield _mistake(judge.oracle, unit.exercise(mistake.exercise), mistake)
    for alternative in unit.alternatives:
        yield _alternative(judge.oracle, unit.exercise(alternative.exercise), alternative)
    for exercise in unit.exercises:
        if not exercise.is_quiz:
            yield _guess(judge.oracle, exercise)


def _whole(judge: Judge, unit: Unit, kind: str, notebook: Sheet, expected: float) -> Finding:
    with tempfile.TemporaryDirectory() as folder:
        result = judge.grade(kind, write(notebook, Path(folder) / f"{unit.name}.ipynb"))
    seen = f"{result.score:g} of {result.max_score:g} points"
    troubles = [problem for problem in result.problems if kind == "solution"]
    if troubles:
        seen += f"; {troubles[0].where}: {troubles[0].message}"
    for exercise in result.exercises:
        wrong = [verdict for verdict in exercise.verdicts if verdict.passed != (kind == "solution") and verdict.points]
        if wrong:
            seen += f"; {exercise.name}, {wrong[0].probe}: {wrong[0].message or 'passed'}"
            break
    ok = result.score == expected and not troubles
    return Finding(unit.name, "", kind, kind, f"{expected:g} of {unit.points:g} points", seen, ok)


def _mistake(oracle: Oracle, exercise: Exercise, mistake: Mistake) -> Finding:
    """A mistake must fail its exercise and earn its own hint, with any seeds."""
    seen, ok = "", True
    for result in _rounds(oracle, exercise, mistake):
        named = {verdict.mistake for verdict in result.verdicts if verdict.mistake}
        seen = f"{result.score:g} of {result.max_score:g} points, " + (", ".join(sorted(named)) or "no hint")
        if result.score >= result.max_score or named != {mistake.name}:
            ok = False
            break
    return Finding(oracle.unit.name, exercise.name, "mistake", mistake.name, "fails, with its own hint", seen, ok)


def _alternative(oracle: Oracle, exercise: Exercise, alternative: Alternative) -> Finding:
    """Another right answer must pass every probe, with any seeds."""
    seen, ok = "", True
    for result in _rounds(oracle, exercise, alternative):
        wrong = [verdict for verdict in result.verdicts if not verdict.passed]
        seen = f"{result.score:g} of {result.max_score:g} points"
        if wrong:
            seen, ok = f"{seen}; {wrong[0].probe}: {wrong[0].message}", False
            break
    expected = f"{exercise.points:g} of {exercise.points:g} points"
    return Finding(oracle.unit.name, exercise.name, "alternative", alternative.name, expected, seen, ok)


def _guess(oracle: Oracle, exercise: Exercise) -> Finding:
    """An answer that computes nothing must earn nothing."""
    earned = best_guess(oracle, exercise, [_seeds(oracle.unit, exercise, f"audit {n}") for n in range(ROUNDS)])
    of = f"of {exercise.points:g} points"
    seen = f"{earned.points:g} {of}" + (f", by {', '.join(earned.probes)}" if earned.probes else "")
    return Finding(
        oracle.unit.name, exercise.name, "guess", earned.guess or "guess", f"0 {of}", seen, not earned.points
    )


def _rounds(oracle: Oracle, exercise: Exercise, variant: Mistake | Alternative) -> Iterator[ExerciseResult]:
    definitions = oracle.unit.solution.with_replaced(exercise.name, variant.make(oracle.unit.solution))
    for number in range(ROUNDS):
        seeds = _seeds(oracle.unit, exercise, f"audit {number}")
        yield judge_exercise(oracle, exercise, seeds, oracle.answers(exercise, definitions, seeds))


def _seeds(unit: Unit, exercise: Exercise, fingerprint: str) -> Mapping[str, int]:
    return {
        probe.name: probe_seed(b"audit", unit.name, exercise.name, probe.name, fingerprint) for probe in exercise.probes
    }
