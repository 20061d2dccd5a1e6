"""Small edits of a solution's text, by which an author says what a slip of the pen would have written.

An edit is of the program: docstrings and comments stay as they are. It fails loudly where the solution has moved on.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator, Sequence
from itertools import accumulate

Edit = tuple[str, str]
"""What stands in the solution, and what stands there instead."""

Span = tuple[int, int]


class EditError(ValueError):
    """An edit does not say which place it means; the message gives the lines."""


def edited(source: str, edits: Sequence[Edit], *, everywhere: bool = False) -> str:
    """A text of Python after edits.

    Parameters
    ----------
    source : str
    edits : sequence of (old, new)
        Each `old` is looked for in `source` itself, so that their order says nothing.
    everywhere : bool, default False
        Make each edit in every place where its `old` stands in the program. By default it must stand there once.

    Raises
    ------
    EditError
        If an `old` stands nowhere in the program, or in several places, or where another edit is made already.

    Examples
    --------
    >>> edited("w = w - lr * g  # against g", [("- lr", "+ lr"), ("g", "g**2")])
    'w = w + lr * g**2  # against g'
    """
    spoken = list(_spoken(source))
    changes: dict[Span, str] = {}
    for old, new in edits:
        found = _places(source, old)
        places = [place for place in found if not any(_within(place, span) for span in spoken)]
        if not places or (len(places) > 1 and not everywhere):
            raise EditError(_complaint(source, old, places or found, bool(places)))
        changes |= dict.fromkeys(places, new)
    return _changed(source, changes)


def _places(source: str, old: str) -> list[Span]:
    """Where a text stands, from left to right, without overlap."""
    if not old:
        raise EditError("an edit needs some text of the solution to replace; this one is empty")
    places, start = [], source.find(old)
    while start >= 0:
        places.append((start, start + len(old)))
        start = source.find(old, start + len(old))
    return places


def _spoken(source: str) -> Iterator[Span]:
    """The places of docstrings and comments: what is said to a reader, and computes nothing."""
    lines = list(io.StringIO(source))
    starts = [0, *accumulate(map(len, lines))]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
            before, until = lines[first].encode()[: node.col_offset], lines[last].encode()[: node.end_col_offset]
            yield starts[first] + len(before.decode()), starts[last] + len(until.decode())
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield starts[token.start[0] - 1] + token.start[1], starts[token.end[0] - 1] + token.end[1]


def _within(place: Span, span: Span) -> bool:
    return span[0] <= place[0] and place[1] <= span[1]


def _changed(source: str, changes: dict[Span, str]) -> str:
    """The text with each of some places written anew."""
    parts, end = [], 0
    for (start, stop), new in sorted(changes.items()):
        if start < end:
            raise EditError(f"two edits change {source[start:end]!r}; make one of them, with both changes")
        parts += [source[end:start], new]
        end = stop
    return "".join([*parts, source[end:]])


def _complaint(source: str, old: str, places: Sequence[Span], computed: bool) -> str:
    if not places:
        return f"it no longer holds {old!r}; write the edit anew"
    numbers = dict.fromkeys(source.count("\n", 0, start) + 1 for start, _ in places)
    lines = source.split("\n")
    shown = "".join(f"\n  line {number}: {lines[number - 1].strip()}" for number in numbers)
    if not computed:
        return f"{old!r} stands in a docstring or a comment alone; an edit changes the program:{shown}"
    return f"{old!r} stands in {len(places)} places; take in more of the one you mean, or say everywhere=True:{shown}"
