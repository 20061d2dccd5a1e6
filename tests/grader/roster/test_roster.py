"""Rosters of Canvas and Moodle, and whom nbgrader knows: everybody is found by what is surest, nobody by chance."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.roster import Classlist, Known, Person, RosterError, Table, bad_id, of_roster
from grader.roster.worksheet import moments

CANVAS = 'Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n"Lovelace, Ada",101,s1,al15,A\n'


def roster(folder: Path, text: str) -> Table:
    path = folder / "roster.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return Table.read(path)


def ids(folder: Path, text: str, *students: Known, id_column: str = "") -> dict[str, str]:
    """Students by their names in the roster."""
    people = of_roster(roster(folder, text), students, UTC, id_column)
    return {person.name: person.student for person in people if person.row >= 0}


def test_somebody_new_is_called_by_the_login(tmp_path: Path) -> None:
    assert ids(tmp_path, CANVAS) == {"Lovelace, Ada": "al15"}


@pytest.mark.parametrize(
    "student",
    [
        Known("x", number="101"),
        Known("s1"),
        Known("AL15"),
        Known("x", first="ada", last="LOVELACE"),
    ],
)
def test_whom_the_gradebook_knows_is_called_as_there(tmp_path: Path, student: Known) -> None:
    assert ids(tmp_path, CANVAS, student) == {"Lovelace, Ada": student.id}


def test_an_address_finds_a_student(tmp_path: Path) -> None:
    text = "Identifier,Full name,Email address\nParticipant 7,A L,Ada@X.org\n"
    assert ids(tmp_path, text, Known("ada", email="ada@x.org")) == {"A L": "ada"}


def test_the_surest_likeness_wins(tmp_path: Path) -> None:
    students = (Known("right", number="101"), Known("al15"), Known("other", first="Ada", last="Lovelace"))
    assert ids(tmp_path, CANVAS, *students) == {"Lovelace, Ada": "right"}


def test_two_of_one_name_are_not_told_apart_by_it(tmp_path: Path) -> None:
    twins = (Known("a1", first="Ada", last="Lovelace"), Known("a2", first="Ada", last="Lovelace"))
    assert ids(tmp_path, CANVAS, *twins) == {"Lovelace, Ada": "al15"}


def test_somebody_found_by_number_is_not_found_again_by_name(tmp_path: Path) -> None:
    text = CANVAS + '"LOVELACE, Ada",102,s2,al16,A\n'
    student = Known("ada", first="Ada", last="Lovelace", number="101")
    assert ids(tmp_path, text, student) == {"Lovelace, Ada": "ada", "LOVELACE, Ada": "al16"}


def test_two_rows_of_one_name_are_not_given_to_one_student_by_it(tmp_path: Path) -> None:
    text = CANVAS + '"LOVELACE, Ada",102,s2,al16,A\n'
    student = Known("ada", first="Ada", last="Lovelace")
    assert ids(tmp_path, text, student) == {"Lovelace, Ada": "al15", "LOVELACE, Ada": "al16"}


def test_the_column_of_ids_can_be_named(tmp_path: Path) -> None:
    assert ids(tmp_path, CANVAS, id_column="SIS User ID") == {"Lovelace, Ada": "s1"}


def test_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match=r"has no column 'Login'; it has Student, ID"):
        ids(tmp_path, CANVAS, id_column="Login")


def test_two_rows_for_one_student_are_refused(tmp_path: Path) -> None:
    text = CANVAS + '"Byron, Ada",102,s2,al15,A\n'
    with pytest.raises(RosterError, match=r"'Lovelace, Ada' \(row 3\) and 'Byron, Ada' \(row 4\) would both be"):
        ids(tmp_path, text)


def test_moodles_worksheet_tells_times_and_lateness(tmp_path: Path) -> None:
    text = (
        "Identifier,Full name,Email address,Status,Group,Last modified (submission)\n"
        'Participant 7,Ada,a@x,Submitted for grading - 1 hour late,Red,"Tuesday, 3 March 2026, 10:15 PM"\n'
    )
    (person,) = of_roster(roster(tmp_path, text), (), UTC)
    assert (person.number, person.late, person.group) == ("7", True, "Red")
    assert person.handed_in_at == datetime(2026, 3, 3, 22, 15, tzinfo=UTC)


def test_a_worksheet_in_another_language_is_known_by_its_participants(tmp_path: Path) -> None:
    text = "ID,Vollständiger Name,E-Mail-Adresse\nTeilnehmer/in 7,Ada,a@x\n"
    (person,) = of_roster(roster(tmp_path, text), (), UTC, "E-Mail-Adresse")
    assert (person.number, person.student) == ("7", "a@x")


GERMAN = (
    'ID,"Vollständiger Name",E-Mail-Adresse,Status,Bewertung,Bestwertung,"Bewertung kann geändert werden",'
    '"Zuletzt geändert (Abgabe)","Zuletzt geändert (Bewertung)","Feedback als Kommentar"\n'
    'Teilnehmer/in71,"Ada L",ada@x.org,"Zur Bewertung abgegeben - 2 Tage zu spät",-,"20,00",Ja,'
    '"Dienstag, 3. März 2026, 10:15",-,\n'
    'Teilnehmer/in72,"Zoë O",zoe@x.org,"Entwurf (nicht abgegeben)",-,"20,00",Ja,"Montag, 2. März 2026, 09:00",-,\n'
    'Teilnehmer/in73,"Alan T",alan@x.org,"Keine Abgabe",-,"20,00",Ja,-,-,\n'
)


def test_a_worksheet_in_another_language_tells_who_when_and_which_are_drafts(tmp_path: Path) -> None:
    ada, zoe, alan = of_roster(roster(tmp_path, GERMAN), (), UTC)
    assert [person.student for person in (ada, zoe, alan)] == ["ada@x.org", "zoe@x.org", "alan@x.org"]
    assert (ada.name, ada.number, ada.handed_in_at) == ("Ada L", "71", datetime(2026, 3, 3, 10, 15, tzinfo=UTC))
    assert (ada.draft, zoe.draft, alan.draft, alan.handed_in_at) == (False, True, False, None)


TIMES = {
    "mardi 3 mars 2026, 22:15": (2026, 3, 3, 22, 15),
    "martes, 3 de marzo de 2026, 22:15": (2026, 3, 3, 22, 15),
    "wtorek, 3 listopada 2026, 22:15": (2026, 11, 3, 22, 15),  # in Croatian, listopada is October
    "utorak, 3. listopada 2023, 22:15": (2023, 10, 3, 22, 15),
    "tisdag, 3 mars 2026, 10:15 PM": (2026, 3, 3, 22, 15),
    "03.08.2026 22:15": (2026, 8, 3, 22, 15),
}


@pytest.mark.parametrize(("text", "read"), TIMES.items())
def test_a_time_is_read_in_the_language_whose_words_it_has(text: str, read: tuple[int, ...]) -> None:
    assert moments([text]) == {text: datetime(*read)}


@pytest.mark.parametrize("text", ["mardi 4 mars 2026, 22:15", "xx, 3 yy 2026, 22:15", "listopada 3 2026, 22:15"])
def test_a_time_whose_words_are_no_languages_or_do_not_agree_is_none(text: str) -> None:
    assert moments([text]) == {}


def test_a_name_that_canvas_quoted_against_formulas_is_the_name(tmp_path: Path) -> None:
    text = 'Student,ID,SIS Login ID,Section\n"=""=Ada""",101,ada,A\n'
    assert ids(tmp_path, text) == {"=Ada": "ada"}


