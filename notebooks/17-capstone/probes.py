"""How the exercises of `17-capstone` are driven; what is right is the same on the solution. This file ships.

Networks of any design are judged by what every network owes: its gradients against its own loss, its answers against
its losses, one image against many, and how many unseen shapes it names.
"""

from functools import lru_cache

import numpy as np

from gradschool import data
from gradschool.checks import probe, quiz, uncopied

MOST_IMAGES = 128
MORE_THAN_CHANCE = 0.14
"""Of a thousand images of ten classes a guess names 0.1, with a standard deviation of 0.0095."""


def generator(rng):
    """A NumPy generator with a seed of the probe's."""
    return np.random.default_rng(int(rng.integers(2**31)))


# --- repaired_split -------------------------------------------------------------------------------------------


def numbered(rng, n, channels=3, side=3):
    """Irregular images, each with a label of its own, and channels of different scale and level."""
    scale = rng.uniform(0.3, 4, (1, channels, 1, 1))
    images = scale * rng.standard_normal((n, channels, side, side)) + 3 * scale
    return images, 7 + rng.permutation(n)


def split_twice(student, rng, inputs, n, share, **shape):
    """Both parts, again with the same seed, and with another."""
    images, labels = numbered(rng, n, **shape)
    inputs["images"], inputs["labels"], inputs["share"] = images, labels, share
    seed = int(rng.integers(2**31))
    return {
        name: student.repaired_split(images, labels, share, np.random.default_rng(one))
        for name, one in (("split", seed), ("same seed", seed), ("another seed", seed + 1))
    }


def unlike_standardized(x, std):
    """Why images are not standardized per channel, or an empty string."""
    middle, spread, size = x.mean(axis=(0, 2, 3)), x.std(axis=(0, 2, 3)), x.size // x.shape[1]
    if not np.allclose(middle, 0, atol=1e-6):
        return f"the training images have mean {middle[0]:.3g} in the first channel, expected 0"
    if np.allclose(x.mean(axis=0), 0, atol=1e-6) and np.allclose(x.std(axis=0), 1, atol=1e-6):
        return "each pixel has mean 0 and standard deviation 1 over the training images; expected of each channel"
    if np.allclose(spread**2 * size, size - 1, rtol=1e-9):
        return "the standard deviation of the training images is that of a sample, over one less than their number"
    if np.allclose(spread, std.ravel()):
        return "the training images have the standard deviation that they came with"
    if np.allclose(spread * std.ravel(), 1):
        return "the training images are divided by their standard deviation twice"
    wrong = f"the training images have standard deviation {spread[0]:.3g} in the first channel, expected 1"
    return "" if np.allclose(spread, 1, atol=1e-6) else wrong


def is_a_clean_split(outputs, inputs):
    """Judge sizes, pairs, and the numbers that both parts are standardized with."""
    images, labels = inputs["images"], inputs["labels"]
    held = round(inputs["share"] * len(images))
    (x, y), (held_x, held_y) = outputs["split"]
    if len(x) != len(y) or len(held_x) != len(held_y):
        return "images and labels are not equally many"
    if len(held_x) != held:
        return f"{len(held_x)} of {len(images)} images are held back, expected {held}"
    if set(y) & set(held_y):
        return f"{len(set(y) & set(held_y))} images lie in both parts"
    if sorted([*y, *held_y]) != sorted(labels):
        return f"{len(y) + len(held_y)} images came back of {len(labels)}, or some of them twice"
    place = {int(label): i for i, label in enumerate(labels)}
    own, held_own = (images[[place[int(one)] for one in part]] for part in (y, held_y))
    axes = (0, 2, 3)
    mean, std = own.mean(axis=axes, keepdims=True), own.std(axis=axes, keepdims=True)
    if why := unlike_standardized(x, std):
        return why
    if not np.allclose(x, (own - mean) / std, atol=1e-6):
        return "a training image does not belong to its label"
    if not np.allclose(held_x, (held_own - mean) / std, atol=1e-6):
        return "the validation images are not those of their labels, standardized with the training images' numbers"
    again, other = outputs["same seed"], outputs["another seed"]
    if not np.array_equal(again[1][1], held_y) or not np.array_equal(again[0][0], x):
        return "two generators of one seed split differently: draw from `rng`"
    if set(held_y) in (set(labels[:held]), set(labels[-held:])):
        return "the images at one end are held back, in the order in which they came"
    if set(other[1][1]) == set(held_y):
        return "another seed holds back the same images"
    return None


