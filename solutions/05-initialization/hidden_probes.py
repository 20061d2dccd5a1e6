"""Hidden probes of `05-initialization`: other sizes and precisions, and the quiz. They never ship."""

import numpy as np

from gradschool.checks import probe, quiz


def fresh(rng):
    """A generator as `np.random.default_rng` makes it."""
    return np.random.default_rng(int(rng.integers(2**31)))


def widening_layer(rng):
    """Numbers of inputs and outputs, other ones for each submission."""
    return int(rng.integers(150, 180)), int(rng.integers(900, 1000))


def likeness(outputs):
    """What can be said of layers that widen: variance and fourth moment in numbers of about one, shape and dtype."""
    found = {}
    for name, given in outputs.items():
        weights = np.asarray(given)
        wide = np.atleast_2d(weights.astype("float64"))
        found |= {
            f"{name}: variance x rows": wide.var() * len(wide),
            f"{name}: fourth moment / variance^2": np.mean(wide**4) / max(wide.var(), 1e-300) ** 2,
            f"{name}: mean x sqrt(rows)": wide.mean() * len(wide) ** 0.5,
            f"{name}: different numbers in a column": len(np.unique(wide[:, :1])) / len(wide),
            f"{name}: shape": ", ".join(map(str, weights.shape)),
            f"{name}: dtype by default": str(weights.dtype),
        }
    return found


@probe("activation_statistics", points=0.75)
def in_float32_with_an_offset(student, rng):
    """Single precision, a constant activation at one layer's end, an odd function."""
    x = (rng.standard_normal((5, 3)) + 2).astype("float32")
    weights = [rng.standard_normal((3, 7)).astype("float32"), rng.standard_normal((7, 2)).astype("float32")]
    return {
        "odd": student.activation_statistics(x, weights, lambda z: z * abs(z)),
        "constant": student.activation_statistics(x, weights[:1], lambda z: 0 * z + 3),
    }


@probe("gradient_norms", points=1)
def one_layer_and_dead_units(student, rng):
    """A single layer; and ReLU layers, one of which is dead, so that nothing comes through."""
    x, upstream = rng.standard_normal((4, 6)), rng.standard_normal((4, 3))
    weights = [rng.standard_normal((6, 5)), -np.abs(rng.standard_normal((5, 4))), rng.standard_normal((4, 3))]

    def step(z):
        return (z > 0) * 1.0

    return {
        "one layer": student.gradient_norms(x, [rng.standard_normal((6, 3))], upstream, np.sin, np.cos),
        "a dead layer": student.gradient_norms(x, weights, upstream, lambda z: np.maximum(z, 0), step),
    }


@probe("initial_weights", points=0.5, measure=likeness, rtol=0.03, atol=0.03)
def normal_widening(student, rng):
    """Some 160 inputs, 950 outputs, and the defaults; tolerance 3%, since chance moves the measures by about 1%."""
    fans = widening_layer(rng)
    drawn = {rule: student.initial_weights(fresh(rng), *fans, rule) for rule in ("lecun", "glorot", "he")}
    return {**drawn, "by default": student.initial_weights(fresh(rng), *fans)}


@probe("initial_weights", points=0.5, measure=likeness, rtol=0.03, atol=0.03)
def uniform_widening(student, rng):
    """Some 160 inputs, 950 outputs, by an interval; tolerance 3%, since chance moves the measures by about 1%."""
    fans = widening_layer(rng)
    return {rule: student.initial_weights(fresh(rng), *fans, rule, True) for rule in ("lecun", "glorot", "he")}


@probe("prelu_gain", points=0.25)
def arrays_and_odd_slopes(student, rng):
    """An array of slopes, one a unit; slopes above one and below zero."""
    return {
        "an array": student.prelu_gain(rng.uniform(0, 1, (2, 3))),
        "odd": [student.prelu_gain(a) for a in (3.0, -0.5)],
    }


