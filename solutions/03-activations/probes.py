"""Probes of `03-activations`: how each exercise is run. What is right is what the solution returns.

A probe hands your function arrays and keeps what comes out. Read them freely: they hold no answers.
"""

import numpy as np

from gradschool.checks import probe, quiz

EXTREMES = (-1000.0, -100.0, -30.0, 0.0, 30.0, 100.0, 1000.0)


def values_and_slopes(answer):
    """The two arrays under their names."""
    y, slope = answer
    return {"values": y, "slopes": slope}


def spread(rng, *shape):
    """Random inputs on both sides of zero, some of them far out."""
    return 3.0 * rng.standard_normal(shape)


def single(rng, *shape):
    """Random inputs in single precision."""
    return spread(rng, *shape).astype("float32")


def far_out(rng):
    """Numbers as far out as -1000 and 1000, zero, two near 10, and two of usual size, in random order."""
    near = [*rng.uniform(-3, 3, 2), rng.uniform(10.1, 10.5), -rng.uniform(10.1, 10.5)]
    return rng.permutation(np.append(np.array(EXTREMES) * rng.uniform(0.9, 1, 7), near))


# --- sigmoid --------------------------------------------------------------------------------------------------


@probe("sigmoid", points=0.75)
def sigmoid_of_a_matrix(student, rng):
    """Values and slopes for a (3, 4) matrix."""
    return values_and_slopes(student.sigmoid(spread(rng, 3, 4)))


@probe("sigmoid", points=0.5)
def sigmoid_far_out(student, rng):
    """Inputs from -1000 to 1000: no nan."""
    return values_and_slopes(student.sigmoid(far_out(rng)))


@probe("sigmoid", points=0.25, exact_dtype=True)
def sigmoid_in_float32(student, rng):
    """Inputs in single precision give values and slopes in single precision, far out too."""
    x = np.concatenate([single(rng, 5), np.array(EXTREMES, dtype="float32")])
    return values_and_slopes(student.sigmoid(x))


# --- scaled_tanh ----------------------------------------------------------------------------------------------


# --- leaky_relu -----------------------------------------------------------------------------------------------


@probe("leaky_relu", points=0.5)
def leaky_on_a_matrix(student, rng):
    """A (3, 4) matrix with the default alpha."""
    return values_and_slopes(student.leaky_relu(spread(rng, 3, 4)))


@probe("leaky_relu", points=0.5)
def other_alphas(student, rng):
    """A column, with alphas of 0 (ReLU), 2.5 and -0.5."""
    x = spread(rng, 6, 1)
    return {f"alpha {alpha}": values_and_slopes(student.leaky_relu(x, alpha)) for alpha in (0.0, 2.5, -0.5)}


@probe("leaky_relu", points=0.25)
def leaky_at_zero(student, rng):
    """At exactly zero the slope is alpha."""
    x = rng.permutation(np.array([-1.0, 0.0, 1.0])) * rng.uniform(0.5, 2)
    return values_and_slopes(student.leaky_relu(x, float(rng.uniform(0.1, 0.5))))


@probe("leaky_relu", points=0.25, exact_dtype=True)
def leaky_in_float32(student, rng):
    """Inputs in single precision give values and slopes in single precision."""
    return values_and_slopes(student.leaky_relu(single(rng, 2, 3), 0.1))


# --- elu ------------------------------------------------------------------------------------------------------


@probe("elu", points=0.5)
def elu_of_a_matrix(student, rng):
    """A (3, 4) matrix with alpha 1."""
    return values_and_slopes(student.elu(spread(rng, 3, 4)))


@probe("elu", points=0.5)
def selu_of_a_matrix(student, rng):
    """A (2, 5) matrix, on both sides of zero, with other values of alpha and scale."""
    x = rng.permutation(np.resize([-1.0, 1.0], 10)).reshape(2, 5) * rng.uniform(0.2, 3, (2, 5))
    return values_and_slopes(student.elu(x, alpha=1.6732632423543772, scale=1.0507009873554805))


