"""What losses, metrics and mixing take as labels; anything else is refused with the first wrong label and its place.

Values and dtypes are checked as well as shapes: a class that does not exist would otherwise be a row without a target,
which costs nothing and teaches nothing. The check is one number; on a GPU it waits for the labels, not for the network.

>>> import numpy as np
>>> class_numbers("my loss", np.array([0, 2, 3]), batch=3, classes=3)
Traceback (most recent call last):
...
ValueError: my loss: labels[2] is 3; with 3 classes a label is a whole number from 0 to 2
"""

from functools import lru_cache
from types import ModuleType
from typing import Any

import numpy as np

from gradschool.backend import array_namespace, to_numpy
from gradschool.backend.arrays import Array, floating
from gradschool.backend.namespaces import namespace_of


def class_numbers(what: str, labels: Array, batch: int, classes: int) -> Array:
    """Return class numbers as int64, shape (batch,), or say which is none.

    Parameters
    ----------
    what : str
        Who asks, for the error.
    labels : array of whole numbers, shape (batch,)
        From 0 to ``classes - 1``. Whole numbers stored as floats will do.
    batch, classes : int

    Raises
    ------
    ValueError
        For another shape; (batch, 1) would be broadcast to a table of every row with every label. For a label that
        is negative, too large, fractional or NaN.
    TypeError
        For labels that are words, objects, dates or complex numbers.

    Examples
    --------
    >>> import numpy as np
    >>> class_numbers("accuracy", np.array([0, 2, 3]), 3, 3)
    Traceback (most recent call last):
    ...
    ValueError: accuracy: labels[2] is 3; with 3 classes a label is a whole number from 0 to 2
    """
    xp, shape = namespace_of(f"{what}: labels", labels), tuple(labels.shape)
    if shape == (batch, 1):
        raise ValueError(f"{what}: labels have shape {shape}; one class a row is shape {(batch,)}: labels[:, 0]")
    if shape == (batch, classes):
        raise ValueError(f"{what}: labels have shape {shape}, as probabilities have; give class numbers, {(batch,)}")
    if len(shape) == 2 and shape[0] == batch:
        raise ValueError(
            f"{what}: labels have shape {shape}, a column for each of {shape[1]} classes, and the model has {classes} "
            "outputs; where classes are in no example, name all: data.Dataset(x, y, classes)"
        )
    if shape != (batch,):
        raise ValueError(f"{what}: labels have shape {shape}; for scores of shape {(batch, classes)} give {(batch,)}")
    real_numbers(f"{what}: labels", labels, "give each name a number: numpy.unique(names, return_inverse=True)[1]")
    if not isinstance(labels, np.ndarray):  # one copy, where each look would be a kernel and a wait
        class_numbers(what, to_numpy(labels), batch, classes)
        return xp.astype(labels, xp.int64, copy=False)
    real = xp.isdtype(labels.dtype, "real floating")
    numbers = labels if real else xp.astype(labels, xp.int64)
    wrong = (numbers < 0) | (numbers >= classes)
    if real:
        wrong = wrong | (numbers != xp.floor(numbers))
    rule = f"with {classes} classes a label is a whole number from 0 to {classes - 1}"
    refuse(f"{what}: labels", labels, wrong, rule)
    return xp.astype(numbers, xp.int64) if real else numbers


def as_probabilities(what: str, labels: Array, batch: int, classes: int, dtype: Any) -> Array:
    """Return class numbers, as `class_numbers` takes them, as rows of one 1 among zeros, shape (batch, classes).

    That each label fits a class shows in the result, so it is counted there; which one is wrong is looked up after.
    """
    xp = namespace_of(f"{what}: labels", labels)
    if labels.dtype != xp.int64 or tuple(labels.shape) != (batch,):
        labels = class_numbers(what, labels, batch, classes)
    fits = labels[:, None] == xp.arange(classes, device=labels.device)[None, :]
    if int(xp.count_nonzero(fits)) != batch:
        class_numbers(what, labels, batch, classes)
    return xp.astype(fits, dtype)


def real_numbers(what: str, values: Array, way_out: str = "convert them to real numbers") -> Array:
    """Return an array as it is if it holds truth values, whole or real numbers, or say what it holds."""
    if not _is_real(namespace_of(what, values), values.dtype):
        raise TypeError(f"{what} have dtype {values.dtype}, which holds no real numbers; {way_out}")
    return values


@lru_cache
def _is_real(xp: ModuleType, dtype: Any) -> bool:
    return bool(xp.isdtype(dtype, ("bool", "integral", "real floating")))


def column(targets: Array, like: Array) -> str:
    """Return how to make a row of targets the column that the scores are, for an error; nothing if that won't do."""
    shape = (*targets.shape, 1)
    return f"; reshape one: targets[:, None] has shape {shape}" if shape == tuple(like.shape) else ""


def probabilities(what: str, targets: Array, like: Array) -> Array:
    """Return probabilities, each from 0 to 1, in the dtype of `like`, whose shape they have.

    Raises
    ------
    ValueError
        For another shape, or at the first that is negative, above 1 or NaN: a class number, say.
    """
    xp, shape = namespace_of(f"{what}: targets", targets), tuple(targets.shape)
    if shape != tuple(like.shape):
        raise ValueError(f"{what}: shapes {tuple(like.shape)} and {shape} must be equal{column(targets, like)}")
    targets = xp.astype(real_numbers(f"{what}: targets", targets), like.dtype)
    refuse(f"{what}: targets", targets, ~((targets >= 0) & (targets <= 1)), "a target is a probability, from 0 to 1")
    return targets


def distributions(what: str, labels: Array, like: Array) -> Array:
    """Return rows of probabilities that sum to 1, within 0.001, in the dtype of `like`, whose shape they have."""
    xp = array_namespace(floating(labels, f"{what}: labels of shape (batch, classes), probabilities"))
    labels = xp.astype(labels, like.dtype)
    total = xp.sum(labels, axis=1)
    wrong = ~((xp.abs(total - 1) <= 1e-3) & xp.all(labels >= 0, axis=1))
    refuse(f"{what}: labels", labels, wrong, "a row of probabilities is never negative and sums to 1")
    return labels


def refuse(what: str, values: Array, wrong: Array, rule: str) -> None:
    """Name the first value that is wrong, with its place and the rule, if there is one."""
    xp = array_namespace(wrong)
    if not bool(xp.any(wrong)):
        return
    place = tuple(int(axis[0]) for axis in to_numpy(wrong).nonzero())
    value: Any = to_numpy(values)[place]
    shown = value.item() if value.ndim == 0 else value.tolist()
    raise ValueError(f"{what}[{', '.join(map(str, place))}] is {shown}; {rule}")
