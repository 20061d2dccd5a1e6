"""Diagnosis: which known mistake, if any, does a wrong implementation make?

A mistake speaks if it explains every failure, or most of the failed points with the first failed probe among them; if
it fails nothing that passed; and if it gives no other wrong answer than the student's to any probe. An answer that
many programs give (nan, a small whole number, an exception) is no evidence alone: it counts beside one that says more,
or where the two programs agree on every probe. Of several such mistakes the one that explains most failures is named,
then the one that gives more answers that no other program gives; of equals, the one listed first.

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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from gradschool.checks.altered import Answer, explanation
from gradschool.checks.match import REPRODUCED, Match, match
from gradschool.checks.observe import Observation
from gradschool.checks.probes import Probe
from gradschool.checks.symptoms import NOTHING, NOTHING_HERE, RAISED_FOR_NONE, symptom
from gradschool.checks.values import Plain
from gradschool.checks.verdict import Verdict, fault, judge, wrong


def diagnose(
    probes: Sequence[Probe],
    got: Mapping[str, Observation],
    expected: Mapping[str, Observation],
    mistakes: Mapping[str, Mapping[str, Observation]],
    hints: Mapping[str, str],
    altered: Iterable[tuple[str, Answer]] = (),
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
    altered : iterable of (str, callable), optional
        What is said of each alteration of a call, and what the solution answers under it to a probe.

    Returns
    -------
    list of Verdict
        One a probe, in order; those that the mistake explains carry its name and hint. Where no mistake explains
        anything, a hint may say which other call the answers belong to (:mod:`gradschool.checks.altered`) or what they
        show by themselves (:mod:`gradschool.checks.symptoms`); no name comes with it.
        Nor does one with the hint on an argument that was changed, which stands wherever no mistake that changes the
        same explains the answer.
    """
    verdicts = _of_answers(probes, got, expected, mistakes, hints)
    if altered and not any(verdict.mistake for verdict in verdicts):
        verdicts = _with_altered(probes, verdicts, got, expected, altered)
    return [_with_change(v, p, got[p.name], expected[p.name]) for v, p in zip(verdicts, probes, strict=True)]


def may_speak(
    probes: Sequence[Probe],
    got: Mapping[str, Observation],
    expected: Mapping[str, Observation],
    answers: Mapping[str, Observation],
) -> bool:
    """Whether a mistake may explain what failed, by its answers to some of the probes.

    It need not be asked about the others where it answers one of these otherwise than the student, or where it
    reproduces no failure here and can reproduce none there: all of them passed, or raised what it does not raise.

    Parameters
    ----------
    probes, got, expected
        As for `diagnose`.
    answers : mapping of probe name to Observation
        What the mistake answers to some of the probes.
    """
    verdicts = [judge(probe, got[probe.name].answer, expected[probe.name]) for probe in probes]
    matches = _matches(probes, verdicts, got, expected, answers)
    if matches is None:
        return False
    raises = any(seen.error for seen in answers.values())
    left = [verdict.probe for verdict in verdicts if not verdict.passed and verdict.probe not in answers]
    reproduced = any(found in REPRODUCED for found in matches.values())
    return reproduced or any(raises or got[name].error is None for name in left)


def _with_change(verdict: Verdict, probe: Probe, got: Observation, expected: Observation) -> Verdict:
    """The verdict, which no answer saves if an argument was changed."""
    if got.changed is None:
        return verdict
    hint = verdict.hint if verdict.mistake else got.changed.hint
    return replace(verdict, passed=False, message=fault(probe, got, expected), hint=hint)


def _of_answers(
    probes: Sequence[Probe],
    got: Mapping[str, Observation],
    expected: Mapping[str, Observation],
    mistakes: Mapping[str, Mapping[str, Observation]],
    hints: Mapping[str, str],
) -> list[Verdict]:
    """The verdicts on what came back, whatever was changed meanwhile."""
    verdicts = [judge(probe, got[probe.name].answer, expected[probe.name]) for probe in probes]
    found = {name: _explained(probes, verdicts, got, expected, answers) for name, answers in mistakes.items()}
    best = max(found, key=lambda name: _strength(found[name]), default=None)
    explained = found[best] if best is not None else {}
    if best is None or not explained:
        return _with_symptoms(probes, verdicts, got, expected)
    return [v.with_hint(best, hints[best]) if v.probe in explained else v for v in verdicts]


