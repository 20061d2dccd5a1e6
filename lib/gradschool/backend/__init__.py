"""Where arrays live: one code path for NumPy on a CPU and CuPy on a GPU.

This is the one place in the library that knows backends by name. Everything else asks its arguments
(``xp = array_namespace(x)``) and works wherever they are.

>>> from gradschool import backend
>>> with backend.use("numpy"):
...     x = backend.default_rng(0).standard_normal((2, 3))
>>> xp = backend.array_namespace(x)
>>> xp.sum(x, axis=0).shape
(3,)
"""

from gradschool.backend.arrays import synchronize, to_device, to_numpy
from gradschool.backend.description import describe
from gradschool.backend.namespaces import array_namespace
from gradschool.backend.random import Generator, default_rng
from gradschool.backend.selection import Backend, BackendError, current, use

__all__ = [
    "Backend",
    "BackendError",
    "Generator",
    "array_namespace",
    "current",
    "default_rng",
    "describe",
    "synchronize",
    "to_device",
    "to_numpy",
    "use",
]
