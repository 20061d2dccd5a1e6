"""How the exercises of `10-batch-normalization` are driven; what is right is the same on the solution. This file ships.

Variances lie between eps and far above it, so that every place of eps shows. Nothing is trained here.
"""

import numpy as np

from gradschool.checks import probe, quiz


def features(rng, m, d, dtype="float64"):
    """Examples whose features have different means and deviations."""
    means, deviations = rng.uniform(1, 4, d) * rng.choice([-1.0, 1.0], d), rng.uniform(0.3, 3, d)
    return (means + deviations * rng.standard_normal((m, d))).astype(dtype)


def one_each(rng, d, dtype="float64"):
    """A scale and a shift for each feature; a scale may be negative."""
    scale = rng.uniform(0.5, 2, d) * rng.permutation(np.resize([1.0, 1.0, -1.0], d))
    return scale.astype(dtype), (rng.uniform(0.3, 2, d) * rng.choice([-1.0, 1.0], d)).astype(dtype)


def statistics(rng, d, dtype="float64"):
    """A mean and a variance for each feature."""
    return rng.uniform(-3, 3, d).astype(dtype), rng.uniform(0.2, 5, d).astype(dtype)


# --- batchnorm_forward ----------------------------------------------------------------------------------------


def forward(student, x, scale, shift, **settings):
    """The three results under words."""
    y, mean, variance = student.batchnorm_forward(x, scale, shift, **settings)
    return {"y": y, "mean": mean, "variance": variance}


@probe("batchnorm_forward", points=0.5, exact_dtype=True)
def of_a_batch(student, rng):
    """Seven examples of three features, in double and in single precision; the variance of two that are far from 0."""
    found = {}
    for dtype in ("float64", "float32"):
        results = forward(student, features(rng, 7, 3, dtype), *one_each(rng, 3, dtype))
        found |= {f"{name}, {dtype}": value for name, value in results.items()}
    far = np.round(2**20 * (features(rng, 2, 3) + 1e7 * rng.uniform(1, 3, 3))) / 2**20  # their mean needs no rounding
    return found | {"variance, far": student.batchnorm_forward(far, *one_each(rng, 3))[2]}


@probe("batchnorm_forward", points=0.5, exact_dtype=True)
def beside_a_constant(student, rng):
    """A feature that is the same for all examples, one that hardly varies, and one with a variance about eps."""
    x = features(rng, 6, 3) * np.array([0.0, 1e-5, 3e-3]) + rng.uniform(1, 3, 3)
    return forward(student, x, *one_each(rng, 3))


@probe("batchnorm_forward", points=0.5, exact_dtype=True)
def with_another_eps(student, rng):
    """Five examples of two features with eps 0.4: it shows where eps stands."""
    return forward(student, features(rng, 5, 2), *one_each(rng, 2), eps=float(rng.uniform(0.35, 0.45)))


# --- accuracy_in_batches --------------------------------------------------------------------------------------


class Reader:
    """Says for each example whether it is above the mean of its batch; notes what it is handed."""

    def __init__(self):
        self.seen = []

    def __call__(self, x):
        """Return the classes, 0 or 1."""
        self.seen.append(np.array(x[:, 0]))
        return (x[:, 0] > x[:, 0].mean()).astype(int)


def measured(student, rng, n, batch):
    """The accuracy, and the batches that were handed over."""
    x = rng.standard_normal((n, 2))
    labels = (x[:, 0] + 0.7 * rng.standard_normal(n) > 0).astype(int)
    reader = Reader()
    return student.accuracy_in_batches(reader, x, labels, batch), reader.seen


@probe("accuracy_in_batches", points=1)
def batches_that_leave_a_rest(student, rng):
    """23 examples in batches of 5, of 11 (one is left), and of 2."""
    found = {}
    for batch in (5, 11, 2):
        found[f"right in batches of {batch}"], found[f"batches of {batch}"] = measured(student, rng, 23, batch)
    return found


