"""Known wrong implementations of `06-gradient-descent`, each with the hint that it earns. They never ship.

A hint says what the code does instead of what it should, and leaves the last step to the student. The file is long
because it is a list: one entry a mistake, in the order of the notebook.
"""

import math

import numpy as np

from grader.author import mistake, slip

UPHILL = "Each step goes up the loss: the gradient points uphill, so the step must be subtracted."
ALIASED = (
    "`w -= ...` changes one and the same array, which is also what your list holds (and the caller's own): all points "
    "of the path are the last one. `w = w - ...` makes a new array."
)
NO_START = "The start is missing: the path has one point more than there are updates, and begins where you began."
LAST_ONLY = "You return the last point only. Keep every point on the way, the start first, as rows of one array."
STALE = "Every step uses the gradient at the start. Ask for it again at each new point."

# --- quadratic ------------------------------------------------------------------------------------------------

slip("quadratic", "bowl_without_half", "0.5 * np.sum", "np.sum",
     hint="The value is twice too large: the formula has a half in front.")

slip("quadratic", "bowl_with_half_gradient", "axis=-1), gradient", "axis=-1), 0.5 * gradient",
     hint="The gradient is half of what it should be. The derivative of w^2 / 2 is w: the half is used up.")

slip("quadratic", "bowl_at_the_origin", "w - minimum", "w",
     hint="Your bowl has its minimum at zero: measure from `minimum`.")

slip("quadratic", "bowl_backward", "w - minimum", "minimum - w",
     hint="The gradient points downhill: the offset is w minus the minimum, not the other way round.")

slip("quadratic", "bowl_one_value_for_all", ", axis=-1)", ")",
     hint="You add up over all points and return one number for the whole grid. Sum over the last axis, the weights, "
     "only.")

slip("quadratic", "bowl_matrix_on_the_left", "offset @ hessian", "hessian @ offset",
     hint="`hessian @ offset` works for one point; with a grid it multiplies the wrong axis. `offset @ hessian` always "
     "takes the last one.")

slip("quadratic", "bowl_along_the_axes", "offset @ hessian", "offset * np.diag(hessian)",
     hint="Only the diagonal of the Hessian counts in your code. The other entries say how the slope along one weight "
     "changes with another.")


# --- gradient_descent -----------------------------------------------------------------------------------------

slip("gradient_descent", "descent_uphill", "w - lr", "w + lr", hint=UPHILL)

slip("gradient_descent", "descent_in_one_array", "w = w - lr * gradient(w)", "w -= lr * gradient(w)", hint=ALIASED)


@mistake("gradient_descent", hint=NO_START)
def descent_without_start(solution):
    def gradient_descent(w, gradient, lr, steps):
        path = []
        for _ in range(steps):
            w = w - lr * gradient(w)
            path.append(w)
        return np.array(path)

    return gradient_descent


slip("gradient_descent", "descent_end_only", "np.stack(path)", "path[-1]", hint=LAST_ONLY)

slip("gradient_descent", "descent_with_one_gradient", "gradient(w)\n", "gradient(path[0])\n", hint=STALE)

slip("gradient_descent", "descent_without_rate", "lr * gradient(w)", "gradient(w)",
     hint="The learning rate does not scale your steps: multiply the gradient by lr.")


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


slip("gradient_descent", "descent_in_float64", "np.stack(path)", "np.stack(path).astype(float)",
     hint="`np.zeros(shape)` is float64, and so your path is, even where the weights are float32. Give it "
     "`dtype=w.dtype`, or stack a list.")


# --- largest_stable_rate --------------------------------------------------------------------------------------

slip("largest_stable_rate", "rate_one_over", "2 /", "1 /",
     hint="At one over the largest eigenvalue the steepest direction is done in one step. It diverges at twice that.")

slip("largest_stable_rate", "rate_of_the_shallowest", "[-1]", "[0]",
     hint="You divide by the smallest eigenvalue, the shallowest direction. The steepest one diverges first.")

slip("largest_stable_rate", "rate_of_the_diagonal", "np.linalg.eigvalsh(hessian)[-1]", "np.max(np.diag(hessian))",
     hint="The largest entry on the diagonal is the curvature along an axis. The steepest direction may lie between "
     "the axes: use the eigenvalues.")

