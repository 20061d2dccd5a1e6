"""``grader grade``: a class."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path
from typing import Any

import click

from grader.cli.options import (
    SOME_FAILED,
    console,
    database_option,
    errors,
    fail,
    limits_of,
    sandbox_options,
    warn_unconfined,
    with_course,
)
from grader.cli.progress import progress_bar
from grader.cli.tables import FULL_TABLE, class_table, move_table, totals
from grader.cluster import Cluster
from grader.course import Course, Unit
from grader.gradebook import released_texts
from grader.judge.judge import Sandbox
from grader.results import Results, Status
from grader.run import Batch, Inbox, Pool, Processes, Summary, course_lock
from grader.run.worker import Assignment
from grader.text import shown


@click.command("grade")
@click.argument("unit")
@click.option("--submitted", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR",
              help="Folder of submissions, STUDENT/UNIT/UNIT.ipynb; by default submitted/.")  # fmt: skip
@click.option("--student", "students", multiple=True, metavar="ID", help="Only this student; may be repeated.")
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True, help="Processes that grade.")
@click.option("--cluster", metavar="URL", help="Dask scheduler whose workers grade instead, such as tcp://host:8786.")
@database_option
@click.option("--force", is_flag=True, help="Grade again what has not changed since it was graded.")
@click.option("--json", "out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write all results there, as one JSON array.")  # fmt: skip
@sandbox_options
@with_course
def grade_command(
    course: Course,
    unit: str,
    submitted: Path | None,
    students: tuple[str, ...],
    database: str | None,
    out: Path | None,
    **options: Any,
) -> None:
    """Grade a unit's submissions in the sandbox, and record them in nbgrader's gradebook.

    What was graded before, and has not changed, is kept; a run that was stopped goes on where it was. After a probe was
    mended, only its exercise is graded again, and a table tells whose score moved, and why (it is kept in
    .grader/results/UNIT/moved.csv). Results lie in .grader/results/UNIT/, executed notebooks in autograded/.
    """
    chosen = course.unit(unit)
    warn_unconfined(options["sandbox"])
    started = time.perf_counter()
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: it says how to go on
    try:
        summary = grade_class(course, chosen, submitted or course.submitted, students, database, **options)
    except KeyboardInterrupt:
        raise fail(
            f"stopped; what was graded is kept, and the same command goes on from there: grader grade {unit}"
        ) from None
    finally:
        signal.signal(signal.SIGTERM, before)
    if out is not None:
        documents = [result.to_json(cells=False) for result in summary.results]
        out.write_text(json.dumps(documents, ensure_ascii=False, indent=1) + "\n")
    _tell(chosen, summary, time.perf_counter() - started)
    if summary.unrecorded:
        raise click.exceptions.Exit(SOME_FAILED)
    if summary.failed and any(result.status == Status.UNREADABLE or students for result in summary.failed):
        raise click.exceptions.Exit(SOME_FAILED)


def grade_class(
    course: Course,
    unit: Unit,
    submitted: Path,
    students: tuple[str, ...] = (),
    database: str | None = None,
    *,
    workers: int = 2,
    cluster: str | None = None,
    force: bool = False,
    sandbox: Sandbox = "bwrap",
    **options: Any,
) -> Summary:
    """Grade a class under a progress bar, holding the course's lock."""
    from grader.run.record import Recorder  # nbgrader takes a second to import, which --help should not wait for

    assignment = Assignment(unit.folder, course.secret(), limits_of(options), sandbox, course.cache)
    results = Results(course.results(unit.name))
    database = database or course.database_url
    with course_lock(course.state), Recorder(course, unit, results, database, _say) as record:
        inbox = Inbox(submitted, unit.name, released_texts(course, unit.name), course.dropped)
        handins = inbox.handins(students, record.book.students())
        pool: Pool = Cluster(cluster, assignment, _say) if cluster else Processes(assignment, workers)
        batch = Batch(assignment, results, record, pool, force)
        with progress_bar("grading", len(handins)) as advance:
            return batch.run(handins, lambda result: advance(result.student))


def _say(message: str) -> None:
    errors.print(message, markup=False, soft_wrap=True)


def _tell(unit: Unit, summary: Summary, seconds: float) -> None:
    """The table (of a class that fits a screen), what could not be graded, and the totals."""
    rows = summary.results if len(summary.results) <= FULL_TABLE else summary.failed
    if rows:
        console.print(class_table(unit, rows, width=console.width))
    if summary.moves:
        console.print(move_table(summary.moves))
    console.print(totals(summary, seconds), markup=False, soft_wrap=True)
    if not summary.results:
        _say(f"Submissions lie as submitted/STUDENT/{unit.name}/{unit.name}.ipynb; grader collect puts them there.")
    for student, what in summary.told.items():
        _say(f"{shown(student)}: {what}")
    for student, why in summary.unrecorded.items():
        _say(f"{shown(student)}: the result is kept, but it is not in the gradebook: {why}")
