"""The convolution layer as a pair of functions, by im2col: patches become columns of one matrix product.

Images are (batch, channels, height, width) to the caller. In memory the results have the channels outermost, as the
matrix product leaves them; the next layer takes them so without a copy.
"""

from itertools import product
from typing import Any

import numpy as np

from gradschool.backend import array_namespace
from gradschool.backend.arrays import Array
from gradschool.backend.parallel import over_slices

COLUMNS = 1 << 20
"""Elements of the columns that are worked on at a time, on a CPU: 4 MiB of float32."""


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


def im2col(x: Array, kernel: tuple[int, int], stride: int, padding: int) -> Array:
    """Lay every patch out as a column.

    Parameters
    ----------
    x : array, shape (batch, channels, height, width)
    kernel : (int, int)
        Height and width of a patch.
    stride, padding : int

    Returns
    -------
    array, shape (channels * kernel height * kernel width, batch * output height * output width)
    """
    xp = array_namespace(x)
    batch, channels, height, width = x.shape
    (kh, kw), planes = kernel, pad(xp.permute_dims(x, (1, 0, 2, 3)), padding)
    oh, ow = output_size(height, kh, stride, padding), output_size(width, kw, stride, padding)
    columns = xp.empty((channels, kh, kw, batch, oh, ow), dtype=x.dtype, device=x.device)

    def lay_out(part: slice) -> None:
        for i, j in product(range(kh), range(kw)):
            columns[part, i, j, ...] = planes[part, :, positions(i, oh, stride), positions(j, ow, stride)]

    over_slices(lay_out, channels, columns, columns.size)
    return xp.reshape(columns, (channels * kh * kw, batch * oh * ow))


def col2im(columns: Array, shape: tuple[int, ...], kernel: tuple[int, int], stride: int, padding: int) -> Array:
    """Add every column back to where its patch came from: the transpose of `im2col`."""
    xp = array_namespace(columns)
    batch, channels, height, width = shape
    kh, kw = kernel
    oh, ow = output_size(height, kh, stride, padding), output_size(width, kw, stride, padding)
    patches = xp.reshape(columns, (channels, kh, kw, batch, oh, ow))
    padded = (channels, batch, height + 2 * padding, width + 2 * padding)
    planes = xp.zeros(padded, dtype=columns.dtype, device=columns.device)

    def add_back(part: slice) -> None:
        for i, j in product(range(kh), range(kw)):
            planes[part, :, positions(i, oh, stride), positions(j, ow, stride)] += patches[part, i, j, ...]

    over_slices(add_back, channels, planes, columns.size)
    inner = planes[:, :, padding : padding + height, padding : padding + width]
    return xp.permute_dims(inner, (1, 0, 2, 3))


def pad(planes: Array, padding: int) -> Array:
    """Put a frame of zeros around the last two axes."""
    if padding == 0:
        return planes
    xp = array_namespace(planes)
    *outer, height, width = planes.shape
    framed = xp.zeros((*outer, height + 2 * padding, width + 2 * padding), dtype=planes.dtype, device=planes.device)
    framed[..., padding : padding + height, padding : padding + width] = planes
    return framed


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
    rows = xp.reshape(weight, (filters, -1))
    y = xp.empty((filters, x.shape[0] * oh * ow), dtype=x.dtype, device=x.device)
    for part in _parts(x, channels * kh * kw * oh * ow):
        columns = im2col(x[part, ...], (kh, kw), stride, padding)
        y[:, part.start * oh * ow : part.stop * oh * ow] = rows @ columns
    if bias is not None:
        y += bias[:, None]
    return xp.permute_dims(xp.reshape(y, (filters, x.shape[0], oh, ow)), (1, 0, 2, 3)), (x, stride, padding)


def _parts(x: Array, size: int) -> list[slice]:
    """Cut a batch into parts whose columns fit into a cache, given their size an image; a GPU takes all at once.

    The columns are made anew for the backward pass: that costs less time than fetching them from memory would, and
    they are nine times as large as the images.
    """
    batch = x.shape[0]
    images = max(1, COLUMNS // max(size, 1)) if isinstance(x, np.ndarray) else max(batch, 1)
    return [slice(first, min(first + images, batch)) for first in range(0, batch, images)]


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
    x, stride, padding = cache
    xp = array_namespace(upstream=upstream, weight=weight, x=x)
    filters, _, kh, kw = weight.shape
    pixels = upstream.shape[2] * upstream.shape[3]
    rows = xp.reshape(xp.permute_dims(upstream, (1, 0, 2, 3)), (filters, upstream.shape[0] * pixels))
    transposed = xp.reshape(weight, (filters, -1)).T
    dweight = xp.zeros((filters, transposed.shape[0]), dtype=weight.dtype, device=weight.device)
    dplanes = (
        xp.empty(tuple(x.shape[i] for i in (1, 0, 2, 3)), dtype=x.dtype, device=x.device) if input_gradient else None
    )
    for part in _parts(x, transposed.shape[0] * pixels):
        images, own = x[part, ...], rows[:, part.start * pixels : part.stop * pixels]
        dweight += own @ im2col(images, (kh, kw), stride, padding).T
        if dplanes is not None:
            dx = col2im(transposed @ own, tuple(images.shape), (kh, kw), stride, padding)
            dplanes[:, part, ...] = xp.permute_dims(dx, (1, 0, 2, 3))
    dx = None if dplanes is None else xp.permute_dims(dplanes, (1, 0, 2, 3))
    return dx, xp.reshape(dweight, weight.shape), xp.sum(rows, axis=1)
