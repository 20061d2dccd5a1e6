"""What a network learns from six shapes, carried over to four others and to digits: the data and the small networks.

A network of three convolutional blocks is trained on images of six kinds of shape. Four more kinds are kept from it;
of these a reader gets a few labeled images. Digits, gray and enlarged, are a third task, unlike the first. MNIST and
Fashion-MNIST are two more where their files are (`present`); nothing is downloaded here.

>>> from gradschool.experiments import transfer
>>> six, four = transfer.task("six shapes"), transfer.task("four shapes")
>>> six.train.x.shape[1:], four.train.classes
((3, 16, 16), ('ring', 'square', 'saltire', 'checkers'))
>>> few = transfer.draw(four.train, 20, seed=0)
>>> len(few), [int((few.y == kind).sum()) for kind in range(4)]
(20, [5, 5, 5, 5])
>>> model = transfer.network(4, seed=0)
>>> transfer.teach(model, few, updates=5, lr=0.003)
>>> 0 <= transfer.accuracy(model, four.test) <= 1
True
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from gradschool import nn, optim, train
from gradschool.backend import default_rng, to_numpy
from gradschool.data import Dataset, digits, fashion_mnist, mnist, shapes
from gradschool.data.downloads import at_hand
from gradschool.optim.schedules import cosine
from gradschool.settings import PositiveCount, checked

SIX = ("disk", "frame", "triangle", "cross", "stripes", "star")
FOUR = ("ring", "square", "saltire", "checkers")
IMAGES = 4500
FILTERS = (16, 32, 64)
CUTS = (0, 4, 8, 12)
"""Layers below each cut: none, one block, two, and three; the pool of the last averages over all pixels."""

Watch = Callable[[int, nn.Sequential], None]
Rule = Callable[[Any], optim.Optimizer]
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
    x = to_numpy(drawn.x).reshape(IMAGES, 3, 16, 2, 16, 2).mean(axis=(3, 5))
    return x, to_numpy(drawn.y), tuple(drawn.classes)


def _raw(name: str) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    """Return the images of a task before preprocessing, their labels, and the classes."""
    if name == "digits" or name in DOWNLOADED:
        found = digits() if name == "digits" else DOWNLOADED[name][1]("test")
        order = np.random.default_rng(0).permutation(len(found))[:1500]
        x = to_numpy(found.x)[order]
        x = x.repeat(2, axis=2).repeat(2, axis=3) if name == "digits" else _halved(x)
        return x.repeat(3, axis=1), to_numpy(found.y)[order], tuple(found.classes)
    x, y, classes = _drawn()
    chosen = {"six shapes": SIX, "four shapes": FOUR}[name]
    numbers = [classes.index(each) for each in chosen]
    kept = np.isin(y, numbers)
    place = np.full(len(classes), -1)
    place[numbers] = np.arange(len(numbers))
    return x[kept], place[y[kept]], chosen


def _halved(x: np.ndarray) -> np.ndarray:
    """Return images of 28 by 28 pixels as 14 by 14, each the mean of four, in a frame of zeros of width 1."""
    small = x.reshape(len(x), 1, 14, 2, 14, 2).mean(axis=(3, 5))
    return np.pad(small, ((0, 0), (0, 0), (1, 1), (1, 1)))


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


def network(classes: int, *, seed: int) -> nn.Sequential:
    """Return an untrained network: three blocks of convolution, batch normalization, ReLU and pool, and a head.

    Its parameters are called ``"0.weight"``, ``"1.scale"``, ..., ``"12.bias"``; the head is layer 12.
    """
    layers: list[nn.Module] = []
    channels = 3
    for block, filters in enumerate(FILTERS):
        layers += [nn.Conv2d(channels, filters, 3, padding="same", bias=False), nn.BatchNorm(filters), nn.ReLU()]
        layers.append(nn.MaxPool(2) if block < 2 else nn.GlobalAveragePool())
        channels = filters
    model = nn.Sequential(*layers, nn.Dense(channels, classes))
    model.build(rng=seed)
    return model


def with_new_head(model: nn.Sequential, classes: int, *, seed: int) -> nn.Sequential:
    """Return a copy of a network with a fresh head; all other layers keep their values."""
    twin = model.copy()
    twin.layers[-1] = nn.Dense(FILTERS[-1], classes)
    twin.build(rng=seed, keep=True)
    return twin


def with_head(model: nn.Sequential, weight: np.ndarray, bias: np.ndarray) -> nn.Sequential:
    """Return a copy of a network whose head has this weight, shape (64, classes), and this bias, shape (classes,)."""
    twin = with_new_head(model, len(bias), seed=0)
    twin.layers[-1].own["weight"][...] = weight
    twin.layers[-1].own["bias"][...] = bias
    return twin


@checked
def teach(
    model: nn.Sequential,
    dataset: Dataset,
    updates: PositiveCount = 100,
    *,
    lr: float | Mapping[str, float] = 0.003,
    batch: PositiveCount = 32,
    seed: int = 0,
    rule: Rule = optim.Adam,
    watch: Watch | None = None,
) -> None:
    """Train a network in place, by Adam or by another rule, at rates that fall to 0 along half a cosine.

    What lies below the lowest layer that learns is computed once, and not in every update.

    Parameters
    ----------
    model : Sequential
        Built; what is frozen stays.
    dataset : Dataset
        Labeled images; with fewer than `batch` of them, each update sees all.
    updates : int, default 100
    lr : float, or dict of float; default 0.003
        The first rate: of all layers, or of each by its number, ``{"0": 0.0, "12": 0.003}``. A layer at rate 0, and
        one that is not named, is frozen: of batch normalization, its running averages as well.
    batch : int, default 32
    seed : int, default 0
        Of the order of the images.
    rule : callable, default Adam
        Makes each layer's optimizer from the schedule of its rate.
    watch : callable, optional
        Called with the number of updates made and the model, before each update and at the end.
    """
    rates = lr if isinstance(lr, Mapping) else dict.fromkeys(layers_that_learn(model), lr)
    learning = {layer: rate for layer in layers_that_learn(model) if (rate := rates.get(layer))}
    for layer in set(layers_that_learn(model)) - set(learning):
        model.parameters.freeze(layer)
    lowest = min(map(int, learning))
    x, upper = _through(model.layers[:lowest], dataset.x), _copied(model.layers[lowest:])
    rules = {str(int(layer) - lowest): rule(cosine(rate, updates)) for layer, rate in learning.items()}
    trainer, rng, order = train.Trainer(upper, rules), default_rng(seed).host, np.arange(0)
    for update in range(updates):
        if watch:
            _write_back(upper, model)
            watch(update, model)
        if len(order) < min(batch, len(dataset)):
            order = rng.permutation(len(dataset))
        now, order = order[:batch], order[batch:]
        trainer.step(x[now], dataset.y[now])
    _write_back(upper, model)
    if watch:
        watch(updates, model)


def _through(layers: Sequence[nn.Module], x: np.ndarray) -> np.ndarray:
    """Return what frozen layers make of all images, computed once: it is the same in every update."""
    for layer in layers:
        x = layer(x)
    return x


def _copied(layers: Sequence[nn.Module]) -> nn.Sequential:
    """Return a network of its own that begins as these layers, with what is frozen in them."""
    upper = nn.Sequential(*[layer.copy() for layer in layers])
    upper.build(keep=True)
    return upper


def _write_back(upper: nn.Sequential, model: nn.Sequential) -> None:
    """Write values and running averages of the layers that were trained into the model that they come from."""
    for trained, layer in zip(upper.layers, model.layers[-len(upper.layers) :], strict=True):
        for name, value in trained.own.items():
            layer.own[name][...] = value
        for name, value in trained.buffers.items():
            layer.buffers[name][...] = value


def layers_that_learn(model: nn.Sequential) -> list[str]:
    """Return the numbers of the layers that have parameters, from the first to the head."""
    return list(dict.fromkeys(name.partition(".")[0] for name in model.parameters))


def pretrain(seed: int, updates: int = 150) -> nn.Sequential:
    """Return a network that has learned the six shapes, from this seed's first weights."""
    model = network(len(SIX), seed=seed)
    teach(model, task("six shapes").train, updates, lr=0.01, batch=64, seed=seed)
    return model


def distance(one: nn.Sequential, other: nn.Sequential) -> float:
    """Return how far the filters of two networks are apart: the root of the sum of all squared differences."""
    pairs = [(one.layers[i].own["weight"], other.layers[i].own["weight"]) for i in (0, 4, 8)]
    return float(np.sqrt(sum(float(((a - b) ** 2).sum()) for a, b in pairs)))


def accuracy(model: nn.Sequential, dataset: Dataset) -> float:
    """Return the share of the images that a network names right, in evaluation mode."""
    return float((train.predict(model, dataset.x).argmax(axis=1) == dataset.y).mean())
