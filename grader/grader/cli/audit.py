"""``grader audit``: the grader's own accuracy, as a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.markup import escape
from rich.table import Table

from grader.audit import Finding, audit
from grader.audit.mutants import REQUIRED, mutation_scores
from grader.cli.options import SOME_FAILED, console, fail, limits_of, sandbox_options, warn_unconfined, with_course
from grader.course import Course, Unit
from grader.judge import Judge


@click.command("audit")
@click.argument("units", nargs=-1, metavar="[UNIT]...")
@click.option(
    "--mutants", is_flag=True, help="Measure what share of automatically made wrong programs the probes catch."
)
@click.option("--attacks", is_flag=True, help="Grade a corpus of hostile submissions; by default on 07-optimizers.")
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
@click.option("--brief", is_flag=True, help="Show only what is wrong, and the counts.")
@sandbox_options
@with_course  # fmt: skip
def audit_command(
    course: Course,
    units: tuple[str, ...],
    mutants: bool,
    attacks: bool,
    corpus: Path | None,
    only: tuple[str, ...],
    out: Path | None,
    brief: bool,
    **options: Any,
) -> None:
    """Try every unit's solution, blank release, known mistakes and accepted alternatives.

    The solution must earn full marks and the release nothing; every mistake must fail its exercise and earn its own
    hint; every alternative must pass; answers that compute nothing (a constant, what came in, zeros) must earn
    nothing. Ends with status 1 where one does not.

    With --mutants, every solution is changed in one small place after another instead, and the probes must tell at
    least 95 in 100 of these programs from the solution.

    With --attacks, hostile submissions are graded among honest ones, in a course of their own and with little time
    and memory. None may earn a point that it does not deserve, or change, read, call or hold up anything else.
    """
    if attacks:
        _attacks(course, units, corpus, only, out, **options)
        return
    if mutants:
        measured = [_mutation(unit) for unit in course.units(units)]
        if not all(measured):
            raise click.exceptions.Exit(SOME_FAILED)
        return
    limits, sandbox = limits_of(options), options["sandbox"]
    warn_unconfined(sandbox)
    wrong = 0
    for unit in course.units(units):
        with Judge(unit, course.secret(), limits, sandbox, course.cache) as judge:
            findings = list(audit(course, unit, judge))
        wrong += sum(not finding.ok for finding in findings)
        shown = [finding for finding in findings if not (brief and finding.ok)]
        if shown:
            console.print(_table(unit.name, shown))
        console.print(f"{unit.name}: {_counts(findings)}", markup=False)
    if wrong:
        raise click.exceptions.Exit(SOME_FAILED)


def _attacks(
    course: Course, units: tuple[str, ...], corpus: Path | None, only: tuple[str, ...], out: Path | None, **options: Any
) -> None:
    from grader.cli.attacks import UNIT, audit_attacks  # it imports all commands, which the other audits do not need

    if options["sandbox"] == "none":
        raise fail("attacks are real: they are run in the sandbox, never with --sandbox none")
    if not audit_attacks(course, course.units(units or (UNIT,)), corpus, only, limits_of(options), out):
        raise click.exceptions.Exit(SOME_FAILED)


def _mutation(unit: Unit) -> bool:
    """Measure a unit's probes, print the table and the survivors, and say whether enough were caught."""
    scores = list(mutation_scores(unit))
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
    return caught >= REQUIRED * total


def _table(unit: str, findings: list[Finding]) -> Table:
    table = Table(title=unit, title_justify="left", pad_edge=False)
    for column in ("exercise", "tried", "seen", ""):
        table.add_column(column, overflow="fold")
    for finding in findings:
        tried = finding.kind if finding.name == finding.kind else f"{finding.kind} {finding.name}"
        seen = finding.seen if finding.ok else f"{finding.seen}\nexpected: {finding.expected}"
        mark = "[green]ok[/]" if finding.ok else "[bold red]WRONG[/]"
        table.add_row(*map(escape, (finding.exercise, tried, seen)), mark)
    return table


def _counts(findings: list[Finding]) -> str:
    kinds = dict.fromkeys(finding.kind for finding in findings)
    parts = []
    for kind in kinds:
        of_kind = [finding for finding in findings if finding.kind == kind]
        parts.append(f"{kind} {sum(finding.ok for finding in of_kind)} of {len(of_kind)}")
    return "as expected: " + ", ".join(parts)
