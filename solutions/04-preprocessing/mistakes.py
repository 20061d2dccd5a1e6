"""Known wrong implementations of `04-preprocessing`, each with the hint that it earns. They never ship.

A hint says what the code does instead of what it should, and leaves the last step to the student. The file is long
because it is a list: one entry a mistake, in the order of the notebook.
"""

import numpy as np

from grader.author import mistake, slip, wrong_letters

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


@mistake("fit_standardizer", hint="You average over the features of each example. Average over the examples, `axis=0`.")
def fit_along_the_rows_unguarded(solution):
    return lambda x: (x.mean(axis=1), x.std(axis=1))


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


@mistake(
    "fit_standardizer",
    hint="You add a tiny number to the deviation. A feature that does not vary gets that number, not the docstring's, "
    "and one that varies as little is changed.",
)
def fit_with_a_tiny_epsilon(solution):
    return lambda x: (x.mean(axis=0), x.std(axis=0) + 1e-8)


@mistake(
    "fit_standardizer",
    hint="A feature that does not vary gets a tiny number from you, and will be divided by it. The docstring says what "
    "to return there.",
)
def fit_with_a_floor(solution):
    return lambda x: (x.mean(axis=0), np.maximum(x.std(axis=0), 1e-8))


@mistake(
    "fit_standardizer",
    hint="You look for features that are zero. A feature may be the same in all examples, and not zero.",
)
def fit_only_zeros(solution):
    return lambda x: (x.mean(axis=0), np.where(x.any(axis=0), x.std(axis=0), 1))


@mistake(
    "fit_standardizer",
    hint="One constant feature makes all your deviations 1. Decide for each feature by itself.",
)
def fit_all_ones(solution):
    return lambda x: (x.mean(axis=0), np.where((np.ptp(x, axis=0) > 0).all(), x.std(axis=0), np.ones(x.shape[1])))


@mistake("fit_standardizer", hint="This is the mean distance from the mean. A deviation squares the distances first.")
def fit_mean_distance(solution):
    return lambda x: (x.mean(axis=0), np.where(np.ptp(x, axis=0) > 0, np.abs(x - x.mean(axis=0)).mean(axis=0), 1))


@mistake("fit_standardizer", hint="This is the range, from the smallest to the largest value, not the deviation.")
def fit_range(solution):
    return lambda x: (x.mean(axis=0), np.where(np.ptp(x, axis=0) > 0, np.ptp(x, axis=0), 1))


slip("fit_standardizer", "fit_with_a_threshold", "x.max(axis=0) > x.min(axis=0)", "x.std(axis=0) > 1e-6",
     hint="You take a feature for constant because its deviation is small. In another unit it is large: ask whether "
     "all its values are the same.")

slip("fit_standardizer", "fit_looks_at_two_examples", "x.max(axis=0) > x.min(axis=0)", "x[0] != x[-1]",
     hint="You compare the first example with the last. A feature may vary in between, and end where it began.")

slip("fit_standardizer", "fit_mean_square_minus_squared_mean", "x.std(axis=0)",
     "np.sqrt(np.maximum((x**2).mean(axis=0) - x.mean(axis=0) ** 2, 0))",
     hint="Your variance is the mean of the squares minus the squared mean. Far from 0 these are nearly equal numbers, "
     "whose difference has lost its digits. Which squares are small there?")

slip("fit_standardizer", "fit_root_mean_square", "x.std(axis=0)", "np.sqrt((x**2).mean(axis=0))",
     hint="This is the root mean square. Subtract the mean before you square.")


@mistake(
    "fit_standardizer",
    hint="You take one mean and one deviation of all the numbers, and repeat them. Each feature has its own: along "
    "which axis do the examples lie?",
)
def fit_one_number_repeated(solution):
    def fit_standardizer(x):
        mean, std = np.zeros(x.shape[1]) + x.mean(), np.zeros(x.shape[1]) + (x.std() or 1.0)
        return mean.astype(x.dtype), std.astype(x.dtype)

    return fit_standardizer


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

slip("apply_standardizer", "apply_with_epsilon", "/ std", "/ (std + 1e-3)",
     hint="You add something to std. It holds no zeros: `fit_standardizer` sees to that.")


slip("apply_standardizer", "apply_mean_behind_the_scale", "(x - mean) / std", "x / std - mean",
     hint="You divide first and take the mean off afterwards. The mean is in the units of x, as it came.")


