"""Who grades: a pool takes submissions and gives back results as they are ready. This one is of local processes."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import forkserver
from typing import Any, Protocol, TypeVar

from grader.course import Unit
from grader.results import Problem, Result, Status
from grader.run.inbox import Handin
from grader.run.worker import Assignment, grade, start
from grader.submission import Submission

MAX_BREAKS = 5
DIED = "the grader's own worker died repeatedly; see .grader/logs, then run again"
Made = TypeVar("Made")
PRELOADED = ("grader.startup", "grader.run.worker", "gradschool.plots")
"""What every worker starts with, imported once for all of them, in this order."""


@dataclass(frozen=True)
class Graded:
    """What was handed in, its result, and the submission as it was judged; None where none could be read."""

    handin: Handin
    result: Result
    submission: Submission | None = None


class Pool(Protocol):
    """What grades submissions, wherever it does so."""

    def graded(self, handins: Sequence[Handin]) -> Iterator[Graded]:
        """Results as they are ready: one for every handin, each of which has a notebook."""


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

    def graded(self, handins: Sequence[Handin]) -> Iterator[Graded]:
        """Results as they are ready; who was being graded when a process died is graded again, by one process."""
        calls = [(handin.student, handin.path, handin.exercises) for handin in handins]
        for place, done in self.each(grade, calls):
            yield Graded(handins[place], *done) if done else lost(self.assignment, handins[place], DIED)

    def each(self, work: Callable[..., Made], calls: Sequence[Sequence[Any]]) -> Iterator[tuple[int, Made | None]]:
        """What a function of `grader.run.worker` makes of each of some arguments, with their place, as it is ready.

        What was under way when a process died is tried again, by one process and after all else; None stands for what
        processes died over repeatedly.
        """
        breaks, workers, left = 0, self.workers, dict(enumerate(calls))
        while left:
            try:
                for place, made in self._once(work, dict(left), workers):
                    del left[place]
                    breaks = 0
                    yield place, made
            except BrokenProcessPool:
                breaks, workers = breaks + 1, 1
                first = next(iter(left))
                left[first] = left.pop(first)
            if breaks > MAX_BREAKS:
                yield from ((place, None) for place in left)
                return

    def _once(
        self, work: Callable[..., Made], calls: Mapping[int, Sequence[Any]], workers: int
    ) -> Iterator[tuple[int, Made]]:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(PRELOADED))
        _start_server()
        count = max(1, min(workers, len(calls)))
        pool = ProcessPoolExecutor(count, context, initializer=start, initargs=(self.assignment,))
        waiting: dict[Future[Made], int] = {}
        queue = iter(calls.items())
        try:
            while True:
                for place, arguments in queue:
                    waiting[pool.submit(work, *arguments)] = place
                    if len(waiting) >= 2 * count:
                        break
                if not waiting:
                    return
                for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                    yield waiting.pop(future), future.result()
        finally:
            pool.shutdown(wait=not waiting, cancel_futures=True)


def _start_server() -> None:
    """Start the server that a pool's processes are forked from, if there is none, so that it imports nothing from the
    folder where the command runs: that may lie beside notebooks. Other programs that this process starts are as before.
    """
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        forkserver.ensure_running()
    finally:
        del os.environ["PYTHONSAFEPATH"]
        if before is not None:
            os.environ["PYTHONSAFEPATH"] = before


def lost(assignment: Assignment, handin: Handin, reason: str) -> Graded:
    """The end of a submission that could not be graded, by no fault that is known; the next run tries again."""
    unit = Unit(assignment.unit)
    problem = Problem("crash", handin.student, reason)
    return Graded(handin, Result(unit.name, handin.student, Status.UNREADABLE, unit.points, problems=(problem,)))
