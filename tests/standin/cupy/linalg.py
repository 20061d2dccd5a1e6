"""`cupy.linalg`: NumPy's, but nobody says that a matrix is singular."""

import numpy as np

from cupy import _functions
from cupy._array import on_device, on_host

ABSENT = {"multi_dot", "matrix_norm", "vector_norm", "svdvals", "vecdot", "diagonal", "trace", "outer", "tensordot"}
globals().update(_functions.like(np.linalg, without=ABSENT))
__all__ = [name for name in np.linalg.__all__ if name not in ABSENT]


def solve(a, b):
    """`numpy.linalg.solve`; a singular system has infinities for its solution."""
    return _or_infinite(np.linalg.solve, a, b)


def inv(a):
    """`numpy.linalg.inv`; a singular matrix has one of infinities."""
    return _or_infinite(np.linalg.inv, a)


def cholesky(a):
    """`numpy.linalg.cholesky`; where there is no root, the factorization stops halfway and returns what it has."""
    try:
        return on_device(np.linalg.cholesky(on_host(a)))
    except np.linalg.LinAlgError:
        return on_device(np.tril(on_host(a)))


def _or_infinite(function, *arrays):
    numbers = [on_host(x) for x in arrays]
    try:
        return on_device(function(*numbers))
    except np.linalg.LinAlgError:
        return on_device(np.full(numbers[-1].shape, np.inf, np.result_type(*numbers, np.float32)))
