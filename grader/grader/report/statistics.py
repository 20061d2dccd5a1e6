"""What a class did, counted: scores, exercises, mistakes, failures. Numbers only; the page says them."""

from __future__ import annotations

import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor

from grader.report.levels import is_blank, level, share
from grader.results import ExerciseResult, Problem, Result, Status

LEVELS = ("full", "part", "none", "blank")
MOST_COLUMNS = 20


@dataclass(frozen=True)
class Scores:
    """How the scores of the graded submissions are spread.

    Attributes
    ----------
    values : tuple of float
        Sorted.
    max_score : float
    """

    values: tuple[float, ...]
    max_score: float

    @property
    def mean(self) -> float:
        """Arithmetic mean; there must be a score."""
        return statistics.fmean(self.values)

    @property
    def median(self) -> float:
        """The middle score, or the mean of the two in the middle."""
        return statistics.median(self.values)

    @property
    def full(self) -> int:
        """How many have every point."""
        return sum(value >= self.max_score - 1e-9 for value in self.values)

    @property
    def width(self) -> int:
        """Points that one column of the histogram stands for."""
        return max(1, ceil(self.max_score / MOST_COLUMNS - 1e-9))

    @property
    def columns(self) -> list[tuple[float, int]]:
        """Lower edge and count: scores from the edge up to, and without, the next; full marks stand in the last."""
        counts = Counter(floor(max(0.0, value) / self.width + 1e-9) for value in self.values)
        last = max(floor(self.max_score / self.width + 1e-9), max(counts, default=0))
        return [(column * self.width, counts[column]) for column in range(last + 1)]


@dataclass(frozen=True)
class ExerciseCount:
    """How the graded submissions did on one exercise.

    Attributes
    ----------
    levels : dict of str to int
        Students with ``full`` points, ``part`` of them, ``none``, and with the exercise left ``blank``.
    mean_share : float
        Mean share of the points.
    unexplained : int
        Students with a failure, in an exercise that is not blank, which no known mistake explains.
    """

    name: str
    max_score: float
    levels: dict[str, int]
    mean_share: float
    unexplained: int

    @property
    def students(self) -> int:
        """Students whose result has this exercise."""
        return sum(self.levels.values())


@dataclass(frozen=True)
class MistakeCount:
    """A known mistake and the students who made it."""

    exercise: str
    name: str
    hint: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class MessageCount:
    """A failure without a known mistake that several students share: one of their messages, and how many they are."""

    exercise: str
    message: str
    students: int


@dataclass(frozen=True)
class Times:
    """How long the graded submissions were examined, in seconds of wall time: their cells and all probes."""

    total: float
    median: float
    ninth_decile: float
    longest: float


def times(results: Iterable[Result]) -> Times | None:
    """The times of the graded submissions; None where there are none. Nine in ten took at most the ninth decile."""
    seconds = sorted(result.seconds for result in results if result.graded)
    if not seconds:
        return None
    return Times(sum(seconds), statistics.median(seconds), seconds[ceil(0.9 * len(seconds)) - 1], seconds[-1])


def scores(results: Iterable[Result]) -> Scores:
    """The spread of the scores of graded submissions."""
    graded = [result for result in results if result.graded]
    return Scores(tuple(sorted(one.score for one in graded)), max((one.max_score for one in graded), default=0.0))


def exercise_names(results: Iterable[Result]) -> list[str]:
    """All exercises of some results, in the unit's order."""
    return list(dict.fromkeys(exercise.name for result in results for exercise in result.exercises))


def exercise_counts(results: Iterable[Result]) -> list[ExerciseCount]:
    """Every exercise's successes and failures, in the unit's order."""
    found: dict[str, list[ExerciseResult]] = defaultdict(list)
    for result in results:
        if result.graded:
            for exercise in result.exercises:
                found[exercise.name].append(exercise)
    return [_exercise_count(name, attempts) for name, attempts in found.items()]


def _exercise_count(name: str, attempts: Sequence[ExerciseResult]) -> ExerciseCount:
    counts = Counter(map(level, attempts))
    return ExerciseCount(
        name,
        max(attempt.max_score for attempt in attempts),
        {one: counts[one] for one in LEVELS},
        statistics.fmean(map(share, attempts)),
        sum(bool(unexplained(attempt)) for attempt in attempts),
    )


def unexplained(exercise: ExerciseResult) -> list[str]:
    """Messages of an exercise's failures that no known mistake explains; none where it is blank."""
    if is_blank(exercise):
        return []
    return [verdict.message for verdict in exercise.verdicts if not verdict.passed and not verdict.mistake]


def mistake_counts(results: Sequence[Result]) -> list[MistakeCount]:
    """The known mistakes that were made, most frequent first, equals in the unit's order; a student counts once."""
    order = exercise_names(results)
    students: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for result in results:
        for exercise in result.exercises if result.graded else ():
            wrong = [verdict for verdict in exercise.verdicts if verdict.mistake and not verdict.passed]
            for key in dict.fromkeys((exercise.name, one.mistake or "", one.hint or "") for one in wrong):
                students[key].append(result.student)
    counts = [MistakeCount(*key, tuple(names)) for key, names in students.items()]
    return sorted(counts, key=lambda count: (-len(count.students), order.index(count.exercise)))


def message_counts(results: Iterable[Result], at_least: int = 2) -> list[MessageCount]:
    """Failures that no known mistake explains and that several students share, most frequent first.

    Messages are alike when only their numbers differ.
    """
    students: dict[tuple[str, str], set[str]] = defaultdict(set)
    examples: dict[tuple[str, str], str] = {}
    for result in results:
        for exercise in result.exercises if result.graded else ():
            for message in filter(None, unexplained(exercise)):
                key = (exercise.name, re.sub(r"[-+]?\d[\d.e+-]*", "#", message))
                students[key].add(result.student)
                examples.setdefault(key, message)
    counts = [MessageCount(key[0], examples[key], len(names)) for key, names in students.items()]
    return sorted((count for count in counts if count.students >= at_least), key=lambda count: -count.students)


def slowest(results: Iterable[Result], most: int = 10) -> list[Result]:
    """The graded submissions that took longest."""
    return sorted((one for one in results if one.graded), key=lambda result: -result.seconds)[:most]


def with_problems(results: Iterable[Result]) -> list[tuple[Result, Problem]]:
    """Every problem of every submission that was handed in; those that could not be graded come first."""
    listed = sorted((one for one in results if one.status != Status.MISSING), key=lambda one: one.graded)
    silent = Problem("", "", "no reason was recorded; grade this student again with --force")
    return [
        (result, problem) for result in listed for problem in result.problems or (() if result.graded else (silent,))
    ]
