"""Names as Canvas and Moodle make them, read back: whoever the student is, the file finds its owner."""

import string
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from grader.collect import canvas, moodle
from grader.collect.download import platform_of_names, read_download
from grader.collect.model import Archive, Entry
from grader.collect.names import objection
from grader.roster import Classlist, Person

from .conftest import canvas_name, moodle_name

NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)
AWKWARD = st.text(string.ascii_lowercase[:3] + "_0123 ,-'", min_size=1, max_size=20)
NUMBERS = st.integers(1, 10**9)
TITLES = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters='/\\:*?"<>|'), min_size=1, max_size=20
)


def owners(name: str, people: list[Person], platform: str) -> list[tuple[str, ...]]:
    """To whom a file is given."""
    found = read_download(Archive("a.zip", (Entry(name, lambda: b""),), ()), "u", Classlist(people), platform)
    return [one.students for one in found.handed_in]


@settings(deadline=None)
@given(NAMES | AWKWARD, NUMBERS, NUMBERS, TITLES | AWKWARD, st.booleans())
@example("A_5", 77, 900, "7_8_x", False)
@example("LATE", 1, 2, "x", True)
@example("Doe, Jo_LATE", 3, 4, "x", False)
@example("", 5, 6, "x", False)
def test_whatever_a_student_is_called_canvas_names_are_given_to_their_owner(
    name: str, user: int, file: int, title: str, late: bool
) -> None:
    made = canvas_name(name, user, file, f"{title}.ipynb", late)
    numbers = [number for number in (file, 5, 7, 8, 900) if number != user]
    others = [Person(f"other{i}", f"Other {i}", str(number)) for i, number in enumerate(numbers)]
    assert owners(made, [Person("me", name, str(user)), *others], "canvas") == [("me",)]


@settings(deadline=None)
@given(st.text(st.characters(categories=("L", "Zs")), min_size=1, max_size=30), NUMBERS, NUMBERS, TITLES, st.booleans())
def test_a_canvas_name_without_awkward_digits_is_read_without_a_roster(
    name: str, user: int, file: int, title: str, late: bool
) -> None:
    assume(canvas.squeezed(name))
    first = canvas.readings(canvas_name(name, user, file, f"{title}.ipynb", late))[0]
    assert (first.name, first.user, first.file, first.late) == (canvas.squeezed(name), str(user), str(file), late)


@settings(deadline=None)
@given(NAMES, NUMBERS, TITLES, st.booleans())
@example("Anna_Maria 12_3", 5, "a_b_1.ipynb", False)
def test_whatever_a_student_is_called_moodle_names_are_given_to_their_owner(
    name: str, number: int, title: str, folders: bool
) -> None:
    assume(moodle.cleaned(name))
    made = moodle_name(name, number, f"{title}.ipynb", folders)
    people = [Person("me", name, str(number)), Person("other", "Other", str(number + 1))]
    assert owners(made, people, "moodle") == [("me",)]


@pytest.mark.parametrize(
    ("path", "name", "number", "title"),
    [
        ("Ada Lovelace_12_assignsubmission_file_/x.ipynb", "Ada Lovelace", "12", "x.ipynb"),
        ("Ada Lovelace_12_assignsubmission_file/sub/x.ipynb", "Ada Lovelace", "12", "x.ipynb"),
        ("Course-Unit-99/Ada Lovelace_12_assignsubmission_file/x.ipynb", "Ada Lovelace", "12", "x.ipynb"),
        ("Participant_12_assignsubmission_file_a_b.ipynb", "Participant", "12", "a_b.ipynb"),
        ("Default group_assignsubmission_file/x.ipynb", "Default group", "", "x.ipynb"),
    ],
)
def test_moodles_forms_of_all_versions_are_read(path: str, name: str, number: str, title: str) -> None:
    reading = moodle.reading(path)
    assert reading is not None
    assert (reading.name, reading.number, reading.title) == (name, number, title)


def test_an_anonymous_assignment_of_canvas_is_told_apart() -> None:
    (reading,) = canvas.readings("LATE_anon_5xYz1_9001_x.ipynb")
    assert (reading.user, reading.file, reading.late, reading.title) == ("", "9001", True, "x.ipynb")


@pytest.mark.parametrize(("names", "platform"), [
    (["a_1_2_x.ipynb", "b_LATE_2_3_y.ipynb"], "canvas"),
    (["A B_1_assignsubmission_file/1_2_3.ipynb"], "moodle"),
    (["x.ipynb", "__MACOSX/a_1_2_x.ipynb"], ""),
])  # fmt: skip
def test_the_platform_is_told_by_its_names(names: list[str], platform: str) -> None:
    assert platform_of_names(names) == platform


@settings(deadline=None)
@given(NAMES, NUMBERS)
def test_no_honest_moodle_name_is_refused_unless_it_looks_like_a_path(name: str, number: int) -> None:
    assume(not objection(name) and len(name.encode()) < 150)
    assert objection(moodle_name(name, number, "x.ipynb")) == ""


def test_a_number_that_belongs_to_another_name_gives_the_file_to_nobody() -> None:
    people = [Person("bo", "Bo Peep", "12", row=0), Person("ada", "Ada Lovelace", "13", row=1)]
    assert owners(moodle_name("Ada Lovelace", 12, "x.ipynb"), people, "moodle") == []


def test_a_number_of_the_gradebook_that_is_another_participants_by_chance_misleads_nobody() -> None:
    people = [Person("bo", "Peep, Bo", "12"), Person("ada", "Lovelace, Ada", "99")]
    assert owners(moodle_name("Ada Lovelace", 12, "x.ipynb"), people, "moodle") == [("ada",)]


def test_a_students_title_can_not_give_the_file_to_another(made: Any) -> None:
    name = made.canvas_name("Mallory, M", 7, 9001, "_5_9002_x.ipynb")
    people = [Person("mallory", "Mallory, M", "7"), Person("victim", "mallorym_7_9001_", "5")]
    assert owners(name, people, "canvas") == [("mallory",)]
