"""Other right implementations of `09-second-order`: each must earn full points. They never ship."""

from collections import deque

import numpy as np

from grader.author import accepted

# --- newton_step ----------------------------------------------------------------------------------------------


@accepted("newton_step")
def newton_on_a_copy(solution):
    def newton_step(gradient, hessian, damping=0.0):
        matrix = np.array(hessian, dtype=float)
        matrix[np.diag_indices(len(gradient))] += damping
        return np.linalg.solve(matrix, -gradient)

    return newton_step


@accepted("newton_step")
def newton_by_eigenvectors(solution):
    def newton_step(gradient, hessian, damping=0.0):
        curvatures, basis = np.linalg.eigh(hessian)
        return -basis @ ((basis.T @ gradient) / (curvatures + damping))

    return newton_step


@accepted("newton_step")
def newton_by_columns(solution):
    def newton_step(gradient, hessian, damping=0.0):
        identity = np.identity(hessian.shape[0])
        return -np.linalg.solve(hessian + identity * damping, gradient[:, None])[:, 0]

    return newton_step


@accepted("newton_step")
def newton_by_qr(solution):
    def newton_step(gradient, hessian, damping=0.0):
        q, r = np.linalg.qr(hessian + np.diag(np.full(len(gradient), damping)))
        return np.linalg.solve(r, q.T @ -gradient)

    return newton_step


@accepted("newton_step")
def newton_by_least_squares(solution):
    def newton_step(gradient, hessian, damping=0.0):
        return np.linalg.lstsq(hessian + damping * np.eye(gradient.size), -gradient, rcond=None)[0]

    return newton_step


# --- hessian_vector_product -----------------------------------------------------------------------------------


@accepted("hessian_vector_product")
def product_by_a_short_step(solution):
    def hessian_vector_product(gradient, w, v, epsilon=1e-4):
        if not np.any(v):
            return np.zeros_like(v)
        share = epsilon / np.linalg.norm(v)
        return (gradient(w + share * v) - gradient(w - share * v)) / (2 * share)

    return hessian_vector_product


@accepted("hessian_vector_product")
def product_behind_first(solution):
    def hessian_vector_product(gradient, w, v, epsilon=1e-4):
        length = np.sqrt(np.sum(v**2))
        if length > 0:
            away = v * (epsilon / length)
            behind = gradient(w - away)
            ahead = gradient(w + away)
            return (ahead - behind) * (length / (2 * epsilon))
        return v.copy()

    return hessian_vector_product


@accepted("hessian_vector_product")
def product_by_dots(solution):
    def hessian_vector_product(gradient, w, v, epsilon=1e-4):
        length = float(np.sqrt(v @ v))
        if length == 0.0:
            return np.zeros(len(v))
        points = [w + sign * epsilon * v / length for sign in (1, -1)]
        ahead, behind = map(gradient, points)
        return 0.5 * length / epsilon * np.subtract(ahead, behind)

    return hessian_vector_product


@accepted("hessian_vector_product")
def product_by_hypot(solution):
    def hessian_vector_product(gradient, w, v, epsilon=1e-4):
        length = np.hypot.reduce(v)
        if not length:
            return v * 0.0
        u = v / length
        plus, minus = gradient(w + epsilon * u), gradient(w - epsilon * u)
        return length * (plus / (2 * epsilon) - minus / (2 * epsilon))

    return hessian_vector_product


# --- downhill_step --------------------------------------------------------------------------------------------


@accepted("downhill_step")
def repair_by_eigenvectors(solution):
    def downhill_step(gradient, hessian, share=1e-3):
        curvatures, basis = np.linalg.eigh(hessian)
        if not np.all(curvatures > 0):
            curvatures = curvatures - curvatures.min() + share * np.abs(curvatures).max()
        return -(basis @ ((gradient @ basis) / curvatures))

    return downhill_step


@accepted("downhill_step")
def repair_with_the_spectral_norm(solution):
    def downhill_step(gradient, hessian, share=1e-3):
        least = np.linalg.eigvalsh(hessian).min()
        if least > 0:
            return np.linalg.solve(hessian, -gradient)
        goal = share * np.linalg.norm(hessian, 2)
        return np.linalg.solve(hessian + (goal - least) * np.eye(len(gradient)), -gradient)

    return downhill_step


@accepted("downhill_step")
def repair_of_both_ends(solution):
    def downhill_step(gradient, hessian, share=1e-3):
        curvatures = np.linalg.eigvalsh(hessian)
        least, most = curvatures[0], max(abs(curvatures[0]), abs(curvatures[-1]))
        damping = 0.0 if least > 0 else share * most + abs(least)
        matrix = hessian.copy()
        matrix[np.diag_indices_from(matrix)] += damping
        return -np.linalg.solve(matrix, gradient)

    return downhill_step


