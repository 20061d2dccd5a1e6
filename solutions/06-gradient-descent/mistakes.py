"""Known wrong implementations of `06-gradient-descent`, each with the hint that it earns. They never ship.

A hint says what the code does instead of what it should, and leaves the last step to the student. The file is long
because it is a list: one entry a mistake, in the order of the notebook.
"""

import math

import numpy as np

from grader.author import mistake

UPHILL = "Each step goes up the loss: the gradient points uphill, so the step must be subtracted."
ALIASED = (
    "`w -= ...` changes one and the same array, which is also what your list holds (and the caller's own): all points "
    "of the path are the last one. `w = w - ...` makes a new array."
)
NO_START = "The start is missing: the path has one point more than there are updates, and begins where you began."
LAST_ONLY = "You return the last point only. Keep every point on the way, the start first, as rows of one array."
STALE = "Every step uses the gradient at the start. Ask for it again at each new point."

# --- quadratic ------------------------------------------------------------------------------------------------


@mistake("quadratic", hint="The value is twice too large: the formula has a half in front.")
def bowl_without_half(solution):
    return solution.edited("quadratic", ("0.5 * np.sum", "np.sum"))


@mistake(
    "quadratic",
    hint="The gradient is half of what it should be. The derivative of w^2 / 2 is w: the half is used up.",
)
def bowl_with_half_gradient(solution):
    return solution.edited("quadratic", ("axis=-1), gradient", "axis=-1), 0.5 * gradient"))


@mistake("quadratic", hint="Your bowl has its minimum at zero: measure from `minimum`.")
def bowl_at_the_origin(solution):
    return solution.edited("quadratic", ("w - minimum", "w"))


@mistake("quadratic", hint="The gradient points downhill: the offset is w minus the minimum, not the other way round.")
def bowl_backward(solution):
    return solution.edited("quadratic", ("w - minimum", "minimum - w"))


@mistake(
    "quadratic",
    hint="You add up over all points and return one number for the whole grid. Sum over the last axis, the weights, "
    "only.",
)
def bowl_one_value_for_all(solution):
    return solution.edited("quadratic", (", axis=-1)", ")"))


@mistake(
    "quadratic",
    hint="`hessian @ offset` works for one point; with a grid it multiplies the wrong axis. `offset @ hessian` always "
    "takes the last one.",
)
def bowl_matrix_on_the_left(solution):
    return solution.edited("quadratic", ("offset @ hessian", "hessian @ offset"))


@mistake(
    "quadratic",
    hint="Only the diagonal of the Hessian counts in your code. The other entries say how the slope along one weight "
    "changes with another.",
)
def bowl_along_the_axes(solution):
    return solution.edited("quadratic", ("offset @ hessian", "offset * np.diag(hessian)"))


# --- gradient_descent -----------------------------------------------------------------------------------------


@mistake("gradient_descent", hint=UPHILL)
def descent_uphill(solution):
    return solution.edited("gradient_descent", ("w - lr", "w + lr"))


@mistake("gradient_descent", hint=ALIASED)
def descent_in_one_array(solution):
    return solution.edited("gradient_descent", ("w = w - lr * gradient(w)", "w -= lr * gradient(w)"))


@mistake("gradient_descent", hint=NO_START)
def descent_without_start(solution):
    def gradient_descent(w, gradient, lr, steps):
        path = []
        for _ in range(steps):
            w = w - lr * gradient(w)
            path.append(w)
        return np.array(path)

    return gradient_descent


@mistake("gradient_descent", hint=LAST_ONLY)
def descent_end_only(solution):
    return solution.edited("gradient_descent", ("np.stack(path)", "path[-1]"))


@mistake("gradient_descent", hint=STALE)
def descent_with_one_gradient(solution):
    return solution.edited("gradient_descent", ("gradient(w)\n", "gradient(path[0])\n"))


@mistake("gradient_descent", hint="The learning rate does not scale your steps: multiply the gradient by lr.")
def descent_without_rate(solution):
    return solution.edited("gradient_descent", ("lr * gradient(w)", "gradient(w)"))


@mistake(
    "gradient_descent",
    hint="Your steps all have the length lr. Gradient descent does not divide by the gradient's length: flat ground "
    "means short steps.",
)
def descent_normalized(solution):
    def gradient_descent(w, gradient, lr, steps):
        path = [w]
        for _ in range(steps):
            g = gradient(w)
            w = w - lr * g / np.linalg.norm(g)
            path.append(w)
        return np.stack(path)

    return gradient_descent


