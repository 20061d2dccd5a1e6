"""Probes of `04-preprocessing`: how each exercise is run. What is right is what the solution returns.

A probe hands your function random numbers and keeps what comes out. Read them freely: they hold no answers.
"""

import numpy as np

from gradschool.checks import probe, quiz


def readings(rng, n, d):
    """Correlated features with different offsets and spreads, one example a row."""
    mixing = rng.standard_normal((d, d)) + 2 * np.eye(d)
    return rng.standard_normal((n, d)) @ mixing * rng.uniform(0.5, 5, d) + 10 * rng.standard_normal(d)


def covariance(rng, d):
    """A random symmetric matrix with positive eigenvalues, turned away from the axes."""
    factor = rng.standard_normal((d, 2 * d))
    return factor @ factor.T / (2 * d)


def one_sign(axes):
    """Columns (or rows, whatever came) with a weighted sum made positive: the sign of an axis is free."""
    axes = np.asarray(axes)
    return axes * np.where(np.sqrt(np.arange(1.0, len(axes) + 1)) @ axes < 0, -1.0, 1.0)


# --- Standardizing --------------------------------------------------------------------------------------------


@probe("fit_standardizer", points=1)
def four_features(student, rng):
    """Nine examples of four features with different offsets and spreads."""
    mean, std = student.fit_standardizer(readings(rng, 9, 4))
    return {"mean": mean, "std": std}


@probe("fit_standardizer", points=0.5)
def a_feature_that_is_zero(student, rng):
    """Six examples of four features: one is zero in all, one varies by 1e-9, and one ends where it began."""
    x = readings(rng, 6, 4) * np.array([1.0, 0.0, 1.0, 1.0])
    x[:, 2], x[-1, 3] = 1e-9 * rng.permutation(np.arange(6.0)), x[0, 3]
    mean, std = student.fit_standardizer(x)
    return {"mean": mean, "std": std}


@probe("fit_standardizer", points=0.5, exact_dtype=True)
def features_that_never_vary(student, rng):
    """Eleven equal examples of sixteen features, whose sums are rounded; then four of three in single precision, one of
    which lies far from 0.
    """
    row = rng.uniform(0, 1, 16)
    mean, std = student.fit_standardizer(np.tile(row, (11, 1)))
    single = np.stack([rng.standard_normal(4), np.ones(4), 500 + rng.standard_normal(4)], axis=1).astype("float32")
    mean_of_single, std_of_single = student.fit_standardizer(single)
    return {"mean": mean, "std": std, "mean in float32": mean_of_single, "std in float32": std_of_single}


@probe("apply_standardizer", points=0.75)
def other_data(student, rng):
    """Five new examples of three features, with statistics that are not their own."""
    x = readings(rng, 5, 3)
    return {"standardized": student.apply_standardizer(x, rng.standard_normal(3), rng.uniform(0.5, 3, 3))}


@probe("apply_standardizer", points=0.25, exact_dtype=True)
def a_single_example(student, rng):
    """One example of four features, then in single precision."""
    x, mean, std = rng.standard_normal((1, 4)), rng.standard_normal(4), rng.uniform(0.5, 3, 4)
    single = (part.astype("float32") for part in (x, mean, std))
    return {
        "standardized": student.apply_standardizer(x, mean, std),
        "standardized in float32": student.apply_standardizer(*single),
    }


# --- The Hessian ----------------------------------------------------------------------------------------------


@probe("expected_hessian", points=1)
def inputs_as_they_are(student, rng):
    """Three features with an offset, neither shifted nor scaled."""
    return {"Hessian": student.expected_hessian(rng.standard_normal(3), covariance(rng, 3))}


@probe("expected_hessian", points=0.75)
def centered_and_nearly_centered(student, rng):
    """Four features, shifted by their mean, then by a value near it."""
    mean, spread = rng.standard_normal(4), covariance(rng, 4)
    return {
        "Hessian, centered": student.expected_hessian(mean, spread, mean),
        "Hessian, nearly centered": student.expected_hessian(mean, spread, mean + 0.3 * rng.standard_normal(4)),
    }


@probe("expected_hessian", points=0.75)
def shifted_and_scaled(student, rng):
    """Three features, shifted and scaled, each by its own number."""
    mean, spread = rng.standard_normal(3), covariance(rng, 3)
    return {"Hessian": student.expected_hessian(mean, spread, rng.standard_normal(3), rng.uniform(0.5, 3, 3))}


@probe("condition_number", points=1)
def turned_bowls(student, rng):
    """Bowls with two, three and five weights, turned away from the axes."""
    bowls = []
    for d in (2, 3, 5):
        basis = np.linalg.qr(rng.standard_normal((d, d)))[0]
        bowl = basis @ np.diag(np.logspace(0, 2, d) * rng.uniform(0.8, 1.2, d)) @ basis.T
        bowls.append((bowl + bowl.T) / 2)
    return {"condition numbers": [student.condition_number(bowl) for bowl in bowls]}


