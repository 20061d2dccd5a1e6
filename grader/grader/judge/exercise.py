"""The verdicts on one exercise: right, or what is wrong and which known mistake explains it."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import replace

from grader.course import Exercise
from grader.judge.conceal import concealed, words
from grader.judge.oracle import Oracle, Seeds
from grader.results import ExerciseResult
from grader.text import printable
from gradschool.checks import Observation, Probe, Verdict, diagnose, first_difference, observe
from gradschool.checks.verdict import wrong

WITHHELD = "not the right answer"
OTHER_SEED = 0
UNWRITTEN = ("missing", "not_written")
Answers = Mapping[str, Observation]
"""Probe name to what came back."""


def judge_exercise(oracle: Oracle, exercise: Exercise, seeds: Seeds, got: Answers) -> ExerciseResult:
    """Judge an exercise's answers against the solution's, and look for the mistake behind what failed.

    Parameters
    ----------
    oracle : Oracle
        Knows what the solution and the known mistakes answer.
    exercise : Exercise
    seeds : mapping of probe name to int
        The seeds with which the answers were made.
    got : mapping of probe name to Observation
        What came back.
    """
    expected = oracle.expected(exercise, seeds)
    verdicts = diagnose(exercise.probes, got, expected, {}, {})
    if all(verdict.passed for verdict in verdicts):
        return ExerciseResult(exercise.name, exercise.points, tuple(verdicts))
    mistakes = oracle.mistaken(exercise, seeds) if _may_be_known(verdicts, got) else {}
    known = _known(oracle, exercise, [expected, *mistakes.values()])
    shown = {**got, **{probe.name: concealed(got[probe.name], known) for probe in exercise.hidden}}
    hints = {mistake.name: mistake.hint for mistake in oracle.unit.mistakes_of(exercise.name)}
    verdicts = diagnose(exercise.probes, shown, expected, mistakes, hints)
    told = {verdict.probe: _printable(verdict) for verdict in verdicts}
    for probe in exercise.hidden:
        answered = not told[probe.name].passed and shown[probe.name].error is None
        if answered and _is_constant(oracle, probe, expected[probe.name]):
            told[probe.name] = _withheld(told[probe.name], probe, shown[probe.name], expected[probe.name])
    return ExerciseResult(exercise.name, exercise.points, tuple(told.values()))


def _printable(verdict: Verdict) -> Verdict:
    return replace(verdict, message=printable(verdict.message))


def _withheld(verdict: Verdict, probe: Probe, got: Observation, expected: Observation) -> Verdict:
    """A verdict without the right value, nor what helps to guess it: a known mistake's hint may stay, a symptom not.

    What is wrong with the form, and what came back, is said.
    """
    if not wrong(probe, got, expected):
        return verdict
    differs = None if probe.verify else first_difference(expected.outputs, got.outputs, probe.tolerance)
    message = WITHHELD if differs is None else str(differs)
    if differs and differs.own:
        message = f"{differs.where}: {differs.own} is {WITHHELD}"
    if got.changed:
        message += f". Besides, {got.changed.words}"
    return replace(verdict, message=printable(message), hint=verdict.hint if verdict.mistake else None)


def _is_constant(oracle: Oracle, probe: Probe, expected: Observation) -> bool:
    """Whether the right answer is the same for everybody, so that showing it once would give it away (a quiz)."""
    if not expected.drawn:
        return True
    other = observe(probe, oracle.unit.solution.definitions, OTHER_SEED)
    return first_difference(expected.outputs, other.outputs, probe.tolerance) is None


def _may_be_known(verdicts: list[Verdict], got: Answers) -> bool:
    """Whether something failed that is more than a function not yet written."""
    failed = [got[verdict.probe].error for verdict in verdicts if not verdict.passed]
    return any(error is None or error.kind not in UNWRITTEN for error in failed)


def _known(oracle: Oracle, exercise: Exercise, answers: list[Mapping[str, Observation]]) -> set[str]:
    """Words that the examinee need not have chosen: of right and mistaken answers, and the exercise's own names."""
    names = inspect.signature(oracle.unit.solution.definitions[exercise.name]).parameters
    return {exercise.name, *names}.union(*(words(seen.outputs) for group in answers for seen in group.values()))
