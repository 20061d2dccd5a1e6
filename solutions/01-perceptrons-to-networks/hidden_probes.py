"""Hidden probes of `01-perceptrons-to-networks`: other shapes, other numbers, and the quiz. They never ship."""

import itertools

import numpy as np

from gradschool.checks import outcome, probe, quiz


@probe("perceptron", points=0.25)
def one_example_of_many_features(student, rng):
    """One example with eleven features, near the line, and many with one, in single precision."""
    w, b = rng.standard_normal(11), float(rng.uniform(0.5, 1.5))
    x = rng.standard_normal((1, 11))
    wide = student.perceptron(x + (b / 2 - x @ w) / (w @ w) * w, w, -b)
    tall = rng.standard_normal((20, 1)).astype("float32")
    return {"one": wide, "many": student.perceptron(tall, rng.standard_normal(1).astype("float32"), -0.2)}


@probe("perceptron_rule", points=0.5)
def three_epochs(student, rng):
    """Three epochs in a row on forty examples, of which the last two are one with both labels."""
    x, y = rng.standard_normal((40, 4)), rng.integers(0, 2, 40)
    x[-2:], y[-2:] = 2 * rng.choice([-1.0, 1.0], 4), [1, 0]
    w, b, counts = rng.standard_normal(4), 0.5, []
    for _ in range(3):
        w, b, mistakes = student.perceptron_rule(x, y, w, b, lr=0.5)
        counts.append(mistakes)
    return {"w": w, "b": b, "mistakes": counts}


@probe("dense", points=0.25)
def one_example_and_many(student, rng):
    """One example with many outputs, and many examples of one feature."""
    one = student.dense(rng.standard_normal((1, 3)), rng.standard_normal((3, 8)), rng.standard_normal(8))
    square = student.dense(*(np.asfortranarray(rng.standard_normal((3, 3))) for _ in range(2)), rng.standard_normal(3))
    return {
        "square": square,
        "one": one,
        "many": student.dense(rng.standard_normal((9, 1)), rng.standard_normal((1, 4)), np.zeros(4)),
    }


@probe("mlp_forward", points=0.75)
def deep_and_narrow(student, rng):
    """Five layers of two or three units, with ReLU and with a sine, biases far from zero and of either sign."""
    sizes = (4, 2, 3, 2, 3, 2)
    layers = [
        (rng.standard_normal((m, k)), rng.permutation(np.linspace(-3, 3, k)) + rng.uniform(-0.5, 0.5, k))
        for m, k in itertools.pairwise(sizes)
    ]
    layers[-1][0][:, 1], layers[-1][1][:] = -layers[-1][0][:, 0], -rng.uniform(0.5, 1, 2)
    x = rng.standard_normal((6, 4))
    return {"relu": student.mlp_forward(x, layers), "sine": student.mlp_forward(x, layers, np.sin)}


@probe("mean_squared_error", points=0.25)
def a_column_and_a_row(student, rng):
    """Equal shapes (6, 1), and a row of predictions against a column of targets, which must be refused."""
    row, column, table = (rng.standard_normal(shape) for shape in ((37,), (37, 1), (37, 2)))
    return {
        "equal": student.mean_squared_error(rng.standard_normal((6, 1)), rng.standard_normal((6, 1))),
        "a row against a column": outcome(student.mean_squared_error, row, column, naming=[37, 1]),
        "a column against a table": outcome(student.mean_squared_error, column, table, naming=[37, 1, 2]),
    }


@probe("binary_cross_entropy", points=0.5)
def far_and_near(student, rng):
    """Forty scores from -60 to 60, and one score alone."""
    logits = rng.permutation(np.linspace(-60, 60, 40))
    far = student.binary_cross_entropy(logits, rng.integers(0, 2, 40))
    near = {"near": rng.standard_normal(1), "right by 10": rng.uniform(10.1, 10.5, 1)}
    return {"far": far} | {name: student.binary_cross_entropy(score, np.array([1])) for name, score in near.items()}


@probe("softmax_cross_entropy", points=0.75)
def one_example_and_two_classes(student, rng):
    """One example of seven classes, nine of two, and a batch in single precision with large scores."""
    answers = {}
    for name, shape in {"one": (1, 7), "two": (9, 2)}.items():
        logits, labels = 3 * rng.standard_normal(shape), rng.integers(0, shape[1], shape[0])
        answers[name] = list(student.softmax_cross_entropy(logits, labels))
    large = 100.0 * np.array([[-2, 0, 1], [0, 5, -2], [9, 8, 6]]) + rng.standard_normal((3, 3))
    answers["large"] = list(student.softmax_cross_entropy(large.astype("float32"), np.array([0, 2, 1])))
    return answers


@probe("erratum_binary_cross_entropy", points=0.25)
def a_table_of_probabilities(student, rng):
    """A table of (4, 3) probabilities, some near 0 or 1."""
    p = rng.permutation(np.linspace(0.001, 0.999, 12)).reshape(4, 3)
    return {"loss": student.erratum_binary_cross_entropy(p, rng.integers(0, 2, (4, 3)))}


@probe("erratum_two_scores", points=0.25)
def two_large_scores(student, rng):
    """Scores of some hundreds: probabilities, taken apart and put together, would have overflowed; and one example."""
    answers = {}
    for name, sizes in {"four": [-900.0, -400.0, 300.0, 800.0], "one": [2.0]}.items():
        logits = rng.permutation(np.array(sizes)) + rng.standard_normal(len(sizes))
        scores = np.asarray(student.erratum_two_scores(logits))
        answers[name] = scores[:, 1] - scores[:, 0]
    return answers


quiz_same_decisions = quiz("quiz_same_decisions", points=0.5)
quiz_count_weights = quiz("quiz_count_weights", points=0.5)
quiz_first_loss = quiz("quiz_first_loss", points=0.5)
quiz_ten_times = quiz("quiz_ten_times", points=0.5)
quiz_delta_rule = quiz("quiz_delta_rule", points=0.5)
