"""A function being minimized on its full batch: where it stands, what it has cost, and how it ended."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gradschool.backend import array_namespace
from gradschool.backend.arrays import Array
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
    """A function being minimized: where it stands, and what it has cost."""

    def __init__(self, objective: Objective, start: Array, keep_path: bool) -> None:
        self.objective, self.xp, self.evaluations = objective, array_namespace(start), 0
        self.w = start + 0
        self.value, self.gradient = self.evaluate(self.w)
        self.iterations, self.path, self.keep_path = 0, [self.w], keep_path

    def evaluate(self, w: Array) -> tuple[float, Array]:
        """Return value and gradient at `w`."""
        self.evaluations += 1
        value, gradient = self.objective(w)
        return float(value), gradient

    def dot(self, a: Array, b: Array) -> float:
        """Return the inner product of two vectors."""
        return float(self.xp.vecdot(a, b))

    def norm(self) -> float:
        """Return the largest component of the gradient, in absolute value."""
        return float(self.xp.max(self.xp.abs(self.gradient)))

    def search(self, direction: Array, first: float) -> tuple[Array, Array] | None:
        """Step along a direction; return the changes of weights and gradient, or None where none is found."""
        trials: dict[float, tuple[Array, float, Array]] = {}

        def along(step: float) -> tuple[float, float]:
            w = self.w + step * direction
            value, gradient = self.evaluate(w)
            trials[step] = (w, value, gradient)
            return value, self.dot(gradient, direction)

        start = Point(0.0, self.value, self.dot(self.gradient, direction))
        found = strong_wolfe(along, start, step=first) if start.slope < 0 else None
        if found is None:
            return None
        w, value, gradient = trials[found.step]
        return self.move(w, value, gradient)

    def move(self, w: Array, value: float, gradient: Array) -> tuple[Array, Array]:
        """Go to a point, and return how weights and gradient changed."""
        change = w - self.w, gradient - self.gradient
        self.w, self.value, self.gradient = w, value, gradient
        self.iterations += 1
        self.path = [*self.path, w] if self.keep_path else [w]
        return change

    def end(self, tolerance: float, reason: str | None) -> Minimum:
        """Sum up."""
        converged = self.norm() <= tolerance
        why = f"the gradient is below {tolerance:g}" if converged else reason or "the iterations are used up"
        return Minimum(self.w, self.value, self.norm(), self.iterations, self.evaluations, converged, why, self.path)


NO_STEP = "no step along the direction lowers the function: it is at its rounding error, or its gradient is wrong"
