"""How the exercises of `12-augmentation` are driven; what is right is the same on the solution. This file ships.

Random windows and squares are judged by what they are: of their own image, all places alike, each drawn by itself.
"""

import numpy as np

from gradschool.checks import probe, quiz

SOME = 80
"""So many images of a second call are enough to tell it from the first."""
TOGETHER = "row and column go together: draw each by itself"


def uneven(rng, low, high):
    """A number that is not round."""
    return float(rng.uniform(low, high))


# --- random_window --------------------------------------------------------------------------------------------


def draw_windows(student, rng, inputs, shape, *settings, margin=1, flip=0.5):
    """What becomes of images without two pixels alike: two calls with one generator, and one with its twin."""
    inputs["margin"], inputs["flip"], inputs["images"] = margin, flip, (1 + rng.random(shape)).astype("float32")
    seed = int(rng.integers(2**31))
    source, twin = np.random.default_rng(seed), np.random.default_rng(seed)
    call = student.random_window
    first, second = (call(inputs["images"], source, *settings) for _ in range(2))
    again = call(inputs["images"], twin, *settings)
    return {"windows": first, "second call": second[:SOME], "same seed": again[:SOME]}


def found_windows(images, windows, margin):
    """For each image whether it is mirrored, and its row and column; -1 where it is no window at all."""
    height, width = images.shape[2:]
    framed = np.pad(images, ((0, 0), (0, 0), (margin, margin), (margin, margin)))
    found = np.full((len(images), 3), -1)
    for top in range(2 * margin + 1):
        for left in range(2 * margin + 1):
            window = framed[:, :, top : top + height, left : left + width]
            for mirrored in (0, 1):
                same = np.isclose(windows, window[..., ::-1] if mirrored else window).all(axis=(1, 2, 3))
                found[same] = mirrored, top, left
    return found


def uneven_share(values, chances, words):
    """Say which value is never drawn, or too often or too seldom, if one is."""
    for value, chance in enumerate(chances):
        if chance > 0.01 and not (values == value).any():
            return f"{words[value]} in none of the images, expected in about {chance:.0%}"
    for value, chance in enumerate(chances):
        share = (values == value).mean()
        if abs(share - chance) > 6 * (chance * (1 - chance) / len(values)) ** 0.5 + 1e-9:
            return f"{words[value]} in {share:.0%} of the images, expected about {chance:.0%}"
    return None


def go_together(combined, chances):
    """Whether combinations of draws come otherwise than by the product of their chances.

    A correlation would not see it: row and column that agree in half of the images and mirror each other in the other
    half have none. The bound on chi squared is one that draws by themselves exceed once in a billion calls.
    """
    due = np.ravel(chances) * len(combined)
    return np.sum((np.bincount(combined, minlength=due.size) - due) ** 2 / due) > 60 + 3 * due.size


def are_random_windows(outputs, inputs):
    """Judge windows: of their images, all places alike, flips by their probability, each drawn by itself."""
    images, margin, flip = inputs["images"], inputs["margin"], inputs["flip"]
    if np.shape(outputs["windows"]) != images.shape:
        return f"the shape is {np.shape(outputs['windows'])}, expected {images.shape}"
    found = found_windows(images, outputs["windows"], margin)
    if not np.any(outputs["windows"], axis=(1, 2, 3)).all():
        return "an image has come back as nothing but zeros, though a part of it lies in each of its windows"
    if (found < 0).any():
        return "an image is no window of its own image in a frame of zeros"
    if (found == found[0]).all():
        return "all images of the batch get the same flip and the same window: draw for each image"
    if (found[:, 1:] == found[0, 1:]).all():
        return "all images of the batch get the same window"
    if (found[:, 0] == found[0, 0]).all():
        return f"all images of the batch are {'mirrored' if found[0, 0] else 'left as they are'}, expected some of both"
    places = 2 * margin + 1
    even = [1 / places] * places
    judged = (
        (found[:, 0], [1 - flip, flip], ["as it is", "mirrored"]),
        (found[:, 1], even, [f"the window begins in row {i}" for i in range(places)]),
        (found[:, 2], even, [f"the window begins in column {i}" for i in range(places)]),
    )
    for values, chances, words in judged:
        fault = uneven_share(values, chances, words)
        if fault:
            return fault
    if go_together(found @ [places**2, places, 1], np.outer([1 - flip, flip], np.full(places**2, 1 / places**2))):
        return "flip, row and column of an image go together: draw each by itself"
    again = found_windows(images[:SOME], outputs["second call"], margin)
    if (again == found[:SOME]).mean() > 0.9:
        return "two calls with one generator draw the same windows"
    same = np.array_equal(outputs["same seed"], outputs["windows"][:SOME])
    return None if same else "two generators of one seed draw different windows: draw from `rng`"


