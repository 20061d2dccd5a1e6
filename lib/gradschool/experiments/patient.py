"""Networks of ReLU units that learn the digits under a learning rate that changes, with a look at which units die.

The networks of all seeds are computed at once, each with its own weights, shuffle and, if you like, rate. Plain
gradient descent, so that what is seen is the rate's doing. It computes with NumPy: the networks are small.

>>> from gradschool.experiments.patient import train_under
>>> run = train_under(lambda step: min(0.01 * step, 0.5), updates=60, seeds=range(3))
>>> run.losses.shape, bool((run.losses[:, -1] < run.losses[:, 0]).all())
((3, 60), True)
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gradschool.experiments.mlp import (
    Batches,
    Layers,
    backward,
    cross_entropy,
    forward,
    he_layers,
    one_hot,
    split_digits,
)
from gradschool.settings import Count, NotNegative, Positive, PositiveCount, checked


@dataclass(frozen=True)
class Run:
    """What came of training from several seeds.

    Attributes
    ----------
    losses : ndarray, shape (seeds, updates)
        Loss on each mini-batch, before its update; not finite once a run has diverged.
    gradients : ndarray, shape (seeds, updates)
        Length (Euclidean norm) of each mini-batch's gradient in all weights and biases.
    watched : ndarray of int, shape (looks,)
        Updates made before each look at the hidden units; the last look is at the end.
    dead : ndarray, shape (seeds, looks)
        Share of the hidden units that are closed for every training digit.
    filters : list of ndarray, shape (hidden, 8, 8)
        At each look, the first seed's weights from the pixels to each unit of the first hidden layer.
    closed : ndarray of bool, shape (looks, hidden)
        Which of these units are dead.
    loss, accuracy : ndarray, shape (seeds,)
        At the end: loss on all training digits, share of the held-back digits that are read right.
    """

    losses: np.ndarray
    gradients: np.ndarray
    watched: np.ndarray
    dead: np.ndarray
    filters: list[np.ndarray]
    closed: np.ndarray
    loss: np.ndarray
    accuracy: np.ndarray

    def __str__(self) -> str:
        columns = (self.loss, 100 * self.accuracy, 100 * self.dead[:, -1])
        spread = [f" ± {one.std(ddof=1):.2g}" if len(one) > 1 else "" for one in columns]
        loss, right, dead = (f"{one.mean():.3g}{more}" for one, more in zip(columns, spread, strict=True))
        return f"training loss {loss}, held-back digits right {right} %, units dead {dead} %"


@checked
def train_under(
    rate: float | Sequence[float] | Callable[[int], Any],
    updates: PositiveCount,
    *,
    batch: PositiveCount = 512,
    hidden: Sequence[int] = (64,),
    gain: Positive = 1.0,
    noise: NotNegative = 0.0,
    seeds: Iterable[int] = range(5),
    look: Count = 0,
) -> Run:
    """Train ReLU networks on 1,348 digits by gradient descent; hold 449 back.

    Parameters
    ----------
    rate : float, sequence of one float a seed, or callable
        The learning rate; a callable is given the updates made so far, 0 first, and returns either of the two.
    updates : int
    batch : int, default 512
        Digits in a mini-batch, drawn without replacement in each pass.
    hidden : sequence of int, default (64,)
        Units in each hidden layer.
    gain : float, default 1
        Factor on the first weights, which He et al. (2015) made for ReLU.
    noise : float, default 0
        Standard deviation of fresh noise on every pixel of every mini-batch; the figures at the end are without.
    seeds : iterable of int, default 0 to 4
        One network each; a seed decides its first weights and the order of its digits.
    look : int, default 0
        Look at the hidden units before every so many updates; 0 looks at the end alone.

    Returns
    -------
    Run

    Raises
    ------
    ValueError
        If the rate is neither one number nor one for each seed.
    """
    (x, y), (held, labels) = split_digits()
    sources = [np.random.default_rng(seed) for seed in seeds]
    layers = he_layers(sources, (x.shape[1], *hidden, 10), gain)
    batches, steps, looks = Batches(sources, [len(x)] * len(sources)), [], []
    with np.errstate(all="ignore"):
        for step in range(updates):
            if look and step % look == 0:
                looks.append((step, *_look(layers, x)))
            rows = batches.next(batch)
            lr = _rates(rate(step) if callable(rate) else rate, len(sources))
            steps.append(_descend(layers, _noisy(x[rows], noise, sources), y[rows], lr))
        looks.append((updates, *_look(layers, x)))
        loss = cross_entropy(forward(layers, x)[-1], one_hot(y))[0]
        right = (forward(layers, held)[-1].argmax(axis=-1) == labels).mean(axis=-1)
    watched, dead, filters, closed = zip(*looks, strict=True)
    losses, gradients = zip(*steps, strict=True)
    return Run(
        np.stack(losses, axis=1),
        np.stack(gradients, axis=1),
        np.array(watched),
        np.stack(dead, axis=1),
        list(filters),
        np.stack(closed),
        loss,
        right,
    )


def _rates(rate: Any, seeds: int) -> np.ndarray:
    """Return one rate for all seeds, or one for each, in the shape of their layers."""
    lr = np.asarray(rate, dtype="float32")
    if lr.shape not in ((), (1,), (seeds,)):
        raise ValueError(f"the rate has shape {lr.shape}; give one number, or one for each of the {seeds} seeds")
    return lr.reshape(-1, 1, 1)


def _noisy(x: np.ndarray, noise: float, sources: list[np.random.Generator]) -> np.ndarray:
    """Put noise on the mini-batch of each seed, from the seed's own source."""
    if not noise:
        return x
    return x + np.stack([noise * rng.standard_normal(x.shape[1:], dtype="float32") for rng in sources])


def _descend(layers: Layers, x: np.ndarray, labels: np.ndarray, lr: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Make one update of all layers in place, and return the loss before it and the length of the gradient."""
    values = forward(layers, x)
    loss, upstream = cross_entropy(values[-1], one_hot(labels))
    gradients = backward(layers, values, upstream)
    for layer, gradient in zip(layers, gradients, strict=True):
        layer -= lr * gradient
    squares = [(gradient**2).sum(axis=(-1, -2)) for gradient in gradients]
    return loss, np.sqrt(np.sum(squares, axis=0, dtype="float64"))


def _look(layers: Layers, x: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the share of dead units of each seed, and the first seed's first layer: its weights, and who is dead."""
    closed = [np.all(values <= 0, axis=-2) for values in forward(layers, x)[1:-1]]
    filters = layers[0][0].T.reshape(-1, 8, 8).copy()
    return np.concatenate(closed, axis=-1).mean(axis=-1), filters, np.asarray(closed[0])[0]
