"""The gradebook's single writer: results into nbgrader's database, one transaction a submission.

What people gave by hand is never touched: manual scores, extra credit and comments stay through every regrade.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any

from nbformat import NotebookNode

from grader.cells import check_of, is_exercise
from grader.course import Course, Unit
from grader.files import replace
from grader.gradebook import answers
from grader.gradebook.autograded import autograded_path, read_executed
from grader.gradebook.database import open_gradebook, retried
from grader.gradebook.lateness import LatePenalties
from grader.gradebook.registration import register
from grader.gradebook.released import is_released, released_notebook
from grader.results import Result, Status
from grader.sidecars import TIME

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

NO_RESPONSE = "No response."


class GradebookWriter:
    """Writes results of one unit into nbgrader's gradebook.

    The unit is registered there first if need be, so that a gradebook may be deleted and made again from results.

    Parameters
    ----------
    course : Course
    unit : Unit
    database_url : str, optional
        By default the course's own gradebook.
    say : callable, optional
        Takes what a person should know: that a database does not answer and is waited for.

    Raises
    ------
    GradebookError
        If the database refuses a result or stays away; on entering, if the unit was never built or the gradebook
        can't be opened.
    """

    def __init__(
        self,
        course: Course,
        unit: Unit,
        database_url: str | None = None,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.course = course
        self.unit = unit
        self.database_url = database_url or course.database_url
        self.say = say
        self._open = ExitStack()
        self._penalties = LatePenalties(course)

    def __enter__(self) -> GradebookWriter:
        """Register the unit and open the gradebook."""
        register(self.course, self.unit.name, released_notebook(self.course, self.unit.name), self.database_url)
        self.book: Gradebook = self._open.enter_context(open_gradebook(self.course, self.database_url))
        known = self.book.find_notebook(self.unit.name, self.unit.name)
        self._assignment, self._notebook = known.assignment_id, known.id
        self._graded = {cell.name: (cell.id, cell.cell_type) for cell in known.grade_cells}
        self._solutions = {cell.name: cell.id for cell in known.solution_cells}
        self._is_due = known.assignment.duedate is not None
        self._update_points(known)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the gradebook."""
        self._open.close()

    def students(self) -> list[str]:
        """Everybody whom the gradebook knows."""
        from nbgrader.api import Student
        from sqlalchemy import select

        found = list(self.book.db.scalars(select(Student.id).order_by(Student.id)))
        self.book.db.rollback()
        return found

    def has(self, student: str) -> bool:
        """Whether the gradebook holds a student's submission of this unit."""
        from nbgrader.api import SubmittedAssignment
        from sqlalchemy import select

        mine = (SubmittedAssignment.assignment_id == self._assignment, SubmittedAssignment.student_id == student)

        def found() -> bool:
            submission = self.book.db.scalar(select(SubmittedAssignment.id).where(*mine))
            self.book.db.rollback()
            return submission is not None

        return retried(self.book, found, self.say)

    def write(self, result: Result, submitted_at: datetime | None = None, notebook: NotebookNode | None = None) -> None:
        """Write one result.

        Parameters
        ----------
        result : Result
        submitted_at : datetime, optional
            When it was handed in; naive times are UTC, as nbgrader takes them.
        notebook : NotebookNode, optional
            The executed notebook; by default the one in ``autograded/``.
        """
        student = result.student
        notebook = notebook or read_executed(self.course, self.unit.name, student)
        written = answers.digests(notebook)
        before = answers.seen(self.course, self.unit.name, student)
        changed = {name for name, digest in written.items() if before.get(name) != digest}
        open_answers = answers.unanswered(notebook)
        blank = _blank_exercises(notebook) | open_answers
        retried(self.book, lambda: self._commit(result, submitted_at, changed, open_answers, blank), self.say)
        answers.keep(self.course, self.unit.name, student, written)
        if submitted_at is not None:
            stamp = autograded_path(self.course, self.unit.name, student).with_name(TIME)
            replace(stamp, f"{_utc(submitted_at)} UTC\n".encode())

    def _commit(
        self,
        result: Result,
        submitted_at: datetime | None,
        changed: set[str],
        unanswered: set[str],
        blank: set[str],
    ) -> None:
        """All that the gradebook keeps of one result, in one transaction, which may be done twice."""
        student = result.student
        try:
            submission = self._submission(student, submitted_at)
            self._write_grades(submission, result, unanswered, changed)
            self._write_comments(submission, blank)
            if self._is_due:
                self._penalties.update(self.book, self.unit.name, student)
            self.book.db.commit()
        except BaseException:
            self.book.db.rollback()
            raise

    def _update_points(self, known: Any) -> None:
        """Points follow the unit's probes, and penalties the due date, which may have changed since the release."""
        points = {check_of(exercise.name): exercise.points for exercise in self.unit.exercises}
        for cell in known.grade_cells:
            cell.max_score = points.get(cell.name, cell.max_score)
        self._penalties.update(self.book, self.unit.name)
        self.book.db.commit()

    def _submission(self, student: str, submitted_at: datetime | None) -> str:
        """The id of the student's submitted notebook, made if need be."""
        from nbgrader.api import Student, SubmittedAssignment, SubmittedNotebook
        from sqlalchemy import insert, select, update

        db = self.book.db
        mine = (SubmittedAssignment.assignment_id == self._assignment, SubmittedAssignment.student_id == student)
        if db.scalar(select(Student.id).where(Student.id == student)) is None:
            db.execute(insert(Student).values(id=student))
        assignment = db.scalar(select(SubmittedAssignment.id).where(*mine))
        if assignment is None:
            db.execute(insert(SubmittedAssignment).values(assignment_id=self._assignment, student_id=student))
            assignment = db.scalar(select(SubmittedAssignment.id).where(*mine))
        if submitted_at is not None:
            db.execute(update(SubmittedAssignment).where(*mine).values(timestamp=_utc(submitted_at)))
        of_it = (SubmittedNotebook.assignment_id == assignment, SubmittedNotebook.notebook_id == self._notebook)
        if (notebook := db.scalar(select(SubmittedNotebook.id).where(*of_it))) is None:
            db.execute(insert(SubmittedNotebook).values(assignment_id=assignment, notebook_id=self._notebook))
            notebook = db.scalar(select(SubmittedNotebook.id).where(*of_it))
        return str(notebook)

    def _write_grades(self, submission: str, result: Result, unanswered: set[str], changed: set[str]) -> None:
        from nbgrader.api import Grade
        from sqlalchemy import update

        scores = {check_of(exercise.name): exercise.score for exercise in result.exercises}
        unreadable = result.status == Status.UNREADABLE
        rows = self._rows(Grade, submission, [cell for cell, _ in self._graded.values()])
        updates = []
        for name, (cell, kind) in self._graded.items():
            row, written = rows[cell], kind == "markdown"
            auto = None if written and result.graded and name not in unanswered else scores.get(name, 0.0)
            if row.manual_score is None:
                waits = auto is None or unreadable
            else:
                waits = row.needs_manual_grade or (name in changed if written else auto != row.auto_score)
            updates.append({"id": row.id, "auto_score": auto, "needs_manual_grade": waits})
        if updates:
            self.book.db.execute(update(Grade), updates)

    def _write_comments(self, submission: str, blank: set[str]) -> None:
        from nbgrader.api import Comment
        from sqlalchemy import update

        rows = self._rows(Comment, submission, list(self._solutions.values()))
        if rows:
            said = {self._solutions[name]: NO_RESPONSE for name in blank if name in self._solutions}
            self.book.db.execute(
                update(Comment), [{"id": row.id, "auto_comment": said.get(cell)} for cell, row in rows.items()]
            )

    def _rows(self, table: type[Any], submission: str, cells: list[str]) -> dict[str, Any]:
        """A submission's grades or comments by the cell that they are of, made where they lack."""
        from sqlalchemy import insert, select

        def found() -> dict[str, Any]:
            query = select(*table.__table__.columns).where(table.notebook_id == submission)
            return {row.cell_id: row for row in self.book.db.execute(query)}

        rows = found()
        if new := [{"cell_id": cell, "notebook_id": submission} for cell in cells if cell not in rows]:
            self.book.db.execute(insert(table), new)
            rows = found()
        return rows


def _blank_exercises(notebook: NotebookNode) -> set[str]:
    """Exercises whose cells stand as released."""
    return {cell.id for cell in notebook.cells if is_exercise(cell) and is_released(cell)}


def _utc(moment: datetime) -> datetime:
    """The time as nbgrader keeps it: UTC, without a zone."""
    from nbgrader.utils import parse_utc

    naive: datetime = parse_utc(moment)
    return naive
