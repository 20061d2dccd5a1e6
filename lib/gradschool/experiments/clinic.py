"""Sick training runs, really run: small networks that learn the digits with one fault, and what examinations find.

The network has one hidden layer of ReLU units between 64 pixels and ten scores, and is trained by plain gradient
descent on mini-batches of 32. The faults are those of `gradschool.experiments.illnesses`.

>>> from gradschool.experiments.clinic import history
>>> healthy, sick = history("healthy"), history("learning rate too low")
>>> healthy["training"][-1] < 0.2 < 2 < sick["training"][-1]
True
"""

from functools import cache

import numpy as np

from gradschool.backend import to_numpy
from gradschool.data import digits
from gradschool.experiments.illnesses import Condition, condition
from gradschool.experiments.mlp import cross_entropy, one_hot

__all__ = ["History", "examine", "history"]

BATCH, UPDATES, LOOK, VALIDATION = 32, 600, 10, 400
Layers = list[np.ndarray]
History = dict[str, list[float]]
"""Curves by name, a value for each look."""


def _split(own: Condition, rng: np.random.Generator) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    """Return pixels and labels to learn from, to validate with, and of digits that nobody has touched."""
    whole = digits().flat
    order = rng.permutation(len(whole))
    x, y = to_numpy(whole.x)[order], to_numpy(whole.y)[order]
    new, (x, y) = (x[1300:], y[1300:]), (x[:1300], y[:1300])
    if own.copies > 1:
        kept = (own.examples + VALIDATION) // own.copies
        x, y = np.repeat(x[:kept], own.copies, axis=0), np.repeat(y[:kept], own.copies)
        x = x + 0.1 * rng.standard_normal(x.shape).astype("float32")
        order = rng.permutation(len(x))
        x, y = x[order], y[order]
    if own.by_lot:
        y = rng.permutation(y)
    validation, training = (x[-VALIDATION:], y[-VALIDATION:]), (x[: own.examples], y[: own.examples])
    lot = rng.random(len(training[1])) < own.wrong
    training = training[0], np.where(lot, rng.integers(0, 10, len(lot)), training[1])
    if own.ordered:
        order = np.argsort(training[1], kind="stable")
        training = training[0][order], training[1][order]
    return training, validation, new


def _forward(layers: Layers, x: np.ndarray, own: Condition, training: bool) -> tuple[np.ndarray, ...]:
    """Return pre-activations, hidden values, and scores."""
    w1, b1, w2, b2 = layers
    z = x @ w1 + b1
    if own.unfit_mode and training:
        z = (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + 1e-5)
    h = np.maximum(z, 0)
    return z, h, h @ w2 + b2


def _gradients(layers: Layers, x: np.ndarray, y: np.ndarray, own: Condition) -> tuple[float, Layers]:
    """Return loss and gradients of one mini-batch."""
    z, h, scores = _forward(layers, x, own, True)
    loss, upstream = cross_entropy(scores, one_hot(y))
    below = upstream @ layers[2].T * (z > 0) * (-1 if own.backward else 1)
    if own.unfit_mode:
        deviation = np.sqrt((x @ layers[0] + layers[1]).var(axis=0) + 1e-5)
        below = (below - below.mean(axis=0) - z * (below * z).mean(axis=0)) / deviation
    return float(loss), [x.T @ below, below.sum(axis=0), h.T @ upstream, upstream.sum(axis=0)]


def _start(own: Condition, rng: np.random.Generator) -> Layers:
    """Draw the first weights."""
    first = own.gain * (2 / 64) ** 0.5 * rng.standard_normal((64, own.hidden))
    last = (1 / own.hidden) ** 0.5 * rng.standard_normal((own.hidden, 10))
    layers = [first, np.full(own.hidden, own.bias), last, np.zeros(10)]
    return [one.astype("float32") for one in layers]