@mistake(
    "gradient_descent",
    hint="`np.zeros(shape)` is float64, and so your path is, even where the weights are float32. Give it "
    "`dtype=w.dtype`, or stack a list.",
)
def descent_in_float64(solution):
    return solution.edited("gradient_descent", ("np.stack(path)", "np.stack(path).astype(float)"))


# --- largest_stable_rate --------------------------------------------------------------------------------------


@mistake(
    "largest_stable_rate",
    hint="At one over the largest eigenvalue the steepest direction is done in one step. It diverges at twice that.",
)
def rate_one_over(solution):
    return solution.edited("largest_stable_rate", ("2 /", "1 /"))


@mistake(
    "largest_stable_rate",
    hint="You divide by the smallest eigenvalue, the shallowest direction. The steepest one diverges first.",
)
def rate_of_the_shallowest(solution):
    return solution.edited("largest_stable_rate", ("[-1]", "[0]"))


@mistake(
    "largest_stable_rate",
    hint="The largest entry on the diagonal is the curvature along an axis. The steepest direction may lie between "
    "the axes: use the eigenvalues.",
)
def rate_of_the_diagonal(solution):
    return solution.edited("largest_stable_rate", ("np.linalg.eigvalsh(hessian)[-1]", "np.max(np.diag(hessian))"))


@mistake(
    "largest_stable_rate",
    hint="You divide by the sum of all eigenvalues (the trace). Directions do not add up: the largest alone decides.",
)
def rate_of_the_trace(solution):
    return solution.edited("largest_stable_rate", ("np.linalg.eigvalsh(hessian)[-1]", "np.trace(hessian)"))


@mistake(
    "largest_stable_rate",
    hint="`np.linalg.norm(matrix)` is the Frobenius norm, the root of the sum of all squared eigenvalues. The largest "
    "one alone decides.",
)
def rate_of_the_frobenius_norm(solution):
    return solution.edited("largest_stable_rate", ("np.linalg.eigvalsh(hessian)[-1]", "np.linalg.norm(hessian)"))


@mistake("largest_stable_rate", hint="This is the largest curvature itself, not a rate: two divided by it.")
def rate_is_the_curvature(solution):
    return solution.edited("largest_stable_rate", ("2 / np", "np"))


@mistake(
    "largest_stable_rate",
    hint="2 / (largest + smallest) is the rate at which the error shrinks fastest. The question is where it starts to "
    "grow.",
)
def rate_of_fastest_descent(solution):
    return lambda hessian: 2 / np.sum(np.linalg.eigvalsh(hessian)[[0, -1]])


# --- gradient_noise -------------------------------------------------------------------------------------------


@mistake(
    "gradient_noise",
    hint="Without replacement there is less noise, and none when the batch is the whole set: the factor "
    "(N - B) / (N - 1) is missing.",
)
def noise_uncorrected(solution):
    return solution.edited("gradient_noise", ("noise if replace else noise * (n - batch_size) / (n - 1)", "noise"))


@mistake("gradient_noise", hint="The factor (N - B) / (N - 1) is for draws without replacement only.")
def noise_corrected_always(solution):
    return solution.edited("gradient_noise", ("noise if replace else noise * (n", "noise * (n"))


@mistake("gradient_noise", hint="The two cases have changed places: the factor belongs to draws without replacement.")
def noise_swapped(solution):
    return solution.edited("gradient_noise", ("if replace else", "if not replace else"))


@mistake("gradient_noise", hint="The factor is (N - B) / (N - 1), not (N - B) / N: a batch of one has the full noise.")
def noise_corrected_by_n(solution):
    return solution.edited("gradient_noise", ("(n - 1)", "n"))


@mistake("gradient_noise", hint="You took the root: asked for is the expected squared distance.")
def noise_as_distance(solution):
    original = solution.definitions["gradient_noise"]
    return lambda gradients, batch_size, replace=False: np.sqrt(original(gradients, batch_size, replace))


@mistake(
    "gradient_noise",
    hint="You average over the coordinates. A squared distance is the sum over them; average over the examples only.",
)
def noise_per_coordinate(solution):
    return solution.edited("gradient_noise", ("np.sum(scatter**2) / n", "np.mean(scatter**2)"))


