"""What a probe sees of a notebook: its definitions by name, with arrays copied at the border.

A probe must be able to keep ``w`` from before a step, whatever a function does. Copying on the way in and out gives
every implementation the same treatment, and shows which of them write into what they were given
(:mod:`gradschool.checks.purity`).
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

import numpy as np

from gradschool.checks.purity import KEPT, OWN, Change, first_change, is_same
from gradschool.checks.values import describe, map_arrays

Arguments = tuple[tuple[Any, ...], dict[str, Any]]
Named = list[tuple[str, Any]]
"""A call's arguments under their names."""


class NotDefined(LookupError):
    """The notebook defines no such name."""


@dataclass
class Calls:
    """The calls of a notebook's functions: the last one, and the first argument that one of them has changed.

    Attributes
    ----------
    name, function, arguments : str, callable, tuple
        The last call.
    returned, result : bool, object
        Whether it came so far, and what it gave back.
    changed : Change or None
        The first argument that was not left as it was.
    """

    name: str = ""
    function: Callable[..., Any] | None = None
    arguments: Arguments = ((), {})
    returned: bool = False
    result: Any = field(default=None, repr=False)
    changed: Change | None = None
    depth: int = field(default=0, repr=False)
    lent: dict[int, tuple[Any, str]] = field(default_factory=dict, repr=False)
    """Results that share their memory with an argument, under the identity of what the probe got, with its name."""

    def words(self) -> str:
        """The last call as a student would write it, with shapes and dtypes in the place of arrays."""
        if self.function is None:
            return ""
        told = ", ".join(f"{name}: {describe(value)}" for name, value in _named(self.function, self.arguments))
        return f"{self.name}({told})"

    def make(self, name: str, function: Callable[..., Any], arguments: Arguments, exempt: Collection[str]) -> Any:
        """Call a function on copies, and note what it gives back and what it changes."""
        kept: list[tuple[str, Any, Any]] = []

        def taken(array: Any) -> Any:
            copy = _copy(array)
            if owner := self.lent.get(id(array), (None, ""))[1]:
                kept.append((owner, _copy(array), copy))
            return copy

        def handed_out(array: Any) -> Any:
            copy = _copy(array)
            if owner := _owner(array, function, arguments):
                self.lent[id(copy)] = copy, owner
            return copy

        arguments = map_arrays(arguments, taken)
        before = map_arrays(arguments, _copy)
        self.name, self.function, self.arguments, self.returned = name, function, arguments, False
        given, named = arguments
        result = map_arrays(function(*given, **named), handed_out)
        self.name, self.function, self.arguments, self.returned = name, function, arguments, True
        self.result = result
        self.compare(name, function, before, arguments, exempt)
        for owner, old, new in kept:
            if self.changed is None and owner not in exempt and not is_same(old, new):
                self.changed = Change(name, owner, KEPT)
        return result

    def compare(
        self, name: str, function: Callable[..., Any], before: Arguments, after: Arguments, exempt: Collection[str]
    ) -> None:
        """Note the first argument that is another after a call; names are looked up only where something is."""
        if self.changed is None and not is_same(before, after):
            self.changed = first_change(name, _named(function, before), _named(function, after), exempt)


class Student:
    """A notebook's definitions, as attributes.

    Parameters
    ----------
    definitions : mapping
        Names and what they stand for.
    exempt : collection of str, optional
        Names of arguments that functions may change.
    calls : Calls, optional
        Where calls are noted, so that a failure can be told with the arguments that led to it.
    """

    def __init__(
        self, definitions: Mapping[str, Any], exempt: Collection[str] = (), calls: Calls | None = None
    ) -> None:
        self._definitions = definitions
        self._exempt = exempt
        self._calls = calls or Calls()
        self._guarded: dict[str, Callable[..., Any]] = {}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name not in self._definitions:
            raise NotDefined(name)
        value = self._definitions[name]
        if isinstance(value, type):
            return _watched(value, self._calls, self._exempt)
        if not callable(value):
            return value
        known = self._guarded.get(name)
        if known is not None and uncopied(known) is value:
            return known

        @functools.wraps(value, assigned=("__name__", "__doc__"), updated=())
        def guarded(*given: Any, **named: Any) -> Any:
            return self._calls.make(name, value, (given, named), self._exempt)

        self._guarded[name] = guarded
        return guarded