# --- expected_hessian -----------------------------------------------------------------------------------------

slip("expected_hessian", "hessian_without_offset", "covariance + np.outer(offset, offset)", "covariance",
     hint="This is the covariance alone. Where is the offset?")

slip("expected_hessian", "hessian_with_inner_product", "np.outer(offset, offset)", "offset @ offset",
     hint="You add one number, the inner product of the mean with itself, to all entries. The formula has the outer "
     "product, a matrix.")

slip("expected_hessian", "hessian_with_inner_product_of_the_scaled_offset",
     "(covariance + np.outer(offset, offset)) / np.outer(scale, scale)",
     "covariance / np.outer(scale, scale) + (offset / scale) @ (offset / scale)",
     hint="You add one number, the inner product of the scaled offset with itself, to all entries. The formula has the "
     "outer product, a matrix.")

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

slip("expected_hessian", "hessian_with_a_diagonal_of_one_number",
     "return (covariance + np.outer(offset, offset)) / np.outer(scale, scale)",
     "turned = np.diag(1 / scale)\n    return turned @ (covariance + np.outer(offset, offset)) @ turned",
     hint="`np.diag(1 / scale)` needs an array, but scale may be one number, and is by default.")

slip("expected_hessian", "hessian_scaled_up", "/ np.outer(scale, scale)", "* np.outer(scale, scale)",
     hint="You multiply by the scales, but the inputs are divided by them.")

slip("expected_hessian", "hessian_not_shifted", "mean - shift", "mean - 0 * shift",
     hint="You ignore `shift`: the model sees inputs whose mean is mean - shift.")

slip("expected_hessian", "hessian_offset_not_scaled",
     "(covariance + np.outer(offset, offset)) / np.outer(scale, scale)",
     "covariance / np.outer(scale, scale) + np.outer(offset, offset)",
     hint="You scale the covariance but not the offset: the shifted mean is divided too.")

slip("expected_hessian", "hessian_scaled_before_shifted", ("offset = mean - shift", "offset = mean"),
     ("np.outer(offset, offset)) / np.outer(scale, scale)",
      "0) / np.outer(scale, scale) + np.outer(offset / scale - shift, offset / scale - shift)"),
     hint="You scale the mean before you shift it. The inputs are (x - shift) / scale.")


slip("expected_hessian", "hessian_shifted_the_other_way", "mean - shift", "mean + shift",
     hint="You add the shift to the mean. It is subtracted from the inputs.")

slip("expected_hessian", "hessian_scaled_by_roots", "np.outer(scale, scale)", "np.sqrt(np.outer(scale, scale))",
     hint="You divide by the root of the two scales' product. Entry (i, j) is divided by both.")

slip("expected_hessian", "hessian_scaled_twice_by_row",
     "np.outer(scale, scale)", "(np.ones(len(mean)) * scale)[:, None] ** 2",
     hint="You divide entry (i, j) twice by the scale of its row i. It belongs to inputs i and j: divide once by "
     "each one's scale.")

slip("expected_hessian", "hessian_of_the_squared_covariance", "covariance +", "covariance @ covariance +",
     hint="You square the covariance. It is made of squares already.")

slip("expected_hessian", "hessian_offset_scaled_twice",
     "(covariance + np.outer(offset, offset)) / np.outer(scale, scale)",
     "covariance / np.outer(scale, scale) + np.outer(offset / scale**2, offset / scale**2)",
     hint="You divide the offset by the square of the scale. What the model sees is (x - shift) / scale.")

slip("expected_hessian", "hessian_of_two_outer_products",
     ("offset = mean - shift", "offset = mean"),
     ("covariance + np.outer(offset, offset)",
      "covariance + np.outer(offset, offset) - np.outer(np.ones(len(mean)) * shift, np.ones(len(mean)) * shift)"),
     hint="You subtract one outer product from another. Shift the mean first, then take the outer product of what "
     "is left.")


slip("expected_hessian", "hessian_covariance_not_scaled",
     "(covariance + np.outer(offset, offset)) / np.outer(scale, scale)",
     "covariance + np.outer(offset, offset) / np.outer(scale, scale)",
     hint="The offset is scaled, and the covariance is not. Which covariance has (x - shift) / scale?")

