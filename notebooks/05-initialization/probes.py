"""Probes of `05-initialization`: how each exercise is run. What is right is what the solution returns.

Random weights can't be compared number by number, so the probes measure large matrices, whose mean, variance and shape
of distribution hardly depend on the draw. Read them freely: they hold no answers.
"""

from itertools import pairwise

import numpy as np

from gradschool.checks import probe

LETTERS = ("a", "b", "c", "d")


def fresh(rng):
    """A generator as `np.random.default_rng` makes it."""
    return np.random.default_rng(int(rng.integers(2**31)))


def portrait(outputs):
    """What can be said of random weights whatever the draw, in numbers of about one."""
    weights = np.asarray(outputs["weights"], dtype="float64")
    if weights.ndim != 2 or weights.size == 0:
        return {"number of axes": weights.ndim}
    variance = weights.var()
    return {
        "mean x sqrt(rows)": weights.mean() * weights.shape[0] ** 0.5,
        "variance x rows": variance * weights.shape[0],
        "fourth moment / variance^2 (3 if normal)": np.mean((weights - weights.mean()) ** 4)
        / max(variance, 1e-300) ** 2,
    }


def three_draws(initialize, rng, dtype):
    """Weights of two layers in a row, each to a single unit, and of the first again from the same seed."""
    seed = int(rng.integers(2**31))
    source, again = np.random.default_rng(seed), np.random.default_rng(seed)
    first, second = (initialize(source, 7, 1, dtype=dtype) for _ in range(2))
    return {"first": first, "second": second, "first again": initialize(again, 7, 1, dtype=dtype)}


def form(outputs):
    """Shape and dtype of weights, and where their chance comes from."""
    first, second, again = (np.asarray(outputs[name]) for name in ("first", "second", "first again"))
    return {
        "shape": list(first.shape),
        "dtype": str(first.dtype),
        "the same seed gives the same weights": bool(np.array_equal(first, again)),
        "the next layer gets the same weights": bool(np.array_equal(first, second)),
    }


def leaky(z):
    """A leaky unit, so that every unit passes something on."""
    return np.where(z > 0, z, 0.1 * z)


def slope_of_leaky(z):
    """Its derivative."""
    return np.where(z > 0, 1.0, 0.1)


def slope_of_tanh(z):
    """The derivative of tanh."""
    return 1 - np.tanh(z) ** 2


def layers(rng, *sizes):
    """Random weights between layers of these sizes."""
    return [0.7 * rng.standard_normal(shape) for shape in pairwise(sizes)]


def is_a_letter(outputs, inputs):
    """Accept any of the letters; whether it is the right one is not decided here."""
    answer = outputs["your answer"]
    return None if answer in LETTERS else f"return one of the letters {', '.join(LETTERS)}; got {answer!r}"


# --- Measuring ------------------------------------------------------------------------------------------------


@probe("activation_statistics", points=1)
def three_tanh_layers(student, rng):
    """Nine examples through three tanh layers of different sizes."""
    x = rng.standard_normal((9, 5)) + 0.5
    return {"mean and std": student.activation_statistics(x, layers(rng, 5, 4, 6, 3), np.tanh)}


@probe("activation_statistics", points=1)
def square_relu_layers(student, rng):
    """Six examples through two ReLU layers of the input's size, and through no layer at all."""
    x, weights = rng.standard_normal((6, 4)), layers(rng, 4, 4, 4)
    return {
        "mean and std": student.activation_statistics(x, weights, lambda z: np.maximum(z, 0)),
        "no layers": student.activation_statistics(x, [], np.tanh),
    }


@probe("gradient_norms", points=1.25)
def layers_of_different_sizes(student, rng):
    """Three tanh layers of different sizes, a random upstream gradient."""
    x, upstream = rng.standard_normal((7, 5)), rng.standard_normal((7, 2))
    return {"norms": student.gradient_norms(x, layers(rng, 5, 4, 6, 2), upstream, np.tanh, slope_of_tanh)}


@probe("gradient_norms", points=1.25)
def layers_of_one_size(student, rng):
    """Four leaky layers of one size, so that a wrong product has the right shape and the wrong numbers."""
    x, upstream = rng.standard_normal((6, 3)), rng.standard_normal((6, 3))
    return {"norms": student.gradient_norms(x, layers(rng, 3, 3, 3, 3, 3), upstream, leaky, slope_of_leaky)}


# --- Weights --------------------------------------------------------------------------------------------------


@probe("lecun_normal", points=0.75, measure=portrait, rtol=0.03, atol=0.03)
def lecun_on_a_wide_layer(student, rng):
    """A layer of 800 inputs and 200 outputs, measured; tolerance 3%, since chance moves it by less than 1%."""
    return {"weights": student.lecun_normal(fresh(rng), 800, 200)}


