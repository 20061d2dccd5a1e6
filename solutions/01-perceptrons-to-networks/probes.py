"""Public probes of `01-perceptrons-to-networks`: what a student's `check(...)` runs and the grader runs again.

They ship with the unit. Each one runs the student's function and, with the same random numbers, the solution (at the
grader's) or its recorded answers (in the notebook): they hold no answers.
"""

import itertools

import numpy as np

from gradschool.checks import outcome, probe, quiz


# --- perceptron -----------------------------------------------------------------------------------------------


def with_sums(rng, w, sums):
    """Random examples whose x w are these sums, in random order."""
    x, sums = rng.standard_normal((len(sums), len(w))), rng.permutation(np.array(sums))
    return x + ((sums - x @ w) / (w @ w))[:, None] * w


@probe("perceptron", points=0.75)
def eight_examples(student, rng):
    """Eight examples with three features, near the line and far from it; the bias is positive once, negative once."""
    w, b = rng.standard_normal(3), float(rng.uniform(0.5, 1.5))
    x = with_sums(rng, w, [-5.0, -2.0, -b / 2, -b / 3, b / 3, b / 2, 2.0, 5.0])
    return {"with b > 0": student.perceptron(x, w, b), "with b < 0": student.perceptron(x, w, -b)}


@probe("perceptron", points=0.25)
def a_bias_that_decides(student, rng):
    """Positive inputs and weights, with a bias that outweighs some of the sums."""
    x = rng.permutation(np.arange(1.0, 9.0))[:, None]
    return {"said": student.perceptron(x, np.ones(1), -4.5)}


@probe("perceptron", points=0.25)
def on_the_line(student, rng):
    """Examples for which z is exactly zero: the answer is 0 there."""
    x = rng.permutation(np.array([[1.0, 2.0], [2.0, 1.0], [1.0, 1.0], [2.0, 2.0]]))
    return {"said": student.perceptron(x, np.array([1.0, -1.0]), 0.0)}


# --- perceptron_rule ------------------------------------------------------------------------------------------


def epoch(student, x, y, w, b, **keywords):
    """The answer of one epoch, each part under its name."""
    return dict(zip(("w", "b", "mistakes"), student.perceptron_rule(x, y, w, b, **keywords), strict=True))


def one_update(student, rng, **keywords):
    """Five examples that lie close together, so that one update is enough; and one with both labels, always wrong."""
    x, rest = rng.uniform(2, 3, (5, 2)), np.zeros(2)
    close = epoch(student, x, np.ones(5, dtype=int), rest, -0.5, **keywords)
    both = epoch(student, np.repeat(x[:1], 2, axis=0), np.array([1, 0]), rest, 0.0, **keywords)
    return {"close together": close, "both labels": both}


@probe("perceptron_rule", points=0.75)
def twelve_examples(student, rng):
    """Twelve examples with three features, each there twice with both labels; then a few from rest."""
    y = rng.permutation(np.array([[0, 1], [1, 0]] * 3)).ravel()
    x = np.repeat(2 * rng.standard_normal((6, 3)), 2, axis=0)
    several = epoch(student, x, y, rng.standard_normal(3), 0.3)
    return {"several mistakes": several, "from rest": one_update(student, rng)}


@probe("perceptron_rule", points=0.75)
def another_rate(student, rng):
    """The rate 0.25, ten examples with two features."""
    y = rng.permutation(np.array([[0, 1], [1, 0], [0, 1], [1, 0], [1, 0]])).ravel()
    x = np.repeat(2 * rng.standard_normal((5, 2)), 2, axis=0)
    several = epoch(student, x, y, rng.standard_normal(2), -0.2, lr=0.25)
    return {"several mistakes": several, "from rest": one_update(student, rng, lr=0.25)}


@probe("perceptron_rule", points=0.25)
def from_rest(student, rng):
    """Weights and bias zero, so that z is exactly zero at first, which says 0; with four features and with one."""
    return {
        f"{count} features": epoch(student, rng.uniform(0.5, 1.5, (1, count)), np.array([1]), np.zeros(count), 0.0)
        for count in (4, 1)
    }


@probe("perceptron_rule", points=0.25, exact_dtype=True)
def nothing_wrong(student, rng):
    """Examples that are all on their side: nothing changes, and the number of mistakes is a whole number."""
    x = rng.uniform(1, 2, (5, 2)) * rng.permutation(np.array([1.0, 1.0, -1.0, -1.0, 1.0]))[:, None]
    return epoch(student, x, (x[:, 0] > 0).astype(int), rng.uniform(0.2, 1, 2), 0.0)


# --- xor_layers -----------------------------------------------------------------------------------------------


def corner_scores(outputs):
    """The shapes of the weights, and the scores at the four corners where these shapes can be multiplied."""
    w, b, v, c = (np.asarray(outputs[name]) for name in ("w", "b", "v", "c"))
    shapes, z = [array.shape for array in (w, b, v, c)], np.full((4, 1), np.nan)
    if shapes == [(2, 2), (2,), (2, 1), (1,)]:
        z = np.maximum(outputs["the corners"] @ w + b, 0) @ v + c
    return {"shapes of w, b, v, and c": ", ".join(map(str, shapes)), "z for none, second, first, both on": z}


