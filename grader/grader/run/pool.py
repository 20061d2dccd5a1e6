"""Who grades: a pool takes submissions and gives back results as they are ready. This one is of local processes."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Protocol

from grader.course import Unit
from grader.judge.result import Problem, Result
from grader.run.inbox import Item
from grader.run.worker import Assignment, grade, start

Graded = tuple[Item, dict[str, Any]]
MAX_BREAKS = 5


class Pool(Protocol):
    """What grades submissions, wherever it does so."""

    def graded(self, items: Sequence[Item]) -> Iterator[Graded]:
        """Results as they are ready: one for every item, each of which has a notebook."""


class Processes:
    """Processes of this machine. One that dies takes nobody else's submission with it.

    Parameters
    ----------
    assignment : Assignment
        Unit, secret, limits and sandbox.
    workers : int, default 2
    """

    def __init__(self, assignment: Assignment, workers: int = 2) -> None:
        self.assignment = assignment
        self.workers = workers

    def graded(self, items: Sequence[Item]) -> Iterator[Graded]:
        """Results as they are ready; who was being graded when a process died is graded again, by one process."""
        breaks = 0
        while items:
            done = set[str]()
            try:
                for item, document in self._once(items, self.workers if not breaks else 1):
                    done.add(item.student)
                    yield item, document
            except BrokenProcessPool:
                breaks += 1
            items = [item for item in items if item.student not in done]
            if breaks > MAX_BREAKS:
                reason = "the grader's own worker died repeatedly; see .grader/logs, then run again"
                yield from ((item, lost(self.assignment, item, reason)) for item in items)
                return

    def _once(self, items: Sequence[Item], workers: int) -> Iterator[Graded]:
        os.environ["PYTHONSAFEPATH"] = "1"  # a pool takes no modules from where the command runs: beside notebooks?
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["grader.run.worker", "gradschool.plots"])
        count = max(1, min(workers, len(items)))
        pool = ProcessPoolExecutor(count, context, initializer=start, initargs=(self.assignment,))
        waiting: dict[Future[dict[str, Any]], Item] = {}
        queue = iter(items)
        try:
            while True:
                for item in queue:
                    assert item.path is not None
                    waiting[pool.submit(grade, item.student, item.path, item.exercises)] = item
                    if len(waiting) >= 2 * count:
                        break
                if not waiting:
                    return
                for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                    item = waiting.pop(future)
                    yield item, future.result()
        finally:
            pool.shutdown(wait=not waiting, cancel_futures=True)


def lost(assignment: Assignment, item: Item, reason: str) -> dict[str, Any]:
    """The document of a submission that could not be graded, by no fault that is known; the next run tries again."""
    unit = Unit(assignment.unit)
    problem = Problem("crash", item.student, reason)
    return Result(unit.name, item.student, "unreadable", unit.points, problems=(problem,)).document()
