"""Newton's method for full batches, which is given the curvature and pays for it."""

from collections.abc import Callable
from math import isfinite

from gradschool.backend.arrays import Array
from gradschool.optim.line_search import backtracking
from gradschool.optim.minimum import NO_STEP, Minimum, Objective, Run
from gradschool.settings import Count, NotNegative, checked


@checked
def minimize_newton(
    objective: Objective,
    hessian: Callable[[Array], Array],
    start: Array,
    *,
    tolerance: NotNegative = 1e-6,
    most: Count = 100,
    keep_path: bool = False,
) -> Minimum:
    """Minimize with Newton's method, damped where the Hessian is not positive definite.

        w = w - step (H + shift I)^-1 g

    Nocedal and Wright 2006, algorithms 3.2 and 3.3: a multiple of the identity is added that makes every curvature
    positive, at least a thousandth of the largest one, whatever the units; a step costs n^3.

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
    run = Run(objective, start, keep_path)
    while run.goes_on(tolerance, most):
        curvature = _symmetric(run, hessian(run.w))
        if curvature is not None:
            _step(run, _downhill(run, curvature))
    return run.end(tolerance)


def _step(run: Run, direction: Array) -> None:
    """Go along a direction as far as the function falls, or say why not."""
    values: dict[float, float] = {}
    gradients: dict[float, Array] = {}

    def value_at(step: float) -> float:
        values[step], gradients[step] = run.evaluate(run.w + step * direction)
        return values[step]

    slope = run.slope(direction)
    if slope is None:
        return
    step = backtracking(value_at, run.value, slope)
    run.notice_abyss(values, {})
    if step is None:
        run.reason = run.reason or NO_STEP
    else:
        run.move(run.w + step * direction, values[step], gradients[step])


def _symmetric(run: Run, hessian: Array) -> Array | None:
    """Return a Hessian whose halves agree to rounding, or None and the reason why it can't be used."""
    xp, n = run.xp, run.w.shape[0]
    if tuple(hessian.shape) != (n, n):
        raise ValueError(f"the Hessian has shape {tuple(hessian.shape)}; {n} weights need ({n}, {n})")
    gap, largest = xp.abs(hessian - hessian.T), float(xp.max(xp.abs(hessian)))
    if not isfinite(largest):
        run.reason = f"the Hessian is not finite after {run.iterations} iterations"
    elif float(xp.max(gap)) > 1e-3 * largest:
        i, j = divmod(int(xp.argmax(gap)), n)
        here, there = float(hessian[i, j]), float(hessian[j, i])
        run.reason = f"the Hessian is not symmetric: {here:g} at ({i}, {j}), {there:g} at ({j}, {i})"
    return None if run.reason else (hessian + hessian.T) / 2


def _downhill(run: Run, hessian: Array) -> Array:
    """Solve for Newton's step; damp it until all curvatures are positive, and to length 1 where there is none."""
    xp, linalg = run.xp, run.xp.linalg
    curvatures = linalg.eigvalsh(hessian)
    least, most = float(xp.min(curvatures)), float(xp.max(xp.abs(curvatures)))
    if most == 0:
        return -run.gradient / linalg.vector_norm(run.gradient)
    damping = 0.0 if least > 1e-8 * most else 1e-3 * most - least
    identity = xp.eye(hessian.shape[0], dtype=hessian.dtype, device=hessian.device)
    return -linalg.solve(hessian + damping * identity, run.gradient)
