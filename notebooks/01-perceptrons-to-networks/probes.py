"""Public probes of `01-perceptrons-to-networks`: what a student's `check(...)` runs and the grader runs again.

They ship with the unit. Each one runs the student's function and, with the same random numbers, the solution (at the
grader's) or its recorded answers (in the notebook): they hold no answers.
"""

import itertools

import numpy as np

from gradschool.checks import outcome, probe

LETTERS = ("a", "b", "c", "d")


def is_a_letter(outputs, inputs):
    """Accept any of the letters; whether it is the right one is not decided here."""
    answer = outputs["your answer"]
    return None if answer in LETTERS else f"return one of the letters {', '.join(LETTERS)}; got {answer!r}"


# --- perceptron -----------------------------------------------------------------------------------------------


@probe("perceptron", points=0.75)
def eight_examples(student, rng):
    """Eight examples with three features."""
    return {"said": student.perceptron(rng.standard_normal((8, 3)), rng.standard_normal(3), float(rng.uniform(-1, 1)))}


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


@probe("perceptron_rule", points=1)
def twelve_examples(student, rng):
    """Twelve examples with three features, and labels drawn at random: there are mistakes of both kinds."""
    y = rng.permutation(np.array([0, 1] * 6))
    return epoch(student, rng.standard_normal((12, 3)), y, rng.standard_normal(3), 0.3)


@probe("perceptron_rule", points=0.5)
def another_rate(student, rng):
    """The rate 0.25, ten examples with two features."""
    y = rng.permutation(np.array([0, 1] * 5))
    return epoch(student, rng.standard_normal((10, 2)), y, rng.standard_normal(2), -0.2, lr=0.25)


@probe("perceptron_rule", points=0.25)
def from_rest(student, rng):
    """Weights and bias zero, so that z is exactly zero at first, which says 0."""
    return epoch(student, rng.uniform(0.5, 1.5, (1, 4)), np.array([1]), np.zeros(4), 0.0)


@probe("perceptron_rule", points=0.25)
def nothing_wrong(student, rng):
    """Examples that are all on their side: nothing changes."""
    x = rng.uniform(1, 2, (5, 2)) * rng.permutation(np.array([1.0, 1.0, -1.0, -1.0, 1.0]))[:, None]
    return epoch(student, x, (x[:, 0] > 0).astype(int), np.array([0.5, 0.25]), 0.0)


@probe("perceptron_rule", points=0.25)
def the_weights_before_stay(student, rng):
    """Every label is wrong at first, and still your function must leave the array of weights as it was."""
    x, w = rng.standard_normal((6, 3)), rng.standard_normal(3)
    moved, *_ = student.uncopied.perceptron_rule(x, (x @ w <= 0).astype(int), w, 0.0)
    return {"w after the call": w, "the w that came back": moved}


# --- dense ----------------------------------------------------------------------------------------------------


@probe("dense", points=0.75)
def five_examples_from_four_to_three(student, rng):
    """A batch of 5, from 4 inputs to 3 outputs."""
    return {"z": student.dense(rng.standard_normal((5, 4)), rng.standard_normal((4, 3)), rng.standard_normal(3))}


@probe("dense", points=0.25)
def as_many_examples_as_outputs(student, rng):
    """A batch of 3, from 2 inputs to 3 outputs: a bias along the wrong axis would fit as well."""
    return {"z": student.dense(rng.standard_normal((3, 2)), rng.standard_normal((2, 3)), rng.standard_normal(3))}


@probe("dense", points=0.25, exact_dtype=True)
def dense_in_float32(student, rng):
    """Arrays in single precision give an array in single precision."""
    shapes = (2, 5), (5, 1), (1,)
    return {"z": student.dense(*(rng.standard_normal(shape).astype("float32") for shape in shapes))}


# --- mlp_forward ----------------------------------------------------------------------------------------------