@probe("random_window", points=1, verify=are_random_windows)
def many_small_images(student, rng, inputs):
    """Four hundred images of 2 x 3 pixels, with the usual margin and flips."""
    return draw_windows(student, rng, inputs, (400, 1, 2, 3))


@probe("random_window", points=0.5, exact_dtype=True)
def without_a_choice(student, rng):
    """No margin, and no image mirrored or all; float64, then one image of float32."""
    images, source = rng.standard_normal((3, 2, 3, 4)), np.random.default_rng(int(rng.integers(2**31)))
    one = images[:1].astype("float32")
    return {
        "as they are": student.random_window(images, source, 0, 0.0),
        "mirrored": student.random_window(images, source, 0, 1.0),
        "one image, mirrored": student.random_window(one, source, margin=0, flip=1.0),
    }


# --- read_between ---------------------------------------------------------------------------------------------


def inside(rng, batch, height, width, size=(2, 3)):
    """Places inside an image, none on a pixel."""
    y = rng.integers(0, height - 1, (batch, *size)) + rng.uniform(0.1, 0.9, (batch, *size))
    return y, rng.integers(0, width - 1, (batch, *size)) + rng.uniform(0.1, 0.9, (batch, *size))


def around(rng, height, width):
    """Places beside every side and corner, near and far, and one inside, in any order: two of shape (1, 3, 6)."""
    near, far = uneven(rng, 0.2, 0.4), uneven(rng, 1.2, 1.7)
    half_y, half_x = height / 2 - 0.7, width / 2 - 0.7
    ends_y, ends_x = (-near, height - 1 + near, -far, height + far), (-near, width - 1 + near, -far, width + far)
    places = [(y, half_x) for y in ends_y] + [(half_y, x) for x in ends_x]
    places += [(y, x) for y in ends_y[:2] for x in ends_x[:2]]
    places += [(-1.0, half_x), (half_y, width * 1.0), (half_y, -1.0), (height * 1.0, half_x), (half_y, half_x)]
    places += [(-9 * far, 1e6 + near)]
    y, x = rng.permutation(np.array(places)).T.reshape(2, 1, 3, 6)
    return y, x


@probe("read_between", points=0.5)
def between_pixels(student, rng):
    """Places between the pixels of three images of 5 x 4 pixels in two channels."""
    return {"read": student.read_between(rng.standard_normal((3, 2, 5, 4)), *inside(rng, 3, 5, 4))}


@probe("read_between", points=0.5, exact_dtype=True)
def on_pixels(student, rng):
    """The places of all pixels, last to first: the image comes back upside down, in its dtype."""
    images = rng.standard_normal((2, 1, 4, 3))
    y, x = np.broadcast_to(np.indices((4, 3), dtype="float64")[:, None, ::-1, ::-1], (2, 2, 4, 3)).copy()
    return {
        "float64": student.read_between(images, y, x),
        "float32, one image": student.read_between(images[:1].astype("float32"), y[:1], x[:1]),
    }


