"""Known wrong implementations of `04-preprocessing`, each with the hint that it earns. They never ship.

A hint says what the code does instead of what it should, and leaves the last step to the student. The file is long
because it is a list: one entry a mistake, in the order of the notebook.
"""

import numpy as np

from grader.author import mistake, slip

# --- fit_standardizer -----------------------------------------------------------------------------------------

slip("fit_standardizer", "fit_with_n_minus_one", "x.std(axis=0)", "x.std(axis=0, ddof=1)",
     hint="You divide by n - 1. Here the deviation is over all n examples.")

slip("fit_standardizer", "fit_variance", "x.std(axis=0)", "x.var(axis=0)",
     hint="This is the variance. The standard deviation is its root.")


@mistake("fit_standardizer", hint="You average over the features of each example. Average over the examples, `axis=0`.")
def fit_along_the_rows(solution):
    def fit_standardizer(x):
        return x.mean(axis=1), np.where(np.ptp(x, axis=1) > 0, x.std(axis=1), 1)

    return fit_standardizer


@mistake("fit_standardizer", hint="You return one number for all features. Each feature has its own.")
def fit_all_at_once(solution):
    return lambda x: (x.mean(), x.std())


@mistake(
    "fit_standardizer",
    hint="A feature that does not vary has deviation 0, and dividing by it gives 0 / 0. The docstring says what to "
    "return there.",
)
def fit_zero_deviation(solution):
    return lambda x: (x.mean(axis=0), np.where(x.max(axis=0) > x.min(axis=0), x.std(axis=0), 0))


@mistake(
    "fit_standardizer",
    hint="You compare the computed deviation with 0, but rounding makes it something like 1e-17 for some constant "
    "features. Ask whether the values are all the same.",
)
def fit_exact_zero(solution):
    return lambda x: (x.mean(axis=0), np.where(x.std(axis=0) == 0, 1, x.std(axis=0)))


@mistake("fit_standardizer", hint="You add a small number to the deviation, which changes all features, if little.")
def fit_with_epsilon(solution):
    return lambda x: (x.mean(axis=0), x.std(axis=0) + 1e-5)

slip("fit_standardizer", "fit_with_a_threshold", "x.max(axis=0) > x.min(axis=0)", "x.std(axis=0) > 1e-6",
     hint="You take a feature for constant because its deviation is small. In another unit it is large: ask whether "
     "all its values are the same.")

slip("fit_standardizer", "fit_looks_at_two_examples", "x.max(axis=0) > x.min(axis=0)", "x[0] != x[-1]",
     hint="You compare the first example with the last. A feature may vary in between, and end where it began.")

slip("fit_standardizer", "fit_root_mean_square", "x.std(axis=0)", "np.sqrt((x**2).mean(axis=0))",
     hint="This is the root mean square. Subtract the mean before you square.")


# --- apply_standardizer ---------------------------------------------------------------------------------------


@mistake(
    "apply_standardizer",
    hint="You use the statistics of this x. It may be test data: use the mean and std that you were given.",
)
def apply_own_statistics(solution):
    return lambda x, mean, std: (x - x.mean(axis=0)) / np.where(np.ptp(x, axis=0) > 0, x.std(axis=0), 1)


@mistake("apply_standardizer", hint="You center with the mean of this x. Use the mean that you were given.")
def apply_own_mean(solution):
    return lambda x, mean, std: (x - x.mean(axis=0)) / std


slip("apply_standardizer", "apply_center_only", "(x - mean) / std", "x - mean",
     hint="You center, but do not divide by the deviation.")

slip("apply_standardizer", "apply_scale_only", "(x - mean) / std", "x / std",
     hint="You divide, but do not subtract the mean.")

slip("apply_standardizer", "apply_without_parentheses", "(x - mean) / std", "x - mean / std",
     hint="Parentheses: you divide the mean by std, then subtract it from x.")

slip("apply_standardizer", "apply_multiplied", "/ std", "* std",
     hint="You multiply by the deviation. Dividing by it makes wide features narrow.")

slip("apply_standardizer", "apply_squared", "/ std", "/ std**2",
     hint="You divide by the square of std. It is the deviation already, not the variance.")

