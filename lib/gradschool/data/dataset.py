"""A data set: inputs, labels, the names of the classes, and where it all comes from."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gradschool.backend import Generator, array_namespace, default_rng, to_device
from gradschool.backend.arrays import Array
from gradschool.backend.selection import Backend


@dataclass(frozen=True)
class Dataset:
    """Labeled examples; unpacks as ``x, y = dataset``.

    Attributes
    ----------
    x : array, shape (n, features) or (n, channels, height, width)
        Inputs.
    y : array of int64, shape (n,)
        Labels, ``0 ... len(classes) - 1``.
    classes : tuple of str
        What the labels mean.
    name : str
        What the set is called in figures and errors.
    source : str
        Where it comes from: authors, year, licence; for generated sets, the recipe.
    """

    x: Array
    y: Array
    classes: tuple[str, ...]
    name: str
    source: str

    def __iter__(self) -> Iterator[Array]:
        return iter((self.x, self.y))

    def __len__(self) -> int:
        return int(self.x.shape[0])

    @property
    def flat(self) -> "Dataset":
        """The same set with each input as one row, shape (n, features)."""
        xp = array_namespace(self.x)
        return replace(self, x=xp.reshape(self.x, (len(self), -1)))

    def take(self, indices: Array) -> "Dataset":
        """Return the examples at these positions, in this order (a copy)."""
        xp = array_namespace(self.x)
        indices = to_device(indices, self.x)
        return replace(self, x=xp.take(self.x, indices, axis=0), y=xp.take(self.y, indices, axis=0))

    def split(self, held_back: float = 0.2, rng: int | Generator = 0) -> "tuple[Dataset, Dataset]":
        """Split at random into two sets without a common example.

        Parameters
        ----------
        held_back : float in (0, 1), default 0.2
            The second set's share, rounded down to whole examples.
        rng : int or Generator, default 0
            The same seed gives the same split.

        Returns
        -------
        two Datasets
            For training, and held back.

        Raises
        ------
        ValueError
            If a set would be empty.
        """
        back = int(held_back * len(self))
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
