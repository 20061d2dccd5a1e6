"""Hidden probes of `17-capstone`: how many unseen shapes a network names, edges, and the quiz. They never ship.

The shapes and the numbering of the classes hang on the course's secret, and on no submission: a network is worth the
same, whoever hands it in.
"""

from functools import lru_cache

import numpy as np

from gradschool import data
from gradschool.checks import probe, quiz, uncopied

UPDATES, MOST_IMAGES = 400, 128


@lru_cache(maxsize=8)
def shapes(n, seed):
    """Images of shapes and their labels, in random order."""
    drawn = data.shapes(n, rng=seed)
    order = np.random.default_rng(seed).permutation(n)
    return np.asarray(drawn.x)[order], np.asarray(drawn.y)[order]


def generator(rng):
    """A NumPy generator with a seed of the probe's."""
    return np.random.default_rng(int(rng.integers(2**31)))


# --- repaired_split -------------------------------------------------------------------------------------------


def are_drawn_evenly(outputs, inputs):
    """Each of six images is held back in about a third of the splits, and so is each pair in about a fifteenth."""
    held = np.sort(np.asarray(outputs["held back"]), axis=1)
    if held.shape != (300, 2):
        return f"of 6 images at a share of 0.3, {held.shape[-1]} are held back, expected 2"
    singles = np.bincount(held.ravel(), minlength=6) / 300
    pairs = len({tuple(row) for row in held.tolist()})
    if singles.min() < 0.2 or singles.max() > 0.47:
        return f"some image is held back in {singles.max():.0%} of the splits, and some in {singles.min():.0%}"
    return None if pairs == 15 else f"only {pairs} of the 15 possible pairs were ever held back"


@probe("repaired_split", points=0.5, verify=are_drawn_evenly)
def three_hundred_splits(student, rng, inputs):
    """Six images, split three hundred times with one generator: which two are held back."""
    images, labels, source = rng.standard_normal((6, 1, 2, 2)), np.arange(6), generator(rng)
    return {"held back": [student.repaired_split(images, labels, 0.3, source)[1][1] for _ in range(300)]}


def keeps_one(outputs, inputs):
    """One image is held back, of a scale that the training images do not have."""
    (x, y), (held_x, held_y) = outputs["split"]
    if len(held_y) != 1 or len(y) != 4:
        return f"{len(held_y)} of 5 images are held back, expected 1"
    images, labels = inputs["images"], inputs["labels"]
    own = images[[int(np.flatnonzero(labels == one)[0]) for one in y]]
    hold = images[np.flatnonzero(labels == held_y[0])]
    mean, std = own.mean(axis=(0, 2, 3), keepdims=True), own.std(axis=(0, 2, 3), keepdims=True)
    fits = np.allclose(x, (own - mean) / std, atol=1e-6) and np.allclose(held_x, (hold - mean) / std, atol=1e-6)
    return None if fits else "the two parts are not standardized with the training images' numbers"


@probe("repaired_split", points=0.5, verify=keeps_one)
def one_is_held_back(student, rng, inputs):
    """Five images of very different brightness, one of them held back."""
    inputs["labels"] = rng.permutation(5) + 3
    inputs["images"] = rng.standard_normal((5, 2, 3, 4)) * 3.0 ** rng.permutation(5)[:, None, None, None]
    return {"split": student.repaired_split(inputs["images"], inputs["labels"], 0.2, generator(rng))}


# --- build_model ----------------------------------------------------------------------------------------------


def begins_near_log_classes(outputs, inputs):
    """The first loss for two and for three classes, and in other units."""
    for classes in (2, 3, 10):
        expected, losses = np.log(classes), outputs[f"{classes} classes"]
        for words, loss in losses.items():
            if not 0.8 * expected < loss < 1.2 * expected:
                return f"{classes} classes, {words}: the first loss is {loss:.3g}, expected about {expected:.3g}"
        if not np.ptp(list(losses.values())) < 0.02 * expected:
            return f"{classes} classes: the first loss hangs on the units of the images"
    return None if not outputs["names differ"] else "the same design has other names for another number of classes"


@probe("build_model", points=1, verify=begins_near_log_classes)
def few_classes(student, rng, inputs):
    """Two, three, and ten classes; images from 0 to 1, to 255, and to a hundredth."""
    images, labels = shapes(40, 5)
    images = images * rng.uniform(0.9, 1, (40, 1, 1, 1))
    found, names, seed = {}, [], int(rng.integers(2**31))
    for classes in (2, 3, 10):
        found[f"{classes} classes"] = losses = {}
        for words, scale in (("from 0 to 1", 1.0), ("to 255", 255.0), ("to a hundredth", 0.01)):
            model = student.build_model(scale * images, classes, np.random.default_rng(seed))
            losses[words] = float(student.loss_and_gradients(model, scale * images, labels % classes)[0])
        names.append(sorted(model))
    return {**found, "names differ": names[0] != names[2]}


