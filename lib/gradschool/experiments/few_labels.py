"""Readers that learn from a few labeled images, side by side, with an augmentation of the student's own, or none.

A reader is a network of 100 ReLU units between the numbers of an image and its classes. Readers of several seeds are
computed at once, each with its own images, first weights and batches. NumPy, momentum, a rate that falls in a line.

>>> from gradschool.experiments.few_labels import parted, train_few
>>> readers = train_few(50, updates=60, seeds=range(3))
>>> readers.right(parted().test).shape
(3,)
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from gradschool.backend import Generator, default_rng, to_numpy
from gradschool.data import Dataset, digits
from gradschool.experiments.mlp import backward, forward, he_layers, one_hot, softmax
from gradschool.settings import Positive, PositiveCount, checked

Change = Callable[[Any, Any], Any]
Look = Callable[[Any], np.ndarray]
"""What a network is handed of images: (n, channels, height, width) to (n, numbers)."""
Mix = Callable[[Any, Any, Any], tuple[Any, Any]]

HIDDEN, BATCH, MOMENTUM = 100, 50, 0.9


class Parts(NamedTuple):
    """The digits in three: images to draw labeled ones from, images to choose settings by, and images to report on."""

    pool: Dataset
    validation: Dataset
    test: Dataset


@cache
def parted() -> Parts:
    """Return the digits, (1, 8, 8), in one random order and on the host: 800, 200 and 797 images."""
    whole, ends = digits(), (0, 800, 1000, 1797)
    order = np.random.default_rng(7).permutation(len(whole))  # as they come, the same hand follows itself
    x, y = to_numpy(whole.x)[order], to_numpy(whole.y)[order]
    cut = [slice(low, high) for low, high in pairwise(ends)]
    train, validation, test = (Dataset(x[part], y[part], whole.classes, whole.name, whole.source) for part in cut)
    return Parts(train, validation, test)


def few(n: int, seed: int = 0) -> Dataset:
    """Draw labeled digits, equally many of each class.

    Parameters
    ----------
    n : int
        A multiple of ten, up to 700 or so.
    seed : int, default 0
        Which ones; a larger draw of one seed holds the smaller ones.

    Raises
    ------
    ValueError
        If there are not so many of each class.
    """
    pool = parted().pool
    order = np.random.default_rng(seed).permutation(len(pool))
    places = [order[pool.y[order] == kind] for kind in range(10)]
    most = 10 * min(map(len, places))
    if n % 10 or not 10 <= n <= most:
        raise ValueError(f"few: n is {n}; give a multiple of ten from 10 to {most}, so that all classes are alike")
    chosen = np.stack([place[: n // 10] for place in places], axis=1).reshape(-1)
    return Dataset(pool.x[chosen], pool.y[chosen], pool.classes, pool.name, pool.source)


def percent(shares: Any, *, sign: bool = False) -> str:
    """Return mean and sample deviation of shares over seeds, in percent.

    Examples
    --------
    >>> percent([0.5, 0.6]), percent([0.1, 0.1], sign=True)
    ('55.0 ± 7.1', '+10.0 ± 0.0')
    """
    values = 100 * np.asarray(shares)
    return f"{values.mean():{'+' if sign else ''}.1f} ± {values.std(ddof=1):.1f}"


def pixels(images: Any) -> np.ndarray:
    """Return the numbers of each image in one row: (n, ...) to (n, numbers)."""
    return np.asarray(images).reshape(len(images), -1)


@dataclass(frozen=True)
class Readers:
    """Networks that have learned, a row for each seed.

    Attributes
    ----------
    layers : list of array
        Weights and biases in turn, shape (seeds, fan in, fan out) and (seeds, 1, fan out).
    look : callable, default `pixels`
        What they are handed of images.
    """

    layers: list[np.ndarray]
    look: Look = pixels

    def answers(self, images: Any) -> np.ndarray:
        """Return the probability of each class, shape (seeds, n, classes), of inputs of any shape (n, ...)."""
        return softmax(forward(self.layers, self.look(images))[-1])

    def reader(self, row: int = 0) -> Callable[[Any], np.ndarray]:
        """Return one of them as a function: images of shape (n, ...) to probabilities, (n, classes)."""
        alone = Readers([layer[row : row + 1] for layer in self.layers], self.look)
        return lambda images: alone.answers(images)[0]

    def right(self, dataset: Dataset) -> np.ndarray:
        """Return each network's share of right answers, shape (seeds,)."""
        said: np.ndarray = self.answers(dataset.x).argmax(axis=-1) == np.asarray(dataset.y)
        return said.mean(axis=-1)


