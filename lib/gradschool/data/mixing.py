"""Augmentations that mix two examples and their labels, and the average over crops at test time.

>>> import numpy as np
>>> from gradschool.backend import default_rng
>>> from gradschool.data import mixing
>>> targets = mixing.one_hot(np.array([0, 1]), classes=2)
>>> images, labels = mixing.mixup(np.eye(2)[:, None, :], targets, default_rng(0), alpha=1.0)
>>> bool(np.allclose(images[:, 0, :], labels))
True

`Loader` takes `mixup` and `cutmix` as its `mix`, and makes the probabilities itself; settings are fixed by
`functools.partial`: ``Loader(dataset, mix=partial(mixing.mixup, alpha=0.4))``.
"""

from collections.abc import Callable

import numpy as np

from gradschool.backend import Generator, array_namespace, to_device
from gradschool.backend.arrays import Array, floating
from gradschool.backend.namespaces import namespace_of
from gradschool.data.handing import checked_generator, handed_a_batch
from gradschool.labels import as_probabilities
from gradschool.settings import Portion, Positive, PositiveCount, Precision, checked


@checked
def one_hot(labels: Array, classes: PositiveCount, dtype: Precision = "float32") -> Array:
    """Return labels as probabilities.

    Parameters
    ----------
    labels : array of int, shape (batch,)
        Class numbers, ``0 ... classes - 1``.
    classes : int
        How many there are.
    dtype : {"float32", "float64"}, default "float32"
        Of the result.

    Returns
    -------
    array, shape (batch, classes)

    Raises
    ------
    TypeError, ValueError
        If the labels are no whole numbers in one axis, or one of them is out of range, which is named.
    """
    xp = namespace_of("one_hot: labels", labels)
    batch = labels.shape[0] if labels.ndim else 1
    return as_probabilities("one_hot", labels, batch, classes, getattr(xp, dtype))


def _checked(name: str, images: Array, targets: Array, rng: Generator) -> None:
    """Refuse what can't be mixed: class numbers above all, whose mean is another class."""
    checked_generator(name, rng)
    floating(images, f"{name}: images")
    xp = namespace_of(f"{name}: targets", targets)
    if 0 in (images.ndim, targets.ndim):
        raise ValueError(f"{name}: images and targets hold a batch; their shapes are {images.shape}, {targets.shape}")
    if targets.ndim == 1 and xp.isdtype(targets.dtype, "integral"):
        raise TypeError(
            f"{name}: targets are class numbers, and the mean of classes 3 and 5 is not class 4; pass "
            "one_hot(labels, classes), or give this function to Loader as mix, which does so"
        )
    floating(targets, f"{name}: targets")
    if images.shape[0] != targets.shape[0]:
        raise ValueError(f"{name}: {images.shape[0]} images and {targets.shape[0]} targets; they belong in pairs")


@handed_a_batch
def mixup(images: Array, targets: Array, rng: Generator, alpha: Positive = 0.2) -> tuple[Array, Array]:
    """Blend each example with another, labels included (Zhang et al. 2018, eq. 1).

    Parameters
    ----------
    images : array of float32 or float64, shape (batch, ...)
        Any inputs.
    targets : array of float32 or float64, shape (batch, classes)
        Probabilities (`one_hot`), or what a regression is to return.
    rng : Generator
    alpha : float, default 0.2
        The share is drawn from ``Beta(alpha, alpha)``, once for the batch; finite and above 0.

    Returns
    -------
    images, targets : array
        ``share x + (1 - share) x'``, and the targets likewise.

    Raises
    ------
    TypeError
        If the targets are class numbers, or the images whole numbers.
    """
    _checked("mixup", images, targets, rng)
    share = float(rng.host.beta(alpha, alpha))
    order = to_device(rng.host.permutation(images.shape[0]), images)
    xp = array_namespace(images, targets)
    mixed = share * images + (1 - share) * xp.take(images, order, axis=0)
    return mixed, share * targets + (1 - share) * xp.take(targets, order, axis=0)


@checked
def cutmix_box(
    height: PositiveCount, width: PositiveCount, share: Portion, rng: Generator
) -> tuple[int, int, int, int]:
    """Draw the window that is pasted: ``1 - share`` of the area, cut off at the border (Yun et al. 2019, eq. 2).

    Returns
    -------
    top, bottom, left, right : int
        ``[top, bottom)`` and ``[left, right)`` in pixels.
    """
    rng, side = checked_generator("cutmix_box", rng), (1 - share) ** 0.5
    half_y, half_x = int(height * side) // 2, int(width * side) // 2
    y, x = int(rng.host.integers(height)), int(rng.host.integers(width))
    return max(y - half_y, 0), min(y + half_y, height), max(x - half_x, 0), min(x + half_x, width)


@handed_a_batch
def cutmix(images: Array, targets: Array, rng: Generator, alpha: Positive = 1.0) -> tuple[Array, Array]:
    """Paste a window of another example into each, and mix the labels by area (Yun et al. 2019, eq. 1).

    Parameters and results as in `mixup`; the labels' share is that of the pixels really kept, border included.
    """
    _checked("cutmix", images, targets, rng)
    if images.ndim != 4:
        raise ValueError(f"cutmix: images have shape {tuple(images.shape)}; expected (batch, channels, height, width)")
    height, width = images.shape[2:]
    top, bottom, left, right = cutmix_box(height, width, float(rng.host.beta(alpha, alpha)), rng)
    window = np.zeros((1, 1, height, width), bool)
    window[..., top:bottom, left:right] = True
    order = to_device(rng.host.permutation(images.shape[0]), images)
    xp = array_namespace(images, targets)
    mixed = xp.where(to_device(window, images), xp.take(images, order, axis=0), images)
    kept = 1 - (bottom - top) * (right - left) / (height * width)
    return mixed, kept * targets + (1 - kept) * xp.take(targets, order, axis=0)


@checked
def predict_over_crops(predict: Callable[[Array], Array], images: Array, size: PositiveCount) -> Array:
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
    xp = array_namespace(floating(images, "predict_over_crops: images"))
    if images.ndim != 4:
        raise ValueError(
            f"predict_over_crops: images have shape {tuple(images.shape)}; expected (batch, channels, height, width)"
        )
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
