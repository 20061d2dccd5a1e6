"""Moves of arrays between devices, the rule about their precision, and what only arrays with strides can do."""

from functools import lru_cache
from types import ModuleType
from typing import Any

import array_api_compat
import array_api_compat.numpy as numpy_namespace
import numpy as np

from gradschool.backend import kernels
from gradschool.backend.namespaces import Array, array_namespace, home
from gradschool.backend.selection import Backend, current, resolve

_BOUNDED = 1e76
"""A tenth of the square of float32's largest number."""
_ON_THE_HOST = ({np.dtype("float32")}, {np.dtype("float64")})


def floating(x: Array, what: str, like: Array | None = None) -> Array:
    """Return the array as it is if it holds float32 or float64; refuse anything else at the door.

    The one rule for whatever computes with real numbers: layers, losses, norms, optimizers, augmentations. It asks for
    the dtype alone, so it costs a GPU no synchronization.

    Parameters
    ----------
    x : array
        What came in.
    what : str
        Its name, for the error: "the input of Dense 2", "images".
    like : array, optional
        Whose dtype `x` must have; two precisions in one computation are a slip, and are never promoted in silence.

    Raises
    ------
    TypeError
        If `x` is no array, holds whole numbers, truth values or complex numbers, or float16: in half precision what
        exceeds 65504 is infinite and what falls below 6e-8 is zero, which a square or Adam's epsilon of 1e-8 does at
        once. Or if its dtype is not that of `like`.

    Examples
    --------
    >>> import numpy as np
    >>> floating(np.array([1, 2]), "images")
    Traceback (most recent call last):
    ...
    TypeError: images: int64 is neither float32 nor float64; convert with x.astype("float32")
    """
    if type(x) is not np.ndarray:
        home(what, x)
    name = _name(x.dtype)
    if name == "float16":
        raise TypeError(
            f"{what}: in float16 what exceeds 65504 is infinite and what falls below 6e-8 is zero, squares and small "
            'steps above all; use float32: x.astype("float32")'
        )
    if name not in ("float32", "float64"):
        raise TypeError(f'{what}: {name} is neither float32 nor float64; convert with x.astype("float32")')
    if like is not None and (wanted := _name(like.dtype)) != name:
        raise TypeError(f'{what}: {name} where the others are {wanted}; convert with x.astype("{wanted}")')
    return x


def floating_namespace(**named: Array) -> ModuleType:
    """Return the namespace that these arrays share if all hold float32, or all float64 (see `floating`).

    Parameters
    ----------
    **named : array
        The arrays with their names for an error.
    """
    dtypes = {x.dtype if type(x) is np.ndarray else None for x in named.values()}
    if dtypes in _ON_THE_HOST:
        return numpy_namespace
    first = floating(*reversed(next(iter(named.items()))))
    for name, x in named.items():
        floating(x, name, like=first)
    return array_namespace(**named)


@lru_cache(typed=True)
def _name(dtype: Any) -> str:
    return str(dtype).rsplit(".", 1)[-1]


def to_device(x: Array, where: "str | Backend | Array | None" = None) -> Array:
    """Return the array on a backend's device; the same object where it is there already.

    Parameters
    ----------
    x : array or anything that `numpy.asarray` takes
        What to move. Its dtype is kept.
    where : str, Backend, array or None, default None
        A backend (by name or as `current` returns it), an array whose place to share, or ``None`` for the
        backend in use.

    Returns
    -------
    array
    """
    xp, device = _place(where)
    if array_api_compat.is_array_api_obj(x) and home("x", x) == (xp, device):
        return x
    host = to_numpy(x)
    if xp is numpy_namespace:
        return host
    if xp.__name__.endswith("cupy"):
        with device:
            return xp.asarray(host)
    return xp.asarray(host, device=device)


def _place(where: "str | Backend | Array | None") -> tuple[ModuleType, Any]:
    if where is None:
        where = current()
    elif isinstance(where, str):
        where = resolve(where)
    if isinstance(where, Backend):
        return where.xp, where.device
    return home("where", where)


