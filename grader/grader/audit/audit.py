"""The grader tested like a classifier, on programs whose worth is known.

The solution and the blank release go through the sandbox, as submissions do; mistakes and alternatives are the
author's own functions and are judged in this process, by the same code and with several seeds.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.audit.blanks import blanks
from grader.audit.guesses import best_guess
from grader.audit.notebooks import Sheet, blank, solved, write
from grader.course import Course, Exercise, Unit
from grader.course.solution import SolutionError
from grader.course.variants import Alternative, Mistake
from grader.judge import Judge
from grader.judge.exercise import judge_exercise
from grader.judge.oracle import Oracle, Seeds, broken_probes
from grader.judge.seeds import probe_seed
from grader.results import ExerciseResult
from gradschool.checks import Observation

ROUNDS = 3
"""Sets of seeds with which mistakes, alternatives and guesses are tried."""


@dataclass(frozen=True)
class Finding:
    """One thing that was tried.

    Attributes
    ----------
    unit, exercise : str
        What it was tried on; no exercise where a whole notebook was graded.
    kind : str
        ``solution``, ``blank`` (the release), ``mistake``, ``alternative``, ``guess`` or ``unwritten``.
    name : str
        Name of the mistake or alternative; what the best guess returns; the place that is still to be written.
    expected, seen : str
        What should happen (empty where that goes without saying), and what did.
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


class Rehearsal(Oracle):
    """An oracle for the audit, which puts every mistake beside all others with the same seeds.

    It answers each question once, and leaves out mistakes that can't be made.

    Parameters
    ----------
    unit : Unit
    rounds : int, optional
        Sets of seeds.
    """

    def __init__(self, unit: Unit, rounds: int = ROUNDS) -> None:
        super().__init__(unit)
        self.rounds = rounds
        self._expected: dict[tuple[Any, ...], dict[str, Observation]] = {}
        self._mistaken: dict[tuple[Any, ...], dict[str, dict[str, Observation]]] = {}

    def expected(self, exercise: Exercise, seeds: Seeds) -> dict[str, Observation]:
        """What the solution answers to an exercise's probes."""
        key = (exercise.name, *seeds.items())
        if key not in self._expected:
            self._expected[key] = super().expected(exercise, seeds)
        return self._expected[key]

    def mistaken(self, exercise: Exercise, seeds: Seeds) -> dict[str, dict[str, Observation]]:
        """What every known mistake of an exercise answers that can be made."""
        key = (exercise.name, *seeds.items())
        if key not in self._mistaken:
            made = [one for one in self.unit.mistakes_of(exercise.name) if not self.fault(one)]
            self._mistaken[key] = {one.name: self.repeatable(one, seeds) for one in made}
        return self._mistaken[key]

    def fault(self, variant: Mistake | Alternative) -> str:
        """Why a mistake or an alternative can't be made; an empty string where it can."""
        try:
            self.definitions(variant)
        except Exception as error:
            return f"it can't be made: {error if isinstance(error, SolutionError) else repr(error)}"
        return ""


def audit(course: Course, unit: Unit, judge: Judge) -> Iterator[Finding]:
    """Try a unit's solution, its blank release, every known mistake and every accepted alternative.

    A unit that is still to be written in part is not tried: what is found are its blanks. Nor is one whose solution
    fails a probe: what is found are these probes.
    """
    if unwritten := list(_blanks(unit)):
        yield from unwritten
        return
    oracle = Rehearsal(unit)
    if broken := [finding for exercise in unit.exercises for finding in _broken(oracle, exercise)]:
        yield from broken
        return
    yield _whole(judge, unit, "solution", solved(course, unit), unit.points)
    yield _whole(judge, unit, "blank", blank(course, unit), 0.0)
    for mistake in unit.mistakes:
        yield _mistake(oracle, unit.exercise(mistake.exercise), mistake)
    for alternative in unit.alternatives:
        yield _right(oracle, unit.exercise(alternative.exercise), alternative)
    for exercise in unit.exercises:
        if not exercise.is_quiz:
            yield _guess(oracle, exercise)


def audit_exercise(unit: Unit, exercise: Exercise) -> Iterator[Finding]:
    """The same for one exercise, in this process and from its sources alone: an author's short loop.

    Nothing need be built, and one set of seeds is taken. What only more of them, a sandbox or the release could show is
    left to `audit`. Where the solution fails a probe, nothing else is tried.
    """
    yield from _blanks(unit)
    oracle = Rehearsal(unit, rounds=1)
    if broken := list(_broken(oracle, exercise)):
        yield from broken
        return
    own = Alternative(exercise.name, "solution", lambda solution: solution.definitions[exercise.name])
    yield _right(oracle, exercise, own, kind="solution")
    yield _untouched(oracle, exercise)
    for mistake in unit.mistakes_of(exercise.name):
        yield _mistake(oracle, exercise, mistake)
    for alternative in unit.alternatives:
        if alternative.exercise == exercise.name:
            yield _right(oracle, exercise, alternative)
    if not exercise.is_quiz:
        yield _guess(oracle, exercise)


