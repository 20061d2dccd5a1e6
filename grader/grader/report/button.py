"""Formgrader's button "Generate Feedback", and ``nbgrader generate_feedback``: the same page as ``grader feedback``.

nbgrader asks an exporter for each page. Without this one, its button would replace our pages by its own, without the
checks' messages and hints. ``nbgrader_config.py`` names the class.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode

from grader.course import Course, CourseError
from grader.gradebook import LatePenalties, open_gradebook
from grader.report.feedback import page_of
from grader.report.marks import Marks, marks_of
from grader.results import Results


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
