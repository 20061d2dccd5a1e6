"""Whether a function left its arguments as they were: one rule of the course, held around every call of a probe.

Arrays are compared bit for bit, with their shapes and dtypes; lists and dicts by what they hold. What a function is
meant to change is exempt: an argument called ``state``, which the function itself returned, and what the probe names
in ``changes``. A state that is an argument of the call before, and no copy of it, is no function's own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from operator import is_
from typing import Any

import numpy as np

from gradschool import backend
from gradschool.checks.values import SCALARS, is_array

OWN = "state"
"""The name of an argument that the function itself returned at its last call; it may write into that."""
KEPT = "array kept in its state"
"""What is written into later, as a part of the state that came back."""
KINDS = ("array", "list", "dict", "tuple", KEPT)
NEW = {
    "array": "`{x} -= ...` and `{x}[...] = ...` write into it; `{x} = {x} - ...` and `{x}.copy()` make a new one.",
    "list": "`{x}[i] = ...`, `append`, `pop`, `sort` and `reverse` write into it; `list({x})` makes a new one.",
    "dict": "`{x}[key] = ...` writes into it; `dict({x})` makes a new one.",
    KEPT: "You keep {x} itself in your state, and the next call writes into the state: keep `{x}.copy()`.",
}
"""How something else is made than what one was given."""


@dataclass(frozen=True)
class Change:
    """An argument that was another after the call.

    Attributes
    ----------
    function, argument : str
        The names of both; empty where they can't be told.
    kind : str
        What it is, or holds: one of `KINDS`.
    """

    function: str
    argument: str
    kind: str = "array"

    @property
    def words(self) -> str:
        """What is wrong."""
        kind, _, place = self.kind.partition(" ")
        what = f"{kind} {self.argument} {place}".rstrip()
        return f"{self.function or 'your function'} changed its caller's {what}: leave what you are given as it was"

    @property
    def hint(self) -> str:
        """Where it may have happened, and how to do without."""
        new = NEW.get(self.kind, NEW["array"]).format(x=self.argument or "x")
        return f"Your function writes into {self.argument or 'an argument'}, which belongs to its caller. {new}"


def first_change(
    function: str, before: Sequence[tuple[str, Any]], after: Sequence[tuple[str, Any]], exempt: Collection[str] = ()
) -> Change | None:
    """The first argument that is not what it was, or None.

    Parameters
    ----------
    function : str
        What was called.
    before, after : sequence of (name, value)
        A function's arguments, copied before its call, and as it left them.
    exempt : collection of str
        Names of arguments that may change, besides ``state``.

    Examples
    --------
    >>> x = np.array([1.0, 2.0])
    >>> before = [("x", x.copy())]
    >>> x[0] = 5.0
    >>> first_change("double", before, [("x", x)]).words
    "double changed its caller's array x: leave what you are given as it was"
    """
    for (name, old), (_, new) in zip(before, after, strict=True):
        if name != OWN and name not in exempt and not is_same(old, new):
            return Change(function, name, _kind(old, new))
    return None


def is_same(old: Any, new: Any) -> bool:
    """Whether a value is bit for bit what it was; of other objects, only whether it is the same one."""
    kind = type(old)
    if old is new:
        return True
    if kind in (list, tuple):
        return type(new) is kind and len(old) == len(new) and _are_same(old, new)
    if kind is dict:
        return type(new) is dict and list(old) == list(new) and _are_same(old.values(), new.values())
    if kind in SCALARS:
        return type(new) is kind and repr(old) == repr(new)
    if is_array(old):
        return is_array(new) and (old.shape, old.dtype) == (new.shape, new.dtype) and _bits(old) == _bits(new)
    return False


def _are_same(old: Iterable[Any], new: Iterable[Any]) -> bool:
    """Whether as many values are what they were; most are the very same objects, which is asked fast."""
    return all(map(is_, old, new)) or all(map(is_same, old, new))


def _bits(array: Any) -> bytes:
    """The bits of an array, in C order; none of one that can't be read from here."""
    if hasattr(array, "tobytes"):
        return array.tobytes()
    try:
        return np.asarray(backend.to_numpy(array)).tobytes()
    except (TypeError, ValueError):
        return b""


def _kind(old: Any, new: Any) -> str:
    """What was changed: an array if only arrays inside of a list or dict are others; a list that was put in order."""
    if type(old) is dict and type(new) is dict and list(old) == list(new):
        return _inner([(old[key], new[key]) for key in old], "dict")
    if type(old) is list and type(new) is list and len(old) == len(new) and _is_rearranged(old, new):
        return "list"
    if type(old) in (list, tuple) and type(new) is type(old) and len(old) == len(new):
        return _inner(list(zip(old, new, strict=True)), type(old).__name__)
    return type(old).__name__ if type(old) in (list, dict, tuple) else "array"


def _is_rearranged(old: list[Any], new: list[Any]) -> bool:
    """Whether a list holds what it held, in another order."""
    left = list(old)
    for one in new:
        place = next((i for i, other in enumerate(left) if is_same(other, one)), None)
        if place is None:
            return False
        del left[place]
    return not is_same(old, new)


def _inner(pairs: list[tuple[Any, Any]], outer: str) -> str:
    inner = [_kind(old, new) for old, new in pairs if not is_same(old, new) and type(old) not in SCALARS]
    return inner[0] if inner else outer
