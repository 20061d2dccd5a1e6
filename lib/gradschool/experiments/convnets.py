"""Small networks that look at digits and shapes: dense, local, convolutional, or with the reader's own convolution.

The layers are those of `gradschool.nn`, and `Local`, whose windows do not share their weights. The images are those of
`gradschool.experiments.images`; what gradients tell before training is in `gradschool.experiments.sensitivities`.

>>> from gradschool.experiments.convnets import centered, convolutional, right, trained
>>> learn, held = centered(side=8)
>>> models = trained(convolutional, *learn, updates=60, seeds=range(2))
>>> right(models, *held).shape
(2,)
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import numpy as np
from tqdm.auto import tqdm

from gradschool import nn, optim, train
from gradschool.backend import Generator
from gradschool.backend.arrays import Array
from gradschool.experiments.images import centered, shifted_at_random, small_shapes
from gradschool.experiments.mlp import Batches
from gradschool.nn.initializers import he_normal
from gradschool.nn.module import Initializer, Module
from gradschool.settings import PositiveCount, checked

__all__ = [
    "SAME",
    "Local",
    "Own",
    "centered",
    "convolutional",
    "deep",
    "dense",
    "everywhere",
    "local",
    "reads",
    "right",
    "shared",
    "shifted_at_random",
    "small_shapes",
    "trained",
]

Make = Callable[[], Module]


class Local(Module):
    """A locally connected layer: windows of 3 by 3 as in a convolution, but each place has filters of its own.

    Zeros around the image keep its size.

    Parameters
    ----------
    channels, filters : int
        Channels in and out.
    side : int
        Of the images, which are square.
    """

    def __init__(self, channels: int, filters: int, side: int) -> None:
        super().__init__()
        self.channels, self.filters, self.side = channels, filters, side

    def initial(self, rng: Generator, dtype: str) -> dict[str, Array]:
        """Return filters, drawn as those of a convolution are, and zero biases: (places, window, filters)."""
        places, window = self.side**2, 9 * self.channels
        drawn = rng.normal(0.0, (2 / window) ** 0.5, (places, window, self.filters), dtype)
        return {"weight": drawn, "bias": rng.zeros((places, 1, self.filters), dtype)}

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Return one image a filter."""
        padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
        windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))
        self._cache = windows.transpose(2, 3, 0, 1, 4, 5).reshape(self.side**2, len(x), -1)
        y = self._cache @ self.parameter("weight") + self.parameter("bias")
        return y.reshape(self.side, self.side, len(x), -1).transpose(2, 3, 0, 1)

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Write the gradients of filters and biases; the layer comes first, so none goes on to the images."""
        slopes = upstream.transpose(2, 3, 0, 1).reshape(self.side**2, len(upstream), -1)
        self.gradients["weight"][...] = self.remembered().swapaxes(1, 2) @ slopes
        self.gradients["bias"][...] = slopes.sum(axis=1, keepdims=True)
        return None


class Own(nn.Conv2d):
    """A convolution of 3 by 3 that keeps the image's size and computes with somebody's own two functions.

    Parameters
    ----------
    forward, backward : callable
        ``forward(x, weight, bias, stride, padding)`` returns y, and ``backward(upstream, x, weight, stride, padding)``
        returns the gradients of x, weight, and bias.
    channels, filters : int
    init : callable, default `he_normal`
        As for `gradschool.nn.Conv2d`.
    """

    def __init__(
        self,
        forward: Callable[..., Array],
        backward: Callable[..., Any],
        channels: int,
        filters: int,
        init: Initializer = he_normal,
    ) -> None:
        super().__init__(channels, filters, 3, padding=1, init=init)
        self._forward, self._backward = forward, backward

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Return what the reader's function does."""
        self._cache = x
        return self._forward(x, self.parameter("weight"), self.parameter("bias"), 1, 1)

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Write the gradients that the reader's function returns."""
        dx, dweight, dbias = self._backward(upstream, self.remembered(), self.parameter("weight"), 1, 1)
        self.gradients["weight"][...], self.gradients["bias"][...] = dweight, dbias
        return dx


def dense(units: int = 32, side: int = 8, *, channels: int = 1) -> Module:
    """Return a network with one hidden layer of ReLU units over all pixels."""
    return nn.Sequential(nn.Flatten(), nn.Dense(channels * side**2, units), nn.ReLU(), nn.Dense(units, 10))


