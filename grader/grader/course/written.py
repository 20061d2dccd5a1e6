"""Written questions: the model answer and rubric that an author keeps beside each, and that is cut on release."""

from __future__ import annotations

from grader.course.unit import Unit

BEGIN_ANSWER, END_ANSWER = "=== BEGIN MODEL ANSWER ===", "=== END MODEL ANSWER ==="


def model_answers(unit: Unit) -> dict[str, str]:
    """The model answer of every written question of a unit, by the question's name, as Markdown.

    Only the notebook's source is read: nothing of the unit is run.
    """
    written = [cell for cell in unit.notebook.cells if "written" in cell.metadata.get("tags", [])]
    return {str(cell.metadata.get("id", "")): _between(cell.source) for cell in written}


def _between(source: str) -> str:
    """What stands between the markers."""
    return source.partition(BEGIN_ANSWER)[2].partition(END_ANSWER)[0].strip()
