"""Other right implementations of `06-gradient-descent`: each must earn full points. They never ship."""

import math

import numpy as np

from grader.author import accepted


@accepted("quadratic")
def bowl_by_einsum(solution):
    def quadratic(w, minimum, hessian):
        d = w - minimum
        return np.einsum("...i,ij,...j->...", d, hessian, d) / 2, np.einsum("ij,...j->...i", hessian, d)

    return quadratic


@accepted("quadratic")
def bowl_with_columns(solution):
    def quadratic(w, minimum, hessian):
        d = (w - minimum)[..., None]
        slope = hessian @ d
        return (np.swapaxes(d, -1, -2) @ slope / 2)[..., 0, 0], slope[..., 0]

    return quadratic


@accepted("quadratic")
def bowl_point_by_point(solution):
    def quadratic(w, minimum, hessian):
        if w.ndim > 1:
            values, gradients = zip(*(quadratic(row, minimum, hessian) for row in w), strict=True)
            return np.array(values), np.array(gradients)
        return (w - minimum).dot(hessian).dot(w - minimum) * w.dtype.type(0.5), hessian.dot(w - minimum)

    return quadratic


@accepted("quadratic")
def bowl_by_matmul(solution):
    def quadratic(w, minimum, hessian):
        gradient = np.matmul(w, hessian) - minimum @ hessian
        return ((w - minimum) * gradient).sum(-1) / 2, gradient

    return quadratic


@accepted("quadratic")
def bowl_by_tensordot(solution):
    def quadratic(w, minimum, hessian):
        d = np.subtract(w, minimum)
        gradient = np.tensordot(d, hessian, axes=(-1, 0))
        return np.multiply(d, gradient).sum(axis=-1) * d.dtype.type(0.5), gradient

    return quadratic


@accepted("gradient_descent")
def descent_into_an_array(solution):
    def gradient_descent(w, gradient, lr, steps, tolerance=0.0):
        path = np.empty((steps + 1, *np.shape(w)), dtype=np.asarray(w).dtype)
        path[0] = w
        for t in range(steps):
            g = gradient(path[t])
            if np.sqrt(np.sum(g**2)) <= tolerance:
                return path[: t + 1]
            path[t + 1] = path[t] - lr * g
        return path

    return gradient_descent


@accepted("gradient_descent")
def descent_in_place_on_a_copy(solution):
    def gradient_descent(w, gradient, lr, steps, tolerance=0.0):
        w = w.copy()
        path = [w.copy()]
        g = gradient(w)
        while len(path) <= steps and np.sum(g * g) > tolerance**2:
            w -= lr * g
            path.append(w.copy())
            g = gradient(w)
        return np.array(path)

    return gradient_descent


@accepted("gradient_descent")
def descent_by_the_last_row(solution):
    def gradient_descent(w, gradient, lr, steps, tolerance=0.0):
        path = [w]
        while len(path) <= steps:
            g = gradient(path[-1])
            if not np.linalg.norm(g.ravel()) > tolerance:
                break
            path.append(np.subtract(path[-1], np.multiply(lr, g)))
        return np.array(path)

    return gradient_descent


@accepted("gradient_descent")
def descent_with_a_flag(solution):
    def gradient_descent(w, gradient, lr, steps, tolerance=0.0):
        path, flat = [w], False
        for _ in range(steps):
            g = gradient(w)
            flat = flat or math.sqrt(float((g * g).sum())) <= tolerance
            if not flat:
                w = w - lr * g
                path.append(w)
        return np.stack(path)

    return gradient_descent


@accepted("gradient_descent")
def descent_that_calls_itself(solution):
    def gradient_descent(w, gradient, lr, steps, tolerance=0.0):
        if steps == 0:
            return w[None]
        g = gradient(w)
        if np.linalg.norm(g) <= tolerance:
            return w[None]
        return np.concatenate([w[None], gradient_descent(w - lr * g, gradient, lr, steps - 1, tolerance)])

    return gradient_descent


