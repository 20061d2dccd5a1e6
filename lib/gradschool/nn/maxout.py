"""Maxout, the largest of a group of features: a pair of functions, and the module over them."""

from gradschool.backend import Generator, array_namespace
from gradschool.backend.arrays import Array
from gradschool.nn.module import Module
from gradschool.settings import whole


def maxout(x: Array, pieces: int) -> Array:
    """Return the largest of each group of `pieces` neighboring features (Goodfellow et al. 2013, eq. 2).

    Parameters
    ----------
    x : array, shape (batch, features * pieces)
    pieces : int

    Returns
    -------
    array, shape (batch, features)
    """
    xp = array_namespace(x)
    return xp.max(_in_groups(x, pieces), axis=-1)


def maxout_backward(upstream: Array, x: Array, pieces: int) -> Array:
    """Return the gradient with respect to `x`: each upstream goes to its group's largest (the first of equals)."""
    xp = array_namespace(upstream, x)
    groups = _in_groups(x, pieces)
    winner = xp.argmax(groups, axis=-1)
    index = xp.reshape(xp.arange(pieces, device=groups.device), (1, 1, -1))
    mask = xp.astype(index == winner[..., None], upstream.dtype)
    return xp.reshape(mask * upstream[..., None], x.shape)


def _in_groups(x: Array, pieces: int) -> Array:
    batch, features = x.shape
    if features % pieces:
        raise ValueError(f"maxout: {features} features do not divide into groups of {pieces}")
    return array_namespace(x).reshape(x, (batch, features // pieces, pieces))


class Maxout(Module):
    """The largest of each group of ``k`` neighboring features (Goodfellow et al. 2013).

        y[j] = max(x[j k], ..., x[j k + k - 1])

    Parameters
    ----------
    pieces : int, default 2
        Features that compete, ``k``; a Dense before it has `pieces` times as many as come out.
    """

    def __init__(self, pieces: int = 2) -> None:
        super().__init__()
        self.pieces = whole("Maxout", "pieces", pieces)

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Keep each group's largest."""
        self._cache = self.accept(x, ndims=(2,))
        return maxout(x, self.pieces)

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Pass the gradient to each group's largest."""
        return maxout_backward(upstream, self.remembered(), self.pieces)
