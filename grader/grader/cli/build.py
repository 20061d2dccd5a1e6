"""``grader build``: solutions/ to notebooks/."""

from __future__ import annotations

import click

from grader.build import build
from grader.cli.options import SOME_FAILED, console, errors, with_course
from grader.course import Course


@click.command("build")
@click.argument("units", nargs=-1, metavar="[UNIT]...")
@click.option("--check", is_flag=True, help="Change nothing; say what is stale, and end with status 1 if anything is.")
@with_course
def build_command(course: Course, units: tuple[str, ...], check: bool) -> None:
    """Make the students' notebooks from solutions/ (all units, or the named ones).

    A notebook in which somebody has worked is never overwritten: its unit is refused, and the others are built.
    """
    trouble = False
    for report in build(course, course.units(units), check=check):
        trouble |= not report.ok
        (console if report.ok else errors).print(str(report), markup=False, soft_wrap=True)
    if trouble:
        raise click.exceptions.Exit(SOME_FAILED)
