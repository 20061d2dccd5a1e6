"""How the exercises of `13-convolution` are driven; what is right is the same on the solution. This file ships.

Images and windows are seldom square, and every stride that leaves pixels over is there. Nothing is trained here.
"""

import numpy as np

from gradschool.checks import outcome, probe, quiz


def drawn(rng, *shape, dtype="float64"):
    """Numbers of either sign, none near zero, with a mean that is not zero."""
    return (rng.uniform(0.4, 2, shape) * rng.choice([-1.0, 1.0], shape) + 0.3).astype(dtype)


def layer(rng, images, filters, dtype="float64"):
    """Images, filters, and biases of one convolution."""
    return drawn(rng, *images, dtype=dtype), drawn(rng, *filters, dtype=dtype), drawn(rng, filters[0], dtype=dtype)


def moved(size, kernel, stride, padding):
    """How many windows fit."""
    return (size + 2 * padding - kernel) // stride + 1


# --- output_size ----------------------------------------------------------------------------------------------


@probe("output_size", points=0.25, exact_dtype=True)
def with_every_rest(student, rng):
    """Strides of 1 to 4, with each number of pixels left over at the end, without padding and with some."""
    found = {}
    for stride in (1, 2, 3, 4):
        for rest in range(stride):
            kernel, padding, count = int(rng.integers(4, 7)), (stride + rest) % 3, int(rng.integers(3, 9))
            size = stride * count + rest + kernel - 2 * padding
            words = f"size {size}, kernel {kernel}, stride {stride}, padding {padding}"
            found[words] = student.output_size(size, kernel, stride, padding)
    return found


def fitting(student, words, *line, **settings):
    """How many windows fit, or 0 where an error comes, under words that say so."""
    refused = outcome(student.output_size, *line, **settings) != "raises no error"
    return {f"{words}, 0 if refused": 0 if refused else student.output_size(*line, **settings)}


@probe("output_size", points=0.5, exact_dtype=True)
def where_it_barely_fits(student, rng):
    """Windows as long as the line, with padding and without, and a window too long by one or by more."""
    size = int(rng.integers(5, 12))
    found = fitting(student, "as long as the line", size, size) | fitting(student, "of one pixel", size, 1)
    found |= fitting(student, "as long as the padded line", size, size + 4, padding=2, stride=3)
    found["defaults"] = student.output_size(size, 3)
    for name, kernel, settings in (("by one", 1, {}), ("by three, stride 4", 3, {"stride": 4})):
        found[f"too long {name}"] = outcome(
            student.output_size, size, size + kernel, **settings, naming=[size, size + kernel]
        )
    found["too long, padded"] = outcome(
        student.output_size, size, size + 3, padding=1, stride=2, naming=[size, size + 3]
    )
    return found


# --- conv2d_forward -------------------------------------------------------------------------------------------


@probe("conv2d_forward", points=0.5, exact_dtype=True)
def of_images(student, rng):
    """Two images of 3 channels, 5 by 7, and 4 filters of 3 by 2; others in single precision."""
    double = layer(rng, (2, 3, 5, 7), (4, 3, 3, 2))
    single = layer(rng, (3, 2, 6, 4), (5, 2, 2, 3), "float32")
    return {"double": student.conv2d_forward(*double), "single": student.conv2d_forward(*single)}


@probe("conv2d_forward", points=0.75, exact_dtype=True)
def with_stride_and_padding(student, rng):
    """Strides of 2 and 3 and paddings of 0, 1 and 2; once some pixels are left over."""
    found = {}
    for stride, padding in ((2, 0), (1, 1), (2, 1), (3, 2)):
        found[f"stride {stride}, padding {padding}"] = student.conv2d_forward(
            *layer(rng, (2, 2, 6, 9), (3, 2, 3, 4)), stride=stride, padding=padding
        )
    return found


