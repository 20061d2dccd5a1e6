"""A data set: inputs, labels, the names of the classes, and where it all comes from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any, NoReturn

import numpy as np

from gradschool.backend import Generator, array_namespace, default_rng, to_device
from gradschool.backend.arrays import Array
from gradschool.backend.namespaces import namespace_of
from gradschool.backend.selection import Backend
from gradschool.settings import checked_text, number

MOST_CLASSES = 10_000
"""Whole numbers beyond are counts or years rather than classes."""


class Numbered(tuple[str, ...]):
    """Classes that nobody named: the numbers up to the largest label. The labels may be counts or ages as well."""


@dataclass(frozen=True)
class Dataset:
    """Labeled examples; unpacks as ``x, y = dataset``.

    Parameters
    ----------
    x : array, shape (n, features) or (n, channels, height, width)
        Inputs, at least one.
    y : array, shape (n,) or (n, outputs), on the same device
        Labels: class numbers ``0 ... len(classes) - 1`` as int64, probabilities of the classes, or what a regression
        is to return.
    classes : sequence of str, optional
        What the labels mean, kept as a tuple. By default ``"0"``, ``"1"``, ... up to the largest label if `y` holds
        whole numbers from 0 to at most 9,999 in one axis (`Numbered`), and nothing otherwise.
    name : str, default "data"
        What the set is called in figures and errors.
    source : str, default ""
        Where it comes from: authors, year, licence; for generated sets, the recipe.

    Raises
    ------
    ValueError
        If the set is empty, inputs and labels are not equally many, or a label is of no class that is named.
    TypeError
        If inputs or labels are no real numbers: words, dates, objects, complex numbers; or masked, whose masks would be
        lost; or if a name is no text.

    Examples
    --------
    >>> import numpy as np
    >>> Dataset(np.zeros((3, 2), "float32"), np.array([0, 2, 1]))
    Dataset('data', x (3, 2) float32, 3 classes)
    """

    x: Array
    y: Array
    classes: Sequence[str] = ()
    name: str = "data"
    source: str = ""

    def __post_init__(self) -> None:
        xp = array_namespace(x=self.x, y=self.y)
        for what, array in (("x", self.x), ("y", self.y)):
            namespace_of(f"{self.name}: {what}", array)
            if array.ndim == 0 or array.shape[0] == 0:
                raise ValueError(f"{self.name}: {what} has shape {tuple(array.shape)}; a data set needs an example")
            if not xp.isdtype(array.dtype, ("bool", "integral", "real floating")):
                raise TypeError(
                    f"{self.name}: {what} is {array.dtype}; a data set holds numbers. Labels that are words are "
                    "numbered by classes, y = numpy.unique(words, return_inverse=True)"
                )
        if self.x.shape[0] != self.y.shape[0]:
            raise ValueError(
                f"{self.name}: {self.x.shape[0]} inputs and {self.y.shape[0]} labels; they belong in pairs"
            )
        for what in ("name", "source"):
            checked_text("Dataset", what, getattr(self, what))
        object.__setattr__(self, "classes", self._named_classes(xp))

    def _named_classes(self, xp: ModuleType) -> tuple[str, ...]:
        """Return the classes as a tuple, by default those that the labels number."""
        named = self.classes
        if not isinstance(named, tuple | list) or not all(isinstance(each, str) for each in named):
            raise TypeError(f'{self.name}: classes is {named!r}; name them one by one: classes=("cat", "dog")')
        if self.y.ndim != 1 or not xp.isdtype(self.y.dtype, "integral"):
            return tuple(named)
        low, high = int(xp.min(self.y)), int(xp.max(self.y))
        if named and not 0 <= low <= high < len(named):
            raise ValueError(
                f"{self.name}: a label is {low if low < 0 else high}; {len(named)} classes are counted from 0"
            )
        if named or low < 0 or high >= MOST_CLASSES:
            return named if isinstance(named, Numbered) else tuple(named)
        return Numbered(str(kind) for kind in range(high + 1))

    def __iter__(self) -> Iterator[Array]:
        return iter((self.x, self.y))

    def __len__(self) -> int:
        return int(self.x.shape[0])

    def __getitem__(self, which: Any) -> NoReturn:
        """Say how examples are taken out."""
        raise TypeError(f"{self.name}[{which!r}] is dataset.take([...]) here, or dataset.x[...] and dataset.y[...]")

    @property
    def flat(self) -> "Dataset":
        """The same set with each input as one row, shape (n, features)."""
        xp = array_namespace(self.x)
        return replace(self, x=xp.reshape(self.x, (len(self), -1)))

    def take(self, which: Array) -> "Dataset":
        """Return some of the examples (a copy).

        Parameters
        ----------
        which : array of int, shape (m,), or array of bool, shape (n,)
            Positions, in the order wanted, negative ones from the end; or a mask (``dataset.y == 3``).

        Raises
        ------
        IndexError
            If a position is out of range, a mask has another length, or nothing is taken.
        TypeError
            If `which` holds neither whole numbers nor truth values.
        """
        positions = to_device(self._positions(which), self.x)
        xp = array_namespace(self.x)
        return replace(self, x=xp.take(self.x, positions, axis=0), y=xp.take(self.y, positions, axis=0))

    def _positions(self, which: Array) -> Array:
        """Turn a mask into positions, and check them where they lie: on the host it costs a GPU no wait."""
        if isinstance(which, int):
            raise TypeError(f"{self.name}: take({which!r}) takes several positions; one is take([{which!r}])")
        if isinstance(which, list | tuple | range):
            which = np.asarray(which, dtype=None if len(which) else int)
        xp, n = array_namespace(which), len(self)
        if xp.isdtype(which.dtype, "bool"):
            if tuple(which.shape) != (n,):
                raise IndexError(f"{self.name}: a mask of shape {tuple(which.shape)} for {n} examples")
            which = xp.nonzero(which)[0]
        elif not xp.isdtype(which.dtype, "integral"):
            raise TypeError(f"{self.name}: positions are {which.dtype}; pass whole numbers, or a mask of truth values")
        if which.ndim != 1 or which.shape[0] == 0:
            raise IndexError(f"{self.name}: nothing is taken by an array of shape {tuple(which.shape)}; pass one row")
        low, high = int(xp.min(which)), int(xp.max(which))
        if low < -n or high >= n:
            raise IndexError(f"{self.name}: no example {low if low < -n else high}; there are {n}, counted from 0")
        return which

    def split(self, held_back: float = 0.2, rng: int | Generator = 0) -> "tuple[Dataset, Dataset]":
        """Split at random into two sets without a common example.

        Parameters
        ----------
        held_back : float in (0, 1), default 0.2
            The second set's share, rounded down to whole examples: 0.29 of 100 is 29, and 0.29 of 99 is 28.
        rng : int or Generator, default 0
            The same seed gives the same split.

        Returns
        -------
        two Datasets
            For training, and held back.

        Raises
        ------
        ValueError
            If a set would be empty, or `held_back` is no number.
        """
        share = number(f"{self.name}: split", "held_back", held_back)
        if share > 1:
            raise ValueError(
                f"{self.name}: split: held_back is {held_back!r}; it is a share below 1, such as 0.2: of {len(self)} "
                f"examples {held_back!r} are {held_back / len(self):.3g}"
            )
        # 0.29 * 100 is 28.999999999999996 in floating point
        back = int(round(share * len(self), 9)) if 0 < share < 1 else 0
        if not 0 < back < len(self):
            raise ValueError(
                f"{self.name}: holding back {held_back:g} of {len(self)} examples leaves one side empty; "
                "choose a share between 0 and 1"
            )
        order = to_device(default_rng(rng).permutation(len(self)), self.x)
        return self.take(order[back:]), self.take(order[:back])

    def to_device(self, where: str | Backend | Array | None = None) -> "Dataset":
        """Return the set on another device (see `gradschool.backend.to_device`)."""
        return replace(self, x=to_device(self.x, where), y=to_device(self.y, where))

    def __repr__(self) -> str:
        return f"Dataset({self.name!r}, x {tuple(self.x.shape)} {self.x.dtype}, {len(self.classes)} classes)"
