"""The result of one submission: a JSON document, complete in itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from gradschool.checks import Verdict

BULKY = ("cells",)
"""Keys of the document that commands leave out when they print results."""


@dataclass(frozen=True)
class Problem:
    """Something that went wrong with a submission, for the person who reads the result."""

    kind: str
    where: str
    message: str


@dataclass(frozen=True)
class ExerciseResult:
    """One exercise's score, the verdicts behind it, what they depend on in the unit, and how long its probes took."""

    name: str
    max_score: float
    verdicts: tuple[Verdict, ...]
    version: str = ""
    seconds: float = 0.0

    @property
    def score(self) -> float:
        """The points of the probes that passed."""
        return sum(verdict.points for verdict in self.verdicts if verdict.passed)

    def document(self) -> dict[str, Any]:
        """The exercise's part of the JSON document."""
        probes = [{("name" if key == "probe" else key): value for key, value in vars(v).items()} for v in self.verdicts]
        return {
            "name": self.name,
            "score": self.score,
            "max_score": self.max_score,
            "seconds": round(self.seconds, 4),
            "version": self.version,
            "probes": probes,
        }


@dataclass(frozen=True)
class Result:
    """What became of one submission.

    Attributes
    ----------
    unit, student : str
    status : str
        ``graded``, ``unreadable`` or ``missing``.
    max_score : float
        What the unit's autograded exercises can earn.
    exercises : tuple of ExerciseResult
    problems : tuple of Problem
        Time-outs, crashes, cells that raised, and reasons why a submission can't be read.
    cells : tuple of dict
        What the student's cells showed: plain text and PNG.
    seconds : float
        Wall time.
    fingerprint : str
        SHA-256 of the submitted file; empty where there is none.
    version : str
        Fingerprint of the set-up cells, the limits and the library with which it was graded.
    """

    unit: str
    student: str
    status: str
    max_score: float
    exercises: tuple[ExerciseResult, ...] = ()
    problems: tuple[Problem, ...] = ()
    cells: tuple[dict[str, Any], ...] = ()
    seconds: float = 0.0
    fingerprint: str = ""
    version: str = ""

    @property
    def score(self) -> float:
        """The sum of the exercises' scores."""
        return sum(exercise.score for exercise in self.exercises)

    def document(self) -> dict[str, Any]:
        """The JSON document."""
        return {
            "unit": self.unit,
            "student": self.student,
            "status": self.status,
            "score": self.score,
            "max_score": self.max_score,
            "seconds": round(self.seconds, 3),
            "exercises": [exercise.document() for exercise in self.exercises],
            "problems": [asdict(problem) for problem in self.problems],
            "fingerprint": self.fingerprint,
            "version": self.version,
            "cells": list(self.cells),
        }


def timeless(document: dict[str, Any]) -> dict[str, Any]:
    """A result's document without what it took: two gradings of one submission agree on it to the last digit."""
    exercises = [{key: value for key, value in one.items() if key != "seconds"} for one in document["exercises"]]
    return {key: value for key, value in document.items() if key != "seconds"} | {"exercises": exercises}


def concise(document: dict[str, Any]) -> dict[str, Any]:
    """A result's document without what its cells showed."""
    return {key: value for key, value in document.items() if key not in BULKY}
