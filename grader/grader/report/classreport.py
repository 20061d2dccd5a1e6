"""The class report: one page for the instructor, ``.grader/reports/UNIT.html``, complete in itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.course import Course
from grader.report import figures, items, statistics
from grader.report.drilldown import link_to, report_path
from grader.report.marks import Mark, Marks, marks_of
from grader.report.outcome import ExerciseResult, Outcome
from grader.report.page import render, write_page

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


@dataclass(frozen=True)
class Row:
    """A student's line in the table of students by exercises.

    Attributes
    ----------
    outcome : Outcome
    link : str
        Relative address of the submission's page; empty where there is none yet.
    results : tuple of ExerciseResult or None
        One an exercise of the class, in order.
    total : float or None
        Points by the gradebook, after people's changes and the late penalty.
    waiting : int
        Answers that wait for a person.
    """

    outcome: Outcome
    link: str
    results: tuple[ExerciseResult | None, ...]
    total: float | None
    waiting: int


@dataclass(frozen=True)
class WrittenCount:
    """A written question: how many answers wait, how many are read, what they earned."""

    name: str
    max_score: float
    waiting: int
    read: int
    mean: float | None


def write_report(
    course: Course,
    unit: str,
    results: Iterable[Mapping[str, Any]],
    gradebook: Gradebook | None = None,
    path: Path | None = None,
) -> Path:
    """Write the class report of a unit.

    Parameters
    ----------
    course : Course
    unit : str
        The unit's name.
    results : iterable of dict
        Result documents, see `results_of`.
    gradebook : nbgrader.api.Gradebook, optional
        Adds what people gave, and what waits for them.
    path : path, optional
        The page; by default ``.grader/reports/UNIT.html``. Names lead to the submissions' pages that exist, by relative
        addresses: write those first, see `write_submissions`.

    Returns
    -------
    Path
        The page.
    """
    path = path or report_path(course, unit)
    outcomes = [Outcome.of(document) for document in results]
    return write_page(path, report_html(course, unit, outcomes, marks_of(gradebook, unit), path))


def report_html(course: Course, unit: str, outcomes: list[Outcome], marks: Mapping[str, Marks], path: Path) -> str:
    """The report, as text; `path` is where it will lie."""
    exercises = statistics.exercise_counts(outcomes)
    rows = _rows(course, unit, outcomes, marks, path)
    spread = statistics.scores(outcomes)
    analyzed = items.exercise_items(outcomes)
    return render(
        "report.html.j2",
        unit=unit,
        rows=rows,
        links={row.outcome.student: row.link for row in rows},
        statuses=Counter(outcome.status for outcome in outcomes),
        scores=spread,
        figure=figures.histogram(spread),
        exercises=exercises,
        items=analyzed,
        checks=items.check_items(outcomes),
        item_map=figures.item_map(analyzed),
        times=statistics.times(outcomes),
        mistakes=statistics.mistake_counts(outcomes),
        messages=statistics.message_counts(outcomes),
        failures=statistics.with_problems(outcomes),
        missing=[outcome for outcome in outcomes if outcome.status == "missing"],
        slowest=statistics.slowest(outcomes),
        written=written_counts(marks),
        has_marks=bool(marks),
        names=statistics.exercise_names(outcomes),
    )


def written_counts(marks: Mapping[str, Marks]) -> list[WrittenCount]:
    """The written questions of a unit, by name."""
    cells: dict[str, list[Mark]] = {}
    for one in marks.values():
        for mark in one.written:
            cells.setdefault(mark.cell, []).append(mark)
    return [_written_count(name, found) for name, found in sorted(cells.items())]


def _written_count(name: str, marks: list[Mark]) -> WrittenCount:
    given = [mark.score for mark in marks if not mark.waiting]
    mean = sum(given) / len(given) if given else None
    return WrittenCount(name, max(mark.max_score for mark in marks), len(marks) - len(given), len(given), mean)


def _rows(course: Course, unit: str, outcomes: list[Outcome], marks: Mapping[str, Marks], path: Path) -> list[Row]:
    names = statistics.exercise_names(outcomes)
    rows = []
    for outcome in outcomes:
        results = {result.name: result for result in outcome.exercises}
        given = marks.get(outcome.student)
        rows.append(
            Row(
                outcome,
                link_to(course, unit, outcome.student, path),
                tuple(results.get(name) for name in names),
                given.total if given else None,
                len(given.waiting) if given else 0,
            )
        )
    return rows