def at_the_corners(student, low, high, *score):
    """What the student's weights are, and where they are tried."""
    (w, b), (v, c) = student.xor_layers(low, high, *score)
    corners = np.array([[low, low], [low, high], [high, low], [high, high]])
    return {"the corners": corners, "w": w, "b": b, "v": v, "c": c}


@probe("xor_layers", points=0.5, measure=corner_scores)
def from_zero(student, rng):
    """Off is 0, on is not 1."""
    return at_the_corners(student, 0.0, rng.uniform(2, 5), rng.uniform(1.5, 3))


@probe("xor_layers", points=0.5, measure=corner_scores)
def between_two_levels(student, rng):
    """Off is more than 0."""
    low = rng.uniform(0.3, 0.9)
    return at_the_corners(student, low, low + rng.uniform(2, 5), rng.uniform(1.5, 3))


@probe("xor_layers", points=0.25, measure=corner_scores)
def below_zero(student, rng):
    """Both levels negative; the score is the default."""
    low, high = rng.permutation([-5.0, -3.0]) + rng.uniform(-0.5, 0.5, 2)
    return at_the_corners(student, min(low, high), max(low, high))


@probe("xor_layers", points=0.25, measure=corner_scores)
def either_side_of_zero(student, rng):
    """Off is below zero, on above; a small score."""
    return at_the_corners(student, -rng.uniform(1, 2), rng.uniform(2, 3), rng.uniform(0.1, 0.5))


# --- dense ----------------------------------------------------------------------------------------------------


def biases(rng, k):
    """Random biases far from zero, of either sign where there are two or more; a single one is negative."""
    return rng.permutation(np.linspace(-6, 6, k)) + rng.uniform(-1, 1, k)


@probe("dense", points=0.75)
def five_examples_from_four_to_three(student, rng):
    """A batch of 5, from 4 inputs to 3 outputs."""
    return {"z": student.dense(rng.standard_normal((5, 4)), rng.standard_normal((4, 3)), biases(rng, 3))}


@probe("dense", points=0.25)
def as_many_examples_as_outputs(student, rng):
    """A batch of 3, from 2 inputs to 3 outputs: a bias along the wrong axis would fit as well."""
    return {"z": student.dense(rng.standard_normal((3, 2)), rng.standard_normal((2, 3)), biases(rng, 3))}


@probe("dense", points=0.25)
def dense_in_float32(student, rng):
    """Arrays in single precision, and one output: it keeps its axis."""
    arrays = rng.standard_normal((2, 5)), rng.standard_normal((5, 1)), biases(rng, 1)
    return {"z": student.dense(*(array.astype("float32") for array in arrays))}


# --- mlp_forward ----------------------------------------------------------------------------------------------


def network(rng, *sizes):
    """Random layers with these numbers of units. Of the first two scores, one is negative for every example."""
    layers = [(rng.standard_normal((m, k)), biases(rng, k) / 2) for m, k in itertools.pairwise(sizes)]
    w, b = layers[-1]
    w[:, 1:2], b[:2] = -w[:, :1], -rng.uniform(0.5, 1, len(b[:2]))
    return layers


@probe("mlp_forward", points=0.75)
def one_hidden_layer(student, rng):
    """A batch of 6, from 3 features over 5 hidden units to 2 scores."""
    layers = network(rng, 3, 5, 2)
    return {"scores": student.mlp_forward(rng.standard_normal((6, 3)), layers)}


@probe("mlp_forward", points=0.5)
def four_layers(student, rng):
    """A batch of 7 through layers of 2, 4, 3, 5 and 3 units, and through two layers of 6 and 3."""
    x = rng.standard_normal((7, 2))
    networks = {"four layers": network(rng, 2, 4, 3, 5, 3), "two layers": network(rng, 2, 6, 3)}
    return {name: student.mlp_forward(x, layers) for name, layers in networks.items()}


@probe("mlp_forward", points=0.25)
def a_single_layer(student, rng):
    """One layer alone: no hidden units, no activation."""
    layers = network(rng, 3, 4)
    return {"scores": student.mlp_forward(rng.standard_normal((5, 3)), layers)}


@probe("mlp_forward", points=0.5)
def another_activation(student, rng):
    """Hidden layers with tanh."""
    layers = network(rng, 3, 4, 2, 1)
    return {"scores": student.mlp_forward(rng.standard_normal((5, 3)), layers, np.tanh)}


# --- mean_squared_error ---------------------------------------------------------------------------------------


@probe("mean_squared_error", points=0.5)
def a_table_of_numbers(student, rng):
    """Five examples with three outputs each."""
    return {"loss": student.mean_squared_error(rng.standard_normal((5, 3)), rng.standard_normal((5, 3)))}


@probe("mean_squared_error", points=0.25)
def a_row_of_numbers(student, rng):
    """Seven examples with one number each."""
    return {"loss": student.mean_squared_error(10 * rng.standard_normal(7), rng.standard_normal(7))}