@probe("repaired_he", points=0.5)
def noise_that_widens(student, rng):
    """Noise for three inputs and nine outputs, and for a single output."""
    return {
        **{f"normal, to {k}": student.repaired_he(rng.standard_normal((3, k))) for k in (9, 1)},
        **{f"uniform, to {k}": student.repaired_he(rng.uniform(-1, 1, (3, k)), uniform=True) for k in (9, 1)},
    }


def single_vectors(outputs):
    """Lengths and shapes of matrices with one row or one column, and of a wide one by default."""
    found = {f"{name}: shape": list(np.shape(w)) for name, w in outputs.items()}
    return found | {f"{name}: length": np.linalg.norm(w) for name, w in outputs.items()}


@probe("orthogonal", points=0.25, measure=single_vectors, atol=1e-5)
def single_vectors_and_the_default(student, rng):
    """One input, one output, and the gain by default; tolerance 1e-5, so that single precision will do."""
    source, n = fresh(rng), int(rng.integers(5, 9))
    gain = float(rng.uniform(0.4, 0.8))
    return {
        "one output": student.orthogonal(source, n, 1, gain=gain),
        "one input": student.orthogonal(source, 1, n, gain=gain),
        "by default": student.orthogonal(source, n, n + 2),
    }


def chance(outputs):
    """Where the chance comes from, and whether rows or columns are preferred: means over wide and tall draws."""
    first, second, again = (np.asarray(outputs[name]) for name in ("first", "second", "first again"))
    return {
        "the same seed gives the same weights": bool(np.array_equal(first, again)),
        "the next layer gets the same weights": bool(np.array_equal(first, second)),
        "number of draws": len(outputs["wide"]),
        "mean of wide draws": np.mean(np.asarray(outputs["wide"], dtype="float64"), axis=0),
        "mean of tall draws": np.mean(np.asarray(outputs["tall"], dtype="float64"), axis=0),
    }


@probe("orthogonal", points=0.25, measure=chance, atol=0.25)
def chance_of_rotations(student, rng):
    """Chance from `rng` alone; the means of 400 and more draws are 0 within 0.25, since chance moves them by 0.04."""
    seed, n = int(rng.integers(2**31)), int(rng.integers(400, 450))
    source, again = np.random.default_rng(seed), np.random.default_rng(seed)
    return {
        "first": student.orthogonal(source, 4, 3),
        "second": student.orthogonal(source, 4, 3),
        "first again": student.orthogonal(again, 4, 3),
        "wide": np.stack([student.orthogonal(source, 2, 3) for _ in range(n)]),
        "tall": np.stack([student.orthogonal(source, 3, 2) for _ in range(n)]),
    }


@probe("revive", points=0.5)
def relu_layers_and_a_dead_one(student, rng):
    """ReLU layers; in the second network nothing comes through the first one, so the others stay as they are."""
    x = np.abs(rng.standard_normal((7, 3))) + 0.1
    weights = [rng.standard_normal(shape) for shape in ((3, 4), (4, 4), (4, 2))]
    for w in weights:
        w[:, 0] = np.abs(w[:, 0]) + 0.1  # one unit in each layer that is always open

    def relu(z):
        return np.maximum(z, 0)

    return {
        "alive": student.revive(x, weights, relu),
        "dead": student.revive(x, [-np.abs(weights[0]), *weights[1:]], relu),
    }


@probe("revive", points=0.5)
def one_layer_and_large_weights(student, rng):
    """A single layer, and weights that are too large; an activation with a mean of its own."""
    x = rng.standard_normal((8, 4)) - 0.4
    return {
        "one layer": student.revive(x, [rng.standard_normal((4, 3))], np.tanh),
        "large": student.revive(x, [50 * rng.standard_normal(shape) for shape in ((4, 6), (6, 1))], np.cos),
    }


quiz_different_units = quiz("quiz_different_units", points=0.5)
quiz_twenty_layers = quiz("quiz_twenty_layers", points=0.5)
quiz_he_deviation = quiz("quiz_he_deviation", points=0.5)
quiz_typed_as_printed = quiz("quiz_typed_as_printed", points=0.5)
quiz_steady_deviation = quiz("quiz_steady_deviation", points=0.5)