def to_numpy(x: Array) -> np.ndarray:
    """Return the array as a NumPy array on the host; the same object where it is one.

    A GPU array is copied, after the work that makes it has finished.
    """
    if isinstance(x, np.ndarray):
        return x
    if array_api_compat.is_cupy_array(x):
        return x.get()
    if type(x).__module__.startswith("array_api_strict"):
        return np.asarray(x.to_device(x.__array_namespace__().Device("CPU_DEVICE")))
    return np.asarray(x)


def multiply_into(out: Array, a: Array, b: Array) -> None:
    """Write the matrix product ``a b`` into an array; NumPy needs no copy for it."""
    if isinstance(out, np.ndarray):
        np.matmul(a, b, out=out)
    elif array_api_compat.is_cupy_array(out):
        array_namespace(out).matmul(a, b, out=out)
    else:
        out[...] = a @ b


def sum_into(out: Array, x: Array, axis: int) -> None:
    """Write the sum along an axis into an array; NumPy and CuPy need no copy for it."""
    if isinstance(out, np.ndarray) or array_api_compat.is_cupy_array(out):
        x.sum(axis=axis, out=out)
    else:
        out[...] = array_namespace(x).sum(x, axis=axis)


def row_products(a: Array, b: Array) -> Array:
    """Return the inner product of each row with its counterpart, shape (rows,).

    CuPy has no `vecdot`; what stands for it is a matrix product a row, and a product and a sum are faster.
    """
    xp = array_namespace(a, b)
    return xp.vecdot(a, b) if isinstance(a, np.ndarray) else xp.sum(a * b, axis=1)


def product_is_bounded(a: Array, b: Array) -> bool:
    """Say whether no element of ``a.T b`` can be NaN or overflow, without a look at them; False where it isn't known.

    By Cauchy and Schwarz none exceeds the product of both norms, for which far less memory is read than the product
    fills where many inputs meet many outputs. A GPU would have to be waited for, so there it isn't asked.
    """
    return isinstance(a, np.ndarray) and float(np.vdot(a, a)) * float(np.vdot(b, b)) < _BOUNDED


def positive_part(x: Array) -> Array:
    """Return ``max(x, 0)``; NumPy clips several times as fast as it takes the maximum with a number."""
    return np.clip(x, 0.0, np.inf) if isinstance(x, np.ndarray) else array_namespace(x).maximum(x, 0.0)


def where_positive(x: Array, y: Array) -> Array:
    """Return `x` where `y` is positive, 0 elsewhere: on a GPU by one kernel, elsewhere by a product with 1 and 0."""
    if array_api_compat.is_cupy_array(x):
        return kernels.where_positive(x, y)
    kept = array_namespace(x).astype(y > 0, x.dtype)
    kept *= x
    return kept


def clamped(x: Array, low: float, high: float) -> Array:
    """Return ``min(max(x, low), high)``; the array API's `clip` writes through masks, for which a GPU is waited for."""
    if isinstance(x, np.ndarray):
        return np.clip(x, low, high)
    xp = array_namespace(x)
    return xp.minimum(xp.maximum(x, low), high)


def sliding(x: np.ndarray, window: int, count: int, stride: int) -> np.ndarray:
    """Return windows over the first axis, the rows of each one after another: a view.

    Parameters
    ----------
    x : array, shape (rows, height, width)
        Contiguous. A view must not be written to: windows share their rows.
    window, count, stride : int
        Rows of a window, windows, and rows between the first rows of two windows.

    Returns
    -------
    array, shape (count, window * height, width)
    """
    shape = (count, window * x.shape[1], x.shape[2])
    return np.lib.stride_tricks.as_strided(x, shape, (stride * x.strides[0], *x.strides[1:]))


def synchronize(x: Array | None = None) -> None:
    """Wait until the GPU has done all work asked of it so far; return at once on a CPU.

    A GPU works behind Python's back, so a stopwatch that does not wait measures only the asking.

    Parameters
    ----------
    x : array, optional
        Wait for this array's device; without it, for the device of the backend in use.
    """
    xp, device = _place(x)
    if xp.__name__.endswith("cupy"):
        device.synchronize()
