"""Other right implementations of `13-convolution`, which must earn full points. They never ship."""

import numpy as np

from grader.author import accepted

# --- output_size ----------------------------------------------------------------------------------------------


@accepted("output_size")
def size_by_counting(solution):
    def output_size(size, kernel, stride=1, padding=0):
        count, begin = 0, 0
        while begin + kernel <= size + 2 * padding:
            count, begin = count + 1, begin + stride
        if count == 0:
            raise ValueError(f"kernel {kernel} is too large for size {size}")
        return count

    return output_size


@accepted("output_size")
def size_by_a_range(solution):
    def output_size(size, kernel, stride=1, padding=0):
        begins = range(0, size + 2 * padding - kernel + 1, stride)
        if not begins:
            raise ValueError(f"size {size}, kernel {kernel}")
        return len(begins)

    return output_size


@accepted("output_size")
def size_by_divmod(solution):
    def output_size(size, kernel, stride=1, padding=0):
        if kernel > size + 2 * padding:
            raise ValueError("window of " + str(kernel) + " in " + str(size))
        steps, _ = divmod(size + 2 * padding - kernel, stride)
        return steps + 1

    return output_size


@accepted("output_size")
def size_by_another_formula(solution):
    def output_size(size, kernel, stride=1, padding=0):
        count = (size + 2 * padding - kernel + stride) // stride
        if size + 2 * padding < kernel:
            raise ValueError(f"{kernel} > {size} + 2 * {padding}")
        return int(count)

    return output_size


# --- conv2d_forward -------------------------------------------------------------------------------------------


@accepted("conv2d_forward")
def forward_in_loops(solution):
    def conv2d_forward(x, weight, bias, stride=1, padding=0):
        n, c, h, w = x.shape
        f, _, kh, kw = weight.shape
        framed = np.zeros((n, c, h + 2 * padding, w + 2 * padding), dtype=x.dtype)
        framed[:, :, padding : padding + h, padding : padding + w] = x
        oh, ow = (h + 2 * padding - kh) // stride + 1, (w + 2 * padding - kw) // stride + 1
        y = np.zeros((n, f, oh, ow), dtype=x.dtype)
        for image in range(n):
            for k in range(f):
                for i in range(oh):
                    for j in range(ow):
                        window = framed[image, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
                        y[image, k, i, j] = (window * weight[k]).sum() + bias[k]
        return y

    return conv2d_forward


@accepted("conv2d_forward")
def forward_by_windows(solution):
    def conv2d_forward(x, weight, bias, stride=1, padding=0):
        padded = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
        windows = np.lib.stride_tricks.sliding_window_view(padded, weight.shape[2:], axis=(2, 3))
        windows = windows[:, :, ::stride, ::stride]
        return np.einsum("ncijab,fcab->nfij", windows, weight) + bias[:, None, None]

    return conv2d_forward


@accepted("conv2d_forward")
def forward_by_places_of_the_window(solution):
    def conv2d_forward(x, weight, bias, stride=1, padding=0):
        padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
        kh, kw = weight.shape[2:]
        oh, ow = (padded.shape[2] - kh) // stride + 1, (padded.shape[3] - kw) // stride + 1
        y = np.zeros((x.shape[0], weight.shape[0], oh, ow), x.dtype) + bias.reshape(1, -1, 1, 1)
        for a in range(kh):
            for b in range(kw):
                pixels = padded[:, :, a : a + stride * oh : stride, b : b + stride * ow : stride]
                y = y + np.einsum("ncij,fc->nfij", pixels, weight[:, :, a, b])
        return y

    return conv2d_forward


@accepted("conv2d_forward")
def forward_by_a_product(solution):
    def conv2d_forward(x, weight, bias, stride=1, padding=0):
        padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
        f, _, kh, kw = weight.shape
        oh, ow = (padded.shape[2] - kh) // stride + 1, (padded.shape[3] - kw) // stride + 1
        rows = []
        for i in range(oh):
            for j in range(ow):
                part = padded[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
                rows.append(part.reshape(len(x), -1) @ weight.reshape(f, -1).T + bias)
        return np.stack(rows, axis=2).reshape(len(x), f, oh, ow)

    return conv2d_forward


# --- im2col ---------------------------------------------------------------------------------------------------


@accepted("im2col")
def windows_in_loops(solution):
    def im2col(x, kernel, stride=1, padding=0):
        padded, rows = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding))), []
        for image in padded:
            for top in range(0, image.shape[1] - kernel[0] + 1, stride):
                for left in range(0, image.shape[2] - kernel[1] + 1, stride):
                    rows.append(image[:, top : top + kernel[0], left : left + kernel[1]].ravel())
        return np.array(rows)

    return im2col


