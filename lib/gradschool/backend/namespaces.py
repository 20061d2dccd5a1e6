"""The namespace of arrays: whose functions compute with them, and whether they live in one place."""

import sys
from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import Any

import array_api_compat
import array_api_compat.numpy as numpy_namespace
import numpy as np

from gradschool.backend.selection import BackendError

Array = Any
OTHER = ModuleType("other")
"""Stands for the namespace of an array that is neither NumPy's nor CuPy's."""
_UNLIKE_ARRAYS = (np.ma.MaskedArray, np.matrix)
"""Subclasses of NumPy's arrays that compute otherwise: where one is taken for an array, its mask is lost."""
_NUMBERS = (type(None), bool, int, float, complex, np.generic)


def array_namespace(*arrays: Array, **named: Array) -> ModuleType:
    """Return the array API namespace that all these arrays share.

    Parameters
    ----------
    *arrays, **named : array, number or None
        Numbers and ``None`` go with any array and are passed over. Keywords give the names for an error.

    Returns
    -------
    module
        The namespace; NumPy's when there is no array among the arguments.

    Raises
    ------
    BackendError
        If two arrays live on different devices or in different libraries; both are named.
    TypeError
        If an argument is no array (a list, say).

    Examples
    --------
    >>> import numpy as np
    >>> xp = array_namespace(np.ones(3), 2.0)
    >>> float(xp.sum(xp.ones(3)))
    3.0
    """
    first, shared = None, numpy_namespace
    for x in (*arrays, *named.values()):
        kind: type = type(x)
        library = numpy_namespace if kind is np.ndarray else _library(kind)
        if library is None:
            continue
        if first is None:
            first, shared = x, library
        if library is OTHER or library is not shared:
            return _asked_namespace(arrays, named)
        if library is not numpy_namespace and x.device != first.device:
            return _asked_namespace(arrays, named)
    return shared


def namespace_of(label: str, x: Array) -> ModuleType:
    """Return the namespace of one array; anything else is refused under its name, numbers and None too."""
    return numpy_namespace if type(x) is np.ndarray else home(label, x)[0]


@lru_cache
def _library(kind: type) -> ModuleType | None:
    """Return the namespace of a type of NumPy or CuPy, None for a type of numbers, OTHER for one that has to be asked.

    A layer asks at each call, and asking the array itself costs as much as a small computation.
    """
    if issubclass(kind, _NUMBERS):
        return None
    if issubclass(kind, np.ndarray):
        return OTHER if issubclass(kind, _UNLIKE_ARRAYS) else numpy_namespace
    cupy = sys.modules.get("cupy")
    return import_module("array_api_compat.cupy") if cupy and issubclass(kind, cupy.ndarray) else OTHER


def _asked_namespace(arrays: tuple[Array, ...], named: dict[str, Array]) -> ModuleType:
    """Ask each array for its namespace and its device, and say which two disagree."""
    labelled = [(f"argument {i}", x) for i, x in enumerate(arrays, start=1)] + list(named.items())
    labelled = [(label, x) for label, x in labelled if not isinstance(x, _NUMBERS)]
    if not labelled:
        return numpy_namespace
    first_label, first = labelled[0]
    shared = home(first_label, first)
    for label, x in labelled[1:]:
        if home(label, x) != shared:
            raise BackendError(
                f"{_portrait(first_label, first)} and {_portrait(label, x)} live in different places; "
                f"move one of them with gradschool.backend.to_device or to_numpy"
            )
    return shared[0]


def home(label: str, x: Array) -> tuple[ModuleType, Any]:
    """Return an array's namespace and device; `label` is its name in the error that refuses anything else."""
    if isinstance(x, _UNLIKE_ARRAYS):
        raise TypeError(
            f"{label} is a {type(x).__name__}, whose masks or products are its own; fill what is masked or leave it "
            "out, and make a plain array with numpy.asarray(...)"
        )
    if not array_api_compat.is_array_api_obj(x):
        raise TypeError(
            f"{label} is a {type(x).__name__}, not an array; make one with numpy.asarray(...), or on a GPU with "
            "gradschool.backend.to_device(...)"
        )
    return array_api_compat.array_namespace(x), array_api_compat.device(x)


def _portrait(label: str, x: Array) -> str:
    xp, device = home(label, x)
    library = xp.__name__.rsplit(".", 1)[-1]
    return f"{label} ({library} array, shape {tuple(x.shape)}, {x.dtype}, on {device})"
