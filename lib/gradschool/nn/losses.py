"""Losses: the mean over a batch, and its gradient with respect to what the network returned."""

from math import inf

import array_api_compat

from gradschool.backend import array_namespace, kernels
from gradschool.backend.arrays import Array, floating
from gradschool.labels import (
    as_probabilities,
    class_numbers,
    column,
    distributions,
    probabilities,
    real_numbers,
    refuse,
)
from gradschool.nn.activations import sigmoid, softplus
from gradschool.settings import number
from gradschool.spellings import translated


@translated
def softmax_cross_entropy(
    logits: Array, labels: Array, *, smoothing: float = 0.0, class_weights: Array | None = None
) -> tuple[Array, Array]:
    """Return the cross-entropy of labels and softmax, and its gradient.

        loss = mean(-log softmax(logits)[label])
        gradient = (softmax(logits) - target) / batch

    Parameters
    ----------
    logits : array, shape (batch, classes)
        Scores before the softmax, of any size; minus infinity is a class that can't be.
    labels : array of int, shape (batch,), or array of float, shape (batch, classes)
        Classes, or target probabilities (as mixup and cutmix make them). Their values are checked, which on a GPU
        waits for the labels, once.
    smoothing : float in [0, 1], default 0
        Share of each target that is spread evenly over all classes (Szegedy et al. 2016, section 7); 0.1 in the paper.
    class_weights : array, shape (classes,), optional
        What a class counts, from 0 on; rare ones more, say. The mean is then over the weights of the labels, so that
        only their ratios matter.

    Returns
    -------
    loss : array, shape ()
        In nats.
    gradient : array, shape (batch, classes)

    Raises
    ------
    ValueError
        If the batch is empty, the shapes do not fit, there is one class alone, or a label is out of range, fractional
        or NaN; the first is named. If a class weight is negative or no number, or all labels are of classes that weigh
        nothing.
    TypeError
        If the logits are not float32 or float64, or the labels no numbers.

    Examples
    --------
    >>> import numpy as np
    >>> loss, gradient = softmax_cross_entropy(np.zeros((1, 4)), np.array([2]))
    >>> bool(np.isclose(loss, np.log(4)))
    True
    >>> gradient
    array([[ 0.25,  0.25, -0.75,  0.25]])
    """
    xp = array_namespace(logits=logits, labels=labels, class_weights=class_weights)
    plain = type(smoothing) is float and smoothing == 0
    if plain and class_weights is None and labels.ndim == 1 and array_api_compat.is_cupy_array(logits):
        batch, classes = _scores(logits, labels)
        return kernels.softmax_costs(logits, class_numbers("softmax_cross_entropy", labels, batch, classes))
    target, total_weight = _target(logits, labels), logits.shape[0]
    weighted = target
    if class_weights is not None:
        total_weight = _total_weight(target, _weights(class_weights, logits))
    if not plain:
        share = number("softmax_cross_entropy", "smoothing", smoothing, 0, 1)
        weighted = (1 - share) * target + share / logits.shape[1]
    if class_weights is not None:
        weighted = weighted * class_weights
    shifted = logits - xp.max(logits, axis=1, keepdims=True)
    exponentials = xp.exp(shifted)
    total = xp.sum(exponentials, axis=1, keepdims=True)
    # Where the target is 0 a logit of minus infinity costs nothing, but 0 times infinity is no number.
    costs = weighted * xp.where(weighted > 0, xp.log(total) - shifted, 0.0)
    exponentials /= total
    if class_weights is not None:
        exponentials *= xp.sum(weighted, axis=1, keepdims=True)
    exponentials -= weighted
    exponentials /= total_weight
    return xp.sum(costs) / total_weight, exponentials


def _scores(logits: Array, labels: Array) -> tuple[int, int]:
    """Return how many examples and classes there are scores for, or say what else the logits are."""
    name = "softmax_cross_entropy"
    if logits.ndim == 1 and labels.ndim == 2:
        raise ValueError(
            f"{name}: logits have shape {tuple(logits.shape)} and labels {tuple(labels.shape)}; logits come first, "
            "shape (batch, classes), then labels"
        )
    floating(logits, f"{name}: logits")
    if logits.ndim != 2 or logits.shape[0] == 0:
        raise ValueError(
            f"{name}: expected scores of shape (batch, classes) with a batch of at least 1, got {tuple(logits.shape)}"
        )
    batch, classes = logits.shape
    if classes == 1:
        raise ValueError(
            f"{name}: a single score a row, {(batch, 1)}: its softmax is 1 whatever the score; for yes or no take "
            "binary_cross_entropy(logits, labels[:, None])"
        )
    return batch, classes


