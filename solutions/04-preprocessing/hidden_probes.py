"""Hidden probes of `04-preprocessing`: other shapes, other precision, and the quiz. They never ship."""

import numpy as np

from gradschool.checks import probe, quiz


def single(rng, *shape):
    """Random numbers in single precision."""
    return rng.standard_normal(shape).astype("float32")


@probe("fit_standardizer", points=0.5, exact_dtype=True)
def in_float32(student, rng):
    """Single precision stays single; one of the five features is constant, one returns, one is far off."""
    x, found = single(rng, 7, 5), {}
    x[:, 3] = 0.5
    x[:, 4] += rng.uniform(400, 600)
    x[-1, 1] = x[0, 1]
    for name, data in {"five features": x, "one feature": x[:, :1]}.items():
        mean, std = student.fit_standardizer(data)
        found[name] = {"mean": mean, "std": std}
    return found


@probe("apply_standardizer", points=0.5, exact_dtype=True)
def in_single_precision(student, rng):
    """Three examples of five features in single precision."""
    scale = rng.uniform(0.5, 3, 5).astype("float32")
    return {"standardized": student.apply_standardizer(single(rng, 3, 5), single(rng, 5), scale)}


@probe("expected_hessian", points=0.5)
def one_number_for_all(student, rng):
    """Shift and scale as single numbers, for two features and for one."""
    shift, scale, found = float(rng.standard_normal()), float(rng.uniform(2, 3)), {}
    for d in (2, 1):
        half, mean = rng.standard_normal((d, 5)), rng.standard_normal(d)
        found[f"Hessian for {d}"] = student.expected_hessian(mean, half @ half.T, shift, scale)
    return found


@probe("condition_number", points=0.5)
def steep_and_nearly_flat(student, rng):
    """Curvatures that span six orders of magnitude; round and nearly round bowls; flat ones in single precision."""
    basis = np.linalg.qr(rng.standard_normal((4, 4)))[0]
    hessian = basis @ np.diag(np.array([1e-3, 1.0, 10.0, 1e3]) * rng.uniform(0.5, 2, 4)) @ basis.T
    factor = 100 * rng.standard_normal((5, 2)).astype("float32")
    bowls = [(hessian + hessian.T) / 2, np.eye(3), np.diag(np.array([1.0, 1.6, 2.7]) * rng.uniform(0.9, 1.1, 3))]
    return {
        "condition numbers": [student.condition_number(bowl) for bowl in bowls],
        "flat, in float32": student.condition_number(factor @ factor.T),
        "tiny, in float32": student.condition_number(np.diag(np.array([2e4, 1e-5, 1e4], dtype="float32"))),
    }


@probe("principal_axes", points=0.5)
def fewer_examples_than_features(student, rng):
    """Three axes of five examples of seven features, and what they span; then six axes, more than examples."""
    x = rng.standard_normal((5, 7))
    variances, axes = student.principal_axes(x, 3)
    more, six = student.principal_axes(x, 6)
    found = {"variances": variances, "projection onto the axes": axes @ axes.T}
    return found | {"six variances": more, "inner products of six axes": six.T @ six}


@probe("whiten", points=0.5)
def flat_features(student, rng):
    """Four examples of six features, so that some directions do not vary: epsilon has to guard them."""
    mean, matrix = student.whiten(rng.standard_normal((4, 6)) + 3, 0.1)
    return {"mean": mean, "matrix": matrix}


@probe("image_statistics", points=0.5)
def tall_images_and_a_single_one(student, rng):
    """Two images with four channels in single precision, three gray ones, and one alone."""
    found = {}
    for name, shape in {"two": (2, 4, 9, 3), "three gray": (3, 1, 2, 2), "one": (1, 2, 3, 4)}.items():
        mean_image, means, deviations = student.image_statistics(single(rng, *shape))
        found[name] = {"mean image": mean_image, "means": means, "deviations": deviations}
    return found


@probe("erratum_expected_loss", points=0.25)
def at_the_source(student, rng):
    """At w = u the offset alone is left, and the noise."""
    u, mean = rng.standard_normal((2, 2))
    half = rng.standard_normal((2, 5))
    return {"loss": student.erratum_expected_loss(u, u, mean, half @ half.T, 0.3)}


quiz_offset = quiz("quiz_offset", points=0.5)
quiz_correlated = quiz("quiz_correlated", points=0.5)
quiz_new_camera = quiz("quiz_new_camera", points=0.5)
quiz_units = quiz("quiz_units", points=0.5)
quiz_two_cases = quiz("quiz_two_cases", points=0.5)
