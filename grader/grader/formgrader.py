"""What ``nbgrader_config.py`` names, so that formgrader serves the course: rubrics, our feedback, the sandbox.

A rubric is put in while the page is made, from the unit's source as it is now: no notebook or feedback page that lies
on disk ever holds one, so no student is sent one. Formgrader's button "Generate Feedback", and ``nbgrader
generate_feedback``, ask an exporter for each page; without ours they would replace our pages by nbgrader's own, without
the checks' messages and hints. Its button "Autograde", and ``nbgrader autograde``, would run what a student handed in
with the rights of whoever presses it; an exporter of ours has ``grader grade`` do it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter, NotebookExporter
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from grader.cells import grade_id, is_written
from grader.course import Course, CourseError, UnitError
from grader.gradebook import LatePenalties, autograded_path, open_gradebook
from grader.report.feedback import page_of
from grader.report.marks import Marks, marks_of
from grader.results import Results

HEADING = "**Model answer and rubric.** You see this because you are grading; no student's page holds it."


class ShowRubric(Preprocessor):
    """Puts the rubric below each written answer on formgrader's page of a submission, and changes no other page."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Add the cells.

        Parameters
        ----------
        nb : NotebookNode
            The executed notebook; a copy, which nobody writes back.
        resources : dict
            nbconvert's; formgrader's page of a submission has a ``submission_id``, and nobody else's has.
        """
        if "submission_id" in resources:
            rubrics = _rubrics(Path(resources["metadata"]["path"]), resources["assignment_id"])
            nb.cells = [shown for cell in nb.cells for shown in _with_rubric(cell, rubrics)]
        return nb, resources


def _rubrics(folder: Path, unit: str) -> dict[str, str] | str:
    """The unit's model answers, or why there are none."""
    try:
        return Course.find(folder).unit(unit).model_answers
    except (CourseError, UnitError, OSError, ValueError) as error:
        return f"It can't be shown: {error}"


def _with_rubric(cell: NotebookNode, rubrics: dict[str, str] | str) -> list[NotebookNode]:
    if not is_written(cell):
        return [cell]
    name = grade_id(cell)
    text = rubrics if isinstance(rubrics, str) else rubrics.get(name) or f"The unit's source has none for {name!r}."
    quoted = f"<blockquote>\n\n{HEADING}\n\n{text}\n\n</blockquote>"  # as Markdown, a quotation holds no tables
    return [cell, new_markdown_cell(quoted, id=f"rubric-{name}"[:64])]


class FeedbackExporter(HTMLExporter):
    """Makes our feedback page of a submission that we graded, and nbgrader's own page of any other."""

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **more: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page of a submission.

        Parameters
        ----------
        nb : NotebookNode
            The executed notebook.
        resources : dict
            nbgrader's: under ``nbgrader`` the student, the assignment and the gradebook's URL.
        **more
            Handed on to nbconvert.
        """
        asked = (resources or {}).get("nbgrader", {})
        folder = Path((resources or {}).get("metadata", {}).get("path", "."))
        html = _page(self, folder, asked) if asked else None
        if html is None:
            page: tuple[str, dict[str, Any]] = super().from_notebook_node(nb, resources, **more)
            return page
        return html, {**self._init_resources(resources), "nbgrader": asked}

    def marks(self, course: Course, unit: str, url: str) -> dict[str, Marks]:
        """What the gradebook holds of a unit; asked for once for all pages that one press of the button makes."""
        kept: dict[tuple[Course, str, str], dict[str, Marks]] = self.__dict__.setdefault("_kept", {})
        if (course, unit, url) not in kept:
            with open_gradebook(course, url) as book:
                LatePenalties(course).refresh(book, unit)
                kept[course, unit, url] = marks_of(book, unit)
        return kept[course, unit, url]


def _page(exporter: FeedbackExporter, folder: Path, asked: dict[str, str]) -> str | None:
    """Our page; None where there is no course or no result of ours."""
    unit, student = asked["assignment"], asked["student"]
    try:
        course = Course.find(folder)
    except CourseError:
        return None
    result = Results(course.results(unit)).read(student, tell_damage=True)
    if result is None:
        return None
    return page_of(course, unit, result, exporter.marks(course, unit, asked["db_url"]).get(student))


class SandboxExporter(NotebookExporter):
    """Has a submission graded in the sandbox where nbgrader's autograding would run it.

    nbgrader asks twice for each notebook: with the file that was handed in, and with what that became. A notebook that
    belongs to no unit of the course is left to nbgrader.
    """

    def from_filename(  # type: ignore[override]
        self, filename: str, resources: dict[str, Any] | None = None, **more: Any
    ) -> tuple[str, dict[str, Any]]:
        """The executed notebook of a submission.

        Parameters
        ----------
        filename : str
            In ``submitted/`` at first, which has it graded, whatever was graded before; then in ``autograded/``.
        resources : dict
            nbgrader's: under ``nbgrader`` the student, the assignment and the gradebook's URL.
        **more
            Handed on to nbconvert.

        Raises
        ------
        RuntimeError
            If it could not be graded; the message is the grader's.
        """
        asked = (resources or {}).get("nbgrader", {})
        course = _course_of(Path(filename), asked)
        if course is None:
            return super().from_filename(filename, resources, **more)  # type: ignore[return-value]
        executed = autograded_path(course, asked["assignment"], asked["student"])
        if Path(filename).resolve() != executed.resolve():
            self.log.info(_graded(course, asked))
            executed.chmod(0o644)  # nbgrader writes it once more, and takes the right away at its end
        return executed.read_text(encoding="utf-8"), {**self._init_resources(resources), "nbgrader": asked}


def _course_of(path: Path, asked: dict[str, str]) -> Course | None:
    """The course whose unit an assignment is; None where it is none of ours."""
    try:
        course = Course.find(path.parent)
        course.unit(asked.get("assignment", ""))
    except (CourseError, UnitError):
        return None
    return course


def _graded(course: Course, asked: dict[str, str]) -> str:
    """Grade one student by the command, in a process of its own; what it said."""
    command = [sys.executable, "-m", "grader", "grade", asked["assignment"], "--student", asked["student"], "--force"]
    command += ["--workers", "1", "--course", str(course.root)]
    if asked["db_url"] != course.database_url:
        command += ["--db", asked["db_url"]]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in (0, 1):  # 1: it can't be read, which is a result
        raise RuntimeError(done.stderr.strip())
    return done.stdout + done.stderr
