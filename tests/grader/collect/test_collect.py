"""``grader collect`` as an instructor runs it."""

import json
from typing import Any

import pytest

UNIT = "01-small"


def test_a_canvas_download_lands_where_it_is_graded(desk: Any, made: Any) -> None:
    download = desk.canvas(("Lovelace, Ada", 101, 9001, made.notebook("a")), ("Turing, Alan", 103, 9002, b"{}"))
    result = desk.collect(download, "--roster", desk.canvas_roster)
    assert result.exit_code == 0, result.output
    assert desk.submitted() == {"ada": made.notebook("a"), "alan": b"{}"}


def test_who_is_missing_is_named(desk: Any, made: Any) -> None:
    result = desk.collect(desk.canvas(("Lovelace, Ada", 101, 9001, b"{}")), "--roster", desk.canvas_roster)
    assert "missing: 2 of 3: alan, zoe" in result.output


def test_a_dry_run_shows_all_and_changes_nothing(desk: Any, made: Any) -> None:
    download = desk.canvas(("Lovelace, Ada", 101, 9001, made.notebook()), late=True)
    before = desk.tree()
    result = desk.collect(download, "--roster", desk.canvas_roster, "--dry-run")
    assert result.exit_code == 0
    assert desk.tree() == before
    assert "lovelaceada_LATE_101_9001_01-small.ipynb" in result.output
    assert "1 new; this was a dry run" in result.output


def test_collecting_twice_changes_nothing_and_says_so(desk: Any, made: Any) -> None:
    arguments = (desk.canvas(("Lovelace, Ada", 101, 9001, made.notebook())), "--roster", desk.canvas_roster)
    desk.collect(*arguments)
    before = desk.tree()
    result = desk.collect(*arguments)
    assert desk.tree() == before
    assert "1 the same as before; nothing was changed" in result.output


def test_the_last_submission_counts_and_the_earlier_one_is_kept_with_its_result(desk: Any, made: Any) -> None:
    roster = ("--roster", desk.canvas_roster)
    desk.collect(desk.canvas(("Lovelace, Ada", 101, 9001, b"first")), *roster)
    desk.course.results(UNIT).mkdir(parents=True)
    (desk.course.results(UNIT) / "ada.json").write_text('{"student": "ada", "score": 3}')
    desk.collect(desk.canvas(("Lovelace, Ada", 101, 9007, b"second"), name="later.zip"), *roster)
    assert desk.submitted() == {"ada": b"second"}
    (kept,) = (desk.course.state / "earlier" / UNIT / "ada").iterdir()
    assert (kept / UNIT / f"{UNIT}.ipynb").read_bytes() == b"first"
    assert json.loads((kept / "result.json").read_text())["score"] == 3


def test_an_older_download_does_not_bring_an_older_submission_back(desk: Any, made: Any) -> None:
    roster = ("--roster", desk.canvas_roster)
    older = desk.canvas(("Lovelace, Ada", 101, 9001, b"first"), name="older.zip")
    desk.collect(older, *roster)
    desk.collect(desk.canvas(("Lovelace, Ada", 101, 9007, b"second")), *roster)
    before = desk.tree()
    result = desk.collect(older, *roster)
    assert desk.tree() == before
    assert "older than what is there" in result.output


def test_a_submission_that_went_back_to_the_first_version_counts_where_the_platform_numbers_it(desk: Any) -> None:
    roster = ("--roster", desk.canvas_roster)
    for file, data in ((9001, b"first"), (9002, b"second"), (9003, b"first")):
        desk.collect(desk.canvas(("Lovelace, Ada", 101, file, data)), *roster)
    assert desk.submitted() == {"ada": b"first"}


def test_what_lay_there_by_hand_is_kept_too(desk: Any) -> None:
    by_hand = desk.course.submitted / "ada" / UNIT / "anything.txt"
    by_hand.parent.mkdir(parents=True)
    by_hand.write_text("by hand")
    desk.collect(desk.canvas(("Lovelace, Ada", 101, 9001, b"{}")), "--roster", desk.canvas_roster)
    (kept,) = (desk.course.state / "earlier" / UNIT / "ada").iterdir()
    assert (kept / UNIT / "anything.txt").read_text() == "by hand"


def test_without_a_roster_the_gradebooks_numbers_and_names_are_used(desk: Any) -> None:
    with desk.gradebook() as book:
        book.update_or_create_student("ada", lms_user_id="101")
        book.update_or_create_student("turing", first_name="Alan", last_name="Turing")
    download = desk.canvas(("Byron, A", 101, 9001, b"a"), ("Turing, Alan", 103, 9002, b"t"))
    assert desk.collect(download).exit_code == 0
    assert desk.submitted() == {"ada": b"a", "turing": b"t"}


