"""The tasks of unit 15: six shapes to learn from, four others, and digits, all of one size and standardized alike.

A network is trained on images of six kinds of shape. Four more kinds are kept from it; of these a reader gets a few
labeled images. Digits, gray and enlarged, are a third task, unlike the first. MNIST and Fashion-MNIST are two more
where their files are (`present`); nothing is downloaded here.

>>> from gradschool.experiments.tasks import draw, task
>>> six, four = task("six shapes"), task("four shapes")
>>> six.train.x.shape[1:], four.train.classes
((3, 16, 16), ('ring', 'square', 'saltire', 'checkers'))
>>> few = draw(four.train, 20, seed=0)
>>> len(few), [int((few.y == kind).sum()) for kind in range(4)]
(20, [5, 5, 5, 5])
"""

from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from gradschool.backend import to_numpy
from gradschool.data import Dataset, digits, fashion_mnist, mnist, shapes
from gradschool.data.downloads import at_hand
from gradschool.experiments.images import halved
from gradschool.settings import PositiveCount, checked

SIX = ("disk", "frame", "triangle", "cross", "stripes", "star")
FOUR = ("ring", "square", "saltire", "checkers")
IMAGES = 4500
DOWNLOADED = {"MNIST": ("mnist", mnist), "Fashion-MNIST": ("fashion_mnist", fashion_mnist)}


class Task(NamedTuple):
    """Images to learn from, 200 to choose by, and 500 to judge by, standardized by the six shapes' training images."""

    train: Dataset
    validation: Dataset
    test: Dataset


class Preprocessing(NamedTuple):
    """What the pretrained networks expect: mean and deviation of each channel, shape (1, 3, 1, 1)."""

    mean: np.ndarray
    deviation: np.ndarray


@cache
def _drawn() -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    """Return images of all ten shapes, 16 by 16: each pixel the mean of four."""
    drawn = shapes(IMAGES, rng=0)
    return halved(to_numpy(drawn.x)), to_numpy(drawn.y), tuple(drawn.classes)


def _raw(name: str) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    """Return the images of a task before preprocessing, their labels, and the classes."""
    if name == "digits" or name in DOWNLOADED:
        found = digits() if name == "digits" else DOWNLOADED[name][1]("test")
        order = np.random.default_rng(0).permutation(len(found))[:1500]
        x = to_numpy(found.x)[order]
        x = x.repeat(2, axis=2).repeat(2, axis=3) if name == "digits" else _framed(halved(x))
        return x.repeat(3, axis=1), to_numpy(found.y)[order], tuple(found.classes)
    x, y, classes = _drawn()
    chosen = {"six shapes": SIX, "four shapes": FOUR}[name]
    numbers = [classes.index(each) for each in chosen]
    kept = np.isin(y, numbers)
    place = np.full(len(classes), -1)
    place[numbers] = np.arange(len(numbers))
    return x[kept], place[y[kept]], chosen


def _framed(x: np.ndarray) -> np.ndarray:
    """Return images in a frame of zeros of width 1."""
    return np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))


def present() -> list[str]:
    """Return which of "MNIST" and "Fashion-MNIST" are on this machine, in the cache or in ``GRADSCHOOL_DATA``."""
    return [name for name, (key, _) in DOWNLOADED.items() if _is_here(key)]


def _is_here(key: str) -> bool:
    return all(at_hand(key, f"t10k-{what}-idx{axes}-ubyte.gz") for what, axes in (("images", 3), ("labels", 1)))


@cache
def preprocessing() -> Preprocessing:
    """Return mean and deviation of each channel of the six shapes' training images."""
    x = _raw("six shapes")[0][:2000]
    return Preprocessing(x.mean(axis=(0, 2, 3), keepdims=True), x.std(axis=(0, 2, 3), keepdims=True))


@cache
def task(name: str, prepared: bool = True) -> Task:
    """Return a task's images, 16 by 16 pixels and three channels, as NumPy arrays of float32.

    Parameters
    ----------
    name : {"six shapes", "four shapes", "digits", "MNIST", "Fashion-MNIST"}
        What is to be told apart. Of the last two, 1,500 of the 10,000 test images, at half their size.
    prepared : bool, default True
        Whether the images are standardized as in pretraining; without it their values lie from 0 to 1.
    """
    names = ("six shapes", "four shapes", "digits", *DOWNLOADED)
    if name not in names:
        raise ValueError(f"task {name!r} is not one of {', '.join(map(repr, names))}")
    x, y, classes = _raw(name)
    if prepared:
        x = (x - preprocessing().mean) / preprocessing().deviation
    whole = Dataset(x.astype("float32"), y.astype("int64"), classes, name)
    first = 2000 if name == "six shapes" else 800
    ends = (0, first, first + 200, min(first + 700, len(whole)))
    return Task(*(whole.take(np.arange(a, b)) for a, b in pairwise(ends)))


@checked
def draw(dataset: Dataset, n: PositiveCount, *, seed: int) -> Dataset:
    """Draw n labeled images, equally many of each class (n is a multiple of the classes), in random order."""
    rng, classes = np.random.default_rng(seed), len(dataset.classes)
    if n % classes:
        raise ValueError(f"{n} images can't be {classes} classes in equal parts; take a multiple of {classes}")
    each = [rng.permutation(np.flatnonzero(dataset.y == kind))[: n // classes] for kind in range(classes)]
    return dataset.take(rng.permutation(np.concatenate(each)))
