"""What a run writes into the gradebook: verdicts, with the very notebook that they were reached on."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from grader.course import Course, Unit
from grader.gradebook import autograded_path, open_gradebook
from grader.gradebook.autograded import read_executed
from grader.results import Result, Results, Status
from grader.run import Handin
from grader.run.record import Recorder
from grader.submission import fingerprint_of, read_submission

UNIT = "01-small"

HandIn = Callable[..., Path]


@pytest.fixture
def handed_in(built_course: Course, small_unit: Unit, hand_in: HandIn) -> Handin:
    """Ada's submission: the notebook as it was released."""
    released = built_course.notebooks / small_unit.name / f"{small_unit.name}.ipynb"
    path = hand_in("ada", nbformat.read(released, as_version=4))
    return Handin("ada", path, folder=path.parent)


def recorded(course: Course, unit: Unit, handin: Handin, fingerprint: str) -> bool:
    """Whether a result of a file with this fingerprint ends in the gradebook."""
    result = Result(unit.name, handin.student, Status.GRADED, 8.0, fingerprint=fingerprint)
    with Recorder(course, unit, Results(course.results(unit.name)), course.database_url) as record:
        record(result, handin)
    with open_gradebook(course) as book:
        there = {one.student.id for one in book.assignment_submissions(unit.name)}
    assert autograded_path(course, unit.name, handin.student).exists() == (handin.student in there)
    return handin.student in there


def test_a_result_is_recorded_with_the_notebook_that_it_is_of(
    built_course: Course, small_unit: Unit, handed_in: Handin
) -> None:
    assert handed_in.path is not None
    assert recorded(built_course, small_unit, handed_in, fingerprint_of(handed_in.path))


def test_the_verdicts_on_a_file_are_never_paired_with_another_that_took_its_place(
    built_course: Course, small_unit: Unit, handed_in: Handin
) -> None:
    assert handed_in.path is not None
    before = fingerprint_of(handed_in.path)
    handed_in.path.write_text(handed_in.path.read_text().replace("raise", "return  # "))
    assert not recorded(built_course, small_unit, handed_in, before)


def test_a_fresh_result_is_recorded_with_the_cells_that_were_judged_whatever_lies_there_by_now(
    built_course: Course, small_unit: Unit, handed_in: Handin
) -> None:
    assert handed_in.path is not None
    judged = read_submission(handed_in.path)
    handed_in.path.write_text(handed_in.path.read_text().replace("raise", "return  # "))
    result = Result(small_unit.name, "ada", Status.GRADED, 8.0, fingerprint=judged.fingerprint)
    with Recorder(built_course, small_unit, Results(built_course.results(UNIT)), built_course.database_url) as record:
        record(result, handed_in, judged)
    shown = read_executed(built_course, UNIT, "ada")
    assert "raise NotImplementedError" in shown.cells[[cell.id for cell in shown.cells].index("Tally")].source
