"""Deep networks that learn the digits from the weights that they are handed, so that one sees what a start is worth.

The hidden layers share one activation function, the last layer gives ten scores. Biases start at zero. Plain gradient
descent on mini-batches, in float64; it computes with NumPy, since the networks are small.

>>> rng = np.random.default_rng(0)
>>> weights = [rng.standard_normal((64, 30)) / 8, rng.standard_normal((30, 10)) / 30**0.5]
>>> run = train(weights, "tanh", rng=rng, epochs=3)
>>> run.losses.shape, bool(run.losses[-1] < run.losses[0])
((3,), True)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from gradschool.backend import to_numpy
from gradschool.data import digits
from gradschool.settings import Count, Positive, checked

BATCH = 64
"""The most digits in a mini-batch."""
CLASSES = 10

Activation = Literal["tanh", "relu"]
Elementwise = Callable[[np.ndarray], np.ndarray]
Layers = list[tuple[np.ndarray, np.ndarray]]

_ACTIVATIONS: dict[str, tuple[Elementwise, Elementwise]] = {
    "tanh": (np.tanh, lambda h: 1 - h**2),
    "relu": (lambda z: np.maximum(z, 0), lambda h: h > 0),
}
"""Each with its derivative, as a function of the activation's own value."""


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
    layers = [(np.array(w, dtype="float64"), np.zeros(np.shape(w)[1])) for w in weights]
    losses = []
    with np.errstate(all="ignore"):
        for _ in range(epochs):
            batches = np.array_split(rng.permutation(len(x)), -(-len(x) // BATCH))
            losses.append(np.mean([_descend(layers, activation, x[rows], y[rows], lr) for rows in batches]))
        p = _probabilities(_forward(layers, activation, held)[-1])
    return Run(np.array(losses), float(np.mean(p.argmax(axis=1) == labels)), p)


def _forward(layers: Layers, activation: Activation, x: np.ndarray) -> list[np.ndarray]:
    """Return the inputs of every layer, and the ten scores."""
    f, _ = _ACTIVATIONS[activation]
    values = [x]
    for i, (w, b) in enumerate(layers, start=1):
        z = values[-1] @ w + b
        values.append(z if i == len(layers) else f(z))
    return values


def _probabilities(scores: np.ndarray) -> np.ndarray:
    """Return the softmax of each row."""
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    return p / p.sum(axis=1, keepdims=True)


def _descend(layers: Layers, activation: Activation, x: np.ndarray, labels: np.ndarray, lr: float) -> float:
    """Make one update of all layers, and return the loss before it."""
    _, slope = _ACTIVATIONS[activation]
    *inputs, scores = _forward(layers, activation, x)
    p, wanted = _probabilities(scores), np.eye(CLASSES)[labels]
    upstream = (p - wanted) / len(x)
    for i in reversed(range(len(layers))):
        w, b = layers[i]
        layers[i] = w - lr * inputs[i].T @ upstream, b - lr * upstream.sum(axis=0)
        upstream = (upstream @ w.T) * slope(inputs[i])
    return float(-np.mean(np.log(np.maximum((p * wanted).sum(axis=1), 1e-300))))
