"""Gradient clipping: long gradients are shortened, single outliers are cut off, and a norm that can't overflow."""

from math import isnan, sqrt
from numbers import Real

import numpy as np

from gradschool.backend import array_namespace
from gradschool.backend.arrays import Array, clamped, floating
from gradschool.nn import Parameters
from gradschool.spellings import translated

SMALLEST_SQUARE = 1e-30
"""Below this a sum of squares has lost digits in float32, whose normal numbers end at 1.2e-38."""


def norm(*gradients: Array) -> float:
    """Return the Euclidean norm of all these arrays taken as one vector.

    Squares of float32 overflow from 1.8e19 on and vanish below 1e-23; where that may have happened, the arrays are
    divided by their largest element first, so the norm is NaN or infinite only if an element is.

    Parameters
    ----------
    *gradients : array, any shape
        Of float32 or float64, all on one device. None at all have norm 0.

    Examples
    --------
    >>> import numpy as np
    >>> print(f"{norm(np.array([3e30], 'float32'), np.array([[4e30]], 'float32')):.3g}")
    5e+30
    """
    parts = [part if part.ndim == 1 else array_namespace(part).reshape(part, (-1,)) for part in gradients if part.size]
    square = _square(parts)
    if SMALLEST_SQUARE < square < float("inf"):
        return sqrt(square)
    peaks = [float(xp.max(xp.abs(part))) for part in parts for xp in [array_namespace(part)]]
    peak = next((peak for peak in peaks if isnan(peak)), max(peaks, default=0.0))
    if peak in (0.0, float("inf")) or isnan(peak):
        return peak
    return peak * sqrt(_square([part / peak for part in parts]))


def _square(parts: list[Array]) -> float:
    """Add up the squares where the arrays are, and fetch one number; infinity where they overflow."""
    with np.errstate(over="ignore"):
        return float(parts[0] @ parts[0] if len(parts) == 1 else sum(part @ part for part in parts))


@translated
def clip_by_norm(gradients: Array, largest: float) -> tuple[Array, float]:
    """Scale gradients down to a norm of at most `largest` (Pascanu, Mikolov and Bengio 2013, algorithm 1).

    It returns them and writes into no array: ``parameters.gradients[...] = clip_by_norm(parameters.gradients, 1.0)[0]``
    clips those of a model. A trainer does so by itself, ``Trainer(clip=1.0)``.

    Parameters
    ----------
    gradients : array, any shape
        Of all parameters, end to end.
    largest : float
        The norm allowed, above 0.

    Returns
    -------
    gradients : array, same shape
        The same object where it is short enough.
    norm : float
        Before clipping.

    Raises
    ------
    ArithmeticError
        If the gradients hold NaN or an infinity: no factor mends that.

    Examples
    --------
    >>> import numpy as np
    >>> clip_by_norm(np.array([3.0, 4.0]), largest=1.0)
    (array([0.6, 0.8]), 5.0)
    """
    largest = checked_limit("largest", largest)
    length = norm(_checked("clip_by_norm", gradients, "[0]"))
    if not length < float("inf"):
        raise ArithmeticError(f"the gradients have norm {length}; clipping can't mend them: find where it comes from")
    return shortened(gradients, length, largest), length


def shortened(gradients: Array, length: float, largest: float) -> Array:
    """Scale gradients whose norm, `length`, is known already."""
    if length <= largest:
        return gradients
    factor = largest / length
    if factor > SMALLEST_SQUARE:
        return gradients * factor
    return gradients * sqrt(factor) * sqrt(factor)  # in two steps: the whole factor may be too small for float32


@translated
def clip_by_value(gradients: Array, largest: float) -> Array:
    """Cut every element off at ``-largest`` and ``largest``; unlike `clip_by_norm` this turns the direction.

    It, too, returns them and writes into no array.

    Parameters
    ----------
    gradients : array, any shape
    largest : float
        The size allowed of a single element, above 0.

    Returns
    -------
    array, same shape
        NaN stays NaN; an infinity becomes `largest`.

    Examples
    --------
    >>> import numpy as np
    >>> clip_by_value(np.array([0.3, -4.0]), largest=1.0)
    array([ 0.3, -1. ])
    """
    largest = checked_limit("largest", largest)
    return clamped(_checked("clip_by_value", gradients), -largest, largest)


def _checked(name: str, gradients: Array, part: str = "") -> Array:
    """Return gradients in an array; of a model's parameters, which PyTorch clips where they are, say how it is done."""
    if isinstance(gradients, Parameters):
        raise TypeError(
            f"{name} takes an array and returns another one: parameters.gradients[...] = "
            f"{name}(parameters.gradients, largest){part}"
        )
    return floating(gradients, f"{name}: gradients")


def checked_limit(name: str, value: float) -> float:
    """Return a limit of clipping, or say why it can't be one."""
    if isinstance(value, bool) or not isinstance(value, Real) or not 0 < float(value) < float("inf"):
        raise ValueError(f"{name} is {value!r}; a gradient is clipped to a finite number above 0")
    return float(value)
