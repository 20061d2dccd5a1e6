"""Diagnosis: which known mistake, if any, does a wrong implementation make?

A mistake speaks if it explains every failure, or most of the failed points with the first failed probe among them; if
it fails nothing that passed; and if it gives no other wrong answer than the student's to any probe. An answer that
many programs give (nan, a small whole number, an exception) is no evidence alone: it counts beside one that says more,
or where the two programs agree on every probe. Of several such mistakes the one that explains most failures is named;
of equals, the one listed first.

>>> from gradschool.checks import diagnose, observe, probe
>>> @probe("double", points=1)
... def of_three(student, rng):
...     '''Twice three.'''
...     return {"twice three": student.double(3.0)}
>>> right, square = (observe(of_three, {"double": f}, seed=0) for f in (lambda x: 2 * x, lambda x: x * x))
>>> known = {"squared": {"of_three": square}}
>>> hints = {"squared": "Twice x is x + x."}
>>> diagnose([of_three], {"of_three": square}, {"of_three": right}, known, hints)[0].hint
'Twice x is x + x.'
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import Enum
from typing import Any

import numpy as np

from gradschool.checks.compare import Difference, Tolerance, first_difference, is_number, leaves
from gradschool.checks.observe import Observation, ProbeError
from gradschool.checks.probes import Probe
from gradschool.checks.symptoms import symptom
from gradschool.checks.values import Plain
from gradschool.checks.verdict import Verdict, fault, judge

SILENT = ("missing", "not_written", "timeout", "crashed", "unsafe")
"""Errors that say nothing of what the program would have answered."""
NEAR = 0.25
"""A student's answer may be this far from a mistake's, as a share of the mistake's distance from the solution's."""
SMALL = 10
"""A whole number up to this size is given by many programs."""


class Match(Enum):
    """What a known mistake's wrong answer says of a student's wrong answer to the same probe."""

    TELLING = "the same, and no other program is likely to give it"
    WEAK = "the same, but many programs give it"
    LOOSE = "the same but for infinity in the place of nan"
    OPEN = "nothing: it can't be compared"
    OTHER = "another answer: the student's program is another"


REPRODUCED = (Match.TELLING, Match.LOOSE, Match.WEAK)
"""Where a mistake gives the student's answer; of the values of one answer, the first that is found decides."""


def diagnose(
    probes: Sequence[Probe],
    got: Mapping[str, Observation],
    expected: Mapping[str, Observation],
    mistakes: Mapping[str, Mapping[str, Observation]],
    hints: Mapping[str, str],
) -> list[Verdict]:
    """Judge an exercise's probes and name the mistake that explains what failed.

    Parameters
    ----------
    probes : sequence of Probe
        The exercise's probes.
    got, expected : mapping of probe name to Observation
        The student's answers, and the solution's to the same seeds.
    mistakes : mapping of mistake name to (mapping of probe name to Observation)
        What every known mistake answers to the same seeds. It lacks probes that it answers differently each time,
        which say nothing, and may lack those with a verifier that it passes.
    hints : mapping of mistake name to str

    Returns
    -------
    list of Verdict
        One a probe, in order; those that the mistake explains carry its name and hint. Where no mistake explains
        anything, a hint may say what the answer alone shows (:mod:`gradschool.checks.symptoms`); no name comes with it.
    """
    verdicts = [judge(probe, got[probe.name], expected[probe.name]) for probe in probes]
    found = {name: _explained(probes, verdicts, got, expected, answers) for name, answers in mistakes.items()}
    best = max(found, key=lambda name: _strength(found[name]), default=None)
    explained = found[best] if best is not None else {}
    if best is None or not explained:
        return _with_symptoms(probes, verdicts, got, expected)
    return [v.with_hint(best, hints[best]) if v.probe in explained else v for v in verdicts]


def _with_symptoms(
    probes: Sequence[Probe],
    verdicts: list[Verdict],
    got: Mapping[str, Observation],
    expected: Mapping[str, Observation],
) -> list[Verdict]:
    """The verdicts, with the first symptom as a hint, where most wrong answers that can be compared show one."""
    shown = [
        symptom(expected[probe.name].outputs, got[probe.name].outputs, probe.tolerance)
        for probe, verdict in zip(probes, verdicts, strict=True)
        if not verdict.passed and not probe.verify and not probe.measure and got[probe.name].error is None
    ]
    if not shown or not shown[0] or 2 * sum(map(bool, shown)) <= len(shown):
        return verdicts
    return [replace(v, hint=shown[0]) if not v.passed else v for v in verdicts]


def _explained(
    probes: Sequence[Probe],
    verdicts: Sequence[Verdict],
    got: Mapping[str, Observation],
    expected: Mapping[str, Observation],
    answers: Mapping[str, Observation],
) -> dict[str, Match]:
    """The failed probes that a mistake reproduces, and how well; none unless it may speak."""
    matches: dict[str, Match] = {}
    for probe, verdict in zip(probes, verdicts, strict=True):
        if probe.name not in answers:
            continue
        mistaken = fault(probe, answers[probe.name], expected[probe.name])
        if mistaken and verdict.passed:
            return {}
        if mistaken:
            matches[probe.name] = _match(probe, got[probe.name], answers[probe.name], expected[probe.name])
    explained = {name: match for name, match in matches.items() if match in REPRODUCED}
    failed = [
        verdict
        for probe, verdict in zip(probes, verdicts, strict=True)
        if not verdict.passed and (probe.name in answers or probe.verify)
    ]
    if Match.OTHER in matches.values() or not explained:
        return {}
    if len(explained) == len(failed):
        return explained
    told = sum(verdict.points for verdict in failed if verdict.probe in explained)
    most = 2 * told > sum(verdict.points for verdict in failed)
    telling = Match.TELLING in matches.values()
    return explained if most and telling and failed[0].probe in explained else {}


