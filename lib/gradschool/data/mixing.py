"""Augmentations that mix two examples and their labels, and the average over crops at test time.

>>> import numpy as np
>>> from gradschool.backend import default_rng
>>> from gradschool.data import mixing
>>> targets = mixing.one_hot(np.array([0, 1]), classes=2)
>>> images, labels = mixing.mixup(np.eye(2)[:, None, :], targets, default_rng(0), alpha=1.0)
>>> bool(np.allclose(images[:, 0, :], labels))
True
"""

from collections.abc import Callable

import numpy as np

from gradschool.backend import Generator, array_namespace, to_device
from gradschool.backend.arrays import Array


def one_hot(labels: Array, classes: int, dtype: str = "float32") -> Array:
    """Return labels as probabilities, shape (batch, classes)."""
    xp = array_namespace(labels)
    index = xp.arange(classes, dtype=labels.dtype, device=labels.device)
    return xp.astype(labels[:, None] == index[None, :], getattr(xp, dtype))


def mixup(images: Array, targets: Array, rng: Generator, alpha: float = 0.2) -> tuple[Array, Array]:
    """Blend each example with another, labels included (Zhang et al. 2018, eq. 1).

    Parameters
    ----------
    images : array, shape (batch, ...)
    targets : array, shape (batch, classes)
        Probabilities (`one_hot`).
    rng : Generator
    alpha : float, default 0.2
        The share is drawn from ``Beta(alpha, alpha)``, once for the batch.

    Returns
    -------
    images, targets : array
        ``share x + (1 - share) x'``, and the targets likewise.
    """
    share = float(rng.host.beta(alpha, alpha))
    order = to_device(rng.host.permutation(images.shape[0]), images)
    xp = array_namespace(images, targets)
    mixed = share * images + (1 - share) * xp.take(images, order, axis=0)
    return mixed, share * targets + (1 - share) * xp.take(targets, order, axis=0)


def cutmix_box(height: int, width: int, share: float, rng: Generator) -> tuple[int, int, int, int]:
    """Draw the window that is pasted: ``1 - share`` of the area, cut off at the border (Yun et al. 2019, eq. 2).

    Returns
    -------
    top, bottom, left, right : int
        ``[top, bottom)`` and ``[left, right)`` in pixels.
    """
    side = (1 - share) ** 0.5
    half_y, half_x = int(height * side) // 2, int(width * side) // 2
    y, x = int(rng.host.integers(height)), int(rng.host.integers(width))
    return max(y - half_y, 0), min(y + half_y, height), max(x - half_x, 0), min(x + half_x, width)


def cutmix(images: Array, targets: Array, rng: Generator, alpha: float = 1.0) -> tuple[Array, Array]:
    """Paste a window of another example into each, and mix the labels by area (Yun et al. 2019, eq. 1).

    Parameters and results as in `mixup`; the labels' share is that of the pixels really kept, border included.
    """
    height, width = images.shape[2:]
    top, bottom, left, right = cutmix_box(height, width, float(rng.host.beta(alpha, alpha)), rng)
    window = np.zeros((1, 1, height, width), bool)
    window[..., top:bottom, left:right] = True
    order = to_device(rng.host.permutation(images.shape[0]), images)
    xp = array_namespace(images, targets)
    mixed = xp.where(to_device(window, images), xp.take(images, order, axis=0), images)
    kept = 1 - (bottom - top) * (right - left) / (height * width)
    return mixed, kept * targets + (1 - kept) * xp.take(targets, order, axis=0)


def predict_over_crops(predict: Callable[[Array], Array], images: Array, size: int) -> Array:
    """Average predictions over ten crops: corners and middle, each as it is and mirrored (Krizhevsky et al. 2012).

    Parameters
    ----------
    predict : callable
        Takes images of shape (batch, channels, size, size); returns probabilities, shape (batch, classes).
    images : array, shape (batch, channels, height, width)
        At least `size` pixels each way.
    size : int
        Side of a crop.
    """
    xp = array_namespace(images)
    height, width = images.shape[2:]
    if size > min(height, width):
        raise ValueError(f"crops of {size} pixels do not fit into images of {height} x {width}")
    down, across = height - size, width - size
    corners = [(0, 0), (0, across), (down, 0), (down, across), (down // 2, across // 2)]
    crops = [images[:, :, top : top + size, left : left + size] for top, left in corners]
    crops += [xp.flip(crop, axis=3) for crop in crops]
    total = predict(crops[0])
    for crop in crops[1:]:
        total = total + predict(crop)
    return total / len(crops)
