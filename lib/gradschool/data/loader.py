"""Mini-batches, epoch by epoch: drawn without replacement, in an order that the seed and the epoch settle."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from gradschool.backend import Generator, array_namespace, to_device, to_numpy
from gradschool.backend.arrays import Array
from gradschool.data import mixing
from gradschool.data.augment import Augmentation
from gradschool.data.dataset import Dataset, Numbered
from gradschool.data.mixing import one_hot
from gradschool.settings import truth, whole
from gradschool.spellings import Translated

Mixing = Callable[[Array, Array, Generator], tuple[Array, Array]]


class Loader(Translated):
    """Goes through a data set in mini-batches; each loop over it is the next epoch.

    Parameters
    ----------
    dataset : Dataset
        What to go through; batches lie on its device.
    batch_size : int, default 128
        Examples a batch.
    rng : int, default 0
        Seed. Epoch `k` has an order of its own that depends on seed and `k` alone, and each of its batches random
        changes of its own, so a resumed run sees the batches that the first run would have seen.
    shuffle : bool, default True
        Whether to draw an order; without it, that of the data set.
    drop_last : bool, default False
        Whether to leave out a last batch that is smaller than the others.
    augment : callable, optional
        Takes a batch of inputs and a generator, returns new inputs (`gradschool.data.augment`; `compose` makes one of
        several, and `functools.partial` fixes settings).
    mix : callable, optional
        Takes inputs, labels and a generator, returns new inputs and new labels (`gradschool.data.mixing.mixup`,
        `gradschool.data.mixing.cutmix`); it comes after `augment`. Labels that are class numbers (whole, in one axis)
        are handed to it as probabilities, shape (batch, classes), with a column for each of ``dataset.classes``: where
        a class is in no example, name all, ``Dataset(x, y, classes)``: whole numbers with gaps that nobody named are
        taken for what a regression is to return, and refused. Give that the shape (n, outputs).

    Raises
    ------
    TypeError, ValueError
        If a setting is not what is said here, or `mix` is given with labels that it can't mix.

    Examples
    --------
    >>> from gradschool import data
    >>> [len(labels) for _, labels in data.Loader(data.xor(10), batch_size=4)]
    [4, 4, 2]
    >>> mixed = data.Loader(data.digits(), batch_size=4, mix=data.mixing.mixup)
    >>> next(iter(mixed))[1].shape
    (4, 10)
    """

    table = __package__

    def __init__(
        self,
        dataset: Dataset,
        batch_size: int = 128,
        rng: int = 0,
        *,
        shuffle: bool = True,
        drop_last: bool = False,
        augment: Augmentation | None = None,
        mix: Mixing | None = None,
    ) -> None:
        if not isinstance(dataset, Dataset):
            raise TypeError(
                f"a Loader goes through a Dataset, not a {type(dataset).__name__}: data.Loader(data.Dataset(x, y), 128)"
            )
        batch_size = whole("Loader", "batch_size", batch_size)
        if not _whole(rng) or rng < 0:
            raise TypeError(
                f"rng is {rng!r}; a loader needs a seed, a whole number from 0 on, from which every epoch draws an "
                "order of its own, whatever was drawn before"
            )
        shuffle, drop_last = truth("Loader", "shuffle", shuffle), truth("Loader", "drop_last", drop_last)
        if augment is not None and not callable(augment):
            raise TypeError(f"augment is {augment!r}; of several make one: data.augment.compose(first, second)")
        if getattr(augment, "__module__", "") == mixing.__name__:
            name = getattr(augment, "__name__", "mixup")
            raise TypeError(f"augment is {name}, which mixes labels, too: Loader(dataset, mix=mixing.{name})")
        _check_mix(mix, dataset)
        if drop_last and batch_size > len(dataset):
            raise ValueError(
                f"drop_last leaves no batch: {dataset.name} has {len(dataset)} examples, fewer than {batch_size}"
            )
        self.dataset, self.batch_size, self.seed = dataset, batch_size, rng
        self.shuffle, self.drop_last, self.augment, self.mix = shuffle, drop_last, augment, mix
        self.epoch = 0

    def __len__(self) -> int:
        full, rest = divmod(len(self.dataset), self.batch_size)
        return full + (rest > 0 and not self.drop_last)

    def __iter__(self) -> Iterator[tuple[Array, Array]]:
        epoch, self.epoch = self.epoch, self.epoch + 1
        return self.batches(epoch)

    def batches(self, epoch: int, start: int = 0) -> Iterator[tuple[Array, Array]]:
        """Go through the batches of one epoch, counted from 0, from the batch number `start` on."""
        epoch, start = whole("batches", "epoch", epoch, 0), whole("batches", "start", start, 0)
        return self._from(epoch, start)

    def _from(self, epoch: int, start: int) -> Iterator[tuple[Array, Array]]:
        xp, n = array_namespace(self.dataset.x), len(self.dataset)
        order = np.random.default_rng([self.seed, epoch]).permutation(n) if self.shuffle else np.arange(n)
        for position in range(start, len(self)):
            picked = order[position * self.batch_size : (position + 1) * self.batch_size]
            where = to_device(picked, self.dataset.x)
            x, labels = (xp.take(array, where, axis=0) for array in self.dataset)
            yield self._changed(x, labels, [self.seed, epoch, position])

    def _changed(self, x: Array, labels: Array, seeds: list[int]) -> tuple[Array, Array]:
        if self.augment is None and self.mix is None:
            return x, labels
        rng, classes = Generator(np.random.default_rng(seeds)), len(self.dataset.classes)
        x = x if self.augment is None else self.augment(x, rng)
        if self.mix is None:
            return x, labels
        if labels.ndim == 1 and classes:
            labels = one_hot(labels, classes, str(x.dtype).rsplit(".", 1)[-1])
        return self.mix(x, labels, rng)


def _check_mix(mix: Any, dataset: Dataset) -> None:
    """Refuse what is no function, and labels of which no one can say whether they number classes or are targets."""
    if mix is None:
        return
    if not callable(mix):
        raise TypeError(f"mix is {mix!r}; pass a function, such as data.mixing.mixup")
    if dataset.y.ndim != 1:
        return
    if not array_namespace(dataset.y).isdtype(dataset.y.dtype, "integral"):
        raise TypeError(
            f"{dataset.name}: y is {dataset.y.dtype} of shape {tuple(dataset.y.shape)}, which can't be mixed; make "
            'class numbers whole, y.astype("int64"), and give the targets of a regression the shape (n, 1), y[:, None]'
        )
    if why := _no_classes(dataset):
        raise TypeError(
            f"{dataset.name}: y holds whole numbers {why}; if they are classes, name all: data.Dataset(x, y, classes); "
            'the targets of a regression have the shape (n, 1): y[:, None].astype("float32")'
        )


def _no_classes(dataset: Dataset) -> str:
    """Return what speaks against classes: none that was named has to have an example, the numbers of others have."""
    if not dataset.classes:
        return "that can't be mixed"
    if not isinstance(dataset.classes, Numbered):
        return ""
    gaps = np.flatnonzero(np.bincount(to_numpy(dataset.y), minlength=len(dataset.classes)) == 0)
    return f"up to {len(dataset.classes) - 1}, but no {gaps[0]}" if len(gaps) else ""


def _whole(number: object) -> bool:
    return isinstance(number, int | np.integer) and not isinstance(number, bool)
