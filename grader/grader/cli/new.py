"""``grader new``: a course, a unit or an exercise to begin with."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from pathlib import Path

import click

from grader.cli.options import console, fail, with_course
from grader.course import Course, CourseError
from grader.new import ScaffoldError, new_course, new_exercise, new_unit


@click.group("new")
def new_command() -> None:
    """Begin a course, a unit or an exercise. Nothing that is there is overwritten.

    What is for you to write begins with "BLANK:", and `grader audit` names each blank that is left.
    """


@new_command.command("course")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def course_command(folder: Path) -> None:
    """A course in a new folder, with one small unit that builds, is audited and grades as it is."""
    try:
        _told(new_course(folder), f"grader build --course {shlex.quote(str(folder))}")
    except (ScaffoldError, OSError) as error:
        raise fail(str(error)) from None


@new_command.command("unit")
@click.argument("name", metavar="NN-NAME")
@with_course
def unit_command(course: Course, name: str) -> None:
    """A unit's folder below solutions/, with the sections that a unit has."""
    _told(new_unit(course, name), f"grader new exercise FUNCTION --unit {name}")


@new_command.command("exercise")
@click.argument("name")
@click.option("--unit", "unit_name", metavar="UNIT", help="Where; by default the unit of the current folder.")
@with_course
def exercise_command(course: Course, name: str, unit_name: str | None) -> None:
    """An exercise in a unit: its cell and check, a probe, three slips and two other right answers."""
    unit = course.unit(unit_name or _here(course))
    _told(new_exercise(unit, name), f"grader audit {unit.name} --exercise {name} --watch")


def _here(course: Course) -> str:
    """The unit whose folder somebody works in."""
    try:
        return Path.cwd().relative_to(course.solutions.resolve()).parts[0]
    except (ValueError, IndexError):
        raise CourseError(f"which unit? Name it: --unit UNIT, one of {', '.join(course.unit_names)}") from None


def _told(paths: Iterable[Path], then: str) -> None:
    for path in paths:
        console.print(f"wrote {path}", markup=False, soft_wrap=True)
    console.print(f"next: {then}", markup=False, soft_wrap=True)
