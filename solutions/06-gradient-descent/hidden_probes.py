"""Hidden probes of `06-gradient-descent`: other shapes, other precision, odd cases, and the quiz. They never ship."""

import numpy as np

from gradschool.checks import probe, quiz


def single(rng, *shape):
    """Random numbers in single precision."""
    return rng.standard_normal(shape).astype("float32")


def fresh(rng):
    """A generator as `np.random.default_rng` makes it."""
    return np.random.default_rng(int(rng.integers(2**31)))


@probe("quadratic", points=0.25)
def in_float32(student, rng):
    """A row of points in single precision."""
    half = single(rng, 4, 4)
    value, gradient = student.quadratic(single(rng, 6, 4), single(rng, 4), half + half.T)
    return {"value": value, "gradient": gradient}


@probe("gradient_descent", points=0.25, exact_dtype=True)
def in_single_precision(student, rng):
    """Three steps in single precision, none at all, and a start without a slope."""
    w = single(rng, 5)
    return {
        "path": student.gradient_descent(w, lambda w: w * np.float32(0.5), 0.5, 3),
        "no steps": student.gradient_descent(w, lambda w: w, 0.5, 0),
        "no slope": student.gradient_descent(w, lambda w: 0 * w, 0.5, 3),
    }


def curvatures(outputs):
    """Curvatures, and the size of a direction with one weight: its sign is free, as is what equally sharp ones mix."""
    found = {name: outputs[name] for name in ("alone", "many")}
    return found | {"size alone": np.abs(outputs["direction alone"]), "length": np.linalg.norm(outputs["direction"])}


@probe("sharpest_direction", points=0.25, measure=curvatures, rtol=1e-5, atol=1e-6)
def one_weight_and_many(student, rng):
    """A single weight; two hundred weights, three of them equally sharp; far from zero, so differences round."""
    h = rng.uniform(1, 9)
    alone, single_direction = student.sharpest_direction(lambda w: h * w, np.array([1.0]), fresh(rng))
    spectrum = np.concatenate([np.full(3, -7.0), rng.uniform(-2, 2, 197)])
    many, direction = student.sharpest_direction(lambda w: spectrum * w, np.full(200, 3.0), fresh(rng), iterations=60)
    return {"alone": alone, "direction alone": single_direction, "many": many, "direction": direction}


@probe("kind_of_point", points=0.5)
def many_weights(student, rng):
    """Random Hessians with six weights; single weights, and some whose curvature is the tolerance itself."""
    kinds = []
    for signs in rng.permutation([[1] * 6, [-1] * 6, [1, 1, 1, 1, 1, -1], [1, 1, 1, 1, 1, 0], [-1, -1, 0, 0, 0, 1]]):
        basis = np.linalg.qr(rng.standard_normal((6, 6)))[0]
        hessian = basis @ np.diag(signs * rng.uniform(0.5, 2, 6)) @ basis.T
        kinds.append(student.kind_of_point((hessian + hessian.T) / 2))
    single_weight = [student.kind_of_point(np.array([[h]])) for h in rng.permutation([2.0, -2.0, 0.0])]
    edges = rng.permutation([0.25, -0.25, 0.5])
    at_the_edge = [student.kind_of_point(np.array([[h]]), tolerance=0.25) for h in edges]
    return {"six weights": kinds, "one weight": single_weight, "at the tolerance": at_the_edge}


@probe("gradient_noise", points=0.5)
def many_examples(student, rng):
    """A skewed set of 250 gradients with one coordinate, and two gradients with three."""
    many, two = rng.random((250, 1)) ** 4, rng.random((2, 3))
    return {
        "many": [student.gradient_noise(many, size, replace) for size in (7, 249) for replace in (True, False)],
        "two": [student.gradient_noise(two, 1), student.gradient_noise(two, 2)],
    }


def every_turn(outputs, inputs):
    """Whether every example comes as often in every batch, over many epochs."""
    turns, mean = np.asarray(outputs["how often each example was in each batch"]), inputs["epochs"] / 3
    if turns.shape != (3, inputs["n"]):
        return f"expected three batches of indices from 0 to {inputs['n'] - 1}"
    if np.any(turns.sum(axis=1) != mean * inputs["n"]):
        return f"expected {inputs['n'] // 3} examples in each batch"
    if np.any(np.abs(turns - mean) > 6 * np.sqrt(mean)):
        batch, odd = (int(at) for at in np.unravel_index(np.abs(turns - mean).argmax(), turns.shape))
        return (
            f"example {odd} was {int(turns[batch, odd])} times in batch {batch}, where {mean:.0f} were to be expected"
        )
    return None


@probe("minibatches", points=0.25, verify=every_turn)
def every_example_takes_every_turn(student, rng, inputs):
    """Three batches of two, four or five examples, for 600 epochs: each comes as often first, second and last."""
    inputs["epochs"], size, source = 600, int(rng.choice([2, 4, 5])), fresh(rng)
    inputs["n"] = n = 3 * size
    epochs = [student.minibatches(n, size, source) for _ in range(600)]
    batches = [np.concatenate(batch) for batch in zip(*epochs, strict=True)]
    return {"how often each example was in each batch": [np.bincount(batch, minlength=n) for batch in batches]}


@probe("repaired_epoch", points=0.25, exact_dtype=True)
def of_a_matrix_in_float32(student, rng):
    """Weights in matrices of shape (3, 2) and (1, 1), in single precision, in batches of one and of all."""

    def gradient(w, x_i, y_i):
        return x_i[:, None] * (x_i @ w - y_i)

    found = {}
    for shape in ((3, 2), (1, 1)):
        x, y, w = single(rng, 7, shape[0]), single(rng, 7, shape[1]), single(rng, *shape)
        for size in (1, 7):
            found[f"{shape}, {size}"] = student.repaired_epoch(w, x, y, gradient, rng.permutation(7), size, 0.1)
    return {name: {"weights": w, "updates": updates} for name, (w, updates) in found.items()}


quiz_largest_rate = quiz("quiz_largest_rate", points=0.4)
quiz_room_left = quiz("quiz_room_left", points=0.4)
quiz_count_updates = quiz("quiz_count_updates", points=0.4)
quiz_no_slope = quiz("quiz_no_slope", points=0.4)
quiz_unbiased = quiz("quiz_unbiased", points=0.4)