# --- loss_and_gradients ---------------------------------------------------------------------------------------


def moved(student, rng, images, classes):
    """The student's model in float64, its trained arrays moved a little; and their names."""
    model = student.build_model(images, classes, generator(rng))
    _, gradients = student.loss_and_gradients(model, images[:2], np.zeros(2, dtype=int))
    cast = {name: np.array(array, dtype="float64") for name, array in model.items()}
    return cast | {name: cast[name] + 0.05 * rng.standard_normal(cast[name].shape) for name in gradients}, [*gradients]


def is_the_slope(outputs, inputs):
    """Slopes along a random direction of all arrays at once, for batches of one and of many."""
    if len({number for numbers in outputs.values() for number in numbers}) < 3 * len(outputs):
        return "different batches have the very same slopes"
    for name, (given, measured, least) in outputs.items():
        if not abs(given - measured) < 0.02 * max(abs(given), abs(measured), least):
            return f"{name}: your gradients say {given:.4g} along one direction, the loss {measured:.4g}"
    return None


@probe("loss_and_gradients", points=1, verify=is_the_slope)
def one_image_and_many(student, rng, inputs):
    """One image; and forty, with classes that are absent: the slope along a direction of all arrays."""
    images, labels = shapes(40, 5)
    images = images.astype("float64") * rng.uniform(0.9, 1, (40, 1, 1, 1))
    model, names = moved(student, rng, images, 10)
    found = {}
    for words, rows, classes in (("one image", slice(3, 4), 10), ("forty images", slice(None), 6)):
        batch, right = images[rows], labels[rows] % classes
        _, gradients = student.loss_and_gradients(model, batch, right)
        d = {name: rng.standard_normal(model[name].shape) for name in names}
        length = sum(float((one**2).sum()) for one in d.values()) ** 0.5
        ahead, behind = (
            student.loss_and_gradients({**model, **{n: model[n] + h * d[n] / length for n in names}}, batch, right)[0]
            for h in (1e-5, -1e-5)
        )
        given = sum(float((np.asarray(gradients[n]) * d[n]).sum()) for n in names) / length
        size = sum(float((np.asarray(gradients[n]) ** 2).sum()) for n in names) ** 0.5
        found[words] = [given, float(ahead - behind) / 2e-5, size / sum(one.size for one in d.values()) ** 0.5]
    return found


def is_finite(outputs, inputs):
    """A loss and gradients that are numbers, however sure the model is, and a loss as large as the scores."""
    largest = np.asarray(outputs["largest entry of each gradient"])
    if not np.isfinite(outputs["loss"]) or not np.isfinite(largest).all():
        return f"for scores that are far apart the loss is {outputs['loss']}"
    if len(largest) > 1 and len(np.unique(largest)) == 1:
        return f"for scores that are far apart the largest entry of every gradient is {largest[0]}"
    return None if outputs["loss"] > 100 else f"for scores that are far apart the loss is only {outputs['loss']:.3g}"


@probe("loss_and_gradients", points=0.5, verify=is_finite)
def a_model_that_is_very_sure(student, rng, inputs):
    """All trained arrays ten thousand times as large, and labels that are wrong."""
    images, _ = shapes(40, 5)
    images = images[:6].astype("float64") * rng.uniform(0.9, 1, (6, 1, 1, 1))
    model, names = moved(student, rng, images, 4)
    large = model | {name: 1e4 * model[name] for name in names}
    wrong = (np.asarray(student.predict(large, images)) + 1) % 4
    loss, gradients = student.loss_and_gradients(large, images, wrong)
    return {"loss": float(loss), "largest entry of each gradient": [float(np.abs(g).max()) for g in gradients.values()]}


# --- predict --------------------------------------------------------------------------------------------------


def is_lowest(outputs, inputs):
    """One image of two classes gets one answer, that of the lowest loss."""
    answers, losses = outputs["answers"], np.asarray(outputs["losses"])
    for name, one in answers.items():
        if np.shape(one) != (1,) or np.asarray(one).dtype.kind not in "iu":
            return f"{name} got {one!r}, expected an array of one whole number"
    said = np.array([one[0] for one in answers.values()])
    wrong = np.flatnonzero(said != losses.argmin(axis=1))
    told = f"{len(wrong)} of {len(said)} images don't get the class under which their loss is lowest"
    return f"{told}: numbers {', '.join(map(str, wrong))}" if len(wrong) else None


@probe("predict", points=1, verify=is_lowest)
def one_at_a_time(student, rng, inputs):
    """Twelve images one at a time, some of them nearly black, some of them a single color; ten classes."""
    images, _ = shapes(40, 5)
    images = images[:12].astype("float64") * rng.permutation([0.01] * 4 + [0.5] * 4 + [1.0] * 4)[:, None, None, None]
    images[::4] = rng.uniform(0.1, 0.9, (3, 3, 1, 1))
    model, _ = moved(student, rng, images, 10)
    labels = [np.array([k]) for k in range(10)]
    ask = uncopied(student.loss_and_gradients)
    losses = [[float(ask(model, one[None], k)[0]) for k in labels] for one in images]
    return {
        "answers": {f"image {i}": student.predict(model, one[None]) for i, one in enumerate(images)},
        "losses": np.array(losses),
    }


