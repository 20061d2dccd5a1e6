"""Known wrong implementations of `13-convolution`, each with the hint that it earns. They never ship.

A hint says what the code does instead of what it should, and leaves the last step to the student. The file is long
because it is a list: one entry a mistake, in the order of the notebook.
"""

import numpy as np

from grader.author import mistake, slip, wrong_letters

# --- output_size ----------------------------------------------------------------------------------------------

slip("output_size", "rounds_up", "return room // stride + 1", "return -(-room // stride) + 1",
     hint="You round up. A last window that would begin in the line but end beyond it does not fit.")

slip("output_size", "rounds_to_the_nearest", "return room // stride + 1", "return round(room / stride) + 1",
     hint="You round to the nearest whole number. A window that is cut off does not fit, however little is missing.")

slip("output_size", "forgets_the_first", "return room // stride + 1", "return room // stride",
     hint="You count the steps between windows. How many windows are there if no step is possible?")

slip("output_size", "padding_at_one_end", "size + 2 * padding - kernel", "size + padding - kernel",
     hint="Your line grows by the padding once. Zeros are added at each end.")

slip("output_size", "a_float", "return room // stride + 1", "return room / stride + 1",
     hint="A number of windows is whole. What is left at the end of the line counts for nothing.")

slip("output_size", "line_over_stride", "return room // stride + 1", "return (size + 2 * padding) // stride",
     hint="You count where windows could begin, up to the end of the line. The last ones would reach beyond it.")

slip("output_size", "no_padding", "size + 2 * padding - kernel", "size - kernel",
     hint="The padding plays no part in your count.")

slip("output_size", "one_more_pixel_of_room", "return room // stride + 1", "return (room + 1) // stride",
     hint="Your + 1 is divided by the stride, too. The first window counts before any step is made.")

slip("output_size", "steps_of_one", "return room // stride + 1", "return room + 1",
     hint="You count every place where a window fits. From one window to the next it goes by the stride.")

slip("output_size", "refuses_an_exact_fit", "if room < 0:", "if room <= 0:",
     hint="You refuse a window that is exactly as long as the line. It fits once.")

slip("output_size", "never_refuses", "if room < 0:", "if False:",
     hint="For a window that does not fit even once you return a number. The docstring asks for an error.")

slip("output_size", "refuses_by_the_bare_line", "if room < 0:", "if kernel > size:",
     hint="You compare the window with the line before its padding. Some of these windows fit.")

slip("output_size", "names_nothing", "f\"a window of {kernel} does not fit into {size} pixels with padding {padding}\"",
     "\"the window does not fit\"",
     hint="The error is there. Its message should name two numbers: look at the docstring.")

# --- conv2d_forward -------------------------------------------------------------------------------------------

slip("conv2d_forward", "flipped", "np.tensordot(window, weight,", "np.tensordot(window[:, :, ::-1, ::-1], weight,",
     hint="You flip the filter, as the convolution of mathematics does. What does the text say libraries compute?")

slip("conv2d_forward", "transposed_filters", "np.tensordot(window, weight, axes=([1, 2, 3], [1, 2, 3]))",
     "np.tensordot(window[:, :, ::-1, :], weight, axes=([1, 2, 3], [1, 2, 3]))",
     hint="Your filters stand upside down: the rows of the window meet the rows of the filter in opposite order.")

slip("conv2d_forward", "no_stride", "top, left = i * stride, j * stride", "top, left = i, j",
     hint="The number of windows is right, but each begins one pixel after the last. How far apart should they be?")

slip("conv2d_forward", "bias_forgotten", "axes=([1, 2, 3], [1, 2, 3])) + bias", "axes=([1, 2, 3], [1, 2, 3]))",
     hint="The bias plays no part in your output.")

slip("conv2d_forward", "bias_of_each_channel", "axes=([1, 2, 3], [1, 2, 3])) + bias",
     "axes=([1, 2, 3], [1, 2, 3])) + bias * x.shape[1]",
     hint="The bias is added once for each channel. A filter has one bias: in which loop does it stand?")

slip("conv2d_forward", "first_channel_only", "np.tensordot(window, weight, axes=([1, 2, 3], [1, 2, 3]))",
     "np.tensordot(window[:, 0], weight[:, 0], axes=([1, 2], [1, 2]))",
     hint="Your output depends on the first channel alone. A filter has weights for each channel.")

slip("conv2d_forward", "mean_over_the_window", "np.tensordot(window, weight, axes=([1, 2, 3], [1, 2, 3]))",
     "np.tensordot(window, weight, axes=([1, 2, 3], [1, 2, 3])) / (kh * kw)",
     hint="You take a mean over the places of the window. The formula has a sum.")

slip("conv2d_forward", "padded_after_the_end", "((0, 0), (0, 0), (padding, padding), (padding, padding))",
     "((0, 0), (0, 0), (0, 2 * padding), (0, 2 * padding))",
     hint="All your zeros stand below and to the right. The padding goes on all four sides.")

slip("conv2d_forward", "bias_for_each_pixel", "axes=([1, 2, 3], [1, 2, 3])) + bias",
     "axes=([1, 2, 3], [1, 2, 3])) + kh * kw * bias",
     hint="The bias is in your sum once for each place of the window. It is added once, at the end.")

slip("conv2d_forward", "padded_with_the_border", "(padding, padding), (padding, padding)))",
     "(padding, padding), (padding, padding)), mode=\"edge\")",
     hint="Your padding repeats the pixels of the border. The docstring asks for something else.")

