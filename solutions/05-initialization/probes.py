"""Probes of `05-initialization`: how each exercise is run. What is right is what the solution returns.

Random weights can't be compared number by number, so the probes measure large matrices, whose mean, variance and shape
of distribution hardly depend on the draw. Read them freely: they hold no answers.
"""

from itertools import pairwise

import numpy as np

from gradschool.checks import probe, quiz


def wide_layer(rng):
    """Numbers of inputs and outputs: each submission has its own, so that nobody's weights fit another's layer."""
    return int(rng.integers(800, 950)), int(rng.integers(200, 230))


def fresh(rng):
    """A generator as `np.random.default_rng` makes it."""
    return np.random.default_rng(int(rng.integers(2**31)))


def portrait(outputs):
    """What can be said of each matrix of random weights whatever the draw: its shape, and numbers of about one."""
    return {f"{name}: {what}": number for name, w in outputs.items() for what, number in measures(w).items()}


def measures(weights):
    """Mean, variance and fourth moment, and how many numbers of a row and of a column differ."""
    weights = np.asarray(weights, dtype="float64")
    if weights.ndim != 2 or weights.size == 0:
        return {"number of axes": weights.ndim}
    rows, columns = weights.shape
    variance = weights.var()
    return {
        "shape": f"{rows}, {columns}",
        "mean x sqrt(rows)": weights.mean() * rows**0.5,
        "variance x rows": variance * rows,
        "fourth moment / variance^2 (3 if normal)": np.mean((weights - weights.mean()) ** 4)
        / max(variance, 1e-300) ** 2,
        "share of different numbers in a row": len(np.unique(weights[0])) / columns,
        "share of different numbers in a column": len(np.unique(weights[:, 0])) / rows,
    }


def form(outputs):
    """Shape and dtype of each kind of weights, and where their chance comes from."""
    found = {}
    for kind, draws in outputs.items():
        first, second, again = map(np.asarray, draws)
        found[f"{kind}: shape"] = list(first.shape)
        found[f"{kind}: dtype"] = str(first.dtype)
        found[f"{kind}: the same seed gives the same weights"] = bool(np.array_equal(first, again))
        found[f"{kind}: the next layer gets the same weights"] = bool(np.array_equal(first, second))
    return found


def three_draws(draw, rng):
    """Weights of two layers in a row, and of the first again from the same seed."""
    seed = int(rng.integers(2**31))
    source, again = np.random.default_rng(seed), np.random.default_rng(seed)
    return [draw(source), draw(source), draw(again)]


def squareness(outputs):
    """How far each matrix is from a rotation times its gain, on its shorter side, and its shape."""
    gain = outputs["gain"]
    found = {"gain": gain}
    for name, given in outputs.items():
        w = np.asarray(given, dtype="float64")
        if name != "gain" and w.ndim == 2:
            w = w if w.shape[0] >= w.shape[1] else w.T
            found[f"{name}: inner products / gain^2"] = w.T @ w / gain**2
        if name != "gain":
            found[f"{name}: shape"] = list(np.shape(given))
    return found


def balance(outputs):
    """Means over many draws of one small matrix, 0 where no sign is preferred and none depends on another."""
    found = {}
    for name, given in outputs.items():
        draws = np.asarray(given, dtype="float64")
        found[f"number of {name}"] = len(draws)
        found[f"mean of {name}"] = draws.mean(axis=0)
        found[f"{name}: mean product of the first two on the diagonal"] = np.mean(draws[:, 0, 0] * draws[:, 1, 1])
    return found


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


# --- Measuring ------------------------------------------------------------------------------------------------


@probe("activation_statistics", points=1)
def three_tanh_layers(student, rng):
    """Nine examples through three tanh layers of different sizes."""
    x = rng.standard_normal((9, 5)) + 0.5
    return {"mean and std": student.activation_statistics(x, layers(rng, 5, 4, 6, 3), np.tanh)}


@probe("activation_statistics", points=0.75)
def square_relu_layers(student, rng):
    """Six examples through two ReLU layers of the input's size, and through no layer at all."""
    x, weights = rng.standard_normal((6, 4)), layers(rng, 4, 4, 4)
    return {
        "mean and std": student.activation_statistics(x, weights, lambda z: np.maximum(z, 0)),
        "no layers": student.activation_statistics(x, [], np.tanh),
    }


@probe("gradient_norms", points=1)
def layers_of_different_sizes(student, rng):
    """Three tanh layers of different sizes, a random upstream gradient."""
    x, upstream = rng.standard_normal((7, 5)), rng.standard_normal((7, 2))
    return {"norms": student.gradient_norms(x, layers(rng, 5, 4, 6, 2), upstream, np.tanh, slope_of_tanh)}


@probe("gradient_norms", points=1)
def layers_of_one_size(student, rng):
    """Four leaky layers of one size, so that a wrong product has the right shape and the wrong numbers."""
    x, upstream = rng.standard_normal((6, 3)), rng.standard_normal((6, 3))
    return {"norms": student.gradient_norms(x, layers(rng, 3, 3, 3, 3, 3), upstream, leaky, slope_of_leaky)}


