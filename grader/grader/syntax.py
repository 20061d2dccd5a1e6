"""A stranger's Python as a syntax tree: found by reading alone. Nothing of it is run, and nothing of it raises."""

from __future__ import annotations

import ast
import re
import warnings

UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What Python's own parser and its tables say of text that is no program, or too deep to be one."""
_MAGIC = re.compile(r"^([ \t]*)[%!].*", re.MULTILINE)


def without_magics(source: str) -> str:
    """A cell's text as plain Python: IPython's commands (``%time``, ``!ls``) stand for nothing."""
    return _MAGIC.sub(r"\1pass", source)


def parsed(source: str, most: int) -> ast.Module | None:
    """The syntax of a cell of at most so many characters; None where it is longer, or no Python."""
    if len(source) > most:
        return None
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.parse(without_magics(source))
    except UNREADABLE:
        return None
