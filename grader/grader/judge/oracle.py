"""The oracle: what the solution and every known mistake answer to a probe with a given seed.

Everything here is the author's code, run on the trusted side.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from time import process_time
from typing import Any

from grader.course import Exercise, Unit, UnitError
from grader.course.altered import Altered, altered
from grader.course.variants import BLANK, Alternative, Mistake
from grader.sandbox import Limits
from gradschool.checks import Observation, Probe, observe
from gradschool.checks.altered import Answer
from gradschool.checks.diagnose import may_speak
from gradschool.checks.observe import public_seed
from gradschool.checks.verdict import fault, is_repeated

Seeds = Mapping[str, int]
"""Probe name to seed, for one exercise."""


@dataclass(frozen=True)
class Patience:
    """Seconds of computing: of each probe, by exercise and name; and of each cell."""

    probes: Mapping[tuple[str, str], float]
    cell: float


class Oracle:
    """Right and knowingly wrong answers of one unit.

    Parameters
    ----------
    unit : Unit
        The solution is run once, a mistake's notebook once when it is first asked for.
    """

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self._variants: dict[Mistake | Alternative, Mapping[str, Any]] = {}
        self._chancy: dict[Mistake, set[str]] = {}
        self._newest: dict[str, tuple[Seeds, dict[str, Observation]]] = {}
        self._altered: dict[str, list[Altered]] = {}
        self._seconds: dict[tuple[str, str], float] = {}
        self._kept: dict[tuple[Mistake | None, tuple[str, str], int | None], Observation] = {}

    def expected(self, exercise: Exercise, seeds: Seeds) -> dict[str, Observation]:
        """What the solution answers to an exercise's probes; it is run once for the same seeds in a row."""
        if exercise.name not in self._newest or self._newest[exercise.name][0] != seeds:
            answers = self._recalled(None, exercise, self.unit.solution.definitions, seeds)
            self._newest[exercise.name] = (dict(seeds), answers)
        return self._newest[exercise.name][1]

    def patience(self, seeds: Mapping[tuple[str, str], int], limits: Limits) -> Patience:
        """Seconds of computing that each probe and each cell may take, by what the solution takes here and now."""
        for exercise in self.unit.exercises:
            if own := {probe.name: seeds[probe.key] for probe in exercise.probes if probe.key in seeds}:
                self.expected(exercise, own)
        probes = {key: max(limits.probe_seconds, limits.patience * self._seconds[key]) for key in seeds}
        return Patience(probes, max(limits.cell_computing, limits.patience * self.unit.solution.seconds))

    def mistaken(
        self, exercise: Exercise, seeds: Seeds, got: Mapping[str, Observation]
    ) -> dict[str, dict[str, Observation]]:
        """What every known mistake of an exercise answers, but for what it answers differently each time.

        Where what submissions share is dear to make, such as a training, those alone are asked for it that may be the
        student's by what they answer to the other public probes; the rest is left out.
        """
        made = [one for one in self.unit.mistakes_of(exercise.name) if self._may_speak(one, exercise, seeds, got)]
        return {mistake.name: self.repeatable(mistake, seeds) for mistake in made}

    def altered(self, exercise: Exercise, seeds: Seeds) -> Iterator[tuple[str, Answer]]:
        """What is said of each alteration of a call, and what the solution answers to it when it is asked."""
        if exercise.name not in self._altered:
            self._altered[exercise.name] = altered(self.unit, exercise)
        for one in self._altered[exercise.name]:
            definitions = {**self.unit.solution.definitions, exercise.name: one.function}
            yield one.said, partial(self._altered_answer, definitions, seeds)

    @staticmethod
    def _altered_answer(definitions: Mapping[str, Any], seeds: Seeds, probe: Probe) -> Observation:
        return observe(probe, definitions, seeds[probe.name])

    def _may_speak(self, mistake: Mistake, exercise: Exercise, seeds: Seeds, got: Mapping[str, Observation]) -> bool:
        """Whether a mistake may explain a student's answers, as far as that is to be had cheaply."""
        if not exercise.is_dear:
            return True
        cheap = tuple(probe for probe in exercise.public if probe.verify and not probe.shared)
        answers = self._recalled(mistake, replace(exercise, public=cheap, hidden=()), self.definitions(mistake), seeds)
        return may_speak(exercise.probes, got, self.expected(exercise, seeds), answers)

    def repeatable(self, mistake: Mistake, seeds: Seeds) -> dict[str, Observation]:
        """What a mistake answers, but for what is compared and it answers differently each time; that is tried once."""
        exercise, definitions = self.unit.exercise(mistake.exercise), self.definitions(mistake)
        answers = self._recalled(mistake, exercise, definitions, seeds)
        if mistake not in self._chancy:
            compared = [probe for probe in exercise.probes if not probe.verify]
            again = {probe.name: observe(probe, definitions, seeds[probe.name]) for probe in compared}
            self._chancy[mistake] = {
                probe.name for probe in compared if not is_repeated(probe, answers[probe.name], again[probe.name])
            }
        return {name: seen for name, seen in answers.items() if name not in self._chancy[mistake]}

    def _recalled(
        self, mistake: Mistake | None, exercise: Exercise, definitions: Mapping[str, Any], seeds: Seeds
    ) -> dict[str, Observation]:
        """What `answers` gives; asked once where nobody drew a number, and once a seed that submissions share."""
        found = {}
        for probe in exercise.probes:
            seed = seeds[probe.name]
            keys = (mistake, probe.key, None), (mistake, probe.key, seed)
            seen = next((self._kept[key] for key in keys if key in self._kept), None)
            if seen is None:
                begun = process_time()
                seen = observe(probe, definitions, seed)
                if mistake is None:
                    self._seconds[probe.key] = process_time() - begun
            found[probe.name] = seen
            if probe.shared or not seen.drawn:
                self._kept[keys[seen.drawn]] = seen
        return found

    @staticmethod
    def answers(exercise: Exercise, definitions: Mapping[str, Any], seeds: Seeds) -> dict[str, Observation]:
        """What a set of definitions answers to an exercise's probes."""
        return {probe.name: observe(probe, definitions, seeds[probe.name]) for probe in exercise.probes}

    def definitions(self, variant: Mistake | Alternative) -> Mapping[str, Any]:
        """What the notebook of a mistake or an alternative defines; it is run once."""
        if variant not in self._variants:
            solution = self.unit.solution
            self._variants[variant] = solution.with_replaced(variant.exercise, variant.make(solution))
        return self._variants[variant]