def _target(logits: Array, labels: Array) -> Array:
    """Return the target probabilities, shape (batch, classes)."""
    name, (batch, classes) = "softmax_cross_entropy", _scores(logits, labels)
    if tuple(labels.shape) == (batch, classes):
        return distributions(name, labels, logits)
    return as_probabilities(name, labels, batch, classes, logits.dtype)


def _weights(class_weights: Array, logits: Array) -> Array:
    floating(class_weights, "softmax_cross_entropy: class_weights", like=logits)
    if tuple(class_weights.shape) != (logits.shape[1],):
        raise ValueError(
            f"softmax_cross_entropy: class_weights have shape {tuple(class_weights.shape)}; "
            f"one a class is {(logits.shape[1],)}"
        )
    wrong = ~((class_weights >= 0) & (class_weights < inf))
    refuse("softmax_cross_entropy: class_weights", class_weights, wrong, "a class counts a number from 0 on")
    return class_weights


def _total_weight(target: Array, class_weights: Array) -> Array:
    total = array_namespace(target).sum(target * class_weights)
    if not bool(total > 0):
        raise ValueError(
            "softmax_cross_entropy: all labels of the batch are of classes whose class_weights are 0, and the mean of "
            "nothing is no number; leave these rows out of the data set"
        )
    return total


@translated
def binary_cross_entropy(logits: Array, targets: Array) -> tuple[Array, Array]:
    """Return the cross-entropy of targets ``t`` and the sigmoid of logits ``x``, and its gradient.

        loss = mean(log(1 + exp(x)) - t x)
        gradient = (sigmoid(x) - t) / size

    Parameters
    ----------
    logits : array, any shape
        Scores before the sigmoid, of any size, infinite ones too.
    targets : array, same shape
        Probabilities of the positive class, 0 to 1; checked, as the labels of `softmax_cross_entropy` are.

    Returns
    -------
    loss : array, shape ()
        In nats.
    gradient : array, shape of the logits
    """
    xp = array_namespace(logits=logits, targets=targets)
    _not_empty("binary_cross_entropy", floating(logits, "binary_cross_entropy: logits"))
    targets = probabilities("binary_cross_entropy", targets, logits)
    yes = targets * xp.where(targets > 0, softplus(-logits), 0.0)
    no = (1 - targets) * xp.where(targets < 1, softplus(logits), 0.0)
    return xp.mean(yes + no), (sigmoid(logits) - targets) / logits.size


@translated
def mean_squared_error(predictions: Array, targets: Array) -> tuple[Array, Array]:
    """Return the mean squared difference of predictions ``p`` and targets ``t``, and its gradient.

        loss = mean((p - t)^2)
        gradient = 2 (p - t) / size

    Parameters
    ----------
    predictions : array, any shape
    targets : array, same shape
        Whole numbers will do; they are taken in the dtype of the predictions. Words, dates, objects and complex
        numbers are refused.

    Returns
    -------
    loss : array, shape ()
        In the squared unit of the targets.
    gradient : array, shape of the predictions
    """
    xp = array_namespace(predictions=predictions, targets=targets)
    _not_empty("mean_squared_error", floating(predictions, "mean_squared_error: predictions"))
    real_numbers("mean_squared_error: targets", targets)
    if tuple(predictions.shape) != tuple(targets.shape):
        raise ValueError(
            f"mean_squared_error: shapes {tuple(predictions.shape)} and {tuple(targets.shape)} must be equal; "
            f"broadcasting would compare each prediction with every target{column(targets, predictions)}"
        )
    error = predictions - xp.astype(targets, predictions.dtype)
    return xp.mean(error * error), 2 * error / predictions.size


def _not_empty(name: str, x: Array) -> None:
    if x.size == 0:
        raise ValueError(f"{name}: shape {tuple(x.shape)} is empty; the mean of nothing is no number")