slip("conv2d_forward", "rounds_the_stride_up", "oh, ow = output_size(x.shape[2], kh, stride, padding), "
     "output_size(x.shape[3], kw, stride, padding)",
     "oh, ow = (x.shape[2] + 2 * padding - kh) // stride, (x.shape[3] + 2 * padding - kw) // stride",
     hint="Your output has a row and a column too few. Exercise 1 counts windows.")


@mistake("conv2d_forward", hint="Your output has its axes in another order. The docstring says which stands where.")
def filters_last(solution):
    def conv2d_forward(x, weight, bias, stride=1, padding=0):
        return solution.conv2d_forward(x, weight, bias, stride, padding).transpose(0, 2, 3, 1)

    return conv2d_forward


@mistake("conv2d_forward", hint="The numbers are right and stand in the wrong places. Which axis of your array are the "
                                "filters, before you reshape? reshape does not move axes.")
def reshaped_with_filters_last(solution):
    def conv2d_forward(x, weight, bias, stride=1, padding=0):
        y = solution.conv2d_forward(x, weight, bias, stride, padding)
        return y.transpose(0, 2, 3, 1).reshape(y.shape)

    return conv2d_forward


@mistake("conv2d_forward", hint="The bias is added along the width of the output. Which axis are the filters?")
def bias_along_the_width(solution):
    def conv2d_forward(x, weight, bias, stride=1, padding=0):
        y = solution.conv2d_forward(x, weight, 0 * bias, stride, padding)
        return y + np.resize(bias, y.shape[3])

    return conv2d_forward


@mistake("conv2d_forward", hint="The padding plays no part in your output.")
def never_padded(solution):
    def conv2d_forward(x, weight, bias, stride=1, padding=0):
        return solution.conv2d_forward(x, weight, bias, stride, 0)

    return conv2d_forward


# --- im2col ---------------------------------------------------------------------------------------------------

slip("im2col", "channels_last_in_a_row", "transpose(0, 2, 3, 1, 4, 5)", "transpose(0, 2, 3, 4, 5, 1)",
     hint="In your rows the channels change fastest. Compare with the order of weight.reshape(f, -1).")

slip("im2col", "places_before_images", "transpose(0, 2, 3, 1, 4, 5)", "transpose(2, 3, 0, 1, 4, 5)",
     hint="Your rows go through the places first, and at each through the images. The docstring has it the other way.")

slip("im2col", "axes_left_in_place", ".transpose(0, 2, 3, 1, 4, 5)", "",
     hint="The numbers are there, but a reshape keeps their order in memory. The channels still stand before the "
          "places.")

slip("im2col", "columns_before_rows", "transpose(0, 2, 3, 1, 4, 5)", "transpose(0, 3, 2, 1, 4, 5)",
     hint="Your rows go down the image first. Within an image they should go along a row of places.")

slip("im2col", "window_turned", "transpose(0, 2, 3, 1, 4, 5)", "transpose(0, 2, 3, 1, 5, 4)",
     hint="Within a window your columns go down first. They should go through a row of the window from the left.")

slip("im2col", "every_window", "windows[:, :, ::stride, ::stride].transpose", "windows.transpose",
     hint="You take a window at every pixel. Which ones does the stride leave?")

slip("im2col", "stride_down_only", "[:, :, ::stride, ::stride]", "[:, :, ::stride]",
     hint="Your stride works in one direction alone.")

slip("im2col", "padding_at_the_end", "((0, 0), (0, 0), (padding, padding), (padding, padding))",
     "((0, 0), (0, 0), (0, 2 * padding), (0, 2 * padding))",
     hint="All your zeros stand below and to the right. The padding goes on all four sides.")


@mistake("im2col", hint="Your matrix is the transpose: windows are columns. Here each window is a row.")
def windows_as_columns(solution):
    def im2col(x, kernel, stride=1, padding=0):
        return np.ascontiguousarray(solution.im2col(x, kernel, stride, padding).T)

    return im2col


@mistake("im2col", hint="The padding plays no part in your matrix.")
def windows_never_padded(solution):
    def im2col(x, kernel, stride=1, padding=0):
        return solution.im2col(x, kernel, stride, 0)

    return im2col


@mistake("im2col", hint="Height and width of the window have changed places: the first of kernel is the height.")
def width_first(solution):
    def im2col(x, kernel, stride=1, padding=0):
        return solution.im2col(x, kernel[::-1], stride, padding)

    return im2col


# --- col2im ---------------------------------------------------------------------------------------------------

slip("col2im", "overwrites", "left : left + kw] += windows[:, i, j]", "left : left + kw] = windows[:, i, j]",
     hint="Where windows overlap, the last one wins in your image. What should a pixel in two windows get?")

slip("col2im", "cut_at_the_corner", "image[:, :, padding : padding + h, padding : padding + w]", "image[:, :, :h, :w]",
     hint="You cut your result out at the corner of the padded image. Where in it does the image begin?")

slip("col2im", "still_padded", "return image[:, :, padding : padding + h, padding : padding + w]", "return image",
     hint="Your result still has the padding around it.")

slip("col2im", "cut_by_minus_padding", "image[:, :, padding : padding + h, padding : padding + w]",
     "image[:, :, padding:-padding, padding:-padding]",
     hint="You cut the padding off by counting from the end. Without padding, what does image[:, :, 0:-0] hold?")

