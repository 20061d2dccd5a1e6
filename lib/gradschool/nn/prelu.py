"""PReLU, a leaky ReLU that learns its slope: a pair of functions, and the module over them."""

from math import inf

from gradschool.backend import Generator, array_namespace
from gradschool.backend.arrays import Array, floating_namespace
from gradschool.nn.module import Module
from gradschool.settings import number, whole


def prelu(x: Array, slope: Array) -> Array:
    """Return `x` where positive, ``slope x`` elsewhere, with a learned slope a channel (He et al. 2015, eq. 1).

    Parameters
    ----------
    x : array, shape (batch, channels, ...)
    slope : array, shape (channels,)
    """
    return floating_namespace(x=x, slope=slope).where(x > 0, x, _by_channel(slope, x) * x)


def prelu_backward(upstream: Array, x: Array, slope: Array) -> tuple[Array, Array]:
    """Return the gradients with respect to `x` and to the slope (He et al. 2015, eqs. 2 and 3)."""
    xp = floating_namespace(x=x, slope=slope, upstream=upstream)
    dx = xp.where(x > 0, upstream, _by_channel(slope, x) * upstream)
    axes = tuple(i for i in range(x.ndim) if i != 1)
    return dx, xp.sum(upstream * xp.minimum(x, 0.0), axis=axes)


def _by_channel(v: Array, x: Array) -> Array:
    return array_namespace(v).reshape(v, (1, -1, *(1,) * (x.ndim - 2)))


class PReLU(Module):
    """A leaky ReLU that learns its slope, one a channel (He et al. 2015).

        y = x if x > 0 else slope x

    Parameters
    ----------
    channels : int
        Length of the second axis.
    slope : float, default 0.25
        Where the slopes start, as in the paper.
    """

    def __init__(self, channels: int, slope: float = 0.25) -> None:
        super().__init__()
        self.channels, self.slope = whole("PReLU", "channels", channels), number("PReLU", "slope", slope, -inf, inf)

    def initial(self, rng: Generator, dtype: str) -> dict[str, Array]:
        """Return the starting slopes."""
        return {"slope": rng.zeros(self.channels, dtype) + self.slope}

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Apply each channel's slope to its negative inputs."""
        self._cache = self.accept(x, self.channels)
        return prelu(x, self.parameter("slope"))

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Write the gradient of the slopes."""
        dx, self.gradients["slope"][...] = prelu_backward(upstream, self.remembered(), self.parameter("slope"))
        return dx
