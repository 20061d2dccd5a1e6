"""Reading the result documents of a unit, one JSON file a student."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from grader.course import Course


def results_of(course: Course, unit: str) -> list[dict[str, Any]]:
    """The result documents of a unit, in the order of the students' names.

    Parameters
    ----------
    course : Course
    unit : str
        The unit's name.

    Returns
    -------
    list of dict
        Documents as `grader grade` wrote them. A document that can't be read stands here as an ``unreadable`` result
        that says so, for a class must not lose a student by a damaged file. Empty where nothing was graded yet.
    """
    documents = [_read(path) for path in course.results(unit).glob("*.json")]
    return sorted(documents, key=lambda document: (str(document["student"]).casefold(), str(document["student"])))


def result_of(course: Course, unit: str, student: str) -> dict[str, Any] | None:
    """One student's result document; None where there is none. A damaged one is read as by `results_of`."""
    path = course.results(unit) / f"{student}.json"
    return _read(path) if path.is_file() else None


def _read(path: Path) -> dict[str, Any]:
    """One document, or a result that says why there is none."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        return _damaged(path, f"{type(error).__name__}: {error}")
    if not isinstance(document, dict):
        return _damaged(path, f"expected a JSON object, found {type(document).__name__}")
    return {"student": path.stem, **document}


def _damaged(path: Path, reason: str) -> dict[str, Any]:
    message = f"the result {path.name} is damaged ({reason}); grade this student again with --force"
    return {
        "unit": path.parent.name,
        "student": path.stem,
        "status": "unreadable",
        "problems": [{"kind": "damaged", "where": "the result", "message": message}],
    }