@probe("accuracy_in_batches", points=0.5)
def even_ones_and_all(student, rng):
    """24 examples in batches of 6, of 1, of 24, and of 100."""
    found = {}
    for batch in (6, 1, 24, 100):
        found[f"right in batches of {batch}"], found[f"batches of {batch}"] = measured(student, rng, 24, batch)
    return found


# --- update_running_statistics --------------------------------------------------------------------------------


def updated(student, running, batch, count, **settings):
    """The two results under words."""
    mean, variance = student.update_running_statistics(running, batch, count, **settings)
    return {"mean": mean, "variance": variance}


@probe("update_running_statistics", points=0.75, exact_dtype=True)
def after_one_batch(student, rng):
    """Batches of 2, of 5, and of 64 examples, by the default momentum; three features, two, and one."""
    found = {}
    for count, d, dtype in ((2, 3, "float64"), (5, 2, "float32"), (64, 1, "float64")):
        results = updated(student, statistics(rng, d, dtype), statistics(rng, d, dtype), count)
        found |= {f"{name}, {count} examples": value for name, value in results.items()}
    return found


@probe("update_running_statistics", points=0.75)
def after_several_batches(student, rng):
    """Three batches of three examples one after the other, with a momentum of about 0.3."""
    running, momentum, found = statistics(rng, 2), float(rng.uniform(0.27, 0.33)), {}
    for i in (1, 2, 3):
        running = student.update_running_statistics(running, statistics(rng, 2), 3, momentum)
        found |= {f"mean after {i}": running[0], f"variance after {i}": running[1]}
    return found


# --- batchnorm_inference --------------------------------------------------------------------------------------


@probe("batchnorm_inference", points=0.75, exact_dtype=True)
def alone_and_together(student, rng):
    """Three features: one example alone, one in a batch of six, and the batch; in single precision too."""
    found = {}
    for dtype in ("float64", "float32"):
        x, own, kept = features(rng, 6, 3, dtype), one_each(rng, 3, dtype), statistics(rng, 3, dtype)
        found[f"alone, {dtype}"] = student.batchnorm_inference(x[2:3], *own, *kept)
        found[f"together, {dtype}"] = student.batchnorm_inference(x, *own, *kept)
    return found


@probe("batchnorm_inference", points=0.75, exact_dtype=True)
def where_the_variance_is_small(student, rng):
    """Running variances of 0, of 1e-5, and of 0.3, by the default eps and by 0.2."""
    x, own, mean = features(rng, 5, 3), one_each(rng, 3), rng.uniform(-3, 3, 3)
    variance = np.array([0.0, 1e-5, 0.3]) * rng.uniform(0.8, 1.2, 3)
    return {
        "by default": student.batchnorm_inference(x, *own, mean, variance),
        "eps 0.2": student.batchnorm_inference(x, *own, mean, variance, eps=float(rng.uniform(0.18, 0.22))),
    }


# --- batchnorm_backward ---------------------------------------------------------------------------------------


def backward(student, upstream, x, scale, **settings):
    """The three results under words."""
    dx, dscale, dshift = student.batchnorm_backward(upstream, x, scale, **settings)
    return {"dx": dx, "dscale": dscale, "dshift": dshift}


@probe("batchnorm_backward", points=1, exact_dtype=True)
def with_random_upstream(student, rng):
    """Seven examples of three features, in double and in single precision."""
    found = {}
    for dtype in ("float64", "float32"):
        x, upstream = features(rng, 7, 3, dtype), rng.uniform(0.5, 2, (7, 3)) * rng.choice([-1.0, 1.0], (7, 3))
        results = backward(student, (upstream + 0.3).astype(dtype), x, one_each(rng, 3, dtype)[0])
        found |= {f"{name}, {dtype}": value for name, value in results.items()}
    return found


