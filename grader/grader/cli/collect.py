"""``grader collect``: submissions out of nbgrader's exchange, or out of a platform's download."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import click

from grader.cli.options import SOME_FAILED, console, database_option, fail, with_course
from grader.cli.people import people_of, roster_options
from grader.cli.progress import progress_bar
from grader.cli.tables import FULL_TABLE, fates_in_words, late_note, plan_table, who_left
from grader.collect import (
    Archive,
    Fate,
    Found,
    Refusal,
    Refused,
    Step,
    SubmittedFolder,
    carry_out,
    due_dates,
    make_plan,
    open_archive,
    platform_of_names,
    read_download,
    read_exchange,
)
from grader.course import Course
from grader.gradebook import extensions_of, open_gradebook, released_texts, update_times
from grader.roster import CANVAS, Classlist, RosterError, Table, enroll, platform_of, read_groups
from grader.run import course_lock
from grader.text import plural

MOST_NOTES, MOST_REFUSALS = 5, 50
"""How many files that were passed over, and that could not be taken, are listed."""

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
    store = SubmittedFolder(course, name, submitted)
    try:
        with nullcontext() if dry_run else course_lock(course.state), _gradebook(course, database, dry_run) as book:
            found = _collect(course, sources, store, book, dry_run, options)
    except RosterError as error:
        raise fail(str(error)) from None
    except OSError as error:
        raise fail(f"stopped: {error.strerror or error}: {error.filename or store.submitted}") from None
    except KeyboardInterrupt:
        raise fail("stopped; what was collected stays, and the same command goes on from there") from None
    if found.refusals:
        raise click.exceptions.Exit(SOME_FAILED)


@contextmanager
def _gradebook(course: Course, database: str | None, dry_run: bool) -> Iterator[tuple[Any, str]]:
    """The open gradebook and its URL; an empty one elsewhere for a dry run where there is none yet."""
    url = database or course.database_url
    with ExitStack() as stack:
        file = Path(url.removeprefix("sqlite:///"))
        if dry_run and url.startswith("sqlite:///") and not file.exists():
            url = f"sqlite:///{stack.enter_context(tempfile.TemporaryDirectory())}/gradebook.db"
        yield stack.enter_context(open_gradebook(course, url)), url


def _collect(
    course: Course,
    sources: Sequence[Path],
    store: SubmittedFolder,
    book: tuple[Any, str],
    dry_run: bool,
    options: dict[str, Any],
) -> Found:
    """Read, plan, place and tell; what was found, with all that could not be taken."""
    gradebook, url = book
    people = _class_of(gradebook, options)
    with ExitStack() as stack:
        found = _found(stack, course, store.unit, sources, people, options, url)
        due = due_dates(gradebook, store.unit, extensions_of(course, store.unit))
        students = {student for one in found.handed_in for student in one.students}
        with progress_bar("reading", len(students)) as advance:
            steps, refusals = make_plan(found.handed_in, store, due, advance)
        if not dry_run:
            refusals += _carry_out(steps, store, gradebook)
    found += Found(refusals=tuple(refusals))
    if options["enroll"] and not dry_run:
        _enroll(gradebook, people, options["roster"])
    _tell(steps, found, people, store, course.dropped, dry_run)
    return found


def _class_of(gradebook: Any, options: dict[str, Any]) -> Classlist:
    """The class and its groups."""
    roster, groups = options["roster"] and Table.read(options["roster"]), options["groups"]
    people = people_of(gradebook, roster, options["id_column"], options["timezone"])
    if roster and (unread := [text for text, moment in roster.times.items() if moment is None]):
        told = (
            f"{roster.path}: {plural(len(unread), 'time')} can't be read, such as {unread[0]!r}, and nobody is late by "
        )
        console.print(f"{told}them; export it with English as your language", markup=False, soft_wrap=True)
    return Classlist(people, read_groups(Table.read(groups), people) if groups else None)


def _found(
    stack: ExitStack,
    course: Course,
    unit: str,
    sources: Sequence[Path],
    people: Classlist,
    options: dict[str, Any],
    url: str,
) -> Found:
    """What the sources hold; one that can't be read does not stop the others, unless there are no others."""
    released = {text.strip() for text in released_texts(course, unit)}
    if not sources:
        try:
            return read_exchange(course, unit, people, url, released)
        except Refused as reason:
            raise fail(str(reason)) from None
    found, unread = Found(), list[Refusal]()
    platform = "" if options["platform"] == "auto" else options["platform"]
    for source in sources:
        try:
            archive = stack.enter_context(open_archive(source))
            _refuse_other_platform(archive, options["roster"])
            found += read_download(archive, unit, people, platform, released)
        except Refused as reason:
            unread.append(Refusal(str(source), str(reason)))
    if len(unread) == len(sources):
        _print_list(f"{len(unread)} could not be taken", unread, MOST_REFUSALS)
        raise fail("nothing could be collected")
    return found + Found(refusals=tuple(unread))


