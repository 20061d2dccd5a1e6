"""What the public probes of `13-convolution` don't show: other sizes, and the answers of the quiz. They never ship."""

import numpy as np

from gradschool.checks import outcome, probe, quiz


def drawn(rng, *shape, dtype="float64"):
    """Numbers of either sign with a mean that is not zero."""
    return (rng.standard_normal(shape) + 0.4).astype(dtype)


def moved(size, kernel, stride, padding):
    """How many windows fit."""
    return (size + 2 * padding - kernel) // stride + 1


@probe("output_size", points=0.25, exact_dtype=True)
def other_lines(student, rng):
    """Long lines, a single pixel, a stride past the line, and a window too long for all its padding."""
    size = 4 * int(rng.integers(25, 75)) + 2  # three pixels are left over in the first line
    return {
        "long": student.output_size(size, 11, 4, 2),
        "long, odd": student.output_size(size + 1, 7, stride=2, padding=3),
        "one pixel": student.output_size(1, 1, 3),
        "a wide stride": student.output_size(size, 5, stride=2 * size),
        "too long": outcome(student.output_size, size, size + 9, 2, 4, naming=[size, size + 9]),
    }


@probe("conv2d_forward", points=0.5, exact_dtype=True)
def layers_of_other_sizes(student, rng):
    """One filter on four images with padding 2 and stride 2; a wide window; all sizes three; single precision."""
    found = {}
    for images, filters, stride, padding, dtype in (
        ((4, 2, 5, 8), (1, 2, 5, 3), 2, 2, "float64"),
        ((1, 3, 1, 9), (2, 3, 1, 4), 3, 0, "float64"),
        ((3, 3, 3, 3), (3, 3, 3, 3), 1, 1, "float32"),
    ):
        own = drawn(rng, *images, dtype=dtype), drawn(rng, *filters, dtype=dtype), drawn(rng, filters[0], dtype=dtype)
        found[f"{images} by {filters}"] = student.conv2d_forward(*own, stride, padding)
    return found


@probe("im2col", points=0.5, exact_dtype=True)
def windows_of_other_sizes(student, rng):
    """A line of pixels; all sizes three with padding; stride 4, single precision."""
    return {
        "a line": student.im2col(drawn(rng, 2, 1, 1, 7), (1, 3), 2),
        "threes": student.im2col(drawn(rng, 3, 3, 3, 3), (3, 3), 1, 1),
        "stride 4": student.im2col(drawn(rng, 1, 2, 9, 6, dtype="float32"), (2, 2), 4, 2),
        "padding 3": student.im2col(drawn(rng, 1, 1, 2, 3), (3, 4), 2, 3),
    }


@probe("col2im", points=0.5, exact_dtype=True)
def images_of_other_sizes(student, rng):
    """A line of pixels; all sizes three with padding; stride 4, single precision; padding wider than the image."""
    found = {}
    for shape, kernel, stride, padding, dtype in (
        ((2, 1, 1, 7), (1, 3), 2, 0, "float64"),
        ((3, 3, 3, 3), (3, 3), 1, 1, "float64"),
        ((1, 2, 9, 6), (2, 2), 4, 2, "float32"),
        ((1, 1, 3, 4), (3, 4), 2, 3, "float64"),
    ):
        n, c, h, w = shape
        rows = n * moved(h, kernel[0], stride, padding) * moved(w, kernel[1], stride, padding)
        matrix = drawn(rng, rows, c * kernel[0] * kernel[1], dtype=dtype)
        found[str(shape)] = student.col2im(matrix, shape, kernel, stride, padding)
    return found


@probe("conv2d_backward", points=0.5, exact_dtype=True)
def gradients_of_other_sizes(student, rng):
    """One filter on four images; a line of pixels; all sizes three with padding, single precision."""
    found = {}
    for images, filters, stride, padding, dtype in (
        ((4, 2, 5, 8), (1, 2, 5, 3), 2, 2, "float64"),
        ((1, 3, 1, 9), (2, 3, 1, 4), 3, 0, "float64"),
        ((3, 3, 3, 3), (3, 3, 3, 3), 1, 1, "float32"),
    ):
        sizes = (moved(n, k, stride, padding) for n, k in zip(images[2:], filters[2:], strict=True))
        upstream = drawn(rng, images[0], filters[0], *sizes, dtype=dtype)
        x, weight = drawn(rng, *images, dtype=dtype), drawn(rng, *filters, dtype=dtype)
        dx, dweight, dbias = student.conv2d_backward(upstream, x, weight, stride, padding)
        found |= {f"dx, {images}": dx, f"dweight, {images}": dweight, f"dbias, {images}": dbias}
    return found


@probe("max_pool_forward", points=0.25, exact_dtype=True)
def largest_of_other_sizes(student, rng):
    """A line of images all negative; size 4 with stride 1; size 3 with its own stride, single precision."""
    return {
        "negative": student.max_pool_forward(-np.abs(drawn(rng, 3, 1, 2, 9)) - 1, 2, 3),
        "size 4": student.max_pool_forward(drawn(rng, 1, 2, 7, 5), 4, 1),
        "size 3": student.max_pool_forward(drawn(rng, 2, 3, 8, 6, dtype="float32"), 3, 3),
    }


