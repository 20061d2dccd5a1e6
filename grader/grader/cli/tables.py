"""A class as a table: students by exercises."""

from __future__ import annotations

from typing import Any

from rich.markup import escape
from rich.table import Table

from grader.course import Unit

Document = dict[str, Any]


def class_table(unit: Unit, documents: list[Document], told: dict[str, str] | None = None) -> Table:
    """Students by exercises: points earned, the total, and what went wrong.

    Parameters
    ----------
    unit : Unit
    documents : list of dict
        Results, in the order to show.
    told : dict, optional
        Student to a few words about the submission; a column of its own.
    """
    table = Table(title=f"{unit.name}: points by exercise", title_justify="left", pad_edge=False, row_styles=["", "dim"])
    table.add_column("student", no_wrap=True)
    if told:
        table.add_column("handed in", overflow="fold")
    for exercise in unit.exercises:
        table.add_column(f"{exercise.name}\n(of {exercise.points:g})", justify="right", overflow="fold")
    table.add_column(f"total\n(of {unit.points:g})", justify="right", no_wrap=True)
    table.add_column("note", overflow="fold")
    for document in documents:
        words = [escape(told.get(document["student"], ""))] if told else []
        table.add_row(escape(document["student"]), *words, *_scores(unit, document), escape(note(document)))
    return table


def _scores(unit: Unit, document: Document) -> list[str]:
    if document["status"] != "graded":
        return ["" for _ in unit.exercises] + [document["status"]]
    scores = {exercise["name"]: exercise["score"] for exercise in document["exercises"]}
    return [f"{scores.get(exercise.name, 0):g}" for exercise in unit.exercises] + [f"{document['score']:g}"]


def note(document: Document) -> str:
    """The first thing that a person should know about a result: a problem, or the mistake that was recognized."""
    for problem in document["problems"]:
        where = f"{problem['where']}: " if problem["where"] else ""
        return f"{where}{problem['message']}".split("\n")[0][:100]
    mistakes = dict.fromkeys(
        probe["mistake"] for exercise in document["exercises"] for probe in exercise["probes"] if probe["mistake"]
    )
    return ", ".join(mistakes)
