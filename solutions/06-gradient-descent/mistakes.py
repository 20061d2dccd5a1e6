"""Known wrong implementations of `06-gradient-descent`, each with the hint that it earns. They never ship.

A hint says what the code does instead of what it should, and leaves the last step to the student. The file is long
because it is a list: one entry a mistake, in the order of the notebook.
"""

import numpy as np

from grader.author import mistake, slip

UPHILL = "Each step goes up the loss: the gradient points uphill, so the step must be subtracted."
NEVER_STOPS = (
    "Your path goes on where the ground is flat enough: compare the length of the gradient with `tolerance` before "
    "each step, and end where it is the tolerance or less."
)

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


slip("quadratic", "bowl_gradient_first", "return 0.5 * np.sum(offset * gradient, axis=-1), gradient",
     "return gradient, 0.5 * np.sum(offset * gradient, axis=-1)",
     hint="The two results have changed places: the height comes first, then the gradient.")

slip("quadratic", "bowl_height_without_hessian", "np.sum(offset * gradient, axis=-1)",
     "np.sum(offset * offset, axis=-1)",
     hint="Your height is that of a round bowl: the Hessian is missing in it. Half the inner product of offset and "
     "gradient has it.")


# --- gradient_descent -----------------------------------------------------------------------------------------

slip("gradient_descent", "descent_uphill", "w - lr", "w + lr", hint=UPHILL)

slip("gradient_descent", "descent_in_one_array", "w = w - lr * g", "w -= lr * g",
     hint="`w -= ...` changes one and the same array, which is also what your list holds (and the caller's own): all "
     "points of the path are the last one. `w = w - ...` makes a new array.")

slip("gradient_descent", "descent_without_start", "path = [w]", "path = [] if steps else [w]",
     hint="The start is missing: the path has one point more than there are steps, and begins where you began.")

slip("gradient_descent", "descent_end_only", "np.stack(path)", "path[-1]",
     hint="You return the last point only. Keep every point on the way, the start first, as rows of one array.")

slip("gradient_descent", "descent_with_one_gradient", "gradient(w)\n", "gradient(path[0])\n",
     hint="Every step uses the gradient at the start. Ask for it again at each new point.")

slip("gradient_descent", "descent_without_rate", "lr * g", "g",
     hint="The learning rate does not scale your steps: multiply the gradient by lr.")

slip("gradient_descent", "descent_normalized", "lr * g", "lr * g / np.linalg.norm(g)",
     hint="Your steps all have the length lr. Gradient descent does not divide by the gradient's length: flat ground "
     "means short steps.")

slip("gradient_descent", "descent_in_float64", "np.stack(path)", "np.stack(path).astype(float)",
     hint="`np.zeros(shape)` is float64, and so your path is, even where the weights are float32. Give it "
     "`dtype=w.dtype`, or stack a list.")

slip("gradient_descent", "descent_that_never_stops", "np.linalg.norm(g) <= tolerance", "False", hint=NEVER_STOPS)

slip("gradient_descent", "descent_that_stops_at_a_large_loss", "<= tolerance", ">= tolerance",
     hint="Your path ends where the gradient is long. It should go on there, and end where the gradient is the "
     "tolerance or shorter.")

slip("gradient_descent", "descent_stops_by_the_largest_entry", "np.linalg.norm(g)", "np.max(np.abs(g))",
     hint="You compare the largest entry of the gradient with the tolerance. Its length is the root of the sum of the "
     "squares of all entries.")

slip("gradient_descent", "descent_stops_by_the_sum", "np.linalg.norm(g)", "np.abs(np.sum(g))",
     hint="You add the entries up before you look at their size, so slopes of opposite signs cancel. The length of the "
     "gradient is the root of the sum of the squares.")

slip("gradient_descent", "descent_stops_by_the_square", "np.linalg.norm(g)", "np.sum(g * g)",
     hint="You compare the squared length of the gradient with the tolerance, so the path ends too early. Take the "
     "root.")

slip("gradient_descent", "descent_stops_by_the_mean_square", "np.linalg.norm(g)", "np.sqrt(np.mean(g * g))",
     hint="You take the root of the *mean* of the squares, so the path ends too early. The length is the root of their "
     "sum.")

