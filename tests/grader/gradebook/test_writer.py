"""Results in nbgrader's gradebook: scores, what waits for a person, and what a person gave, which always stays."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.api import Comment, Grade, Gradebook, SubmittedAssignment

from grader.course import Course, Unit
from grader.gradebook import GradebookError, GradebookWriter, write_executed
from grader.results import ExerciseResult, Result, Status
from grader.submission import read_submission
from gradschool.checks import Verdict

UNIT = "01-small"
POINTS = {"forgetful_average": 4.0, "Tally": 3.0, "quiz_limit": 1.0}

HandIn = Callable[[str, NotebookNode], Path]


def result(student: str = "ada", scores: Mapping[str, float] | None = None, status: Status = Status.GRADED) -> Result:
    """A result: full marks, or these scores."""
    scores = POINTS if scores is None else {name: scores.get(name, 0.0) for name in POINTS}
    exercises = tuple(
        ExerciseResult(name, POINTS[name], (Verdict("p", "", score, bool(score)),)) for name, score in scores.items()
    )
    graded = status == Status.GRADED
    return Result(UNIT, student, status, sum(POINTS.values()), exercises if graded else ())


def answered(course: Course, answer: str = "", extra: str = "") -> NotebookNode:
    """The release with a written answer, and with a Markdown cell of the student's own."""
    notebook = nbformat.read(course.notebooks / UNIT / f"{UNIT}.ipynb", as_version=4)
    if answer:
        cell = next(cell for cell in notebook.cells if cell.id == "experiment")
        cell.source = cell.source.replace("*Your answer here.*", answer)
    if extra:
        notebook.cells.append(nbformat.v4.new_markdown_cell(extra))
    return notebook


@pytest.fixture
def record(built_course: Course, small_unit: Unit, tmp_path: Path) -> Callable[..., None]:
    """``record(result, notebook, submitted_at)`` does what grading a submission ends with."""

    def put(found: Result, notebook: NotebookNode | None = None, submitted_at: datetime | None = None) -> None:
        path = tmp_path / "handed-in.ipynb"
        nbformat.write(notebook or answered(built_course), path)
        with GradebookWriter(built_course, small_unit) as writer:
            write_executed(built_course, small_unit, found, read_submission(path))
            writer.write(found, submitted_at)

    return put


@pytest.fixture
def book(built_course: Course) -> Gradebook:
    """The gradebook as formgrader reads it."""
    return Gradebook(built_course.database_url, "gradschool")


def grade(book: Gradebook, cell: str, student: str = "ada") -> Grade:
    """One grade, freshly read."""
    book.db.rollback()
    return book.find_grade(cell, UNIT, UNIT, student)


def comment(book: Gradebook, cell: str, student: str = "ada") -> Comment:
    """One comment, freshly read."""
    book.db.rollback()
    return book.find_comment(cell, UNIT, UNIT, student)


def submission(book: Gradebook, student: str = "ada") -> SubmittedAssignment:
    """One submission, freshly read."""
    book.db.rollback()
    return book.find_submission(UNIT, student)


def test_scores_reach_the_gradebook(record: Callable[..., None], book: Gradebook) -> None:
    record(result(scores={"forgetful_average": 2.0, "quiz_limit": 1.0}))
    scores = [grade(book, f"check-{name}").score for name in POINTS]
    assert scores == [2.0, 0.0, 1.0]
    assert submission(book).score == 3.0


def test_what_can_be_earned_counts_written_answers(record: Callable[..., None], book: Gradebook) -> None:
    record(result())
    assert submission(book).max_score == 10.0


def test_an_autograded_score_does_not_wait(record: Callable[..., None], book: Gradebook) -> None:
    record(result())
    assert not grade(book, "check-Tally").needs_manual_grade


def test_a_written_answer_waits_for_a_person(
    record: Callable[..., None], built_course: Course, book: Gradebook
) -> None:
    record(result(), answered(built_course, "The small one."))
    assert grade(book, "experiment").auto_score is None
    assert grade(book, "experiment").needs_manual_grade
    assert comment(book, "experiment").comment is None


