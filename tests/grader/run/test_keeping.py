"""Finding what was handed in, and holding the course for one run at a time."""

import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC
from multiprocessing import get_context

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.run import Busy, Inbox, course_lock
from grader.run.inbox import UnknownStudent

UNIT = "07-optimizers"


def hand_in(folder, student, name=f"{UNIT}.ipynb"):
    path = folder / student / UNIT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{}")
    return path


def test_students_with_spaces_and_accents_are_found_in_order(tmp_path):
    for student in ("zoë", "Émilie du Châtelet", "ada"):
        hand_in(tmp_path, student)
    assert [handin.student for handin in Inbox(tmp_path, UNIT).handins()] == ["ada", "zoë", "Émilie du Châtelet"]


def test_a_student_without_the_unit_is_missing(tmp_path):
    hand_in(tmp_path, "ada")
    (tmp_path / "alan" / "06-other").mkdir(parents=True)
    (missing,) = [handin for handin in Inbox(tmp_path, UNIT).handins() if handin.path is None]
    assert missing.reason == "alan has not handed in 07-optimizers"


@pytest.mark.parametrize("linked", ["eve", f"eve/{UNIT}"])
def test_a_linked_folder_does_not_hand_in_what_another_wrote(tmp_path, linked):
    hand_in(tmp_path, "ada")
    link = tmp_path / linked
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(tmp_path / linked.replace("eve", "ada"))
    _, handin = Inbox(tmp_path, UNIT).handins()
    assert handin.path is None
    assert f"the folder {link.name} is a symbolic link" in handin.reason


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero"), os.mkdir])
def test_a_timestamp_that_is_no_file_is_no_time_and_holds_nobody_up(tmp_path, make):
    make(hand_in(tmp_path, "eve").parent / "timestamp.txt")
    (handin,) = Inbox(tmp_path, UNIT).handins()
    assert handin.submitted_at is None


LOOK_IN = """
import sys
from pathlib import Path
from grader.examinee import kernel
from grader.run import Inbox
kernel.drop_capabilities()  # root may look everywhere; the grading user may not
for handin in Inbox(Path(sys.argv[1]), sys.argv[2]).handins():
    print(handin.student, handin.path is not None, handin.reason)
"""


def test_a_folder_that_may_not_be_looked_into_costs_nobody_else_a_thing(tmp_path):
    closed = [hand_in(tmp_path, "eve").parent.parent, hand_in(tmp_path, "mal").parent]
    for folder in (*closed, hand_in(tmp_path, "ada", "inner/x.ipynb").parent):
        folder.chmod(0o400)
    hand_in(tmp_path, "ada")
    looked = [sys.executable, "-c", LOOK_IN, str(tmp_path), UNIT]
    said = subprocess.run(looked, capture_output=True, text=True, check=True, timeout=60).stdout.splitlines()
    assert said[0].startswith("ada True")
    for line, name in zip(said[1:], ("eve", "mal"), strict=True):
        assert line.startswith(f"{name} False {tmp_path.name}/{name}/{UNIT} can't be looked into: Permission denied")


@pytest.mark.parametrize("name", ["e" * 250, "eve\udcff", "eve\x1b[2J", "eve\nroot", "\u202eeve"])
def test_a_folder_whose_name_nothing_could_bear_is_told_and_stops_nobody(tmp_path, name):
    hand_in(tmp_path, name)
    hand_in(tmp_path, "ada")
    found = {handin.path is None: handin for handin in Inbox(tmp_path, UNIT).handins()}
    assert found[False].student == "ada"
    assert "rename the folder" in found[True].reason
    assert found[True].student.isprintable()
    assert len(found[True].student.encode()) <= 128


def test_a_name_of_a_file_commands_no_terminal(tmp_path):
    hand_in(tmp_path, "eve", "\x1b]0;owned\x07.ipynb")
    (handin,) = Inbox(tmp_path, UNIT).handins()
    assert "\x1b" not in handin.reason


def notebook(*cells):
    """A notebook's text."""
    return nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells]))


BLANK, WORKED = notebook("import numpy", "def f(): ..."), notebook("import numpy", "def f(): return 1")