@probe("mean_squared_error", points=0.5)
def shapes_that_broadcast(student, rng):
    """Predictions of shape (n, 1) with targets of shape (n,): NumPy would broadcast, you must raise ValueError."""
    n = int(rng.integers(20, 90))
    predictions, targets = rng.standard_normal((n, 1)), rng.standard_normal(n)
    return {
        "loss with targets of shape (n, 1)": student.mean_squared_error(predictions, targets[:, None]),
        "a call with targets of shape (n,)": outcome(student.mean_squared_error, predictions, targets, naming=[n, 1]),
    }


# --- binary_cross_entropy -------------------------------------------------------------------------------------


@probe("binary_cross_entropy", points=0.75)
def scores_of_usual_size(student, rng):
    """Nine scores of usual size."""
    targets = rng.permutation(np.array([0, 1, 0, 1, 1, 0, 1, 1, 0]))
    return {"loss": student.binary_cross_entropy(2 * rng.standard_normal(9), targets)}


@probe("binary_cross_entropy", points=0.75)
def scores_of_a_thousand(student, rng):
    """Scores around 1,000 and -1,000, each with both targets: exponentials of naive formulas overflow."""
    large = rng.uniform(900, 1100, 4) * np.array([1, 1, -1, -1])
    return {"loss": student.binary_cross_entropy(large, np.array([0, 1, 0, 1]))}


@probe("binary_cross_entropy", points=0.25)
def targets_in_between(student, rng):
    """A table of (3, 4) scores, with targets that are probabilities."""
    return {"loss": student.binary_cross_entropy(rng.standard_normal((3, 4)), rng.uniform(0, 1, (3, 4)))}


@probe("binary_cross_entropy", points=0.25, rtol=1e-4)
def surely_wrong_in_float32(student, rng):
    """Scores near 25 in single precision, all with target 0: a sigmoid would be rounded to 1."""
    return {"loss": student.binary_cross_entropy(rng.uniform(20, 30, 5).astype("float32"), np.zeros(5, "float32"))}


# --- softmax_cross_entropy ------------------------------------------------------------------------------------


def far_apart(rng, step, middles):
    """Four rows of three scores, some steps apart, around these numbers; and labels, some at the lowest score."""
    rows = np.array([[-2, 0, 1], [0, -2, 1], [0, 1, -2], [-2, 0, 1]]) * float(step) + rng.standard_normal((4, 3))
    order = rng.permutation(4)
    return rows[order] + rng.permutation(np.array(middles))[:, None], np.array([0, 1, 0, 2])[order]


def loss_and_gradient(student, logits, labels):
    """The two parts of the answer under their names."""
    loss, gradient = student.softmax_cross_entropy(logits, labels)
    return {"loss": loss, "gradient": gradient}


@probe("softmax_cross_entropy", points=0.75)
def six_examples_of_four_classes(student, rng):
    """Six examples, four classes, of which the last is nobody's."""
    return loss_and_gradient(student, rng.standard_normal((6, 4)), rng.permutation(np.array([0, 1, 2, 2, 1, 0])))


@probe("softmax_cross_entropy", points=1)
def scores_far_apart(student, rng):
    """Scores of some thousands, around 5,000 in one row and around -5,000 in the next."""
    return loss_and_gradient(student, *far_apart(rng, 1000, [-5000.0, 0.0, 5000.0, 5000.0]))


@probe("softmax_cross_entropy", points=0.25, exact_dtype=True)
def gradient_in_float32(student, rng):
    """Scores in single precision give a gradient in single precision."""
    logits = rng.standard_normal((3, 5)).astype("float32")
    return {"gradient": student.softmax_cross_entropy(logits, rng.integers(0, 5, 3))[1]}


# --- Errata ---------------------------------------------------------------------------------------------------


@probe("erratum_binary_cross_entropy", points=0.25)
def probabilities(student, rng):
    """Six probabilities."""
    p = rng.uniform(0.05, 0.95, 6)
    return {"loss": student.erratum_binary_cross_entropy(p, rng.permutation(np.array([0, 1, 1, 0, 1, 1])))}


def softmax(scores):
    """Softmax of each row."""
    p = np.exp(scores - np.max(scores, axis=1, keepdims=True))
    return p / p.sum(axis=1, keepdims=True)


@probe("erratum_two_scores", points=0.25)
def softmax_of_two_scores(student, rng):
    """The softmax of your scores, for five examples."""
    scores = student.erratum_two_scores(2 * rng.standard_normal(5))
    return {"shape": list(np.shape(scores)), "softmax": softmax(scores)}


# --- Quiz: whether an answer is right is judged when the notebook is graded -------------------------------------


quiz_same_decisions = quiz("quiz_same_decisions")
quiz_count_weights = quiz("quiz_count_weights")
quiz_first_loss = quiz("quiz_first_loss")
quiz_ten_times = quiz("quiz_ten_times")
quiz_delta_rule = quiz("quiz_delta_rule")
