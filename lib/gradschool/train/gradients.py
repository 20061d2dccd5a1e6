"""The loss of a step and its gradient, over one batch or several, and what to say when it is no longer a number."""

from collections.abc import Sequence
from math import isfinite

from gradschool import nn
from gradschool.backend import Generator, array_namespace
from gradschool.backend.arrays import Array
from gradschool.train.evaluation import Loss

Batch = tuple[Array, Array]


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
        value, upstream = loss(model.forward(x, training=True, rng=rng), labels)
        model.backward(upstream, input_gradient=False)
        if len(batches) == 1:
            return value, model.parameters.gradients
        share = x.shape[0] / examples
        total = share * value if total is None else total + share * value
        part = share * model.parameters.gradients
        gradients = part if gradients is None else gradients + part
    return total, gradients


def divergence(parameters: nn.Parameters, loss: float, gradients: Array, step: int) -> str:
    """Say what is no longer a number, the loss or which parameters' gradients, and what to try."""
    what = f"the loss is {loss}"
    if isfinite(loss):
        xp, places = array_namespace(gradients), parameters.layout()
        broken = [name for name, where, _ in places if not bool(xp.all(xp.isfinite(gradients[where])))]
        what = f"the gradient of {', '.join(broken)} is no longer a number"
    return f"{what} at step {step}; try a lower learning rate, a warm-up, or clip=1.0"