def _refuse_other_platform(archive: Archive, roster: Path | None) -> None:
    """Nobody of one platform's roster is found in the other's download."""
    theirs = platform_of_names(entry.name for entry in archive.entries)
    ours = platform_of(Table.read(roster)) if roster else ""
    if theirs and ours and theirs != ours:
        raise Refused(f"it is a download of {theirs.capitalize()}, and {roster} a roster of {ours.capitalize()}; "
                      "collect each platform by itself, with its own roster")  # fmt: skip


def _enroll(gradebook: Any, people: Classlist, roster: Path) -> None:
    """Add the roster's people to the gradebook, and say how many."""
    new = enroll(gradebook, people.people, numbered=platform_of(Table.read(roster)) == CANVAS)
    console.print(f"enrolled {plural(len(new), 'student')}" if new else "everybody was enrolled already", markup=False)


def _carry_out(steps: Sequence[Step], store: SubmittedFolder, gradebook: Any) -> list[Refusal]:
    """Do what is planned; what changed since it was read is left for the next run."""
    todo = [step for step in steps if step.fate.changes]
    refusals, done = [], {}
    try:
        with progress_bar("collecting", len(todo)) as advance:
            for step in todo:
                try:
                    carry_out(step, store)
                    done[step.student] = step.stamp
                except Refused as reason:
                    refusals.append(Refusal(step.handed_in.where, str(reason)))
                advance()
    finally:
        update_times(gradebook, store.unit, done)
    return refusals


def _tell(
    steps: Sequence[Step],
    found: Found,
    people: Classlist,
    store: SubmittedFolder,
    dropped: frozenset[str],
    dry_run: bool,
) -> None:
    """The table, what could not be taken, who is missing, and the sum."""
    if shown := steps if dry_run or len(steps) <= FULL_TABLE else [step for step in steps if _is_remarkable(step)]:
        console.print(plan_table(store.unit, shown))
    if note := late_note(store.unit, steps):
        console.print(note, markup=False, soft_wrap=True)
    _print_list(f"{plural(len(found.notes), 'file')} passed over", found.notes, MOST_NOTES)
    _print_list(f"{len(found.refusals)} could not be taken", found.refusals, MOST_REFUSALS)
    placed, expected = {step.student for step in steps if step.fate.changes}, people.students - dropped
    missing = sorted(student for student in expected - placed if not store.holds(student))
    if missing:
        told = f"missing: {len(missing)} of {len(expected)}: {', '.join(missing)}"
        console.print(told, markup=False, soft_wrap=True)
    elif expected:
        console.print(f"nobody is missing: all {len(expected)} have handed in {store.unit}", markup=False)
    for told in who_left(people, {step.student for step in steps}, dropped):
        console.print(told, markup=False, soft_wrap=True)
    console.print(fates_in_words(steps, dry_run), markup=False, soft_wrap=True)


def _is_remarkable(step: Step) -> bool:
    """Whether a submission is late, a draft, replaces another, or is left out."""
    late = bool(step.late_by) or step.handed_in.late
    return late or step.handed_in.draft or step.fate not in (Fate.NEW, Fate.SAME)


def _print_list(title: str, refusals: Sequence[Refusal], at_most: int) -> None:
    """A list of what was not taken, with reasons."""
    if refusals:
        console.print(f"{title}:", markup=False)
    for refusal in refusals[:at_most]:
        console.print(f"  {refusal.where}: {refusal.reason}", markup=False, soft_wrap=True)
    if len(refusals) > at_most:
        console.print(f"  and {len(refusals) - at_most} more", markup=False)
