"""What is told of a hidden probe that failed: the kind of fault, and of what came back next to nothing.

While hidden probes run, student code can read them, and choose what it answers. Whatever of an answer stood in the
feedback would carry a piece of the probe outside, in numbers as well as in words. So a message says what was expected
and how the answer differs, by words from a short list.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from typing import Any

import numpy as np

from gradschool.checks import Observation, Probe, Tolerance, Verdict, first_difference
from gradschool.checks.compare import RAISES, Difference, is_number, leaves
from gradschool.checks.values import Plain
from gradschool.checks.verdict import wrong

WITHHELD = "not the right answer"
ANOTHER = "something else"
NUMBERS_KEPT = 2
"""Numbers of a verifier's sentence that stay, with two digits each: how much came back, and how much is due."""
_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
_ASIDE = re.compile(r" (?:of shape )?\([^()]*\d[^()]*\)")


def spared(verdict: Verdict, probe: Probe, got: Observation, expected: Observation, constant: bool) -> Verdict:
    """A hidden probe's verdict, without what student code chose.

    Parameters
    ----------
    verdict : Verdict
        As `gradschool.checks.diagnose` gives it.
    probe : Probe
    got, expected : Observation
        What came back, concealed; and the solution's answer.
    constant : bool
        Whether the right answer is the same for everybody: then it is not told either, nor a symptom.
    """
    if verdict.passed or got.error is not None or not wrong(probe, got, expected):
        return verdict
    message = _without_numbers(wrong(probe, got, expected)) if probe.verify else ""
    if constant:
        verdict = replace(verdict, hint=verdict.hint if verdict.mistake else None)
        message = message and WITHHELD
    message = message or _difference(expected.outputs, got.outputs, probe.tolerance, constant)
    changed = f". Besides, {got.changed.words}" if got.changed else ""
    return replace(verdict, message=message + changed)


def without_factor(verdict: Verdict, public: Collection[str | None]) -> Verdict:
    """A verdict without a symptom that tells a number, unless answers to public probes alone show it too."""
    chosen = (
        verdict.hint and not verdict.mistake and re.search(r"(?<!\w)\d", verdict.hint) and verdict.hint not in public
    )
    return replace(verdict, hint=None) if chosen else verdict


def _difference(expected: Plain, got: Plain, tolerance: Tolerance, constant: bool) -> str:
    """How an answer differs."""
    found = first_difference(expected, got, tolerance)
    assert found is not None, "the answer is wrong"
    if not found.own:
        return f"{found.where}: {_form(found.what)}"
    for pair in leaves(expected, got):
        if not isinstance(pair, Difference) and first_difference(pair[1], pair[2], tolerance):
            return f"{pair[0]}: {WITHHELD if constant else _value(pair[1], pair[2], tolerance)}"
    return WITHHELD


def _form(what: str) -> str:
    """A difference in type, length, shape or dtype: what is due, and what came back where that is one of a few."""
    if what.startswith("has "):
        return "has an entry that was not asked for"
    due, _, got = what.partition(", got ")
    if not got:
        return due
    sizes = [tuple(map(int, re.findall(r"\d+", text))) for text in (due, got)]
    if due.startswith("expected shape") and _is_near(*sizes):
        return what
    kind = _ASIDE.sub("", got)
    return f"{due}, got {_size(due, *sizes) if re.search(r'[0-9]', kind) else kind}"


def _size(due: str, right: tuple[int, ...], wrong: tuple[int, ...]) -> str:
    """A shape or a number of items that is none of a few, by which way it is wrong."""
    if due.startswith("expected shape"):
        axes = "fewer" if len(wrong) < len(right) else "more"
        return "another shape" if len(wrong) == len(right) else f"{axes} axes"
    if due.endswith("items"):
        return "fewer" if wrong < right else "more"
    return ANOTHER


def _is_near(due: tuple[int, ...], got: tuple[int, ...]) -> bool:
    """Whether a shape is one of the few that a slip makes: axes in another order, a 1 too many or too few, sizes that
    are one too large or too small.
    """
    if sorted(due) == sorted(got):
        return True
    if len(due) == len(got):
        return all(abs(one - other) <= 1 for one, other in zip(due, got, strict=True))
    ones = abs(len(due) - len(got))
    return ones == 1 and [size for size in due if size != 1] == [size for size in got if size != 1]


def _value(right: Plain, wrong: Plain, tolerance: Tolerance) -> str:
    """A value of the right form that is another: one number in words, many by how many and which way."""
    if not is_number(right):
        return _outcome(right, str(wrong)) if str(right).startswith(RAISES) else f"expected {right!r}, got {ANOTHER}"
    pairs = list(zip(np.asarray(right).ravel(), np.asarray(wrong).ravel(), strict=True))
    differ = [pair for pair in pairs if first_difference(*pair, tolerance)]
    way = _way(*differ[0])
    if len(pairs) == 1:
        number = pairs[0][0].item()
        return f"expected {number if isinstance(number, int) else f'{number:.4g}'}, got {way}"
    share = "all" if len(differ) == len(pairs) else "some"
    return f"{share} of the {len(pairs)} values are wrong; the first of these is {way}"


def _outcome(right: str, wrong: str) -> str:
    """What a call came to, where an error is due; or none, and one came."""
    due, kind = right.removeprefix(RAISES), right.removeprefix(RAISES).partition(" that ")[0]
    came = "raises no error" if wrong == f"{RAISES}no error" else "raises another error"
    if wrong.startswith(f"{RAISES}{kind} that does not name"):
        came = f"the message of your {kind} does not name it"
    return f"should raise {due}, and {came if kind != 'no error' else 'raises one'}"


def _way(right: Any, wrong: Any) -> str:
    """Which way a single number is wrong."""
    if right.dtype.kind == "b" or wrong.dtype.kind == "b":
        return f"{bool(wrong)}"
    if not np.isfinite(wrong):
        return "nan" if np.isnan(wrong) else "infinite"
    if "c" in (right.dtype.kind, wrong.dtype.kind) or not np.isfinite(right):
        return "another number"
    return "a larger number" if float(wrong) > float(right) else "a smaller number"


def _without_numbers(message: str) -> str:
    """A verifier's sentence with its first numbers in two digits, and without the others."""
    numbers = 0

    def coarse(found: re.Match[str]) -> str:
        nonlocal numbers
        numbers += 1
        size = abs(float(found.group()))
        if numbers > NUMBERS_KEPT or not (size == 0 or 0.01 <= size < 100):
            return "…"
        return f"{float(found.group()):.2g}"

    return _NUMBER.sub(coarse, message)