@probe("repaired_split", points=1, verify=is_a_clean_split)
def forty_images(student, rng, inputs):
    """Forty images of three channels, three tenths held back: pairs, sizes, and what both parts are standardized by."""
    return split_twice(student, rng, inputs, 40, 0.3)


@probe("repaired_split", points=1, verify=is_a_clean_split)
def images_that_are_not_square(student, rng, inputs):
    """Images of one channel, half of them held back, and a share that must be rounded up."""
    return split_twice(student, rng, inputs, 23, 0.51, channels=1, side=5)


# --- build_model ----------------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def shapes(n, seed, dtype="float64"):
    """Images of shapes and their labels, in random order."""
    drawn = data.shapes(n, rng=seed, dtype=dtype)
    order = np.random.default_rng(seed).permutation(n)
    return np.asarray(drawn.x)[order], np.asarray(drawn.y)[order]


def some_shapes(rng, n, classes=10):
    """A few shapes, each a little darker or lighter than it was drawn, so that they hang on the seed."""
    images, labels = shapes(n, 5)
    return images * rng.uniform(0.9, 1, (n, 1, 1, 1)), labels % classes


def built(student, images, classes, rng):
    """The student's model, if it is one."""
    model = student.build_model(images, classes, rng)
    for name, one in model.items():
        if np.asarray(one).dtype.kind not in "biuf":
            raise TypeError(f"model[{name!r}] is {one!r}; a model holds arrays of numbers")
    return model


def loss_of(loss_and_gradients, model, images, labels):
    """The student's loss, if it is a number."""
    loss, _ = loss_and_gradients(model, images, labels)
    if np.ndim(loss):
        raise ValueError(f"the loss has shape {np.shape(loss)}, expected one number, the mean over the images")
    return float(loss)


def sampled(model):
    """Up to 500 numbers of each array of a model: weights of any design must fit into an answer."""
    return {name: np.ravel(array)[:500].copy() for name, array in model.items()}


def begins_well(outputs, inputs):
    """Judge first losses, seeds, and units of measurement."""
    log_classes = np.log(inputs["classes"])
    loss, brighter = outputs["first loss"], outputs["first loss of the images times 255"]
    if not 0.8 * log_classes < loss < 1.2 * log_classes:
        return (
            f"the first loss is {loss:.3g}; expected about log({inputs['classes']}) = {log_classes:.3g}. A model that "
            "has learned nothing is to be sure of nothing: what decides how far apart its scores are?"
        )
    if not abs(brighter - loss) < 0.02 * loss:
        return (
            f"the first loss is {loss:.3g}, and {brighter:.3g} for the same images times 255. What does a model have "
            "to keep of its training images, so that the units of an image don't matter?"
        )
    return wrong_start(outputs, inputs["classes"])


def wrong_start(outputs, classes):
    """What is wrong with the first weights, or None."""
    model, again, other = (outputs[name] for name in ("model", "same seed", "another seed"))
    if any(not np.array_equal(model[name], again[name]) for name in model):
        return "two generators of one seed give different models: draw from `rng`"
    wide = [name for name, size in outputs["values of each gradient"].items() if size > 2 * classes]
    if not wide:
        return "no array of more than a few numbers is to be trained"
    if all((model[name] == 0).all() for name in wide):
        return "all first weights are 0"
    if max(len(np.unique(model[name])) / len(model[name]) for name in wide) < 0.5:
        return "the first weights are all alike, so all units stay alike: nothing breaks the symmetry"
    if all(np.array_equal(model[name], other[name]) for name in wide):
        return "another seed gives the same model: no first weight is drawn from `rng`"
    largest = outputs["largest entry of each gradient"]
    if broken := [name for name in wide if np.isnan(largest[name])]:
        return f"the gradient of {broken[0]} holds nan: do you divide by 0 where a pixel is the same in all images?"
    still = [name for name in wide if not largest[name] > 0]
    return f"the gradient of {still[0]} is 0, and stays 0 after two steps: it never learns" if still else None


