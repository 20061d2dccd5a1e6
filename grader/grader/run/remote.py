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

from grader.run.parcel import Parcel, unpacked_submission
from grader.sandbox import SandboxMissing
from grader.sandbox.examiner import default_cache


class Unfit(RuntimeError):
    """This worker can't grade; the message says why and what to do."""


class Desk:
    """One run's judge in this process. It grades one submission at a time, however many threads the worker has.

    Parameters
    ----------
    parcel : Parcel
        The unit; its files are laid into a private folder that lasts as long as the desk.
    scratch : Path
        The worker's own folder, which Dask clears even after a worker that was killed.
    """

    def __init__(self, parcel: Parcel, scratch: Path) -> None:
        self._closed = False
        self._folder = tempfile.TemporaryDirectory(prefix="grader-", dir=scratch)
        self._turn = threading.Lock()
        self._judge = parcel.judge(Path(self._folder.name), _cache(Path(self._folder.name)))

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
        return json.dumps(result.document(), allow_nan=False).encode()

    def close(self) -> None:
        """End the sandbox once the submission on the desk is done."""
        with self._turn:
            self._closed = True
            self._judge.close()
            self._folder.cleanup()


_desks: dict[str, Desk] = {}
_refusals: dict[str, str] = {}
_opening = threading.Lock()


def _cache(own: Path) -> Path:
    """The user's cache of font lists, where it can be written to; else a folder that goes with the desk."""
    try:
        shared = default_cache()
        shared.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return own / "cache"
    return shared if os.access(shared, os.W_OK) else own / "cache"


def present() -> None:
    """Does nothing; who can call it has this package."""


async def prepare(run: str, parcel: bytes, dask_worker: Worker) -> str:
    """Make this worker ready for a run; why it can't be, or an empty string."""
    return await asyncio.to_thread(_prepare, run, parcel, Path(dask_worker.local_directory))


def _prepare(run: str, parcel: bytes, scratch: Path) -> str:
    with _opening:
        if run not in _desks:
            _refusals[run] = _open(run, Parcel.unpacked(parcel), scratch)
        return _refusals[run]


def _open(run: str, parcel: Parcel, scratch: Path) -> str:
    if differences := parcel.differences():
        return f"{'; '.join(differences)}: install the same versions there, from the same files"
    desk = Desk(parcel, scratch)
    try:
        desk.start()
    except SandboxMissing as missing:
        desk.close()
        return str(missing)
    _desks[run] = desk
    return ""


def grade(run: str, student: str, submission: bytes) -> bytes:
    """Grade a packed submission at the run's desk.

    Raises
    ------
    Unfit
        If this worker joined late and could not be made ready, or lost its sandbox.
    """
    if run not in _desks:
        raise Unfit(f"{get_worker().address}: {_refusals.get(run) or 'it was never made ready for this run'}")
    try:
        return _desks[run].grade(student, submission)
    except SandboxMissing as missing:
        raise Unfit(f"{get_worker().address}: {missing}") from None


def finish(run: str) -> None:
    """Clear a run's desk; does not wait for the submission that may lie on it."""
    with _opening:
        _refusals.pop(run, None)
        desk = _desks.pop(run, None)
    if desk is not None:
        threading.Thread(target=desk.close).start()


class Readiness(WorkerPlugin):
    """Makes every worker ready for a run, those that join later too, and clears up at its end.

    Registered again under the same name, as after a run that was killed, Dask first has the earlier one clear up.

    Parameters
    ----------
    run : str
        The run's own name.
    parcel : bytes
        The unit, packed.
    """

    def __init__(self, run: str, parcel: bytes) -> None:
        self.name = run
        self.parcel = parcel

    async def setup(self, worker: Worker) -> None:
        """Open the run's desk."""
        await prepare(self.name, self.parcel, worker)

    def teardown(self, worker: Worker) -> None:
        """Clear the run's desk."""
        finish(self.name)
