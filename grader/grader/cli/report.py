"""``grader report``: a page on the class, and a page on each submission that it leads to."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.options import console, database_option, fail, with_course
from grader.cli.progress import progress_bar
from grader.course import Course
from grader.gradebook import LatePenalties, open_gradebook
from grader.report import write_report, write_submissions
from grader.results import Results


@click.command("report")
@click.argument("unit")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Where to write it; by default .grader/reports/UNIT.html.")  # fmt: skip
@click.option("--submitted", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR",
              help="Folder of submissions; by default submitted/.")  # fmt: skip
@click.option("--class-only", is_flag=True, help="Leave the pages on the submissions as they are.")
@database_option
@with_course
def report_command(
    course: Course, unit: str, out: Path | None, submitted: Path | None, class_only: bool, database: str | None
) -> None:
    """Write a page on the class, and a page on each submission that it leads to.

    The class: scores, how hard each exercise was and what it tells, common mistakes, time, failed submissions. A
    submission: its points, what each check said, its cells and what they showed. The pages work without a network and
    hold nothing that runs; they are for instructors, and students get `grader feedback`.
    """
    name = course.unit(unit).name
    results = Results(course.results(name)).all(without=course.dropped, tell_damage=True)
    if not results:
        raise fail(f"there are no results of {name}; run: grader grade {name}")
    with open_gradebook(course, database or course.database_url) as book:
        LatePenalties(course).refresh(book, name)
        if not class_only:
            with progress_bar("submissions", len(results)) as advance:
                write_submissions(course, name, results, book, out, submitted, lambda _: advance())
        path = write_report(course, name, results, book, out)
    console.print(f"wrote {path}", markup=False, soft_wrap=True)
