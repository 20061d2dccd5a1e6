"""The convolution layer as a pair of functions: strips of the image, and one matrix product for each row of the output.

Images are (batch, channels, height, width) to the caller. In memory the results are planes, (channels, height, width,
batch): whatever moves a window over them then copies whole runs of memory, a row of pixels of the whole batch at a
time. The next layer takes them so without a copy.

The usual im2col copies each pixel once for each place in the window, nine times for 3 x 3. Here each row of pixels is
copied once for each *column* of the window, side by side, into a strip. A row of the output sees as many strips as the
window has rows, and these lie one after another in memory: they are the columns of its matrix product as they stand.
"""

from typing import Any

from gradschool.backend import array_namespace
from gradschool.backend.arrays import Array, multiply_into, sliding


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


def to_strips(planes: Array, kernel_width: int, width: int, stride: int) -> Array:
    """Lay out, for each row of pixels, what every column of the window meets on its way along the row.

    Parameters
    ----------
    planes : array, shape (channels, height, width of the image, batch)
        With their frame.
    kernel_width : int
        Columns of the window.
    width : int
        Of the output.
    stride : int

    Returns
    -------
    array, shape (height, kernel width * channels, width * batch)
    """
    xp = array_namespace(planes)
    channels, height, _, batch = planes.shape
    shape = (height, kernel_width, channels, width, batch)
    strips = xp.empty(shape, dtype=planes.dtype, device=planes.device)
    for j in range(kernel_width):
        strips[:, j, ...] = xp.permute_dims(planes[:, :, positions(j, width, stride), :], (1, 0, 2, 3))
    return xp.reshape(strips, (height, kernel_width * channels, width * batch))


def from_strips(strips: Array, shape: tuple[int, int, int, int], width: int, stride: int) -> Array:
    """Add each strip to the pixels that it was copied from: the transpose of `to_strips`.

    Parameters
    ----------
    strips : array, shape (height, kernel width * channels, width * batch)
    shape : (int, int, int, int)
        Of the planes with their frame.
    width, stride : int
        As for `to_strips`.
    """
    xp = array_namespace(strips)
    channels, height, _, batch = shape
    kernel_width = strips.shape[1] // channels
    columns = xp.reshape(strips, (height, kernel_width, channels, width, batch))
    planes = xp.zeros(shape, dtype=strips.dtype, device=strips.device)
    for j in range(kernel_width):
        planes[:, :, positions(j, width, stride), :] += xp.permute_dims(columns[:, j, ...], (1, 0, 2, 3))
    return planes


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
    planes = framed(to_planes(x), padding)
    strips = to_strips(planes, kw, ow, stride)
    matrix = xp.reshape(xp.permute_dims(weight, (0, 2, 3, 1)), (filters, kh * kw * channels))
    y = xp.empty((filters, oh, ow * x.shape[0]), dtype=x.dtype, device=x.device)
    multiply_into(xp.permute_dims(y, (1, 0, 2)), matrix, sliding(strips, kh, oh, stride))
    if bias is not None:
        y += bias[:, None, None]
    return to_images(xp.reshape(y, (filters, oh, ow, x.shape[0]))), (strips, tuple(planes.shape), stride, padding)


def conv2d_backward(
    upstream: Array, weight: Array, cache: Any, *, input_gradient: bool = True, bias_gradient: bool = True
) -> tuple[Array | None, Array, Array | None]:
    """Return the gradients of a convolution.

    Parameters
    ----------
    upstream : array, shape (batch, filters, output height, output width)
    weight : array, shape (filters, channels, kernel height, kernel width)
    cache : tuple
        From `conv2d_forward`.
    input_gradient : bool, default True
        Whether the first result is needed; a network's first layer does without.
    bias_gradient : bool, default True
        Whether the last result is needed.

    Returns
    -------
    dx : array, shape (batch, channels, height, width), or None
    dweight : array, shape of the weight
    dbias : array, shape (filters,), or None
    """
    strips, shape, stride, padding = cache
    xp = array_namespace(upstream=upstream, weight=weight, x=strips)
    (filters, channels, kh, kw), (batch, _, oh, ow) = weight.shape, upstream.shape
    slopes = xp.reshape(to_planes(upstream), (filters, oh, ow * batch))
    # Each row of the output has its own product with the strips that it saw; their sum is the gradient.
    products = sliding(strips, kh, oh, stride) @ xp.permute_dims(slopes, (1, 2, 0))
    dmatrix = xp.reshape(xp.sum(products, axis=0), (kh, kw, channels, filters))
    dweight = xp.permute_dims(dmatrix, (3, 2, 0, 1))
    dbias = xp.sum(slopes, axis=(1, 2)) if bias_gradient else None
    if not input_gradient:
        return None, dweight, dbias
    # A strip is seen by the rows of the output above it: a window over these, with the filters upside down.
    rows = xp.zeros((shape[1] + kh - 1, filters, ow * batch), dtype=upstream.dtype, device=upstream.device)
    rows[positions(kh - 1, oh, stride), ...] = xp.permute_dims(slopes, (1, 0, 2))
    flipped = xp.reshape(xp.permute_dims(xp.flip(weight, axis=2), (3, 1, 2, 0)), (kw * channels, kh * filters))
    dplanes = from_strips(flipped @ sliding(rows, kh, shape[1], 1), shape, ow, stride)
    height, width = (size - 2 * padding for size in shape[1:3])
    dx = to_images(dplanes[:, padding : padding + height, padding : padding + width, :])
    return dx, dweight, dbias
