"""From the class report down to a submission: a page each, for the instructor, in a folder beside the report.

A page holds what the student's feedback page holds, and besides it the recognized mistakes by name and the way back.
It is no feedback page: nobody releases it, and it is there before anybody has graded by hand.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from grader.course import Course
from grader.report.feedback import FeedbackError, feedback_path, page_of
from grader.report.marks import marks_of
from grader.report.page import write_page
from grader.results import Result

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


def report_path(course: Course, unit: str) -> Path:
    """Where the class report of a unit lies, if it is not asked for elsewhere."""
    return course.state / "reports" / f"{unit}.html"


def submission_path(report: Path, student: str) -> Path:
    """Where a submission's page lies: in a folder beside the report and named after it.

    Raises
    ------
    FeedbackError
        If the name is none that a file can have.
    """
    if student in ("", ".", "..") or "/" in student or "\0" in student:
        raise FeedbackError(f"student {student!r} can't have a page beside {report}; mend the result document")
    return report.parent / f"{report.stem}-submissions" / f"{student}.html"


def write_submissions(
    course: Course,
    unit: str,
    results: Iterable[Result],
    gradebook: Gradebook | None = None,
    report: Path | None = None,
    submitted: Path | None = None,
    advance: Callable[[Path], None] = lambda _: None,
) -> list[Path]:
    """Write the pages that a class report leads to.

    Parameters
    ----------
    course : Course
    unit : str
        The unit's name.
    results : iterable of Result
        Each gets a page, whatever its status.
    gradebook : nbgrader.api.Gradebook, optional
        Adds what people gave.
    report : path, optional
        The class report; by default ``.grader/reports/UNIT.html``.
    submitted : path, optional
        Where the submissions lie; by default the course's ``submitted/``.
    advance : callable, optional
        Called with each page as it is written.

    Returns
    -------
    list of Path
        The pages, in the order of the results.
    """
    report, marks, pages = report or report_path(course, unit), marks_of(gradebook, unit), []
    back = f"../{quote(report.name)}"
    for result in results:
        path = submission_path(report, result.student)
        pages.append(write_page(path, page_of(course, unit, result, marks.get(result.student), submitted, back)))
        advance(path)
    return pages


def link_to(course: Course, unit: str, student: str, report: Path) -> str:
    """The relative address, from the report, of the page on a submission; else of its feedback page; else nothing."""
    try:
        candidates = (submission_path(report, student), feedback_path(course, unit, student))
    except FeedbackError:
        return ""
    page = next((path for path in candidates if path.is_file()), None)
    return quote(os.fsencode(os.path.relpath(page, report.resolve().parent))) if page else ""
