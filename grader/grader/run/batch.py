"""A class, graded: what is new goes to the workers, what comes back is kept and recorded at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from grader.judge.result import concise
from grader.run.inbox import Handin
from grader.run.pool import Pool
from grader.run.regrade import MOVES, NOTHING, Move, keep_move, merged, move_of, outdated
from grader.run.results import Results
from grader.run.worker import Assignment, judge_of
from grader.submission import fingerprint_of

Record = Callable[[dict[str, Any], Handin], None]


@dataclass
class Summary:
    """What a run did.

    Attributes
    ----------
    documents : list of dict
        Every student's result, in order of names, without what cells showed: a thousand are held at once.
    graded_now, kept : int
        How many were graded in this run, and how many were up to date already.
    moves : list of Move
        Whose score is another than before this run.
    """

    documents: list[dict[str, Any]] = field(default_factory=list)
    graded_now: int = 0
    kept: int = 0
    moves: list[Move] = field(default_factory=list)

    @property
    def failed(self) -> list[dict[str, Any]]:
        """Results of submissions that could not be graded."""
        return [document for document in self.documents if document["status"] != "graded"]


class Batch:
    """Grades a list of submissions, resuming where an earlier run was stopped.

    Parameters
    ----------
    assignment : Assignment
        Unit, secret, limits and sandbox.
    results : Results
        Where documents are kept.
    record : callable
        ``record(document, handin)`` puts a result into the gradebook; called by this process alone.
    pool : Pool
        Who grades: processes of this machine, or a cluster.
    force : bool, default False
        Grade again what is up to date.
    """

    def __init__(
        self, assignment: Assignment, results: Results, record: Record, pool: Pool, force: bool = False
    ) -> None:
        self.assignment = assignment
        self.results = results
        self.record = record
        self.pool = pool
        self.force = force
        self.planner = judge_of(assignment)

    def run(self, handins: Sequence[Handin], advance: Callable[[dict[str, Any]], None] = lambda _: None) -> Summary:
        """Grade what is not up to date, and call `advance` with each document as it is ready."""
        summary = Summary()
        todo = []
        for handin in handins:
            earlier = None if self.force else self._earlier(handin)
            stale = None if earlier is None else outdated(earlier, self.planner.versions)
            if earlier is not None and stale == NOTHING:
                summary.kept += 1
                self._keep(earlier, handin, summary, advance)
            elif handin.path is None:
                self._keep(self._without_notebook(handin), handin, summary, advance)
            else:
                todo.append(replace(handin, exercises=stale))
        for handin, document in self.pool.graded(todo):
            summary.graded_now += 1
            self._keep(self._completed(handin, document, summary), handin, summary, advance)
        summary.documents.sort(key=lambda document: document["student"])
        summary.moves.sort(key=lambda move: move.student)
        return summary

    def _completed(self, handin: Handin, document: dict[str, Any], summary: Summary) -> dict[str, Any]:
        """A fresh result, with what still holds of the earlier one; written, and its score compared."""
        earlier = self.results.read(handin.student)
        if earlier is not None and handin.exercises is not None:
            document = merged(earlier, document, list(self.planner.versions.exercises))
        self.results.write(document)
        if move := move_of(earlier, document):
            summary.moves.append(move)
            keep_move(self.results.folder / MOVES, move)
        return document

    def _keep(
        self, document: dict[str, Any], handin: Handin, summary: Summary, advance: Callable[[dict[str, Any]], None]
    ) -> None:
        self.record(document, handin)
        summary.documents.append(concise(document))
        advance(document)

    def _earlier(self, handin: Handin) -> dict[str, Any] | None:
        """The result of the same notebook from an earlier run."""
        document = self.results.read(handin.student)
        if document is None or handin.path is None:
            return None
        fingerprint = fingerprint_of(handin.path)
        return document if fingerprint and document.get("fingerprint") == fingerprint else None

    def _without_notebook(self, handin: Handin) -> dict[str, Any]:
        where = self.assignment.unit.name
        document = self.planner.without_score(handin.student, "missing", where, handin.reason).document()
        self.results.write(document)
        return document
