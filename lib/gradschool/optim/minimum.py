"""A function being minimized on its full batch: where it stands, what it has cost, and how it ended."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isfinite, isnan
from typing import Any

from gradschool.backend import array_namespace
from gradschool.backend.arrays import Array, floating
from gradschool.optim.line_search import Point, strong_wolfe

Objective = Callable[[Array], tuple[Any, Array]]


@dataclass(frozen=True)
class Minimum:
    """Where a minimizer ended.

    Attributes
    ----------
    w : array, shape (n,)
        The weights.
    value : float
        The function there.
    gradient_norm : float
        The largest component of the gradient there, in absolute value.
    iterations, evaluations : int
        Steps taken, and calls of the function.
    converged : bool
        Whether the gradient is small enough.
    reason : str
        Why it ended, in words.
    path : list of array
        The weights after each step, the start first.
    """

    w: Array
    value: float
    gradient_norm: float
    iterations: int
    evaluations: int
    converged: bool
    reason: str
    path: list[Array]


class Run:
    """A function being minimized: where it stands, what it has cost, and what stops it."""

    def __init__(self, objective: Objective, start: Array, keep_path: bool) -> None:
        if floating(start, "the start").ndim != 1:
            raise ValueError(f"the start has shape {tuple(start.shape)}; weights are one axis: start.reshape(-1)")
        self.w = +start
        self.objective, self.xp, self.evaluations = objective, array_namespace(start), 0
        self.iterations, self.path, self.keep_path = 0, [self.w], keep_path
        self.value, self.gradient = self.evaluate(self.w)
        self.reason: str | None = None

    def goes_on(self, tolerance: float, most: int) -> bool:
        """Say whether another step is to be taken: nothing stops it, and it is not there yet."""
        norm = self.norm()
        self.reason = self.reason or self._not_finite(norm)
        return self.reason is None and norm > tolerance and self.iterations < most

    def evaluate(self, w: Array) -> tuple[float, Array]:
        """Return value and gradient at `w`; a copy, since the objective may write its next gradient over this one."""
        self.evaluations += 1
        returned = self.objective(w)
        if not isinstance(returned, tuple | list) or len(returned) != 2:
            raise TypeError(f"the objective returned {returned!r}; it returns a pair: the value, and its gradient")
        value, gradient = returned
        floating(gradient, "the gradient that the objective returns", like=w)
        if tuple(gradient.shape) != tuple(w.shape):
            raise ValueError(f"the gradient has shape {tuple(gradient.shape)}; the weights have {tuple(w.shape)}")
        return float(value), +gradient

    def dot(self, a: Array, b: Array) -> float:
        """Return the inner product of two vectors."""
        return float(self.xp.vecdot(a, b))

    def norm(self) -> float:
        """Return the largest component of the gradient, in absolute value."""
        return float(self.xp.max(self.xp.abs(self.gradient)))

    def slope(self, direction: Array) -> float | None:
        """Return the slope along a direction, or None and the reason why there is none."""
        slope = self.dot(self.gradient, direction)
        if isfinite(slope):
            return slope
        self.reason = (
            f"a gradient of {self.norm():g} is too large to be squared in {self.w.dtype}: "
            "scale the function, if it has a minimum at all"
        )
        return None

    def search(self, direction: Array, first: float) -> tuple[Array, Array] | None:
        """Step along a direction; return the changes of weights and gradient, or None where none is found."""
        trials: dict[float, tuple[Array, float, Array]] = {}
        slopes: dict[float, float] = {}

        def along(step: float) -> tuple[float, float]:
            w = self.w + step * direction
            value, gradient = self.evaluate(w)
            trials[step], slopes[step] = (w, value, gradient), self.dot(gradient, direction)
            return value, slopes[step]

        slope = self.slope(direction)
        if slope is None or slope >= 0:
            return None
        found = strong_wolfe(along, Point(0.0, self.value, slope), step=first)
        self.notice_abyss({step: value for step, (_, value, _) in trials.items()}, slopes if found is None else {})
        if found is None or self.reason is not None:
            return None
        w, value, gradient = trials[found.step]
        return self.move(w, value, gradient)

    def notice_abyss(self, values: dict[float, float], slopes: dict[float, float]) -> None:
        """Stop where the function is minus infinity, or where it is lowest, and still falls, at the longest step."""
        lowest, longest = min(values, key=lambda step: inf if isnan(values[step]) else values[step]), max(values)
        falling = lowest == longest and slopes.get(longest, 0.0) < 0 and values[longest] < self.value
        if values[lowest] == -inf or falling:
            self.reason = (
                f"the function is unbounded below, as far as was looked: it falls from {self.value:g} to "
                f"{values[lowest]:g} at {lowest:g} times the direction"
            )

    def move(self, w: Array, value: float, gradient: Array) -> tuple[Array, Array]:
        """Go to a point, and return how weights and gradient changed."""
        change = w - self.w, gradient - self.gradient
        self.w, self.value, self.gradient = w, value, gradient
        self.iterations += 1
        self.path = [*self.path, w] if self.keep_path else [w]
        return change

    def end(self, tolerance: float) -> Minimum:
        """Sum up."""
        converged = self.reason is None and self.norm() <= tolerance
        why = f"the gradient is below {tolerance:g}" if converged else self.reason or "the iterations are used up"
        return Minimum(self.w, self.value, self.norm(), self.iterations, self.evaluations, converged, why, self.path)

    def _not_finite(self, norm: float) -> str | None:
        where = f"after {self.iterations} iterations" if self.iterations else "at the start"
        if not isfinite(self.value):
            return f"the function is {self.value} {where}"
        return None if isfinite(norm) else f"the gradient is not finite {where}"


NO_STEP = "no step along the direction lowers the function: it is at its rounding error, or its gradient is wrong"