@probe("condition_number", points=0.5)
def flat_directions(student, rng):
    """Eight large bowls, each flat in one of six directions up to rounding; one flat in none; eight extreme ones."""
    eps = float(np.finfo("float64").eps)
    factors = [*(100 * rng.standard_normal((8, 6, 5))), 100 * rng.standard_normal((6, 9))]
    extreme = {
        "just above zero": [1e-17, 1.0, 3.0],
        "just below zero": [-1e-17, 1.0, 3.0],
        "twice eps": [6 * eps, 1.0, 3.0],
        "six times eps": [18 * eps, 1.0, 3.0],
        "flat beside large ones": [1e-12, 1e4, 3e4],
        "nearly flat in one direction": [3e-14, 1.0, 3.0],
        "less flat in one direction": [1e-9, 1.0, 3.0],
        "nearly flat in all": [1.1e-12, 2e-12, 5e-12],
    }
    found = {"condition numbers": [student.condition_number(factor @ factor.T) for factor in factors]}
    for name, curvatures in extreme.items():
        found[name] = student.condition_number(np.diag(rng.permutation(np.array(curvatures))))
    return found


# --- Principal axes and whitening -----------------------------------------------------------------------------


@probe("principal_axes", points=1)
def two_of_four_axes(student, rng):
    """The first two axes of twelve examples of four features, each with its sign made the same; then three whose
    spread grows, and falls, from one to the next.
    """
    variances, axes = student.principal_axes(readings(rng, 12, 4), 2)
    graded = rng.standard_normal((12, 3)) * np.array([0.1, 1.0, 10.0])
    found = {"growing": student.principal_axes(graded, 2)[0], "falling": student.principal_axes(graded[:, ::-1], 2)[0]}
    return {"variances": variances, "axes, as columns": one_sign(axes), "variances of graded features": found}


@probe("principal_axes", points=0.5)
def all_axes(student, rng):
    """All three axes of ten examples of three features, and the first alone, of features in order of their spread."""
    x, found = readings(rng, 10, 3), {}
    graded = rng.standard_normal((10, 3)) * np.array([0.1, 1.0, 10.0])
    for name, (data, count) in {"all": (x, 3), "one": (x, 1), "up": (graded, 3), "down": (graded[:, ::-1], 3)}.items():
        variances, axes = student.principal_axes(data, count)
        found[name] = {"variances": variances, "axes, as columns": one_sign(axes)}
    return found


@probe("whiten", points=1.5)
def three_features(student, rng):
    """Fifteen examples of three correlated features, without epsilon; then three of which one is narrow."""
    mean, matrix = student.whiten(readings(rng, 15, 3))
    _, narrow = student.whiten(readings(rng, 15, 3) * rng.permutation(np.array([1.0, 0.1, 1e-3])))
    return {"mean": mean, "matrix": matrix, "matrix for a narrow feature": narrow}


@probe("whiten", points=1)
def with_epsilon(student, rng):
    """Eight examples of four features, with an epsilon that matters."""
    mean, matrix = student.whiten(readings(rng, 8, 4), float(rng.uniform(0.5, 2)))
    return {"mean": mean, "matrix": matrix}


# --- Images ---------------------------------------------------------------------------------------------------


def statistics_of(student, images):
    """All three, each under its name."""
    mean_image, means, deviations = student.image_statistics(images)
    return {"mean image": mean_image, "means": means, "deviations": deviations}


@probe("image_statistics", points=0.75)
def five_images(student, rng):
    """Five images with three channels, four pixels high and six wide; each channel has its own range."""
    spread = rng.permutation(np.array([0.5, 1.0, 3.0]))[:, None, None]
    return statistics_of(student, spread * rng.random((5, 3, 4, 6)) + np.arange(3.0)[:, None, None])


@probe("image_statistics", points=0.75)
def bytes_in_one_and_two_channels(student, rng):
    """Seven gray images and four with two channels, as integers from 0 to 255 in one byte each."""
    shapes = {"gray": (7, 1, 2, 3), "two channels": (4, 2, 3, 5)}
    images = {name: rng.integers(0, 256, shape).astype("uint8") for name, shape in shapes.items()}
    return {name: statistics_of(student, some) for name, some in images.items()}


# --- Spot the bug ---------------------------------------------------------------------------------------------


@probe("erratum_expected_loss", points=0.75)
def at_random_weights(student, rng):
    """Random weights in a model with three features."""
    w, u, mean = rng.standard_normal((3, 3))
    return {"loss": student.erratum_expected_loss(w, u, mean, covariance(rng, 3), float(rng.uniform(0.5, 2)))}


@probe("erratum_expected_loss", points=0.5)
def at_zero(student, rng):
    """All weights zero, in a model with four features."""
    u, mean = rng.standard_normal((2, 4))
    return {"loss": student.erratum_expected_loss(np.zeros(4), u, mean, covariance(rng, 4), float(rng.uniform(0.5, 2)))}


# --- Quiz: whether an answer is right is judged when the notebook is graded ------------------------------------


quiz_offset = quiz("quiz_offset")
quiz_correlated = quiz("quiz_correlated")
quiz_new_camera = quiz("quiz_new_camera")
quiz_units = quiz("quiz_units")
quiz_two_cases = quiz("quiz_two_cases")
