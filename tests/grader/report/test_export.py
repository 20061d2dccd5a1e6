"""The table of scores: exact, stable, and harmless in a spreadsheet."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.report import csv_text, write_csv
from grader.report.export import harmless

UNIT = "07-optimizers"


def table(text: str) -> list[list[str]]:
    """A CSV text as rows."""
    return list(csv.reader(io.StringIO(text, newline="")))


def test_a_row_a_student_and_a_column_an_exercise(shelf: Any, six: list[dict[str, Any]]) -> None:
    shelf.record(*six)
    assert table(csv_text(shelf.course, [UNIT])) == [
        ["student", *(f"{UNIT}/{name}" for name in ("status", "score", "max_score", "adam_step", "quiz"))],
        ["ada", "graded", "5", "5", "4", "1"],
        ["bo", "graded", "1", "5", "1", "0"],
        ["cy", "graded", "1", "5", "0", "1"],
        ["di", "graded", "0", "5", "0", "0"],
        ["ed", "unreadable", "", "0", "", ""],
        ["flo", "missing", "", "0", "", ""],
    ]


def test_units_stand_side_by_side_and_a_student_has_one_row(shelf: Any, make: Any) -> None:
    shelf.record(make.result("ada", make.exercise("f", make.probe("p", 2))))
    other = '{"student": "bo", "status": "graded", "score": 1, "max_score": 3, "exercises": []}'
    shelf.put(shelf.course.results("08-other") / "bo.json", other)
    assert table(csv_text(shelf.course, [UNIT, "08-other"]))[1:] == [
        ["ada", "graded", "2", "2", "2", "no result", "", ""],
        ["bo", "no result", "", "", "", "graded", "1", "3"],
    ]


def test_commas_quotes_and_accents_come_back_as_they_were(shelf: Any, make: Any) -> None:
    names = ['Gauß, "C. F."', "zoë von zahn", "李四"]
    shelf.record(*(make.result(name) for name in names))
    assert {row[0] for row in table(csv_text(shelf.course, [UNIT]))[1:]} == set(names)


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


def test_a_formula_for_a_name_is_harmless_in_the_table(shelf: Any, make: Any) -> None:
    shelf.record(make.result('=HYPERLINK("http:x"; "grades")'))
    assert table(csv_text(shelf.course, [UNIT]))[1][0] == '\'=HYPERLINK("http:x"; "grades")'


def test_a_formula_for_an_exercise_is_harmless_in_the_table(shelf: Any, make: Any) -> None:
    shelf.put(
        shelf.course.results("=1") / "a.json", '{"student": "a", "status": "graded", "exercises": [{"name": "f"}]}'
    )
    assert all(title.startswith("'=1/") for title in table(csv_text(shelf.course, ["=1"]))[0][1:])


def test_the_file_is_utf_8_with_the_line_ends_of_the_standard(shelf: Any, make: Any, tmp_path: Path) -> None:
    shelf.record(make.result("zoë"))
    data = write_csv(shelf.course, [UNIT], tmp_path / "a" / "scores.csv").read_bytes()
    assert data.decode("utf-8") == csv_text(shelf.course, [UNIT])
    assert data.count(b"\r\n") == 2


def test_a_folder_name_that_is_no_unicode_is_written_out(shelf: Any, make: Any) -> None:
    shelf.put(shelf.course.results(UNIT) / "jose.json", '{"student": "jos\\udce9", "status": "graded"}')
    assert "jos\\udce9,graded" in csv_text(shelf.course, [UNIT])


def test_no_results_make_a_table_with_a_head_alone(shelf: Any) -> None:
    assert table(csv_text(shelf.course, [UNIT])) == [
        ["student", f"{UNIT}/status", f"{UNIT}/score", f"{UNIT}/max_score"]
    ]
