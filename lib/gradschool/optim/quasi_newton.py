"""BFGS and L-BFGS: minimizers for full batches, which measure curvature as they go and search along lines.

They take a function that returns value and gradient, and return a `Minimum`. On mini-batches the curvature that they
measure is mostly noise; use the first-order rules there.
"""

from collections import deque

from gradschool.backend import array_namespace
from gradschool.backend.arrays import Array, floating, floating_namespace
from gradschool.optim.minimum import NO_STEP, Minimum, Objective, Run
from gradschool.settings import Count, NotNegative, PositiveCount, checked


def lbfgs_direction(gradient: Array, pairs: "deque[tuple[Array, Array]] | list[tuple[Array, Array]]") -> Array:
    """Return minus the gradient times an inverse Hessian remembered in a few pairs, by two loops.

    Nocedal and Wright 2006, algorithm 7.4 with eq. 7.20 (Liu and Nocedal 1989).

    Parameters
    ----------
    gradient : array, shape (n,)
    pairs : sequence of (array, array), each of shape (n,)
        Changes of weights and of gradient, the oldest first; their inner products are positive.
    """
    xp, q, alphas = array_namespace(floating(gradient, "lbfgs_direction: gradient")), gradient, []
    for pair in pairs:
        if not isinstance(pair, tuple | list) or len(pair) != 2 or any(x.shape != gradient.shape for x in pair):
            raise ValueError(f"lbfgs_direction: pairs holds {pair!r}; each is two arrays of shape {gradient.shape}")
    for s, y in reversed(pairs):
        alphas.append(float(xp.vecdot(s, q)) / float(xp.vecdot(s, y)))
        q = q - alphas[-1] * y
    if pairs:
        s, y = pairs[-1]
        q = q * (float(xp.vecdot(s, y)) / float(xp.vecdot(y, y)))
    for (s, y), alpha in zip(pairs, reversed(alphas), strict=True):
        q = q + (alpha - float(xp.vecdot(y, q)) / float(xp.vecdot(s, y))) * s
    return -q


@checked
def minimize_lbfgs(
    objective: Objective,
    start: Array,
    *,
    memory: PositiveCount = 10,
    tolerance: NotNegative = 1e-6,
    most: Count = 1000,
    keep_path: bool = False,
) -> Minimum:
    """Minimize with L-BFGS: quasi-Newton steps from the last few changes (Liu and Nocedal 1989).

        w = w - step H g

    ``H`` is never written down: `lbfgs_direction` makes ``H g`` of the changes.

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

    Examples
    --------
    >>> import numpy as np
    >>> from gradschool.data import surfaces
    >>> valley = surfaces.rosenbrock()
    >>> found = minimize_lbfgs(lambda w: (valley(w), valley.gradient(w)), np.array([-1.2, 1.0]))
    >>> found.converged, found.w.round(4)
    (True, array([1., 1.]))
    """
    run, pairs = Run(objective, start, keep_path), deque[tuple[Array, Array]](maxlen=memory)
    while run.goes_on(tolerance, most):
        direction = lbfgs_direction(run.gradient, pairs)
        change = run.search(direction, 1.0 if pairs else _first_step(run))
        if change is None and pairs:
            pairs.clear()
            continue
        if change is None:
            run.reason = run.reason or NO_STEP
            break
        if run.dot(*change) > 1e-10 * run.dot(change[1], change[1]):
            pairs.append(change)
    return run.end(tolerance)


def _first_step(run: Run) -> float:
    """Without curvature the first step has length 1 at most."""
    return min(1.0, 1.0 / float(run.xp.linalg.vector_norm(run.gradient)))


def bfgs_update(inverse: Array, s: Array, y: Array) -> Array:
    """Return the inverse Hessian after one more change (Nocedal and Wright 2006, eq. 6.17).

        rho = 1 / (y^T s)
        H = (I - rho s y^T) H (I - rho y s^T) + rho s s^T

    Parameters
    ----------
    inverse : array, shape (n, n)
        Symmetric and positive definite, and it stays so.
    s, y : array, shape (n,)
        Changes of weights and of gradient, with ``s y > 0``. The result times `y` is `s`.
    """
    xp = floating_namespace(inverse=inverse, s=s, y=y)
    if tuple(inverse.shape) != 2 * tuple(s.shape) or tuple(s.shape) != tuple(y.shape):
        shapes = f"{tuple(inverse.shape)}, {tuple(s.shape)} and {tuple(y.shape)}"
        raise ValueError(f"bfgs_update: inverse, s and y have shapes {shapes}; they must be (n, n), (n,) and (n,)")
    rho = 1 / float(xp.vecdot(s, y))
    hy = inverse @ y
    cross = s[:, None] * hy[None, :]
    weight = rho * rho * float(xp.vecdot(y, hy)) + rho
    return inverse - rho * (cross + cross.T) + weight * (s[:, None] * s[None, :])


@checked
def minimize_bfgs(
    objective: Objective, start: Array, *, tolerance: NotNegative = 1e-6, most: Count = 1000, keep_path: bool = False
) -> Minimum:
    """Minimize with BFGS (Broyden, Fletcher, Goldfarb and Shanno 1970; Nocedal and Wright 2006, algorithm 6.1).

        w = w - step H g

    ``H`` is the inverse Hessian that `bfgs_update` builds up, and a line search finds the step.

    Parameters and result as in `minimize_lbfgs`; memory and a step's cost grow with n^2.
    """
    run, inverse = Run(objective, start, keep_path), None
    while run.goes_on(tolerance, most):
        direction = -run.gradient if inverse is None else -(inverse @ run.gradient)
        change = run.search(direction, 1.0 if inverse is not None else _first_step(run))
        if change is None and inverse is not None:
            inverse = None
            continue
        if change is None:
            run.reason = run.reason or NO_STEP
            break
        s, y = change
        if run.dot(s, y) > 1e-10 * run.dot(y, y):
            if inverse is None:
                identity = run.xp.eye(s.shape[0], dtype=s.dtype, device=s.device)
                inverse = identity * (run.dot(s, y) / run.dot(y, y))
            inverse = bfgs_update(inverse, s, y)
    return run.end(tolerance)
