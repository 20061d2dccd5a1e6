"""One problem that overfits: two hundred points of two overlapping classes, and small networks that learn them.

A network of 50 ReLU units between the two coordinates and one logit has 201 weights, one for each point. Networks of
many seeds and settings are computed at once, each with its own first weights, batches, and strength of a remedy.

>>> from gradschool.overfit import train_on_mixture
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
from gradschool.settings import PositiveCount, checked

Strength = float | Sequence[float]
Weights = list[np.ndarray]

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
        return lambda points: _forward(own, np.asarray(points)[None])[-1][0]


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
    run = _Run(list(seeds), batch, hidden, blocks, survival, dropped, noise, layer)
    shrink, rate, pull = (_column(value, len(run.seeds)) for value in (decay, lr, l2))
    rule, looks, watched = _adam() if adam else _momentum(mu), [], []
    for step in range(updates):
        if step % look == 0:
            looks.append(_look(run.layers))
            watched.append(step)
        gradients = run.gradients()
        for i, (w, g) in enumerate(zip(run.layers, gradients, strict=True)):
            matrix = i % 2 == 0
            g = _penalized(w, g, pull, penalty) if matrix else g
            w -= _fit(rate, w) * (rule(i, g, step) + (_fit(shrink, w) * w if matrix else 0))
            if matrix and constraint is not None:
                w[...] = [constraint(one) for one in w]
    looks.append(_look(run.layers))
    training, validation, test, wrong = (np.stack(column, axis=1) for column in zip(*looks, strict=True))
    size = np.sum([(w**2).sum(axis=(1, 2)) for w in run.layers[::2]], axis=0)
    return Fit(np.array([*watched, updates]), training, validation, test, wrong, size, run.layers)


def _penalized(w: np.ndarray, g: np.ndarray, l2: np.ndarray, penalty: Callable[[np.ndarray], Any] | None) -> Any:
    g = g + _fit(l2, w) * w
    return g if penalty is None else g + np.stack([penalty(one) for one in w])


def _column(value: Strength, runs: int) -> np.ndarray:
    column = np.asarray(value, dtype="float64")
    if column.shape not in ((), (runs,)):
        raise ValueError(
            f"a strength has shape {column.shape}; give one number, or one for each of the {runs} networks"
        )
    return np.broadcast_to(column, (runs,))


def _fit(column: np.ndarray, w: np.ndarray) -> np.ndarray:
    return column.reshape(-1, *[1] * (w.ndim - 1))


class _Run:
    """The networks, and what their next mini-batch says."""

    def __init__(
        self,
        seeds: list[int],
        batch: int,
        hidden: int,
        blocks: int,
        survival: float,
        dropped: Strength,
        noise: Strength,
        layer: Callable[..., Any] | None,
    ) -> None:
        self.seeds, self.batch, self.layer = seeds, batch, layer
        self.sources = [np.random.default_rng(seed) for seed in seeds]
        self.rng = np.random.default_rng([*seeds, 1])
        self.x, self.y = np.asarray(mixture()[0].x, dtype="float64"), np.asarray(mixture()[0].y)
        sizes = [(2, hidden), *[(hidden, hidden)] * blocks, (hidden, 1)]
        self.layers: Weights = []
        for i, (n, m) in enumerate(sizes):
            gain = (1.0 if i in (0, len(sizes) - 1) else 0.25 / blocks**2) * 2 / n
            drawn = np.stack([rng.standard_normal((n, m)) for rng in self.sources])
            self.layers += [gain**0.5 * drawn, np.zeros((len(seeds), 1, m))]
        self.dropped, self.noise = _column(dropped, len(seeds)), _column(noise, len(seeds))
        self.kept = 1 - (np.arange(blocks) + 1) / max(blocks, 1) * (1 - survival)
        self.orders = [np.empty(0, int)] * len(seeds)

    def gradients(self) -> Weights:
        """Return the gradient of the loss on the next mini-batch in every weight and bias."""
        full = [o if len(o) else rng.permutation(len(self.x)) for o, rng in zip(self.orders, self.sources, strict=True)]
        rows, self.orders = np.stack([o[: self.batch] for o in full]), [o[self.batch :] for o in full]
        x = self.x[rows]
        if self.noise.any():
            shake = np.stack([rng.standard_normal(x.shape[1:]) for rng in self.sources])
            x = x + _fit(self.noise, x) * shake
        gates = [rng.random(len(self.kept)) < self.kept for rng in self.sources] if (self.kept < 1).any() else None
        *values, logits = _forward(self.layers, x, self._drop, gates)
        error = (np.exp(-np.logaddexp(0, -logits)) - self.y[rows]) / rows.shape[1]
        return _backward(self.layers, values, error[..., None], self._back, gates)

    def _drop(self, h: np.ndarray) -> np.ndarray:
        self._back = lambda upstream: upstream
        if self.layer is not None:
            h, self._back = self.layer(h, self.rng, True)
        elif self.dropped.any():
            draws = np.stack([rng.random(h.shape[1:]) for rng in self.sources])
            mask = (draws >= _fit(self.dropped, h)) / (1 - _fit(self.dropped, h))
            h, self._back = h * mask, lambda upstream: upstream * mask
        return h


def _forward(
    layers: Weights, x: np.ndarray, drop: Callable[[np.ndarray], np.ndarray] | None = None, gates: Any = None
) -> list[np.ndarray]:
    """Return the points, the values before each later layer, and the logits; without a drop, as at test time."""
    values, last = [x], len(layers) // 2 - 1
    h = np.maximum(x @ layers[0] + layers[1], 0)
    values.append(drop(h) if drop else h)
    for i in range(1, last):
        branch = np.maximum(values[-1] @ layers[2 * i] + layers[2 * i + 1], 0)
        values.append(values[-1] + (branch if gates is None else _gate(gates, i - 1) * branch))
    return [*values, (values[-1] @ layers[-2] + layers[-1])[..., 0]]


def _gate(gates: Any, block: int) -> np.ndarray:
    return np.array([own[block] for own in gates], dtype="float64")[:, None, None]


def _backward(
    layers: Weights, values: list[np.ndarray], upstream: np.ndarray, back: Callable[[np.ndarray], Any], gates: Any
) -> Weights:
    found: Weights = []
    for i in reversed(range(len(layers) // 2)):
        w, b, h = layers[2 * i], layers[2 * i + 1], values[i]
        straight = upstream
        if i == 0:
            upstream = back(upstream) * (h @ w + b > 0)
        elif i < len(layers) // 2 - 1:
            upstream = upstream * (h @ w + b > 0) * (1 if gates is None else _gate(gates, i - 1))
        found = [h.swapaxes(-1, -2) @ upstream, upstream.sum(axis=-2, keepdims=True), *found]
        upstream = upstream @ w.swapaxes(-1, -2) + (straight if 0 < i < len(layers) // 2 - 1 else 0)
    return found


def _look(layers: Weights) -> tuple[np.ndarray, ...]:
    logits = [_forward(layers, np.asarray(part.x, dtype="float64"))[-1] for part in mixture()]
    losses = [log_loss(z, np.asarray(part.y)) for z, part in zip(logits, mixture(), strict=True)]
    return (*losses, ((logits[-1] > 0) != (np.asarray(mixture()[2].y) == 1)).mean(axis=-1))


def _momentum(mu: float) -> Callable[[int, np.ndarray, int], np.ndarray]:
    velocity: dict[int, np.ndarray] = {}

    def rule(i: int, g: np.ndarray, step: int) -> np.ndarray:
        velocity[i] = mu * velocity[i] + g if step else g
        return velocity[i]

    return rule


def _adam() -> Callable[[int, np.ndarray, int], np.ndarray]:
    moments: dict[int, tuple[np.ndarray, np.ndarray]] = {}

    def rule(i: int, g: np.ndarray, step: int) -> np.ndarray:
        m, s = moments.get(i, (0 * g, 0 * g))
        m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g * g
        moments[i] = m, s
        return m / (1 - 0.9 ** (step + 1)) / (np.sqrt(s / (1 - 0.999 ** (step + 1))) + 1e-8)

    return rule