slip("col2im", "steps_by_one", "top, left = i * stride, j * stride", "top, left = i, j",
     hint="Your windows go back one pixel apart. How far apart were they taken?")

slip("col2im", "channels_read_last", "windows = columns.reshape(n, oh, ow, c, kh, kw)",
     "windows = columns.reshape(n, oh, ow, kh, kw, c).transpose(0, 1, 2, 5, 3, 4)",
     hint="You read each row as if the channels changed fastest. Which order does im2col write?")

slip("col2im", "places_read_first", "windows = columns.reshape(n, oh, ow, c, kh, kw)",
     "windows = columns.reshape(oh, ow, n, c, kh, kw).transpose(2, 0, 1, 3, 4, 5)",
     hint="You read the rows as if the images changed fastest. Which order does im2col write?")

slip("col2im", "bare_frame", "np.zeros((n, c, h + 2 * padding, w + 2 * padding), dtype=columns.dtype)",
     "np.full((n, c, h + 2 * padding, w + 2 * padding), 99, dtype=columns.dtype)",
     hint="Your image is not empty before the first window is added. What should a pixel get that is in no window?")

slip("col2im", "adds_one_row_twice", "image[:, :, top : top + kh, left : left + kw] += windows[:, i, j]",
     "image[:, :, top : top + kh, left : left + kw] += windows[:, i, j][:, :, ::-1, ::-1]",
     hint="Each window goes back upside down.")


@mistake("col2im", hint="You divide by the number of windows that a pixel is in. It should get their sum.")
def mean_of_the_windows(solution):
    def col2im(columns, shape, kernel, stride=1, padding=0):
        counts = solution.col2im(np.ones_like(columns), shape, kernel, stride, padding)
        return solution.col2im(columns, shape, kernel, stride, padding) / np.maximum(counts, 1)

    return col2im


# --- conv2d_backward ------------------------------------------------------------------------------------------

slip("conv2d_backward", "bias_over_places_only", "slopes.sum(axis=0)", "slopes.sum(axis=0) / len(x)",
     hint="The gradient of the bias is divided by the number of images. Each of them adds its part.")

slip("conv2d_backward", "bias_mean", "slopes.sum(axis=0)", "slopes.mean(axis=0)",
     hint="The gradient of the bias is a mean over rows in your code. The bias is added at every place of every image: "
          "what is its gradient then?")

slip("conv2d_backward", "weights_mean", "dweight = slopes.T @ im2col(x, kernel, stride, padding)",
     "dweight = slopes.T @ im2col(x, kernel, stride, padding) / len(x)",
     hint="The gradient of the weights is divided by the number of images. A mean is the loss's affair.")

slip("conv2d_backward", "weights_and_bias_mean", "return dx, dweight.reshape(weight.shape), slopes.sum(axis=0)",
     "return dx, dweight.reshape(weight.shape) / len(x), slopes.sum(axis=0) / len(x)",
     hint="The gradients of weights and bias are divided by the number of images. A mean is the loss's affair.")

slip("conv2d_backward", "upstream_reshaped_for_dx_and_weights",
     ("upstream.transpose(0, 2, 3, 1).reshape(-1, filters)", "upstream.reshape(-1, filters)"),
     ("slopes.sum(axis=0)", "upstream.sum(axis=(0, 2, 3))"),
     hint="You reshape the upstream gradient with its filters still in front of the places, so rows mix filters.")

slip("conv2d_backward", "upstream_reshaped_only", "upstream.transpose(0, 2, 3, 1).reshape(-1, filters)",
     "upstream.reshape(-1, filters)",
     hint="You reshape the upstream gradient with its filters still in front of the places, so rows mix filters.")

slip("conv2d_backward", "padding_forgotten_on_the_way_back", "dx = col2im(dcolumns, x.shape, kernel, stride, padding)",
     "dx = np.roll(col2im(dcolumns, x.shape, kernel, stride, padding), padding, axis=(2, 3))",
     hint="Your dx is shifted: the image does not begin at the corner of its padded version.")

slip("conv2d_backward", "padding_cut_off_to_nothing", "return dx, dweight",
     "return dx if padding else dx[:, :, :0, :0], dweight",
     hint="`[padding:-padding]` leaves nothing of dx where the padding is 0: its end, -0, is the beginning. Where does "
     "the image end?")

slip("conv2d_backward", "filters_flipped", "dcolumns = slopes @ weight.reshape(filters, -1)",
     "dcolumns = slopes @ weight[:, :, ::-1, ::-1].reshape(filters, -1)",
     hint="Your dx uses flipped filters. A number goes back through the weight that it came through.")

slip("conv2d_backward", "another_order", "return dx, dweight.reshape(weight.shape), slopes.sum(axis=0)",
     "return dweight.reshape(weight.shape), slopes.sum(axis=0), dx",
     hint="The three gradients are right, and in another order than the docstring's.")

slip("conv2d_backward", "weights_transposed", "dweight.reshape(weight.shape)", "dweight.T.reshape(weight.shape)",
     hint="The numbers of your dweight are right and stand in the wrong places: you reshape the transpose of U^T C.")

slip("conv2d_backward", "weights_left_flat", "dweight.reshape(weight.shape)", "dweight",
     hint="The gradient of the weights is a matrix in your code. A gradient has the shape of what it belongs to.")