@accepted("sharpest_direction")
def sharpest_of_halves(solution):
    def sharpest_direction(gradient, w, rng, iterations=50, epsilon=1e-3):
        v = rng.standard_normal(w.shape)
        for _ in range(iterations):
            v = v / np.sqrt(np.sum(v * v))
            hv = gradient(w + epsilon * v) / (2 * epsilon) - gradient(w - epsilon * v) / (2 * epsilon)
            if not np.any(hv):
                return 0.0, v
            v = hv
        v = v / np.linalg.norm(v)
        return np.dot(v, (gradient(w + epsilon * v) - gradient(w - epsilon * v)) / (2 * epsilon)), v

    return sharpest_direction


@accepted("sharpest_direction")
def sharpest_by_length_and_turn(solution):
    """The size is the length of H v, the sign whether v turns around."""

    def sharpest_direction(gradient, w, rng, iterations=50, epsilon=1e-3):
        v, size, sign = rng.standard_normal(len(w)), 0.0, 1.0
        v /= np.linalg.norm(v)
        for _ in range(iterations + 1):
            hv = 0.5 * (gradient(w + epsilon * v) - gradient(w - epsilon * v)) / epsilon
            size = np.linalg.norm(hv)
            if size == 0.0:
                return 0.0, v
            sign = np.sign(hv @ v)
            v = hv / size
        return float(sign * size), v

    return sharpest_direction


@accepted("sharpest_direction")
def sharpest_measured_on_the_way(solution):
    def sharpest_direction(gradient, w, rng, iterations=50, epsilon=1e-3):
        direction = rng.normal(size=len(w))
        direction, curvature = direction / np.linalg.norm(direction), 0.0
        for _ in range(iterations):
            ahead, behind = gradient(w + epsilon * direction), gradient(w - epsilon * direction)
            product = (ahead - behind) / (2 * epsilon)
            curvature = product @ direction
            if np.linalg.norm(product) > 0:
                direction = product / np.linalg.norm(product)
        return curvature, direction

    return sharpest_direction


@accepted("sharpest_direction")
def sharpest_from_other_chance(solution):
    def sharpest_direction(gradient, w, rng, iterations=50, epsilon=1e-3):
        def bend(v):
            return (gradient(w + epsilon * v) - gradient(w - epsilon * v)) / (2 * epsilon)

        v = rng.uniform(-1, 1, w.size)
        for _ in range(iterations):
            v = bend(v / np.linalg.norm(v)) if np.linalg.norm(v) else v
        if np.linalg.norm(v) == 0:
            return 0, np.eye(w.size)[0]
        v = v / np.linalg.norm(v)
        return v.dot(bend(v)), v

    return sharpest_direction


@accepted("sharpest_direction")
def sharpest_the_other_way_round(solution):
    def sharpest_direction(gradient, w, rng, iterations=50, epsilon=1e-3):
        curvature, direction = solution.definitions["sharpest_direction"](gradient, w, rng, iterations, epsilon)
        return curvature, -direction

    return sharpest_direction


@accepted("kind_of_point")
def kind_by_the_extremes(solution):
    def kind_of_point(hessian, tolerance=1e-8):
        lowest, highest = np.linalg.eigvalsh(hessian)[[0, -1]]
        if lowest < -tolerance and highest > tolerance:
            return "saddle"
        if lowest > tolerance:
            return "minimum"
        return "maximum" if highest < -tolerance else "undecided"

    return kind_of_point


@accepted("kind_of_point")
def kind_by_counting(solution):
    def kind_of_point(hessian, tolerance=1e-8):
        eigenvalues = np.linalg.eigh(hessian)[0]
        up = sum(1 for h in eigenvalues if h > tolerance)
        down = sum(1 for h in eigenvalues if h < -tolerance)
        if up and down:
            return "saddle"
        return {(len(eigenvalues), 0): "minimum", (0, len(eigenvalues)): "maximum"}.get((up, down), "undecided")

    return kind_of_point