slip("gradient_descent", "descent_stops_strictly_below", "np.linalg.norm(g) <= tolerance",
     "np.linalg.norm(g) < tolerance",
     hint="Your path ends only where the gradient is shorter than the tolerance. With a tolerance of 0 it never does, "
     "even where there is no slope at all.")

slip("gradient_descent", "descent_stops_by_any_entry", "np.linalg.norm(g) <= tolerance",
     "np.any(np.abs(g) <= tolerance)",
     hint="Your path ends as soon as one entry of the gradient is small. All of them count, together, as one length.")

slip("gradient_descent", "descent_stops_by_the_step", "np.linalg.norm(g)", "lr * np.linalg.norm(g)",
     hint="You compare the length of the step with the tolerance. A small learning rate makes short steps on steep "
     "ground: compare the length of the gradient.")

slip("gradient_descent", "descent_stops_one_step_late",
     ("        if np.linalg.norm(g) <= tolerance:\n            break\n        w = w - lr * g\n        path.append(w)",
      "        w = w - lr * g\n        path.append(w)\n        if np.linalg.norm(g) <= tolerance:\n            break"),
     hint="You step first and ask afterward, so the path has one point too many. Look at the gradient before the step.")


# --- steepest_direction ---------------------------------------------------------------------------------------

slip("steepest_direction", "steepest_of_one_side",
     ("gradient(w - epsilon * v)) / (2 * epsilon)", "gradient(w)) / epsilon"),
     hint="You walk to one side of w only. Where the curvature changes, that is off by about epsilon: walk to both "
     "sides.")

slip("steepest_direction", "steepest_by_epsilon_alone", "/ (2 * epsilon)", "/ epsilon",
     hint="Your curvature is twice too large: the two points are 2 epsilon apart.")

slip("steepest_direction", "steepest_undivided", " / (2 * epsilon)", "",
     hint="You never divide by the distance between the two points, so the curvature comes out in units of epsilon.")

slip("steepest_direction", "steepest_without_sign", "return direction @ change(direction), direction",
     "return np.linalg.norm(change(direction)), direction",
     hint="The length of H v has lost the sign: where the loss bends down the curvature is negative. The inner "
     "product of v and H v keeps it.")

slip("steepest_direction", "steepest_never_scaled", "direction = product / size", "direction = product",
     hint="You never scale the direction to length 1 again, so it grows or shrinks with every round.")

slip("steepest_direction", "steepest_after_one_round", "range(iterations)", "range(1)",
     hint="One multiplication by the Hessian is not enough: repeat it, so that the steepest part outgrows the others.")

slip("steepest_direction", "steepest_by_the_gradient", "product = change(direction)", "product = gradient(w)",
     hint="Your direction is that of the gradient. Multiply the direction by the Hessian: the difference of the "
     "gradients on both sides of w.")

slip("steepest_direction", "steepest_at_the_origin", ("gradient(w + epsilon * v)", "gradient(epsilon * v)"),
     ("gradient(w - epsilon * v)", "gradient(-epsilon * v)"),
     hint="You measure the curvature at zero, not at w: walk from w to both sides.")

slip("steepest_direction", "steepest_along_an_axis", "rng.standard_normal(len(w))", "np.eye(len(w))[0]",
     hint="The first direction lies along one axis. If the loss does not mix this axis with the others, you never "
     "leave it: draw one with a part along every axis.")

slip("steepest_direction", "steepest_from_ones", "rng.standard_normal(len(w))", "np.ones(len(w))",
     hint="You begin with ones, the same each time. A steepest direction at right angles to them would never be found, "
     "and such a one is common: draw the first direction.")

slip("steepest_direction", "steepest_of_one_sign", "rng.standard_normal(len(w))", "rng.random(len(w))",
     hint="All entries of your first direction are positive, so it hardly has a part along directions whose entries "
     "cancel. Draw entries of both signs.")

slip("steepest_direction", "steepest_by_a_seed_of_its_own", "rng.standard_normal(len(w))",
     "np.random.default_rng(0).standard_normal(len(w))",
     hint="Your first direction is the same, whatever generator you are given: a seed of your own stands inside.")

