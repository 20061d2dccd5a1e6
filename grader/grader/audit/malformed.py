"""Answers that are none, put to everything that judges properties: nan, infinity, other kinds, sizes of zero, no parts.

A verifier or a measure gets whatever came back. It must refuse that or find it wrong; it may not raise what nobody
catches, take long over it, or pay for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.course import Exercise
from grader.judge.oracle import Oracle, Seeds
from gradschool.checks import Observation, Probe, collect, judge, measured
from gradschool.checks.timelimit import Alarm, TimeIsUp
from gradschool.checks.values import Plain

SECONDS = 5.0
"""What one judgment of such an answer may take at most."""
LIKE_ARRAYS = {"nan": np.nan, "infinity": np.inf, "minus infinity": -np.inf, "huge numbers": 1e300}
INSTEAD: dict[str, Plain] = {
    "None": None,
    "a text": "x",
    "a long text": "x" * 10_000,
    "half a character": "\ud800",
    "an empty list": [],
    "a dict of another's": {"x": 1},
    "an empty array": np.zeros(0),
    "an axis of length 0": np.zeros((3, 0)),
    "complex numbers": np.full((2, 2), 1j),
    "the largest whole number": 2**64 - 1,
    "the smallest whole number": -(2**63),
    "True": True,
}


def pays_for_none(oracle: Oracle, exercise: Exercise, seeds: Seeds) -> Iterator[tuple[str, str]]:
    """What goes wrong with answers that are none: the probe's name, and what.

    Parameters
    ----------
    oracle : Oracle
    exercise : Exercise
    seeds : mapping of probe name to int
        Of the solution's answers, from which the malformed ones are made.
    """
    expected = oracle.expected(exercise, seeds)
    for probe in exercise.probes:
        if probe.verify or probe.measure:
            own = collect(probe, oracle.unit.solution.definitions, seeds[probe.name]).outputs or {}
            for name, answer in malformed(own):
                if said := _judged(probe, Observation(answer), expected[probe.name]):
                    yield probe.name, f"{said} {name}"


def malformed(right: dict[str, Plain]) -> Iterator[tuple[str, dict[str, Plain]]]:
    """Answers without sense made from a right one, each with its name: all values at once, and parts left out."""
    yield "no parts", {}
    if len(right) > 1:
        for part in right:
            yield f"no {part!r}", {name: value for name, value in right.items() if name != part}
    for name, number in LIKE_ARRAYS.items():
        yield f"{name} in every place", {part: _filled(value, number) for part, value in right.items()}
    for name, value in INSTEAD.items():
        yield f"{name} for every part", dict.fromkeys(right, value)
        yield f"{name} for every value", {part: _replaced(inside, value) for part, inside in right.items()}


def _judged(probe: Probe, answer: Observation, expected: Observation) -> str:
    """What is wrong with how an answer without sense is judged; an empty string where it is refused."""
    try:
        with Alarm(SECONDS):
            return "it pays for" if judge(probe, measured(probe, answer), expected).passed else ""
    except TimeIsUp:
        return f"it takes more than {SECONDS:g} s over"
    except Exception as error:
        return f"{type(error).__name__} is raised over"


def _filled(value: Plain, number: float) -> Plain:
    """A value of the same form whose numbers are all one."""
    if isinstance(value, np.ndarray):
        return np.full(value.shape, number)
    return number if isinstance(value, (int, float, complex)) else _inside(value, _filled, number)


def _replaced(value: Plain, other: Plain) -> Plain:
    """A list or dict of the same form that holds nothing but the other value."""
    return _inside(value, _replaced, other) if isinstance(value, (list, dict)) and value else other


def _inside(value: Plain, change: Any, other: Plain) -> Plain:
    if isinstance(value, dict):
        return {key: change(item, other) for key, item in value.items()}
    return [change(item, other) for item in value] if isinstance(value, list) else value
