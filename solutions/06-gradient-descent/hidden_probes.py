"""Hidden probes of `06-gradient-descent`: other shapes, other precision, and the quiz. They never ship."""

import numpy as np

from gradschool.checks import probe


def single(rng, *shape):
    """Random numbers in single precision."""
    return rng.standard_normal(shape).astype("float32")


@probe("quadratic", points=0.5)
def in_float32(student, rng):
    """A row of points in single precision."""
    half = single(rng, 4, 4)
    value, gradient = student.quadratic(single(rng, 6, 4), single(rng, 4), half + half.T)
    return {"value": value, "gradient": gradient}


@probe("gradient_descent", points=0.25, exact_dtype=True)
def in_single_precision(student, rng):
    """Three steps in single precision, and none at all."""
    w = single(rng, 5)
    path = student.gradient_descent(w, lambda w: w * np.float32(0.5), 0.5, 3)
    return {"path": path, "no steps": student.gradient_descent(w, lambda w: w, 0.5, 0)}


@probe("largest_stable_rate", points=0.5)
def steep_and_shallow(student, rng):
    """Curvatures that span twelve orders of magnitude, on a turned basis; and a single weight."""
    basis = np.linalg.qr(rng.standard_normal((4, 4)))[0]
    hessian, single = basis @ np.diag([1e-6, 1.0, 1e3, 1e6]) @ basis.T * rng.uniform(0.5, 2), rng.uniform(1, 5, (1, 1))
    return {"rates": [student.largest_stable_rate((hessian + hessian.T) / 2), student.largest_stable_rate(single)]}


@probe("gradient_noise", points=0.5)
def many_examples(student, rng):
    """A skewed set of 250 gradients with one coordinate, and two gradients with three."""
    many, two = rng.random((250, 1)) ** 4, rng.random((2, 3))
    return {
        "many": [student.gradient_noise(many, size, replace) for size in (7, 249) for replace in (True, False)],
        "two": [student.gradient_noise(two, 1), student.gradient_noise(two, 2)],
    }


def drawn_evenly(outputs, inputs):
    """Whether every index comes as often as every other, over many epochs."""
    n, counts = inputs["n"], np.asarray(outputs["how often each example was drawn"])
    if counts.shape != (n,):
        return f"expected indices from 0 to {n - 1} alone"
    mean = counts.sum() / n
    if np.any(np.abs(counts - mean) > 6 * np.sqrt(mean)):
        odd = int(np.abs(counts - mean).argmax())
        return f"example {odd} was drawn {int(counts[odd])} times, where {mean:.0f} were to be expected"
    return None


@probe("minibatches", points=0.5, verify=drawn_evenly)
def nobody_is_left_out(student, rng, inputs):
    """Seven examples in batches of three, with replacement, for 300 epochs: each is drawn as often."""
    inputs["n"] = 7
    source = np.random.default_rng(int(rng.integers(2**31)))
    drawn = [np.concatenate(student.minibatches(7, 3, source, replace=True)) for _ in range(300)]
    return {"how often each example was drawn": np.bincount(np.concatenate(drawn), minlength=7)}


@probe("sgd_epoch", points=0.25, exact_dtype=True)
def an_epoch_in_float32(student, rng):
    """Three batches in single precision, and an epoch without batches."""
    x, y, w = single(rng, 8, 3), single(rng, 8), single(rng, 3)
    batches = [rng.permutation(8)[:3] for _ in range(3)]

    def gradient(w, x_batch, y_batch):
        return x_batch.T @ (x_batch @ w - y_batch)

    return {
        "path": student.sgd_epoch(w, x, y, gradient, batches, 0.05),
        "no batches": student.sgd_epoch(w, x, y, gradient, [], 0.05),
    }


@probe("count_updates", points=0.25)
def at_random(student, rng):
    """Random sizes, all of them; in half of the cases the batches divide the set."""
    cases = [(int(n), int(rng.integers(2, n // 2)), int(rng.integers(1, 9))) for n in rng.integers(20, 900, 3)]
    cases += [(size * int(rng.integers(2, 20)), size, epochs) for _, size, epochs in cases]
    return {"updates": [student.count_updates(*case, drop_last=drop) for case in cases for drop in (False, True)]}


@probe("erratum_empirical_loss", points=0.5)
def more_examples_same_loss(student, rng):
    """Forty examples, and each of them twice: the loss of a set does not depend on its size."""
    w, x, y = rng.standard_normal(2), rng.standard_normal((40, 2)), rng.standard_normal(40)
    twice = student.erratum_empirical_loss(w, np.concatenate([x, x]), np.concatenate([y, y]))
    return {"once": student.erratum_empirical_loss(w, x, y), "twice": twice}


@probe("quiz_largest_rate", points=0.5)
def rate(student, rng):
    """The answer."""
    return {"answer": student.quiz_largest_rate()}


@probe("quiz_one_and_a_half", points=0.5)
def one_and_a_half(student, rng):
    """The answer."""
    return {"answer": student.quiz_one_and_a_half()}


@probe("quiz_a_third_of_the_noise", points=0.5)
def third(student, rng):
    """The answer."""
    return {"answer": student.quiz_a_third_of_the_noise()}


@probe("quiz_never_drawn", points=0.5)
def never_drawn(student, rng):
    """The answer."""
    return {"answer": student.quiz_never_drawn()}