@mistake("conv2d_backward", hint="In dx a pixel gets what the last of its windows sends, not what all of them do.")
def overlaps_overwritten(solution):
    def conv2d_backward(upstream, x, weight, stride=1, padding=0):
        _, dweight, dbias = solution.conv2d_backward(upstream, x, weight, stride, padding)
        dx, (kh, kw) = np.zeros_like(np.pad(x, ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2))), weight.shape[2:]
        for i in range(upstream.shape[2]):
            for j in range(upstream.shape[3]):
                part = np.einsum("nf,fcab->ncab", upstream[:, :, i, j], weight)
                dx[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw] = part
        return dx[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]], dweight, dbias

    return conv2d_backward


@mistake("conv2d_backward", hint="The gradient of the bias has an axis too many. There is one bias for each filter.")
def bias_for_each_image(solution):
    def conv2d_backward(upstream, x, weight, stride=1, padding=0):
        dx, dweight, _ = solution.conv2d_backward(upstream, x, weight, stride, padding)
        return dx, dweight, upstream.sum(axis=(2, 3))

    return conv2d_backward


@mistake("conv2d_backward", hint="The gradient of the weights is computed as if all zeros stood below and to the right "
                                 "of the image. Where do they stand?")
def weights_of_a_cornered_image(solution):
    def conv2d_backward(upstream, x, weight, stride=1, padding=0):
        dx, dweight, dbias = solution.conv2d_backward(upstream, x, weight, stride, padding)
        if padding:
            framed = np.pad(x, ((0, 0), (0, 0), (0, 2 * padding), (0, 2 * padding)))
            dweight = solution.conv2d_backward(upstream, framed, weight, stride, 0)[1]
        return dx, dweight, dbias

    return conv2d_backward


@mistake("conv2d_backward", hint="Your dx still has the padding around it.")
def dx_with_its_padding(solution):
    def conv2d_backward(upstream, x, weight, stride=1, padding=0):
        framed = np.pad(x, ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2))
        return solution.conv2d_backward(upstream, framed, weight, stride, 0)

    return conv2d_backward


# --- max_pool_forward -----------------------------------------------------------------------------------------

slip("max_pool_forward", "pools_every_window", "windows[:, :, ::stride, ::stride].max", "windows.max",
     hint="You keep the largest of every window. Which windows does the stride leave?")

slip("max_pool_forward", "strides_by_the_size", "::stride, ::stride", "::size, ::size",
     hint="Your windows are as far apart as they are wide. Their distance is another argument.")

slip("max_pool_forward", "smallest_kept", ".max(axis=(4, 5))", ".min(axis=(4, 5))",
     hint="You keep the smallest pixel of each window.")

slip("max_pool_forward", "averages", ".max(axis=(4, 5))", ".mean(axis=(4, 5)).astype(x.dtype)",
     hint="You take the mean of each window. That is average pooling.")

slip("max_pool_forward", "farthest_from_zero", "windows[:, :, ::stride, ::stride].max(axis=(4, 5))",
     "np.abs(windows[:, :, ::stride, ::stride]).max(axis=(4, 5))",
     hint="You compare sizes without their signs. Which is the larger of -3 and 1?")

slip("max_pool_forward", "one_axis_only", ".max(axis=(4, 5))", ".max(axis=5)[..., 0]",
     hint="You look at one row of each window. It has others.")

slip("max_pool_forward", "stride_across_only", "::stride, ::stride", ":, ::stride",
     hint="Your stride works in one direction alone.")

slip("max_pool_forward", "never_below_zero", ".max(axis=(4, 5))", ".max(axis=(4, 5), initial=0)",
     hint="None of your results is below 0, so something that is no pixel takes part. Where do you begin to compare?")


@mistake("max_pool_forward", hint="A last window that reaches beyond the image counts in your code, with the pixels "
                                  "that there are. How does exercise 1 count?")
def windows_cut_off_count(solution):
    def max_pool_forward(x, size=2, stride=2):
        over = [-(n - size) % stride for n in x.shape[2:]]
        padded = np.pad(x, ((0, 0), (0, 0), (0, over[0]), (0, over[1])), constant_values=-np.inf)
        return solution.max_pool_forward(padded, size, stride)

    return max_pool_forward


@mistake("max_pool_forward", hint="Your result is one number for all channels of an image. Each is pooled by itself.")
def channels_pooled_too(solution):
    def max_pool_forward(x, size=2, stride=2):
        y = solution.max_pool_forward(x, size, stride)
        return np.broadcast_to(y.max(axis=1, keepdims=True), y.shape).copy()

    return max_pool_forward


# --- max_pool_backward ----------------------------------------------------------------------------------------


@mistake("max_pool_backward", hint="Where several pixels are the largest, each of them gets the whole gradient in your "
                                   "code. Look at the rule for ties.")
def to_all_ties(solution):
    def max_pool_backward(upstream, x, size=2, stride=2):
        dx = np.zeros_like(x)
        for i in range(upstream.shape[2]):
            for j in range(upstream.shape[3]):
                at = np.s_[:, :, i * stride : i * stride + size, j * stride : j * stride + size]
                dx[at] += (x[at] == x[at].max(axis=(2, 3), keepdims=True)) * upstream[:, :, i : i + 1, j : j + 1]
        return dx

    return max_pool_backward


