"""One submission, from the file to its result.

The examinee computes, out of reach, in the sandbox; the judge runs the same probes on the solution and compares.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Literal

from grader.course import Exercise, Unit
from grader.judge.bounded import bounded_memory
from grader.judge.conceal import cleaned
from grader.judge.exercise import Answers, judge_exercise
from grader.judge.oracle import Oracle, Patience, Seeds
from grader.judge.remarks import advised, changed_later, own_cells, problems
from grader.judge.seeds import SubmissionSeeds, seeds_of
from grader.judge.selection import Selection, select
from grader.judge.versions import Versions, versions_of
from grader.results import ExerciseResult, Problem, Result, Status
from grader.sandbox import Examiner, ExamRecord, Job, Limits, ProbeCall
from grader.submission import Submission, Unreadable, read_submission
from gradschool.checks import Observation, ProbeError, measured

Sandbox = Literal["bwrap", "none"]
PUBLIC, HIDDEN = "probes.py", "hidden_probes.py"
NOT_ANSWERED = Observation(None, ProbeError("crashed", message="it was never answered: the notebook stopped before"))


class Judge:
    """Grades submissions of one unit, one after another, with one warm examiner.

    Parameters
    ----------
    unit : Unit
    secret : bytes
        The course's secret, from which hidden seeds are derived.
    limits : Limits, optional
    sandbox : str, default "bwrap"
        ``bwrap``, or ``none`` at the instructor's explicit word.
    cache : Path, optional
        Folder for what examiners may share between runs (font caches).

    Raises
    ------
    grader.sandbox.SandboxMissing
        At first use, where the sandbox can't be had; the message says how to get it.
    """

    def __init__(
        self,
        unit: Unit,
        secret: bytes,
        limits: Limits | None = None,
        sandbox: Sandbox = "bwrap",
        cache: Path | None = None,
    ) -> None:
        self.unit = unit
        self.secret = secret
        self.limits = limits or Limits()
        self.oracle = Oracle(unit)
        self.examiner = Examiner(self.limits, sandbox=sandbox, cache=cache, allowed=unit.allowed)

    def __enter__(self) -> Judge:
        """Use as a context: the examiner is closed at its end."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the examiner."""
        self.close()

    def close(self) -> None:
        """Stop the warm examiner."""
        self.examiner.close()

    @cached_property
    def versions(self) -> Versions:
        """Fingerprints of all that decides a score besides the submission."""
        return versions_of(self.unit, self.limits)

    def grade(self, student: str, path: Path, exercises: Collection[str] | None = None) -> Result:
        """Grade one submitted notebook, or only some exercises of it; what is wrong with it is part of the result."""
        return self.grade_file(student, path, exercises)[0]

    def grade_file(
        self, student: str, path: Path, exercises: Collection[str] | None = None
    ) -> tuple[Result, Submission | None]:
        """As `grade`, with the submission as it was judged; None where it can't be read."""
        started = time.perf_counter()
        try:
            submission = read_submission(path)
        except Unreadable as reason:
            return self.unreadable(student, path, reason), None
        seeds = seeds_of(self.unit, self.secret, submission.fingerprint, exercises)
        return self.grade_submission(student, submission, seeds, started), submission

    def grade_submission(
        self, student: str, submission: Submission, seeds: SubmissionSeeds, started: float | None = None
    ) -> Result:
        """Grade a submission that was read, with the seeds that belong to it.

        Parameters
        ----------
        student : str
        submission : Submission
        seeds : mapping of (exercise, probe) to int
            As `grader.judge.seeds.seeds_of` derives them from the course's secret, which is not needed here. Exercises
            without seeds are left out.
        started : float, optional
            When its grading began, on the clock of `time.perf_counter`; by default now.
        """
        started = time.perf_counter() if started is None else started
        self.examiner.start()  # the sandbox's own start is nobody's time, nor is the solution's
        patience = self.oracle.patience(seeds, self.limits)
        deadline = time.monotonic() + self.limits.submission_seconds
        selection = select(self.unit, submission)
        job = job_for(self.unit, selection, seeds, patience)
        record = self.examiner.examine(job, deadline)
        exercises, notes = self._at_their_checks(self._exercises(job, record, selection), selection, seeds, deadline)
        return Result(
            self.unit.name,
            student,
            Status.GRADED,
            self.unit.points,
            exercises,
            (*problems(submission, record, selection), *notes),
            own_cells(record),
            time.perf_counter() - started,
            submission.fingerprint,
            self.versions.ground,
        )

    def answers(self, submission: Submission, seeds: SubmissionSeeds) -> dict[str, Answers]:
        """What a submission answers, by exercise and not judged, to the probes that there are seeds for."""
        job = job_for(self.unit, select(self.unit, submission), seeds, self.oracle.patience(seeds, self.limits))
        record, asked = self.examiner.examine(job), {call.exercise for call in job.calls}
        with bounded_memory():
            return {one.name: _observations(one, record) for one in self.unit.exercises if one.name in asked}

    def unreadable(self, student: str, path: Path, reason: Unreadable) -> Result:
        """The result of a submission that can't be read."""
        return self.without_score(student, Status.UNREADABLE, path.name, str(reason), reason.fingerprint)

    def without_score(self, student: str, status: Status, where: str, reason: str, fingerprint: str = "") -> Result:
        """The result of a submission that is missing, can't be read, or over which the grader failed."""
        return Result(
            self.unit.name,
            student,
            status,
            self.unit.points,
            problems=(Problem(str(status), where, reason),),
            fingerprint=fingerprint,
            version=self.versions.ground,
        )

    def _exercises(self, job: Job, record: ExamRecord, selection: Selection) -> tuple[ExerciseResult, ...]:
        seeds: dict[str, dict[str, int]] = {}
        for call in job.calls:
            seeds.setdefault(call.exercise, {})[call.probe] = call.seed
        return tuple(
            self._judged(exercise, seeds[exercise.name], record, selection)
            for exercise in self.unit.exercises
            if exercise.name in seeds
        )

    def _judged(self, exercise: Exercise, seeds: Seeds, record: ExamRecord, selection: Selection) -> ExerciseResult:
        with bounded_memory():
            got = _observations(exercise, record)
            result = judge_exercise(self.oracle, exercise, seeds, got)
        return replace(
            advised(result, exercise, got, selection, record),
            version=self.versions.exercises[exercise.name],
            seconds=record.spent.get(exercise.name, 0.0),
        )

    def _at_their_checks(
        self, exercises: tuple[ExerciseResult, ...], selection: Selection, seeds: SubmissionSeeds, deadline: float
    ) -> tuple[tuple[ExerciseResult, ...], list[Problem]]:
        """The better of two: an exercise at the notebook's end, and where its student saw its check.

        It is looked at again only where points are missing and a later cell changed something that it is made of.
        """
        better, notes = list(exercises), list[Problem]()
        for place, result in enumerate(exercises):
            since = selection.changed_since_check(result.name) if result.score < result.max_score else []
            if not since or time.monotonic() >= deadline:
                continue
            asked = {key: seed for key, seed in seeds.items() if key[0] == result.name}
            before = replace(selection, run=selection.until_check(result.name))
            job = job_for(self.unit, before, asked, self.oracle.patience(asked, self.limits))
            (then,) = self._exercises(job, self.examiner.examine(job, deadline), before)
            if then.score > result.score:
                better[place] = then
                notes.append(changed_later(then, result, *since[0]))
        return tuple(better), notes


def job_for(unit: Unit, selection: Selection, seeds: SubmissionSeeds, patience: Patience) -> Job:
    """The job for one submission: the cells to run, and the probes that there are seeds for, with their seconds."""
    files = {name: source for name in (PUBLIC, HIDDEN) if (source := unit.probe_source(name))}
    calls = tuple(
        ProbeCall(
            *probe.key, PUBLIC if probe in exercise.public else HIDDEN, seeds[probe.key], patience.probes.get(probe.key)
        )
        for exercise in unit.exercises
        for probe in exercise.probes
        if probe.key in seeds
    )
    return Job(selection.run, files, calls, patience.cell)


def _observations(exercise: Exercise, record: ExamRecord) -> dict[str, Observation]:
    """What came back, measured on this side."""
    return {
        probe.name: measured(probe, cleaned(record.answers.get(probe.key, NOT_ANSWERED))) for probe in exercise.probes
    }
