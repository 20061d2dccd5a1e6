"""``grader demo``: the whole loop on a sample class, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import click

from grader.build import build
from grader.cli.build import told as told_of_build
from grader.cli.grade import grade_class
from grader.cli.options import console, fail, limits_of, sandbox_options, warn_unconfined, with_course
from grader.cli.tables import class_table
from grader.course import Course, Unit
from grader.demo import Story, make_class
from grader.gradebook import open_gradebook
from grader.report import write_feedback, write_report, write_submissions
from grader.results import Results
from grader.sandbox import Limits
from grader.text import plural

QUICK = {"cell_seconds": 2.0, "memory": 512}
"""Limits that a demonstration should not wait for longer."""


@click.command("demo")
@click.argument("unit", default="07-optimizers")
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="Folder of the demonstration; by default demo/ in the course's.")  # fmt: skip
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True, help="Processes that grade.")
@click.option("--all", "everybody", is_flag=True, help="List every student, not only those who tell the story.")
@sandbox_options
@with_course
def demo_command(course: Course, unit: str, into: Path | None, workers: int, everybody: bool, **options: Any) -> None:
    """Build a unit, make a sample class, grade it in the sandbox, write feedback and a report.

    Everything happens in a course of its own (demo/), so your submissions and gradebook are not touched. A second
    run goes on where the first one was stopped. So that nobody waits for endless loops, a cell is stopped after two
    seconds, and a sandbox holds at most 512 MiB, or less where the options say so.
    """
    started = time.perf_counter()
    warn_unconfined(options["sandbox"])
    options |= {name: min(options[name], limit) for name, limit in QUICK.items()}
    stage = _stage(course, course.unit(unit), into or course.root / "demo")
    chosen = stage.unit(unit)
    console.print(f"A made-up class hands in {chosen.name}, and is graded as yours will be.", soft_wrap=True)
    (report,) = build(stage, [chosen])
    if not report.ok:
        raise fail(report.problem)
    console.print(f"built {told_of_build(stage, report)}", markup=False, soft_wrap=True)
    samples = make_class(stage, chosen, stage.submitted)
    console.print(f"{len(samples)} students hand in: {Story(samples, []).handed_in}", markup=False, soft_wrap=True)
    graded = time.perf_counter()
    summary = grade_class(stage, chosen, stage.submitted, workers=workers, **options)
    graded = time.perf_counter() - graded
    story = Story(samples, summary.results)
    _tell(chosen, story, everybody, report.written_points)
    with open_gradebook(stage) as book:
        whole = Results(stage.results(chosen.name)).all(tell_damage=True)
        pages = write_feedback(stage, chosen.name, whole, book)
        write_submissions(stage, chosen.name, whole, book)
        page = write_report(stage, chosen.name, whole, book)
    told = [f"{summary.kept} kept from before"] if summary.kept else []
    if summary.graded_now:
        told.insert(0, f"{plural(summary.graded_now, 'submission')}, each in a sandbox of its own, in {graded:.1f} s "
                       f"with {plural(workers, 'worker')}")  # fmt: skip
    console.print(f"{'; '.join(told)}; {time.perf_counter() - started:.1f} s in all\n", soft_wrap=True)
    shown = next((one for one in story.cast if story.samples[one.student].mistake), story.cast[0]).student
    (feedback,) = (one for one in pages if one.parts[-3] == shown)
    _where_next(course, stage, page, feedback, limits_of(options).cell_seconds)


def _tell(unit: Unit, story: Story, everybody: bool, written: float) -> None:
    """The table of those who tell the story (or of everybody), and what became of the class."""
    shown = story.ordered if everybody else story.cast
    told = {student: sample.words for student, sample in story.samples.items()}
    console.print(class_table(unit, shown, told, console.width))
    lines = [*story.outcome]
    if story.hidden and not everybody:
        lines.insert(0, f"{plural(story.hidden, 'student')} not listed: a planted mistake each, called by its name; "
                        "grader demo --all lists everybody")  # fmt: skip
    if written:
        lines.append(f"{written:g} more points are for written answers, which this class left blank; a person grades "
                     "them in formgrader")  # fmt: skip
    console.print("\n".join(lines), markup=False, soft_wrap=True)


def _stage(course: Course, unit: Unit, folder: Path) -> Course:
    """A course that holds one unit, copied from this one."""
    folder.mkdir(parents=True, exist_ok=True)
    course.copy_settings(folder)
    shutil.copytree(unit.folder, folder / "solutions" / unit.name, dirs_exist_ok=True,
                    ignore=shutil.ignore_patterns("__pycache__"))  # fmt: skip
    return Course(folder.resolve())


def _where_next(course: Course, stage: Course, page: Path, feedback: Path, seconds: float) -> None:
    """Where to look, as paths that can be clicked or typed."""

    def shown(path: Path) -> Path:
        return path.relative_to(course.root) if path.is_relative_to(course.root) else path

    usual, jupyter, as_root = Limits(), Path(sys.executable).parent / "jupyter", "" if os.geteuid() else " --allow-root"
    lines = [
        "Look next at",
        f"  {shown(page)}    the class: scores, exercises, common mistakes",
        f"  {shown(feedback)}    one student's feedback; everybody has such a page",
        f"  {shown(stage.root / 'gradebook.db')}    nbgrader's gradebook, for grader export and formgrader:",
        f"      cd {shown(stage.root)} && {jupyter} lab{as_root}",
        "      then Nbgrader, Formgrader; its warning of an exchange does no harm here",
        f"  {shown(stage.notebooks)}    what students get",
        f"Here a cell was stopped after {seconds:g} s, so that nobody waits for endless loops. In your class it is "
        f"stopped after {usual.cell_seconds:g} s, or once it has computed for {usual.cell_computing:g} s and for "
        f"{usual.patience:g} times as long as the solution's.",
    ]
    console.print("\n".join(lines), markup=False, soft_wrap=True)
