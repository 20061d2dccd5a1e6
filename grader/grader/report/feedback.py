"""Feedback: one page a submission, ``feedback/STUDENT/UNIT/UNIT.html``, where nbgrader looks for it too."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cells import check_of
from grader.course import Course
from grader.report.levels import level, share
from grader.report.marks import Mark, Marks, marks_of
from grader.report.page import png_uri, render, write_page
from grader.report.submission import Cell, CellsError, OwnCells, own_cells, release_of
from grader.results import CellRun, ExerciseResult, Output, Result
from grader.run import Inbox
from grader.sidecars import carry_to_feedback
from grader.text import readable, shortened

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from nbgrader.api import Gradebook

LONGEST_OUTPUT, MOST_OUTPUTS = 10_000, 20
MOST_PICTURE_BYTES = 6 * 2**20
"""Of all pictures of a page; it holds them in base64, which takes 8 MiB."""


class FeedbackError(ValueError):
    """A page can't be written where it belongs; the message names the student."""


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


def feedback_path(course: Course, unit: str, student: str) -> Path:
    """Where a student's page of a unit lies.

    Raises
    ------
    FeedbackError
        If the name is none that a folder below ``feedback/`` can have.
    """
    if student in ("", ".", "..") or "/" in student or "\0" in student:
        raise FeedbackError(f"student {student!r} can't have a folder in {course.feedback}; mend the result document")
    return course.feedback / student / unit / f"{unit}.html"


def write_feedback(
    course: Course,
    unit: str,
    results: Iterable[Result],
    gradebook: Gradebook | None = None,
    submitted: Path | None = None,
    advance: Callable[[Path], None] = lambda _: None,
) -> list[Path]:
    """Write the feedback pages of a unit.

    Parameters
    ----------
    course : Course
    unit : str
        The unit's name.
    results : iterable of Result
        Each gets a page, whatever its status.
    gradebook : nbgrader.api.Gradebook, optional
        Adds what people gave: scores of written answers, comments, changed scores, the late penalty.
    submitted : path, optional
        Where the submissions lie; by default the course's ``submitted/``.
    advance : callable, optional
        Called with each page as it is written.

    Returns
    -------
    list of Path
        The pages, in the order of the results.
    """
    marks, pages = marks_of(gradebook, unit), []
    for result in results:
        path = feedback_path(course, unit, result.student)
        pages.append(write_page(path, page_of(course, unit, result, marks.get(result.student), submitted)))
        carry_to_feedback(course.autograded / result.student / unit, path.parent)
        advance(path)
    return pages


def page_of(
    course: Course, unit: str, result: Result, marks: Marks | None, submitted: Path | None = None, report: str = ""
) -> str:
    """One submission's page as text: as `write_feedback` would write it, or with `report` for an instructor."""
    own, complaint = _own(result, unit, submitted or course.submitted, release_of(course, unit))
    return feedback_html(result, unit, own, complaint, marks, report)


def feedback_html(
    result: Result, unit: str, own: OwnCells, complaint: str, marks: Marks | None, report: str = ""
) -> str:
    """One page, as text.

    Parameters
    ----------
    result : Result
    unit : str
    own : OwnCells
        The student's own cells.
    complaint : str
        Why there are none to show, or nothing.
    marks : Marks or None
        What the gradebook holds of the submission.
    report : str, optional
        For an instructor's page: the address of the class report that it belongs to.
    """
    newer = bool(result.fingerprint and own.fingerprint and result.fingerprint != own.fingerprint)
    answers = _answers(marks or Marks(), own.cells)
    others = [cell for cell in own.cells if cell.name not in {answer.name for answer in answers}]
    return render(
        "feedback.html.j2",
        unit=unit,
        result=result,
        marks=marks,
        exercises=[_exercise(number, one, marks or Marks()) for number, one in enumerate(result.exercises, start=1)],
        places={f"cell {cell.number}": f"#cell-{cell.number}" for cell in others if cell.source.strip()},
        names={exercise.name for exercise in result.exercises},
        answers=answers,
        cells=_shown(others, {} if newer else result.cells),
        repeated=own.repeated,
        newer=newer,
        complaint=complaint,
        report=report,
        state=_state(result, marks),
    )


def is_current(page: Path, result: Result, marks: Marks | None) -> bool:
    """Whether a feedback page tells what the result and the gradebook say now."""
    return f'<meta name="state" content="{_state(result, marks)}">' in page.read_text(encoding="utf-8")


def _state(result: Result, marks: Marks | None) -> str:
    """A fingerprint of what a page tells: the verdicts, and what people gave and said."""
    given = marks or Marks()
    exercises = [(one.name, one.max_score, one.verdicts) for one in result.exercises]
    people = (
        sorted(map(repr, given.cells)),
        sorted(given.comments),
        sorted(given.untouched),
        given.penalty,
        given.name,
    )
    told = repr((str(result.status), result.fingerprint, result.problems, exercises, people))
    return hashlib.sha256(told.encode("utf-8", "backslashreplace")).hexdigest()[:16]


def _exercise(number: int, exercise: ExerciseResult, marks: Marks) -> ShownExercise:
    """An exercise; its test cell is ``check-NAME`` in the gradebook, its solution ``NAME``."""
    mark = marks.of(check_of(exercise.name))
    changed = mark is not None and mark.manual is not None and abs(mark.score - exercise.score) > 1e-9
    comment = marks.comment(exercise.name, check_of(exercise.name))
    return ShownExercise(number, exercise, mark.score if mark and changed else None, comment)


def _answers(marks: Marks, cells: tuple[Cell, ...]) -> list[ShownAnswer]:
    """The written answers that the gradebook lists."""
    named = {cell.name: cell for cell in cells if cell.name}
    return [_answer(mark, marks, named.get(mark.cell, Cell(0, "markdown", ""))) for mark in marks.written]


def _answer(mark: Mark, marks: Marks, cell: Cell) -> ShownAnswer:
    score, untouched = None if mark.waiting else mark.score, mark.cell in marks.untouched
    text, pictures = readable(cell.source), tuple(map(_picture, cell.pictures))
    return ShownAnswer(mark.cell, text, score, mark.max_score, marks.comment(mark.cell), untouched, pictures)


def _own(result: Result, unit: str, submitted: Path, release: NotebookNode | None) -> tuple[OwnCells, str]:
    """The student's own cells, and why there are none to show."""
    if not result.graded:
        return OwnCells(), ""
    try:
        handin = Inbox(submitted, unit, [cell.source for cell in release.cells] if release else ()).handin(
            result.student
        )
        return own_cells(handin.path or submitted / result.student / unit / f"{unit}.ipynb", submitted, release), ""
    except CellsError as error:
        return OwnCells(), str(error)


def _shown(cells: Iterable[Cell], runs: Mapping[int, CellRun]) -> list[ShownCell]:
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