def test_a_written_answer_left_blank_is_no_work_for_anybody(record: Callable[..., None], book: Gradebook) -> None:
    record(result())
    assert grade(book, "experiment").auto_score == 0.0
    assert not grade(book, "experiment").needs_manual_grade
    assert comment(book, "experiment").comment == "No response."


def test_an_answer_in_a_cell_of_its_own_waits_too(
    record: Callable[..., None], built_course: Course, book: Gradebook
) -> None:
    record(result(), answered(built_course, extra="The small one, since it forgets."))
    assert grade(book, "experiment").needs_manual_grade
    assert comment(book, "experiment").comment is None


def test_an_exercise_left_blank_is_said_to_be(record: Callable[..., None], book: Gradebook) -> None:
    record(result(scores={}))
    assert comment(book, "Tally").comment == "No response."


def grade_by_hand(book: Gradebook, cell: str, score: float, text: str = "") -> None:
    """What formgrader does when a person grades."""
    given = grade(book, cell)
    given.manual_score, given.needs_manual_grade, given.extra_credit = score, False, 0.5
    book.db.commit()
    if text:
        comment(book, cell).manual_comment = text
        book.db.commit()


def test_a_grade_given_by_hand_stays_through_a_regrade(
    record: Callable[..., None], built_course: Course, book: Gradebook
) -> None:
    record(result(), answered(built_course, "The small one."))
    grade_by_hand(book, "experiment", 1.5, "Why?")
    record(result(scores={}), answered(built_course, "The small one."))
    given = grade(book, "experiment")
    assert (given.manual_score, given.extra_credit, given.score) == (1.5, 0.5, 2.0)
    assert comment(book, "experiment").comment == "Why?"


def test_a_grade_given_by_hand_is_not_asked_for_again(
    record: Callable[..., None], built_course: Course, book: Gradebook
) -> None:
    record(result(), answered(built_course, "The small one."))
    grade_by_hand(book, "experiment", 1.5)
    record(result(scores={}), answered(built_course, "The small one."))
    assert not grade(book, "experiment").needs_manual_grade


def test_a_changed_answer_is_shown_to_a_person_again(
    record: Callable[..., None], built_course: Course, book: Gradebook
) -> None:
    record(result(), answered(built_course, "The small one."))
    grade_by_hand(book, "experiment", 1.5)
    record(result(), answered(built_course, "The large one."))
    assert grade(book, "experiment").needs_manual_grade
    assert grade(book, "experiment").manual_score == 1.5


@pytest.mark.parametrize(("score", "waits"), [(2.0, False), (4.0, True)])
def test_a_score_changed_by_hand_waits_when_the_judge_changes_its_mind(
    record: Callable[..., None], book: Gradebook, score: float, waits: bool
) -> None:
    record(result(scores={"forgetful_average": 2.0}))
    grade_by_hand(book, "check-forgetful_average", 3.0)
    record(result(scores={"forgetful_average": score}))
    assert grade(book, "check-forgetful_average").needs_manual_grade is waits
    assert grade(book, "check-forgetful_average").score == 3.5


def test_a_regrade_replaces_the_score(record: Callable[..., None], book: Gradebook) -> None:
    record(result(scores={}))
    record(result())
    assert submission(book).score == 8.0
    assert len(book.assignment_submissions(UNIT)) == 1


def test_a_student_may_be_called_anything(record: Callable[..., None], book: Gradebook, built_course: Course) -> None:
    record(result("José Núñez-O'Brien"))
    assert submission(book, "José Núñez-O'Brien").score == 8.0
    assert (built_course.autograded / "José Núñez-O'Brien" / UNIT / f"{UNIT}.ipynb").is_file()


@pytest.mark.parametrize("student", ["..", "", "a/b"])
def test_a_name_that_is_no_folder_is_refused(record: Callable[..., None], student: str) -> None:
    with pytest.raises(GradebookError, match="can't have a folder"):
        record(result(student))


def test_the_time_of_submission_is_kept_in_utc(
    record: Callable[..., None], book: Gradebook, built_course: Course
) -> None:
    record(result(), None, datetime(2026, 3, 1, 12, 0, tzinfo=timezone(timedelta(hours=2))))
    assert submission(book).timestamp == datetime(2026, 3, 1, 10, 0)
    stamp = built_course.autograded / "ada" / UNIT / "timestamp.txt"
    assert stamp.read_text() == "2026-03-01 10:00:00 UTC\n"