@probe("read_between", points=0.75)
def outside_the_image(student, rng):
    """Places beside every side and corner of an image of 4 x 5 pixels, nearer than a pixel and farther."""
    return {"read": student.read_between(1 + rng.random((1, 3, 4, 5)), *around(rng, 4, 5))}


# --- affine_places --------------------------------------------------------------------------------------------


def matrices(rng, batch):
    """Matrices that are far from the identity and from any of another form."""
    turn = rng.permutation(np.linspace(0.4, 2.4, batch)) + rng.uniform(0, 0.3, batch)
    size, lean = rng.uniform(0.6, 1.4, (2, batch)), rng.uniform(0.2, 0.6, batch)
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    stretched = np.array([[size[0], np.zeros(batch)], [lean, size[1]]])
    return np.einsum("ijn,jkn->nik", turned, stretched)


@probe("affine_places", points=0.5)
def shifts_alone(student, rng):
    """Two images of 3 x 4 pixels that are moved, without any other change."""
    y, x = student.affine_places(3, 4, np.stack([np.eye(2)] * 2), rng.uniform(-2, 2, (2, 2)))
    return {"rows": y, "columns": x}


@probe("affine_places", points=0.5)
def turned_about_the_middle(student, rng):
    """Three images of 4 x 3 pixels, each with a matrix of its own, without a shift."""
    y, x = student.affine_places(4, 3, matrices(rng, 3), np.zeros((3, 2)))
    return {"rows": y, "columns": x}


@probe("affine_places", points=0.5, exact_dtype=True)
def turned_and_moved(student, rng):
    """Matrices and shifts together; float64, then one of float32."""
    matrix, shift = matrices(rng, 3), rng.uniform(0.3, 2, (3, 2))
    y, x = student.affine_places(2, 5, matrix, shift)
    one_y, one_x = student.affine_places(4, 3, matrix[:1].astype("float32"), shift[:1].astype("float32"))
    return {"rows": y, "columns": x, "float32, rows": one_y, "float32, columns": one_x}


# --- smooth_field ---------------------------------------------------------------------------------------------


def rough(rng, batch, height, width):
    """Noise whose images, and whose two planes, are of different size."""
    sizes = rng.permutation(np.array([0.5, 1.0, 3.0, 8.0][: 2 * batch])).reshape(batch, 2, 1, 1)
    return sizes * (0.3 + rng.standard_normal((batch, 2, height, width)))


@probe("smooth_field", points=0.5)
def scaled_alone(student, rng):
    """Radius 0: noise of two images is brought to a strength; then to a strength of 0."""
    noise, strength = rough(rng, 2, 4, 5), uneven(rng, 0.3, 1.7)
    return {
        "scaled": student.smooth_field(noise, 0, strength),
        "strength 0": student.smooth_field(noise, 0, 0.0),
        "one image": student.smooth_field(noise[:1], 0, strength),
    }


@probe("smooth_field", points=0.5)
def smoothed(student, rng):
    """The usual radius and strength, for two images of 5 x 6 pixels."""
    return {"field": student.smooth_field(rough(rng, 2, 5, 6))}


@probe("smooth_field", points=0.5, exact_dtype=True)
def wider_and_in_float32(student, rng):
    """Radius 2, for two images of 6 x 8 pixels; then float32."""
    noise, strength = rough(rng, 2, 6, 8), uneven(rng, 0.3, 1.7)
    return {
        "field": student.smooth_field(noise, 2, strength),
        "float32": student.smooth_field(noise.astype("float32"), 1, strength),
    }


# --- color_jitter ---------------------------------------------------------------------------------------------


def factors(rng, *values):
    """One factor for each image, in any order, none of them round; in the dtype of the arrays that they multiply."""
    return rng.permutation(np.array(values)) + rng.uniform(0, 0.05, len(values))