@accepted("downhill_step")
def repair_by_general_eigenvalues(solution):
    def downhill_step(gradient, hessian, share=1e-3):
        curvatures = np.sort(np.linalg.eigvals(hessian).real)
        if (curvatures > 0).all():
            return solution.newton_step(gradient, hessian)
        return solution.newton_step(gradient, hessian, share * np.abs(curvatures).max() - min(curvatures))

    return downhill_step


# --- backtracking_line_search ---------------------------------------------------------------------------------


@accepted("backtracking_line_search")
def search_by_while(solution):
    def backtracking_line_search(loss_at, value, slope, step=1.0, shrink=0.5, share=1e-4, most=50):
        tries = 0
        while tries < most:
            loss = loss_at(step)
            if not np.isnan(loss) and not np.isinf(loss) and loss - value <= share * step * slope:
                return step
            step *= shrink
            tries += 1
        return None

    return backtracking_line_search


@accepted("backtracking_line_search")
def search_by_recursion(solution):
    def backtracking_line_search(loss_at, value, slope, step=1.0, shrink=0.5, share=1e-4, most=50):
        if most == 0:
            return None
        loss = loss_at(step)
        if -np.inf < loss < np.inf and loss <= value + share * step * slope:
            return step
        return backtracking_line_search(loss_at, value, slope, step * shrink, shrink, share, most - 1)

    return backtracking_line_search


@accepted("backtracking_line_search")
def search_by_continue(solution):
    def backtracking_line_search(loss_at, value, slope, step=1.0, shrink=0.5, share=1e-4, most=50):
        length = step
        for attempt in range(most):
            if attempt:
                length = length * shrink
            loss = loss_at(length)
            if not np.isfinite(loss):
                continue
            if value + share * length * slope >= loss:
                return float(length)
        return None

    return backtracking_line_search


@accepted("backtracking_line_search")
def search_by_a_generator(solution):
    def backtracking_line_search(loss_at, value, slope, step=1.0, shrink=0.5, share=1e-4, most=50):
        def lengths():
            t = step
            for _ in range(most):
                yield t
                t = t * shrink

        def good(t):
            loss = loss_at(t)
            return bool(np.isfinite(loss)) and loss <= value + share * t * slope

        return next((t for t in lengths() if good(t)), None)

    return backtracking_line_search


# --- bfgs_update ----------------------------------------------------------------------------------------------


@accepted("bfgs_update")
def update_by_brackets(solution):
    def bfgs_update(inverse, s, y):
        if not s @ y > 0:
            return inverse
        rho = 1 / np.dot(s, y)
        identity = np.eye(len(s))
        return (identity - rho * np.outer(s, y)) @ inverse @ (identity - rho * np.outer(y, s)) + rho * np.outer(s, s)

    return bfgs_update


@accepted("bfgs_update")
def update_by_columns(solution):
    def bfgs_update(inverse, s, y):
        sy = float(np.sum(s * y))
        if sy > 0:
            column, z = s[:, None], (inverse @ y)[:, None]
            weight = (sy + (y @ z).item()) / sy**2
            return inverse + weight * (column @ column.T) - (z @ column.T + column @ z.T) / sy
        return inverse.copy()

    return bfgs_update


@accepted("bfgs_update")
def update_by_einsum(solution):
    def bfgs_update(inverse, s, y):
        rho = np.einsum("i,i->", s, y)
        if rho <= 0:
            return inverse
        left = np.eye(s.size) - np.einsum("i,j->ij", s, y) / rho
        return np.einsum("ij,jk,lk->il", left, inverse, left) + np.multiply.outer(s, s) / rho

    return bfgs_update


@accepted("bfgs_update")
def update_in_place_on_a_copy(solution):
    def bfgs_update(inverse, s, y):
        belief = np.array(inverse)
        curvature = y.dot(s)
        if curvature <= 0:
            return belief
        z = belief.dot(y)
        belief -= (np.outer(s, z) + np.outer(z, s)) / curvature
        belief += (1 + y.dot(z) / curvature) / curvature * np.outer(s, s)
        return belief

    return bfgs_update


# --- lbfgs_direction ------------------------------------------------------------------------------------------


@accepted("lbfgs_direction")
def loops_in_place_on_a_copy(solution):
    def lbfgs_direction(gradient, pairs):
        q = gradient.copy()
        alphas = [0.0] * len(pairs)
        for i in range(len(pairs) - 1, -1, -1):
            s, y = pairs[i]
            alphas[i] = s.dot(q) / y.dot(s)
            q -= alphas[i] * y
        if len(pairs) > 0:
            q *= pairs[-1][0].dot(pairs[-1][1]) / pairs[-1][1].dot(pairs[-1][1])
        for i in range(len(pairs)):
            s, y = pairs[i]
            q += s * (alphas[i] - y.dot(q) / y.dot(s))
        return -q

    return lbfgs_direction