@accepted("kind_of_point")
def kind_by_signs(solution):
    def kind_of_point(hessian, tolerance=1e-8):
        curvatures = np.linalg.eigvals(hessian).real
        signs = {int(sign) for sign in np.where(np.abs(curvatures) <= tolerance, 0, np.sign(curvatures))}
        if {1, -1} <= signs:
            return "saddle"
        return "minimum" if signs == {1} else "maximum" if signs == {-1} else "undecided"

    return kind_of_point


@accepted("gradient_noise")
def noise_by_variances(solution):
    def gradient_noise(gradients, batch_size, replace=False):
        n = gradients.shape[0]
        noise = np.var(gradients, axis=0).sum() / batch_size
        if not replace:
            noise *= (n - batch_size) / (n - 1)
        return float(noise)

    return gradient_noise


@accepted("gradient_noise")
def noise_by_sample_variance(solution):
    """With N - 1 inside S^2 the correction is (N - B) / N."""

    def gradient_noise(gradients, batch_size, replace=False):
        n = len(gradients)
        sample = gradients.var(axis=0, ddof=1).sum()
        return sample * (n - 1) / n / batch_size if replace else sample * (1 - batch_size / n) / batch_size

    return gradient_noise


@accepted("gradient_noise")
def noise_around_a_row(solution):
    """Mean of the squares minus square of the mean, of small numbers: any row near the mean will do for a shift."""

    def gradient_noise(gradients, batch_size, replace=False):
        n, shifted = len(gradients), gradients - gradients[0]
        single = np.mean(np.sum(shifted**2, axis=1)) - np.sum(np.mean(shifted, axis=0) ** 2)
        return single / batch_size * (1.0 if replace else (n - batch_size) / (n - 1.0))

    return gradient_noise


@accepted("gradient_noise")
def noise_by_norms(solution):
    def gradient_noise(gradients, batch_size, replace=False):
        n, full = gradients.shape[0], np.mean(gradients, axis=0, keepdims=True)
        squared = np.linalg.norm(gradients - full, axis=1) ** 2
        factor = 1 if replace else 1 - (batch_size - 1) / (n - 1)
        return factor * np.average(squared) / batch_size

    return gradient_noise


@accepted("gradient_noise")
def noise_by_covariance(solution):
    def gradient_noise(gradients, batch_size, replace=False):
        n = len(gradients)
        covariance = np.atleast_2d(np.cov(gradients.T, bias=True))
        return np.trace(covariance) / batch_size * (1 if replace else (n - batch_size) / (n - 1))

    return gradient_noise


@accepted("minibatches")
def batches_by_shuffle_and_split(solution):
    def minibatches(n, batch_size, rng, replace=False):
        count = math.ceil(n / batch_size)
        if replace:
            return list(rng.choice(n, size=(count, batch_size), replace=True))
        order = np.arange(n)
        rng.shuffle(order)
        return np.array_split(order, range(batch_size, n, batch_size))

    return minibatches


@accepted("minibatches")
def batches_by_sorting_noise(solution):
    def minibatches(n, batch_size, rng, replace=False):
        order, batches = np.argsort(rng.random(n)), []
        while len(order):
            batch = (n * rng.random(batch_size)).astype(int) if replace else order[:batch_size]
            batches.append(batch)
            order = order[batch_size:]
        return batches

    return minibatches


@accepted("minibatches")
def batches_by_a_while(solution):
    def minibatches(n, batch_size, rng, replace=False):
        batches, start, order = [], 0, rng.permutation(np.arange(n))
        while start < n:
            drawn = rng.choice(np.arange(n), size=batch_size) if replace else order[start : min(n, start + batch_size)]
            batches.append(drawn)
            start += batch_size
        return batches

    return minibatches


