"""``grader export``: scores for other systems."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from grader.cli.options import console, database_option, errors, fail, with_course
from grader.cli.people import people_of, roster_options
from grader.course import Course
from grader.export import ExportError, Filled, Rules, csv_text, fill, text_without_roster
from grader.export.scores import unit_scores
from grader.files import replace
from grader.gradebook import LatePenalties, open_gradebook
from grader.results import Results
from grader.roster import RosterError, Table, known_students, platform_of
from grader.text import plural

EXAMPLES = """
\b
Examples:
  grader export --out scores.csv
  grader export 07-optimizers --format canvas --roster gradebook.csv --out for-canvas.csv
  grader export 07-optimizers --format moodle --roster worksheet.csv --rescale --out for-moodle.csv
"""
MANY = 8


@click.command("export", epilog=EXAMPLES)
@click.argument("units", nargs=-1, metavar="[UNIT]...")
@click.option("--format", "form", type=click.Choice(["csv", "canvas", "moodle"]), default="csv", show_default=True)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to write it; by default standard output.",
)
@roster_options
@click.option("--column", default="", metavar="NAME", help="The roster's column for the grades of the one UNIT.")
@click.option("--rescale", "scale", flag_value="rescale", help="Rescale to the points that the platform counts.")
@click.option("--as-is", "scale", flag_value="as-is", help="Write our points although the platform counts others.")
@click.option("--provisional", is_flag=True, help="Write scores too that wait for a person's grade, as they are now.")
@click.option(
    "--missing-as-zero",
    is_flag=True,
    help="Write 0 for those who have handed nothing in; never for what is there and was not graded.",
)
@database_option
@with_course  # fmt: skip
def export_command(
    course: Course, units: tuple[str, ...], form: str, out: Path | None, roster: Path | None, database: str | None,
    **options: Any,
) -> None:  # fmt: skip
    """Write scores for other systems: all units, or the named ones.

    csv is a table of everything, one row a student. canvas and moodle fill the grade column of the roster: Canvas's
    gradebook (Grades, Export), Moodle's grading worksheet, or Moodle's grades (Export, Plain text). All else in it
    stays, so that it can be imported as it is. Without a roster the file names students by login; then Canvas makes
    a new assignment of each unit, and Moodle asks which column is what.

    Scores are after the late penalty, which is brought up to date. A cell stays as it was where a written answer waits
    for its grade, or nothing was handed in.
    """
    names = [unit.name for unit in course.units(units)]
    rules = Rules(options["column"], options["provisional"], options["missing_as_zero"], options["scale"] or "")
    if roster is not None and (form == "csv" or (out is not None and out.exists() and out.samefile(roster))):
        raise fail("--roster is for --format canvas and moodle" if form == "csv" else f"{out} is the roster itself; "
                   "name another file")  # fmt: skip
    with open_gradebook(course, database or course.database_url) as book:
        LatePenalties(course).refresh(book, *names)
        if form == "csv":
            text, filled = csv_text(course, names, book), None
        else:
            text, filled = _for_platform(book, form, names, course, roster, rules, options)
    if out is None:
        click.echo(text, nl=False)
    else:
        replace(out, text.encode("utf-8"))
        console.print(f"wrote {out}", markup=False, soft_wrap=True)
    if filled:
        _tell(filled)


def _for_platform(
    book: Any,
    form: str,
    units: list[str],
    course: Course,
    roster: Path | None,
    rules: Rules,
    options: dict[str, Any],
) -> tuple[str, Filled]:
    scores = [unit_scores(book, unit, course.submitted, Results(course.results(unit))) for unit in units]
    if roster is None:
        present = [student for student in known_students(book) if student.id not in course.dropped]
        return text_without_roster(form, present, scores, rules)
    try:
        table = Table.read(roster)
        if platform_of(table) != form:
            raise fail(f"{roster} is a file of {platform_of(table).capitalize()}; say --format {platform_of(table)}")
        if len(scores) > 1 and (rules.column or table.column("Grade") is not None):
            raise fail(f"name the one unit whose grades go into {rules.column or 'the column Grade'}")
        people = people_of(book, table, options["id_column"])
        filled = fill(table, [one for one in people if one.student not in course.dropped], scores, rules)
    except (RosterError, ExportError) as error:
        raise fail(str(error)) from None
    return table.text(), filled


def _some(students: list[str]) -> str:
    return ", ".join(students[:MANY]) + (", ..." if len(students) > MANY else "")


def _tell(filled: Filled) -> None:
    """How many were written, and whose cells stay as they were."""
    lines = [plural(filled.written, "score")]
    left = (
        (filled.waiting, "left, since an answer waits for its grade (--provisional writes them)"),
        (filled.unreadable, "left, since it could not be read, and nobody has decided"),
        (filled.missing, "left, since nothing was handed in (--missing-as-zero writes 0)"),
        (filled.strangers, "with a score, but not in the roster"),
    )
    for students, words in left:
        if students:
            lines.append(f"{len(students)} {words}: {_some(students)}")
    for unit, students in filled.ungraded.items():
        lines.append(f"{len(students)} handed in, not graded: {_some(students)}; run: grader grade {unit}")
    errors.print("\n".join(lines), markup=False, soft_wrap=True)