@probe("color_jitter", points=0.75)
def one_factor_at_a_time(student, rng):
    """Three images of 2 x 3 pixels in three colors; nothing reaches 0 or 1. One kind of factor, then all together."""
    images, one = rng.uniform(0.4, 0.6, (3, 3, 2, 3)), np.ones(3)
    change = factors(rng, 0.6, 0.8, 1.35)
    jitter = student.color_jitter
    return {
        "brightness alone": jitter(images, change, one, one),
        "contrast alone": jitter(images, one, change, one),
        "saturation alone": jitter(images, one, one, change),
        "together": jitter(images, change, change[[1, 2, 0]], change[[2, 0, 1]]),
    }


@probe("color_jitter", points=0.5, exact_dtype=True)
def cut_off(student, rng):
    """Strong factors, so that values are cut off at 0 and at 1, at the end; then one image, in float32."""
    images = np.stack([rng.permutation(np.linspace(0.01, 0.99, 18)) for _ in range(2)]).reshape(2, 3, 3, 2)
    bright, strong = factors(rng, 1.5, 1.9), factors(rng, 1.6, 2.2)
    single = [part[:1].astype("float32") for part in (images, bright, strong, strong[::-1])]
    return {
        "bright": student.color_jitter(images, bright, strong, strong[::-1].copy()),
        "one image, float32": student.color_jitter(*single),
    }


# --- cutout ---------------------------------------------------------------------------------------------------


