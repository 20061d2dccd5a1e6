"""Hidden probes of `14-generalization-and-ensembles`: edges, dtypes, and the quiz. They never ship."""

import numpy as np

from gradschool.checks import probe, quiz


def uneven(rng, low, high):
    """A number that is not round."""
    return float(rng.uniform(low, high))


@probe("diagnose_pair", points=0.25)
def exactly_the_tolerance(student, rng):
    """Differences that equal the tolerance, default and given, and differences beside it."""
    a = float(rng.integers(1, 4)) / 16
    told = {
        "default, equal": student.diagnose_pair(0.02, 0.02),
        "default, gap equal": student.diagnose_pair(0.0, 0.02),
        "default, above": student.diagnose_pair(0.021, uneven(rng, 0.045, 0.05)),
        "default, below": student.diagnose_pair(0.019, uneven(rng, 0.03, 0.035)),
        "default, a little more by rounding": student.diagnose_pair(0.15, 0.17),
        "both equal": student.diagnose_pair(a + 0.125, a + 0.25, a, 0.125),
        "equal and large": student.diagnose_pair(a + 0.125, a + 0.5, a, 0.125),
        "large and equal": student.diagnose_pair(a + 0.375, a + 0.5, a, 0.125),
        "no tolerance": student.diagnose_pair(a + 0.125, a + 0.125, a, 0.0),
        "nothing at all": student.diagnose_pair(a, a, a, 0.0),
    }
    return {name: list(seen) for name, seen in told.items()}


@probe("bias_variance", points=0.75)
def square_and_without_bias(student, rng):
    """As many sets as places; predictions whose mean is the truth; a truth far from zero."""
    predictions, far = rng.standard_normal((4, 4)), uneven(rng, 5, 9)
    return {
        "square": student.bias_variance(predictions, rng.standard_normal(4)),
        "no bias": student.bias_variance(predictions[:3], predictions[:3].mean(axis=0)),
        "far": student.bias_variance(predictions[:3] + far, np.full(4, far)),
    }


@probe("min_norm_fit", points=0.75)
def singular_systems(student, rng):
    """Rows and columns that repeat, combinations of others, or zeros; a square system; one example; tiny numbers."""
    rows, y = rng.standard_normal((3, 5)), rng.standard_normal((6, 2))
    twice = rows[[0, 1, 2, 0, 1, 2]]
    columns = np.concatenate([rng.standard_normal((6, 2)), np.zeros((6, 1))], axis=1)
    columns = np.concatenate([columns, columns[:, :1], columns[:, :1] - 2 * columns[:, 1:2]], axis=1)
    square = 3 * np.eye(4) + 0.3 * rng.standard_normal((4, 4))
    return {
        "rows twice": student.min_norm_fit(twice, y),
        "columns twice": student.min_norm_fit(columns, y),
        "columns twice, ridge": student.min_norm_fit(columns, y, 0.7),
        "square": student.min_norm_fit(square, y[:4]),
        "rows twice, ridge": student.min_norm_fit(twice, y[:, :1], uneven(rng, 0.2, 0.4)),
        "zeros": student.min_norm_fit(np.zeros((3, 2)), y[:3]),
        "one example": student.min_norm_fit(rows[:1], y[:1]),
        "tiny numbers": student.min_norm_fit(1e-20 * square[[0, 1, 2, 3, 0]], 1e-20 * y[:5]),
    }


@probe("ensemble_predict", points=0.75, exact_dtype=True)
def ties_and_single_members(student, rng):
    """Equal mean probabilities; one member; one question; as many members as questions and classes; both dtypes."""
    logits, a = rng.standard_normal((3, 3, 3)), uneven(rng, 1, 2)
    tie = np.array([[[a, a, 0.0]], [[a, a, -1.0]]])
    debate = np.array([[[2, 0, -5]], [[-30, 1, 4]]]) + 0.1 * rng.standard_normal((2, 1, 3))
    return {
        "tie": student.ensemble_predict(tie),
        "tie at the end": student.ensemble_predict(tie[:, :, ::-1].copy()),
        "square": student.ensemble_predict(logits),
        "debate": student.ensemble_predict(debate),
        "one member": student.ensemble_predict(logits[:1, :2]),
        "one question": student.ensemble_predict(logits[:, :1].astype("float32")),
    }


