"""What unit 17 stands on: its images, four ways to feed them, and a network of the library to take apart.

The network is a rival, not a building block: it is made of `gradschool.nn`, which is not there while work is graded.

>>> from gradschool.experiments.capstone import image_sets, reduced
>>> training, validation, test = image_sets(sizes=(20, 10, 10))
>>> reduced(training.x, "small").shape
(20, 256)
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from gradschool import data
from gradschool.backend import to_device, to_numpy
from gradschool.data import Dataset
from gradschool.experiments.images import halved
from gradschool.settings import Count, Positive, PositiveCount, checked

Way = Literal["color", "gray", "small", "even"]
CIFAR_HELD_BACK = 5000


def image_sets(
    name: Literal["shapes", "cifar10"] = "shapes", sizes: Sequence[int] = (2000, 1000, 1000), seed: int = 0
) -> tuple[Dataset, Dataset, Dataset]:
    """Return training, validation and test images as NumPy arrays of shape (n, 3, 32, 32), in three independent parts.

    Parameters
    ----------
    name : {"shapes", "cifar10"}, default "shapes"
        Colored shapes, drawn on the spot; or CIFAR-10, where it is or can be downloaded: 45,000 images for training,
        5,000 of the training file for validation, and the test file.
    sizes : sequence of int, default (2000, 1000, 1000)
        How many shapes in each part; CIFAR-10 has its own numbers.
    seed : int, default 0
        Of the shapes, or of the split.

    Raises
    ------
    ValueError
        If the name is none of the two.
    gradschool.data.DataError
        If CIFAR-10 is neither there nor to be had.
    """
    if name == "shapes":
        parts: Iterable[Dataset] = [data.shapes(n, rng=1000 * seed + i) for i, n in enumerate(sizes)]
    elif name == "cifar10":
        whole = data.cifar10("train")
        parts = (*whole.split(CIFAR_HELD_BACK / len(whole), rng=seed), data.cifar10("test"))
    else:
        raise ValueError(f"image set {name!r} is not known; there are 'shapes' and 'cifar10'")
    training, validation, test = (
        Dataset(to_numpy(one.x), to_numpy(one.y), one.classes, one.name, one.source) for one in parts
    )
    return training, validation, test


def reduced(images: np.ndarray, way: Way = "small") -> np.ndarray:
    """Return images as rows of numbers, with more or less of them left.

    Parameters
    ----------
    images : ndarray, shape (n, 3, 32, 32)
    way : {"color", "gray", "small", "even"}, default "small"
        All 3,072 numbers; the 1,024 means over the colors; the 256 means over squares of 2 x 2 of these; or those with
        each image's own mean taken off, divided by its own standard deviation.

    Returns
    -------
    ndarray, shape (n, 3072), (n, 1024) or (n, 256)
    """
    n = len(images)
    if way == "color":
        return images.reshape(n, -1)
    gray = images.mean(axis=1)
    if way == "gray":
        return gray.reshape(n, -1)
    small = halved(gray).reshape(n, -1)
    if way == "small":
        return small
    if way == "even":
        return (small - small.mean(axis=1, keepdims=True)) / (small.std(axis=1, keepdims=True) + 1e-3)
    raise ValueError(f"way {way!r} is not known; there are 'color', 'gray', 'small' and 'even'")


@dataclass(frozen=True)
class Attempt:
    """What came of one setting, over several seeds.

    Attributes
    ----------
    training, validation : ndarray, shape (seeds,)
        Shares of right answers at the end.
    losses : ndarray, shape (seeds, updates)
        Training loss of each batch.
    """

    training: np.ndarray
    validation: np.ndarray
    losses: np.ndarray

    def __str__(self) -> str:
        shares = (("training", self.training), ("validation", self.validation))
        return ", ".join(f"{name} {one.mean():.3f}{_spread(one)}" for name, one in shares)


def _spread(values: np.ndarray) -> str:
    return f" ± {values.std(ddof=1):.3f}" if len(values) > 1 else ""


@checked
def attempt(
    training: Dataset,
    validation: Dataset,
    *,
    way: Way = "small",
    standardize: bool = True,
    hidden: Sequence[int] = (256, 128),
    activation: Literal["relu", "tanh", "sigmoid"] = "relu",
    first: Literal["he", "small"] = "he",
    normalize: bool = False,
    optimizer: Literal["adam", "momentum", "sgd"] = "adam",
    lr: Positive = 0.002,
    schedule: bool = True,
    batch: PositiveCount = 64,
    updates: PositiveCount = 400,
    seeds: Iterable[int] = range(5),
) -> Attempt:
    """Train the library's network under one setting, once for each seed.

    Parameters
    ----------
    training, validation : Dataset
        Images of shape (n, 3, 32, 32), from `image_sets`.
    way : {"color", "gray", "small", "even"}, default "small"
        How images become rows: see `reduced`.
    standardize : bool, default True
        Whether each input gets mean 0 and standard deviation 1 on the training images.
    hidden : sequence of int, default (256, 128)
        Units of the hidden layers; none makes it a linear classifier.
    activation : {"relu", "tanh", "sigmoid"}, default "relu"
    first : {"he", "small"}, default "he"
        First weights: as He et al. (2015), or normal with a standard deviation of 0.01.
    normalize : bool, default False
        Whether batch normalization stands before each activation.
    optimizer : {"adam", "momentum", "sgd"}, default "adam"
        Momentum has mu = 0.9.
    lr : float, default 0.002
        The rate at the beginning.
    schedule : bool, default True
        Whether it falls to 0 along half a cosine.
    batch, updates : int, default 64 and 400
    seeds : iterable of int, default 0 to 4
        Each decides first weights and batches.
    """
    sets = [reduced(part.x, way) for part in (training, validation)]
    if standardize:
        mean, deviation = sets[0].mean(axis=0), sets[0].std(axis=0) + 1e-8
        sets = [(rows - mean) / deviation for rows in sets]
    parts = [Dataset(rows, part.y, part.classes) for rows, part in zip(sets, (training, validation), strict=True)]
    runs = []
    for seed in seeds:
        model = _network(parts[0], hidden, activation, first, normalize)
        runs.append(_run(model, parts, _rule(optimizer, lr, schedule, updates), batch, updates, seed))
    right, held, losses = (np.array(one) for one in zip(*runs, strict=True))
    return Attempt(right, held, losses)


@checked
def steps(training: Dataset, *, hidden: Sequence[int] = (256, 128), updates: PositiveCount = 5) -> Callable[[], None]:
    """Return a function that takes steps with the library's network, to be timed: all on the device in use.

    Parameters
    ----------
    training : Dataset
        Images of shape (n, 3, 32, 32), from `image_sets`; the first 64 are each step's batch.
    hidden : sequence of int, default (256, 128)
        Units of the hidden layers.
    updates : int, default 5
        Steps a call.
    """
    from gradschool import train

    batch = Dataset(reduced(training.x[:64]), training.y[:64], training.classes)
    model = _network(batch, hidden, "relu", "he", normalize=False)
    model.build(rng=0)
    trainer = train.Trainer(model, _rule("adam", 0.002, schedule=False, updates=updates))
    x, y = to_device(batch.x), to_device(batch.y)

    def run() -> None:
        for _ in range(updates):
            trainer.step(x, y)

    return run


def _network(part: Dataset, hidden: Sequence[int], activation: str, first: str, normalize: bool) -> Any:
    """A network of dense layers, not yet built."""
    from gradschool import nn  # blocked while work is graded, so nothing that is graded may need it

    def tiny(rng: Any, fan_in: int, fan_out: int, dtype: str) -> Any:
        return rng.normal(0.0, 0.01, (fan_in, fan_out), dtype)

    kinds: dict[str, Any] = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}
    layers: list[Any] = []
    sizes = (part.x.shape[1], *hidden, len(part.classes))
    for i, (n, m) in enumerate(pairwise(sizes), start=1):
        layers.append(nn.Dense(n, m, init=nn.initializers.he_normal if first == "he" else tiny))
        if i < len(sizes) - 1:
            layers += ([nn.BatchNorm(m)] if normalize else []) + [kinds[activation]()]
    return nn.Sequential(*layers)


def _rule(optimizer: str, lr: float, schedule: bool, updates: int) -> Any:
    """The optimizer, with its rate."""
    from gradschool import optim

    rate = optim.schedules.cosine(lr, updates) if schedule else lr
    kinds: dict[str, Any] = {"adam": optim.Adam, "momentum": optim.Momentum, "sgd": optim.SGD}
    return kinds[optimizer](rate)


def _run(
    model: Any, parts: Sequence[Dataset], rule: Any, batch: int, updates: Count, seed: int
) -> tuple[float, float, list[float]]:
    """Train one network; return its shares of right answers, and its losses."""
    from gradschool import train

    model.build(rng=seed)
    trainer = train.Trainer(model, rule, rng=seed)
    loader, losses, epoch = data.Loader(parts[0], batch, rng=seed), list[float](), 0
    while len(losses) < updates:
        for x, y in loader.batches(epoch):
            losses.append(trainer.step(x, y))
            if len(losses) == updates:
                break
        epoch += 1
    right, held = (train.evaluate(model, part)["accuracy"] for part in parts)
    return right, held, losses