@accepted("im2col")
def windows_place_by_place(solution):
    def im2col(x, kernel, stride=1, padding=0):
        padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
        (n, c, h, w), (kh, kw) = padded.shape, kernel
        oh, ow = (h - kh) // stride + 1, (w - kw) // stride + 1
        columns = np.empty((n, oh, ow, c, kh, kw), dtype=x.dtype)
        for i in range(oh):
            for j in range(ow):
                columns[:, i, j] = padded[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
        return columns.reshape(n * oh * ow, c * kh * kw)

    return im2col


@accepted("im2col")
def windows_by_indices(solution):
    def im2col(x, kernel, stride=1, padding=0):
        padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
        (n, c, h, w), (kh, kw) = padded.shape, kernel
        oh, ow = (h - kh) // stride + 1, (w - kw) // stride + 1
        rows = stride * np.arange(oh)[:, None, None, None] + np.arange(kh)[None, None, :, None]
        columns = stride * np.arange(ow)[None, :, None, None] + np.arange(kw)[None, None, None, :]
        return np.moveaxis(padded[:, :, rows, columns], 1, 3).reshape(n * oh * ow, c * kh * kw)

    return im2col


@accepted("im2col")
def windows_within_windows(solution):
    def im2col(x, kernel, stride=1, padding=0):
        padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
        (n, _, h, w), (kh, kw) = padded.shape, kernel
        oh, ow = (h - kh) // stride + 1, (w - kw) // stride + 1
        parts = [
            padded[:, :, a : a + stride * (oh - 1) + 1 : stride, b : b + stride * (ow - 1) + 1 : stride]
            for a in range(kh)
            for b in range(kw)
        ]
        return np.stack(parts, axis=2).transpose(0, 3, 4, 1, 2).reshape(n * oh * ow, -1)

    return im2col


# --- col2im ---------------------------------------------------------------------------------------------------


@accepted("col2im")
def back_window_place_by_window_place(solution):
    def col2im(columns, shape, kernel, stride=1, padding=0):
        (n, c, h, w), (kh, kw) = shape, kernel
        oh, ow = (h + 2 * padding - kh) // stride + 1, (w + 2 * padding - kw) // stride + 1
        windows = columns.reshape(n, oh, ow, c, kh, kw).transpose(0, 3, 4, 5, 1, 2)
        image = np.zeros((n, c, h + 2 * padding, w + 2 * padding), columns.dtype)
        for a in range(kh):
            for b in range(kw):
                image[:, :, a : a + stride * oh : stride, b : b + stride * ow : stride] += windows[:, :, a, b]
        return image[:, :, padding : padding + h, padding : padding + w]

    return col2im


@accepted("col2im")
def back_row_by_row(solution):
    def col2im(columns, shape, kernel, stride=1, padding=0):
        (n, c, h, w), (kh, kw) = shape, kernel
        image, rows = np.zeros((n, c, h + 2 * padding, w + 2 * padding), columns.dtype), iter(columns)
        for k in range(n):
            for top in range(0, h + 2 * padding - kh + 1, stride):
                for left in range(0, w + 2 * padding - kw + 1, stride):
                    image[k, :, top : top + kh, left : left + kw] += next(rows).reshape(c, kh, kw)
        return image[:, :, padding : h + padding, padding : w + padding].copy()

    return col2im


@accepted("col2im")
def back_by_add_at(solution):
    def col2im(columns, shape, kernel, stride=1, padding=0):
        n, c, h, w = shape
        numbers = np.arange(n * c * (h + 2 * padding) * (w + 2 * padding)).reshape(n, c, h + 2 * padding, -1)
        places = np.lib.stride_tricks.sliding_window_view(numbers, kernel, axis=(2, 3))[:, :, ::stride, ::stride]
        image = np.zeros(numbers.size, columns.dtype)
        np.add.at(image, places.transpose(0, 2, 3, 1, 4, 5).ravel(), columns.ravel())
        image = image.reshape(numbers.shape)
        return image[:, :, padding : padding + h, padding : padding + w]

    return col2im


@accepted("col2im")
def back_and_cut_by_a_negative_slice(solution):
    def col2im(columns, shape, kernel, stride=1, padding=0):
        (n, c, h, w), (kh, kw) = shape, kernel
        big = np.zeros((n, c, h + 2 * padding, w + 2 * padding), columns.dtype)
        oh, ow = (big.shape[2] - kh) // stride + 1, (big.shape[3] - kw) // stride + 1
        for number, block in enumerate(columns.reshape(n, oh * ow, c, kh, kw).swapaxes(0, 1)):
            i, j = divmod(number, ow)
            big[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw] += block
        return big if padding == 0 else big[:, :, padding:-padding, padding:-padding]

    return col2im


# --- conv2d_backward ------------------------------------------------------------------------------------------


@accepted("conv2d_backward")
def backward_by_places(solution):
    def conv2d_backward(upstream, x, weight, stride=1, padding=0):
        padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
        dpadded, dweight, (kh, kw) = np.zeros_like(padded), np.zeros_like(weight), weight.shape[2:]
        for i in range(upstream.shape[2]):
            for j in range(upstream.shape[3]):
                at = np.s_[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
                dweight += np.tensordot(upstream[:, :, i, j], padded[at], axes=(0, 0))
                dpadded[at] += np.tensordot(upstream[:, :, i, j], weight, axes=(1, 0))
        dx = dpadded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
        return dx, dweight, upstream.sum(axis=(0, 2, 3))

    return conv2d_backward


@accepted("conv2d_backward")
def backward_by_windows(solution):
    def conv2d_backward(upstream, x, weight, stride=1, padding=0):
        padded, (oh, ow) = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding))), upstream.shape[2:]
        windows = np.lib.stride_tricks.sliding_window_view(padded, weight.shape[2:], axis=(2, 3))
        dweight = np.einsum("nfij,ncijab->fcab", upstream, windows[:, :, ::stride, ::stride])
        dpadded = np.zeros_like(padded)
        for a, b in np.ndindex(*weight.shape[2:]):
            part = np.einsum("nfij,fc->ncij", upstream, weight[:, :, a, b])
            dpadded[:, :, a : a + stride * oh : stride, b : b + stride * ow : stride] += part
        dx = dpadded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
        return dx, dweight, np.einsum("nfij->f", upstream)

    return conv2d_backward


