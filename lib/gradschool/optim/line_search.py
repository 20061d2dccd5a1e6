"""How far to go along a direction: backtracking, and a search for the strong Wolfe conditions."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite, sqrt

from gradschool.settings import Count, Fraction, Positive, checked

Along = Callable[[float], tuple[float, float]]
"""Takes a step length; returns value and slope of the function there, along the direction."""


@dataclass(frozen=True)
class Point:
    """A step length that was tried, with value and slope."""

    step: float
    value: float
    slope: float


@checked
def backtracking(
    value_at: Callable[[float], float],
    value: float,
    slope: float,
    *,
    step: Positive = 1.0,
    shrink: Fraction = 0.5,
    share: Fraction = 1e-4,
    most: Count = 50,
) -> float | None:
    """Shrink a step until the function falls by a share of what its slope promises (Armijo 1966).

    Nocedal and Wright 2006, algorithm 3.1.

    Parameters
    ----------
    value_at : callable
        Takes a step length; returns the function there.
    value, slope : float
        At step 0; the slope is negative.
    step : float, default 1
        The first length tried.
    shrink : float, default 0.5
        Factor between tries.
    share : float, default 1e-4
        Of the promised fall.
    most : int, default 50
        Tries.

    Returns
    -------
    float or None
        A step length, or None where no try was good enough.
    """
    for _ in range(most):
        found = value_at(step)
        if isfinite(found) and found <= value + share * step * slope:
            return step
        step *= shrink
    return None


@checked
def strong_wolfe(
    along: Along,
    start: Point,
    *,
    step: Positive = 1.0,
    share: Fraction = 1e-4,
    curvature: Fraction = 0.9,
    most: Count = 30,
) -> Point | None:
    """Find a step that falls enough and is flat enough (Nocedal and Wright 2006, algorithms 3.5 and 3.6).

    Parameters
    ----------
    along : callable
        Value and slope at a step length.
    start : Point
        At step 0; its slope is negative.
    step : float, default 1
        The first length tried.
    share : float, default 1e-4
        Least share of the promised fall (the paper's c1).
    curvature : float, default 0.9
        Largest share of the starting slope that may be left (c2).
    most : int, default 30
        Evaluations.

    Returns
    -------
    Point or None
        None where no step was found.
    """
    if not isinstance(start, Point):
        raise TypeError(f"strong_wolfe: start is {start!r}; give a Point, with step, value and slope")
    before = start
    for count in range(most):
        here = _try(along, step)
        too_high = not here.value <= start.value + share * step * start.slope
        if too_high or (count > 0 and here.value >= before.value):
            return _zoom(along, start, before, here, share, curvature, most)
        if abs(here.slope) <= -curvature * start.slope:
            return here
        if here.slope >= 0:
            return _zoom(along, start, here, before, share, curvature, most)
        before, step = here, 2 * step
    return None


def _try(along: Along, step: float) -> Point:
    value, slope = along(step)
    return Point(step, value if isfinite(value) else float("inf"), slope)


def _zoom(
    along: Along, start: Point, low: Point, high: Point, share: float, curvature: float, most: int
) -> Point | None:
    """Narrow down the interval between a good end and another (algorithm 3.6)."""
    for _ in range(most):
        here = _try(along, _between(low, high))
        if not here.value <= start.value + share * here.step * start.slope or here.value >= low.value:
            high = here
        else:
            if abs(here.slope) <= -curvature * start.slope:
                return here
            if here.slope * (high.step - low.step) >= 0:
                high = low
            low = here
        if abs(high.step - low.step) <= 1e-12 * max(low.step, high.step):
            break
    return low if low.step > 0 and low.value < start.value else None


def _between(low: Point, high: Point) -> float:
    """Return the minimum of the cubic through both ends (eq. 3.59), or the middle where it is of no use."""
    width = high.step - low.step
    middle = low.step + width / 2
    if not (isfinite(high.value) and isfinite(high.slope)):
        return middle
    bend = low.slope + high.slope - 3 * (low.value - high.value) / (low.step - high.step)
    inside = bend * bend - low.slope * high.slope
    if inside < 0:
        return middle
    root = sqrt(inside) if width > 0 else -sqrt(inside)
    below = high.slope - low.slope + 2 * root
    found = high.step - width * (high.slope + root - bend) / below if below != 0 else middle
    near, far = sorted((low.step + 0.1 * width, high.step - 0.1 * width))
    return found if near <= found <= far else middle
