"""One problem that overfits: two hundred points of two overlapping classes, and small networks that learn them.

A network of 50 ReLU units between the two coordinates and one logit has 201 weights, one for each point. Networks of
many seeds and settings are computed at once, each with its own first weights, batches, and strength of a remedy.

>>> from gradschool.experiments.overfit import train_on_mixture
>>> fit = train_on_mixture(updates=600, l2=[0.0, 0.0, 0.01, 0.01], seeds=[0, 1, 0, 1])
>>> fit.test.shape, bool((fit.size[:2] > fit.size[2:]).all())
((4, 7), True)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np

from gradschool.backend import default_rng, to_numpy
from gradschool.data import Dataset, gaussian_mixture
from gradschool.experiments.small_networks import Run, Strength, Weights, beside, forward, momentum, one_each
from gradschool.experiments.small_networks import adam as adam_rule
from gradschool.settings import PositiveCount, checked

SEED, CENTERS, SPREAD = 4, 5, 0.55
TRAINING, VALIDATION, TEST = 200, 200, 4000


@cache
def mixture() -> tuple[Dataset, Dataset, Dataset]:
    """Return training, validation, and test points: parts of one draw, since its seed also draws the classes."""
    whole = gaussian_mixture(TRAINING + VALIDATION + TEST, CENTERS, SPREAD, rng=SEED)
    ends = (0, TRAINING, TRAINING + VALIDATION, TRAINING + VALIDATION + TEST)
    parts = [slice(a, b) for a, b in pairwise(ends)]
    train, validation, test = (
        Dataset(to_numpy(whole.x)[part], to_numpy(whole.y)[part], whole.classes, whole.name, whole.source)
        for part in parts
    )
    return train, validation, test


def bayes(points: np.ndarray) -> np.ndarray:
    """Return the logit that nobody can beat: the true log odds of class 1, known here since we made the points.

    Parameters
    ----------
    points : array, shape (n, 2)

    Returns
    -------
    array, shape (n,)
    """
    drawn = default_rng(SEED).host.standard_normal((2, CENTERS, 2))
    middles = np.array([[1.0, 0.0], [0.0, 1.0]])[:, None] + drawn
    far = ((np.asarray(points, dtype="float64")[:, None, None] - middles) ** 2).sum(axis=-1)
    zero, one = np.exp(-far / (2 * SPREAD**2)).sum(axis=-1).T
    return np.log(one) - np.log(zero)


def log_loss(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the mean over the last axis of ``log(1 + e^z) - y z``."""
    return (np.logaddexp(0, logits) - labels * logits).mean(axis=-1)


@dataclass(frozen=True)
class Fit:
    """What came of training; ``runs`` is the number of networks.

    Attributes
    ----------
    watched : ndarray of int, shape (looks,)
        Updates made before each look; the last look is at the end.
    training, validation, test : ndarray, shape (runs, looks)
        Losses without penalty and without noise.
    wrong : ndarray, shape (runs, looks)
        Share of the test points that are on the wrong side.
    size : ndarray, shape (runs,)
        The sum of the squares of all weights at the end, biases left out.
    layers : list of ndarray
        The weights and biases at the end, a network for each entry of the first axis.
    """

    watched: np.ndarray
    training: np.ndarray
    validation: np.ndarray
    test: np.ndarray
    wrong: np.ndarray
    size: np.ndarray
    layers: Weights

    def __str__(self) -> str:
        pairs = (
            ("training", self.training[:, -1]),
            ("test", self.test[:, -1]),
            ("wrong in %", 100 * self.wrong[:, -1]),
        )
        return ", ".join(f"{name} {one.mean():.3f}{_spread(one)}" for name, one in pairs)

    def score(self, run: int = 0) -> Callable[[np.ndarray], np.ndarray]:
        """Return the logit of one network as a function of points, shape (n, 2)."""
        own = [one[run : run + 1] for one in self.layers]
        return lambda points: forward(own, np.asarray(points)[None])[-1][0]


def _spread(values: np.ndarray) -> str:
    return f" ± {values.std(ddof=1):.3f}" if len(values) > 1 else ""