slip("apply_standardizer", "apply_rooted", "/ std", "/ np.sqrt(std)",
     hint="You take the root of std. It is the deviation already, not the variance.")


# --- expected_hessian -----------------------------------------------------------------------------------------

slip("expected_hessian", "hessian_without_offset", "covariance + np.outer(offset, offset)", "covariance",
     hint="This is the covariance alone. Where is the offset?")

slip("expected_hessian", "hessian_with_inner_product", "np.outer(offset, offset)", "offset @ offset",
     hint="You add one number, the inner product of the mean with itself, to all entries. The formula has the outer "
     "product, a matrix.")

slip("expected_hessian", "hessian_with_diagonal_offset", "np.outer(offset, offset)", "np.diag(offset**2)",
     hint="You add the squares on the diagonal only. The outer product fills the whole matrix.")

slip("expected_hessian", "hessian_subtracted", "covariance + np.outer", "covariance - np.outer",
     hint="You subtract the outer product: that makes a covariance of E[x x^T], which is the other way round.")

slip("expected_hessian", "hessian_doubled", "(covariance +", "2 * (covariance +",
     hint="The loss has a half in front, so the Hessian is not doubled.")

slip("expected_hessian", "hessian_scaled_once", "np.outer(scale, scale)", "scale",
     hint="You divide each entry by one scale only (its column's). Entry (i, j) belongs to the inputs i and j: divide "
     "by both scales.")

slip("expected_hessian", "hessian_scaled_twice_by_column", "np.outer(scale, scale)", "scale**2",
     hint="`/ scale**2` divides entry (i, j) twice by the scale of its column j. It belongs to inputs i and j: divide "
     "once by each one's scale.")

slip("expected_hessian", "hessian_covariance_scaled_twice_by_column",
     "(covariance + np.outer(offset, offset)) / np.outer(scale, scale)",
     "covariance / scale**2 + np.outer(offset / scale, offset / scale)",
     hint="Offset and covariance are both scaled, but `covariance / scale**2` divides entry (i, j) twice by the scale "
     "of column j. Divide it by the scales of i and of j.")

slip("expected_hessian", "hessian_scaled_up", "/ np.outer(scale, scale)", "* np.outer(scale, scale)",
     hint="You multiply by the scales, but the inputs are divided by them.")

slip("expected_hessian", "hessian_not_shifted", "mean - shift", "mean - 0 * shift",
     hint="You ignore `shift`: the unit sees inputs whose mean is mean - shift.")

slip("expected_hessian", "hessian_offset_not_scaled",
     "(covariance + np.outer(offset, offset)) / np.outer(scale, scale)",
     "covariance / np.outer(scale, scale) + np.outer(offset, offset)",
     hint="You scale the covariance but not the offset: the shifted mean is divided too.")

slip("expected_hessian", "hessian_scaled_before_shifted", ("offset = mean - shift", "offset = mean"),
     ("np.outer(offset, offset)) / np.outer(scale, scale)",
      "0) / np.outer(scale, scale) + np.outer(offset / scale - shift, offset / scale - shift)"),
     hint="You scale the mean before you shift it. The inputs are (x - shift) / scale.")


# --- condition_number -----------------------------------------------------------------------------------------

slip("condition_number", "condition_inverted", "largest / smallest", "smallest / largest",
     hint="This is the smallest over the largest. The condition number is never below 1.")

slip("condition_number", "condition_of_the_diagonal", "np.linalg.eigvalsh(hessian)", "np.sort(np.diag(hessian))",
     hint="You use the entries on the diagonal. The steepest direction may lie between the axes: take eigenvalues.")

slip("condition_number", "condition_without_threshold", "largest / smallest if smallest > zero else np.inf",
     "largest / smallest",
     hint="You divide by an eigenvalue that is zero up to rounding. The docstring says what counts as zero.")


@mistake(
    "condition_number",
    hint="You ask whether the smallest eigenvalue is positive, but rounding makes a zero positive or negative as it "
    "likes. Compare with the threshold of the docstring.",
)
def condition_compared_with_zero(solution):
    return lambda hessian: np.linalg.cond(hessian) if np.linalg.eigvalsh(hessian)[0] > 0 else np.inf