@accepted("minibatches")
def batches_by_reshaping(solution):
    def minibatches(n, batch_size, rng, replace=False):
        count = -(-n // batch_size)
        if replace:
            return [*rng.integers(n, size=(count, batch_size))]
        whole, order = n // batch_size, rng.permutation(n)
        batches = list(order[: whole * batch_size].reshape(whole, batch_size))
        return batches if whole == count else [*batches, order[whole * batch_size :]]

    return minibatches


@accepted("minibatches")
def batches_as_lists(solution):
    def minibatches(n, batch_size, rng, replace=False):
        order = rng.choice(n, n, replace=False).tolist()
        cuts = [order[i : i + batch_size] for i in range(0, n, batch_size)]
        return [[int(rng.integers(n)) for _ in range(batch_size)] for _ in cuts] if replace else cuts

    return minibatches


@accepted("kind_of_point")
def kind_by_rounding(solution):
    def kind_of_point(hessian, tolerance=1e-8):
        signs = np.sign(np.where(abs(np.linalg.eigvalsh(hessian)) > tolerance, np.linalg.eigvalsh(hessian), 0.0))
        if signs.min() * signs.max() < 0:
            return "saddle"
        return {3.0: "minimum", -3.0: "maximum"}.get(3.0 * np.mean(signs), "undecided")

    return kind_of_point


@accepted("repaired_epoch")
def repaired_with_the_mean_of_rows(solution):
    def repaired_epoch(w, x, y, gradient, order, batch_size, lr):
        n = len(order)
        updates = math.ceil(n / batch_size)
        for k in range(updates):
            rows = order[k * batch_size : (k + 1) * batch_size]
            w = w - lr * np.mean([gradient(w, x[i], y[i]) for i in rows], axis=0)
        return w, updates

    return repaired_epoch


@accepted("repaired_epoch")
def repaired_by_array_split(solution):
    def repaired_epoch(w, x, y, gradient, order, batch_size, lr):
        batches = np.array_split(order, range(batch_size, len(order), batch_size))
        for rows in batches:
            step = np.zeros_like(w)
            for i in rows:
                step = step + gradient(w, x[i], y[i])
            w = w - lr / len(rows) * step
        return w, len(batches)

    return repaired_epoch


@accepted("repaired_epoch")
def repaired_one_after_the_other(solution):
    def repaired_epoch(w, x, y, gradient, order, batch_size, lr):
        updates, waiting = 0, []
        for position, i in enumerate(order, start=1):
            waiting.append(gradient(w, x[i], y[i]))
            if len(waiting) == batch_size or position == len(order):
                w, waiting, updates = w - lr * sum(waiting) / len(waiting), [], updates + 1
        return w, updates

    return repaired_epoch


@accepted("two_hundred_looks")
def looks_at_a_falling_rate(solution):
    def two_hundred_looks(gradient, n, rng):
        w = np.zeros((64, 10))
        for t, i in enumerate(rng.permutation(n)[:200]):
            w = w - 0.5 * (1 - 0.9 * t / 200) * gradient(w, np.array([i]))
        return w

    return two_hundred_looks


@accepted("two_hundred_looks")
def looks_in_pairs(solution):
    def two_hundred_looks(gradient, n, rng):
        w = np.zeros((64, 10))
        for t, rows in enumerate(solution.definitions["minibatches"](n, 2, rng)[:100]):
            w -= max(0.1, 1 - t / 100) * gradient(w, rows)
        return w

    return two_hundred_looks


@accepted("two_hundred_looks")
def looks_averaged(solution):
    def two_hundred_looks(gradient, n, rng):
        w, late = np.zeros((64, 10)), []
        for i in rng.choice(n, 200, replace=False):
            w = w - 0.4 * gradient(w, [i])
            late.append(w)
        return np.mean(late[80:], axis=0)

    return two_hundred_looks


@accepted("two_hundred_looks")
def looks_in_fives(solution):
    def two_hundred_looks(gradient, n, rng):
        w, rows = np.zeros((64, 10)), rng.permutation(n)
        for t in range(40):
            w = w - 2 * (1 - 0.9 * t / 40) * gradient(w, rows[5 * t : 5 * t + 5])
        return w

    return two_hundred_looks
