"""Newton's method for full batches, which is given the curvature and pays for it."""

from collections.abc import Callable
from typing import Any

from gradschool.backend.arrays import Array
from gradschool.optim.line_search import backtracking
from gradschool.optim.minimum import NO_STEP, Minimum, Objective, Run


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
    run, reason = Run(objective, start, keep_path), None
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


def _downhill(run: Run, hessian: Array) -> Array:
    """Solve for Newton's step; damp it until all curvatures are positive."""
    xp, linalg = run.xp, run.xp.linalg
    curvatures = linalg.eigvalsh(hessian)
    least, most = float(xp.min(curvatures)), float(xp.max(xp.abs(curvatures)))
    floor = 1e-8 * max(most, 1.0)
    damping = 0.0 if least > floor else floor + 1e-3 * max(most, 1.0) - least
    identity = xp.eye(hessian.shape[0], dtype=hessian.dtype, device=hessian.device)
    return -linalg.solve(hessian + damping * identity, run.gradient)
