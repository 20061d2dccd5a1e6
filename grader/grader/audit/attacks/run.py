"""A whole run: the honest class alone, then with the hostile submissions among it, by the real commands."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from grader.audit.attacks.attack import Attack
from grader.audit.attacks.outcome import Outcome, judged, refused
from grader.audit.attacks.stage import NEIGHBOR, hand_in_attacks, hand_in_class, set_stage, write_tokens
from grader.audit.attacks.surroundings import Surroundings
from grader.course import Course, CourseError, Unit
from grader.results import Result, Results, timeless
from grader.run.inbox import usable
from grader.sandbox import Limits

QUICK = {"cell_seconds": 2.0, "submission_seconds": 15.0, "memory": 512 * 2**20, "file_bytes": 8 * 2**20}
"""Limits that nobody should wait for longer; bombs use up theirs."""
ALONE = "alone"
AROUND = ("honest submissions", "the batch", "the pages", "the machine", "the network")
"""What is watched while attacks are graded; each is a line of its own."""
Progress = Callable[..., object]
Done = subprocess.CompletedProcess[str]


@dataclass
class Staged:
    """A stage with its class, and the limits under which it is graded."""

    course: Course
    unit: Unit
    surroundings: Surroundings
    limits: Limits
    workers: int

    def command(self, name: str, *arguments: str, during: Callable[[], None] = lambda: None) -> Done:
        """Run one of the grader's commands as an instructor does, from a folder that a student may have filled."""
        words = [*_program(), name, *arguments, "--course", str(self.course.root)]
        settings: dict[str, Any] = {"text": True, "errors": "replace", "stdin": subprocess.DEVNULL}
        settings |= {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "env": self.surroundings.environment}
        with subprocess.Popen(words, cwd=self.surroundings.desk, **settings) as process:
            while True:
                try:
                    said, _ = process.communicate(timeout=0.5)
                    return Done(words, process.returncode, said)
                except subprocess.TimeoutExpired:
                    during()

    @property
    def confined(self) -> list[str]:
        """The options of a command that runs students' code."""
        limits = {
            "--memory": self.limits.memory // 2**20,
            "--cell-seconds": self.limits.cell_seconds,
            "--submission-seconds": self.limits.submission_seconds,
            "--processes": self.limits.processes,
            "--file-size": self.limits.file_bytes // 2**20,
        }
        return [*(str(word) for pair in limits.items() for word in pair), "--workers", str(self.workers)]

    def grade(self, submitted: Path, during: Callable[[], None] = lambda: None) -> Done:
        """Grade a folder of submissions."""
        words = ["--submitted", str(submitted), "--force", *self.confined]
        return self.command("grade", self.unit.name, *words, during=during)

    def results(self) -> dict[str, Result]:
        """All results, by student."""
        return {result.student: result for result in Results(self.course.results(self.unit.name)).all()}


@contextmanager
def staged(course: Course, unit: Unit, limits: Limits, workers: int, folder: Path) -> Iterator[Staged]:
    """Set the stage in an empty folder."""
    stage = set_stage(course, unit, folder / "course")
    chosen = stage.unit(unit.name)
    with Surroundings(folder, stage, unit.name, NEIGHBOR) as surroundings:
        write_tokens(chosen, surroundings.token)
        yield Staged(stage, stage.unit(unit.name), surroundings, limits, workers)


def quick(limits: Limits) -> Limits:
    """Limits under which attacks are graded: these, but none above `QUICK`."""
    return replace(limits, **{name: min(getattr(limits, name), least) for name, least in QUICK.items()})


