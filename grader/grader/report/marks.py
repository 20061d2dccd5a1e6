"""What nbgrader's gradebook holds of a class, in four queries: what people gave and said.

nbgrader is imported where it is used, for that takes seconds, and not every command asks the gradebook.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, select

from grader.roster import full_names

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


NO_RESPONSE = "No response."
"""What nbgrader says of a cell that stands as it was released."""


@dataclass(frozen=True)
class Mark:
    """One graded cell of one submission, as the gradebook holds it.

    Attributes
    ----------
    cell : str
        The cell's grade id.
    written : bool
        Whether it is a written answer (a Markdown cell).
    auto, manual : float or None
        What the autograder and what a person gave; a person's word counts.
    extra : float
        Extra credit.
    max_score : float
    waiting : bool
        Whether it waits for a person.
    """

    cell: str
    written: bool
    auto: float | None
    manual: float | None
    extra: float
    max_score: float
    waiting: bool

    @property
    def score(self) -> float:
        """Points that count, as nbgrader counts them."""
        given = self.manual if self.manual is not None else self.auto
        return 0.0 if given is None else given + self.extra


def earned(marks: Iterable[Mark]) -> float:
    """Points of some marks."""
    return sum(mark.score for mark in marks)


def possible(marks: Iterable[Mark]) -> float:
    """Points that some marks could have earned."""
    return sum(mark.max_score for mark in marks)


@dataclass(frozen=True)
class Marks:
    """All that the gradebook holds of one submission.

    Attributes
    ----------
    cells : tuple of Mark
        Its graded cells.
    comments : tuple of (cell, text)
        What people said.
    untouched : frozenset of str
        Cells that stand as they were released; nbgrader's own comment on them says so.
    penalty : float
        For being late, 0 or more.
    name : str
        The student's, first name first; empty where the gradebook has none.
    """

    cells: tuple[Mark, ...] = ()
    comments: tuple[tuple[str, str], ...] = ()
    untouched: frozenset[str] = frozenset()
    penalty: float = 0.0
    name: str = ""

    @property
    def written(self) -> tuple[Mark, ...]:
        """Written answers alone."""
        return tuple(mark for mark in self.cells if mark.written)

    @property
    def autograded(self) -> tuple[Mark, ...]:
        """Test cells alone."""
        return tuple(mark for mark in self.cells if not mark.written)

    @property
    def waiting(self) -> tuple[Mark, ...]:
        """Cells that wait for a person."""
        return tuple(mark for mark in self.cells if mark.waiting)

    @property
    def decided(self) -> tuple[Mark, ...]:
        """Cells that do not."""
        return tuple(mark for mark in self.cells if not mark.waiting)

    @property
    def so_far(self) -> float:
        """Points of what is decided, after the late penalty, never below 0."""
        return max(0.0, earned(self.decided) - self.penalty)

    @property
    def total(self) -> float:
        """Points as nbgrader counts them, after the late penalty: what waits counts with what it had before."""
        return max(0.0, earned(self.cells) - self.penalty)

    def of(self, *cells: str) -> Mark | None:
        """The mark of the first of these cells that has one."""
        return next((mark for mark in self.cells if mark.cell in cells), None)

    def comment(self, *cells: str) -> str:
        """What was said about these cells."""
        return "\n\n".join(text for cell, text in self.comments if cell in cells)


def marks_of(gradebook: Gradebook | None, unit: str) -> dict[str, Marks]:
    """The marks of a unit by student; empty without a gradebook, or where it does not know the unit."""
    if gradebook is None:
        return {}
    cells: dict[str, list[Mark]] = defaultdict(list)
    for student, name, kind, auto, manual, extra, max_score, waiting in gradebook.db.execute(_grades(unit)):
        cells[student].append(Mark(name, kind == "markdown", auto, manual, extra or 0.0, max_score, bool(waiting)))
    comments: dict[str, list[tuple[str, str]]] = defaultdict(list)
    untouched: dict[str, set[str]] = defaultdict(set)
    for student, name, manual, auto in gradebook.db.execute(_comments(unit)):
        if manual:
            comments[student].append((name, manual))
        if auto == NO_RESPONSE:
            untouched[student].add(name)
    penalties: dict[str, float] = defaultdict(float)
    for student, penalty in gradebook.db.execute(_penalties(unit)):
        penalties[student] += penalty or 0.0
    called = full_names(gradebook)
    return {
        student: Marks(
            tuple(found),
            tuple(comments[student]),
            frozenset(untouched[student]),
            penalties[student],
            called.get(student, ""),
        )
        for student, found in cells.items()
    }


def _grades(unit: str) -> Select[Any]:
    """Student, cell, its kind, auto score, manual score, extra credit, maximum, waiting; one row a graded cell."""
    from nbgrader.api import Grade, GradeCell, SubmittedAssignment, SubmittedNotebook

    columns = (Grade.auto_score, Grade.manual_score, Grade.extra_credit, GradeCell.max_score, Grade.needs_manual_grade)
    return (
        _of_unit(select(SubmittedAssignment.student_id, GradeCell.name, GradeCell.cell_type, *columns), unit)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(GradeCell, GradeCell.id == Grade.cell_id)
        .order_by(GradeCell.name)
    )


def _comments(unit: str) -> Select[Any]:
    """Student, cell, a person's comment, the autograder's comment."""
    from nbgrader.api import BaseCell, Comment, SubmittedAssignment, SubmittedNotebook

    columns = (BaseCell.name, Comment.manual_comment, Comment.auto_comment)
    return (
        _of_unit(select(SubmittedAssignment.student_id, *columns), unit)
        .join(Comment, Comment.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Comment.cell_id)
        .order_by(BaseCell.name)
    )


def _penalties(unit: str) -> Select[Any]:
    """Student and late penalty; one row a submitted notebook."""
    from nbgrader.api import SubmittedAssignment, SubmittedNotebook

    return _of_unit(select(SubmittedAssignment.student_id, SubmittedNotebook.late_submission_penalty), unit)


def _of_unit(query: Select[Any], unit: str) -> Select[Any]:
    from nbgrader.api import Assignment, SubmittedAssignment, SubmittedNotebook

    return (
        query.select_from(SubmittedAssignment)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .where(Assignment.name == unit)
    )
