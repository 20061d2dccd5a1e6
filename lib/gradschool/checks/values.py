"""Plain values: the only things that a probe may return, and so the only things that are ever compared.

An array of any backend, a number, a truth value, a string, ``None``, or lists and string-keyed dicts of these.
Everything else (objects with methods of their own) is refused by name and place: a value that can answer back
could claim to equal anything.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import isgenerator
from types import FunctionType
from typing import Any, TypeAlias

import array_api_compat
import numpy as np

Plain: TypeAlias = Any
"""An ``ndarray`` of a kind in `ARRAY_KINDS`, or bool, int, float, complex, str, None, list or dict of these."""

SCALARS = frozenset({bool, int, float, complex, str, type(None)})
ATOMS = SCALARS | {np.random.Generator, FunctionType}
"""What holds no array: known without a question, for probes call functions a hundred thousand times."""
ARRAY_KINDS = "biufc"
MAX_DEPTH = 12
MOST_ENTRIES = 8
"""A dict of up to so many entries is described one by one."""


class NotPlain(TypeError):
    """A probe returned something that is neither an array nor a plain value."""


def to_plain(value: Any, where: str = "the result", depth: int = 0) -> Plain:
    """Copy a value into plain arrays, numbers, strings, lists and dicts.

    Parameters
    ----------
    value : object
        What a probe returned: arrays of any backend, NumPy scalars, tuples and so on are converted.
    where : str, default "the result"
        What the value is called in an error message.

    Raises
    ------
    NotPlain
        If the value, or something inside it, is of another type; the message names the place.
    """
    if depth > MAX_DEPTH:
        raise NotPlain(f"{where} is nested more than {MAX_DEPTH} levels deep")
    if type(value) in SCALARS:
        return value
    if type(value) is np.str_:  # what NumPy's choice draws from a list of words
        return value.item()
    if isinstance(value, (list, tuple)):
        return [to_plain(item, f"{where}[{i}]", depth + 1) for i, item in enumerate(value)]
    if isinstance(value, dict):
        return {_key(key, where): to_plain(item, f"{where}[{key!r}]", depth + 1) for key, item in value.items()}
    return _array(value, where)


def is_array(value: Any) -> bool:
    """Whether a value is an array: of NumPy, of CuPy, or of any library that follows the array API standard."""
    if isinstance(value, (np.ndarray, np.generic)):
        return True
    try:
        return bool(array_api_compat.is_array_api_obj(value))
    except TypeError:  # it asks sys.modules for NumPy, where a student's code may have put something else
        return False


def describe(value: Any) -> str:
    """A value in a few words: its kind, and for an array its shape and dtype.

    >>> describe(np.zeros((2, 3), "float32")), describe(0.5), describe([1, 2])
    ('array (2, 3) float32', '0.5', 'list of 2')
    >>> describe({"w": np.zeros(2), "b": 0.5})
    'dict of 2 (w: array (2,) float64, b: 0.5)'
    >>> describe(x for x in (1, 2))
    'a generator'
    """
    if is_array(value):
        return f"array {tuple(value.shape)} {str(value.dtype).rpartition('.')[2]}"
    if type(value) is dict and 0 < len(value) <= MOST_ENTRIES and not any(type(one) is dict for one in value.values()):
        return f"dict of {len(value)} ({', '.join(f'{name}: {describe(one)}' for name, one in value.items())})"
    if isinstance(value, (list, tuple, dict, set)):
        return f"{type(value).__name__} of {len(value)}"
    if isgenerator(value):
        return "a generator"
    if type(value) in SCALARS:
        text = repr(value)
        return text if len(text) <= 40 else text[:37] + "..."
    return getattr(value, "__name__", type(value).__name__)


def map_arrays(value: Any, function: Callable[[Any], Any], depth: int = 0) -> Any:
    """Apply a function to every array inside lists, tuples and dicts; other objects stay what they are."""
    kind = type(value)
    if kind in ATOMS or depth > MAX_DEPTH:
        return value
    if kind is dict:
        return {
            key: item if type(item) in ATOMS else map_arrays(item, function, depth + 1) for key, item in value.items()
        }
    if kind is list or kind is tuple:
        return kind([item if type(item) in ATOMS else map_arrays(item, function, depth + 1) for item in value])
    return function(value) if is_array(value) else value


def _key(key: Any, where: str) -> str:
    if type(key) in (str, int, bool):
        return str(key)
    raise NotPlain(f"{where} has a key of type {type(key).__name__}; keys are strings or whole numbers")


def _array(value: Any, where: str) -> np.ndarray:
    if not is_array(value):
        raise NotPlain(f"{where} is of type {type(value).__name__}; expected an array, a number or a string")
    if not isinstance(value, (np.ndarray, np.generic)):
        from gradschool import backend

        value = backend.to_numpy(value)
    array = np.array(value, copy=True, subok=False)
    if array.dtype.kind not in ARRAY_KINDS:
        raise NotPlain(f"{where} is an array of dtype {array.dtype}; expected numbers or truth values")
    return array