def chosen(folder, files):
    """What is chosen of a student's files, by the release of `BLANK`."""
    for name, text in files.items():
        hand_in(folder, "ada", name).write_text(text)
    (handin,) = Inbox(folder, UNIT, ["import numpy", "def f(): ..."]).handins()
    return handin


@pytest.mark.parametrize(
    "name",
    ["07-optimizers (1).ipynb", f"{UNIT}.ipynb.txt", f"{UNIT}.json", "07.IPYNB", f"homework/{UNIT}.ipynb", "a.ipynb"],
)
def test_the_only_notebook_is_graded_whatever_it_is_called(tmp_path, name):
    handin = chosen(tmp_path, {name: WORKED, "notes.txt": "none"})
    assert handin.path == tmp_path / "ada" / UNIT / name
    assert handin.note == f"{UNIT}.ipynb is not there, so {name} is graded"


def test_a_worked_copy_beside_the_blank_notebook_is_graded(tmp_path):
    handin = chosen(tmp_path, {f"{UNIT}.ipynb": BLANK, "mine.ipynb": WORKED, "other.ipynb": BLANK})
    assert handin.path.name == "mine.ipynb"
    assert handin.note == f"{UNIT}.ipynb is as it was released, so mine.ipynb is graded"


@pytest.mark.parametrize("laid", [f"ada/{UNIT}.ipynb", f"{UNIT}/ada.ipynb"])
def test_a_notebook_that_lies_in_no_folder_of_the_unit_is_told(tmp_path, laid):
    path = tmp_path / laid
    path.parent.mkdir()
    path.write_text(WORKED)
    (handin,) = Inbox(tmp_path, UNIT).handins()
    assert handin.path is None
    assert f"holds {path.name}, which belongs into {tmp_path.name}/STUDENT/{UNIT}/" in handin.reason


def test_work_that_only_jupyter_saved_is_graded_where_the_notebook_is_blank(tmp_path):
    saved = f".ipynb_checkpoints/{UNIT}-checkpoint.ipynb"
    assert chosen(tmp_path / "a", {f"{UNIT}.ipynb": BLANK, saved: WORKED}).note.endswith(f"so {saved} is graded")
    worked = chosen(tmp_path / "b", {f"{UNIT}.ipynb": WORKED, saved: WORKED})
    assert (worked.path.name, worked.note) == (f"{UNIT}.ipynb", "")
    assert (
        chosen(tmp_path / "c", {f"{UNIT}.ipynb": BLANK, saved: BLANK, "mine.ipynb": WORKED}).path.name == "mine.ipynb"
    )


def test_of_several_worked_copies_none_is_guessed_and_all_are_told(tmp_path):
    handin = chosen(tmp_path, {f"{UNIT}.ipynb": BLANK, "one.ipynb": WORKED, "two.ipynb": WORKED})
    assert handin.path.name == f"{UNIT}.ipynb"
    assert handin.note.endswith("beside it lies one.ipynb, two.ipynb")


def test_a_worked_notebook_keeps_its_place_and_others_are_told(tmp_path):
    handin = chosen(tmp_path, {f"{UNIT}.ipynb": WORKED, "one.ipynb": WORKED})
    assert handin.path.name == f"{UNIT}.ipynb"
    assert handin.note == f"beside {UNIT}.ipynb lies one.ipynb, which is not graded"


def test_a_module_beside_the_notebook_is_told_since_it_is_never_seen(tmp_path):
    folder = hand_in(tmp_path, "ada").parent
    (folder / "probes.py").touch()
    (handin,) = Inbox(tmp_path, UNIT).handins()
    assert not [*handin.told]
    (folder / "helper.py").touch()
    assert [*handin.told] == ["beside it lies helper.py: only the notebook is graded, an import of it fails"]


def test_two_notebooks_of_other_names_are_not_told_apart(tmp_path):
    handin = chosen(tmp_path, {"one.ipynb": WORKED, "two.ipynb": WORKED})
    assert handin.path is None
    assert "it can't be told which of one.ipynb, two.ipynb it is" in handin.reason


def test_a_folder_without_a_notebook_says_what_it_holds(tmp_path):
    assert chosen(tmp_path, {"essay.pdf": "%PDF"}).reason.endswith("there is essay.pdf")