@probe("conv2d_forward", points=0.5, exact_dtype=True)
def of_single_things(student, rng):
    """One image, one channel, one filter; a filter of one pixel; one as large as the image; a wide stride."""
    one = layer(rng, (1, 1, 4, 4), (1, 1, 3, 3))
    point = layer(rng, (3, 3, 3, 3), (3, 3, 1, 1))
    whole = layer(rng, (2, 3, 4, 5), (2, 3, 4, 5))
    return {
        "one": student.conv2d_forward(*one),
        "one pixel": student.conv2d_forward(*point, 1, 1),
        "as large": student.conv2d_forward(*whole),
        "a wide stride": student.conv2d_forward(*layer(rng, (1, 2, 7, 8), (2, 2, 2, 1)), stride=3),
    }


# --- im2col ---------------------------------------------------------------------------------------------------


@probe("im2col", points=0.5, exact_dtype=True)
def windows_of_images(student, rng):
    """Two images of 3 channels, 4 by 5, in windows of 2 by 3; others in single precision."""
    return {
        "double": student.im2col(drawn(rng, 2, 3, 4, 5), (2, 3)),
        "single": student.im2col(drawn(rng, 3, 2, 5, 4, dtype="float32"), (3, 2)),
    }


@probe("im2col", points=0.5, exact_dtype=True)
def windows_with_stride_and_padding(student, rng):
    """Strides of 1 to 3 and paddings of 0 to 2; one image, a single window, windows of one pixel."""
    found = {}
    for stride, padding in ((2, 0), (1, 2), (2, 1), (3, 1)):
        name = f"stride {stride}, padding {padding}"
        found[name] = student.im2col(drawn(rng, 2, 2, 5, 7), (3, 2), stride=stride, padding=padding)
    found["a single window"] = student.im2col(drawn(rng, 1, 2, 3, 4), (3, 4))
    found["one pixel"] = student.im2col(drawn(rng, 1, 1, 3, 2), (1, 1))
    return found


# --- col2im ---------------------------------------------------------------------------------------------------


def returned(student, rng, shape, kernel, stride=1, padding=0, dtype="float64"):
    """What comes back from a random matrix of windows."""
    n, c, h, w = shape
    rows = n * moved(h, kernel[0], stride, padding) * moved(w, kernel[1], stride, padding)
    return student.col2im(
        drawn(rng, rows, c * kernel[0] * kernel[1], dtype=dtype), shape, kernel, stride=stride, padding=padding
    )


@probe("col2im", points=0.5, exact_dtype=True)
def back_where_windows_overlap(student, rng):
    """Windows of 2 by 3 with stride 1; of 3 by 3 with stride 2; in single precision too."""
    matrix = drawn(rng, 2 * 3 * 3, 3 * 2 * 3)
    return {
        "stride 1": student.col2im(matrix, (2, 3, 4, 5), (2, 3)),
        "stride 2": returned(student, rng, (1, 2, 7, 5), (3, 3), 2),
        "single": returned(student, rng, (2, 1, 4, 4), (2, 2), 1, 0, "float32"),
    }


@probe("col2im", points=0.75, exact_dtype=True)
def back_with_padding_and_rests(student, rng):
    """Paddings of 1 and 2; pixels that no window sees, at the end and in between; a single pixel."""
    return {
        "padding 1": returned(student, rng, (2, 2, 4, 5), (3, 2), 1, 1),
        "padding 2": returned(student, rng, (1, 2, 3, 4), (3, 4), 3, 2),
        "at the end": returned(student, rng, (1, 2, 6, 8), (3, 3), 2),
        "in between": returned(student, rng, (2, 1, 7, 8), (1, 2), 3),
        "a single pixel": returned(student, rng, (1, 1, 1, 1), (1, 1)),
    }


# --- conv2d_backward ------------------------------------------------------------------------------------------


