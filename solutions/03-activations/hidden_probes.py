"""Hidden probes of `03-activations`: other shapes, other numbers, and the quiz. They never ship."""

import numpy as np

from gradschool.checks import probe, quiz


def both(answer):
    """Values and slopes as a list."""
    y, slope = answer
    return [y, slope]


@probe("sigmoid", points=0.25)
def sigmoid_of_a_cube(student, rng):
    """A (2, 1, 3) array, and float32 as large as 3e4."""
    large = np.array([-3e4, 3e4, -88.0, 89.0], dtype="float32")
    return {"cube": both(student.sigmoid(5 * rng.standard_normal((2, 1, 3)))), "large": both(student.sigmoid(large))}


@probe("leaky_relu", points=0.25, exact_dtype=True)
def leaky_with_whole_alphas(student, rng):
    """Alphas that are whole numbers, and huge inputs."""
    x = np.array([-1e30, -1e-30, 1e-30, 1e30]) * rng.uniform(0.5, 2)
    return {f"alpha {alpha}": both(student.leaky_relu(x, alpha)) for alpha in (0, 1, 3)}


@probe("elu", points=0.25)
def elu_of_a_cube(student, rng):
    """A (2, 3, 2) array, and float32 as large as 3e4."""
    large = np.array([-3e4, 3e4, 89.0], dtype="float32")
    return {"cube": both(student.elu(rng.standard_normal((2, 3, 2)), 0.3)), "large": both(student.elu(large, 1.5, 0.9))}


@probe("swish", points=0.25, exact_dtype=True)
def swish_in_float32(student, rng):
    """Single precision, another beta, and numbers as large as 3e4."""
    large = np.array([-3e4, 3e4, 89.0], dtype="float32")
    x = rng.standard_normal((4, 1)).astype("float32")
    return {"column": both(student.swish(x, 0.7)), "large": both(student.swish(large))}


@probe("dead_fraction", points=0.25)
def extremes_of_death(student, rng):
    """All dead, none dead, and all but one; more examples than units."""
    closed = -rng.uniform(0.1, 1, (20, int(rng.integers(3, 12))))
    one_open = closed.copy()
    one_open[7, 1] = 1e-9
    cases = {"all": closed, "none": -closed, "all but one": one_open}
    return {name: student.dead_fraction(z) for name, z in cases.items()}


@probe("prelu_gradients", points=0.5)
def one_example(student, rng):
    """One example and six units, then nine examples and one unit."""
    answers = {}
    for batch, units in ((1, 6), (9, 1)):
        signs = rng.permutation(np.resize([-1.0, 1.0], batch * units)).reshape(batch, units)
        upstream, x = rng.standard_normal((batch, units)), signs * rng.uniform(0.2, 2, (batch, units))
        answers[f"{batch}, {units}"] = list(student.prelu_gradients(upstream, x, rng.uniform(0.1, 1.5, units)))
    return answers


@probe("maxout_backward", points=0.25)
def two_pieces_back(student, rng):
    """Two pieces, one unit, seven examples; both win, and the first alone."""
    x, w, upstream = rng.standard_normal((7, 3)), rng.standard_normal((2, 3, 1)), rng.standard_normal((7, 1))
    winners = {
        "both": rng.permutation(np.array([[0], [1]] * 3 + [[1]])),
        "the first alone": np.zeros((7, 1), dtype=int),
    }
    return {name: list(student.maxout_backward(upstream, x, w, winner)) for name, winner in winners.items()}


@probe("softmax_backward", points=0.5)
def saturated_rows(student, rng):
    """One row alone, and rows with a probability of exactly one."""
    p = np.exp(rng.standard_normal(6))
    return {
        "one row": student.softmax_backward(rng.standard_normal(6), p / p.sum()),
        "saturated": student.softmax_backward(rng.standard_normal((2, 3)), np.array([[1.0, 0, 0], [0, 0.5, 0.5]])),
    }


@probe("revive", points=0.75)
def nobody_dead_and_everybody(student, rng):
    """3 inputs, 5 units, 2 outputs: nobody dead, then everybody."""
    answers = {}
    for name, size in {"nobody": 1.0, "everybody": -1.0}.items():
        w1, b1, w2 = rng.standard_normal((3, 5)), rng.standard_normal(5), rng.standard_normal((5, 2))
        draws = np.random.default_rng(int(rng.integers(2**31)))
        answers[name] = list(student.revive(w1, b1, w2, size * rng.uniform(0.1, 1, (4, 5)), draws))
    return answers


@probe("erratum_prelu", points=0.25)
def more_alphas(student, rng):
    """Six units with slopes from -3 to 3, two examples with opposite signs, and each alone."""
    x, slopes = rng.standard_normal((1, 6)), rng.permutation(np.linspace(-3, 3, 6)) + rng.uniform(-0.2, 0.2, 6)
    both = np.concatenate([x, -x])
    return {"both": student.erratum_prelu(both, slopes), "one": student.erratum_prelu(x, slopes)}


quiz_ten_sigmoids = quiz("quiz_ten_sigmoids", points=0.5)
quiz_batch_of_two = quiz("quiz_batch_of_two", points=0.5)
quiz_gated_unit = quiz("quiz_gated_unit", points=0.5)
quiz_maxout_parameters = quiz("quiz_maxout_parameters", points=0.5)
quiz_shifted_row = quiz("quiz_shifted_row", points=0.5)
