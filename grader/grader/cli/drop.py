"""``grader drop``: students who have left the course."""

from __future__ import annotations

import difflib

import click

from grader.cli.options import console, database_option, fail, with_course
from grader.course import Course
from grader.gradebook import open_gradebook
from grader.roster import known_students
from grader.text import plural


@click.command("drop")
@click.argument("students", nargs=-1, metavar="[STUDENT]...")
@click.option("--back", is_flag=True, help="Take them in again.")
@database_option
@with_course
def drop_command(course: Course, students: tuple[str, ...], back: bool, database: str | None) -> None:
    """Leave students out who have left the course, or list them.

    Nobody waits for them any more: they are not graded, missing, in reports, feedback or exports. Nothing is deleted,
    and so formgrader goes on listing them; --back undoes it. To be rid of all that they did, grades by hand as well,
    delete their folders and run: nbgrader db student remove STUDENT --force
    """
    with open_gradebook(course, database) as book:
        known = {one.id for one in known_students(book)} | {path.name for path in course.submitted.glob("*")}
    before = course.dropped
    for student in students:
        if student not in (before if back else known):
            close = difflib.get_close_matches(student, before if back else known, n=1, cutoff=0.5)
            told = f"{student!r} was not dropped" if back else f"no student {student!r}"
            raise fail(told + (f"; did you mean {close[0]!r}?" if close else ""))
    after = before - {*students} if back else before | {*students}
    if after != before:
        course.drop(after)
    told = f"{plural(len(after), 'student')} dropped: {', '.join(sorted(after))}" if after else "nobody is dropped"
    console.print(told, markup=False, soft_wrap=True)
