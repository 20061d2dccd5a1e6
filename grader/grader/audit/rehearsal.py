"""Known programs put to a unit's probes, in this process, with one set of seeds after another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from grader.course import Exercise, Unit
from grader.course.solution import SolutionError
from grader.course.variants import Alternative, Mistake
from grader.judge.exercise import judge_exercise
from grader.judge.oracle import Oracle, Seeds
from grader.judge.seeds import probe_seed
from grader.results import ExerciseResult
from gradschool.checks import Observation, Probe

ROUNDS = 3
"""Sets of seeds with which mistakes, alternatives and guesses are tried, unless somebody asks for more."""
ALIKE = 10
"""So many sets have the same seeds where all submissions of a course share one: a new one is dear."""


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

    def mistaken(
        self, exercise: Exercise, seeds: Seeds, got: Mapping[str, Observation] | None = None
    ) -> dict[str, dict[str, Observation]]:
        """What every known mistake of an exercise answers that can be made, whoever asks."""
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

    def seeds(self, exercise: Exercise) -> list[Seeds]:
        """The sets of seeds for an exercise's probes."""

        def seed(probe: Probe, number: int) -> int:
            drawn = number // ALIKE if probe.shared else number
            return probe_seed(b"audit", self.unit.name, *probe.seed_key, f"audit {drawn}")

        return [{probe.name: seed(probe, number) for probe in exercise.probes} for number in range(self.rounds)]

    def results(self, exercise: Exercise, definitions: Mapping[str, Any]) -> Iterator[ExerciseResult]:
        """What a notebook's definitions earn for an exercise, with one set of seeds after another."""
        for seeds in self.seeds(exercise):
            yield judge_exercise(self, exercise, seeds, self.answers(exercise, definitions, seeds))
