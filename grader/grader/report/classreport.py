"""The class report: one page for the instructor, ``.grader/reports/UNIT.html``, complete in itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.course import Course
from grader.gradebook.lateness import late_in
from grader.mistakes import read_findings
from grader.report import figures, items, statistics
from grader.report.drilldown import link_to, report_path
from grader.report.marks import Mark, Marks, marks_of
from grader.report.page import render, write_page
from grader.results import ExerciseResult, Result, Status
from grader.roster import full_names

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


@dataclass(frozen=True)
class Row:
    """A student's line in the table of students by exercises.

    Attributes
    ----------
    result : Result
    link : str
        Relative address of the submission's page; empty where there is none yet.
    exercises : tuple of ExerciseResult or None
        One an exercise of the class, in order.
    total : float or None
        Points by the gradebook, after people's changes and the late penalty.
    waiting : int
        Answers that wait for a person.
    """

    result: Result
    link: str
    exercises: tuple[ExerciseResult | None, ...]
    total: float | None
    waiting: int


@dataclass(frozen=True)
class WrittenCount:
    """A written question: how many left it as it was, how many answers wait, how many are read, what those earned."""

    name: str
    max_score: float
    blank: int
    waiting: int
    read: int
    mean: float | None


def write_report(
    course: Course,
    unit: str,
    results: Iterable[Result],
    gradebook: Gradebook | None = None,
    path: Path | None = None,
) -> Path:
    """Write the class report of a unit.

    Parameters
    ----------
    course : Course
    unit : str
        The unit's name.
    results : iterable of Result
        Of the class.
    gradebook : nbgrader.api.Gradebook, optional
        Adds what people gave, what waits for them, who was late, and students' names.
    path : path, optional
        The page; by default ``.grader/reports/UNIT.html``. Names lead to the submissions' pages that exist, by relative
        addresses: write those first, see `write_submissions`.

    Returns
    -------
    Path
        The page.
    """
    path = path or report_path(course, unit)
    return write_page(path, report_html(course, unit, list(results), gradebook, path))


def report_html(course: Course, unit: str, results: list[Result], gradebook: Gradebook | None, path: Path) -> str:
    """The report, as text; `path` is where it will lie."""
    marks = {student: one for student, one in marks_of(gradebook, unit).items() if student not in course.dropped}
    unreadable = {one.student for one in results if one.status == Status.UNREADABLE}
    exercises = statistics.exercise_counts(results)
    rows = _rows(course, unit, results, marks, path)
    spread = statistics.scores(results)
    analyzed = items.exercise_items(results)
    found = read_findings(course, unit)
    return render(
        "report.html.j2",
        unit=unit,
        rows=rows,
        links={row.result.student: row.link for row in rows},
        statuses=Counter(result.status for result in results),
        scores=spread,
        figure=figures.histogram(spread),
        exercises=exercises,
        items=analyzed,
        checks=items.check_items(results),
        lone=items.lone_losses(results),
        item_map=figures.item_map(analyzed),
        times=statistics.times(results),
        mistakes=statistics.mistake_counts(results),
        messages=statistics.message_counts(results),
        unforeseen=found and found.still(results),
        failures=statistics.with_problems(results),
        missing=[result for result in results if result.status == Status.MISSING],
        slowest=statistics.slowest(results),
        called=full_names(gradebook) if gradebook else {},
        late=late_in(course, gradebook, unit) if gradebook else [],
        marks=marks,
        written=written_counts({student: one for student, one in marks.items() if student not in unreadable}),
        has_marks=bool(marks),
        names=statistics.exercise_names(results),
    )


def written_counts(marks: Mapping[str, Marks]) -> list[WrittenCount]:
    """The written questions of a unit, by name."""
    cells: dict[str, list[tuple[Mark, bool]]] = {}
    for one in marks.values():
        for mark in one.written:
            cells.setdefault(mark.cell, []).append((mark, mark.cell in one.untouched and not mark.score))
    return [_written_count(name, found) for name, found in sorted(cells.items())]


def _written_count(name: str, found: list[tuple[Mark, bool]]) -> WrittenCount:
    waiting = sum(mark.waiting for mark, _ in found)
    blank = sum(is_blank and not mark.waiting for mark, is_blank in found)
    given = [mark.score for mark, is_blank in found if not mark.waiting and not is_blank]
    mean = sum(given) / len(given) if given else None
    return WrittenCount(name, max(mark.max_score for mark, _ in found), blank, waiting, len(given), mean)


def _rows(course: Course, unit: str, results: list[Result], marks: Mapping[str, Marks], path: Path) -> list[Row]:
    names = statistics.exercise_names(results)
    rows = []
    for result in results:
        exercises = {exercise.name: exercise for exercise in result.exercises}
        given = marks.get(result.student)
        rows.append(
            Row(
                result,
                link_to(course, unit, result.student, path),
                tuple(exercises.get(name) for name in names),
                given.total if given else None,
                len(given.waiting) if given else 0,
            )
        )
    return rows