def test_a_neighbor_s_notebook_behind_a_link_is_not_handed_in(tmp_path):
    neighbor = hand_in(tmp_path / "elsewhere", "bo")
    neighbor.write_text(WORKED)
    own = hand_in(tmp_path / "submitted", "eve", "essay.pdf").parent
    (own / "sub").symlink_to(neighbor.parent)
    (own / "a.ipynb").symlink_to(neighbor)
    (handin,) = Inbox(tmp_path / "submitted", UNIT).handins()
    assert handin.path is None


def test_the_time_of_a_notebook_in_a_subfolder_is_the_folder_s(tmp_path):
    (hand_in(tmp_path, "ada").parent / "timestamp.txt").write_text("2026-11-20 12:00:00 UTC")
    (tmp_path / "ada" / UNIT / f"{UNIT}.ipynb").unlink()
    assert chosen(tmp_path, {f"work/{UNIT}.ipynb": WORKED}).submitted_at.day == 20


def test_an_enrolled_student_without_a_folder_is_missing(tmp_path):
    assert [handin.student for handin in Inbox(tmp_path, UNIT).handins(enrolled=["ada"])] == ["ada"]


def test_an_unknown_student_is_an_error_with_a_suggestion(tmp_path):
    hand_in(tmp_path, "barbara")
    with pytest.raises(UnknownStudent, match="did you mean 'barbara'"):
        Inbox(tmp_path, UNIT).handins(["barabra"])


def test_a_path_instead_of_a_student_finds_nothing(tmp_path):
    hand_in(tmp_path / "submitted", "ada")
    with pytest.raises(UnknownStudent):
        Inbox(tmp_path / "submitted", UNIT).handins(["../submitted/ada"])


def test_nbgrader_s_timestamp_is_read_and_nonsense_is_not(tmp_path):
    path = hand_in(tmp_path, "ada")
    (path.parent / "timestamp.txt").write_text("2026-11-20 12:00:00 UTC")
    (handin,) = Inbox(tmp_path, UNIT).handins()
    assert handin.submitted_at.isoformat().startswith("2026-11-20T12:00:00")
    (path.parent / "timestamp.txt").write_text("yesterday, I swear")
    assert handin.submitted_at is None
    assert handin.without_time == "timestamp.txt holds no time that can be used: 'yesterday, I swear'"


def test_without_a_timestamp_there_is_nothing_to_tell(tmp_path):
    hand_in(tmp_path, "ada")
    (handin,) = Inbox(tmp_path, UNIT).handins()
    assert (handin.submitted_at, handin.without_time) == (None, "")


@pytest.mark.parametrize("offset", ["", " UTC", " +14:00", " -12:00"])
@pytest.mark.parametrize("year", ["0001", "1969", "9999"])
def test_a_time_that_no_zone_can_reckon_with_is_none(tmp_path, year, offset):
    (hand_in(tmp_path, "eve").parent / "timestamp.txt").write_text(f"{year}-06-01 00:00:00{offset}")
    (handin,) = Inbox(tmp_path, UNIT).handins()
    assert handin.submitted_at is None
    assert "no time that can be used" in handin.without_time


@given(
    st.one_of(st.binary(max_size=120), st.text(max_size=60).map(str.encode), st.datetimes().map(str).map(str.encode))
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_timestamp_is_too_odd_to_be_read(tmp_path, content):
    (hand_in(tmp_path, "eve").parent / "timestamp.txt").write_bytes(content)
    (handin,) = Inbox(tmp_path, UNIT).handins()
    assert (handin.submitted_at is None) == bool(handin.without_time)
    assert handin.submitted_at is None or handin.submitted_at.astimezone(UTC)


def attempt(folder):
    """What another process is told that would grade the course."""
    try:
        with course_lock(folder):
            return "got it"
    except Busy as error:
        return str(error)


def test_two_processes_do_not_hold_the_course_at_once(tmp_path):
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as other:
        assert other.submit(attempt, tmp_path).result() == "got it"
        with course_lock(tmp_path):
            refused = other.submit(attempt, tmp_path).result()
        assert f"is being graded already (process {os.getpid()}, " in refused
        assert other.submit(attempt, tmp_path).result() == "got it"


def test_the_same_process_is_refused_as_well(tmp_path):
    with course_lock(tmp_path), pytest.raises(Busy), course_lock(tmp_path):
        pass
