"""How the exercises of `14-generalization-and-ensembles` are driven; the solution says what is right. It ships."""

import numpy as np

from gradschool.checks import probe, quiz, uncopied


def uneven(rng, low, high):
    """A number that is not round."""
    return float(rng.uniform(low, high))


# --- diagnose_pair --------------------------------------------------------------------------------------------


def diagnosed(student, rng, cases, **settings):
    """Bias, gap, and word for each case, in random order."""
    seen = [student.diagnose_pair(*cases[i], **settings) for i in rng.permutation(len(cases))]
    bias, gap, words = zip(*seen, strict=True)
    return {"bias": np.array(bias), "gap": np.array(gap), "diagnosis": list(words)}


@probe("diagnose_pair", points=0.75)
def all_four(student, rng):
    """Four pairs with the default target and tolerance, one of each kind; differences that are tiny."""
    low, high = rng.uniform(0.001, 0.009, 2), rng.uniform(0.2, 0.3, 2)
    cases = [
        (low[0], low[0] + 0.007),
        (high[0], high[0] + 0.011),
        (low[1], low[1] + uneven(rng, 0.03, 0.05)),
        (high[1], high[1] + uneven(rng, 0.1, 0.2)),
        (low[0] / 50, low[0] / 50 + low[1] / 60),
    ]
    return diagnosed(student, rng, [tuple(map(float, case)) for case in cases])


@probe("diagnose_pair", points=0.75)
def with_a_target(student, rng):
    """High errors and a high target; a target that is beaten; a validation error below the training error."""
    a, target, tolerance = uneven(rng, 0.3, 0.35), uneven(rng, 0.25, 0.28), uneven(rng, 0.08, 0.12)
    cases = [(a, a + 0.05), (a, a + 0.2), (a + 0.2, a + 0.23), (a + 0.2, a + 0.4), (a - 0.25, a), (a + 0.2, a - 0.1)]
    cases += [(0.01 + a / 100, 0.05), (a - 0.25, a - 0.22), (target + a / 3e3, target + a / 2e3)]
    return diagnosed(student, rng, cases, target=target, tolerance=tolerance)


@probe("diagnose_pair", points=0.25)
def equal_to_the_tolerance(student, rng):
    """A difference that equals the tolerance; one that is a little larger."""
    a = float(rng.integers(1, 9)) / 16  # floats hold these exactly
    cases = [(a + 0.125, a + 0.25), (a + 0.125, a + 0.5), (a + 0.375, a + 0.5), (a + 0.126, a + 0.2)]
    return diagnosed(student, rng, cases, target=a, tolerance=0.125)


# --- bias_variance --------------------------------------------------------------------------------------------


@probe("bias_variance", points=1)
def of_some_fits(student, rng):
    """Five training sets, seven places."""
    predictions = rng.standard_normal((5, 7)) * rng.uniform(0.5, 2, 7) + rng.standard_normal(7)
    bias, variance = student.bias_variance(predictions, rng.standard_normal(7))
    return {"bias": bias, "variance": variance}


@probe("bias_variance", points=0.75)
def many_sets_and_few(student, rng):
    """Nine sets and three places; two sets and one place; all sets alike."""
    predictions, truth = rng.standard_normal((9, 3)), rng.standard_normal(3)
    return {
        "nine sets": student.bias_variance(predictions, truth),
        "two sets": student.bias_variance(predictions[:2, :1], truth[:1]),
        "all alike": student.bias_variance(np.repeat(predictions[:1], 4, axis=0), truth),
    }


# --- min_norm_fit ---------------------------------------------------------------------------------------------


def matrix(rng, n, d):
    """A matrix of full rank whose singular values lie between 0.5 and 3, unevenly."""
    u, _, vt = np.linalg.svd(rng.standard_normal((n, d)), full_matrices=False)
    s = np.linspace(0.5, 2.8, min(n, d)) + rng.uniform(0, 0.2, min(n, d))
    return u * s @ vt


@probe("min_norm_fit", points=0.5)
def more_features_than_examples(student, rng):
    """Four examples of nine features, one of them zero throughout, two targets: the shortest of many fits."""
    x = matrix(rng, 4, 9)
    x[:, rng.integers(9)] = 0  # X^T X then has no inverse, whatever rounding does
    return {"w": student.min_norm_fit(x, rng.standard_normal((4, 2)))}


