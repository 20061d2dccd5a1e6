"""What a notebook's cells are made of: top-level statements, the names that each makes, and the names that it needs.

Python's own compiler says which names of the notebook a statement reads and writes, and where: no rule of scopes is
told here a second time. Nothing of the notebook is run.

>>> (one,) = statements([(1, "def double(x):\\n    return factor * x")])
>>> sorted(one.makes), sorted(one.needs_later)
(['double'], ['factor'])
"""

from __future__ import annotations

import ast
import dis
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import CodeType

from IPython.core.inputtransformer2 import TransformerManager

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
IMPORTS = (ast.Import, ast.ImportFrom)
_WHOLE = (*DEFINITIONS, *IMPORTS, ast.Assign, ast.AnnAssign)
_READS = {"LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT_OR_GLOBALS"}
_WRITES = {"STORE_NAME", "STORE_GLOBAL", "DELETE_NAME", "DELETE_GLOBAL"}
_CELL_MAGIC = re.compile(r"^\s*%%(time|capture|prun)\b.*")
"""Cell magics whose cell runs in the notebook itself, so that what it defines stays."""


@dataclass(frozen=True)
class Statement:
    """A statement at the top of a cell.

    Attributes
    ----------
    cell : int
        Number of its code cell, from 1.
    text : str
        The statement with the comment right above it; an import of several names is one statement a name.
    node : ast.stmt
        The same as syntax.
    makes, changes : frozenset of str
        The names that it binds anew, and those that it adds to or writes into (``total += 1``, ``table[0] = 3``).
    needs_now, needs_later : frozenset of str
        The names that it reads when it runs, and those that functions inside of it read when they are called.
    """

    cell: int
    text: str
    node: ast.stmt
    makes: frozenset[str]
    changes: frozenset[str]
    needs_now: frozenset[str]
    needs_later: frozenset[str]

    @property
    def names(self) -> frozenset[str]:
        """All names that it is a part of."""
        return self.makes | self.changes

    @property
    def meaning(self) -> str:
        """The statement without comments and layout: two that agree in it do the same."""
        return ast.dump(self.node)


def statements(cells: Iterable[tuple[int, str]], stopped: Mapping[int, int] | None = None) -> list[Statement]:
    """The statements of cells that ran, in their order.

    Parameters
    ----------
    cells : iterable of (int, str)
        Number and source of each code cell.
    stopped : mapping of int to int, optional
        For each cell that an error ended, the line of the statement that raised it; 0 where nothing of it ran.
    """
    stopped = stopped or {}
    return [one for number, source in cells for one in _of_a_cell(number, plain_python(source), stopped.get(number))]


def plain_python(source: str) -> str:
    """A cell as IPython compiles it, with the lines in their places: its commands (``%``, ``!``) are calls."""
    source = _CELL_MAGIC.sub("", source.replace("\r\n", "\n"), count=1)
    return TransformerManager().transform_cell(source)


def global_places(code: CodeType, *, within: bool = False) -> Iterator[tuple[str, tuple[int, int], bool, bool]]:
    """Each use of a name of the notebook: the name, its line and column, whether it is written, whether in a function.

    A name that a class makes for itself in its body is its own.
    """
    function = bool(code.co_flags & 0x2)  # CO_NEWLOCALS: neither the notebook itself nor the body of a class
    instructions = list(dis.get_instructions(code))
    own = set()
    if within and not function:
        own = {one.argval for one in instructions if one.opname == "STORE_NAME"} | {
            "__name__",
            "__module__",
            "__qualname__",
        }
    for one in instructions:
        if one.opname in _READS | _WRITES and one.argval not in own and one.positions is not None:
            place = (one.positions.lineno or 0, one.positions.col_offset or 0)
            yield one.argval, place, one.opname in _WRITES, function and within
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from global_places(constant, within=True)


def compiled(tree: ast.Module) -> CodeType:
    """A syntax tree as code, without a word about what looks odd in it."""
    with warnings.catch_warnings(action="ignore"):
        return compile(tree, "<cell>", "exec", dont_inherit=True)


def _of_a_cell(number: int, source: str, stopped: int | None) -> Iterator[Statement]:
    try:
        with warnings.catch_warnings(action="ignore"):
            body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError):
        return
    lines = source.split("\n")
    for i, node in enumerate(body):
        if stopped is not None and (node.end_lineno or 0) >= stopped:
            return
        alone = [other for other in body[max(0, i - 1) : i + 2] if other is not node]
        text = _text(node, lines, source, shared=any(_share_a_line(node, other) for other in alone))
        for part, words in _parts(node, text):
            yield _described(number, words, part)


def _text(node: ast.stmt, lines: list[str], source: str, shared: bool) -> str:
    """A statement's own lines, with its decorators and the comment that stands right above."""
    if shared:
        return ast.get_source_segment(source, node) or ast.unparse(node)
    first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))]) - 1
    while first > 0 and lines[first - 1].startswith("#"):
        first -= 1
    return "\n".join(lines[first : node.end_lineno]).rstrip()


def _share_a_line(one: ast.stmt, other: ast.stmt) -> bool:
    return one.lineno == other.end_lineno or other.lineno == one.end_lineno


def _parts(node: ast.stmt, text: str) -> Iterator[tuple[ast.stmt, str]]:
    """A statement; an import of several names as one of each, so that only those that are used are kept."""
    if isinstance(node, ast.Import):
        parts: list[ast.stmt] = [ast.Import([alias]) for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        parts = [ast.ImportFrom(node.module, [alias], node.level) for alias in node.names]
    else:
        yield node, text
        return
    for part in parts:
        yield ast.copy_location(part, node), ast.unparse(part)


def _described(number: int, text: str, node: ast.stmt) -> Statement:
    uses = list(global_places(compiled(ast.Module([node], []))))
    written = frozenset(name for name, _, is_written, inside in uses if is_written and not inside)
    whole = isinstance(node, _WHOLE)
    later = frozenset(name for name, _, is_written, inside in uses if inside)
    now = frozenset(name for name, _, is_written, inside in uses if not inside and not is_written)
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        now |= later  # a comprehension, or a function that is called at once
    return Statement(
        number,
        text,
        node,
        written if whole else frozenset(),
        _written_into(node) | (frozenset() if whole else written),
        now,
        later,
    )


def _written_into(node: ast.stmt) -> frozenset[str]:
    """The names of objects that a statement changes: ``a`` of ``a[0] = 1``, ``a.b = 2`` and ``a.append(3)``."""
    if isinstance(node, DEFINITIONS):
        return frozenset()
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute):
        return frozenset({_root(node.value.func)}) - {"", "get_ipython"}
    places = [one for one in ast.walk(node) if isinstance(one, (ast.Attribute, ast.Subscript))]
    return frozenset(_root(one) for one in places if isinstance(one.ctx, (ast.Store, ast.Del))) - {""}


def _root(node: ast.expr) -> str:
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
