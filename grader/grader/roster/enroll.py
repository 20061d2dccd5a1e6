"""Adding a roster's people to nbgrader's gradebook, so that later commands know their names and who is missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from grader.roster.people import Person, bad_id


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