def network(rng, *sizes, dtype="float64"):
    """Random layers with these numbers of units."""
    pairs = itertools.pairwise(sizes)
    return [(rng.standard_normal((m, k)).astype(dtype), rng.standard_normal(k).astype(dtype)) for m, k in pairs]


@probe("mlp_forward", points=1)
def one_hidden_layer(student, rng):
    """A batch of 6, from 3 features over 5 hidden units to 2 scores."""
    layers = network(rng, 3, 5, 2)
    return {"scores": student.mlp_forward(rng.standard_normal((6, 3)), layers)}


@probe("mlp_forward", points=0.5)
def four_layers(student, rng):
    """A batch of 7 through layers of 2, 4, 3, 5 and 3 units."""
    layers = network(rng, 2, 4, 3, 5, 3)
    return {"scores": student.mlp_forward(rng.standard_normal((7, 2)), layers)}


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
    """Predictions of shape (4, 1) with targets of shape (4,): NumPy would broadcast, you must raise ValueError."""
    predictions, targets = rng.standard_normal((4, 1)), rng.standard_normal(4)
    return {
        "with targets of shape (4,) it": outcome(student.mean_squared_error, predictions, targets),
        "loss with targets of shape (4, 1)": student.mean_squared_error(predictions, targets[:, None]),
    }


# --- binary_cross_entropy -------------------------------------------------------------------------------------


@probe("binary_cross_entropy", points=1)
def scores_of_usual_size(student, rng):
    """Nine scores of usual size."""
    targets = rng.permutation(np.array([0, 1, 0, 1, 1, 0, 1, 1, 0]))
    return {"loss": student.binary_cross_entropy(2 * rng.standard_normal(9), targets)}


@probe("binary_cross_entropy", points=1)
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


def loss_and_gradient(student, logits, labels):
    """The two parts of the answer under their names."""
    loss, gradient = student.softmax_cross_entropy(logits, labels)
    return {"loss": loss, "gradient": gradient}


@probe("softmax_cross_entropy", points=1.25)
def six_examples_of_four_classes(student, rng):
    """Six examples, four classes."""
    return loss_and_gradient(student, rng.standard_normal((6, 4)), rng.integers(0, 4, 6))


@probe("softmax_cross_entropy", points=0.75)
def scores_far_apart(student, rng):
    """Scores of some thousands, around 5,000 in one row and around -5,000 in the next."""
    logits = 1000 * rng.standard_normal((4, 3)) + np.array([[5000.0], [-5000.0], [0.0], [5000.0]])
    return loss_and_gradient(student, logits, rng.integers(0, 3, 4))


@probe("softmax_cross_entropy", points=0.25, exact_dtype=True)
def gradient_in_float32(student, rng):
    """Scores in single precision give a gradient in single precision."""
    logits = rng.standard_normal((3, 5)).astype("float32")
    return {"gradient": student.softmax_cross_entropy(logits, rng.integers(0, 5, 3))[1]}


@probe("softmax_cross_entropy", points=0.25)
def the_scores_stay(student, rng):
    """Your function must leave the array of scores as it was."""
    logits = rng.standard_normal((4, 3))
    _, gradient = student.uncopied.softmax_cross_entropy(logits, rng.integers(0, 3, 4))
    return {"logits after the call": logits, "gradient": gradient}


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


@probe("quiz_same_decisions", points=0, verify=is_a_letter)
def same_decisions_answered(student, rng, inputs):
    """Your answer."""
    return {"your answer": student.quiz_same_decisions()}


@probe("quiz_count_weights", points=0, verify=is_a_letter)
def count_weights_answered(student, rng, inputs):
    """Your answer."""
    return {"your answer": student.quiz_count_weights()}


@probe("quiz_first_loss", points=0, verify=is_a_letter)
def first_loss_answered(student, rng, inputs):
    """Your answer."""
    return {"your answer": student.quiz_first_loss()}


@probe("quiz_ten_times", points=0, verify=is_a_letter)
def ten_times_answered(student, rng, inputs):
    """Your answer."""
    return {"your answer": student.quiz_ten_times()}
