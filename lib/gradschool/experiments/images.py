"""Small images: digits in a black square, and shapes at half their size.

>>> from gradschool.experiments.images import centered, halved
>>> (x, labels), held = centered(side=12)
>>> x.shape, halved(x).shape
((1348, 1, 12, 12), (1348, 1, 6, 6))
"""

from typing import Any

import numpy as np

from gradschool import data
from gradschool.backend import to_numpy
from gradschool.experiments.mlp import split_digits

Images = tuple[np.ndarray, np.ndarray]
"""Images, and their labels."""


def halved(images: np.ndarray) -> np.ndarray:
    """Return images at half their height and width, each pixel the mean of four: (..., height, width)."""
    *before, height, width = images.shape
    return images.reshape(*before, height // 2, 2, width // 2, 2).mean(axis=(-3, -1))


def centered(side: int = 8, order: Any = None) -> tuple[Images, Images]:
    """Return the digits to learn from and those held back, 8 by 8 pixels each in the middle of a black square.

    Parameters
    ----------
    side : int, default 8
        Of the square; even.
    order : array of int, shape (64,), optional
        Puts the pixels of every digit in this order before.

    Returns
    -------
    (x, labels), (x, labels)
        Images of shape (n, 1, side, side), float32, from 0 to 1; 1,348 of them, and 449.
    """
    places, edge = np.arange(64) if order is None else np.asarray(order), (side - 8) // 2
    frame = ((0, 0), (0, 0), (edge, edge), (edge, edge))
    learn, held = ((np.pad(x[:, places].reshape(-1, 1, 8, 8), frame), y) for x, y in split_digits())
    return learn, held


def small_shapes(learn: int = 1200, choose: int = 300, judge: int = 500) -> tuple[Images, Images, Images]:
    """Return shapes in color, 16 by 16 pixels: to learn from, to choose by, and to judge by what was chosen.

    Those of `gradschool.data.shapes`, each pixel the mean of four.

    Parameters
    ----------
    learn, choose, judge : int, default 1200, 300, and 500
        How many.

    Returns
    -------
    (x, labels), (x, labels), (x, labels)
        Images of shape (n, 3, 16, 16), float32; each channel has mean 0 over all that is learned from.
    """
    whole = data.shapes(learn + choose + judge, rng=0)
    x, labels = halved(to_numpy(whole.x)), to_numpy(whole.y)
    x = x - x[:learn].mean(axis=(0, 2, 3), keepdims=True)
    ends = [learn, learn + choose]
    first, second, third = zip(np.split(x, ends), np.split(labels, ends), strict=True)
    return first, second, third


def shifted_at_random(x: np.ndarray, rng: np.random.Generator, reach: int = 4) -> np.ndarray:
    """Shift each image by up to so many pixels in each direction; zeros come in."""
    padded = np.pad(x, ((0, 0), (0, 0), (reach, reach), (reach, reach)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, x.shape[2:], axis=(2, 3))
    down, across = rng.integers(0, 2 * reach + 1, (2, len(x)))
    return windows[np.arange(len(x)), :, down, across]
