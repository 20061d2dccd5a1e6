"""Hidden probes of `01-perceptrons-to-networks`: other shapes, other numbers, and the quiz. They never ship."""

import itertools

import numpy as np

from gradschool.checks import probe


@probe("perceptron", points=0.25)
def one_example_of_many_features(student, rng):
    """One example with eleven features, and many with one, in single precision."""
    wide = student.perceptron(rng.standard_normal((1, 11)), rng.standard_normal(11), 0.1)
    tall = rng.standard_normal((20, 1)).astype("float32")
    return {"one": wide, "many": student.perceptron(tall, rng.standard_normal(1).astype("float32"), -0.2)}


@probe("perceptron_rule", points=0.75)
def three_epochs(student, rng):
    """Three epochs in a row on forty examples."""
    x, y = rng.standard_normal((40, 4)), rng.integers(0, 2, 40)
    w, b, counts = rng.standard_normal(4), 0.5, []
    for _ in range(3):
        w, b, mistakes = student.perceptron_rule(x, y, w, b, lr=0.5)
        counts.append(mistakes)
    return {"w": w, "b": b, "mistakes": counts}


@probe("dense", points=0.25)
def one_example_and_many(student, rng):
    """One example with many outputs, and many examples of one feature."""
    one = student.dense(rng.standard_normal((1, 3)), rng.standard_normal((3, 8)), rng.standard_normal(8))
    return {"one": one, "many": student.dense(rng.standard_normal((9, 1)), rng.standard_normal((1, 4)), np.zeros(4))}


@probe("mlp_forward", points=0.75)
def deep_and_narrow(student, rng):
    """Five layers of two or three units, with ReLU and with a sine, biases far from zero."""
    sizes = (4, 2, 3, 2, 3, 2)
    pairs = itertools.pairwise(sizes)
    layers = [(rng.standard_normal((m, k)), 0.5 + rng.standard_normal(k)) for m, k in pairs]
    x = rng.standard_normal((6, 4))
    return {"relu": student.mlp_forward(x, layers), "sine": student.mlp_forward(x, layers, np.sin)}


@probe("mean_squared_error", points=0.25)
def a_column_and_a_row(student, rng):
    """Equal shapes (6, 1), and a row of predictions against a column of targets, which must be refused."""
    equal = student.mean_squared_error(rng.standard_normal((6, 1)), rng.standard_normal((6, 1)))
    try:
        student.mean_squared_error(rng.standard_normal(3), rng.standard_normal((3, 1)))
    except ValueError:
        return {"equal": equal, "refused": True}
    return {"equal": equal, "refused": False}


@probe("binary_cross_entropy", points=0.5)
def far_and_near(student, rng):
    """Forty scores from -60 to 60, and one score alone."""
    logits = rng.permutation(np.linspace(-60, 60, 40))
    far = student.binary_cross_entropy(logits, rng.integers(0, 2, 40))
    return {"far": far, "near": student.binary_cross_entropy(rng.standard_normal(1), np.array([1]))}


@probe("softmax_cross_entropy", points=1)
def one_example_and_two_classes(student, rng):
    """One example of seven classes, nine of two, and a batch in single precision with large scores."""
    answers = {}
    for name, shape in {"one": (1, 7), "two": (9, 2)}.items():
        logits, labels = 3 * rng.standard_normal(shape), rng.integers(0, shape[1], shape[0])
        answers[name] = list(student.softmax_cross_entropy(logits, labels))
    large = (100 * rng.standard_normal((5, 3))).astype("float32")
    answers["large"] = list(student.softmax_cross_entropy(large, rng.integers(0, 3, 5)))
    return answers


@probe("erratum_binary_cross_entropy", points=0.25)
def a_table_of_probabilities(student, rng):
    """A table of (4, 3) probabilities, some near 0 or 1."""
    p = rng.permutation(np.linspace(0.001, 0.999, 12)).reshape(4, 3)
    return {"loss": student.erratum_binary_cross_entropy(p, rng.integers(0, 2, (4, 3)))}


@probe("erratum_two_scores", points=0.25)
def two_large_scores(student, rng):
    """Scores of some hundreds: probabilities, taken apart and put together, would have overflowed."""
    scores = np.asarray(student.erratum_two_scores(300 * rng.standard_normal(4)))
    return {"difference": scores[:, 1] - scores[:, 0]}


@probe("quiz_same_decisions", points=0.5)
def same_decisions(student, rng):
    """The answer."""
    return {"answer": student.quiz_same_decisions()}


@probe("quiz_count_weights", points=0.5)
def count_weights(student, rng):
    """The answer."""
    return {"answer": student.quiz_count_weights()}


@probe("quiz_first_loss", points=0.5)
def first_loss(student, rng):
    """The answer."""
    return {"answer": student.quiz_first_loss()}


@probe("quiz_ten_times", points=0.5)
def ten_times(student, rng):
    """The answer."""
    return {"answer": student.quiz_ten_times()}
