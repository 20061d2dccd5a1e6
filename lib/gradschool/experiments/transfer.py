"""What a network learns from six shapes, carried over to four others and to digits: the small networks.

A network of three convolutional blocks is trained on the first of the tasks (`gradschool.experiments.tasks`), copied,
given a new head, and trained on with some of its layers frozen.

>>> from gradschool.experiments import transfer
>>> four = transfer.task("four shapes")
>>> few = transfer.draw(four.train, 20, seed=0)
>>> model = transfer.network(4, seed=0)
>>> transfer.teach(model, few, updates=5, lr=0.003)
>>> 0 <= transfer.accuracy(model, four.test) <= 1
True
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from gradschool import nn, optim, train
from gradschool.backend import default_rng
from gradschool.data import Dataset
from gradschool.experiments.mlp import Batches
from gradschool.experiments.tasks import FOUR, SIX, Preprocessing, Task, draw, preprocessing, present, task
from gradschool.optim.schedules import cosine
from gradschool.settings import PositiveCount, checked

__all__ = [
    "CUTS",
    "FILTERS",
    "FOUR",
    "SIX",
    "Preprocessing",
    "Task",
    "accuracy",
    "distance",
    "draw",
    "layers_that_learn",
    "network",
    "preprocessing",
    "present",
    "pretrain",
    "task",
    "teach",
    "with_head",
    "with_new_head",
]

FILTERS = (16, 32, 64)
CUTS = (0, 4, 8, 12)
"""Layers below each cut: none, one block, two, and three; the pool of the last averages over all pixels."""

Watch = Callable[[int, nn.Sequential], None]
Rule = Callable[[Any], optim.Optimizer]


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
    trainer, batches = train.Trainer(upper, rules), Batches([default_rng(seed).host], [len(dataset)])
    for update in range(updates):
        if watch:
            _write_back(upper, model)
            watch(update, model)
        (rows,) = batches.next(batch)
        trainer.step(x[rows], dataset.y[rows])
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