slip("condition_number", "condition_rooted", "largest / smallest if", "np.sqrt(largest / smallest) if",
     hint="This is the root of it: the ratio of singular values of the data, not of curvatures.")

slip("condition_number", "condition_with_a_fixed_threshold",
     "zero = len(hessian) * np.finfo(hessian.dtype).eps * largest", "zero = 1e-10",
     hint="Your threshold counts a curvature as zero that is only small. The docstring's goes with the largest "
     "eigenvalue, the size, and the precision of the numbers.")

slip("condition_number", "condition_with_double_precision", "np.finfo(hessian.dtype).eps", "np.finfo(float).eps",
     hint="You take the precision of float64. The hessian may have less: ask its dtype.")


# --- principal_axes -------------------------------------------------------------------------------------------

slip("principal_axes", "axes_not_centered", "x - x.mean(axis=0)", "x",
     hint="You did not center: your first axis points at the mean, not along the spread.")

slip("principal_axes", "axes_smallest_first", ("variances[::-1][:k]", "variances[:k]"),
     ("axes[:, ::-1][:, :k]", "axes[:, :k]"),
     hint="`eigh` begins with the smallest eigenvalue: these are the axes that vary least.")

slip("principal_axes", "axes_rows_reversed", "axes[:, ::-1][:, :k]", "axes[::-1][:, :k]",
     hint="You reverse the rows. The axes are the columns: `[:, ::-1]`.")

slip("principal_axes", "axes_not_reversed", "axes[:, ::-1][:, :k]", "axes[:, :k]",
     hint="The variances are in order, but the axes still go from the smallest up.")

slip("principal_axes", "axes_as_rows", "axes[:, ::-1][:, :k]", "axes[:, ::-1][:, :k].T",
     hint="Your axes are the rows. Return them as columns, shape (d, k).")

slip("principal_axes", "axes_with_n_minus_one", "/ len(x)", "/ (len(x) - 1)",
     hint="You divide by n - 1; here variances are over n.")

slip("principal_axes", "axes_of_sums", " / len(x)", "",
     hint="You did not divide by n: these are sums of squares, not variances.")

slip("principal_axes", "axes_of_the_thin_svd",
     ("variances, axes = np.linalg.eigh(centered.T @ centered / len(x))",
      "_, s, rows = np.linalg.svd(centered, full_matrices=False)"),
     ("return variances[::-1][:k], axes[:, ::-1][:, :k]", "return s[:k] ** 2 / len(x), rows[:k].T"),
     hint="The thin SVD has as many axes as there are examples. Where those are fewer than k, some are missing.")

slip("principal_axes", "axes_with_deviations", "variances[::-1][:k]", "np.sqrt(np.abs(variances[::-1][:k]))",
     hint="These are standard deviations. The eigenvalues themselves are the variances.")


# --- whiten ---------------------------------------------------------------------------------------------------

slip("whiten", "whiten_without_turning_back", " @ axes.T", "",
     hint="This is PCA whitening: the data end on the principal axes. Turn back to the original ones with V.")

slip("whiten", "whiten_by_variances", "np.sqrt(variances + epsilon)", "(variances + epsilon)",
     hint="You divide by the variances. The deviations are their roots.")

slip("whiten", "whiten_epsilon_outside", "np.sqrt(variances + epsilon)", "(np.sqrt(np.abs(variances)) + epsilon)",
     hint="Epsilon stands outside your root. Here it is a variance, added before the root.")

slip("whiten", "whiten_without_epsilon", "variances + epsilon", "np.abs(variances) + 0 * epsilon",
     hint="You ignore epsilon.")

slip("whiten", "whiten_multiplied", "axes / np.sqrt(variances + epsilon)", "axes * np.sqrt(variances + epsilon)",
     hint="You multiply by the deviations, which colors the data twice. Divide.")

