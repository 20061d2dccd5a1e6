"""Probes of `06-gradient-descent`: how each exercise is run. What is right is what the solution returns.

A probe hands your function random numbers and keeps what comes out. Where chance is part of the exercise, as in
`minibatches`, it looks at properties instead. Read them freely: they hold no answers.
"""

import numpy as np

from gradschool.checks import probe

LETTERS = ("a", "b", "c", "d")


def bowl(rng, d):
    """A random symmetric matrix with positive eigenvalues, turned away from the axes."""
    factor = rng.standard_normal((d, 2 * d))
    return factor @ factor.T / (2 * d)


def single(rng, *shape):
    """Random numbers in single precision."""
    return rng.standard_normal(shape).astype("float32")


def double_well(w):
    """Gradient of (w^2 - 1)^2 / 4 in each coordinate: two valleys and a hill between them."""
    return w**3 - w


def squared_error(w, x, y):
    """Gradient of half the mean squared error of a linear model with several outputs."""
    return x.T @ (x @ w - y) / len(x)


def shuffled_cuts(rng, n, *sizes):
    """Some examples in random order, cut into batches of these sizes."""
    order, batches = rng.permutation(n), []
    for size in sizes:
        batches.append(order[:size])
        order = order[size:]
    return batches


def fresh(rng):
    """A generator as `np.random.default_rng` makes it."""
    return np.random.default_rng(int(rng.integers(2**31)))


def is_a_letter(outputs, inputs):
    """Accept any of the letters; whether it is the right one is not decided here."""
    answer = outputs["your answer"]
    return None if answer in LETTERS else f"return one of the letters {', '.join(LETTERS)}; got {answer!r}"


# --- The bowl -------------------------------------------------------------------------------------------------


@probe("quadratic", points=1)
def one_point(student, rng):
    """One point in a bowl with three weights."""
    value, gradient = student.quadratic(rng.standard_normal(3), rng.standard_normal(3), bowl(rng, 3))
    return {"value": value, "gradient": gradient}


@probe("quadratic", points=1)
def a_grid_of_points(student, rng):
    """Grids of (4, 5) and (5, 1) points with three weights each: one value and one gradient a point."""
    minimum, hessian, found = rng.standard_normal(3), bowl(rng, 3), {}
    for shape in ((4, 5), (5, 1)):
        value, gradient = student.quadratic(rng.standard_normal((*shape, 3)), minimum, hessian)
        found[f"grid of {shape}"] = {"value": value, "gradient": gradient}
    return found


@probe("quadratic", points=0.5)
def a_saddle(student, rng):
    """A Hessian with eigenvalues of both signs: some points lie below zero."""
    half = rng.standard_normal((2, 2))
    value, gradient = student.quadratic(10 * rng.standard_normal((7, 2)), rng.standard_normal(2), half + half.T)
    return {"value": value, "gradient": gradient}


# --- Gradient descent -----------------------------------------------------------------------------------------


@probe("gradient_descent", points=1)
def six_steps_in_a_bowl(student, rng):
    """Six steps with three weights: seven points, the start first."""
    hessian = bowl(rng, 3)
    return {"path": student.gradient_descent(rng.standard_normal(3), lambda w: hessian @ w, 0.3, 6)}


@probe("gradient_descent", points=0.5)
def weights_in_a_matrix(student, rng):
    """Four steps for a (2, 3) matrix of weights, in a double well."""
    return {"path": student.gradient_descent(rng.uniform(-1.5, 1.5, (2, 3)), double_well, 0.1, 4)}


@probe("gradient_descent", points=0.25)
def where_the_gradient_is_asked(student, rng):
    """The gradient is asked once a step, at the right points."""
    w, asked = rng.standard_normal(4), []

    def gradient(w):
        asked.append(w * 1.0)
        return 2.0 * w

    student.gradient_descent(w, gradient, 0.1, 5)
    return {"points at which your code asked": asked}


# --- The bound ------------------------------------------------------------------------------------------------


@probe("largest_stable_rate", points=1)
def turned_bowls(student, rng):
    """Bowls with two, three and five weights, turned away from the axes."""
    return {"largest stable rates": [student.largest_stable_rate(bowl(rng, d)) for d in (2, 3, 5)]}


@probe("largest_stable_rate", points=1)
def below_and_above(student, rng):
    """Four hundred steps at 0.95 and at 1.05 of your rate: is the end closer to the minimum than the start?"""
    hessian = bowl(rng, 4)
    w, rate = rng.standard_normal(4), student.largest_stable_rate(hessian)
    ends = {"your rate": rate}
    for share in (0.95, 1.05):
        end = np.linalg.matrix_power(np.eye(4) - share * rate * hessian, 400) @ w
        ends[f"converges at {share} of your rate"] = bool(np.linalg.norm(end) < np.linalg.norm(w))
    return ends


