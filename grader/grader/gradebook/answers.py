"""What a person's grade was about: the digests of written answers as the gradebook last saw them.

A grade given by hand waits for another look when the answer has changed, and only then; nbgrader's own `autograde`
asks for all of them again.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from nbformat import NotebookNode

from grader.cells import is_written, marks
from grader.course import Course
from grader.files import replace
from grader.gradebook.released import is_released
from grader.text import INVISIBLE


def digests(notebook: NotebookNode) -> dict[str, str]:
    """The digest of every written answer, with whatever the student wrote in Markdown cells of their own."""
    own = "\n".join(text for cell in notebook.cells if (text := _own_text(cell)))
    return {
        cell.id: hashlib.sha256(f"{_with_pictures(cell)}\n{own}".replace(INVISIBLE, "").encode()).hexdigest()
        for cell in notebook.cells
        if is_written(cell)
    }


def unanswered(notebook: NotebookNode) -> set[str]:
    """Written answers that stand as released, where the student wrote no Markdown anywhere else either."""
    if any(_own_text(cell) for cell in notebook.cells):
        return set()
    return {cell.id for cell in notebook.cells if is_written(cell) and is_released(cell)}


def seen(course: Course, unit: str, student: str) -> dict[str, str]:
    """The digests that were kept for a student."""
    try:
        kept = json.loads(_path(course, unit, student).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def keep(course: Course, unit: str, student: str, answers: dict[str, str]) -> None:
    """Keep the digests for the next time."""
    replace(_path(course, unit, student), json.dumps(answers, sort_keys=True).encode(), mode=0o600)


def _path(course: Course, unit: str, student: str) -> Path:
    return course.state / "answers" / unit / f"{student}.json"


def _own_text(cell: NotebookNode) -> str:
    """What a student wrote in a Markdown cell that is none of the release's."""
    if cell.cell_type != "markdown" or marks(cell) or cell.id == "grading-problems":
        return ""
    return _with_pictures(cell).strip()


def _with_pictures(cell: NotebookNode) -> str:
    """A cell's text, with what its pictures hold where it has any."""
    pictures = cell.get("attachments")
    return f"{cell.source}{json.dumps(pictures, sort_keys=True) if pictures else ''}"
