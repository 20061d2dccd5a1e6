"""The loss of a step and its gradient, over one batch or several, and what to say when it is no longer a number."""

from collections.abc import Callable, Sequence
from math import isfinite, isnan
from typing import Any

import numpy as np

from gradschool import nn
from gradschool.backend import Generator, array_namespace, to_numpy
from gradschool.backend.arrays import Array, floating
from gradschool.train.entrance import Loss

Batch = tuple[Array, Array]
Penalty = Callable[[Array], tuple[Array, Array]]


class DivergenceError(ArithmeticError):
    """The loss or a gradient is no longer a number; the model is as it was before the step."""


def differentiated(model: nn.Module, loss: Loss, batches: Sequence[Batch], rng: Generator) -> tuple[Array, Array]:
    """Return the loss and its gradient, averaged over the examples of some batches.

    Parameters
    ----------
    model : Module
        Built; its gradients are overwritten.
    loss : callable
        Takes the model's output and the labels; returns the loss, a mean over the batch, and its gradient.
    batches : sequence of (array, array)
        Inputs and labels, at least one batch.
    rng : Generator
        Source of what is random in the model.

    Returns
    -------
    loss : array, shape ()
    gradients : array, shape (size,)
        Of all parameters; with one batch the model's own buffer.
    """
    examples = sum(x.shape[0] for x, _ in batches)
    total, gradients = None, None
    for x, labels in batches:
        output = model.forward(x, training=True, rng=rng)
        value, upstream = _both(loss(output, labels), "the loss", "the model's output", output)
        model.backward(upstream, input_gradient=False)
        if len(batches) == 1:
            return value, model.parameters.gradients
        share = x.shape[0] / examples
        total = share * value if total is None else total + share * value
        part = share * model.parameters.gradients
        gradients = part if gradients is None else gradients + part
    return total, gradients


def penalized(loss: Array, gradients: Array, penalty: Penalty, weights: Array) -> tuple[Array, Array]:
    """Return loss and gradient with those of a penalty added."""
    value, slope = _both(penalty(weights), "the penalty", "the array of all weights", weights)
    return loss + value, gradients + slope


def _both(returned: Any, what: str, by: str, variable: Array) -> tuple[Array, Array]:
    """Return what a loss or a penalty returned: its value, and the gradient with respect to a variable."""
    if not isinstance(returned, tuple) or len(returned) != 2:
        raise TypeError(f"{what} returned a {type(returned).__name__}; it returns a pair: its value, and its gradient")
    value, gradient = returned
    floating(gradient, f"the gradient that {what} returns", like=variable)
    if gradient.shape != variable.shape:
        raise ValueError(
            f"the gradient that {what} returns has shape {tuple(gradient.shape)}; {by}, by which it is taken, has "
            f"{tuple(variable.shape)}"
        )
    return value, gradient


def divergence(model: nn.Module, batches: Sequence[Batch], loss: float, gradients: Array, step: int) -> str:
    """Say what is no longer a number, and what to try; the data is looked at first, then the weights, then the rest.

    Parameters
    ----------
    model : Module
        As it was before the step.
    batches : sequence of (array, array)
        What the step was to learn from.
    loss : float
        The loss, penalty included.
    gradients : array, shape (size,)
    step : int
        Counted from 1.
    """
    for x, labels in batches:
        if place := _broken("x", x) or _broken("labels", labels):
            return f"{place} in the batch of step {step}; mend the data: numpy.isfinite(x) is False where it is broken"
    for name, values in model.parameters.items():
        if place := _broken(name, values):
            return f"{place} before step {step} already; build the model, or load it from a good file"
    if isnan(loss) and not any(_broken("output", model.forward(x)) for x, _ in batches):
        return f"the loss is nan at step {step}, and the model's output is finite; look into the loss and the penalty"
    what = f"the loss is {loss}"
    if isfinite(loss):
        xp, places = array_namespace(gradients), model.parameters.layout()
        broken = [name for name, where, _ in places if not bool(xp.all(xp.isfinite(gradients[where])))]
        what = f"the gradient of {', '.join(broken)} is no longer a number"
    return f"{what} at step {step}; try a lower learning rate, a warm-up, or clip=1.0"


def _broken(name: str, values: Array) -> str:
    """Return the first element that is NaN or infinite, as in ``x[7, 3] is nan``; nothing where all are numbers."""
    xp = array_namespace(values)
    if not xp.isdtype(values.dtype, "real floating") or bool(xp.all(xp.isfinite(values))):
        return ""
    host = to_numpy(values)
    place = tuple(int(axis[0]) for axis in (~np.isfinite(host)).nonzero())
    return f"{name}[{', '.join(map(str, place))}] is {host[place]}"