@checked
def train_few(
    n: PositiveCount = 50,
    change: Change | None = None,
    *,
    mix: Mix | None = None,
    updates: PositiveCount = 400,
    lr: Positive = 0.1,
    seeds: Iterable[int] = range(5),
) -> Readers:
    """Train a reader a seed on its own draw of labeled images.

    Parameters
    ----------
    n : int, default 50
        Labeled images, as `few` draws them.
    change : callable, optional
        An augmentation: takes images of shape (batch, channels, height, width) and a generator, returns as many of the
        same shape. The images of all seeds come in one call, so that it must draw for each image by itself.
    mix : callable, optional
        Takes images, targets of shape (batch, 10) and a generator; returns both, mixed. Called for each seed alone.
    updates : int, default 400
        Steps, of 50 images each, or of all if they are fewer.
    lr : float, default 0.1
        The first rate; it falls in a line to 0.
    seeds : iterable of int, default 0 to 4
    """
    drawn = [few(n, seed) for seed in seeds]
    return learn([(part.x, part.y) for part in drawn], change, mix=mix, updates=updates, lr=lr, seeds=seeds)


def learn(
    sets: list[tuple[np.ndarray, np.ndarray]],
    change: Change | None = None,
    *,
    mix: Mix | None = None,
    updates: int = 400,
    lr: float = 0.1,
    seeds: Iterable[int] = (0,),
    look: Look = pixels,
) -> Readers:
    """Train a network on each of some sets (x, y) of one shape, labels from 0; as `train_few` does.

    `look` says what it is handed of images that have been changed and mixed.
    """
    x, y = (np.stack(part) for part in zip(*sets, strict=True))
    classes, size = int(y.max()) + 1, min(BATCH, x.shape[1])
    sources = [np.random.default_rng([seed, 1]) for seed in seeds]
    first, last = look(x[0, :1]).shape[1], np.arange(len(sets))[:, None]
    layers = he_layers(sources, (first, HIDDEN, classes))
    velocity, rng = [0 * layer for layer in layers], default_rng(0)
    for update in range(updates):
        batch = np.stack([source.permutation(x.shape[1])[:size] for source in sources])
        images, targets = x[last, batch], one_hot(y[last, batch], classes)
        if change is not None:
            images = np.asarray(change(images.reshape(-1, *x.shape[2:]), rng)).reshape(images.shape)
        if mix is not None:
            images, targets = _mixed(mix, images, targets, rng)
        seen = look(images.reshape(-1, *x.shape[2:])).reshape(len(sets), size, first)
        values = forward(layers, seen)
        slopes = backward(layers, values, (softmax(values[-1]) - targets) / size)
        velocity = [MOMENTUM * v + g for v, g in zip(velocity, slopes, strict=True)]
        rate = np.float32(lr * (1 - update / updates))
        layers = [layer - rate * v for layer, v in zip(layers, velocity, strict=True)]
    return Readers(layers, look)


def _mixed(mix: Mix, images: np.ndarray, targets: np.ndarray, rng: Generator) -> tuple[np.ndarray, np.ndarray]:
    pairs = [mix(image, target, rng) for image, target in zip(images, targets, strict=True)]
    return np.stack([pair[0] for pair in pairs]), np.stack([pair[1] for pair in pairs])
