"""The result of one submission, and the JSON document that it is kept as: each key is written and read here alone.

A score is never read: it is the sum of the probes that passed. What the cells showed stands in :mod:`.showing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum

from grader.results.reading import Entry, Json, number, objects, text
from grader.results.showing import CellRun
from gradschool.checks import Verdict


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
        notebook), ``changed`` (an exercise that a later cell breaks), ``damaged`` (the result's own document), or the
        status that it explains.
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
        return cls(text(entry, "kind"), text(entry, "where"), text(entry, "message"))


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
            text(entry, "name"),
            number(entry, "max_score"),
            tuple(map(_verdict_from_json, objects(entry, "probes"))),
            text(entry, "version"),
            number(entry, "seconds"),
        )


def _verdict_to_json(verdict: Verdict) -> Json:
    return {
        "name": verdict.probe,
        "summary": verdict.summary,
        "points": float(verdict.points),
        "passed": verdict.passed,
        "message": verdict.message,
        "mistake": verdict.mistake,
        "hint": verdict.hint,
        **({"to_do": True} if verdict.to_do else {}),
    }


def _verdict_from_json(entry: Entry) -> Verdict:
    return Verdict(
        text(entry, "name"),
        text(entry, "summary") or text(entry, "name").replace("_", " "),
        number(entry, "points"),
        entry.get("passed") is True,
        text(entry, "message"),
        text(entry, "mistake") or None,
        text(entry, "hint") or None,
        to_do=entry.get("to_do") is True,
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
        exercises = tuple(map(ExerciseResult.from_json, objects(document, "exercises")))
        status = text(document, "status")
        return cls(
            unit=text(document, "unit"),
            student=text(document, "student"),
            status=Status(status) if status in set(Status) else Status.UNREADABLE,
            max_score=number(document, "max_score", sum(exercise.max_score for exercise in exercises)),
            exercises=exercises,
            problems=tuple(map(Problem.from_json, objects(document, "problems"))),
            cells=dict(map(CellRun.from_json, objects(document, "cells"))),
            seconds=number(document, "seconds"),
            fingerprint=text(document, "fingerprint"),
            version=text(document, "version"),
        )


def timeless(result: Result) -> Result:
    """A result without what it took: two gradings of one submission agree on it to the last digit."""
    return replace(result, seconds=0.0, exercises=tuple(replace(one, seconds=0.0) for one in result.exercises))
