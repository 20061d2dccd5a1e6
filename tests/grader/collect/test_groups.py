"""Groups: what one member hands in counts for all, and the last of their submissions counts."""

from typing import Any

UNIT = "01-small"


def test_a_member_of_a_canvas_group_hands_in_for_all(desk: Any) -> None:
    groups = desk.file(
        "groups.csv",
        "name,canvas_user_id,user_id,login_id,sections,group_name,canvas_group_id,group_id\n"
        "Ada Lovelace,101,s1,ada,A,Team Rot,55,\nAlan Turing,103,s3,alan,A,Team Rot,55,\nZoë,102,s2,zoe,A,,,\n",
    )
    download = desk.canvas(("Team Rot", 101, 9001, b"team"), ("O'Neill-Smith, Zoë", 102, 9002, b"zoe"))
    result = desk.collect(download, "--roster", desk.canvas_roster, "--groups", groups)
    assert result.exit_code == 0, result.output
    assert desk.submitted() == {"ada": b"team", "alan": b"team", "zoe": b"zoe"}
    assert "new (by ada)" in result.output


def test_of_two_members_the_later_one_counts_for_all(desk: Any) -> None:
    groups = desk.file("groups.csv", "group,student\nred,ada\nred,alan\n")
    download = desk.canvas(("Lovelace, Ada", 101, 9005, b"later"), ("Turing, Alan", 103, 9002, b"earlier"))
    desk.collect(download, "--roster", desk.canvas_roster, "--groups", groups)
    assert desk.submitted() == {"ada": b"later", "alan": b"later"}


def test_a_moodle_team_is_found_by_its_name_in_the_worksheet(desk: Any, made: Any) -> None:
    sheet = desk.worksheet.read_text(encoding="utf-8")
    sheet = sheet.replace("grading,,-", "grading,Team_A: 1,-").replace("No submission,,-", "No submission,Team_A: 1,-")
    roster = desk.file("teams.csv", sheet)
    download = desk.zip((made.moodle_name("Team_A: 1", 8, "01-small.ipynb"), b"team"))
    result = desk.collect(download, "--roster", roster)
    assert desk.submitted() == {"ada@x.org": b"team", "alan@x.org": b"team"}, result.output


def test_a_team_folder_of_moodle_3_names_team_and_member(desk: Any, made: Any) -> None:
    download = desk.zip((made.moodle_name("Team A-Ada Lovelace", 71, "01-small.ipynb"), b"a"))
    desk.collect(download, "--roster", desk.worksheet)
    assert desk.submitted() == {"ada@x.org": b"a"}


def test_a_student_in_two_groups_is_named(desk: Any) -> None:
    groups = desk.file("groups.csv", "group,student\nred,ada\nblue,ada\n")
    result = desk.collect(desk.canvas(), "--roster", desk.canvas_roster, "--groups", groups)
    assert result.exit_code == 2
    assert "row 3: ada is in 'red' already, and can't be in 'blue' too" in result.output


def test_a_stranger_in_the_groups_is_named(desk: Any) -> None:
    groups = desk.file("groups.csv", "group,student\nred,eve\n")
    result = desk.collect(desk.canvas(), "--roster", desk.canvas_roster, "--groups", groups)
    assert result.exit_code == 2
    assert "row 2: 'eve' is not in the class" in result.output


def test_a_file_without_the_columns_is_named(desk: Any) -> None:
    groups = desk.file("groups.csv", "a,b\n1,2\n")
    assert "must have a column 'group' and a column 'student'" in desk.collect(desk.canvas(), "--groups", groups).output
