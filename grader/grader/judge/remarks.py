"""What a student reads beside the verdicts: what went wrong in which cell, and why a probe missed a name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from grader.course import Exercise
from grader.judge.exercise import Answers
from grader.judge.selection import RESTORED, Selection, undefined
from grader.results import CellRun, ExerciseResult, Problem
from grader.sandbox import ExamRecord
from grader.submission import Submission
from grader.text import number, printable
from gradschool.checks import Observation, ProbeError, Verdict
from gradschool.checks.explain import explain

STRANGE = "it holds no exercise of this unit, and no check: is it the notebook of another unit?"
TURNED = "it writes an exercise and is a {} cell; it was run as code: turn it back (Esc, then Y)"


def advised(
    result: ExerciseResult, exercise: Exercise, got: Answers, selection: Selection, record: ExamRecord
) -> ExerciseResult:
    """The verdicts, with advice where a public probe missed what a skipped cell makes, or one that failed.

    A hidden probe's exception is the student's to choose, and may tell what the probe asks: it stays unquoted.
    """
    missed = {probe.name: _missed(got[probe.name], exercise.name) for probe in exercise.public}
    missed |= {probe.name: exercise.name for probe in exercise.hidden if _is_missing(got[probe.name], exercise)}
    failed = _failed(record)
    told = (_advised(one, exercise, missed.get(one.probe, ""), selection, failed) for one in result.verdicts)
    return replace(result, verdicts=tuple(told))


def problems(submission: Submission, record: ExamRecord, selection: Selection) -> tuple[Problem, ...]:
    """What is odd about the file, and what went wrong in its cells."""
    notes = [Problem("format", "notebook", note) for note in submission.notes]
    notes += [Problem("format", f"cell {number}", TURNED.format(kind)) for number, kind in selection.turned.items()]
    if submission.cells and not selection.checks:
        notes.append(Problem("format", "notebook", STRANGE))
    shown = [_told(problem, selection) for problem in record.problems]
    return (*notes, *(problem for problem in shown if not _is_no_news(problem)))


def changed_later(then: ExerciseResult, now: ExerciseResult, cell: int, name: str) -> Problem:
    """A later cell made an exercise worse than it was at its check."""
    told = f"it earns {number(then.score)} where it is checked and {number(now.score)} at the notebook's end, since "
    told += f"cell {cell} changes {name!r}; what it earned at its check counts"
    return Problem("changed", then.name, printable(told))


def own_cells(record: ExamRecord) -> dict[int, CellRun]:
    """What the student's own cells showed."""
    return {index: run for index, run in sorted(record.cells.items()) if index != RESTORED}


def _missed(seen: Observation, exercise: str) -> str:
    """The name for want of which a probe failed; an empty string where it failed for another reason or none."""
    if seen.error is None:
        return ""
    if seen.error.kind != "missing":
        return undefined(seen.error.message)
    return seen.error.message if seen.error.message.isidentifier() else exercise


def _is_missing(seen: Observation, exercise: Exercise) -> bool:
    return seen.error is not None and (seen.error.kind, seen.error.message) == ("missing", exercise.name)


def _advised(
    verdict: Verdict, exercise: Exercise, missed: str, selection: Selection, failed: Collection[int]
) -> Verdict:
    if missed and missed in selection.unwritten:
        return replace(verdict, message=explain(ProbeError("not_written", message=missed), exercise.name), to_do=True)
    if reason := selection.stopped(missed, failed):
        return replace(verdict, message=reason)
    advice = selection.advice(missed)
    return replace(verdict, message=f"{verdict.message.rstrip('.')}. {advice}") if advice else verdict


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
