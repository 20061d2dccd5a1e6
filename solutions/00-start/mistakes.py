"""Known wrong implementations of `00-start`, each with the hint that it earns. They never ship.

A hint says what the code does instead of what it should, and leaves the last step to the student.
"""

import numpy as np

from grader.author import mistake, slip, wrong_letters

# --- relative_error -------------------------------------------------------------------------------------------

slip("relative_error", "error_with_a_sign", "np.abs(a - b) / ", "(a - b) / ",
     hint="The difference keeps its sign, so an error downward counts as negative. Take its absolute value.")

slip("relative_error", "error_of_the_sizes", "np.abs(a - b) / ", "np.abs(np.abs(a) - np.abs(b)) / ",
     hint="You compare the sizes of a and b. Of 2 and -2 the sizes are equal, and the numbers are 4 apart.")

slip("relative_error", "error_relative_to_b", "np.maximum(np.abs(a), np.abs(b))", "np.abs(b)",
     hint="You divide by |b|. Divide by the larger of the two, so that a and b may trade places.")

slip("relative_error", "error_relative_to_a", "np.maximum(np.abs(a), np.abs(b))", "np.abs(a)",
     hint="You divide by |a|. Divide by the larger of the two, so that a and b may trade places.")

slip("relative_error", "error_relative_with_signs", "np.maximum(np.abs(a), np.abs(b))", "np.maximum(a, b)",
     hint="You divide by the larger of a and b with their signs. Of -3 and -2 you divide by -2: compare |a| and |b|.")

slip("relative_error", "error_relative_and_negative", ("np.maximum(np.abs(a), np.abs(b))", "np.maximum(a, b)"),
     ("np.where(scale > 0", "np.where(scale != 0"),
     hint="You divide by the larger of a and b with their signs, so of a pair below 0 the error is negative, and of "
     "opposite signs only the positive number counts. Compare |a| and |b|.")

slip("relative_error", "error_relative_to_the_size_of_the_larger", "np.maximum(np.abs(a), np.abs(b))",
     "np.abs(np.maximum(a, b))",
     hint="You take the larger of a and b, and its size afterwards. Of -3 and -2 that is 2, though 3 is the larger "
     "size.")

slip("relative_error", "error_relative_to_the_smaller", "np.maximum(", "np.minimum(",
     hint="You divide by the smaller of the two.")

slip("relative_error", "error_relative_to_the_sum", "np.maximum(np.abs(a), np.abs(b))", "np.abs(a) + np.abs(b)",
     hint="You divide by the sum of the two. Divide by the larger.")

slip("relative_error", "error_zero_by_zero", "np.where(scale > 0, scale, 1)", "scale",
     hint="Of two zeros you compute 0 / 0, which is nan. Such a pair counts 0.")

slip("relative_error", "error_on_average", "np.max(", "np.mean(",
     hint="You average over the pairs. One bad number is enough: take the largest.")


@mistake("relative_error", hint="This is the absolute error: divide by the size of the numbers.")
def error_absolute(solution):
    return lambda a, b: float(np.max(np.abs(a - b)))


@mistake(
    "relative_error",
    hint="You add a small number to the denominator, or use it as a floor. For tiny a and b it is not small at all.",
)
def error_with_epsilon(solution):
    return lambda a, b: float(np.max(np.abs(a - b) / np.maximum(1e-8, np.maximum(np.abs(a), np.abs(b)))))


@mistake(
    "relative_error",
    hint="You divide the largest difference by the largest number, each from another pair. Divide pair by pair, then "
    "take the largest.",
)
def error_of_the_largest(solution):
    def relative_error(a, b):
        scale = max(np.max(np.abs(a)), np.max(np.abs(b)))
        return float(np.max(np.abs(a - b)) / (scale if scale > 0 else 1))

    return relative_error


@mistake(
    "relative_error",
    hint="You leave out each pair in which one of the two is zero. Its error is 1; only a pair of two zeros counts "
    "0.",
)
def one_zero_left_out(solution):
    def relative_error(a, b):
        keep = (a != 0) & (b != 0)
        if not np.any(keep):
            return 0.0
        a, b = a[keep], b[keep]
        return float(np.max(np.abs(a - b) / np.maximum(np.abs(a), np.abs(b))))

    return relative_error


# --- row_softmax ----------------------------------------------------------------------------------------------

slip("row_softmax", "softmax_by_the_formula", "x - xp.max(x, axis=1, keepdims=True)", "x",
     hint="For large logits the exponential overflows. Subtract each row's largest element first.")

slip("row_softmax", "softmax_of_a_scaled_row", "x - xp.max(x, axis=1, keepdims=True)",
     "x / xp.max(xp.abs(x), axis=1, keepdims=True)",
     hint="You divide each row by its largest size. That changes the probabilities: what can be done to all logits of "
     "a row so that they stay what they are?")

slip("row_softmax", "softmax_with_one_maximum", "xp.max(x, axis=1, keepdims=True)", "xp.max(x)",
     hint="You subtract the largest element of the whole array. In a row far below it all exponentials become 0, and "
     "0 / 0 is nan: subtract each row's own.")

