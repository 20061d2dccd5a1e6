"""Drafts: what an author can paste into ``mistakes.py`` to have a mistake recognized, but for its name and its hint.

Where a program differs from the solution in a place or two, the draft is a `slip`; else the program, written out under
`mistake`. Either is text that was put together from syntax trees, and nothing here runs it.
"""

from __future__ import annotations

import ast
import hashlib
import itertools
import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.course import Solution
from grader.course.edits import EditError, edited
from grader.course.variants import BLANK
from grader.mistakes.alignment import Place, differences, renamed
from grader.mistakes.programs import Program, bound, tidy, written
from grader.syntax import UNREADABLE

MOST_PLACES = 2
MOST_TRIES = 400
LONGEST_SLIP, MOST_LINES = 160, 3
"""Characters and lines of an edit: what is longer thinks differently from the solution."""
WIDTH = 110
HINT = f"{BLANK} what this does instead of what it should, and what to think of; not the answer."
Edits = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Draft:
    """A statement for ``mistakes.py``.

    Attributes
    ----------
    text : str
        The statement.
    cell : str
        A notebook's cell that defines the exercise as the statement would.
    """

    text: str
    cell: str


def slip_of(solution: Solution, program: Program) -> Draft | None:
    """The draft of a program that differs from the solution in a place or two; None of any other."""
    if len(program.statements) > 1 or program.missing:
        return None
    source, exercise = solution.source(program.exercise), program.exercise
    try:
        edits = _edits(source, exercise, program.definition)
    except UNREADABLE:
        return None
    if not edits:
        return None
    pairs = [f"{_quoted(old)}, {_quoted(new)}" for old, new in edits]
    told = pairs if len(pairs) == 1 else [f"({pair})" for pair in pairs]
    head = f"slip({_quoted(exercise)}, {_quoted(name_of(exercise, str(edits)))},"
    line = " ".join([head, *(f"{one}," for one in told)])
    text = line if len(line) <= WIDTH else "\n     ".join([head, *(f"{one}," for one in told)])
    return Draft(f"{text}\n     hint={_quoted(HINT)})\n", edited(source, edits))


def mistake_of(solution: Solution, program: Program, already: str) -> Draft:
    """The draft of any other program.

    Parameters
    ----------
    solution : Solution
    program : Program
        One that misses nothing.
    already : str
        The text of ``mistakes.py`` as it stands.
    """
    exercise, imported = program.exercise, names_at_top(already)
    borrowed = [f"{name} = {_taken(name)}" for name in program.borrowed if name not in imported]
    body = "\n".join([*borrowed, *([""] if borrowed else []), program.text])
    name = name_of(exercise, program.text)
    made = f"def {name}(solution):\n{textwrap.indent(body, '    ')}\n\n    return {exercise}\n"
    cell = f"import types\n\n{made}\n{exercise} = {name}(types.SimpleNamespace(**globals(), definitions=globals()))\n"
    return Draft(f"@mistake({_quoted(exercise)},\n         hint={_quoted(HINT)})\n{made}", cell)


def with_import(draft: str, already: str) -> str:
    """A draft with the import that it needs, where ``mistakes.py`` lacks it."""
    door = "slip" if draft.startswith("slip") else "mistake"
    return draft if door in names_at_top(already) else f"from grader.author import {door}\n\n{draft}"


def name_of(exercise: str, what: str) -> str:
    """A name for a draft that no other has, until somebody gives it a better one."""
    return f"unnamed_{hashlib.sha256(f'{exercise} {what}'.encode()).hexdigest()[:6]}"


def names_at_top(source: str) -> set[str]:
    """The names that an author's file makes at its top."""
    return {name for statement in ast.parse(source).body for name in bound(statement)}


def solution_of(solution: Solution, exercise: str) -> ast.stmt:
    """The solution's definition of an exercise, without what computes nothing."""
    return _definition(solution.source(exercise), exercise)


def _definition(source: str, exercise: str) -> ast.stmt:
    return tidy(next(one for one in reversed(ast.parse(source).body) if exercise in bound(one)))


def _edits(source: str, exercise: str, student: ast.stmt) -> Edits:
    """The edits that make the student's program of the solution's text, variables renamed; none where there are none.

    Whether they do is tried on the text: after them it must be the same program.
    """
    right = _definition(source, exercise)
    own = renamed(right, student)
    places = differences(right, own)
    if not 0 < len(places) <= MOST_PLACES or any(place.around is None for place in places):
        return ()
    choices = [list(_candidates(source, place)) for place in places]
    for edits in itertools.islice(itertools.product(*choices), MOST_TRIES):
        if _makes(source, edits, exercise, own):
            return edits
    return ()


def _makes(source: str, edits: Edits, exercise: str, wanted: ast.stmt) -> bool:
    try:
        return ast.dump(_definition(edited(source, edits), exercise)) == ast.dump(wanted)
    except (EditError, StopIteration, *UNREADABLE):
        return False


def _candidates(source: str, place: Place) -> Iterator[tuple[str, str]]:
    """Edits of a place, from the narrowest to the widest that is still a slip."""
    for wider in place.widening():
        if wider.around is None or not wider.old:
            continue
        old = _segment(source, wider.old)
        column = getattr(wider.old[0], "col_offset", 0)
        new = _written(wider.new, column)
        if any(len(text) > LONGEST_SLIP or text.count("\n") >= MOST_LINES for text in (old, new)):
            return
        yield old, new
        if isinstance(wider.new[0] if wider.new else None, ast.expr):
            yield old, f"({new})"


def _written(nodes: Sequence[ast.AST], column: int) -> str:
    """Nodes as text that begins at a column."""
    text = written(node for node in nodes if isinstance(node, ast.stmt)) or "".join(map(ast.unparse, nodes))
    return text.replace("\n", "\n" + " " * column)


def _segment(source: str, nodes: Sequence[ast.AST]) -> str:
    """The text that some nodes stand in, which follow each other."""
    lines = source.encode().split(b"\n")
    first, last = nodes[0], nodes[-1]
    start, end = first.lineno - 1, last.end_lineno - 1  # type: ignore[attr-defined]
    kept = lines[start : end + 1]
    kept[-1] = kept[-1][: last.end_col_offset]  # type: ignore[attr-defined]
    kept[0] = kept[0][first.col_offset :]  # type: ignore[attr-defined]
    return b"\n".join(kept).decode()


def _taken(name: str) -> str:
    """How a draft takes a name from the solution."""
    own = name.startswith("_") or hasattr(Solution, name) or name in ("unit", "cells")
    return f"solution.definitions[{_quoted(name)}]" if own else f"solution.{name}"


def _quoted(text: str) -> str:
    """A text as Python writes it, in double quotes."""
    return json.dumps(text, ensure_ascii=False)