def backward(student, rng, images, filters, stride=1, padding=0, dtype="float64"):
    """The three gradients under words."""
    x, weight, _ = layer(rng, images, filters, dtype)
    sizes = (moved(n, k, stride, padding) for n, k in zip(images[2:], filters[2:], strict=True))
    upstream = drawn(rng, images[0], filters[0], *sizes, dtype=dtype)
    dx, dweight, dbias = student.conv2d_backward(upstream, x, weight, stride=stride, padding=padding)
    return {"dx": dx, "dweight": dweight, "dbias": dbias}


def several(student, rng, cases):
    """The gradients of several layers."""
    found = {}
    for name, settings in cases.items():
        found |= {f"{key}, {name}": value for key, value in backward(student, rng, *settings).items()}
    return found


@probe("conv2d_backward", points=0.5, exact_dtype=True)
def gradients_of_images(student, rng):
    """Two images of 3 channels, 5 by 4, and 4 filters of 2 by 3, stride and padding by default; single precision."""
    x, weight, _ = layer(rng, (2, 3, 5, 4), (4, 3, 2, 3))
    dx, dweight, dbias = student.conv2d_backward(drawn(rng, 2, 4, 4, 2), x, weight)
    found = {"dx": dx, "dweight": dweight, "dbias": dbias}
    return found | several(student, rng, {"single": ((3, 2, 4, 6), (3, 2, 3, 2), 1, 0, "float32")})


@probe("conv2d_backward", points=0.75, exact_dtype=True)
def gradients_with_stride_and_padding(student, rng):
    """Strides of 1 to 3, paddings of 0 to 2, pixels left over."""
    cases = {
        "stride 2": ((2, 2, 6, 5), (3, 2, 3, 2), 2, 0),
        "padding 1": ((2, 2, 4, 5), (3, 2, 3, 3), 1, 1),
        "both": ((1, 2, 6, 7), (2, 2, 3, 4), 3, 2),
    }
    return several(student, rng, cases)


@probe("conv2d_backward", points=0.5, exact_dtype=True)
def gradients_of_single_things(student, rng):
    """One image, one channel, one filter; a filter of one pixel; one as large as the image."""
    cases = {
        "one": ((1, 1, 4, 4), (1, 1, 3, 3)),
        "one pixel": ((2, 2, 2, 2), (2, 2, 1, 1)),
        "as large": ((3, 2, 3, 4), (1, 2, 3, 4)),
    }
    return several(student, rng, cases)


# --- max_pool_forward -----------------------------------------------------------------------------------------


def pooled(student, rng, shape, size, stride, dtype="float64"):
    """What is left of images with numbers of either sign, no two of them equal."""
    x = (rng.permutation(int(np.prod(shape))).reshape(shape) * 0.7 - 20.3).astype(dtype)
    return student.max_pool_forward(x, size=size, stride=stride)


@probe("max_pool_forward", points=0.25, exact_dtype=True)
def largest_of_each_window(student, rng):
    """Windows of 2 by 2 by default, one image all negative; pixels left over; in single precision too."""
    below = np.array([90.0, 20.0]).reshape(2, 1, 1, 1)
    return {
        "by default": student.max_pool_forward(rng.permutation(144).reshape(2, 3, 4, 6) * 0.6 - below),
        "pixels left over": student.max_pool_forward(drawn(rng, 2, 2, 5, 7)),
        "single": student.max_pool_forward(drawn(rng, 3, 1, 4, 2, dtype="float32")),
    }


@probe("max_pool_forward", points=0.25, exact_dtype=True)
def largest_where_windows_overlap_or_leave_gaps(student, rng):
    """Size 3 with strides 1 and 2, size 2 with stride 3; a window as large as the image; a single pixel."""
    return {
        "3, stride 1": pooled(student, rng, (1, 2, 5, 4), 3, 1),
        "3, stride 2": pooled(student, rng, (2, 1, 8, 5), 3, 2),
        "2, stride 3": pooled(student, rng, (2, 2, 7, 5), 2, 3),
        "as large": pooled(student, rng, (2, 2, 4, 4), 4, 2),
        "a single pixel": pooled(student, rng, (1, 1, 1, 1), 1, 1),
    }


