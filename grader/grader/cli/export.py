"""``grader export``: scores for other systems."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.options import console, database_option, with_course
from grader.course import Course
from grader.gradebook import open_gradebook
from grader.report import csv_text, write_csv


@click.command("export")
@click.argument("units", nargs=-1, metavar="[UNIT]...")
@click.option("--format", "form", type=click.Choice(["csv"]), default="csv", show_default=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Where to write it; by default standard output.")  # fmt: skip
@database_option
@with_course
def export_command(course: Course, units: tuple[str, ...], form: str, out: Path | None, database: str | None) -> None:
    """Write a table of scores, one row a student (all units, or the named ones)."""
    names = [unit.name for unit in course.units(units)]
    with open_gradebook(course, database or course.database_url) as book:
        if out is None:
            click.echo(csv_text(course, names, book), nl=False)
            return
        write_csv(course, names, out, book)
    console.print(f"wrote {out}", markup=False, soft_wrap=True)
