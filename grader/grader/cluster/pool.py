"""A Dask cluster as a pool: the same judge in each of its workers, fed and heard from here.

Results are written by this process alone, as those of local processes are.
"""

from __future__ import annotations

import hashlib
import json
import socket
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.cluster.client import ClusterClient, ClusterError
from grader.cluster.payload import Payload, packed_submission
from grader.judge.seeds import seeds_of
from grader.results import Result
from grader.run.inbox import Handin
from grader.run.pool import Graded, lost
from grader.run.worker import Assignment, judge_of
from grader.submission import Submission, Unreadable, read_submission

if TYPE_CHECKING:
    from distributed import Future

AHEAD = 2
"""Submissions under way for each worker: one is graded, one waits."""


@dataclass(frozen=True)
class Death:
    """A submission over which workers died, and how the last one did."""

    handin: Handin
    how: str


class Cluster:
    """The workers of a Dask scheduler.

    Parameters
    ----------
    url : str
        The scheduler's address, such as ``tcp://host:8786``.
    assignment : Assignment
        Unit, secret, limits and sandbox. The secret is not sent.
    say : callable, optional
        Takes what a person should know while it runs.
    """

    def __init__(self, url: str, assignment: Assignment, say: Callable[[str], None] = lambda _: None) -> None:
        self.url = url
        self.assignment = assignment
        self.say = say
        self.judge = judge_of(assignment)

    def graded(self, handins: Sequence[Handin]) -> Iterator[Graded]:
        """Results as they are ready.

        A submission whose worker died as often as Dask allows is graded once more, alone: the deaths may have been
        the doing of another one that lay with the same worker.

        Raises
        ------
        ClusterError
            If there is no cluster, a worker of it can't grade, or it goes away.
        """
        if handins:
            unit = self.judge.unit
            payload = Payload.of(unit, self.assignment.limits, self.assignment.sandbox).packed()
            with ClusterClient(self.url, f"grader-{unit.name}-{self._checkout}", payload, self.say) as workers:
                yield from self._all(workers, handins)

    @property
    def _checkout(self) -> str:
        """Tells this course from others that the cluster may be grading: one run at a time goes on in it."""
        return hashlib.sha256(f"{socket.gethostname()}:{self.assignment.unit}".encode()).hexdigest()[:8]

    def _all(self, workers: ClusterClient, handins: Sequence[Handin]) -> Iterator[Graded]:
        suspects = []
        for ended in self._flow(workers, handins):
            if isinstance(ended, Death):
                suspects.append(ended.handin)
            else:
                yield ended
        for suspect in suspects:
            for ended in self._flow(workers, [suspect]):
                yield lost(self.assignment, ended.handin, ended.how) if isinstance(ended, Death) else ended

    def _flow(self, workers: ClusterClient, handins: Sequence[Handin]) -> Iterator[Graded | Death]:
        """Send what the workers can take, and pass on what comes back."""
        waiting: dict[Future, tuple[Handin, Submission]] = {}
        queue = iter(handins)
        handin = next(queue, None)
        try:
            while handin or waiting:
                if handin and len(waiting) < AHEAD * max(1, workers.count()):
                    read = self._read(handin)
                    if isinstance(read, Graded):
                        yield read
                    else:
                        waiting[self._send(workers, handin, read)] = handin, read
                    handin = next(queue, None)
                else:
                    for future in workers.first_done(list(waiting)):
                        yield self._ended(future, *waiting.pop(future))
        except (CancelledError, OSError) as gone:
            raise workers.gone() from gone
        finally:
            workers.cancel(list(waiting))

    def _read(self, handin: Handin) -> Submission | Graded:
        """What was handed in; or its result, if it can't be read."""
        assert handin.path is not None
        try:
            return read_submission(handin.path)
        except Unreadable as reason:
            return Graded(handin, self.judge.unreadable(handin.student, handin.path, reason))

    def _send(self, workers: ClusterClient, handin: Handin, submission: Submission) -> Future:
        seeds = seeds_of(self.judge.unit, self.assignment.secret, submission.fingerprint, handin.exercises)
        return workers.submit(handin.student, packed_submission(submission, seeds))

    def _ended(self, future: Future, handin: Handin, submission: Submission) -> Graded | Death:
        from distributed.scheduler import KilledWorker

        from grader.cluster.worker import Unfit

        try:
            return Graded(handin, Result.from_json(json.loads(future.result())), submission)
        except KilledWorker as death:
            times, last = death.allowed_failures + 1, death.last_worker.address
            return Death(handin, f"the worker that graded it died, {times} times (the last was {last}); see its log")
        except Unfit as unfit:
            raise ClusterError(f"a worker of {self.url} can't grade: {unfit}") from None
