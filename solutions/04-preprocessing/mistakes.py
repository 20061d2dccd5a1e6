"""Known wrong implementations of `04-preprocessing`, each with the hint that it earns. They never ship.

A hint says what the code does instead of what it should, and leaves the last step to the student. The file is long
because it is a list: one entry a mistake, in the order of the notebook.
"""

import numpy as np

from grader.author import mistake

# --- fit_standardizer -----------------------------------------------------------------------------------------


@mistake("fit_standardizer", hint="You divide by n - 1. Here the deviation is over all n examples.")
def fit_with_n_minus_one(solution):
    return solution.edited("fit_standardizer", ("x.std(axis=0)", "x.std(axis=0, ddof=1)"))


@mistake("fit_standardizer", hint="This is the variance. The standard deviation is its root.")
def fit_variance(solution):
    return solution.edited("fit_standardizer", ("x.std(axis=0)", "x.var(axis=0)"))


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


@mistake("fit_standardizer", hint="This is the root mean square. Subtract the mean before you square.")
def fit_root_mean_square(solution):
    return solution.edited("fit_standardizer", ("x.std(axis=0)", "np.sqrt((x**2).mean(axis=0))"))


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


@mistake("apply_standardizer", hint="You center, but do not divide by the deviation.")
def apply_center_only(solution):
    return solution.edited("apply_standardizer", ("(x - mean) / std", "x - mean"))


@mistake("apply_standardizer", hint="You divide, but do not subtract the mean.")
def apply_scale_only(solution):
    return solution.edited("apply_standardizer", ("(x - mean) / std", "x / std"))


@mistake("apply_standardizer", hint="Parentheses: you divide the mean by std, then subtract it from x.")
def apply_without_parentheses(solution):
    return solution.edited("apply_standardizer", ("(x - mean) / std", "x - mean / std"))


@mistake("apply_standardizer", hint="You multiply by the deviation. Dividing by it makes wide features narrow.")
def apply_multiplied(solution):
    return solution.edited("apply_standardizer", ("/ std", "* std"))


@mistake("apply_standardizer", hint="You divide by the square of std. It is the deviation already, not the variance.")
def apply_squared(solution):
    return solution.edited("apply_standardizer", ("/ std", "/ std**2"))


@mistake("apply_standardizer", hint="You take the root of std. It is the deviation already, not the variance.")
def apply_rooted(solution):
    return solution.edited("apply_standardizer", ("/ std", "/ np.sqrt(std)"))


@mistake(
    "apply_standardizer",
    hint="`x -= mean` changes the caller's array: standardize it twice and it is wrong. `x - mean` makes a new one.",
)
def apply_in_place(solution):
    def apply_standardizer(x, mean, std):
        x -= mean
        x /= std
        return x

    return apply_standardizer


# --- expected_hessian -----------------------------------------------------------------------------------------


@mistake("expected_hessian", hint="This is the covariance alone. Where is the offset?")
def hessian_without_offset(solution):
    return solution.edited("expected_hessian", ("covariance + np.outer(offset, offset)", "covariance"))


@mistake(
    "expected_hessian",
    hint="You add one number, the inner product of the mean with itself, to all entries. The formula has the outer "
    "product, a matrix.",
)
def hessian_with_inner_product(solution):
    return solution.edited("expected_hessian", ("np.outer(offset, offset)", "offset @ offset"))


@mistake("expected_hessian", hint="You add the squares on the diagonal only. The outer product fills the whole matrix.")
def hessian_with_diagonal_offset(solution):
    return solution.edited("expected_hessian", ("np.outer(offset, offset)", "np.diag(offset**2)"))


@mistake(
    "expected_hessian",
    hint="You subtract the outer product: that makes a covariance of E[x x^T], which is the other way round.",
)
def hessian_subtracted(solution):
    return solution.edited("expected_hessian", ("covariance + np.outer", "covariance - np.outer"))


@mistake("expected_hessian", hint="The loss has a half in front, so the Hessian is not doubled.")
def hessian_doubled(solution):
    return solution.edited("expected_hessian", ("(covariance +", "2 * (covariance +"))


@mistake(
    "expected_hessian",
    hint="You divide each entry by one scale only (its column's). Entry (i, j) belongs to the inputs i and j: divide "
    "by both scales.",
)
def hessian_scaled_once(solution):
    return solution.edited("expected_hessian", ("np.outer(scale, scale)", "scale"))