def largest_gradients(student, model, images, labels):
    """For each trained array the largest entry of its gradient, over three looks with a step downhill after each."""
    largest = {}
    for _ in range(3):
        _, gradients = student.loss_and_gradients(model, images, labels)
        largest = {name: float(np.maximum(largest.get(name, 0), np.abs(one).max())) for name, one in gradients.items()}
        model = {**model, **{name: model[name] - 0.1 * np.asarray(one) for name, one in gradients.items()}}
    return largest


def first_facts(student, rng, inputs, n, classes):
    """What a model is before training."""
    inputs["classes"], seed = classes, int(rng.integers(2**31))
    images, labels = some_shapes(rng, n, classes)
    images[:, :, :2, :2] = 0
    model = built(student, images, classes, np.random.default_rng(seed))
    brighter = built(student, 255 * images, classes, np.random.default_rng(seed))
    ask = student.loss_and_gradients
    loss, (_, gradients) = loss_of(ask, model, images, labels), ask(model, images, labels)
    return {
        "first loss": loss,
        "first loss of the images times 255": loss_of(ask, brighter, 255 * images, labels),
        "model": sampled(model),
        "same seed": sampled(built(student, images, classes, np.random.default_rng(seed))),
        "another seed": sampled(built(student, images, classes, np.random.default_rng(seed + 1))),
        "values of each gradient": {name: int(np.size(one)) for name, one in gradients.items()},
        "largest entry of each gradient": largest_gradients(student, model, images, labels),
    }


@probe("build_model", points=1.5, verify=begins_well)
def ten_classes(student, rng, inputs):
    """Sixty shapes of ten classes, a corner black in all: first loss, seeds, the images times 255, and two steps."""
    return first_facts(student, rng, inputs, 60, 10)


# --- loss_and_gradients ---------------------------------------------------------------------------------------


def a_model(student, rng, images, classes):
    """The student's model in float64, its trained arrays moved a little, so that no gradient is 0 by its start."""
    model = built(student, images, classes, generator(rng))
    _, gradients = student.loss_and_gradients(model, images[:2], np.zeros(2, dtype=int))
    moved = {name: np.array(array, dtype="float64") for name, array in model.items()}
    for name in gradients:
        moved[name] = moved[name] + 0.05 * rng.standard_normal(np.shape(moved[name]))
    return moved, list(gradients)


def slopes(student, rng, model, images, labels, names):
    """For each trained array the slope of the loss along two directions: by the gradients, and by differences."""
    ask = uncopied(student.loss_and_gradients)
    _, gradients = ask(model, images, labels)
    found, h = {}, 1e-5
    for name in names:
        gradient = np.asarray(gradients[name])
        sign = rng.integers(0, 2, model[name].shape) * 2.0 - 1
        length = max(float(np.linalg.norm(gradient)), 1e-12)
        found[name] = {"shape": list(gradient.shape), "wanted": list(model[name].shape), "length": length}
        if gradient.shape != model[name].shape:
            continue
        along = {"random": sign / sign.size**0.5, "steepest": gradient / length}
        for way, d in along.items():
            up, down = ({**model, name: model[name] + step * d} for step in (h, -h))
            ahead, behind = (loss_of(ask, one, images, labels) for one in (up, down))
            found[name][way] = [float((gradient * d).sum()), (ahead - behind) / (2 * h)]
    return found


def backpropagates(outputs, inputs):
    """Judge the loss by what all cross-entropies have in common, and gradients by differences of the loss."""
    single = outputs["loss of each image alone, under each label"]
    if why := unlike_a_cross_entropy(single):
        return why
    right = single[np.arange(len(single)), inputs["labels"]]
    loss = outputs["loss"]
    if not abs(loss - right.mean()) < 1e-4 * (1 + right.mean()):
        told = f"the loss of the batch is {loss:.4g}, the mean of its images' own losses {right.mean():.4g}: "
        if abs(loss - right.sum()) < 1e-4 * (1 + right.sum()):
            return f"{told}you take their sum"
        return f"{told}an image's loss hangs on its company. What do you take from the batch that the model has?"
    if outputs["loss a hair further"] == loss:
        return "the weights are float64 here, and the loss is blind to their 14th digit: is something cast to float32?"
    return unlike_slopes(outputs["slopes"], len(single))


