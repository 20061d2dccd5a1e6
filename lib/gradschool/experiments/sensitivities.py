"""What gradients tell about convolutional networks before they are trained, with random first weights.

Which pixels one unit sees, how long gradients are after many blocks, and how alike those of two nearby images.

>>> from gradschool.experiments.sensitivities import sensitivity
>>> int((sensitivity("cc", side=9, draws=1) > 0).sum())
25
"""

from collections.abc import Iterable

import numpy as np

from gradschool import nn
from gradschool.experiments.convnets import centered, deep
from gradschool.nn.module import Module


def sensitivity(stack: str, *, side: int = 33, channels: int = 4, draws: int = 20) -> np.ndarray:
    """Return how strongly each pixel moves one unit in the middle of a stack's output, for random weights.

    Parameters
    ----------
    stack : str
        A letter a layer: "c" is a convolution of 3 by 3, "p" average pooling of 2 by 2 with stride 2.
    side, channels : int, default 33 and 4
        Of the image, and of each layer.
    draws : int, default 20
        Of the weights.

    Returns
    -------
    ndarray, shape (side, side)
        Mean sizes of the gradients, summed over channels.
    """
    total = np.zeros((side, side))
    for seed in range(draws):
        make = {"c": lambda: nn.Conv2d(channels, channels, padding=1), "p": lambda: nn.AveragePool(2)}
        model = nn.Sequential(*[make[kind]() for kind in stack])
        model.build(rng=seed, dtype="float64")
        upstream = np.zeros_like(model(np.ones((1, channels, side, side))))
        upstream[0, 0, upstream.shape[2] // 2, upstream.shape[3] // 2] = 1.0
        total += np.abs(np.asarray(model.backward(upstream)))[0].sum(axis=0) / draws
    return total


def gradient_lengths(
    blocks: int, *, shortcut: bool = True, scale: float = 1.0, seeds: Iterable[int] = range(10)
) -> np.ndarray:
    """Return the length of the gradient at the input of each of many blocks, a convolution with ReLU each.

    Parameters
    ----------
    blocks : int
    shortcut : bool, default True
        Whether a block is ``x + scale f(x)``; else ``f(x)``.
    scale : float, default 1
    seeds : iterable of int, default 0 to 9
        First weights of 8 channels, images, and upstream gradient.

    Returns
    -------
    ndarray, shape (blocks,)
        The mean over seeds, in lengths of the gradient behind the last block.
    """
    lengths = []
    for seed in seeds:
        chain = [nn.Sequential(nn.Conv2d(8, 8, padding=1), nn.ReLU()) for _ in range(blocks)]
        layers: list[Module] = [nn.Residual(one, scale=scale) for one in chain] if shortcut else list(chain)
        nn.Sequential(*layers).build(rng=seed)
        x, u = np.random.default_rng(seed).standard_normal((2, 8, 8, 8, 8)).astype("float32")
        for layer in layers:
            x = layer.forward(x)
        whole, own = np.linalg.norm(u), []
        for layer in reversed(layers):
            u = np.asarray(layer.backward(u))
            own.append(np.linalg.norm(u) / whole)
        lengths.append(own[::-1])
    return np.mean(lengths, axis=0)


def gradient_agreement(
    blocks: int, *, shortcut: bool = True, noise: float = 0.05, seeds: Iterable[int] = range(10)
) -> np.ndarray:
    """Return how alike the gradients at a digit and at a slightly different one are (Balduzzi et al. 2017).

    Parameters
    ----------
    blocks, shortcut
        As for `gradschool.experiments.convnets.deep`.
    noise : float, default 0.05
        Standard deviation of what is added to each pixel.
    seeds : iterable of int, default 0 to 9

    Returns
    -------
    ndarray, shape (seeds,)
        The cosine of the angle between the two, for one upstream gradient: 1 for the same direction, 0 for a right
        angle. The mean over 50 digits.
    """
    x, found = centered()[1][0][:50], []
    for seed in seeds:
        model, rng = deep(blocks, shortcut=shortcut), np.random.default_rng(seed)
        model.build(rng=seed)
        u = rng.standard_normal((50, 10)).astype("float32")
        pair = []
        for images in (x, x + noise * rng.standard_normal(x.shape).astype("float32")):
            model(images)
            slopes = np.asarray(model.backward(u)).reshape(50, -1)
            pair.append(slopes / np.linalg.norm(slopes, axis=1, keepdims=True))
        found.append((pair[0] * pair[1]).sum(axis=1).mean())
    return np.array(found)
