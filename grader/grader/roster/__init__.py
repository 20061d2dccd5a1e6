"""The class as a learning platform knows it: rosters that Canvas and Moodle export, groups, and nbgrader's students."""

from grader.roster.classlist import Classlist, enroll, read_groups
from grader.roster.people import (
    CANVAS,
    MOODLE,
    TEST_STUDENT,
    Known,
    Person,
    bad_id,
    full_names,
    known_students,
    of_gradebook,
    of_roster,
    plain,
    platform_of,
)
from grader.roster.table import RosterError, Table

__all__ = [
    "CANVAS",
    "MOODLE",
    "TEST_STUDENT",
    "Classlist",
    "Known",
    "Person",
    "RosterError",
    "Table",
    "bad_id",
    "enroll",
    "full_names",
    "known_students",
    "of_gradebook",
    "of_roster",
    "plain",
    "platform_of",
    "read_groups",
]
