"""Known wrong implementations of `10-batch-normalization`, each with the hint that it earns. They never ship.

A hint says what the code does instead of what it should, and leaves the last step to the student. The file is long
because it is a list: one entry a mistake, in the order of the notebook.
"""

import numpy as np

from grader.author import mistake, slip, wrong_letters

# --- batchnorm_forward ----------------------------------------------------------------------------------------

slip("batchnorm_forward", "divides_by_the_variance", "/ np.sqrt(variance + eps)", "/ (variance + eps)",
     hint="You divide by the variance. Compare units: what has the unit of z?")

slip("batchnorm_forward", "eps_outside_the_root", "np.sqrt(variance + eps)", "(np.sqrt(variance) + eps)",
     hint="Your eps stands outside the root. Where a feature hardly varies, that is another number.")

slip("batchnorm_forward", "forward_without_eps", "np.sqrt(variance + eps)", "np.sqrt(variance)",
     hint="Without eps a feature that never varies gives 0 / 0.")

slip("batchnorm_forward", "forward_unbiased", "((x - mean) ** 2).mean(axis=0)",
     "((x - mean) ** 2).sum(axis=0) / max(len(x) - 1, 1)",
     hint="You divide the sum of squares by one less than the batch size. The batch is normalized by its own variance, "
     "with m; the correction has its place in the running average.")

slip("batchnorm_forward", "returns_the_deviation", "return y, mean, variance", "return y, mean, np.sqrt(variance)",
     hint="The third result is a standard deviation. The docstring asks for its square.")

slip("batchnorm_forward", "returns_with_eps", "return y, mean, variance", "return y, mean, variance + eps",
     hint="The variance that you return has eps in it. eps belongs to the division alone.")

slip("batchnorm_forward", "one_mean_for_all", "x.mean(axis=0)", "x.mean() + np.zeros_like(shift)",
     hint="You take one mean over all features. Each feature has a mean of its own.")

slip("batchnorm_forward", "mean_left_in", "scale * (x - mean)", "scale * x",
     hint="Your output still has the batch's mean in it.")

slip("batchnorm_forward", "shift_before_scale", "scale * (x - mean) / np.sqrt(variance + eps) + shift",
     "scale * ((x - mean) / np.sqrt(variance + eps) + shift)",
     hint="Your shift is multiplied by the scale. In which order do the two act?")

slip("batchnorm_forward", "no_scale", "scale * (x - mean)", "(x - mean)",
     hint="The scale plays no part in your output.")

slip("batchnorm_forward", "no_shift", "np.sqrt(variance + eps) + shift", "np.sqrt(variance + eps)",
     hint="The shift plays no part in your output.")

slip("batchnorm_forward", "mean_of_squares_minus_squared_mean", "((x - mean) ** 2).mean(axis=0)",
     "(x ** 2).mean(axis=0) - mean ** 2",
     hint="Your variance is the mean of the squares minus the squared mean. Far from 0 these are nearly equal numbers, "
     "whose difference has lost its digits. Which squares are small there?")

slip("batchnorm_forward", "mean_of_squares", "((x - mean) ** 2).mean(axis=0)", "(x ** 2).mean(axis=0)",
     hint="That is the mean of the squares. The variance is taken from the mean, not from 0.")


@mistake("batchnorm_forward", hint="You normalize each row: an example by its own features. Which axis holds the "
                                   "examples of the batch?")
def each_example_by_itself(solution):
    def batchnorm_forward(x, scale, shift, eps=1e-5):
        mean, variance = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
        return scale * (x - mean) / np.sqrt(variance + eps) + shift, mean[:, 0], variance[:, 0]

    return batchnorm_forward


slip("batchnorm_forward", "scale_and_shift_exchanged", "scale * (x - mean) / np.sqrt(variance + eps) + shift",
     "shift * (x - mean) / np.sqrt(variance + eps) + scale",
     hint="Scale and shift have changed places: which one multiplies?")

slip("batchnorm_forward", "results_in_another_order", "return y, mean, variance", "return y, variance, mean",
     hint="The output is right. Look at the order of the other two results.")


slip("batchnorm_forward", "eps_as_a_floor", "np.sqrt(variance + eps)", "np.sqrt(np.maximum(variance, eps))",
     hint="You take the larger of variance and eps. The formula adds eps to every variance.")


@mistake("batchnorm_forward", hint="Each row is normalized by its own features, and mean and variance have one "
                                   "entry for "
                                   "each example. Which axis holds the examples of the batch?")
def rows_with_an_axis_kept(solution):
    def batchnorm_forward(x, scale, shift, eps=1e-5):
        mean, variance = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
        return scale * (x - mean) / np.sqrt(variance + eps) + shift, mean, variance

    return batchnorm_forward


@mistake("batchnorm_forward", hint="The output is right. The third result is the root, eps and all, by which you "
                                   "divide. "
                                   "The docstring asks for the variance.")
def returns_the_denominator(solution):
    def batchnorm_forward(x, scale, shift, eps=1e-5):
        mean, deviation = x.mean(axis=0), np.sqrt(x.var(axis=0) + eps)
        return scale * (x - mean) / deviation + shift, mean, deviation

    return batchnorm_forward


@mistake("batchnorm_forward", hint="The statistics that you return are right, but y is normalized by those of each "
                                   "example (that is layer normalization). Each feature has its own, over the batch.")
def each_example_by_itself_beside_right_statistics(solution):
    def batchnorm_forward(x, scale, shift, eps=1e-5):
        _, mean, variance = solution.batchnorm_forward(x, scale, shift, eps)
        y = (x - x.mean(axis=1, keepdims=True)) / np.sqrt(x.var(axis=1, keepdims=True) + eps)
        return scale * y + shift, mean, variance

    return batchnorm_forward


# --- accuracy_in_batches --------------------------------------------------------------------------------------