slip("steepest_direction", "steepest_first_not_scaled",
     "    direction = direction / np.linalg.norm(direction)\n    for",
     "    for",
     hint="You scale every direction but the first, so the first walk is far longer than epsilon.")


@mistake("steepest_direction",
         hint="The first direction is not drawn from `rng`: the same seed gives another one each time.")
def steepest_of_global_chance(solution):
    """Draws from a generator of its own, so that every build freezes the same numbers."""
    return solution.edited(
        "steepest_direction",
        ("def steepest_direction", "elsewhere = np.random.default_rng(0)\n\n\ndef steepest_direction"),
        ("rng.standard_normal(", "elsewhere.standard_normal("),
    )

slip("steepest_direction", "steepest_and_flat_is_nan", "if size == 0:", "if False:",
     hint="On ground that does not bend H v is zero, and dividing by its length gives nan. The curvature there is 0.")

slip("steepest_direction", "steepest_of_a_sum", "gradient(w + epsilon * v) - ", "gradient(w + epsilon * v) + ",
     hint="You add the two gradients. How the gradient *changes* is their difference.")

slip("steepest_direction", "steepest_backward", "return direction @ change", "return -direction @ change",
     hint="The sign of your curvature is turned around: it is positive where the gradient grows along the direction.")


@mistake(
    "steepest_direction",
    hint="You build the whole Hessian, a column for every weight: with a million weights nobody can pay for that. "
    "Power iteration asks for two gradients a round.",
)
def steepest_by_the_whole_hessian(solution):
    def steepest_direction(gradient, w, rng, iterations=50, epsilon=1e-3):
        columns = [(gradient(w + epsilon * e) - gradient(w - epsilon * e)) / (2 * epsilon) for e in np.eye(len(w))]
        curvatures, directions = np.linalg.eigh(np.array(columns))
        at = np.abs(curvatures).argmax()
        return curvatures[at], directions[:, at]

    return steepest_direction


# --- kind_of_point --------------------------------------------------------------------------------------------

slip("kind_of_point", "kind_by_the_diagonal", "np.linalg.eigvalsh(hessian)", "np.diag(hessian)",
     hint="You look at the diagonal, the curvatures along the axes. The ground may fall between them: take the "
     "eigenvalues.")

slip("kind_of_point", "kind_by_the_determinant",
     ("rises, falls = curvatures > tolerance, curvatures < -tolerance",
      "rises = np.array([np.prod(curvatures) > tolerance])\n    falls = np.array([np.prod(curvatures) < -tolerance])"),
     hint="The determinant multiplies all eigenvalues, so two that fall look like two that rise. Look at each sign.")

slip("kind_of_point", "kind_by_the_trace",
     ("rises, falls = curvatures > tolerance, curvatures < -tolerance",
      "rises = np.array([np.sum(curvatures) > tolerance])\n    falls = np.array([np.sum(curvatures) < -tolerance])"),
     hint="The trace adds all eigenvalues up, and a steep rise hides a fall. Look at each sign.")

slip("kind_of_point", "kind_without_undecided", 'return "maximum" if falls.all() else "undecided"', 'return "maximum"',
     hint="What neither rises everywhere nor has both signs is not yet a maximum: where an eigenvalue counts as zero "
     "and the others do not settle it, the answer is undecided.")

slip("kind_of_point", "kind_flat_is_a_saddle", "rises.any() and falls.any()", "not rises.all() and not falls.all()",
     hint="A direction that is flat does not make a saddle: that takes one that rises and one that falls.")

slip("kind_of_point", "kind_flat_counts_as_rising", "curvatures > tolerance,", "curvatures > -tolerance,",
     hint="An eigenvalue of zero counts as rising in your code. Where one is zero and the rest rises, second "
     "derivatives can't tell.")

slip("kind_of_point", "kind_semidefinite",
     ("    if rises.any() and falls.any():\n        return \"saddle\"\n    if rises.all():", "    if not falls.any():"),
     ('return "maximum" if falls.all() else "undecided"', 'return "maximum" if not rises.any() else "saddle"'),
     hint="You ask whether nothing falls, and call that a minimum (and the same upside down). A flat direction does "
     "not fall either, and may still do so farther out: ask whether *every* direction rises.")

