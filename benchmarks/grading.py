"""This grader and stock ``nbgrader autograde``, side by side on the same class, alternated in one run.

The class is honest: solutions, other right answers, work half done and known mistakes, each with a comment of its own
so that no two files are the same. Every round grades the whole class anew here (results, gradebook, executed
notebooks and feedback pages), and a few of its students, others each round, with nbgrader (autograde and
generate_feedback). Both are commands of their own, start-up included. Times are wall-clock seconds a submission.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import click
import nbformat
from nbgrader.api import Gradebook
from rich.console import Console
from rich.table import Table

from grader.audit.notebooks import Sheet, blank, solved
from grader.author import Alternative, Mistake
from grader.build import build
from grader.course import Course, Unit
from grader.course.course import CONFIG
from grader.course.solution import source_of
from grader.run import Results

BIN = Path(sys.executable).parent
console = Console(width=100, highlight=False)


@click.command()
@click.option("--unit", default="07-optimizers", show_default=True)
@click.option("--students", default=100, show_default=True, help="Size of the class.")
@click.option("--rounds", default=3, show_default=True)
@click.option("--stock", default=4, show_default=True, help="Students that nbgrader grades a round.")
@click.option("--workers", default=2, show_default=True)
def main(unit: str, students: int, rounds: int, stock: int, workers: int) -> None:
    """Compare the time a submission takes, and the scores, with stock nbgrader."""
    with tempfile.TemporaryDirectory() as folder:
        course = stage(Course.find(Path(__file__).parent), unit, Path(folder))
        kinds = hand_in(course, course.unit(unit), students, stock)
        shutil.copyfile(course.root / "gradebook.db", course.root / "stock.db")
        table = Table("round", "grader, s", "s/submission", "nbgrader, s", "s/submission", "ratio")
        ratios = []
        for number in range(rounds):
            ours = timed(
                course, [["grader", "grade", unit, "--force", "--workers", str(workers)], ["grader", "feedback", unit]]
            )
            theirs = timed(course, stock_commands(unit, f"g{number}-*"))
            ratios.append((theirs / stock) / (ours / students))
            columns = (ours, ours / students, theirs, theirs / stock, ratios[-1])
            table.add_row(str(number + 1), *(f"{value:.3g}" for value in columns))
        console.print(f"{unit}: {students} students here with {workers} workers; {stock} a round with stock nbgrader")
        console.print(table)
        console.print(f"median: {statistics.median(ratios):.0f} times the submissions a second of stock nbgrader")
        console.print(agreement(course, unit, kinds))


def stage(course: Course, unit: str, folder: Path) -> Course:
    """A course of one unit in a folder of its own, built."""
    shutil.copyfile(course.root / CONFIG, folder / CONFIG)
    shutil.copytree(course.unit(unit).folder, folder / "solutions" / unit)
    staged = Course(folder)
    (report,) = build(staged, [staged.unit(unit)])
    if not report.ok:
        raise click.ClickException(report.problem)
    return staged


def hand_in(course: Course, unit: Unit, students: int, group: int) -> dict[str, str]:
    """Write the class's submissions; returns what each student handed in."""
    kinds = {}
    for number, (kind, notebook) in enumerate(islice(honest(course, unit), students)):
        student = f"g{number // group}-{number:04}"
        notebook.cells.append(nbformat.v4.new_markdown_cell(f"Handed in by {student}."))
        path = course.submitted / student / unit.name / f"{unit.name}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
        kinds[student] = kind
    return kinds


def honest(course: Course, unit: Unit) -> Iterator[tuple[str, Sheet]]:
    """An endless honest class: one half is right, the other partly done or with a known mistake."""
    exercises = [exercise.name for exercise in unit.exercises]
    variants = zip(cycle(unit.mistakes), cycle(unit.alternatives), cycle(range(1, len(exercises))), strict=False)
    for mistake, alternative, count in variants:
        yield "right", solved(course, unit)
        yield "right", solved(course, unit, _instead(unit, alternative))
        yield "partly done", _partly(course, unit, exercises[:count])
        yield "a mistake", solved(course, unit, _instead(unit, mistake))


def _instead(unit: Unit, variant: Mistake | Alternative) -> dict[str, str]:
    return {variant.exercise: source_of(variant.exercise, variant.make(unit.solution))}


def _partly(course: Course, unit: Unit, done: list[str]) -> Sheet:
    notebook, released = solved(course, unit), blank(course, unit)
    for cell, empty in zip(notebook.cells, released.cells, strict=True):
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade_id") not in done:
            cell.source = empty.source
    return notebook


def stock_commands(unit: str, students: str) -> list[list[str]]:
    """nbgrader's own commands for some students, with a gradebook and folders of their own."""
    settings = [
        "--db", "sqlite:///stock.db", "--student", students, "--force",
        "--CourseDirectory.autograded_directory=stock_autograded",
        "--CourseDirectory.feedback_directory=stock_feedback",
    ]  # fmt: skip
    return [["nbgrader", step, unit, *settings] for step in ("autograde", "generate_feedback")]


def agreement(course: Course, unit: str, kinds: dict[str, str]) -> Table:
    """Scores here beside those of stock nbgrader, which knows the public probes alone."""
    table = Table(
        "handed in", "students", "same score", "largest difference, points", title="Scores", title_justify="left"
    )
    ours = {document["student"]: document["score"] for document in Results(course.results(unit))}
    with Gradebook(f"sqlite:///{course.root / 'stock.db'}") as book:
        theirs = {s.student.id: sum(n.code_score for n in s.notebooks) for s in book.assignment_submissions(unit)}
    for kind in dict.fromkeys(kinds.values()):
        gaps = [abs(ours[student] - theirs[student]) for student in theirs if kinds[student] == kind]
        table.add_row(kind, str(len(gaps)), str(sum(gap < 1e-9 for gap in gaps)), f"{max(gaps, default=0):g}")
    return table


def timed(course: Course, commands: list[list[str]]) -> float:
    """Seconds that commands take, one after the other."""
    started = time.perf_counter()
    for name, *arguments in commands:
        done = subprocess.run([BIN / name, *arguments], cwd=course.root, capture_output=True, text=True)
        if done.returncode:
            raise click.ClickException(
                f"{name} {' '.join(arguments)} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
            )
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