# --- Weights --------------------------------------------------------------------------------------------------

RULES = ("lecun", "glorot", "he")


@probe("prelu_gain", points=0.5)
def several_slopes(student, rng):
    """ReLU, a linear unit, and random slopes between them."""
    slopes = (0.0, 1.0, *rng.uniform(0.05, 0.95, 3).tolist())
    return {"gains": [student.prelu_gain(slope) for slope in slopes]}


@probe("prelu_gain", points=0.25)
def a_slope_for_each_unit(student, rng):
    """An array of slopes, of shape (3, 4)."""
    return {"gains": student.prelu_gain(rng.uniform(0.05, 0.95, (3, 4)))}


@probe("initial_weights", points=1.25, measure=portrait, rtol=0.03, atol=0.03)
def normal_on_a_wide_layer(student, rng):
    """Some 900 inputs and 200 outputs by each rule, measured; tolerance 3%, since chance moves it by less than 1%."""
    fans = wide_layer(rng)
    return {rule: student.initial_weights(fresh(rng), *fans, rule=rule) for rule in RULES}


@probe("initial_weights", points=1.25, measure=portrait, rtol=0.03, atol=0.03)
def uniform_on_a_wide_layer(student, rng):
    """The same drawn evenly from an interval; tolerance 3%, since chance moves it by less than 1%."""
    fans = wide_layer(rng)
    return {rule: student.initial_weights(fresh(rng), *fans, rule=rule, uniform=True) for rule in RULES}


@probe("initial_weights", points=0.5, measure=form)
def form_of_weights(student, rng):
    """Shape, dtype, and chance from `rng` alone, for a layer of a single unit: in float64, and by default."""
    inputs = int(rng.integers(7, 60))

    def draws(**chosen):
        return three_draws(lambda source: student.initial_weights(source, inputs, 1, **chosen), rng)

    return {
        "normal": draws(uniform=False, dtype="float64"),
        "uniform": draws(uniform=True, dtype="float64"),
        "by default": draws(),
    }


@probe("repaired_he", points=1)
def noise_of_seven_by_three(student, rng):
    """Noise of both kinds for seven inputs and three outputs."""
    return {
        "normal": student.repaired_he(rng.standard_normal((7, 3))),
        "uniform": student.repaired_he(rng.uniform(-1, 1, (7, 3)), uniform=True),
    }


# --- Rotations, and the patient -------------------------------------------------------------------------------


@probe("orthogonal", points=1.25, measure=squareness, atol=1e-5)
def tall_wide_and_square(student, rng):
    """Three shapes, with a gain; tolerance 1e-5, so that single precision will do."""
    gain = float(rng.uniform(1.3, 1.9))
    shapes = {"tall": (6, 3), "wide": (3, 5), "square": (4, 4)}
    made = {name: student.orthogonal(fresh(rng), *fans, gain=gain) for name, fans in shapes.items()}
    return {**made, "gain": gain}


@probe("orthogonal", points=0.75, measure=balance, atol=0.2)
def no_sign_preferred(student, rng):
    """400 to 450 rotations, and wide ones; their means are 0 within 0.2, since chance moves them by 0.03."""
    source, n = fresh(rng), int(rng.integers(400, 450))
    shapes = {"square draws": (3, 3), "wide draws": (2, 3)}
    return {name: np.stack([student.orthogonal(source, *fans) for _ in range(n)]) for name, fans in shapes.items()}


@probe("revive", points=1.25)
def a_patient_of_three_layers(student, rng):
    """Small weights of different sizes, tanh, inputs with a mean."""
    x = rng.standard_normal((9, 5)) + 0.7
    return {"weights": student.revive(x, [0.1 * w for w in layers(rng, 5, 4, 6, 3)], np.tanh)}


@probe("revive", points=0.5)
def twelve_layers_of_a_thousandth(student, rng):
    """Twelve layers of leaky units that let hardly anything through."""
    x = rng.standard_normal((6, 4))
    return {"weights": student.revive(x, [1e-3 * w for w in layers(rng, *[4] * 13)], leaky)}


@probe("revive", points=0.25)
def a_layer_of_zeros(student, rng):
    """Three tanh layers, the second of zeros alone: it stays as it is, and so does the third."""
    first, second, third = layers(rng, 4, 5, 3, 2)
    return {"weights": student.revive(rng.standard_normal((6, 4)), [first, 0 * second, third], np.tanh)}


# --- Quiz: whether an answer is right is judged when the notebook is graded ------------------------------------


quiz_different_units = quiz("quiz_different_units")
quiz_twenty_layers = quiz("quiz_twenty_layers")
quiz_he_deviation = quiz("quiz_he_deviation")
quiz_typed_as_printed = quiz("quiz_typed_as_printed")
quiz_steady_deviation = quiz("quiz_steady_deviation")
