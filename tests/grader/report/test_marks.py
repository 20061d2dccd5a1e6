"""What people grade in nbgrader's gradebook reaches the pages and the table."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from grader.course import Course
from grader.export import csv_text
from grader.gradebook import open_gradebook
from grader.report import write_feedback, write_report
from grader.report.classreport import written_counts
from grader.report.marks import Marks, marks_of
from grader.results import Result

UNIT = "07-optimizers"
Read = Callable[[Path], Any]
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gradebook with an exercise of 4 points, a written answer of 4, and three students who handed in."""
    course = Course(tmp_path_factory.mktemp("made"))
    (course.root / "nbgrader_config.py").write_text("c = get_config()\n")
    with open_gradebook(course) as found:
        found.add_assignment(UNIT)
        found.add_notebook(UNIT, UNIT)
        for name, kind in (("check-adam_step", "code"), ("experiment", "markdown")):
            found.add_grade_cell(name, UNIT, UNIT, max_score=4, cell_type=kind)
        for name in ("adam_step", "experiment"):
            found.add_solution_cell(name, UNIT, UNIT)
        for student in ("ada", "bo", "cy"):
            found.add_student(student)
            found.add_submission(UNIT, student)
            give(found, student, "check-adam_step", auto=3.0)
    return course.root


@pytest.fixture
def book(shelf: Any, made: Path) -> Iterator[Any]:
    """A copy of it, open, for one test."""
    for file in made.glob("gradebook.db*"):
        shutil.copy(file, shelf.course.root)
    with open_gradebook(shelf.course) as found:
        yield found


def give(book: Any, student: str, cell: str, auto: float | None = None, manual: float | None = None) -> None:
    """Enter a score; one that is given waits no longer."""
    grade = book.find_grade(cell, UNIT, UNIT, student)
    grade.auto_score, grade.manual_score, grade.needs_manual_grade = auto, manual, False
    book.db.commit()


def say(book: Any, student: str, cell: str, comment: str) -> None:
    """Enter a comment."""
    book.find_comment(cell, UNIT, UNIT, student).manual_comment = comment
    book.db.commit()


def late(book: Any, student: str, penalty: float) -> None:
    """Enter a late penalty."""
    book.find_submission_notebook(UNIT, UNIT, student).late_submission_penalty = penalty
    book.db.commit()


@pytest.fixture
def ada(shelf: Any, make: Any) -> Result:
    """Ada's result, 3 of 4 points, and her notebook with a written answer."""
    shelf.submit("ada", make.notebook(*make.release[:3], ("markdown", "It *starts* slowly.", "experiment")))
    return make.result("ada", make.exercise("adam_step", make.probe("a", 3), make.probe("b", 1, "wrong")))


def test_totals_agree_with_nbgraders_own(book: Any) -> None:
    give(book, "ada", "experiment", manual=2.5)
    book.find_grade("experiment", UNIT, UNIT, "ada").extra_credit = 0.5
    late(book, "ada", 1.0)
    submission = book.find_submission(UNIT, "ada")
    marks = marks_of(book, UNIT)["ada"]
    assert marks.total == submission.score - submission.late_submission_penalty == 5
    assert sum(mark.max_score for mark in marks.cells) == submission.max_score


def test_a_unit_that_the_gradebook_does_not_know_has_no_marks(book: Any) -> None:
    assert marks_of(book, "99-unknown") == {}


def test_two_units_are_kept_apart(book: Any) -> None:
    book.add_assignment("08-other")
    book.add_notebook("08-other", "08-other")
    book.add_grade_cell("check-adam_step", "08-other", "08-other", max_score=9, cell_type="code")
    book.add_submission("08-other", "ada")
    assert [mark.max_score for mark in marks_of(book, "08-other")["ada"].cells] == [9]
    assert len(marks_of(book, UNIT)["ada"].cells) == 2


def test_a_late_penalty_never_makes_a_total_negative() -> None:
    assert Marks(penalty=3.0).total == 0


def test_a_written_answer_that_waits_is_announced(shelf: Any, book: Any, ada: Any, page: Read) -> None:
    text = page(write_feedback(shelf.course, UNIT, [ada], book)[0]).text
    assert "3 of 4 points so far" in text
    assert "1 part of your work waits" in text
    assert "up to 4 points more" in text


