"""Surfaces for optimizers to walk on: functions of two weights with their gradients and minima.

Calling a surface gives its value. Points are arrays of shape (..., 2) on any backend, so a whole grid is one call.

>>> import numpy as np
>>> from gradschool.data import surfaces
>>> valley = surfaces.valley(condition=25.0)
>>> valley.gradient(np.array([1.0, 1.0]))
array([ 1., 25.])
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from gradschool.backend import array_namespace
from gradschool.backend.arrays import Array
from gradschool.settings import Positive, checked

Interval = tuple[float, float]
Point = tuple[float, float]


@dataclass(frozen=True)
class Surface:
    """A function of two weights.

    Attributes
    ----------
    name : str
        What figures call it.
    value : callable, (..., 2) -> (...)
        The function.
    gradient : callable, (..., 2) -> (..., 2)
        Its gradient.
    start : (float, float)
        Where a race starts.
    minima : tuple of (float, float)
        Where it ends, at best.
    xlim, ylim : (float, float)
        What a figure shows.
    """

    name: str
    value: Callable[[Array], Array]
    gradient: Callable[[Array], Array]
    start: Point
    minima: tuple[Point, ...]
    xlim: Interval
    ylim: Interval

    def __call__(self, w: Array) -> Array:
        return self.value(w)


def _parts(w: Array) -> tuple[Array, Array]:
    return w[..., 0], w[..., 1]


def _join(dx: Array, dy: Array) -> Array:
    return array_namespace(dx).stack([dx, dy], axis=-1)


@checked
def valley(condition: Positive = 25.0, angle: float = 0.0) -> Surface:
    """Make a long quadratic valley, ``(x^2 + condition y^2) / 2``, along the first axis or turned.

    Parameters
    ----------
    condition : float, default 25
        The condition number of its Hessian; gradient descent is stable below ``lr = 2 / condition``.
    angle : float, default 0
        By how many degrees it is turned, its start with it, against the clock.

    Examples
    --------
    >>> import numpy as np
    >>> valley(25, angle=90).gradient(np.array([1.0, 1.0])).round(9)
    array([25.,  1.])
    """
    cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))

    def turned(x: Array, y: Array) -> tuple[Array, Array]:
        return cosine * x - sine * y, sine * x + cosine * y

    def straight(w: Array) -> tuple[Array, Array]:
        x, y = _parts(w)
        return cosine * x + sine * y, cosine * y - sine * x

    def value(w: Array) -> Array:
        x, y = straight(w)
        return (x * x + condition * y * y) / 2

    def gradient(w: Array) -> Array:
        x, y = straight(w)
        return _join(*turned(x, condition * y))

    if not angle:
        return Surface("valley", value, gradient, (-4.0, 1.0), ((0.0, 0.0),), (-4.5, 1.5), (-1.5, 1.5))
    return Surface("turned valley", value, gradient, turned(-4.0, 1.0), ((0.0, 0.0),), (-4.5, 4.5), (-4.5, 4.5))


def saddle() -> Surface:
    """Make a saddle between two minima, ``x^2 / 2 - y^2 / 2 + y^4 / 4``.

    The gradient vanishes at the origin, which is no minimum; the start lies a hair beside the ridge.
    """

    def value(w: Array) -> Array:
        x, y = _parts(w)
        return (x * x - y * y) / 2 + y**4 / 4

    def gradient(w: Array) -> Array:
        x, y = _parts(w)
        return _join(x, y**3 - y)

    return Surface("saddle", value, gradient, (-1.8, 0.001), ((0.0, 1.0), (0.0, -1.0)), (-2.0, 1.0), (-1.5, 1.5))


def plateau() -> Surface:
    """Make a bowl in a plain, ``r / (1 + r)`` with ``r = x^2 / 2 + 2 y^2``: far out the gradient all but vanishes."""

    def value(w: Array) -> Array:
        x, y = _parts(w)
        r = x * x / 2 + 2 * y * y
        return r / (1 + r)

    def gradient(w: Array) -> Array:
        x, y = _parts(w)
        slope = 1 / (1 + x * x / 2 + 2 * y * y) ** 2
        return _join(slope * x, 4 * slope * y)

    return Surface("plateau", value, gradient, (-4.0, 2.0), ((0.0, 0.0),), (-5.0, 2.0), (-2.0, 3.0))


def rosenbrock() -> Surface:
    """Make the curved valley ``(1 - x)^2 + 100 (y - x^2)^2`` (Rosenbrock 1960)."""

    def value(w: Array) -> Array:
        x, y = _parts(w)
        return (1 - x) ** 2 + 100 * (y - x * x) ** 2

    def gradient(w: Array) -> Array:
        x, y = _parts(w)
        off = y - x * x
        return _join(-2 * (1 - x) - 400 * x * off, 200 * off)

    return Surface("rosenbrock", value, gradient, (-1.2, 1.0), ((1.0, 1.0),), (-1.8, 1.6), (-0.7, 2.2))


def beale() -> Surface:
    """Make Beale's function: flat middle, steep corners, one minimum at (3, 0.5) (Beale 1958)."""
    targets = (1.5, 2.25, 2.625)

    def residuals(w: Array) -> list[Array]:
        x, y = _parts(w)
        return [target - x + x * y**power for power, target in enumerate(targets, start=1)]

    def value(w: Array) -> Array:
        first, second, third = residuals(w)
        return first * first + second * second + third * third

    def gradient(w: Array) -> Array:
        x, y = _parts(w)
        first, second, third = residuals(w)
        dx = 2 * (first * (y - 1) + second * (y**2 - 1) + third * (y**3 - 1))
        dy = 2 * x * (first + 2 * second * y + 3 * third * y**2)
        return _join(dx, dy)

    return Surface("beale", value, gradient, (0.7, 1.4), ((3.0, 0.5),), (-0.5, 4.0), (-1.0, 1.9))
