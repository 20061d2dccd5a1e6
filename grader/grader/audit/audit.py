"""The grader tested like a classifier, on programs whose worth is known.

The solution and the blank release go through the sandbox, as submissions do; mistakes and alternatives are the
author's own functions and are judged in this process, by the same code and with several seeds.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader.audit.blanks import blanks
from grader.audit.careless import tried
from grader.audit.contracts import disagreements
from grader.audit.finding import Finding, Hint, Try
from grader.audit.guesses import best_guess
from grader.audit.malformed import pays_for_none
from grader.audit.notebooks import Sheet, blank, solved, write
from grader.audit.rehearsal import ROUNDS, Rehearsal
from grader.audit.replay import MOST, replayed
from grader.course import Course, Exercise, Unit
from grader.course.variants import Alternative, Mistake
from grader.judge import Judge
from grader.judge.oracle import broken_probes
from grader.results import ExerciseResult
from gradschool.checks.cases import read_cases

MOST_SEEN = 4
"""Different outcomes of one program that are shown."""
UNMADE = "raised UnboundLocalError", "'Solution' object"
"""What is said of a program that uses a name before it has a value, or the solution as if it were its function."""


def audit(course: Course, unit: Unit, judge: Judge, rounds: int = ROUNDS) -> Iterator[Finding]:
    """Try a unit's solution, its blank release, every known mistake, every accepted alternative, and careless versions.

    Parameters
    ----------
    course : Course
    unit : Unit
    judge : Judge
        Of this unit.
    rounds : int, optional
        Sets of seeds with which everything but the solution and the release is tried.

    Notes
    -----
    A unit that is still to be written in part is not tried: what is found are its blanks. Nor is one whose solution
    fails a probe: what is found are these probes.
    """
    if unwritten := list(_blanks(unit)):
        yield from unwritten
        return
    oracle = Rehearsal(unit, rounds)
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
        yield from _by_the_docstring(oracle, exercise)
    yield _replay(oracle, course.notebooks / unit.name / "cases.npz")


def audit_exercise(unit: Unit, exercise: Exercise, rounds: int = 1) -> Iterator[Finding]:
    """The same for one exercise, in this process and from its sources alone: an author's short loop.

    Nothing need be built, and one set of seeds is taken, unless more are asked for. What only a sandbox or the release
    could show is left to `audit`. Where the solution fails a probe, nothing else is tried.
    """
    yield from _blanks(unit)
    oracle = Rehearsal(unit, rounds)
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
    yield from _by_the_docstring(oracle, exercise)


def _by_the_docstring(oracle: Rehearsal, exercise: Exercise) -> Iterator[Finding]:
    """What is held against an exercise without its author's mistakes; a quiz has but a few answers."""
    if not exercise.is_quiz:
        yield from _agreement(oracle, exercise)
        yield from _careless(oracle, exercise)
        yield _guess(oracle, exercise)
        yield from _malformed(oracle, exercise)


def _blanks(unit: Unit) -> Iterator[Finding]:
    for one in blanks(unit):
        yield Finding(unit.name, "", "unwritten", one.place, "", f"blank: {one.wanted}", False)