@mistake(
    "expected_hessian",
    hint="`/ scale**2` divides entry (i, j) twice by the scale of its column j. It belongs to inputs i and j: divide "
    "once by each one's scale.",
)
def hessian_scaled_twice_by_column(solution):
    return solution.edited("expected_hessian", ("np.outer(scale, scale)", "scale**2"))


@mistake(
    "expected_hessian",
    hint="Offset and covariance are both scaled, but `covariance / scale**2` divides entry (i, j) twice by the scale "
    "of column j. Divide it by the scales of i and of j.",
)
def hessian_covariance_scaled_twice_by_column(solution):
    return solution.edited(
        "expected_hessian",
        ("(covariance + np.outer(offset, offset)) / np.outer(scale, scale)",
         "covariance / scale**2 + np.outer(offset / scale, offset / scale)"),
    )  # fmt: skip


@mistake("expected_hessian", hint="You multiply by the scales, but the inputs are divided by them.")
def hessian_scaled_up(solution):
    return solution.edited("expected_hessian", ("/ np.outer(scale, scale)", "* np.outer(scale, scale)"))


@mistake("expected_hessian", hint="You ignore `shift`: the unit sees inputs whose mean is mean - shift.")
def hessian_not_shifted(solution):
    return solution.edited("expected_hessian", ("mean - shift", "mean - 0 * shift"))


@mistake("expected_hessian", hint="You scale the covariance but not the offset: the shifted mean is divided too.")
def hessian_offset_not_scaled(solution):
    return solution.edited(
        "expected_hessian",
        ("(covariance + np.outer(offset, offset)) / np.outer(scale, scale)",
         "covariance / np.outer(scale, scale) + np.outer(offset, offset)"),
    )  # fmt: skip


@mistake("expected_hessian", hint="You scale the mean before you shift it. The inputs are (x - shift) / scale.")
def hessian_scaled_before_shifted(solution):
    return solution.edited(
        "expected_hessian",
        ("offset = mean - shift", "offset = mean"),
        ("np.outer(offset, offset)) / np.outer(scale, scale)",
         "0) / np.outer(scale, scale) + np.outer(offset / scale - shift, offset / scale - shift)"),
    )  # fmt: skip


# --- condition_number -----------------------------------------------------------------------------------------


@mistake("condition_number", hint="This is the smallest over the largest. The condition number is never below 1.")
def condition_inverted(solution):
    return solution.edited("condition_number", ("largest / smallest", "smallest / largest"))


@mistake(
    "condition_number",
    hint="You use the entries on the diagonal. The steepest direction may lie between the axes: take eigenvalues.",
)
def condition_of_the_diagonal(solution):
    return solution.edited("condition_number", ("np.linalg.eigvalsh(hessian)", "np.sort(np.diag(hessian))"))


@mistake(
    "condition_number",
    hint="You divide by an eigenvalue that is zero up to rounding. The docstring says what counts as zero.",
)
def condition_without_threshold(solution):
    return solution.edited(
        "condition_number", ("largest / smallest if smallest > zero else np.inf", "largest / smallest")
    )


@mistake(
    "condition_number",
    hint="You ask whether the smallest eigenvalue is positive, but rounding makes a zero positive or negative as it "
    "likes. Compare with the threshold of the docstring.",
)
def condition_compared_with_zero(solution):
    return lambda hessian: np.linalg.cond(hessian) if np.linalg.eigvalsh(hessian)[0] > 0 else np.inf


@mistake(
    "condition_number", hint="This is the root of it: the ratio of singular values of the data, not of curvatures."
)
def condition_rooted(solution):
    return solution.edited("condition_number", ("largest / smallest if", "np.sqrt(largest / smallest) if"))


@mistake("condition_number", hint="Your threshold has to go with the largest eigenvalue and the precision of the data.")
def condition_with_fixed_threshold(solution):
    return solution.edited("condition_number", ("zero = len(hessian)", "zero = 1e14 * len(hessian)"))


# --- principal_axes -------------------------------------------------------------------------------------------


@mistake("principal_axes", hint="You did not center: your first axis points at the mean, not along the spread.")
def axes_not_centered(solution):
    return solution.edited("principal_axes", ("x - x.mean(axis=0)", "x"))


