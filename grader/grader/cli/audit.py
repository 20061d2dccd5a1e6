"""``grader audit``: the grader's own accuracy, as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click
from rich.markup import escape
from rich.table import Table

from grader.audit import Accuracy, Finding, audit, audit_exercise
from grader.audit.mutation_score import REQUIRED, accept, mutation_scores
from grader.audit.rehearsal import ROUNDS
from grader.cli.options import (
    EXPECTED,
    SOME_FAILED,
    console,
    errors,
    fail,
    limits_of,
    sandbox_options,
    warn_unconfined,
    with_course,
)
from grader.cli.watch import changes
from grader.course import Course, Unit
from grader.judge import Judge

ATTACKED = "07-optimizers"


@click.command("audit")
@click.argument("units", nargs=-1, metavar="[UNIT]...")
@click.option(
    "--exercise",
    "exercises",
    multiple=True,
    metavar="NAME",
    help="Only this exercise of a unit, from its sources, without sandbox or build; may be repeated.",
)
@click.option("--watch", is_flag=True, help="With --exercise: try it again whenever a file of the unit is saved.")
@click.option(
    "--mutants", is_flag=True, help="Measure what share of automatically made wrong programs the probes catch."
)
@click.option(
    "--accept",
    "accepting",
    is_flag=True,
    help="With --mutants: list survivors in equivalents.toml, where you then say why each is equivalent.",
)
@click.option("--attacks", is_flag=True, help=f"Grade a corpus of hostile submissions; by default on {ATTACKED}.")
@click.option(
    "--corpus",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="Folder of the attacks; by default tests/attacks.",
)
@click.option("--only", multiple=True, metavar="NAME", help="Only this family or attack; may be repeated.")
@click.option(
    "--json",
    "out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the outcomes of the attacks there, as JSON.",
)
@click.option(
    "--seeds",
    "rounds",
    type=click.IntRange(min=1),
    metavar="N",
    help=f"Sets of seeds with which known programs are tried; by default {ROUNDS}, and 1 with --exercise.",
)
@click.option("--brief", is_flag=True, help="Show only what is wrong, and the counts.")
@sandbox_options
@with_course  # fmt: skip
def audit_command(
    course: Course,
    units: tuple[str, ...],
    exercises: tuple[str, ...],
    watch: bool,
    mutants: bool,
    accepting: bool,
    attacks: bool,
    corpus: Path | None,
    only: tuple[str, ...],
    out: Path | None,
    rounds: int | None,
    brief: bool,
    **options: Any,
) -> None:
    """Try every unit's solution, blank release, known mistakes and accepted alternatives.

    The solution must earn full marks and the release nothing; every mistake must fail its exercise and earn its own
    hint, and the same points with any seeds; every alternative must pass; answers that compute nothing (a constant,
    what came in, zeros) must earn nothing, nor may answers that are none (nan, another kind, no rows), and those that
    ship with the release at most 1 point; versions of the solution that break a promise of its docstring (the
    other dtype, a setting ignored) must fail; probes must hand over what the docstring promises; and nothing may be
    blank that a scaffold left to be written. Ends with status 1 where it is otherwise.

    With --exercise, one exercise is tried in a moment, while its author works on it; all of the unit is audited
    before it is released.

    With --mutants, every solution is changed in one small place after another instead, and the probes must tell at
    least 95 in 100 of these programs from the solution.

    With --attacks, hostile submissions are graded among honest ones, in a course of their own and with little time
    and memory. None may earn a point that it does not deserve, or change, read, call or hold up anything else.
    """
    _check_together(units, exercises, watch, mutants, accepting)
    if attacks:
        from grader.cli.attacks import attack  # it imports all commands, which other audits do not need

        held = attack(course, course.units(units or (ATTACKED,)), corpus, only, out, **options)
    elif mutants:
        held = False not in [_mutation(unit, exercises, accepting) for unit in course.units(units)]
    elif watch:
        held = _watch(course, units[0], exercises, rounds or 1, brief)
    elif exercises:
        held = _short(course.unit(units[0]), exercises, rounds or 1, brief)
    else:
        held = _whole(course, course.units(units), rounds or ROUNDS, brief, **options)
    if not held:
        raise click.exceptions.Exit(SOME_FAILED)


def _check_together(
    units: Sequence[str], exercises: Sequence[str], watch: bool, mutants: bool, accepting: bool
) -> None:
    if exercises and len(units) != 1:
        raise fail("--exercise needs the one unit that holds it: grader audit UNIT --exercise NAME")
    if watch and (mutants or not exercises):
        raise fail("--watch needs the exercise to try again: grader audit UNIT --exercise NAME --watch")
    if accepting and not mutants:
        raise fail("--accept lists mutants that survive: grader audit UNIT --mutants --accept")


def _whole(course: Course, units: Iterable[Unit], rounds: int, brief: bool, **options: Any) -> bool:
    """Audit units, print a table for each, and say whether all is as it must be."""
    limits, sandbox = limits_of(options), options["sandbox"]
    warn_unconfined(sandbox)
    held = True
    for unit in units:
        with Judge(unit, course.secret(), limits, sandbox, course.cache) as judge:
            held &= _shown(unit, list(audit(course, unit, judge, rounds)), brief)
    return held


def _short(unit: Unit, exercises: Iterable[str], rounds: int, brief: bool) -> bool:
    """Audit some exercises of a unit from its sources."""
    chosen = [unit.exercise(name) for name in exercises]
    findings = [finding for exercise in chosen for finding in audit_exercise(unit, exercise, rounds)]
    return _shown(unit, list(dict.fromkeys(findings)), brief)


def _watch(course: Course, unit: str, exercises: Iterable[str], rounds: int, brief: bool) -> bool:
    """Audit exercises whenever a file of their unit is saved, until somebody ends it."""
    try:
        for _ in changes(course.unit(unit).folder):
            console.clear()
            try:
                _short(course.unit(unit), exercises, rounds, brief)
            except EXPECTED as error:
                errors.print(f"grader: {error}", markup=False, soft_wrap=True)
            console.print("waiting for the next change; Ctrl-C ends", style="dim")
    except KeyboardInterrupt:
        console.print()
    return True


def _shown(unit: Unit, findings: list[Finding], brief: bool) -> bool:
    shown = [finding for finding in findings if not (brief and finding.ok)]
    if shown:
        console.print(_table(unit.name, shown))
    accuracy = Accuracy.of(findings)
    console.print(f"{unit.name}: {_counts(findings)}", markup=False)
    if accuracy.mistakes:
        console.print(f"{unit.name}: {accuracy}", markup=False)
    return accuracy.ok and all(finding.ok for finding in findings)


def _table(unit: str, findings: list[Finding]) -> Table:
    table = Table(title=unit, title_justify="left", pad_edge=False)
    for column in ("exercise", "tried", "seen", ""):
        table.add_column(column, overflow="fold")
    for finding in findings:
        tried = finding.kind if finding.name == finding.kind else f"{finding.kind} {finding.name}"
        seen = finding.seen
        if finding.expected and not finding.ok:
            seen += f"\nexpected: {finding.expected}"
        mark = "[green]ok[/]" if finding.ok else "[bold red]WRONG[/]"
        table.add_row(*map(escape, (finding.exercise, tried, seen)), mark)
    return table


def _counts(findings: list[Finding]) -> str:
    tried, held = Counter(finding.kind for finding in findings), Counter(f.kind for f in findings if f.ok)
    return "as expected: " + ", ".join(f"{kind} {held[kind]} of {count}" for kind, count in tried.items())


def _mutation(unit: Unit, exercises: Sequence[str], accepting: bool) -> bool:
    """Measure a unit's probes, print the table and the survivors, and say whether enough were caught."""
    scores = list(mutation_scores(unit, exercises))
    table = Table(title=f"{unit.name}: mutants", title_justify="left", pad_edge=False)
    for column in ("exercise", "mutants", "caught", "equivalent", "survivors"):
        table.add_column(column, justify="left" if column in ("exercise", "survivors") else "right", overflow="fold")
    for score in scores:
        counts = (str(score.total), f"{score.caught} ({score.share:.0%})", str(len(score.equivalent)))
        table.add_row(score.exercise, *counts, escape("\n".join(score.survivors)))
    caught, total = sum(score.caught for score in scores), sum(score.total for score in scores)
    console.print(table)
    console.print(
        f"{unit.name}: {caught} of {total} mutants caught ({caught / max(total, 1):.1%}); at least 95% is asked"
    )
    if accepting and total > caught:
        path = accept(unit, scores)
        console.print(f"{path}: say behind each new entry why it is equivalent", markup=False, soft_wrap=True)
    return caught >= REQUIRED * total