def with_a_zero_row(rng):
    """Twelve examples of three features, of which one is zero."""
    x = matrix(rng, 12, 3)
    x[rng.integers(12)] = 0
    return x


@probe("min_norm_fit", points=0.25)
def more_examples_than_features(student, rng):
    """Twelve examples of three features, one target; one example is zero."""
    return {"w": student.min_norm_fit(with_a_zero_row(rng), rng.standard_normal((12, 1)))}


@probe("min_norm_fit", points=0.25)
def columns_that_depend(student, rng):
    """Twelve examples of five features, of which one is zero throughout and one a mix of two others."""
    x = with_a_zero_row(rng)
    x = np.column_stack([x, np.zeros(12), 0.3 * x[:, 0] + 0.7 * x[:, 1]])
    return {"w": student.min_norm_fit(x[:, rng.permutation(5)], rng.standard_normal((12, 1)))}


@probe("min_norm_fit", points=0.75)
def with_ridge(student, rng):
    """A ridge, with more features than examples and with fewer."""
    wide, tall, y = matrix(rng, 4, 9), matrix(rng, 10, 3), rng.standard_normal((10, 2))
    return {
        "more features": student.min_norm_fit(wide, y[:4], uneven(rng, 0.5, 2.0)),
        "more examples": student.min_norm_fit(tall, y, ridge=uneven(rng, 0.5, 2.0)),
    }


# --- ensemble_predict -----------------------------------------------------------------------------------------


def debates(rng):
    """Logits of three members on five questions where a mean of logits, a vote, and a mean of probabilities differ."""
    sure, mild, torn = uneven(rng, 17, 23), uneven(rng, 3.5, 4.5), uneven(rng, 0.15, 0.25)
    first = [[sure, 0, 0, 0], [0, mild, 0, 0], [0, mild + 0.1, 0, 0]]
    second = [[6, 0, -3, -3], [1, 1 + torn, -3, -3], [1, 1.1 + torn, -3, -3]]
    logits = np.stack([np.array(first), np.array(second), *rng.standard_normal((3, 3, 4))], axis=1)
    logits = logits + 0.02 * rng.standard_normal(logits.shape) + 2 * rng.standard_normal((3, 5, 1))
    for question in range(5):
        logits[:, question] = logits[:, question][:, rng.permutation(4)]
    return logits[rng.permutation(3)][:, rng.permutation(5)]


@probe("ensemble_predict", points=1.25)
def a_debate(student, rng):
    """Three members, five questions, four classes; on two questions members differ, one surer than the others."""
    probabilities, labels = student.ensemble_predict(debates(rng))
    return {"probabilities": probabilities, "labels": labels}


@probe("ensemble_predict", points=0.5, exact_dtype=True)
def large_logits(student, rng):
    """Two members, float32, with logits of up to 1,000 and down to -1,000; six questions, the last a tie of two."""
    logits = rng.standard_normal((2, 6, 3))
    logits[0, 0], logits[1, 1], logits[0, 2] = (1000, 998.5, -3), (-1000, -999, -1000), (1000, -1000, 0)
    logits[:, 3] = np.array([[2, 0, -5], [-30, 1, 4]]) + 0.1 * rng.standard_normal((2, 3))
    logits[:, 5] = np.array([[1, 1, 0], [1, 1, -1]]) * uneven(rng, 1, 2)
    probabilities, labels = student.ensemble_predict(logits.astype("float32"))
    return {"probabilities": probabilities, "labels": labels}


# --- disagreement ---------------------------------------------------------------------------------------------


@probe("disagreement", points=1)
def of_some_members(student, rng):
    """Five members, thirteen questions; then three members, two questions."""
    return {
        "five members": student.disagreement(rng.integers(0, 3, (5, 13))),
        "three members": student.disagreement(np.array([[0, 1], [0, 2], [1, 2]])[rng.permutation(3)]),
    }


# --- snapshot_epochs ------------------------------------------------------------------------------------------


@probe("snapshot_epochs", points=0.75)
def cycles_alike(student, rng):
    """Cycles of one length, where the last is broken off and where it is not; the last two only."""
    cycle = int(rng.integers(5, 90))
    return {
        "broken off": list(student.snapshot_epochs(5 * cycle + 3, cycle)),
        "to the end": list(student.snapshot_epochs(4 * cycle, cycle)),
        "the last two": list(student.snapshot_epochs(6 * cycle - 1, cycle, keep=2)),
    }