slip("expected_hessian", "hessian_covariance_scaled_once",
     "(covariance + np.outer(offset, offset)) / np.outer(scale, scale)",
     "covariance / scale + np.outer(offset, offset) / np.outer(scale, scale)",
     hint="The covariance is divided by the scale once. Each of its entries is a mean of products of two inputs.")


# --- condition_number -----------------------------------------------------------------------------------------

slip("condition_number", "condition_inverted", "largest / smallest", "smallest / largest",
     hint="This is the smallest over the largest. The condition number is never below 1.")

slip("condition_number", "condition_inverted_without_a_zero",
     "largest / smallest if smallest > zero else np.inf", "smallest / largest",
     hint="This is the smallest over the largest. The condition number is never below 1.")

slip("condition_number", "condition_of_the_diagonal", ("np.linalg.eigvalsh(hessian)", "np.sort(np.diag(hessian))"),
     ("largest / smallest if smallest > zero else np.inf", "largest / smallest"),
     hint="You use the entries on the diagonal. The most curved one may lie between the axes: take eigenvalues.")

slip("condition_number", "condition_without_the_size", "zero = len(hessian) * np", "zero = np",
     hint="Your threshold leaves out the size d of the matrix.")

slip("condition_number", "condition_without_the_largest",
     "np.finfo(hessian.dtype).eps * largest", "np.finfo(hessian.dtype).eps",
     hint="Your threshold leaves out the largest eigenvalue: what is zero for a large bowl may be a lot for a small "
     "one.")

slip("condition_number", "condition_compared_with_zero", "smallest > zero", "smallest > 0",
     hint="You ask whether the smallest eigenvalue is positive, but rounding makes a zero positive or negative as it "
     "likes. Compare with the threshold of the docstring.")

slip("condition_number", "condition_unsorted", ("np.linalg.eigvalsh(hessian)", "np.linalg.eig(hessian)[0]"),
     ("curvatures[0], curvatures[-1]", "curvatures[-1], curvatures[0]"),
     hint="You take the first and the last eigenvalue for the largest and the smallest. `np.linalg.eig` gives them in "
     "no order.")

slip("condition_number", "condition_taken_for_sorted", "np.linalg.eigvalsh(hessian)", "np.linalg.eig(hessian)[0]",
     hint="You take the first eigenvalue for the smallest and the last for the largest. `np.linalg.eig` and `eigvals` "
     "give them in no order.")

slip("condition_number", "condition_rooted", "largest / smallest if", "np.sqrt(largest / smallest) if",
     hint="This is the root of it: the ratio of singular values of the data, not of curvatures.")

slip("condition_number", "condition_without_its_zeros", "largest / smallest if smallest > zero else np.inf",
     "largest / curvatures[curvatures > zero].min()",
     hint="You leave out the eigenvalues that count as zero, and divide by the next one. The docstring says what a "
     "bowl with a flat direction has.")

slip("condition_number", "condition_close_to_zero",
     "if smallest > zero else np.inf", "if not np.isclose(smallest, 0) else np.inf",
     hint="`np.isclose` compares with 0 by a fixed number. The docstring's threshold goes with the largest "
     "eigenvalue, the size, and the precision of the numbers.")

slip("condition_number", "condition_with_a_fixed_threshold",
     "zero = len(hessian) * np.finfo(hessian.dtype).eps * largest", "zero = 1e-10",
     hint="Your threshold counts a curvature as zero that is only small. The docstring's goes with the largest "
     "eigenvalue, the size, and the precision of the numbers.")

slip("condition_number", "condition_with_a_wide_threshold",
     "zero = len(hessian) * np.finfo(hessian.dtype).eps * largest", "zero = 1e-12 * largest",
     hint="Your threshold is wider than the docstring's, so you call a direction flat that is only nearly flat.")

slip("condition_number", "condition_with_double_precision", "np.finfo(hessian.dtype).eps", "np.finfo(float).eps",
     hint="You take the precision of float64. The hessian may have less: ask its dtype.")

slip("condition_number", "condition_nan", "else np.inf", "else np.nan",
     hint="You return nan where the smallest eigenvalue is zero. The docstring names another value.")

slip("condition_number", "condition_of_the_second",
     "curvatures[0], curvatures[-1]", "curvatures[min(1, len(hessian) - 1)], curvatures[-1]",
     hint="You divide by an eigenvalue that is not the smallest.")

