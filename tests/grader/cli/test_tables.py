"""A table's note is one short line that ends where a clause of it ends."""

from dataclasses import replace
from io import StringIO
from types import SimpleNamespace
from typing import cast

import pytest
from rich.console import Console

from grader.cli.tables import LINE, class_table, note
from grader.course import Course, Unit
from grader.results import Problem, Result, Status

LONG = "write the step yourself, from the formula of this section and from no other place in the whole wide world"


def told(message: str) -> str:
    return note(replace(Result("07", "ada", Status.GRADED), problems=(Problem("", "", message),)))


@pytest.mark.parametrize(
    ("message", "seen"),
    [
        ("ended Python itself", "ended Python itself"),
        ("one\ntwo", "one"),
        (f"optim is not available while your work is graded: {LONG}",
         "optim is not available while your work is graded: write the step yourself …"),
        (f"cell 86: SyntaxError: expected ':' (line 1: def f(w, g, {LONG}", "cell 86: SyntaxError: expected ':' …"),
    ],
)  # fmt: skip
def test_a_note_ends_with_a_clause(message: str, seen: str) -> None:
    assert told(message) == seen


def test_a_note_without_clauses_ends_with_a_word() -> None:
    seen = told("word " * 100)
    assert len(seen) <= LINE
    assert seen.endswith("word …")


@pytest.mark.parametrize("width", [72, 80, 100, 140, 220])
def test_a_table_leaves_room_for_words_in_any_window(built_course: Course, width: int) -> None:
    unit = built_course.unit("01-small")
    longer = cast("Unit", SimpleNamespace(name=unit.name, exercises=unit.exercises[:1] * 15, points=60.0))
    student = "Émilie du Châtelet"
    told = {student: "a few words on what was handed in, and then some more"}
    shown = StringIO()
    Console(width=width, file=shown).print(
        class_table(longer, [Result(unit.name, student, Status.GRADED)], told, width)
    )
    assert len(shown.getvalue().splitlines()) < 25
