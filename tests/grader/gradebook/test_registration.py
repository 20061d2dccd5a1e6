"""Cells in the gradebook: a course may mend its lecture and its exercises while submissions are in."""

from collections.abc import Callable

import pytest
from nbgrader.api import Gradebook, MissingEntry

from grader.build import BuildReport, build
from grader.course import Course, Unit
from grader.gradebook import GradebookWriter
from grader.results import Result, Status

UNIT = "01-small"
NEW_EXERCISE = '''
# %%
def twice(x):
    """Twice x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %%
check(twice)
'''
NEW_PROBE = '''

@probe("twice", points=5)
def of_three(student, rng):
    """Three."""
    return {"six": student.twice(3)}
'''


def result(student: str) -> Result:
    """A result with nothing but its status."""
    return Result(UNIT, student, Status.GRADED)


@pytest.fixture
def graded_course(built_course: Course, small_unit: Unit) -> Course:
    """The small course with one submission in its gradebook."""
    with GradebookWriter(built_course, small_unit) as writer:
        writer.write(result("ada"))
    return built_course


@pytest.fixture
def book(graded_course: Course) -> Gradebook:
    """Its gradebook."""
    return Gradebook(graded_course.database_url, "gradschool")


def append(course: Course, name: str, text: str) -> None:
    """Add to a file of the unit."""
    path = course.solutions / UNIT / name
    path.write_text(path.read_text() + text)


def without_tally(course: Course) -> None:
    """Drop an exercise from the unit."""
    folder = course.solutions / UNIT
    for name, first, last in (
        ("small.py", "# %%\nclass Tally", "check(Tally)\n"),
        ("probes.py", '@probe("Tally"', "means}\n"),
        ("hidden_probes.py", '@probe("Tally"', "one.mean()}\n"),
        ("mistakes.py", 'slip("Tally"', 'has a mean too.")\n'),
        ("alternatives.py", '@accepted("Tally")', "return Tally\n"),
    ):
        text = (folder / name).read_text()
        start, end = text.index(first), text.rindex(last) + len(last)
        (folder / name).write_text(text[:start] + text[end:])


def rebuilt(course: Course) -> BuildReport:
    """Build anew from the changed sources."""
    return build(Course(course.root), [Course(course.root).unit(UNIT)])[0]


def sources(book: Gradebook) -> list[str]:
    """The text of the cells that the gradebook knows."""
    book.db.rollback()
    return [cell.source for cell in book.find_notebook(UNIT, UNIT).source_cells]


def test_a_build_registers_what_is_written_and_what_is_graded(book: Gradebook) -> None:
    notebook = book.find_notebook(UNIT, UNIT)
    written = {"forgetful_average", "Tally", "quiz_limit", "experiment"}
    checks = {"check-forgetful_average", "check-Tally", "check-quiz_limit"}
    assert {cell.name for cell in notebook.source_cells} == written | checks
    assert {cell.name for cell in notebook.solution_cells} == written
    assert notebook.max_score == 10.0


def test_the_lecture_may_change_while_submissions_are_in(graded_course: Course, book: Gradebook) -> None:
    before = sources(book)
    append(graded_course, "small.py", "\n# %% [markdown]\n# A new last word.\n")
    assert rebuilt(graded_course).ok
    assert sources(book) == before


def test_a_lecture_cell_that_an_earlier_release_locked_is_forgotten(graded_course: Course, book: Gradebook) -> None:
    before = sources(book)
    book.add_source_cell("text-0123456789", UNIT, UNIT, cell_type="markdown", locked=True, source="An old lecture.")
    assert "An old lecture." in sources(book)
    assert rebuilt(graded_course).ok
    assert sorted(sources(book)) == sorted(before)


def test_an_exercise_may_be_added_while_submissions_are_in(graded_course: Course, book: Gradebook) -> None:
    append(graded_course, "small.py", NEW_EXERCISE)
    append(graded_course, "probes.py", NEW_PROBE)
    assert rebuilt(graded_course).ok
    assert book.find_grade("check-twice", UNIT, UNIT, "ada").max_score == 5.0
    assert book.find_comment("twice", UNIT, UNIT, "ada").comment is None
    assert book.find_submission(UNIT, "ada").max_score == 15.0


def test_an_exercise_that_nobody_graded_by_hand_may_go(graded_course: Course, book: Gradebook) -> None:
    without_tally(graded_course)
    assert rebuilt(graded_course).ok
    assert book.find_submission(UNIT, "ada").max_score == 7.0
    with pytest.raises(MissingEntry):
        book.find_grade("check-Tally", UNIT, UNIT, "ada")


def by_hand(set_one: Callable[[Gradebook], None], book: Gradebook) -> None:
    """Change something as formgrader would."""
    set_one(book)
    book.db.commit()


GIVEN: dict[str, Callable[[Gradebook], None]] = {
    "a score": lambda book: setattr(book.find_grade("check-Tally", UNIT, UNIT, "ada"), "manual_score", 2.0),
    "extra credit": lambda book: setattr(book.find_grade("check-Tally", UNIT, UNIT, "ada"), "extra_credit", 1.0),
    "a comment": lambda book: setattr(book.find_comment("Tally", UNIT, UNIT, "ada"), "manual_comment", "Nice."),
}


@pytest.mark.parametrize("given", GIVEN)
def test_what_was_given_by_hand_is_never_thrown_away(graded_course: Course, book: Gradebook, given: str) -> None:
    by_hand(GIVEN[given], book)
    before = (graded_course.notebooks / UNIT / f"{UNIT}.ipynb").read_bytes()
    without_tally(graded_course)
    report = rebuilt(graded_course)
    assert "given by hand" in report.problem
    assert "Tally" in report.problem
    assert (graded_course.notebooks / UNIT / f"{UNIT}.ipynb").read_bytes() == before
    assert book.find_grade("check-Tally", UNIT, UNIT, "ada").max_score == 3.0


def test_grades_stay_through_a_rebuild(graded_course: Course, book: Gradebook) -> None:
    book.find_grade("experiment", UNIT, UNIT, "ada").manual_score = 2.0
    book.db.commit()
    append(graded_course, "small.py", NEW_EXERCISE)
    append(graded_course, "probes.py", NEW_PROBE)
    assert rebuilt(graded_course).ok
    assert book.find_submission(UNIT, "ada").score == 2.0