@accepted("lbfgs_direction")
def loops_by_recursion(solution):
    def lbfgs_direction(gradient, pairs):
        def times(v, kept, gamma):
            if not kept:
                return gamma * v
            (s, y), rho = kept[-1], 1 / (kept[-1][0] @ kept[-1][1])
            alpha = rho * (s @ v)
            r = times(v - alpha * y, kept[:-1], gamma)
            return r + (alpha - rho * (y @ r)) * s

        if not pairs:
            return -gradient
        s, y = pairs[-1]
        return -times(gradient, pairs, (s @ y) / (y @ y))

    return lbfgs_direction


@accepted("lbfgs_direction")
def loops_from_minus_the_gradient(solution):
    def lbfgs_direction(gradient, pairs):
        d = -gradient
        stack = []
        for s, y in pairs[::-1]:
            rho = 1.0 / np.vdot(y, s)
            alpha = rho * np.vdot(s, d)
            d = d - alpha * y
            stack.append((rho, alpha, s, y))
        if stack:
            newest_s, newest_y = pairs[-1]
            d = np.vdot(newest_s, newest_y) / np.vdot(newest_y, newest_y) * d
        while stack:
            rho, alpha, s, y = stack.pop()
            d = d + s * (alpha - rho * np.vdot(y, d))
        return d

    return lbfgs_direction


@accepted("lbfgs_direction")
def loops_by_the_matrix(solution):
    def lbfgs_direction(gradient, pairs):
        n = len(gradient)
        belief = np.eye(n, dtype=gradient.dtype)
        if pairs:
            s, y = pairs[-1]
            belief = belief * ((s @ y) / (y @ y))
        for s, y in pairs:
            left = np.eye(n, dtype=gradient.dtype) - np.outer(s, y) / (s @ y)
            belief = left @ belief @ left.T + np.outer(s, s) / (s @ y)
        return -(belief @ gradient)

    return lbfgs_direction


# --- minimize_lbfgs -------------------------------------------------------------------------------------------


@accepted("minimize_lbfgs")
def minimizer_with_a_deque(solution):
    def minimize_lbfgs(objective, w, memory=10, steps=100, tolerance=1e-6):
        loss, gradient = objective(w)
        path, pairs = [np.array(w)], deque(maxlen=memory)
        for _ in range(steps):
            if np.linalg.norm(gradient) <= tolerance:
                break
            direction = solution.lbfgs_direction(gradient, list(pairs))
            last = {}

            def look(t, w=w, direction=direction, last=last):
                last["w"] = w + t * direction
                last["loss"], last["gradient"] = objective(last["w"])
                return last["loss"]

            first = 1.0
            if not pairs and np.linalg.norm(gradient) > 1:
                first = 1 / np.linalg.norm(gradient)
            if solution.backtracking_line_search(look, loss, gradient @ direction, step=first) is None:
                break
            s, y = last["w"] - w, last["gradient"] - gradient
            if np.dot(s, y) > 0:
                pairs.append((s, y))
            w, loss, gradient = last["w"], last["loss"], last["gradient"]
            path.append(w)
        return np.array(path)

    return minimize_lbfgs


@accepted("minimize_lbfgs")
def minimizer_with_its_own_search(solution):
    def minimize_lbfgs(objective, w, memory=10, steps=100, tolerance=1e-6):
        value, g = objective(w)
        points, pairs = [w], []
        while len(points) - 1 < steps and g @ g > tolerance**2:
            p = solution.lbfgs_direction(g, pairs)
            t = min(1.0, 1.0 / np.sqrt(g @ g)) if not pairs else 1.0
            for _ in range(50):
                new = points[-1] + t * p
                loss, slope = objective(new)
                if np.isfinite(loss) and loss <= value + 1e-4 * t * (g @ p):
                    break
                t = t / 2
            else:
                return np.stack(points)
            if (new - points[-1]) @ (slope - g) > 0:
                pairs.append((new - points[-1], slope - g))
                del pairs[:-memory]
            points.append(new)
            value, g = loss, slope
        return np.stack(points)

    return minimize_lbfgs


@accepted("minimize_lbfgs")
def minimizer_that_notes_looks(solution):
    def minimize_lbfgs(objective, w, memory=10, steps=100, tolerance=1e-6):
        looks = []

        def look(point):
            looks.append((point, *objective(point)))
            return looks[-1][1]

        look(w)
        path, pairs = [w], []
        here, value, g = looks[-1]
        for _ in range(steps):
            length = np.sqrt(np.sum(g**2))
            if not length > tolerance:
                break
            p = solution.lbfgs_direction(g, pairs[-memory:])
            first = 1.0 if pairs else 1 / max(1.0, length)
            t = solution.backtracking_line_search(lambda t, a=here, p=p: look(a + t * p), value, np.dot(g, p), first)
            if t is None:
                break
            before, slope = here, g
            here, value, g = looks[-1]
            if (here - before) @ (g - slope) > 0:
                pairs = [*pairs, (here - before, g - slope)]
            path.append(here)
        return np.vstack(path)

    return minimize_lbfgs