@probe("largest_stable_rate", points=0.5)
def flat_directions(student, rng):
    """A Hessian that is flat in some directions, as with pixels that are always white."""
    factor = rng.standard_normal((6, 2))
    return {"largest stable rate": student.largest_stable_rate(factor @ factor.T)}


# --- Gradient noise -------------------------------------------------------------------------------------------


@probe("gradient_noise", points=1)
def without_replacement(student, rng):
    """Twelve gradients of five weights, in batches of 1, 4 and 12, drawn without replacement."""
    gradients = rng.standard_normal((12, 5)) * rng.uniform(0.1, 3, 5) + rng.standard_normal(5)
    return {"noise for batches of 1, 4, 12": [student.gradient_noise(gradients, size) for size in (1, 4, 12)]}


@probe("gradient_noise", points=1)
def with_replacement(student, rng):
    """The same with replacement, in batches of 1, 4 and 30."""
    gradients = rng.standard_normal((12, 5)) * rng.uniform(0.1, 3, 5) + rng.standard_normal(5)
    sizes = (1, 4, 30)
    return {"noise for batches of 1, 4, 30": [student.gradient_noise(gradients, size, replace=True) for size in sizes]}


@probe("gradient_noise", points=0.5)
def a_large_mean(student, rng):
    """Gradients that scatter by about 1 around a mean of about a hundred million."""
    gradients = rng.standard_normal((9, 2)) + 1e8 * rng.uniform(1, 2, 2)
    return {"noise for batches of 3": student.gradient_noise(gradients, 3)}


# --- Mini-batches ---------------------------------------------------------------------------------------------