@mistake("accuracy_in_batches", hint="You take the mean of the batches' accuracies. A small last batch then counts as "
                                     "much as a full one.")
def mean_over_batches(solution):
    def accuracy_in_batches(predict, x, labels, batch):
        begins = range(0, len(x), batch)
        return float(np.mean([np.mean(predict(x[i : i + batch]) == labels[i : i + batch]) for i in begins]))

    return accuracy_in_batches


@mistake("accuracy_in_batches", hint="You hand over all examples at once. The answer may depend on who is in the "
                                     "batch, so its size has to be kept.")
def all_at_once(solution):
    def accuracy_in_batches(predict, x, labels, batch):
        return float(np.mean(predict(x) == labels))

    return accuracy_in_batches


@mistake("accuracy_in_batches", hint="Your accuracy has been divided by the examples of the full batches alone, and "
                                     "the rest is left out.")
def rest_left_out(solution):
    def accuracy_in_batches(predict, x, labels, batch):
        batch = min(batch, len(x))
        n = len(x) // batch * batch
        return solution.accuracy_in_batches(predict, x[:n], labels[:n], batch)

    return accuracy_in_batches


@mistake("accuracy_in_batches", hint="You hand over `batch` as the *number* of batches. It is the size of each.")
def so_many_batches(solution):
    def accuracy_in_batches(predict, x, labels, batch):
        parts = zip(np.array_split(x, min(batch, len(x))), np.array_split(labels, min(batch, len(x))), strict=True)
        return float(sum(np.sum(predict(part) == truth) for part, truth in parts) / len(x))

    return accuracy_in_batches


slip("accuracy_in_batches", "one_by_one", "range(0, len(x), batch)", "range(len(x))",
     hint="Your batches overlap: each begins one example after the one before.")

slip("accuracy_in_batches", "last_example_lost", "range(0, len(x), batch)", "range(0, len(x) - 1, batch)",
     hint="Where one example is left for the last batch, you leave it out.")

slip("accuracy_in_batches", "wrong_ones_counted", "answers == labels", "answers != labels",
     hint="You count the wrong answers.")

slip("accuracy_in_batches", "a_count", "float(right / len(x))", "float(right)",
     hint="You return how many are right. What share of all is that?")

slip("accuracy_in_batches", "in_percent", "float(right / len(x))", "float(100 * right / len(x))",
     hint="You return percent; the docstring asks for a number from 0 to 1.")

slip("accuracy_in_batches", "last_batch_only", "right += np.sum", "right = np.sum",
     hint="Each batch overwrites the count of the ones before.")

slip("accuracy_in_batches", "over_the_batch_size", "float(right / len(x))",
     "float(right / (batch * len(range(0, len(x), batch))))",
     hint="You divide as if every batch were full. The last one may be smaller.")

