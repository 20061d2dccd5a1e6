"""The solution of a unit: the definitions that its notebook makes, which are the oracle of every probe.

This runs the author's code, never a student's.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import linecache
import textwrap
from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any


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
    """

    def __init__(self, unit: str, cells: Iterable[str]) -> None:
        self.unit = unit
        self.cells = tuple(cells)

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

    def edited(self, name: str, *replacements: tuple[str, str]) -> Any:
        """The function or class `name`, made from its source after text replacements.

        Parameters
        ----------
        name : str
            What to make.
        *replacements : tuple of (old, new)
            Applied in order, each to every place where `old` stands.

        Raises
        ------
        SolutionError
            If an `old` does not occur: the solution has moved on, and the mistake must follow.
        """
        source = self.source(name)
        for old, new in replacements:
            if old not in source:
                raise SolutionError(f"{name!r} of {self.unit} no longer holds {old!r}; mend the edit")
            source = source.replace(old, new)
        edited = [source if cell == self.source(name) else cell for cell in self.cells]
        return self._run(edited)[name]

    def with_replaced(self, name: str, value: Any) -> dict[str, Any]:
        """The definitions with one of them replaced, as a wrong or another right notebook would hold them.

        Definitions that call the replaced one see the replacement.
        """
        definitions = self._run(self.cells)
        definitions[name] = value
        return definitions

    def _run(self, cells: Iterable[str]) -> dict[str, Any]:
        namespace: dict[str, Any] = {"__name__": "__main__"}
        for number, cell in enumerate(cells, start=1):
            filename = f"<solution of {self.unit}, cell {number}, {hashlib.sha256(cell.encode()).hexdigest()[:8]}>"
            linecache.cache[filename] = (len(cell), None, cell.splitlines(keepends=True), filename)
            try:
                exec(compile(cell, filename, "exec"), namespace)
            except Exception as error:
                raise SolutionError(f"{filename[1:-1]} can't be run: {type(error).__name__}: {error}") from error
        return namespace


def source_of(definition: Any) -> str:
    """The source of an author's function or class as a cell: the edited cell, or the definition itself.

    Parameters
    ----------
    definition : function or class
        As a mistake or an alternative made it.
    """
    filename = getattr(getattr(definition, "__code__", None), "co_filename", "")
    if filename.startswith("<solution of"):
        return "".join(linecache.getlines(filename))
    return textwrap.dedent(inspect.getsource(definition))


def defined_names(source: str) -> list[str]:
    """Functions and classes that a cell's author-written source defines at its top level."""
    body = ast.parse(source).body
    return [node.name for node in body if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef))]
