"""This grader and stock ``nbgrader autograde``, side by side on the same class, alternated in one run.

The class is honest: solutions, other right answers, work half done and known mistakes, each with a comment of its own
so that no two files are the same. Every round grades the whole class anew here (results, gradebook, executed
notebooks and feedback pages), and a few of its students, others each round, with nbgrader (autograde and
generate_feedback). Both are commands of their own, start-up included. Times are wall-clock seconds a submission.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
from pathlib import Path

import click
from classes import hand_in, stage, timed
from nbgrader.api import Gradebook
from rich.console import Console
from rich.table import Table

from grader.course import Course
from grader.results import Results

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


def stock_commands(unit: str, students: str) -> list[list[str]]:
    """nbgrader's own commands for some students, with a gradebook and folders of their own."""
    settings = [
        "--db", "sqlite:///stock.db", "--student", students, "--force",
        "--CourseDirectory.autograded_directory=stock_autograded",
        "--CourseDirectory.feedback_directory=stock_feedback",
    ]  # fmt: skip
    itself = "--Autograde.exporter_class=nbconvert.exporters.NotebookExporter"  # the course's settings ask the grader
    return [["nbgrader", "autograde", unit, *settings, itself], ["nbgrader", "generate_feedback", unit, *settings]]


def agreement(course: Course, unit: str, kinds: dict[str, str]) -> Table:
    """Scores here beside those of stock nbgrader, which knows the public probes alone."""
    table = Table(
        "handed in", "students", "same score", "largest difference, points", title="Scores", title_justify="left"
    )
    ours = {result.student: result.score for result in Results(course.results(unit)).all()}
    with Gradebook(f"sqlite:///{course.root / 'stock.db'}") as book:
        theirs = {s.student.id: sum(n.code_score for n in s.notebooks) for s in book.assignment_submissions(unit)}
    for kind in dict.fromkeys(kinds.values()):
        gaps = [abs(ours[student] - theirs[student]) for student in theirs if kinds[student] == kind]
        table.add_row(kind, str(len(gaps)), str(sum(gap < 1e-9 for gap in gaps)), f"{max(gaps, default=0):g}")
    return table


if __name__ == "__main__":
    main()