@mistake("accuracy_in_batches", hint="Only full batches are read, and what is left at the end counts as wrong.")
def rest_counted_as_wrong(solution):
    def accuracy_in_batches(predict, x, labels, batch):
        right = 0
        for i in range(len(x) // batch):
            part = slice(i * batch, (i + 1) * batch)
            right += np.sum(predict(x[part]) == labels[part])
        return float(right / len(x))

    return accuracy_in_batches


@mistake("accuracy_in_batches", hint="Only full batches are read, and what is left at the end counts as wrong.")
def rest_counted_as_wrong_but_no_batch_larger_than_all(solution):
    def accuracy_in_batches(predict, x, labels, batch):
        right, batch = 0, min(batch, len(x))
        for i in range(len(x) // batch):
            part = slice(i * batch, (i + 1) * batch)
            right += np.sum(predict(x[part]) == labels[part])
        return float(right / len(x))

    return accuracy_in_batches


@mistake("accuracy_in_batches", hint="You fill the last batch up with examples that have been asked before, and count "
                                     "them twice. It gets what is left, which may be fewer.")
def last_batch_filled_up(solution):
    def accuracy_in_batches(predict, x, labels, batch):
        right = 0
        for i in range(0, len(x), batch):
            stop = min(i + batch, len(x))
            rows = slice(max(stop - batch, 0), stop)
            right += np.sum(predict(x[rows]) == labels[rows])
        return float(right / len(x))

    return accuracy_in_batches


slip("accuracy_in_batches", "last_batch_as_if_full", "right += np.sum(", "right += batch * np.mean(",
     hint="You multiply the share of each batch by `batch`. The last one may have fewer examples.")


@mistake("accuracy_in_batches", hint="Your batches are as even as possible, as `np.array_split` makes them. All are "
                                     "full but for the last one, which gets what is left.")
def as_many_parts_of_equal_length(solution):
    def accuracy_in_batches(predict, x, labels, batch):
        parts = np.array_split(np.arange(len(x)), -(-len(x) // batch))
        return float(sum(np.sum(predict(x[rows]) == labels[rows]) for rows in parts) / len(x))

    return accuracy_in_batches


@mistake("accuracy_in_batches", hint="`np.array_split` cuts into a number of parts, all about as long. Each call is "
                                     "to get `batch` examples, and the last one what is left.")
def parts_of_equal_length(solution):
    def accuracy_in_batches(predict, x, labels, batch):
        parts = max(1, len(x) // batch)
        pairs = zip(np.array_split(x, parts), np.array_split(labels, parts), strict=True)
        return float(sum(np.sum(predict(part) == right) for part, right in pairs) / len(x))

    return accuracy_in_batches


# --- update_running_statistics --------------------------------------------------------------------------------

slip("update_running_statistics", "momentum_exchanged",
     ("(1 - momentum) * running[0] + momentum * batch[0]", "momentum * running[0] + (1 - momentum) * batch[0]"),
     ("(1 - momentum) * running[1] + momentum * unbiased", "momentum * running[1] + (1 - momentum) * unbiased"),
     hint="In your update `momentum` is the share of the *old* value, as in Keras. Here it is the batch's.")

slip("update_running_statistics", "variance_as_it_is", "batch[1] * (count / (count - 1))", "batch[1]",
     hint="The mean is right. The batch's variance, divided by `count`, is too small on average: by which factor?")

slip("update_running_statistics", "correction_upside_down", "(count / (count - 1))", "((count - 1) / count)",
     hint="Your correction makes the batch's variance smaller still. It was too small before.")

slip("update_running_statistics", "correction_of_the_mean_too", "momentum * batch[0]",
     "momentum * batch[0] * (count / (count - 1))",
     hint="You correct the mean as well. The mean of a batch is right on average as it is.")

slip("update_running_statistics", "corrected_again",
     "return mean, (1 - momentum) * running[1] + momentum * unbiased",
     "return mean, ((1 - momentum) * running[1] + momentum * batch[1]) * (count / (count - 1))",
     hint="You correct the sum, and with it the old running variance, again at each step.")

slip("update_running_statistics", "correction_plus_one", "(count / (count - 1))", "((count + 1) / count)",
     hint="Your correction is (count + 1) / count. With two examples, how much too small is their variance?")

slip("update_running_statistics", "running_deviation", "momentum * unbiased", "momentum * np.sqrt(unbiased)",
     hint="You average the standard deviation of the batch into the running *variance*.")

slip("update_running_statistics", "sum_of_shares", "return mean, (1 - momentum) * running[1]",
     "return mean, running[1]",
     hint="The old variance keeps all of itself and the batch comes on top: it will grow without end.")

slip("update_running_statistics", "squared_share", "momentum * unbiased", "momentum**2 * unbiased",
     hint="The share of the batch's variance is squared. The average of variances has the same shares as that of "
     "means.")


@mistake("update_running_statistics", hint="You return the batch's own statistics, so the old ones are forgotten.")
def nothing_kept(solution):
    def update_running_statistics(running, batch, count, momentum=0.1):
        return batch[0].copy(), batch[1] * (count / (count - 1))

    return update_running_statistics


slip("update_running_statistics", "without_brackets", "batch[1] * (count / (count - 1))",
     "batch[1] * count / count - 1",
     hint="Without brackets you divide by count and then take 1 off.")

slip("update_running_statistics", "running_corrected", "(1 - momentum) * running[1] + momentum * unbiased",
     "(1 - momentum) * running[1] * (count / (count - 1)) + momentum * batch[1]",
     hint="You correct the old running variance, which is right already, and leave the batch's as it is.")


# --- batchnorm_inference --------------------------------------------------------------------------------------


@mistake("batchnorm_inference", hint="The code is as it was: both statistics are the batch's own.")
def as_it_circulates(solution):
    def batchnorm_inference(x, scale, shift, mean, variance, eps=1e-5):
        own_mean, own_variance = x.mean(axis=0), x.var(axis=0)
        if len(x) == 1:
            own_variance = variance
        return scale * (x - own_mean) / (np.sqrt(own_variance) + eps) + shift

    return batchnorm_inference


@mistake("batchnorm_inference", hint="eps is inside the root now, but both statistics are still the batch's own.")
def the_batch_s_own(solution):
    def batchnorm_inference(x, scale, shift, mean, variance, eps=1e-5):
        return scale * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps) + shift

    return batchnorm_inference


slip("batchnorm_inference", "own_mean_left", "(x - mean)", "(x - x.mean(axis=0))",
     hint="The variance is the running one now. The mean is still the batch's own.")

slip("batchnorm_inference", "own_variance_left", "(variance + eps)", "(x.var(axis=0) + eps)",
     hint="The mean is the running one now. The variance is still the batch's own.")

slip("batchnorm_inference", "inference_mean_not_scaled", "scale * (x - mean) / np.sqrt(variance + eps) + shift",
     "scale / np.sqrt(variance + eps) * x + shift - mean",
     hint="The mean is taken off as it is. It leaves before the division and the scale, so both act on it.")

slip("batchnorm_inference", "inference_one_where_nothing_varies", "(variance + eps)",
     "np.where(variance == 0, 1, variance + eps)",
     hint="Where the running variance is 0 you divide by 1. The formula has eps there, whatever the variance.")

slip("batchnorm_inference", "inference_eps_outside", "np.sqrt(variance + eps)", "(np.sqrt(variance) + eps)",
     hint="The statistics are right. One bug is left: look at the denominator where the variance is about eps.")

slip("batchnorm_inference", "inference_without_eps", "np.sqrt(variance + eps)", "np.sqrt(variance)",
     hint="The running variance may be 0, and you divide by its root.")

slip("batchnorm_inference", "inference_by_the_variance", "/ np.sqrt(variance + eps)", "/ (variance + eps)",
     hint="You divide by the variance and not by the standard deviation.")

slip("batchnorm_inference", "running_shift_forgotten", "np.sqrt(variance + eps) + shift", "np.sqrt(variance + eps)",
     hint="The shift plays no part in your output.")

slip("batchnorm_inference", "running_scale_forgotten", "scale * (x - mean)", "(x - mean)",
     hint="The scale plays no part in your output.")

slip("batchnorm_inference", "corrected_once_more", "(variance + eps)",
     "(variance * len(x) / max(len(x) - 1, 1) + eps)",
     hint="You make the running variance unbiased once more. It is so already, and now the answer depends on the "
     "size of "
     "the batch.")

@mistake("batchnorm_inference", hint="A single example is right now. In larger batches you still take the batch's own "
                                     "statistics.")
def own_where_there_are_several(solution):
    def batchnorm_inference(x, scale, shift, mean, variance, eps=1e-5):
        if len(x) > 1:
            mean, variance = x.mean(axis=0), x.var(axis=0)
        return scale * (x - mean) / np.sqrt(variance + eps) + shift

    return batchnorm_inference


# --- batchnorm_backward ---------------------------------------------------------------------------------------

slip("batchnorm_backward", "no_path_through_the_mean", "slopes - slopes.mean(axis=0) - normalized",
     "slopes - normalized",
     hint="dscale and dshift are right. In dx the path through the batch's mean is missing.")

slip("batchnorm_backward", "no_path_through_the_deviation",
     " - normalized * (slopes * normalized).mean(axis=0)) / deviation", ") / deviation",
     hint="dscale and dshift are right. In dx the path through the batch's deviation is missing, or comes out as 0: "
     "the normalized values have the mean 0, but what they are multiplied by varies with them.")

slip("batchnorm_backward", "one_division_missing_in_the_deviation",
     "normalized * (slopes * normalized).mean(axis=0)", "normalized * (slopes * (x - mean)).mean(axis=0)",
     hint="dscale and dshift are right. In the path through the deviation you average slopes times the deviations from "
     "the mean. It is slopes times the *normalized* values: one division is missing.")

slip("batchnorm_backward", "direct_path_alone",
     "(slopes - slopes.mean(axis=0) - normalized * (slopes * normalized).mean(axis=0)) / deviation",
     "slopes / deviation",
     hint="You treat mean and deviation as fixed numbers. Both depend on every example of the batch.")

slip("batchnorm_backward", "dx_without_scale", "slopes = scale * upstream", "slopes = upstream",
     hint="dscale and dshift are right. On its way to the normalized values the gradient passes the scale.")

slip("batchnorm_backward", "sums_for_means",
     "slopes - slopes.mean(axis=0) - normalized * (slopes * normalized).mean(axis=0)",
     "slopes - slopes.sum(axis=0) - normalized * (slopes * normalized).sum(axis=0)",
     hint="In dx you take sums over the batch. Each example has only a share of 1/m in the mean and in the variance.")

slip("batchnorm_backward", "dscale_of_x", "(upstream * normalized).sum(axis=0)", "(upstream * x).sum(axis=0)",
     hint="dx and dshift are right. The scale multiplies the normalized values, and not x.")

slip("batchnorm_backward", "dscale_of_centered", "(upstream * normalized).sum(axis=0)",
     "(upstream * (x - mean)).sum(axis=0)",
     hint="dx and dshift are right. For dscale you took the deviations from the mean as they are: what does the scale "
     "multiply?")

slip("batchnorm_backward", "dscale_of_slopes", "return dx, (upstream * normalized)", "return dx, (slopes * normalized)",
     hint="dx and dshift are right. Your dscale contains the scale itself, though y is linear in it.")

slip("batchnorm_backward", "means_of_parameters",
     "return dx, (upstream * normalized).sum(axis=0), upstream.sum(axis=0)",
     "return dx, (upstream * normalized).mean(axis=0), upstream.mean(axis=0)",
     hint="You average the gradients of scale and shift over the batch. Each example adds its part: the mean, if "
     "there is "
     "one, is in the loss already.")

slip("batchnorm_backward", "times_the_deviation", "(slopes * normalized).mean(axis=0)) / deviation",
     "(slopes * normalized).mean(axis=0)) * deviation",
     hint="You multiply dx by the deviation. A unit with larger values: is its output more or less sensitive to each?")

slip("batchnorm_backward", "sign_of_the_deviation", "slopes.mean(axis=0) - normalized",
     "slopes.mean(axis=0) + normalized",
     hint="The path through the deviation has the wrong sign: a larger deviation makes the normalized values smaller.")

slip("batchnorm_backward", "eps_outside_in_backward",
     "np.sqrt(((x - mean) ** 2).mean(axis=0) + eps)", "np.sqrt(((x - mean) ** 2).mean(axis=0)) + eps",
     hint="Your eps stands outside the root; the forward pass has it inside.")

slip("batchnorm_backward", "dshift_of_slopes", "upstream.sum(axis=0)", "slopes.sum(axis=0)",
     hint="dx and dscale are right. The shift is added after the scale, so the scale has no part in its gradient.")

slip("batchnorm_backward", "dscale_and_dshift_of_slopes",
     "return dx, (upstream * normalized).sum(axis=0), upstream.sum(axis=0)",
     "return dx, (slopes * normalized).sum(axis=0), slopes.sum(axis=0)",
     hint="dx is right. Your dscale and dshift start from the upstream gradient times the scale. It is dx alone that "
     "passes the scale.")

slip("batchnorm_backward", "dx_not_divided", "(slopes * normalized).mean(axis=0)) / deviation",
     "(slopes * normalized).mean(axis=0))",
     hint="dscale and dshift are right. Your dx is the gradient with respect to the normalized values with the "
     "means taken "
     "out. What did normalizing divide by?")

slip("batchnorm_backward", "dx_over_the_variance", "(slopes * normalized).mean(axis=0)) / deviation",
     "(slopes * normalized).mean(axis=0)) / deviation**2",
     hint="dscale and dshift are right. You divide dx by the deviation once too often.")

slip("batchnorm_backward", "scale_in_one_path", "slopes - slopes.mean(axis=0) - normalized * (slopes * normalized)",
     "slopes - upstream.mean(axis=0) - normalized * (upstream * normalized)",
     hint="dscale and dshift are right. The scale is in the direct path alone: the other two start from the normalized "
     "values too.")

slip("batchnorm_backward", "sum_for_one_mean", "slopes - slopes.mean(axis=0)", "slopes - slopes.sum(axis=0)",
     hint="dscale and dshift are right. On the path through the mean a factor is missing: how much of the mean is one "
     "example?")

slip("batchnorm_backward", "sum_for_the_other_mean", "(slopes * normalized).mean(axis=0)) / deviation",
     "(slopes * normalized).sum(axis=0)) / deviation",
     hint="dscale and dshift are right. On the path through the deviation a factor is missing: how much of the "
     "variance "
     "is one example?")

slip("batchnorm_backward", "one_mean_of_all_slopes", "slopes - slopes.mean(axis=0)", "slopes - slopes.mean()",
     hint="You take one mean over all features. Each feature has its own batch statistics, and its own means here.")

slip("batchnorm_backward", "centered_not_normalized", "- normalized * (slopes * normalized).mean(axis=0)",
     "- (x - mean) * (slopes * (x - mean)).mean(axis=0)",
     hint="dscale and dshift are right. On the path through the deviation you use x - mean; divide twice by what?")


slip("batchnorm_backward", "backward_without_eps", ".mean(axis=0) + eps)", ".mean(axis=0))",
     hint="eps plays no part in your gradient. The forward pass has it under the root, so it is here too.")

slip("batchnorm_backward", "scale_twice", "normalized * (slopes * normalized)",
     "scale * normalized * (slopes * normalized)",
     hint="dscale and dshift are right. On the path through the deviation the scale comes twice.")

slip("batchnorm_backward", "square_inside_the_mean", "normalized * (slopes * normalized).mean(axis=0)",
     "(slopes * normalized * normalized).mean(axis=0)",
     hint="dscale and dshift are right. On the path through the deviation both normalized values are inside your "
     "mean. One "
     "of them belongs to the example itself.")


slip("batchnorm_backward", "last_two_exchanged",
     "return dx, (upstream * normalized).sum(axis=0), upstream.sum(axis=0)",
     "return dx, upstream.sum(axis=0), (upstream * normalized).sum(axis=0)",
     hint="dx is right. Look at the order of the other two results.")

slip("batchnorm_backward", "normalized_left_out", "- normalized * (slopes * normalized)", "- (slopes * normalized)",
     hint="dscale and dshift are right. In the third part of the sum, something that belongs to the example itself is "
     "missing in front of the mean.")

# --- spatial_batchnorm ----------------------------------------------------------------------------------------


def spatial_over(axes):
    """Normalization over these axes, with the statistics of each channel as far as there are any."""
    def spatial_batchnorm(x, scale, shift, eps=1e-5):
        mean, variance = x.mean(axis=axes, keepdims=True), x.var(axis=axes, keepdims=True)
        y = (x - mean) / np.sqrt(variance + eps) * scale.reshape(1, -1, 1, 1) + shift.reshape(1, -1, 1, 1)
        return y, np.squeeze(mean, axes), np.squeeze(variance, axes)

    return spatial_batchnorm


@mistake("spatial_batchnorm", hint="Each pixel has a mean of its own in your code. A channel's pixels share one.")
def each_pixel_by_itself(solution):
    return spatial_over((0,))


@mistake("spatial_batchnorm", hint="Each image has a mean of its own in your code (that is instance normalization). "
                                   "The "
                                   "images of the batch share one.")
def each_image_by_itself(solution):
    return spatial_over((2, 3))


@mistake("spatial_batchnorm", hint="You average over the channels as well (that is layer normalization). Each channel "
                                   "has its own mean.")
def each_image_over_its_channels(solution):
    return spatial_over((1, 2, 3))


@mistake("spatial_batchnorm", hint="One mean and one variance for all channels. Each channel has its own.")
def all_channels_alike(solution):
    def spatial_batchnorm(x, scale, shift, eps=1e-5):
        y = (x - x.mean()) / np.sqrt(x.var() + eps) * scale.reshape(1, -1, 1, 1) + shift.reshape(1, -1, 1, 1)
        return y, np.full_like(scale, x.mean()), np.full_like(scale, x.var())

    return spatial_batchnorm


@mistake("spatial_batchnorm", hint="`reshape` alone does not bring the channels to the end: it cuts the numbers anew "
                                   "in "
                                   "the order of memory, and mixes channels.")
def reshaped_without_moving(solution):
    def spatial_batchnorm(x, scale, shift, eps=1e-5):
        rows = x.reshape(-1, x.shape[1])
        mean, variance = rows.mean(axis=0), rows.var(axis=0)
        return (scale * (rows - mean) / np.sqrt(variance + eps) + shift).reshape(x.shape), mean, variance

    return spatial_batchnorm


@mistake("spatial_batchnorm", hint="Your variance is the mean of the images' own variances. It leaves out how much the "
                                   "images' means differ.")
def mean_of_variances(solution):
    def spatial_batchnorm(x, scale, shift, eps=1e-5):
        mean, variance = x.mean(axis=(0, 2, 3)), x.var(axis=(2, 3)).mean(axis=0)
        form = (1, -1, 1, 1)
        y = (x - mean.reshape(form)) / np.sqrt(variance.reshape(form) + eps)
        return y * scale.reshape(form) + shift.reshape(form), mean, variance

    return spatial_batchnorm


@mistake("spatial_batchnorm", hint="The statistics are right. Your scale and shift go along the width of the images: "
                                   "shapes are lined up from the right.")
def scale_along_the_width(solution):
    def spatial_batchnorm(x, scale, shift, eps=1e-5):
        mean, variance = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        y = (x - mean[:, None, None]) / np.sqrt(variance[:, None, None] + eps)
        return y * scale + shift, mean, variance

    return spatial_batchnorm


def by_channel(divide, correct=lambda variance, count: variance):
    """The right axes, with a denominator of one's own."""
    def spatial_batchnorm(x, scale, shift, eps=1e-5):
        form, mean, variance = (1, -1, 1, 1), x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        variance = correct(variance, x.size // x.shape[1])
        y = (x - mean.reshape(form)) / divide(variance, eps).reshape(form).astype(x.dtype)
        return y * scale.reshape(form) + shift.reshape(form), mean, variance

    return spatial_batchnorm


@mistake("spatial_batchnorm", hint="You divide by the variance and not by the standard deviation.")
def images_by_the_variance(solution):
    return by_channel(lambda variance, eps: variance + eps)


@mistake("spatial_batchnorm", hint="Your eps stands outside the root.")
def images_eps_outside(solution):
    return by_channel(lambda variance, eps: np.sqrt(variance) + eps)


@mistake("spatial_batchnorm", hint="You divide the sum of squares by one less than the number of values. The batch is "
                                   "normalized by its own variance, with n h w.")
def images_unbiased(solution):
    return by_channel(lambda variance, eps: np.sqrt(variance + eps),
                      lambda variance, count: (variance * count / max(count - 1, 1)).astype(variance.dtype))


@mistake("spatial_batchnorm", hint="You take the last axis for the channels, as in (n, h, w, c). Here they come "
                                   "second.")
def channels_taken_for_last(solution):
    def spatial_batchnorm(x, scale, shift, eps=1e-5):
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return scale * (x - mean) / np.sqrt(variance + eps) + shift, mean, variance

    return spatial_batchnorm


def spatial_averaged(axes):
    """Normalization over these axes, with the means of what statistics there are for each channel."""
    def spatial_batchnorm(x, scale, shift, eps=1e-5):
        mean, variance = x.mean(axis=axes, keepdims=True), x.var(axis=axes, keepdims=True)
        y = scale[:, None, None] * (x - mean) / np.sqrt(variance + eps) + shift[:, None, None]
        return y, mean.mean(axis=(0, 2, 3)), variance.mean(axis=(0, 2, 3))

    return spatial_batchnorm


@mistake("spatial_batchnorm", hint="You normalize each image by itself (that is instance normalization) and average "
                                   "only "
                                   "what you return. The images of the batch share one mean.")
def images_averaged_after(solution):
    return spatial_averaged((2, 3))


@mistake("spatial_batchnorm", hint="You normalize each pixel by itself and average only what you return. A "
                                   "channel's pixels "
                                   "share one mean.")
def pixels_averaged_after(solution):
    return spatial_averaged((0,))


@mistake("spatial_batchnorm", hint="Your shapes do not line up: mean and variance meet the width of the images. "
                                   "NumPy lines "
                                   "up shapes from the right.")
def nothing_lined_up(solution):
    def spatial_batchnorm(x, scale, shift, eps=1e-5):
        mean, variance = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        return scale * (x - mean) / np.sqrt(variance + eps) + shift, mean, variance

    return spatial_batchnorm


@mistake("spatial_batchnorm", hint="Mean and variance are right. On the way back `reshape` alone leaves the "
                                   "channels at the "
                                   "end: the order in memory is (n, h, w, c) there.")
def not_moved_back(solution):
    def spatial_batchnorm(x, scale, shift, eps=1e-5):
        rows = np.moveaxis(x, 1, -1).reshape(-1, x.shape[1])
        mean, variance = rows.mean(axis=0), rows.var(axis=0)
        return (scale * (rows - mean) / np.sqrt(variance + eps) + shift).reshape(x.shape), mean, variance

    return spatial_batchnorm


def beside_right_statistics(axes):
    """Images normalized over these axes, while the statistics that come back are right."""
    def made(solution):
        def spatial_batchnorm(x, scale, shift, eps=1e-5):
            _, mean, variance = solution.spatial_batchnorm(x, scale, shift, eps)
            y = (x - x.mean(axis=axes, keepdims=True)) / np.sqrt(x.var(axis=axes, keepdims=True) + eps)
            return y * scale[:, None, None] + shift[:, None, None], mean, variance

        return spatial_batchnorm

    return made


@mistake("spatial_batchnorm", hint="The statistics that you return are right, but y is normalized by those of each "
                                   "pixel. A channel's pixels share one mean.")
def each_pixel_beside_right_statistics(solution):
    return beside_right_statistics((0,))(solution)


@mistake("spatial_batchnorm", hint="The statistics that you return are right, but y is normalized by those of each "
                                   "image (that is instance normalization). The images of the batch share one mean.")
def each_image_beside_right_statistics(solution):
    return beside_right_statistics((2, 3))(solution)


@mistake("spatial_batchnorm", hint="Where an image is as wide as there are channels, scale and shift run along its "
                                   "width. They belong to the channels, whatever the width.")
def scale_along_the_width_where_it_fits(solution):
    def spatial_batchnorm(x, scale, shift, eps=1e-5):
        shape = (-1,) if x.shape[3] == len(scale) else (-1, 1, 1)
        y, mean, variance = solution.spatial_batchnorm(x, np.ones_like(scale), np.zeros_like(shift), eps)
        return y * scale.reshape(shape) + shift.reshape(shape), mean, variance

    return spatial_batchnorm


# --- fold_batchnorm -------------------------------------------------------------------------------------------

slip("fold_batchnorm", "old_bias_forgotten", "(bias - mean) * gain + shift", "shift - mean * gain",
     hint="The weight is right. The layer's own bias is missing from the new one: it passes the normalization too.")

slip("fold_batchnorm", "old_bias_as_it_was", "(bias - mean) * gain + shift", "bias - mean * gain + shift",
     hint="The weight is right. The old bias is added as it was, but it passes the normalization like all else.")

slip("fold_batchnorm", "bias_left_alone", "return folded, (bias - mean) * gain + shift", "return folded, bias * 1",
     hint="The weight is right. The bias came back unchanged.")

slip("fold_batchnorm", "mean_forgotten", "(bias - mean) * gain + shift", "bias * gain + shift",
     hint="The weight is right. The running mean plays no part in your bias.")

slip("fold_batchnorm", "mean_added", "(bias - mean)", "(bias + mean)",
     hint="The weight is right. Which sign has the running mean?")

slip("fold_batchnorm", "mean_not_scaled", "(bias - mean) * gain + shift", "bias * gain - mean + shift",
     hint="The weight is right. The mean is taken off *before* the gain.")

slip("fold_batchnorm", "shift_scaled", "(bias - mean) * gain + shift", "(bias - mean + shift) * gain",
     hint="The weight is right. Your shift is multiplied by the gain; it is added after.")

slip("fold_batchnorm", "shift_lost", "(bias - mean) * gain + shift", "(bias - mean) * gain",
     hint="The weight is right. The shift plays no part in your bias.")

slip("fold_batchnorm", "gain_over_the_variance", "np.sqrt(variance + eps)", "(variance + eps)",
     hint="You divide by the variance and not by the standard deviation.")

slip("fold_batchnorm", "fold_eps_outside", "np.sqrt(variance + eps)", "(np.sqrt(variance) + eps)",
     hint="Your eps stands outside the root.")

slip("fold_batchnorm", "fold_without_eps", "np.sqrt(variance + eps)", "np.sqrt(variance)",
     hint="Without eps you divide by 0 where the running variance is 0.")

slip("fold_batchnorm", "fold_without_scale", "scale / np.sqrt", "1 / np.sqrt",
     hint="The scale plays no part in your result.")

slip("fold_batchnorm", "weight_left_alone", "return folded, ", "return weight * 1, ",
     hint="The bias is right. The weight came back unchanged.")

slip("fold_batchnorm", "filters_along_the_width", "(gain if weight.ndim == 2 else gain.reshape(-1, 1, 1, 1))", "gain",
     hint="The dense layer is right. In a convolution you multiply along the last axis, the width of the filters.")

slip("fold_batchnorm", "square_layers_for_filters", "(gain if weight.ndim == 2 else gain.reshape(-1, 1, 1, 1))",
     "(gain if len(weight) != len(gain) else gain.reshape(-1, *(1,) * (weight.ndim - 1)))",
     hint="A dense layer with as many inputs as units is taken for a convolution. What tells the two apart is the "
     "number of axes, not their lengths.")

slip("fold_batchnorm", "filters_by_channels_in", "gain.reshape(-1, 1, 1, 1)", "gain.reshape(1, -1, 1, 1)",
     hint="The dense layer is right. In a convolution you multiply along the channels *in*.")


@mistake("fold_batchnorm", hint="You multiply the rows of a dense weight: its inputs. Which axis holds the units?")
def rows_of_a_dense_layer(solution):
    def fold_batchnorm(weight, bias, scale, shift, mean, variance, eps=1e-5):
        gain = scale / np.sqrt(variance + eps)
        shape = (-1,) + (1,) * (weight.ndim - 1)
        return weight * gain.reshape(shape), (bias - mean) * gain + shift

    return fold_batchnorm

slip("fold_batchnorm", "scale_not_in_the_bias", "(bias - mean) * gain + shift",
     "(bias - mean) / np.sqrt(variance + eps) + shift",
     hint="The weight is right. The scale is missing from your bias.")

slip("fold_batchnorm", "scale_not_in_the_weight", "(gain if weight", "(1 / np.sqrt(variance + eps) if weight",
     hint="The bias is right. In a dense layer the scale is missing from your weight.")


@mistake("fold_batchnorm", hint="The dense layer is right. Of a convolution's weight the channels out are the "
                                   "*first* of four "
                                "axes; two axes of length 1 behind them are one too few.")
def two_axes_behind_the_gain(solution):
    def fold_batchnorm(weight, bias, scale, shift, mean, variance, eps=1e-5):
        gain = scale / np.sqrt(variance + eps)
        return weight * (gain if weight.ndim == 2 else gain[:, None, None]), (bias - mean) * gain + shift

    return fold_batchnorm


@mistake("fold_batchnorm", hint="In a convolution with as many channels in as out you multiply along the channels "
                                "*in*. The normalization follows the layer: whose channels does it see?")
def filters_by_channels_in_where_they_fit(solution):
    def fold_batchnorm(weight, bias, scale, shift, mean, variance, eps=1e-5):
        folded, offset = solution.fold_batchnorm(weight, bias, scale, shift, mean, variance, eps)
        if weight.ndim == 4 and weight.shape[1] == len(scale):
            folded = weight * (scale / np.sqrt(variance + eps)).reshape(1, -1, 1, 1)
        return folded, offset

    return fold_batchnorm


# --- normalize_each -------------------------------------------------------------------------------------------

slip("normalize_each", "over_the_batch", ("x.mean(axis=-1", "x.mean(axis=0"),
     ("(x**2).mean(axis=-1", "(x**2).mean(axis=0"),
     hint="You average over the first axis, the examples. Each example is to be normalized by its own features.")

slip("normalize_each", "one_mean_for_everything", ("x.mean(axis=-1, keepdims=True)", "x.mean()"),
     ("(x**2).mean(axis=-1, keepdims=True)", "(x**2).mean()"),
     hint="You take one mean over everything. Each example has a mean of its own.")

slip("normalize_each", "never_centered", "if centered:", "if False:",
     hint="RMS normalization is right. For layer normalization the mean has to be taken off first.")

slip("normalize_each", "always_centered", "if centered:", "if True:",
     hint="Layer normalization is right. With `centered=False` no mean is taken off.")

slip("normalize_each", "the_other_way_round", "if centered:", "if not centered:",
     hint="The two kinds are exchanged.")

slip("normalize_each", "each_eps_outside", "np.sqrt((x**2).mean(axis=-1, keepdims=True) + eps)",
     "(np.sqrt((x**2).mean(axis=-1, keepdims=True)) + eps)",
     hint="Your eps stands outside the root.")

slip("normalize_each", "each_without_eps", " + eps)", ")",
     hint="Without eps an example whose features are all alike gives 0 / 0.")

slip("normalize_each", "each_by_the_square", "np.sqrt((x**2).mean(axis=-1, keepdims=True) + eps)",
     "((x**2).mean(axis=-1, keepdims=True) + eps)",
     hint="The root is missing from your denominator.")

slip("normalize_each", "sum_of_squares", "(x**2).mean(axis=-1", "(x**2).sum(axis=-1",
     hint="You divide by the length of the vector: a sum of squares stands under your root. What does the M in RMS "
     "mean?")

slip("normalize_each", "shift_lost_without_center", "return y if shift is None",
     "return y if shift is None or not centered",
     hint="With `centered=False` you leave out the shift, even where one is given.")

slip("normalize_each", "shift_scaled_too", "y + shift", "y + scale * shift",
     hint="Your shift is multiplied by the scale.")

slip("normalize_each", "each_shift_lost", "y + shift", "y",
     hint="A shift that is given plays no part in your output.")


@mistake("normalize_each", hint="In RMS normalization you leave the mean in, but divide by the standard deviation: "
                                "that is still taken from the mean.")
def deviation_in_both(solution):
    def normalize_each(x, scale, shift=None, centered=True, eps=1e-5):
        y = x - x.mean(axis=-1, keepdims=True) if centered else x
        y = scale * y / np.sqrt(x.var(axis=-1, keepdims=True) + eps)
        return y if shift is None else y + shift

    return normalize_each


@mistake("normalize_each", hint="In layer normalization you take the mean off and divide by the root mean square of "
                                "what came in. Whose squares is the variance made of?")
def mean_square_in_both(solution):
    def normalize_each(x, scale, shift=None, centered=True, eps=1e-5):
        y = x - x.mean(axis=-1, keepdims=True) if centered else x
        y = scale * y / np.sqrt((x**2).mean(axis=-1, keepdims=True) + eps)
        return y if shift is None else y + shift

    return normalize_each


def each_over(axes, ddof=0):
    """Normalization over some axes, with a divisor of one's own."""
    def normalize_each(x, scale, shift=None, centered=True, eps=1e-5):
        over = axes(x.ndim)
        y = x - x.mean(axis=over, keepdims=True) if centered else x
        count = np.size(y) / np.size(y.sum(axis=over))
        y = scale * y / np.sqrt((y**2).sum(axis=over, keepdims=True) / max(count - ddof, 1) + eps).astype(x.dtype)
        return y if shift is None else y + shift

    return normalize_each


@mistake("normalize_each", hint="Rows are right. In a text you normalize all words together; each word is "
                                   "normalized by "
                                "its own features, the last axis.")
def words_together(solution):
    return each_over(lambda ndim: tuple(range(1, ndim)) or (0,))


@mistake("normalize_each", hint="Rows are right. With more axes you average over the second one. The features are "
                                   "the last.")
def second_axis(solution):
    return each_over(lambda ndim: min(1, ndim - 1))


@mistake("normalize_each", hint="You divide by d - 1. The formula has the mean over all d features.")
def each_unbiased(solution):
    return each_over(lambda ndim: -1, ddof=1)


slip("normalize_each", "axes_not_kept", ("x.mean(axis=-1, keepdims=True)", "x.mean(axis=-1)"),
     ("(x**2).mean(axis=-1, keepdims=True)", "(x**2).mean(axis=-1)"),
     hint="The mean over the last axis has lost that axis. NumPy lines up shapes from the right, so a mean for each "
     "row "
     "meets the columns.")

slip("normalize_each", "axis_one", ("x.mean(axis=-1", "x.mean(axis=1"), ("(x**2).mean(axis=-1", "(x**2).mean(axis=1"),
     hint="You average over axis 1. That is the last axis of a matrix alone: a single example has no axis 1, and a "
     "text "
     "has its words there.")


@mistake("normalize_each", hint="Rows are right. You average over all axes but the first: the words of a text "
                                   "together, and "
                                "of a single example nothing. The features are the last axis, whatever stands before.")
def all_axes_but_the_first(solution):
    def normalize_each(x, scale, shift=None, centered=True, eps=1e-5):
        axes = tuple(range(1, x.ndim))
        if centered:
            x = x - x.mean(axis=axes, keepdims=True)
        y = scale * x / np.sqrt((x**2).mean(axis=axes, keepdims=True) + eps)
        return y if shift is None else y + shift

    return normalize_each


slip("normalize_each", "truth_of_an_array", "return y if shift is None else y + shift",
     "return y + shift if shift else y",
     hint="`if shift` asks whether an array is true, which has no answer. Ask whether it is None.")


# --- quiz -----------------------------------------------------------------------------------------------------

wrong_letters(
    "quiz_forward",
    a="4.00 comes from a variance over m - 1, which estimates that of all examples. The transform takes the "
      "batch for itself.",
    b="3.00 comes from a division by the variance, which is 3. What has to be divided by so that the result "
      "has variance 1?",
    d="1.73 + 1 holds the normalized value and the shift. One of the unit's two learned numbers is missing.",
)

wrong_letters(
    "quiz_identity",
    b="These two numbers do give the batch back: the root of variance plus epsilon is exactly 1. But the "
      "next batch has another mean and another variance.",
    c="0.995 is the root of the variance. The division was by the root of variance plus epsilon.",
    d="0.995 is the root of the variance, without the epsilon that was under the root as well. And the next "
      "batch has another mean.",
)

wrong_letters(
    "quiz_diagnosis",
    a="More training would help in both orders alike. The weights are the same, and so are the digits: only "
      "their company has changed.",
    b="A wrong fold gives wrong answers, but to each digit the same one in every order.",
    c="Running averages that lag behind do harm. But they are the same numbers for every digit, in whatever "
      "order they come.",
)

wrong_letters(
    "quiz_place",
    a="Scale, shift and bias are three numbers for each of 32 channels. One of the three has become idle.",
    c="64 is the number of images. A convolution uses the same weights at every place of an image: which "
      "values share a mean?",
    d="6,400 = 64 x 10 x 10 counts the values of one channel. Scale and shift are learned once for each "
      "channel, and they do not depend on the batch.",
)

wrong_letters(
    "quiz_scale",
    a="The pre-activations are ten times as large, that is right. But so is the deviation by which the "
      "normalization divides them.",
    b="The output stays as it is now, that is right. But what becomes of the gradient when weights grow "
      "tenfold and the output stays?",
    d="The output stays, that is right. But where ten times as long a vector gives the same output, a nudge "
      "of it changes less, not more.",
)