@accepted("conv2d_backward")
def backward_image_by_image(solution):
    def conv2d_backward(upstream, x, weight, stride=1, padding=0):
        parts = [
            solution.conv2d_backward(upstream[i : i + 1], x[i : i + 1], weight, stride, padding) for i in range(len(x))
        ]
        dx, dweight, dbias = zip(*parts, strict=True)
        return np.concatenate(dx), np.sum(dweight, axis=0), np.sum(dbias, axis=0)

    return conv2d_backward


@accepted("conv2d_backward")
def backward_by_a_full_convolution(solution):
    def conv2d_backward(upstream, x, weight, stride=1, padding=0):
        n, f, oh, ow = upstream.shape
        kh, kw = weight.shape[2:]
        h, w = x.shape[2] + 2 * padding, x.shape[3] + 2 * padding
        spread = np.zeros((n, f, h + kh - 1, w + kw - 1), x.dtype)
        spread[:, :, kh - 1 : kh - 1 + stride * oh : stride, kw - 1 : kw - 1 + stride * ow : stride] = upstream
        windows = np.lib.stride_tricks.sliding_window_view(spread, (kh, kw), axis=(2, 3))
        dx = np.einsum("nfijab,fcab->ncij", windows, weight[:, :, ::-1, ::-1])
        _, dweight, dbias = solution.conv2d_backward(upstream, x, weight, stride, padding)
        return dx[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]], dweight, dbias

    return conv2d_backward


# --- max_pool_forward -----------------------------------------------------------------------------------------