def unlike_a_cross_entropy(single):
    """What is wrong with losses of single images under each label, or an empty string."""
    sums = np.exp(-single).sum(axis=1)
    if np.allclose(sums, 1, atol=1e-4):
        return ""
    told = f"exp(-loss) under all labels of one image adds up to {sums[0]:.4g}, expected 1"
    if np.allclose(np.exp2(-single).sum(axis=1), 1, atol=1e-4):
        return f"{told}: your loss is in bits, not in nats"
    if np.allclose(sums, sums[0], rtol=1e-4):
        return f"{told}: {-np.log(sums[0]):.3g} is added to the loss of each image. Weight decay belongs to `train`"
    return f"{told}: is it minus the logarithm of a softmax, of the very scores that come out of the last layer?"


def unlike_slopes(slopes, n):
    """What is wrong with gradients, by their slopes, or None."""
    if not slopes:
        return "there is no gradient at all"
    for name, one in slopes.items():
        if one["shape"] != one["wanted"]:
            return f"the gradient of {name} has shape {tuple(one['shape'])}, the array {tuple(one['wanted'])}"
    wrong = [name for name, one in slopes.items() if not (agrees(one, "steepest") and agrees(one, "random"))]
    if not wrong:
        return None
    first = slopes[wrong[0]]
    given, measured = first["random" if agrees(first, "steepest") else "steepest"]
    told = f"along one direction of {wrong[0]} your gradient says {given:.4g}, the loss {measured:.4g}"
    return f"{told}. {in_words(wrong, [name for name in slopes if name not in wrong], slopes, n)}"


def agrees(one, way, factor=1.0):
    """Whether the slope by the gradient is so many times that by the loss."""
    given, measured = one[way]
    least = one["length"] / np.prod(one["shape"]) ** 0.5
    return bool(abs(given - factor * measured) < 0.02 * max(abs(given), abs(factor * measured), least))


def in_words(wrong, right, slopes, n):
    """Where to look, by which of the gradients are wrong, and how."""
    factors = {
        n: "as many times as there are images: is it a sum, where the loss is a mean?",
        1 / n: "divided by the number of images once more than the loss is",
        -1: "with the other sign",
    }
    for factor, what in factors.items():
        if all(agrees(slopes[name], way, factor) for name in wrong for way in ("steepest", "random")):
            return f"{'Each gradient' if not right else 'That of ' + ' and '.join(wrong)} is right, but {what}"
    if right:
        return (
            f"Right are those of {', '.join(right)}; wrong are those of {', '.join(wrong)}. On the way back, what lies "
            "between them is not what it was on the way forward"
        )
    return "No gradient is right: begin with the last layer, where the way back begins"


def gradient_facts(student, rng, inputs, n, classes):
    """Losses one by one and together, and slopes."""
    images, labels = some_shapes(rng, n, classes)
    model, names = a_model(student, rng, images, classes)
    inputs["labels"], inputs["classes"] = labels, classes
    further = {**model, **{name: model[name] * (1 + 1e-13) for name in names}}
    return {
        "loss": loss_of(student.loss_and_gradients, model, images, labels),
        "loss of each image alone, under each label": losses_alone(student, model, images, classes),
        "slopes": slopes(student, rng, model, images, labels, names),
        "loss a hair further": loss_of(student.loss_and_gradients, further, images, labels),
    }


def losses_alone(student, model, images, classes):
    """The loss of each image alone under each label, shape (n, classes)."""
    ask, labels = uncopied(student.loss_and_gradients), [np.array([k]) for k in range(classes)]
    return np.array([[loss_of(ask, model, image[None], label) for label in labels] for image in images])


@probe("loss_and_gradients", points=2, verify=backpropagates)
def against_differences(student, rng, inputs):
    """Seven shapes of four classes: the loss of each, and every gradient against differences of the loss."""
    return gradient_facts(student, rng, inputs, 7, 4)


# --- predict --------------------------------------------------------------------------------------------------


