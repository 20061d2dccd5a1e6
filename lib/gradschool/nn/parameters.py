"""A model's parameters: one flat buffer of values, one of gradients, and a named view of each array in both."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from math import prod
from typing import Any, NamedTuple, NoReturn

from gradschool.backend import array_namespace
from gradschool.backend.arrays import Array
from gradschool.nn.selectors import Selector, selected


class Place(NamedTuple):
    """Where one parameter lies in the flat buffers."""

    name: str
    where: slice
    shape: tuple[int, ...]


class Views(dict[str, Array]):
    """A layer's views of the flat buffer, by name: written into, never replaced: a new array would not train."""

    def __init__(self, what: str, views: Mapping[str, Array]) -> None:
        super().__init__(views)
        self._what = what

    def __setitem__(self, name: str, value: Array) -> None:
        if value is not self.get(name):
            raise _deaf(f"{self._what}[{name!r}]")


class Parameters:
    """Named arrays in one flat buffer; ``parameters[name]`` is a view of the values.

    Write into the arrays, ``parameters[name][...] = array``: another array in the place of one is refused, since layers
    and optimizers would go on with the old.

    Parameters
    ----------
    arrays : dict of array
        The starting values, all of one dtype on one device; they are copied.

    Attributes
    ----------
    values, gradients : array, shape (size,)
        All values and all gradients, end to end; an optimizer steps through them in one pass.
    """

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        if not isinstance(arrays, Mapping):
            raise TypeError(f'Parameters: arrays is {arrays!r}; give arrays by name, {{"weight": ...}}')
        if not arrays:
            raise ValueError("the model has no parameters")
        xp = array_namespace(**arrays)
        first = next(iter(arrays.values()))
        self._shapes = {name: tuple(array.shape) for name, array in arrays.items()}
        self._starts, size = {}, 0
        for name, shape in self._shapes.items():
            self._starts[name] = size
            size += prod(shape)
        self._values = xp.empty(size, dtype=first.dtype, device=first.device)
        self._gradients = xp.zeros(size, dtype=first.dtype, device=first.device)
        self._frozen: frozenset[str] = frozenset()
        self._left = False
        self._make_views()
        for name, array in arrays.items():
            self._views[name][...] = array

    @property
    def values(self) -> Array:
        """All values, end to end."""
        return self._values

    @values.setter
    def values(self, array: Array) -> None:
        if array is not self._values:
            raise _deaf("parameters.values")

    @property
    def gradients(self) -> Array:
        """All gradients, end to end."""
        self._check_in_use()
        return self._gradients

    @gradients.setter
    def gradients(self, array: Array) -> None:
        if array is not self._gradients:
            raise _deaf("parameters.gradients")

    def leave(self) -> None:
        """Note that the model was built anew, and that its layers no longer look here: from now on, values are read."""
        self._left = True

    def _check_in_use(self) -> None:
        if self._left:
            raise RuntimeError(
                "the model was built anew since, and its layers use other parameters than these; take model.parameters"
            )

    def _make_views(self) -> None:
        self._views: dict[str, Array] = {name: self._view(self.values, name) for name in self}

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_views"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._make_views()

    def _view(self, buffer: Array, name: str) -> Array:
        if not isinstance(name, str) or name not in self._starts:
            raise self._unknown(name)
        start, shape = self._starts[name], self._shapes[name]
        return array_namespace(buffer).reshape(buffer[start : start + prod(shape)], shape)

    def gradient(self, name: str) -> Array:
        """Return the view of the gradient of this name; writing to it writes to the buffer."""
        return self._view(self.gradients, name)

    def freeze(self, which: Selector) -> None:
        """Keep these parameters as they are from now on: `slices` leaves them out, names and places stay.

        A `BatchNorm` whose scale and shift are both frozen works in training as it does at test time: it normalizes by
        its running statistics, and leaves them as they are.

        Parameters
        ----------
        which : str, iterable of str or callable
            As for `names`.

        Raises
        ------
        KeyError
            If nothing is selected.

        Examples
        --------
        A trainer leaves out what is frozen; so must a loop of one's own, which steps through the `slices`:

        >>> from gradschool import nn, optim
        >>> parameters = nn.Sequential(nn.Dense(2, 3), nn.ReLU(), nn.Dense(3, 1)).build(rng=0)
        >>> parameters.freeze("0")
        >>> before, parameters.gradients[...] = parameters.values.copy(), 1.0
        >>> rule = optim.Adam(lr=0.1)
        >>> states = [rule.start(parameters.values[part]) for part in parameters.slices()]
        >>> for part, state in zip(parameters.slices(), states, strict=True):
        ...     rule.step_in_place(parameters.values[part], parameters.gradients[part], state)
        >>> (parameters.values != before).tolist()
        [False, False, False, False, False, False, False, False, False, True, True, True, True]
        """
        self._frozen |= self._selected(which)

    def thaw(self, which: Selector = "") -> None:
        """Let frozen parameters learn again; all of them by default."""
        self._frozen -= self._selected(which)

    def _selected(self, which: Selector) -> set[str]:
        names = self.names(which)
        if not names:
            raise KeyError(f"{which!r} selects no parameter; there are {', '.join(self)}")
        self._check_in_use()
        return set(names)

    @property
    def frozen(self) -> frozenset[str]:
        """Names of the frozen parameters."""
        return self._frozen

    def names(self, which: Selector = "") -> list[str]:
        """Return the names selected, frozen ones too, in the order of the buffer.

        Parameters
        ----------
        which : str, iterable of str or callable, default all
            A name or its first components (``"1"`` or ``"1."`` is all of layer 1 and nothing of layer 10), several of
            these, or a test of a name, such as `gradschool.nn.decayed`.

        Raises
        ------
        KeyError
            If a string selects nothing; the names that there are stand in the error.
        """
        return selected(which, list(self))

    def groups(self, selectors: Iterable[Selector]) -> list[list[str]]:
        """Return the names that each selector takes, in the selectors' order; no parameter may be in two groups.

        Raises
        ------
        ValueError
            If two groups overlap: their optimizers would both step the parameter that is named.
        """
        if isinstance(selectors, str) or not isinstance(selectors, Iterable):
            raise TypeError(f"selectors is {selectors!r}; give one for each group, in a list")
        groups = [self.names(which) for which in selectors]
        for one, other in combinations(range(len(groups)), 2):
            for name in groups[one]:
                if name in groups[other]:
                    raise ValueError(f"{name} is in groups {one} and {other}; a parameter belongs to one group at most")
        return groups

    def layout(self, which: Selector = "") -> list[Place]:
        """Return name, slice of the buffers and shape of each parameter selected, frozen ones too.

        Neither freezing nor thawing changes it, so whoever keeps something for each parameter (an optimizer's state)
        can keep it by name.

        Examples
        --------
        >>> from gradschool import nn
        >>> nn.Dense(2, 3).build(rng=0).layout("bias")
        [Place(name='bias', where=slice(6, 9, None), shape=(3,))]
        """
        places = []
        for name in self.names(which):
            start, shape = self._starts[name], self._shapes[name]
            places.append(Place(name, slice(start, start + prod(shape)), shape))
        return places

    def slices(self, which: Selector = "") -> list[slice]:
        """Return where the selected parameters that are not frozen lie in the buffers, in as few slices as can be."""
        self._check_in_use()
        merged: list[slice] = []
        for name, where, _ in self.layout(which):
            if name in self._frozen or where.start == where.stop:
                continue
            if merged and merged[-1].stop == where.start:
                merged[-1] = slice(merged[-1].start, where.stop)
            else:
                merged.append(where)
        return merged

    def __getitem__(self, name: str) -> Array:
        try:
            return self._views[name]
        except KeyError:
            raise self._unknown(name) from None

    def _unknown(self, name: Any) -> KeyError:
        return KeyError(f"no parameter is {name!r}; there are {', '.join(self)}")

    def __setitem__(self, name: str, value: Array) -> None:
        if value is not self._views.get(name):
            raise _deaf(f"parameters[{name!r}]")

    def __call__(self) -> NoReturn:
        """Say that this is no method, as it is in PyTorch."""
        raise TypeError("parameters is an attribute here, without brackets: model.parameters, or its .items()")

    def __contains__(self, name: object) -> bool:
        return name in self._views

    def __iter__(self) -> Iterator[str]:
        return iter(self._shapes)

    def items(self) -> Iterator[tuple[str, Array]]:
        """Go through names and views."""
        return iter(self._views.items())

    def __len__(self) -> int:
        return len(self._shapes)

    def __repr__(self) -> str:
        lines = [
            f"  {name}: {shape}{' frozen' if name in self._frozen else ''}" for name, shape in self._shapes.items()
        ]
        return "\n".join([f"Parameters ({self.values.size} values, {self.values.dtype}):", *lines])


def _deaf(what: str) -> TypeError:
    return TypeError(
        f"{what} can't be another array, which would neither train nor be saved; write into it: {what}[...] = array"
    )
