"""Feedback: one page a submission, ``feedback/STUDENT/UNIT/UNIT.html``, where nbgrader looks for it too."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from grader.course import Course
from grader.report.marks import Marks, marks_of
from grader.report.page import render, write_page
from grader.report.shown import shown_answers, shown_cells, shown_exercise
from grader.report.submission import CellsError, OwnCells, own_cells, release_of
from grader.results import Result
from grader.run import Inbox
from grader.sidecars import carry_to_feedback

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from nbgrader.api import Gradebook


class FeedbackError(ValueError):
    """A page can't be written where it belongs; the message names the student."""


def feedback_path(course: Course, unit: str, student: str) -> Path:
    """Where a student's page of a unit lies.

    Raises
    ------
    FeedbackError
        If the name is none that a folder below ``feedback/`` can have.
    """
    if student in ("", ".", "..") or "/" in student or "\0" in student:
        raise FeedbackError(f"student {student!r} can't have a folder in {course.feedback}; mend the result document")
    return course.feedback / student / unit / f"{unit}.html"


def write_feedback(
    course: Course,
    unit: str,
    results: Iterable[Result],
    gradebook: Gradebook | None = None,
    submitted: Path | None = None,
    advance: Callable[[Path], None] = lambda _: None,
) -> list[Path]:
    """Write the feedback pages of a unit.

    Parameters
    ----------
    course : Course
    unit : str
        The unit's name.
    results : iterable of Result
        Each gets a page, whatever its status.
    gradebook : nbgrader.api.Gradebook, optional
        Adds what people gave: scores of written answers, comments, changed scores, the late penalty.
    submitted : path, optional
        Where the submissions lie; by default the course's ``submitted/``.
    advance : callable, optional
        Called with each page as it is written.

    Returns
    -------
    list of Path
        The pages, in the order of the results.
    """
    marks, pages = marks_of(gradebook, unit), []
    for result in results:
        path = feedback_path(course, unit, result.student)
        pages.append(write_page(path, page_of(course, unit, result, marks.get(result.student), submitted)))
        carry_to_feedback(course.autograded / result.student / unit, path.parent)
        advance(path)
    return pages


def page_of(
    course: Course, unit: str, result: Result, marks: Marks | None, submitted: Path | None = None, report: str = ""
) -> str:
    """One submission's page as text: as `write_feedback` would write it, or with `report` for an instructor."""
    own, complaint = _own(result, unit, submitted or course.submitted, release_of(course, unit))
    return feedback_html(result, unit, own, complaint, marks, report)


def feedback_html(
    result: Result, unit: str, own: OwnCells, complaint: str, marks: Marks | None, report: str = ""
) -> str:
    """One page, as text.

    Parameters
    ----------
    result : Result
    unit : str
    own : OwnCells
        The student's own cells.
    complaint : str
        Why there are none to show, or nothing.
    marks : Marks or None
        What the gradebook holds of the submission.
    report : str, optional
        For an instructor's page: the address of the class report that it belongs to.
    """
    newer = bool(result.fingerprint and own.fingerprint and result.fingerprint != own.fingerprint)
    given = marks or Marks()
    answers = shown_answers(given, own.cells)
    others = [cell for cell in own.cells if cell.name not in {answer.name for answer in answers}]
    return render(
        "feedback.html.j2",
        unit=unit,
        result=result,
        marks=marks,
        exercises=[shown_exercise(number, one, given) for number, one in enumerate(result.exercises, start=1)],
        places={f"cell {cell.number}": f"#cell-{cell.number}" for cell in others if cell.source.strip()},
        names={exercise.name for exercise in result.exercises},
        answers=answers,
        cells=shown_cells(others, {} if newer else result.cells),
        repeated=own.repeated,
        newer=newer,
        complaint=complaint,
        report=report,
        state=_state(result, marks),
    )


def is_current(page: Path, result: Result, marks: Marks | None) -> bool:
    """Whether a feedback page tells what the result and the gradebook say now."""
    return f'<meta name="state" content="{_state(result, marks)}">' in page.read_text(encoding="utf-8")


def _state(result: Result, marks: Marks | None) -> str:
    """A fingerprint of what a page tells: the verdicts, and what people gave and said."""
    given = marks or Marks()
    exercises = [(one.name, one.max_score, one.verdicts) for one in result.exercises]
    people = (
        sorted(map(repr, given.cells)),
        sorted(given.comments),
        sorted(given.untouched),
        given.penalty,
        given.name,
    )
    told = repr((str(result.status), result.fingerprint, result.problems, exercises, people))
    return hashlib.sha256(told.encode("utf-8", "backslashreplace")).hexdigest()[:16]


def _own(result: Result, unit: str, submitted: Path, release: NotebookNode | None) -> tuple[OwnCells, str]:
    """The student's own cells, and why there are none to show."""
    if not result.graded:
        return OwnCells(), ""
    try:
        handin = Inbox(submitted, unit, [cell.source for cell in release.cells] if release else ()).handin(
            result.student
        )
        return own_cells(handin.path or submitted / result.student / unit / f"{unit}.ipynb", submitted, release), ""
    except CellsError as error:
        return OwnCells(), str(error)
