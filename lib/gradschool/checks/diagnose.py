"""Diagnosis: which known mistake, if any, does a wrong implementation make?

A mistake explains an exercise's failures when it gives the very same wrong answers to the probes that failed and
passes the probes that passed. Of several such mistakes the one that explains most failures is named; of equals, the
one listed first.

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

from gradschool.checks.compare import first_difference
from gradschool.checks.observe import Observation
from gradschool.checks.probes import Probe
from gradschool.checks.verdict import Verdict, fault, judge

SILENT = ("missing", "not_written", "timeout", "crashed", "unsafe")


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
        What every known mistake answers to the same seeds; it may lack probes.
    hints : mapping of mistake name to str

    Returns
    -------
    list of Verdict
        One a probe, in order; those that the mistake explains carry its name and hint.
    """
    verdicts = [judge(probe, got[probe.name], expected[probe.name]) for probe in probes]
    best, explained = None, set[str]()
    for name, answers in mistakes.items():
        failures = _explained(probes, verdicts, got, expected, answers)
        if len(failures) > len(explained):
            best, explained = name, failures
    if best is None:
        return verdicts
    return [v.with_hint(best, hints[best]) if v.probe in explained else v for v in verdicts]


def _explained(
    probes: Sequence[Probe],
    verdicts: Sequence[Verdict],
    got: Mapping[str, Observation],
    expected: Mapping[str, Observation],
    answers: Mapping[str, Observation],
) -> set[str]:
    """The failed probes that a mistake reproduces; none if it fails one that passed."""
    explained = set()
    for probe, verdict in zip(probes, verdicts, strict=True):
        if probe.name not in answers:
            continue
        mistaken = fault(probe, answers[probe.name], expected[probe.name])
        if verdict.passed:
            if mistaken:
                return set()
        elif mistaken and _same(probe, got[probe.name], answers[probe.name], verdict.message, mistaken):
            explained.add(probe.name)
    return explained


def _same(probe: Probe, got: Observation, mistake: Observation, message: str, mistaken: str) -> bool:
    """Whether two wrong answers are one."""
    if got.error or mistake.error:
        if not (got.error and mistake.error) or got.error.kind in SILENT:
            return False
        return (got.error.kind, got.error.type) == (mistake.error.kind, mistake.error.type)
    if probe.verify:
        return _without_numbers(message) == _without_numbers(mistaken)
    return first_difference(mistake.outputs, got.outputs, probe.tolerance) is None


def _without_numbers(text: str) -> str:
    return re.sub(r"[-+]?\d[\d.e+-]*", "#", text)
