"""A class, graded: what is new goes to the workers, what comes back is kept and recorded at once."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Any

from grader.judge import Result
from grader.judge.result import Problem
from grader.judge.submission import fingerprint_of
from grader.run.inbox import Item
from grader.run.results import Results
from grader.run.worker import Assignment, grade, judge_of, start

Record = Callable[[dict[str, Any], Item], None]
MAX_BREAKS = 5


@dataclass
class Summary:
    """What a run did.

    Attributes
    ----------
    documents : list of dict
        Every student's result, in order of names.
    graded_now, kept : int
        How many were graded in this run, and how many were up to date already.
    """

    documents: list[dict[str, Any]] = field(default_factory=list)
    graded_now: int = 0
    kept: int = 0

    @property
    def failed(self) -> list[dict[str, Any]]:
        """Results of submissions that could not be graded."""
        return [document for document in self.documents if document["status"] != "graded"]


class Batch:
    """Grades a list of submissions, resuming where an earlier run was stopped.

    Parameters
    ----------
    assignment : Assignment
        Unit, secret, limits and sandbox, for the workers.
    results : Results
        Where documents are kept.
    record : callable
        ``record(document, item)`` puts a result into the gradebook; called by this process alone.
    workers : int, default 2
    force : bool, default False
        Grade again what is up to date.
    """

    def __init__(
        self, assignment: Assignment, results: Results, record: Record, workers: int = 2, force: bool = False
    ) -> None:
        self.assignment = assignment
        self.results = results
        self.record = record
        self.workers = workers
        self.force = force
        self.planner = judge_of(assignment)

    def run(self, items: Sequence[Item], advance: Callable[[dict[str, Any]], None] = lambda _: None) -> Summary:
        """Grade what is not up to date, and call `advance` with each document as it is ready."""
        summary = Summary()
        todo = []
        for item in items:
            if document := None if self.force else self._up_to_date(item):
                summary.kept += 1
                self._keep(document, item, summary, advance)
            elif item.path is None:
                self._keep(self._without_notebook(item), item, summary, advance)
            else:
                todo.append(item)
        for item, document in self._graded(todo):
            summary.graded_now += 1
            self.results.write(document)
            self._keep(document, item, summary, advance)
        summary.documents.sort(key=lambda document: document["student"])
        return summary

    def _keep(
        self, document: dict[str, Any], item: Item, summary: Summary, advance: Callable[[dict[str, Any]], None]
    ) -> None:
        self.record(document, item)
        summary.documents.append(document)
        advance(document)

    def _up_to_date(self, item: Item) -> dict[str, Any] | None:
        """An earlier result, if neither the notebook nor the unit has changed since."""
        document = self.results.read(item.student)
        if document is None or item.path is None or document.get("version") != self.planner.version:
            return None
        fingerprint = fingerprint_of(item.path)
        return document if fingerprint and document.get("fingerprint") == fingerprint else None

    def _without_notebook(self, item: Item) -> dict[str, Any]:
        where = self.assignment.unit.name
        document = self.planner.without_score(item.student, "missing", where, item.reason).document()
        self.results.write(document)
        return document

    def _graded(self, items: list[Item]) -> Iterator[tuple[Item, dict[str, Any]]]:
        """Results as they are ready. A worker that dies takes nobody else's submission with it."""
        breaks = 0
        while items:
            done = set[str]()
            try:
                for item, document in self._pool(items, self.workers if not breaks else 1):
                    done.add(item.student)
                    yield item, document
            except BrokenProcessPool:
                breaks += 1
            items = [item for item in items if item.student not in done]
            if breaks > MAX_BREAKS:
                yield from ((item, self._lost(item)) for item in items)
                return

    def _pool(self, items: list[Item], workers: int) -> Iterator[tuple[Item, dict[str, Any]]]:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["grader.run.worker"])
        count = max(1, min(workers, len(items)))
        pool = ProcessPoolExecutor(count, context, initializer=start, initargs=(self.assignment,))
        waiting: dict[Future[dict[str, Any]], Item] = {}
        queue = iter(items)
        try:
            while True:
                for item in queue:
                    assert item.path is not None
                    waiting[pool.submit(grade, item.student, item.path)] = item
                    if len(waiting) >= 2 * count:
                        break
                if not waiting:
                    return
                for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                    item = waiting.pop(future)
                    yield item, future.result()
        finally:
            pool.shutdown(wait=not waiting, cancel_futures=True)

    def _lost(self, item: Item) -> dict[str, Any]:
        problem = Problem(
            "crash", item.student, "the grader's own worker died repeatedly; see .grader/logs, then run again"
        )
        unit = self.planner.unit
        return Result(unit.name, item.student, "unreadable", unit.points, problems=(problem,)).document()
