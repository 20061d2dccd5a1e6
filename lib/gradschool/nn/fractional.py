"""Max pooling over random regions (Graham 2014): a pair of functions, and the module over them."""

from itertools import pairwise, product
from typing import Any

from gradschool.backend import Generator, array_namespace, default_rng
from gradschool.backend.arrays import Array, floating
from gradschool.nn.given import left_by, with_axes
from gradschool.nn.module import Module
from gradschool.settings import pair, whole


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
    """Keep the largest pixel of each of ``rows`` by ``columns`` random regions that do not overlap (Graham 2014).

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
    what, rng = "fractional_max_pool_forward", default_rng(rng)
    xp = array_namespace(floating(x, f"{what}: x"))
    with_axes(what, "x", x, ("batch", "channels", "height", "width"))
    regions = pair(what, "regions", regions)
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
    winner, cuts, reach = left_by("fractional_max_pool_forward", cache, upstream)
    with_axes("fractional_max_pool_backward", "upstream", upstream, tuple(winner.shape))
    xp = array_namespace(upstream, winner)
    region = [[r for r in range(len(cut) - 1) for _ in range(cut[r], cut[r + 1])] for cut in cuts]
    offset = [[pixel - cut[r] for pixel, r in enumerate(rows)] for cut, rows in zip(cuts, region, strict=True)]
    place = xp.asarray([[i * reach[1] + j for j in offset[1]] for i in offset[0]], dtype=xp.int32, device=winner.device)
    won = xp.astype(_take(winner, *region) == place, upstream.dtype)
    return won * _take(upstream, *region)


class FractionalMaxPool(Module):
    """Max pooling over random regions that do not overlap (Graham 2014).

    Parameters
    ----------
    rows, columns : int
        Size of the output.
    """

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__()
        self.rows, self.columns = (
            whole("FractionalMaxPool", "rows", rows),
            whole("FractionalMaxPool", "columns", columns),
        )

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Draw regions; without `rng` always the same ones, so that a test has one answer."""
        regions = (self.rows, self.columns)
        y, self._cache = fractional_max_pool_forward(self.accept(x, ndims=(4,)), regions, 0 if rng is None else rng)
        return y

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Pass the gradient to the largest pixels."""
        return fractional_max_pool_backward(upstream, self.remembered())