slip("kind_of_point", "kind_by_exact_zero", "curvatures > tolerance, curvatures < -tolerance",
     "curvatures > 0, curvatures < 0",
     hint="You compare with 0 exactly. An eigenvalue of zero comes out as some 1e-17 of either sign: what is the "
     "tolerance for?")

slip("kind_of_point", "kind_without_tolerance", "curvatures > tolerance, curvatures < -tolerance",
     "curvatures > 1e-8, curvatures < -1e-8",
     hint="The tolerance changes nothing in your code: eigenvalues of its size or less count as zero.")

slip("kind_of_point", "kind_saddle_only_without_flat", "rises.any() and falls.any()",
     "rises.any() and falls.any() and (rises | falls).all()",
     hint="One direction that rises and one that falls settle it: a saddle, even where a third is flat.")

slip("kind_of_point", "kind_upside_down", ('return "minimum"', 'return "maximum"'),
     ('return "maximum" if', 'return "minimum" if'),
     hint="Minimum and maximum have changed places: where every direction rises, the point is the lowest around.")


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


slip("minibatches", "batches_resampled_within_slices",
     ("return [rng.integers(0, n, batch_size) for _ in starts]",
      "deck = rng.permutation(n)\n        return [rng.choice(deck[i : i + batch_size], batch_size) for i in starts]"),
     hint="With replacement each of your batches is drawn from a slice of its own, so that no example is in two "
     "batches. Every index is drawn from all n.")

slip("minibatches", "batches_of_even_sizes",
     "[order[start : start + batch_size] for start in starts]", "np.array_split(order, len(starts))",
     hint="`np.array_split` with a number makes parts that are as even as possible. Here all batches are full but for "
     "the last: tell it, or a slice, *where* to cut.")

slip("minibatches", "batches_by_their_number",
     "[order[start : start + batch_size] for start in starts]", "np.array_split(order, batch_size)",
     hint="You take batch_size for the number of batches. It is the number of examples in each.")

slip("minibatches", "batches_with_the_last_card_last", "rng.permutation(n)", "np.append(rng.permutation(n - 1), n - 1)",
     hint="The last example is never shuffled: it comes at the end of every epoch.")


# --- repaired_epoch -------------------------------------------------------------------------------------------

slip("repaired_epoch", "repaired_sum_over_all", "for i in rows) / len(rows)", "for i in order) / len(order)",
     hint="Every update still uses all examples. It should use those of its own batch.")

slip("repaired_epoch", "repaired_without_mean", " / len(rows)", "",
     hint="You step along the sum of the batch's gradients. The mean loss has their mean.")

slip("repaired_epoch", "repaired_mean_over_the_whole_set", "/ len(rows)", "/ len(x)",
     hint="You divide the batch's sum by the number of all examples. The mean is over the examples in the batch.")

slip("repaired_epoch", "repaired_mean_over_batch_size", "/ len(rows)", "/ batch_size",
     hint="The last batch may be smaller, and its mean is over the examples that are in it.")

slip("repaired_epoch", "repaired_without_the_rest", "range(0, len(order), batch_size)",
     "range(0, len(order) - batch_size + 1, batch_size)",
     hint="The examples that are left over at the end are still never used. They make a last, smaller batch.")

slip("repaired_epoch", "repaired_in_even_parts",
     ("for start in range(0, len(order), batch_size):\n        rows = order[start : start + batch_size]\n",
      "for rows in np.array_split(order, -(-len(order) // batch_size)):\n"),
     hint="Your batches are as even as possible. They should be full, all but the last: nine examples in batches of "
     "four are 4, 4, and 1.")

slip("repaired_epoch", "repaired_count_as_printed", "return w, updates", "return w, len(x) / batch_size",
     hint="Nobody makes a third of an update: count those that your loop makes.")

slip("repaired_epoch", "repaired_count_rounded_down", "return w, updates", "return w, len(x) // batch_size",
     hint="The last, smaller batch makes an update too. Count those that your loop makes.")

