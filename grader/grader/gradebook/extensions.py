"""More time: what a person grants one student, and the slip days that everybody may spend.

nbgrader keeps an extension with a submission, so nobody who has handed nothing in can have one. Here it is kept beside
the gradebook, and written into it, where nbgrader and formgrader see it, as soon as there is a submission.

Slip days are a policy of ``nbgrader_config.py``: ``c.SlipDays.days = 3`` lets everybody be late three days in all,
whole days that have begun, spent on the units in the order of their due dates.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from grader.course import Course, CourseError
from grader.files import replace

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

DAY = timedelta(days=1)


def extensions_of(course: Course, unit: str) -> dict[str, timedelta]:
    """The extensions that were granted here, by student; zero where one was taken back."""
    try:
        kept = json.loads(_path(course, unit).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {student: timedelta(seconds=seconds) for student, seconds in kept.items()}


def grant(course: Course, unit: str, student: str, span: timedelta) -> None:
    """Keep an extension after a unit's due date; zero takes back what was granted, here or in formgrader."""
    spans = extensions_of(course, unit) | {student: span}
    kept = {name: spans[name].total_seconds() for name in sorted(spans)}
    replace(_path(course, unit), json.dumps(kept, ensure_ascii=False, indent=1).encode())


def enter(course: Course, book: Gradebook, unit: str) -> None:
    """Write a unit's extensions into the submissions that the gradebook has; nothing is committed."""
    from nbgrader.api import Assignment, SubmittedAssignment
    from sqlalchemy import select

    if spans := extensions_of(course, unit):
        query = select(SubmittedAssignment).join(Assignment).where(Assignment.name == unit)
        for submission in book.db.scalars(query):
            span = spans.get(submission.student_id)
            if span is not None and (submission.extension or timedelta(0)) != span:
                submission.extension = span or None


def slip_days(course: Course) -> int:
    """How many days everybody may be late in all, by ``nbgrader_config.py``; 0 where it says nothing.

    Raises
    ------
    CourseError
        If it says something else than a whole number from 0 on.
    """
    days = course.settings().get("SlipDays", {}).get("days", 0)
    if not isinstance(days, int) or isinstance(days, bool) or days < 0:
        raise CourseError(f"nbgrader_config.py: c.SlipDays.days is {days!r}; it must be a whole number of at least 0")
    return days


def spent(days: int, late: Mapping[str, timedelta], due: Mapping[str, datetime]) -> dict[str, int]:
    """How one student's slip days are spent.

    Parameters
    ----------
    days : int
        That there are.
    late : mapping of str to timedelta
        By unit, how late the student was, extensions considered.
    due : mapping of str to datetime
        By unit.

    Returns
    -------
    dict of str to int
        By unit, whole days.

    Examples
    --------
    >>> due = {"01": datetime(2026, 3, 1), "02": datetime(2026, 3, 8)}
    >>> spent(3, {"02": timedelta(days=2), "01": timedelta(hours=30)}, due)
    {'01': 2, '02': 1}
    """
    given: dict[str, int] = {}
    for unit in sorted(late, key=lambda unit: (due[unit], unit)):
        given[unit] = min(days, max(0, ceil(late[unit] / DAY)))
        days -= given[unit]
    return given


def _path(course: Course, unit: str) -> Path:
    return course.state / "extensions" / f"{unit}.json"