@probe("snapshot_epochs", points=0.5)
def cycles_that_grow(student, rng):
    """Cycles that double, and cycles that triple; the last three."""
    cycle = int(rng.integers(5, 90))
    return {
        "doubling": list(student.snapshot_epochs(16 * cycle, cycle, growth=2)),
        "tripling": list(student.snapshot_epochs(40 * cycle, cycle, 3)),
        "the last three": list(student.snapshot_epochs(31 * cycle, cycle, 2, 3)),
    }


# --- polyak_update --------------------------------------------------------------------------------------------


def averaged(student, rng, shape=(3, 2), steps=5, dtype="float64", **settings):
    """The average after each of some weights drawn beforehand."""
    state, seen = None, []
    for w in rng.standard_normal((steps, *shape)).astype(dtype):
        average, state = student.polyak_update(w, state, **settings)
        seen.append(average)
    return seen


@probe("polyak_update", points=0.75)
def the_uniform_mean(student, rng):
    """Five weights, averaged uniformly."""
    return {"averages": averaged(student, rng)}


@probe("polyak_update", points=0.75)
def the_exponential_average(student, rng):
    """Five weights, averaged exponentially, with the correction."""
    return {"averages": averaged(student, rng, decay=uneven(rng, 0.6, 0.95))}


@probe("polyak_update", points=0.5)
def from_some_weights_on(student, rng):
    """Both averages, begun after two weights that are only passed on."""
    return {
        "uniform": averaged(student, rng, begin=2),
        "exponential": averaged(student, rng, decay=uneven(rng, 0.6, 0.95), begin=2),
    }


@probe("polyak_update", points=0.25)
def one_array_that_changes(student, rng):
    """Weights that training goes on to change in place; the averages as they come, and again when all have come."""
    look, w, state, seen, kept = uncopied(student.polyak_update), rng.standard_normal((2, 3)), None, [], []
    for _ in range(3):  # `student.polyak_update` would hand over a copy of w
        average, state = look(w, state, None, 1)
        w += 1.3
        seen.append(np.array(average))
        kept.append(average)
    return {"averages": seen, "again, at the end": kept}


# --- expected_calibration_error -------------------------------------------------------------------------------


def answers(rng, n, classes=4):
    """Probabilities and labels; over the confidence, too modest and too sure take turns."""
    logits = rng.standard_normal((n, classes)) * rng.uniform(0.3, 4, (n, 1))
    chances = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    fifth = 5 * np.argsort(np.argsort(chances.max(axis=1))) // n
    right = rng.random(n) < np.array([0.95, 0.1, 0.95, 0.2, 0.95])[fifth]
    top = chances.argmax(axis=1)
    return chances, np.where(right, top, (top + rng.integers(1, classes, n)) % classes)


@probe("expected_calibration_error", points=1)
def of_sixty_answers(student, rng):
    """Sixty answers in ten bins."""
    return {"error": student.expected_calibration_error(*answers(rng, 60))}


@probe("expected_calibration_error", points=0.5)
def other_bins(student, rng):
    """Sixty answers in seven bins; then in one."""
    chances, labels = answers(rng, 60)
    return {
        "seven bins": student.expected_calibration_error(chances, labels, bins=7),
        "one bin": student.expected_calibration_error(chances, labels, 1),
    }


@probe("expected_calibration_error", points=0.25)
def a_confidence_of_one(student, rng):
    """Three answers: a confidence of 1, one on the edge of two bins, and one a little below that edge."""
    low = uneven(rng, 0.47, 0.49)
    chances = np.array([[1, 0, 0], [0.5, 0.3, 0.2], [low, 0.7 - low, 0.3]])
    order = rng.permutation(3)
    return {"error": student.expected_calibration_error(chances[order], np.array([1, 0, 2])[order])}


# --- quiz -----------------------------------------------------------------------------------------------------


quiz_money = quiz("quiz_money")
quiz_average = quiz("quiz_average")
quiz_more_data = quiz("quiz_more_data")
quiz_exponential = quiz("quiz_exponential")
