"""Late penalties by nbgrader's own plugin, with the settings of ``nbgrader_config.py``.

nbgrader gives them when it autogrades (`AssignLatePenalties`), and never again: a due date, an extension or a grade by
hand that comes later does not change them. Here the same plugin is asked again whenever the gradebook is written or
exported, with the seconds that are left after extensions and slip days (`grader.gradebook.extensions`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from grader.course import Course
from grader.gradebook.database import GradebookError
from grader.gradebook.extensions import DAY, enter, slip_days, spent

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


class LatePenalties:
    """Gives and takes back the late penalties of a course.

    Parameters
    ----------
    course : Course
        Its ``nbgrader_config.py`` names the plugin (``c.AssignLatePenalties.plugin_class``, a class in a module beside
        it, for example) or the method of nbgrader's own (``c.LateSubmissionPlugin.penalty_method = "zero"``; by
        default there is no penalty).
    """

    def __init__(self, course: Course) -> None:
        self.course = course
        self._plugin: Any = None

    def update(self, book: Gradebook, unit: str, student: str | None = None) -> int:
        """Bring the penalties of a unit up to date; nothing is committed.

        Parameters
        ----------
        book : Gradebook
        unit : str
        student : str, optional
            Only this one's; by default everybody's.

        Returns
        -------
        int
            How many penalties changed.

        Raises
        ------
        GradebookError
            If the plugin can't be loaded or fails.
        """
        from nbgrader.api import SubmittedNotebook
        from sqlalchemy import update

        enter(self.course, book, unit)
        changed = []
        scores: dict[str, float] | None = None
        slipped = self._slipped(book, unit)
        for notebook, who, seconds, before in _submissions(book, unit, student):
            late = seconds - slipped.get(who, 0) * DAY.total_seconds()
            if late > 0:
                scores = _scores(book, unit, student) if scores is None else scores
                penalty = self._penalty(who, scores.get(notebook, 0.0), late)
            else:
                penalty = None
            if penalty != before:
                changed.append({"id": notebook, "late_submission_penalty": penalty})
        if changed:
            book.db.execute(update(SubmittedNotebook), changed)
        return len(changed)

    def refresh(self, book: Gradebook, *units: str) -> None:
        """Bring the penalties of some units up to date, and keep that.

        Raises
        ------
        GradebookError
            If the plugin can't be loaded or fails.
        """
        for unit in units:
            self.update(book, unit)
        book.db.commit()

    def _slipped(self, book: Gradebook, unit: str) -> dict[str, int]:
        """The slip days that each student spends on a unit."""
        days = slip_days(self.course)
        if not days:
            return {}
        late, due = lateness(book)
        return {student: spent(days, units, due).get(unit, 0) for student, units in late.items()}

    def _penalty(self, student: str, score: float, seconds_late: float) -> float | None:
        """What the plugin says, within what there is to take."""
        if self._plugin is None:
            self._plugin = self._load()
        try:
            penalty = self._plugin.late_submission_penalty(student, score, seconds_late)
            return None if penalty is None else min(max(0.0, float(penalty)), score)
        except Exception as error:
            name = type(self._plugin).__name__
            raise GradebookError(f"the late penalty plugin {name} failed for {student} ({score:g} points, "
                                 f"{seconds_late:g} s late): {type(error).__name__}: {error}") from error  # fmt: skip

    def _load(self) -> Any:
        from nbgrader.preprocessors import AssignLatePenalties

        try:
            with _importable(self.course):
                preprocessor = AssignLatePenalties(config=self.course.settings())
                preprocessor.init_plugin()
        except Exception as error:
            raise GradebookError("the late penalty plugin of nbgrader_config.py (c.AssignLatePenalties.plugin_class) "
                                 f"can't be loaded: {type(error).__name__}: {error}") from error  # fmt: skip
        return preprocessor.plugin_inst


def update_times(book: Gradebook, unit: str, times: Mapping[str, datetime | None]) -> None:
    """Give submissions that the gradebook has the times at which they were handed in."""
    from nbgrader.api import Assignment, SubmittedAssignment
    from sqlalchemy import select

    query = select(SubmittedAssignment).join(Assignment).where(Assignment.name == unit)
    for submission in book.db.scalars(query):
        if submission.student_id in times:
            moment = times[submission.student_id]
            submission.timestamp = moment.astimezone(UTC).replace(tzinfo=None) if moment else None
    book.db.commit()


def lateness(book: Gradebook) -> tuple[dict[str, dict[str, timedelta]], dict[str, datetime]]:
    """How late everybody was with each unit that has a due date, extensions considered; and these dates, in UTC."""
    from nbgrader.api import Assignment, SubmittedAssignment
    from sqlalchemy import select

    given = SubmittedAssignment
    columns = (given.student_id, Assignment.name, given.timestamp, given.extension, Assignment.duedate)
    late: dict[str, dict[str, timedelta]] = {}
    due: dict[str, datetime] = {}
    query = select(*columns).join(Assignment, Assignment.id == given.assignment_id)
    for student, unit, moment, extension, date in book.db.execute(query):
        if moment is not None and date is not None:
            late.setdefault(student, {})[unit] = moment - date - (extension or timedelta(0))
            due[unit] = date
    return late, due


@dataclass(frozen=True)
class Late:
    """Somebody who handed in after the due date.

    Attributes
    ----------
    student : str
    span : timedelta
        After the due date, with the extension that they had.
    slipped : int
        Slip days that they spend on it.
    """

    student: str
    span: timedelta
    slipped: int


def late_in(course: Course, book: Gradebook, unit: str) -> list[Late]:
    """Who handed a unit in late, the latest first."""
    late, due = lateness(book)
    days = slip_days(course)
    found = [
        Late(student, units[unit], spent(days, units, due).get(unit, 0))
        for student, units in late.items()
        if units.get(unit, timedelta(0)) > timedelta(0) and student not in course.dropped
    ]
    return sorted(found, key=lambda one: (-one.span, one.student))


@contextmanager
def _importable(course: Course) -> Iterator[None]:
    """Let modules beside ``nbgrader_config.py`` be found, after all others."""
    sys.path.append(str(course.root))
    try:
        yield
    finally:
        sys.path.remove(str(course.root))


def _submissions(book: Gradebook, unit: str, student: str | None) -> Iterator[tuple[str, str, float, float | None]]:
    """Submitted notebooks with their students, seconds late and present penalties."""
    from nbgrader.api import Assignment, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import select

    given, made = SubmittedAssignment, SubmittedNotebook
    columns = (given.student_id, given.timestamp, given.extension, Assignment.duedate, made.late_submission_penalty)
    query = (
        select(made.id, *columns)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Assignment.name == unit)
    )
    if student is not None:
        query = query.where(SubmittedAssignment.student_id == student)
    for notebook, who, moment, extension, due, penalty in book.db.execute(query).all():
        if moment is None or due is None:
            yield notebook, who, 0.0, penalty
        else:
            yield notebook, who, (moment - due - extension if extension else moment - due).total_seconds(), penalty


def _scores(book: Gradebook, unit: str, student: str | None) -> dict[str, float]:
    """Points of submitted notebooks before any penalty."""
    from nbgrader.api import Assignment, Grade, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import func, select

    query = (
        select(Grade.notebook_id, func.sum(Grade.score))
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Assignment.name == unit)
        .group_by(Grade.notebook_id)
    )
    if student is not None:
        query = query.where(SubmittedAssignment.student_id == student)
    return {notebook: float(score or 0.0) for notebook, score in book.db.execute(query)}
