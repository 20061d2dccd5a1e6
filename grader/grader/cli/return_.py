"""``grader return``: feedback back to where submissions came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import click
from rich import box
from rich.markup import escape
from rich.table import Table

from grader.cli.options import console, database_option, fail, with_course
from grader.cli.tables import FULL_TABLE
from grader.collect import Refused
from grader.collect.back import Return, Returned, Way, release_in_exchange, returns, write_bundle
from grader.course import Course
from grader.gradebook import LatePenalties, open_gradebook
from grader.report.feedback import feedback_path, is_current
from grader.report.marks import Marks, marks_of
from grader.results import Result, Results, Status
from grader.text import plural, shown

UPLOADS = {
    Way.CANVAS: "in Canvas: the assignment, Upload Submissions; each page becomes a comment on its submission",
    Way.MOODLE: "in Moodle: the assignment, Submissions, Actions, Upload multiple feedback files in a zip",
}
SENT = (Way.EXCHANGE, Way.CANVAS, Way.MOODLE)


@click.command("return")
@click.argument("unit")
@click.option("--dry-run", is_flag=True, help="Say what would go where, and do nothing.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="Folder of the bundles; by default .grader/returned/.")  # fmt: skip
@click.option("--provisional", is_flag=True, help="Bring pages back too that wait for a person's grade.")
@click.option("--again", is_flag=True, help="Bring back once more what went back before.")
@database_option
@with_course
def return_command(
    course: Course, unit: str, dry_run: bool, out: Path | None, provisional: bool, again: bool, database: str | None
) -> None:
    """Bring the pages of `grader feedback` back to where the submissions came from.

    What came through nbgrader's exchange is released there. For Canvas and Moodle a zip file is made that their own
    upload takes. Who handed in another way is listed, with the page to send. A second run brings only pages that are
    new, and no bundle is written over. Who handed in what can't be read is told so by a page, too. A page that says
    something else than the gradebook by now stays, until `grader feedback` writes it anew.
    """
    name = course.unit(unit).name
    results = Results(course.results(name)).all(without=course.dropped)
    students = [result.student for result in results if result.status != Status.MISSING]
    unreadable = {result.student for result in results if result.status == Status.UNREADABLE}
    if not students:
        raise fail(f"there are no results of {name}; run: grader grade {name}")
    with open_gradebook(course, database) as book:
        LatePenalties(course).update(book, name)
        marks = marks_of(book, name)
        (book.db.rollback if dry_run else book.db.commit)()
    waiting = {student for student, given in marks.items() if given.waiting} - unreadable
    old = {one.student for one in results if _is_old(feedback_path(course, name, one.student), one, marks)}
    pages = returns(course, name, students, () if provisional else waiting, old, again)
    many = len(pages) > FULL_TABLE and not dry_run
    if listed := [one for one in pages if one.way not in SENT] if many else pages:
        console.print(_table(name, listed))
    if not dry_run:
        _bring(course, name, pages, out or course.state / "returned", database or course.database_url)
    _tell(name, pages, dry_run)


def _bring(course: Course, unit: str, pages: list[Return], folder: Path, database: str) -> None:
    """Release and pack, and keep that it was done, way by way: what fails goes again with the next run."""
    gone = Returned(course, unit)
    for way in SENT:
        if not (going := [one for one in pages if one.way == way]):
            continue
        try:
            if way == Way.EXCHANGE:
                release_in_exchange(course, going, unit, database)
                console.print("exchange: released; students run nbgrader fetch_feedback, or use JupyterLab's list")
            else:
                path = _fresh(folder, f"{unit}-{way}")
                write_bundle(path, _one_a_name(going))
                console.print(f"{shown(str(path))}\n  upload it {UPLOADS[way]}", markup=False, soft_wrap=True)
        except Refused as reason:
            raise fail(str(reason)) from None
        gone.add(going)


def _is_old(page: Path, result: Result, marks: Mapping[str, Marks]) -> bool:
    return page.is_file() and not is_current(page, result, marks.get(result.student))


def _one_a_name(pages: list[Return]) -> list[Return]:
    """The pages of a bundle: of a group that handed in one file, the platform takes one page."""
    return list({one.name: one for one in pages}.values())


def _fresh(folder: Path, stem: str) -> Path:
    """A name that no bundle has yet."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers = (number for number in range(1, 10_000) if not (folder / f"{stem}-{number}.zip").exists())
    return folder / f"{stem}-{next(numbers)}.zip"


def _table(unit: str, pages: list[Return]) -> Table:
    table = Table(title=unit, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("student", no_wrap=True, max_width=24)
    table.add_column("how", no_wrap=True)
    table.add_column("page", overflow="fold")
    for one in pages:
        where = one.name or ("" if one.way == Way.NO_PAGE else str(one.page))
        table.add_row(escape(shown(one.student)), one.way, escape(shown(where)))
    return table


def _tell(unit: str, pages: list[Return], dry_run: bool) -> None:
    counts = Counter(one.way for one in pages)
    told = ", ".join(f"{counts[way]} {way}" for way in Way if counts[way])
    console.print(f"{plural(len(pages), 'page')}: {told}{'; this was a dry run' if dry_run else ''}")
    if counts[Way.WAITS]:
        console.print(
            "Grade what waits in formgrader: jupyter lab, then Nbgrader, Formgrader; --provisional brings it too"
        )
    if counts[Way.NO_PAGE] or counts[Way.OLD]:
        console.print(f"Make the pages that are missing, or older than their grades: grader feedback {unit}")
    if counts[Way.CANVAS] or counts[Way.MOODLE]:
        console.print(f"The grades go by a file of their own: grader export {unit} --format canvas (or moodle)")
