"""A program beside the solution: its lines, which of them differ, and the solution's that stand there instead."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from difflib import SequenceMatcher

from grader.mistakes.alignment import renamed
from grader.mistakes.findings import Row
from grader.mistakes.programs import Program, written
from grader.syntax import UNREADABLE

MOST_LINES = 80


def listed(solution: ast.stmt, program: Program) -> tuple[Row, ...]:
    """The lines of a program in its student's words; names do not make a difference."""
    others = written(program.statements[:-1])
    theirs = [line for line in others.split("\n") if others]
    own = ast.unparse(program.definition).split("\n")
    try:
        compared = ast.unparse(renamed(solution, program.definition)).split("\n")
    except UNREADABLE:
        compared = own
    rows = [*(Row("theirs", line) for line in theirs), *_compared(ast.unparse(solution).split("\n"), own, compared)]
    left = len(rows) - MOST_LINES
    return tuple(rows[:MOST_LINES]) + ((Row("same", f"# {left} more lines are not shown"),) if left > 0 else ())


def _compared(right: list[str], own: list[str], compared: list[str]) -> Iterator[Row]:
    for tag, a, b, c, d in SequenceMatcher(None, right, compared, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (Row("same", line) for line in own[c:d])
        else:
            yield from (Row("solution", line) for line in right[a:b])
            yield from (Row("theirs", line) for line in own[c:d])