slip("condition_number", "condition_of_whole_numbers",
     "return largest / smallest if", "return round(largest / smallest) if",
     hint="You round the ratio. It need not be whole.")


@mistake(
    "condition_number",
    hint="`np.linalg.cond` divides by a zero that rounding made tiny, and gives a huge number. The docstring says what "
    "counts as zero.",
)
def condition_by_cond(solution):
    return lambda hessian: np.linalg.cond(hessian)


slip("condition_number", "condition_by_absolute_values", "curvatures = np.linalg.eigvalsh(hessian)",
     "curvatures = np.sort(np.abs(np.linalg.eigvalsh(hessian)))\n    return curvatures[-1] / curvatures[0]",
     hint="You take absolute values and divide: a zero that rounding made tiny gives a huge number. The docstring "
     "says what counts as zero.")

slip("condition_number", "condition_without_threshold", "largest / smallest if smallest > zero else np.inf",
     "largest / smallest",
     hint="You divide by an eigenvalue that is zero up to rounding. The docstring says what counts as zero.")


# --- principal_axes -------------------------------------------------------------------------------------------

slip("principal_axes", "axes_not_centered", "x - x.mean(axis=0)", "x",
     hint="You did not center: your first axis points at the mean, not along the spread.")

slip("principal_axes", "axes_smallest_first", ("variances[::-1][:k]", "variances[:k]"),
     ("axes[:, ::-1][:, :k]", "axes[:, :k]"),
     hint="`eigh` begins with the smallest eigenvalue: these are the axes that vary least.")

slip("principal_axes", "axes_last_not_reversed", ("variances[::-1][:k]", "variances[-k:]"),
     ("axes[:, ::-1][:, :k]", "axes[:, -k:]"),
     hint="These are the right axes, but the one with the largest variance stands last. It is to be the first.")

slip("principal_axes", "axes_of_the_last_rows", "axes[:, ::-1][:, :k]", "axes[::-1][:k].T",
     hint="You take rows of what `eigh` returns. Its eigenvectors are the columns.")

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


slip("principal_axes", "axes_all_of_them",
     ("variances[::-1][:k]", "variances[::-1]"), ("axes[:, ::-1][:, :k]", "axes[:, ::-1]"),
     hint="You return all axes. Asked for are the first k.")


@mistake("principal_axes", hint="These are the singular values. Squared and divided by n they are variances.")
def axes_with_singular_values(solution):
    def principal_axes(x, k):
        _, values, rows = np.linalg.svd(x - x.mean(axis=0))
        return np.append(values, np.zeros(x.shape[1]))[:k], rows[:k].T

    return principal_axes


slip("principal_axes", "axes_of_the_correlations", "centered = x - x.mean(axis=0)",
     "centered = (x - x.mean(axis=0)) / x.std(axis=0)",
     hint="You standardize first, so these are the axes of the correlation matrix. Center only.")


@mistake(
    "principal_axes",
    hint="These are left singular vectors, one number an example. An axis has one number a feature.",
)
def axes_of_the_examples(solution):
    def principal_axes(x, k):
        left, values, _ = np.linalg.svd(x - x.mean(axis=0))
        return np.append(values, np.zeros(x.shape[1]))[:k] ** 2 / len(x), left[:, :k]

    return principal_axes


@mistake(
    "principal_axes",
    hint="`np.linalg.svd` returns the axes as rows of its third result. You take that one's columns.",
)
def axes_as_columns_of_rows(solution):
    def principal_axes(x, k):
        _, values, rows = np.linalg.svd(x - x.mean(axis=0))
        return np.append(values, np.zeros(x.shape[1]))[:k] ** 2 / len(x), rows[:, :k]

    return principal_axes


slip("principal_axes", "axes_with_lengths",
     "axes[:, ::-1][:, :k]", "(axes * np.sqrt(np.abs(variances)))[:, ::-1][:, :k]",
     hint="Your axes have the deviations as lengths. Each axis is to have length 1.")

slip("principal_axes", "axes_with_shares", "variances[::-1][:k]", "variances[::-1][:k] / np.sum(variances)",
     hint="These are shares of the whole variance. Asked for are the variances themselves.")

