"""What is to be done: for each student the submission that counts, when it is due, what becomes of the one there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any

from grader.collect.model import HandedIn, Refusal, Refused
from grader.collect.store import Origin, SubmittedFolder
from grader.roster import bad_id

UNKNOWN_LATENESS = timedelta(seconds=1)
"""How late a submission counts that the platform calls late without saying by how much."""

SAME_MOMENT = timedelta(seconds=1)
"""Times are kept to the second."""


class Fate(Enum):
    """What happens to a submission."""

    NEW = "new"
    REPLACES = "newer; the earlier one is kept"
    DATED = "the same as before, now with its time"
    SAME = "the same as before"
    OLDER = "older than what is there, left out"
    BEFORE = "handed in before and replaced since, left out"

    @property
    def changes(self) -> bool:
        """Whether anything is to do."""
        return self in (Fate.NEW, Fate.REPLACES, Fate.DATED)


@dataclass(frozen=True)
class Step:
    """One student's submission and what happens to it.

    Attributes
    ----------
    student : str
    handed_in : HandedIn
    fate : Fate
    origin : Origin
    stamp : datetime, optional
        What goes into nbgrader's ``timestamp.txt``.
    due : datetime, optional
    assumed : bool
        Whether `stamp` stands for "late" without a time.
    """

    student: str
    handed_in: HandedIn
    fate: Fate
    origin: Origin
    stamp: datetime | None = None
    due: datetime | None = None
    assumed: bool = False

    @property
    def late_by(self) -> timedelta:
        """How late it is; zero where it is not, or where that is unknown."""
        if self.stamp is None or self.due is None:
            return timedelta(0)
        return max(timedelta(0), self.stamp - self.due)


def due_dates(gradebook: Any, unit: str, extensions: Mapping[str, timedelta]) -> dict[str, datetime]:
    """Due dates by student; under the empty string, everybody else's. Empty where none is set.

    nbgrader keeps them in UTC (``nbgrader db assignment add UNIT --duedate "2026-03-01 12:00 UTC"``, or formgrader).
    An extension that ``grader extend`` granted goes before one of the gradebook.
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
    return dates | {student: dates[""] + span for student, span in extensions.items()}


def make_plan(
    handed_in: Iterable[HandedIn],
    store: SubmittedFolder,
    due: Mapping[str, datetime],
    advance: Callable[[], None] = lambda: None,
) -> tuple[list[Step], list[Refusal]]:
    """What to do, by student; and what can't be read.

    Parameters
    ----------
    handed_in : iterable of HandedIn
        In the order of their sources: of two that nothing else tells apart, the later source counts.
    store : SubmittedFolder
    due : mapping of str to datetime
        Due dates by student; under the empty string, everybody else's.
    advance : callable, optional
        Called after each submission was read.
    """
    chosen: dict[str, HandedIn] = {}
    for one in handed_in:
        for student in one.students:
            chosen[student] = one if student not in chosen else _last(chosen[student], one)
    steps, refusals = [], {}
    digests: dict[int, str] = {}
    for student, one in sorted(chosen.items()):
        if reason := bad_id(student):
            refusals[one.where] = Refusal(one.where, f"its student is called {student!r}: {reason}; rename the student")
            continue
        try:
            digest = digests.get(id(one)) or hashlib.sha256(one.read()).hexdigest()
        except Refused as refused:
            refusals[one.where] = Refusal(one.where, str(refused))
            continue
        finally:
            advance()
        digests[id(one)] = digest
        steps.append(_step(student, one, digest, store, due.get(student, due.get(""))))
    return steps, list(refusals.values())


def carry_out(step: Step, store: SubmittedFolder) -> None:
    """Do what a step says, and nothing where nothing is to do.

    Raises
    ------
    Refused
        If the notebook changed since the plan was made.
    """
    if step.fate is Fate.DATED and step.stamp:
        store.date(step.student, step.origin, step.stamp)
    elif step.fate.changes:
        one = step.handed_in
        secret = one.secret() if step.student == one.by else ""  # a group's feedback goes back to who handed it in
        store.place(step.student, one.read(), step.origin, step.stamp, secret)


def _last(first: HandedIn, second: HandedIn) -> HandedIn:
    """Of two submissions the one that was handed in later."""
    if first.at and second.at and first.at != second.at:
        return max(first, second, key=lambda one: one.at or datetime.min.replace(tzinfo=UTC))
    if first.platform == second.platform and first.order != second.order:
        return max(first, second, key=lambda one: one.order)
    return second


def _step(student: str, one: HandedIn, digest: str, store: SubmittedFolder, due: datetime | None) -> Step:
    at = one.at.astimezone(UTC) if one.at else None
    moment = at.isoformat() if at else ""
    origin = Origin(digest, one.platform, one.where, one.by, one.order, moment, one.late, one.entry)
    assumed = at is None and one.late and due is not None
    stamp = due + UNKNOWN_LATENESS if assumed and due is not None else at
    return Step(student, one, _fate(student, origin, stamp, store), origin, stamp, due, assumed)


def _fate(student: str, origin: Origin, stamp: datetime | None, store: SubmittedFolder) -> Fate:
    present = store.present(student)
    if present is None:
        return Fate.NEW
    if _is_same(present, origin, store.is_dated(student)):
        return Fate.DATED if stamp and not store.is_dated(student) else Fate.SAME
    if (order := _compared(present, origin)) != 0:
        return Fate.OLDER if order > 0 else Fate.REPLACES
    if present.sha256 != origin.sha256 and origin.sha256 in store.earlier(student):
        return Fate.BEFORE
    return Fate.REPLACES


def _is_same(present: Origin, origin: Origin, dated: bool) -> bool:
    """Whether the same notebook was handed in at the same time, as far as that is known."""
    if present.sha256 != origin.sha256:
        return False
    if origin.moment and present.moment:
        return abs(present.moment - origin.moment) < SAME_MOMENT
    if origin.moment:
        return not dated
    if present.platform == origin.platform and present.order and origin.order:
        return present.order == origin.order
    return not present.platform or present.late == origin.late


def _compared(present: Origin, other: Origin) -> int:
    """1 where the present one is the later, -1 where the other is, 0 where nothing tells."""
    mine: object = None
    theirs: object = None
    if present.moment and other.moment:
        mine, theirs = present.moment, other.moment
    elif present.platform == other.platform and present.order and other.order:
        mine, theirs = present.order, other.order
    if mine is None or mine == theirs:
        return 0
    return 1 if mine > theirs else -1  # type: ignore[operator]
