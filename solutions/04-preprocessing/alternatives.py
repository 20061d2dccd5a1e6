"""Other right implementations of `04-preprocessing`: each must earn full points. They never ship."""

import numpy as np

from grader.author import accepted


@accepted("fit_standardizer")
def standardizer_by_hand(solution):
    def fit_standardizer(x):
        mean = np.sum(x, axis=0) / x.shape[0]
        std = np.sqrt(np.sum((x - mean) ** 2, axis=0) / x.shape[0])
        std[np.all(x == x[0], axis=0)] = 1
        return mean, std

    return fit_standardizer


@accepted("fit_standardizer")
def standardizer_with_a_tolerance(solution):
    def fit_standardizer(x):
        mean, std = np.mean(x, axis=0), np.std(x, axis=0)
        return mean, np.where(std <= 1e-6 * np.abs(mean), np.ones_like(std), std)

    return fit_standardizer


@accepted("apply_standardizer")
def standardize_row_by_row(solution):
    return lambda x, mean, std: np.stack([(row - mean) / std for row in x])


@accepted("apply_standardizer")
def standardize_a_copy_in_place(solution):
    def apply_standardizer(x, mean, std):
        result = x.copy()
        result -= mean
        result /= std
        return result

    return apply_standardizer


@accepted("expected_hessian")
def hessian_by_matrices(solution):
    def expected_hessian(mean, covariance, shift=0.0, scale=1.0):
        d = np.diag(1 / np.broadcast_to(scale, mean.shape))
        m = (mean - shift)[:, None]
        return d @ (covariance + m @ m.T) @ d

    return expected_hessian


@accepted("expected_hessian")
def hessian_entry_by_entry(solution):
    def expected_hessian(mean, covariance, shift=0.0, scale=1.0):
        m = (mean - shift) / scale
        s = scale * np.ones(len(mean))
        rows = [[covariance[i, j] / (s[i] * s[j]) + m[i] * m[j] for j in range(len(m))] for i in range(len(m))]
        return np.array(rows)

    return expected_hessian


@accepted("condition_number")
def condition_by_singular_values(solution):
    def condition_number(hessian):
        values = np.linalg.svd(hessian, compute_uv=False)
        flat = values.min() <= len(hessian) * np.finfo(hessian.dtype).eps * values.max()
        return float("inf") if flat else float(values.max() / values.min())

    return condition_number


@accepted("condition_number")
def condition_by_rank(solution):
    def condition_number(hessian):
        if np.linalg.matrix_rank(hessian) < hessian.shape[0]:
            return np.inf
        return np.linalg.cond(hessian)

    return condition_number


@accepted("principal_axes")
def axes_by_singular_values(solution):
    def principal_axes(x, k):
        _, values, rows = np.linalg.svd(x - np.mean(x, axis=0))
        return np.append(values, np.zeros(len(rows)))[:k] ** 2 / x.shape[0], rows[:k].T

    return principal_axes


@accepted("principal_axes")
def axes_by_sorting(solution):
    def principal_axes(x, k):
        variances, axes = np.linalg.eigh(np.cov(x, rowvar=False, bias=True))
        order = np.argsort(-variances)[:k]
        return variances[order], -axes[:, order]

    return principal_axes


@accepted("whiten")
def whiten_with_a_diagonal_matrix(solution):
    def whiten(x, epsilon=0.0):
        values, vectors = np.linalg.eigh(np.cov(x.T, bias=True))
        return np.mean(x, axis=0), vectors @ np.diag((values + epsilon) ** -0.5) @ vectors.T

    return whiten


@accepted("whiten")
def whiten_by_singular_values(solution):
    def whiten(x, epsilon=0.0):
        centered = x - x.mean(axis=0)
        vectors, values, _ = np.linalg.svd(centered.T @ centered / x.shape[0] + epsilon * np.eye(x.shape[1]))
        return x.mean(axis=0), (vectors * values**-0.5) @ vectors.T

    return whiten


@accepted("image_statistics")
def statistics_by_loops(solution):
    def image_statistics(images):
        total = np.zeros(images.shape[1:])
        for image in images:
            total += image
        channels = [images[:, c].astype(float) for c in range(images.shape[1])]
        return total / len(images), np.array([c.mean() for c in channels]), np.array([c.std() for c in channels])

    return image_statistics


@accepted("image_statistics")
def statistics_of_the_mean_image_and_the_mean_square(solution):
    def image_statistics(images):
        average = np.sum(images, axis=0) / len(images)
        means = average.mean(axis=(1, 2))
        squares = np.mean((images - means[:, None, None]) ** 2, axis=(0, 2, 3))
        return average, means, np.sqrt(squares)

    return image_statistics


@accepted("image_statistics")
def statistics_of_one_row_a_channel(solution):
    def image_statistics(images):
        rows = np.moveaxis(images, 1, 0).reshape(images.shape[1], -1)
        return np.mean(images, axis=0), rows.mean(axis=1), rows.std(axis=1)

    return image_statistics


@accepted("erratum_expected_loss")
def loss_multiplied_out(solution):
    def erratum_expected_loss(w, u, mean, covariance, noise):
        quadratic = w @ (covariance + np.outer(mean, mean)) @ w
        return quadratic - 2 * w @ covariance @ u + u @ covariance @ u + noise**2

    return erratum_expected_loss


@accepted("erratum_expected_loss")
def loss_by_einsum(solution):
    def erratum_expected_loss(w, u, mean, covariance, noise):
        d = w - u
        return float(np.einsum("i,ij,j", d, covariance, d) + np.dot(mean, w) ** 2 + noise * noise)

    return erratum_expected_loss
