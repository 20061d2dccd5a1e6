"""Modules: layers that hold their parameters, and remember between forward and backward what backward needs."""

import copy
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from gradschool.backend import Generator, array_namespace, default_rng
from gradschool.backend.arrays import Array, floating
from gradschool.nn.parameters import Parameters, Views
from gradschool.nn.settings import truth
from gradschool.spellings import missing, refuse_settings_from_elsewhere

Initializer = Callable[..., Array]


class Module:
    """A layer, or a network of them; print it to see its layers, their output shapes and their parameters.

    A layer overrides `initial` (its parameters), `forward` and `backward`; a container lists its `children`.
    `backward` must follow the `forward` whose values it differentiates. It takes the *upstream*, the gradient of the
    loss with respect to the module's output, of the same shape and dtype: the last layer's comes from the loss, any
    other's from the layer after it. It writes each parameter's gradient to ``self.gradients[name]``, over the one
    before, and returns the gradient with respect to the input.

    A copy (`copy`, ``copy.deepcopy``, pickle) is a model of its own that trains; what the last forward left for
    backward is not copied.

    Attributes
    ----------
    own, gradients : dict of array
        Views of this module's own parameters and of their gradients, by name; empty before `build`. They are written
        into (``layer.own["weight"][...] = array``); putting another array in their place is refused.
    buffers : dict of array
        What is kept with the parameters but not trained, such as running statistics.
    label : str
        What errors call this module: its kind, and in a built model its place.
    """

    __signature__: ClassVar[inspect.Signature]

    def __new__(cls, *arguments: Any, **settings: Any) -> Self:
        """Refuse settings as PyTorch writes them with their names here."""
        if settings:
            refuse_settings_from_elsewhere(__package__, cls, settings)
        return super().__new__(cls)

    def __init_subclass__(cls, **settings: Any) -> None:
        super().__init_subclass__(**settings)
        # What a class takes is said by its __init__, and not by the __new__ above.
        takes = inspect.signature(cls.__init__)
        cls.__signature__ = takes.replace(parameters=[*takes.parameters.values()][1:])

    def __init__(self) -> None:
        self.own: dict[str, Array] = {}
        self.gradients: dict[str, Array] = {}
        self.buffers: dict[str, Array] = {}
        self._cache: Any = None
        self._bound: tuple[Parameters, str] | None = None
        self.label = type(self).__name__
        self._output: tuple[int, ...] = ()

    def __setattr__(self, name: str, value: Any) -> None:
        if name[0] != "_" and name in self.__dict__.get("own", ()):
            raise AttributeError(
                f"{self.label}: {name} is a parameter and can't be set as an attribute, which would not train; write "
                f"into it: layer.own[{name!r}][...] = array"
            )
        object.__setattr__(self, name, value)

    if not TYPE_CHECKING:  # a type checker would take it for a promise that there is every attribute

        def __getattr__(self, name: str) -> Any:
            if name in self.__dict__.get("own", ()):
                raise AttributeError(f"{self.label} keeps its {name} in own[{name!r}]")
            raise AttributeError(missing(name, type(self).__name__, __package__))

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
                kind = type(module).__name__
                raise ValueError(
                    f"one {kind} stands in two places, {met[id(module)]} and {prefix[:-1]}, and remembers only its "
                    f"last input; make a second one: {kind}(...)"
                )
            met[id(module)] = prefix[:-1]
            yield prefix, module

    def _walk(self, prefix: str) -> "Iterator[tuple[str, Module]]":
        yield prefix, self
        for name, child in self.children().items():
            yield from child._walk(f"{prefix}{name}.")

    def build(self, rng: int | Generator = 0, dtype: str | None = None, *, keep: bool | None = None) -> Parameters:
        """Draw all parameters, and return them: one flat buffer, of which each layer holds its named views.

        Building a model anew draws all of its parameters anew. Where some layers have values that building would
        lose (a new layer stands among trained ones, or a built model in a larger one), `keep` must say what is meant.

        Parameters
        ----------
        rng : int or Generator, default 0
            Source of the starting values.
        dtype : {"float32", "float64"}, optional
            Of all parameters, and of what the model takes and returns; float32 by default, or that of what is kept.
        keep : bool, optional
            With True, layers that have values keep them, their running statistics and what is frozen, and only those
            without are drawn; with False all are drawn.

        Raises
        ------
        ValueError
            If a layer belongs to another model, which would lose it (a ``layer.copy()`` does not); or if some layers
            have values, and `keep` does not say whether to keep them.

        Examples
        --------
        A new head on a trained network, which becomes a model of its own or goes on as it is:

        >>> from gradschool import nn
        >>> trained = nn.Sequential(nn.Dense(4, 8), nn.ReLU(), nn.Dense(8, 10))
        >>> values = trained.build(rng=0)
        >>> tuned = nn.Sequential(*[layer.copy() for layer in trained.layers[:-1]], nn.Dense(8, 2))
        >>> bool((tuned.build(rng=1, keep=True)["0.weight"] == values["0.weight"]).all())
        True
        >>> trained.layers[-1] = nn.Dense(8, 2)
        >>> bool((trained.build(rng=1, keep=True)["0.weight"] == values["0.weight"]).all())
        True
        """
        rng, modules = default_rng(rng), list(self.modules())
        self._refuse_a_loss(modules, keep)
        kept = [view for _, module in modules for view in module.own.values()] if keep else []
        dtype = dtype or (str(kept[0].dtype).rsplit(".", 1)[-1] if kept else "float32")
        floating(rng.zeros(1, dtype), "the parameters")
        arrays: dict[str, Array] = {}
        frozen: list[str] = []
        for prefix, module in modules:
            own, buffers = module.own, module.buffers
            if not (keep and module._bound):
                own, buffers = module.initial(rng, dtype), module.initial_buffers(rng, dtype)
            frozen += [prefix + name for name in module._frozen()] if keep else []
            arrays |= {prefix + name: _as(array, dtype) for name, array in own.items()}
            module.buffers = {name: _as(array, dtype) for name, array in buffers.items()}
        self._bind(Parameters(arrays), frozen)
        return self.parameters

    def _refuse_a_loss(self, modules: "list[tuple[str, Module]]", keep: bool | None) -> None:
        """Say which layer's values a build would lose, unless they are the model's own or `keep` says what to do."""
        roots = [module._bound[0] for _, module in modules if module._bound and not module._bound[1]]
        for prefix, module in modules:
            if module._bound and module._bound[0] not in roots:
                raise ValueError(
                    f"{prefix[:-1]} is {module.label} of another model, which would lose it; put a copy here: "
                    "layer.copy()"
                )
        if keep is not None:
            truth("build", "keep", keep)
            return
        place = next((prefix[:-1] for prefix, module in modules if module.own), None)
        new = next((prefix[:-1] for prefix, module in modules if not module._bound and _draws(module)), None)
        if place is not None and (new is not None or self._bound is None):
            raise ValueError(
                f"{f'layer {new} is new, and building draws all layers anew' if new else 'building draws all anew'}, "
                f"but {place} has values already: build(rng, keep=True) keeps them and draws what is new; "
                "build(rng, keep=False) draws all"
            )

    def _bind(self, parameters: Parameters, frozen: Iterable[str] = ()) -> None:
        """Hand each layer its views of these parameters."""
        for prefix, module in self.modules():
            module._bound = (parameters, prefix)
            module._take_views()
        if names := list(frozen):
            parameters.freeze(names)

    def _frozen(self) -> list[str]:
        if self._bound is None or not self._bound[0].frozen:
            return []
        parameters, prefix = self._bound
        return [name for name in self.own if prefix + name in parameters.frozen]

    @property
    def frozen(self) -> bool:
        """Whether the module has parameters of its own, and all are frozen."""
        names = self._frozen()
        return bool(names) and len(names) == len(self.own)

    def _take_views(self) -> None:
        if self._bound is None:
            return
        parameters, prefix = self._bound
        self.label = f"{type(self).__name__} {prefix[:-1]}".rstrip()
        names = [name for name in parameters if name.startswith(prefix) and "." not in name[len(prefix) :]]
        self.own = Views("own", {name[len(prefix) :]: parameters[name] for name in names})
        self.gradients = Views("gradients", {name[len(prefix) :]: parameters.gradient(name) for name in names})

    @property
    def parameters(self) -> Parameters:
        """All parameters of a built model, by name."""
        if self._bound is None:
            raise RuntimeError(f"{type(self).__name__} has no parameters yet; call model.build(rng) first")
        if self._bound[1]:
            raise RuntimeError(f"{self.label} is part of a model; ask that model for its parameters")
        return self._bound[0]

    def parameter(self, name: str) -> Array:
        """Return the module's own parameter of this name, or say that there is none yet."""
        if name not in self.own:
            raise RuntimeError(
                f"{type(self).__name__} has no {name} yet; call model.build(rng) first, or model.build(rng, keep=True) "
                "if other layers have values to keep"
            )
        return self.own[name]

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
        floating(x, f"the input of {self.label}", like=next(iter(self.own.values()), None))
        shape = tuple(x.shape)
        if (ndims and len(shape) not in ndims) or (channels is not None and shape[1:2] != (channels,)):
            wanted = {2: "({})", 4: "({}, height, width)"}
            inner = f"batch, {'features' if channels is None else channels}"
            forms = " or ".join(wanted[n].format(inner) for n in ndims) or f"({inner}, ...)"
            flat = "; put a Flatten before it" if ndims == (2,) and len(shape) > 2 else ""
            raise ValueError(f"{self.label} takes {forms}; the input has shape {shape}{flat}")
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

    def arrays(self) -> dict[str, Array]:
        """Return all that a model is: ``parameter.NAME`` and ``buffer.NAME`` (running statistics), not copied."""
        arrays = {f"parameter.{name}": value for name, value in self.parameters.items()}
        for prefix, module in self.modules():
            arrays |= {f"buffer.{prefix}{name}": value for name, value in module.buffers.items()}
        return arrays

    def snapshot(self) -> dict[str, Array]:
        """Return a copy of `arrays`."""
        return {name: array_namespace(value).asarray(value, copy=True) for name, value in self.arrays().items()}

    def restore(self, snapshot: Mapping[str, Array]) -> None:
        """Write a snapshot's values back.

        Raises
        ------
        ValueError
            If it is not of this model, by the first name or shape that differs; nothing is then written.
        """
        arrays = self.arrays()
        for name in sorted(arrays.keys() | snapshot.keys()):
            ours, theirs = (tuple(of[name].shape) if name in of else "missing" for of in (arrays, snapshot))
            if ours != theirs:
                raise ValueError(f"the snapshot is of another model: {name} is {theirs} there and {ours} here")
        for name, value in arrays.items():
            value[...] = snapshot[name]

    def copy(self) -> Self:
        """Return a model of its own with the same values, buffers and frozen parameters; of a layer in a model, too."""
        twin = copy.deepcopy(self)
        if twin._bound and twin._bound[1]:
            twin._stand_alone()
        return twin

    def _stand_alone(self) -> None:
        modules = list(self.modules())
        arrays = {prefix + name: view for prefix, module in modules for name, view in module.own.items()}
        frozen = [prefix + name for prefix, module in modules for name in module._frozen()]
        if arrays:
            self._bind(Parameters(arrays), frozen)
        for _, module in modules if not arrays else ():
            module._bound, module.label = None, type(module).__name__

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"own": {}, "gradients": {}, "_cache": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._take_views()

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


def _draws(module: Module) -> bool:
    return type(module).initial is not Module.initial


def _as(array: Array, dtype: str) -> Array:
    xp = array_namespace(array)
    return xp.astype(array, getattr(xp, dtype), copy=False)
