"""Several small networks that learn the same few digits at once, to be asked together.

Each has 64 inputs, one layer of hidden ReLU units, and ten scores. All the weights of a network are one row of
`Members.w`, so that averaging weights is arithmetic on rows. Momentum, in NumPy; one call trains them all.

>>> from gradschool.experiments.several import Members, three_parts
>>> members = Members(seeds=range(3), hidden=16)
>>> _ = members.train(rate=0.1, updates=100)
>>> members.scores(three_parts()[2].x).shape
(3, 1000, 10)
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np

from gradschool.backend import to_numpy
from gradschool.data import Dataset, digits
from gradschool.experiments.mlp import Batches, backward, forward, he_layers, one_hot, softmax
from gradschool.settings import NotNegative, PositiveCount, Share, checked

__all__ = ["Members", "log_loss", "shortest_fit", "three_parts"]

TRAINING, VALIDATION = 300, 497


@cache
def three_parts() -> tuple[Dataset, Dataset, Dataset]:
    """Return 300 digits to learn from, 497 to choose by, and 1,000 to report; their pixels have the first part's mean.

    Pixels are float32, shape (n, 64), and the labels are class numbers.
    """
    whole = digits().flat
    x, y = to_numpy(whole.x), to_numpy(whole.y)
    order = np.random.default_rng(0).permutation(len(x))
    x = x - x[order[:TRAINING]].mean(axis=0)
    parts = np.split(order, [TRAINING, TRAINING + VALIDATION])
    first, second, third = (Dataset(x[part], y[part], whole.classes, whole.name, whole.source) for part in parts)
    return first, second, third


def log_loss(chances: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the mean of minus the logarithm of the label's probability, for each network.

    Parameters
    ----------
    chances : array, shape (..., n, classes)
    labels : array of int, shape (n,)

    Returns
    -------
    array, shape (...)
        No probability counts as less than 1e-12.
    """
    own = chances[..., np.arange(len(labels)), labels]
    return -np.log(np.maximum(own, 1e-12)).mean(axis=-1)


def shortest_fit(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the shortest of all weights that fit best in squared error, for x of shape (n, d) and y of (n, k)."""
    return np.linalg.lstsq(x, y, rcond=None)[0]


class Members:
    """Networks of one shape that learn side by side.

    Parameters
    ----------
    seeds : iterable of int, default 0 to 4
        One network each; a seed decides the order of its digits, and all else that is not set below.
    hidden : int, default 32
        Hidden units.
    starts : sequence of int, optional
        The seed of each network's first weights, where it is not `seeds`: equal numbers give equal first weights.
    share : float, default 1
        Share of the 300 digits that each network sees, drawn without replacement by its seed. The rest it never sees.

    Attributes
    ----------
    w : ndarray of float32, shape (networks, parameters)
        All weights and biases.
    velocity : ndarray, shape of w
    """

    def __init__(
        self,
        seeds: Iterable[int] = range(5),
        hidden: int = 32,
        *,
        starts: Sequence[int] | None = None,
        share: float = 1.0,
    ) -> None:
        own = list(seeds)
        starts = own if starts is None else list(starts)
        if len(starts) != len(own):
            raise ValueError(f"starts has {len(starts)} seeds for {len(own)} networks; give one for each")
        self.hidden, kept = hidden, round(share * TRAINING)
        sources = [np.random.default_rng([seed, 1]) for seed in own]
        rows = [np.random.default_rng([seed, 2]).permutation(TRAINING)[:kept] for seed in own]
        self._batches = Batches(sources, rows)
        self.w = np.stack([self._first(seed) for seed in starts])
        self.velocity = np.zeros_like(self.w)

    def _first(self, seed: int) -> np.ndarray:
        layers = he_layers([np.random.default_rng(seed)], (64, self.hidden, 10))
        return np.concatenate([layer.ravel() for layer in layers])

    def _layers(self, w: np.ndarray) -> list[np.ndarray]:
        """Return the rows as matrices and biases: views."""
        shapes = ((64, self.hidden), (1, self.hidden), (self.hidden, 10), (1, 10))
        parts = np.split(w, np.cumsum([n * m for n, m in shapes[:-1]]), axis=1)
        return [part.reshape(len(w), *shape) for part, shape in zip(parts, shapes, strict=True)]

    def scores(self, x: np.ndarray, w: np.ndarray | None = None) -> np.ndarray:
        """Return the logits of each network, shape (networks, n, 10), for x of shape (n, 64).

        Parameters
        ----------
        x : array, shape (n, 64)
        w : array, shape (networks, parameters), optional
            Other weights than the members' own, such as averages or snapshots.
        """
        return forward(self._layers(self.w if w is None else np.asarray(w, "float32")), x)[-1]

    def chances(self, x: np.ndarray, w: np.ndarray | None = None) -> np.ndarray:
        """Return the probabilities that each network gives to the classes, as `scores` returns the logits."""
        return softmax(self.scores(x, w))

    def errors(self, part: Dataset, w: np.ndarray | None = None) -> np.ndarray:
        """Return the share of the digits that each network reads wrong, shape (networks,)."""
        return (self.scores(part.x, w).argmax(axis=-1) != part.y).mean(axis=-1)

    def _gradient(self, batch: int) -> np.ndarray:
        rows, training, layers = self._batches.next(batch), three_parts()[0], self._layers(self.w)
        values = forward(layers, training.x[rows])
        parts = backward(layers, values, (softmax(values[-1]) - one_hot(training.y[rows])) / batch)
        return np.concatenate([part.reshape(len(self.w), -1) for part in parts], axis=1)

    @checked
    def train(
        self,
        rate: Any,
        updates: PositiveCount,
        *,
        batch: PositiveCount = 30,
        mu: Share = 0.9,
        decay: NotNegative = 0.0,
        watch: Callable[[int, "Members"], None] | None = None,
    ) -> "Members":
        """Train by momentum, ``v = mu v + g`` and ``w = w - rate v``, and return the members themselves.

        Parameters
        ----------
        rate : float or array, shape (updates,)
            One rate, or one for each update.
        updates : int
        batch : int, default 30
        mu : float, default 0.9
        decay : float, default 0
            ``decay w`` is added to the gradient.
        watch : callable, optional
            Called as ``watch(update, members)`` after each update, counted from 1.
        """
        rates = np.broadcast_to(np.asarray(rate, "float32"), (updates,))
        for update, lr in enumerate(rates, start=1):
            self.velocity = mu * self.velocity + self._gradient(batch) + decay * self.w
            self.w = self.w - lr * self.velocity
            if watch is not None:
                watch(update, self)
        return self