def local(side: int = 8) -> Module:
    """Return a network with 8 filters at each place, each with weights of its own, pooled, and a dense layer."""
    return _flattened(Local(1, 8, side), side)


def shared(side: int = 8) -> Module:
    """Return the network of `local`, with one set of filters for all places: a convolution."""
    return _flattened(nn.Conv2d(1, 8, 3, padding=1), side)


def _flattened(first: Module, side: int) -> Module:
    return nn.Sequential(first, nn.ReLU(), nn.MaxPool(2), nn.Flatten(), nn.Dense(8 * (side // 2) ** 2, 10))


SAME = partial(nn.Conv2d, padding=1)
"""Makes a convolution of 3 by 3 that keeps the size."""


def convolutional(
    conv: Callable[..., Module] = SAME, side: int = 8, *, first: Callable[..., Module] | None = None
) -> Module:
    """Return two convolutions, of 8 and of 16 filters, each with ReLU and pooling, and a dense layer over what is left.

    Parameters
    ----------
    conv : callable, default SAME
        Makes a convolution that keeps the size: ``conv(channels, filters)``.
    side : int, default 8
    first : callable, optional
        Makes the first one instead.
    """
    begin = (first or conv)(1, 8)
    blocks = [begin, nn.ReLU(), nn.MaxPool(2), conv(8, 16), nn.ReLU(), nn.MaxPool(2)]
    return nn.Sequential(*blocks, nn.Flatten(), nn.Dense(16 * (side // 4) ** 2, 10))


def everywhere(side: int = 16, *, channels: int = 1, first: Callable[..., Module] = SAME) -> Module:
    """Return two convolutions like `convolutional`, of which each filter's largest answer anywhere is all that counts.

    The second pooling takes the whole image.
    """
    blocks = [first(channels, 8), nn.ReLU(), nn.MaxPool(2), SAME(8, 16), nn.ReLU(), nn.MaxPool(side // 2)]
    return nn.Sequential(*blocks, nn.Flatten(), nn.Dense(16, 10))


def deep(blocks: int, *, shortcut: bool = True) -> Module:
    """Return many blocks of one convolution of 8 filters with ReLU, on images of 4 by 4, between two other layers.

    Parameters
    ----------
    blocks : int
    shortcut : bool, default True
        Whether a block is ``x + f(x) / sqrt(blocks)``; else ``f(x)``.
    """
    chain = [nn.Sequential(nn.Conv2d(8, 8, padding=1), nn.ReLU()) for _ in range(blocks)]
    layers: list[Module] = [nn.Residual(one, scale=blocks**-0.5) for one in chain] if shortcut else list(chain)
    return nn.Sequential(nn.Conv2d(1, 8, padding=1), nn.ReLU(), nn.MaxPool(2), *layers, nn.Flatten(), nn.Dense(128, 10))


@checked
def trained(
    make: Make,
    x: np.ndarray,
    labels: np.ndarray,
    *,
    lr: float = 0.01,
    updates: PositiveCount = 200,
    batch: PositiveCount = 64,
    seeds: Iterable[int] = range(5),
    change: Callable[[np.ndarray, np.random.Generator], np.ndarray] | None = None,
    name: str = "networks",
) -> list[Module]:
    """Train a network a seed by Adam, behind a progress bar, and return them.

    Parameters
    ----------
    make : callable
        Returns a network that is not built yet.
    x, labels : array
        What to learn.
    lr : float, default 0.01
    updates, batch : int, default 200 and 64
    seeds : iterable of int, default 0 to 4
        One decides first weights and order.
    change : callable, optional
        ``change(x, rng)`` returns the batch as the network gets it: an augmentation.
    name : str, default "networks"
        Beside the bar.
    """
    models = []
    for seed in tqdm(list(seeds), name, leave=False):
        model, rng = make(), np.random.default_rng(seed)
        model.build(rng=seed)
        trainer, batches = train.Trainer(model, optim.Adam(lr=lr)), Batches([rng], [len(x)])
        for _ in range(updates):
            (rows,) = batches.next(batch)
            trainer.step(x[rows] if change is None else change(x[rows], rng), labels[rows])
        models.append(model)
    return models


def reads(model: Module, x: np.ndarray) -> np.ndarray:
    """Return the class that one network sees in each image."""
    return np.asarray(model(x)).argmax(axis=1)


def right(models: Iterable[Module], x: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the percent of the images that each network reads right."""
    return np.array([100 * (reads(model, x) == labels).mean() for model in models])
