"""The tree of a model's modules, and the arrays that they hold: drawn, kept, named, frozen, copied and restored."""

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self

from gradschool.backend import Generator, array_namespace, default_rng
from gradschool.backend.arrays import Array
from gradschool.nn.parameters import Parameters, Views
from gradschool.settings import Precision, checked_values, truth

ELSEWHERE = {
    "requires_grad": 'freeze by name: model.parameters.freeze("0")',
    "trainable": 'freeze by name: model.parameters.freeze("0")',
    "training": "say it at each forward: model(x, training=True)",
}
"""What PyTorch and Keras set on a layer, which would be without effect here, and how it is said instead."""


class Tree:
    """A module as the holder of parameters and of other modules; what it computes is `gradschool.nn.Module`'s.

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

    def __init__(self) -> None:
        self.own: dict[str, Array] = {}
        self.gradients: dict[str, Array] = {}
        self.buffers: dict[str, Array] = {}
        self._bound: tuple[Parameters, str] | None = None
        self.label = type(self).__name__

    def __setattr__(self, name: str, value: Any) -> None:
        if name in ELSEWHERE:
            raise AttributeError(f"{type(self).__name__} has no {name} to set; {ELSEWHERE[name]}")
        if isinstance(value, Tree) and "own" not in self.__dict__:
            raise AttributeError(f"{type(self).__name__}.__init__ must call super().__init__() before it sets {name}")
        if name[0] != "_" and name in self.__dict__.get("own", ()):
            raise AttributeError(
                f"{self.label}: {name} is a parameter and can't be set as an attribute, which would not train; write "
                f"into it: layer.own[{name!r}][...] = array"
            )
        object.__setattr__(self, name, value)

    def children(self) -> "Mapping[str, Tree]":
        """Return the modules inside this one, by name."""
        return {}

    def initial(self, rng: Generator, dtype: str) -> dict[str, Array]:
        """Return starting values of the module's own parameters."""
        return {}

    def initial_buffers(self, rng: Generator, dtype: str) -> dict[str, Array]:
        """Return starting values of arrays that are kept with the parameters but not trained."""
        return {}

    def modules(self) -> "Iterator[tuple[str, Tree]]":
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

    def _walk(self, prefix: str) -> "Iterator[tuple[str, Tree]]":
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
            Source of the starting values. The default is a seed, too: two models that are built without `rng` start
            from the same values, today and tomorrow.
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
        checked_values("build", {"dtype": Precision | None}, {"dtype": dtype})
        rng, modules = default_rng(rng), list(self.modules())
        for _, module in modules:
            module._check_children()
        self._refuse_a_loss(modules, keep)
        kept = [view for _, module in modules for view in module.own.values()] if keep else []
        dtype = dtype or (str(kept[0].dtype).rsplit(".", 1)[-1] if kept else "float32")
        arrays: dict[str, Array] = {}
        frozen: list[str] = []
        buffered: list[dict[str, Array]] = []
        for prefix, module in modules:
            own, buffers = module.own, module.buffers
            if not (keep and module._bound):
                own, buffers = module.initial(rng, dtype), module.initial_buffers(rng, dtype)
            frozen += [prefix + name for name in module._frozen()] if keep else []
            arrays |= {prefix + name: _as(array, dtype) for name, array in own.items()}
            buffered.append({name: _as(array, dtype) for name, array in buffers.items()})
        self._bind(Parameters(arrays), frozen)
        for (_, module), buffers in zip(modules, buffered, strict=True):
            module.buffers = buffers
        return self.parameters

    def _check_children(self) -> None:
        """Refuse a module among the attributes that `children` does not list: it would neither train nor be saved."""
        listed = {id(child) for child in self.children().values()}
        for name, value in vars(self).items():
            if isinstance(value, Tree) and id(value) not in listed:
                raise ValueError(
                    f"{type(self).__name__} keeps a {type(value).__name__} in {name}, and its children() does not list "
                    f'it, so it would neither train nor be saved; return {{"{name}": self.{name}}} from children()'
                )

    def _refuse_a_loss(self, modules: "list[tuple[str, Tree]]", keep: bool | None) -> None:
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
            if module._bound is not None:
                module._bound[0].leave()
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

    def arrays(self) -> dict[str, Array]:
        """Return all that a model is: ``parameter.NAME`` and ``buffer.NAME`` (running statistics), not copied."""
        self.check_whole()
        arrays = {f"parameter.{name}": value for name, value in self.parameters.items()}
        for prefix, module in self.modules():
            arrays |= {f"buffer.{prefix}{name}": value for name, value in module.buffers.items()}
        return arrays

    def check_whole(self) -> None:
        """Refuse a model from which layers were taken out, or moved, since it was built: its names lead elsewhere."""
        names = {prefix + name for prefix, module in self.modules() for name in module.own}
        if astray := [name for name in self.parameters if name not in names]:
            raise RuntimeError(
                f"no layer of {self.label} has {astray[0]} any more: layers were taken out, moved or replaced since it "
                "was built; build(rng, keep=True) names anew what is left, and keeps its values"
            )

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
        if not isinstance(snapshot, Mapping):
            raise TypeError(f"restore: snapshot is {snapshot!r}; pass what model.snapshot() returned")
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
        return self.__dict__ | {"own": {}, "gradients": {}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._take_views()


def _draws(module: Tree) -> bool:
    return type(module).initial is not Tree.initial


def _as(array: Array, dtype: str) -> Array:
    xp = array_namespace(array)
    return xp.astype(array, getattr(xp, dtype), copy=False)
