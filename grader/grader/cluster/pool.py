"""A Dask cluster as a pool: the same judge in each of its workers, fed and heard from here.

Results are written by this process alone, as those of local processes are.
"""

from __future__ import annotations

import hashlib
import json
import socket
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any

from grader.cluster.client import ClusterClient, ClusterError
from grader.cluster.payload import Payload, packed_submission
from grader.judge.seeds import seeds_of
from grader.run.inbox import Handin
from grader.run.pool import Graded, lost
from grader.run.worker import Assignment, judge_of
from grader.submission import Unreadable, read_submission

if TYPE_CHECKING:
    from distributed import Future

AHEAD = 2
"""Submissions under way for each worker: one is graded, one waits."""
Outcome = dict[str, Any] | str
"""A result's document, or how the worker that graded it died."""


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
        for handin, outcome in self._flow(workers, handins):
            if isinstance(outcome, str):
                suspects.append(handin)
            else:
                yield handin, outcome
        for suspect in suspects:
            for handin, outcome in self._flow(workers, [suspect]):
                yield handin, lost(self.assignment, handin, outcome) if isinstance(outcome, str) else outcome

    def _flow(self, workers: ClusterClient, handins: Sequence[Handin]) -> Iterator[tuple[Handin, Outcome]]:
        """Send what the workers can take, and pass on what comes back."""
        waiting: dict[Future, Handin] = {}
        queue = iter(handins)
        handin = next(queue, None)
        try:
            while handin or waiting:
                if handin and len(waiting) < AHEAD * max(1, workers.count()):
                    sent = self._send(workers, handin)
                    if isinstance(sent, dict):
                        yield handin, sent
                    else:
                        waiting[sent] = handin
                    handin = next(queue, None)
                else:
                    for future in workers.first_done(list(waiting)):
                        done = waiting.pop(future)
                        yield done, self._outcome(future)
        except (CancelledError, OSError) as gone:
            raise workers.gone() from gone
        finally:
            workers.cancel(list(waiting))

    def _send(self, workers: ClusterClient, handin: Handin) -> Future | dict[str, Any]:
        """A submission, on its way; or its result, if it can't be read."""
        assert handin.path is not None
        try:
            submission = read_submission(handin.path)
        except Unreadable as reason:
            where, why = handin.path.name, str(reason)
            return self.judge.without_score(handin.student, "unreadable", where, why, reason.fingerprint).document()
        seeds = seeds_of(self.judge.unit, self.assignment.secret, submission.fingerprint, handin.exercises)
        return workers.submit(handin.student, packed_submission(submission, seeds))

    def _outcome(self, future: Future) -> Outcome:
        from distributed.scheduler import KilledWorker

        from grader.cluster.worker import Unfit

        try:
            document: dict[str, Any] = json.loads(future.result())
        except KilledWorker as death:
            last = death.last_worker.address
            return (
                f"the worker that graded it died, {death.allowed_failures + 1} times (the last was {last}); see its log"
            )
        except Unfit as unfit:
            raise ClusterError(f"a worker of {self.url} can't grade: {unfit}") from None
        return document
