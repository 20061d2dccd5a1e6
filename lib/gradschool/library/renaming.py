"""A name of a notebook under another name: where two units mean different things by one, both stay.

>>> (one,) = statements([(1, "def grow(x, rate=rate):\\n    return x * rate + offset  # a rate of its own")])
>>> print(renamed(one, {"grow": "first_grow", "rate": "first_rate", "offset": "first_offset"}))
def first_grow(x, rate=first_rate):
    return x * rate + first_offset  # a rate of its own
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from gradschool.library.statements import DEFINITIONS, IMPORTS, Statement, compiled, global_places, statements

Edit = tuple[int, int, str, str]
"""Line, column in bytes, the name that stands there, and what is to stand there."""


def renamed(statement: Statement, names: Mapping[str, str]) -> str:
    """A statement's text with names of the notebook replaced; the names of parameters and of local variables stay.

    Parameters
    ----------
    names : mapping of str to str
        Old names and new.

    Raises
    ------
    ValueError
        If a name can't be replaced without changing what the statement does.
    """
    if not (statement.names | statement.needs_now | statement.needs_later) & set(names):
        return statement.text
    if isinstance(statement.node, IMPORTS):
        return _import(statement.node, names)
    tree = ast.parse(statement.text)
    places = {place for name, place, *_ in global_places(compiled(tree)) if name in names}
    text = _edited(statement.text, list(_edits(tree, places, names)))
    if text is None:
        text = ast.unparse(_Renamer(places, names).visit(tree))
    (again,) = statements([(statement.cell, text)])
    if left := (again.names | again.needs_now | again.needs_later) & set(names):
        raise ValueError(f"{min(left)!r} can't be told apart from another unit's; give it another name")
    return text


def _import(node: ast.stmt, names: Mapping[str, str]) -> str:
    assert isinstance(node, IMPORTS)
    (alias,) = node.names
    if isinstance(node, ast.Import) and alias.asname is None and "." in alias.name:
        return f"{names[alias.name.partition('.')[0]]} = __import__({alias.name!r})"
    new = ast.alias(alias.name, names[alias.asname or alias.name])
    changed = ast.Import([new]) if isinstance(node, ast.Import) else ast.ImportFrom(node.module, [new], node.level)
    return ast.unparse(changed)


def _edits(tree: ast.Module, places: set[tuple[int, int]], names: Mapping[str, str]) -> Iterator[Edit]:
    """Where the text is to change: names that the compiler found, heads of definitions, ``global`` statements."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in names and (node.lineno, node.col_offset) in places:
            yield node.lineno, node.col_offset, node.id, names[node.id]
        if isinstance(node, DEFINITIONS) and node in tree.body and node.name in names:
            yield node.lineno, -1, node.name, names[node.name]
        if isinstance(node, ast.Global):
            yield from ((node.lineno, -1, name, names[name]) for name in node.names if name in names)


def _edited(text: str, edits: list[Edit]) -> str | None:
    """A text after its edits, from the last to the first; None where a name does not stand where it should."""
    lines = text.encode().split(b"\n")
    for line, column, old, new in sorted(edits, reverse=True):
        row, name = lines[line - 1], old.encode()
        if column < 0:
            found = re.search(rb"\b" + name + rb"\b", row)
            if found is None:
                return None
            column = found.start()
        if row[column : column + len(name)] != name:
            return None
        lines[line - 1] = row[:column] + new.encode() + row[column + len(name) :]
    return b"\n".join(lines).decode()


class _Renamer(ast.NodeTransformer):
    """The same by syntax alone, where the text does not say where a name stands (in an f-string of Python 3.11)."""

    def __init__(self, places: set[tuple[int, int]], names: Mapping[str, str]) -> None:
        self.places, self.names = places, names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        if node.id in self.names and (node.lineno, node.col_offset) in self.places:
            node.id = self.names[node.id]
        return node

    def visit_Global(self, node: ast.Global) -> ast.Global:
        node.names = [self.names.get(name, name) for name in node.names]
        return node

    def visit_Module(self, node: ast.Module) -> ast.Module:
        for one in node.body:
            if isinstance(one, DEFINITIONS):
                one.name = self.names.get(one.name, one.name)
        self.generic_visit(node)
        return node