slip("whiten", "whiten_rows_scaled", "axes / np.sqrt(variances + epsilon)",
     "axes / np.sqrt(variances + epsilon)[:, None]",
     hint="You scale the rows of V. Each axis is a column, and has its own deviation.")

slip("whiten", "whiten_not_centered", "(x - mean).T @ (x - mean)", "x.T @ x",
     hint="The covariance is that of the centered data: subtract the mean first.")

slip("whiten", "whiten_with_n_minus_one", "/ len(x)", "/ (len(x) - 1)",
     hint="You divide by n - 1; here the covariance is over n.")


@mistake("whiten", hint="You divide by the deviations of the features, which leaves their correlations.")
def whiten_only_scaled(solution):
    return lambda x, epsilon=0.0: (x.mean(axis=0), np.diag(1 / np.sqrt(x.var(axis=0) + epsilon)))


# --- images ---------------------------------------------------------------------------------------------------

slip("image_statistics", "image_in_gray", "images.mean(axis=0)", "images.mean(axis=(0, 1))",
     hint="You average your mean image over the channels as well. It has as many channels as the images.")

slip("image_statistics", "image_with_batch_axis", "images.mean(axis=0)", "images.mean(axis=0, keepdims=True)",
     hint="Your mean image still has the batch axis, with length 1.")

slip("image_statistics", "image_is_the_first", "images.mean(axis=0)", "images[0] * 1.0",
     hint="Your mean image is one image out of the set, not their mean.")

slip("image_statistics", "image_of_bytes", "images.mean(axis=0)", "images.mean(axis=0).astype(images.dtype)",
     hint="Your mean image keeps the type of the images: a mean of bytes is not a byte. Return floats.")

slip("image_statistics", "image_summed", "images.mean(axis=0)", "images.sum(axis=0) * 1.0",
     hint="For the mean image you add up the images, but do not divide by their number.")

slip("image_statistics", "statistics_channels_last",
     ("images.mean(axis=(0, 2, 3))", "images.mean(axis=(0, 1, 2))"),
     ("images.std(axis=(0, 2, 3))", "images.std(axis=(0, 1, 2))"),
     hint="These are statistics of image columns, as if the channels came last. Here they are axis 1.")

slip("image_statistics", "statistics_of_each_image",
     ("images.mean(axis=(0, 2, 3))", "images.mean(axis=(2, 3))"),
     ("images.std(axis=(0, 2, 3))", "images.std(axis=(2, 3))"),
     hint="You take means and deviations within each image. They are over all images too.")

slip("image_statistics", "statistics_all_in_one",
     ("images.mean(axis=(0, 2, 3))", "images.mean()"), ("images.std(axis=(0, 2, 3))", "images.std()"),
     hint="Your mean and deviation are one number each. Each channel has its own.")

slip("image_statistics", "statistics_with_axes",
     ("images.mean(axis=(0, 2, 3))", "images.mean(axis=(0, 2, 3), keepdims=True)"),
     ("images.std(axis=(0, 2, 3))", "images.std(axis=(0, 2, 3), keepdims=True)"),
     hint="Axes of length 1 are left over in means and deviations: their shape is (channels,).")

slip("image_statistics", "deviations_squared", "images.std(axis", "images.var(axis",
     hint="Your deviations are variances. The standard deviation is the root.")

slip("image_statistics", "deviations_with_n_minus_one",
     "images.std(axis=(0, 2, 3))", "images.std(axis=(0, 2, 3), ddof=1)",
     hint="For the deviations you divide by the count minus one. Here the mean is over all numbers of a channel.")

slip("image_statistics", "deviations_of_the_mean_image",
     "images.std(axis=(0, 2, 3))", "images.mean(axis=0).std(axis=(1, 2))",
     hint="These are the deviations within the mean image. Averaging first takes away how the images differ.")

slip("image_statistics", "deviations_of_pixels_averaged",
     "images.std(axis=(0, 2, 3))", "images.std(axis=0).mean(axis=(1, 2))",
     hint="You measure each pixel from its own mean, then average. A channel has one mean for all its pixels.")

slip("image_statistics", "deviations_of_images_averaged",
     "images.std(axis=(0, 2, 3))", "images.std(axis=(2, 3)).mean(axis=0)",
     hint="You measure each image from its own mean, then average. A channel has one mean for all images.")