slip("largest_stable_rate", "rate_of_the_trace", "np.linalg.eigvalsh(hessian)[-1]", "np.trace(hessian)",
     hint="You divide by the sum of all eigenvalues (the trace). Directions do not add up: the largest alone decides.")

slip("largest_stable_rate", "rate_of_the_frobenius_norm", "np.linalg.eigvalsh(hessian)[-1]", "np.linalg.norm(hessian)",
     hint="`np.linalg.norm(matrix)` is the Frobenius norm, the root of the sum of all squared eigenvalues. The largest "
     "one alone decides.")

slip("largest_stable_rate", "rate_is_the_curvature", "2 / np", "np",
     hint="This is the largest curvature itself, not a rate: two divided by it.")


@mistake(
    "largest_stable_rate",
    hint="2 / (largest + smallest) is the rate at which the error shrinks fastest. The question is where it starts to "
    "grow.",
)
def rate_of_fastest_descent(solution):
    return lambda hessian: 2 / np.sum(np.linalg.eigvalsh(hessian)[[0, -1]])


# --- gradient_noise -------------------------------------------------------------------------------------------

slip("gradient_noise", "noise_uncorrected", "noise if replace else noise * (n - batch_size) / (n - 1)", "noise",
     hint="Without replacement there is less noise, and none when the batch is the whole set: the factor "
     "(N - B) / (N - 1) is missing.")

slip("gradient_noise", "noise_corrected_always", "noise if replace else noise * (n", "noise * (n",
     hint="The factor (N - B) / (N - 1) is for draws without replacement only.")

slip("gradient_noise", "noise_swapped", "if replace else", "if not replace else",
     hint="The two cases have changed places: the factor belongs to draws without replacement.")

slip("gradient_noise", "noise_corrected_by_n", "(n - 1)", "n",
     hint="The factor is (N - B) / (N - 1), not (N - B) / N: a batch of one has the full noise.")


@mistake("gradient_noise", hint="You took the root: asked for is the expected squared distance.")
def noise_as_distance(solution):
    original = solution.definitions["gradient_noise"]
    return lambda gradients, batch_size, replace=False: np.sqrt(original(gradients, batch_size, replace))

slip("gradient_noise", "noise_per_coordinate", "np.sum(scatter**2) / n", "np.mean(scatter**2)",
     hint="You average over the coordinates. A squared distance is the sum over them; average over the examples only.")

slip("gradient_noise", "noise_divided_twice", "/ batch_size\n", "/ batch_size**2\n",
     hint="You divide by the batch size squared. B terms of variance S^2 add up to B S^2 before they are divided by "
     "B^2.")

slip("gradient_noise", "noise_multiplied", "/ batch_size\n", "* batch_size\n",
     hint="A larger batch has less noise, but yours has more: divide by its size.")

slip("gradient_noise", "noise_of_a_sample", "np.sum(scatter**2) / n /", "np.sum(scatter**2) / (n - 1) /",
     hint="You divide by N - 1, as for an estimate from a sample. Here the N examples are all there are: S^2 is their "
     "mean squared distance, divided by N.")

slip("gradient_noise", "noise_around_zero", "gradients - gradients.mean(axis=0)", "gradients",
     hint="This is the mean squared length of the gradients: subtract the full gradient from each first.")

slip("gradient_noise", "noise_around_the_wrong_mean", "gradients.mean(axis=0)",
     "gradients.mean(axis=1, keepdims=True)",
     hint="The mean runs over the coordinates. The full gradient is the mean over the examples, axis 0.")

slip("gradient_noise", "noise_as_variance_of_all_numbers", ("gradients.mean(axis=0)", "gradients.mean()"),
     ("np.sum(scatter**2) / n", "np.mean(scatter**2)"),
     hint="This is the variance of all the numbers, around one mean for all. The full gradient has a mean for each "
     "coordinate (axis 0), and the squared distance is the sum over the coordinates.")

slip("gradient_noise", "noise_that_cancels", ("gradients - gradients.mean(axis=0)", "gradients"),
     ("np.sum(scatter**2) / n", "(np.sum(scatter**2) / n - np.sum(gradients.mean(axis=0) ** 2))"),
     hint="The mean of the squares minus the square of the mean: right on paper, but with a large mean the digits that "
     "count cancel. Subtract the mean first, then square.")


# --- minibatches ----------------------------------------------------------------------------------------------