@probe("elu", points=0.25)
def elu_far_out(student, rng):
    """Inputs from -1000 to 1000 and zero, alpha 2: no nan."""
    return values_and_slopes(student.elu(far_out(rng), alpha=2.0))


@probe("elu", points=0.25, exact_dtype=True)
def elu_in_float32(student, rng):
    """A column in single precision gives values and slopes in single precision."""
    x = rng.permutation(np.resize([-1.0, 1.0], (6, 1))) * rng.uniform(0.2, 3, (6, 1))
    return values_and_slopes(student.elu(x.astype("float32"), alpha=0.7, scale=1.2))


# --- softplus and swish ---------------------------------------------------------------------------------------


@probe("swish", points=0.75)
def swish_of_a_matrix(student, rng):
    """A (3, 4) matrix with beta 1."""
    return values_and_slopes(student.swish(spread(rng, 3, 4)))


@probe("swish", points=0.75)
def other_betas(student, rng):
    """Betas of 0, 0.3 and 2.5."""
    x = spread(rng, 6)
    return {f"beta {beta}": values_and_slopes(student.swish(x, beta)) for beta in (0.0, 0.3, 2.5)}


@probe("swish", points=0.25)
def swish_far_out(student, rng):
    """Inputs from -1000 to 1000: no nan."""
    return values_and_slopes(student.swish(far_out(rng)))


# --- dead_fraction --------------------------------------------------------------------------------------------


@probe("dead_fraction", points=1)
def some_dead_units(student, rng):
    """7 examples and 10 units, of which some are always closed, some once open, and one at exactly zero."""
    z = -rng.uniform(0.1, 2.0, (7, 10))
    for unit in rng.permutation(9)[: int(rng.integers(1, 5))]:
        z[rng.integers(0, 7), unit] = 0.7
    z[:, 9] = 0.0
    return {"dead share": student.dead_fraction(z)}


@probe("dead_fraction", points=0.25)
def units_that_cancel(student, rng):
    """5 examples and 8 units, most with a negative mean; some of them are open for one example, and not dead."""
    z, count = -rng.uniform(1.0, 2.0, (5, 8)), int(rng.choice([2, 3, 5, 6, 7]))
    z[int(rng.integers(0, 5)), :count] = [30.0] + (count - 1) * [0.5]
    return {"dead share": student.dead_fraction(z)}


# --- PReLU and maxout -----------------------------------------------------------------------------------------


@probe("prelu_gradients", points=1)
def five_examples_three_units(student, rng):
    """A batch of 5 and 3 units, each with its own slope."""
    grads = student.prelu_gradients(spread(rng, 5, 3), spread(rng, 5, 3), rng.uniform(0.1, 0.5, 3))
    return dict(zip(("grad_x", "grad_a"), grads, strict=True))


@probe("prelu_gradients", points=0.25)
def slopes_of_any_size(student, rng):
    """Slopes of -0.5, 0 and 3, and inputs of exactly zero."""
    x = spread(rng, 4, 3)
    x[1] = 0.0
    grads = student.prelu_gradients(spread(rng, 4, 3), x, np.array([-0.5, 0.0, 3.0]))
    return dict(zip(("grad_x", "grad_a"), grads, strict=True))


def maxout_arguments(rng, batch, inputs, pieces, units):
    """Random x, w and b of a maxout layer."""
    return (
        rng.standard_normal((batch, inputs)),
        rng.standard_normal((pieces, inputs, units)),
        rng.standard_normal((pieces, units)),
    )


@probe("maxout_backward", points=1.25)
def routed_gradients(student, rng):
    """A batch of 6, 4 inputs, 3 pieces, 2 units; the winners are given."""
    x, w, _ = maxout_arguments(rng, 6, 4, 3, 2)
    winner = rng.integers(0, 3, (6, 2))
    grads = student.maxout_backward(rng.standard_normal((6, 2)), x, w, winner)
    return dict(zip(("grad_x", "grad_w", "grad_b"), grads, strict=True))


