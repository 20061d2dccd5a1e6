"""``grader mistakes``: what a class got wrong that no author foresaw."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Group as Lines
from rich.text import Text

from grader.cli.options import console, errors, fail, limits_of, sandbox_options, warn_unconfined, with_course
from grader.cli.progress import progress_bar
from grader.course import Course
from grader.gradebook import released_texts
from grader.mistakes import Findings, Group, Search
from grader.mistakes.asking import Asking
from grader.mistakes.findings import folder_of, write_findings
from grader.results import Results
from grader.run import Inbox, Processes, course_lock
from grader.run.worker import Assignment, judge_of
from grader.text import plural, shown, visible

MOST_GROUPS = 10
"""Groups that are printed; the report shows all, and so does --all."""
MOST_NAMES = 6
MARKS = {"same": "  ", "solution": "- ", "theirs": "+ "}
COLORS = {"same": "", "solution": "red", "theirs": "green"}


@click.command("mistakes")
@click.argument("unit")
@click.option("--exercise", "exercises", multiple=True, metavar="NAME",
              help="Only this exercise; may be repeated. The class report stays as it is.")  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="Show every group, and those of one student too.")
@click.option("--submitted", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR",
              help="Folder of submissions, STUDENT/UNIT/UNIT.ipynb; by default submitted/.")  # fmt: skip
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True, help="Processes that ask.")
@click.option("--json", "out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write what was found there too, as one JSON object.")  # fmt: skip
@sandbox_options
@with_course
def mistakes_command(
    course: Course,
    unit: str,
    exercises: tuple[str, ...],
    everything: bool,
    submitted: Path | None,
    out: Path | None,
    **options: Any,
) -> None:
    """Find mistakes that no author foresaw: wrong answers without a hint, grouped by what they answer.

    It starts from what `grader grade` found. Each such program is asked again in the sandbox, all of them with the same
    inputs; those that answer alike are a group. The largest comes first, with its shortest program beside the
    solution's lines that differ, the numbers, and a draft for mistakes.py. Read a draft before you paste it: what you
    paste is yours, and runs with your rights. Then give it a name and a hint, try it with `grader audit`, and grade
    again.

    What was asked before is kept; a run that was stopped goes on where it was. `grader report` shows the same.
    """
    chosen = course.unit(unit)
    for name in exercises:
        chosen.exercise(name)
    results = Results(course.results(unit)).all(without=course.dropped)
    if not results:
        raise fail(f"there are no results of {unit}; run: grader grade {unit}")
    warn_unconfined(options["sandbox"])
    workers, sandbox = options.pop("workers"), options.pop("sandbox")
    assignment = Assignment(chosen.folder, course.secret(), limits_of(options), sandbox, course.cache)
    started = time.perf_counter()
    try:
        with course_lock(course.state), judge_of(assignment) as judge:
            asking = Asking(judge, Processes(assignment, workers), folder_of(course, unit), progress_bar)
            search = Search(judge, asking)
            outdated = search.outdated(results)
            handins = Inbox(submitted or course.submitted, unit, released_texts(course, unit)).handins()
            findings = search.run(results, handins, exercises, everything)
            if not exercises:
                write_findings(course, findings)
    except KeyboardInterrupt:
        raise fail(
            f"stopped; what was asked is kept, and the same command goes on from there: grader mistakes {unit}"
        ) from None
    if out is not None:
        out.write_text(findings.text(), encoding="utf-8", errors="replace")
    if outdated:
        errors.print(
            f"{', '.join(sorted(outdated))} changed since this class was graded, so some of it may have a hint by "
            f"now; run: grader grade {unit}",
            soft_wrap=True,
        )
    _tell(findings, everything, time.perf_counter() - started)


def _tell(findings: Findings, everything: bool, seconds: float) -> None:
    printed = findings.groups if everything else findings.groups[:MOST_GROUPS]
    for place, group in enumerate(printed, start=1):
        console.print(Lines(*_lines(place, group)), soft_wrap=True)
    if (more := len(findings.groups) - len(printed)) > 0:
        console.print(f"and {plural(more, 'smaller group')}: --all prints them, and grader report shows them")
    if findings.alone:
        console.print(f"{plural(findings.alone, 'wrong answer')} that nobody shares: seen with --all")
    for name, reason in findings.left_out.items():
        console.print(f"not asked: {shown(name)}: {shown(reason)}", markup=False, soft_wrap=True)
    students = {name for group in findings.groups for name in group.students}
    if not students:
        told = "no group of wrong answers lacks a hint" if findings.alone else "every wrong answer has a hint"
        console.print(f"{findings.unit}: {told} ({seconds:.1f} s)")
        return
    console.print(
        f"{plural(len(findings.groups), 'group')} of {plural(len(students), 'student')} in {seconds:.1f} s"
    )
    if any(group.draft for group in findings.groups):
        unit = findings.unit
        console.print(
            f"A draft goes into solutions/{unit}/mistakes.py: read it, paste it, name it and write its hint. Then:\n"
            f"  grader audit {unit} --exercise NAME    # refuses it if it passes, or earns another's hint\n"
            f"  grader grade {unit}                    # gives the hint to all who made the mistake",
            markup=False,
            soft_wrap=True,
        )


def _lines(place: int, group: Group) -> Iterator[Text]:
    """A group as it is printed. What students wrote is text, without anything that a terminal obeys."""
    yield Text(f"{place}. {group.exercise}: {plural(len(group.students), 'student')}, {group.kind}", "bold")
    yield Text(f"   {_names(group)}")
    if group.hint:
        yield Text(visible(f"   hint by what the answer shows: {group.hint}"))
    for one in group.said:
        if one.message:
            yield Text(visible(f"   {one.summary} {one.message}"))
    if group.listing:
        yield Text(f"   the shortest program, {shown(group.writer)}'s (+), and the solution's lines that differ (-):")
    for row in group.listing:
        yield Text(visible(f"     {MARKS.get(row.mark, '  ')}{row.text}"), COLORS.get(row.mark, ""))
    yield Text(f"   {visible(group.remark)}")
    if group.draft:
        yield Text("")
        yield Text(visible(group.draft))
    yield Text("")


def _names(group: Group) -> str:
    names = [shown(name) for name in group.students]
    rest = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + rest
