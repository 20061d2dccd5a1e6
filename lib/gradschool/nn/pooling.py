"""Pooling over windows, and over the whole image: pairs of functions, each with its module below."""

from math import inf
from typing import Any

import array_api_compat

from gradschool.backend import Generator, array_namespace, kernels
from gradschool.backend.arrays import Array, floating
from gradschool.backend.blocks import in_blocks, joined
from gradschool.backend.windows import Windows
from gradschool.nn.given import left_by, with_axes
from gradschool.nn.module import Module
from gradschool.nn.planes import frame_of, framed, framed_shape, inside, places, to_images, to_planes
from gradschool.nn.windows import windows_of
from gradschool.settings import whole

_IMAGES = ("batch", "channels", "height", "width")


def _windows(x: Array, what: str, size: int, stride: int, padding: int) -> tuple[Array, Windows]:
    """Return images as planes, and where the windows lie on them; none may lie in the frame alone."""
    planes = to_planes(with_axes(what, "x", floating(x, f"{what}: x"), _IMAGES))
    if not 0 <= 2 * whole(what, "padding", padding, least=0) <= size:
        raise ValueError(
            f"{what}: padding {padding} is more than half of the window of {size}: some would be all frame"
        )
    return planes, windows_of(tuple(planes.shape), (size, size), stride, frame_of(padding, (size, size)))


def max_pool_forward(x: Array, size: int = 2, stride: int | None = None, padding: int = 0) -> tuple[Array, Any]:
    """Keep the largest pixel of each window.

    Parameters
    ----------
    x : array, shape (batch, channels, height, width)
    size : int, default 2
        Height and width of the window.
    stride : int, optional
        Pixels between two windows; by default `size`, so that windows do not overlap.
    padding : int, default 0
        Pixels around the image that are smaller than any; at most half of `size`.

    Returns
    -------
    y : array, shape (batch, channels, output height, output width)
    cache : tuple
        What `max_pool_backward` needs: of equal pixels the first wins, row by row.
    """
    xp, size = array_namespace(floating(x, "max_pool_forward: x")), whole("max_pool_forward", "size", size)
    stride = size if stride is None else stride
    planes, windows = _windows(x, "max_pool_forward", size, stride, padding)
    if array_api_compat.is_cupy_array(x):
        y, winner = kernels.largest(planes, windows)
        return to_images(y), (winner, windows)
    kind = xp.uint8 if size < 16 else xp.int32
    planes = framed(planes, windows.frame, -inf) if padding else planes
    indices = places(planes.shape, (size, size), stride)

    def pool(part: slice) -> tuple[Array, Array]:
        largest, place_of = planes[part, ...][indices[0]], None
        for place, index in enumerate(indices[1:], start=1):
            pixel = planes[part, ...][index]
            # The last place that was larger than all before it; where() would say the same, ten times slower.
            rise = xp.astype(pixel > largest, kind) * place
            place_of = rise if place_of is None else xp.maximum(place_of, rise)
            largest = xp.maximum(largest, pixel)
        return largest, xp.zeros_like(largest, dtype=kind) if place_of is None else place_of

    y, winner = joined(pool, x.shape[1], x, x.size)
    return to_images(y), (winner, windows)


def max_pool_backward(upstream: Array, cache: Any) -> Array:
    """Return the gradient with respect to the images: each upstream goes to its window's largest pixel."""
    winner, windows = left_by("max_pool_forward", cache, upstream)
    with_axes("max_pool_backward", "upstream", upstream, tuple(to_images(winner).shape))
    xp, slopes = array_namespace(upstream, winner), to_planes(upstream)
    if array_api_compat.is_cupy_array(upstream):
        return to_images(kernels.to_largest(slopes, winner, windows))
    shape, size, stride = framed_shape(windows.planes, windows.frame), windows.kernel[0], windows.stride
    covered = stride == size and shape[1] % size == shape[2] % size == 0
    dx = (xp.empty if covered else xp.zeros)(shape, dtype=upstream.dtype, device=upstream.device)
    indices = places(shape, windows.kernel, stride)

    def spread(part: slice) -> None:
        target, own = dx[part, ...], xp.empty(slopes[part, ...].shape, dtype=upstream.dtype, device=upstream.device)
        own[...] = slopes[part, ...]
        for place, index in enumerate(indices):
            share = xp.astype(winner[part, ...] == place, upstream.dtype)
            share *= own
            if stride >= size:
                target[index] = share
            else:
                target[index] += share

    in_blocks(spread, shape[0], dx, dx.size)
    return to_images(inside(dx, windows.frame))