@probe("maxout_backward", points=0.5)
def a_piece_that_never_wins(student, rng):
    """A batch of 3, 2 inputs, 4 pieces, 5 units; piece 1 wins nowhere, and its gradients are zero."""
    x, w, _ = maxout_arguments(rng, 3, 2, 4, 5)
    winner = rng.choice(np.array([0, 2, 3]), (3, 5))
    grads = student.maxout_backward(rng.standard_normal((3, 5)), x, w, winner)
    return dict(zip(("grad_x", "grad_w", "grad_b"), grads, strict=True))


# --- softmax --------------------------------------------------------------------------------------------------


def probabilities(rng, *shape):
    """Rows that sum to one."""
    p = np.exp(rng.standard_normal(shape))
    return p / p.sum(axis=-1, keepdims=True)


@probe("softmax_backward", points=1)
def rows_of_four(student, rng):
    """Three rows of four classes, with a random upstream gradient."""
    return {"grad_x": student.softmax_backward(rng.standard_normal((3, 4)), probabilities(rng, 3, 4))}


@probe("softmax_backward", points=0.25)
def a_batch_of_tables(student, rng):
    """Shape (4, 1, 5): the softmax runs over the last axis."""
    return {"grad_x": student.softmax_backward(rng.standard_normal((4, 1, 5)), probabilities(rng, 4, 1, 5))}


# --- revive ---------------------------------------------------------------------------------------------------


def patient(rng, inputs, units, outputs, dead):
    """Weights and inputs of ReLU units, so many of them dead, one of those at exactly zero for one example."""
    z = rng.standard_normal((6, units))
    z[0], z[1] = 0.5, -0.5
    gone = rng.permutation(units)[:dead]
    z[:, gone] = -rng.uniform(0.1, 2, (6, dead))
    z[2, gone[:1]] = 0.0
    shapes = ((inputs, units), (units,), (units, outputs))
    return *(rng.standard_normal(shape) for shape in shapes), z


def operated(student, rng, *sizes):
    """The three arrays under their names."""
    arguments, seed = patient(rng, *sizes), int(rng.integers(2**31))
    return dict(zip(("w1", "b1", "w2"), student.revive(*arguments, np.random.default_rng(seed)), strict=True))


@probe("revive", points=1.25)
def three_dead_of_seven(student, rng):
    """5 inputs, 7 units of which 3 are dead, 2 outputs."""
    return operated(student, rng, 5, 7, 2, 3)


@probe("revive", points=0.5)
def as_many_of_all(student, rng):
    """4 inputs, 4 units of which 2 are dead, 4 outputs."""
    return operated(student, rng, 4, 4, 4, 2)


# --- Erratum --------------------------------------------------------------------------------------------------


@probe("erratum_prelu", points=0.5)
def any_alpha(student, rng):
    """Five examples and four units, with slopes 0.25, 2, -0.5 and 1."""
    signs = np.stack([rng.permutation([-1.0, -1.0, -1.0, 1.0, 1.0]) for _ in range(4)], axis=1)
    x = signs * rng.uniform(0.2, 6, (5, 4))
    return {"values": student.erratum_prelu(x, np.array([0.25, 2.0, -0.5, 1.0]))}


# --- Quiz: whether an answer is right is judged when the notebook is graded -------------------------------------


quiz_ten_sigmoids = quiz("quiz_ten_sigmoids")
quiz_batch_of_two = quiz("quiz_batch_of_two")
quiz_gated_unit = quiz("quiz_gated_unit")
quiz_maxout_parameters = quiz("quiz_maxout_parameters")
quiz_shifted_row = quiz("quiz_shifted_row")
