"""Scores for a platform without its roster: a file that it imports, whose students it must find by login or address."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from grader.export.platform import Filled, Rules
from grader.export.scores import UnitScores
from grader.export.table import harmless
from grader.roster import CANVAS, Known

CANVAS_COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
MOODLE_COLUMNS = ("Username", "First name", "Last name", "Email address")


def text_without_roster(
    platform: str, students: Sequence[Known], units: Sequence[UnitScores], rules: Rules
) -> tuple[str, Filled]:
    """A file for Canvas's "Import grades", or for Moodle's "Grades, Import, CSV file".

    Parameters
    ----------
    platform : str
        ``canvas`` or ``moodle``.
    students : sequence of Known
        The gradebook's.
    units : sequence of UnitScores
        One column each.
    rules : Rules
        `column` and `scale` do not matter here.
    """
    text, filled = io.StringIO(), Filled()
    writer = csv.writer(text)
    titles = CANVAS_COLUMNS if platform == CANVAS else MOODLE_COLUMNS
    writer.writerow([*titles, *(harmless(unit.unit) for unit in units)])
    if platform == CANVAS:
        writer.writerow(["    Points Possible", *[""] * (len(titles) - 1), *(f"{unit.possible:g}" for unit in units)])
    for student in sorted(students, key=lambda one: (one.last.casefold(), one.first.casefold(), one.id)):
        writer.writerow([*map(harmless, _who(platform, student)), *(_cell(student, u, rules, filled) for u in units)])
    return text.getvalue(), filled


def _who(platform: str, student: Known) -> list[str]:
    if platform != CANVAS:
        return [student.id, student.first, student.last, student.email]
    name = ", ".join(part for part in (student.last, student.first) if part) or student.id
    return [name, student.number, "", student.id, ""]


def _cell(student: Known, unit: UnitScores, rules: Rules, filled: Filled) -> str:
    if filled.leaves_out(student.id, student.id, unit, rules):
        return ""
    score = unit.scores.get(student.id)
    filled.written += 1
    return f"{score.points if score else 0.0:.5f}".rstrip("0").rstrip(".")
