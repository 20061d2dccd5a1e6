"""Device arrays: what CuPy's `ndarray` does with operators, indices, and requests to become something else."""

import functools

import numpy as np

from cupy import _launches

REFUSAL = (
    "Implicit conversion to a NumPy array is not allowed. Please use `.get()` to construct a NumPy array explicitly."
)
METHODS = """
    all any argmax argmin argpartition argsort astype choose clip compress conj conjugate copy cumprod cumsum diagonal
    dot fill flatten max mean min nonzero partition prod ptp put ravel repeat reshape round searchsorted sort squeeze
    std sum swapaxes trace transpose var view
"""
TO_HOST = "item tobytes tolist __bool__ __bytes__ __complex__ __float__ __format__ __int__ __repr__ __str__"
UNARY = {"neg": "negative", "pos": "positive", "abs": "absolute", "invert": "invert"}
BINARY = {
    **{"add": "add", "sub": "subtract", "mul": "multiply", "truediv": "divide", "floordiv": "floor_divide"},
    **{"mod": "remainder", "pow": "power", "matmul": "matmul", "divmod": "divmod", "lshift": "left_shift"},
    **{"rshift": "right_shift", "and": "bitwise_and", "or": "bitwise_or", "xor": "bitwise_xor"},
}
COMPARISONS = {
    **{"lt": "less", "le": "less_equal", "gt": "greater", "ge": "greater_equal", "eq": "equal", "ne": "not_equal"}
}


def on_host(x):
    """The numbers behind a device array, or inside lists of them; a plain number as it is, NumPy's array refused."""
    if isinstance(x, ndarray):
        return x._numbers
    if isinstance(x, np.ndarray):
        raise TypeError(f"Unsupported type {type(x)}")
    return type(x)(map(on_host, x)) if type(x) in (list, tuple) else x


def on_device(x):
    """What NumPy answered, as CuPy would: arrays and single numbers become device arrays."""
    if isinstance(x, (np.ndarray, np.generic)):
        return ndarray._of(np.asarray(x))
    if isinstance(x, tuple) and hasattr(x, "_fields"):
        return type(x)(*map(on_device, x))
    return type(x)(map(on_device, x)) if type(x) in (list, tuple) else x


class ndarray:
    """An array that lives on the device, with its numbers hidden in one of NumPy's."""

    __array_priority__ = 100
    __hash__ = None

    def __init__(self, shape, dtype=float, memptr=None, strides=None):
        memory = np.empty(shape, dtype) if memptr is None else memptr
        self._numbers = np.lib.stride_tricks.as_strided(memory, shape, strides or memory.strides)

    @classmethod
    def _of(cls, numbers):
        made = cls.__new__(cls)
        made._numbers = numbers
        return made

    def __array__(self, dtype=None, copy=None):
        raise TypeError(REFUSAL)

    def get(self, stream=None, order="C", out=None):
        """A copy on the host."""
        return self._numbers.copy(order)

    def take(self, indices, axis=None):
        """`cupy.take`."""
        import cupy

        return cupy.take(self, indices, axis)

    def __len__(self):
        return len(self._numbers)

    def __iter__(self):
        if not self.ndim:
            raise TypeError("iteration over a 0-d array")
        return (self[i] for i in range(len(self)))

    def __getitem__(self, index):
        found = self._numbers[wrapped(index, self.shape)]
        _launches.note("an index", found, [self._numbers])
        return self._of(found if np.may_share_memory(found, self._numbers) else np.ascontiguousarray(found))

    def __setitem__(self, index, value):
        if isinstance(value, np.ndarray) and value.ndim:
            raise ValueError("non-scalar numpy.ndarray cannot be used for fill")
        if isinstance(value, (list, tuple)):
            raise TypeError(f"Unsupported type {type(value)}")
        _launches.counted["write"] += 1
        self._numbers[wrapped(index, self.shape)] = value._numbers if isinstance(value, ndarray) else value

    def __array_ufunc__(self, ufunc, method, *inputs, **settings):
        import cupy

        found = getattr(cupy, ufunc.__name__, None)
        if found is None or method != "__call__":
            return NotImplemented
        if "out" in settings:
            (settings["out"],) = settings["out"]
        if ufunc.__name__ in COMPARISONS.values():
            inputs = tuple(x.item() if isinstance(x, np.ndarray) and not x.ndim else x for x in inputs)
        return found(*inputs, **settings)

    def __array_function__(self, function, types, args, settings):
        import cupy

        try:
            module = functools.reduce(getattr, function.__module__.split(".")[1:], cupy)
            found = getattr(module, function.__name__)
        except AttributeError:
            return NotImplemented
        if found is function or not all(kind in (ndarray, np.ndarray) for kind in types):
            return NotImplemented
        return found(*args, **settings)

    @property
    def device(self):
        """The one device that there is."""
        import cupy

        return cupy.cuda.Device(0)

    @property
    def data(self):
        """What `ndarray(memptr=...)` takes: a place in memory."""
        return self._numbers


def wrapped(index, shape):
    """An index as NumPy takes it: positions in arrays wrapped around, and one number still an array."""
    entries = [np.asarray(x) if isinstance(x, list) else x for x in (index if isinstance(index, tuple) else (index,))]
    entries = [x._numbers if isinstance(x, ndarray) else x for x in entries]
    used = sum(_axes(x) for x in entries)
    if not any(x is Ellipsis for x in entries):
        entries.append(Ellipsis)
    taken, axis = [], 0
    for x in entries:
        positions = isinstance(x, np.ndarray) and x.dtype.kind in "iu"
        taken.append(x % shape[axis] if positions and shape[axis] else x)
        axis += len(shape) - used if x is Ellipsis else _axes(x)
    return tuple(taken)


def _axes(entry):
    """How many axes an entry of an index stands for."""
    if entry is None or entry is Ellipsis:
        return 0
    return entry.ndim if isinstance(entry, np.ndarray) and entry.dtype.kind == "b" else 1


def _method(name):
    def method(self, *args, **settings):
        result = getattr(self._numbers, name)(*map(on_host, args), **{k: on_host(v) for k, v in settings.items()})
        _launches.note(name, result, [self._numbers])
        return on_device(result)

    return method


def _to_host(name):
    return lambda self, *args: getattr(self.get(), name)(*args)


def _operator(name, places):
    """An operator by CuPy's ufunc: `places` says where this array and the other one stand."""

    def operator(self, *others):
        import cupy

        return getattr(cupy, name)(*((*others, self) if places == "reflected" else (self, *others)))

    return operator


def _in_place(name):
    def operator(self, other):
        import cupy

        return getattr(cupy, name)(self, other, out=self)

    return operator


for _name in METHODS.split():
    setattr(ndarray, _name, _method(_name))
for _name in TO_HOST.split():
    setattr(ndarray, _name, _to_host(_name))
for _name in ["shape", "ndim", "dtype", "size", "strides", "nbytes", "itemsize", "flags"]:
    setattr(ndarray, _name, property(lambda self, name=_name: getattr(self._numbers, name)))
for _name in ["T", "mT", "real", "imag"]:
    setattr(ndarray, _name, property(lambda self, name=_name: on_device(getattr(self._numbers, name))))
for _name, _ufunc in {**UNARY, **BINARY, **COMPARISONS}.items():
    setattr(ndarray, f"__{_name}__", _operator(_ufunc, "as written"))
for _name, _ufunc in BINARY.items():
    setattr(ndarray, f"__r{_name}__", _operator(_ufunc, "reflected"))
    if _name not in ("matmul", "divmod"):
        setattr(ndarray, f"__i{_name}__", _in_place(_ufunc))
