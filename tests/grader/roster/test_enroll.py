"""A roster's people in nbgrader's gradebook."""

from collections.abc import Iterator
from typing import Any

import pytest

from grader.course import Course
from grader.gradebook import open_gradebook
from grader.roster import Person, enroll


@pytest.fixture
def book(built_course: Course) -> Iterator[Any]:
    """A gradebook with one student."""
    with open_gradebook(built_course) as gradebook:
        gradebook.add_student("ada", first_name="A.", lms_user_id="7")
        yield gradebook


PEOPLE = (
    Person("ada", "Lovelace, Ada", "101", ("ada", "ada@x.org")),
    Person("zoe", "Núñez, Zoë", "102", ("zoe", "zoe@x.org")),
    Person("al", "Alan M. Turing", "103", ("al",)),
    Person("", "Student, Test", "999"),
    Person("a/b", "Path, A", "5"),
)


def test_whom_the_gradebook_lacks_is_added_with_name_address_and_number(book: Any) -> None:
    assert enroll(book, PEOPLE, numbered=True) == ["al", "zoe"]
    zoe, alan = book.find_student("zoe"), book.find_student("al")
    assert (zoe.first_name, zoe.last_name, zoe.email, zoe.lms_user_id) == ("Zoë", "Núñez", "zoe@x.org", "102")
    assert (alan.first_name, alan.last_name, alan.email) == ("Alan M.", "Turing", None)


def test_whom_it_has_is_not_changed(book: Any) -> None:
    enroll(book, PEOPLE, numbered=True)
    ada = book.find_student("ada")
    assert (ada.first_name, ada.last_name, ada.lms_user_id) == ("A.", None, "7")


def test_moodles_numbers_of_participants_are_not_kept(book: Any) -> None:
    enroll(book, PEOPLE, numbered=False)
    assert book.find_student("zoe").lms_user_id is None


def test_a_second_time_nobody_is_new(book: Any) -> None:
    enroll(book, PEOPLE, numbered=True)
    assert enroll(book, PEOPLE, numbered=True) == []
