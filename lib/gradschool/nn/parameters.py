"""A model's parameters: one flat buffer of values, one of gradients, and a named view of each array in both."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from math import prod

from gradschool.backend import array_namespace
from gradschool.backend.arrays import Array

Selector = str | Iterable[str] | Callable[[str], bool]


class Parameters:
    """Named arrays in one flat buffer; ``parameters[name]`` is a view of the values.

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
        if not arrays:
            raise ValueError("the model has no parameters")
        xp = array_namespace(**arrays)
        first = next(iter(arrays.values()))
        self._shapes = {name: tuple(array.shape) for name, array in arrays.items()}
        self._starts, size = {}, 0
        for name, shape in self._shapes.items():
            self._starts[name] = size
            size += prod(shape)
        self.values = xp.empty(size, dtype=first.dtype, device=first.device)
        self.gradients = xp.zeros(size, dtype=first.dtype, device=first.device)
        self._frozen: frozenset[str] = frozenset()
        self._views = {name: self._view(self.values, name) for name in arrays}
        for name, array in arrays.items():
            self._views[name][...] = array

    def _view(self, buffer: Array, name: str) -> Array:
        start, shape = self._starts[name], self._shapes[name]
        return array_namespace(buffer).reshape(buffer[start : start + prod(shape)], shape)

    def gradient(self, name: str) -> Array:
        """Return the view of the gradient of this name; writing to it writes to the buffer."""
        return self._view(self.gradients, name)

    def freeze(self, which: Selector) -> None:
        """Keep these parameters as they are from now on: `slices` leaves them out.

        Parameters
        ----------
        which : str, iterable of str or callable
            A name or the beginning of names (``"0."`` is the first layer), several of them, or a test of a name.
        """
        self._frozen |= set(self.names(which))

    def thaw(self, which: Selector = "") -> None:
        """Let frozen parameters learn again; all of them by default."""
        self._frozen -= set(self.names(which))

    @property
    def frozen(self) -> frozenset[str]:
        """Names of the frozen parameters."""
        return self._frozen

    def names(self, which: Selector = "") -> list[str]:
        """Return the names selected, or say which selector matches nothing."""
        if callable(which):
            found = [name for name in self if which(name)]
        else:
            prefixes = (which,) if isinstance(which, str) else tuple(which)
            for prefix in prefixes:
                if not any(name.startswith(prefix) for name in self):
                    raise KeyError(f"no parameter begins with {prefix!r}; there are {', '.join(self)}")
            found = [name for name in self if name.startswith(prefixes)]
        return found

    def slices(self, which: Selector = "") -> list[slice]:
        """Return where the selected parameters that are not frozen lie in the buffers, in as few slices as can be."""
        merged: list[slice] = []
        for name in self.names(which):
            start, stop = self._starts[name], self._starts[name] + prod(self._shapes[name])
            if name in self._frozen or start == stop:
                continue
            if merged and merged[-1].stop == start:
                merged[-1] = slice(merged[-1].start, stop)
            else:
                merged.append(slice(start, stop))
        return merged

    def __getitem__(self, name: str) -> Array:
        return self._views[name]

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
