"""A result document as typed values: what the pages are made of.

Documents come from our own judge, but they hold strings that a student chose, and they may be older or newer than this
code. So nothing is taken on trust: a key that is missing or of another type reads as "nothing".
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gradschool.checks.observe import ProbeError
from gradschool.checks.verdict import explain

STATUSES = ("graded", "unreadable", "missing")
LONGEST_MESSAGE = 2_000


@dataclass(frozen=True)
class ProbeResult:
    """What one probe said of a submission."""

    name: str
    summary: str
    points: float
    passed: bool
    message: str
    mistake: str
    hint: str


@dataclass(frozen=True)
class ExerciseResult:
    """An exercise of a submission: points, the probes that gave them, and the seconds that these took."""

    name: str
    score: float
    max_score: float
    probes: tuple[ProbeResult, ...]
    seconds: float = 0.0

    @property
    def share(self) -> float:
        """Points earned, from 0 to 1; an exercise without points counts its probes."""
        if self.max_score > 0:
            return min(1.0, max(0.0, self.score / self.max_score))
        return self.passed / len(self.probes) if self.probes else 0.0

    @property
    def passed(self) -> int:
        """How many probes passed."""
        return sum(probe.passed for probe in self.probes)

    @property
    def level(self) -> str:
        """``full``, ``part``, ``none``, or ``blank`` where nothing was written."""
        if self.share >= 1 - 1e-9:
            return "full"
        if self.share > 0:
            return "part"
        return "blank" if self.is_blank else "none"

    @property
    def is_blank(self) -> bool:
        """Whether every failure says that the exercise still stands as it was released."""
        untouched = explain(ProbeError("not_written"), self.name)
        failed = [probe for probe in self.probes if not probe.passed]
        return bool(failed) and all(probe.message == untouched for probe in failed)

    @property
    def hints(self) -> tuple[str, ...]:
        """The hints that were earned, each once."""
        return tuple(dict.fromkeys(probe.hint for probe in self.probes if probe.hint and not probe.passed))


@dataclass(frozen=True)
class Problem:
    """Something that went wrong around the exercises: a cell that was stopped, a notebook that can't be read."""

    kind: str
    where: str
    message: str


@dataclass(frozen=True)
class Output:
    """One recorded output of a cell: ``stream``, ``text``, ``error`` (in `text`) or ``png`` (in `data`, base64)."""

    kind: str
    text: str
    data: str


@dataclass(frozen=True)
class CellRun:
    """What a cell of the notebook did when it was graded."""

    index: int
    ok: bool
    outputs: tuple[Output, ...]


@dataclass(frozen=True)
class Answer:
    """A written answer, as handed in."""

    name: str
    text: str
    max_score: float


@dataclass(frozen=True)
class Outcome:
    """All that is known of one submission."""

    unit: str
    student: str
    status: str
    score: float
    max_score: float
    seconds: float
    exercises: tuple[ExerciseResult, ...]
    problems: tuple[Problem, ...]
    cells: tuple[CellRun, ...]
    answers: tuple[Answer, ...]
    fingerprint: str = ""

    @property
    def graded(self) -> bool:
        """Whether there are scores to speak of."""
        return self.status == "graded"

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Outcome:
        """Read a result document."""
        exercises = tuple(_exercise(entry) for entry in _objects(document, "exercises"))
        status = _text(document, "status")
        return cls(
            unit=_text(document, "unit"),
            student=_text(document, "student"),
            status=status if status in STATUSES else "unreadable",
            score=_number(document, "score", sum(exercise.score for exercise in exercises)),
            max_score=_number(document, "max_score", sum(exercise.max_score for exercise in exercises)),
            seconds=_number(document, "seconds"),
            exercises=exercises,
            problems=tuple(
                Problem(_text(entry, "kind"), _text(entry, "where"), _text(entry, "message"))
                for entry in _objects(document, "problems")
            ),
            cells=tuple(_cell(entry) for entry in _objects(document, "cells")),
            answers=tuple(_answer(entry) for entry in _objects(document, "manual")),
            fingerprint=_text(document, "fingerprint"),
        )


def _exercise(entry: Mapping[str, Any]) -> ExerciseResult:
    probes = tuple(
        ProbeResult(
            name=_text(probe, "name"),
            summary=_text(probe, "summary") or _text(probe, "name").replace("_", " "),
            points=_number(probe, "points"),
            passed=probe.get("passed") is True,
            message=_text(probe, "message"),
            mistake=_text(probe, "mistake"),
            hint=_text(probe, "hint"),
        )
        for probe in _objects(entry, "probes")
    )
    score, max_score, seconds = (_number(entry, key) for key in ("score", "max_score", "seconds"))
    return ExerciseResult(_text(entry, "name"), score, max_score, probes, seconds)


def _cell(entry: Mapping[str, Any]) -> CellRun:
    outputs = tuple(
        Output(_text(output, "kind"), _whole(output, "text"), _whole(output, "data"))
        for output in _objects(entry, "outputs")
    )
    return CellRun(int(_number(entry, "index", -1)), entry.get("ok") is not False, outputs)


def _answer(entry: Mapping[str, Any]) -> Answer:
    text = next((entry[key] for key in ("source", "answer", "text") if isinstance(entry.get(key), str)), "")
    return Answer(
        _text(entry, "name") or _text(entry, "grade_id"), text, _number(entry, "max_score", _number(entry, "points"))
    )


def _objects(entry: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = entry.get(key)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _whole(entry: Mapping[str, Any], key: str) -> str:
    found = entry.get(key)
    return found if isinstance(found, str) else ""


def _text(entry: Mapping[str, Any], key: str) -> str:
    found = _whole(entry, key)
    return found if len(found) <= LONGEST_MESSAGE else f"{found[:LONGEST_MESSAGE]} ... (cut)"


def _number(entry: Mapping[str, Any], key: str, default: float = 0.0) -> float:
    found = entry.get(key)
    usable = isinstance(found, (int, float)) and not isinstance(found, bool) and math.isfinite(found)
    return float(found) if usable and found is not None else default