@mistake("max_pool_backward", hint="Where several pixels are the largest, they share the gradient in your code. "
                                   "Look at the rule for ties.")
def ties_share(solution):
    def max_pool_backward(upstream, x, size=2, stride=2):
        dx = np.zeros_like(x)
        for i in range(upstream.shape[2]):
            for j in range(upstream.shape[3]):
                at = np.s_[:, :, i * stride : i * stride + size, j * stride : j * stride + size]
                won = x[at] == x[at].max(axis=(2, 3), keepdims=True)
                share = upstream[:, :, i : i + 1, j : j + 1] / won.sum(axis=(2, 3), keepdims=True)
                dx[at] += (won * share).astype(x.dtype)
        return dx

    return max_pool_backward


slip("max_pool_backward", "winner_overwritten", "left + column] += upstream[:, :, i, j]",
     "left + column] = upstream[:, :, i, j]",
     hint="A pixel that wins in several windows keeps what the last one sends. It should get the sum.")

slip("max_pool_backward", "last_of_equals", "row, column = np.divmod(window.argmax(axis=2), size)",
     "row, column = np.divmod(size * size - 1 - window[:, :, ::-1].argmax(axis=2), size)",
     hint="Of equal pixels the last one wins in your code. Look at the rule for ties.")

slip("max_pool_backward", "first_of_a_column",
     ("left : left + size].reshape(n, c, -1)", "left : left + size].swapaxes(2, 3).reshape(n, c, -1)"),
     ("row, column = np.divmod", "column, row = np.divmod"),
     hint="Of equal pixels yours is the first one going down the columns. Look at the rule for ties.")

slip("max_pool_backward", "divided_by_the_stride", "np.divmod(window.argmax(axis=2), size)",
     "np.divmod(window.argmax(axis=2), stride)",
     hint="A window has rows of `size` pixels. You divide the number of the largest one by the stride.")

slip("max_pool_backward", "row_and_column_exchanged", "row, column = np.divmod", "column, row = np.divmod",
     hint="Row and column have changed places. A window is flattened row by row.")

slip("max_pool_backward", "steps_by_the_size", "top, left = i * stride, j * stride", "top, left = i * size, j * size",
     hint="Your windows are as far apart as they are wide. Their distance is another argument.")

slip("max_pool_backward", "smallest_wins", "window.argmax(axis=2)", "window.argmin(axis=2)",
     hint="In your code the smallest pixel gets the gradient.")

slip("max_pool_backward", "largest_in_size", "window.argmax(axis=2)", "np.abs(window).argmax(axis=2)",
     hint="You take the pixel that is farthest from 0. Look at an image in which all pixels are negative.")


@mistake("max_pool_backward", hint="Every pixel of a window gets a share. That is the gradient of average pooling.")
def as_an_average(solution):
    def max_pool_backward(upstream, x, size=2, stride=2):
        dx = np.zeros_like(x)
        for i in range(upstream.shape[2]):
            for j in range(upstream.shape[3]):
                at = np.s_[:, :, i * stride : i * stride + size, j * stride : j * stride + size]
                dx[at] += upstream[:, :, i : i + 1, j : j + 1] / size**2
        return dx

    return max_pool_backward


@mistake("max_pool_backward", hint="Every pixel of a window gets the whole upstream gradient. Only one of them made "
                                   "the output.")
def to_everybody(solution):
    def max_pool_backward(upstream, x, size=2, stride=2):
        dx = np.zeros_like(x)
        for i in range(upstream.shape[2]):
            for j in range(upstream.shape[3]):
                at = np.s_[:, :, i * stride : i * stride + size, j * stride : j * stride + size]
                dx[at] += upstream[:, :, i : i + 1, j : j + 1]
        return dx

    return max_pool_backward


# --- global_average_pool --------------------------------------------------------------------------------------

slip("global_average_pool", "adds_up", "x.mean(axis=(2, 3))", "x.sum(axis=(2, 3))",
     hint="You return sums. A mean is asked for.")

slip("global_average_pool", "largest_of_a_map", "x.mean(axis=(2, 3))", "x.max(axis=(2, 3))",
     hint="You return the largest pixel of each map. A mean is asked for.")

slip("global_average_pool", "over_the_channels", "return x.mean(axis=(2, 3)), backward",
     "return np.broadcast_to(x.mean(axis=(1, 2, 3))[:, None], x.shape[:2]).copy(), backward",
     hint="Your mean goes over the channels as well. Each map has one of its own.")

slip("global_average_pool", "axes_kept", "x.mean(axis=(2, 3))", "x.mean(axis=(2, 3), keepdims=True)",
     hint="Your means keep two axes of length 1. The docstring says which shape they have.")

slip("global_average_pool", "undivided", "upstream / (height * width)", "upstream",
     hint="On the way back each pixel gets the whole upstream. How much of a mean is one pixel?")

slip("global_average_pool", "divided_by_the_height", "upstream / (height * width)", "upstream / height",
     hint="On the way back you divide by the number of rows. A map has more pixels than that.")

slip("global_average_pool", "divided_by_the_square", "upstream / (height * width)", "upstream / height**2",
     hint="You divide by the height times the height. h and w may differ.")

slip("global_average_pool", "divided_by_the_images_too", "upstream / (height * width)",
     "upstream / (height * width * len(x))",
     hint="On the way back you divide by the number of images as well. Their means are not mixed.")

