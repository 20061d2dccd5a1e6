"""``grader report``: a page on the class."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.options import console, database_option, fail, with_course
from grader.course import Course
from grader.gradebook import open_gradebook
from grader.report import results_of, write_report


@click.command("report")
@click.argument("unit")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Where to write it; by default .grader/reports/UNIT.html.")  # fmt: skip
@database_option
@with_course
def report_command(course: Course, unit: str, out: Path | None, database: str | None) -> None:
    """Write one page on the class: scores, exercises, common mistakes, slow and failed submissions."""
    name = course.unit(unit).name
    results = results_of(course, name)
    if not results:
        raise fail(f"there are no results of {name}; run: grader grade {name}")
    with open_gradebook(course, database or course.database_url) as book:
        path = write_report(course, name, results, book, out)
    console.print(f"wrote {path}", markup=False, soft_wrap=True)
