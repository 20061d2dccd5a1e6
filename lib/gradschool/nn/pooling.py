"""Pooling over windows, and over the whole image: pairs of functions, each with its module below."""

from math import inf
from typing import Any

from gradschool.backend import Generator, array_namespace
from gradschool.backend.arrays import Array, floating, windows_copied
from gradschool.backend.blocks import at_once, in_blocks, joined
from gradschool.nn.given import left_by, with_axes
from gradschool.nn.module import Module
from gradschool.nn.planes import Frame, counts_of, frame_of, framed, inside, places, to_images, to_planes
from gradschool.settings import whole

_IMAGES = ("batch", "channels", "height", "width")


def _framed(x: Array, what: str, size: int, padding: int, fill: float) -> tuple[Array, Frame]:
    """Return images as planes in their frame; no window may lie in the frame alone."""
    planes = to_planes(with_axes(what, "x", floating(x, f"{what}: x"), _IMAGES))
    if not 0 <= 2 * whole(what, "padding", padding, least=0) <= size:
        raise ValueError(
            f"{what}: padding {padding} is more than half of the window of {size}: some would be all frame"
        )
    frame = frame_of(padding, (size, size))
    return (framed(planes, frame, fill) if padding else planes), frame


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
    kind = xp.uint8 if size < 16 else xp.int32
    planes, frame = _framed(x, "max_pool_forward", size, padding, -inf)
    windows = places(planes.shape, (size, size), stride)

    def pool(part: slice) -> tuple[Array, Array]:
        largest, place_of = planes[part, ...][windows[0]], None
        for place, window in enumerate(windows[1:], start=1):
            pixel = planes[part, ...][window]
            # The last place that was larger than all before it; where() would say the same, ten times slower.
            rise = xp.astype(pixel > largest, kind) * place
            place_of = rise if place_of is None else xp.maximum(place_of, rise)
            largest = xp.maximum(largest, pixel)
        return largest, xp.zeros_like(largest, dtype=kind) if place_of is None else place_of

    if at_once(x):
        counts = counts_of(planes.shape, (size, size), stride)
        pixels = windows_copied(planes, (size, size), counts, stride)
        y, winner = xp.max(pixels, axis=0), xp.astype(xp.argmax(pixels, axis=0), kind)
    else:
        y, winner = joined(pool, x.shape[1], x, x.size)
    return to_images(y), (winner, tuple(planes.shape), size, stride, frame)


def max_pool_backward(upstream: Array, cache: Any) -> Array:
    """Return the gradient with respect to the images: each upstream goes to its window's largest pixel."""
    winner, shape, size, stride, frame = left_by("max_pool_forward", cache, upstream)
    with_axes("max_pool_backward", "upstream", upstream, tuple(to_images(winner).shape))
    xp = array_namespace(upstream, winner)
    covered = stride == size and shape[1] % size == shape[2] % size == 0
    if at_once(upstream):
        return to_images(inside(_spread_at_once(to_planes(upstream), winner, shape, size, stride, covered), frame))
    make = xp.empty if covered else xp.zeros
    dx, slopes = make(shape, dtype=upstream.dtype, device=upstream.device), to_planes(upstream)
    windows = places(shape, (size, size), stride)

    def spread(part: slice) -> None:
        target, own = dx[part, ...], xp.empty(slopes[part, ...].shape, dtype=upstream.dtype, device=upstream.device)
        own[...] = slopes[part, ...]
        for place, window in enumerate(windows):
            share = xp.astype(winner[part, ...] == place, upstream.dtype)
            share *= own
            if stride >= size:
                target[window] = share
            else:
                target[window] += share

    in_blocks(spread, shape[0], dx, dx.size)
    return to_images(inside(dx, frame))


def _spread_at_once(
    slopes: Array, winner: Array, shape: tuple[int, ...], size: int, stride: int, covered: bool
) -> Array:
    """Give each slope to its window's winner, in as few operations as can be."""
    xp = array_namespace(slopes, winner)
    order = xp.reshape(xp.arange(size * size, dtype=winner.dtype, device=winner.device), (-1, 1, 1, 1, 1))
    shares = xp.where(
        order == winner[None, ...], slopes[None, ...], xp.zeros((), dtype=slopes.dtype, device=slopes.device)
    )
    channels, rows, columns, batch = winner.shape
    if covered:
        tiles = xp.reshape(shares, (size, size, channels, rows, columns, batch))
        return xp.reshape(xp.permute_dims(tiles, (2, 3, 0, 4, 1, 5)), shape)
    dx = xp.zeros(shape, dtype=slopes.dtype, device=slopes.device)
    for place, window in enumerate(places(shape, (size, size), stride)):
        dx[window] += shares[place, ...]
    return dx


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
    planes, frame = _framed(x, "average_pool_forward", size, padding, 0.0)
    first, *others = places(planes.shape, (size, size), stride)
    y = planes[first] / size**2
    for window in others:
        y += planes[window] / size**2
    return to_images(y), (tuple(planes.shape), size, stride, frame)


def average_pool_backward(upstream: Array, cache: Any) -> Array:
    """Return the gradient with respect to the images: each pixel gets an even share of its windows' upstreams."""
    shape, size, stride, frame = left_by("average_pool_forward", cache, upstream)
    xp = array_namespace(upstream)
    dx, share = xp.zeros(shape, dtype=upstream.dtype, device=upstream.device), to_planes(upstream) / size**2
    for window in places(shape, (size, size), stride):
        dx[window] += share
    return to_images(inside(dx, frame))


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
