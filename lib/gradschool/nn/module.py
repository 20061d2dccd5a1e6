"""Modules: layers that compute, and remember between forward and backward what backward needs."""

import inspect
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, cast

from gradschool.backend import Generator, array_namespace
from gradschool.backend.arrays import Array, floating
from gradschool.nn.tree import Tree
from gradschool.spellings import Translated

Initializer = Callable[..., Array]


class Module(Translated, Tree):
    """A layer, or a network of them; print it to see its layers, their output shapes and their parameters.

    A layer overrides `Tree.initial` (its parameters), `forward` and `backward`; a container lists its `children`.
    `backward` must follow the `forward` whose values it differentiates. It takes the *upstream*, the gradient of the
    loss with respect to the module's output, of the same shape and dtype: the last layer's comes from the loss, any
    other's from the layer after it. It writes each parameter's gradient to ``self.gradients[name]``, over the one
    before, and returns the gradient with respect to the input.

    How its arrays are built, kept, copied and restored is told by its base, `gradschool.nn.Tree`.

    Arrays are remembered, not copied: an input that is written into before `backward` gives another gradient.

    A copy (``model.copy()``, ``copy.deepcopy``, pickle) is a model of its own that trains; what the last forward left
    for backward is not copied.
    """

    table = __package__

    def __init__(self) -> None:
        super().__init__()
        self._cache: Any = None
        self._output: tuple[int, ...] = ()

    if not TYPE_CHECKING:  # as in Translated

        def __getattr__(self, name: str) -> Any:
            if name in self.__dict__.get("own", ()):
                raise AttributeError(f"{self.label} keeps its {name} in own[{name!r}]")
            return super().__getattr__(name)

    def children(self) -> "dict[str, Module]":
        """Return the modules inside this one, by name."""
        return {}

    def modules(self) -> "Iterator[tuple[str, Module]]":
        """Go through this module and all inside it, with the beginning of their parameters' names."""
        return cast("Iterator[tuple[str, Module]]", super().modules())

    def learns(self) -> bool:
        """Return whether there are parameters in this module, or in one inside it."""
        return bool(self.own) or any(child.learns() for child in self.children().values())

    def surely_finite(self) -> bool:
        """Return whether no gradient of the last backward can be NaN or infinite; False where a look would tell."""
        return not self.own and all(child.surely_finite() for child in self.children().values())

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Return the module's output; `rng` is needed where training is random."""
        raise NotImplementedError

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Return the gradient with respect to the input (None if not asked for), and write the parameters'."""
        raise NotImplementedError

    def __call__(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        return self.forward(x, training=training, rng=rng)

    def accept(self, x: Array, channels: int | None = None, ndims: tuple[int, ...] = ()) -> Array:
        """Return an input as it is, or name this module and what it takes.

        Parameters
        ----------
        x : array
            Of the dtype of the module's parameters; float32 or float64 if it has none.
        channels : int, optional
            Length of the second axis.
        ndims : tuple of int, optional
            How many axes the input may have.
        """
        own = next(iter(self.own.values()), None)
        if own is not None and type(x) is not type(own):
            array_namespace(**{f"the input of {self.label}": x, "its parameters": own})
        floating(x, f"the input of {self.label}", like=own)
        shape = tuple(x.shape)
        if (ndims and len(shape) not in ndims) or (channels is not None and shape[1:2] != (channels,)):
            wanted = {2: "({})", 4: "({}, height, width)"}
            inner = f"batch, {channels or ('channels' if 4 in ndims else 'features')}"
            forms = " or ".join(wanted[n].format(inner) for n in ndims) or f"({inner}, ...)"
            hint = "; put a Flatten before it" if ndims == (2,) and len(shape) > 2 else ""
            if len(shape) == 4 and channels == shape[3]:
                hint = "; channels come before the pixels: x.transpose(0, 3, 1, 2)"
            raise ValueError(f"{self.label} takes {forms}; the input has shape {shape}{hint}")
        return x

    def accept_upstream(self, upstream: Array) -> Array:
        """Return an upstream gradient as it is, or say that it is not of the last output's shape."""
        if self._output and tuple(upstream.shape) != self._output:
            raise ValueError(
                f"upstream of {self.label} has shape {tuple(upstream.shape)}; the gradient of the loss with respect to "
                f"an output of shape {self._output} has that shape"
            )
        return upstream

    def remembered(self) -> Any:
        """Return what `forward` left for `backward`."""
        if self._cache is None:
            raise RuntimeError(f"{type(self).__name__}: backward needs a forward in training before it")
        return self._cache

    def __getstate__(self) -> dict[str, Any]:
        return super().__getstate__() | {"_cache": None}

    def settings(self) -> str:
        """Return the module as it would be written: its kind, and the arguments that are not the default."""
        written = []
        for name, argument in inspect.signature(type(self)).parameters.items():
            value = vars(self).get(name, argument.default)
            several = argument.kind is argument.VAR_POSITIONAL
            if several or isinstance(value, Module) or repr(value) == repr(argument.default):
                continue
            shown = getattr(value, "__name__", None) or repr(value)
            written.append(shown if argument.default is argument.empty else f"{name}={shown}")
        return f"{type(self).__name__}({', '.join(written)})"

    def __repr__(self) -> str:
        if not self.children():
            return self.settings()
        rows = [("", "layer", "output", "parameters")]
        counts = [sum(view.size for view in module.own.values()) for _, module in self.modules()]
        shown = [f"{count:,}" if self._bound else "?" for count in (sum(counts), *counts[1:])]
        for (prefix, module), count in zip(self.modules(), shown, strict=True):
            shape = f"(batch{''.join(f', {n}' for n in module._output[1:])})" if module._output else "?"
            rows.append((prefix[:-1], module.settings(), shape, count))
        rows.append(("", "all", *rows.pop(1)[2:]))
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join(
            "  ".join(
                cell.rjust(width) if i == 3 else cell.ljust(width)
                for i, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            for row in rows
        )
