"""Freezing: what the solution and every known mistake answer to the public probes, for `check` in students' kernels.

What is frozen ships, so no more is frozen than `check` compares: nothing of a solution's answer where a verifier
judges, and nothing of a mistake that the public probes do not catch.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from grader.build.noise import is_noise, steady_words
from grader.course import Exercise, Unit, UnitError
from grader.course.altered import altered
from grader.course.variants import Mistake
from gradschool.checks import Observation, Probe, Tolerance, first_difference, observe
from gradschool.checks.altered import shortened
from gradschool.checks.cases import CasesError, FrozenExercise, read_cases
from gradschool.checks.observe import JUDGED, ProbeError, public_seed
from gradschool.checks.seal import Sealed, seal
from gradschool.checks.values import map_arrays
from gradschool.checks.verdict import fault

HUGE = 1e12
"""Beyond this a wrong answer is as good as infinite."""
ROUNDED = Tolerance(rtol=1e-4, atol=1e-5, exact=True)
"""How far a wrong answer may be from that of another machine: it may lose more digits than a right one."""
VERIFIED = Observation({})
"""Stands for the solution's answer where a verifier judges: there, the answer itself is nobody's business."""


def freeze(unit: Unit) -> dict[str, FrozenExercise]:
    """The frozen answers of a unit, exercise by exercise.

    Raises
    ------
    UnitError
        If the solution fails a probe of its own, public or hidden, or answers differently the second time; or if a quiz
        would ship its answer.
    """
    return {exercise.name: _frozen(unit, exercise) for exercise in unit.exercises}


def is_same(old: Path, new: Mapping[str, FrozenExercise]) -> bool:
    """Whether a file of cases says the same, apart from the rounding of another machine."""
    try:
        cases = read_cases(old)
    except CasesError:
        return False
    if list(cases) != list(new):
        return False
    return all(_same_exercise(cases[name], new[name]) for name in new)


def _frozen(unit: Unit, exercise: Exercise) -> FrozenExercise:
    right = {probe.name: _solved(unit, probe) for probe in exercise.probes}
    for probe in exercise.public:
        if exercise.is_quiz and probe.verify is None:
            raise UnitError(
                f"{unit.folder / 'probes.py'}: probe {probe.name!r} of {exercise.name!r} would ship a quiz's answer; "
                "give it a verify that says whether an answer is allowed, and move the question to hidden_probes.py"
            )
    mistakes, hints = {}, {}
    for mistake in unit.mistakes_of(exercise.name):
        if answers := _caught(unit, exercise, mistake, right):
            mistakes[mistake.name], hints[mistake.name] = answers, mistake.hint
    expected = {probe.name: VERIFIED if probe.verify else right[probe.name] for probe in exercise.public}
    sealed = _sealed(unit, exercise, right)
    return FrozenExercise(exercise.points, expected, mistakes, hints, _altered(unit, exercise, right), sealed)


def _sealed(unit: Unit, exercise: Exercise, right: Mapping[str, Observation]) -> Sealed | None:
    """What a quiz says to the answer that its public probe returns alone, and to that of each known mistake."""
    if not exercise.is_quiz:
        return None
    first = exercise.public[0]
    answers = list((right[first.name].outputs or {}).values())
    if len(answers) != 1:
        raise UnitError(f"{unit.folder / 'probes.py'}: the probe of {exercise.name!r} must return its answer alone")
    hints: list[tuple[Any, str]] = []
    for mistake in unit.mistakes_of(exercise.name):
        definitions = unit.solution.with_replaced(exercise.name, _made(unit, mistake))
        answered = observe(first, definitions, public_seed(*first.seed_key)).outputs or {}
        hints += [(wrong, mistake.hint) for wrong in answered.values()]
    return seal(answers[0], unit.explanations.get(exercise.name, ""), f"{unit.name}/{exercise.name}", hints)


def _solved(unit: Unit, probe: Probe) -> Observation:
    """What the solution answers, tried twice."""
    first, second = (observe(probe, unit.solution.definitions, public_seed(*probe.seed_key)) for _ in range(2))
    place = f"the solution of {probe.exercise!r} in {unit.source}"
    if message := fault(probe, first, first):
        raise UnitError(f"{place} fails its own probe {probe.name!r}: {message}")
    if message := fault(probe, second, first):
        raise UnitError(
            f"{place} answers probe {probe.name!r} differently the second time ({message}); "
            "draw random numbers from rng alone, or give the probe a verify"
        )
    return first


def _caught(
    unit: Unit, exercise: Exercise, mistake: Mistake, right: Mapping[str, Observation]
) -> dict[str, Observation]:
    """What a mistake answers to the public probes, alike each time and on each machine; empty where all pass."""
    definitions = unit.solution.with_replaced(exercise.name, _made(unit, mistake))
    answers, faults = {}, 0
    for probe in exercise.public:
        np.random.seed(0)  # noqa: NPY002  a mistake may draw from NumPy's own generator, and each build is the same
        seed = public_seed(*probe.seed_key)
        answer = observe(probe, definitions, seed)
        wrong = bool(fault(probe, answer, right[probe.name]))
        faults += wrong
        if not wrong and probe.verify is not None:
            continue
        if not is_noise(probe, definitions, unit.solution.definitions, seed, answer):
            answers[probe.name] = Observation(answer.outputs, answer.error, changed=answer.changed)
        elif probe.verify and (said := steady_words(probe, definitions, unit.solution.definitions, seed)):
            answers[probe.name] = Observation(None, ProbeError(JUDGED, message=said))
    return answers if faults else {}


def _altered(unit: Unit, exercise: Exercise, right: Mapping[str, Observation]) -> dict[str, dict[str, Observation]]:
    """What the solution answers to altered calls of the public probes, where it answers something else.

    Of two alterations with the same answers the first is kept.
    """
    probes = [probe for probe in exercise.public if not (probe.verify or probe.measure)]
    found: dict[str, dict[str, Observation]] = {}
    for one in altered(unit, exercise):
        definitions = {**unit.solution.definitions, exercise.name: one.function}
        answers = {}
        for probe in probes:
            seed = public_seed(*probe.seed_key)
            answer = observe(probe, definitions, seed)
            if answer.outputs is None or not fault(probe, answer, right[probe.name]):
                continue
            if one.marks or not is_noise(probe, definitions, unit.solution.definitions, seed, answer):
                answers[probe.name] = Observation(shortened(answer.outputs))
        if answers and not any(_are_same(answers, before) for before in found.values()):
            found[one.said] = answers
    return found


def _are_same(one: Mapping[str, Observation], other: Mapping[str, Observation]) -> bool:
    pairs = [(one[name].outputs, other[name].outputs) for name in one if name in other]
    return one.keys() == other.keys() and not any(first_difference(*pair) for pair in pairs)


def _made(unit: Unit, mistake: Mistake) -> Any:
    try:
        return mistake.make(unit.solution)
    except Exception as error:
        place = f"{unit.folder / 'mistakes.py'}: {mistake.name!r} of {mistake.exercise!r}"
        raise UnitError(f"{place} can't be made: {type(error).__name__}: {error}") from error


def _same_exercise(old: FrozenExercise, new: FrozenExercise) -> bool:
    if (old.max_points, old.hints, old.sealed) != (new.max_points, new.hints, new.sealed) or list(old.mistakes) != list(
        new.mistakes
    ):
        return False
    if list(old.expected) != list(new.expected) or list(old.altered) != list(new.altered):
        return False
    pairs = [(old.expected, new.expected, Tolerance(exact=True))]
    pairs += [(old.mistakes[name], new.mistakes[name], ROUNDED) for name in new.mistakes]
    pairs += [(old.altered[said], new.altered[said], ROUNDED) for said in new.altered]
    return all(
        _same(left[probe], right[probe], tolerance)
        for left, right, tolerance in pairs
        for probe in right
        if probe in left
    )


def _same(old: Observation, new: Observation, tolerance: Tolerance) -> bool:
    if old.error or new.error:
        return old.error == new.error
    if old.changed != new.changed:
        return False
    left, right = (map_arrays(seen.outputs, _without_noise) for seen in (old, new))
    return first_difference(right, left, tolerance) is None


def _without_noise(array: np.ndarray) -> np.ndarray:
    """Numbers, the huge ones cut: what a mistake divides by a rounding error differs from processor to processor."""
    return np.asarray(np.clip(array, -HUGE, HUGE)) if array.dtype.kind == "f" else array
