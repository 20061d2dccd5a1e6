"""Layers without parameters: dropout, pooling and flattening, as modules over the functions of this package."""

from math import prod

from gradschool.backend import Generator, array_namespace
from gradschool.backend.arrays import Array
from gradschool.nn import dropout, pooling
from gradschool.nn.module import Module


class Dropout(Module):
    """Dropout (Srivastava et al. 2014).

    Parameters
    ----------
    rate : float in [0, 1), default 0.5
        Probability that a unit is dropped in training.
    inverted : bool, default True
        Scale in training (inverted), or at test time (plain).
    """

    def __init__(self, rate: float = 0.5, *, inverted: bool = True) -> None:
        super().__init__()
        dropout.check_rate(rate)
        self.rate, self.inverted = rate, inverted

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Drop units in training."""
        y, self._cache = dropout.dropout_forward(x, self.rate, training=training, rng=rng, inverted=self.inverted)
        return y

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Pass the gradient where units stayed."""
        return dropout.dropout_backward(upstream, self.remembered())


class MaxPool(Module):
    """Max pooling; `size` and `stride` as in `gradschool.nn.pooling.max_pool_forward`."""

    def __init__(self, size: int = 2, stride: int | None = None) -> None:
        super().__init__()
        self.size, self.stride = size, stride

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Keep the largest pixel of each window."""
        y, self._cache = pooling.max_pool_forward(x, self.size, self.stride)
        return y

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Pass the gradient to the largest pixels."""
        return pooling.max_pool_backward(upstream, self.remembered())


class AveragePool(MaxPool):
    """Average pooling; `size` and `stride` as for `MaxPool`."""

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Keep the mean of each window."""
        y, self._cache = pooling.average_pool_forward(x, self.size, self.stride)
        return y

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Spread the gradient evenly over the windows."""
        return pooling.average_pool_backward(upstream, self.remembered())


class FractionalMaxPool(Module):
    """Max pooling over random regions that do not overlap (Graham 2014).

    Parameters
    ----------
    rows, columns : int
        Size of the output.
    """

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__()
        self.regions = (rows, columns)

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Draw regions; without `rng` always the same ones, so that a test has one answer."""
        y, self._cache = pooling.fractional_max_pool_forward(x, self.regions, 0 if rng is None else rng)
        return y

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Pass the gradient to the largest pixels."""
        return pooling.fractional_max_pool_backward(upstream, self.remembered())


class Flatten(Module):
    """Make one row of each example."""

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Return shape (batch, everything else)."""
        self._cache = tuple(x.shape)
        return array_namespace(x).reshape(x, (x.shape[0], prod(x.shape[1:])))

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Return the upstream in the shape of the input."""
        return array_namespace(upstream).reshape(upstream, self.remembered())