slip("principal_axes", "axes_of_one_mean", "x.mean(axis=0)", "x.mean()",
     hint="You subtract one mean for all features. Each feature has its own.")

slip("principal_axes", "axes_and_variances_swapped", "return variances[::-1][:k], axes[:, ::-1][:, :k]",
     "return axes[:, ::-1][:, :k], variances[::-1][:k]",
     hint="You return the axes first. The docstring has the variances first.")


@mistake(
    "principal_axes",
    hint="You return singular values over the root of n. These are deviations, and variances are asked for. Besides, a "
    "thin SVD gives no more of them than there are examples.",
)
def axes_with_deviations_of_the_thin_svd(solution):
    def principal_axes(x, k):
        _, values, rows = np.linalg.svd(x - x.mean(axis=0), full_matrices=False)
        return values[:k] / np.sqrt(len(x)), rows[:k].T

    return principal_axes


@mistake(
    "principal_axes",
    hint="`np.linalg.eig` returns its eigenvalues in no order. `np.linalg.eigh` is made for symmetric matrices, "
    "and sorts them, the smallest first.",
)
def axes_in_no_order(solution):
    def principal_axes(x, k):
        centered = x - x.mean(axis=0)
        values, vectors = np.linalg.eig(centered.T @ centered / len(x))
        return values[:k], vectors[:, :k]

    return principal_axes


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


@mistake("whiten", hint="This matrix is triangular: it whitens too, by Cholesky's factors, but ZCA's is symmetric.")
def whiten_by_cholesky(solution):
    def whiten(x, epsilon=0.0):
        factor = np.linalg.cholesky(np.cov(x.T, bias=True) + epsilon * np.eye(x.shape[1]))
        return x.mean(axis=0), np.linalg.inv(factor).T

    return whiten


slip("whiten", "whiten_onto_the_axes_by_rows",
     "axes / np.sqrt(variances + epsilon) @ axes.T", "(axes / np.sqrt(variances + epsilon)).T",
     hint="This is PCA whitening, written for columns: the data end on the principal axes. Turn back with V.")

slip("whiten", "whiten_turned_the_wrong_way", "axes / np.sqrt(variances + epsilon) @ axes.T",
     "axes.T / np.sqrt(variances + epsilon) @ axes",
     hint="Your outer factors are the other way round: V stands at the left and its transpose at the right.")

slip("whiten", "whiten_with_another_default", "epsilon=0.0", "epsilon=1e-5",
     hint="Without a second argument your epsilon is not zero. The docstring gives the default.")

slip("whiten", "whiten_epsilon_squared", "variances + epsilon", "variances + epsilon**2",
     hint="You add the square of epsilon. It is a variance already.")

slip("whiten", "whiten_epsilon_as_a_floor", "variances + epsilon", "np.maximum(variances, epsilon)",
     hint="Your epsilon is the least that a variance can be. Here it is added to each.")

slip("whiten", "whiten_of_the_correlations", "variances, axes = np.linalg.eigh((x - mean).T @ (x - mean) / len(x))",
     "z = (x - mean) / x.std(axis=0)\n    variances, axes = np.linalg.eigh(z.T @ z / len(x))",
     hint="You decompose the correlation matrix, but the matrix that you return meets inputs that are only centered.")

slip("whiten", "whiten_returns_the_data", "return mean, axes / np.sqrt(variances + epsilon) @ axes.T",
     "return (x - mean) @ (axes / np.sqrt(variances + epsilon) @ axes.T)",
     hint="You return the whitened data. Asked for are the mean and the matrix, to treat other data alike.")


@mistake(
    "whiten",
    hint="You divide by singular values of the data. Squared and over n they are variances, and epsilon is one.",
)
def whiten_by_singular_values_of_the_data(solution):
    def whiten(x, epsilon=0.0):
        _, values, rows = np.linalg.svd(x - x.mean(axis=0), full_matrices=False)
        return x.mean(axis=0), rows.T / (values + epsilon) @ rows

    return whiten


@mistake("whiten", hint="The thin SVD lacks the directions in which nothing varies. With an epsilon they count too.")
def whiten_by_the_thin_svd(solution):
    def whiten(x, epsilon=0.0):
        _, values, rows = np.linalg.svd(x - x.mean(axis=0), full_matrices=False)
        return x.mean(axis=0), rows.T / np.sqrt(values**2 / len(x) + epsilon) @ rows

    return whiten


