"""``grader audit --attacks``: hostile submissions graded among honest ones, as a table."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from dataclasses import asdict
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from grader.audit.attacks.corpus import load_corpus
from grader.audit.attacks.outcome import Outcome
from grader.cli.options import console, errors, fail, limits_of
from grader.course import Course, Unit

CORPUS = "tests/attacks"
SEEN, WORKERS = 100, 2


def attack(
    course: Course, units: Iterable[Unit], corpus: Path | None, only: tuple[str, ...], out: Path | None, **options: Any
) -> bool:
    """Run a corpus of attacks against units, print a table for each, and say whether every one was held."""
    from grader.audit.attacks.run import quick, run_attacks, staged  # it imports all commands

    if options["sandbox"] == "none":
        raise fail("attacks are real: they are run in the sandbox, never with --sandbox none")
    attacks, limits = load_corpus(corpus or course.root / CORPUS, only), quick(limits_of(options))
    outcomes: list[Outcome] = []
    for unit in units:
        columns = (TextColumn("attacking"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with tempfile.TemporaryDirectory() as folder, Progress(*columns, console=errors, transient=True) as shown:
            update = partial(shown.update, shown.add_task("", total=len(attacks)))
            with staged(course, unit, limits, WORKERS, Path(folder)) as stage:
                found = run_attacks(stage, attacks, update)
        console.print(_attack_table(unit.name, found))
        held = sum(outcome.ok for outcome in found)
        console.print(f"{unit.name}: {held} of {len(found)} held", markup=False)
        outcomes += found
    if out is not None:
        out.write_text(json.dumps([{**asdict(o), "ok": o.ok} for o in outcomes], indent=1) + "\n", encoding="utf-8")
    return all(outcome.ok for outcome in outcomes)


def _attack_table(unit: str, outcomes: list[Outcome]) -> Table:
    """Attacks by family: what each tried, and what was seen."""
    shown = Table(title=f"{unit}: attacks", title_justify="left", pad_edge=False)
    for column in ("attack", "what it tries", "what was seen", ""):
        shown.add_column(column, overflow="fold")
    for family, group in groupby(outcomes, key=lambda outcome: outcome.family):
        shown.add_row(f"[bold]{escape(family.replace('_', ' '))}[/]")
        for one in group:
            seen = one.seen if len(one.seen) <= SEEN else f"{one.seen[: SEEN - 3]}..."
            words = "\n".join((seen, *one.faults))
            mark = "[green]held[/]" if one.ok else "[bold red]GOT THROUGH[/]"
            shown.add_row(*map(escape, (one.name.replace("_", " "), one.harm, words)), mark)
    return shown