def judges_one_by_one(outputs, inputs):
    """Judge answers by the losses of each image alone, and in any company."""
    answers = outputs["together"]
    if np.shape(answers) != (inputs["n"],):
        return f"{inputs['n']} images got answers of shape {np.shape(answers)}, expected ({inputs['n']},)"
    if np.asarray(answers).dtype.kind not in "iu":
        return f"the answers are of dtype {np.asarray(answers).dtype}, expected whole numbers"
    if np.shape(outputs["no images"]) != (0,):
        return f"no images got answers of shape {np.shape(outputs['no images'])}, expected (0,)"
    losses, wrong = outputs["losses"], np.flatnonzero(outputs["losses"].argmin(axis=1) != answers)
    if np.array_equal(answers, losses.argmin(axis=1) + 1):
        return "every answer is one too high: classes are numbered from 0"
    if np.array_equal(answers, losses.argmax(axis=1)):
        return "every image gets the class under which its loss is highest"
    for name in ("one by one", "in another order", "again", "among dark images"):
        if not np.array_equal(outputs[name], answers):
            many = (np.asarray(outputs[name]) != answers).sum()
            return (
                f"{name}, {many} of {inputs['n']} images get another answer than together. What does an answer of "
                "yours take from the images beside it, or from the call before?"
            )
    if not len(wrong):
        return None
    i, best = int(wrong[0]), losses.argmin(axis=1)
    return (
        f"{len(wrong)} of {inputs['n']} images don't get the class under which their loss is lowest; image {i} gets "
        f"{answers[i]}, and its loss is lowest, {losses[i].min():.4g}, under {best[i]}. From the image to the scores, "
        "which step is another one than in loss_and_gradients?"
    )


def answers_in_company(student, rng, inputs, n, classes):
    """Answers to the same images in different company, and the loss of each under each label."""
    images, _ = some_shapes(rng, n, classes)
    model, _ = a_model(student, rng, images, classes)
    inputs["n"], order = n, rng.permutation(n)
    back = np.argsort(order)
    alone = [student.predict(model, image[None]) for image in images]
    return {
        "together": student.predict(model, images),
        "no images": student.predict(model, images[:0]),
        "one by one": np.array([one[0] for one in alone]),
        "in another order": np.asarray(student.predict(model, images[order]))[back],
        "among dark images": np.asarray(student.predict(model, np.concatenate([0.1 * images, images])))[n:],
        "again": student.predict(model, images),
        "losses": losses_alone(student, model, images, classes),
    }


@probe("predict", points=1.5, verify=judges_one_by_one)
def in_any_company(student, rng, inputs):
    """Twelve shapes of five classes: together, one by one, in another order, among dark images, and no image at all."""
    return answers_in_company(student, rng, inputs, 12, 5)


# --- train ----------------------------------------------------------------------------------------------------

MARK = np.random.default_rng(0).standard_normal(3 * 32 * 32)


def marks(images):
    """A number for each image, by which it is known again as long as no pixel of it changes."""
    return np.asarray(images, dtype="float64").reshape(len(images), -1) @ MARK


class Look:
    """The student's `loss_and_gradients`, counted: it remembers what it was asked, and refuses what is too much.

    With `constant`, it gives the first loss and the same gradients at every look.
    """

    def __init__(self, student, updates, constant=None):
        self.ask, self.updates, self.constant = uncopied(student.loss_and_gradients), updates, constant
        self.labels, self.marks, self.steps, self.last = [], [], [], None

    def __call__(self, model, images, labels):
        if len(self.labels) >= self.updates:
            raise RuntimeError(f"look was called more than {self.updates} times: the budget of updates is spent")
        if not 1 <= len(images) <= MOST_IMAGES or len(images) != len(labels):
            raise RuntimeError(
                f"look got {len(images)} images and {len(labels)} labels; 1 to {MOST_IMAGES} are allowed"
            )
        self.labels.append(np.array(labels))
        self.marks.append(marks(images))
        if self.constant is None:
            return self.ask(model, images, labels)
        if self.last is None:
            self.loss, gradients = self.ask(model, images, labels)
            self.gradients = {name: self.constant(name, np.shape(one)) for name, one in gradients.items()}
        now = {name: np.array(model[name], dtype="float64") for name in self.gradients}
        if self.last is not None:
            self.steps.append(sum(float(((now[name] - self.last[name]) ** 2).sum()) for name in now) ** 0.5)
        self.last = now
        return self.loss, {name: one.copy() for name, one in self.gradients.items()}


def constant_gradients(seed):
    """For each name and shape one array, the same at every look."""

    def constant(name, shape):
        return np.random.default_rng([seed, *name.encode()]).standard_normal(shape).astype("float32")

    return constant


def leveled(rng, n):
    """Images from 0 to 1 in ten levels of brightness, class by class."""
    labels = np.sort(np.arange(n) % 10)
    level = 0.05 + 0.09 * labels[:, None, None, None]
    return np.clip(level + 0.02 * rng.standard_normal((n, 3, 32, 32)), 0, 1), labels


