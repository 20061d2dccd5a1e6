"""Keeping results where nbgrader looks for them: the gradebook, and the executed notebook for formgrader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from grader.course import Course, Unit
from grader.gradebook import GradebookWriter, autograded_path, write_executed
from grader.results import Result, Results, Status
from grader.run.inbox import Handin
from grader.sidecars import write_secret
from grader.submission import Submission, Unreadable, read_submission


class Recorder:
    """The gradebook's single writer during a run.

    Parameters
    ----------
    course : Course
    unit : Unit
    results : Results
        Where it is marked what the gradebook has.
    database : str
        The gradebook's URL.
    say : callable, optional
        Takes what a person should know while the gradebook is written.
    """

    def __init__(
        self, course: Course, unit: Unit, results: Results, database: str, say: Callable[[str], None] = lambda _: None
    ) -> None:
        self.course = course
        self.unit = unit
        self.results = results
        self.database = database
        self.book = GradebookWriter(course, unit, database, say)

    def __enter__(self) -> Recorder:
        """Open the gradebook."""
        self.book.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the gradebook."""
        self.book.__exit__(kind, error, trace)

    def __call__(self, result: Result, handin: Handin, submission: Submission | None = None) -> None:
        """Record a result, unless the gradebook has it already.

        A result of an earlier run comes without its submission, which is then read; a file that is another by now is
        left to the next run, which grades it.
        """
        submitted_at, secret = handin.submitted_at, handin.secret
        beside = f"{submitted_at or ''}{secret}"
        if result.status == Status.MISSING or self._has(result, beside):
            return
        if result.graded and submission is None and handin.path is not None:
            submission = _read_again(handin.path, result.fingerprint)
            if submission is None:
                return
        notebook = write_executed(self.course, self.unit, result, submission)
        self.book.write(result, submitted_at, notebook)
        write_secret(autograded_path(self.course, self.unit.name, result.student).parent, secret)
        self.results.mark_recorded(result, self.database, beside)

    def _has(self, result: Result, beside: str) -> bool:
        """Whether the gradebook has this very result, and formgrader the notebook that it shows."""
        executed = autograded_path(self.course, self.unit.name, result.student)
        recorded = executed.exists() and self.results.is_recorded(result, self.database, beside)
        return recorded and self.book.has(result.student)


def _read_again(path: Path, fingerprint: str) -> Submission | None:
    """The submission that a result is of; None where another stands in its place."""
    try:
        submission = read_submission(path)
    except Unreadable:
        return None
    return submission if submission.fingerprint == fingerprint else None