def broken_probes(exercise: Exercise, expected: Mapping[str, Observation]) -> Iterator[str]:
    """Which of an exercise's probes the solution fails, and why, each in a sentence: nobody can be judged by them.

    Parameters
    ----------
    exercise : Exercise
    expected : mapping of probe name to Observation
        What the solution answers, as `Oracle.expected` gives it.
    """
    for probe in exercise.probes:
        seen = expected[probe.name]
        if why := fault(probe, seen, seen):
            if seen.error is not None and seen.error.kind == "raised":
                why = f"{seen.error.type}: {seen.error.message}"
            yield f"probe {probe.name!r} of {exercise.name!r} fails on the solution: {why}"


def refuse_blank_hints(unit: Unit) -> None:
    """Refuse to grade while a known mistake's hint is still to be written: students would read the blank.

    Raises
    ------
    UnitError
        The message names the mistake.
    """
    for mistake in unit.mistakes:
        if BLANK in mistake.hint:
            raise UnitError(
                f"the hint of mistake {mistake.name!r} of {mistake.exercise!r} is a blank; nothing was graded"
            )


def refuse_broken_probes(unit: Unit, exercises: Iterable[Exercise] = ()) -> None:
    """Try the solution on every probe of a unit, or of some of its exercises, before anything is judged by them.

    Raises
    ------
    UnitError
        If the solution fails one, public or hidden; the message names the probe and what went wrong.
    """
    oracle = Oracle(unit)
    for exercise in list(exercises) or unit.exercises:
        seeds = {probe.name: public_seed(*probe.seed_key) for probe in exercise.probes}
        for broken in broken_probes(exercise, oracle.expected(exercise, seeds)):
            raise UnitError(f"{broken}; nothing was graded")