@accepted("max_pool_forward")
def largest_by_places(solution):
    def max_pool_forward(x, size=2, stride=2):
        n, c, h, w = x.shape
        y = np.empty((n, c, (h - size) // stride + 1, (w - size) // stride + 1), dtype=x.dtype)
        for i in range(y.shape[2]):
            for j in range(y.shape[3]):
                top, left = i * stride, j * stride
                y[:, :, i, j] = x[:, :, top : top + size, left : left + size].max(axis=(2, 3))
        return y

    return max_pool_forward


@accepted("max_pool_forward")
def largest_so_far(solution):
    def max_pool_forward(x, size=2, stride=2):
        oh, ow = (x.shape[2] - size) // stride + 1, (x.shape[3] - size) // stride + 1
        y = np.full((*x.shape[:2], oh, ow), -np.inf, dtype=x.dtype)
        for a in range(size):
            for b in range(size):
                at = x[:, :, a : a + stride * (oh - 1) + 1 : stride, b : b + stride * (ow - 1) + 1 : stride]
                y = np.maximum(y, at)
        return y

    return max_pool_forward


@accepted("max_pool_forward")
def largest_down_then_across(solution):
    def max_pool_forward(x, size=2, stride=2):
        rows = [x[:, :, i : i + size].max(axis=2) for i in range(0, x.shape[2] - size + 1, stride)]
        lines = np.stack(rows, axis=2)
        ends = range(0, x.shape[3] - size + 1, stride)
        return np.stack([lines[..., j : j + size].max(axis=-1) for j in ends], axis=-1)

    return max_pool_forward


@accepted("max_pool_forward")
def largest_of_rows_of_windows(solution):
    def max_pool_forward(x, size=2, stride=2):
        n, c = x.shape[:2]
        oh, ow = (solution.output_size(length, size, stride) for length in x.shape[2:])
        columns = solution.im2col(x.reshape(n * c, 1, *x.shape[2:]), (size, size), stride)
        return columns.max(axis=1).reshape(n, c, oh, ow)

    return max_pool_forward


@accepted("max_pool_forward")
def largest_in_a_sorted_list(solution):
    def max_pool_forward(x, size=2, stride=2):
        oh, ow = (len(range(0, length - size + 1, stride)) for length in x.shape[2:])
        y = np.zeros((*x.shape[:2], oh, ow), x.dtype)
        for n, c, i, j in np.ndindex(y.shape):
            window = x[n, c, i * stride : i * stride + size, j * stride : j * stride + size]
            y[n, c, i, j] = sorted(window.ravel())[-1]
        return y

    return max_pool_forward


# --- max_pool_backward ----------------------------------------------------------------------------------------


@accepted("max_pool_backward")
def pool_in_four_loops(solution):
    def max_pool_backward(upstream, x, size=2, stride=2):
        dx = np.zeros_like(x)
        for n, c, i, j in np.ndindex(upstream.shape):
            window = x[n, c, i * stride : i * stride + size, j * stride : j * stride + size]
            row, column = np.unravel_index(window.argmax(), window.shape)
            dx[n, c, i * stride + row, j * stride + column] += upstream[n, c, i, j]
        return dx

    return max_pool_backward


@accepted("max_pool_backward")
def pool_by_a_search(solution):
    def max_pool_backward(upstream, x, size=2, stride=2):
        dx = np.zeros(x.shape, dtype=x.dtype)
        for n, c, i, j in np.ndindex(upstream.shape):
            best = i * stride, j * stride
            for row in range(i * stride, i * stride + size):
                for column in range(j * stride, j * stride + size):
                    if x[n, c, row, column] > x[(n, c, *best)]:
                        best = row, column
            dx[(n, c, *best)] += upstream[n, c, i, j]
        return dx

    return max_pool_backward


@accepted("max_pool_backward")
def pool_by_windows(solution):
    def max_pool_backward(upstream, x, size=2, stride=2):
        windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]
        row, column = np.divmod(windows.reshape(*windows.shape[:4], -1).argmax(axis=-1), size)
        n, c, i, j = np.indices(upstream.shape)
        dx = np.zeros_like(x)
        np.add.at(dx, (n, c, i * stride + row, j * stride + column), upstream)
        return dx

    return max_pool_backward


@accepted("max_pool_backward")
def pool_place_by_place(solution):
    def max_pool_backward(upstream, x, size=2, stride=2):
        dx, (oh, ow) = np.zeros_like(x), upstream.shape[2:]
        at = [
            np.s_[:, :, a : a + stride * (oh - 1) + 1 : stride, b : b + stride * (ow - 1) + 1 : stride]
            for a in range(size)
            for b in range(size)
        ]
        largest, taken = np.max([x[place] for place in at], axis=0), np.zeros(upstream.shape, bool)
        for place in at:
            won = (x[place] == largest) & ~taken
            dx[place] += np.where(won, upstream, 0)
            taken |= won
        return dx

    return max_pool_backward


# --- global_average_pool --------------------------------------------------------------------------------------


@accepted("global_average_pool")
def means_of_rows(solution):
    def global_average_pool(x):
        n, c, h, w = x.shape
        rows = x.reshape(n, c, -1)
        return rows.mean(axis=-1), lambda upstream: np.repeat(upstream / (h * w), h * w, axis=1).reshape(x.shape)

    return global_average_pool


@accepted("global_average_pool")
def means_by_sums(solution):
    def global_average_pool(x):
        count = x[0, 0].size

        def backward(upstream):
            return np.ones_like(x) * (upstream / count)[:, :, None, None]

        return np.einsum("nchw->nc", x) / count, backward

    return global_average_pool


@accepted("global_average_pool")
def means_by_a_product(solution):
    def global_average_pool(x):
        weights = np.full((x.shape[2] * x.shape[3], 1), 1 / (x.shape[2] * x.shape[3]), dtype=x.dtype)
        y = (x.reshape(*x.shape[:2], -1) @ weights)[..., 0]
        return y, lambda upstream: (upstream[..., None] @ weights.T).reshape(x.shape)

    return global_average_pool


@accepted("global_average_pool")
def means_in_loops(solution):
    def global_average_pool(x):
        n, c, h, w = x.shape
        y = np.array([[x[i, k].mean() for k in range(c)] for i in range(n)], dtype=x.dtype)

        def backward(upstream):
            dx = np.empty_like(x)
            for i in range(n):
                for k in range(c):
                    dx[i, k] = upstream[i, k] / h / w
            return dx

        return y, backward

    return global_average_pool


@accepted("global_average_pool")
def means_step_by_step(solution):
    def global_average_pool(x):
        shares = np.ones(x.shape, x.dtype) / x.dtype.type(x.shape[-1] * x.shape[-2])
        return x.mean(axis=3).mean(axis=2), lambda upstream: shares * upstream[:, :, np.newaxis, np.newaxis]

    return global_average_pool


# --- accuracy_when_shifted ------------------------------------------------------------------------------------


@accepted("accuracy_when_shifted")
def shifted_by_a_border(solution):
    def accuracy_when_shifted(predict, x, labels, down, across):
        edge = max(abs(down), abs(across))
        wide = np.pad(x, ((0, 0), (0, 0), (edge, edge), (edge, edge)))
        top, left = edge - down, edge - across
        moved = wide[:, :, top : top + x.shape[2], left : left + x.shape[3]]
        return float(np.mean(predict(moved) == labels))

    return accuracy_when_shifted


@accepted("accuracy_when_shifted")
def shifted_by_a_roll(solution):
    def accuracy_when_shifted(predict, x, labels, down, across):
        moved = np.roll(x, (down, across), axis=(2, 3)).copy()
        rows, columns = np.arange(x.shape[2]) - down, np.arange(x.shape[3]) - across
        moved[:, :, (rows < 0) | (rows >= x.shape[2])] = 0
        moved[:, :, :, (columns < 0) | (columns >= x.shape[3])] = 0
        return np.count_nonzero(predict(moved) == labels) / len(labels)

    return accuracy_when_shifted


@accepted("accuracy_when_shifted")
def shifted_pixel_by_pixel(solution):
    def accuracy_when_shifted(predict, x, labels, down, across):
        moved, (h, w) = np.zeros_like(x), x.shape[2:]
        for i in range(h):
            for j in range(w):
                if 0 <= i - down < h and 0 <= j - across < w:
                    moved[:, :, i, j] = x[:, :, i - down, j - across]
        return sum(int(a == b) for a, b in zip(predict(moved), labels, strict=True)) / len(x)

    return accuracy_when_shifted


# --- receptive_field ------------------------------------------------------------------------------------------


@accepted("receptive_field")
def field_from_the_top(solution):
    def receptive_field(layers):
        size = 1
        for kernel, stride, dilation in reversed(layers):
            size = (size - 1) * stride + (kernel - 1) * dilation + 1
        jump = 1
        for _, stride, _ in layers:
            jump *= stride
        return size, jump

    return receptive_field


@accepted("receptive_field")
def field_by_ends(solution):
    def receptive_field(layers):
        first, last, step = 0, 0, 1
        for kernel, stride, dilation in layers:
            last += step * dilation * (kernel - 1)
            step = step * stride
        return last - first + 1, step

    return receptive_field


@accepted("receptive_field")
def field_by_sets(solution):
    def receptive_field(layers):
        low, high, next_low = 0, 0, 1
        for kernel, stride, dilation in layers[::-1]:
            low, high = low * stride, high * stride + (kernel - 1) * dilation
            next_low = next_low * stride
        return high - low + 1, next_low

    return receptive_field


@accepted("receptive_field")
def field_again_for_each_layer(solution):
    def receptive_field(layers):
        if not layers:
            return 1, 1
        size, jump = receptive_field(layers[:-1])
        kernel, stride, dilation = layers[-1]
        return size + jump * dilation * (kernel - 1), jump * stride

    return receptive_field


# --- count_parameters_and_multiplications ---------------------------------------------------------------------


@accepted("count_parameters_and_multiplications")
def counted_group_by_group(solution):
    def count_parameters_and_multiplications(shape, filters, kernel, stride=1, padding=0, groups=1):
        c, h, w = shape
        oh, ow = (h + 2 * padding - kernel[0]) // stride + 1, (w + 2 * padding - kernel[1]) // stride + 1
        parameters = multiplications = 0
        for _ in range(groups):
            window = c // groups * kernel[0] * kernel[1]
            parameters += filters // groups * (window + 1)
            multiplications += filters // groups * oh * ow * window
        return parameters, multiplications

    return count_parameters_and_multiplications


@accepted("count_parameters_and_multiplications")
def counted_by_outputs(solution):
    def count_parameters_and_multiplications(shape, filters, kernel, stride=1, padding=0, groups=1):
        one_filter = shape[0] * kernel[0] * kernel[1] // groups
        outputs = filters
        for size, width in zip(shape[1:], kernel, strict=True):
            outputs *= (size + 2 * padding - width) // stride + 1
        return filters * (one_filter + 1), outputs * one_filter

    return count_parameters_and_multiplications


@accepted("count_parameters_and_multiplications")
def counted_by_arrays(solution):
    def count_parameters_and_multiplications(shape, filters, kernel, stride=1, padding=0, groups=1):
        weight, bias = np.zeros((filters, shape[0] // groups, *kernel)), np.zeros(filters)
        places = (np.array(shape[1:]) + 2 * padding - np.array(kernel)) // stride + 1
        return weight.size + bias.size, int(weight.size * places.prod())

    return count_parameters_and_multiplications


# --- residual_block -------------------------------------------------------------------------------------------


@accepted("residual_block")
def block_by_cases(solution):
    def residual_block(x, f, shortcut=None, scale=1.0):
        y, back = f(x)
        if shortcut is None:
            return x + y * scale, lambda upstream: upstream + scale * back(upstream)
        z, back_by = shortcut(x)
        return z + y * scale, lambda upstream: back_by(upstream) + scale * back(upstream)

    return residual_block


@accepted("residual_block")
def block_by_lists_of_ways(solution):
    def residual_block(x, f, shortcut=None, scale=1.0):
        ways = [(1.0, shortcut(x) if shortcut else (x, lambda upstream: upstream)), (scale, f(x))]
        return sum(a * y for a, (y, _) in ways), lambda upstream: sum(a * back(upstream) for a, (_, back) in ways)

    return residual_block


@accepted("residual_block")
def block_in_place_on_copies(solution):
    def residual_block(x, f, shortcut=None, scale=1.0):
        change, back_f = f(x)
        kept, back_kept = shortcut(x) if shortcut is not None else (x, np.copy)
        y = kept.copy()
        y += scale * change

        def backward(upstream):
            dx = back_kept(upstream).copy()
            dx += back_f(upstream * scale)
            return dx

        return y, backward

    return residual_block


@accepted("residual_block")
def block_of_a_scaled_module(solution):
    def residual_block(x, f, shortcut=None, scale=1.0):
        def identity(h):
            return h, lambda upstream: upstream

        def scaled(h):
            y, back = f(h)
            return scale * y, lambda upstream: back(scale * upstream)

        (a, back_a), (b, back_b) = (shortcut or identity)(x), scaled(x)
        return np.add(a, b), lambda upstream: np.add(back_a(upstream), back_b(upstream))

    return residual_block


@accepted("residual_block")
def block_that_goes_through_again(solution):
    def residual_block(x, f, shortcut=None, scale=1.0):
        way = shortcut if shortcut is not None else lambda h: (h, lambda upstream: upstream)

        def backward(upstream):
            return f(x)[1](scale * upstream) + way(x)[1](upstream)

        return way(x)[0] + scale * f(x)[0], backward

    return residual_block
