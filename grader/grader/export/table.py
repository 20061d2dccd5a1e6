"""Scores as a table for a spreadsheet or a registry: CSV, one row a student.

A cell that a spreadsheet would take for a formula (it begins with ``=``, ``+``, ``-`` or ``@``, perhaps after white
space) gets an apostrophe in front, which spreadsheets know as "this is text" and people read past: ``=1+1`` becomes
``'=1+1``. Such a cell that begins with apostrophes already gets one more, so taking one away always gives the name
back. No other value is changed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from grader.course import Course
from grader.report.marks import Marks, earned, marks_of
from grader.results import Result, Results
from grader.text import number

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

FORMULA = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")


def csv_text(course: Course, units: Sequence[str], gradebook: Gradebook | None = None) -> str:
    """The scores of some units as CSV (RFC 4180).

    Parameters
    ----------
    course : Course
    units : sequence of str
        The units, in the order of their columns.
    gradebook : nbgrader.api.Gradebook, optional
        Adds the columns ``written`` (points for written answers), ``late_penalty`` and ``total`` to each unit, and
        the students who are enrolled but have no result.

    Returns
    -------
    str
        One row a student, in the order of their names. Columns: ``student``, then for each unit ``UNIT/status``,
        ``UNIT/score``, ``UNIT/max_score`` and one for each exercise, ``UNIT/adam_step``. Scores are empty where a
        submission was not graded: whether that means 0 is the instructor's word.
    """
    tables = [_unit_table(course, unit, gradebook) for unit in units]
    enrolled = {student.id for student in gradebook.students} - course.dropped if gradebook else set()
    students = sorted(enrolled.union(*(rows for _, rows in tables)), key=lambda name: (name.casefold(), name))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["student", *(harmless(title) for titles, _ in tables for title in titles)])
    for student in students:
        cells = [
            cell for titles, rows in tables for cell in rows.get(student, ["no result", *[""] * (len(titles) - 1)])
        ]
        writer.writerow([harmless(student), *cells])
    return text.getvalue().encode("utf-8", "backslashreplace").decode("utf-8")


def harmless(value: str) -> str:
    """A text that no spreadsheet takes for a formula; see above."""
    return f"'{value}" if FORMULA.match(value) else value


def _unit_table(course: Course, unit: str, gradebook: Gradebook | None) -> tuple[list[str], dict[str, list[str]]]:
    """Titles of a unit's columns, and its cells by student."""
    results = Results(course.results(unit)).all(without=course.dropped, tell_damage=True)
    exercises = list(dict.fromkeys(exercise.name for result in results for exercise in result.exercises))
    marks = marks_of(gradebook, unit)
    rows = {}
    for result in results:
        rows[result.student] = [result.status, *_scores(result, exercises)]
        if gradebook:
            rows[result.student] += _given(marks.get(result.student))
    titles = ["status", "score", "max_score", *exercises, *(("written", "late_penalty", "total") if gradebook else ())]
    return [f"{unit}/{title}" for title in titles], rows


def _scores(result: Result, exercises: Iterable[str]) -> list[str]:
    scores = {exercise.name: number(exercise.score) for exercise in result.exercises}
    score = number(result.score) if result.graded else ""
    return [score, number(result.max_score), *(scores.get(name, "") for name in exercises)]


def _given(marks: Marks | None) -> list[str]:
    """What people gave: written points (empty while some wait), late penalty, total."""
    if marks is None:
        return ["", "", ""]
    waiting = any(mark.waiting for mark in marks.written)
    return ["" if waiting else number(earned(marks.written)), number(marks.penalty), number(marks.total)]