slip("row_softmax", "softmax_of_columns", ("xp.max(x, axis=1", "xp.max(x, axis=0"),
     ("xp.sum(powers, axis=1", "xp.sum(powers, axis=0"),
     hint="Your columns sum to 1. Each row is an example: sum along axis 1.")

slip("row_softmax", "softmax_over_the_columns", "xp.sum(powers, axis=1", "xp.sum(powers, axis=0",
     hint="You divide by the sum of each column. Each row is an example, so the sum runs along axis 1.")

slip("row_softmax", "softmax_of_the_whole", "xp.sum(powers, axis=1, keepdims=True)", "xp.sum(powers)",
     hint="The whole array sums to 1. Each row should: give the sum an axis.")

slip("row_softmax", "softmax_not_divided", " / xp.sum(powers, axis=1, keepdims=True)", "",
     hint="These are exponentials, not yet probabilities: divide each row by its sum.")

slip("row_softmax", "softmax_without_keepdims", "xp.max(x, axis=1, keepdims=True)", "xp.max(x, axis=1)",
     hint="The row's maximum has lost its axis and is lined up with the columns. `keepdims=True` keeps it.")


@mistake(
    "row_softmax",
    hint="You compute with `np`, which can't read arrays on a GPU. Ask the array: `xp = array_namespace(x)`.",
)
def softmax_in_numpy(solution):
    def row_softmax(x):
        powers = np.exp(x - np.max(x, axis=1, keepdims=True))
        return powers / np.sum(powers, axis=1, keepdims=True)

    return row_softmax


slip("row_softmax", "softmax_shifted_above_alone", "xp.sum(powers, axis=1", "xp.sum(xp.exp(x), axis=1",
     hint="You subtract the row's maximum above the line, but not below it. The shift cancels only if it stands in "
     "both.")

slip("row_softmax", "softmax_scaled", "x - xp.max(", "x / xp.max(",
     hint="You divide by the largest element. Subtract it: only a shift leaves the softmax as it is.")


@mistake(
    "row_softmax",
    hint="You subtract the mean of each row. The largest element may lie far above it, and its power overflows: "
    "subtract that one.",
)
def mean_subtracted(solution):
    def row_softmax(x):
        xp = solution.array_namespace(x)
        shifted = x - xp.mean(x, axis=1, keepdims=True)
        powers = xp.exp(shifted)
        return powers / xp.sum(powers, axis=1, keepdims=True)

    return row_softmax


@mistake(
    "row_softmax",
    hint="You subtract the largest size in each row, whatever its sign. Where all logits are far below 0 that "
    "pushes them down twice as far, and every power is 0.",
)
def largest_size_subtracted(solution):
    def row_softmax(x):
        xp = solution.array_namespace(x)
        largest = xp.max(xp.abs(x), axis=1, keepdims=True)
        powers = xp.exp(x - largest)
        return powers / xp.sum(powers, axis=1, keepdims=True)

    return row_softmax


# --- careful_sum ----------------------------------------------------------------------------------------------

slip("careful_sum", "sum_not_repaired", "more = number + lost", "more = number",
     hint="The total still forgets: what an addition loses does not reach the next number.")

slip("careful_sum", "sum_lost_with_the_sign_turned", "lost = more - (new - total)", "lost = (new - total) - more",
     hint="What was lost reaches the next number with its sign turned around, so the loss doubles. The total should "
          "have grown by `more`, and it has grown by `new - total`: which one is subtracted from which?")

slip("careful_sum", "sum_lost_of_the_number_turned", "lost = more - (new - total)", "lost = new - total - number",
     hint="What was lost has its sign turned around, and is measured from the number alone: the part carried along had "
          "been added, too.")

slip("careful_sum", "sum_lost_of_the_number", "lost = more - (new - total)", "lost = number - (new - total)",
     hint="What was lost is measured from the number alone. You had added the part carried along, too.")

slip("careful_sum", "sum_lost_after_the_total", ("lost = more - (new - total)\n        total = new",
     "total = new\n        lost = more - (new - total)"),
     hint="You compare the new total with itself: `total` must still be the old one when you work out what was lost.")


@mistake(
    "careful_sum",
    hint="`np.sum` adds in pairs and loses less than a running total, but within a block it forgets as well. Keep what "
    "each addition loses.",
)
def sum_by_numpy(solution):
    return np.sum


@mistake(
    "careful_sum",
    hint="The small ones come first now, so that a single large number no longer swallows them. But a total of many "
    "small numbers becomes large as well.",
)
def sum_in_order(solution):
    def careful_sum(x):
        total = x.dtype.type(0)
        for number in np.sort(x):
            total = total + number
        return total

    return careful_sum


@mistake("careful_sum", hint="The sum is in float64. Return it in the dtype of x.")
def sum_in_double(solution):
    return lambda x: np.sum(x, dtype="float64")


slip("careful_sum", "sum_begins_with_the_first",
     "total = lost = x.dtype.type(0)\n    for number in x:",
     "total, lost = x[0], x.dtype.type(0)\n    for number in x[1:]:",
     hint="You begin with the first number, and an empty array has none. With which total can a sum begin that has "
     "added nothing yet?")


