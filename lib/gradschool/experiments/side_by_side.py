"""Deep ReLU networks that learn the digits side by side, with a normalization between their layers, or none.

All networks have the same shape and are computed at once, each with its own first weights, order of digits, rate, and
gain: five seeds, or a whole map of settings, in the time of a few. Plain gradient descent, in NumPy.

>>> from gradschool.experiments.side_by_side import Networks
>>> networks = Networks(hidden=(32, 32), normalize="batch", seeds=range(3))
>>> losses = networks.train(rate=0.5, updates=60)
>>> losses.shape, bool((losses[:, -1] < losses[:, 0]).all())
((3, 60), True)
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from gradschool.experiments.between_layers import Kind, Own, differentiated, normalized
from gradschool.experiments.mlp import Batches, cross_entropy, he_layers, one_hot, split_digits
from gradschool.settings import NotNegative, PositiveCount, checked

__all__ = ["Networks", "Own", "split_digits"]

EPS = 1e-5


class Hidden(NamedTuple):
    """What one hidden layer leaves for its backward pass, and for whoever looks."""

    inputs: np.ndarray
    before: np.ndarray
    cache: Any
    factor: np.ndarray | float
    after: np.ndarray


class Networks:
    """Networks of one shape, each with weights of its own.

    Parameters
    ----------
    hidden : sequence of int, default (32, 32, 32)
        Units in each hidden layer.
    normalize : {None, "batch", "layer", "rms"} or Own
        What stands between a layer's weights and its ReLU; each normalization learns a scale and a shift. A layer
        without one has biases.
    gain : float or array, shape (networks,), default 1
        Factor on the first weights of the hidden layers, which He et al. (2015) made for ReLU. The last layer, behind
        which no normalization stands, keeps its own.
    seeds : iterable of int, default 0 to 4
        One network each; a seed decides its first weights and the order of its digits.
    momentum : float, default 0.1
        A batch's share in the running averages of batch normalization.

    Attributes
    ----------
    weights : list of ndarray, shape (networks, fan in, fan out)
    scales, shifts : list of ndarray, shape (networks, 1, units)
        Of each layer; the scales are 1 and stay so where there is no normalization.
    running : list of (ndarray, ndarray), each of shape (networks, 1, units)
        Averages of mean and variance for each hidden layer, of batch normalization.
    layers : list of Hidden
        What the last forward pass left.
    """

    def __init__(
        self,
        hidden: Sequence[int] = (32, 32, 32),
        *,
        normalize: Kind = None,
        gain: Any = 1.0,
        seeds: Iterable[int] = range(5),
        momentum: float = 0.1,
    ) -> None:
        self.normalize, self.momentum = normalize, momentum
        self._sources = [np.random.default_rng(seed) for seed in seeds]
        self._batches = Batches(self._sources, [len(split_digits()[0][0])] * self.count)
        drawn, gains = he_layers(self._sources, (64, *hidden, 10)), np.broadcast_to(gain, (self.count,))
        factors = gains.astype("float32")[:, None, None]
        self.weights, self.shifts = [*(weight * factors for weight in drawn[:-2:2]), drawn[-2]], drawn[1::2]
        self.scales = [np.ones_like(shift) for shift in self.shifts]
        self.running = [(np.zeros_like(s), np.ones_like(s)) for s in self.scales[:-1]]
        self.layers: list[Hidden] = []

    @property
    def count(self) -> int:
        """How many networks there are."""
        return len(self._sources)

    def forward(self, x: np.ndarray, *, training: bool = False, jolt: float = 0.0) -> np.ndarray:
        """Return the scores of each class, shape (networks, batch, 10).

        Parameters
        ----------
        x : array, shape (batch, 64) or (networks, batch, 64)
        training : bool, default False
            Whether batch normalization takes the batch's own statistics, and moves its running averages.
        jolt : float, default 0
            In training, each unit's normalized values are stretched and moved by random numbers up to so large, fresh
            at each call, and the same for all examples.
        """
        self.layers, values = [], x
        for i, weight in enumerate(self.weights[:-1]):
            before = values @ weight
            y, cache = self._normalized(i, before, training)
            factor: np.ndarray | float = 1.0
            if jolt and training:
                draws = np.stack([rng.uniform(-jolt, jolt, (2, 1, y.shape[-1])) for rng in self._sources])
                factor = 1 + draws[:, 0].astype("float32")
                y = y * factor + draws[:, 1].astype("float32")
            self.layers.append(Hidden(values, before, cache, factor, y))
            values = np.maximum(y, 0)
        return values @ self.weights[-1] + self.shifts[-1]

    def _normalized(self, i: int, z: np.ndarray, training: bool) -> tuple[np.ndarray, Any]:
        """Return one layer's pre-activations as its ReLU gets them, and what the way back needs."""
        scale, shift, (mean, variance) = self.scales[i], self.shifts[i], self.running[i]
        if not training and (self.normalize == "batch" or isinstance(self.normalize, Own)):
            return (z - mean) * (scale / np.sqrt(variance + EPS)) + shift, None
        y, batch, cache = normalized(self.normalize, z, scale, shift)
        if batch is not None:
            unbiased = batch[1] * (z.shape[1] / max(z.shape[1] - 1, 1))
            kept, new = 1 - self.momentum, self.momentum
            self.running[i] = kept * mean + new * batch[0], kept * variance + new * unbiased
        return y, cache

    def backward(self, upstream: np.ndarray) -> list[list[np.ndarray]]:
        """Return the gradients of weights, scales, and shifts, as three lists, after a forward pass in training."""
        inputs = np.maximum(self.layers[-1].after, 0)
        gradients = [[inputs.swapaxes(1, 2) @ upstream, 0 * self.scales[-1], upstream.sum(axis=1, keepdims=True)]]
        for i in reversed(range(len(self.layers))):
            layer = self.layers[i]
            upstream = (upstream @ self.weights[i + 1].swapaxes(1, 2)) * (layer.after > 0) * layer.factor
            upstream, dscale, dshift = differentiated(self.normalize, upstream, self.scales[i], layer.cache)
            gradients.append([layer.inputs.swapaxes(1, 2) @ upstream, dscale, dshift])
        return [list(each) for each in zip(*reversed(gradients), strict=True)]

    def loss_and_gradients(
        self, x: np.ndarray, labels: np.ndarray, *, jolt: float = 0.0
    ) -> tuple[np.ndarray, list[list[np.ndarray]]]:
        """Return each network's mean cross-entropy on a batch, in training, and its gradients as `backward` does."""
        loss, upstream = cross_entropy(self.forward(x, training=True, jolt=jolt), one_hot(labels))
        return loss, self.backward(upstream)

    def move(self, rate: Any, gradients: list[list[np.ndarray]]) -> None:
        """Take one step down the gradients, at one rate or at one for each network."""
        lr = np.asarray(rate, "float32").reshape(-1, 1, 1)
        for parameters, slopes in zip((self.weights, self.scales, self.shifts), gradients, strict=True):
            for i, slope in enumerate(slopes):
                parameters[i] = parameters[i] - lr * slope

    def next_batch(self, batch: int) -> tuple[np.ndarray, np.ndarray]:
        """Return each network's next digits and labels, drawn without replacement in each pass."""
        rows, ((x, labels), _) = self._batches.next(batch), split_digits()
        return x[rows], labels[rows]

    @checked
    def train(
        self,
        rate: Any,
        updates: PositiveCount,
        *,
        batch: PositiveCount = 64,
        jolt: NotNegative = 0.0,
        watch: Callable[[int, "Networks"], None] | None = None,
    ) -> np.ndarray:
        """Train by gradient descent, and return the loss of each update before it, shape (networks, updates).

        Parameters
        ----------
        rate : float or array, shape (networks,)
        updates : int
        batch : int, default 64
        jolt : float, default 0
            As in `forward`.
        watch : callable, optional
            Called as ``watch(step, networks)`` after each forward and backward pass, before the update.
        """
        losses = []
        with np.errstate(all="ignore"):
            for step in range(updates):
                loss, gradients = self.loss_and_gradients(*self.next_batch(batch), jolt=jolt)
                losses.append(loss)
                if watch is not None:
                    watch(step, self)
                self.move(rate, gradients)
        return np.stack(losses, axis=1)

    def read(self, x: np.ndarray, *, training: bool = False) -> np.ndarray:
        """Return the class that each network sees in each digit, shape (networks, batch); nothing is learned."""
        before = list(self.running)
        with np.errstate(all="ignore"):
            labels = self.forward(x, training=training).argmax(axis=-1)
        self.running = before
        return labels

    def accuracy(self) -> np.ndarray:
        """Return the share of the held-back digits that each network reads right, in evaluation mode."""
        _, (x, labels) = split_digits()
        return (self.read(x) == labels).mean(axis=-1)

    def ahead(self, reaches: Sequence[float], batch: int = 64) -> tuple[np.ndarray, np.ndarray]:
        """Look along the gradient of the next batch without going there (Santurkar et al. 2018, section 3.1).

        Parameters
        ----------
        reaches : sequence of float
            Lengths of the step, in gradients.
        batch : int, default 64

        Returns
        -------
        losses : ndarray, shape (reaches, networks)
            The batch's loss at the end of each step, as a share of the loss here.
        changes : ndarray, shape (reaches, networks)
            Length of the change of the gradient, as a share of the gradient's length here.
        """
        here = list(self.weights), list(self.scales), list(self.shifts)
        running, drawn = list(self.running), self.next_batch(batch)
        loss, gradients = self.loss_and_gradients(*drawn)
        losses, changes = [], []
        for reach in reaches:
            self.move(reach, gradients)
            there, slopes = self.loss_and_gradients(*drawn)
            losses.append(there / loss)
            changes.append(_length(slopes, gradients) / _length(gradients))
            self.weights, self.scales, self.shifts = (list(each) for each in here)
        self.running = running
        return np.stack(losses), np.stack(changes)


def _length(slopes: list[list[np.ndarray]], less: list[list[np.ndarray]] | None = None) -> np.ndarray:
    """Return the length of each network's gradient, or of its difference from another."""
    others = [other for part in less for other in part] if less else None
    each = [slope for part in slopes for slope in part]
    apart = each if others is None else [a - b for a, b in zip(each, others, strict=True)]
    return np.sqrt(sum((one**2).sum(axis=(1, 2)) for one in apart))
