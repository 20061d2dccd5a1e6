"""Batch normalization in as few operations as can be, for a GPU; `batchnorm` does the same by blocks for a processor.

Rows are channels, as there. Each rule below is one kernel (`gradschool.backend.elementwise.fused`).
"""

from gradschool.backend import array_namespace
from gradschool.backend.arrays import Array
from gradschool.backend.elementwise import fused, sqrt


def normalized(rows: Array, scale: Array, shift: Array, eps: float) -> tuple[Array, Array, Array, Array]:
    """Return the normalized rows, and for each its mean, its variance, and one over its deviation."""
    xp = array_namespace(rows)
    mean = xp.mean(rows, axis=1)
    (squares,) = fused(_square, rows, mean[:, None])
    variance, inverse = fused(_deviation, xp.sum(squares, axis=1), count=rows.shape[1], eps=eps)
    (y,) = fused(_normalized, rows, *(each[:, None] for each in (mean, inverse, scale, shift)))
    return y, mean, variance, inverse


def differentiated(slopes: Array, rows: Array, mean: Array, inverse: Array, scale: Array) -> tuple[Array, Array, Array]:
    """Return the gradients of rows, scale, and shift."""
    xp = array_namespace(slopes)
    (products,) = fused(_product, slopes, rows, mean[:, None], inverse[:, None])
    dscale, dshift = xp.sum(products, axis=1), xp.sum(slopes, axis=1)
    each = (array[:, None] for array in (mean, inverse, scale, dscale, dshift))
    (dx,) = fused(_slope, slopes, rows, *each, count=rows.shape[1])
    return dx, dscale, dshift


def _square(x: Array, mean: Array) -> tuple[Array]:
    return ((x - mean) * (x - mean),)


def _deviation(total: Array, *, count: int, eps: float) -> tuple[Array, Array]:
    variance = total / count
    return variance, 1 / sqrt(variance + eps)


def _normalized(x: Array, mean: Array, inverse: Array, scale: Array, shift: Array) -> tuple[Array]:
    return ((x - mean) * inverse * scale + shift,)


def _product(upstream: Array, x: Array, mean: Array, inverse: Array) -> tuple[Array]:
    return (upstream * ((x - mean) * inverse),)


def _slope(
    upstream: Array, x: Array, mean: Array, inverse: Array, scale: Array, dscale: Array, dshift: Array, *, count: int
) -> tuple[Array]:
    return (scale * inverse * (upstream - (dshift + (x - mean) * inverse * dscale) / count),)
