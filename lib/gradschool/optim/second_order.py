"""Newton, BFGS and L-BFGS: minimizers for full batches, which use curvature and search along lines.

They take a function that returns value and gradient, and return a `Minimum`. On mini-batches the curvature that they
measure is mostly noise; use the first-order rules there.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gradschool.backend import array_namespace
from gradschool.backend.arrays import Array
from gradschool.optim.line_search import Point, backtracking, strong_wolfe

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


class _Run:
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


def lbfgs_direction(gradient: Array, pairs: "deque[tuple[Array, Array]] | list[tuple[Array, Array]]") -> Array:
    """Return minus the gradient times an inverse Hessian remembered in a few pairs, by two loops.

    Nocedal and Wright 2006, algorithm 7.4 with eq. 7.20 (Liu and Nocedal 1989).

    Parameters
    ----------
    gradient : array, shape (n,)
    pairs : sequence of (array, array), each of shape (n,)
        Changes of weights and of gradient, the oldest first; their inner products are positive.
    """
    xp, q, alphas = array_namespace(gradient), gradient, []
    for s, y in reversed(pairs):
        alphas.append(float(xp.vecdot(s, q)) / float(xp.vecdot(s, y)))
        q = q - alphas[-1] * y
    if pairs:
        s, y = pairs[-1]
        q = q * (float(xp.vecdot(s, y)) / float(xp.vecdot(y, y)))
    for (s, y), alpha in zip(pairs, reversed(alphas), strict=True):
        q = q + (alpha - float(xp.vecdot(y, q)) / float(xp.vecdot(s, y))) * s
    return -q


def minimize_lbfgs(
    objective: Objective,
    start: Array,
    *,
    memory: int = 10,
    tolerance: float = 1e-6,
    most: int = 1000,
    keep_path: bool = False,
) -> Minimum:
    """Minimize with L-BFGS: quasi-Newton steps from the last few changes (Liu and Nocedal 1989).

    Parameters
    ----------
    objective : callable
        Takes weights of shape (n,); returns value and gradient. Deterministic: the full batch.
    start : array, shape (n,)
    memory : int, default 10
        Pairs that are remembered.
    tolerance : float, default 1e-6
        Of the gradient's largest component.
    most : int, default 1000
        Iterations.
    keep_path : bool, default False
        Whether `Minimum.path` holds every point, or the last alone.

    Returns
    -------
    Minimum
    """
    run, pairs = _Run(objective, start, keep_path), deque[tuple[Array, Array]](maxlen=memory)
    reason = None
    while run.norm() > tolerance and run.iterations < most:
        direction = lbfgs_direction(run.gradient, pairs)
        change = run.search(direction, 1.0 if pairs else _first_step(run))
        if change is None and pairs:
            pairs.clear()
            continue
        if change is None:
            reason = NO_STEP
            break
        if run.dot(*change) > 1e-10 * run.dot(change[1], change[1]):
            pairs.append(change)
    return run.end(tolerance, reason)


def _first_step(run: _Run) -> float:
    """Without curvature the first step has length 1 at most."""
    return min(1.0, 1.0 / run.dot(run.gradient, run.gradient) ** 0.5)


def bfgs_update(inverse: Array, s: Array, y: Array) -> Array:
    """Return the inverse Hessian after one more change (Nocedal and Wright 2006, eq. 6.17).

    Parameters
    ----------
    inverse : array, shape (n, n)
        Symmetric and positive definite, and it stays so.
    s, y : array, shape (n,)
        Changes of weights and of gradient, with ``s y > 0``. The result times `y` is `s`.
    """
    xp = array_namespace(inverse=inverse, s=s, y=y)
    rho = 1 / float(xp.vecdot(s, y))
    hy = inverse @ y
    cross = s[:, None] * hy[None, :]
    weight = rho * rho * float(xp.vecdot(y, hy)) + rho
    return inverse - rho * (cross + cross.T) + weight * (s[:, None] * s[None, :])


def minimize_bfgs(
    objective: Objective, start: Array, *, tolerance: float = 1e-6, most: int = 1000, keep_path: bool = False
) -> Minimum:
    """Minimize with BFGS (Broyden, Fletcher, Goldfarb and Shanno 1970; Nocedal and Wright 2006, algorithm 6.1).

    Parameters and result as in `minimize_lbfgs`; memory and a step's cost grow with n^2.
    """
    run, reason = _Run(objective, start, keep_path), None
    inverse = None
    while run.norm() > tolerance and run.iterations < most:
        direction = -run.gradient if inverse is None else -(inverse @ run.gradient)
        change = run.search(direction, 1.0 if inverse is not None else _first_step(run))
        if change is None and inverse is not None:
            inverse = None
            continue
        if change is None:
            reason = NO_STEP
            break
        s, y = change
        if run.dot(s, y) > 1e-10 * run.dot(y, y):
            if inverse is None:
                identity = run.xp.eye(s.shape[0], dtype=s.dtype, device=s.device)
                inverse = identity * (run.dot(s, y) / run.dot(y, y))
            inverse = bfgs_update(inverse, s, y)
    return run.end(tolerance, reason)


def minimize_newton(
    objective: Objective,
    hessian: Callable[[Array], Array],
    start: Array,
    *,
    tolerance: float = 1e-6,
    most: int = 100,
    keep_path: bool = False,
) -> Minimum:
    """Minimize with Newton's method, damped where the Hessian is not positive definite.

    Nocedal and Wright 2006, algorithms 3.2 and 3.3: ``lambda`` times the identity is added until the step goes
    downhill; a step costs n^3.

    Parameters
    ----------
    objective : callable
        Takes weights of shape (n,); returns value and gradient.
    hessian : callable
        Takes weights; returns the matrix of second derivatives, shape (n, n).
    start : array, shape (n,)
    tolerance, most, keep_path
        As in `minimize_lbfgs`.

    Returns
    -------
    Minimum
    """
    run, reason = _Run(objective, start, keep_path), None
    while run.norm() > tolerance and run.iterations < most:
        direction = _downhill(run, hessian(run.w))
        w, slope = run.w, run.dot(run.gradient, direction)
        trials: dict[float, tuple[float, Array]] = {}

        def value_at(step: float, w: Array = w, direction: Array = direction, trials: Any = trials) -> float:
            trials[step] = run.evaluate(w + step * direction)
            return trials[step][0]

        step = backtracking(value_at, run.value, slope)
        if step is None:
            reason = NO_STEP
            break
        run.move(w + step * direction, *trials[step])
    return run.end(tolerance, reason)


def _downhill(run: _Run, hessian: Array) -> Array:
    """Solve for Newton's step; damp it until all curvatures are positive."""
    xp, linalg = run.xp, run.xp.linalg
    curvatures = linalg.eigvalsh(hessian)
    least, most = float(xp.min(curvatures)), float(xp.max(xp.abs(curvatures)))
    floor = 1e-8 * max(most, 1.0)
    damping = 0.0 if least > floor else floor + 1e-3 * max(most, 1.0) - least
    identity = xp.eye(hessian.shape[0], dtype=hessian.dtype, device=hessian.device)
    return -linalg.solve(hessian + damping * identity, run.gradient)
