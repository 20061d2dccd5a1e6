"""A class, graded: what is new goes to the workers, what comes back is kept and recorded at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from grader.gradebook.database import GradebookError
from grader.judge.oracle import refuse_blank_hints, refuse_broken_probes
from grader.results import Problem, Result, Results, Status
from grader.run.inbox import Handin
from grader.run.pool import Graded, Pool
from grader.run.regrade import MOVES, NOTHING, Move, keep_move, merged, move_of, outdated
from grader.run.worker import Assignment, judge_of, unforeseen
from grader.submission import Submission, fingerprint_of

STOPPED = frozenset({"timeout", "memory", "crash", "protocol"})
"""Kinds of problems that a submission has which was stopped somewhere."""
Record = Callable[[Result, Handin, Submission | None], None]
"""Puts a result into the gradebook, with the submission if it was read in this run."""


@dataclass
class Summary:
    """What a run did.

    Attributes
    ----------
    results : list of Result
        Every student's, in order of names, without what cells showed: a thousand are held at once.
    graded_now, kept : int
        How many were graded in this run, and how many were up to date already.
    moves : list of Move
        Whose score is another than before this run.
    told : dict
        Student to what is wrong with what was handed in beside the notebook.
    unrecorded : dict
        Student to why a result that is kept did not get into the gradebook.
    """

    results: list[Result] = field(default_factory=list)
    graded_now: int = 0
    kept: int = 0
    moves: list[Move] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)
    unrecorded: dict[str, str] = field(default_factory=dict)

    @property
    def failed(self) -> list[Result]:
        """Results of submissions that could not be graded."""
        return [result for result in self.results if not result.graded]


class Batch:
    """Grades a list of submissions, resuming where an earlier run was stopped.

    Parameters
    ----------
    assignment : Assignment
        Unit, secret, limits and sandbox.
    results : Results
        Where they are kept.
    record : callable
        ``record(result, handin, submission)`` puts a result into the gradebook; called by this process alone.
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

    def run(self, handins: Sequence[Handin], advance: Callable[[Result], None] = lambda _: None) -> Summary:
        """Grade what is not up to date, and call `advance` with each result as it is ready.

        Raises
        ------
        UnitError
            If something is to be graded and the solution fails a probe, or a hint is still to be written; then nothing
            was recorded.
        """
        summary = Summary()
        todo, ready = self._planned(handins)
        if todo:
            refuse_blank_hints(self.planner.unit)
            refuse_broken_probes(self.planner.unit)
        for handin, earlier in ready:
            summary.kept += earlier is not None
            self._keep(Graded(handin, earlier or self._without_notebook(handin)), summary, advance)
        for graded in self.pool.graded(todo):
            summary.graded_now += 1
            self._keep(self._completed(graded, summary), summary, advance)
        summary.results.sort(key=lambda result: result.student)
        summary.moves.sort(key=lambda move: move.student)
        return summary

    def _planned(self, handins: Sequence[Handin]) -> tuple[list[Handin], list[tuple[Handin, Result | None]]]:
        """What is to be graded; and what is not, with the result that holds, or None where there is no notebook.

        Students whose last submission was stopped somewhere come last: they may take long again, and nobody waits.
        """
        todo, ready = list[Handin](), list[tuple[Handin, Result | None]]()
        for handin in handins:
            earlier = None if self.force else self._earlier(handin)
            stale = None if earlier is None else outdated(earlier, self.planner.versions)
            if handin.path is None or stale == NOTHING:
                ready.append((handin, earlier))
            else:
                todo.append(replace(handin, exercises=stale))
        todo.sort(key=self._was_stopped)
        return todo, ready

    def _was_stopped(self, handin: Handin) -> bool:
        """Whether a student's last submission ran into a limit, died, or took the grader's own worker with it."""
        earlier = self.results.read(handin.student)
        return earlier is not None and any(problem.kind in STOPPED for problem in earlier.problems)

    def _completed(self, graded: Graded, summary: Summary) -> Graded:
        """A fresh result, with what still holds of the earlier one; written, and its score compared."""
        handin, result = graded.handin, _with_note(graded.result, graded.handin.note)
        earlier = self.results.read(handin.student)
        if earlier is not None and handin.exercises is not None:
            result = merged(earlier, result, list(self.planner.versions.exercises))
        self.results.write(result)
        if move := move_of(earlier, result):
            summary.moves.append(move)
            keep_move(self.results.folder / MOVES, move)
        return replace(graded, result=result)

    def _keep(self, graded: Graded, summary: Summary, advance: Callable[[Result], None]) -> None:
        student = graded.handin.student
        try:
            self.record(graded.result, graded.handin, graded.submission)
        except (GradebookError, OSError):  # no submission can cause them
            raise
        except Exception as error:
            summary.unrecorded[student] = unforeseen(error)
        if told := [*graded.handin.told]:
            summary.told[student] = "; ".join(told)
        summary.results.append(graded.result.without_cells())
        advance(graded.result)

    def _earlier(self, handin: Handin) -> Result | None:
        """The result of the same notebook from an earlier run."""
        found = self.results.read(handin.student)
        if found is None or handin.path is None:
            return None
        fingerprint = fingerprint_of(handin.path)
        return found if fingerprint and found.fingerprint == fingerprint else None

    def _without_notebook(self, handin: Handin) -> Result:
        where = self.assignment.unit.name
        result = self.planner.without_score(handin.student, Status.MISSING, where, handin.reason)
        self.results.write(result)
        return result


def _with_note(result: Result, note: str) -> Result:
    """A result that says which of several files it is of."""
    return replace(result, problems=(Problem("format", "notebook", note), *result.problems)) if note else result
