"""Modules made of modules: one after another, and around one; and flattening, which joins images to features."""

from math import inf, prod
from typing import Any, NoReturn

from gradschool.backend import Generator, array_namespace
from gradschool.backend.arrays import Array
from gradschool.backend.namespaces import namespace_of
from gradschool.nn.dropout import survives
from gradschool.nn.module import Module
from gradschool.settings import number


class Sequential(Module):
    """Modules one after another; their names are their positions, ``"0"``, ``"1"``, ...

    Parameters
    ----------
    *layers : Module
        Each an instance of its own: a module remembers one input, so it can't stand in two places.

    Examples
    --------
    >>> from gradschool import nn
    >>> from gradschool.backend import default_rng
    >>> model = nn.Sequential(nn.Dense(2, 3), nn.ReLU(), nn.Dense(3, 1, bias=False))
    >>> list(model.build(rng=0))
    ['0.weight', '0.bias', '2.weight']

    Printed, it is a table; the shapes are those of the last input:

    >>> y = model(default_rng(0).random((5, 2), "float32"))
    >>> model
       layer                     output      parameters
    0  Dense(2, 3)               (batch, 3)           9
    1  ReLU()                    (batch, 3)           0
    2  Dense(3, 1, bias=False)   (batch, 1)           3
       all                       (batch, 1)          12
    """

    def __init__(self, *layers: Module) -> None:
        super().__init__()
        for position, layer in enumerate(layers):
            _check_module(f"layer {position} of Sequential", layer)
        self.layers = list(layers)
        list(self.modules())

    def __getitem__(self, position: Any) -> NoReturn:
        """Say where the layers are."""
        raise TypeError(f"{self.label}[{position!r}] is model.layers[{position!r}] here")

    def children(self) -> dict[str, Module]:
        """Return the layers by their positions."""
        return {str(i): layer for i, layer in enumerate(self.layers)}

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Return the last layer's output."""
        for layer in self.layers:
            try:
                x = layer.forward(x, training=training, rng=rng)
            except ValueError as error:
                if not hasattr(error, "__notes__"):  # the innermost place is enough
                    place, shape = self.layers.index(layer), tuple(x.shape)
                    error.add_note(
                        f"at layer {place} of {self.label}, {layer.settings()}, for an input of shape {shape}"
                    )
                raise
            if layer._output != x.shape:
                layer._output = tuple(x.shape)
        if self._output != x.shape:
            self._output = tuple(x.shape)
        return x

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Go through the layers from last to first; nothing is computed before the first that learns."""
        needed = len(self.layers) if input_gradient else self._first_that_learns()
        for position in range(len(self.layers) - 1, -1, -1):
            onwards, layer = input_gradient or position > needed, self.layers[position]
            result = layer.backward(layer.accept_upstream(upstream), input_gradient=onwards)
            if not onwards or result is None:
                return None
            upstream = result
        return upstream

    def _first_that_learns(self) -> int:
        return next((i for i, layer in enumerate(self.layers) if layer.learns()), len(self.layers))


class Residual(Module):
    """A module with a way around it (He et al. 2016).

        y = x + scale inner(x)

    Parameters
    ----------
    inner : Module
        Its output has the shape of its input.
    survival : float in (0, 1], default 1
        Probability that `inner` takes part in a training step; at test time its output is scaled by it
        (stochastic depth, Huang et al. 2016, eqs. 2 and 5).
    scale : float, default 1
        What the branch is multiplied by; 0.1 to 0.3 keep wide networks from dying early in training (Szegedy et al.
        2017, section 3.3).
    """

    def __init__(self, inner: Module, survival: float = 1.0, *, scale: float = 1.0) -> None:
        super().__init__()
        _check_module("inner of Residual", inner)
        self.inner, self.survival = inner, number("Residual", "survival", survival, 0, 1, without="low")
        self.scale = number("Residual", "scale", scale, -inf, inf)
        list(self.modules())

    def children(self) -> dict[str, Module]:
        """Return the module inside."""
        return {"inner": self.inner}

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Return the sum of the input and the branch."""
        share = self.survival
        if training:
            share = float(survives(self.survival, rng))
        self._cache = (share * self.scale, share == 0.0)
        if share == 0.0:
            self._output = tuple(x.shape)
            return x
        y = self.inner.forward(x, training=training, rng=rng)
        self.inner._output = self._output = tuple(y.shape)
        if self._output != tuple(x.shape):
            raise ValueError(f"{self.label}: its branch returns shape {self._output} for an input of {tuple(x.shape)}")
        return x + (y if share * self.scale == 1.0 else share * self.scale * y)

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Return the sum of both ways' gradients; a branch that was left out learns nothing."""
        factor, left_out = self.remembered()
        self.accept_upstream(upstream)
        if left_out:
            for _, module in self.inner.modules():
                for gradient in module.gradients.values():
                    gradient[...] = 0.0
            return upstream
        through = self.inner.backward(upstream if factor == 1.0 else factor * upstream, input_gradient=input_gradient)
        return upstream + through if input_gradient and through is not None else None


class Flatten(Module):
    """Make one row of each example."""

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Return shape (batch, everything else)."""
        xp, self._cache = namespace_of(f"the input of {self.label}", x), tuple(x.shape)
        return xp.reshape(x, (x.shape[0], prod(x.shape[1:])))

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Return the upstream in the shape of the input."""
        return array_namespace(upstream).reshape(upstream, self.remembered())


def _check_module(place: str, layer: object) -> None:
    if isinstance(layer, Module):
        return
    if isinstance(layer, type):
        raise TypeError(f"{place} is the class {layer.__name__}; make an instance of it: {layer.__name__}(...)")
    if isinstance(layer, list | tuple):
        raise TypeError(f"{place} is a {type(layer).__name__}; unpack it: Sequential(*layers)")
    raise TypeError(f"{place} is a {type(layer).__name__}; a layer is a module, such as nn.Dense(3, 2) or nn.ReLU()")
