"""Pooling as pairs of functions: the largest, the mean, and the largest over random regions."""

from itertools import pairwise, product
from typing import Any

from gradschool.backend import Generator, array_namespace, default_rng
from gradschool.backend.arrays import Array
from gradschool.backend.blocks import in_blocks
from gradschool.nn.convolution import output_size, positions, to_images, to_planes


def _windows(planes: Array, size: int, stride: int) -> list[Any]:
    """Return one index a place in the window: it selects that place's pixel of all planes for all windows at once."""
    oh, ow = (output_size(length, size, stride) for length in planes.shape[1:3])
    places = product(range(size), repeat=2)
    return [(slice(None), positions(i, oh, stride), positions(j, ow, stride), slice(None)) for i, j in places]


def max_pool_forward(x: Array, size: int = 2, stride: int | None = None) -> tuple[Array, Any]:
    """Keep the largest pixel of each window.

    Parameters
    ----------
    x : array, shape (batch, channels, height, width)
    size : int, default 2
        Height and width of the window.
    stride : int, optional
        Pixels between two windows; by default `size`, so that windows do not overlap.

    Returns
    -------
    y : array, shape (batch, channels, output height, output width)
    cache : tuple
        What `max_pool_backward` needs: of equal pixels the first wins, row by row.
    """
    xp = array_namespace(x)
    stride = stride or size
    kind = xp.uint8 if size < 16 else xp.int32
    planes = to_planes(x)
    windows = _windows(planes, size, stride)
    shape = planes[windows[0]].shape
    y, winner = (xp.empty(shape, dtype=dtype, device=x.device) for dtype in (x.dtype, kind))

    def pool(part: slice) -> None:
        largest, place_of = planes[part, ...][windows[0]], None
        for place, window in enumerate(windows[1:], start=1):
            pixel = planes[part, ...][window]
            # The last place that was larger than all before it; where() would say the same, ten times slower.
            rise = xp.astype(pixel > largest, kind) * place
            place_of = rise if place_of is None else xp.maximum(place_of, rise)
            largest = xp.maximum(largest, pixel)
        y[part, ...], winner[part, ...] = largest, 0 if place_of is None else place_of

    in_blocks(pool, x.shape[1], x, x.size)
    return to_images(y), (winner, tuple(planes.shape), size, stride)


def max_pool_backward(upstream: Array, cache: Any) -> Array:
    """Return the gradient with respect to the images: each upstream goes to its window's largest pixel."""
    winner, shape, size, stride = cache
    xp = array_namespace(upstream, winner)
    covered = stride == size and shape[1] % size == shape[2] % size == 0
    make = xp.empty if covered else xp.zeros
    dx, slopes = make(shape, dtype=upstream.dtype, device=upstream.device), to_planes(upstream)
    windows = _windows(dx, size, stride)

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
    return to_images(dx)


def average_pool_forward(x: Array, size: int = 2, stride: int | None = None) -> tuple[Array, Any]:
    """Keep the mean of each window; parameters and results as in `max_pool_forward`."""
    stride = stride or size
    planes = to_planes(x)
    first, *others = _windows(planes, size, stride)
    y = planes[first] / size**2
    for window in others:
        y += planes[window] / size**2
    return to_images(y), (tuple(planes.shape), size, stride)


def average_pool_backward(upstream: Array, cache: Any) -> Array:
    """Return the gradient with respect to the images: each pixel gets an even share of its windows' upstreams."""
    shape, size, stride = cache
    xp = array_namespace(upstream)
    dx, share = xp.zeros(shape, dtype=upstream.dtype, device=upstream.device), to_planes(upstream) / size**2
    for window in _windows(dx, size, stride):
        dx[window] += share
    return to_images(dx)


def fractional_regions(size: int, regions: int, rng: int | Generator) -> list[int]:
    """Cut a line of pixels into regions at random, their lengths differing by at most one (Graham 2014, section 2).

    Parameters
    ----------
    size : int
        Pixels.
    regions : int
        Regions; from 1 to `size`.
    rng : int or Generator
        Order of the longer and the shorter regions.

    Returns
    -------
    list of int, length regions + 1
        Where each region starts, and `size`.
    """
    if not 1 <= regions <= size:
        raise ValueError(f"{size} pixels can't be cut into {regions} regions; choose from 1 to {size}")
    short, extra = divmod(size, regions)
    lengths = default_rng(rng).host.permutation([short + 1] * extra + [short] * (regions - extra))
    starts = [0]
    for length in lengths:
        starts.append(starts[-1] + int(length))
    return starts


def fractional_max_pool_forward(x: Array, regions: tuple[int, int], rng: int | Generator) -> tuple[Array, Any]:
    """Keep the largest pixel of each of ``rows x columns`` random regions that do not overlap (Graham 2014).

    Parameters
    ----------
    x : array, shape (batch, channels, height, width)
    regions : (int, int)
        Rows and columns of the output.
    rng : int or Generator
        One draw for the whole batch.

    Returns
    -------
    y : array, shape (batch, channels, *regions)
    cache : tuple
        What `fractional_max_pool_backward` needs.
    """
    xp, rng = array_namespace(x), default_rng(rng)
    cuts = [fractional_regions(size, n, rng) for size, n in zip(x.shape[2:], regions, strict=True)]
    reach = [max(b - a for a, b in pairwise(cut)) for cut in cuts]
    y, winner = None, None
    for place, (i, j) in enumerate(product(range(reach[0]), range(reach[1]))):
        pixel = _take(x, _member(cuts[0], i), _member(cuts[1], j))
        if y is None:
            y, winner = pixel, xp.zeros_like(pixel, dtype=xp.int32)
        else:
            winner = xp.maximum(winner, xp.astype(pixel > y, xp.int32) * place)
            y = xp.maximum(y, pixel)
    return y, (winner, cuts, reach)


def _member(cut: list[int], offset: int) -> list[int]:
    """Return the pixel at this offset in each region; the last one again where a region is shorter."""
    return [min(a + offset, b - 1) for a, b in pairwise(cut)]


def _take(x: Array, rows: list[int], columns: list[int]) -> Array:
    xp = array_namespace(x)
    pick = [xp.asarray(index, dtype=xp.int64, device=x.device) for index in (rows, columns)]
    return xp.take(xp.take(x, pick[0], axis=2), pick[1], axis=3)


def fractional_max_pool_backward(upstream: Array, cache: Any) -> Array:
    """Return the gradient with respect to the images: each upstream goes to its region's largest pixel."""
    winner, cuts, reach = cache
    xp = array_namespace(upstream, winner)
    region = [[r for r in range(len(cut) - 1) for _ in range(cut[r], cut[r + 1])] for cut in cuts]
    offset = [[pixel - cut[r] for pixel, r in enumerate(rows)] for cut, rows in zip(cuts, region, strict=True)]
    place = xp.asarray([[i * reach[1] + j for j in offset[1]] for i in offset[0]], dtype=xp.int32, device=winner.device)
    won = xp.astype(_take(winner, *region) == place, upstream.dtype)
    return won * _take(upstream, *region)
