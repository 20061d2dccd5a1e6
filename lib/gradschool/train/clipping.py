"""Gradient clipping: long gradients are shortened, and keep their direction."""

from gradschool.backend import array_namespace
from gradschool.backend.arrays import Array


def clip_by_norm(gradients: Array, largest: float) -> tuple[Array, float]:
    """Scale gradients down to a norm of at most `largest` (Pascanu, Mikolov and Bengio 2013, algorithm 1).

    Parameters
    ----------
    gradients : array, shape (size,)
        Of all parameters, end to end.
    largest : float
        The norm allowed.

    Returns
    -------
    gradients : array, shape (size,)
        The same object where it is short enough.
    norm : float
        Before clipping.

    Examples
    --------
    >>> import numpy as np
    >>> clip_by_norm(np.array([3.0, 4.0]), largest=1.0)
    (array([0.6, 0.8]), 5.0)
    """
    xp = array_namespace(gradients)
    norm = float(xp.sqrt(xp.vecdot(gradients, gradients)))
    return (gradients * (largest / norm) if norm > largest else gradients), norm