def test_a_written_answer_is_shown_with_its_score_and_comment(shelf: Any, book: Any, ada: Any, page: Read) -> None:
    give(book, "ada", "experiment", manual=2.5)
    say(book, "ada", "experiment", "Well seen, <b>but</b> why?")
    found = page(write_feedback(shelf.course, UNIT, [ada], book)[0])
    assert "experiment 2.5 of 4 points" in found.text
    assert found.text.count("It *starts* slowly.") == 1
    assert "Well seen, <b>but</b> why?" in found.text
    assert "5.5 of 8 points" in found.text


def test_an_answer_in_a_cell_without_its_id_is_found(shelf: Any, book: Any, ada: Any, make: Any, page: Read) -> None:
    shelf.submit("ada", make.notebook(*make.release[:3], ("markdown", "*Your answer here.*\n\nRetyped.", "")))
    found = page(write_feedback(shelf.course, UNIT, [ada], book)[0])
    assert found.text.index("Written answers") < found.text.index("Retyped.")
    assert "No answer was found" not in found.text


def test_an_answer_left_as_released_is_called_that(shelf: Any, book: Any, ada: Any, make: Any, page: Read) -> None:
    shelf.submit("ada", make.notebook(*make.release))
    book.find_comment("experiment", UNIT, UNIT, "ada").auto_comment = "No response."
    book.db.commit()
    text = page(write_feedback(shelf.course, UNIT, [ada], book)[0]).text
    assert "You left this question as it was." in text
    assert "Your instructor" not in text


def test_a_comment_on_a_right_exercise_is_not_folded_away(shelf: Any, book: Any, make: Any, page: Read) -> None:
    say(book, "ada", "adam_step", "Elegant.")
    right = make.result("ada", make.exercise("adam_step", make.probe("a", 3)))
    found = page(write_feedback(shelf.course, UNIT, [right], book)[0])
    assert "Your instructor: Elegant." in found.text
    assert found.all("details") == []


def test_a_score_changed_by_hand_counts_and_is_told(shelf: Any, book: Any, ada: Any, page: Read) -> None:
    give(book, "ada", "check-adam_step", auto=3.0, manual=4.0)
    say(book, "ada", "adam_step", "The check was too strict.")
    found = page(write_feedback(shelf.course, UNIT, [ada], book)[0])
    assert "The checks gave 3 points, your instructor gave 4 points." in found.text
    assert "The check was too strict." in found.text
    assert found.table("Points by exercise")[1][1] == "4 of 4"


def test_a_late_penalty_is_told(shelf: Any, book: Any, ada: Any, page: Read) -> None:
    late(book, "ada", 1.0)
    text = page(write_feedback(shelf.course, UNIT, [ada], book)[0]).text
    assert "Handed in late −1" in text
    assert "2 of 4 points so far" in text


def test_the_report_counts_what_waits(shelf: Any, book: Any, ada: Any, page: Read) -> None:
    give(book, "ada", "experiment", manual=3.0)
    found = page(write_report(shelf.course, UNIT, [ada], book))
    assert found.table("Read and mark them in formgrader")[1] == ["experiment", "4", "0", "2", "1", "3"]


def test_what_can_not_be_read_is_no_answer_that_waits(shelf: Any, book: Any, ada: Any, make: Any, page: Read) -> None:
    give(book, "ada", "experiment", manual=3.0)
    bo = make.result("bo", status="unreadable")
    found = page(write_report(shelf.course, UNIT, [ada, bo], book))
    assert found.table("Read and mark them in formgrader")[1] == ["experiment", "4", "0", "1", "1", "3"]


def test_the_reports_total_is_the_gradebooks(shelf: Any, book: Any, ada: Any, page: Read) -> None:
    give(book, "ada", "experiment", manual=3.0)
    found = page(write_report(shelf.course, UNIT, [ada], book))
    assert found.table("Points of every student")[1][:3] == ["ada", "3", "6"]


