"""CuPy's manners with NumPy's numbers: a stand-in for CuPy 14.2 on a machine without a GPU.

With the folder above this one on ``PYTHONPATH``, ``import cupy`` finds it, and ``GRADSCHOOL_BACKEND=cupy`` takes it. It
refuses what CuPy refuses, as its sources have it (``cupy/_core/*.pyx``; names and methods are those of the 14.2 wheel):

- its arrays have no ``__array_namespace__``, no ``__index__`` and no ``__contains__`` (the methods of ``core.pyx``);
- ``__array__`` raises: nothing turns a device array into NumPy's unasked;
- a ufunc, an operator and a function of CuPy take device arrays and plain numbers, never an array of NumPy
  (``_kernel.pyx: _preprocess_args``); NumPy's are taken where arrays are made (`array`, `asarray`) and as indices;
- a function of NumPy that is given a device array becomes CuPy's of the same name, and fails where there is none
  (``core.pyx: __array_ufunc__, __array_function__``); ``np.add.at`` and the other methods of ufuncs always fail;
- one number is an array with no axes, never a NumPy scalar;
- results of ufuncs are in C order, whatever the order of what went in;
- positions out of range wrap around when they come in an array, for reading, writing and `take`;
- a singular system is "solved" with nonsense and without a word (``cupyx.errstate(linalg="ignore")`` is the default).

It is stricter than CuPy in two things. Some functions (`sum`, say) call the method of whatever they are given, and so
take an array of NumPy and return one; and what is written to places that an array names may be NumPy's. Here both are
refused. It knows nothing of CUDA itself: streams, memory, rounding, speed, and of kernels in C only what `_kernel.py`
understands.
"""

import numpy as _np

from cupy import _functions
from cupy._array import ndarray
from cupy._functions import array, asarray, asnumpy, take, take_along_axis
from cupy._kernel import ElementwiseKernel

__version__ = "14.2.0"

ABSENT = {
    *("block", "bmat", "einsum_path", "frompyfunc", "geomspace", "histogram_bin_edges", "insert", "isnat", "matvec"),
    *(
        "nanpercentile",
        "nanquantile",
        "nditer",
        "polyder",
        "polydiv",
        "polyint",
        "spacing",
        "unstack",
        "vecdot",
        "vecmat",
    ),
}
"""What NumPy computes with and CuPy 14.2 does not export."""

globals().update(_functions.like(_np, without=ABSENT | set(globals())))
asanyarray = ascontiguousarray = asarray

from cupy import cuda, fft, lib, linalg  # noqa: E402


def get_array_module(*arrays):
    """This module where a device array is among the arguments, else NumPy."""
    import cupy

    return cupy if any(isinstance(x, ndarray) for x in arrays) else _np
