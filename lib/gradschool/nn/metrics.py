"""Metrics: shares of right answers. What can't be right (a score that is NaN) counts as wrong."""

from gradschool.backend import array_namespace
from gradschool.backend.arrays import Array, floating
from gradschool.labels import class_numbers, probabilities


def accuracy(logits: Array, labels: Array) -> Array:
    """Return the share of rows whose largest logit is the label's.

    Parameters
    ----------
    logits : array, shape (batch, classes)
        Scores or probabilities, at least one row. A row that holds a NaN is wrong, whatever its other scores; of equal
        scores the first is the answer.
    labels : array of int, shape (batch,)
        Classes.

    Returns
    -------
    array of float32, shape ()

    Raises
    ------
    ValueError
        For labels of another shape or range, with the first that is wrong.

    Examples
    --------
    >>> import numpy as np
    >>> float(accuracy(np.array([[0.2, 0.8], [0.9, 0.1]]), np.array([1, 1])))
    0.5
    """
    xp = array_namespace(logits=floating(logits, "accuracy: logits"), labels=labels)
    if logits.ndim != 2 or logits.shape[0] == 0:
        raise ValueError(
            f"accuracy: scores of shape {tuple(logits.shape)}; expected (batch, classes) with at least one row"
        )
    if logits.shape[1] == 1:
        raise ValueError(
            f"accuracy: a single score a row, {tuple(logits.shape)}, whose largest is always the first; for yes or no "
            "take binary_accuracy(logits, labels[:, None])"
        )
    labels = class_numbers("accuracy", labels, *logits.shape)
    right = xp.argmax(logits, axis=1) == labels
    return xp.mean(xp.astype(right & ~xp.any(xp.isnan(logits), axis=1), xp.float32))


def binary_accuracy(logits: Array, targets: Array) -> Array:
    """Return the share of scores on the right side of 0, where there is one score for two classes.

    Parameters
    ----------
    logits : array, any shape but an empty one
        Scores before the sigmoid; above 0 means yes. NaN is wrong.
    targets : array, same shape
        1 for yes, 0 for no; of a probability, above one half means yes.

    Returns
    -------
    array of float32, shape ()

    Examples
    --------
    >>> import numpy as np
    >>> float(binary_accuracy(np.array([-1.0, 2.0, 3.0, -4.0]), np.array([0, 1, 0, 0])))
    0.75
    """
    xp = array_namespace(logits=floating(logits, "binary_accuracy: logits"), targets=targets)
    if logits.size == 0:
        raise ValueError("binary_accuracy: no scores; the share of nothing is no number")
    yes = probabilities("binary_accuracy", targets, logits) > 0.5
    return xp.mean(xp.astype(((logits > 0) == yes) & ~xp.isnan(logits), xp.float32))
