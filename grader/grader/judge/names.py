"""Which names a submission's cells make, change and need: found by syntax alone, nothing of it runs on this side."""

from __future__ import annotations

import ast
import symtable
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from grader.syntax import UNREADABLE, parsed, without_magics

MOST_TEXT = 200_000
"""Characters in which names are looked for: several times what a whole unit holds."""
CELLS_KEPT = 256
"""Cells whose names are kept: an exercise that is not right asks for those of the whole notebook."""
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_DEFINITIONS = (*_FUNCTIONS, ast.ClassDef)


def made(sources: Iterable[str]) -> set[str]:
    """The names that cells make at their top; none of a cell that can't be parsed."""
    return set().union(*map(_assigned, readable(sources)))


@lru_cache(maxsize=CELLS_KEPT)
def changed(source: str) -> frozenset[str]:
    """The names that a cell makes at its top, deletes, or writes into (``np.pi = 3``, ``scores[0] = 1``)."""
    tree = parsed(source, MOST_TEXT)
    if tree is None:
        return frozenset()
    places = [node for node in _at_the_top(tree) if isinstance(node, (ast.Attribute, ast.Subscript, ast.Name))]
    written = {_root(node) for node in places if isinstance(node.ctx, (ast.Store, ast.Del))}
    return frozenset((_assigned(source) | written) - _of_comprehensions(tree) - {""})


@lru_cache(maxsize=CELLS_KEPT)
def asked(source: str) -> frozenset[str]:
    """The names of which a cell calls a method at its top, after which they may stand for something else.

    >>> sorted(asked("scores.append(1)\\nprint(settings['rates'].pop())"))
    ['scores', 'settings']
    """
    tree = parsed(source, MOST_TEXT)
    calls = [node.func for node in _at_the_top(tree) if isinstance(node, ast.Call)] if tree else []
    return frozenset(_root(method) for method in calls if isinstance(method, ast.Attribute)) - {""}


def imported(sources: Iterable[str]) -> set[str]:
    """The names that cells import at their top."""
    return set().union(*map(_imported, readable(sources)))


def needed(name: str, sources: Iterable[str]) -> set[str]:
    """A name, and all that it is made of in these cells: what its definition uses, what these use, and so on."""
    uses = defaultdict[str, set[str]](set)
    for source in readable(sources):
        for one, used in _uses(source):
            uses[one] |= used
    found, queue = set[str](), [name]
    while queue:
        one = queue.pop()
        if one not in found:
            found.add(one)
            queue += uses[one]
    return found


def unwritten(source: str) -> set[str]:
    """What a cell defines without writing it, where it does nothing else: each body raises NotImplementedError."""
    tree = parsed(source, MOST_TEXT)
    if tree is None or not tree.body or not all(map(_is_unwritten, tree.body)):
        return set()
    return set().union(*map(_bound, tree.body))


@lru_cache(maxsize=CELLS_KEPT)
def _imported(source: str) -> set[str]:
    tree = parsed(source, MOST_TEXT)
    imports = [one for one in tree.body if isinstance(one, (ast.Import, ast.ImportFrom))] if tree else []
    return set().union(*map(_bound, imports))


def readable(sources: Iterable[str]) -> Iterator[str]:
    """Cells until there is too much of them."""
    room = MOST_TEXT
    for source in sources:
        room -= len(source)
        if room < 0:
            return
        yield source


def _is_unwritten(statement: ast.stmt) -> bool:
    if not isinstance(statement, _DEFINITIONS):
        return False
    body = [one for one in statement.body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))]
    if isinstance(statement, ast.ClassDef):
        return bool(body) and all(_is_unwritten(one) or _is_stub(one) for one in body)
    return len(body) == 1 and _is_stub(body[0])


def _is_stub(statement: ast.stmt) -> bool:
    """Whether a statement is what a release puts in the place of a solution."""
    names = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
    return isinstance(statement, ast.Raise) and "NotImplementedError" in names


def _bound(statement: ast.stmt) -> set[str]:
    """The names that a statement makes."""
    if isinstance(statement, _DEFINITIONS):
        return {statement.name}
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return {alias.asname or alias.name.partition(".")[0] for alias in statement.names}
    within = list(ast.walk(statement))
    stored = {node.id for node in within if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return stored | {node.name for node in within if isinstance(node, _DEFINITIONS)}


def _root(node: ast.expr) -> str:
    """The name that a place begins with: ``a`` of ``a.b[0].c``."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _at_the_top(node: ast.AST) -> Iterator[ast.AST]:
    """What runs with a cell: all of it but the bodies of functions, which run when they are called."""
    queue = [node]
    while queue:
        yield (one := queue.pop())
        below = ast.iter_child_nodes(one)
        queue += [child for child in below if not isinstance(child, (*_FUNCTIONS, ast.Lambda))]


@lru_cache(maxsize=CELLS_KEPT)
def _uses(source: str) -> tuple[tuple[str, set[str]], ...]:
    """What a cell makes, each with the names of the notebook that it uses."""
    return tuple(_used(source))


def _used(source: str) -> Iterator[tuple[str, set[str]]]:
    tree = parsed(source, MOST_TEXT)
    if tree is None:
        return
    try:
        with warnings.catch_warnings(action="ignore"):
            table = symtable.symtable(without_magics(source), "cell", "exec")
    except UNREADABLE:
        return
    for child in table.get_children():
        yield child.get_name(), _globals(child)
    for statement in tree.body:
        if not isinstance(statement, _DEFINITIONS):
            within = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
            loaded = {node.id for node in within if isinstance(node.ctx, ast.Load)}
            yield from ((one, loaded) for one in _bound(statement))


def _globals(table: symtable.SymbolTable) -> set[str]:
    """The names that a function or a class takes from the notebook."""
    own = {name.get_name() for name in table.get_symbols() if name.is_global()}
    return own.union(*map(_globals, table.get_children()))


def _assigned(source: str) -> set[str]:
    text = without_magics(source)
    try:
        with warnings.catch_warnings(action="ignore"):
            table = symtable.symtable(text, "cell", "exec")
            passing = _of_comprehensions(ast.parse(text))
    except UNREADABLE:
        return set()
    bound = {name.get_name() for name in table.get_symbols() if name.is_imported() or name.is_namespace()}
    return bound | {name.get_name() for name in table.get_symbols() if name.is_assigned()} - passing


def _of_comprehensions(tree: ast.Module) -> set[str]:
    """Names that comprehensions alone assign: from Python 3.12 on, they stand in the table of what is around them."""
    clauses = [node for node in ast.walk(tree) if isinstance(node, ast.comprehension)]
    targets = {id(name): name.id for one in clauses for name in ast.walk(one.target) if isinstance(name, ast.Name)}
    stored = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    return set(targets.values()) - {name.id for name in stored if id(name) not in targets}
