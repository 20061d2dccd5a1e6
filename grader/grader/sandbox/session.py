"""One submission's examination across as many examinees as it takes: what is done, what is left, what went wrong.

The order of requests is the judge's, so when an examinee dies the judge knows over what: that cell or exercise is left
out, and the rest goes on with a fresh examinee.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from functools import lru_cache
from time import monotonic
from typing import Any

from grader.results import CellRun, Output, Problem
from grader.sandbox.channel import Channel
from grader.sandbox.model import Cell, ExamRecord, Job, Limits, ProbeCall
from grader.sandbox.replies import Allowance, answer_of, error_of, run_of
from gradschool.checks import Observation, ProbeError

NOT_RUN = "not run, since an earlier probe of this exercise {}"
MOST_PROBLEMS = 200
NOT_LOADED = "the probes could not be run after this submission's cells had run"
PROBLEM_KINDS = {"raised": "error", "timeout": "timeout", "memory": "memory"}


class Session:
    """Conducts one job.

    Parameters
    ----------
    job : Job
    limits : Limits
    deadline : float
        On the clock of ``time.monotonic``; no request goes on beyond it.
    """

    def __init__(self, job: Job, limits: Limits, deadline: float) -> None:
        self.result = ExamRecord()
        self.now_at: Cell | ProbeCall | None = None
        self._job = job
        self._limits = limits
        self._deadline = deadline
        self._allowance = Allowance(limits)
        self._left_out: set[int] = set()
        self._stopped: dict[str, ProbeError] = {}
        self._noted: set[tuple[str, str]] = set()

    def conduct(self, channel: Channel) -> None:
        """Ask one fresh examinee for all that is left.

        Raises
        ------
        Late, HungUp, Unsafe
            It can't go on; `now_at` says over what.
        """
        self._allowance = self._allowance.renewed()
        self.result.cells = {index: self.result.cells[index] for index in self._left_out}
        for cell in self._job.cells:
            if cell.index not in self._left_out:
                self._run_cell(channel, cell)
        loaded: set[str] = set()
        for call in self.open_calls():
            self.now_at = call
            if call.file not in loaded:
                loaded.add(call.file)
                self._load(channel, call)
            if call.key not in self.result.answers:
                begun = monotonic()
                try:
                    self._call(channel, call)
                finally:
                    self.result.spent[call.exercise] += monotonic() - begun
        self.now_at = None

    def open_calls(self) -> Iterator[ProbeCall]:
        """Calls without an answer, file by file; those of a stopped exercise are answered on the way.

        A file goes in only when nothing of the files before it is left to do: what a submission says of public
        probes it says before it can have read the hidden ones.
        """
        files = list(self._job.probe_files)
        for call in sorted(self._job.calls, key=lambda call: files.index(call.file)):
            if call.key in self.result.answers:
                continue
            if call.exercise in self._stopped:
                self.result.answers[call.key] = Observation(None, self._stopped[call.exercise])
            else:
                yield call

    def give_up(self, kind: str, message: str, status: str = "") -> None:
        """The examinee died or was killed over `now_at`: note it there, and leave that out from now on.

        Its exit status is told of a cell alone: what runs a probe may have read it, and can choose how it dies.
        """
        at = self.now_at
        if isinstance(at, Cell):
            message += status
            self._left_out.add(at.index)
            self.result.cells[at.index] = CellRun((Output("error", message, kind),), ok=False)
            self.note(kind, f"cell {at.index}", message)
        elif isinstance(at, ProbeCall):
            error = ProbeError(_error_kind(kind), message=message)
            self.result.answers.setdefault(at.key, Observation(None, error))
            self._stop(at.exercise, _error_kind(kind), "did not end well")
            self.note(kind, at.exercise, message)
        else:
            self.note(kind, "submission", message)

    def close(self, kind: str, message: str) -> None:
        """Answer all calls that are still open with one reason."""
        left = list(self.open_calls())
        for call in left:
            self.result.answers[call.key] = Observation(None, ProbeError(kind, message=message))
        if left:
            self.note("timeout" if kind == "timeout" else "crash", "submission", message)

    def note(self, kind: str, where: str, message: str) -> None:
        """Add a problem, once for each kind and place."""
        if (kind, where) not in self._noted and len(self._noted) < MOST_PROBLEMS:
            self._noted.add((kind, where))
            self.result.problems.append(Problem(kind, where, message))

    def _run_cell(self, channel: Channel, cell: Cell) -> None:
        self.now_at = cell
        reply, _ = channel.ask(self._cell_request(cell), self._until())
        run, error = run_of(reply, self._limits, self._allowance)
        self.result.cells[cell.index] = run
        if error is not None:
            message = f"asked for {self._limits.too_much_memory}" if error.kind == "memory" else error.message
            at = f" ({error.line})" if error.line else ""
            self.note(PROBLEM_KINDS.get(error.kind, "error"), f"cell {cell.index}", message + at)

    def _cell_request(self, cell: Cell) -> dict[str, Any]:
        return {"do": "cell", "index": cell.index, "source": cell.source, "seconds": self._job.cell_seconds}

    def _load(self, channel: Channel, call: ProbeCall) -> None:
        """Send a file of probes; where it can't be used, all of its calls are answered so."""
        source = self._job.probe_files[call.file]
        reply, _ = channel.ask({"do": "probes", "file": call.file, "code": _compiled(source, call.file)}, self._until())
        if error_of(reply) is not None:
            error = ProbeError("crashed", message=NOT_LOADED)
            for other in self._job.calls:
                if other.file == call.file:
                    self.result.answers.setdefault(other.key, Observation(None, error))
            self.note("crash", "submission", NOT_LOADED)

    def _call(self, channel: Channel, call: ProbeCall) -> None:
        request = {"exercise": call.exercise, "probe": call.probe, "file": call.file, "seed": call.seed}
        begun = monotonic()
        reply, size = channel.ask({"do": "probe", **request, "seconds": call.seconds}, self._until())
        answer = answer_of(reply, size, self._allowance)
        self.result.answers[call.key] = answer
        if answer.error is not None and answer.error.kind == "timeout":
            self._stop(call.exercise, "timeout", "took too long")
            early = call.seconds and monotonic() - begun < self._limits.cell_seconds
            after = f"{call.seconds:g} s of computing" if early else f"{self._limits.cell_seconds:g} s"
            self.note("timeout", call.exercise, f"stopped after {after}")

    def _stop(self, exercise: str, kind: str, why: str) -> None:
        self._stopped[exercise] = ProbeError(kind, message=NOT_RUN.format(why))

    def _until(self) -> float:
        """When the reply to a request must be there."""
        return min(self._deadline, monotonic() + self._limits.cell_seconds + self._limits.grace)


@lru_cache(maxsize=8)
def _compiled(source: str, file: str) -> bytes:
    """A file of probes as the examinee, which is the same Python, can run it at once."""
    return marshal.dumps(compile(source, file, "exec"))


def _error_kind(problem: str) -> str:
    return {"timeout": "timeout", "protocol": "unsafe"}.get(problem, "crashed")