def _strength(explained: Mapping[str, Match]) -> tuple[int, int]:
    """How many failures a mistake explains, and how many of them to the letter."""
    return len(explained), sum(match is not Match.LOOSE for match in explained.values())


def _match(probe: Probe, got: Observation, mistake: Observation, expected: Observation) -> Match:
    """What a mistake's wrong answer says of a student's."""
    if got.error and got.error.kind in SILENT:
        return Match.OPEN
    if got.error and mistake.error:
        return Match.WEAK if _same_error(got.error, mistake.error) else Match.OTHER
    if got.error or mistake.error:
        return Match.OPEN
    if probe.verify and first_difference(mistake.outputs, got.outputs, probe.tolerance):
        return _match_words(fault(probe, got, expected), fault(probe, mistake, expected))
    right = None if probe.verify else expected.outputs
    return _match_outputs(right, mistake.outputs, got.outputs, probe.tolerance)


def _same_error(got: ProbeError, mistake: ProbeError) -> bool:
    """Whether two exceptions are one, by kind, type and message; the message of a hidden probe may be withheld."""
    if (got.kind, got.type) != (mistake.kind, mistake.type):
        return False
    return not got.message or got.message == mistake.message


def _match_words(own: str, mistaken: str) -> Match:
    """What a verifier says of two answers that differ, where many are right (random numbers, say)."""
    if own == mistaken:
        return Match.WEAK
    without_numbers = (re.sub(r"[-+]?\d[\d.e+-]*", "#", text) for text in (own, mistaken))
    return Match.OPEN if len(set(without_numbers)) == 1 else Match.OTHER


def _match_outputs(expected: Plain, mistaken: Plain, own: Plain, tolerance: Tolerance) -> Match:
    """What a mistake's outputs say of a student's, value by value: one that is another decides."""
    found = set[Match]()
    for right, same in zip(leaves(expected, mistaken), leaves(mistaken, own), strict=False):
        if isinstance(right, Difference) or isinstance(same, Difference) or right[2] is not same[1]:
            if first_difference(mistaken, own, tolerance):
                return Match.OTHER
            found.add(Match.TELLING if _takes_doing(mistaken) else Match.WEAK)
            break
        found.add(_match_values(right[1], right[2], same[2], tolerance))
    return next((match for match in (Match.OTHER, *REPRODUCED) if match in found), Match.OPEN)


def _match_values(right: Plain, mistaken: Plain, own: Plain, tolerance: Tolerance) -> Match:
    """What one value of a mistake's says of a student's.

    A value that is empty or not finite tells no programs apart, and of two mistakes in one program the dtype is the
    lesser: where numbers are wrong, only they are compared.
    """
    values = replace(tolerance, exact=False)
    if not first_difference(right, mistaken, values):
        if first_difference(mistaken, own, tolerance):
            return Match.OTHER if _is_definite(own) else Match.OPEN
        return Match.WEAK if first_difference(right, mistaken, tolerance) else Match.OPEN
    if first_difference(mistaken, own, values):
        if _is_definite(own):
            return Match.OTHER
        return Match.LOOSE if _overflow_alike(mistaken, own, values) else Match.OPEN
    if not _is_nearer(right, mistaken, own):
        return Match.OTHER
    return Match.TELLING if _takes_doing(mistaken) else Match.WEAK


def _is_definite(value: Plain) -> bool:
    """Whether a value is no empty array and holds finite numbers alone, where it holds numbers."""
    return not is_number(value) or bool(np.size(value) and np.isfinite(value).all())


def _overflow_alike(mistaken: Plain, own: Plain, tolerance: Tolerance) -> bool:
    """Whether two values differ in nothing but infinity in the place of nan."""
    if not (is_number(mistaken) and is_number(own)):
        return False
    one, other = (np.where(np.isfinite(value), value, np.nan) for value in (mistaken, own))
    return first_difference(one, other, tolerance) is None


def _is_nearer(right: Plain, mistaken: Plain, own: Plain) -> bool:
    """Whether `own` is far nearer to the mistaken numbers than those are to the right ones."""
    if not all(is_number(value) and _is_definite(value) for value in (right, mistaken, own)):
        return True
    correct, wrong, given = (np.asarray(value) for value in (right, mistaken, own))
    if correct.shape != wrong.shape or "b" in (correct.dtype.kind, wrong.dtype.kind):
        return True
    return bool(np.abs(given - wrong).max() <= NEAR * np.abs(wrong - correct).max())


def _takes_doing(value: Any) -> bool:
    """Whether a value holds a number that is neither missing nor a small whole one."""
    if isinstance(value, dict):
        return any(map(_takes_doing, value.values()))
    if isinstance(value, list):
        return any(map(_takes_doing, value))
    if not is_number(value):
        return False
    array = np.asarray(value)
    if array.dtype.kind == "b":
        return False
    finite = array[np.isfinite(array)]
    return bool(((np.abs(finite) > SMALL) | (finite != np.round(finite))).any())
