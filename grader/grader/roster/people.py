"""The people of a class: rows of a roster that a platform exported, brought together with the gradebook's students."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any

from grader.roster.table import RosterError, Table
from grader.roster.worksheet import PARTICIPANT, are_participants, is_draft

CANVAS, MOODLE = "canvas", "moodle"
IDS = {
    CANVAS: ("SIS Login ID", "SIS User ID", "Integration ID"),
    MOODLE: ("Username", "ID number", "Email address", "Email"),
}
"""Columns that may hold the name by which nbgrader knows a student, the likeliest first."""

TEST_STUDENT = {"student, test", "test student"}
"""Canvas's own, in the gradebook of whoever has looked at the course as a student."""

LATE = re.compile(r"\blate\b", re.IGNORECASE)
FORMULA_TEXT = re.compile(r'="(.*)"', re.DOTALL)
TOO_LONG = 128
"""Characters: nbgrader's column of student ids holds no more."""


@dataclass(frozen=True)
class Known:
    """A student as the gradebook has them."""

    id: str
    first: str = ""
    last: str = ""
    email: str = ""
    number: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody in the class.

    Attributes
    ----------
    student : str
        The name by which nbgrader knows them; empty where that could not be told.
    name : str
        As the platform writes it, often last name first.
    number : str
        Canvas's number of the user, or Moodle's of the participant; empty where it is unknown.
    ids : tuple of str
        Logins, registration numbers, addresses.
    group : str
        Where the roster tells.
    handed_in_at : datetime, optional
        Where the roster tells (Moodle's grading worksheet does).
    late : bool
    draft : bool
        Whether the roster calls what was handed in a draft.
    row : int
        Row of the roster, from 0; -1 for somebody whom only the gradebook knows.
    """

    student: str
    name: str
    number: str = ""
    ids: tuple[str, ...] = ()
    group: str = ""
    handed_in_at: datetime | None = None
    late: bool = False
    draft: bool = False
    row: int = -1

    @property
    def full_name(self) -> str:
        """First name first."""
        last, comma, first = self.name.partition(",")
        return f"{first.strip()} {last.strip()}" if comma else self.name.strip()


def known_students(gradebook: Any) -> list[Known]:
    """The students of nbgrader's gradebook."""
    return [
        Known(s.id, s.first_name or "", s.last_name or "", s.email or "", s.lms_user_id or "")
        for s in gradebook.students
    ]


def full_names(gradebook: Any) -> dict[str, str]:
    """Students' names, first name first, by their ids; who has none in the gradebook is not there."""
    names = {one.id: f"{one.first} {one.last}".strip() for one in known_students(gradebook)}
    return {student: name for student, name in names.items() if name and name != student}


def of_gradebook(students: Iterable[Known]) -> list[Person]:
    """The class as the gradebook alone has it."""
    return [Person(s.id, f"{s.last}, {s.first}" if s.last else s.first, s.number, (s.email,)) for s in students]


def platform_of(table: Table) -> str:
    """Which platform exported a table.

    Raises
    ------
    RosterError
        If it looks like neither's.
    """
    if table.column("Section") is not None and table.column("ID") is not None:
        return CANVAS
    if table.column("Identifier", "Email address", "ID number", "Username") is not None or _participants(table):
        return MOODLE
    raise RosterError(
        f"{table.path} is neither Canvas's gradebook (Student, ID, ..., Section) nor Moodle's grading worksheet "
        f"(Identifier, Full name, ...); it has {', '.join(table.header[:6])}"
    )


def of_roster(table: Table, students: Sequence[Known], zone: tzinfo, id_column: str = "") -> list[Person]:
    """The people of a roster, with the names by which nbgrader knows them, then those whom the gradebook alone knows.

    Parameters
    ----------
    table : Table
    students : sequence of Known
        The gradebook's.
    zone : tzinfo
        Of the times in the roster.
    id_column : str, optional
        The column that holds the student's id; by default, somebody whom the gradebook knows is found by number,
        id, address or name, and anybody else is called by the first column of `IDS` that is filled.

    Raises
    ------
    RosterError
        If there is no such column, or two rows would be the same student.
    """
    platform = platform_of(table)
    if id_column and table.column(id_column) is None:
        raise RosterError(f"{table.path} has no column {id_column!r}; it has {', '.join(table.header)}")
    columns = (id_column,) if id_column else IDS[platform]
    read = _canvas_person if platform == CANVAS else _moodle_person
    people = [person for place, row in enumerate(table.rows) if (person := read(table, place, row, columns, zone))]
    people = _named(people, students)
    _refuse_doubles(table, people)
    found = {person.student for person in people}
    return people + of_gradebook(student for student in students if student.id not in found)


def _canvas_person(table: Table, place: int, row: list[str], columns: Iterable[str], zone: tzinfo) -> Person | None:
    name = next(table.cells(row, "Student"), "") or ", ".join(table.cells(row, "LastName", "FirstName"))
    number = next(table.cells(row, "ID"), "")
    if not name or not (number or next(table.cells(row, *columns), "")):
        return None  # The row of points possible, or that of manual posting.
    quoted = FORMULA_TEXT.fullmatch(name)
    name = quoted[1] if quoted else name
    if plain(name) in TEST_STUDENT:
        return None
    return Person("", name, number, tuple(table.cells(row, *columns)), row=place)


def _moodle_person(table: Table, place: int, row: list[str], columns: Iterable[str], zone: tzinfo) -> Person | None:
    name = next(table.cells(row, "Full name", "Fullname"), "")
    name = name or ", ".join([*table.cells(row, "Last name", "Surname"), *table.cells(row, "First name")])
    first = PARTICIPANT.fullmatch(row[0].strip()) if _participants(table) else None
    number = first["number"] if first else ""
    status = next(table.cells(row, "Status"), "")
    moment = table.times.get(next(table.cells(row, "Last modified (submission)"), ""))
    moment = moment.replace(tzinfo=zone) if moment and moment.tzinfo is None else moment
    group = next(table.cells(row, "Group"), "")
    ids = tuple(table.cells(row, *columns))
    if not (name or number or ids):
        return None
    return Person("", name, number, ids, group, moment, bool(LATE.search(status)), is_draft(status), place)


def _participants(table: Table) -> bool:
    return are_participants(row[0] for row in table.rows)


def _named(people: list[Person], students: Sequence[Known]) -> list[Person]:
    """Everybody with the name by which nbgrader knows them: the surest likeness first, and only where it is unique."""
    keys_of_people = (
        lambda p: [p.number],
        lambda p: list(p.ids),
        lambda p: [plain(i) for i in p.ids],
        lambda p: [plain(p.full_name)],
    )
    keys_of_students = (
        lambda s: [s.number],
        lambda s: [s.id],
        lambda s: [plain(s.id), plain(s.email)],
        lambda s: [plain(f"{s.first} {s.last}")],
    )
    named: dict[int, str] = {}
    for of_person, of_student in zip(keys_of_people, keys_of_students, strict=True):
        free = [student for student in students if student.id not in named.values()]
        owners = defaultdict(set)
        for student in free:
            for key in filter(None, of_student(student)):
                owners[key].add(student.id)
        found = {
            place: {name for key in filter(None, of_person(person)) for name in owners.get(key, ())}
            for place, person in enumerate(people)
            if place not in named
        }
        wanted = Counter(name for names in found.values() for name in names)
        named |= {
            place: next(iter(names)) for place, names in found.items() if len(names) == 1 and wanted[min(names)] == 1
        }
    return [
        replace(person, student=named.get(place) or next((i for i in person.ids if not bad_id(i)), ""))
        for place, person in enumerate(people)
    ]


def plain(text: str) -> str:
    """A name or an id for comparisons: composed, without case, with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _refuse_doubles(table: Table, people: Iterable[Person]) -> None:
    rows = defaultdict(list)
    for person in people:
        if person.student:
            rows[person.student].append(person)
    for student, doubles in rows.items():
        if len(doubles) > 1:
            names = " and ".join(f"{person.name!r} (row {person.row + 2})" for person in doubles)
            raise RosterError(f"in {table.path}, {names} would both be the student {student!r}; name the column that "
                              "tells them apart: --id-column NAME")  # fmt: skip


def bad_id(student: str) -> str:
    """Why a name can't be a student's id, which is the name of a folder; an empty string where it can."""
    if student in ("", ".", "..") or student.startswith(".") or "/" in student or "\\" in student:
        return "it can't be the name of a folder"
    if not student.isprintable() or student != student.strip():
        return "it holds characters that do not print, or blanks at its ends"
    return f"it is longer than {TOO_LONG} characters" if len(student) > TOO_LONG else ""
