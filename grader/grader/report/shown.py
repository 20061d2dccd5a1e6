"""What a feedback page shows: exercises, written answers and cells, each with what a person or the grading added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from grader.cells import check_of
from grader.report.levels import level, share
from grader.report.marks import Mark, Marks
from grader.report.page import png_uri
from grader.report.submission import Cell
from grader.results import CellRun, ExerciseResult, Output
from grader.text import readable, shortened

LONGEST_OUTPUT, MOST_OUTPUTS = 10_000, 20
MOST_PICTURE_BYTES = 6 * 2**20
"""Of all pictures of a page; it holds them in base64, which takes 8 MiB."""


@dataclass(frozen=True)
class ShownExercise:
    """An exercise, by its place in the unit, with what a person added to it."""

    number: int
    exercise: ExerciseResult
    changed_to: float | None
    comment: str

    @property
    def score(self) -> float:
        """Points that count: a person's word, else the checks'."""
        return self.exercise.score if self.changed_to is None else self.changed_to

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing more to say: all points, and no word of a person."""
        return level(self.exercise) == "full" and self.changed_to is None and not self.comment

    @property
    def share(self) -> float:
        """These points, from 0 to 1."""
        if self.changed_to is None or self.exercise.max_score <= 0:
            return share(self.exercise)
        return min(1.0, max(0.0, self.score / self.exercise.max_score))


@dataclass(frozen=True)
class ShownOutput:
    """An output of a cell: text, or a picture of a width and a height."""

    kind: str
    text: str = ""
    picture: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class ShownAnswer:
    """A written answer with what a person gave for it; `untouched` where it stands as it was released."""

    name: str
    text: str
    score: float | None
    max_score: float
    comment: str = ""
    untouched: bool = False
    pictures: tuple[ShownOutput, ...] = ()


@dataclass(frozen=True)
class ShownCell:
    """A cell with what it showed when it was graded."""

    cell: Cell
    source: str
    run: CellRun | None
    outputs: tuple[ShownOutput, ...]


def shown_exercise(number: int, exercise: ExerciseResult, marks: Marks) -> ShownExercise:
    """An exercise; its test cell is ``check-NAME`` in the gradebook, its solution ``NAME``."""
    mark = marks.of(check_of(exercise.name))
    changed = mark is not None and mark.manual is not None and abs(mark.score - exercise.score) > 1e-9
    comment = marks.comment(exercise.name, check_of(exercise.name))
    return ShownExercise(number, exercise, mark.score if mark and changed else None, comment)


def shown_answers(marks: Marks, cells: tuple[Cell, ...]) -> list[ShownAnswer]:
    """The written answers that the gradebook lists."""
    named = {cell.name: cell for cell in cells if cell.name}
    return [_answer(mark, marks, named.get(mark.cell, Cell(0, "markdown", ""))) for mark in marks.written]


def _answer(mark: Mark, marks: Marks, cell: Cell) -> ShownAnswer:
    score, untouched = None if mark.waiting else mark.score, mark.cell in marks.untouched
    text, pictures = readable(cell.source), tuple(map(_picture, cell.pictures))
    return ShownAnswer(mark.cell, text, score, mark.max_score, marks.comment(mark.cell), untouched, pictures)


def shown_cells(cells: Iterable[Cell], runs: Mapping[int, CellRun]) -> list[ShownCell]:
    """The cells that hold something, each with what it showed, until the page has pictures enough."""
    left, shown = MOST_PICTURE_BYTES, []
    for cell in cells:
        if not cell.source.strip():
            continue
        run = runs.get(cell.number) if cell.kind == "code" else None
        outputs = [_picture(data) for data in cell.pictures]
        for output in run.outputs[:MOST_OUTPUTS] if run else ():
            left -= len(output.data)
            outputs.append(
                _output(output) if left >= 0 else ShownOutput("note", "a picture is left out: there are many")
            )
        shown.append(ShownCell(cell, readable(cell.source), run, tuple(outputs)))
    return shown


def _output(output: Output) -> ShownOutput:
    if output.kind == "png":
        return _picture(output.data)
    return ShownOutput("error" if output.kind == "error" else "text", shortened(output.text, LONGEST_OUTPUT))


def _picture(data: bytes) -> ShownOutput:
    picture = png_uri(data)
    return ShownOutput("png", "", *picture) if picture else ShownOutput("note", "a picture that can't be shown")