slip("repaired_epoch", "repaired_without_the_order", "order[start : start + batch_size]",
     "range(start, min(start + batch_size, len(x)))",
     hint="You take the examples in their old order. The shuffled one is in `order`.")

slip("repaired_epoch", "repaired_uphill", "w - lr", "w + lr", hint=UPHILL)

slip("repaired_epoch", "repaired_steps_within_the_batch",
     ("        g = sum(gradient(w, x[i], y[i]) for i in rows) / len(rows)\n        w = w - lr * g",
      "        for i in rows:\n            w = w - lr * gradient(w, x[i], y[i]) / len(rows)"),
     hint="You move the weights after each example, so the next gradient of the batch is asked at another place. All "
     "gradients of a batch are taken at the same weights.")


# --- two_hundred_looks ----------------------------------------------------------------------------------------

slip("two_hundred_looks", "looks_in_one_step", ("minibatches(n, 1, rng)[:200]", "minibatches(n, 200, rng)[:1]"),
     ("late[100:]", "late"),
     hint="You spend all looks on one step. However good its gradient is, it moves the weights once.")

slip("two_hundred_looks", "looks_too_timid", "0.5 * gradient", "0.01 * gradient",
     hint="Your weights have hardly moved: the rate is far too small for so few steps.")

slip("two_hundred_looks", "looks_uphill", "w - 0.5", "w + 0.5", hint=UPHILL)

slip("two_hundred_looks", "looks_at_the_same_digits", "minibatches(n, 1, rng)[:200]", "[np.array([0])] * 200",
     hint="You look at the same digit again and again. A fresh look teaches more.")

slip("two_hundred_looks", "looks_beyond_the_budget", "[:200]", "[:400]",
     hint="You spend more than 200 looks. A batch of B digits costs B of them.")

slip("two_hundred_looks", "looks_without_a_landing", ("np.mean(late[100:], axis=0)", "w"), ("0.5 *", "1.0 *"),
     hint="Your steps are as long at the end as at the beginning, so the last weights lie anywhere in the cloud. Take "
     "shorter steps at the end, or the middle of the last ones.")


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


@mistake("quiz_room_left",
         hint="1 / 0.8 would take the factor to -1 if the factor grew with the rate. It is 1 - eta h.")
def room_left_by_the_factor(solution):
    return lambda: "b"


@mistake("quiz_room_left", hint="That is eta h itself. Up to which value may it grow?")
def room_left_is_the_product(solution):
    return lambda: "c"


@mistake("quiz_room_left", hint="It changes sides, and comes closer: compare eta h with the largest value it may have.")
def room_left_is_none(solution):
    return lambda: "d"


@mistake("quiz_count_updates", hint="The last batch of each epoch, the smaller one, is an update too.")
def count_dropped(solution):
    return lambda: "a"


@mistake("quiz_count_updates", hint="Nobody makes a quarter of an update: round within each epoch, then multiply.")
def count_as_printed(solution):
    return lambda: "b"


@mistake("quiz_count_updates", hint="You round at the very end, but every epoch has its own last batch: round first.")
def count_rounded_late(solution):
    return lambda: "c"


@mistake("quiz_no_slope", hint="1 and 2 are the curvatures along the two axes. What is it along (1, -1)?")
def no_slope_by_the_diagonal(solution):
    return lambda: "a"


@mistake("quiz_no_slope", hint="Along the first axis the curvature is 1: the ground rises there.")
def no_slope_maximum(solution):
    return lambda: "c"


@mistake("quiz_no_slope", hint="Is an eigenvalue zero? Their product is the determinant.")
def no_slope_undecided(solution):
    return lambda: "d"


@mistake(
    "quiz_unbiased",
    hint="The weights have been fitted to these very examples. Is their gradient the same as that of new ones, on "
    "average?",
)
def unbiased_training_set(solution):
    return lambda: "a"


@mistake(
    "quiz_unbiased",
    hint="Its mean is the gradient of the training set, to which the weights have been fitted. The question is about "
    "new examples.",
)
def unbiased_example_again(solution):
    return lambda: "b"


@mistake("quiz_unbiased", hint="Two of them share the training set with the weights. Does that matter on average?")
def unbiased_all(solution):
    return lambda: "d"