def test_the_student_whom_canvas_made_for_testing_is_not_in_the_class(tmp_path: Path) -> None:
    text = 'Student,ID,SIS Login ID,Section\n"Student, Test",9,5f2c0d8e,A\n"Student, Tess",10,tess,A\n'
    assert ids(tmp_path, text) == {"Student, Tess": "tess"}


NO_ROSTERS = {
    b"": "is empty",
    b"a,b\n\xff\xfe\n": "is not UTF-8",
    b"PK\x03\x04\x14": "no CSV: name the download before --roster",
    b'"a\n': "no CSV",
    b"a,b\n1,2\n": "is neither Canvas's gradebook",
}


@pytest.mark.parametrize(("data", "said"), NO_ROSTERS.items())
def test_what_is_no_roster_is_named_with_a_way_out(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "r.csv").write_bytes(data)
    with pytest.raises(RosterError, match=said):
        of_roster(Table.read(tmp_path / "r.csv"), (), UTC)


def test_a_utf_16_file_of_a_spreadsheet_is_read(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_bytes(CANVAS.replace(",", "\t").encode("utf-16"))
    assert Table.read(tmp_path / "r.csv").header[0] == "Student"


CELLS = st.lists(st.lists(st.text(st.characters(exclude_categories=("Cs",))), min_size=3, max_size=3), min_size=1)


@settings(deadline=None)
@given(CELLS, st.sampled_from(["", "\ufeff"]))
def test_cells_that_are_not_filled_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, cells: list[list[str]], mark: str
) -> None:
    table = Table(Path("x"), ["a", "b", "c"], cells, ",", "\r\n", mark)
    path = tmp_path_factory.getbasetemp() / "table.csv"
    path.write_text(table.text(), encoding="utf-8", newline="")
    again = Table.read(path)
    assert (again.rows, again.mark, again.newline) == (cells, mark, "\r\n")


@pytest.mark.parametrize("student", ["", ".", "..", "a/b", "a\\b", ".grader", "a\0b", "a\nb", " a", "x" * 129])
def test_a_name_that_can_be_no_folder_is_no_id(student: str) -> None:
    assert bad_id(student)


@pytest.mark.parametrize("student", ["ada", "ada@x.org", "zoë", "O'Neill, Z", "s-1.2+3"])
def test_other_names_are(student: str) -> None:
    assert bad_id(student) == ""


def test_a_number_is_never_outweighed_by_a_name() -> None:
    people = Classlist([Person("ada", "Lovelace, Ada", "101")])
    assert people.called("Lovelace, Ada", lambda person: person.name) == []