# --- max_pool_backward ----------------------------------------------------------------------------------------


def tied(rng):
    """Two images of 2 channels, 6 by 4: windows of 2 by 2 with ties in all places, and with all equal."""
    patterns = [[2, 2, 1, 1], [2, 1, 2, 1], [2, 1, 1, 2], [1, 2, 2, 1], [1, 2, 1, 2], [1, 1, 2, 2], [2, 2, 2, 2]]
    patterns += [[1, 2, 2, 2], [1, 1, 1, 2], [2, 1, 1, 1], [1, 2, 1, 1], [1, 1, 2, 1]]
    windows = rng.permutation(np.array(patterns * 2)).reshape(2, 2, 3, 2, 2, 2)
    return windows.transpose(0, 1, 2, 4, 3, 5).reshape(2, 2, 6, 4) * rng.uniform(0.5, 2) - rng.uniform(4, 6)


@probe("max_pool_backward", points=0.5, exact_dtype=True)
def to_the_largest(student, rng):
    """Windows of 2 by 2, all pixels different, some images all negative; then with ties; in single precision too."""
    x, ties = rng.permutation(96).reshape(2, 3, 4, 4) * 1.3 - np.array([150.0, 20.0]).reshape(2, 1, 1, 1), tied(rng)
    return {
        "all different": student.max_pool_backward(drawn(rng, 2, 3, 2, 2), x),
        "ties": student.max_pool_backward(drawn(rng, 2, 2, 3, 2), ties),
        "single": student.max_pool_backward(drawn(rng, 2, 2, 3, 2, dtype="float32"), ties.astype("float32")),
    }


@probe("max_pool_backward", points=0.5, exact_dtype=True)
def where_windows_overlap_or_leave_gaps(student, rng):
    """Size 3 with stride 2 and 1, one pixel the largest of all its windows; size 2 with stride 3; pixels left over."""
    found = {}
    cases = (
        ("3, stride 2", (2, 2, 7, 5), 3, 2),
        ("3, stride 1", (1, 2, 5, 4), 3, 1),
        ("2, stride 3", (2, 1, 6, 8), 2, 3),
    )
    for name, shape, size, stride in cases:
        x = rng.permutation(int(np.prod(shape))).reshape(shape) * 0.7 - 11
        x[:, :, 2, 2] = 200.0 + rng.uniform(0, 9)
        sizes = (moved(n, size, stride, 0) for n in shape[2:])
        found[name] = student.max_pool_backward(drawn(rng, *shape[:2], *sizes), x, size=size, stride=stride)
    x = drawn(rng, 2, 1, 5, 7)
    found["pixels left over"] = student.max_pool_backward(drawn(rng, 2, 1, 2, 3), x)
    found["a single pixel"] = student.max_pool_backward(drawn(rng, 1, 1, 1, 1), drawn(rng, 1, 1, 1, 1), 1, 1)
    return found


# --- global_average_pool --------------------------------------------------------------------------------------


def averaged(student, rng, shape, dtype="float64"):
    """The means and the gradient under words."""
    y, backward = student.global_average_pool(drawn(rng, *shape, dtype=dtype))
    words = f"images {shape}, {dtype}"
    return {f"means, {words}": y, f"gradient, {words}": backward(drawn(rng, *shape[:2], dtype=dtype))}


@probe("global_average_pool", points=0.75, exact_dtype=True)
def means_there_and_back(student, rng):
    """Three images of 2 channels, 4 by 5; others in single precision; one image of one pixel."""
    found = averaged(student, rng, (3, 2, 4, 5)) | averaged(student, rng, (2, 4, 3, 2), "float32")
    return found | averaged(student, rng, (1, 1, 1, 1))


# --- accuracy_when_shifted ------------------------------------------------------------------------------------