def found_squares(images, blanked, size):
    """The row and the column about which each image is blanked; -1 where that is no square about a pixel."""
    height, width = images.shape[2:]
    found = np.full((len(images), 2), -1)
    for center in np.ndindex(height, width):
        top, left = (place - size // 2 for place in center)
        expected = images.copy()
        expected[:, :, max(top, 0) : top + size, max(left, 0) : left + size] = 0
        found[(blanked == expected).all(axis=(1, 2, 3))] = center
    return found


def are_random_squares(outputs, inputs):
    """Judge squares: of the right size, all places alike, each drawn by itself."""
    images, size = inputs["images"], inputs["size"]
    if np.shape(outputs["blanked"]) != images.shape:
        return f"the shape is {np.shape(outputs['blanked'])}, expected {images.shape}"
    gone = outputs["blanked"] == 0
    if (gone != gone[:, :1]).any():
        return "the channels of an image are not blanked at the same places"
    widest = max(int(gone.any(axis=axes).sum(axis=1).max()) for axes in ((1, 3), (1, 2)))
    if widest > size:
        return f"{widest} rows or columns of an image hold a 0, and the square has {size}"
    found = found_squares(images, outputs["blanked"], size)
    if not gone.any(axis=(1, 2, 3)).all():
        return (
            "in some images nothing is blanked, though the middle of the square is one of their pixels: at which index "
            "does a square near the upper or left border begin?"
        )
    if (found < 0).any():
        return f"what is 0 in an image is no square of {size} x {size} about a pixel, or the rest has changed"
    if (found == found[0]).all():
        return "all images of the batch get the same square: draw for each image"
    if found.std(axis=0).all() and abs(np.corrcoef(found.T)[0, 1]) > 6 / len(found) ** 0.5:
        return TOGETHER
    for axis, name in enumerate(("row", "column")):
        places = images.shape[2 + axis]
        words = [f"the middle lies in {name} {i}" for i in range(places)]
        fault = uneven_share(found[:, axis], [1 / places] * places, words)
        if fault:
            return fault
    if go_together(found @ [images.shape[3], 1], np.full(images.shape[2:], 1 / (images.shape[2] * images.shape[3]))):
        return TOGETHER
    again = found_squares(images[:SOME], outputs["second call"], size)
    if (again == found[:SOME]).mean() > 0.9:
        return "two calls with one generator draw the same squares"
    same = np.array_equal(outputs["same seed"], outputs["blanked"][:SOME])
    return None if same else "two generators of one seed draw different squares: draw from `rng`"


@probe("cutout", points=0.75, verify=are_random_squares)
def many_squares(student, rng, inputs):
    """Squares of 3 x 3 in three hundred images of 4 x 3 pixels in two channels."""
    inputs["images"], inputs["size"] = rng.integers(1, 4, (300, 2, 4, 3)).astype("float32"), 3
    seed = int(rng.integers(2**31))
    source, twin = np.random.default_rng(seed), np.random.default_rng(seed)
    first, second = (student.cutout(inputs["images"], source, 3) for _ in range(2))
    again = student.cutout(inputs["images"], twin, 3)
    return {"blanked": first, "second call": second[:SOME], "same seed": again[:SOME]}


@probe("cutout", points=0.5, exact_dtype=True)
def nothing_and_everything(student, rng):
    """A size of 0; a square that covers the image wherever it lies; images of one pixel, in float32."""
    images, source = 1 + rng.random((2, 2, 3, 2)), np.random.default_rng(int(rng.integers(2**31)))
    many = rng.integers(1, 4, (50, 2, 3, 2)).astype("float64")
    return {
        "size 0": student.cutout(images, source, 0),
        "everything": student.cutout(many, source, 7),
        "one pixel": student.cutout(images[:1, :, :1, :1].astype("float32"), source, size=1),
        "one image": student.cutout(images[:1].astype("float32"), source, size=0),
    }


# --- repaired_mix ---------------------------------------------------------------------------------------------


def mixture(rng, batch, height, width, channels=2):
    """Images without two pixels alike, and soft labels of three classes."""
    targets = rng.uniform(0.1, 1, (batch, 3))
    return 1 + rng.random((batch, channels, height, width)), targets / targets.sum(axis=1, keepdims=True)


@probe("repaired_mix", points=0.5)
def blended(student, rng):
    """mixup, for three images of 2 x 3 pixels; each gets its partner's."""
    images, targets = mixture(rng, 3, 2, 3)
    mixed, labels = student.repaired_mix(images, targets, np.array([2, 0, 1]), uneven(rng, 0.6, 0.8))
    return {"images": mixed, "targets": labels}


@probe("repaired_mix", points=0.5)
def in_the_middle(student, rng):
    """CutMix with a window that lies inside images of 6 x 10 pixels; each image gets its partner's."""
    images, targets = mixture(rng, 3, 6, 10, channels=1)
    mixed, labels = student.repaired_mix(images, targets, np.array([2, 0, 1]), uneven(rng, 0.68, 0.7), (3, 5))
    return {"images": mixed, "targets": labels}


@probe("repaired_mix", points=0.5)
def at_the_border(student, rng):
    """CutMix with a window that sticks out at the top and to the left, and one at the bottom and to the right."""
    seen, share = {}, uneven(rng, 0.4, 0.43)
    centers = {"top left": (0, 1), "bottom right": (5, 7)}
    for side, center in centers.items():
        images, targets = mixture(rng, 2, 6, 8, channels=1)
        mixed, labels = student.repaired_mix(images, targets, np.array([1, 0]), share, center)
        seen |= {f"{side}, images": mixed, f"{side}, targets": labels}
    return seen


@probe("repaired_mix", points=0.25, exact_dtype=True)
def all_or_nothing(student, rng):
    """CutMix with a share of 1, then of 0, in float32; an image that is its own partner; both for a batch of one."""
    images, targets = (part.astype("float32") for part in mixture(rng, 3, 4, 6, channels=1))
    order, seen = np.array([1, 0, 2]), {}
    for share, center in ((1.0, (2, 3)), (0.0, (2, 3))):
        mixed, labels = student.repaired_mix(images, targets, order, share, center)
        seen |= {f"share {share:g}, images": mixed, f"share {share:g}, targets": labels}
    for name, center in (("one", (1, 1)), ("one, blended", None)):
        own, labels = student.repaired_mix(images[:1].astype("float64"), targets[:1], np.array([0]), 0.4, center)
        seen |= {f"{name}, images": own, f"{name}, targets": labels}
    return seen


# --- predict_over_crops ---------------------------------------------------------------------------------------


def classifier(rng, channels, size, classes=3):
    """A network with hidden ReLU units, which refuses images of another size."""
    first = rng.standard_normal((channels * size * size, 8)) / size
    last = rng.standard_normal((8, classes))

    def predict(images):
        if images.shape[1:] != (channels, size, size):
            raise ValueError(f"predict got images of shape {images.shape}; expected (n, {channels}, {size}, {size})")
        powers = np.exp(np.maximum(np.reshape(images, (len(images), -1)) @ first, 0) @ last)
        return powers / powers.sum(axis=1, keepdims=True)

    return predict


@probe("predict_over_crops", points=0.5)
def of_tall_and_wide_images(student, rng):
    """Windows of 3 x 3 pixels, from images of 6 x 4, then of 4 x 8."""
    predict = classifier(rng, 2, 3)
    return {
        "tall": student.predict_over_crops(predict, rng.standard_normal((4, 2, 6, 4)), 3),
        "wide": student.predict_over_crops(predict, rng.standard_normal((2, 2, 4, 8)), 3),
    }


@probe("predict_over_crops", points=0.5)
def no_room_to_move(student, rng):
    """Windows as large as the images; then one image that leaves room in one direction alone."""
    predict = classifier(rng, 1, 4)
    return {
        "no room": student.predict_over_crops(predict, rng.standard_normal((3, 1, 4, 4)), 4),
        "one image": student.predict_over_crops(predict, rng.standard_normal((1, 1, 4, 7)), 4),
    }


# --- worth_in_labels ------------------------------------------------------------------------------------------


def learning_curve(rng, points=5):
    """So many sizes, up to seven, and shares that rise at every one of them."""
    sizes = np.array([10, 30, 70, 200, 500, 900, 2000])[:points]
    return sizes, 0.25 + np.cumsum(rng.uniform(0.05, 0.1, points))


@probe("worth_in_labels", points=0.5)
def between_two_sizes(student, rng):
    """A curve that rises: a share in the first gap, in the middle, and in the last; then a curve that dips."""
    sizes, right = learning_curve(rng)
    shares = [right[i] + uneven(rng, 0.2, 0.8) * (right[i + 1] - right[i]) for i in (0, 2, 3)]
    seen = {"worth": [student.worth_in_labels(sizes, right, float(share)) for share in shares]}
    sizes, right = learning_curve(rng, points=7)
    dips, before = right[[0, 1, 2, 3, 5, 4, 6]], right[4] + uneven(rng, 0.2, 0.8) * (right[5] - right[4])
    after = right[5] + uneven(rng, 0.2, 0.8) * (right[6] - right[5])
    return seen | {
        "before the dip": student.worth_in_labels(sizes, dips, float(before)),
        "after the dip": student.worth_in_labels(sizes, dips, float(after)),
    }


@probe("worth_in_labels", points=0.5)
def ends_and_points(student, rng):
    """Shares that lie on a point of the curve, below its beginning, and above all of it."""
    sizes, right = learning_curve(rng)
    sizes = sizes + int(rng.integers(0, 5))
    shares = {"on a point": right[2], "on the first": right[0], "on the last": right[-1]}
    shares |= {"below": right[0] - uneven(rng, 0.05, 0.2), "above": right[-1] + uneven(rng, 0.01, 0.03)}
    return {name: student.worth_in_labels(sizes, right, float(share)) for name, share in shares.items()}


# --- the quiz -------------------------------------------------------------------------------------------------


quiz_windows = quiz("quiz_windows")
quiz_corner = quiz("quiz_corner")
quiz_detector = quiz("quiz_detector")
quiz_claims = quiz("quiz_claims")
