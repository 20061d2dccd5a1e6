"""A contest of update rules: a walk over a surface, and a small network that learns the digits.

A rule is a function as students write it, ``step(w, g, state, **settings)``: it returns new weights and a new state,
which is None before the first step. Where its second parameter is called ``gradient``, it is given the gradient as a
function, and asks for it at weights of its choice (Nesterov's look-ahead).

On the digits every seed has a network, a shuffle and a state of its own. The networks of all seeds are computed at
once: five runs are the least that a claim about an optimizer rests on.

>>> from gradschool.experiments.contest import train_digits
>>> def downhill(w, g, state=None, lr=0.3):
...     return w - lr * g, state
>>> contest = train_digits(downhill, seeds=range(3), updates=60)
>>> contest.losses.shape, bool((contest.losses[:, -1] < contest.losses[:, 0]).all())
((3, 60), True)
"""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from gradschool.backend import array_namespace, to_device, to_numpy
from gradschool.backend.arrays import Array
from gradschool.data import Surface, digits
from gradschool.experiments.mlp import Batches, backward, cross_entropy, forward, one_hot

SHAPES = ((64, 32), (1, 32), (32, 10), (1, 10))
"""Weights and biases of a network with 32 hidden ReLU units, as they lie end to end in one vector of 2,410 numbers."""

Step = Callable[..., tuple[Any, Any]]


@dataclass(frozen=True)
class Contest:
    """What came of training from several seeds.

    Attributes
    ----------
    losses : ndarray, shape (seeds, updates)
        Loss on each mini-batch, before its update; not finite once a run has diverged.
    loss : ndarray, shape (seeds,)
        Mean cross-entropy on all 1,348 training digits at the end.
    accuracy : ndarray, shape (seeds,)
        Share of the 449 digits held back that are read rightly at the end.
    weights : ndarray, shape (seeds, 2410)
        The trained networks.
    """

    losses: np.ndarray
    loss: np.ndarray
    accuracy: np.ndarray
    weights: np.ndarray

    def __str__(self) -> str:
        loss, accuracy = self.loss, 100 * self.accuracy
        many = len(loss) > 1
        spread = (f" ± {loss.std(ddof=1):.3f}", f" ± {accuracy.std(ddof=1):.1f}") if many else ("", "")
        return f"training loss {loss.mean():.3f}{spread[0]}, held back {accuracy.mean():.1f}{spread[1]} %"


def walk(
    step: Step, surface: Surface, steps: int = 100, start: Array | tuple[float, float] | None = None, **settings: Any
) -> np.ndarray:
    """Let a rule walk over a surface.

    Parameters
    ----------
    step : callable
        The rule.
    surface : Surface
        Where to walk, such as ``gradschool.data.surfaces.valley()``.
    steps : int, default 100
    start : array, shape (..., 2), or (float, float), optional
        Where to start, by default at the surface's own start. Many starts are many walks at once.
    **settings
        Go to the rule. With many walks, arrays of shape (..., 1) give each its own.

    Returns
    -------
    ndarray, shape (steps + 1, ..., 2)
        The weights that were visited, the start first. What diverges becomes inf and nan.

    Examples
    --------
    >>> from gradschool import data
    >>> def downhill(w, g, state=None, lr=0.5):
    ...     return w - lr * g, state
    >>> walk(downhill, data.surfaces.valley(2), steps=2)
    array([[-4.,  1.],
           [-2.,  0.],
           [-1.,  0.]])
    """
    w = np.array(surface.start if start is None else start, dtype=float)
    state, visited, looks_ahead = None, [w.copy()], _looks_ahead(step)
    with np.errstate(all="ignore"):
        for _ in range(steps):
            w, state = step(w, surface.gradient if looks_ahead else surface.gradient(w), state, **settings)
            visited.append(np.array(w))
    return np.stack(visited)


