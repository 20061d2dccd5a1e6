"""Deep networks that learn the digits from the weights that they are handed, so that one sees what a start is worth.

The hidden layers share one activation function, the last layer gives ten scores. Biases start at zero. Plain gradient
descent on mini-batches, in float64; it computes with NumPy, since the networks are small.

>>> rng = np.random.default_rng(0)
>>> weights = [rng.standard_normal((64, 30)) / 8, rng.standard_normal((30, 10)) / 30**0.5]
>>> run = train(weights, "tanh", rng=rng, epochs=3)
>>> run.losses.shape, bool(run.losses[-1] < run.losses[0])
((3,), True)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from gradschool.backend import to_numpy
from gradschool.data import digits
from gradschool.experiments.mlp import RELU, TANH, Layers, forward, one_hot, softmax, upstreams
from gradschool.settings import Count, Positive, checked

BATCH = 64
"""The most digits in a mini-batch."""
CLASSES = 10

Activation = Literal["tanh", "relu"]
_ACTIVATIONS = {"tanh": TANH, "relu": RELU}


@dataclass(frozen=True)
class Run:
    """What came of training.

    Attributes
    ----------
    losses : ndarray, shape (epochs,)
        Mean loss on the mini-batches of each epoch, each before its update; not finite once a run has diverged.
    accuracy : float
        Share of the 359 digits held back that are read right at the end.
    probabilities : ndarray, shape (359, 10)
        What the network says about each of these at the end, class by class; `pixels` has them in this order.
    """

    losses: np.ndarray
    accuracy: float
    probabilities: np.ndarray


def pixels() -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Return pixels and labels of the 1,438 training digits, and of those held back.

    Pixels have shape (n, 64); each has mean 0 over the training digits, and all are divided by one number.
    """
    fit, held = ((to_numpy(part.x), to_numpy(part.y)) for part in digits("float64").flat.split(0.2, 0))
    center, scale = fit[0].mean(axis=0), fit[0].std()
    return ((fit[0] - center) / scale, fit[1]), ((held[0] - center) / scale, held[1])


@checked
def train(
    weights: Sequence[np.ndarray],
    activation: Activation = "relu",
    *,
    rng: np.random.Generator,
    lr: Positive = 0.1,
    epochs: Count = 15,
) -> Run:
    """Train a network on the digits by gradient descent; the weights handed over stay as they are.

    Parameters
    ----------
    weights : sequence of arrays, shapes (fan_in, fan_out)
        One matrix a layer, the first layer first; 64 pixels go in, 10 scores come out.
    activation : {"relu", "tanh"}, default "relu"
        Of all layers but the last.
    rng : numpy.random.Generator
        Shuffles the digits before each epoch.
    lr : float, default 0.1
        Learning rate.
    epochs : int, default 15
        Passes through the training digits, of 23 updates each; 0 looks at the network as it is.

    Returns
    -------
    Run

    Raises
    ------
    ValueError
        If the matrices do not fit on each other, on 64 pixels, or on 10 classes.
    """
    (x, y), (held, labels) = pixels()
    shapes = [(x.shape[1],) * 2, *(np.shape(w) for w in weights), (CLASSES,) * 2]
    if any(len(shape) != 2 for shape in shapes) or any(a[1] != b[0] for a, b in pairwise(shapes)):
        told = ", ".join(map(str, shapes[1:-1])) or "none"
        raise ValueError(f"the weights have shapes {told}; they must lead from 64 pixels to 10 scores, layer by layer")
    layers = [part for w in weights for part in (np.array(w, dtype="float64"), np.zeros((1, np.shape(w)[1])))]
    losses = []
    with np.errstate(all="ignore"):
        for _ in range(epochs):
            batches = np.array_split(rng.permutation(len(x)), -(-len(x) // BATCH))
            losses.append(np.mean([_descend(layers, activation, x[rows], y[rows], lr) for rows in batches]))
        p = softmax(forward(layers, held, _ACTIVATIONS[activation])[-1])
    return Run(np.array(losses), float(np.mean(p.argmax(axis=1) == labels)), p)


def _descend(layers: Layers, activation: Activation, x: np.ndarray, labels: np.ndarray, lr: float) -> float:
    """Make one update of all layers in place, and return the loss before it."""
    between = _ACTIVATIONS[activation]
    values = forward(layers, x, between)
    p, wanted = softmax(values[-1]), one_hot(labels, CLASSES)
    for i, own in enumerate(upstreams(layers, values, (p - wanted) / len(x), between)):
        layers[2 * i] -= lr * values[i].T @ own
        layers[2 * i + 1] -= lr * own.sum(axis=0)
    return float(-np.mean(np.log(np.maximum((p * wanted).sum(axis=1), 1e-300))))