class MaxPool(Module):
    """Max pooling over (batch, channels, height, width); a window that does not fit at the edge is left out.

        y[c, i, j] = max(x[c, i stride + a, j stride + b])

    The maximum is over the window's pixels ``a`` and ``b``.

    Parameters
    ----------
    size : int, default 2
        Height and width of the window.
    stride : int, optional
        Pixels between two windows; by default `size`.
    padding : int, default 0
        Pixels around the image, at most half of `size`; none of them is ever the largest.
    """

    def __init__(self, size: int = 2, stride: int | None = None, *, padding: int = 0) -> None:
        super().__init__()
        kind = type(self).__name__
        self.size, self.stride = whole(kind, "size", size), None if stride is None else whole(kind, "stride", stride)
        self.padding = whole(kind, "padding", padding, least=0)
        if 2 * padding > size:
            raise ValueError(f"{kind}: padding {padding} is more than half of the window of {size}")

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Keep the largest pixel of each window."""
        y, self._cache = max_pool_forward(self.accept(x, ndims=(4,)), self.size, self.stride, self.padding)
        return y

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Pass the gradient to the largest pixels."""
        return max_pool_backward(upstream, self.remembered())


def average_pool_forward(x: Array, size: int = 2, stride: int | None = None, padding: int = 0) -> tuple[Array, Any]:
    """Keep the mean of each window; the pixels of a padding are zeros that count, as in PyTorch.

    Parameters and results are those of `max_pool_forward`.
    """
    size = whole("average_pool_forward", "size", size)
    stride = size if stride is None else stride
    planes, windows = _windows(x, "average_pool_forward", size, stride, padding)
    planes = framed(planes, windows.frame) if padding else planes
    first, *others = places(planes.shape, (size, size), stride)
    y = planes[first] / size**2
    for place in others:
        y += planes[place] / size**2
    return to_images(y), (windows,)


def average_pool_backward(upstream: Array, cache: Any) -> Array:
    """Return the gradient with respect to the images: each pixel gets an even share of its windows' upstreams."""
    (windows,) = left_by("average_pool_forward", cache, upstream)
    xp, shape = array_namespace(upstream), framed_shape(windows.planes, windows.frame)
    share = to_planes(upstream) / (windows.kernel[0] * windows.kernel[1])
    dx = xp.zeros(shape, dtype=upstream.dtype, device=upstream.device)
    for place in places(shape, windows.kernel, windows.stride):
        dx[place] += share
    return to_images(inside(dx, windows.frame))


class AveragePool(MaxPool):
    """Average pooling, with the arguments of `MaxPool`; pixels of the padding count, as zeros.

    y[c, i, j] = mean(x[c, i stride + a, j stride + b])
    """

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Keep the mean of each window."""
        y, self._cache = average_pool_forward(self.accept(x, ndims=(4,)), self.size, self.stride, self.padding)
        return y

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Spread the gradient evenly over the windows."""
        return average_pool_backward(upstream, self.remembered())


def global_average_pool_forward(x: Array) -> tuple[Array, tuple[int, ...]]:
    """Return each channel's mean over the image (Lin, Chen and Yan 2014, section 3.2), and the shape of the images.

    Parameters
    ----------
    x : array, shape (batch, channels, height, width)

    Returns
    -------
    y : array, shape (batch, channels)
    cache : tuple
        What `global_average_pool_backward` needs.
    """
    what = "global_average_pool_forward"
    with_axes(what, "x", floating(x, f"{what}: x"), _IMAGES)
    return array_namespace(x).mean(x, axis=(2, 3)), tuple(x.shape)


def global_average_pool_backward(upstream: Array, cache: tuple[int, ...]) -> Array:
    """Return the gradient with respect to the images: every pixel gets the same share."""
    what, shape = "global_average_pool", left_by("global_average_pool_forward", cache, upstream)
    with_axes(f"{what}_backward", "upstream", upstream, shape[:2])
    shares = upstream / (shape[2] * shape[3])
    return array_namespace(upstream).broadcast_to(shares[:, :, None, None], shape)


class GlobalAveragePool(Module):
    """The mean of each channel, (batch, channels): images of any size, where Flatten fixes one.

    y[c] = mean(x[c])
    """

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Return each channel's mean."""
        y, self._cache = global_average_pool_forward(self.accept(x, ndims=(4,)))
        return y

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Give every pixel the same share."""
        return global_average_pool_backward(upstream, self.remembered())