@mistake("principal_axes", hint="`eigh` begins with the smallest eigenvalue: these are the axes that vary least.")
def axes_smallest_first(solution):
    return solution.edited(
        "principal_axes", ("variances[::-1][:k]", "variances[:k]"), ("axes[:, ::-1][:, :k]", "axes[:, :k]")
    )


@mistake("principal_axes", hint="You reverse the rows. The axes are the columns: `[:, ::-1]`.")
def axes_rows_reversed(solution):
    return solution.edited("principal_axes", ("axes[:, ::-1][:, :k]", "axes[::-1][:, :k]"))


@mistake("principal_axes", hint="The variances are in order, but the axes still go from the smallest up.")
def axes_not_reversed(solution):
    return solution.edited("principal_axes", ("axes[:, ::-1][:, :k]", "axes[:, :k]"))


@mistake("principal_axes", hint="Your axes are the rows. Return them as columns, shape (d, k).")
def axes_as_rows(solution):
    return solution.edited("principal_axes", ("axes[:, ::-1][:, :k]", "axes[:, ::-1][:, :k].T"))


@mistake("principal_axes", hint="You divide by n - 1; here variances are over n.")
def axes_with_n_minus_one(solution):
    return solution.edited("principal_axes", ("/ len(x)", "/ (len(x) - 1)"))


@mistake("principal_axes", hint="You did not divide by n: these are sums of squares, not variances.")
def axes_of_sums(solution):
    return solution.edited("principal_axes", (" / len(x)", ""))


@mistake("principal_axes", hint="These are standard deviations. The eigenvalues themselves are the variances.")
def axes_with_deviations(solution):
    return solution.edited("principal_axes", ("variances[::-1][:k]", "np.sqrt(np.abs(variances[::-1][:k]))"))


# --- whiten ---------------------------------------------------------------------------------------------------


@mistake(
    "whiten",
    hint="This is PCA whitening: the data end on the principal axes. Turn back to the original ones with V.",
)
def whiten_without_turning_back(solution):
    return solution.edited("whiten", (" @ axes.T", ""))


@mistake("whiten", hint="You divide by the variances. The deviations are their roots.")
def whiten_by_variances(solution):
    return solution.edited("whiten", ("np.sqrt(variances + epsilon)", "(variances + epsilon)"))


@mistake("whiten", hint="Epsilon stands outside your root. Here it is a variance, added before the root.")
def whiten_epsilon_outside(solution):
    return solution.edited("whiten", ("np.sqrt(variances + epsilon)", "(np.sqrt(np.abs(variances)) + epsilon)"))


@mistake("whiten", hint="You ignore epsilon.")
def whiten_without_epsilon(solution):
    return solution.edited("whiten", ("variances + epsilon", "np.abs(variances) + 0 * epsilon"))


@mistake("whiten", hint="You multiply by the deviations, which colors the data twice. Divide.")
def whiten_multiplied(solution):
    return solution.edited("whiten", ("axes / np.sqrt(variances + epsilon)", "axes * np.sqrt(variances + epsilon)"))


@mistake("whiten", hint="You scale the rows of V. Each axis is a column, and has its own deviation.")
def whiten_rows_scaled(solution):
    return solution.edited(
        "whiten", ("axes / np.sqrt(variances + epsilon)", "axes / np.sqrt(variances + epsilon)[:, None]")
    )


@mistake("whiten", hint="The covariance is that of the centered data: subtract the mean first.")
def whiten_not_centered(solution):
    return solution.edited("whiten", ("(x - mean).T @ (x - mean)", "x.T @ x"))


@mistake("whiten", hint="You divide by n - 1; here the covariance is over n.")
def whiten_with_n_minus_one(solution):
    return solution.edited("whiten", ("/ len(x)", "/ (len(x) - 1)"))


@mistake("whiten", hint="You divide by the deviations of the features, which leaves their correlations.")
def whiten_only_scaled(solution):
    return lambda x, epsilon=0.0: (x.mean(axis=0), np.diag(1 / np.sqrt(x.var(axis=0) + epsilon)))


# --- images ---------------------------------------------------------------------------------------------------


@mistake("mean_image", hint="You average over the channels as well. The mean image has as many as the images.")
def image_in_gray(solution):
    return solution.edited("mean_image", ("axis=0", "axis=(0, 1)"))


