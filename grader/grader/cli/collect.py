"""``grader collect``: submissions out of nbgrader's exchange, or out of a platform's download."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from grader.cli.collected import FULL_TABLE, fates_in_words, late_note, plan_table, print_list, remarkable
from grader.cli.options import SOME_FAILED, console, database_option, errors, fail, with_course
from grader.cli.people import people_of, roster_options
from grader.collect import (
    Found,
    HandedIn,
    Refusal,
    Refused,
    Shelf,
    Step,
    due_dates,
    make_plan,
    open_archive,
    read_download,
    read_exchange,
)
from grader.course import Course
from grader.gradebook import open_gradebook, update_times
from grader.report.words import plural
from grader.roster import CANVAS, Classlist, RosterError, Table, enroll, platform_of, read_groups
from grader.run import course_lock

EXAMPLES = """
\b
Examples:
  grader collect 07-optimizers submissions.zip --roster gradebook.csv --dry-run
  grader collect 07-optimizers submissions.zip --roster gradebook.csv
  grader collect 07-optimizers --exchange
  grader collect 07-optimizers moodle.zip --roster worksheet.csv --groups groups.csv
"""


@dataclass
class Gathered:
    """All that the sources held."""

    handed_in: list[HandedIn] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[Refusal] = field(default_factory=list)
    unread: int = 0

    def add(self, found: Found) -> None:
        """One source more."""
        self.handed_in += found.handed_in
        self.refusals += found.refusals
        self.notes += found.notes


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
    shelf = Shelf(course, name, submitted)
    try:
        with nullcontext() if dry_run else course_lock(course.state), _gradebook(course, database, dry_run) as book:
            asked = (options[key] for key in ("roster", "groups", "id_column", "timezone"))
            people = _classlist(book, *asked)
            with ExitStack() as stack:
                gathered = _gather(stack, course, name, sources, people, options["platform"], book.url)
                steps, refusals = _with_progress(
                    "reading", len({student for one in gathered.handed_in for student in one.students}),
                    lambda advance: make_plan(gathered.handed_in, shelf, due_dates(book.gradebook, name), advance),
                )  # fmt: skip
                gathered.refusals += refusals
                if not dry_run:
                    gathered.refusals += _place(steps, shelf)
                    update_times(book.gradebook, name, {s.student: s.stamp for s in steps if s.fate.is_placed})
                if options["enroll"] and not dry_run:
                    _enroll(book, people, options["roster"])
            _tell(name, steps, gathered, people, shelf, dry_run)
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


@dataclass(frozen=True)
class Book:
    """The open gradebook and its URL."""

    gradebook: Any
    url: str


@contextmanager
def _gradebook(course: Course, database: str | None, dry_run: bool) -> Iterator[Book]:
    """The gradebook; an empty one elsewhere for a dry run where there is none yet."""
    url = database or course.database_url
    with ExitStack() as stack:
        file = Path(url.removeprefix("sqlite:///"))
        if dry_run and url.startswith("sqlite:///") and not file.exists():
            url = f"sqlite:///{stack.enter_context(tempfile.TemporaryDirectory())}/gradebook.db"
        yield Book(stack.enter_context(open_gradebook(course, url)), url)


def _classlist(book: Book, roster: Path | None, groups: Path | None, id_column: str, timezone: str | None) -> Classlist:
    """The class and its groups."""
    people = people_of(book.gradebook, Table.read(roster) if roster else None, id_column, timezone)
    return Classlist(people, read_groups(Table.read(groups), people) if groups else None)


def _enroll(book: Book, people: Classlist, roster: Path | None) -> None:
    """Add the roster's people to the gradebook, and say how many."""
    if roster is None:
        raise fail("--enroll adds the people of a roster: --roster FILE")
    new = enroll(book.gradebook, people.people, numbered=platform_of(Table.read(roster)) == CANVAS)
    console.print(f"enrolled {plural(len(new), 'student')}" if new else "everybody was enrolled already", markup=False)


def _gather(
    stack: ExitStack, course: Course, unit: str, sources: Sequence[Path], people: Classlist, platform: str, url: str
) -> Gathered:
    """What the sources hold; one that can't be read does not stop the others."""
    gathered = Gathered()
    if not sources:
        try:
            gathered.add(read_exchange(course, unit, people, url))
        except Refused as reason:
            raise fail(str(reason)) from None
    for source in sources:
        try:
            archive = stack.enter_context(open_archive(source))
            gathered.add(read_download(archive, unit, people, "" if platform == "auto" else platform))
        except Refused as reason:
            gathered.unread += 1
            gathered.refusals.append(Refusal(str(source), str(reason)))
    return gathered


def _place(steps: Sequence[Step], shelf: Shelf) -> list[Refusal]:
    """Do what is planned; what changed since it was read is left for the next run."""
    todo = [step for step in steps if step.fate.is_placed]
    refusals = []

    def run(advance: Callable[[], None]) -> None:
        for step in todo:
            try:
                shelf.place(step.student, step.handed_in.read(), step.record, step.stamp)
            except Refused as reason:
                refusals.append(Refusal(step.handed_in.where, str(reason)))
            advance()

    if todo:
        _with_progress("collecting", len(todo), run)
    return refusals


def _with_progress(words: str, total: int, run: Callable[[Callable[[], None]], Any]) -> Any:
    columns = (TextColumn(words), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True) as progress:
        task = progress.add_task(words, total=total)
        return run(lambda: progress.update(task, advance=1))


def _tell(unit: str, steps: Sequence[Step], gathered: Gathered, people: Classlist, shelf: Shelf, dry_run: bool) -> None:
    """The table, what could not be taken, who is missing, and the sum."""
    if shown := steps if dry_run or len(steps) <= FULL_TABLE else remarkable(steps):
        console.print(plan_table(unit, shown))
    if note := late_note(unit, steps):
        console.print(note, markup=False, soft_wrap=True)
    print_list(f"{plural(len(gathered.notes), 'file')} passed over", gathered.notes, 5)
    print_list(f"{len(gathered.refusals)} could not be taken", gathered.refusals, 50)
    placed = {step.student for step in steps if step.fate.is_placed}
    missing = sorted(student for student in people.students - placed if not shelf.holds(student))
    if missing:
        told = f"missing: {len(missing)} of {len(people.students)}: {', '.join(missing)}"
        console.print(told, markup=False, soft_wrap=True)
    elif people.students:
        console.print(f"nobody is missing: all {len(people.students)} have handed in {unit}", markup=False)
    console.print(fates_in_words(steps, dry_run), markup=False, soft_wrap=True)
