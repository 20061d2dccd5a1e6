"""What a known mistake's wrong answer says of a student's wrong answer to the same probe."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import Enum
from typing import Any

import numpy as np

from gradschool.checks.compare import Difference, Tolerance, first_difference, is_number, leaves
from gradschool.checks.observe import JUDGED, Observation, ProbeError
from gradschool.checks.probes import Probe
from gradschool.checks.values import Plain
from gradschool.checks.verdict import wrong

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


def match(probe: Probe, got: Observation, mistake: Observation, expected: Observation) -> Match:
    """What a mistake's wrong answer says of a student's.

    Parameters
    ----------
    probe : Probe
    got, mistake, expected : Observation
        The student's answer, the mistake's (which is wrong), and the solution's, to one seed.
    """
    if got.changed and got.changed != mistake.changed:
        return Match.OTHER
    if got.error and got.error.kind in SILENT:
        return Match.OPEN
    if mistake.error and mistake.error.kind == JUDGED:
        return Match.OPEN if got.error else _match_words(wrong(probe, got, expected), mistake.error.message)
    if got.error and mistake.error:
        return Match.WEAK if _same_error(got.error, mistake.error) else Match.OTHER
    if got.error or mistake.error:
        return Match.OPEN
    if probe.verify and first_difference(mistake.outputs, got.outputs, probe.tolerance):
        return _match_words(wrong(probe, got, expected), wrong(probe, mistake, expected))
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
        value = _match_values(right[1], right[2], same[2], tolerance)
        if value is Match.OTHER:
            return Match.OTHER
        found.add(value)
    return next((match for match in REPRODUCED if match in found), Match.OPEN)


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