@probe("batchnorm_backward", points=1, exact_dtype=True)
def in_small_batches(student, rng):
    """Two examples, also with features so close that eps counts; and a single example."""
    x = features(rng, 2, 3) * np.array([1.0, 1e-2, 1e-3]) + 1
    pair = backward(student, rng.standard_normal((2, 3)) + 0.4, x, one_each(rng, 3)[0])
    alone = backward(student, rng.standard_normal((1, 2)), features(rng, 1, 2), one_each(rng, 2)[0])
    return {f"{name}, two": value for name, value in pair.items()} | {
        f"{name}, one": value for name, value in alone.items()
    }


@probe("batchnorm_backward", points=0.5, exact_dtype=True)
def with_eps_that_counts(student, rng):
    """Five examples, eps 0.4, and a feature that is the same for all."""
    x = features(rng, 5, 3) * np.array([1.0, 0.0, 0.3])
    upstream, eps = rng.standard_normal((5, 3)) + 0.3, float(rng.uniform(0.35, 0.45))
    return backward(student, upstream, x, one_each(rng, 3)[0], eps=eps)


# --- spatial_batchnorm ----------------------------------------------------------------------------------------


def images(rng, *shape, dtype="float64"):
    """Images whose channels and images have different means and deviations."""
    n, c = shape[:2]
    means, deviations = rng.uniform(1, 4, (1, c, 1, 1)), rng.uniform(0.3, 3, (n, c, 1, 1))
    return (means + rng.uniform(-1, 1, (n, 1, 1, 1)) + deviations * rng.standard_normal(shape)).astype(dtype)


def spatial(student, x, scale, shift, **settings):
    """The three results under words."""
    y, mean, variance = student.spatial_batchnorm(x, scale, shift, **settings)
    return {"y": y, "mean": mean, "variance": variance}


@probe("spatial_batchnorm", points=1, exact_dtype=True)
def of_images(student, rng):
    """Two images of 4 channels, 3 by 5; and three of 2 channels, 4 by 2, in single precision."""
    found = spatial(student, images(rng, 2, 4, 3, 5), *one_each(rng, 4))
    single = spatial(student, images(rng, 3, 2, 4, 2, dtype="float32"), *one_each(rng, 2, "float32"))
    return found | {f"{name}, single": value for name, value in single.items()}


@probe("spatial_batchnorm", points=0.5, exact_dtype=True)
def where_all_sizes_are_equal(student, rng):
    """Three images of 3 channels, 3 by 3, with eps 0.4, where a wrong axis raises no error."""
    x, own = images(rng, 3, 3, 3, 3), one_each(rng, 3)
    return spatial(student, x, *own, eps=float(rng.uniform(0.35, 0.45)))


@probe("spatial_batchnorm", points=0.5, exact_dtype=True)
def one_image_one_channel_one_pixel(student, rng):
    """A single image; a single channel that hardly varies; images of a single pixel."""
    found = {}
    for name, shape, small in (
        ("one image", (1, 3, 2, 2), 1),
        ("one channel", (2, 1, 3, 2), 1e-3),
        ("one pixel", (4, 2, 1, 1), 1),
    ):
        results = spatial(student, small * images(rng, *shape), *one_each(rng, shape[1]))
        found |= {f"{key}, {name}": value for key, value in results.items()}
    return found


# --- fold_batchnorm -------------------------------------------------------------------------------------------


def folded(student, weight, bias, *own, **settings):
    """The two results under words."""
    weight, bias = student.fold_batchnorm(weight, bias, *own, **settings)
    return {"weight": weight, "bias": bias}


@probe("fold_batchnorm", points=0.5, exact_dtype=True)
def a_dense_layer(student, rng):
    """Five inputs and three units; three and three; one and one; two and four in single precision."""
    found = {}
    for d, k, dtype in ((5, 3, "float64"), (3, 3, "float64"), (1, 1, "float64"), (2, 4, "float32")):
        weight, bias = rng.standard_normal((d, k)).astype(dtype), rng.uniform(0.5, 2, k).astype(dtype)
        results = folded(student, weight, bias, *one_each(rng, k, dtype), *statistics(rng, k, dtype))
        found |= {f"{name}, {d} to {k}": value for name, value in results.items()}
    return found


