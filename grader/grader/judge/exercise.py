"""The verdicts on one exercise: right, or what is wrong and which known mistake explains it."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import replace

from grader.course import Exercise
from grader.judge.conceal import concealed, words
from grader.judge.hidden import spared, without_factor
from grader.judge.oracle import Oracle, Seeds
from grader.results import ExerciseResult
from grader.text import printable
from gradschool.checks import Observation, Probe, Verdict, diagnose, first_difference, observe

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
    mistakes = oracle.mistaken(exercise, seeds, got) if _may_be_known(verdicts, got) else {}
    known = _known(oracle, exercise, [expected, *mistakes.values()])
    shown = {**got, **{probe.name: concealed(got[probe.name], known) for probe in exercise.hidden}}
    hints = {mistake.name: mistake.hint for mistake in oracle.unit.mistakes_of(exercise.name)}
    symptoms = {verdict.hint for verdict in diagnose(exercise.public, got, expected, {}, {})}
    verdicts = diagnose(exercise.probes, shown, expected, mistakes, hints, oracle.altered(exercise, seeds))
    told = {verdict.probe: without_factor(verdict, symptoms) for verdict in verdicts}
    for probe in exercise.hidden:
        answer, right = shown[probe.name], expected[probe.name]
        constant = not told[probe.name].passed and answer.error is None and _is_constant(oracle, probe, right)
        told[probe.name] = spared(told[probe.name], probe, answer, right, constant)
    return ExerciseResult(exercise.name, exercise.points, tuple(map(_printable, told.values())))


def _printable(verdict: Verdict) -> Verdict:
    return replace(verdict, message=printable(verdict.message))


def _is_constant(oracle: Oracle, probe: Probe, expected: Observation) -> bool:
    """Whether the right answer is the same for everybody, so that showing it once would give it away (a quiz)."""
    if probe.shared or not expected.drawn:
        return not (probe.shared and probe.verify)
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