def _broken(oracle: Rehearsal, exercise: Exercise) -> Iterator[Finding]:
    """The probes that the solution itself fails: nothing can be judged by them."""
    expected = f"{exercise.points:g} of {exercise.points:g} points"
    seen = [
        why for seeds in oracle.seeds(exercise) for why in broken_probes(exercise, oracle.expected(exercise, seeds))
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
    """A mistake must fail its exercise and earn its own hint and the same points, with any seeds.

    One that uses a name before it has a value, or calls the solution, explains no program: that is its author's slip.
    """
    expected = "fails, with its own hint and the same points each time"
    if fault := oracle.fault(mistake):
        return Finding(oracle.unit.name, exercise.name, "mistake", mistake.name, expected, fault, False)
    seen, tries = Counter[str](), []
    for result in oracle.results(exercise, oracle.definitions(mistake)):
        named = {verdict.mistake for verdict in result.verdicts if verdict.mistake}
        hint = Hint.NONE if not named else Hint.OWN if named == {mistake.name} else Hint.OTHER
        tries.append(Try(result.score, result.score >= result.max_score, hint))
        unmade = next((f"; {one.message}" for one in result.verdicts for said in UNMADE if said in one.message), "")
        seen[f"{_of(result)}, {', '.join(sorted(named)) or 'no hint'}{unmade}"] += 1
    told = _told(seen)
    ok = len(set(tries)) == 1 and not tries[0].full and tries[0].hint is Hint.OWN
    ok = ok and not any(said in told for said in UNMADE)
    return Finding(oracle.unit.name, exercise.name, "mistake", mistake.name, expected, told, ok, tuple(tries))


def _right(oracle: Rehearsal, exercise: Exercise, right: Alternative, kind: str = "alternative") -> Finding:
    """The solution, or another right answer, must pass every probe, with any seeds."""
    expected = f"{exercise.points:g} of {exercise.points:g} points"
    if fault := oracle.fault(right):
        return Finding(oracle.unit.name, exercise.name, kind, right.name, expected, fault, False)
    seen, tries = Counter[str](), []
    for result in oracle.results(exercise, oracle.definitions(right)):
        wrong = [verdict for verdict in result.verdicts if not verdict.passed]
        tries.append(Try(result.score, not wrong))
        seen[_of(result) + (f"; {wrong[0].probe}: {wrong[0].message}" if wrong else "")] += 1
    ok = all(one.full for one in tries)
    return Finding(oracle.unit.name, exercise.name, kind, right.name, expected, _told(seen), ok, tuple(tries))


def _of(result: ExerciseResult) -> str:
    return f"{result.score:g} of {result.max_score:g} points"


def _told(seen: Counter[str]) -> str:
    """What was seen, the commonest first, with how often where it was not always the same."""
    if len(seen) == 1:
        return next(iter(seen))
    return "\n".join(f"{text} ({count} of {seen.total()} seeds)" for text, count in seen.most_common(MOST_SEEN))


def _agreement(oracle: Rehearsal, exercise: Exercise) -> Iterator[Finding]:
    """What probes hand over and ask for must be what the docstring promises."""
    found = list(disagreements(oracle.unit, exercise, oracle.seeds(exercise)[0]))
    for name, seen in found or [("contract", "probes and docstring agree")]:
        yield Finding(oracle.unit.name, exercise.name, "contract", name, "", seen, not found)


def _careless(oracle: Rehearsal, exercise: Exercise) -> Iterator[Finding]:
    """Versions of the solution that break a promise of its docstring must fail."""
    for name, passed in tried(oracle, exercise, oracle.seeds(exercise)):
        seen = f"passes with {passed} of {oracle.rounds} seeds" if passed else "fails"
        yield Finding(oracle.unit.name, exercise.name, "careless", name, "fails", seen, not passed)


def _untouched(oracle: Rehearsal, exercise: Exercise) -> Finding:
    """What a student finds in the exercise's cell must earn nothing."""
    definitions = oracle.unit.solution.with_replaced(exercise.name, _not_implemented)
    result = next(oracle.results(exercise, definitions))
    of = f"of {exercise.points:g} points"
    return Finding(
        oracle.unit.name, exercise.name, "blank", "blank", f"0 {of}", f"{result.score:g} {of}", not result.score
    )


def _not_implemented(*args: Any, **kwargs: Any) -> Any:
    raise NotImplementedError


def _guess(oracle: Rehearsal, exercise: Exercise) -> Finding:
    """An answer that computes nothing must earn nothing."""
    earned = best_guess(oracle, exercise, oracle.seeds(exercise))
    of = f"of {exercise.points:g} points"
    seen = f"{earned.points:g} {of}" + (f", by {', '.join(earned.probes)}" if earned.probes else "")
    return Finding(
        oracle.unit.name, exercise.name, "guess", earned.guess or "guess", f"0 {of}", seen, not earned.points
    )


def _malformed(oracle: Rehearsal, exercise: Exercise) -> Iterator[Finding]:
    """An answer that is none must be refused."""
    if any(probe.verify or probe.measure for probe in exercise.probes):
        found = list(pays_for_none(oracle, exercise, oracle.seeds(exercise)[0]))
        for name, seen in found or [("malformed", "refused")]:
            yield Finding(oracle.unit.name, exercise.name, "malformed", name, "refused", seen, not found)


def _replay(oracle: Rehearsal, cases: Path) -> Finding:
    """The answers that ship must earn next to nothing."""
    paid = dict(replayed(oracle, read_cases(cases)))
    points = sum(paid.values())
    seen = f"{points:.2g} of {oracle.unit.points:g} points" + (f", by {'; '.join(paid)}" if paid else "")
    return Finding(oracle.unit.name, "", "replay", "public cases", f"at most {MOST:g} point", seen, points <= MOST)
