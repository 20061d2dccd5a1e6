"""Numbers to be drawn, brought to the host from wherever they were computed."""

from typing import Any

import numpy as np

from gradschool.backend import to_numpy


def on_host(values: Any) -> np.ndarray:
    """Return numbers as a float array on the host.

    Parameters
    ----------
    values : array, number, or list of these
        On any device; a list may hold one number of a GPU a step, as a training loop of one's own collects them.

    Examples
    --------
    >>> on_host([1, np.float32(2.0)])
    array([1., 2.])
    """
    if isinstance(values, list | tuple):
        values = [value if isinstance(value, float | int) else on_host(value) for value in values]
    return np.asarray(to_numpy(values), dtype=float)
