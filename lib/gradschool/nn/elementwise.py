"""Activations as modules, over the pairs of functions in ``activations``."""

from collections.abc import Callable
from typing import Any, ClassVar

from gradschool.backend import Generator
from gradschool.backend.arrays import Array
from gradschool.nn import activations as a
from gradschool.nn.module import Module


class Activation(Module):
    """An activation function and its derivative; a subclass names the pair and its settings."""

    function: ClassVar[Callable[..., Array]]
    derivative: ClassVar[Callable[..., Array]]
    keeps_input: ClassVar[bool]

    def __init__(self, **settings: float) -> None:
        super().__init__()
        self.settings: dict[str, Any] = settings

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Apply the function to each element."""
        y = type(self).function(x, **self.settings)
        self._cache = (x if self.keeps_input else None, y)
        return y

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Multiply the upstream by the derivative."""
        return type(self).derivative(upstream, *self.remembered(), **self.settings)


def _activation(
    name: str, function: Callable[..., Array], derivative: Callable[..., Array], *, keeps_input: bool = True
) -> type[Activation]:
    """Make a module; one whose derivative is known from its output alone need not keep its input in memory."""
    attributes = {
        "function": staticmethod(function),
        "derivative": staticmethod(derivative),
        "keeps_input": keeps_input,
    }
    return type(name, (Activation,), {**attributes, "__doc__": function.__doc__, "__module__": __name__})


Identity = _activation("Identity", a.identity, a.identity_backward, keeps_input=False)
Sigmoid = _activation("Sigmoid", a.sigmoid, a.sigmoid_backward, keeps_input=False)
Tanh = _activation("Tanh", a.tanh, a.tanh_backward, keeps_input=False)
ReLU = _activation("ReLU", a.relu, a.relu_backward, keeps_input=False)
LeakyReLU = _activation("LeakyReLU", a.leaky_relu, a.leaky_relu_backward)
ELU = _activation("ELU", a.elu, a.elu_backward)
SELU = _activation("SELU", a.selu, a.selu_backward)
Swish = _activation("Swish", a.swish, a.swish_backward)
Softplus = _activation("Softplus", a.softplus, a.softplus_backward)
Softmax = _activation("Softmax", a.softmax, a.softmax_backward, keeps_input=False)


class PReLU(Module):
    """A leaky ReLU that learns its slope, one a channel (He et al. 2015).

    Parameters
    ----------
    channels : int
    slope : float, default 0.25
        Where the slopes start, as in the paper.
    """

    def __init__(self, channels: int, slope: float = 0.25) -> None:
        super().__init__()
        self.channels, self.start = channels, slope

    def initial(self, rng: Generator, dtype: str) -> dict[str, Array]:
        """Return the starting slopes."""
        return {"slope": 0 * rng.random(self.channels, dtype) + self.start}

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Apply each channel's slope to its negative inputs."""
        self._cache = x
        return a.prelu(x, self.weight("slope"))

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Write the gradient of the slopes."""
        dx, self.gradients["slope"][...] = a.prelu_backward(upstream, self.remembered(), self.weight("slope"))
        return dx


class Maxout(Module):
    """The largest of each group of `pieces` neighboring features (Goodfellow et al. 2013)."""

    def __init__(self, pieces: int = 2) -> None:
        super().__init__()
        self.pieces = pieces

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Keep each group's largest."""
        self._cache = x
        return a.maxout(x, self.pieces)

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Pass the gradient to each group's largest."""
        return a.maxout_backward(upstream, self.remembered(), self.pieces)
