"""Mini-batches, epoch by epoch: drawn without replacement, in an order that the seed and the epoch settle."""

from collections.abc import Callable, Iterator

import numpy as np

from gradschool.backend import Generator, default_rng, to_device
from gradschool.backend.arrays import Array
from gradschool.data.dataset import Dataset

Augmentation = Callable[[Array, Generator], Array]


class Loader:
    """Goes through a data set in mini-batches; each loop over it is the next epoch.

    Parameters
    ----------
    dataset : Dataset
        What to go through; batches lie on its device.
    batch_size : int, default 128
        Examples a batch.
    rng : int, default 0
        Seed. Epoch `k` has an order of its own that depends on seed and `k` alone, so a resumed run sees the
        batches that the first run would have seen.
    shuffle : bool, default True
        Whether to draw an order; without it, that of the data set.
    drop_last : bool, default False
        Whether to leave out a last batch that is smaller than the others.
    augment : callable, optional
        Takes a batch of inputs and a generator, returns new inputs.

    Examples
    --------
    >>> from gradschool import data
    >>> [len(labels) for _, labels in data.Loader(data.xor(10), batch_size=4)]
    [4, 4, 2]
    """

    def __init__(
        self,
        dataset: Dataset,
        batch_size: int = 128,
        rng: int = 0,
        *,
        shuffle: bool = True,
        drop_last: bool = False,
        augment: Augmentation | None = None,
    ) -> None:
        if batch_size < 1:
            raise ValueError(f"a batch of {batch_size} examples: choose a batch_size of at least 1")
        self.dataset, self.batch_size, self.seed = dataset, batch_size, rng
        self.shuffle, self.drop_last, self.augment = shuffle, drop_last, augment
        self.epoch = 0

    def __len__(self) -> int:
        full, rest = divmod(len(self.dataset), self.batch_size)
        return full + (rest > 0 and not self.drop_last)

    def __iter__(self) -> Iterator[tuple[Array, Array]]:
        epoch, self.epoch = self.epoch, self.epoch + 1
        return self.batches(epoch)

    def batches(self, epoch: int) -> Iterator[tuple[Array, Array]]:
        """Go through the batches of one epoch, counted from 0."""
        rng = default_rng(Generator(np.random.default_rng([self.seed, epoch])))
        n = len(self.dataset)
        order = rng.host.permutation(n) if self.shuffle else np.arange(n)
        for position in range(len(self)):
            picked = order[position * self.batch_size : (position + 1) * self.batch_size]
            batch = self.dataset.take(to_device(picked, self.dataset.x))
            yield (self.augment(batch.x, rng) if self.augment else batch.x), batch.y
