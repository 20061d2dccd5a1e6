"""The table of scores: exact, stable, and harmless in a spreadsheet."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.course import Course
from grader.export import csv_text
from grader.export.table import harmless
from grader.results import ExerciseResult
from gradschool.checks import Verdict

UNIT = "07-optimizers"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course without a result."""
    (tmp_path / "solutions" / UNIT).mkdir(parents=True)
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    return Course(tmp_path)


def record(course: Course, student: str, *scores: tuple[str, float, float], unit: str = UNIT, **more: Any) -> None:
    """Write a result as the grader does: of each exercise its name, score and points."""
    exercises = [
        ExerciseResult(name, points, (Verdict("p", "", score, True),)).to_json() for name, score, points in scores
    ]
    document = {"unit": unit, "student": student, "status": "graded", "exercises": exercises}
    path = course.results(unit) / f"{student}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document | more))


def table(text: str) -> list[list[str]]:
    """A CSV text as rows."""
    return list(csv.reader(io.StringIO(text, newline="")))


def test_a_row_a_student_and_a_column_an_exercise(course: Course) -> None:
    record(course, "ada", ("adam_step", 4, 4), ("quiz", 1, 1))
    record(course, "bo", ("adam_step", 0.5, 4), ("quiz", 0, 1))
    record(course, "ed", status="unreadable")
    record(course, "flo", status="missing")
    assert table(csv_text(course, [UNIT])) == [
        ["student", *(f"{UNIT}/{name}" for name in ("status", "score", "max_score", "adam_step", "quiz"))],
        ["ada", "graded", "5", "5", "4", "1"],
        ["bo", "graded", "0.5", "5", "0.5", "0"],
        ["ed", "unreadable", "", "0", "", ""],
        ["flo", "missing", "", "0", "", ""],
    ]


def test_units_stand_side_by_side_and_a_student_has_one_row(course: Course) -> None:
    record(course, "ada", ("f", 2, 2))
    record(course, "bo", ("g", 1, 3), unit="08-other")
    assert table(csv_text(course, [UNIT, "08-other"]))[1:] == [
        ["ada", "graded", "2", "2", "2", "no result", "", "", ""],
        ["bo", "no result", "", "", "", "graded", "1", "3", "1"],
    ]


def test_commas_quotes_and_accents_come_back_as_they_were(course: Course) -> None:
    names = ['Gauß, "C. F."', "zoë von zahn", "李四"]
    for name in names:
        record(course, name)
    assert {row[0] for row in table(csv_text(course, [UNIT]))[1:]} == set(names)


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "  =1+1", "\t=1", "＝1+1", "'=1+1", "\r=1"])
def test_what_a_spreadsheet_would_run_begins_with_an_apostrophe(name: str) -> None:
    assert harmless(name) == f"'{name}"


@pytest.mark.parametrize("name", ["ada", "'t Hooft", "a=b", "o'neill-smith", "", "3-d"])
def test_other_names_stay_as_they_are(name: str) -> None:
    assert harmless(name) == name


@settings(deadline=None)
@given(st.text("=+-@'\t a1"), st.text("=+-@'\t a1"))
def test_two_names_never_become_one(first: str, second: str) -> None:
    assert (harmless(first) == harmless(second)) == (first == second)


def test_a_formula_for_a_name_is_harmless_in_the_table(course: Course) -> None:
    record(course, '=HYPERLINK("http:x"; "grades")')
    assert table(csv_text(course, [UNIT]))[1][0] == '\'=HYPERLINK("http:x"; "grades")'


def test_a_formula_for_an_exercise_is_harmless_in_the_table(course: Course) -> None:
    record(course, "a", ("f", 1, 1), unit="=1")
    assert all(title.startswith("'=1/") for title in table(csv_text(course, ["=1"]))[0][1:])


def test_lines_end_as_the_standard_says(course: Course) -> None:
    record(course, "zoë")
    assert csv_text(course, [UNIT]).count("\r\n") == csv_text(course, [UNIT]).count("\n") == 2


def test_a_folder_name_that_is_no_unicode_is_written_out(course: Course) -> None:
    record(course, "jos\udce9")
    assert "jos\\udce9,graded" in csv_text(course, [UNIT])


def test_no_results_make_a_table_with_a_head_alone(course: Course) -> None:
    assert table(csv_text(course, [UNIT])) == [["student", f"{UNIT}/status", f"{UNIT}/score", f"{UNIT}/max_score"]]
