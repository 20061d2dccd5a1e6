"""Hidden probes of `10-batch-normalization`: other sizes, edges, and the quiz. They never ship."""

import numpy as np

from gradschool.checks import probe, quiz


def features(rng, m, d):
    """Examples whose features have different means and deviations."""
    return rng.uniform(-4, 4, d) + rng.uniform(0.3, 3, d) * rng.standard_normal((m, d))


@probe("batchnorm_forward", points=0.5, exact_dtype=True)
def other_sizes(student, rng):
    """A single example, two, a square batch, and a single feature."""
    found = {}
    for m, d in ((1, 3), (2, 4), (4, 4), (5, 1)):
        y, mean, variance = student.batchnorm_forward(
            features(rng, m, d), rng.uniform(0.5, 2, d), rng.uniform(0.5, 2, d)
        )
        found |= {f"y, {m} by {d}": y, f"mean, {m} by {d}": mean, f"variance, {m} by {d}": variance}
    return found


@probe("accuracy_in_batches", points=0.5)
def five_classes_of_images(student, rng):
    """Seventeen examples of five classes, in batches of 4, of 16, and of 3; some of the answers are right."""
    x, found = np.arange(17.0)[:, None], {}
    labels = rng.integers(0, 5, 17)
    for batch in (4, 16, 3):
        sizes, told = [], rng.permutation(np.where(np.arange(17) < 9, labels, (labels + 1) % 5))
        told[-2:] = labels[-2:] - np.array([0, 1])  # the last is right if it is alone, the one before it otherwise

        def predict(part, sizes=sizes, told=told):
            sizes.append(len(part))
            return (told[part[:, 0].astype(int)] + (len(part) == 1)) % 5

        found[f"right in batches of {batch}"] = student.accuracy_in_batches(predict, x, labels, batch)
        found[f"sizes of {batch}"] = sizes
    return found


@probe("update_running_statistics", points=0.5, exact_dtype=True)
def with_extreme_momentum(student, rng):
    """Momentum 0 and 1, two examples; a batch without variance."""
    found = {}
    for momentum in (0.0, 1.0, 0.37):
        running = rng.uniform(-2, 2, 4), rng.uniform(0.5, 3, 4)
        batch = rng.uniform(-2, 2, 4), rng.uniform(0.5, 3, 4) * np.array([1, 0, 1, 1])
        mean, variance = student.update_running_statistics(running, batch, 2, momentum=momentum)
        found |= {f"mean, {momentum}": mean, f"variance, {momentum}": variance}
    return found


@probe("batchnorm_inference", points=0.5, exact_dtype=True)
def other_batches(student, rng):
    """A square batch, two examples, and a single feature."""
    found = {}
    for m, d in ((4, 4), (2, 3), (5, 1)):
        own = rng.uniform(0.5, 2, (3, d))
        found[f"{m} by {d}"] = student.batchnorm_inference(features(rng, m, d), *own, rng.uniform(0.2, 4, d))
    return found


@probe("batchnorm_backward", points=1, exact_dtype=True)
def square_and_narrow(student, rng):
    """A square batch, many examples, a single feature; upstream gradients that are all ones in one feature."""
    found = {}
    for m, d in ((4, 4), (30, 2), (6, 1)):
        upstream = rng.standard_normal((m, d)) + rng.uniform(-1, 1, d)
        upstream[:, -1] = 1.0 if d > 1 else upstream[:, -1]
        dx, dscale, dshift = student.batchnorm_backward(upstream, features(rng, m, d), rng.uniform(0.5, 2, d))
        found |= {f"dx, {m} by {d}": dx, f"dscale, {m} by {d}": dscale, f"dshift, {m} by {d}": dshift}
    return found


@probe("spatial_batchnorm", points=0.5, exact_dtype=True)
def images_of_other_sizes(student, rng):
    """Five images of three channels, 2 by 6, one channel without contrast; one image of one pixel."""
    found = {}
    for name, shape in {"five": (5, 3, 2, 6), "one": (1, 2, 1, 1)}.items():
        own = rng.uniform(0.5, 2, (2, shape[1]))
        x = rng.standard_normal(shape) * rng.uniform(0.5, 2, (shape[0], 1, 1, 1)) + rng.uniform(1, 2)
        x[:, 0] = rng.uniform(1, 2)
        y, mean, variance = student.spatial_batchnorm(x, *own)
        found |= {f"y, {name}": y, f"mean, {name}": mean, f"variance, {name}": variance}
    return found


@probe("fold_batchnorm", points=0.5, exact_dtype=True)
def convolutions_of_other_sizes(student, rng):
    """One channel out of three, two out of one with filters of one pixel, and five out of five in single precision."""
    found = {}
    for shape, dtype in (((1, 3, 2, 2), "float64"), ((2, 1, 1, 1), "float64"), ((5, 5, 1, 3), "float32")):
        each = rng.uniform(0.3, 2, (5, shape[0])).astype(dtype)
        weight, bias = student.fold_batchnorm(rng.standard_normal(shape).astype(dtype), *each)
        found |= {f"weight, {shape}": weight, f"bias, {shape}": bias}
    return found


@probe("normalize_each", points=0.5, exact_dtype=True)
def other_shapes(student, rng):
    """Four axes, a single feature, a single example, and a square one; both kinds."""
    found = {}
    for shape in ((2, 1, 3, 4), (3, 1), (1, 5), (4, 4)):
        x, own = 1 + rng.standard_normal(shape), rng.uniform(0.5, 2, (2, shape[-1]))
        found[f"layer, {shape}"] = student.normalize_each(x, *own)
        found[f"root mean square, {shape}"] = student.normalize_each(x, own[0], None, False)
    return found


quiz_forward = quiz("quiz_forward", points=0.4)
quiz_identity = quiz("quiz_identity", points=0.4)
quiz_diagnosis = quiz("quiz_diagnosis", points=0.4)
quiz_place = quiz("quiz_place", points=0.4)
quiz_scale = quiz("quiz_scale", points=0.4)
