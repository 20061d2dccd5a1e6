"""What all activations share: a function and its derivative as a module."""

from collections.abc import Callable
from typing import Any, ClassVar

from gradschool.backend import Generator
from gradschool.backend.arrays import Array, floating
from gradschool.backend.blocks import at_once
from gradschool.nn.module import Module
from gradschool.nn.planes import to_images, to_planes


class Activation(Module):
    """A function of each element (or row) and its derivative; a subclass names the pair and its settings.

    Attributes
    ----------
    function, derivative : callable
        ``function(x, **arguments)`` and ``derivative(upstream, x, y, **arguments)``.
    keeps_input : bool
        Whether the derivative needs `x`; where `y` alone will do, `x` is not kept in memory.
    of_elements : bool
        Whether each element is computed by itself, in whatever order they lie in memory.
    arguments : dict
        The instance's settings, handed to both.
    """

    function: ClassVar[Callable[..., Array]]
    derivative: ClassVar[Callable[..., Array]]
    keeps_input: ClassVar[bool] = False
    of_elements: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self.arguments: dict[str, Any] = {}

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Apply the function."""
        function = type(self).function
        if self._by_planes(self.accept(x)):
            y = to_images(function(to_planes(x), **self.arguments))
        else:
            y = function(x, **self.arguments)
        self._cache = (x if self.keeps_input else None, y)
        return y

    def _by_planes(self, x: Array) -> bool:
        """Return whether images are better computed plane by plane: a GPU's results lie as they are written down."""
        return self.of_elements and x.ndim == 4 and at_once(x)

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Multiply the upstream by the derivative."""
        x, y = self.remembered()
        floating(upstream, f"upstream of {self.label}", like=y)
        derivative = type(self).derivative
        if not self._by_planes(y):
            return derivative(upstream, x, y, **self.arguments)
        x, y, upstream = (None if array is None else to_planes(array) for array in (x, y, upstream))
        return to_images(derivative(upstream, x, y, **self.arguments))
