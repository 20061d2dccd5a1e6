"""The verdict on one probe: right, or what is wrong, in a sentence."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gradschool.checks.compare import first_difference
from gradschool.checks.explain import explain
from gradschool.checks.form import misformed
from gradschool.checks.observe import Observation
from gradschool.checks.probes import Probe
from gradschool.checks.quiet import quiet

MOST_WORDS = 2000
"""Characters of a verifier's message: it may quote what came back, however long that is."""
MOST_PARTS = 4
"""So many right parts of a wrong answer are named."""


@dataclass(frozen=True)
class Verdict:
    """What one probe says of one implementation.

    Attributes
    ----------
    probe, summary : str
        The probe's name, and what it asks in the student's words.
    points : float
        What passing it earns.
    passed : bool
    message : str
        What is wrong; empty where nothing is.
    mistake, hint : str or None
        The known mistake that explains it, and what it tells the student; of a quiz, where a wrong answer breaks.
    to_do : bool
        Whether the exercise is not written yet: nothing is wrong with it.
    printed : str
        What the student's code printed meanwhile, where a reader is to see it.
    why : str
        Of a quiz that is answered right: the explanation.
    """

    probe: str
    summary: str
    points: float
    passed: bool
    message: str = ""
    mistake: str | None = None
    hint: str | None = None
    to_do: bool = False
    printed: str = ""
    why: str = ""

    def with_hint(self, mistake: str, hint: str) -> Verdict:
        """The same verdict, with the known mistake that explains it."""
        return replace(self, mistake=mistake, hint=hint)


def judge(probe: Probe, got: Observation, expected: Observation) -> Verdict:
    """Judge what an implementation returned.

    Parameters
    ----------
    probe : Probe
        The probe that was run.
    got : Observation
        What came back from the student's definitions. Only its outputs and its error are used.
    expected : Observation
        The same probe, with the same seed, on the solution; its ``inputs`` are what a verifier is given.

    Raises
    ------
    RuntimeError
        If the solution itself failed on the probe: then no student can be judged by it.
    """
    if expected.outputs is None and probe.verify is None:
        raise RuntimeError(f"the solution fails on probe {probe.name!r} of {probe.exercise!r}: {expected.error}")
    message = fault(probe, got, expected)
    to_do = got.error is not None and got.error.kind == "not_written"
    return Verdict(probe.name, probe.summary, probe.points, not message, message, to_do=to_do)


def fault(probe: Probe, got: Observation, expected: Observation) -> str:
    """What is wrong with an observation; an empty string where nothing is."""
    said = wrong(probe, got, expected)
    if got.changed is None:
        return said
    return f"{said}. Besides, {got.changed.words}" if said else got.changed.words


def wrong(probe: Probe, got: Observation, expected: Observation) -> str:
    """What is wrong with an answer, whatever was changed meanwhile; an empty string where nothing is."""
    if got.error is not None:
        return explain(got.error, probe.exercise)
    if got.outputs is None:
        return "nothing came back"
    if probe.verify is None:
        difference = first_difference(expected.outputs, got.outputs, probe.tolerance)
        return f"{difference}{_right_beside(probe, got, expected)}" if difference else ""
    try:
        with quiet():
            said = (probe.verify(got.outputs, expected.inputs) or "")[:MOST_WORDS]
        return said or misformed(expected.outputs or {}, got.outputs)
    except Exception as error:
        return f"what came back can't be judged ({type(error).__name__}: {error}); is its shape right?"


def _right_beside(probe: Probe, got: Observation, expected: Observation) -> str:
    """The parts of a wrong answer that are right: what they have in common says where the others went wrong."""
    right, own = expected.outputs or {}, got.outputs or {}
    fine = [part for part in right if part in own and not first_difference(right[part], own[part], probe.tolerance)]
    if not fine:
        return ""
    rest = f" and {len(fine) - MOST_PARTS} more" if len(fine) > MOST_PARTS else ""
    return f". Right here: {'; '.join(fine[:MOST_PARTS])}{rest}"


def is_repeated(probe: Probe, first: Observation, again: Observation) -> bool:
    """Whether the same program, asked twice with one seed, answers alike; a verifier leaves answers free."""
    if first.error or again.error:
        return first.error == again.error
    return probe.verify is not None or first_difference(first.outputs, again.outputs, probe.tolerance) is None
