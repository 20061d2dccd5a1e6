"""The kernel that a student checks in: whose a function is, what stands beside it, and which cell was run last.

>>> from gradschool.checks.kernel import is_the_librarys, namespace
>>> from gradschool.backend import to_numpy
>>> is_the_librarys(to_numpy), "to_device" in namespace(to_numpy)
(True, True)
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from typing import Any


def is_the_librarys(function: Any) -> bool:
    """Whether a function or class comes with the library instead of from a student."""
    return str(getattr(function, "__module__", "")).startswith("gradschool.")


def newer_that_fails(name: str) -> str:
    """What keeps the newest cell that defines a name from compiling; empty where nothing does."""
    shell = _shell()
    if shell is None:
        return ""
    for source in reversed(shell.user_ns.get("In", [])):
        if re.search(rf"^[ \t]*(?:async\s+def|def|class)\s+{re.escape(name)}\b", source, re.MULTILINE):
            try:
                compile(shell.transform_cell(source), "<cell>", "exec")
            except SyntaxError as error:
                line = f" at {error.text.strip()!r}" if error.text else ""
                return f"{error.msg}, line {error.lineno}{line}"
            return ""
    return ""


def beside(function: Callable[..., Any]) -> Mapping[str, Any]:
    """The names that stand beside a function or class in its notebook, itself under its own name."""
    return {**namespace(function), function.__name__: function}


def namespace(function: Any) -> dict[str, Any]:
    """The names that stand beside a function or class in its notebook."""
    if hasattr(function, "__globals__"):
        return function.__globals__
    module = sys.modules.get(getattr(function, "__module__", None) or "")
    return vars(module) if module else {}


def shows_html() -> bool:
    """Whether the value of a cell is shown as HTML (a Jupyter kernel)."""
    return type(_shell()).__name__ == "ZMQInteractiveShell"


def _shell() -> Any:
    """The IPython that runs the notebook; None outside of one."""
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    return get_ipython()
