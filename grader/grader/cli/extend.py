"""``grader extend``: more time for one student."""

from __future__ import annotations

import difflib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click
from dateutil import parser as dates
from rich import box
from rich.table import Table

from grader.cli.options import console, database_option, fail, with_course
from grader.course import Course
from grader.gradebook import LatePenalties, extensions_of, grant, lateness, open_gradebook, slip_days, spent
from grader.roster import known_students
from grader.text import number, plural, span

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

EXAMPLES = """
\b
Examples:
  grader extend ada 07-optimizers --days 2
  grader extend ada 07-optimizers --until "2026-12-01 12:00 UTC"
  grader extend ada 07-optimizers --none
  grader extend ada
"""


@click.command("extend", epilog=EXAMPLES)
@click.argument("student")
@click.argument("unit", required=False)
@click.option("--days", type=click.FloatRange(0, 3650, min_open=True), help="So many days after the due date.")
@click.option("--until", metavar="TIME", help='Until then, such as "2026-12-01 12:00 UTC"; without a zone it is UTC.')
@click.option("--none", "nothing", is_flag=True, help="Take an extension back, this command's or formgrader's.")
@database_option
@with_course
def extend_command(
    course: Course,
    student: str,
    unit: str | None,
    days: float | None,
    until: str | None,
    nothing: bool,
    database: str | None,
) -> None:
    """Give one student more time for a unit, before or after it was handed in, or show what somebody has.

    Lateness and the late penalty follow at once, and in every later run. Slip days, which everybody may spend, are a
    policy of nbgrader_config.py: c.SlipDays.days = 3 takes whole days that have begun off a student's lateness, unit by
    unit in the order of their due dates, until three are spent.
    """
    asked = [days is not None, until is not None, nothing]
    if sum(asked) != (unit is not None):
        raise fail("give a UNIT with one of --days, --until and --none; or a STUDENT alone, to see what they have")
    with open_gradebook(course, database) as book:
        known = {one.id for one in known_students(book)}
        if student not in known | {path.name for path in course.submitted.glob("*") if path.is_dir()}:
            close = difflib.get_close_matches(student, known, n=1, cutoff=0.5)
            raise fail(f"no student {student!r}" + (f"; did you mean {close[0]!r}?" if close else ""))
        if unit is not None:
            name = course.unit(unit).name
            grant(course, name, student, _span(_due(book, name), days, until, nothing))
            LatePenalties(course).refresh(book, name)
        console.print(_table(course, book, student))


def _due(book: Gradebook, unit: str) -> datetime:
    """A unit's due date, in UTC."""
    from nbgrader.api import MissingEntry

    try:
        date = book.find_assignment(unit).duedate
    except MissingEntry:
        date = None
    if date is None:
        raise fail(
            f'{unit} has no due date; set it: nbgrader db assignment add {unit} --duedate "2026-03-01 12:00 UTC"'
        )
    return date.replace(tzinfo=UTC)


def _span(due: datetime, days: float | None, until: str | None, nothing: bool) -> timedelta:
    """The time after the due date that was asked for."""
    if nothing:
        return timedelta(0)
    if days is not None:
        return timedelta(days=days)
    try:
        moment = dates.parse(str(until))
    except (ValueError, ArithmeticError):
        raise fail(f'{until!r} is no time; write it like "2026-12-01 12:00 UTC"') from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if moment <= due:
        raise fail(f"{moment:%Y-%m-%d %H:%M %Z} is not after the due date, {due:%Y-%m-%d %H:%M} UTC")
    return moment - due


def _table(course: Course, book: Gradebook, student: str) -> Table:
    """What a student has: each unit that is due, with the extension, the lateness, slip days and the penalty."""
    from nbgrader.api import MissingEntry

    everybody, _ = lateness(book)
    late = everybody.get(student, {})
    due = {one.name: one.duedate for one in book.assignments if one.duedate is not None}
    slipped = spent(slip_days(course), late, due)
    left = slip_days(course) - sum(slipped.values())
    title = f"{student}" + (f": {plural(left, 'slip day')} left" if slip_days(course) else "")
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("unit", "due (UTC)", "extension", "late by", "slip days", "penalty"):
        table.add_column(column, justify="left" if column in ("unit", "due (UTC)") else "right")
    for unit in sorted(due, key=lambda unit: (due[unit], unit)):
        try:
            notebook = book.find_submission_notebook(unit, unit, student)
            extension, penalty = notebook.assignment.extension, notebook.late_submission_penalty
        except MissingEntry:
            extension, penalty = None, None
        extension = extensions_of(course, unit).get(student, extension or timedelta(0))
        table.add_row(unit, f"{due[unit]:%Y-%m-%d %H:%M}", _shown(extension), _shown(late.get(unit, timedelta(0))),
                      str(slipped.get(unit) or ""), number(penalty) if penalty else "")  # fmt: skip
    return table


def _shown(time: timedelta) -> str:
    """A span, or nothing for none."""
    return span(time) if time > timedelta(0) else ""