slip("minibatches", "batches_unshuffled", "rng.permutation(n)", "np.arange(n)",
     hint="The examples come in their old order, the same in every epoch: shuffle before you cut.")

slip("minibatches", "batches_without_rest", "range(0, n, batch_size)", "range(0, n - batch_size + 1, batch_size)",
     hint="The last, smaller batch is missing, and with it some examples in every epoch.")


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

slip("minibatches", "batches_always_alike", "starts = range", "rng = np.random.default_rng(0)\n    starts = range",
     hint="A generator with a fixed seed inside the function deals the same cards in every epoch. Use the one that you "
     "are given.")

slip("minibatches", "batches_never_replaced", "if replace:", "if False:",
     hint="`replace=True` changes nothing in your code: it still draws without replacement.")

slip("minibatches", "batches_replaced_between_only", "rng.integers(0, n, batch_size)",
     "rng.choice(n, batch_size, replace=False)",
     hint="Within a batch you draw without replacement. With replacement every index is drawn independently, so that "
     "one may come twice in the same batch.")

slip("minibatches", "batches_with_a_short_draw",
     ("return [rng.integers(0, n, batch_size) for _ in starts]", "order = rng.integers(0, n, n)"),
     ("order = rng.permutation(n)", "order = order if replace else rng.permutation(n)"),
     hint="With replacement there is no rest: the last batch is full too.")

slip("minibatches", "batches_without_the_last_example", "rng.integers(0, n, batch_size)",
     "rng.integers(0, n - 1, batch_size)",
     hint="The last example is never drawn: the upper end of `rng.integers(0, n)` is already left out, so n - 1 is one "
     "too few.")


# --- sgd_epoch ------------------------------------------------------------------------------------------------

slip("sgd_epoch", "epoch_uphill", "w - lr", "w + lr", hint=UPHILL)

slip("sgd_epoch", "epoch_of_full_batches", "x[rows], y[rows]", "x, y",
     hint="Every update uses all the data: hand the gradient the rows of its batch only.")

slip("sgd_epoch", "epoch_with_stale_weights", "gradient(w,", "gradient(path[0],", hint=STALE)

slip("sgd_epoch", "epoch_that_starts_over", "w - lr * gradient(w,", "path[0] - lr * gradient(path[0],",
     hint="Every update starts again from the first weights. The next starts where the last one ended.")

slip("sgd_epoch", "epoch_without_start", "path = [w]", "path = []", hint=NO_START)

slip("sgd_epoch", "epoch_end_only", "np.stack(path)", "path[-1]", hint=LAST_ONLY)

slip("sgd_epoch", "epoch_in_one_array", "w = w - lr", "w -= lr", hint=ALIASED)

slip("sgd_epoch", "epoch_divided_twice", "y[rows])", "y[rows]) / len(rows)",
     hint="You divide by the batch size, but `gradient` is that of the batch's mean loss already.")

slip("sgd_epoch", "epoch_without_rate", "lr * gradient", "gradient",
     hint="The learning rate does not scale your steps: multiply the gradient by lr.")


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


slip("count_updates", "updates_with_an_empty_batch", "drop_last or rest == 0", "drop_last",
     hint="You add a batch for the rest even where the batch size divides n and nothing is left over.")

slip("count_updates", "updates_of_one_epoch", "epochs * (", "(",
     hint="These are the updates of one epoch. There are several.")

slip("erratum_empirical_loss", "loss_as_printed", "np.mean", "np.sum",
     hint="This is the printed sum, which grows with the data: divide by the number of examples.")

slip("erratum_empirical_loss", "loss_halved", "np.mean", "0.5 * np.mean",
     hint="The right side has no half, so the left side may not have one either.")

slip("erratum_empirical_loss", "loss_rooted", "np.mean((y - x @ w) ** 2)", "np.mean((y - x @ w) ** 2) ** 0.5",
     hint="You took the root of the mean: the right side is a squared error.")

slip("erratum_empirical_loss", "loss_by_features", "np.mean((y - x @ w) ** 2)", "np.sum((y - x @ w) ** 2) / len(w)",
     hint="You divide by the number of inputs. The mean is over the examples, the rows.")

slip("erratum_empirical_loss", "loss_absolute", "(y - x @ w) ** 2", "np.abs(y - x @ w)",
     hint="You average absolute errors: the loss is the squared error.")


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