def test_a_folder_that_the_browser_unpacked_will_do(desk: Any, made: Any) -> None:
    folder = desk.downloads / "submissions"
    folder.mkdir()
    (folder / made.canvas_name("Lovelace, Ada", 101, 9001, f"{UNIT}.ipynb")).write_bytes(b"a")
    (folder / made.canvas_name("Turing, Alan", 103, 9002, f"{UNIT}.ipynb")).symlink_to(desk.canvas_roster)
    result = desk.collect(folder, "--roster", desk.canvas_roster)
    assert desk.submitted() == {"ada": b"a"}
    assert "it is a link or a device" in result.output


def test_a_zip_file_that_a_student_handed_in_is_looked_into(desk: Any, made: Any) -> None:
    inner = made.packed(made.io.BytesIO(), [("work/01-small (1).ipynb", b"a"), ("__MACOSX/work/._x.ipynb", b"")])
    desk.collect(
        desk.zip((made.canvas_name("Lovelace, Ada", 101, 9001, "w.zip"), inner.getvalue())),
        "--roster", desk.canvas_roster,
    )  # fmt: skip
    assert desk.submitted() == {"ada": b"a"}


def test_two_notebooks_of_which_none_has_the_units_name_are_for_a_person(desk: Any, made: Any) -> None:
    names = [made.canvas_name("Lovelace, Ada", 101, 9001 + i, f"{title}.ipynb") for i, title in enumerate("ab")]
    result = desk.collect(desk.zip(*((name, b"{}") for name in names)), "--roster", desk.canvas_roster)
    assert result.exit_code == 1
    assert "2 notebooks were handed in (a.ipynb, b.ipynb), none called 01-small.ipynb" in result.output
    assert desk.submitted() == {}


def test_of_several_files_the_one_with_the_units_name_counts(desk: Any, made: Any) -> None:
    titles = {f"{UNIT}-2.ipynb": b"right", "draft.ipynb": b"d", "report.pdf": b"p"}
    names = [made.canvas_name("Lovelace, Ada", 101, 9001 + i, title) for i, title in enumerate(titles)]
    desk.collect(desk.zip(*zip(names, titles.values(), strict=True)), "--roster", desk.canvas_roster)
    assert desk.submitted() == {"ada": b"right"}


def test_a_blank_notebook_of_the_units_name_does_not_hide_the_worked_one(desk: Any, made: Any) -> None:
    blank = (desk.course.notebooks / UNIT / f"{UNIT}.ipynb").read_bytes()
    titles = {"homework.ipynb": made.notebook("x = 2"), f"{UNIT}.ipynb": blank}
    names = [made.canvas_name("Lovelace, Ada", 101, 9001 + i, title) for i, title in enumerate(titles)]
    result = desk.collect(desk.zip(*zip(names, titles.values(), strict=True)), "--roster", desk.canvas_roster)
    assert desk.submitted() == {"ada": titles["homework.ipynb"]}
    assert f"{names[1]}: it holds no work; homework.ipynb is taken" in result.output


@pytest.mark.parametrize("title", [f"{UNIT}.ipynb.txt", f"{UNIT}.json", f"{UNIT}.IPYNB"])
def test_a_notebook_is_known_by_what_it_holds(desk: Any, made: Any, title: str) -> None:
    files = {title: made.notebook(), "measured.json": b'{"x": [1, 2]}'}
    named = [(made.canvas_name("Lovelace, Ada", 101, 9001, one), data) for one, data in files.items()]
    result = desk.collect(desk.zip(*named), "--roster", desk.canvas_roster)
    assert result.exit_code == 0, result.output
    assert desk.submitted() == {"ada": made.notebook()}


def test_moodles_folders_and_worksheet_give_students_and_times(desk: Any, made: Any) -> None:
    download = desk.zip(
        (made.moodle_name("Ada Lovelace", 71, "01-small.ipynb"), b"a"),
        (made.moodle_name("Zoë O'Neill-Smith", 72, "01-small.ipynb", folders=False), b"z"),
    )
    result = desk.collect(download, "--roster", desk.worksheet)
    assert result.exit_code == 0, result.output
    assert desk.submitted() == {"ada@x.org": b"a", "zoe@x.org": b"z"}
    stamp = desk.course.submitted / "zoe@x.org" / UNIT / "timestamp.txt"
    assert stamp.read_text() == "2026-03-03 12:00:00 UTC\n"


