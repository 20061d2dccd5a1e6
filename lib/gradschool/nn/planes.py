"""Images as planes, and windows that move over them: what convolution and pooling share.

Images are (batch, channels, height, width) to the caller. In memory the results are planes, (channels, height, width,
batch): whatever moves a window over them then copies whole runs of memory, a row of pixels of the whole batch at a
time. The next layer takes them so without a copy.
"""

from functools import partial
from typing import Any

from gradschool.backend import array_namespace
from gradschool.backend.arrays import Array
from gradschool.settings import pair, whole

Padding = int | tuple[int, int] | str
Frame = tuple[tuple[int, int], tuple[int, int]]
"""Pixels added at the top and bottom, and at the left and right."""


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
        If the window does not fit once, or a number is out of its range.
    """
    whole("window", "size", size, least=0)
    whole("window", "kernel", kernel)
    whole("window", "stride", stride)
    whole("window", "padding", padding, least=0)
    count = (size + 2 * padding - kernel) // stride + 1
    if count < 1:
        raise ValueError(f"a window of {kernel} does not fit into {size} pixels with padding {padding}")
    return count


def frame_of(padding: Padding, kernel: tuple[int, int], stride: int = 1) -> Frame:
    """Return how many pixels a padding adds on each side.

    Parameters
    ----------
    padding : int, (int, int) or "same"
        On all four sides; at top and bottom, and at left and right; or as many as keep the size. An even window gets
        the odd pixel at the bottom and the right, as in PyTorch.
    kernel : (int, int)
        Height and width of the window.
    stride : int, default 1

    Raises
    ------
    ValueError
        For "same" with a stride: no padding keeps the size then.
    """
    if isinstance(padding, str) and padding == "same":
        if stride != 1:
            raise ValueError(f"padding='same' keeps the size, which a stride of {stride} can't; give a number")
        height, width = ((k - 1) // 2 for k in kernel)
        return (height, kernel[0] - 1 - height), (width, kernel[1] - 1 - width)
    if isinstance(padding, str):
        raise ValueError(f"padding {padding!r} is neither 'same' nor a whole number, 0 for none, nor (height, width)")
    height, width = pair("window", "padding", padding, least=0)
    return (height, height), (width, width)


def positions(first: int, count: int, stride: int) -> slice:
    """Return the slice of `count` pixels from `first`, `stride` apart."""
    return slice(first, first + stride * (count - 1) + 1, stride)


def framed_shape(shape: tuple[int, ...], frame: Frame) -> tuple[int, int, int, int]:
    """Return the shape of planes of this shape with a frame around each."""
    channels, height, width, batch = shape
    return channels, height + sum(frame[0]), width + sum(frame[1]), batch


def framed(planes: Array, frame: Frame, fill: float = 0.0) -> Array:
    """Copy planes, with a frame of one number around each."""
    xp, shape = array_namespace(planes), framed_shape(planes.shape, frame)
    bare = frame == ((0, 0), (0, 0))
    fresh = xp.empty if bare else partial(xp.full, fill_value=fill)
    result = fresh(shape, dtype=planes.dtype, device=planes.device)
    inside(result, frame)[...] = planes
    return result


def inside(planes: Array, frame: Frame) -> Array:
    """View what a frame surrounds."""
    (top, bottom), (left, right) = frame
    return planes[:, top : planes.shape[1] - bottom, left : planes.shape[2] - right, :]


def counts_of(shape: Any, kernel: tuple[int, int], stride: int) -> tuple[int, int]:
    """Return how many windows there are from top to bottom and from left to right of planes with their frame."""
    rows, columns = (output_size(length, k, stride) for length, k in zip(shape[1:3], kernel, strict=True))
    return rows, columns


def places(shape: Any, kernel: tuple[int, int], stride: int) -> list[Any]:
    """Return one index a place in the window, row by row: it selects that place's pixel of all planes for all windows.

    Parameters
    ----------
    shape : tuple of int
        Of the planes with their frame.
    kernel : (int, int)
        Height and width of the window.
    stride : int
    """
    oh, ow = counts_of(shape, kernel, stride)
    return [
        (slice(None), positions(i, oh, stride), positions(j, ow, stride), slice(None))
        for i in range(kernel[0])
        for j in range(kernel[1])
    ]
