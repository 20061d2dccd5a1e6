"""Tables of a class, and the lines below them: what everybody earned, whose score moved, what was collected.

Exercises are columns under a letter, with a key below the table; where the window is narrow, marks stand for points.
"""

from __future__ import annotations

import re
import shlex
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from string import ascii_uppercase

from rich import box
from rich.console import Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from grader.collect import Fate, Step
from grader.course import Unit
from grader.results import Result, Status
from grader.roster import Classlist
from grader.run import Summary
from grader.run.regrade import Move
from grader.text import plural, span

FULL_TABLE = 60
"""Students up to whom a table shows everybody; of a larger class it shows what is remarkable."""

WORDS = 60
"""Columns that are left to words; where points would take them, marks are shown instead."""
FEW_WORDS = 40
"""Where even marks would take these, they stand side by side in one column."""
LINE = 120
"""Columns of a note's first line."""
FULL, PART, NONE = "●", "◐", "·"

FATES = {
    Fate.NEW: "new",
    Fate.REPLACES: "newer",
    Fate.DATED: "now with its time",
    Fate.SAME: "the same as before",
    Fate.OLDER: "older than what is there",
    Fate.BEFORE: "replaced earlier",
}


def class_table(unit: Unit, results: list[Result], told: dict[str, str] | None = None, width: int = 80) -> Group:
    """Students by exercises: what was earned, the total, and what went wrong.

    Parameters
    ----------
    unit : Unit
    results : list of Result
        In the order to show.
    told : dict, optional
        Student to a few words about the submission, shown before the note.
    width : int, default 80
        Columns of the window.
    """
    letters = _letters(len(unit.exercises))
    wide = 30 + 6 * len(letters) + WORDS <= width
    table = Table(title=unit.name, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("student", no_wrap=True, max_width=20)
    apart = 30 + 3 * len(letters) + FEW_WORDS <= width
    for head in letters if apart else ["".join(letters)]:
        table.add_column(head, justify="right", no_wrap=True, min_width=1)
    table.add_column("total", justify="right", no_wrap=True)
    table.add_column("what we saw" if told is None else "handed in, and what was seen", overflow="fold")
    for result in results:
        words = _words((told or {}).get(result.student, ""), note(result))
        *earned, total = _scores(unit, result, wide)
        table.add_row(escape(result.student), *(earned if apart else ["".join(earned)]), total, escape(words))
    names = [
        f"{letter}\N{NO-BREAK SPACE}{e.name}\N{NO-BREAK SPACE}({e.points:g})"
        for letter, e in zip(letters, unit.exercises, strict=True)
    ]
    marks = "" if wide else f"; {FULL} all points, {PART} some, {NONE} none"
    return Group(table, Text(f"{', '.join(names)}; total of {unit.points:g}{marks}", overflow="fold"))


def move_table(moves: Sequence[Move]) -> Table:
    """Whose score is another than before, and why."""
    table = Table(title="Scores that moved", title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("student", no_wrap=True, max_width=20)
    for name in ("before", "after"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("why", overflow="fold")
    for move in moves:
        table.add_row(escape(move.student), f"{move.before:g}", f"{move.after:g}", escape("\n".join(move.why)))
    return table


def _words(told: str, seen: str) -> str:
    """What was handed in and what was seen, unless that is the same."""
    if not told or not seen or seen.replace("_", " ") in told:
        return told or seen
    return f"{told}: {seen}"


def _letters(count: int) -> list[str]:
    doubles = (first + second for first in ascii_uppercase for second in ascii_uppercase)
    return [*ascii_uppercase, *doubles][:count]


def _scores(unit: Unit, result: Result, wide: bool) -> list[str]:
    if not result.graded:
        return ["" for _ in unit.exercises] + [result.status]
    scores = {exercise.name: exercise.score for exercise in result.exercises}
    earned = [(scores.get(exercise.name, 0.0), exercise.points) for exercise in unit.exercises]
    cells = [f"{score:g}" if wide else _mark(score, points) for score, points in earned]
    return [*cells, f"{result.score:g}"]


def _mark(score: float, points: float) -> str:
    return FULL if score >= points else PART if score > 0 else NONE


def note(result: Result) -> str:
    """What a person should know first: a problem, else the mistakes that were recognized, else a first wrong answer."""
    for problem in result.problems:
        where = f"{problem.where}: " if problem.where else ""
        return _line(f"{where}{problem.message}")
    verdicts = [(exercise.name, verdict) for exercise in result.exercises for verdict in exercise.verdicts]
    known = ", ".join(dict.fromkeys(verdict.mistake for _, verdict in verdicts if verdict.mistake))
    wrong = (f"{name}: {one.message}" for name, one in verdicts if one.message and not one.passed and not one.to_do)
    return known or _line(next(wrong, ""))


def _line(text: str) -> str:
    """The first line of a text, as long as a table bears, up to where one of its clauses ends."""
    line = " ".join(text.split("\n")[0].split())
    if len(line) <= LINE:
        return line
    ends = [match.start() for match in re.finditer(r"[.;:,]? (?=\()|[.;:,] ", line[:LINE])]
    whole = [end for end in ends if end > LINE / 4 and line[:end].count("(") == line[:end].count(")")]
    return f"{line[: whole[-1]]} …" if whole else textwrap.shorten(line, LINE, placeholder=" …")


def totals(summary: Summary, seconds: float) -> str:
    """What became of a class, in one line whose numbers add up; and what this run did for it."""
    counts = Counter(result.status for result in summary.results)
    words = {Status.GRADED: "graded", Status.UNREADABLE: "could not be read", Status.MISSING: "not handed in"}
    became = [f"{counts[status]} {said}" for status, said in words.items() if counts[status]]
    did = f"{summary.graded_now} examined in {seconds:.1f} s"
    kept = f", {summary.kept} kept from before" if summary.kept else ""
    return f"{plural(len(summary.results), 'student')}: {', '.join(became) or 'nothing to grade'}; {did}{kept}"


def plan_table(unit: str, steps: Sequence[Step]) -> Table:
    """Students by what happens to their submissions; columns that would be empty are left out."""
    table = Table(title=unit, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("student", no_wrap=True, max_width=24)
    table.add_column("file", overflow="fold")
    timed, late = any(map(_moment, steps)), any(map(_lateness, steps))
    if timed:
        table.add_column("submitted at (UTC)", no_wrap=True)
    if late:
        table.add_column("late by", no_wrap=True)
    table.add_column("what happens", overflow="fold")
    for step in steps:
        times = [*([_moment(step)] if timed else []), *([_lateness(step)] if late else [])]
        table.add_row(escape(step.student), Text(step.handed_in.where), *times, _happens(step))
    return table


def _moment(step: Step) -> str:
    return "" if step.stamp is None or step.assumed else f"{step.stamp:%Y-%m-%d %H:%M:%S}"


def _lateness(step: Step) -> str:
    if step.handed_in.late and (step.assumed or step.stamp is None):
        return "late"
    return span(step.late_by) if step.late_by else ""


def _happens(step: Step) -> str:
    by = f" (by {step.handed_in.by})" if step.handed_in.by != step.student else ""
    draft = "; a draft, never submitted" if step.handed_in.draft else ""
    return escape(step.fate.value + by + draft)


def late_note(unit: str, steps: Sequence[Step]) -> str:
    """What to know about submissions that the platform calls late without a time."""
    assumed = sum(step.assumed for step in steps)
    undated = sum(step.handed_in.late and step.stamp is None for step in steps)
    if assumed:
        return (
            f"{plural(assumed, 'submission')} late by the platform's word, which does not say by how much: counted as "
            f"one second. Where the penalty depends on it, write the true time into submitted/STUDENT/{unit}/"
            f"timestamp.txt before grading."
        )
    if undated:
        return (
            f"{plural(undated, 'submission')} late by the platform's word, but the gradebook has no due date, so there "
            f"will be no penalty; set it, and collect again: nbgrader db assignment add {unit} --duedate "
            '"2026-03-01 12:00 UTC"'
        )
    return ""


def fates_in_words(steps: Sequence[Step], dry_run: bool) -> str:
    """The sums."""
    counts = Counter(step.fate for step in steps)
    told = ", ".join(f"{counts[fate]} {words}" for fate, words in FATES.items() if counts[fate])
    told = told or "nothing to collect"
    if dry_run:
        return f"{told}; this was a dry run"
    return told if any(step.fate.changes for step in steps) else f"{told}; nothing was changed"


def who_left(people: Classlist, handed_in: set[str], dropped: frozenset[str]) -> Iterator[str]:
    """Who is in the gradebook and no longer in the roster, and who was dropped and handed in all the same."""
    in_roster = {person.student for person in people.people if person.row >= 0}
    if gone := sorted(people.students - in_roster - dropped if in_roster else ()):
        told = f"in the gradebook, not in the roster: {', '.join(gone)}"
        yield f"{told}; whoever has left: grader drop {shlex.quote(gone[0])}"
    if back := sorted(dropped & handed_in):
        told = f"dropped, and handed in: {', '.join(back)}"
        yield f"{told}; to have them graded: grader drop --back {shlex.quote(back[0])}"
