"""Losses: the mean over a batch, and its gradient with respect to what the network returned."""

from gradschool.backend import array_namespace
from gradschool.backend.arrays import Array
from gradschool.nn.activations import sigmoid, softplus


def softmax_cross_entropy(logits: Array, labels: Array) -> tuple[Array, Array]:
    """Return the mean of ``-log softmax(logits)[label]`` and its gradient ``(softmax - target) / batch``.

    Parameters
    ----------
    logits : array, shape (batch, classes)
        Scores before the softmax, of any size.
    labels : array of int, shape (batch,), or array, shape (batch, classes)
        Classes, or target probabilities (as mixup and cutmix make them).

    Returns
    -------
    loss : array, shape ()
        In nats.
    gradient : array, shape (batch, classes)

    Raises
    ------
    ValueError
        If the batch is empty or the shapes do not fit.

    Examples
    --------
    >>> import numpy as np
    >>> loss, gradient = softmax_cross_entropy(np.zeros((1, 4)), np.array([2]))
    >>> bool(np.isclose(loss, np.log(4)))
    True
    >>> gradient
    array([[ 0.25,  0.25, -0.75,  0.25]])
    """
    xp = array_namespace(logits=logits, labels=labels)
    batch = _batch("softmax_cross_entropy", logits)
    target = _target(logits, labels)
    shifted = logits - xp.max(logits, axis=1, keepdims=True)
    exponentials = xp.exp(shifted)
    total = xp.sum(exponentials, axis=1, keepdims=True)
    loss = xp.sum(target * (xp.log(total) - shifted)) / batch
    return loss, (exponentials / total - target) / batch


def _target(logits: Array, labels: Array) -> Array:
    xp = array_namespace(logits)
    if tuple(labels.shape) == tuple(logits.shape):
        return labels
    if tuple(labels.shape) != (logits.shape[0],):
        raise ValueError(
            f"labels have shape {tuple(labels.shape)}; for logits of shape {tuple(logits.shape)} expected "
            f"{(logits.shape[0],)}, or probabilities of the logits' shape"
        )
    classes = xp.arange(logits.shape[1], dtype=labels.dtype, device=labels.device)
    return xp.astype(labels[:, None] == classes[None, :], logits.dtype)


def binary_cross_entropy(logits: Array, targets: Array) -> tuple[Array, Array]:
    """Return the mean of ``log(1 + exp(x)) - t x`` and its gradient ``(sigmoid(x) - t) / size``.

    Parameters
    ----------
    logits : array, any shape
        Scores before the sigmoid, of any size.
    targets : array, same shape
        Probabilities of the positive class, 0 to 1.

    Returns
    -------
    loss : array, shape ()
        In nats.
    gradient : array, shape of the logits
    """
    xp = array_namespace(logits=logits, targets=targets)
    _same_shape("binary_cross_entropy", logits, targets)
    targets = xp.astype(targets, logits.dtype)
    return xp.mean(softplus(logits) - targets * logits), (sigmoid(logits) - targets) / logits.size


def mean_squared_error(predictions: Array, targets: Array) -> tuple[Array, Array]:
    """Return the mean of ``(p - t)^2`` over all elements and its gradient ``2 (p - t) / size``.

    Parameters
    ----------
    predictions, targets : array, any one shape

    Returns
    -------
    loss : array, shape ()
        In the squared unit of the targets.
    gradient : array, shape of the predictions
    """
    xp = array_namespace(predictions=predictions, targets=targets)
    _same_shape("mean_squared_error", predictions, targets)
    error = predictions - xp.astype(targets, predictions.dtype)
    return xp.mean(error * error), 2 * error / predictions.size


def accuracy(logits: Array, labels: Array) -> Array:
    """Return the share of rows whose largest logit is the label's, shape ()."""
    xp = array_namespace(logits=logits, labels=labels)
    _batch("accuracy", logits)
    right = xp.argmax(logits, axis=1) == xp.astype(labels, xp.int64)
    return xp.mean(xp.astype(right, xp.float32))


def _batch(name: str, x: Array) -> int:
    if x.ndim != 2 or x.shape[0] == 0:
        raise ValueError(f"{name}: expected scores of shape (batch, classes) with a batch of at least 1, got {x.shape}")
    return int(x.shape[0])


def _same_shape(name: str, x: Array, y: Array) -> None:
    if tuple(x.shape) != tuple(y.shape) or x.size == 0:
        raise ValueError(f"{name}: shapes {tuple(x.shape)} and {tuple(y.shape)} must be equal and not empty")