@probe("disagreement", points=0.5)
def all_and_none(student, rng):
    """Members that always agree, that never do; two members; one question; as many members as questions."""
    labels = rng.integers(0, 9, (1, 6))
    return {
        "always": student.disagreement(np.repeat(labels, 4, axis=0)),
        "never": student.disagreement(np.arange(4)[:, None] + labels[:, :5]),
        "two members": student.disagreement(np.array([[3, 1, 4, 1, 5], [3, 1, 4, 2, 6]])[:, rng.permutation(5)]),
        "one question": student.disagreement(rng.permutation([2, 2, 2, 7, 7])[:, None]),
        "square": student.disagreement(np.array([[0, 1, 2], [0, 1, 1], [0, 5, 2]])[rng.permutation(3)]),
        "many": student.disagreement(rng.integers(0, 4, (7, 11))),
    }


@probe("snapshot_epochs", points=0.25)
def none_and_more_than_there_are(student, rng):
    """A cycle longer than the run; one as long as the run; cycles of 1; more to keep than there are."""
    n = int(rng.integers(4, 60))
    return {
        "too long": list(student.snapshot_epochs(n, n + 1)),
        "as long": list(student.snapshot_epochs(n, n)),
        "cycles of 1": list(student.snapshot_epochs(n, 1)),
        "from 1, doubling": list(student.snapshot_epochs(7 * n, 1, 2)),
        "more than there are": list(student.snapshot_epochs(3 * n, n, keep=5)),
        "one": list(student.snapshot_epochs(3 * n, n, keep=1)),
        "none, and keep": list(student.snapshot_epochs(n, n + 2, 2, 1)),
    }


def path(student, weights, **settings):
    """The average after each weights."""
    state, seen = None, []
    for w in weights:
        average, state = student.polyak_update(w, state, **settings)
        seen.append(average)
    return seen


@probe("polyak_update", points=0.75, exact_dtype=True)
def dtypes_and_edges(student, rng):
    """float32; a decay of 0; one number; two runs in turn; a beginning that is never reached; many weights."""
    weights = rng.standard_normal((4, 1, 3))
    both, states = [], [None, None]
    for w in weights:
        for i in range(2):
            average, states[i] = student.polyak_update(w * (i + 1), states[i], decay=0.7 if i else None)
            both.append(average)
    return {
        "float32": path(student, weights.astype("float32")),
        "float32, exponential": path(student, weights.astype("float32"), decay=0.83, begin=1),
        "decay 0": path(student, weights, decay=0.0),
        "one number": path(student, rng.standard_normal((3, 1)), decay=0.6),
        "in turn": both,
        "never begun": path(student, weights, begin=9),
        "many": path(student, rng.standard_normal((60, 2)), begin=20)[-1],
        "many, exponential": path(student, rng.standard_normal((60, 2)), decay=0.97)[-1],
    }


@probe("expected_calibration_error", points=0.75)
def on_the_edges_of_bins(student, rng):
    """Confidences of 1 and on edges of bins, right and wrong; a single answer; bins that stay empty."""
    rows = np.array(
        [[1.0, 0, 0], [0.75, 0.125, 0.125], [0.5, 0.25, 0.25], [0.875, 0.0625, 0.0625], [0.625, 0.25, 0.125]]
    )
    chances, low = rows[rng.permutation(5)], uneven(rng, 0.36, 0.39)
    three = np.array([[1.0, 0, 0], [0.75, 0.25, 0], [0.5, 0.375, 0.125], [0.625, 0.375, 0]])
    return {
        "edges, all right": student.expected_calibration_error(chances, np.zeros(5, int), 4),
        "edges, half right": student.expected_calibration_error(three, np.array([0, 1, 1, 0]), 4),
        "edges, the others": student.expected_calibration_error(three, np.array([1, 0, 0, 1]), 4),
        "sure and right": student.expected_calibration_error(np.eye(3)[[0, 2, 1, 1]], np.array([0, 2, 1, 1])),
        "sure and wrong": student.expected_calibration_error(np.eye(3)[[0, 2, 1]], np.array([1, 0, 0])),
        "one answer": student.expected_calibration_error(np.array([[low, 1 - low]]), np.array([1])),
        "hundred bins": student.expected_calibration_error(
            np.array([[low, 1 - low], [0.1, 0.9]]), np.array([1, 0]), 100
        ),
    }


quiz_money = quiz("quiz_money", points=0.5)
quiz_average = quiz("quiz_average", points=0.5)
quiz_more_data = quiz("quiz_more_data", points=0.5)
quiz_exponential = quiz("quiz_exponential", points=0.5)
