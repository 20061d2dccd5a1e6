"""What ``collect`` and ``export`` ask about the class: the platform's roster, and the options that go with it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import tzinfo
from pathlib import Path
from typing import Any, TypeVar

import click
from dateutil import tz

from grader.cli.options import fail
from grader.roster import Person, Table, known_students, of_gradebook, of_roster

Command = TypeVar("Command", bound=Callable[..., Any])


def roster_options(command: Command) -> Command:
    """The options that say who is in the class."""
    options = [
        click.option("--roster", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE",
                     help="The class as the platform exports it: Canvas's gradebook, or Moodle's grading worksheet."),
        click.option("--id-column", default="", metavar="NAME",
                     help="Column of the roster with the student's id; by default the login, number or address."),
    ]  # fmt: skip
    return functools.reduce(lambda function, option: option(function), reversed(options), command)


def people_of(gradebook: Any, roster: Table | None, id_column: str, timezone: str | None = None) -> list[Person]:
    """The class: by the roster and the gradebook, or by the gradebook alone.

    Raises
    ------
    RosterError
        If the roster can't be used.
    """
    students = known_students(gradebook)
    return of_roster(roster, students, _zone(timezone), id_column) if roster else of_gradebook(students)


def _zone(name: str | None) -> tzinfo:
    zone = tz.gettz(name) if name else tz.tzlocal()
    if zone is None:
        raise fail(f"time zone {name!r} is not known; it is named like Europe/Berlin")
    return zone
