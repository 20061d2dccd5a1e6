"""When a unit is due, as nbgrader's gradebook has it: for everybody, and for those who were given an extension."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any


def due_dates(gradebook: Any, unit: str) -> dict[str, datetime]:
    """Due dates by student; under the empty string, everybody else's. Empty where none is set.

    nbgrader keeps them in UTC (``nbgrader db assignment add UNIT --duedate "2026-03-01 12:00 UTC"``, or formgrader).
    """
    from nbgrader.api import MissingEntry

    try:
        assignment = gradebook.find_assignment(unit)
    except MissingEntry:
        return {}
    if assignment.duedate is None:
        return {}
    dates = {"": assignment.duedate.replace(tzinfo=UTC)}
    for submission in assignment.submissions:
        if submission.extension:
            dates[submission.student_id] = submission.duedate.replace(tzinfo=UTC)
    return dates
