"""Hidden probes of `12-augmentation`: edges, dtypes, and the quiz. They never ship."""

import numpy as np

from gradschool.checks import probe, quiz


def uneven(rng, low, high):
    """A number that is not round."""
    return float(rng.uniform(low, high))


def decoded(images, windows, margin):
    """For each image whether it is mirrored, its row and its column; -1 where it is no window."""
    height, width = images.shape[2:]
    framed = np.pad(images, ((0, 0), (0, 0), (margin, margin), (margin, margin)))
    found = np.full((len(images), 3), -1)
    for place in np.ndindex(2, 2 * margin + 1, 2 * margin + 1):
        window = framed[:, :, place[1] : place[1] + height, place[2] : place[2] + width]
        found[np.isclose(windows, window[..., ::-1] if place[0] else window).all(axis=(1, 2, 3))] = place
    return found


def reach_all_places(outputs, inputs):
    """Every place of a wide frame comes up, and as many images are mirrored as were asked for."""
    images, windows = inputs["images"], outputs["windows"]
    if np.shape(windows) != images.shape:
        return f"the shape is {np.shape(windows)}, expected {images.shape}"
    found = decoded(images, windows, 2)
    if (found < 0).any():
        return "an image is no window of its own image in a frame of zeros, two pixels wide"
    counts = np.stack([np.bincount(found[:, axis], minlength=5) for axis in (1, 2)])
    if (np.abs(counts - 120) > 60).any():
        return "the rows or columns at which windows begin are not equally probable"
    if not np.bincount(found[:, 1:] @ [5, 1], minlength=25).all():
        return "some rows and columns never come together, though each is to be drawn by itself"
    share = found[:, 0].mean()
    if abs(share - inputs["flip"]) > 6 * (inputs["flip"] * (1 - inputs["flip"]) / 600) ** 0.5:
        return f"{share:.0%} of the images are mirrored, expected about {inputs['flip']:.0%}"
    one = decoded(images[:1], outputs["one image"], 2)
    return None if one.min() >= 0 else "a batch of one image is no window of it"


@probe("random_window", points=0.5, verify=reach_all_places)
def wide_frames(student, rng, inputs):
    """Six hundred square images with a margin of 2, few of them mirrored; one image alone."""
    inputs["images"], inputs["flip"] = 1 + rng.random((600, 1, 4, 4)), uneven(rng, 0.17, 0.23)
    source = np.random.default_rng(int(rng.integers(2**31)))
    return {
        "windows": student.random_window(inputs["images"], source, 2, inputs["flip"]),
        "one image": student.random_window(inputs["images"][:1], source, 2, inputs["flip"]),
    }


@probe("read_between", points=0.75, exact_dtype=True)
def other_shapes(student, rng):
    """Square images and places in one shape; a row of pixels; float32 images at the sides."""
    square, row = rng.standard_normal((2, 2, 4, 4)), rng.standard_normal((1, 1, 1, 6))
    near = np.array([-0.3, 0.4, 2.6, 3.3]) + rng.uniform(0, 0.05, 4)
    y, x = np.broadcast_arrays(near[None, :, None], rng.permutation(near)[None, None, :])
    two = np.concatenate([y, x[:, ::-1]]), np.concatenate([x, y])
    return {
        "square": student.read_between(square, two[0].copy(), two[1].copy()),
        "a row": student.read_between(row, rng.uniform(-0.4, 0.4, (1, 2, 3)), rng.uniform(0.2, 4.8, (1, 2, 3))),
        "float32": student.read_between(square.astype("float32"), two[1].copy(), two[0].copy()),
    }


@probe("affine_places", points=0.5)
def mirrors_and_squares(student, rng):
    """A square image, mirrored, leaned and moved; one pixel; a single row."""
    lean, (a, b) = uneven(rng, 0.3, 0.8), rng.uniform(0.4, 1.4, 2)
    matrix, shift = np.array([[[-a, 0.0], [lean, b]]]), rng.uniform(0.3, 1.5, (1, 2))
    seen = {}
    for name, size in {"square": (4, 4), "one pixel": (1, 1), "one row": (1, 5)}.items():
        y, x = student.affine_places(*size, matrix, shift)
        seen |= {f"{name}, rows": y, f"{name}, columns": x}
    return seen


@probe("smooth_field", points=0.5)
def windows_as_large_as_the_image(student, rng):
    """A window as large as the image, a radius of 1 on 3 x 7 pixels, and one image alone."""
    noise = 0.4 + rng.standard_normal((1, 2, 5, 5))
    return {
        "as large": student.smooth_field(noise, 2, uneven(rng, 0.3, 1.7)),
        "flat": student.smooth_field(0.4 + rng.standard_normal((3, 2, 3, 7)), 1, uneven(rng, 0.3, 1.7)),
    }


@probe("color_jitter", points=0.75)
def gray_and_dark(student, rng):
    """A factor of 0 of each kind; one channel, where saturation does nothing; one pixel; all factors 1."""
    images, one = rng.uniform(0.2, 0.45, (3, 4, 2, 3)), np.ones(3)
    change, off = rng.permutation([0.0, 0.65, 1.3]) + rng.uniform(0, 0.03, 3) * [0, 1, 1], np.zeros(3)
    return {
        "brightness": student.color_jitter(images, change, one, one),
        "contrast": student.color_jitter(images, one, change, one),
        "saturation": student.color_jitter(images, one, one, change),
        "no contrast": student.color_jitter(images, change + 0.3, off, change),
        "gray": student.color_jitter(images, change + 0.3, change, off),
        "one channel": student.color_jitter(images[:, :1], change + 0.3, change[::-1].copy(), change),
        "one pixel": student.color_jitter(images[:, :, :1, :1], one, change, change[::-1].copy()),
        "all 1": student.color_jitter(images, one, one, one),
    }