# --- train ----------------------------------------------------------------------------------------------------

KEPT = {}


def kept(key, make):
    """What `make` makes or raises, made once for all who ask with this key."""
    if key not in KEPT:
        while len(KEPT) >= 100:
            del KEPT[next(iter(KEPT))]
        try:
            KEPT[key] = make(), None
        except Exception as error:
            KEPT[key] = None, error
    made, raised = KEPT[key]
    if raised:
        raise raised
    return made


def counted(ask):
    """The student's `loss_and_gradients`, which may be asked so many times."""
    asked = []

    def look(model, images, labels):
        asked.append(len(images))
        if len(asked) > UPDATES or not 1 <= len(images) <= MOST_IMAGES:
            raise RuntimeError(f"look {len(asked)}, of {len(images)} images, is beyond the budget")
        return ask(model, images, labels)

    return look


def unseen(student, seed):
    """What a trained network says about unseen shapes, and their labels; built, trained and asked once."""
    names = ("build_model", "loss_and_gradients", "train", "predict")
    first, ask, train, judge = (uncopied(getattr(student, name)) for name in names)
    numbers, (images, labels) = np.random.default_rng(seed).permutation(10), shapes(2000, seed)
    new, held_back = shapes(1000, seed + 2)

    def trained_and_asked():
        model = kept((first, seed), lambda: first(images.copy(), 10, np.random.default_rng(seed)))
        source = np.random.default_rng(seed + 1)
        trained = train(
            {name: np.array(one) for name, one in model.items()},
            counted(ask),
            images.copy(),
            numbers[labels],
            UPDATES,
            source,
        )
        return judge(trained, new.copy())

    return kept((first, ask, train, judge, seed), trained_and_asked), numbers[held_back]


def reaches(share):
    """A verifier that asks for this share of right answers."""

    def verify(outputs, inputs):
        answers, labels = np.asarray(outputs["answers"]), inputs["labels"]
        if answers.shape != labels.shape:
            return f"{len(labels)} images got answers of shape {answers.shape}"
        right = float(np.mean(answers == labels))
        return None if right >= share else f"{right:.1%} of the unseen shapes are named, expected {share:.0%} or more"

    return verify


def asked(student, rng, inputs):
    """The answers, and what they are judged by."""
    answers, inputs["labels"] = unseen(student, int(rng.integers(2**31)))
    return {"answers": answers}


@probe("train", points=0.4, verify=reaches(0.25), shared="unseen shapes")
def a_quarter(student, rng, inputs):
    """Trained for 400 updates on 2,000 shapes, your network names 25 percent of 1,000 others."""
    return asked(student, rng, inputs)


@probe("train", points=0.4, verify=reaches(0.35), shared="unseen shapes")
def a_third(student, rng, inputs):
    """It names 35 percent."""
    return asked(student, rng, inputs)


@probe("train", points=0.4, verify=reaches(0.45), shared="unseen shapes")
def nearly_a_half(student, rng, inputs):
    """It names 45 percent."""
    return asked(student, rng, inputs)


@probe("train", points=0.4, verify=reaches(0.5), shared="unseen shapes")
def a_half(student, rng, inputs):
    """It names 50 percent."""
    return asked(student, rng, inputs)


@probe("train", points=0.4, verify=reaches(0.55), shared="unseen shapes")
def more_than_a_half(student, rng, inputs):
    """It names 55 percent."""
    return asked(student, rng, inputs)


@probe("train", points=0.4, verify=reaches(0.6), shared="unseen shapes")
def three_fifths(student, rng, inputs):
    """It names 60 percent."""
    return asked(student, rng, inputs)


# --- compare_runs ---------------------------------------------------------------------------------------------


@probe("compare_runs", points=0.75)
def two_seeds_and_no_spread(student, rng):
    """Two seeds; five whose differences are all alike; numbers far from 0, and differences below 0."""
    baseline = rng.uniform(0.5, 0.9, 2)
    far = 8.0 * rng.integers(20, 40, 5)
    found = {
        "two": student.compare_runs(baseline, baseline + np.array([0.03, -0.011]) * rng.uniform(0.8, 1.2)),
        "alike": student.compare_runs(far, far + 0.5),
        "worse": student.compare_runs(far, far - rng.uniform(1, 3, 5)),
    }
    return {name: list(three) for name, three in found.items()}


quiz_draw = quiz("quiz_draw", points=0.5)
quiz_pairs = quiz("quiz_pairs", points=0.5)
quiz_epochs = quiz("quiz_epochs", points=0.5)
quiz_company = quiz("quiz_company", points=0.5)