def train_digits(
    step: Step,
    seeds: Iterable[int] = range(5),
    *,
    updates: int = 100,
    batch: int = 64,
    scale: float = 1.0,
    **settings: Any,
) -> Contest:
    """Train a network on the digits from each seed, and say how it went.

    Parameters
    ----------
    step : callable
        The rule. The weights are one vector; a gradient is that of the mini-batch.
    seeds : iterable of int, default 0 to 4
        One run each: a seed decides the starting weights (He et al. 2015) and the order of the digits.
    updates : int, default 100
        Steps of each run; 21 of them are one pass through the training digits.
    batch : int, default 64
        Digits in a mini-batch, drawn without replacement in each pass.
    scale : float, default 1
        Factor on the pixels, which lie between 0 and 1.
    **settings
        Go to the step, such as ``lr=0.1``.

    Returns
    -------
    Contest
        A run that diverges goes on with what it has, and its losses say so.
    """
    x, targets, held, labels = _split()
    x, held = scale * x, scale * held
    xp = array_namespace(x)
    sources = [np.random.default_rng(seed) for seed in seeds]
    weights = [to_device(_start(source), x) for source in sources]
    states: list[Any] = [None] * len(sources)
    batches = Batches(sources, [len(x)] * len(sources))
    looks_ahead = _looks_ahead(step)
    losses: list[np.ndarray] = []
    with np.errstate(all="ignore"):
        for _ in range(updates):
            rows = to_device(batches.next(batch), x)
            images, wanted = x[rows], targets[rows]
            loss, gradients = loss_and_gradient(xp.stack(weights), images, wanted)
            losses.append(to_numpy(loss))
            for i in range(len(sources)):
                pull = _gradient_on(images[i], wanted[i]) if looks_ahead else gradients[i]
                weights[i], states[i] = step(weights[i], pull, states[i], **settings)
        trained = xp.stack(weights)
        loss, _ = cross_entropy(forward(_parts(trained), x)[-1], targets)
        read = xp.argmax(forward(_parts(trained), held)[-1], axis=-1) == labels
    share = to_numpy(read).mean(axis=-1)
    return Contest(np.stack(losses, axis=1), to_numpy(loss), share, to_numpy(trained))


def loss_and_gradient(w: Array, x: Array, targets: Array) -> tuple[Array, Array]:
    """Return the mean cross-entropy of one network or several on a batch each, and its gradient.

    Parameters
    ----------
    w : array, shape (..., 2410)
        One vector a network.
    x : array, shape (..., batch, 64)
        Pixels.
    targets : array, shape (..., batch, 10)
        A row of zeros with a one at the right class.

    Returns
    -------
    array, shape (...), and array, shape of w
    """
    xp, layers = array_namespace(w), _parts(w)
    values = forward(layers, x)
    loss, upstream = cross_entropy(values[-1], targets)
    gradients = backward(layers, values, upstream)
    return loss, xp.concat([xp.reshape(one, (*w.shape[:-1], -1)) for one in gradients], axis=-1)


def _parts(w: Array) -> list[Array]:
    """Cut vectors into the network's arrays."""
    xp, parts, start = array_namespace(w), [], 0
    for rows, columns in SHAPES:
        end = start + rows * columns
        parts.append(xp.reshape(w[..., start:end], (*w.shape[:-1], rows, columns)))
        start = end
    return parts


def _looks_ahead(step: Step) -> bool:
    """Whether a rule wants the gradient as a function."""
    return list(inspect.signature(step).parameters)[1:2] == ["gradient"]


def _gradient_on(x: Array, targets: Array) -> Callable[[Array], Array]:
    return lambda w: loss_and_gradient(w, x, targets)[1]


def _start(rng: np.random.Generator) -> np.ndarray:
    """Draw weights that keep the variance, and zeros for the biases."""
    draws = [rng.standard_normal(shape) * (2 / shape[0]) ** 0.5 * (shape[0] > 1) for shape in SHAPES]
    return np.concatenate([draw.ravel() for draw in draws]).astype("float32")


def _split() -> tuple[Array, Array, Array, Array]:
    """Return pixels and targets to train on, and pixels and labels held back."""
    training, held = digits("float32").flat.split(0.25)
    labels = to_numpy(training.y)
    targets = to_device(one_hot(labels), training.x)
    return training.x, targets, held.x, held.y
