"""What a probe sees of a notebook: its definitions by name, with arrays copied at the border.

An optimizer that updates its arrays in place and one that returns new ones are both right, so a probe must be able
to keep ``w`` from before a step. Copying on the way in and out gives every implementation the same treatment.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gradschool.checks.values import describe, map_arrays


class NotDefined(LookupError):
    """The notebook defines no such name."""


@dataclass
class LastCall:
    """The last call of one of the notebook's functions: what it was given, and what it gave back if it came so far."""

    name: str = ""
    function: Callable[..., Any] | None = None
    arguments: tuple[tuple[Any, ...], dict[str, Any]] = ((), {})
    returned: bool = False
    result: Any = field(default=None, repr=False)

    def words(self) -> str:
        """The call as a student would write it, with shapes and dtypes in the place of arrays."""
        if self.function is None:
            return ""
        given, named = self.arguments
        try:
            names = list(inspect.signature(self.function).bind(*given, **named).arguments.items())
        except (TypeError, ValueError):
            names = [*((str(i), value) for i, value in enumerate(given, start=1)), *named.items()]
        told = ", ".join(f"{name}: {describe(value)}" for name, value in names)
        return f"{self.name}({told})"


class Student:
    """A notebook's definitions, as attributes.

    Parameters
    ----------
    definitions : mapping
        Names and what they stand for.
    copying : bool, default True
        Whether arrays are copied on their way to and from functions. ``student.uncopied`` is the same notebook
        without the copies, for probes that ask whether a function leaves its arguments alone.
    last : LastCall, optional
        Where the last call is noted, so that a failure can be told with the arguments that led to it.
    """

    def __init__(self, definitions: Mapping[str, Any], copying: bool = True, last: LastCall | None = None) -> None:
        self._definitions = definitions
        self._copying = copying
        self._last = last or LastCall()

    @property
    def uncopied(self) -> Student:
        """The same definitions, handed over as they are."""
        return Student(self._definitions, copying=False, last=self._last)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name not in self._definitions:
            raise NotDefined(name)
        value = self._definitions[name]
        if callable(value) and not isinstance(value, type):
            return _guarded(name, value, _copy if self._copying else _as_it_is, self._last)
        return value


def _guarded(
    name: str, function: Callable[..., Any], pass_on: Callable[[Any], Any], last: LastCall
) -> Callable[..., Any]:
    """The function, with its arrays passed on both ways (as copies, say) and its last call noted."""

    @functools.wraps(function, assigned=("__name__", "__doc__"), updated=())
    def guarded(*args: Any, **kwargs: Any) -> Any:
        args, kwargs = map_arrays(args, pass_on), map_arrays(kwargs, pass_on)
        last.name, last.function, last.arguments, last.returned = name, function, (args, kwargs), False
        result = map_arrays(function(*args, **kwargs), pass_on)
        last.name, last.function, last.arguments, last.returned = name, function, (args, kwargs), True
        last.result = result
        return result

    return guarded


def _copy(array: Any) -> Any:
    return array.copy() if hasattr(array, "copy") else array + 0


def _as_it_is(array: Any) -> Any:
    return array
