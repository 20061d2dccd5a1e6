"""What a cell is: to its author by markers and tags, to nbgrader by the metadata that a release gives it.

Both are read here alone. What a student did to a cell is no business of this file: see `grader.gradebook.match`.
"""

from __future__ import annotations

import re

from nbformat import NotebookNode

BEGIN_SOLUTION, END_SOLUTION = "### BEGIN SOLUTION", "### END SOLUTION"
BEGIN_ANSWER, END_ANSWER = "=== BEGIN MODEL ANSWER ===", "=== END MODEL ANSWER ==="
_CHECK_CELL = re.compile(r"check\(\s*([A-Za-z_]\w*)\s*\)")
_DEFINITION = re.compile(r"^(?:async\s+def|def|class)\s+(\w+)", re.MULTILINE)
_DEMO_NAME = "demo-"


def is_demo(cell: NotebookNode) -> bool:
    """Whether a cell is a demonstration, which is skipped in grading."""
    return "demo" in cell.metadata.get("tags", [])


def is_question(cell: NotebookNode) -> bool:
    """Whether a cell is tagged as a question that is answered in words."""
    return "written" in cell.metadata.get("tags", [])


def is_guess(cell: NotebookNode) -> bool:
    """Whether students note in it what they expect to see; it is theirs, and nobody grades it."""
    return "guess" in cell.metadata.get("tags", [])


def is_seen(cell: NotebookNode) -> bool:
    """Whether it says what was to be seen, which a release folds away until the reader has looked."""
    return "seen" in cell.metadata.get("tags", [])


def explained(cell: NotebookNode) -> str | None:
    """The quiz whose answer a cell explains; a release seals it, and leaves the cell out."""
    return cell.metadata.get("explains")


def is_solution(cell: NotebookNode) -> bool:
    """Whether a code cell holds a solution."""
    return bool(cell.cell_type == "code" and BEGIN_SOLUTION in cell.source)


def checked_name(cell: NotebookNode) -> str | None:
    """The exercise that a test cell checks; None of any other cell."""
    return checked_in(cell.source) if cell.cell_type == "code" else None


def checked_in(source: str) -> str | None:
    """The exercise that some code checks and does nothing else: its whole text is ``check(name)``."""
    match = _CHECK_CELL.fullmatch(source.strip())
    return match.group(1) if match else None


def defined_in(source: str) -> list[str]:
    """The functions and classes that some code defines at its top, found in its text, which is never parsed."""
    return _DEFINITION.findall(source)


def model_answer(cell: NotebookNode) -> str:
    """What stands between the markers of a question, as Markdown."""
    return str(cell.source.partition(BEGIN_ANSWER)[2].partition(END_ANSWER)[0].strip())


def marks(cell: NotebookNode) -> NotebookNode:
    """nbgrader's metadata; empty for a cell that no release made."""
    return cell.metadata.get("nbgrader") or NotebookNode()


def grade_id(cell: NotebookNode) -> str:
    """nbgrader's name of a cell; empty where it has none."""
    return str(marks(cell).get("grade_id", ""))


def names_demo(name: str) -> bool:
    """Whether a release gives a name to demonstrations: it begins with their role."""
    return name.startswith(_DEMO_NAME)


def is_exercise(cell: NotebookNode) -> bool:
    """Whether a student writes code in it, which its check grades."""
    return bool(marks(cell).get("solution") and not marks(cell).get("grade"))


def is_check(cell: NotebookNode) -> bool:
    """Whether it is a test cell."""
    return bool(marks(cell).get("grade") and not marks(cell).get("solution"))


def is_written(cell: NotebookNode) -> bool:
    """Whether it is answered in words, which a person grades."""
    return bool(marks(cell).get("grade") and marks(cell).get("solution"))


def is_graded(cell: NotebookNode) -> bool:
    """Whether it has points: a test cell, or a written answer."""
    return bool(marks(cell).get("grade"))


def is_open(cell: NotebookNode) -> bool:
    """Whether students are meant to write in it; all else is the lecture's, though they may edit it but for tests."""
    return bool(marks(cell).get("solution")) or is_guess(cell)


def check_of(exercise: str) -> str:
    """The name of an exercise's test cell."""
    return f"check-{exercise}"


def exercise_of(check: str) -> str:
    """The exercise of a test cell's name."""
    return check.removeprefix("check-")