slip("global_average_pool", "divided_by_the_channels_too", "upstream / (height * width)",
     "upstream / (height * width * x.shape[1])",
     hint="On the way back you divide by the number of channels as well. Each map has a mean of its own.")

slip("global_average_pool", "shares_not_spread", "return np.broadcast_to(share[:, :, None, None], x.shape).copy()",
     "return share[:, :, None, None]",
     hint="Your gradient has one number for each map. It needs the shape of x.")

slip("global_average_pool", "shares_tiled", "np.broadcast_to(share[:, :, None, None], x.shape).copy()",
     "np.tile(share.ravel(), height * width).reshape(x.shape)",
     hint="`np.tile` repeats the row of all shares, so the pixels of a map get those of other maps. Each share is to "
     "be repeated by itself.")

slip("global_average_pool", "to_one_pixel", "return np.broadcast_to(share[:, :, None, None], x.shape).copy()",
     "dx = np.zeros_like(x)\n        dx[:, :, 0, 0] = upstream\n        return dx",
     hint="On the way back you give everything to the first pixel. All of them made the mean.")

slip("global_average_pool", "multiplies_by_the_pixels", "np.broadcast_to(share[:, :, None, None], x.shape).copy()",
     "x * share[:, :, None, None]",
     hint="You multiply the share by the pixels. The derivative of a mean does not depend on them.")

# --- accuracy_when_shifted ------------------------------------------------------------------------------------


@mistake("accuracy_when_shifted", hint="What leaves the image on one side comes back on the other in your code. The "
                                       "docstring says what comes in instead.")
def rolled(solution):
    def accuracy_when_shifted(predict, x, labels, down, across):
        return float((predict(np.roll(x, (down, across), axis=(2, 3))) == labels).mean())

    return accuracy_when_shifted


@mistake("accuracy_when_shifted", hint="After rolling you blank the first rows and columns, whichever way the image "
                                       "went. After a shift up or to the left, what comes back stands at the other "
                                       "end.")
def rolled_and_blanked_at_the_beginning(solution):
    def accuracy_when_shifted(predict, x, labels, down, across):
        height, width = x.shape[2:]
        down, across = int(np.clip(down, -height, height)), int(np.clip(across, -width, width))
        moved = np.roll(x, (down, across), axis=(2, 3))
        moved[:, :, : abs(down)] = 0
        moved[:, :, :, : abs(across)] = 0
        return float((predict(moved) == labels).mean())

    return accuracy_when_shifted


@mistake("accuracy_when_shifted", hint="Down and across have changed places: which axis is the height?")
def axes_exchanged(solution):
    def accuracy_when_shifted(predict, x, labels, down, across):
        return solution.accuracy_when_shifted(predict, x, labels, across, down)

    return accuracy_when_shifted


@mistake("accuracy_when_shifted", hint="Your images move the other way: a positive shift goes down and to the right.")
def the_other_way(solution):
    def accuracy_when_shifted(predict, x, labels, down, across):
        return solution.accuracy_when_shifted(predict, x, labels, -down, -across)

    return accuracy_when_shifted


@mistake("accuracy_when_shifted", hint="You return the number of right answers. The docstring asks for a share.")
def a_count(solution):
    def accuracy_when_shifted(predict, x, labels, down, across):
        return round(solution.accuracy_when_shifted(predict, x, labels, down, across) * len(labels))

    return accuracy_when_shifted


@mistake("accuracy_when_shifted", hint="You return the share of wrong answers.")
def an_error(solution):
    def accuracy_when_shifted(predict, x, labels, down, across):
        return 1 - solution.accuracy_when_shifted(predict, x, labels, down, across)

    return accuracy_when_shifted


@mistake("accuracy_when_shifted", hint="You return percent. The docstring asks for a number from 0 to 1.")
def in_percent(solution):
    def accuracy_when_shifted(predict, x, labels, down, across):
        return 100 * solution.accuracy_when_shifted(predict, x, labels, down, across)

    return accuracy_when_shifted


@mistake("accuracy_when_shifted", hint="Instead of zeros the pixels of the border come in.")
def border_repeated(solution):
    def accuracy_when_shifted(predict, x, labels, down, across):
        rows = np.clip(np.arange(x.shape[2]) - down, 0, x.shape[2] - 1)
        columns = np.clip(np.arange(x.shape[3]) - across, 0, x.shape[3] - 1)
        return float((predict(x[:, :, rows][:, :, :, columns]) == labels).mean())

    return accuracy_when_shifted


@mistake("accuracy_when_shifted", hint="Negative shifts do nothing in your code.")
def never_up(solution):
    def accuracy_when_shifted(predict, x, labels, down, across):
        return solution.accuracy_when_shifted(predict, x, labels, max(down, 0), max(across, 0))

    return accuracy_when_shifted


@mistake("accuracy_when_shifted", hint="Where a shift is 0 your images are all zeros. What does x[:-0] hold?")
def minus_zero(solution):
    def accuracy_when_shifted(predict, x, labels, down, across):
        if down == 0 or across == 0:
            return float((predict(np.zeros_like(x)) == labels).mean())
        return solution.accuracy_when_shifted(predict, x, labels, down, across)

    return accuracy_when_shifted


@mistake("accuracy_when_shifted", hint="Your images grow where they are shifted: a border is added, and nothing is cut "
                                       "off on the other side.")
