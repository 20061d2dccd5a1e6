"""The networks of `overfit`: many at once, with the noise that a remedy adds to their training.

A hidden layer of ReLU units, residual blocks if you like, and one logit. Each network has its own first weights,
batches and noise. All arrays carry the networks along their first axis.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

Strength = float | Sequence[float]
Weights = list[np.ndarray]
Rule = Callable[[int, np.ndarray, int], np.ndarray]
"""Given the number of an array, its gradient and the number of the update: the direction of the step."""


def one_each(value: Strength, runs: int) -> np.ndarray:
    """Return one number for each network; a single number is every network's."""
    column = np.asarray(value, dtype="float64")
    if column.shape not in ((), (runs,)):
        raise ValueError(
            f"a strength has shape {column.shape}; give one number, or one for each of the {runs} networks"
        )
    return np.broadcast_to(column, (runs,))


def beside(column: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Return one number for each network in a shape that multiplies its arrays."""
    return column.reshape(-1, *[1] * (w.ndim - 1))


class Run:
    """The networks, the points that they learn, and what their next mini-batch says."""

    def __init__(
        self,
        points: tuple[np.ndarray, np.ndarray],
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
        self.x, self.y = np.asarray(points[0], dtype="float64"), np.asarray(points[1])
        sizes = [(2, hidden), *[(hidden, hidden)] * blocks, (hidden, 1)]
        self.layers: Weights = []
        for i, (n, m) in enumerate(sizes):
            gain = (1.0 if i in (0, len(sizes) - 1) else 0.25 / blocks**2) * 2 / n
            drawn = np.stack([rng.standard_normal((n, m)) for rng in self.sources])
            self.layers += [gain**0.5 * drawn, np.zeros((len(seeds), 1, m))]
        self.dropped, self.noise = one_each(dropped, len(seeds)), one_each(noise, len(seeds))
        self.kept = 1 - (np.arange(blocks) + 1) / max(blocks, 1) * (1 - survival)
        self.orders = [np.empty(0, int)] * len(seeds)

    def gradients(self) -> Weights:
        """Return the gradient of the loss on the next mini-batch in every weight and bias."""
        full = [o if len(o) else rng.permutation(len(self.x)) for o, rng in zip(self.orders, self.sources, strict=True)]
        rows, self.orders = np.stack([o[: self.batch] for o in full]), [o[self.batch :] for o in full]
        x = self.x[rows]
        if self.noise.any():
            shake = np.stack([rng.standard_normal(x.shape[1:]) for rng in self.sources])
            x = x + beside(self.noise, x) * shake
        gates = [rng.random(len(self.kept)) < self.kept for rng in self.sources] if (self.kept < 1).any() else None
        *values, logits = forward(self.layers, x, self._drop, gates)
        error = (np.exp(-np.logaddexp(0, -logits)) - self.y[rows]) / rows.shape[1]
        return backward(self.layers, values, error[..., None], self._back, gates)

    def _drop(self, h: np.ndarray) -> np.ndarray:
        self._back = lambda upstream: upstream
        if self.layer is not None:
            h, self._back = self.layer(h, self.rng, True)
        elif self.dropped.any():
            draws = np.stack([rng.random(h.shape[1:]) for rng in self.sources])
            mask = (draws >= beside(self.dropped, h)) / (1 - beside(self.dropped, h))
            h, self._back = h * mask, lambda upstream: upstream * mask
        return h


def forward(
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


def backward(
    layers: Weights, values: list[np.ndarray], upstream: np.ndarray, back: Callable[[np.ndarray], Any], gates: Any
) -> Weights:
    """Return the gradients of all weights and biases, given what the way forward left and the logits' gradient."""
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


def momentum(mu: float) -> Rule:
    """Return ``v = mu v + g``."""
    velocity: dict[int, np.ndarray] = {}

    def rule(i: int, g: np.ndarray, step: int) -> np.ndarray:
        velocity[i] = mu * velocity[i] + g if step else g
        return velocity[i]

    return rule


def adam() -> Rule:
    """Return Adam with its usual averages (Kingma and Ba 2015)."""
    moments: dict[int, tuple[np.ndarray, np.ndarray]] = {}

    def rule(i: int, g: np.ndarray, step: int) -> np.ndarray:
        m, s = moments.get(i, (0 * g, 0 * g))
        m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g * g
        moments[i] = m, s
        return m / (1 - 0.9 ** (step + 1)) / (np.sqrt(s / (1 - 0.999 ** (step + 1))) + 1e-8)

    return rule
