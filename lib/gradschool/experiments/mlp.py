"""Multilayer perceptrons in plain arrays, as many at once as you like: what most of the other experiments train.

They are written out, since `gradschool.nn` is not there while work is graded, and graded cells import experiments. The
layers of a network are one list, weights and biases in turn. Where arrays have an axis more than (fan in, fan out),
the first is for networks that learn side by side; a batch is then (batch, features), the same for all of them, or
(networks, batch, features).

>>> import numpy as np
>>> from gradschool.experiments.mlp import backward, cross_entropy, forward, he_layers, one_hot, split_digits
>>> (x, labels), _ = split_digits()
>>> layers = he_layers([np.random.default_rng(seed) for seed in range(3)], (64, 30, 10))
>>> values = forward(layers, x)
>>> loss, upstream = cross_entropy(values[-1], one_hot(labels))
>>> [gradient.shape for gradient in backward(layers, values, upstream)]
[(3, 64, 30), (3, 1, 30), (3, 30, 10), (3, 1, 10)]
"""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from gradschool.backend import array_namespace, to_numpy
from gradschool.backend.arrays import Array, positive_part
from gradschool.data import digits

Layers = list[Array]


class Activation(NamedTuple):
    """What stands between layers, and its derivative as a function of its own value."""

    function: Callable[[Array], Array]
    slope: Callable[[Array], Array]


RELU = Activation(positive_part, lambda h: h > 0)
TANH = Activation(np.tanh, lambda h: 1 - h**2)


@cache
def split_digits() -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Return pixels and labels of 1,348 digits to learn from, and of 449 that are held back."""
    return tuple((to_numpy(part.x), to_numpy(part.y)) for part in digits().flat.split(0.25))  # type: ignore[return-value]


class Batches:
    """The rows of mini-batches, for each network its own.

    Each pass is without replacement, and over where fewer rows are left than a mini-batch holds.

    Parameters
    ----------
    sources : sequence of numpy.random.Generator
        One a network: each shuffles its network's rows before a pass.
    rows : sequence of int or array of int
        Of each network: how many there are, or which.
    """

    def __init__(self, sources: Sequence[np.random.Generator], rows: Sequence[int | np.ndarray]) -> None:
        self._sources, self._rows = sources, rows
        self._left = [np.empty(0, int)] * len(sources)

    def next(self, batch: int) -> np.ndarray:
        """Return the next rows of each network, shape (networks, batch); all rows where there are fewer."""
        drawn = zip(self._left, self._sources, self._rows, strict=True)
        orders = [left if len(left) >= batch else source.permutation(rows) for left, source, rows in drawn]
        self._left = [order[batch:] for order in orders]
        return np.stack([order[:batch] for order in orders])


def he_layers(sources: Sequence[np.random.Generator], sizes: Sequence[int], gain: float = 1.0) -> list[np.ndarray]:
    """Draw float32 weights as He et al. (2015), times a gain, a network from each source; biases are zeros.

    Parameters
    ----------
    sources : sequence of numpy.random.Generator
    sizes : sequence of int
        Inputs, units of each hidden layer, and outputs.
    gain : float, default 1

    Returns
    -------
    list of array, shapes (networks, fan in, fan out) and (networks, 1, fan out) in turn
    """
    layers: list[np.ndarray] = []
    for n, m in pairwise(sizes):
        weights = np.stack([source.standard_normal((n, m)) for source in sources])
        layers += [(gain * (2 / n) ** 0.5 * weights).astype("float32"), np.zeros((len(sources), 1, m), "float32")]
    return layers


def forward(layers: Layers, x: Array, activation: Activation = RELU) -> list[Array]:
    """Return what each layer is given, the batch first, and then the scores, behind which no activation stands."""
    values = [x]
    for w, b in zip(layers[:-2:2], layers[1:-2:2], strict=True):
        values.append(activation.function(values[-1] @ w + b))
    return [*values, values[-1] @ layers[-2] + layers[-1]]


def backward(layers: Layers, values: list[Array], upstream: Array, activation: Activation = RELU) -> Layers:
    """Return the gradients of all weights and biases, given what `forward` returned and the gradient of the scores."""
    xp, gradients = array_namespace(upstream), list[Array]()
    for given, own in zip(values[:-1], upstreams(layers, values, upstream, activation), strict=True):
        gradients += [xp.matrix_transpose(given) @ own, xp.sum(own, axis=-2, keepdims=True)]
    return gradients


def upstreams(layers: Layers, values: list[Array], upstream: Array, activation: Activation = RELU) -> list[Array]:
    """Return the gradient of each layer's sums, before its activation: that of the scores last."""
    xp, found = array_namespace(upstream), [upstream]
    for w, given in zip(layers[-2:1:-2], values[-2:0:-1], strict=True):
        found.append((found[-1] @ xp.matrix_transpose(w)) * activation.slope(given))
    return found[::-1]


def one_hot(labels: np.ndarray, classes: int = 10) -> np.ndarray:
    """Return a row of zeros with a one at the right class for each label, in float32."""
    return np.eye(classes, dtype="float32")[labels]


def softmax(scores: np.ndarray) -> np.ndarray:
    """Return the probability of each class, along the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def cross_entropy(scores: Array, targets: Array) -> tuple[Array, Array]:
    """Return the mean cross-entropy of each network's softmax over its batch, and its gradient in the scores.

    Parameters
    ----------
    scores, targets : array, shape (..., batch, classes)
        A target is a distribution over the classes, such as `one_hot` gives.

    Returns
    -------
    array, shape (...), and array, shape of scores
    """
    xp = array_namespace(scores)
    scores = scores - xp.max(scores, axis=-1, keepdims=True)
    logs = scores - xp.log(xp.sum(xp.exp(scores), axis=-1, keepdims=True))
    loss = -xp.mean(xp.sum(targets * logs, axis=-1), axis=-1)
    return loss, (xp.exp(logs) - targets) / scores.shape[-2]
