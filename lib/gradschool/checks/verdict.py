"""The verdict on one probe: right, or what is wrong, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gradschool.checks.compare import first_difference
from gradschool.checks.observe import Observation, ProbeError
from gradschool.checks.probes import Probe

UNFIT_PARTS = ("values to unpack", "cannot unpack", "zip() argument", "object is not iterable")
"""What Python says where a probe can't take an answer apart: no line of the student's code raised it."""

MOST_WORDS = 2000
"""Characters of a verifier's message: it may quote what came back, however long that is."""


@dataclass(frozen=True)
class Verdict:
    """What one probe says of one implementation."""

    probe: str
    summary: str
    points: float
    passed: bool
    message: str = ""
    mistake: str | None = None
    hint: str | None = None

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
    return Verdict(probe.name, probe.summary, probe.points, not message, message)


def fault(probe: Probe, got: Observation, expected: Observation) -> str:
    """What is wrong with an observation; an empty string where nothing is."""
    if got.error is not None:
        return explain(got.error, probe.exercise)
    if got.outputs is None:
        return "nothing came back"
    if probe.verify is None:
        difference = first_difference(expected.outputs, got.outputs, probe.tolerance)
        return str(difference) if difference else ""
    try:
        return (probe.verify(got.outputs, expected.inputs) or "")[:MOST_WORDS]
    except Exception as error:
        return f"what came back can't be judged ({type(error).__name__}: {error}); is its shape right?"


def explain(error: ProbeError, exercise: str) -> str:
    """An error of a probe as a sentence for the student."""
    if error.kind == "raised" and not error.line and any(words in error.message for words in UNFIT_PARTS):
        return f"{exercise} returned too few or too many values; its docstring says which ({error.message})"
    where = f" ({error.line})" if error.line else ""
    said = f": {error.message}" if error.message else ""
    sentences: Mapping[str, str] = {
        "missing": f"{error.message or exercise} is not defined in the notebook",
        "not_written": f"not written yet: {exercise} raises NotImplementedError",
        "raised": f"{exercise} raised {error.type}{said}{where}",
        "bad_output": f"what came back can't be compared: {error.message}",
        "timeout": error.message or "stopped: it took too long",
        "crashed": error.message or "the interpreter died while it ran",
        "unsafe": error.message or "what came back was refused",
    }
    return sentences.get(error.kind, f"{error.kind}{said}")
