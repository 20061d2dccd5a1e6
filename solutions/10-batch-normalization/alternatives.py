"""Other right implementations of `10-batch-normalization`: each must earn full points. They never ship."""

import numpy as np

from grader.author import accepted

# --- batchnorm_forward ----------------------------------------------------------------------------------------


@accepted("batchnorm_forward")
def forward_by_var(solution):
    def batchnorm_forward(x, scale, shift, eps=1e-5):
        mean, variance = np.mean(x, axis=0), np.var(x, axis=0)
        gain = scale / np.sqrt(variance + eps)
        return gain * x + (shift - gain * mean), mean, variance

    return batchnorm_forward


@accepted("batchnorm_forward")
def forward_with_kept_axes(solution):
    def batchnorm_forward(x, scale, shift, eps=1e-5):
        mean = x.mean(axis=0, keepdims=True)
        variance = np.square(x - mean).mean(axis=0, keepdims=True)
        normalized = (x - mean) * (variance + eps) ** -0.5
        return normalized * scale[None, :] + shift[None, :], mean[0], variance[0]

    return batchnorm_forward


@accepted("batchnorm_forward")
def forward_by_sums(solution):
    def batchnorm_forward(x, scale, shift, eps=1e-5):
        m = x.shape[0]
        mean = x.sum(axis=0) / m
        centered = x - mean
        variance = np.einsum("ij,ij->j", centered, centered) / m
        return centered / np.sqrt(variance + eps) * scale + shift, mean, variance

    return batchnorm_forward


@accepted("batchnorm_forward")
def forward_by_columns(solution):
    def batchnorm_forward(x, scale, shift, eps=1e-5):
        y, mean, variance = np.empty_like(x), np.empty_like(scale), np.empty_like(scale)
        for j in range(x.shape[1]):
            mean[j], variance[j] = x[:, j].mean(), x[:, j].var()
            y[:, j] = scale[j] * (x[:, j] - mean[j]) / np.sqrt(variance[j] + eps) + shift[j]
        return y, mean, variance

    return batchnorm_forward


@accepted("batchnorm_forward")
def forward_in_place(solution):
    def batchnorm_forward(x, scale, shift, eps=1e-5):
        y = x.copy()
        mean = y.mean(axis=0)
        y -= mean
        variance = (y * y).mean(axis=0)
        y /= np.sqrt(variance + eps)
        y *= scale
        y += shift
        return y, mean, variance

    return batchnorm_forward


# --- accuracy_in_batches --------------------------------------------------------------------------------------


@accepted("accuracy_in_batches")
def accuracy_of_all_answers(solution):
    def accuracy_in_batches(predict, x, labels, batch):
        answers = [predict(x[i : i + batch]) for i in range(0, len(x), batch)]
        return float(np.mean(np.concatenate(answers) == labels))

    return accuracy_in_batches


@accepted("accuracy_in_batches")
def accuracy_while_any_are_left(solution):
    def accuracy_in_batches(predict, x, labels, batch):
        right, done = 0, 0
        while done < x.shape[0]:
            end = min(done + batch, x.shape[0])
            right += int((predict(x[done:end]) == labels[done:end]).sum())
            done = end
        return right / x.shape[0]

    return accuracy_in_batches


@accepted("accuracy_in_batches")
def accuracy_by_split(solution):
    def accuracy_in_batches(predict, x, labels, batch):
        cuts = np.arange(batch, len(x), batch)
        pairs = zip(np.split(x, cuts), np.split(labels, cuts), strict=True)
        return float(sum(np.count_nonzero(predict(part) == truth) for part, truth in pairs) / len(labels))

    return accuracy_in_batches