@mistake(
    "gradient_noise",
    hint="You divide by the batch size squared. B terms of variance S^2 add up to B S^2 before they are divided by "
    "B^2.",
)
def noise_divided_twice(solution):
    return solution.edited("gradient_noise", ("/ batch_size\n", "/ batch_size**2\n"))


@mistake("gradient_noise", hint="A larger batch has less noise, but yours has more: divide by its size.")
def noise_multiplied(solution):
    return solution.edited("gradient_noise", ("/ batch_size\n", "* batch_size\n"))


@mistake(
    "gradient_noise",
    hint="You divide by N - 1, as for an estimate from a sample. Here the N examples are all there are: S^2 is their "
    "mean squared distance, divided by N.",
)
def noise_of_a_sample(solution):
    return solution.edited("gradient_noise", ("np.sum(scatter**2) / n /", "np.sum(scatter**2) / (n - 1) /"))


@mistake(
    "gradient_noise",
    hint="This is the mean squared length of the gradients: subtract the full gradient from each first.",
)
def noise_around_zero(solution):
    return solution.edited("gradient_noise", ("gradients - gradients.mean(axis=0)", "gradients"))


@mistake(
    "gradient_noise",
    hint="The mean runs over the coordinates. The full gradient is the mean over the examples, axis 0.",
)
def noise_around_the_wrong_mean(solution):
    return solution.edited("gradient_noise", ("gradients.mean(axis=0)", "gradients.mean(axis=1, keepdims=True)"))


@mistake(
    "gradient_noise",
    hint="This is the variance of all the numbers, around one mean for all. The full gradient has a mean for each "
    "coordinate (axis 0), and the squared distance is the sum over the coordinates.",
)
def noise_as_variance_of_all_numbers(solution):
    return solution.edited(
        "gradient_noise",
        ("gradients.mean(axis=0)", "gradients.mean()"),
        ("np.sum(scatter**2) / n", "np.mean(scatter**2)"),
    )


@mistake(
    "gradient_noise",
    hint="The mean of the squares minus the square of the mean: right on paper, but with a large mean the digits that "
    "count cancel. Subtract the mean first, then square.",
)
def noise_that_cancels(solution):
    return solution.edited(
        "gradient_noise",
        ("gradients - gradients.mean(axis=0)", "gradients"),
        ("np.sum(scatter**2) / n", "(np.sum(scatter**2) / n - np.sum(gradients.mean(axis=0) ** 2))"),
    )


# --- minibatches ----------------------------------------------------------------------------------------------


@mistake("minibatches", hint="The examples come in their old order, the same in every epoch: shuffle before you cut.")
def batches_unshuffled(solution):
    return solution.edited("minibatches", ("rng.permutation(n)", "np.arange(n)"))


@mistake("minibatches", hint="The last, smaller batch is missing, and with it some examples in every epoch.")
def batches_without_rest(solution):
    return solution.edited("minibatches", ("range(0, n, batch_size)", "range(0, n - batch_size + 1, batch_size)"))


@mistake(
    "minibatches",
    hint="You shuffle the batches, not the examples: neighbors stay together for all time. Shuffle first, then cut.",
)
def batches_of_neighbors(solution):
    def minibatches(n, batch_size, rng, replace=False):
        starts = range(0, n, batch_size)
        if replace:
            return [rng.integers(0, n, batch_size) for _ in starts]
        batches = [np.arange(start, min(start + batch_size, n)) for start in starts]
        rest = [batches.pop()] if n % batch_size else []
        return [batches[i] for i in rng.permutation(len(batches))] + rest

    return minibatches


@mistake(
    "minibatches",
    hint="Each batch is drawn from the full set anew, so in one epoch some examples come twice and others never. "
    "Shuffle once an epoch and cut.",
)
def batches_each_on_its_own(solution):
    def minibatches(n, batch_size, rng, replace=False):
        sizes = [min(batch_size, n - start) for start in range(0, n, batch_size)]
        return [rng.choice(n, batch_size if replace else size, replace=replace) for size in sizes]

    return minibatches


@mistake(
    "minibatches",
    hint="The randomness is not from `rng`, so a seed does not repeat the experiment: `rng.permutation`, not "
    "`np.random.permutation`.",
)
def batches_of_global_chance(solution):
    """Draws from a generator of its own, so that every build freezes the same numbers."""
    return solution.edited(
        "minibatches",
        ("def minibatches", "elsewhere = np.random.default_rng(0)\n\n\ndef minibatches"),
        ("rng.permutation", "elsewhere.permutation"),
        ("rng.integers", "elsewhere.integers"),
    )


