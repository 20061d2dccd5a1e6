"""What the sandbox tells the judge: plain data about a submission, none of it believed, all of it bounded."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from gradschool.checks import ProbeError as AnswerError

__all__ = ["Answer", "AnswerError", "CellRun", "Examination", "Output", "Problem"]


@dataclass(frozen=True)
class Output:
    """One output of a cell.

    Attributes
    ----------
    kind : str
        ``stream`` (printed), ``text`` (a value shown as text), ``png`` or ``error``.
    text : str
        The text; of an error, its message and the lines in the student's cells that led to it.
    name : str
        ``stdout`` or ``stderr`` of a stream, the exception's name of an error.
    data : bytes
        The image, where `kind` is ``png``: checked to be a PNG of sane dimensions.
    """

    kind: str
    text: str = ""
    name: str = ""
    data: bytes = b""


@dataclass(frozen=True)
class CellRun:
    """What came of running a cell; `ok` when it ran to its end."""

    outputs: tuple[Output, ...] = ()
    ok: bool = True


@dataclass(frozen=True)
class Answer:
    """What a probe returned: outputs (arrays, numbers, strings, lists, dicts), or the reason there are none."""

    outputs: dict[str, Any] | None = None
    error: AnswerError | None = None


@dataclass(frozen=True)
class Problem:
    """Something that a student or an instructor should know.

    Attributes
    ----------
    kind : str
        ``timeout``, ``memory``, ``crash``, ``error`` (an exception in a cell), ``protocol`` (the submission spoke
        to the judge in ways that no honest one does) or ``sandbox`` (not the submission's doing).
    where : str
        ``cell 14``, an exercise's name, or ``submission``.
    message : str
        Plain words.
    """

    kind: str
    where: str
    message: str


@dataclass
class Examination:
    """All that came of one job: an answer for every call, a run for every cell that was reached, and their times.

    `seconds` is the whole, `spent` what the probes of each exercise took.
    """

    cells: dict[int, CellRun] = field(default_factory=dict)
    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    seconds: float = 0.0
