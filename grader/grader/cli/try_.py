"""``grader try``: one notebook, no gradebook."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from grader.cli.options import SOME_FAILED, fail, limits_of, sandbox_options, warn_unconfined, with_course
from grader.course import Course
from grader.judge import Judge
from grader.judge.oracle import refuse_broken_probes


@click.command("try")
@click.argument("unit")
@click.argument("notebook", type=click.Path(path_type=Path))
@click.option("--student", default="", help="Name to put into the result; by default the file's.")
@click.option("--json", "out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write the result there instead of to standard output.")  # fmt: skip
@sandbox_options
@with_course
def try_command(course: Course, unit: str, notebook: Path, student: str, out: Path | None, **options: Any) -> None:
    """Grade one notebook and print its result as JSON; nothing is recorded."""
    limits, sandbox = limits_of(options), options["sandbox"]
    chosen = course.unit(unit)
    if not notebook.exists() and not notebook.is_symlink():
        raise fail(f"{notebook} is not there")
    warn_unconfined(sandbox)
    refuse_broken_probes(chosen)
    with Judge(chosen, course.secret(), limits, sandbox, course.cache) as judge:
        result = judge.grade(student or notebook.stem, notebook)
    text = json.dumps(result.to_json(cells=False), ensure_ascii=False, indent=2)
    if out is None:
        click.echo(text)
    else:
        out.write_text(text + "\n", encoding="utf-8")
    if not result.graded:
        raise click.exceptions.Exit(SOME_FAILED)
