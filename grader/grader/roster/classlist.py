"""The class: looking somebody up, everybody who works with them, and adding those to the gradebook whom it lacks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from grader.roster.people import Person, bad_id, plain
from grader.roster.table import RosterError, Table

GROUP = ("group", "group_name", "group name", "team")
STUDENT = ("student", "login_id", "username", "user_id", "canvas_user_id", "id number", "email", "email address")
"""Titles in a file of groups; those of Canvas's "Download Course Roster" for groups are among them."""


class Classlist:
    """The people of a class and their groups.

    Parameters
    ----------
    people : sequence of Person
    groups : dict, optional
        Group to its members' ids; by default what the roster says.
    """

    def __init__(self, people: Sequence[Person], groups: dict[str, tuple[str, ...]] | None = None) -> None:
        self.people = tuple(people)
        self._by_number = {person.number: person for person in people if person.number}
        self.groups = groups if groups is not None else _groups_of(people)
        self._group_of = {member: group for group, members in self.groups.items() for member in members}

    @property
    def students(self) -> set[str]:
        """Everybody who has a name in nbgrader."""
        return {person.student for person in self.people if person.student}

    def numbered(self, number: str) -> Person | None:
        """The person with a platform's number."""
        return self._by_number.get(number)

    def called(self, name: str, spelled: Callable[[Person], str], by_gradebook: bool = False) -> list[Person]:
        """Everybody without a number whose name a platform would spell so.

        Parameters
        ----------
        name : str
        spelled : callable
            A person's name as the platform spells it.
        by_gradebook : bool, default False
            Also those whose number is from the gradebook.
        """
        wanted = plain(name)
        free = [one for one in self.people if not one.number or (by_gradebook and one.row < 0)]
        return [one for one in free if plain(spelled(one)) == wanted]

    def group_called(self, name: str, spelled: Callable[[str], str]) -> str:
        """The group whose name a platform would spell so; an empty string where there is none, or more than one."""
        wanted = plain(name)
        found = [group for group in self.groups if plain(spelled(group)) == wanted]
        return found[0] if len(found) == 1 else ""

    def group_of(self, student: str) -> str:
        """The group that a student is in, or an empty string."""
        return self._group_of.get(student, "")

    def with_members(self, student: str) -> tuple[str, ...]:
        """A student and all who are in the same group."""
        group = self.group_of(student)
        return self.groups[group] if group else (student,)


def read_groups(table: Table, people: Sequence[Person]) -> dict[str, tuple[str, ...]]:
    """Groups out of a file with a column for the group and at least one for the student.

    Parameters
    ----------
    table : Table
    people : sequence of Person
        Students may be called by any of their ids, or by the platform's number.

    Raises
    ------
    RosterError
        If a column lacks, a student is not in the class or is in two groups.
    """
    group_column = table.column(*GROUP)
    if group_column is None or table.column(*STUDENT) is None:
        raise RosterError(
            f"{table.path} must have a column 'group' and a column 'student'; it has {', '.join(table.header)}"
        )
    names = {key: person.student for person in reversed(people) for key in _keys(person) if person.student}
    groups = defaultdict[str, list[str]](list)
    seen: dict[str, str] = {}
    for number, row in enumerate(table.rows, start=2):
        group, keys = row[group_column].strip(), list(table.cells(row, *STUDENT))
        if not group or not keys:
            continue
        student = next((names[key.casefold()] for key in keys if key.casefold() in names), "")
        if not student:
            raise RosterError(f"{table.path}, row {number}: {keys[0]!r} is not in the class; mend the row, or add the "
                              f"student: nbgrader db student add {keys[0]}")  # fmt: skip
        if seen.setdefault(student, group) != group:
            raise RosterError(f"{table.path}, row {number}: {student} is in {seen[student]!r} already, and can't be "
                              f"in {group!r} too")  # fmt: skip
        if student not in groups[group]:
            groups[group].append(student)
    return {group: tuple(members) for group, members in groups.items()}


def _keys(person: Person) -> list[str]:
    return [key.casefold() for key in (person.number, *reversed(person.ids), person.student) if key]


def _groups_of(people: Sequence[Person]) -> dict[str, tuple[str, ...]]:
    """Groups as the roster tells them."""
    groups = defaultdict[str, list[str]](list)
    for person in people:
        if person.group and person.student:
            groups[person.group].append(person.student)
    return {group: tuple(members) for group, members in groups.items()}


def enroll(gradebook: Any, people: Iterable[Person], numbered: bool) -> list[str]:
    """Add everybody whom the gradebook lacks; nobody whom it has is changed.

    Parameters
    ----------
    gradebook : nbgrader.api.Gradebook
    people : iterable of Person
    numbered : bool
        Whether the platform's numbers are those of users, to be kept as nbgrader's ``lms_user_id``. Canvas's are;
        Moodle's are those of participants in one assignment.

    Returns
    -------
    list of str
        Ids of those who were added.
    """
    from nbgrader.api import Student

    known = {student.id for student in gradebook.students}
    new = [person for person in people if person.student not in known and not bad_id(person.student)]
    for person in new:
        last, comma, first = person.name.partition(",")
        first, last = (first, last) if comma else _split(person.name)
        address = next((one for one in person.ids if "@" in one), None)
        gradebook.db.add(
            Student(
                id=person.student,
                first_name=first.strip() or None,
                last_name=last.strip() or None,
                email=address,
                lms_user_id=person.number if numbered and person.number else None,
            )
        )
    gradebook.db.commit()
    return sorted(person.student for person in new)


def _split(name: str) -> tuple[str, str]:
    """First and last name out of a full one: the last word is the last name."""
    first, _, last = name.strip().rpartition(" ")
    return first, last