@mistake(
    "careful_sum",
    hint="You keep the total in float64. That helps float32 alone: a float64 array has no wider dtype to flee to. "
    "Carry along what was lost.",
)
def total_in_float64(solution):
    def careful_sum(x):
        total = np.float64(0)
        for number in x:
            total = total + np.float64(number)
        return x.dtype.type(total)

    return careful_sum


# --- seeded_noise ---------------------------------------------------------------------------------------------


@mistake(
    "seeded_noise",
    hint="You use NumPy's old global source. Make a generator of your own: `np.random.default_rng(seed)`.",
)
def noise_from_the_global_source(solution):
    def seeded_noise(seed, shape, std=1.0):
        np.random.seed(seed)  # noqa: NPY002
        return (std * np.random.standard_normal(shape)).astype("float32")  # noqa: NPY002

    return seeded_noise


# The generator is one of its own, which is the same in every build.
slip("seeded_noise", "noise_without_seed",
     ("def seeded_noise", "elsewhere = np.random.default_rng(0)\n\n\ndef seeded_noise"),
     ("np.random.default_rng(seed)", "elsewhere"),
     hint="Your generator ignores the seed, so every call gives other numbers.")

slip("seeded_noise", "noise_of_one_seed", "default_rng(seed)", "default_rng(0)",
     hint="Every seed gives the same numbers: hand it to the generator.")

slip("seeded_noise", "noise_uniform", "rng.standard_normal(shape)", "rng.random(shape)",
     hint="These numbers lie between 0 and 1. Draw from the normal distribution.")

slip("seeded_noise", "noise_in_float64", '.astype("float32")', "",
     hint="The result is float64. Convert it with `astype`.")

slip("seeded_noise", "noise_drawn_in_float32", "rng.standard_normal(shape)",
     'rng.standard_normal(shape, dtype="float32")',
     hint="You let the generator draw in float32: that uses its random bits in another way. Draw first, then convert.")

slip("seeded_noise", "noise_of_width_one", "std * rng", "rng",
     hint="The standard deviation is always 1: multiply by `std`.")

slip("seeded_noise", "noise_with_squared_width", "std * rng", "std**2 * rng",
     hint="You multiply by the square of std. It is the standard deviation already: multiply by it once.")

slip("seeded_noise", "noise_with_rooted_width", "std * rng", "np.sqrt(std) * rng",
     hint="You multiply by the root of std. It is the standard deviation already, not the variance.")


@mistake(
    "seeded_noise",
    hint="`rng.normal` takes the mean first. Your std stands in its place, and the width is 1.",
)
def noise_around_std(solution):
    def seeded_noise(seed, shape, std=1.0):
        rng = np.random.default_rng(seed)
        return rng.normal(std, size=shape).astype(np.float32)

    return seeded_noise


@mistake(
    "seeded_noise",
    hint="Your generator is NumPy's old one, which makes other numbers of the same seed. The docstring names "
    "`default_rng`.",
)
def noise_of_the_old_generator(solution):
    def seeded_noise(seed, shape, std=1.0):
        rng = np.random.RandomState(seed)
        return (rng.standard_normal(shape) * std).astype(np.float32)

    return seeded_noise


# --- quiz -----------------------------------------------------------------------------------------------------

wrong_letters(
    "quiz_moved_cell",
    a="Points would be lost if the function were gone. It is still in the notebook: does the grader need to "
      "know where?",
    c="Half a function would be worth nothing. But the two cells run one after another, and together they "
      "define what one cell defined before.",
    d="A file that can't be read can't be graded, but moving and splitting cells leaves it readable. The "
      "grader runs all cells and then looks at what they have defined.",
)

wrong_letters(
    "quiz_twenty_million",
    b="On paper and in `float64`, yes. In `float32` the neighbors of 20,000,000 lie farther apart than 1: "
      "look at the figure of gaps in 0.3.",
    c="Only even numbers exist there, so 20,000,001 lies halfway between two of them. A tie does not always "
      "go up: try it.",
    d="`inf` comes where a number is too large for its type. The largest `float32` is 3.4e38, far above "
      "this one.",
)

wrong_letters(
    "quiz_kept_axis",
    a="Without `keepdims` it would be: the axis along which the maximum was taken is gone then. What does "
      "`keepdims=True` do with that axis?",
    b="3 is the length of axis 1, along which the maximum is taken: three numbers become one. And "
      "`keepdims` keeps the number of axes.",
    d="An axis of length 1 is kept, that is right. But axis 0 counts the rows, and this maximum is taken "
      "along the other one.",
)

wrong_letters(
    "quiz_large_logits",
    a="The formula as it stands gives `nan`, infinity divided by infinity. A stable softmax subtracts the "
      "largest logit first.",
    b="The largest logit does get the largest share. It would be nearly everything if it were larger by "
      "far: what is the difference of the two?",
    c="1001 / 2001 is 0.5002, a share of the logits themselves. A softmax takes shares of their "
      "exponentials.",
)
