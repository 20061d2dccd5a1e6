"""The workers of a Dask scheduler: found, made ready for a run, counted while it goes on, and dismissed at its end."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT_SECONDS = 10
LOOK_SECONDS = 2.0
"""How often it is looked who belongs to the cluster."""
INSTALL = "pip install './grader[cluster]'"

LACKS = ("ModuleNotFoundError", "ImportError", "AttributeError")
"""What a worker answers that does not know the function it is asked to call; Dask may wrap it into another error."""


class ClusterError(Exception):
    """The cluster can't grade; the message says which part of it can't, and what to do."""


class ClusterClient:
    """A cluster's workers, ready for one run while the context lasts.

    Parameters
    ----------
    url : str
        The scheduler's address, such as ``tcp://host:8786``.
    run : str
        The run's own name.
    payload : bytes
        The unit, packed.
    say : callable
        Takes what a person should know.

    Raises
    ------
    ClusterError
        On entering: if the scheduler does not answer, or a part of the cluster can't grade.
    """

    def __init__(self, url: str, run: str, payload: bytes, say: Callable[[str], None]) -> None:
        self.url = url
        self.run = run
        self.payload = payload
        self.say = say
        self._counted = (-LOOK_SECONDS, 0)
        self._idle = False
        self._ready = False

    def __enter__(self) -> ClusterClient:
        """Connect, wait for a worker, and make ready whoever is there or joins later."""
        self.client = connected(self.url)
        try:
            while not self.count():
                time.sleep(LOOK_SECONDS / 10)
            self._make_ready()
        except BaseException as error:
            self._dismiss()
            if isinstance(error, (CancelledError, OSError)):
                raise self.gone() from error
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Clear up in every worker, and leave."""
        self._dismiss()

    def gone(self) -> ClusterError:
        """What to say when the scheduler no longer answers."""
        return ClusterError(
            f"the scheduler at {self.url} went away; what was graded is kept: start it again, then run this again"
        )

    def count(self) -> int:
        """How many processes there are to grade; that there are none is said once."""
        looked, found = self._counted
        if not found or time.monotonic() - looked >= LOOK_SECONDS:
            found = len(self.client.nthreads())
            self._counted = (time.monotonic(), found)
        if not found and not self._idle:
            self.say(f"{self.url} has no workers now; grading goes on when one joins (Ctrl-C stops, nothing is lost)")
        self._idle = not found
        return found

    def submit(self, *arguments: Any) -> Future:
        """Send a submission."""
        from grader.cluster import worker

        return self.client.submit(worker.grade, self.run, *arguments, pure=False)

    def cancel(self, futures: Sequence[Future]) -> None:
        """Call back what is under way; a submission that is being graded is finished, for nobody."""
        if futures and self.client.status == "running":
            self.client.cancel(list(futures), force=True)

    def first_done(self, futures: Sequence[Future]) -> Iterator[Future]:
        """Those that are done, as soon as there are any."""
        from distributed import wait

        while True:
            with contextlib.suppress(TimeoutError):
                yield from wait(futures, timeout=LOOK_SECONDS, return_when="FIRST_COMPLETED").done
                return
            self.count()

    def _make_ready(self) -> None:
        from grader.cluster import worker

        self._try_the_scheduler()
        answers = self.client.run(worker.prepare, self.run, self.payload, on_error="return")
        unfit = {address: reason for address, answer in answers.items() if (reason := _reason(answer))}
        if unfit:
            told = "".join(f"\n  {self._named(address)}: {reason}" for address, reason in unfit.items())
            raise ClusterError(f"{len(unfit)} of {len(answers)} workers of {self.url} can't grade:{told}")
        self.client.register_plugin(worker.Readiness(self.run, self.payload))
        self._ready = True
        if wide := [address for address, threads in self.client.nthreads().items() if threads > 1]:
            self.say(
                f"{len(wide)} workers have several threads, but a worker grades one submission at a time: "
                "start more workers with one thread each (--nworkers N --nthreads 1)"
            )

    def _named(self, address: str) -> str:
        """A worker's address with the name that its administrator gave it."""
        known = self.client.scheduler_info(n_workers=-1)["workers"].get(address, {})
        name = str(known.get("name", address))
        return address if name == address else f"{address} ({name})"

    def _try_the_scheduler(self) -> None:
        """Dask reads there what is sent, by the names of our functions."""
        from grader.cluster import worker

        try:
            self.client.run_on_scheduler(worker.present)
        except Exception as error:
            raise ClusterError(f"the scheduler at {self.url} can't pass submissions on: {_reason(error)}") from error

    def _dismiss(self) -> None:
        from grader.cluster import worker

        with contextlib.suppress(Exception):  # the scheduler may be gone, and its workers with it
            if self.client.status == "running" and self._ready:
                self.client.unregister_worker_plugin(self.run)
            elif self.client.status == "running":
                self.client.run(worker.finish, self.run, on_error="ignore")
        with contextlib.suppress(Exception):
            self.client.close(timeout=CONNECT_SECONDS)


def connected(url: str) -> Client:
    """A client of the scheduler at an address.

    Raises
    ------
    ClusterError
        If Dask is not installed here, the address is none, or nobody answers there.
    """
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise ClusterError(f"--cluster needs the Python package {error.name!r}: {INSTALL}") from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        return Client(url, timeout=CONNECT_SECONDS, name="grader")
    except (OSError, ValueError, TypeError, RuntimeError, AssertionError) as error:  # the last: its loop began too late
        reason = " ".join(str(error).split()) or f"{type(error).__name__} of Dask itself"
        way_out = "start one with `dask scheduler` and give its address, such as tcp://host:8786"
        if url.startswith("tls:"):
            way_out += "; the certificates are named in Dask's own configuration, see docs/scale.md"
        raise ClusterError(f"no Dask scheduler at {url!r} ({reason}); {way_out}") from error


def _reason(answer: Any) -> str:
    """Why a worker can't grade, by its answer; empty where it can."""
    if isinstance(answer, Exception) and any(lack in repr(answer) for lack in LACKS):
        return f"gradschool-grader is not installed there, or another version ({answer}): {INSTALL}"
    return f"{type(answer).__name__}: {answer}" if isinstance(answer, Exception) else str(answer)