def test_the_report_lists_who_was_late_the_latest_first(shelf: Any, book: Any, ada: Any, page: Read) -> None:
    book.update_or_create_assignment(UNIT, duedate="2026-03-01 12:00 UTC")
    for student, moment in (
        ("ada", "2026-03-01 12:30 UTC"),
        ("bo", "2026-03-04 15:00 UTC"),
        ("cy", "2026-03-04 15:00 UTC"),
    ):
        book.update_or_create_submission(UNIT, student, timestamp=moment)
    book.find_submission(UNIT, "cy").extension = timedelta(days=4)
    late(book, "ada", 1.0)
    found = page(write_report(shelf.course, UNIT, [ada], book))
    assert found.table("Late submissions, the latest first")[1:] == [
        ["bo", "3 d 3 h", "–", "–"],
        ["ada", "30 min", "–", "1"],
    ]
    assert "2 students handed in after the due date" in found.text


def test_a_report_without_a_late_one_has_no_list(shelf: Any, book: Any, ada: Any, page: Read) -> None:
    assert "Handed in late" not in page(write_report(shelf.course, UNIT, [ada], book)).text


def test_people_stand_under_their_names_with_their_logins_beside(shelf: Any, book: Any, ada: Any, page: Read) -> None:
    book.update_or_create_student("ada", first_name="Ada", last_name="<b>Lovelace")
    found = page(write_report(shelf.course, UNIT, [ada], book))
    assert found.table("Points of every student")[1][0] == "Ada <b>Lovelace ada"


def test_a_page_is_for_somebody_with_a_name_where_it_is_known(shelf: Any, book: Any, ada: Any, page: Read) -> None:
    shelf.record(ada)
    book.update_or_create_student("ada", first_name="Ada", last_name="<b>Lovelace")
    (path,) = write_feedback(shelf.course, UNIT, [ada], book)
    assert "for Ada <b>Lovelace ada" in page(path).text


def test_the_table_has_written_points_penalty_and_total(shelf: Any, book: Any, ada: Any) -> None:
    shelf.record(ada)
    give(book, "ada", "experiment", manual=2.5)
    late(book, "ada", 1.0)
    head, row, *_ = csv_text(shelf.course, [UNIT], book).splitlines()
    assert head.endswith(f"{UNIT}/written,{UNIT}/late_penalty,{UNIT}/total")
    assert row == "ada,graded,3,4,3,2.5,1,4.5"


def test_written_points_are_empty_while_an_answer_waits(shelf: Any, book: Any, ada: Any) -> None:
    shelf.record(ada)
    assert csv_text(shelf.course, [UNIT], book).splitlines()[1] == "ada,graded,3,4,3,,0,3"


def test_who_is_enrolled_without_a_result_is_in_the_table(shelf: Any, book: Any, ada: Any) -> None:
    shelf.record(ada)
    assert csv_text(shelf.course, [UNIT], book).splitlines()[2:] == ["bo,no result,,,,,,", "cy,no result,,,,,,"]


def test_answers_left_as_they_were_are_no_answers_that_were_read(book: Any) -> None:
    for student, manual in (("ada", 3.0), ("bo", None)):
        give(book, student, "experiment", auto=0.0, manual=manual)
    book.find_comment("experiment", UNIT, UNIT, "bo").auto_comment = "No response."
    book.db.commit()
    (count,) = written_counts(marks_of(book, UNIT))
    assert (count.blank, count.waiting, count.read, count.mean) == (1, 1, 1, 3.0)


def test_a_picture_pasted_into_an_answer_is_shown_and_makes_it_another_answer(
    shelf: Any, book: Any, ada: Any, make: Any, page: Read
) -> None:
    text = json.loads(make.notebook(*make.release[:3], ("markdown", "See ![p](attachment:p.png)", "experiment")))
    text["cells"][3]["attachments"] = {"p.png": {"image/png": make.png()}}
    shelf.submit("ada", json.dumps(text))
    found = page(write_feedback(shelf.course, UNIT, [ada], book)[0])
    assert "See [picture-1.png]" in found.text
    assert [image["alt"] for image in found.all("img") if image["src"].startswith("data:image/png")] == [
        "Picture 1 of your answer"
    ]
