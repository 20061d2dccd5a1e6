"""``grader build``: solutions/ to notebooks/."""

from __future__ import annotations

import click

from grader.build import BuildReport, build
from grader.cli.options import SOME_FAILED, console, errors, with_course
from grader.course import Course
from grader.text import plural


@click.command("build")
@click.argument("units", nargs=-1, metavar="[UNIT]...")
@click.option("--check", is_flag=True, help="Change nothing; say what is stale, and end with status 1 if anything is.")
@with_course
def build_command(course: Course, units: tuple[str, ...], check: bool) -> None:
    """Make the students' notebooks from solutions/ (all units, or the named ones).

    A notebook in which somebody has worked is never overwritten: its unit is refused, and the others are built.
    """
    trouble = False
    for report in build(course, course.units(units), check=check):
        trouble |= not report.ok or (check and bool(report.written))
        (console if report.ok else errors).print(told(course, report, check), markup=False, soft_wrap=True)
    if trouble:
        raise click.exceptions.Exit(SOME_FAILED)


def told(course: Course, report: BuildReport, check: bool = False) -> str:
    """What a build did with a unit, in a line."""
    if not report.ok:
        return f"{report.unit}: not built. {report.problem}"
    names = ", ".join(str(path.relative_to(course.root)) for path in report.written)
    done = f"{'stale' if check else 'wrote'} {names}" if names else "nothing has changed"
    written = f" and {report.written_points:g} by hand" if report.written_points else ""
    return (
        f"{report.unit}: {done} ({plural(report.cells, 'cell')}, {plural(report.exercises, 'exercise')}, "
        f"{report.points:g} points{written}; {report.seconds:.1f} s)"
    )