# --- spot the bug ---------------------------------------------------------------------------------------------

slip("erratum_expected_loss", "loss_with_the_printed_constant", "noise**2", "noise**2 - u @ covariance @ u",
     hint="This is the printed constant, the noise alone: what is E y^2 at w = 0?")

slip("erratum_expected_loss", "loss_without_linear_term", "noise**2", "noise**2 + 2 * (w @ covariance @ u)",
     hint="The linear term is missing: x and y are correlated through u.")

slip("erratum_expected_loss", "loss_centered", " + (mean @ w) ** 2", "",
     hint="Your inputs have mean zero: the part (<mean, w>)^2 is missing.")

slip("erratum_expected_loss", "loss_with_offset_of_both", "mean @ w", "mean @ (u - w)",
     hint="The offset meets w alone, not w - u: y depends on x - mean, the unit on x.")

slip("erratum_expected_loss", "loss_with_deviation", "noise**2", "noise",
     hint="The noise is given by its standard deviation: its mean square is the square.")

slip("erratum_expected_loss", "loss_without_noise", " + noise**2", "",
     hint="You left out the noise: no weights can predict it.")

slip("erratum_expected_loss", "loss_halved", "(u - w) @ covariance @ (u - w) + (mean @ w) ** 2 + noise**2",
     "0.5 * ((u - w) @ covariance @ (u - w) + (mean @ w) ** 2 + noise**2)",
     hint="This loss has no half in front.")


# --- quiz -----------------------------------------------------------------------------------------------------


@mistake("quiz_offset", hint="That is the condition number after centering.")
def offset_centered(solution):
    return lambda: "a"


@mistake("quiz_offset", hint="The offset enters squared: the mean times its transpose.")
def offset_not_squared(solution):
    return lambda: "b"


@mistake("quiz_offset", hint="You counted one feature's offset. What is the length squared of the vector (100, 100)?")
def offset_of_one(solution):
    return lambda: "c"


@mistake("quiz_correlated", hint="Standardizing leaves the correlation. Only whitening would give 1.")
def correlated_whitened(solution):
    return lambda: "a"


@mistake("quiz_correlated", hint="The smallest eigenvalue is 0.02, but the largest is not 1: it is 1 + 0.98.")
def correlated_one_over(solution):
    return lambda: "b"


@mistake("quiz_correlated", hint="That is the square. The Hessian's eigenvalues are 1 + 0.98 and 1 - 0.98.")
def correlated_squared(solution):
    return lambda: "d"


@mistake("quiz_new_camera", hint="Then each batch is treated in another way, and its darkness depends on its company.")
def camera_batch(solution):
    return lambda: "b"


@mistake("quiz_new_camera", hint="That changes with time, while the weights stay: they expect one fixed shift.")
def camera_running(solution):
    return lambda: "c"


@mistake("quiz_new_camera", hint="The first layer was trained on shifted inputs, and expects them shifted.")
def camera_nothing(solution):
    return lambda: "d"


@mistake("quiz_units", hint="Without a penalty, yes. With one: what does a weight for millikelvin cost?")
def units_both(solution):
    return lambda: "a"


@mistake("quiz_units", hint="For the same prediction, which unit has the smaller weight, and the smaller penalty?")
def units_with_a_penalty(solution):
    return lambda: "c"


@mistake("quiz_units", hint="Is there a function of the kelvin that is no function of the millikelvin?")
def units_never(solution):
    return lambda: "d"


@mistake("quiz_two_cases", hint="Those are the numbers after subtracting 100. What is the mean of the first component?")
def two_cases_as_on_the_slide(solution):
    return lambda: "a"


@mistake("quiz_two_cases", hint="You divide by a deviation over n - 1. Here it is over n.")
def two_cases_with_n_minus_one(solution):
    return lambda: "c"


@mistake("quiz_two_cases", hint="That is 0 / 0. By what does exercise 1 have you divide a feature that does not vary?")
def two_cases_zero_by_zero(solution):
    return lambda: "d"
