"""Running one probe on one notebook's definitions, and keeping what came of it.

What the student's code prints or warns about never counts, and an exception is an observation like any other.

>>> from gradschool.checks import observe, probe
>>> @probe("double", points=1)
... def of_three(student, rng):
...     '''Twice three.'''
...     return {"twice three": student.double(3.0)}
>>> observe(of_three, {"double": lambda x: 2 * x}, seed=0).outputs
{'twice three': 6.0}
>>> observe(of_three, {}, seed=0).error.kind
'missing'
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import traceback
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from gradschool import backend
from gradschool.checks.probes import Probe, ProbeFileError
from gradschool.checks.student import NotDefined, Student
from gradschool.checks.values import NotPlain, Plain, to_plain

OWN_FOLDER = str(Path(__file__).parent)
MIXED = f"Unsupported type {np.ndarray}"
"""What CuPy says of an array of NumPy among its own."""
MIXED_ADVICE = (
    ". The check hands over NumPy arrays; an array that your notebook made lies on the GPU: take it as an argument, "
    'move it with gradschool.backend.to_numpy, or begin the notebook with backend.use("numpy")'
)


@dataclass(frozen=True)
class ProbeError:
    """Why a probe came back without outputs.

    Attributes
    ----------
    kind : str
        ``missing`` (no such definition), ``not_written`` (still raises NotImplementedError), ``raised``,
        ``bad_output`` (returned something that can't be compared), and from the grader ``timeout``, ``crashed``,
        ``unsafe``.
    type : str
        Name of the exception, where there was one.
    message : str
        What it said.
    line : str
        The student's line that raised it, where it is known.
    """

    kind: str
    type: str = ""
    message: str = ""
    line: str = ""


@dataclass(frozen=True)
class Observation:
    """What a probe returned, or why it did not; and the inputs that it noted for its verifier."""

    outputs: dict[str, Plain] | None
    error: ProbeError | None = None
    inputs: dict[str, Any] = field(default_factory=dict)


def public_seed(exercise: str, probe: str) -> int:
    """The seed with which a public probe is frozen in ``cases.npz`` and run by `check`."""
    return int.from_bytes(hashlib.sha256(f"public/{exercise}/{probe}".encode()).digest()[:8], "big")


def observe(probe: Probe, definitions: Mapping[str, Any], seed: int) -> Observation:
    """Run a probe on a notebook's definitions, and measure what came back: `collect` and `measured` in one."""
    return measured(probe, collect(probe, definitions, seed))


def measured(probe: Probe, seen: Observation) -> Observation:
    """Put what a probe measures into the place of its outputs; where it measures nothing, they stay.

    What went wrong is told without the exception's words: they may quote what came back, which for a hidden probe
    may hold its inputs.
    """
    if probe.measure is None or seen.outputs is None:
        return seen
    try:
        with quiet():
            outputs = to_plain(probe.measure(seen.outputs))
    except Exception as error:
        message = f"it can't be measured ({type(error).__name__}); is it of the right kind and shape?"
        return Observation(None, ProbeError("bad_output", message=message), seen.inputs)
    if not isinstance(outputs, dict):
        raise ProbeFileError(f"probe {probe.name!r} of {probe.exercise!r}: its measure must return a dict")
    return Observation(outputs, None, seen.inputs)


def collect(probe: Probe, definitions: Mapping[str, Any], seed: int) -> Observation:
    """Run a probe on a notebook's definitions, and keep what came back as it is.

    Arrays are made on NumPy, whatever backend is in use, but where the probe is about the backend. What the notebook
    made on a GPU stays there; a function that mixes it with its arguments fails, and is told so.

    Parameters
    ----------
    probe : Probe
    definitions : mapping
        The notebook's names.
    seed : int
        Seed of the ``rng`` that the probe gets.

    Returns
    -------
    Observation
        Exceptions of the student's code are part of it, never raised; only the reader's own interrupt passes.
    """
    inputs: dict[str, Any] = {}
    arguments = [Student(definitions), backend.default_rng(seed)] + ([inputs] if probe.verify else [])
    with backend.use(probe.backend), quiet():
        try:
            outputs = to_plain(probe.run(*arguments))
        except NotDefined as error:
            return Observation(None, ProbeError("missing", message=str(error)), inputs)
        except NotPlain as error:
            return Observation(None, ProbeError("bad_output", message=str(error)), inputs)
        except NotImplementedError as error:
            return Observation(None, ProbeError("not_written", message=str(error)), inputs)
        except (Exception, SystemExit) as error:
            return Observation(None, _raised(error), inputs)
    if not isinstance(outputs, dict):
        return Observation(None, ProbeError("bad_output", message="the probe returned no dict"), inputs)
    return Observation(outputs, None, inputs)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Swallow what code prints and warns about, and NumPy's floating-point complaints."""
    with (
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        yield


def _raised(error: BaseException) -> ProbeError:
    """What an exception says, with the student's own line that raised it."""
    try:
        message = str(error)
    except Exception:
        message = ""
    if isinstance(error, TypeError) and MIXED in message:
        message += MIXED_ADVICE
    return ProbeError("raised", type(error).__name__, message[:500], _student_line(error))


def _student_line(error: BaseException) -> str:
    """The innermost line of a notebook cell on the way to the exception."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        in_cell = "ipython-input" in frame.filename or "ipykernel" in frame.filename
        if in_cell and not frame.filename.startswith(OWN_FOLDER):
            return f"line {frame.lineno}: {frame.line}" if frame.line else f"line {frame.lineno}"
    return ""
