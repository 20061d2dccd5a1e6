"""Hidden probes of `05-initialization`: other sizes and precisions, and the quiz. They never ship."""

import numpy as np

from gradschool.checks import probe


def fresh(rng):
    """A generator as `np.random.default_rng` makes it."""
    return np.random.default_rng(int(rng.integers(2**31)))


def likeness(outputs):
    """What can be said of a layer that widens: variance and fourth moment in numbers of about one, shape and dtype."""
    weights = np.asarray(outputs["weights"])
    wide = weights.astype("float64")
    return {
        "variance x rows": wide.var() * 150,
        "fourth moment / variance^2": np.mean(wide**4) / max(wide.var(), 1e-300) ** 2,
        "mean x sqrt(rows)": wide.mean() * 150**0.5,
        "shape": ", ".join(map(str, weights.shape)),
        "dtype by default": str(weights.dtype),
    }


@probe("activation_statistics", points=1)
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


@probe("lecun_normal", points=0.5, measure=likeness, rtol=0.03, atol=0.03)
def lecun_widening(student, rng):
    """150 inputs, 900 outputs; tolerance 3%, since chance moves the measures by about 1%."""
    return {"weights": student.lecun_normal(fresh(rng), 150, 900)}


@probe("glorot_normal", points=0.5, measure=likeness, rtol=0.03, atol=0.03)
def glorot_widening(student, rng):
    """150 inputs, 900 outputs; tolerance 3%, since chance moves the measures by about 1%."""
    return {"weights": student.glorot_normal(fresh(rng), 150, 900)}


@probe("glorot_uniform", points=0.5, measure=likeness, rtol=0.03, atol=0.03)
def uniform_widening(student, rng):
    """150 inputs, 900 outputs; tolerance 3%, since chance moves the measures by about 1%."""
    return {"weights": student.glorot_uniform(fresh(rng), 150, 900)}


@probe("he_normal", points=0.5, measure=likeness, rtol=0.03, atol=0.03)
def he_widening(student, rng):
    """150 inputs, 900 outputs; tolerance 3%, since chance moves the measures by about 1%."""
    return {"weights": student.he_normal(fresh(rng), 150, 900)}


@probe("he_uniform", points=0.5, measure=likeness, rtol=0.03, atol=0.03)
def he_uniform_widening(student, rng):
    """150 inputs, 900 outputs; tolerance 3%, since chance moves the measures by about 1%."""
    return {"weights": student.he_uniform(fresh(rng), 150, 900)}


@probe("prelu_gain", points=0.5)
def arrays_and_odd_slopes(student, rng):
    """An array of slopes, one a unit; slopes above one and below zero."""
    return {
        "an array": student.prelu_gain(rng.uniform(0, 1, (2, 3))),
        "odd": [student.prelu_gain(a) for a in (3.0, -0.5)],
    }


@probe("erratum_relu_weights", points=0.25)
def noise_that_widens(student, rng):
    """Noise for three inputs and nine outputs, and for a single output."""
    return {f"to {k}": student.erratum_relu_weights(rng.standard_normal((3, k))) for k in (9, 1)}


@probe("erratum_he_rules", points=0.25)
def the_two_agree(student, rng):
    """Random sizes: both distributions have one variance."""
    variance, bound = student.erratum_he_rules(int(rng.integers(10, 90)), int(rng.integers(100, 900)))
    return {"variance": variance, "variance of the uniform one": bound**2 / 3}


@probe("quiz_different_units", points=0.5)
def units(student, rng):
    """The answer."""
    return {"answer": student.quiz_different_units()}


@probe("quiz_twenty_layers", points=0.5)
def twenty(student, rng):
    """The answer."""
    return {"answer": student.quiz_twenty_layers()}


@probe("quiz_he_deviation", points=0.5)
def deviation(student, rng):
    """The answer."""
    return {"answer": student.quiz_he_deviation()}


@probe("quiz_typed_as_printed", points=0.5)
def typed(student, rng):
    """The answer."""
    return {"answer": student.quiz_typed_as_printed()}


@probe("quiz_steady_deviation", points=0.5)
def steady(student, rng):
    """The answer."""
    return {"answer": student.quiz_steady_deviation()}
