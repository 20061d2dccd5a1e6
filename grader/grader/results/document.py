"""The result of one submission, and the JSON document that it is kept as: each key is written and read here alone.

A document comes from our own judge, but it holds strings that a student chose, and it may be older or newer than this
code. So reading takes nothing on trust: a key that is missing or of another type reads as "nothing". A score is never
read: it is the sum of the probes that passed.
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from gradschool.checks import Verdict

Json = dict[str, Any]
Entry = Mapping[str, Any]
LONGEST_MESSAGE = 2_000
"""Characters of a text that are read, but for what a cell showed, which has limits of its own."""


class Status(StrEnum):
    """What became of a submission."""

    GRADED = "graded"
    """It was run and judged, whatever it earned."""
    UNREADABLE = "unreadable"
    """Something was handed in from which no notebook can be read, or over which the grader failed."""
    MISSING = "missing"
    """Nothing was handed in."""


@dataclass(frozen=True)
class Problem:
    """Something that a student or an instructor should know.

    Attributes
    ----------
    kind : str
        ``timeout``, ``memory``, ``crash``, ``error`` (an exception in a cell), ``protocol`` (the submission spoke to
        the judge in ways that no honest one does), ``sandbox`` (not the submission's doing), ``format`` (of the
        notebook), ``damaged`` (the result's own document), or the status that it explains.
    where : str
        ``cell 14``, an exercise's name, a file's, or ``submission``.
    message : str
        Plain words.
    """

    kind: str
    where: str
    message: str

    def to_json(self) -> Json:
        """The problem's part of the document."""
        return asdict(self)

    @classmethod
    def from_json(cls, entry: Entry) -> Problem:
        """Read what `to_json` wrote."""
        return cls(_text(entry, "kind"), _text(entry, "where"), _text(entry, "message"))


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
        The image, where `kind` is ``png``; base64 in the document. Empty where a document holds something else.
    """

    kind: str
    text: str = ""
    name: str = ""
    data: bytes = b""

    def to_json(self) -> Json:
        """The output's part of the document."""
        if self.kind == "png":
            return {"kind": self.kind, "data": base64.b64encode(self.data).decode("ascii")}
        return {"kind": self.kind, "name": self.name, "text": self.text}

    @classmethod
    def from_json(cls, entry: Entry) -> Output:
        """Read what `to_json` wrote."""
        try:
            data = base64.b64decode(_whole(entry, "data"), validate=True)
        except (binascii.Error, ValueError):
            data = b""
        return cls(_text(entry, "kind"), _whole(entry, "text"), _text(entry, "name"), data)


@dataclass(frozen=True)
class CellRun:
    """What came of running a cell: what it showed, and whether it ran to its end."""

    outputs: tuple[Output, ...] = ()
    ok: bool = True

    def to_json(self, index: int) -> Json:
        """The cell's part of the document; `index` is its place in the notebook, counted from 1."""
        return {"index": index, "ok": self.ok, "outputs": [output.to_json() for output in self.outputs]}

    @classmethod
    def from_json(cls, entry: Entry) -> tuple[int, CellRun]:
        """Read what `to_json` wrote; the cell's place first, -1 where it has none."""
        outputs = tuple(map(Output.from_json, _objects(entry, "outputs")))
        return int(_number(entry, "index", -1)), cls(outputs, entry.get("ok") is not False)


@dataclass(frozen=True)
class ExerciseResult:
    """One exercise of a submission.

    Attributes
    ----------
    name : str
    max_score : float
        Points that it can earn.
    verdicts : tuple of Verdict
        One a probe.
    version : str
        Fingerprint of what they depend on in the unit.
    seconds : float
        What its probes took, wall time.
    """

    name: str
    max_score: float
    verdicts: tuple[Verdict, ...] = ()
    version: str = ""
    seconds: float = 0.0

    @property
    def score(self) -> float:
        """The points of the probes that passed."""
        return sum((verdict.points for verdict in self.verdicts if verdict.passed), start=0.0)

    def to_json(self) -> Json:
        """The exercise's part of the document."""
        return {
            "name": self.name,
            "score": self.score,
            "max_score": float(self.max_score),
            "seconds": round(self.seconds, 4),
            "version": self.version,
            "probes": [_verdict_to_json(verdict) for verdict in self.verdicts],
        }

    @classmethod
    def from_json(cls, entry: Entry) -> ExerciseResult:
        """Read what `to_json` wrote."""
        return cls(
            _text(entry, "name"),
            _number(entry, "max_score"),
            tuple(map(_verdict_from_json, _objects(entry, "probes"))),
            _text(entry, "version"),
            _number(entry, "seconds"),
        )


def _verdict_to_json(verdict: Verdict) -> Json:
    words = {key: value for key, value in vars(verdict).items() if key not in ("probe", "points")}
    return {"name": verdict.probe, "points": float(verdict.points), **words}


def _verdict_from_json(entry: Entry) -> Verdict:
    return Verdict(
        _text(entry, "name"),
        _text(entry, "summary") or _text(entry, "name").replace("_", " "),
        _number(entry, "points"),
        entry.get("passed") is True,
        _text(entry, "message"),
        _text(entry, "mistake") or None,
        _text(entry, "hint") or None,
    )


@dataclass(frozen=True)
class Result:
    """What became of one submission.

    Attributes
    ----------
    unit, student : str
    status : Status
    max_score : float
        What the unit's autograded exercises can earn.
    exercises : tuple of ExerciseResult
        In the unit's order; none where it was not graded.
    problems : tuple of Problem
        Time-outs, crashes, cells that raised, and reasons why a submission can't be read.
    cells : mapping of int to CellRun
        What the student's cells showed, by their place in the notebook, counted from 1.
    seconds : float
        Wall time.
    fingerprint : str
        SHA-256 of the submitted file; empty where there is none.
    version : str
        Fingerprint of the set-up cells, the limits and the library with which it was graded.
    """

    unit: str
    student: str
    status: Status
    max_score: float = 0.0
    exercises: tuple[ExerciseResult, ...] = ()
    problems: tuple[Problem, ...] = ()
    cells: Mapping[int, CellRun] = field(default_factory=dict)
    seconds: float = 0.0
    fingerprint: str = ""
    version: str = ""

    @property
    def score(self) -> float:
        """The sum of the exercises' scores."""
        return sum((exercise.score for exercise in self.exercises), start=0.0)

    @property
    def graded(self) -> bool:
        """Whether there are scores to speak of."""
        return self.status == Status.GRADED

    def without_cells(self) -> Result:
        """The result without what its cells showed, which is most of it."""
        return replace(self, cells={})

    def to_json(self, cells: bool = True) -> Json:
        """The JSON document, with what its cells showed or without."""
        shown = {"cells": [run.to_json(index) for index, run in sorted(self.cells.items())]}
        return {
            "unit": self.unit,
            "student": self.student,
            "status": str(self.status),
            "score": self.score,
            "max_score": float(self.max_score),
            "seconds": round(self.seconds, 3),
            "exercises": [exercise.to_json() for exercise in self.exercises],
            "problems": [problem.to_json() for problem in self.problems],
            "fingerprint": self.fingerprint,
            "version": self.version,
            **(shown if cells else {}),
        }

    @classmethod
    def from_json(cls, document: Entry) -> Result:
        """Read a document, whoever wrote it."""
        exercises = tuple(map(ExerciseResult.from_json, _objects(document, "exercises")))
        status = _text(document, "status")
        return cls(
            unit=_text(document, "unit"),
            student=_text(document, "student"),
            status=Status(status) if status in set(Status) else Status.UNREADABLE,
            max_score=_number(document, "max_score", sum(exercise.max_score for exercise in exercises)),
            exercises=exercises,
            problems=tuple(map(Problem.from_json, _objects(document, "problems"))),
            cells=dict(map(CellRun.from_json, _objects(document, "cells"))),
            seconds=_number(document, "seconds"),
            fingerprint=_text(document, "fingerprint"),
            version=_text(document, "version"),
        )


def timeless(result: Result) -> Result:
    """A result without what it took: two gradings of one submission agree on it to the last digit."""
    return replace(result, seconds=0.0, exercises=tuple(replace(one, seconds=0.0) for one in result.exercises))


def _objects(entry: Entry, key: str) -> list[Entry]:
    found = entry.get(key)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _whole(entry: Entry, key: str) -> str:
    found = entry.get(key)
    return found if isinstance(found, str) else ""


def _text(entry: Entry, key: str) -> str:
    found = _whole(entry, key)
    return found if len(found) <= LONGEST_MESSAGE else f"{found[:LONGEST_MESSAGE]} ... (cut)"


def _number(entry: Entry, key: str, default: float = 0.0) -> float:
    found = entry.get(key)
    usable = isinstance(found, (int, float)) and not isinstance(found, bool) and math.isfinite(found)
    return float(found) if usable and found is not None else default
