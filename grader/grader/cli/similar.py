"""``grader similar``: pairs of submissions to look at."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from rich import box
from rich.markup import escape
from rich.table import Table

from grader.cli.options import console, fail, with_course
from grader.cli.progress import progress_bar
from grader.course import Course
from grader.gradebook import open_gradebook, released_notebook
from grader.roster import full_names
from grader.run import Inbox
from grader.similar import Findings, Pair, compare, programs, skeleton, write_similar
from grader.text import percent, plural

MOST_ROWS = 30
"""Pairs that are printed; the page lists more, the JSON file all."""

NO_PROOF = "Alike is no proof: read the code and talk to the students before you decide anything."
PERCENT = click.FloatRange(0, 100, min_open=True)


@click.command("similar")
@click.argument("unit")
@click.option("--submitted", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR",
              help="Folder of submissions, STUDENT/UNIT/UNIT.ipynb; by default submitted/.")  # fmt: skip
@click.option("--min", "minimum", type=PERCENT, default=50, show_default=True, metavar="PERCENT",
              help="List pairs of which one has this part of its uncommon code in the other.")  # fmt: skip
@click.option("--common", type=PERCENT, default=10, show_default=True, metavar="PERCENT",
              help="Leave out what more than this part of the class, and more than three, wrote alike.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Where to write the page; by default .grader/reports/UNIT-similar.html.")  # fmt: skip
@click.option("--json", "out_json", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write the pairs there too, as one JSON object.")  # fmt: skip
@with_course
def similar_command(
    course: Course,
    unit: str,
    submitted: Path | None,
    minimum: float,
    common: float,
    out: Path | None,
    out_json: Path | None,
) -> None:
    """Find pairs of submissions whose graded code is alike, and show them side by side.

    Renaming, comments, layout and order do not matter. What the released notebook holds and what many write alike is
    left out, so that a share speaks of uncommon code. It is no verdict: a person decides.
    """
    name = course.unit(unit).name
    folder, release = submitted or course.submitted, released_notebook(course, name)
    handins = Inbox(folder, name, [cell.source for cell in release.cells]).handins()
    if not handins:
        raise fail(f"there are no submissions in {folder}; they lie there as STUDENT/{name}/{name}.ipynb")
    with progress_bar("reading", len(handins)) as advance:
        found, left_out = programs(handins, folder, release, advance)
    findings = compare(found, skeleton(release), minimum / 100, common / 100)
    with open_gradebook(course) as book:
        path = write_similar(course, name, findings, left_out, minimum / 100, out, full_names(book))
    if out_json is not None:
        out_json.write_text(
            json.dumps(_document(name, findings, left_out, minimum / 100), ensure_ascii=False, indent=1) + "\n",
            encoding="utf-8",
        )
    _tell(name, findings, left_out, minimum / 100, path)


def _tell(unit: str, findings: Findings, left_out: Mapping[str, str], minimum: float, path: Path) -> None:
    """What was compared, the pairs, and what they are not."""
    if findings.pairs:
        console.print(_table(unit, findings))
    if (hidden := len(findings.pairs) - MOST_ROWS) > 0:
        console.print(
            f"and {plural(hidden, 'more pair')}: see the page, choose a higher --min, or write all with --json"
        )
    told = f"{plural(len(findings.pairs), 'pair')} at or above {percent(minimum)}"
    usual = ""
    if len(findings.shares):
        usual = (
            f"; in this class half of the pairs share at most {percent(findings.quantile(0.5))}, "
            f"99 in 100 at most {percent(findings.quantile(0.99))}"
        )
    console.print(f"{plural(findings.compared, 'submission')} compared: {told}{usual}", soft_wrap=True)
    if findings.too_little or left_out:
        few = f"{len(findings.too_little)} with too little uncommon code"
        console.print(f"not compared: {few}, {len(left_out)} that can't be read", soft_wrap=True)
    console.print(f"wrote {path}", markup=False, soft_wrap=True)
    console.print(NO_PROOF, soft_wrap=True)


def _table(unit: str, findings: Findings) -> Table:
    table = Table(title=f"{unit}: pairs to look at", title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for title in ("student", "in the other", "student", "in the other", "passages", "pairs as alike"):
        table.add_column(title, justify="left" if title == "student" else "right", overflow="fold")
    for pair in findings.pairs[:MOST_ROWS]:
        names = escape(pair.first.student), escape(pair.second.student)
        shares = percent(pair.share), percent(pair.other_share)
        rank = f"{findings.as_alike(pair)} of {len(findings.shares)}"
        table.add_row(names[0], shares[0], names[1], shares[1], str(len(pair.shared)), rank)
    return table


def _document(unit: str, findings: Findings, left_out: Mapping[str, str], minimum: float) -> dict[str, Any]:
    """The JSON document."""
    parts = (0.5, 0.9, 0.99, 1) if len(findings.shares) else ()
    return {
        "unit": unit,
        "minimum": minimum,
        "compared": findings.compared,
        "pairs_compared": len(findings.shares),
        "share_by_quantile": {f"{part:g}": round(findings.quantile(part), 4) for part in parts},
        "left_out_if_written_by_more_than": findings.limit,
        "pairs": [_pair(findings, pair) for pair in findings.pairs],
        "too_little_code": list(findings.too_little),
        "unreadable": dict(left_out),
        "note": NO_PROOF,
    }


def _pair(findings: Findings, pair: Pair) -> dict[str, Any]:
    return {
        "students": [pair.first.student, pair.second.student],
        "shares": [round(pair.share, 4), round(pair.other_share, 4)],
        "passages": len(pair.shared),
        "pairs_as_alike": findings.as_alike(pair),
    }
