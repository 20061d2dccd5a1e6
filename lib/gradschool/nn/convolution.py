"""The convolution layer as a pair of functions, by im2col: patches become columns of one matrix product.

Images are (batch, channels, height, width) to the caller. In memory the results are planes, (channels, height, width,
batch): whatever moves a window over them then copies whole runs of memory, a row of pixels of the whole batch at a
time. The next layer takes them so without a copy.
"""

from itertools import product
from typing import Any

import numpy as np

from gradschool.backend import array_namespace
from gradschool.backend.arrays import Array
from gradschool.backend.parallel import over_slices

COLUMNS = 1 << 20
"""Elements of the columns that are worked on at a time, on a CPU: 4 MiB of float32."""


def to_planes(x: Array) -> Array:
    """View images (batch, channels, height, width) as planes (channels, height, width, batch)."""
    return array_namespace(x).permute_dims(x, (1, 2, 3, 0))


def to_images(planes: Array) -> Array:
    """View planes as images: the inverse of `to_planes`."""
    return array_namespace(planes).permute_dims(planes, (3, 0, 1, 2))


def output_size(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """Return how many positions a window has: ``(size + 2 padding - kernel) // stride + 1``.

    Raises
    ------
    ValueError
        If the window does not fit once.
    """
    count = (size + 2 * padding - kernel) // stride + 1
    if count < 1:
        raise ValueError(f"a window of {kernel} does not fit into {size} pixels with padding {padding}")
    return count


def positions(first: int, count: int, stride: int) -> slice:
    """Return the slice of `count` pixels from `first`, `stride` apart."""
    return slice(first, first + stride * (count - 1) + 1, stride)


def framed(planes: Array, padding: int) -> Array:
    """Copy planes, with a frame of zeros around each."""
    xp = array_namespace(planes)
    channels, height, width, batch = planes.shape
    shape = (channels, height + 2 * padding, width + 2 * padding, batch)
    frame = (xp.zeros if padding else xp.empty)(shape, dtype=planes.dtype, device=planes.device)
    frame[:, padding : padding + height, padding : padding + width, :] = planes
    return frame


def im2col(planes: Array, rows: slice, kernel: tuple[int, int], width: int, stride: int) -> Array:
    """Lay the patches of some rows of the output out as columns.

    Parameters
    ----------
    planes : array, shape (channels, height, width, batch)
        With their frame.
    rows : slice
        Rows of the output.
    kernel : (int, int)
        Height and width of a patch.
    width : int
        Of the output.
    stride : int

    Returns
    -------
    array, shape (channels * kernel height * kernel width, rows * width * batch)
    """
    xp = array_namespace(planes)
    (channels, *_, batch), (kh, kw), count = planes.shape, kernel, rows.stop - rows.start
    columns = xp.empty((channels, kh, kw, count, width, batch), dtype=planes.dtype, device=planes.device)
    for i, j in product(range(kh), range(kw)):
        down, right = positions(rows.start * stride + i, count, stride), positions(j, width, stride)
        columns[:, i, j, ...] = planes[:, down, right, :]
    return xp.reshape(columns, (channels * kh * kw, count * width * batch))


def col2im(columns: Array, planes: Array, rows: slice, kernel: tuple[int, int], width: int, stride: int) -> None:
    """Add every column to where its patch came from in the planes: the transpose of `im2col`."""
    (channels, *_, batch), (kh, kw), count = planes.shape, kernel, rows.stop - rows.start
    patches = array_namespace(columns).reshape(columns, (channels, kh, kw, count, width, batch))

    def add_back(part: slice) -> None:
        for i, j in product(range(kh), range(kw)):
            down, right = positions(rows.start * stride + i, count, stride), positions(j, width, stride)
            planes[part, down, right, :] += patches[part, i, j, ...]

    over_slices(add_back, channels, columns, columns.size)


def conv2d_forward(
    x: Array, weight: Array, bias: Array | None = None, *, stride: int = 1, padding: int = 0
) -> tuple[Array, Any]:
    """Slide filters over images (LeCun et al. 1998); a cross-correlation, as everywhere in deep learning.

    Parameters
    ----------
    x : array, shape (batch, channels, height, width)
    weight : array, shape (filters, channels, kernel height, kernel width)
    bias : array, shape (filters,), optional
    stride : int, default 1
        Pixels between two positions of the window.
    padding : int, default 0
        Zeros around the image.

    Returns
    -------
    y : array, shape (batch, filters, output height, output width)
    cache : tuple
        What `conv2d_backward` needs.
    """
    xp = array_namespace(x=x, weight=weight, bias=bias)
    filters, channels, kh, kw = weight.shape
    if x.ndim != 4 or x.shape[1] != channels:
        raise ValueError(f"images have shape {tuple(x.shape)}; the filters take (batch, {channels}, height, width)")
    oh, ow = (output_size(x.shape[2 + i], (kh, kw)[i], stride, padding) for i in (0, 1))
    planes, matrix = framed(to_planes(x), padding), xp.reshape(weight, (filters, -1))
    y = xp.empty((filters, oh, ow, x.shape[0]), dtype=x.dtype, device=x.device)
    for rows in _parts(oh, y[0, 0, ...].size * channels * kh * kw, x):
        own = matrix @ im2col(planes, rows, (kh, kw), ow, stride)
        if bias is not None:
            own += bias[:, None]
        y[:, rows, ...] = xp.reshape(own, (filters, rows.stop - rows.start, ow, x.shape[0]))
    return to_images(y), (planes, stride, padding)


def _parts(count: int, size: int, like: Array) -> list[slice]:
    """Cut an output's rows into parts whose columns fit into a cache, given their size a row; a GPU takes all at once.

    The columns are made anew for the backward pass: that costs less time than fetching them from memory would, and
    they are nine times as large as the images.
    """
    rows = max(1, COLUMNS // max(size, 1)) if isinstance(like, np.ndarray) else count
    return [slice(first, min(first + rows, count)) for first in range(0, count, rows)]


def conv2d_backward(
    upstream: Array, weight: Array, cache: Any, *, input_gradient: bool = True
) -> tuple[Array | None, Array, Array]:
    """Return the gradients of a convolution.

    Parameters
    ----------
    upstream : array, shape (batch, filters, output height, output width)
    weight : array, shape (filters, channels, kernel height, kernel width)
    cache : tuple
        From `conv2d_forward`.
    input_gradient : bool, default True
        Whether the first result is needed; a network's first layer does without.

    Returns
    -------
    dx : array, shape (batch, channels, height, width), or None
    dweight : array, shape of the weight
    dbias : array, shape (filters,)
    """
    planes, stride, padding = cache
    xp = array_namespace(upstream=upstream, weight=weight, x=planes)
    (filters, channels, kh, kw), (batch, _, oh, ow) = weight.shape, upstream.shape
    slopes, matrix = to_planes(upstream), xp.reshape(weight, (filters, -1))
    dweight, dplanes = xp.zeros_like(matrix), xp.zeros_like(planes) if input_gradient else None
    for rows in _parts(oh, ow * batch * channels * kh * kw, planes):
        own = xp.reshape(slopes[:, rows, ...], (filters, (rows.stop - rows.start) * ow * batch))
        dweight += own @ im2col(planes, rows, (kh, kw), ow, stride).T
        if dplanes is not None:
            col2im(matrix.T @ own, dplanes, rows, (kh, kw), ow, stride)
    dx = None
    if dplanes is not None:
        height, width = (size - 2 * padding for size in planes.shape[1:3])
        dx = to_images(dplanes[:, padding : padding + height, padding : padding + width, :])
    return dx, xp.reshape(dweight, weight.shape), xp.sum(slopes, axis=(1, 2, 3))