@probe("max_pool_backward", points=0.5, exact_dtype=True)
def pools_of_other_sizes(student, rng):
    """Flat images, size 4 with stride 1 and ties, and size 3 with its own stride."""
    flat, stairs = np.full((2, 2, 4, 6), rng.uniform(-2, 2)), np.arange(49.0).reshape(1, 1, 7, 7) // 3 % 4
    return {
        "flat": student.max_pool_backward(drawn(rng, 2, 2, 2, 3), flat),
        "size 4": student.max_pool_backward(drawn(rng, 1, 1, 4, 4), stairs * rng.uniform(0.5, 2), 4, 1),
        "size 3": student.max_pool_backward(drawn(rng, 3, 1, 2, 2), drawn(rng, 3, 1, 6, 7) - 9, 3, 3),
    }


@probe("global_average_pool", points=0.25, exact_dtype=True)
def means_of_other_sizes(student, rng):
    """A line of pixels; square maps, as many as images, single precision; the way back twice."""
    line, (square, backward) = (
        student.global_average_pool(drawn(rng, 2, 3, 1, 7)),
        (student.global_average_pool(drawn(rng, 3, 3, 3, 3, dtype="float32"))),
    )
    found = {"line": line[0], "line, gradient": line[1](drawn(rng, 2, 3)), "square": square}
    return found | {f"square, gradient {i}": backward(drawn(rng, 3, 3, dtype="float32")) for i in (1, 2)}


@probe("accuracy_when_shifted", points=0.5)
def of_a_reader_that_looks_at_one_pixel(student, rng):
    """Eleven images of 3 channels, 5 by 3; the reader answers by the sign of one pixel, and notes what it sees."""
    found = {}
    for down, across in ((1, 1), (-3, 0), (0, -1), (5, 3)):
        x, labels, seen = drawn(rng, 11, 3, 5, 3), rng.permutation([0] * 4 + [1] * 7), []

        def predict(images, seen=seen):
            seen.append(np.array(images))
            return (images[:, 1, 2, 1] > 0).astype(int)

        found[f"accuracy, {down}, {across}"] = student.accuracy_when_shifted(predict, x, labels, down, across)
        found[f"images, {down}, {across}"] = np.concatenate(seen) if seen else "predict was never called"
    return found


@probe("receptive_field", points=0.5, exact_dtype=True)
def of_deep_stacks(student, rng):
    """Twenty layers with strides here and there."""
    layers = [(int(k), 1 + (i % 4 == 3), 1 + i % 3) for i, k in enumerate(rng.integers(1, 8, 20))]
    size, jump = student.receptive_field(layers)
    return {"size": size, "jump": jump, "size of the first seven": student.receptive_field(layers[:7])[0]}


@probe("count_parameters_and_multiplications", points=0.5, exact_dtype=True)
def of_other_layers(student, rng):
    """A window as large as the image, and a large layer in eight groups."""
    c, h, w = (int(k) for k in rng.permutation([3, 4, 6]))
    whole = student.count_parameters_and_multiplications((c, h, w), 10, (h, w))
    groups = student.count_parameters_and_multiplications((64, 10 * h, 7 * w), 128, (5, 3), 3, 2, 8)
    return {"whole": list(whole), "eight groups": list(groups)}


@probe("residual_block", points=0.5, exact_dtype=True)
def blocks_in_a_row(student, rng):
    """Three blocks in a row, forward and then all the way back; one with a scale of 0 and one that narrows."""
    x, backs, found = drawn(rng, 2, 6), [], {}
    x[:, ::2] = -np.abs(x[:, ::2]) - 1  # no block makes these positive
    for wide, narrow, scale in ((6, 6, 0.6), (6, 6, 0.0), (6, 2, -1.3)):
        weight, around = drawn(rng, wide, narrow) / 4, drawn(rng, wide, narrow)

        def f(h, weight=weight):
            y = 1 / (1 + np.exp(-h @ weight))
            return y, lambda upstream: (upstream * y * (1 - y)) @ weight.T

        def by(h, around=around):
            return h @ around, lambda upstream: upstream @ around.T

        around_it = {"shortcut": by} if wide != narrow else {}
        x, back = student.residual_block(x, f, scale=scale, **around_it)
        backs.append(back)
        found[f"y after {len(backs)}"] = x
    upstream = drawn(rng, 2, 2)
    for back in backs[::-1]:
        upstream = back(upstream)
    return found | {"gradient": upstream}


quiz_sizes = quiz("quiz_sizes", points=0.4)
quiz_flip = quiz("quiz_flip", points=0.4)
quiz_shared_gradient = quiz("quiz_shared_gradient", points=0.4)
quiz_field = quiz("quiz_field", points=0.4)
quiz_shortcuts = quiz("quiz_shortcuts", points=0.4)