@mistake(
    "whiten",
    hint="You add epsilon to every entry of the covariance. That changes the axes: add it to the eigenvalues, "
    "which is the diagonal alone.",
)
def whiten_epsilon_everywhere(solution):
    def whiten(x, epsilon=0.0):
        mean = x.mean(axis=0)
        covariance = np.cov(x.T, bias=True) + epsilon
        values, vectors = np.linalg.eigh(covariance)
        return mean, vectors @ np.diag(values**-0.5) @ vectors.T

    return whiten


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

slip("image_statistics", "deviations_from_the_mean_image",
     "images.std(axis=(0, 2, 3))", "np.sqrt(((images - images.mean(axis=0)) ** 2).mean(axis=(0, 2, 3)))",
     hint="You measure from the mean image, each pixel from its own mean. A channel has one mean for all its pixels.")

slip("image_statistics", "deviations_of_images_averaged",
     "images.std(axis=(0, 2, 3))", "images.std(axis=(2, 3)).mean(axis=0)",
     hint="You measure each image from its own mean, then average. A channel has one mean for all images.")


slip("image_statistics", "deviations_from_zero",
     "images.std(axis=(0, 2, 3))", "np.sqrt((images * 1.0 * images).mean(axis=(0, 2, 3)))",
     hint="Your deviations are root mean squares: distances from zero. Measure from the channel's mean.")

slip("image_statistics", "deviations_without_squares", "images.std(axis=(0, 2, 3))",
     "np.abs(images - images.mean(axis=(0, 2, 3))[:, None, None]).mean(axis=(0, 2, 3))",
     hint="Your deviations are mean distances from the mean. A standard deviation squares them first.")

slip("image_statistics", "deviations_of_squared_bytes", "images.std(axis=(0, 2, 3))",
     "np.sqrt(np.abs((images**2).mean(axis=(0, 2, 3)) - images.mean(axis=(0, 2, 3)) ** 2))",
     hint="You square the images in their own type, and a square of a byte does not fit into a byte.")

slip("image_statistics", "deviations_of_squared_bytes_without_a_root", "images.std(axis=(0, 2, 3))",
     "np.sqrt((images**2).mean(axis=(0, 2, 3)) - images.mean(axis=(0, 2, 3)) ** 2)",
     hint="You take the root of a negative number: the squares of bytes do not fit into a byte, so their mean is too "
     "small.")

slip("image_statistics", "deviations_of_each_pixel", "images.std(axis=(0, 2, 3))", "images.std(axis=0)",
     hint="You return a deviation for each pixel. Asked for is one for each channel.")

slip("image_statistics", "statistics_swapped", "images.mean(axis=(0, 2, 3)), images.std(axis=(0, 2, 3))",
     "images.std(axis=(0, 2, 3)), images.mean(axis=(0, 2, 3))",
     hint="Your means and deviations have changed places.")

slip("image_statistics", "statistics_without_the_image", "return images.mean(axis=0), images", "return images",
     hint="You return two things. The mean image comes first, then means and deviations.")

slip("image_statistics", "image_with_channels_last", "images.mean(axis=0)", "images.mean(axis=0).transpose(1, 2, 0)",
     hint="Your mean image has the channels last. Here they come first.")

slip("image_statistics", "statistics_rounded",
     ("images.mean(axis=0)", "images.mean(axis=0).round()"),
     ("images.mean(axis=(0, 2, 3))", "images.mean(axis=(0, 2, 3)).round()"),
     ("images.std(axis=(0, 2, 3))", "images.std(axis=(0, 2, 3)).round()"),
     hint="You round. Means of whole numbers need not be whole.")


@mistake(
    "image_statistics",
    hint="You square the images in their own dtype. A byte ends at 255, and larger squares come back as something "
    "else: make floats of the images first.",
)
def image_squares_that_overflow(solution):
    def image_statistics(images):
        mean_image = images.mean(axis=0)
        means = images.mean(axis=(0, 2, 3))
        variances = np.mean(images**2, axis=(0, 2, 3)) - means**2
        return mean_image, means, np.sqrt(np.maximum(variances, 0))

    return image_statistics


# --- spot the bug ---------------------------------------------------------------------------------------------

slip("erratum_expected_loss", "loss_with_the_printed_constant", "noise**2", "noise**2 - u @ covariance @ u",
     hint="This is the printed constant, the noise alone: what is E y^2 at w = 0?")

