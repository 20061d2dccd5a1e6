"""``grader collect``: submissions out of nbgrader's exchange, or out of a platform's download."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, nullcontext
from pathlib import Path
from typing import Any

import click

from grader.cli.collected import FULL_TABLE, fates_in_words, late_note, plan_table, print_list, remarkable
from grader.cli.gathering import Book, Gathered, class_of, gather, gradebook_for
from grader.cli.options import SOME_FAILED, console, database_option, fail, with_course
from grader.cli.people import roster_options
from grader.cli.progress import progress_bar
from grader.collect import Fate, Refusal, Refused, Shelf, Step, due_dates, make_plan
from grader.course import Course
from grader.gradebook import update_times
from grader.report.words import plural
from grader.roster import CANVAS, Classlist, RosterError, Table, enroll, platform_of
from grader.run import course_lock

EXAMPLES = """
\b
Examples:
  grader collect 07-optimizers submissions.zip --roster gradebook.csv --dry-run
  grader collect 07-optimizers submissions.zip --roster gradebook.csv
  grader collect 07-optimizers --exchange
  grader collect 07-optimizers moodle.zip --roster worksheet.csv --groups groups.csv
"""


@click.command("collect", epilog=EXAMPLES)
@click.argument("unit")
@click.argument("sources", nargs=-1, metavar="[ZIP]...", type=click.Path(path_type=Path, exists=True))
@click.option("--exchange", is_flag=True, help="Collect from nbgrader's exchange.")
@roster_options
@click.option(
    "--timezone",
    metavar="ZONE",
    help="Zone of the times in the roster, such as Europe/Berlin; by default this machine's.",
)
@click.option("--enroll", is_flag=True, help="Add those of the roster whom the gradebook lacks to it.")
@click.option(
    "--groups",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="CSV with the columns group and student: what one member hands in counts for all.",
)
@click.option(
    "--from",
    "platform",
    type=click.Choice(["auto", "canvas", "moodle"]),
    default="auto",
    show_default=True,
    help="Which platform made the download.",
)
@click.option(
    "--submitted",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder of submissions; by default submitted/.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be done, and change nothing.")
@database_option
@with_course  # fmt: skip
def collect_command(
    course: Course,
    unit: str,
    sources: tuple[Path, ...],
    exchange: bool,
    submitted: Path | None,
    dry_run: bool,
    database: str | None,
    **options: Any,
) -> None:
    """Put what students handed in where it is graded: submitted/STUDENT/UNIT/UNIT.ipynb.

    ZIP is what Canvas ("Download Submissions") or Moodle ("Download all submissions") gives, or the folder that the
    browser unpacked it to. The last submission counts; nothing is overwritten: what it replaces is kept, with its
    result, in .grader/earlier/UNIT/STUDENT/. Collecting the same again changes nothing.

    Students are found by the platform's numbers, which the roster tells; without one, by the gradebook's
    (nbgrader db student add ID --lms-user-id NUMBER), or by name. What is late, and by how much, is shown against the
    due date in the gradebook; the penalty is given in grading, by nbgrader's own plugin.

    Exit status: 0 done, 1 something handed in could not be taken, 2 the command could not run.
    """
    name = course.unit(unit).name
    if exchange == bool(sources):
        raise fail("name what to collect: the platform's ZIP, or --exchange")
    if options["enroll"] and not options["roster"]:
        raise fail("--enroll adds the people of a roster: --roster FILE")
    shelf = Shelf(course, name, submitted)
    try:
        with nullcontext() if dry_run else course_lock(course.state), gradebook_for(course, database, dry_run) as book:
            gathered = _collect(course, sources, shelf, book, dry_run, options)
    except RosterError as error:
        raise fail(str(error)) from None
    except OSError as error:
        raise fail(f"stopped: {error.strerror or error}: {error.filename or shelf.submitted}") from None
    except KeyboardInterrupt:
        raise fail("stopped; what was collected stays, and the same command goes on from there") from None
    if gathered.unread and gathered.unread == max(1, len(sources)):
        raise fail("nothing could be collected")
    if gathered.refusals:
        raise click.exceptions.Exit(SOME_FAILED)


def _collect(
    course: Course, sources: Sequence[Path], shelf: Shelf, book: Book, dry_run: bool, options: dict[str, Any]
) -> Gathered:
    """Read, plan, place and tell."""
    people = class_of(book, *(options[key] for key in ("roster", "groups", "id_column", "timezone")))
    with ExitStack() as stack:
        gathered = gather(stack, course, shelf.unit, sources, people, options["platform"], book.url)
        due = due_dates(book.gradebook, shelf.unit)
        students = {student for one in gathered.handed_in for student in one.students}
        with progress_bar("reading", len(students)) as advance:
            steps, refusals = make_plan(gathered.handed_in, shelf, due, advance)
        gathered.refusals += refusals
        if not dry_run:
            gathered.refusals += _place(steps, shelf, book)
    if options["enroll"] and not dry_run:
        _enroll(book, people, options["roster"])
    _tell(steps, gathered, people, shelf, dry_run)
    return gathered


def _enroll(book: Book, people: Classlist, roster: Path) -> None:
    """Add the roster's people to the gradebook, and say how many."""
    new = enroll(book.gradebook, people.people, numbered=platform_of(Table.read(roster)) == CANVAS)
    console.print(f"enrolled {plural(len(new), 'student')}" if new else "everybody was enrolled already", markup=False)


def _place(steps: Sequence[Step], shelf: Shelf, book: Book) -> list[Refusal]:
    """Do what is planned; what changed since it was read is left for the next run."""
    todo = [step for step in steps if step.fate.changes]
    refusals, done = [], {}
    try:
        with progress_bar("collecting", len(todo)) as advance:
            for step in todo:
                try:
                    _do(step, shelf)
                    done[step.student] = step.stamp
                except Refused as reason:
                    refusals.append(Refusal(step.handed_in.where, str(reason)))
                advance()
    finally:
        update_times(book.gradebook, shelf.unit, done)
    return refusals


def _do(step: Step, shelf: Shelf) -> None:
    if step.fate is Fate.DATED and step.stamp:
        shelf.date(step.student, step.record, step.stamp)
    else:
        shelf.place(step.student, step.handed_in.read(), step.record, step.stamp)


def _tell(steps: Sequence[Step], gathered: Gathered, people: Classlist, shelf: Shelf, dry_run: bool) -> None:
    """The table, what could not be taken, who is missing, and the sum."""
    if shown := steps if dry_run or len(steps) <= FULL_TABLE else remarkable(steps):
        console.print(plan_table(shelf.unit, shown))
    if note := late_note(shelf.unit, steps):
        console.print(note, markup=False, soft_wrap=True)
    print_list(f"{plural(len(gathered.notes), 'file')} passed over", gathered.notes, 5)
    print_list(f"{len(gathered.refusals)} could not be taken", gathered.refusals, 50)
    placed = {step.student for step in steps if step.fate.changes}
    missing = sorted(student for student in people.students - placed if not shelf.holds(student))
    if missing:
        told = f"missing: {len(missing)} of {len(people.students)}: {', '.join(missing)}"
        console.print(told, markup=False, soft_wrap=True)
    elif people.students:
        console.print(f"nobody is missing: all {len(people.students)} have handed in {shelf.unit}", markup=False)
    console.print(fates_in_words(steps, dry_run), markup=False, soft_wrap=True)