@checked
def train_on_mixture(
    updates: PositiveCount = 3000,
    *,
    lr: Strength = 0.1,
    mu: float = 0.9,
    adam: bool = False,
    batch: PositiveCount = 20,
    hidden: PositiveCount = 50,
    blocks: int = 0,
    l2: Strength = 0.0,
    decay: Strength = 0.0,
    dropped: Strength = 0.0,
    noise: Strength = 0.0,
    survival: float = 1.0,
    penalty: Callable[[np.ndarray], Any] | None = None,
    constraint: Callable[[np.ndarray], Any] | None = None,
    layer: Callable[..., Any] | None = None,
    seeds: Sequence[int] = range(5),
    look: PositiveCount = 100,
) -> Fit:
    """Train networks on the 200 points by momentum (or Adam), under one remedy, several, or none.

    Parameters
    ----------
    updates : int, default 3000
    lr : float, or one a network; default 0.1
    mu : float, default 0.9
        Momentum, ``v = mu v + g``.
    adam : bool, default False
        Adam with its usual averages in the place of momentum.
    batch, hidden : int, default 20 and 50
        Points in a mini-batch, and hidden ReLU units.
    blocks : int, default 0
        Residual blocks ``h + relu(h W + b)`` between the hidden layer and the logit.
    l2, decay : float, or one a network; default 0
        ``l2 w`` is added to the gradient of each weight; ``lr decay w`` is taken off beside the step (decoupled).
    dropped, noise : float, or one a network; default 0
        Share of the hidden units that inverted dropout drops; deviation of fresh noise on the coordinates.
    survival : float, default 1
        Probability that the last block is kept (stochastic depth; linear over the blocks).
    penalty, constraint : callable, optional
        Given a matrix of weights (in, out): the gradient to be added; the matrix that takes its place after an update.
    layer : callable, optional
        ``layer(h, rng, training)`` returns new hidden values and the function that takes their gradient back.
    seeds : sequence of int, default 0 to 4
        A network each; a seed decides first weights, batches, and noise.
    look : int, default 100
        Look at the losses before every so many updates, and at the end.

    Returns
    -------
    Fit
    """
    points = mixture()[0]
    run = Run((points.x, points.y), list(seeds), batch, hidden, blocks, survival, dropped, noise, layer)
    shrink, rate, pull = (one_each(value, len(run.seeds)) for value in (decay, lr, l2))
    rule, looks, watched = adam_rule() if adam else momentum(mu), [], []
    for step in range(updates):
        if step % look == 0:
            looks.append(_look(run.layers))
            watched.append(step)
        gradients = run.gradients()
        for i, (w, g) in enumerate(zip(run.layers, gradients, strict=True)):
            matrix = i % 2 == 0
            g = _penalized(w, g, pull, penalty) if matrix else g
            w -= beside(rate, w) * (rule(i, g, step) + (beside(shrink, w) * w if matrix else 0))
            if matrix and constraint is not None:
                w[...] = [constraint(one) for one in w]
    looks.append(_look(run.layers))
    training, validation, test, wrong = (np.stack(column, axis=1) for column in zip(*looks, strict=True))
    size = np.sum([(w**2).sum(axis=(1, 2)) for w in run.layers[::2]], axis=0)
    return Fit(np.array([*watched, updates]), training, validation, test, wrong, size, run.layers)


def _penalized(w: np.ndarray, g: np.ndarray, l2: np.ndarray, penalty: Callable[[np.ndarray], Any] | None) -> Any:
    g = g + beside(l2, w) * w
    return g if penalty is None else g + np.stack([penalty(one) for one in w])


def _look(layers: Weights) -> tuple[np.ndarray, ...]:
    logits = [forward(layers, np.asarray(part.x, dtype="float64"))[-1] for part in mixture()]
    losses = [log_loss(z, np.asarray(part.y)) for z, part in zip(logits, mixture(), strict=True)]
    return (*losses, ((logits[-1] > 0) != (np.asarray(mixture()[2].y) == 1)).mean(axis=-1))