@probe("lecun_normal", points=0.25, measure=form)
def lecun_form(student, rng):
    """Shape, dtype, and chance from `rng` alone, in float64."""
    return three_draws(student.lecun_normal, rng, "float64")


@probe("glorot_normal", points=0.75, measure=portrait, rtol=0.03, atol=0.03)
def glorot_on_a_wide_layer(student, rng):
    """A layer of 800 inputs and 200 outputs, measured; tolerance 3%, since chance moves it by less than 1%."""
    return {"weights": student.glorot_normal(fresh(rng), 800, 200)}


@probe("glorot_normal", points=0.25, measure=form)
def glorot_form(student, rng):
    """Shape, dtype, and chance from `rng` alone, in float64."""
    return three_draws(student.glorot_normal, rng, "float64")


@probe("glorot_uniform", points=0.75, measure=portrait, rtol=0.03, atol=0.03)
def uniform_on_a_wide_layer(student, rng):
    """A layer of 800 inputs and 200 outputs, measured; tolerance 3%, since chance moves it by less than 1%."""
    return {"weights": student.glorot_uniform(fresh(rng), 800, 200)}


@probe("glorot_uniform", points=0.25, measure=form)
def uniform_form(student, rng):
    """Shape, dtype, and chance from `rng` alone, in float64."""
    return three_draws(student.glorot_uniform, rng, "float64")


@probe("he_normal", points=0.75, measure=portrait, rtol=0.03, atol=0.03)
def he_on_a_wide_layer(student, rng):
    """A layer of 800 inputs and 200 outputs, measured; tolerance 3%, since chance moves it by less than 1%."""
    return {"weights": student.he_normal(fresh(rng), 800, 200)}


@probe("he_normal", points=0.25, measure=form)
def he_form(student, rng):
    """Shape, dtype, and chance from `rng` alone, in float64."""
    return three_draws(student.he_normal, rng, "float64")


@probe("he_uniform", points=0.75, measure=portrait, rtol=0.03, atol=0.03)
def he_uniform_on_a_wide_layer(student, rng):
    """A layer of 800 inputs and 200 outputs, measured; tolerance 3%, since chance moves it by less than 1%."""
    return {"weights": student.he_uniform(fresh(rng), 800, 200)}


@probe("he_uniform", points=0.25, measure=form)
def he_uniform_form(student, rng):
    """Shape, dtype, and chance from `rng` alone, in float64."""
    return three_draws(student.he_uniform, rng, "float64")


@probe("prelu_gain", points=1)
def several_slopes(student, rng):
    """ReLU, a linear unit, and random slopes between them."""
    slopes = (0.0, 1.0, *rng.uniform(0.05, 0.95, 3).tolist())
    return {"gains": [student.prelu_gain(slope) for slope in slopes]}


# --- Errata ---------------------------------------------------------------------------------------------------


@probe("erratum_relu_weights", points=0.75)
def noise_of_eight_by_three(student, rng):
    """Noise for eight inputs and three outputs."""
    return {"weights": student.erratum_relu_weights(rng.standard_normal((8, 3)))}


@probe("erratum_he_rules", points=0.75)
def three_layers(student, rng):
    """Layers that widen, narrow, and stay."""
    n = int(rng.integers(20, 90))
    rules = [student.erratum_he_rules(*fans) for fans in ((n, 4 * n), (10 * n, n), (n, n))]
    return {"variance": [rule[0] for rule in rules], "bound": [rule[1] for rule in rules]}


# --- Quiz: whether an answer is right is judged when the notebook is graded ------------------------------------


@probe("quiz_different_units", points=0, verify=is_a_letter)
def units_answered(student, rng, inputs):
    """Your answer."""
    return {"your answer": student.quiz_different_units()}


@probe("quiz_twenty_layers", points=0, verify=is_a_letter)
def layers_answered(student, rng, inputs):
    """Your answer."""
    return {"your answer": student.quiz_twenty_layers()}


@probe("quiz_he_deviation", points=0, verify=is_a_letter)
def deviation_answered(student, rng, inputs):
    """Your answer."""
    return {"your answer": student.quiz_he_deviation()}


@probe("quiz_typed_as_printed", points=0, verify=is_a_letter)
def typed_answered(student, rng, inputs):
    """Your answer."""
    return {"your answer": student.quiz_typed_as_printed()}


@probe("quiz_steady_deviation", points=0, verify=is_a_letter)
def steady_answered(student, rng, inputs):
    """Your answer."""
    return {"your answer": student.quiz_steady_deviation()}
