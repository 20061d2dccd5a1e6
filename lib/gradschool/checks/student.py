"""What a probe sees of a notebook: its definitions by name, with arrays copied at the border.

An optimizer that updates its arrays in place and one that returns new ones are both right, so a probe must be able
to keep ``w`` from before a step. Copying on the way in and out gives every implementation the same treatment.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from gradschool.checks.values import map_arrays


class NotDefined(LookupError):
    """The notebook defines no such name."""


class Student:
    """A notebook's definitions, as attributes.

    Parameters
    ----------
    definitions : mapping
        Names and what they stand for.
    copying : bool, default True
        Whether arrays are copied on their way to and from functions. ``student.uncopied`` is the same notebook
        without the copies, for probes that ask whether a function leaves its arguments alone.
    """

    def __init__(self, definitions: Mapping[str, Any], copying: bool = True) -> None:
        self._definitions = definitions
        self._copying = copying

    @property
    def uncopied(self) -> Student:
        """The same definitions, handed over as they are."""
        return Student(self._definitions, copying=False)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name not in self._definitions:
            raise NotDefined(name)
        value = self._definitions[name]
        if self._copying and callable(value) and not isinstance(value, type):
            return with_copies(value)
        return value


def with_copies(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, given copies of its array arguments and returning a copy of its result."""

    @functools.wraps(function, assigned=("__name__", "__doc__"), updated=())
    def guarded(*args: Any, **kwargs: Any) -> Any:
        args, kwargs = map_arrays(args, _copy), map_arrays(kwargs, _copy)
        return map_arrays(function(*args, **kwargs), _copy)

    return guarded


def _copy(array: Any) -> Any:
    return array.copy() if hasattr(array, "copy") else array + 0
