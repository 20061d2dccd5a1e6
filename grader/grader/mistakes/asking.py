"""Putting the same inputs to many programs, in the sandbox, each of them once and for all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.judge import Judge
from grader.judge.exercise import Answers
from grader.judge.oracle import Seeds
from grader.judge.seeds import seeds_of
from grader.mistakes.kept import Kept
from grader.run import Processes, worker
from grader.submission import Submission

COMMON = "the same inputs for all"
"""Stands where a submission's own fingerprint stands in grading: one set of seeds for everybody."""

Bar = Callable[[str, int], AbstractContextManager[Callable[..., Any]]]
"""``bar(words, total)`` shows progress; what it yields is called after each step."""


@dataclass(frozen=True)
class Question:
    """A program, and one exercise of it; `again` asks a second time, which a program of chance answers otherwise."""

    submission: Submission
    exercise: str
    again: bool = False


class Asking:
    """What programs answer to a unit's common inputs.

    Parameters
    ----------
    judge : Judge
        Of the unit; it plans, and examines nothing itself.
    pool : Processes
        Who asks.
    folder : Path
        Where answers are kept.
    bar : Bar
    """

    def __init__(self, judge: Judge, pool: Processes, folder: Path, bar: Bar) -> None:
        self._judge = judge
        self._pool = pool
        self._bar = bar
        self._kept = Kept(folder)
        self._used: set[Path] = set()

    def seeds(self, exercise: str) -> Seeds:
        """The seeds of an exercise's probes, the same for all."""
        judge = self._judge
        return {probe: seed for (_, probe), seed in seeds_of(judge.unit, judge.secret, COMMON, [exercise]).items()}

    def ask(self, words: str, questions: Iterable[Question]) -> None:
        """Have questions answered that were not before, under a bar."""
        todo: dict[tuple[str, bool], list[Question]] = {}
        for one in questions:
            self._used.add(self._path(one))
            if not self._kept.has(self._path(one)):
                todo.setdefault((one.submission.fingerprint, one.again), []).append(one)
        together = list(todo.values())
        calls = [(asked[0].submission, self._seeds(asked)) for asked in together]
        if not calls:
            return
        with self._bar(words, len(calls)) as advance:
            for place, answers in self._pool.each(worker.answers, calls):
                for one in together[place]:
                    if answers and one.exercise in answers:
                        self._kept.write(self._path(one), answers[one.exercise])
                advance()

    def answers(self, question: Question) -> Answers | None:
        """What was answered; None where the grader failed over it."""
        return self._kept.read(self._path(question))

    def prune(self) -> None:
        """Drop kept answers that nothing was asked of."""
        self._kept.prune(self._used)

    def _seeds(self, asked: Iterable[Question]) -> dict[tuple[str, str], int]:
        return {(one.exercise, probe): seed for one in asked for probe, seed in self.seeds(one.exercise).items()}

    def _path(self, one: Question) -> Path:
        versions = self._judge.versions
        depends = (one.submission.fingerprint, versions.ground, versions.asking[one.exercise], str(one.again))
        return self._kept.path(one.exercise, *depends)
