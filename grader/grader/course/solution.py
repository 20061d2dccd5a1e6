"""The solution of a unit: the definitions that its notebook makes, which are the oracle of every probe.

This runs the author's code, never a student's.
"""

from __future__ import annotations

import ast
import hashlib
import linecache
import symtable
import textwrap
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from time import process_time
from types import CodeType, MappingProxyType
from typing import Any

import numpy as np

from grader.course.edits import Edit, EditError, edited
from gradschool import backend
from gradschool.checks.purity import is_same
from gradschool.data import Dataset


class SolutionError(Exception):
    """A unit's solution can't be run or edited; the message names the unit and the cell."""


class Solution:
    """The definitions of a solution notebook.

    Parameters
    ----------
    unit : str
        Name of the unit, for messages.
    cells : iterable of str
        The cells that define something, in order: set-up and solutions, no demonstrations.

    Attributes
    ----------
    seconds : float
        Time on the processor that all cells took when they were last run to their end; 0 before.
    """

    def __init__(self, unit: str, cells: Iterable[str]) -> None:
        self.unit = unit
        self.cells = tuple(cells)
        self.seconds = 0.0

    @cached_property
    def definitions(self) -> Mapping[str, Any]:
        """All names that the cells define (run once)."""
        return MappingProxyType(self._run(self.cells))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self.definitions:
            raise AttributeError(f"the solution of {self.unit} defines no {name!r}")
        return self.definitions[name]

    def source(self, name: str) -> str:
        """The cell that defines a function or class."""
        for cell in self.cells:
            if name in defined_names(cell):
                return cell
        raise SolutionError(f"no cell of the solution of {self.unit} defines {name!r}")

    def edited(self, name: str, *edits: Edit, everywhere: bool = False) -> Any:
        """The function or class `name`, made from its source after edits of its program.

        Parameters
        ----------
        name : str
            What to make.
        *edits : tuple of (old, new)
            Each `old` must stand once in the program of the cell; docstrings and comments do not count.
        everywhere : bool, default False
            Make each edit in every place where its `old` stands.

        Raises
        ------
        SolutionError
            If an `old` stands nowhere, or in several places: the message gives the lines of the cell.
        """
        try:
            source = edited(self.source(name), edits, everywhere=everywhere)
        except EditError as error:
            raise SolutionError(f"an edit of {name!r} of {self.unit} can't be made: {error}") from None
        return self.with_source(name, source)[name]

    def with_source(self, name: str, source: str) -> dict[str, Any]:
        """The definitions with the cell that defines `name` replaced by another source."""
        return self.with_sources({name: source})

    def with_sources(self, sources: Mapping[str, str]) -> dict[str, Any]:
        """The definitions with the cells that define some names replaced by other sources."""
        others = {self.source(name): source for name, source in sources.items()}
        return self._shared(self._run([others.get(cell, cell) for cell in self.cells]))

    def with_replaced(self, name: str, value: Any) -> dict[str, Any]:
        """The definitions with one of them replaced, as a wrong or another right notebook would hold them.

        Definitions that call the replaced one see the replacement.
        """
        definitions = self._shared(self._run(self.cells))
        definitions[name] = value
        return definitions

    def _shared(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """These definitions, with the solution's own data in the place of equal data: hundreds of notebooks are kept.

        The arrays can't be written into, which would reach all of these notebooks.
        """
        for name, own in self.definitions.items():
            other = definitions.get(name)
            if isinstance(own, np.ndarray) and is_same(own, other):
                definitions[name] = own.view()
                definitions[name].flags.writeable = False
            elif isinstance(own, Dataset) and _is_same_set(own, other):
                definitions[name] = own
        return definitions

    def _run(self, cells: Iterable[str]) -> dict[str, Any]:
        namespace: dict[str, Any] = {"__name__": "__main__"}
        begun = process_time()
        for number, cell in enumerate(cells, start=1):
            filename = f"<solution of {self.unit}, cell {number}, {hashlib.sha256(cell.encode()).hexdigest()[:8]}>"
            linecache.cache[filename] = (len(cell), None, cell.splitlines(keepends=True), filename)
            try:
                with backend.use("numpy"):
                    exec(_compiled(cell, filename), namespace)
            except Exception as error:
                raise SolutionError(f"{filename[1:-1]} can't be run: {type(error).__name__}: {error}") from error
        self.seconds = process_time() - begun
        return namespace


def _is_same_set(own: Dataset, other: Any) -> bool:
    """Whether another value is a data set of the same examples and words."""
    return (
        isinstance(other, Dataset)
        and is_same((own.x, own.y), (other.x, other.y))
        and (own.classes, own.name, own.source) == (other.classes, other.name, other.source)
    )


@lru_cache(maxsize=2048)
def _compiled(cell: str, filename: str) -> CodeType:
    """A cell's code; the same cells are run again for every mistake and mutant."""
    return compile(cell, filename, "exec")


def source_of(exercise: str, definition: Any) -> str:
    """An author's function or class as the cell of an exercise: the edited cell, or the definition itself.

    What it takes from the other exercises (`solution.momentum_step`) it finds in the notebook (`momentum_step`).

    Parameters
    ----------
    exercise : str
        The name that the cell must define.
    definition : function or class
        As a mistake or an alternative made it.
    """
    code = _code(definition)
    lines = linecache.getlines(code.co_filename)
    if code.co_filename.startswith("<solution of"):
        return "".join(lines)
    node = _node("".join(lines), definition, code.co_firstlineno)
    text = textwrap.dedent("".join(lines[node.lineno - 1 : node.end_lineno]))
    if isinstance(node, ast.Lambda):
        text = ast.unparse(node)
    text = text.replace("solution.", "")  # the parameter of `mistake` and `accepted`; in a notebook, the cells above
    if isinstance(node, ast.Lambda):
        return f"{exercise} = {text}\n"
    return text if node.name == exercise else f"{text}\n{exercise} = {node.name}\n"


def names_needed(source: str) -> set[str]:
    """The names that a cell takes from the cells above it, or from Python."""
    module = symtable.symtable(source, "<cell>", "exec")
    own = {symbol.get_name() for symbol in module.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    needed, tables = set(), [module]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        looked_up = [symbol for symbol in table.get_symbols() if symbol.is_referenced()]
        needed |= {symbol.get_name() for symbol in looked_up if table is module or symbol.is_global()}
    return needed - own


def _node(source: str, definition: Any, line: int) -> ast.FunctionDef | ast.ClassDef | ast.Lambda:
    """The syntax of a definition, found by its line, or by its name where it is a class."""
    nodes = [
        node for node in ast.walk(ast.parse(source)) if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Lambda))
    ]
    if isinstance(definition, type):
        *_, found = (node for node in nodes if getattr(node, "name", "") == definition.__name__ and node.lineno <= line)
        return found
    starts = {min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))]): node for node in nodes}
    return starts[line]


def _code(definition: Any) -> CodeType:
    """The code of a function, or of a class's first method."""
    functions = [definition, *vars(definition).values()]
    return next(found.__code__ for found in functions if hasattr(found, "__code__"))


def defined_names(source: str) -> list[str]:
    """Functions and classes that a cell's author-written source defines at its top level."""
    body = ast.parse(source).body
    return [node.name for node in body if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef))]