class _Run:
    """One training, from the first weights on."""

    def __init__(self, own: Condition, seed: int) -> None:
        self.own, self.rng = own, np.random.default_rng(seed)
        self.training, self.validation, self.new = _split(own, self.rng)
        self.layers, self.order = _start(own, self.rng), np.empty(0, int)

    def batch(self, step: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the next digits: all of them once, in random order, then again."""
        x, y = self.training
        if len(self.order) < min(BATCH, len(x)):
            self.order = np.arange(len(x)) if self.own.ordered else self.rng.permutation(len(x))
        rows, self.order = self.order[:BATCH], self.order[BATCH:]
        return x[rows] * (255.0 if step == self.own.spike > 0 else 1.0), y[rows]

    def step(self, x: np.ndarray, y: np.ndarray, rate: float) -> float:
        """Make one update, and return the loss before it."""
        loss, gradients = _gradients(self.layers, x, y, self.own)
        self.layers = [w - np.float32(rate) * g for w, g in zip(self.layers, gradients, strict=True)]
        return loss

    def accuracy(self, x: np.ndarray, y: np.ndarray) -> float:
        """Return the share read right, in test mode."""
        return float((_forward(self.layers, x, self.own, False)[2].argmax(axis=1) == y).mean())

    def look(self, losses: list[float]) -> tuple[float, ...]:
        """Return training and validation loss, training and validation accuracy."""
        x, y = self.validation
        own = self.own
        seen = _forward(self.layers, self.training[0], own, True)[2].argmax(axis=1) == self.training[1]
        held = cross_entropy(_forward(self.layers, x, own, False)[2], one_hot(y))[0]
        return float(np.mean(losses)), float(held), float(seen.mean()), self.accuracy(x, y)


def history(name: str, seed: int = 0) -> History:
    """Run an illness, and return its curves.

    Parameters
    ----------
    name : str
        One of the `ILLNESSES`, ``"healthy"``, or ``"step of the schedule"``.
    seed : int, default 0
        Decides the digits, the first weights, and the batches.

    Returns
    -------
    dict of list of float
        ``"update"``; the losses ``"training"`` (the mean over the mini-batches since the last look, before their
        updates; at update 0 the loss of the first) and ``"validation"``; and the shares of right answers
        ``"training accuracy"`` and ``"validation accuracy"``. A loss is nan or infinite once a run has diverged.
    """
    return {which: list(values) for which, values in _trained(condition(name), seed)[1].items()}


@cache
def _trained(own: Condition, seed: int) -> tuple[_Run, History]:
    run, rows = _Run(own, seed), []
    with np.errstate(all="ignore"):
        first = run.batch(-1)
        rows.append((0, *run.look([_gradients(run.layers, *first, own)[0]])))
        losses: list[float] = []
        for step in range(1, UPDATES + 1):
            losses.append(run.step(*run.batch(step), own.rate / (10 if 0 < own.drop < step else 1)))
            if step % LOOK == 0:
                rows.append((step, *run.look(losses)))
                losses = []
    names = ("update", "training", "validation", "training accuracy", "validation accuracy")
    return run, {name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}


def examine(name: str, seed: int = 0) -> dict[str, float]:
    """Make the examinations that a curve does not show.

    Parameters
    ----------
    name : str
    seed : int, default 0

    Returns
    -------
    dict of float
        ``"loss at the start"``; ``"loss of one batch"``, after 300 updates on 10 digits at a rate of 0.1;
        ``"gradient error"``, relative, of the first weights against finite differences along ten directions;
        ``"dead units"``, the share that is closed for all training digits at the end; ``"new digits"``, the share read
        right at the end of 497 digits that nobody has touched.
    """
    own = condition(name)
    run = _Run(own, seed)
    with np.errstate(all="ignore"):
        x, y = run.batch(-1)
        start, error = _gradients(run.layers, x, y, own)[0], _gradient_error(run.layers, x, y, own, seed)
        for _ in range(300):
            last = run.step(x[:10], y[:10], 0.1)
        run, _ = _trained(own, seed)
        z = _forward(run.layers, run.training[0], own, True)[0]
    return {
        "loss at the start": start,
        "loss of one batch": last,
        "gradient error": error,
        "dead units": float((z <= 0).all(axis=0).mean()),
        "new digits": run.accuracy(*run.new),
    }


def _gradient_error(layers: Layers, x: np.ndarray, y: np.ndarray, own: Condition, seed: int) -> float:
    """Return the relative error of the slopes along ten random directions of the first weights, in double precision."""
    wide, x = [one.astype("float64") for one in layers], x.astype("float64")
    gradient, slopes = _gradients(wide, x, y, own)[1][0], []
    for direction in np.random.default_rng([seed, 1]).standard_normal((10, *wide[0].shape)):
        ahead, behind = ([wide[0] + step * direction, *wide[1:]] for step in (1e-7, -1e-7))
        values = [cross_entropy(_forward(each, x, own, True)[2], one_hot(y))[0] for each in (ahead, behind)]
        slopes.append(((values[0] - values[1]) / 2e-7, (gradient * direction).sum()))
    measured, claimed = np.transpose(slopes)
    size = max(float(np.linalg.norm(measured)), float(np.linalg.norm(claimed)), 1e-12)
    return float(np.linalg.norm(measured - claimed)) / size