def _blanks(unit: Unit) -> Iterator[Finding]:
    for one in blanks(unit):
        yield Finding(unit.name, "", "unwritten", one.place, "", f"blank: {one.wanted}", False)


def _broken(oracle: Rehearsal, exercise: Exercise) -> Iterator[Finding]:
    """The probes that the solution itself fails: nothing can be judged by them."""
    expected = f"{exercise.points:g} of {exercise.points:g} points"
    seen = [
        why for seeds in _seeds(oracle, exercise) for why in broken_probes(exercise, oracle.expected(exercise, seeds))
    ]
    for why in dict.fromkeys(seen):
        yield Finding(oracle.unit.name, exercise.name, "solution", "solution", expected, why, False)


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


def _mistake(oracle: Rehearsal, exercise: Exercise, mistake: Mistake) -> Finding:
    """A mistake must fail its exercise and earn its own hint, with any seeds."""
    seen, ok = oracle.fault(mistake), True
    for result in [] if seen else _rounds(oracle, exercise, oracle.definitions(mistake)):
        named = {verdict.mistake for verdict in result.verdicts if verdict.mistake}
        seen = f"{result.score:g} of {result.max_score:g} points, " + (", ".join(sorted(named)) or "no hint")
        if result.score >= result.max_score or named != {mistake.name}:
            ok = False
            break
    ok = ok and not oracle.fault(mistake)
    return Finding(oracle.unit.name, exercise.name, "mistake", mistake.name, "fails, with its own hint", seen, ok)


def _right(oracle: Rehearsal, exercise: Exercise, right: Alternative, kind: str = "alternative") -> Finding:
    """The solution, or another right answer, must pass every probe, with any seeds."""
    seen, ok = oracle.fault(right), True
    for result in [] if seen else _rounds(oracle, exercise, oracle.definitions(right)):
        wrong = [verdict for verdict in result.verdicts if not verdict.passed]
        seen = f"{result.score:g} of {result.max_score:g} points"
        if wrong:
            seen, ok = f"{seen}; {wrong[0].probe}: {wrong[0].message}", False
            break
    ok = ok and not oracle.fault(right)
    expected = f"{exercise.points:g} of {exercise.points:g} points"
    return Finding(oracle.unit.name, exercise.name, kind, right.name, expected, seen, ok)


def _untouched(oracle: Rehearsal, exercise: Exercise) -> Finding:
    """What a student finds in the exercise's cell must earn nothing."""
    definitions = oracle.unit.solution.with_replaced(exercise.name, _not_implemented)
    result = next(_rounds(oracle, exercise, definitions))
    of = f"of {exercise.points:g} points"
    return Finding(
        oracle.unit.name, exercise.name, "blank", "blank", f"0 {of}", f"{result.score:g} {of}", not result.score
    )


def _not_implemented(*args: Any, **kwargs: Any) -> Any:
    raise NotImplementedError


def _guess(oracle: Rehearsal, exercise: Exercise) -> Finding:
    """An answer that computes nothing must earn nothing."""
    earned = best_guess(oracle, exercise, _seeds(oracle, exercise))
    of = f"of {exercise.points:g} points"
    seen = f"{earned.points:g} {of}" + (f", by {', '.join(earned.probes)}" if earned.probes else "")
    return Finding(
        oracle.unit.name, exercise.name, "guess", earned.guess or "guess", f"0 {of}", seen, not earned.points
    )


def _rounds(oracle: Rehearsal, exercise: Exercise, definitions: Mapping[str, Any]) -> Iterator[ExerciseResult]:
    """What a notebook's definitions earn for an exercise, with one set of seeds after another."""
    for seeds in _seeds(oracle, exercise):
        yield judge_exercise(oracle, exercise, seeds, oracle.answers(exercise, definitions, seeds))


def _seeds(oracle: Rehearsal, exercise: Exercise) -> list[Seeds]:
    path = (b"audit", oracle.unit.name, exercise.name)
    return [
        {probe.name: probe_seed(*path, probe.name, f"audit {number}") for probe in exercise.probes}
        for number in range(oracle.rounds)
    ]
