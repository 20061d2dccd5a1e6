"""The executed notebook for formgrader: the student's cells with what they showed, and the judge's verdicts.

What is what follows from the release, never from the submission's own metadata: the lecture is put back as it was
released, with what a student made of it below; every check cell is there once and shows the verdict; and a cell that
was moved, split, copied or retyped is found again by what it defines.
"""

from __future__ import annotations

import textwrap
from base64 import b64encode
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

import nbformat
from nbformat import NotebookNode, from_dict

from grader.cells import exercise_of, is_check, is_graded, is_open, marks
from grader.gradebook.match import match_cells
from grader.pictures import placed
from grader.results import CellRun, ExerciseResult, Output, Problem, Result
from grader.submission import SubmittedCell
from grader.text import LONGEST_CELL, inert_markdown, readable
from gradschool.checks.display import as_text

MOST_TEXT = 150_000
"""Characters of a student's own that are shown: three times what the longest unit asks for, with notes."""
WIDTH = 110
"""Characters of a line of a verdict."""


def executed_notebook(released: NotebookNode, cells: Sequence[SubmittedCell], result: Result) -> NotebookNode:
    """The notebook that formgrader shows.

    Parameters
    ----------
    released : NotebookNode
        The notebook as the student got it.
    cells : sequence of SubmittedCell
        In the student's order.
    result : Result
        The verdicts, and what the cells showed.

    Returns
    -------
    NotebookNode
        With nbgrader's metadata, and outputs of plain text and PNG alone.
    """
    names = match_cells(released, cells)
    release = {cell.id: cell for cell in released.cells}
    shown = _problems(result.problems)
    for number, cell in enumerate(_shortened(cells, {cell.source for cell in released.cells}), start=1):
        shown += _shown(cell, number, release.get(names.get(number, "")), result.cells.get(number))
    _put_back(shown, released)
    exercises = {exercise.name: exercise for exercise in result.exercises}
    for check in filter(is_check, shown):
        check.outputs = _verdict(exercises.get(exercise_of(check.id)), check)
    return NotebookNode(released, cells=shown)


def _shortened(cells: Sequence[SubmittedCell], released: Collection[str]) -> Iterator[SubmittedCell]:
    """The cells, those that the release did not write only as far as a person reads them; `submitted/` has the rest."""
    room = MOST_TEXT
    for cell in cells:
        if cell.source in released:
            yield cell
        else:
            yield replace(cell, source=readable(cell.source, min(room, LONGEST_CELL)))
            room = max(0, room - len(cell.source))


def _shown(cell: SubmittedCell, number: int, release: NotebookNode | None, run: CellRun | None) -> list[NotebookNode]:
    """A submitted cell, under the release's name where it has one."""
    if release is None:
        return [_own(cell, number, run)]
    restored = NotebookNode(release)
    if is_open(release) and release.cell_type == "code":
        restored.source = cell.source
    elif is_open(release) and (cell.source != release.source or cell.attachments):
        restored |= _text(cell)
    if release.cell_type == "code" and cell.source == restored.source:
        restored.outputs, restored.execution_count = _outputs(run), number if run else None
    if not is_open(release) and cell.source.strip() != release.source.strip():
        return [restored, _own(cell, number, run)]
    return [restored]


def _own(cell: SubmittedCell, number: int, run: CellRun | None) -> NotebookNode:
    """A cell that the release does not know."""
    own = {"id": f"own-cell-{number}", "metadata": {}, "cell_type": cell.kind, "source": cell.source}
    if cell.kind == "code":
        return from_dict(own | {"outputs": _outputs(run), "execution_count": number if run else None})
    return from_dict(own | {"cell_type": "markdown"} | _text(cell))


def _text(cell: SubmittedCell) -> dict[str, Any]:
    """What a Markdown cell of ours holds of a student's text: inert, with its pictures drawn anew."""
    text = cell.source if cell.kind == "markdown" else f"~~~~\n{cell.source}\n~~~~"
    source, pictures = placed(inert_markdown(text), cell.attachments)
    encoded = {name: {"image/png": b64encode(data).decode("ascii")} for name, data in pictures.items()}
    return {"source": source} | ({"attachments": encoded} if encoded else {})


def _put_back(shown: list[NotebookNode], released: NotebookNode) -> None:
    """Add the test cells and written answers that the submission lacks: a test below its exercise, else at the end."""
    there = {cell.id for cell in shown}
    for cell in released.cells:
        if cell.id in there or not is_graded(cell):
            continue
        names = [one.id for one in shown]
        exercise = exercise_of(cell.id)
        place = names.index(exercise) + 1 if is_check(cell) and exercise in names else len(shown)
        shown.insert(place, NotebookNode(cell))


def _problems(problems: Sequence[Problem]) -> list[NotebookNode]:
    """A cell that says what went wrong, if anything did."""
    told = [f"- {problem.where}: {problem.message}".replace("\n", " ") for problem in problems]
    if not told:
        return []
    text = "\n".join(["**While this notebook was graded:**", "", *map(inert_markdown, told)])
    return [nbformat.v4.new_markdown_cell(text, id="grading-problems")]


def _outputs(run: CellRun | None) -> list[NotebookNode]:
    """What a cell showed, as notebook outputs."""
    return [_output(output) for output in (run.outputs if run else ())]


def _output(output: Output) -> NotebookNode:
    if output.kind == "png":
        return _displayed("image/png", b64encode(output.data).decode("ascii"), {"alt": "Figure that this cell drew"})
    if output.kind == "stream":
        return _printed(output.text, "stderr" if output.name == "stderr" else "stdout")
    if output.kind == "error":
        error = {"ename": output.name or "error", "evalue": "", "traceback": output.text.split("\n")}
        return from_dict({"output_type": "error", **error})
    return _displayed("text/plain", output.text, {})


def _displayed(kind: str, data: str, metadata: dict[str, str]) -> NotebookNode:
    return from_dict({"output_type": "display_data", "data": {kind: data}, "metadata": {kind: metadata}})


def _printed(text: str, name: str = "stdout") -> NotebookNode:
    return from_dict({"output_type": "stream", "name": name, "text": text})


def _result(number: float) -> NotebookNode:
    """What nbgrader reads a score from."""
    data = {"text/plain": repr(number)}
    return from_dict({"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None})


def _verdict(exercise: ExerciseResult | None, cell: NotebookNode) -> list[NotebookNode]:
    """The judge's verdict as a test cell's outputs: lines for people, and the number that nbgrader reads.

    Plain text, since nbgrader's pages keep neither a table's head nor its style.
    """
    if exercise is None:
        return [_result(0.0)]
    lines = as_text(exercise.name, exercise.verdicts).split("\n")
    score = min(exercise.score, float(marks(cell).points))
    return [_printed("\n".join(map(_wrapped, lines)) + "\n"), _result(score)]


def _wrapped(line: str) -> str:
    """A line of a verdict, no wider than a page; what follows is indented like the text of its first line."""
    return textwrap.fill(line, WIDTH, subsequent_indent=" " * 9, break_on_hyphens=False)