def grown(solution):
    def accuracy_when_shifted(predict, x, labels, down, across):
        edges = [(max(shift, 0), max(-shift, 0)) for shift in (down, across)]
        return float((predict(np.pad(x, ((0, 0), (0, 0), *edges))) == labels).mean())

    return accuracy_when_shifted


@mistake("accuracy_when_shifted", hint="The images reach predict unshifted.")
def not_shifted(solution):
    def accuracy_when_shifted(predict, x, labels, down, across):
        return float((predict(x) == labels).mean())

    return accuracy_when_shifted


# --- receptive_field ------------------------------------------------------------------------------------------

slip("receptive_field", "own_stride_first", "size += (kernel - 1) * dilation * jump\n        jump *= stride",
     "jump *= stride\n        size += (kernel - 1) * dilation * jump",
     hint="A layer's own stride already counts for its own window. The units that it looks at are as far apart as the "
          "layers below say.")

slip("receptive_field", "no_jumps", "(kernel - 1) * dilation * jump", "(kernel - 1) * dilation",
     hint="Your field grows as if neighbors were always one pixel apart. What do strides below a layer do to it?")

slip("receptive_field", "whole_kernels", "(kernel - 1) * dilation * jump", "kernel * dilation * jump",
     hint="From the first to the last of k neighbors, how many jumps are there?")

slip("receptive_field", "begins_at_zero", "size, jump = 1, 1", "size, jump = 0, 1",
     hint="Your field is too narrow by one pixel: how many pixels does a unit see without any layer?")

slip("receptive_field", "strides_added", "jump *= stride", "jump += stride - 1",
     hint="You add up strides. Two layers with stride 2: how far apart are neighbors then?")

slip("receptive_field", "last_stride_only", "jump *= stride", "jump = stride",
     hint="Your jump is the stride of the last layer alone. The strides below it spread neighbors too.")

slip("receptive_field", "no_dilation", "(kernel - 1) * dilation * jump", "(kernel - 1) * jump",
     hint="The dilation plays no part in your width.")

slip("receptive_field", "dilated_kernel", "(kernel - 1) * dilation * jump", "(kernel * dilation - 1) * jump",
     hint="You make the kernel wider by the dilation, and then take 1 off. Draw three places two apart: how many units "
          "from the first to the last?")

slip("receptive_field", "dilated_jumps", "jump *= stride", "jump *= stride * dilation",
     hint="The dilation makes your jump grow. It spreads one window; neighbors stay as far apart as strides make them.")

slip("receptive_field", "from_the_top", "for kernel, stride, dilation in layers:",
     "for kernel, stride, dilation in layers[::-1]:",
     hint="You go from the top layer down. The list begins at the image, and so do the two formulas.")

slip("receptive_field", "another_pair", "return size, jump", "return jump, size",
     hint="The two numbers have changed places.")

# --- count_parameters_and_multiplications ---------------------------------------------------------------------

slip("count_parameters_and_multiplications", "no_biases", "return weights + filters,", "return weights,",
     hint="Each filter has one more parameter besides its weights.")

slip("count_parameters_and_multiplications", "bias_for_each_group", "return weights + filters,",
     "return weights + groups,",
     hint="You count a bias for each group. How many feature maps come out, and what does each have?")

slip("count_parameters_and_multiplications", "groups_ignored", "(channels // groups)", "channels",
     hint="Your filters see all channels. With groups, which ones does a filter see?")

slip("count_parameters_and_multiplications", "filters_grouped_too", "weights = filters * (channels // groups)",
     "weights = (filters // groups) * (channels // groups)",
     hint="You count the filters of one group. There are more groups.")

slip("count_parameters_and_multiplications", "filters_and_biases_grouped",
     "channels, height, width = shape\n", "channels, height, width = shape\n    filters = filters // groups\n",
     hint="You count the filters and biases of one group. There are as many more as there are groups.")

slip("count_parameters_and_multiplications", "input_places",
     "places = output_size(height, kernel[0], stride, padding) * output_size(width, kernel[1], stride, padding)",
     "places = height * width",
     hint="You count a window at every pixel of the input. At how many places does the filter stand?")

slip("count_parameters_and_multiplications", "places_rounded_up",
     "output_size(height, kernel[0], stride, padding) * output_size(width, kernel[1], stride, padding)",
     "-(-(height + 2 * padding - kernel[0]) // stride - 1) * -(-(width + 2 * padding - kernel[1]) // stride - 1)",
     hint="You round the number of steps up, so that the last window reaches beyond the end. It has to fit.")

slip("count_parameters_and_multiplications", "biases_multiplied", "weights * places", "(weights + filters) * places",
     hint="Your multiplications count the biases as well. A bias is added.")

slip("count_parameters_and_multiplications", "one_output_each", "weights * places", "weights * places // filters",
     hint="You count the work of one filter. All of them are at work at each place.")

slip("count_parameters_and_multiplications", "one_channel", "weights = filters * (channels // groups) * ",
     "weights = filters * ",
     hint="Your filters have weights for a single channel.")

slip("count_parameters_and_multiplications", "bias_for_each_channel", "return weights + filters,",
     "return weights + channels,",
     hint="You count a bias for each channel that comes in. Who has the biases?")

slip("count_parameters_and_multiplications", "square_window", "(channels // groups) * kernel[0] * kernel[1]",
     "(channels // groups) * kernel[0] * kernel[0]",
     hint="Your windows are square: one of the two sizes is used twice.")