slip("erratum_expected_loss", "loss_without_linear_term", "noise**2", "noise**2 + 2 * (w @ covariance @ u)",
     hint="The linear term is missing: x and y are correlated through u.")

slip("erratum_expected_loss", "loss_centered", " + (mean @ w) ** 2", "",
     hint="Your inputs have mean zero: the part (<mean, w>)^2 is missing.")

slip("erratum_expected_loss", "loss_with_offset_of_both", "mean @ w", "mean @ (u - w)",
     hint="The offset meets w alone, not w - u: y depends on x - mean, the model on x.")

slip("erratum_expected_loss", "loss_with_deviation", "noise**2", "noise",
     hint="The noise is given by its standard deviation: its mean square is the square.")

slip("erratum_expected_loss", "loss_without_noise", " + noise**2", "",
     hint="You left out the noise: no weights can predict it.")

slip("erratum_expected_loss", "loss_halved", "(u - w) @ covariance @ (u - w) + (mean @ w) ** 2 + noise**2",
     "0.5 * ((u - w) @ covariance @ (u - w) + (mean @ w) ** 2 + noise**2)",
     hint="This loss has no half in front.")


slip("erratum_expected_loss", "loss_with_half_the_linear_term", "noise**2", "noise**2 + w @ covariance @ u",
     hint="The linear term is only half there: it comes twice when you square a difference.")

slip("erratum_expected_loss", "loss_with_an_offset_in_y", "(mean @ w) ** 2", "(mean @ w) ** 2 + (mean @ u) ** 2",
     hint="You let the offset act on u as well. What u meets is x - mean, without an offset.")

slip("erratum_expected_loss", "loss_with_an_offset_in_the_linear_term", "(mean @ w) ** 2",
     "(mean @ w) ** 2 - 2 * (mean @ w) * (mean @ u)",
     hint="There is an offset in your linear term. E[x y] is made of x and of u's part of y, which has mean zero.")

slip("erratum_expected_loss", "loss_at_zero", "(u - w) @ covariance @ (u - w) + (mean @ w) ** 2", "u @ covariance @ u",
     hint="This is the loss at w = 0, whatever w is.")


# --- quiz -----------------------------------------------------------------------------------------------------


wrong_letters(
    "quiz_offset",
    a="1 is the condition number after centering. Here nobody has subtracted the mean.",
    b="The mean does enlarge one eigenvalue. But it enters as the mean times its transpose, so 100 counts "
      "squared.",
    c="1 + 100^2 is what the offset of a single feature gives. What is the squared length of the vector "
      "(100, 100)?",
)

wrong_letters(
    "quiz_correlated",
    a="Both features have variance 1 now: that is what standardizing does. It leaves the correlation; only "
      "whitening would give 1.",
    b="The smallest eigenvalue is 0.02, that is right. The largest is not 1: what do the two add up to?",
    d="You have squared the ratio. The Hessian's own eigenvalues are 1 + 0.98 and 1 - 0.98.",
)

wrong_letters(
    "quiz_new_camera",
    b="The darkness would be gone, that is true. With it goes all that the pictures of a batch have in "
      "common, and one picture's answer depends on its company.",
    c="With many images that mean grows steady. Until then it moves while the weights stay, so the same "
      "picture is read in one way today and in another tomorrow.",
    d="Nobody has measured the camera, that is true. But the first layer has never seen inputs that were "
      "not shifted.",
)

wrong_letters(
    "quiz_units",
    a="The weights can undo a change of units, that is right. But what does a penalty on their squares "
      "charge for a weight that is a thousand times smaller?",
    c="A penalty often makes results steadier. But for the same prediction the two units need weights of "
      "very different sizes: which one pays less?",
    d="The steps on the way do differ. But both are trained until nothing changes any more: is there a "
      "function of the kelvin that is no function of the millikelvin?",
)

wrong_letters(
    "quiz_two_cases",
    a="These are the numbers after subtracting 100 from all. The mean is taken feature by feature: what is "
      "it for the first one?",
    c="0.7 comes from a deviation over n - 1. Exercise 1 asks for n.",
    d="0 / 0 is `nan`, that is right. But what does exercise 1 have you divide by where a feature does not "
      "vary?",
)