class Reader:
    """Says whether an image is lighter above or below, or left or right; notes what it is handed."""

    def __init__(self):
        self.seen = []

    def __call__(self, x):
        """Return the classes, 0 to 3."""
        self.seen.append(np.array(x))
        down, across = np.arange(x.shape[2]), np.arange(x.shape[3])
        rows, columns = (
            (x.sum(axis=(1, 3)) * (down - 1.3)).sum(axis=1),
            (x.sum(axis=(1, 2)) * (across - 1.7)).sum(axis=1),
        )
        return 2 * (rows > 0) + (columns > 0)


def measured(student, rng, shape, down, across):
    """The accuracy, and the images as they were handed over."""
    x, reader = drawn(rng, *shape), Reader()
    answer = student.accuracy_when_shifted(reader, x, rng.integers(0, 4, shape[0]), down, across)
    return answer, np.concatenate(reader.seen) if reader.seen else "predict was never called"


@probe("accuracy_when_shifted", points=0.5)
def in_each_direction(student, rng):
    """Nine images of 2 channels, 4 by 6, shifted down, up, to the right, to the left, both ways, and not at all."""
    found = {}
    for down, across in ((2, 0), (-1, 0), (0, 1), (0, -2), (1, -3), (-2, 2), (0, 0)):
        words = f"{down} down, {across} across"
        found[f"accuracy, {words}"], found[f"images, {words}"] = measured(student, rng, (9, 2, 4, 6), down, across)
    return found


@probe("accuracy_when_shifted", points=0.5)
def out_of_the_image(student, rng):
    """Square images; shifts as large as the image and larger, after which only zeros are left; a single image."""
    found = {}
    for n, down, across in ((7, 3, -1), (6, 4, 0), (5, 0, -7), (8, -6, 1), (4, 6, 9), (1, -1, -1)):
        words = f"{down} down, {across} across"
        found[f"accuracy, {words}"], found[f"images, {words}"] = measured(student, rng, (n, 1, 4, 4), down, across)
    return found


# --- receptive_field ------------------------------------------------------------------------------------------


def seen_by(student, layers):
    """The two numbers under words."""
    size, jump = student.receptive_field(layers)
    return {f"size after {layers}": size, f"jump after {layers}": jump}


@probe("receptive_field", points=0.5, exact_dtype=True)
def of_plain_stacks(student, rng):
    """No layer, one, and several with stride 1; then with strides, also in the last layer."""
    kernels = [int(k) for k in rng.permutation([2, 3, 5, 7])]
    found = seen_by(student, []) | seen_by(student, [(kernels[0], 1, 1)])
    found |= seen_by(student, [(k, 1, 1) for k in kernels])
    found |= seen_by(student, [(kernels[0], 2, 1), (kernels[1], 1, 1), (kernels[2], 5, 1)])
    return found | seen_by(student, [(kernels[3], 3, 1)])


@probe("receptive_field", points=0.5, exact_dtype=True)
def with_dilation(student, rng):
    """Dilated windows, alone and above strides; windows of one pixel."""
    a, b, c = (int(k) for k in rng.permutation([3, 4, 5]))
    found = seen_by(student, [(a, 1, 2)]) | seen_by(student, [(a, 2, 3), (b, 1, 2), (c, 2, 4)])
    return found | seen_by(student, [(1, 2, 5), (b, 1, 1), (1, 3, 1), (c, 1, 1)])


# --- count_parameters_and_multiplications ---------------------------------------------------------------------


def counted(student, shape, filters, kernel, *more, **settings):
    """The two numbers under the call's own words; all are below 10,000, so that a message shows every digit."""
    parameters, products = student.count_parameters_and_multiplications(shape, filters, kernel, *more, **settings)
    named = dict(zip(("stride", "padding", "groups"), more, strict=False)) | settings
    words = ", ".join([f"{filters} filters of {kernel} on {shape}", *(f"{key} {one}" for key, one in named.items())])
    return {f"parameters, {words}": parameters, f"multiplications, {words}": products}


