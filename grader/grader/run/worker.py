"""A worker: one process, one judge, one warm examiner, one submission after another."""

from __future__ import annotations

import atexit
import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from grader.course import Unit, UnitError
from grader.course.solution import SolutionError
from grader.judge import Judge
from grader.judge.exercise import Answers
from grader.judge.judge import Sandbox
from grader.judge.seeds import SubmissionSeeds
from grader.results import Result, Status
from grader.sandbox import Limits, SandboxMissing
from grader.submission import Submission
from grader.text import printable
from gradschool.checks import ProbeFileError

FOR_EVERYBODY = (SandboxMissing, SolutionError, UnitError, ProbeFileError)
"""Errors that no submission can cause."""


@dataclass(frozen=True)
class Assignment:
    """What a worker needs to grade submissions of one unit."""

    unit: Path
    secret: bytes
    limits: Limits
    sandbox: Sandbox
    cache: Path


_judge: Judge | None = None


def start(assignment: Assignment) -> None:
    """Make this process a worker; called once in it."""
    global _judge
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_run, daemon=True).start()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    _judge = judge_of(assignment)
    atexit.register(_judge.close)


def _end_with_the_run() -> None:
    """End this process when the command that started it is gone, killed or not; its sandbox ends with it."""
    run = multiprocessing.parent_process()
    assert run is not None
    run.join()
    os._exit(1)


def judge_of(assignment: Assignment) -> Judge:
    """A judge for an assignment."""
    return Judge(
        Unit(assignment.unit), assignment.secret, assignment.limits, assignment.sandbox, cache=assignment.cache
    )


def grade(student: str, path: Path, exercises: Collection[str] | None = None) -> tuple[Result, Submission | None]:
    """Grade one submission, or some exercises of it; its result, and the submission if it could be read.

    What fails for everybody is raised. What nobody foresaw fails for this submission alone, and the class goes on.
    """
    assert _judge is not None, "start() comes first"
    try:
        return _judge.grade_file(student, path, exercises)
    except FOR_EVERYBODY:
        raise
    except Exception as error:
        return _judge.without_score(student, Status.UNREADABLE, path.name, unforeseen(error)), None


def answers(submission: Submission, seeds: SubmissionSeeds) -> dict[str, Answers]:
    """What a submission answers to the probes that there are seeds for; nothing where the grader itself fails over it.

    What fails for everybody is raised.
    """
    assert _judge is not None, "start() comes first"
    try:
        return _judge.answers(submission, seeds)
    except FOR_EVERYBODY:
        raise
    except Exception:
        return {}


def unforeseen(error: Exception) -> str:
    """What a person is told of an error over one submission that nobody foresaw: what it is, and where."""
    *_, place = traceback.extract_tb(error.__traceback__)
    what = f"{type(error).__name__}: {error}, in {Path(place.filename).name}, line {place.lineno}"
    return printable(f"the grader itself failed over this submission ({what}); please report it")