def _with_altered(
    probes: Sequence[Probe],
    verdicts: list[Verdict],
    got: Mapping[str, Observation],
    expected: Mapping[str, Observation],
    altered: Iterable[tuple[str, Answer]],
) -> list[Verdict]:
    """The verdicts, with what is said of the alteration that gives all wrong numbers, if there is one."""
    failed = [
        (probe, got[probe.name], expected[probe.name])
        for probe, verdict in zip(probes, verdicts, strict=True)
        if not verdict.passed
    ]
    said = explanation(failed, altered)
    return [replace(v, hint=said) if said and not v.passed else v for v in verdicts]


def _with_symptoms(
    probes: Sequence[Probe],
    verdicts: list[Verdict],
    got: Mapping[str, Observation],
    expected: Mapping[str, Observation],
) -> list[Verdict]:
    """The verdicts, with the first symptom as a hint, where most wrong answers that can be compared show its like."""
    shown = [
        symptom(expected[probe.name].outputs, got[probe.name].outputs, probe.tolerance)
        for probe, verdict in zip(probes, verdicts, strict=True)
        if not verdict.passed and not probe.verify and not probe.measure and got[probe.name].error is None
    ]
    if _raises_for_none(verdicts, got, expected):
        return [replace(v, hint=RAISED_FOR_NONE) if not v.passed else v for v in verdicts]
    if not shown or not shown[0] or 2 * sum(_is_like(shown[0], one) for one in shown) <= len(shown):
        return verdicts
    elsewhere = shown[0] == NOTHING and any(_holds_none(expected[probe.name].outputs) for probe in probes)
    hint = NOTHING_HERE if elsewhere else shown[0]
    return [replace(v, hint=hint) if not v.passed else v for v in verdicts]


def _raises_for_none(
    verdicts: Sequence[Verdict], got: Mapping[str, Observation], expected: Mapping[str, Observation]
) -> bool:
    """Whether everything is right but for errors in the very probes where None is right."""
    none = {name for name, seen in expected.items() if _holds_none(seen.outputs) and seen.outputs is not None}
    failed = [verdict.probe for verdict in verdicts if not verdict.passed]
    raised = all(seen.error and seen.error.kind == "raised" for seen in (got[name] for name in failed))
    return raised and set(failed) <= none and len(failed) < len(verdicts)


def _is_like(symptom: str, other: str) -> bool:
    """Whether two symptoms are one but for their numbers."""
    first, second = (re.sub(r"[\d./]+", "", one) for one in (symptom, other))
    return first == second


def _holds_none(value: Plain) -> bool:
    """Whether a right answer is or holds None."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return value is None or any(map(_holds_none, inner))


def _explained(
    probes: Sequence[Probe],
    verdicts: Sequence[Verdict],
    got: Mapping[str, Observation],
    expected: Mapping[str, Observation],
    answers: Mapping[str, Observation],
) -> dict[str, Match]:
    """The failed probes that a mistake reproduces, and how well; none unless it may speak."""
    matches = _matches(probes, verdicts, got, expected, answers)
    if matches is None:
        return {}
    explained = {name: found for name, found in matches.items() if found in REPRODUCED}
    failed = [
        verdict
        for probe, verdict in zip(probes, verdicts, strict=True)
        if not verdict.passed and (probe.name in answers or probe.verify)
    ]
    if not explained:
        return {}
    if len(explained) == len(failed):
        return explained
    told = sum(verdict.points for verdict in failed if verdict.probe in explained)
    most = 2 * told > sum(verdict.points for verdict in failed)
    telling = Match.TELLING in matches.values()
    return explained if most and telling and failed[0].probe in explained else {}


def _matches(
    probes: Sequence[Probe],
    verdicts: Sequence[Verdict],
    got: Mapping[str, Observation],
    expected: Mapping[str, Observation],
    answers: Mapping[str, Observation],
) -> dict[str, Match] | None:
    """What each wrong answer of a mistake says of the student's; None if one says that the program is another."""
    matches: dict[str, Match] = {}
    for probe, verdict in zip(probes, verdicts, strict=True):
        if probe.name not in answers or not wrong(probe, answers[probe.name], expected[probe.name]):
            continue
        found = match(probe, got[probe.name], answers[probe.name], expected[probe.name])
        if verdict.passed or found is Match.OTHER:
            return None
        matches[probe.name] = found
    return matches


def _strength(explained: Mapping[str, Match]) -> tuple[int, int, int]:
    """How many failures a mistake explains, how many of them to the letter, and how many by what is its own."""
    found = list(explained.values())
    return len(found), len(found) - found.count(Match.LOOSE), found.count(Match.TELLING)
