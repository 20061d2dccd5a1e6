"""What runs in a Dask worker: one judge with one warm sandbox for each run, kept from one submission to the next.

Only bytes, text and numbers come and go. A judge is trusted code; student code runs in its sandbox, as it does at home.
"""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
import threading
from pathlib import Path

from distributed import Worker, WorkerPlugin, get_worker

from grader.cluster.payload import Payload, unpacked_submission
from grader.sandbox import SandboxMissing
from grader.sandbox.examiner import default_cache


class Unfit(RuntimeError):
    """This worker can't grade; the message says why and what to do."""


class RunWorker:
    """One run's judge in this process. It grades one submission at a time, however many threads the worker has.

    Parameters
    ----------
    payload : Payload
        The unit; its files are laid into a private folder that lasts as long as this object.
    scratch : Path
        The worker's own folder, which Dask clears even after a worker that was killed.
    """

    def __init__(self, payload: Payload, scratch: Path) -> None:
        self._closed = False
        self._folder = tempfile.TemporaryDirectory(prefix="grader-", dir=scratch)
        self._turn = threading.Lock()
        self._judge = payload.judge(Path(self._folder.name), _cache(Path(self._folder.name)))

    def start(self) -> None:
        """Warm the sandbox up.

        Raises
        ------
        SandboxMissing
            If this machine can't make it.
        """
        with self._turn:
            self._judge.examiner.start()

    def grade(self, student: str, submission: bytes) -> bytes:
        """Grade a packed submission; its result's document as JSON."""
        with self._turn:
            if self._closed:
                raise Unfit("the run has ended")
            result = self._judge.grade_submission(student, *unpacked_submission(submission))
        return json.dumps(result.to_json(), allow_nan=False).encode()

    def close(self) -> None:
        """End the sandbox once the submission under way is done."""
        with self._turn:
            self._closed = True
            self._judge.close()
            self._folder.cleanup()


_workers: dict[str, RunWorker] = {}
_refusals: dict[str, str] = {}
_opening = threading.Lock()


def _cache(own: Path) -> Path:
    """The user's cache of font lists, where it can be written to; else a folder that goes with the run."""
    try:
        shared = default_cache()
        shared.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return own / "cache"
    return shared if os.access(shared, os.W_OK) else own / "cache"


def present() -> None:
    """Does nothing; who can call it has this package."""


async def prepare(run: str, payload: bytes, dask_worker: Worker) -> str:
    """Make this worker ready for a run; why it can't be, or an empty string."""
    return await asyncio.to_thread(_prepare, run, payload, Path(dask_worker.local_directory))


def _prepare(run: str, payload: bytes, scratch: Path) -> str:
    with _opening:
        if run not in _workers:
            _refusals[run] = _open(run, Payload.unpacked(payload), scratch)
        return _refusals[run]


def _open(run: str, payload: Payload, scratch: Path) -> str:
    if differences := payload.differences():
        return f"{'; '.join(differences)}: install the same versions there, from the same files"
    worker = RunWorker(payload, scratch)
    try:
        worker.start()
    except SandboxMissing as missing:
        worker.close()
        return str(missing)
    _workers[run] = worker
    return ""


def grade(run: str, student: str, submission: bytes) -> bytes:
    """Grade a packed submission with the run's judge.

    Raises
    ------
    Unfit
        If this worker joined late and could not be made ready, or lost its sandbox.
    """
    if run not in _workers:
        raise Unfit(f"{get_worker().address}: {_refusals.get(run) or 'it was never made ready for this run'}")
    try:
        return _workers[run].grade(student, submission)
    except SandboxMissing as missing:
        raise Unfit(f"{get_worker().address}: {missing}") from None


def finish(run: str) -> None:
    """End a run here; does not wait for the submission that may be under way."""
    with _opening:
        _refusals.pop(run, None)
        worker = _workers.pop(run, None)
    if worker is not None:
        threading.Thread(target=worker.close).start()


class Readiness(WorkerPlugin):
    """Makes every worker ready for a run, those that join later too, and clears up at its end.

    Registered again under the same name, as after a run that was killed, Dask first has the earlier one clear up.

    Parameters
    ----------
    run : str
        The run's own name.
    payload : bytes
        The unit, packed.
    """

    def __init__(self, run: str, payload: bytes) -> None:
        self.name = run
        self.payload = payload

    async def setup(self, worker: Worker) -> None:
        """Get ready for the run."""
        await prepare(self.name, self.payload, worker)

    def teardown(self, worker: Worker) -> None:
        """End the run here."""
        finish(self.name)
