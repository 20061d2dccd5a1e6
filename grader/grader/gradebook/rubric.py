"""Formgrader's page with the model answer and rubric below each written answer, for whoever grades it.

They are put in while the page is made, from the unit's source as it is now: no notebook or feedback page that lies on
disk ever holds them, so no student is sent one. ``nbgrader_config.py`` names the preprocessor.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from grader.cells import grade_id, is_written
from grader.course import Course, CourseError, UnitError

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
