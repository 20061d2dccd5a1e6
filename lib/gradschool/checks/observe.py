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

import hashlib
import re
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from gradschool import backend
from gradschool.checks import student
from gradschool.checks.probes import Probe, ProbeFileError
from gradschool.checks.purity import Change
from gradschool.checks.quiet import Printed, quiet
from gradschool.checks.seal import letter
from gradschool.checks.student import Calls, NotDefined, Student
from gradschool.checks.values import NotPlain, Plain, describe, is_array, to_plain

OWN_FOLDER = str(Path(__file__).parent)
GUARD = student.__file__
UNFIT_PARTS = ("values to unpack", "cannot unpack", "zip() argument", "object is not iterable")
"""What Python says where a probe can't take an answer apart."""
JUDGED = "judged"
"""The kind of `ProbeError` that holds what a verifier says."""
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
        ``unsafe``. A known mistake whose outputs hang on rounding is frozen as ``judged``, with a verifier's words.
    type : str
        Name of the exception, where there was one.
    message : str
        What it said; of what is missing or not written, its name.
    line : str
        The student's line that raised it, where it is known.
    call : str
        The call that raised it, with the arguments' shapes and dtypes, where it is known.
    """

    kind: str
    type: str = ""
    message: str = ""
    line: str = ""
    call: str = ""


@dataclass(frozen=True)
class Observation:
    """What a probe returned, or why it did not.

    Attributes
    ----------
    outputs, error : dict or None, ProbeError or None
    inputs : dict
        What the probe noted for its verifier.
    printed : str
        What the code printed.
    changed : Change or None
        The argument that was not left as it was.
    drawn : bool
        Whether anybody drew from the probe's ``rng``. Where nobody did, a program without dice of its own answers the
        same with every seed.
    """

    outputs: dict[str, Plain] | None
    error: ProbeError | None = None
    inputs: dict[str, Any] = field(default_factory=dict)
    printed: str = field(default="", compare=False)
    changed: Change | None = None
    drawn: bool = field(default=True, compare=False)

    @property
    def answer(self) -> Observation:
        """What came back alone, whatever was changed meanwhile."""
        return replace(self, changed=None)


def public_seed(exercise: str, probe: str) -> int:
    """The seed with which a public probe is frozen in ``cases.npz`` and run by `check`, by its `Probe.seed_key`."""
    return int.from_bytes(hashlib.sha256(f"public/{exercise}/{probe}".encode()).digest()[:8], "big")


def observe(probe: Probe, definitions: Mapping[str, Any], seed: int | backend.Generator) -> Observation:
    """Run a probe on a notebook's definitions, and measure what came back: `collect` and `measured` in one."""
    return measured(probe, collect(probe, definitions, seed))


def measured(probe: Probe, seen: Observation) -> Observation:
    """Put what a probe measures into the place of its outputs; where it measures nothing, they stay.

    A quiz measures which letter its answer is: " D", "d)" and "(d)" are "d".

    What went wrong is told without the exception's words: they may quote what came back, which for a hidden probe
    may hold its inputs.
    """
    if probe.is_quiz and isinstance(seen.outputs, dict):
        return replace(seen, outputs={key: letter(value) for key, value in seen.outputs.items()})
    if probe.measure is None or seen.outputs is None:
        return seen
    try:
        with quiet():
            outputs = to_plain(probe.measure(seen.outputs))
    except Exception as error:
        message = f"it can't be measured ({type(error).__name__}); is it of the right kind and shape?"
        return replace(seen, outputs=None, error=ProbeError("bad_output", message=message))
    if not isinstance(outputs, dict):
        raise ProbeFileError(f"probe {probe.name!r} of {probe.exercise!r}: its measure must return a dict")
    return replace(seen, outputs=outputs)


