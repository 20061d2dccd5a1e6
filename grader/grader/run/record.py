"""Keeping results where nbgrader looks for them: the gradebook, and the executed notebook for formgrader."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any

from grader.course import Course, Unit
from grader.gradebook import GradebookWriter, write_executed
from grader.run.inbox import Handin
from grader.run.results import Results
from grader.submission import Unreadable, read_submission


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

    def __call__(self, document: dict[str, Any], handin: Handin) -> None:
        """Record a result, unless the gradebook has it already."""
        recorded = self.results.is_recorded(document, self.database) and self.book.has(document["student"])
        if document["status"] == "missing" or recorded:
            return
        if document["status"] == "graded" and handin.path is not None:
            try:
                submission = read_submission(handin.path)
            except Unreadable:
                return  # the file changed under our hands: the next run grades it as it is now
            if submission.fingerprint != document["fingerprint"]:
                return  # likewise; these verdicts are of what stood there before
        else:
            submission = None
        notebook = write_executed(self.course, self.unit, document, submission)
        self.book.write(document, handin.submitted_at, notebook)
        self.results.mark_recorded(document, self.database)