@probe("count_parameters_and_multiplications", points=0.5, exact_dtype=True)
def of_full_convolutions(student, rng):
    """Images and windows that are not square; strides that leave pixels over; padding; a window of one pixel."""
    c, f, h, w = (int(k) for k in rng.permutation([3, 4, 5, 6]))
    found = counted(student, (c, h, w), f, (3, 2))
    found |= counted(student, (c, 2 * h + 1, 2 * w), f, (2, 3), stride=2)
    found |= counted(student, (c, h, w), f, (3, 5), 1, 2)
    return found | counted(student, (c, h, w), f, (1, 1))


@probe("count_parameters_and_multiplications", points=0.5, exact_dtype=True)
def of_groups(student, rng):
    """Two groups, three, and as many as channels, with one filter and with two for each channel."""
    a, h = (int(k) for k in rng.permutation([3, 4, 5, 6, 7])[:2])
    found = counted(student, (2 * a, h, 6), 4, (3, 3), groups=2, padding=1)
    found |= counted(student, (6, h, 8), 3 * a, (2, 3), stride=3, groups=3)
    found |= counted(student, (a, h, 6), a, (3, 1), groups=a)
    return found | counted(student, (a, 6, h), 2 * a, (3, 2), 2, 1, a)


# --- residual_block -------------------------------------------------------------------------------------------


def bent(weight):
    """A module: a matrix product and tanh, which needs its output on the way back."""

    def module(x):
        y = np.tanh(x @ weight)
        return y, lambda upstream: (upstream * (1 - y**2)) @ weight.T

    return module


def straight(weight):
    """A module: a matrix product alone."""
    return lambda x: (x @ weight, lambda upstream: upstream @ weight.T)


def there_and_back(student, rng, words, x, f, shortcut=None, scale=None):
    """The output and the gradient under words."""
    settings = {} if shortcut is None else {"shortcut": shortcut}
    settings |= {} if scale is None else {"scale": scale}
    y, backward = student.residual_block(x, f, **settings)
    return {f"y, {words}": y, f"gradient, {words}": backward(drawn(rng, *y.shape, dtype=x.dtype))}


@probe("residual_block", points=0.5, exact_dtype=True)
def around_a_bend(student, rng):
    """Four rows of five numbers around a module with tanh; images; one row and a scale; in single precision too."""
    plain, scaled, single = (drawn(rng, 5, 5, dtype=dtype) / 3 for dtype in ("float64", "float64", "float32"))
    found = there_and_back(student, rng, "plain", drawn(rng, 4, 5), bent(plain))
    found |= there_and_back(student, rng, "images", drawn(rng, 2, 3, 4, 5), bent(plain))
    scale = float(rng.uniform(0.2, 0.4))
    found |= there_and_back(student, rng, "with a scale", drawn(rng, 1, 5), bent(scaled), scale=scale)
    return found | there_and_back(student, rng, "single", drawn(rng, 3, 5, dtype="float32"), bent(single), scale=scale)


@probe("residual_block", points=0.5, exact_dtype=True)
def around_by_another_module(student, rng):
    """The shortcut is a module of its own, to three numbers in each row, with a scale and without one."""
    f, around, scale = bent(drawn(rng, 5, 3) / 3), straight(drawn(rng, 5, 3)), float(rng.uniform(1.5, 2.5))
    found = there_and_back(student, rng, "another shape", drawn(rng, 4, 5), f, around)
    return found | there_and_back(student, rng, "and a scale", drawn(rng, 4, 5), f, bent(drawn(rng, 5, 3) / 4), scale)


# --- the quiz -------------------------------------------------------------------------------------------------


quiz_sizes = quiz("quiz_sizes")
quiz_flip = quiz("quiz_flip")
quiz_shared_gradient = quiz("quiz_shared_gradient")
quiz_field = quiz("quiz_field")
quiz_shortcuts = quiz("quiz_shortcuts")
