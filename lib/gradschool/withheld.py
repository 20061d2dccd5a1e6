"""What is not there while work is graded: the parts of this library that would do a student's work.

The grader blocks them, and more (see ``grader.examinee.blocked``). A `check` in a notebook does without them too, so
that it says what the grader will say, in the same words.

>>> from gradschool.withheld import without
>>> with without({}):
...     exec("from gradschool import optim", {})
Traceback (most recent call last):
...
ImportError: gradschool.optim is not available while your work is graded: write the step yourself
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any, NoReturn

import gradschool

WITHHELD = ("gradschool.nn", "gradschool.optim", "gradschool.train")


def is_withheld(name: str) -> bool:
    """Whether a module is one of these, or lies in one."""
    return any(name == one or name.startswith(f"{one}.") for one in WITHHELD)


def reason(name: str) -> str:
    """Why a module of this library is not there."""
    return f"{name} is not available while your work is graded: write the step yourself"


@contextmanager
def without(names: MutableMapping[str, Any]) -> Iterator[None]:
    """Do without these modules for a while: an import of one is refused, and so is what was imported before.

    Parameters
    ----------
    names : mapping
        The names of a notebook. Those that stand for such a module, or for something out of one, are replaced
        meanwhile by what refuses every use.
    """
    found = {name: _home(value) for name, value in names.items()}
    taken = {name: names[name] for name, home in found.items() if is_withheld(home)}
    parts = {one.rpartition(".")[2] for one in WITHHELD} & set(vars(gradschool))
    of_the_package = {name: vars(gradschool)[name] for name in parts}
    imported = builtins.__import__

    def refusing(name: str, of: Any = None, local: Any = None, parts: Any = (), level: int = 0) -> ModuleType:
        for one in (name, *(f"{name}.{part}" for part in parts or ())):
            if not level and is_withheld(one):
                raise ImportError(reason(one))
        return imported(name, of, local, parts, level)

    names.update({name: _Refusal(found[name]) for name in taken})
    for name in parts:
        delattr(gradschool, name)
    builtins.__import__ = refusing  # type: ignore[assignment]
    try:
        yield
    finally:
        builtins.__import__ = imported
        vars(gradschool).update(of_the_package)
        names.update(taken)


def _home(value: Any) -> str:
    """The module that a value is, or that it or its class comes from."""
    return value.__name__ if isinstance(value, ModuleType) else str(getattr(value, "__module__", ""))


class _Refusal:
    """Stands in the place of something out of a withheld module, and refuses to be used."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):  # Python and its tools ask everything for these; nobody's exercise does
            raise AttributeError(name)
        raise ImportError(reason(self._module))

    def __call__(self, *given: Any, **named: Any) -> NoReturn:
        raise ImportError(reason(self._module))