@accepted("accuracy_in_batches")
def accuracy_by_a_table(solution):
    def accuracy_in_batches(predict, x, labels, batch):
        table = np.empty(len(labels))
        for i in range(-(-len(x) // batch)):
            rows = slice(i * batch, (i + 1) * batch)
            table[rows] = np.equal(predict(x[rows]), labels[rows])
        return float(table.mean())

    return accuracy_in_batches


# --- update_running_statistics --------------------------------------------------------------------------------


@accepted("update_running_statistics")
def running_moved_by_the_difference(solution):
    def update_running_statistics(running, batch, count, momentum=0.1):
        mean, variance = running
        new = batch[1] * count / (count - 1)
        return mean + momentum * (batch[0] - mean), variance + momentum * (new - variance)

    return update_running_statistics


@accepted("update_running_statistics")
def running_in_a_loop(solution):
    def update_running_statistics(running, batch, count, momentum=0.1):
        targets = batch[0], batch[1] / (1 - 1 / count)
        return tuple((1 - momentum) * old + momentum * new for old, new in zip(running, targets, strict=True))

    return update_running_statistics


@accepted("update_running_statistics")
def running_in_place_on_copies(solution):
    def update_running_statistics(running, batch, count, momentum=0.1):
        mean, variance = running[0].copy(), running[1].copy()
        mean *= 1 - momentum
        mean += momentum * batch[0]
        variance *= 1 - momentum
        variance += momentum * count / (count - 1) * batch[1]
        return mean, variance

    return update_running_statistics


@accepted("update_running_statistics")
def running_of_both_at_once(solution):
    def update_running_statistics(running, batch, count, momentum=0.1):
        old = np.stack(running)
        new = np.stack([batch[0], batch[1] + batch[1] / (count - 1)])
        mean, variance = old - momentum * (old - new)
        return mean, variance

    return update_running_statistics


# --- batchnorm_inference --------------------------------------------------------------------------------------


@accepted("batchnorm_inference")
def inference_as_one_line(solution):
    def batchnorm_inference(x, scale, shift, mean, variance, eps=1e-5):
        gain = scale / np.sqrt(variance + eps)
        return x * gain + (shift - mean * gain)

    return batchnorm_inference


@accepted("batchnorm_inference")
def inference_by_rows(solution):
    def batchnorm_inference(x, scale, shift, mean, variance, eps=1e-5):
        deviation = np.sqrt(variance + eps)
        return np.stack([(row - mean) / deviation * scale + shift for row in x])

    return batchnorm_inference


@accepted("batchnorm_inference")
def inference_in_place(solution):
    def batchnorm_inference(x, scale, shift, mean, variance, eps=1e-5):
        y = x - mean
        y *= scale * (variance + eps) ** -0.5
        y += shift
        return y

    return batchnorm_inference


@accepted("batchnorm_inference")
def inference_by_a_diagonal(solution):
    def batchnorm_inference(x, scale, shift, mean, variance, eps=1e-5):
        return (x - mean) @ np.diag(scale / np.sqrt(variance + eps)) + shift

    return batchnorm_inference


# --- batchnorm_backward ---------------------------------------------------------------------------------------


@accepted("batchnorm_backward")
def backward_step_by_step(solution):
    def batchnorm_backward(upstream, x, scale, eps=1e-5):
        m, mean = len(x), x.mean(axis=0)
        centered = x - mean
        variance = (centered**2).mean(axis=0)
        slopes = upstream * scale
        dvariance = (slopes * centered).sum(axis=0) * -0.5 * (variance + eps) ** -1.5
        dmean = -slopes.sum(axis=0) / np.sqrt(variance + eps) - 2 * dvariance * centered.mean(axis=0)
        dx = slopes / np.sqrt(variance + eps) + dvariance * 2 * centered / m + dmean / m
        return dx, (upstream * centered / np.sqrt(variance + eps)).sum(axis=0), upstream.sum(axis=0)

    return batchnorm_backward


@accepted("batchnorm_backward")
def backward_by_dscale(solution):
    def batchnorm_backward(upstream, x, scale, eps=1e-5):
        m = x.shape[0]
        inverse = 1 / np.sqrt(x.var(axis=0) + eps)
        normalized = (x - x.mean(axis=0)) * inverse
        dscale, dshift = (upstream * normalized).sum(axis=0), upstream.sum(axis=0)
        return scale * inverse / m * (m * upstream - dshift - normalized * dscale), dscale, dshift

    return batchnorm_backward


@accepted("batchnorm_backward")
def backward_by_the_table(solution):
    def batchnorm_backward(upstream, x, scale, eps=1e-5):
        m, deviation = len(x), np.sqrt(x.var(axis=0) + eps)
        normalized = (x - x.mean(axis=0)) / deviation
        dx = np.empty_like(x)
        for k in range(x.shape[1]):
            column = normalized[:, k]
            table = (np.eye(m) - 1 / m - np.outer(column, column) / m) / deviation[k]
            dx[:, k] = table @ (scale[k] * upstream[:, k])
        return dx, np.sum(upstream * normalized, axis=0), np.sum(upstream, axis=0)

    return batchnorm_backward


@accepted("batchnorm_backward")
def backward_by_paths(solution):
    def batchnorm_backward(upstream, x, scale, eps=1e-5):
        centered = x - x.mean(axis=0)
        deviation = np.sqrt(np.mean(centered**2, axis=0) + eps)
        direct = scale * upstream / deviation
        through_mean = -direct.mean(axis=0)
        through_deviation = -centered * (direct * centered).mean(axis=0) / deviation**2
        dscale = np.einsum("ij,ij->j", upstream, centered) / deviation
        return direct + through_mean + through_deviation, dscale, np.einsum("ij->j", upstream)

    return batchnorm_backward


# --- spatial_batchnorm ----------------------------------------------------------------------------------------


@accepted("spatial_batchnorm")
def images_over_three_axes(solution):
    def spatial_batchnorm(x, scale, shift, eps=1e-5):
        mean, variance = x.mean(axis=(0, 2, 3), keepdims=True), x.var(axis=(0, 2, 3), keepdims=True)
        y = (x - mean) / np.sqrt(variance + eps) * scale[:, None, None] + shift[:, None, None]
        return y, mean.reshape(-1), variance.reshape(-1)

    return spatial_batchnorm


@accepted("spatial_batchnorm")
def images_by_channel(solution):
    def spatial_batchnorm(x, scale, shift, eps=1e-5):
        y, mean, variance = np.empty_like(x), np.empty_like(scale), np.empty_like(scale)
        for c in range(x.shape[1]):
            channel = x[:, c]
            mean[c], variance[c] = channel.mean(), channel.var()
            y[:, c] = scale[c] * (channel - mean[c]) / np.sqrt(variance[c] + eps) + shift[c]
        return y, mean, variance

    return spatial_batchnorm


@accepted("spatial_batchnorm")
def images_as_rows(solution):
    def spatial_batchnorm(x, scale, shift, eps=1e-5):
        n, c, h, w = x.shape
        rows = x.transpose(1, 0, 2, 3).reshape(c, -1)
        mean = rows.mean(axis=1)
        variance = ((rows - mean[:, None]) ** 2).mean(axis=1)
        rows = (rows - mean[:, None]) / np.sqrt(variance + eps)[:, None] * scale[:, None] + shift[:, None]
        return rows.reshape(c, n, h, w).transpose(1, 0, 2, 3), mean, variance

    return spatial_batchnorm


@accepted("spatial_batchnorm")
def images_by_gain_and_offset(solution):
    def spatial_batchnorm(x, scale, shift, eps=1e-5):
        mean = np.einsum("nchw->c", x) / (x.size // x.shape[1])
        variance = np.mean((x - mean[None, :, None, None]) ** 2, axis=(0, 2, 3))
        gain = scale / np.sqrt(variance + eps)
        return x * gain[:, None, None] + (shift - gain * mean)[:, None, None], mean, variance

    return spatial_batchnorm


# --- fold_batchnorm -------------------------------------------------------------------------------------------


@accepted("fold_batchnorm")
def fold_by_cases(solution):
    def fold_batchnorm(weight, bias, scale, shift, mean, variance, eps=1e-5):
        deviation = np.sqrt(variance + eps)
        if weight.ndim == 4:
            folded = weight * (scale / deviation)[:, None, None, None]
        else:
            folded = weight * (scale / deviation)[None, :]
        return folded, shift + scale * (bias - mean) / deviation

    return fold_batchnorm


@accepted("fold_batchnorm")
def fold_by_a_diagonal(solution):
    def fold_batchnorm(weight, bias, scale, shift, mean, variance, eps=1e-5):
        gain = scale * (variance + eps) ** -0.5
        if weight.ndim == 2:
            return weight @ np.diag(gain), bias * gain - mean * gain + shift
        return np.einsum("kchw,k->kchw", weight, gain), bias * gain - mean * gain + shift

    return fold_batchnorm


@accepted("fold_batchnorm")
def fold_in_place_on_a_copy(solution):
    def fold_batchnorm(weight, bias, scale, shift, mean, variance, eps=1e-5):
        gain, folded = scale / np.sqrt(variance + eps), weight.copy()
        for k in range(len(gain)):
            if weight.ndim == 2:
                folded[:, k] *= gain[k]
            else:
                folded[k] *= gain[k]
        return folded, gain * (bias - mean) + shift

    return fold_batchnorm


@accepted("fold_batchnorm")
def fold_with_the_units_last(solution):
    def fold_batchnorm(weight, bias, scale, shift, mean, variance, eps=1e-5):
        gain = scale / np.sqrt(variance + eps)
        if weight.ndim == 2:
            return gain * weight, (bias - mean) * gain + shift
        return np.moveaxis(np.moveaxis(weight, 0, -1) * gain, -1, 0), (bias - mean) * gain + shift

    return fold_batchnorm


# --- normalize_each -------------------------------------------------------------------------------------------


@accepted("normalize_each")
def each_by_var(solution):
    def normalize_each(x, scale, shift=None, centered=True, eps=1e-5):
        if centered:
            y = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + eps)
        else:
            y = x / np.sqrt(np.mean(np.square(x), -1, keepdims=True) + eps)
        y = y * scale
        if shift is not None:
            y = y + shift
        return y

    return normalize_each


@accepted("normalize_each")
def each_row_in_a_loop(solution):
    def normalize_each(x, scale, shift=None, centered=True, eps=1e-5):
        rows = x.reshape(-1, x.shape[-1])
        y = np.empty_like(rows)
        for i, row in enumerate(rows):
            own = row - row.mean() if centered else row
            y[i] = own / np.sqrt(own @ own / len(own) + eps) * scale
        y = y.reshape(x.shape)
        return y if shift is None else y + shift

    return normalize_each


@accepted("normalize_each")
def each_with_new_axes(solution):
    def normalize_each(x, scale, shift=None, centered=True, eps=1e-5):
        mean = x.mean(axis=-1)[..., None] if centered else 0 * x
        spread = ((x - mean) ** 2).sum(axis=-1)[..., None] / x.shape[-1]
        return (x - mean) * (spread + eps) ** -0.5 * scale + (0 * scale if shift is None else shift)

    return normalize_each


@accepted("normalize_each")
def each_by_transposing(solution):
    def normalize_each(x, scale, shift=None, centered=True, eps=1e-5):
        columns = np.moveaxis(x, -1, 0)
        if centered:
            columns = columns - columns.mean(axis=0)
        columns = columns / np.sqrt((columns * columns).mean(axis=0) + eps)
        y = np.moveaxis(columns, 0, -1) * scale
        return y if shift is None else y + shift

    return normalize_each