def trains_by_the_book(outputs, inputs):
    """Judge what was looked at, and what came back."""
    labels = outputs["labels"]
    if not len(labels):
        return "`look` was never called"
    if len(np.unique(labels)) < 10:
        return (
            f"only {len(np.unique(labels))} of the 10 classes were ever looked at; all the images are there to be used"
        )
    nearest = np.abs(outputs["marks"][:, None] - inputs["marks"]).argmin(axis=1)
    unchanged = np.abs(outputs["marks"] - inputs["marks"][nearest]) < 1e-4
    if strangers := int((inputs["labels"][nearest] != labels)[unchanged].sum()):
        return f"{strangers} of {len(labels)} images were looked at under another image's label"
    if outputs["names that came back"] != outputs["names that were given"]:
        return "the names in the model that came back are not those of the model that was given"
    if outputs["arrays without a gradient, after"] != outputs["arrays without a gradient, before"]:
        return "an array for which `look` has no gradient was changed"
    given, nothing = outputs["given"], outputs["after 0 updates"]
    if set(given) != set(nothing) or any(not np.array_equal(given[name], nothing[name]) for name in given):
        return "after 0 updates the model is not what it was"
    trained = outputs["after many updates"]
    if any(np.shape(trained[name]) != np.shape(given[name]) for name in given):
        return "an array has another shape after training"
    if all(np.array_equal(trained[name], given[name]) for name in given):
        return "after many updates the model is still what it was: is what a step gives written back, and returned?"
    return None


@probe("train", points=0.75, verify=trains_by_the_book)
def pairs_and_what_comes_back(student, rng, inputs):
    """Thirty updates: whether images keep their labels, classes, and what comes back; and 0 updates."""
    images, labels = leveled(rng, 150)
    model = built(student, images, 10, generator(rng))
    _, gradients = student.loss_and_gradients(model, images[:2], labels[:2])
    inputs["marks"], inputs["labels"] = marks(images), labels
    look = Look(student, 30)
    trained = student.train(model, look, images, labels, 30, generator(rng))
    names, after = sorted(trained), sampled(trained)
    rest = [
        {name: float(np.sum(one[name])) for name in sorted(set(model) - set(gradients)) if name in one}
        for one in (model, trained)
    ]
    return {
        "labels": np.concatenate(look.labels or [labels[:0]]),
        "marks": np.concatenate(look.marks or [np.zeros(0)]),
        "names that were given": sorted(model),
        "names that came back": names,
        "arrays without a gradient, before": rest[0],
        "arrays without a gradient, after": rest[1],
        "given": sampled(model),
        "after many updates": after,
        "after 0 updates": sampled(student.train(model, Look(student, 0), images, labels, 0, generator(rng))),
    }