def test_a_draft_of_moodle_is_called_one(desk: Any, made: Any) -> None:
    text = desk.worksheet.read_text(encoding="utf-8").replace("Submitted for grading,", "Draft (not submitted),")
    download = desk.zip((made.moodle_name("Ada Lovelace", 71, "01-small.ipynb"), b"a"))
    result = desk.collect(download, "--roster", desk.file("drafts.csv", text))
    assert "new; a draft, never submitted" in result.output
    assert desk.submitted() == {"ada@x.org": b"a"}


def test_times_in_a_language_that_nobody_knows_are_told(desk: Any, made: Any) -> None:
    text = desk.worksheet.read_text(encoding="utf-8").replace("Sunday, 1 March", "Sondo, 1 Marco")
    download = desk.zip((made.moodle_name("Ada Lovelace", 71, "01-small.ipynb"), b"a"))
    result = desk.collect(download, "--roster", desk.file("strange.csv", text))
    assert "1 time can't be read, such as 'Sondo, 1 Marco 2026, 10:00 AM'" in result.output


def test_whom_nobody_knows_is_named_with_the_way_out(desk: Any, made: Any) -> None:
    download = desk.canvas(("Lovelace, Ada", 101, 9001, b"{}"), ("Nobody, Nina", 555, 9002, b"{}"))
    result = desk.collect(download, "--roster", desk.canvas_roster)
    assert result.exit_code == 1
    assert (
        "nobodynina (number 555): nbgrader knows no such student; nor does the roster: export it anew" in result.output
    )
    assert set(desk.submitted()) == {"ada"}
    assert "pass the platform's list of the class" in desk.collect(download).output


def test_a_roster_of_the_other_platform_is_told(desk: Any, made: Any) -> None:
    result = desk.collect(desk.canvas(("Lovelace, Ada", 101, 9001, made.notebook())), "--roster", desk.worksheet)
    assert result.exit_code == 2
    assert "it is a download of Canvas, and" in result.output
    assert "a roster of Moodle" in result.output


def test_while_moodle_keeps_students_anonymous_that_is_told(desk: Any, made: Any) -> None:
    worksheet = desk.file("blind.csv", "Identifier,Status,Grade\nParticipant 12,Submitted for grading,\n")
    download = desk.zip(("Participant_12_assignsubmission_file/01-small.ipynb", made.notebook()))
    result = desk.collect(download, "--roster", worksheet)
    assert result.exit_code == 1
    assert "while Moodle keeps them anonymous, nobody is known; reveal the students' identities" in result.output


def test_what_an_instructor_handed_in_as_canvas_s_test_student_is_nobody_s_failure(desk: Any, made: Any) -> None:
    download = desk.canvas(("Lovelace, Ada", 101, 9001, made.notebook()), ("Student, Test", 999, 9002, made.notebook()))
    result = desk.collect(download, "--roster", desk.canvas_roster)
    assert (result.exit_code, set(desk.submitted())) == (0, {"ada"})
    assert "1 file passed over" in result.output
    assert "Canvas's Test Student, who is nobody in the class" in result.output


def test_a_link_is_refused_by_name_and_the_batch_goes_on(desk: Any, made: Any) -> None:
    name = made.canvas_name("Turing, Alan", 103, 9002, f"{UNIT}.ipynb")
    download = desk.zip(
        (made.link(name), b"/etc/passwd"), (made.canvas_name("Lovelace, Ada", 101, 9001, "a.ipynb"), b"{}")
    )
    result = desk.collect(download, "--roster", desk.canvas_roster)
    assert result.exit_code == 1
    assert f"{name}: it is a symbolic link" in result.output
    assert set(desk.submitted()) == {"ada"}


def test_what_is_no_zip_file_ends_with_a_message(desk: Any) -> None:
    result = desk.collect(desk.file("a.zip", "not a zip"), "--roster", desk.canvas_roster)
    assert result.exit_code == 2
    assert "is no zip file that can be read" in result.output


def test_enrolling_lets_later_commands_know_who_is_missing(desk: Any) -> None:
    download = desk.canvas(("Lovelace, Ada", 101, 9001, b"{}"))
    result = desk.collect(download, "--roster", desk.canvas_roster, "--enroll")
    assert "enrolled 3 students" in result.output
    assert "missing: 2 of 3: alan, zoe" in desk.collect(download).output


def test_a_large_class_shows_what_is_remarkable_and_a_dry_run_shows_all(desk: Any) -> None:
    with desk.gradebook() as book:
        for i in range(70):
            book.update_or_create_student(f"s{i}", lms_user_id=str(i + 1))
    download = desk.canvas(*((f"N{i}", i + 1, 9000 + i, b"{}") for i in range(70)))
    dry = desk.collect(download, "--dry-run").output
    assert "n69_70_9069_01-small.ipynb" in dry
    assert "n69_70_9069_01-small.ipynb" not in desk.collect(download).output
