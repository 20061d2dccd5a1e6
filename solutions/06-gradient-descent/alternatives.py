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


@accepted("gradient_descent")
def descent_into_an_array(solution):
    def gradient_descent(w, gradient, lr, steps):
        path = np.empty((steps + 1, *np.shape(w)), dtype=np.asarray(w).dtype)
        path[0] = w
        for t in range(steps):
            path[t + 1] = path[t] - lr * gradient(path[t])
        return path

    return gradient_descent


@accepted("gradient_descent")
def descent_in_place_on_a_copy(solution):
    def gradient_descent(w, gradient, lr, steps):
        w = w.copy()
        path = [w.copy()]
        while len(path) <= steps:
            w -= lr * gradient(w)
            path.append(w.copy())
        return np.array(path)

    return gradient_descent


@accepted("gradient_descent")
def descent_by_the_last_row(solution):
    def gradient_descent(w, gradient, lr, steps):
        path = [w]
        for _ in range(steps):
            path.append(np.subtract(path[-1], np.multiply(lr, gradient(path[-1]))))
        return np.array(path)

    return gradient_descent


@accepted("largest_stable_rate")
def rate_by_the_norm(solution):
    return lambda hessian: 2.0 / np.linalg.norm(hessian, ord=2)


@accepted("largest_stable_rate")
def rate_by_general_eigenvalues(solution):
    def largest_stable_rate(hessian):
        return 2 / max(np.linalg.eigvals(hessian).real)

    return largest_stable_rate


@accepted("largest_stable_rate")
def rate_by_eigenvectors(solution):
    def largest_stable_rate(hessian):
        curvatures, _ = np.linalg.eigh(hessian)
        return np.min(2 / curvatures[curvatures > curvatures.max() / 2])

    return largest_stable_rate


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
def batches_as_lists(solution):
    def minibatches(n, batch_size, rng, replace=False):
        order = rng.choice(n, n, replace=False).tolist()
        cuts = [order[i : i + batch_size] for i in range(0, n, batch_size)]
        return [[int(rng.integers(n)) for _ in range(batch_size)] for _ in cuts] if replace else cuts

    return minibatches


@accepted("sgd_epoch")
def epoch_into_an_array(solution):
    def sgd_epoch(w, x, y, gradient, batches, lr):
        path = np.zeros((len(batches) + 1, *w.shape), dtype=w.dtype)
        path[0] = w
        for t, rows in enumerate(batches):
            path[t + 1] = path[t] - lr * gradient(path[t], np.take(x, rows, axis=0), np.take(y, rows, axis=0))
        return path

    return sgd_epoch


@accepted("sgd_epoch")
def epoch_by_single_steps(solution):
    """Each batch is one step of gradient descent from the point before."""

    def sgd_epoch(w, x, y, gradient, batches, lr):
        path = [w]
        for rows in batches:
            step = solution.definitions["gradient_descent"](path[-1], lambda w: gradient(w, x[rows], y[rows]), lr, 1)  # noqa: B023
            path.append(step[1])
        return np.array(path)

    return sgd_epoch


@accepted("sgd_epoch")
def epoch_in_place_on_a_copy(solution):
    def sgd_epoch(w, x, y, gradient, batches, lr):
        path, w = [w.copy()], w.copy()
        for rows in batches:
            w -= lr * gradient(w, x[rows], y[rows])
            path.append(w.copy())
        return np.vstack([row[None] for row in path])

    return sgd_epoch


@accepted("count_updates")
def updates_by_ceil(solution):
    def count_updates(n, batch_size, epochs, drop_last=False):
        return (math.floor if drop_last else math.ceil)(n / batch_size) * epochs

    return count_updates


@accepted("count_updates")
def updates_by_counting(solution):
    def count_updates(n, batch_size, epochs, drop_last=False):
        updates = 0
        for _ in range(epochs):
            for start in range(0, n, batch_size):
                updates += not drop_last or start + batch_size <= n
        return updates

    return count_updates


@accepted("erratum_empirical_loss")
def loss_by_inner_product(solution):
    def erratum_empirical_loss(w, x, y):
        residual = np.dot(x, w) - y
        return residual @ residual / x.shape[0]

    return erratum_empirical_loss


@accepted("erratum_empirical_loss")
def loss_by_a_loop(solution):
    return lambda w, x, y: sum((yi - xi @ w) ** 2 for xi, yi in zip(x, y, strict=True)) / len(y)