@probe("fold_batchnorm", points=0.5, exact_dtype=True)
def a_convolution(student, rng):
    """Four channels out of two, 3 by 5; three out of three, 3 by 3."""
    found = {}
    for shape in ((4, 2, 3, 5), (3, 3, 3, 3)):
        k = shape[0]
        weight, bias = rng.standard_normal(shape), rng.uniform(0.5, 2, k)
        results = folded(student, weight, bias, *one_each(rng, k), *statistics(rng, k))
        found |= {f"{name}, {shape}": value for name, value in results.items()}
    return found


@probe("fold_batchnorm", points=0.5, exact_dtype=True)
def where_eps_counts(student, rng):
    """Variances of 0, of 1e-5, and of 0.3, by the default eps and by 0.2."""
    weight, bias, own = rng.standard_normal((2, 3)), rng.uniform(0.5, 2, 3), one_each(rng, 3)
    mean, variance = rng.uniform(0.5, 2, 3), np.array([0.0, 1e-5, 0.3]) * rng.uniform(0.8, 1.2, 3)
    first = folded(student, weight, bias, *own, mean, variance)
    second = folded(student, weight, bias, *own, mean, variance, eps=float(rng.uniform(0.18, 0.22)))
    return first | {f"{name}, eps 0.2": value for name, value in second.items()}


# --- normalize_each -------------------------------------------------------------------------------------------


@probe("normalize_each", points=0.5, exact_dtype=True)
def rows_and_texts(student, rng):
    """Layer normalization of five examples of three features, and of 2 texts of 3 words; once without a shift."""
    found = {}
    for name, shape, dtype in (("rows", (5, 3), "float64"), ("texts", (2, 3, 4), "float32")):
        x = (rng.uniform(-2, 2, (*shape[:-1], 1)) + rng.standard_normal(shape)).astype(dtype)
        scale, shift = one_each(rng, shape[-1], dtype)
        found[name] = student.normalize_each(x, scale, shift)
        found[f"{name} without a shift"] = student.normalize_each(x, scale)
    return found


@probe("normalize_each", points=0.5, exact_dtype=True)
def by_the_root_mean_square(student, rng):
    """RMS normalization of examples with means far from 0, with a shift and without; square and single ones too."""
    found = {}
    for name, shape in (("rows", (5, 3)), ("square", (3, 3)), ("a single example", (4,))):
        x, (scale, shift) = 2 + rng.standard_normal(shape), one_each(rng, shape[-1])
        found[name] = student.normalize_each(x, scale, centered=False)
        found[f"{name} with a shift"] = student.normalize_each(x, scale, shift, centered=False)
    return found


@probe("normalize_each", points=0.5, exact_dtype=True)
def examples_without_contrast(student, rng):
    """Features that are all alike, zeros, and very close ones, by the default eps; and eps 0.4."""
    flat = np.array([[1.0, 1.0, 1.0], [0.0, 0.0, 0.0], [0.002, -0.003, 0.004]]) * rng.uniform(0.8, 1.2, (3, 1))
    own, eps = one_each(rng, 3), float(rng.uniform(0.35, 0.45))
    return {
        "layer": student.normalize_each(flat, *own),
        "root mean square": student.normalize_each(flat, *own, centered=False),
        "layer, eps 0.4": student.normalize_each(rng.standard_normal((3, 3)), *own, eps=eps),
    }


# --- the quiz -------------------------------------------------------------------------------------------------


quiz_forward = quiz("quiz_forward")
quiz_identity = quiz("quiz_identity")
quiz_diagnosis = quiz("quiz_diagnosis")
quiz_place = quiz("quiz_place")
quiz_scale = quiz("quiz_scale")
