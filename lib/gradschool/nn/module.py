"""Modules: layers that hold their parameters, and remember between forward and backward what backward needs."""

from collections.abc import Iterator
from typing import Any

from gradschool.backend import Generator, default_rng
from gradschool.backend.arrays import Array
from gradschool.nn.dropout import survives
from gradschool.nn.parameters import Parameters


class Module:
    """A layer, or a network of them.

    A layer overrides `initial` (its parameters), `forward` and `backward`; a container lists its `children`.
    `backward` must follow the `forward` whose values it differentiates; it writes each parameter's gradient to
    ``self.gradients[name]``, over the one before, and returns the gradient with respect to the input.
    """

    def __init__(self) -> None:
        self.weights: dict[str, Array] = {}
        self.gradients: dict[str, Array] = {}
        self.buffers: dict[str, Array] = {}
        self._cache: Any = None

    def children(self) -> "dict[str, Module]":
        """Return the modules inside this one, by name."""
        return {}

    def initial(self, rng: Generator, dtype: str) -> dict[str, Array]:
        """Return starting values of the module's own parameters."""
        return {}

    def initial_buffers(self, rng: Generator, dtype: str) -> dict[str, Array]:
        """Return starting values of arrays that are kept with the parameters but not trained."""
        return {}

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Return the module's output; `rng` is needed where training is random."""
        raise NotImplementedError

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Return the gradient with respect to the input (None if not asked for), and write the parameters'."""
        raise NotImplementedError

    def __call__(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        return self.forward(x, training=training, rng=rng)

    def modules(self) -> "Iterator[tuple[str, Module]]":
        """Go through this module and all inside it, with the beginning of their parameters' names.

        Raises
        ------
        ValueError
            If a module is met twice. It remembers one input, the last, and would differentiate at the wrong one.
        """
        met: dict[int, str] = {}
        for prefix, module in self._walk(""):
            if id(module) in met:
                raise ValueError(
                    f"one {type(module).__name__} stands in two places, {met[id(module)]} and {prefix[:-1]}, and "
                    f"remembers only its last input; make a second one: {type(module).__name__}(...)"
                )
            met[id(module)] = prefix[:-1]
            yield prefix, module

    def _walk(self, prefix: str) -> "Iterator[tuple[str, Module]]":
        yield prefix, self
        for name, child in self.children().items():
            yield from child._walk(f"{prefix}{name}.")

    def build(self, rng: int | Generator = 0, dtype: str = "float32") -> Parameters:
        """Draw all parameters, and return them: one flat buffer, of which each layer holds its named views.

        Parameters
        ----------
        rng : int or Generator, default 0
            Source of the starting values.
        dtype : str, default "float32"
            Of all parameters.
        """
        rng, arrays = default_rng(rng), {}
        for prefix, module in self.modules():
            arrays.update({prefix + name: array for name, array in module.initial(rng, dtype).items()})
            module.buffers = module.initial_buffers(rng, dtype)
        self.bind(Parameters(arrays))
        return self.parameters

    def bind(self, parameters: Parameters) -> None:
        """Hand each layer its views of these parameters."""
        self.parameters = parameters
        for prefix, module in self.modules():
            own = [name for name in parameters if name.startswith(prefix) and "." not in name[len(prefix) :]]
            module.weights = {name[len(prefix) :]: parameters[name] for name in own}
            module.gradients = {name[len(prefix) :]: parameters.gradient(name) for name in own}

    def arrays(self) -> dict[str, Array]:
        """Return all that a model is: ``parameter.NAME`` and ``buffer.NAME`` (running statistics), not copied."""
        arrays = {f"parameter.{name}": value for name, value in self.parameters.items()}
        for prefix, module in self.modules():
            arrays |= {f"buffer.{prefix}{name}": value for name, value in module.buffers.items()}
        return arrays

    def snapshot(self) -> dict[str, Array]:
        """Return a copy of `arrays`."""
        return {name: value + 0 for name, value in self.arrays().items()}

    def restore(self, snapshot: dict[str, Array]) -> None:
        """Write a snapshot's values back."""
        for name, value in self.arrays().items():
            value[...] = snapshot[name]

    def remembered(self) -> Any:
        """Return what `forward` left for `backward`."""
        if self._cache is None:
            raise RuntimeError(f"{type(self).__name__}: backward needs a forward in training before it")
        return self._cache

    def weight(self, name: str) -> Array:
        """Return a parameter, or say that there is none yet."""
        if name not in self.weights:
            raise RuntimeError(f"{type(self).__name__} has no {name} yet; call build(rng) on the model first")
        return self.weights[name]


class Sequential(Module):
    """Modules one after another; their names are their positions, ``"0"``, ``"1"``, ...

    Parameters
    ----------
    *layers : Module

    Examples
    --------
    >>> from gradschool import nn
    >>> model = nn.Sequential(nn.Dense(2, 3), nn.ReLU(), nn.Dense(3, 1))
    >>> list(model.build(rng=0))
    ['0.weight', '0.bias', '2.weight', '2.bias']
    """

    def __init__(self, *layers: Module) -> None:
        super().__init__()
        self.layers = list(layers)
        list(self.modules())

    def children(self) -> dict[str, Module]:
        """Return the layers by their positions."""
        return {str(i): layer for i, layer in enumerate(self.layers)}

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Return the last layer's output."""
        for layer in self.layers:
            x = layer.forward(x, training=training, rng=rng)
        return x

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Go through the layers from last to first; nothing is computed before the first that learns."""
        needed = len(self.layers) if input_gradient else self._first_that_learns()
        for position in range(len(self.layers) - 1, -1, -1):
            onwards = input_gradient or position > needed
            result = self.layers[position].backward(upstream, input_gradient=onwards)
            if not onwards or result is None:
                return None
            upstream = result
        return upstream

    def _first_that_learns(self) -> int:
        learns = [any(module.weights for _, module in layer.modules()) for layer in self.layers]
        return learns.index(True) if True in learns else len(self.layers)


class Residual(Module):
    """A module with a way around it, ``y = x + inner(x)`` (He et al. 2016), left out at random in training.

    Parameters
    ----------
    inner : Module
        Its output has the shape of its input.
    survival : float in (0, 1], default 1
        Probability that `inner` takes part in a training step; at test time its output is scaled by it
        (stochastic depth, Huang et al. 2016, eqs. 2 and 5).
    """

    def __init__(self, inner: Module, survival: float = 1.0) -> None:
        super().__init__()
        if not 0 < survival <= 1:
            raise ValueError(f"survival probability {survival} is not in (0, 1]")
        self.inner, self.survival = inner, survival

    def children(self) -> dict[str, Module]:
        """Return the module inside."""
        return {"inner": self.inner}

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Return the sum of the input and the branch."""
        share = self.survival
        if training:
            if self.survival < 1 and rng is None:
                raise ValueError("stochastic depth in training needs rng: pass gradschool.backend.default_rng(seed)")
            share = 1.0 if rng is None else float(survives(self.survival, rng))
        self._cache = (share,)
        if share == 0.0:
            return x
        y = self.inner.forward(x, training=training, rng=rng)
        return x + (y if share == 1.0 else share * y)

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Return the sum of both ways' gradients; a branch that was left out learns nothing."""
        (share,) = self.remembered()
        if share == 0.0:
            for _, module in self.inner.modules():
                for gradient in module.gradients.values():
                    gradient[...] = 0.0
            return upstream
        through = self.inner.backward(upstream if share == 1.0 else share * upstream, input_gradient=input_gradient)
        return upstream + through if input_gradient and through is not None else None
