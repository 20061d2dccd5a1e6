"""The public cases, replayed: what the answers that ship beside a notebook would earn in grading, without a program.

Grading draws other seeds than the release, so an answer of the release is right by luck alone, unless something in a
probe is the same for every seed. A quiz is left out: its answer is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from grader.audit.rehearsal import Rehearsal
from gradschool.checks import judge, measured
from gradschool.checks.cases import FrozenExercise

MOST = 1.0
"""Points of a unit that may be had so."""


def replayed(oracle: Rehearsal, cases: Mapping[str, FrozenExercise]) -> Iterator[tuple[str, float]]:
    """The probes that pay for a shipped answer, as ``exercise, probe``, and the points that each pays on average.

    Parameters
    ----------
    oracle : Rehearsal
        Its seeds stand for those of grading.
    cases : mapping of exercise name to FrozenExercise
        What ships.
    """
    for exercise in oracle.unit.exercises:
        expected = [oracle.expected(exercise, seeds) for seeds in oracle.seeds(exercise)]
        for probe in () if exercise.is_quiz else exercise.public:
            answer = measured(probe, cases[exercise.name].expected[probe.name])
            passed = sum(judge(probe, answer, right[probe.name]).passed for right in expected)
            if passed and probe.points:
                yield f"{exercise.name}, {probe.name}", probe.points * passed / len(expected)
