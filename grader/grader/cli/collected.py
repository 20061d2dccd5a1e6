"""What ``grader collect`` shows: the table of submissions, the lists below it, and the sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from rich import box
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from grader.cli.options import console
from grader.collect import Fate, Refusal, Step
from grader.report.words import plural

FULL_TABLE = 60
"""Students up to whom the table shows everybody; in a larger class a dry run does."""

WORDS = {
    Fate.NEW: "new",
    Fate.REPLACES: "newer",
    Fate.DATED: "now with its time",
    Fate.SAME: "the same as before",
    Fate.OLDER: "older than what is there",
    Fate.BEFORE: "replaced earlier",
}


def remarkable(steps: Sequence[Step]) -> list[Step]:
    """Submissions that are late, that replace another, or that are left out."""
    plain = (Fate.NEW, Fate.SAME)
    return [step for step in steps if step.fate not in plain or step.late_by or step.handed_in.late]


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
    return duration(step.late_by) if step.late_by else ""


def _happens(step: Step) -> str:
    by = f" (by {step.handed_in.by})" if step.handed_in.by != step.student else ""
    return escape(step.fate.value + by)


def duration(span: timedelta) -> str:
    """A span in its greatest units, at most two: ``1 d 3 h``, ``5 min 2 s``."""
    seconds = int(span.total_seconds())
    parts = [(seconds // 86400, "d"), (seconds // 3600 % 24, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s")]
    filled = [f"{count} {unit}" for count, unit in parts if count]
    return " ".join(filled[:2]) or "0 s"


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


def print_list(title: str, refusals: Sequence[Refusal], at_most: int) -> None:
    """A list of what was not taken, with reasons."""
    if not refusals:
        return
    console.print(f"{title}:", markup=False)
    for refusal in refusals[:at_most]:
        console.print(f"  {refusal.where}: {refusal.reason}", markup=False, soft_wrap=True)
    if len(refusals) > at_most:
        console.print(f"  and {len(refusals) - at_most} more", markup=False)


def fates_in_words(steps: Sequence[Step], dry_run: bool) -> str:
    """The sums."""
    counts = Counter(step.fate for step in steps)
    told = ", ".join(f"{counts[fate]} {words}" for fate, words in WORDS.items() if counts[fate]) or "nothing to collect"
    if dry_run:
        return f"{told}; this was a dry run"
    return told if any(step.fate.changes for step in steps) else f"{told}; nothing was changed"