def collect(probe: Probe, definitions: Mapping[str, Any], seed: int | backend.Generator) -> Observation:
    """Run a probe on a notebook's definitions, and keep what came back as it is.

    Arrays are made on NumPy, whatever backend is in use, but where the probe is about the backend. What the notebook
    made on a GPU stays there; a function that mixes it with its arguments fails, and is told so.

    Parameters
    ----------
    probe : Probe
    definitions : mapping
        The notebook's names.
    seed : int or backend.Generator
        Seed of the ``rng`` that the probe gets, or what it draws from.

    Returns
    -------
    Observation
        Exceptions of the student's code are part of it, never raised; only the reader's own interrupt passes.
    """
    inputs: dict[str, Any] = {}
    calls, printed = Calls(), Printed()
    notebook, noted = Student(definitions, probe.changes, calls), [inputs] if probe.verify else []
    rng = backend.default_rng(seed)
    untouched = _state(rng)
    with backend.use(probe.backend), quiet(printed):
        try:
            outputs = to_plain(probe.run(notebook, rng, *noted))
        except (Exception, SystemExit) as error:
            return Observation(None, _error(error, calls, definitions), inputs, printed.text())
    if not isinstance(outputs, dict):
        outputs, wrong = None, ProbeError("bad_output", message="the probe returned no dict")
        return Observation(outputs, wrong, inputs, printed.text())
    return Observation(outputs, None, inputs, printed.text(), calls.changed, drawn=_state(rng) != untouched)


def _state(rng: backend.Generator) -> tuple[str, int]:
    """Where a source of random numbers stands, children included."""
    bits = rng.host.bit_generator
    return repr(bits.state), getattr(bits.seed_seq, "n_children_spawned", 0)


def _error(error: BaseException, last: Calls, definitions: Mapping[str, Any]) -> ProbeError:
    """What kept a probe from its outputs: an exercise that is not there yet, an exception, an answer of no use."""
    message = _text(error)
    match error:
        case NotDefined():
            return ProbeError("missing", message=message)
        case NotPlain():
            return ProbeError("bad_output", message=message)
        case NotImplementedError():
            return ProbeError("not_written", message=_unwritten(error, definitions))
    if isinstance(error, TypeError) and MIXED in message:
        message += MIXED_ADVICE
    if last.returned and not _came_from_a_call(error):
        return ProbeError("bad_output", type(error).__name__, _unfit(last, f"{type(error).__name__}: {message}")[:500])
    return ProbeError("raised", type(error).__name__, message[:500], _student_line(error), last.words())


def _unwritten(error: BaseException, definitions: Mapping[str, Any]) -> str:
    """The notebook's function or class that is not written: the innermost one on the way to the exception."""
    codes = [frame.f_code for frame, _ in traceback.walk_tb(error.__traceback__)]
    for code in reversed(codes):
        for name, value in definitions.items():
            if getattr(value, "__code__", None) is code:
                return name
            if isinstance(value, type) and code.co_qualname.startswith(f"{value.__qualname__}."):
                return name
    return ""


def _unfit(last: Calls, said: str) -> str:
    """What a function returned that its probe can't go on with."""
    if last.result is None:
        return f"{last.name} returned None; is its return missing?"
    given = describe(last.result)
    if any(part in said for part in UNFIT_PARTS):
        return f"{last.name} returned {_count(last.result, said)}"
    return f"{last.name} returned {given}, which the check can't use ({said})"


def _count(result: Any, said: str) -> str:
    """How many values came back and how many are due, where Python's words about taking them apart tell."""
    found = re.search(r"expected (\d+)(?:, got (\d+))?", said)
    count = len(result) if isinstance(result, (list, tuple)) else 1
    if not found or is_array(result) or count == int(found[1]) or count != int(found[2] or count):
        return f"too few or too many values; its docstring says how many (here {describe(result)})"
    told = f"{count} value{'' if count == 1 else 's'}"
    return f"{told}, and {found[1]} {'is' if found[1] == '1' else 'are'} due (here {describe(result)})"


def _text(error: BaseException) -> str:
    """What an exception says; one whose own `__str__` fails says nothing."""
    try:
        return str(error)
    except Exception:
        return ""


def _came_from_a_call(error: BaseException) -> bool:
    """Whether an exception went through the notebook's code, or came up in the probe itself."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if frame.f_globals.get("__name__") == "__main__" or frame.f_code.co_filename == GUARD:
            return True
    return False


def _student_line(error: BaseException) -> str:
    """The innermost line of a notebook cell on the way to the exception."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        in_cell = "ipython-input" in frame.filename or "ipykernel" in frame.filename
        if in_cell and not frame.filename.startswith(OWN_FOLDER):
            return f"line {frame.lineno}: {frame.line}" if frame.line else f"line {frame.lineno}"
    return ""