def deals_all_cards(outputs, inputs):
    """Every example once, in batches of the size asked for, in an order that is not the old one."""
    n, size = inputs["n"], inputs["batch_size"]
    batches = [np.asarray(batch) for batch in outputs["batches"]]
    if any(batch.ndim != 1 or batch.dtype.kind not in "iu" for batch in batches):
        return "each batch should be a one-dimensional array of integers"
    dealt = np.concatenate(batches) if batches else np.array([], dtype=int)
    if len(dealt) and (dealt.min() < 0 or dealt.max() >= n):
        return f"indices should run from 0 to {n - 1}; got {dealt.min()} to {dealt.max()}"
    missing = n - len(np.unique(dealt))
    if missing and len(dealt) == len(np.unique(dealt)):
        return f"{missing} of {n} examples are in no batch"
    if len(dealt) != len(np.unique(dealt)):
        return "some examples are in an epoch more than once, though it draws without replacement"
    sizes = [len(batch) for batch in batches]
    if sizes != [size] * (n // size) + [n % size] * (n % size > 0):
        return f"batches of {size} from {n} examples have other sizes than these: {sizes}"
    if np.all(np.diff(dealt) == 1):
        return "the examples come in their old order: shuffle them"
    if np.mean(np.diff(dealt) == 1) > 0.4:
        return "the batches are shuffled, but each holds neighbors: shuffle the examples before you cut"
    return None


def draws_with_replacement(outputs, inputs):
    """As many full batches, evenly drawn, with repetitions as chance has it."""
    n, size = inputs["n"], inputs["batch_size"]
    batches = [np.asarray(batch) for batch in outputs["batches"]]
    if any(batch.ndim != 1 or batch.dtype.kind not in "iu" for batch in batches):
        return "each batch should be a one-dimensional array of integers"
    drawn = np.concatenate(batches)
    if drawn.min() < 0 or drawn.max() >= n:
        return f"indices should run from 0 to {n - 1}; got {drawn.min()} to {drawn.max()}"
    share = len(np.unique(drawn)) / n
    if share > 0.75:
        return f"{share:.0%} of the examples were drawn; with replacement it should be about 63%"
    if share < 0.5:
        return f"only {share:.0%} of the examples were drawn; it should be about 63%"
    if any(len(batch) != size for batch in batches):
        return f"with replacement every batch is full; sizes here are {sorted({len(batch) for batch in batches})}"
    if len(batches) != -(-n // size):
        return f"expected as many batches as without replacement, {-(-n // size)}; got {len(batches)}"
    if all(len(np.unique(batch)) == size for batch in batches):
        return "no batch holds an example twice: draw every index independently, within a batch too"
    return None


@probe("minibatches", points=1, verify=deals_all_cards)
def every_example_once(student, rng, inputs):
    """103 examples in batches of 10, without replacement: every example once, in random order."""
    inputs.update(n=103, batch_size=10)
    return {"batches": student.minibatches(103, 10, fresh(rng))}


@probe("minibatches", points=0.25, verify=deals_all_cards)
def no_rest(student, rng, inputs):
    """96 examples in batches of 8: no small batch at the end."""
    inputs.update(n=96, batch_size=8)
    return {"batches": student.minibatches(96, 8, fresh(rng))}


@probe("minibatches", points=0.75, verify=draws_with_replacement)
def independent_draws(student, rng, inputs):
    """1,001 examples in batches of 50, with replacement: 21 full batches of independent draws."""
    inputs.update(n=1001, batch_size=50)
    return {"batches": student.minibatches(1001, 50, fresh(rng), replace=True)}


def order_of_epochs(outputs):
    """Whether epochs have the same order, which no two need to have here and in another notebook."""
    first, second, again = (np.asarray(outputs[name]) for name in ("first epoch", "second epoch", "first epoch again"))
    return {
        "examples in an epoch": len(first),
        "the same seed gives the same order": bool(np.array_equal(first, again)),
        "the next epoch has the same order": bool(np.array_equal(first, second)),
    }


@probe("minibatches", points=0.5, measure=order_of_epochs)
def chance_comes_from_rng(student, rng):
    """The same seed gives the same epoch, whatever else has been drawn; the next epoch is another."""
    seed, epochs = int(rng.integers(2**31)), []
    for _ in range(2):
        source = np.random.default_rng(seed)
        epochs.append([np.concatenate(student.minibatches(40, 8, source)) for _ in range(2)])
        student.minibatches(40, 8, np.random.default_rng(seed + 1))
    (first, second), (again, _) = epochs
    return {"first epoch": first, "second epoch": second, "first epoch again": again}


# --- An epoch of SGD ------------------------------------------------------------------------------------------


@probe("sgd_epoch", points=1)
def uneven_batches(student, rng):
    """Four batches of different sizes, in a linear model with three inputs and two outputs."""
    x, y, w = rng.standard_normal((15, 3)), rng.standard_normal((15, 2)), rng.standard_normal((3, 2))
    return {"path": student.sgd_epoch(w, x, y, squared_error, shuffled_cuts(rng, 15, 4, 5, 4, 2), 0.3)}


@probe("sgd_epoch", points=0.5)
def some_examples_twice(student, rng):
    """Batches with repeated examples, and examples that are in none; single outputs."""
    x, y, w = rng.standard_normal((9, 4)), rng.standard_normal(9), rng.standard_normal(4)
    batches = [rng.integers(0, 9, 3) for _ in range(5)]
    return {"path": student.sgd_epoch(w, x, y, squared_error, batches, 0.1)}


@probe("sgd_epoch", points=0.25)
def one_gradient_a_batch(student, rng):
    """The gradient is asked once a batch, at the weights of that moment."""
    x, y, w, asked = rng.standard_normal((6, 2)), rng.standard_normal(6), rng.standard_normal(2), []

    def gradient(w, x_batch, y_batch):
        asked.append(w * 1.0)
        return squared_error(w, x_batch, y_batch)

    student.sgd_epoch(w, x, y, gradient, shuffled_cuts(rng, 6, 2, 2, 2), 0.1)
    return {"weights at which your code asked": asked}


# --- Errata ---------------------------------------------------------------------------------------------------


@probe("count_updates", points=0.75, exact_dtype=True)
def with_and_without_a_rest(student, rng):
    """Small sets in batches that divide them and batches that do not, for several epochs; a whole number each time."""
    size, full = int(rng.integers(4, 9)), int(rng.integers(3, 9))
    cases = [(full * size + rest, size, epochs) for rest, epochs in ((0, 3), (1, 3), (size - 1, 7))]
    cases += [(size, size, 2), (full, 1, 4)]
    return {
        "updates": [student.count_updates(*case) for case in cases],
        "updates without the last, smaller batch": [student.count_updates(*case, drop_last=True) for case in cases],
    }


@probe("erratum_empirical_loss", points=0.5)
def seven_examples(student, rng):
    """Seven examples with three inputs."""
    w, x, y = rng.standard_normal(3), rng.standard_normal((7, 3)), rng.standard_normal(7)
    return {"empirical loss": student.erratum_empirical_loss(w, x, y)}


# --- Quiz: whether an answer is right is judged when the notebook is graded ------------------------------------


@probe("quiz_largest_rate", points=0, verify=is_a_letter)
def rate_answered(student, rng, inputs):
    """Your answer."""
    return {"your answer": student.quiz_largest_rate()}


@probe("quiz_one_and_a_half", points=0, verify=is_a_letter)
def one_and_a_half_answered(student, rng, inputs):
    """Your answer."""
    return {"your answer": student.quiz_one_and_a_half()}


@probe("quiz_a_third_of_the_noise", points=0, verify=is_a_letter)
def third_answered(student, rng, inputs):
    """Your answer."""
    return {"your answer": student.quiz_a_third_of_the_noise()}


@probe("quiz_never_drawn", points=0, verify=is_a_letter)
def never_drawn_answered(student, rng, inputs):
    """Your answer."""
    return {"your answer": student.quiz_never_drawn()}
