"""A table's note is one short line that ends where a clause of it ends."""

from dataclasses import replace

import pytest

from grader.cli.tables import LINE, note
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