def falls(outputs, inputs):
    """Judge the lengths of steps under a gradient that is the same at every look, and the seeds."""
    steps = outputs["lengths of the steps"]
    if len(steps) < 10:
        return f"{len(steps) + 1} of 40 updates were made"
    if not np.isfinite(steps).all() or steps.max() == 0:
        return "the model does not change from look to look"
    if steps[-1] > 0.13 * steps.max():  # the last step but one: a rate may reach its tenth at the very last
        way = "grows" if steps[-1] > 1.3 * steps[len(steps) // 2] else "does not fall to a tenth"
        return (
            f"under a gradient that stays the same the longest step is {steps.max():.3g} and the last but one "
            f"{steps[-1]:.3g}: the rate {way}"
        )
    first, again, other = (outputs[name] for name in ("labels", "labels, same seed", "labels, another seed"))
    if not np.array_equal(first, again):
        return "two generators of one seed look at the images in different orders: draw from `rng`"
    if (np.diff(first[:30]) >= 0).all() and np.array_equal(first, other):
        return "the images come in the order of the file, whatever the seed"
    if np.array_equal(first, other):
        return "another seed looks at the images in the same order"
    return None


@probe("train", points=0.75, verify=falls)
def under_one_gradient(student, rng, inputs):
    """Forty updates under a gradient that stays the same: how long the steps are; and ten, with each of two seeds."""
    images, labels = leveled(rng, 90)
    model, seed = built(student, images, 10, generator(rng)), int(rng.integers(2**31))
    looks = [Look(student, updates, constant_gradients(seed % 1000)) for updates in (40, 10, 10, 10)]
    for look, one in zip(looks, (seed, seed, seed, seed + 1), strict=True):
        student.train(model, look, images, labels, look.updates, np.random.default_rng(one))
    first, again, other = (np.concatenate(look.labels or [labels[:0]]) for look in looks[1:])
    steps = np.array(looks[0].steps)
    return {"lengths of the steps": steps, "labels": first, "labels, same seed": again, "labels, another seed": other}


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


def unseen_shapes(student, seed):
    """What a trained network says about shapes that it has not seen, and its loss before and after.

    The classes are numbered anew, so that nothing but these images can tell their numbers.
    """
    names = ("build_model", "loss_and_gradients", "train", "predict")
    first, ask, train, judge = (uncopied(getattr(student, name)) for name in names)
    numbers, (images, labels) = np.random.default_rng(seed).permutation(10), shapes(1000, seed, "float32")
    new, held_back = shapes(1000, seed + 1, "float32")

    def trained_and_asked():
        model = kept((first, seed), lambda: first(images.copy(), 10, np.random.default_rng(seed)))
        given = images, numbers[labels], 200, np.random.default_rng(seed)
        trained = student.train(model, Look(student, 200), *given)
        before, after = (loss_of(ask, one, images[:200], numbers[labels[:200]]) for one in (model, trained))
        return {"answers": judge(trained, new.copy()), "loss before": before, "loss after": after}

    return kept((first, ask, train, judge, seed), trained_and_asked), numbers[held_back]


def learns(outputs, inputs):
    """Ask for clearly more right answers than guessing gives; where they are missing, the losses say why."""
    answers, labels = np.asarray(outputs["answers"]), inputs["labels"]
    if answers.shape != labels.shape:
        return f"{len(labels)} images got answers of shape {answers.shape}"
    right, before, after = float(np.mean(answers == labels)), outputs["loss before"], outputs["loss after"]
    if right >= MORE_THAN_CHANCE:
        return None
    told = f"{right:.0%} of the unseen shapes are named, expected {MORE_THAN_CHANCE:.0%} or more; the training loss "
    if not after < 1.02 * before:
        return f"{told}grew from {before:.3g} to {after:.3g}: is it uphill that you go, or too far?"
    if after > 0.98 * before:
        told += f"hardly moved, from {before:.4g} to {after:.4g}"
        return f"{told}: are the steps too short, or is a layer dead?"
    return f"{told}fell from {before:.3g} to {after:.3g}: try other rates, and look at what `predict` does"


@probe("train", points=0.6, verify=learns, shared="unseen shapes")
def names_more_than_a_guess_does(student, rng, inputs):
    """Trained on 1,000 shapes for 200 updates, your network names 14 of 100 others; guessing names 10."""
    answers, inputs["labels"] = unseen_shapes(student, int(rng.integers(2**31)))
    return answers


# --- compare_runs ---------------------------------------------------------------------------------------------


def compared(student, baseline, changed):
    """The three numbers by their names."""
    difference, error, wins = student.compare_runs(baseline, changed)
    return {"difference": difference, "error": error, "wins": wins}


@probe("compare_runs", points=0.75)
def six_seeds(student, rng):
    """Six seeds, of which the change helps four; the luck of a seed is larger than the change."""
    baseline = rng.uniform(0.5, 0.9, 6)
    d = rng.permutation([0.021, 0.013, 0.037, 0.008, -0.011, -0.017]) * rng.uniform(0.8, 1.2)
    return compared(student, baseline, baseline + d)


@probe("compare_runs", points=0.5)
def ties(student, rng):
    """Four seeds, two of them tied; and the same two settings the other way round."""
    baseline = rng.uniform(0.5, 0.9, 4)
    changed = baseline + rng.permutation([0.0, 0.0, 0.03, 0.05]) * rng.uniform(0.8, 1.2)
    return {"forth": compared(student, baseline, changed), "back": compared(student, changed, baseline)}


# --- the quiz -------------------------------------------------------------------------------------------------


quiz_draw = quiz("quiz_draw")
quiz_pairs = quiz("quiz_pairs")
quiz_epochs = quiz("quiz_epochs")
quiz_company = quiz("quiz_company")
