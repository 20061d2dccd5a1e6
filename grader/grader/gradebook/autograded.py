"""The executed notebook's place: ``autograded/STUDENT/UNIT/UNIT.ipynb``, where nbgrader looks for it."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from grader.course import Course, Unit
from grader.files import replace
from grader.gradebook.database import GradebookError
from grader.gradebook.executed import executed_notebook
from grader.gradebook.released import released_notebook
from grader.results import Result
from grader.submission import Submission

READ_ONLY = 0o444


def autograded_path(course: Course, unit: str, student: str) -> Path:
    """Where nbgrader looks for a student's executed notebook."""
    if student in ("", ".", "..") or "/" in student or "\0" in student:
        raise GradebookError(f"student {student!r} can't have a folder in {course.autograded}; rename the submission")
    return course.autograded / student / unit / f"{unit}.ipynb"


def write_executed(course: Course, unit: Unit, result: Result, submission: Submission | None) -> NotebookNode:
    """Write the executed notebook that formgrader shows, in one step.

    Parameters
    ----------
    course : Course
    unit : Unit
    result : Result
    submission : Submission or None
        The student's cells; None where they can't be read, and then the notebook says why.

    Returns
    -------
    NotebookNode
        The notebook, as it was written.
    """
    path = autograded_path(course, unit.name, result.student)
    cells = submission.cells if submission else ()
    notebook = executed_notebook(released_notebook(course, unit.name), cells, result)
    text = json.dumps(notebook, ensure_ascii=False, sort_keys=True)  # nbformat's writer copies and indents: 10 ms
    replace(path, (text + "\n").encode(), mode=READ_ONLY)
    return notebook


def read_executed(course: Course, unit: str, student: str) -> NotebookNode:
    """The executed notebook that was written; one without cells where there is none."""
    path = autograded_path(course, unit, student)
    if not path.is_file():
        return nbformat.v4.new_notebook()
    return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