slip("count_parameters_and_multiplications", "padding_left_out", "output_size(height, kernel[0], stride, padding) * "
     "output_size(width, kernel[1], stride, padding)", "output_size(height, kernel[0], stride) * "
     "output_size(width, kernel[1], stride)",
     hint="The padding plays no part in your count of places.")

# --- residual_block -------------------------------------------------------------------------------------------

slip("residual_block", "no_shortcut", "return kept + scale * change, backward", "return scale * change, backward",
     hint="Your y lacks what goes around f.")

slip("residual_block", "no_shortcut_back", "back_around(upstream) + back_through_f(scale * upstream)",
     "back_through_f(scale * upstream)",
     hint="Your gradient comes back through f alone. Which other way leads from x to y?")

slip("residual_block", "around_the_shortcut_back", "back_around(upstream) + back_through_f",
     "upstream + back_through_f",
     hint="On the way back the upstream gradient passes your shortcut unchanged. A module there has a way back, too.")

slip("residual_block", "only_the_shortcut_back", "back_around(upstream) + back_through_f(scale * upstream)",
     "back_around(upstream)",
     hint="Your gradient comes back by the shortcut alone. x also went through f.")

slip("residual_block", "unscaled_back", "back_through_f(scale * upstream)", "back_through_f(upstream)",
     hint="Forward f's output is scaled. On the way back the scale plays no part in your code.")

slip("residual_block", "never_scaled", ("kept + scale * change", "kept + change"),
     ("back_through_f(scale * upstream)", "back_through_f(upstream)"),
     hint="The scale plays no part in your block.")

slip("residual_block", "unscaled_forward", "kept + scale * change", "kept + change",
     hint="Your y is not scaled. On the way back you do scale.")

slip("residual_block", "shortcut_scaled_too", ("kept + scale * change", "scale * (kept + change)"),
     ("back_around(upstream)", "back_around(scale * upstream)"),
     hint="You scale the shortcut as well. It is f alone that is made small.")

slip("residual_block", "shortcut_scaled_back", "back_around(upstream)", "back_around(scale * upstream)",
     hint="On the way back you scale the shortcut as well. Forward it is not scaled.")

slip("residual_block", "multiplied", "back_around(upstream) + back_through_f(scale * upstream)",
     "back_around(back_through_f(scale * upstream))",
     hint="You send the gradient through one way after the other. That is right for layers in a row; here two ways run "
          "side by side.")

slip("residual_block", "shortcut_never_used", "if shortcut is None else shortcut(x)",
     "if shortcut is None else (x @ np.eye(len(x.T), change.shape[-1], dtype=x.dtype), lambda u: u @ np.eye("
     "change.shape[-1], len(x.T), dtype=x.dtype))",
     hint="You cut x to the shape of f's output. The shortcut that is handed over is there to do that.")

slip("residual_block", "upstream_by_hand", "back_around(upstream) + back_through_f",
     "(upstream if upstream.shape == x.shape else back_around(np.ones_like(upstream))) + back_through_f",
     hint="Through the shortcut module you send ones instead of the upstream gradient.")

slip("residual_block", "subtracted", "return kept + scale * change, backward", "return kept - scale * change, backward",
     hint="You take f's output away from x. It is added.")

slip("residual_block", "relu_of_the_sum", "return kept + scale * change, backward",
     "return np.maximum(kept + scale * change, 0), backward",
     hint="There is a ReLU around your sum. The formula has none.")


@mistake("residual_block", hint="You write into f's output, which f needs on the way back. Make a new array.")
def written_into_f_s_output(solution):
    def residual_block(x, f, shortcut=None, scale=1.0):
        y, back_through_f = f(x)
        kept, back_around = (x, lambda upstream: upstream) if shortcut is None else shortcut(x)
        y *= scale
        y += kept
        return y, lambda upstream: back_around(upstream) + back_through_f(scale * upstream)

    return residual_block


# --- the quiz -------------------------------------------------------------------------------------------------

wrong_letters(
    "quiz_sizes",
    a="That leaves 6 by 6 places, as without padding. How long is the line of 28 with its padding?",
    c="You multiply by the three channels. A filter sums over the channels that come in.",
    d="So many numbers leave the convolution. One more layer follows.",
)

wrong_letters(
    "quiz_flip",
    a="That is what a flipped filter gives. Which place of the window meets the 1 first, as the window moves right?",
    b="That is as long as the filter. How many windows fit into five pixels with a zero at each end?",
    d="You put the sum of the filter wherever it meets the 1. Only one of its weights meets it at a time.",
)

wrong_letters(
    "quiz_shared_gradient",
    a="That is one pixel's part. How often is the one weight used?",
    b="That is one image's part. There are two, and the loss has the sum of both.",
    d="You multiply the uses by the weight. That goes to the pixels; the gradient of a weight has what it was "
      "multiplied by.",
)

wrong_letters(
    "quiz_field",
    a="Five see 63. Go through the layers one by one, and note the width after each.",
    c="Seven see 255. What does one layer with a window of three places add, one dilation or two?",
    d="So many it would take without dilation, two pixels a layer.",
)

wrong_letters(
    "quiz_shortcuts",
    b="The first is right. With shortcuts a derivative of -0.1 still takes something off each factor.",
    c="The second is right. Through layers in a row, derivatives are multiplied, not added.",
    d="These two are exchanged: which of the two networks multiplies factors near 0, and which factors near 1?",
)