def lie_about_any_pixel(outputs, inputs):
    """Squares of an even size about each pixel of images in two channels, each as often as any other."""
    images, blanked = inputs["images"], outputs["blanked"]
    if np.shape(blanked) != images.shape:
        return f"the shape is {np.shape(blanked)}, expected {images.shape}"
    found = np.full((len(images), 2), -1)
    for row, column in np.ndindex(3, 5):
        expected = images.copy()
        expected[:, :, max(row - 1, 0) : row + 1, max(column - 1, 0) : column + 1] = 0
        found[(blanked == expected).all(axis=(1, 2, 3))] = row, column
    if (found < 0).any():
        return "what is 0 in an image is no square of 2 x 2 about a pixel, or the rest has changed"
    for axis, places in enumerate((3, 5)):
        share = np.bincount(found[:, axis], minlength=places) / len(found)
        if (np.abs(share - 1 / places) > 6 * (1 / places / len(found)) ** 0.5).any():
            return "not all rows and columns are the middle equally often"
    if not np.bincount(found @ [5, 1], minlength=15).all():
        return "some rows and columns never come together, though each is to be drawn by itself"
    return None


@probe("cutout", points=0.75, verify=lie_about_any_pixel)
def even_squares(student, rng, inputs):
    """Four hundred images of 3 x 5 pixels in two channels, and squares of 2 x 2."""
    inputs["images"] = 1 + rng.random((400, 2, 3, 5))
    return {"blanked": student.cutout(inputs["images"], np.random.default_rng(int(rng.integers(2**31))), 2)}


@probe("repaired_mix", points=0.75)
def many_draws(student, rng):
    """All regimes of share and center on images of 7 x 5 pixels, odd both ways; then mixup, in two channels."""
    seen = {}
    pairs = [(0.05, (6, 4)), (0.3, (0, 4)), (0.42, (0, 0)), (0.55, (6, 0)), (0.8, (3, 2)), (0.97, (1, 3))]
    for i, (share, center) in enumerate(pairs[k] for k in rng.permutation(len(pairs))):
        share += uneven(rng, 0, 0.02)
        images, targets = rng.random((3, 1, 7, 5)), rng.uniform(0.1, 1, (3, 4))
        mixed, labels = student.repaired_mix(images, targets, np.array([2, 2, 0]), share, center)
        seen |= {f"images {i}": mixed, f"targets {i}": labels}
    images, targets = rng.random((4, 2, 3, 3)), rng.uniform(0.1, 1, (4, 5))
    mixed, labels = student.repaired_mix(images, targets, np.array([1, 3, 0, 2]), uneven(rng, 0.15, 0.35), None)
    seen |= {"images, blended": mixed, "targets, blended": labels}
    mixed, labels = student.repaired_mix(images, targets, np.array([1, 3, 0, 2]), 1.0)
    return seen | {"images, nothing blended": mixed, "targets, nothing blended": labels}


@probe("predict_over_crops", points=0.5)
def odd_rooms(student, rng):
    """An odd room and an even one; a network that sees one corner of its window alone."""
    corner = rng.permutation(4)

    def predict(images):
        signs = np.stack([images[:, 0, 0, 0], images[:, 0, 0, -1], images[:, 0, -1, 0], images[:, 0, -1, -1]], axis=1)
        return np.abs(signs[:, corner]) / np.abs(signs).sum(axis=1, keepdims=True)

    images = rng.standard_normal((2, 1, 7, 6))
    return {
        "size 2": student.predict_over_crops(predict, images, 2),
        "size 5": student.predict_over_crops(predict, images, 5),
    }


@probe("worth_in_labels", points=0.5)
def curves_that_go_down(student, rng):
    """A curve that goes down and up again, one that stays level, and one of two points."""
    sizes, step = np.array([15, 40, 90, 300]) + int(rng.integers(0, 5)), uneven(rng, 0.02, 0.06)
    dips = np.array([0.5, 0.5 + 3 * step, 0.5 + step, 0.5 + 4 * step])
    level = np.array([0.5, 0.5 + step, 0.5 + step, 0.5 + 2 * step])
    return {
        "reached before it dips": student.worth_in_labels(sizes, dips, 0.5 + 2 * step),
        "reached after it dips": student.worth_in_labels(sizes, dips, 0.5 + 3.5 * step),
        "on the first point, before it dips": student.worth_in_labels(sizes, dips[::-1].copy(), float(dips[-1])),
        "level": student.worth_in_labels(sizes, level, float(level[1])),
        "two points": student.worth_in_labels(sizes[:2], level[:2], 0.5 + step / 3),
        "down and never there": student.worth_in_labels(sizes, dips[::-1].copy(), 0.6 + 4 * step),
    }


quiz_windows = quiz("quiz_windows", points=0.5)
quiz_corner = quiz("quiz_corner", points=0.5)
quiz_detector = quiz("quiz_detector", points=0.5)
quiz_claims = quiz("quiz_claims", points=0.5)
