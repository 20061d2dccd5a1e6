"""Scores into the very file that a platform exported: its grade column is filled, and all else stays as it was.

Only what a spreadsheet would run as a formula is made inert, and only in columns by which no platform finds anybody:
names, groups and texts that students typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from grader.export.scores import Score, UnitScores
from grader.export.table import harmless
from grader.roster import CANVAS, Person, Table, platform_of

NUMBERED = re.compile(r"(?P<title>.*)\s\(\d+\)", re.DOTALL)
MOODLE_TITLE = re.compile(r"(?:[^:]+: )?(?P<title>.*?)(?: \([^()]+\))?", re.DOTALL)
TYPED_BY_STUDENTS = (
    "Student", "LastName", "FirstName", "Full name", "First name", "Last name", "Surname", "Group", "Online text",
)  # fmt: skip
TOTALS = re.compile(r"(Current|Final|Override) (Score|Points|Grade)")


class ExportError(ValueError):
    """Scores can't be written for a platform; the message says why and what to do."""


@dataclass(frozen=True)
class Rules:
    """What to write where it is not plain.

    Attributes
    ----------
    column : str
        The grade column; by default the one that is named like the unit.
    provisional : bool
        Write points that wait for a person's grade as they are now.
    missing_as_zero : bool
        Write 0 for those who have handed nothing in.
    scale : str
        ``"rescale"`` to the platform's maximum, ``"as-is"``, or ``""``: refuse where the maxima differ.
    """

    column: str = ""
    provisional: bool = False
    missing_as_zero: bool = False
    scale: str = ""


@dataclass
class Filled:
    """What was done.

    Attributes
    ----------
    written : int
        Scores that were written.
    waiting, unreadable, missing, strangers : list of str
        Students left out: they wait for a person's grade, their work could not be read, they have handed nothing in, or
        are not in the roster.
    ungraded : dict of str to list of str
        By unit, students left out whose work was handed in and not graded.
    """

    written: int = 0
    waiting: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    ungraded: dict[str, list[str]] = field(default_factory=dict)

    def leaves_out(self, student: str, name: str, unit: UnitScores, rules: Rules) -> bool:
        """Whether nothing is to be written for a student of the class; who and why is kept."""
        score = unit.scores.get(student)
        if student in unit.ungraded:
            self.ungraded.setdefault(unit.unit, []).append(student)
        elif student in unit.unreadable:
            self.unreadable.append(student)
        elif score is None and not rules.missing_as_zero:
            self.missing.append(student or name)
        elif score is not None and score.waiting and not rules.provisional:
            self.waiting.append(student)
        else:
            return False
        return True


def fill(table: Table, people: Iterable[Person], units: Sequence[UnitScores], rules: Rules) -> Filled:
    """Write the scores of some units into a roster.

    Parameters
    ----------
    table : Table
        The roster; its cells change.
    people : iterable of Person
        Its rows, with the students' ids.
    units : sequence of UnitScores
    rules : Rules

    Raises
    ------
    ExportError
        If no column is a unit's, or the platform counts other points than the gradebook.
    """
    people, filled = list(people), Filled()
    for unit in units:
        place = grade_column(table, unit.unit, rules.column)
        for person in people:
            _fill_one(table, place, person, unit, rules, filled)
    for row in table.rows:
        for column in _typed_by_students(table):
            if row[column] != "-":
                row[column] = harmless(row[column])
    return filled


def _typed_by_students(table: Table) -> set[int]:
    """Columns that may hold a student's words; in another language all between name and grade, but the address."""
    titled = {column for name in TYPED_BY_STUDENTS if (column := table.column(name)) is not None}
    between = set(range(1, table.shaped.get("Grade", 0))) - {table.shaped.get("Email address", 0)}
    return titled | between


def _fill_one(table: Table, place: int, person: Person, unit: UnitScores, rules: Rules, filled: Filled) -> None:
    score = unit.scores.get(person.student)
    if person.row < 0:
        filled.strangers += [person.student] if score else []
    elif not filled.leaves_out(person.student, person.name, unit, rules):
        points = (score or Score(0.0, False)).points * _factor(table, place, person, unit, rules)
        table.rows[person.row][place] = _number(points, _decimal_comma(table))
        filled.written += 1


def grade_column(table: Table, unit: str, named: str = "") -> int:
    """The column that holds a unit's grades.

    Raises
    ------
    ExportError
        If there is none, or more than one; the message lists what could be meant.
    """
    titles = {place: _title(table, place) for place in _gradable(table)}
    if named:
        found = [place for place, title in titles.items() if named in (title, table.header[place])]
    elif (grade := table.column("Grade")) is not None and platform_of(table) != CANVAS:
        found = [grade]
    else:
        found = [place for place, title in titles.items() if _plain(title) == _plain(unit)]
    if len(found) == 1:
        return found[0]
    choice = ", ".join(repr(table.header[place]) for place in (found or titles)) or "none"
    raise ExportError(
        f"{table.path} has {'no column' if not found else 'more than one column'} for {named or unit}; "
        f"name one of its columns: --column NAME ({choice})"
    )


def _gradable(table: Table) -> list[int]:
    """Columns that may hold grades: in Canvas those behind the section, but for its sums."""
    if platform_of(table) != CANVAS:
        return list(range(len(table.header)))
    first = (table.column("Section") or 0) + 1
    return [place for place in range(first, len(table.header)) if not TOTALS.search(table.header[place])]


def _title(table: Table, place: int) -> str:
    """An assignment's title out of a column's."""
    pattern = NUMBERED if platform_of(table) == CANVAS else MOODLE_TITLE
    found = pattern.fullmatch(table.header[place].strip())
    return found["title"] if found else table.header[place].strip()


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-")


def _factor(table: Table, place: int, person: Person, unit: UnitScores, rules: Rules) -> float:
    """What a point of ours is on the platform."""
    maximum = _maximum(table, place, person)
    if maximum == unit.possible or rules.scale == "as-is" or not unit.possible:
        return 1.0
    if maximum is None:
        raise ExportError(
            f"{table.path} does not say how many points {unit.unit} counts on the platform; the gradebook counts "
            f"{unit.possible:g}: say --as-is if the platform does too"
        )
    if rules.scale == "rescale":
        return maximum / unit.possible
    raise ExportError(
        f"{table.path} counts {maximum:g} points for {unit.unit}, the gradebook {unit.possible:g}; say --rescale "
        f"({unit.possible:g} become {maximum:g}) or --as-is, or change the points on the platform"
    )


def _maximum(table: Table, place: int, person: Person) -> float | None:
    """The points that the platform counts, if the file tells."""
    if platform_of(table) == CANVAS:
        cells = [row[place] for row in table.rows if "points possible" in row[0].casefold()]
    else:
        cells = list(table.cells(table.rows[person.row], "Maximum Grade", "Maximum grade"))
    try:
        return float(cells[0].strip().replace(",", ".")) if cells else None
    except ValueError:
        return None


def _decimal_comma(table: Table) -> bool:
    """Whether the file's own numbers have a comma for their decimals."""
    maximum = table.column("Maximum Grade")
    places = _gradable(table) if maximum is None else [maximum]
    return any(re.fullmatch(r"\d+,\d+", row[place].strip()) for row in table.rows for place in places)


def _number(points: float, comma: bool) -> str:
    """Points as platforms read them: no more than five decimals, no exponent."""
    text = f"{points:.5f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if comma else text