@mistake(
    "minibatches",
    hint="A generator with a fixed seed inside the function deals the same cards in every epoch. Use the one that you "
    "are given.",
)
def batches_always_alike(solution):
    return solution.edited("minibatches", ("starts = range", "rng = np.random.default_rng(0)\n    starts = range"))


@mistake("minibatches", hint="`replace=True` changes nothing in your code: it still draws without replacement.")
def batches_never_replaced(solution):
    return solution.edited("minibatches", ("if replace:", "if False:"))


@mistake(
    "minibatches",
    hint="Within a batch you draw without replacement. With replacement every index is drawn independently, so that "
    "one may come twice in the same batch.",
)
def batches_replaced_between_only(solution):
    return solution.edited(
        "minibatches", ("rng.integers(0, n, batch_size)", "rng.choice(n, batch_size, replace=False)")
    )


@mistake("minibatches", hint="With replacement there is no rest: the last batch is full too.")
def batches_with_a_short_draw(solution):
    return solution.edited(
        "minibatches",
        ("return [rng.integers(0, n, batch_size) for _ in starts]", "order = rng.integers(0, n, n)"),
        ("order = rng.permutation(n)", "order = order if replace else rng.permutation(n)"),
    )


@mistake(
    "minibatches",
    hint="The last example is never drawn: the upper end of `rng.integers(0, n)` is already left out, so n - 1 is one "
    "too few.",
)
def batches_without_the_last_example(solution):
    return solution.edited("minibatches", ("rng.integers(0, n, batch_size)", "rng.integers(0, n - 1, batch_size)"))


# --- sgd_epoch ------------------------------------------------------------------------------------------------


@mistake("sgd_epoch", hint=UPHILL)
def epoch_uphill(solution):
    return solution.edited("sgd_epoch", ("w - lr", "w + lr"))


@mistake("sgd_epoch", hint="Every update uses all the data: hand the gradient the rows of its batch only.")
def epoch_of_full_batches(solution):
    return solution.edited("sgd_epoch", ("x[rows], y[rows]", "x, y"))


@mistake("sgd_epoch", hint=STALE)
def epoch_with_stale_weights(solution):
    return solution.edited("sgd_epoch", ("gradient(w,", "gradient(path[0],"))


@mistake(
    "sgd_epoch", hint="Every update starts again from the first weights. The next starts where the last one ended."
)
def epoch_that_starts_over(solution):
    return solution.edited("sgd_epoch", ("w - lr * gradient(w,", "path[0] - lr * gradient(path[0],"))


@mistake("sgd_epoch", hint=NO_START)
def epoch_without_start(solution):
    return solution.edited("sgd_epoch", ("path = [w]", "path = []"))


@mistake("sgd_epoch", hint=LAST_ONLY)
def epoch_end_only(solution):
    return solution.edited("sgd_epoch", ("np.stack(path)", "path[-1]"))


@mistake("sgd_epoch", hint=ALIASED)
def epoch_in_one_array(solution):
    return solution.edited("sgd_epoch", ("w = w - lr", "w -= lr"))


@mistake(
    "sgd_epoch",
    hint="You divide by the batch size, but `gradient` is that of the batch's mean loss already.",
)
def epoch_divided_twice(solution):
    return solution.edited("sgd_epoch", ("y[rows])", "y[rows]) / len(rows)"))


@mistake("sgd_epoch", hint="The learning rate does not scale your steps: multiply the gradient by lr.")
def epoch_without_rate(solution):
    return solution.edited("sgd_epoch", ("lr * gradient", "gradient"))


# --- errata ---------------------------------------------------------------------------------------------------


@mistake(
    "count_updates", hint="This is the printed formula. Nobody makes a third of an update: round, within each epoch."
)
def updates_as_printed(solution):
    return lambda n, batch_size, epochs, drop_last=False: n / batch_size * epochs


@mistake("count_updates", hint="The smaller batch at an epoch's end is an update too, unless it is to be dropped.")
def updates_rounded_down(solution):
    return lambda n, batch_size, epochs, drop_last=False: n // batch_size * epochs