@mistake("mean_image", hint="These are the means of the channels. The mean image has a number for each pixel.")
def image_of_channels(solution):
    return solution.edited("mean_image", ("axis=0", "axis=(0, 2, 3)"))


@mistake("mean_image", hint="The batch axis is still there, with length 1.")
def image_with_batch_axis(solution):
    return solution.edited("mean_image", ("axis=0", "axis=0, keepdims=True"))


@mistake("mean_image", hint="This is one image out of the set, not their mean.")
def image_is_the_first(solution):
    return lambda images: images[0] * 1.0


@mistake("mean_image", hint="You keep the type of the images: a mean of bytes is not a byte. Return floats.")
def image_of_bytes(solution):
    return lambda images: images.mean(axis=0).astype(images.dtype)


@mistake("mean_image", hint="You add up the images, but do not divide by their number.")
def image_summed(solution):
    return lambda images: images.sum(axis=0) * 1.0


@mistake("channel_means", hint="These are means of image columns: as if the channels came last. Here they are axis 1.")
def channels_last(solution):
    return solution.edited("channel_means", ("axis=(0, 2, 3)", "axis=(0, 1, 2)"))


@mistake("channel_means", hint="You average within each image. The mean is over all images too.")
def channels_of_each_image(solution):
    return solution.edited("channel_means", ("axis=(0, 2, 3)", "axis=(2, 3)"))


@mistake("channel_means", hint="This is one number. Each channel has its own.")
def channels_all_in_one(solution):
    return solution.edited("channel_means", ("axis=(0, 2, 3)", ""))


@mistake("channel_means", hint="This is the mean image. Average over its height and width as well.")
def channels_of_pixels(solution):
    return solution.edited("channel_means", ("axis=(0, 2, 3)", "axis=0"))


@mistake("channel_means", hint="Axes of length 1 are left over: return shape (channels,).")
def channels_with_axes(solution):
    return solution.edited("channel_means", ("axis=(0, 2, 3)", "axis=(0, 2, 3), keepdims=True"))


# --- errata ---------------------------------------------------------------------------------------------------


@mistake("erratum_expected_loss", hint="This is the printed constant, the noise alone: what is E y^2 at w = 0?")
def loss_with_the_printed_constant(solution):
    return solution.edited("erratum_expected_loss", ("noise**2", "noise**2 - u @ covariance @ u"))


@mistake("erratum_expected_loss", hint="The linear term is missing: x and y are correlated through u.")
def loss_without_linear_term(solution):
    return solution.edited("erratum_expected_loss", ("noise**2", "noise**2 + 2 * (w @ covariance @ u)"))


@mistake("erratum_expected_loss", hint="Your inputs have mean zero: the part (<mean, w>)^2 is missing.")
def loss_centered(solution):
    return solution.edited("erratum_expected_loss", (" + (mean @ w) ** 2", ""))


@mistake("erratum_expected_loss", hint="The offset meets w alone, not w - u: y depends on x - mean, the unit on x.")
def loss_with_offset_of_both(solution):
    return solution.edited("erratum_expected_loss", ("mean @ w", "mean @ (u - w)"))


@mistake("erratum_expected_loss", hint="The noise is given by its standard deviation: its mean square is the square.")
def loss_with_deviation(solution):
    return solution.edited("erratum_expected_loss", ("noise**2", "noise"))


@mistake("erratum_expected_loss", hint="You left out the noise: no weights can predict it.")
def loss_without_noise(solution):
    return solution.edited("erratum_expected_loss", (" + noise**2", ""))


@mistake("erratum_expected_loss", hint="This loss has no half in front.")
def loss_halved(solution):
    return solution.edited(
        "erratum_expected_loss",
        ("(u - w) @ covariance @ (u - w) + (mean @ w) ** 2 + noise**2",
         "0.5 * ((u - w) @ covariance @ (u - w) + (mean @ w) ** 2 + noise**2)"),
    )  # fmt: skip


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


@mistake("quiz_final_loss", hint="Faster, yes. But are there functions that only one of the two can represent?")
def final_lower(solution):
    return lambda: "a"


@mistake("quiz_final_loss", hint="Which function could the raw model represent that the other cannot?")
def final_higher(solution):
    return lambda: "c"


@mistake("quiz_final_loss", hint="A bias absorbs any shift and the weights any scale, whatever the data.")
def final_depends(solution):
    return lambda: "d"