def uncopied(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the student's own function behind what a probe was handed: it gets the very arrays of the probe.

    For a probe that changes an array *after* the call, to see whether the function kept a snapshot or the array itself.

    Parameters
    ----------
    function : callable
        A function as an attribute of :class:`Student`.

    Examples
    --------
    >>> kept = []
    >>> student, w = Student({"keep": lambda w: kept.append(w)}), np.zeros(2)
    >>> student.keep(w), uncopied(student.keep)(w)
    (None, None)
    >>> [one is w for one in kept]
    [False, True]
    """
    own: Callable[..., Any] = getattr(function, "__wrapped__", function)
    return own


def outcome(function: Callable[..., Any], *arguments: Any, naming: Sequence[object] = (), **named: Any) -> str:
    """What a call comes to, for a probe that asks for an error: ``raises ValueError``, or ``raises no error``.

    Parameters
    ----------
    function : callable
    *arguments, **named
        What it is called with.
    naming : sequence, optional
        What the error's text must name; blanks do not count.

    Examples
    --------
    >>> outcome(int, "three"), outcome(int, "3")
    ('raises ValueError', 'raises no error')
    >>> outcome(int, "three", naming=["three"]), outcome(int, "three", naming=["base 8"])
    ('raises ValueError that names three', 'raises ValueError that does not name base 8')
    """
    try:
        function(*arguments, **named)
    except (NotDefined, NotImplementedError):
        raise
    except Exception as error:
        said, name = "".join(str(error).split()), type(error).__name__
        for one in naming:
            if "".join(str(one).split()) not in said:
                return f"raises {name} that does not name {one}"
        return f"raises {name}" + (f" that names {', '.join(map(str, naming))}" if naming else "")
    return "raises no error"


def _watched(definition: type, calls: Calls, exempt: Collection[str]) -> type:
    """A class whose methods are watched for what they change when they are called from outside; nothing is copied."""

    def watched(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        def run(self: Any, *given: Any, **named: Any) -> Any:
            before = map_arrays((given, named), _copy) if not calls.depth else None
            calls.depth += 1
            try:
                result = method(self, *given, **named)
            finally:
                calls.depth -= 1
            if before is not None:
                bound = functools.partial(method, self)
                calls.compare(f"{definition.__name__}.{name}", bound, before, (given, named), exempt)
            return result

        return run

    own = {name: inspect.getattr_static(definition, name) for name in dir(definition)}
    methods = {name: watched(name, value) for name, value in own.items() if isinstance(value, FunctionType)}
    try:
        return type(definition.__name__, (definition,), methods)
    except Exception:  # a class that refuses heirs is used as it is
        return definition


def _named(function: Callable[..., Any], arguments: Arguments) -> Named:
    """A call's arguments under their names, or their places where the function does not tell its own."""
    given, named = arguments
    try:
        return list(inspect.signature(function).bind(*given, **named).arguments.items())
    except (TypeError, ValueError):
        return [*((str(i), value) for i, value in enumerate(given, start=1)), *named.items()]


def _owner(array: Any, function: Callable[..., Any], arguments: Arguments) -> str:
    """The argument whose memory a result shares; empty where it shares none, or that of the function's own state."""
    if not any(_shares(array, part) for part in _arrays_of(arguments)):
        return ""
    named = _named(function, arguments)
    return next((n for n, value in named if n != OWN and any(_shares(array, part) for part in _arrays_of(value))), "")


def _arrays_of(value: Any) -> list[Any]:
    found: list[Any] = []
    map_arrays(value, found.append)
    return found


def _shares(one: Any, other: Any) -> bool:
    return isinstance(one, np.ndarray) and isinstance(other, np.ndarray) and np.may_share_memory(one, other)


def _copy(array: Any) -> Any:
    """Another array with the same numbers, in the same order of memory."""
    if isinstance(array, (np.ndarray, np.generic)):
        return array.copy(order="K")
    return array.copy() if hasattr(array, "copy") else array + 0
