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
from grader.judge.conceal import cleaned
from grader.judge.exercise import Answers, judge_exercise
from grader.judge.oracle import Oracle, Patience, Seeds
from grader.judge.seeds import SubmissionSeeds, seeds_of
from grader.judge.selection import RESTORED, Selection, select, undefined
from grader.judge.versions import Versions, versions_of
from grader.results import CellRun, ExerciseResult, Problem, Result, Status
from grader.sandbox import Examiner, ExamRecord, Job, Limits, ProbeCall
from grader.submission import Submission, Unreadable, read_submission
from grader.text import number, printable
from gradschool.checks import Observation, ProbeError, Verdict, measured

Sandbox = Literal["bwrap", "none"]
PUBLIC, HIDDEN = "probes.py", "hidden_probes.py"
TURNED = "it writes an exercise and is a {} cell; it was run as code: turn it back (Esc, then Y)"
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
            (*_problems(submission, record, selection), *notes),
            _shown(record),
            time.perf_counter() - started,
            submission.fingerprint,
            self.versions.ground,
        )

    def answers(self, submission: Submission, seeds: SubmissionSeeds) -> dict[str, Answers]:
        """What a submission answers, by exercise and not judged, to the probes that there are seeds for."""
        job = job_for(self.unit, select(self.unit, submission), seeds, self.oracle.patience(seeds, self.limits))
        record, asked = self.examiner.examine(job), {call.exercise for call in job.calls}
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
        failed = _failed(record)
        for call in job.calls:
            seeds.setdefault(call.exercise, {})[call.probe] = call.seed
        return tuple(
            replace(
                self._judged(exercise, seeds[exercise.name], _observations(exercise, record), selection, failed),
                version=self.versions.exercises[exercise.name],
                seconds=record.spent.get(exercise.name, 0.0),
            )
            for exercise in self.unit.exercises
            if exercise.name in seeds
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
                notes.append(_changed_later(then, result, *since[0]))
        return tuple(better), notes

    def _judged(
        self, exercise: Exercise, seeds: Seeds, got: Answers, selection: Selection, failed: Collection[int]
    ) -> ExerciseResult:
        """The verdicts, with advice where a public probe missed what a skipped cell makes, or one that failed.

        A hidden probe's exception is the student's to choose, and may tell what the probe asks: it stays unquoted.
        """
        result = judge_exercise(self.oracle, exercise, seeds, got)
        missed = {probe.name: _missed(got[probe.name], exercise.name) for probe in exercise.public}
        missed |= {probe.name: exercise.name for probe in exercise.hidden if _is_missing(got[probe.name], exercise)}
        told = (_advised(one, missed.get(one.probe, ""), selection, failed) for one in result.verdicts)
        return replace(result, verdicts=tuple(told))


def _changed_later(then: ExerciseResult, now: ExerciseResult, cell: int, name: str) -> Problem:
    told = f"it earns {number(then.score)} where it is checked and {number(now.score)} at the notebook's end, since "
    told += f"cell {cell} changes {name!r}; what it earned at its check counts"
    return Problem("changed", then.name, printable(told))


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


def _missed(seen: Observation, exercise: str) -> str:
    """The name for want of which a probe failed; an empty string where it failed for another reason or none."""
    if seen.error is None:
        return ""
    return seen.error.message or exercise if seen.error.kind == "missing" else undefined(seen.error.message)


def _is_missing(seen: Observation, exercise: Exercise) -> bool:
    return seen.error is not None and (seen.error.kind, seen.error.message) == ("missing", exercise.name)


def _advised(verdict: Verdict, missed: str, selection: Selection, failed: Collection[int]) -> Verdict:
    if reason := selection.stopped(missed, failed):
        return replace(verdict, message=reason)
    advice = selection.advice(missed)
    return replace(verdict, message=f"{verdict.message.rstrip('.')}. {advice}") if advice else verdict


def _problems(submission: Submission, record: ExamRecord, selection: Selection) -> tuple[Problem, ...]:
    notes = [Problem("format", "notebook", note) for note in submission.notes]
    notes += [Problem("format", f"cell {number}", TURNED.format(kind)) for number, kind in selection.turned.items()]
    shown = [_told(problem, selection) for problem in record.problems]
    return (*notes, *(problem for problem in shown if not _is_no_news(problem)))


def _failed(record: ExamRecord) -> set[int]:
    """The numbers of cells that stopped at an error of which their student reads."""
    errors = [one for one in record.problems if one.kind == "error" and not _is_no_news(one)]
    return {int(one.where.removeprefix("cell ")) for one in errors if one.where.startswith("cell ")}


def _told(problem: Problem, selection: Selection) -> Problem:
    """A problem in words that can be shown, with advice where a cell missed what a skipped one makes."""
    advice = selection.advice(undefined(problem.message)) if problem.kind == "error" else ""
    message = f"{problem.message}. {advice}" if advice else problem.message
    return Problem(problem.kind, printable(problem.where), printable(message))


def _is_no_news(problem: Problem) -> bool:
    """Whether a cell says only that an exercise is not written, as its verdict does, or is none of the student's."""
    unwritten = problem.message.startswith("NotImplementedError")
    return problem.kind == "error" and (unwritten or problem.where == f"cell {RESTORED}")


def _shown(record: ExamRecord) -> dict[int, CellRun]:
    """What the student's own cells showed."""
    return {index: run for index, run in sorted(record.cells.items()) if index != RESTORED}