def run_attacks(stage: Staged, attacks: Sequence[Attack], progress: Progress = dict) -> list[Outcome]:
    """Grade hostile submissions among honest ones, and say what became of each and of everything around them.

    Parameters
    ----------
    stage : Staged
    attacks : sequence of Attack
    progress : callable, optional
        ``progress(completed=..., total=...)`` is called now and then.

    Raises
    ------
    CourseError
        If the honest class can't be graded; the message is the command's.
    """
    course, unit, surroundings = stage.course, stage.unit, stage.surroundings
    honest = hand_in_class(course, unit, len(attacks), surroundings.token)
    course.submitted.rename(course.root / ALONE)
    alone = stage.grade(course.root / ALONE)
    if alone.returncode not in (0, 1):
        raise CourseError(f"not even the honest class could be graded: {alone.stdout.strip()[-1000:]}")
    before = stage.results()
    (course.root / ALONE).rename(course.submitted)
    hostile, downloads = hand_in_attacks(course, unit, surroundings, attacks)
    prints, started = surroundings.fingerprint(), time.time()

    def count() -> None:
        written = [path for path in course.results(unit.name).glob("*.json") if path.stat().st_mtime > started]
        progress(completed=len(written), total=len(honest) + len(hostile))

    graded = stage.grade(course.submitted, count)
    results = stage.results()
    outcomes = [
        judged(attack, results.get(usable(student)), unit, stage.limits, surroundings.token)
        for student, attack in hostile.items()
    ]
    outcomes += [refused(attack, stage.command("collect", unit.name, str(path))) for path, attack in downloads.items()]
    return [
        *outcomes,
        _the_honest(before, results),
        _the_batch(graded, {*honest, *map(usable, hostile)}, results),
        _the_pages(stage),
        *_the_machine(surroundings, prints),
    ]


def _program() -> list[str]:
    """The installed command, as an instructor calls it; Python's own -P would guard more than they have."""
    installed = Path(sys.executable).with_name("grader")
    return [str(installed)] if installed.is_file() else [sys.executable, "-P", "-m", "grader"]


def _the_honest(before: dict[str, Result], results: dict[str, Result]) -> Outcome:
    moved = [
        student
        for student, result in before.items()
        if student not in results or timeless(results[student]) != timeless(result)
    ]
    faults = tuple(f"the result of {student} is another than without the attacks" for student in moved)
    if not any(result.score for result in before.values()):
        faults += ("no honest submission earned anything",)
    seen = f"{len(before) - len(moved)} of {len(before)} results as without the attacks"
    return Outcome("around them", AROUND[0], "other scores than without the attacks", seen, faults)


def _the_batch(graded: Done, students: set[str], results: dict[str, Result]) -> Outcome:
    faults = [f"{student} has no result" for student in sorted(students - set(results))]
    if graded.returncode not in (0, 1):
        faults.append(f"grade ended with status {graded.returncode}: {graded.stdout[-300:]}")
    if "\x1b" in graded.stdout or "Traceback" in graded.stdout:
        faults.append("what grade prints commands the terminal, or is a traceback")
    seen = f"{len(students & set(results))} of {len(students)} submissions have a result"
    return Outcome("around them", AROUND[1], "a batch that stops", seen, tuple(faults))


def _the_pages(stage: Staged) -> Outcome:
    """Whether the commands that come after grading bear what they find."""
    commands = [("mistakes", stage.unit.name, "--all", *stage.confined)]
    commands += [(name, stage.unit.name) for name in ("feedback", "report", "similar", "export")]
    done = {words[0]: stage.command(*words) for words in commands}
    faults = [
        f"{name} ended with {run.returncode}: {run.stdout[-300:]}" for name, run in done.items() if run.returncode
    ]
    faults += [f"{name} tells a secret" for name, run in done.items() if stage.surroundings.token in run.stdout]
    return Outcome(
        "around them",
        "the pages",
        "commands that fail",
        "mistakes, feedback, report, likenesses and scores written",
        tuple(faults),
    )


def _the_machine(surroundings: Surroundings, prints: dict[str, str]) -> Iterator[Outcome]:
    now = surroundings.fingerprint()
    changed = sorted(path for path in prints.keys() | now.keys() if prints.get(path) != now.get(path))
    faults = (*(f"{path} was changed" for path in changed[:5]), *(f"{where} is left" for where in surroundings.marks()))
    seen = f"{len(now)} files as they were, nothing left behind"
    yield Outcome("around them", AROUND[3], "files, processes", seen, faults)
    yield Outcome(
        "around them", AROUND[4], "calls to four servers", "no call, no packet", tuple(surroundings.visits[:5])
    )
