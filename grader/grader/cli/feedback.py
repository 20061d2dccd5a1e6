"""``grader feedback``: a page a submission."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.options import console, database_option, fail, with_course
from grader.cli.progress import progress_bar
from grader.course import Course
from grader.gradebook import LatePenalties, open_gradebook
from grader.report import write_feedback
from grader.results import Results
from grader.text import plural


@click.command("feedback")
@click.argument("unit")
@click.option("--student", "students", multiple=True, metavar="ID", help="Only this student; may be repeated.")
@click.option("--submitted", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR",
              help="Folder of submissions; by default submitted/.")  # fmt: skip
@database_option
@with_course
def feedback_command(
    course: Course, unit: str, students: tuple[str, ...], submitted: Path | None, database: str | None
) -> None:
    """Write each student's feedback to feedback/STUDENT/UNIT/UNIT.html: scores, messages, hints, their own cells."""
    name = course.unit(unit).name
    everybody = Results(course.results(name)).all(without=course.dropped, tell_damage=True)
    results = [result for result in everybody if not students or result.student in students]
    if not results:
        raise fail(f"there are no results of {name}{' for ' + ', '.join(students) if students else ''}; "
                   f"run: grader grade {name}")  # fmt: skip
    with open_gradebook(course, database or course.database_url) as book:
        LatePenalties(course).refresh(book, name)
        with progress_bar("pages", len(results)) as advance:
            pages = write_feedback(course, name, results, book, submitted, lambda _: advance())
    console.print(
        f"{plural(len(pages), 'page')} in {course.feedback.relative_to(course.root)}/STUDENT/{name}/{name}.html"
    )
