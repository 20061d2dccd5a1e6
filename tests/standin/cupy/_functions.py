"""Functions and ufuncs: NumPy's, held to CuPy's rules about arguments and results."""

import functools
from types import ModuleType

import numpy as np

from cupy import _launches
from cupy._array import ndarray, on_device, on_host

AT = ("add", "subtract", "maximum", "minimum", "bitwise_and", "bitwise_or", "bitwise_xor")
ANSWERS_ON_DEVICE = ("allclose", "array_equal", "array_equiv", "count_nonzero")
"""Functions whose one truth value or count CuPy leaves on the device."""
IN_C_ORDER = ("where", "clip", "nan_to_num")
"""Functions of NumPy that are ufuncs in CuPy."""


def like(module, without=()):
    """The public names of a module of NumPy: what computes held to CuPy's rules, types and constants as they are."""
    public = {name: getattr(module, name) for name in module.__all__ if name[0] != "_" and name not in without}
    return {name: _held(found) for name, found in public.items() if not isinstance(found, ModuleType)}


def _held(found):
    if isinstance(found, np.ufunc):
        return ufunc(found)
    return found if isinstance(found, type) or not callable(found) else function(found)


def function(found):
    """A function of NumPy that takes and returns device arrays."""

    @functools.wraps(found)
    def held(*args, **settings):
        out = settings.get("out")
        given = [*map(on_host, args)]
        result = found(*given, **{name: on_host(value) for name, value in settings.items()})
        several = [x for each in given for x in (each if isinstance(each, (list, tuple)) else [each])]
        _launches.note(found.__name__, result if out is None else None, several)
        if isinstance(out, ndarray):
            return out
        if found.__name__ in ANSWERS_ON_DEVICE:
            return on_device(np.asarray(result))
        return on_device(np.asarray(result, order="C") if found.__name__ in IN_C_ORDER and len(args) > 1 else result)

    held.__module__ = held.__module__.replace("numpy", "cupy", 1)
    return held


class ufunc:
    """A universal function: device arrays and plain numbers in, an array in C order out."""

    def __init__(self, of_numpy):
        self._of_numpy, self.__name__ = of_numpy, of_numpy.__name__
        self.nin, self.nout = of_numpy.nin, of_numpy.nout

    def __call__(self, *args, out=None, **settings):
        if wrong := set(settings) - {"dtype", "casting", "axes", "axis", "keepdims"}:
            raise TypeError(f"Wrong arguments {wrong}")
        if len(args) > self.nin:
            *args, out = args
        operands = [*map(_operand, args)]
        result = self._of_numpy(*operands, **settings)
        _launches.note(self.__name__, np.asarray(result) if out is None and self.nout == 1 else None, operands)
        if self.__name__ == "matmul" and out is not None:
            _launches.counted["copy for matmul"] += not out.flags.c_contiguous
        if out is None:
            return on_device(tuple(map(_in_c_order, result)) if self.nout > 1 else _in_c_order(result))
        if not isinstance(out, ndarray):
            raise TypeError("Output arguments type must be cupy.ndarray")
        np.copyto(out._numbers, result, casting="same_kind")
        return out

    def outer(self, a, b, **settings):
        """Every pair."""
        return on_device(self._of_numpy.outer(on_host(a), on_host(b), **settings))

    def at(self, a, indices, b=None):
        """In place at places, repeated ones each time."""
        if self.__name__ not in AT:
            raise NotImplementedError(f"`{self.__name__}.at` is not supported yet")
        places = indices._numbers if isinstance(indices, ndarray) else indices
        self._of_numpy.at(a._numbers, places, on_host(b))

    def reduce(self, a, axis=0, dtype=None, out=None, keepdims=False):
        """Only sums and products."""
        return self._along("sum", "prod", "reduce")(a, axis=axis, dtype=dtype, out=out, keepdims=keepdims)

    def accumulate(self, a, axis=0, dtype=None, out=None):
        """Only running sums and products."""
        return self._along("cumsum", "cumprod", "accumulate")(a, axis=axis, dtype=dtype, out=out)

    def _along(self, of_sums, of_products, method):
        if self.__name__ not in ("add", "multiply"):
            raise NotImplementedError(f"`{self.__name__}.{method}` is not supported yet")
        return function(getattr(np, of_sums if self.__name__ == "add" else of_products))


def _operand(x):
    if isinstance(x, ndarray):
        return x._numbers
    if isinstance(x, (bool, int, float, complex, np.generic)):
        return x
    raise TypeError(f"Unsupported type {type(x)}")


def _in_c_order(x):
    return np.asarray(x, order="C")


def _anything(x):
    """What an array may be made of: also NumPy's arrays, and lists of either."""
    if isinstance(x, ndarray):
        return x._numbers
    return [_anything(item) for item in x] if isinstance(x, (list, tuple)) else x


def array(obj, dtype=None, copy=True, order="K", subok=False, ndmin=0, *, blocking=False):
    """A device array of anything: the one door, with `asarray`, through which NumPy's arrays come in."""
    if isinstance(obj, ndarray) and not copy and dtype in (None, obj.dtype) and obj.ndim >= ndmin:
        return obj
    made = np.array(_anything(obj), dtype=dtype, order="C" if order is None else order, ndmin=ndmin)
    _launches.note("array", made, [])
    return ndarray._of(made)


def asarray(a, dtype=None, order=None, *, blocking=False):
    """A device array of anything; the same object where it is one."""
    return array(a, dtype, copy=False, order="K" if order is None else order)


def asnumpy(a, stream=None, order="C", out=None, *, blocking=True):
    """A copy on the host."""
    return a.get() if isinstance(a, ndarray) else np.asarray(a, order=order)


def take(a, indices, axis=None, out=None):
    """`numpy.take`; positions out of range wrap around (``_routines_indexing.pyx``: ``_take``)."""
    places = indices._numbers if isinstance(indices, ndarray) else indices
    _launches.counted["take"] += 1
    return on_device(np.take(a._numbers, places, axis, mode="wrap"))


def take_along_axis(a, indices, axis):
    """`numpy.take_along_axis`; positions out of range wrap around."""
    return on_device(np.take_along_axis(a._numbers, on_host(indices) % a.shape[axis], axis))