def test_a_time_without_a_zone_is_utc(record: Callable[..., None], book: Gradebook) -> None:
    record(result(), None, datetime(2026, 3, 1, 12, 0, tzinfo=UTC).replace(tzinfo=None))
    assert submission(book).timestamp == datetime(2026, 3, 1, 12, 0)


def test_an_unreadable_submission_waits_with_zero(built_course: Course, small_unit: Unit, book: Gradebook) -> None:
    unreadable = result(status=Status.UNREADABLE)
    with GradebookWriter(built_course, small_unit) as writer:
        write_executed(built_course, small_unit, unreadable, None)
        writer.write(unreadable)
    assert submission(book).score == 0.0
    assert grade(book, "check-Tally").needs_manual_grade


def test_a_missing_submission_is_zero_and_does_not_wait(
    built_course: Course, small_unit: Unit, book: Gradebook
) -> None:
    with GradebookWriter(built_course, small_unit) as writer:
        writer.write(result(status=Status.MISSING))
    assert submission(book).score == 0.0
    assert not submission(book).needs_manual_grade


def test_a_result_that_is_damaged_leaves_no_trace(
    record: Callable[..., None], built_course: Course, small_unit: Unit, book: Gradebook
) -> None:
    no_number = ExerciseResult("Tally", 3.0, (Verdict("p", "", "three", True),))  # type: ignore[arg-type]
    damaged = replace(result(), exercises=(no_number,))
    with GradebookWriter(built_course, small_unit) as writer:
        with pytest.raises(TypeError):
            writer.write(damaged)
        assert not writer.has("ada")
        assert writer.students() == []
        writer.write(result("bob"))
        assert writer.students() == ["bob"]


def test_a_deleted_gradebook_is_made_again(record: Callable[..., None], built_course: Course) -> None:
    record(result())
    (built_course.root / "gradebook.db").unlink()
    record(result(scores={"Tally": 3.0}))
    with Gradebook(built_course.database_url, "gradschool") as book:
        assert submission(book).score == 3.0


def test_another_gradebook_can_be_named(built_course: Course, small_unit: Unit, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'other.db'}"
    with GradebookWriter(built_course, small_unit, url) as writer:
        writer.write(result())
    with Gradebook(url, "gradschool") as book:
        assert submission(book).score == 8.0


def test_points_follow_the_probes_of_today(built_course: Course, book: Gradebook) -> None:
    path = built_course.solutions / UNIT / "hidden_probes.py"
    path.write_text(path.read_text().replace('@probe("Tally", points=1)', '@probe("Tally", points=5)'))
    with GradebookWriter(built_course, Course(built_course.root).unit(UNIT)) as writer:
        writer.write(result())
    assert grade(book, "check-Tally").max_score == 7.0


def test_a_unit_that_was_never_built_is_named(small_course: Course) -> None:
    writer = GradebookWriter(small_course, small_course.unit(UNIT))
    with pytest.raises(GradebookError, match=r"never built: .*; run: grader build 01-small"), writer:
        pass


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("gradebook", "is no database URL"),
        ("sqlite:////no/such/folder/gradebook.db", "can't be opened: unable to open database file"),
        ("postgresql+nosuchdriver://me:secret@host/name", "'postgresql.nosuchdriver://me:\\*\\*\\*@host/name' is no"),
        ("postgresql+psycopg2cffi://host/name", "needs the Python package 'psycopg2cffi'"),
    ],
)
def test_a_gradebook_that_cant_be_opened_is_named(built_course: Course, small_unit: Unit, url: str, said: str) -> None:
    with pytest.raises(GradebookError, match=said), GradebookWriter(built_course, small_unit, url):
        pass


def test_a_file_that_is_no_database_is_named(built_course: Course, small_unit: Unit) -> None:
    (built_course.root / "gradebook.db").write_text("not a database, " * 100)
    with pytest.raises(GradebookError, match="can't be opened"), GradebookWriter(built_course, small_unit):
        pass