@mistake("count_updates", hint="With `drop_last` the smaller batch does not count.")
def updates_rounded_up(solution):
    return lambda n, batch_size, epochs, drop_last=False: -(-n // batch_size) * epochs


@mistake(
    "count_updates",
    hint="You round at the very end, but every epoch has its own last batch: round first, then multiply.",
)
def updates_rounded_late(solution):
    def count_updates(n, batch_size, epochs, drop_last=False):
        return math.floor(n * epochs / batch_size) if drop_last else math.ceil(n * epochs / batch_size)

    return count_updates


@mistake(
    "count_updates", hint="You add a batch for the rest even where the batch size divides n and nothing is left over."
)
def updates_with_an_empty_batch(solution):
    return solution.edited("count_updates", ("drop_last or rest == 0", "drop_last"))


@mistake("count_updates", hint="These are the updates of one epoch. There are several.")
def updates_of_one_epoch(solution):
    return solution.edited("count_updates", ("epochs * (", "("))


@mistake(
    "erratum_empirical_loss",
    hint="This is the printed sum, which grows with the data: divide by the number of examples.",
)
def loss_as_printed(solution):
    return solution.edited("erratum_empirical_loss", ("np.mean", "np.sum"))


@mistake("erratum_empirical_loss", hint="The right side has no half, so the left side may not have one either.")
def loss_halved(solution):
    return solution.edited("erratum_empirical_loss", ("np.mean", "0.5 * np.mean"))


@mistake("erratum_empirical_loss", hint="You took the root of the mean: the right side is a squared error.")
def loss_rooted(solution):
    return solution.edited("erratum_empirical_loss", ("np.mean((y - x @ w) ** 2)", "np.mean((y - x @ w) ** 2) ** 0.5"))


@mistake("erratum_empirical_loss", hint="You divide by the number of inputs. The mean is over the examples, the rows.")
def loss_by_features(solution):
    return solution.edited("erratum_empirical_loss", ("np.mean((y - x @ w) ** 2)", "np.sum((y - x @ w) ** 2) / len(w)"))


@mistake("erratum_empirical_loss", hint="You average absolute errors: the loss is the squared error.")
def loss_absolute(solution):
    return solution.edited("erratum_empirical_loss", ("(y - x @ w) ** 2", "np.abs(y - x @ w)"))


# --- quiz -----------------------------------------------------------------------------------------------------


@mistake(
    "quiz_largest_rate", hint="1 / 10 is where the steepest direction is done in one step; it diverges at twice that."
)
def largest_rate_one_over(solution):
    return lambda: "a"


@mistake(
    "quiz_largest_rate",
    hint="5 is not the largest curvature of this loss: without a half in front, differentiating twice leaves a 2.",
)
def largest_rate_forgets_the_two(solution):
    return lambda: "c"


@mistake(
    "quiz_largest_rate", hint="The steeper the loss, the smaller the rate: you multiplied where you should divide."
)
def largest_rate_multiplied(solution):
    return lambda: "d"


@mistake("quiz_one_and_a_half", hint="It diverges above 2 / h. Compute the factor 1 - eta h.")
def one_and_a_half_diverges(solution):
    return lambda: "a"


@mistake("quiz_one_and_a_half", hint="The size of the factor 1 - eta h is right, but mind its sign.")
def one_and_a_half_on_one_side(solution):
    return lambda: "b"


@mistake("quiz_one_and_a_half", hint="That happens at 2 / h, where the factor is -1.")
def one_and_a_half_forever(solution):
    return lambda: "d"


@mistake(
    "quiz_a_third_of_the_noise",
    hint="Larger batches have less noise, but the distance falls with the root of B only: by which factor must B grow?",
)
def third_by_a_root(solution):
    return lambda: "a"


@mistake(
    "quiz_a_third_of_the_noise",
    hint="Three times the batch makes the squared distance a third. The question is about the distance.",
)
def third_of_the_square(solution):
    return lambda: "b"


@mistake(
    "quiz_a_third_of_the_noise",
    hint="That would be an eighth of the distance. By which factor must B grow for 1 / sqrt(B) to fall to a third?",
)
def third_squared(solution):
    return lambda: "d"


@mistake(
    "quiz_never_drawn",
    hint="That is drawing without replacement. With replacement some are drawn twice, so others never.",
)
def never_drawn_none(solution):
    return lambda: "a"


@mistake(
    "quiz_never_drawn",
    hint="Each draw misses a given example with probability 1 - 1/N. What is that to the power N, for large N?",
)
def never_drawn_half(solution):
    return lambda: "c"


@mistake("quiz_never_drawn", hint="That is the share of the examples that were drawn.")
def never_drawn_complement(solution):
    return lambda: "d"
