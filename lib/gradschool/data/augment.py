"""Augmentations: random changes of training images that leave their class alone, vectorized over the batch.

Each takes images of shape (batch, channels, height, width) and a generator (`gradschool.backend.default_rng`), and
returns new images of the same shape and dtype on the same device. Images are float32 or float64: whole numbers, which
have no room for half a pixel's gray, are refused. `Loader` takes one, or what `compose` makes of several; settings are
fixed by `functools.partial`: ``partial(augment.affine, degrees=10)``. What sees labels is in `gradschool.data.mixing`.

>>> from gradschool import data
>>> from gradschool.backend import default_rng
>>> from gradschool.data import augment
>>> change = augment.compose(augment.random_flip, augment.random_crop, augment.cutout)
>>> change(data.shapes(4).x, default_rng(0)).shape
(4, 3, 32, 32)
"""

from collections.abc import Callable
from functools import wraps
from math import pi
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

import numpy as np

from gradschool.backend import Generator, array_namespace, to_device
from gradschool.backend.arrays import Array, clamped, floating
from gradschool.data.handing import checked_generator, handed_a_batch
from gradschool.data.sampling import from_middle, gather, grid, indices
from gradschool.settings import Count, NotNegative, Portion, called
from gradschool.spellings import missing

Augmentation = Callable[[Array, Generator], Array]
Settings = ParamSpec("Settings")
Change = Callable[Concatenate[Array, Generator, Settings], Array]


def of_images(change: Change[Settings]) -> Change[Settings]:
    """Make an augmentation refuse what is no batch of images, by its name: the one rule for all of them."""

    @wraps(change)
    def checked(images: Array, rng: Generator, *args: Settings.args, **settings: Settings.kwargs) -> Array:
        name = change.__name__
        floating(images, f"{name}: images")
        if images.ndim != 4:
            raise ValueError(
                f"{name}: images have shape {tuple(images.shape)}; expected (batch, channels, height, width)"
            )
        return change(images, checked_generator(name, rng), *args, **settings)

    return handed_a_batch(checked)


def compose(*steps: Augmentation) -> Augmentation:
    """Return one augmentation that does several, one after another."""
    for step in steps:
        called("compose", "a step", step, "augment.random_flip")

    def composed(images: Array, rng: Generator) -> Array:
        for step in steps:
            images = step(images, rng)
        return images

    return composed


def _draw(images: Array, numbers: Any) -> Array:
    """Put numbers drawn on the host beside the images, one a row: shape (batch, 1, 1, 1)."""
    xp = array_namespace(images)
    return xp.reshape(to_device(numbers.astype(str(images.dtype).rsplit(".", 1)[-1]), images), (-1, 1, 1, 1))


@of_images
def random_flip(images: Array, rng: Generator, probability: Portion = 0.5) -> Array:
    """Mirror each image left to right with some probability."""
    xp = array_namespace(images)
    flipped = to_device(rng.host.random(images.shape[0]) < probability, images)
    return xp.where(xp.reshape(flipped, (-1, 1, 1, 1)), xp.flip(images, axis=3), images)


@of_images
def random_crop(images: Array, rng: Generator, padding: Count = 4) -> Array:
    """Frame each image with zeros and cut out a window of the old size at a random place.

    Parameters
    ----------
    images : array, shape (batch, channels, height, width)
    rng : Generator
    padding : int, default 4
        Width of the frame: the image moves by up to so many pixels.
    """
    batch, _, height, width = images.shape
    top, left = rng.host.integers(-padding, padding + 1, (2, batch, 1))
    return gather(images, indices(height) + top, indices(width) + left)


@of_images
def affine(
    images: Array,
    rng: Generator,
    *,
    degrees: NotNegative = 0.0,
    scale: Portion = 0.0,
    shear: NotNegative = 0.0,
    shift: NotNegative = 0.0,
) -> Array:
    """Turn, scale, shear and move each image at random about its middle.

    Parameters
    ----------
    images : array, shape (batch, channels, height, width)
    rng : Generator
    degrees : float, default 0
        Largest angle, either way.
    scale : float, default 0
        Largest change of size, as a share from 0 to 1: 0.1 is from 0.9 to 1.1.
    shear : float, default 0
        Largest shift of a row, in pixels for each pixel from the middle.
    shift : float, default 0
        Largest move, in pixels, down and across.
    """
    xp = array_namespace(images)
    drawn = rng.host.uniform(-1, 1, (5, images.shape[0]))
    angle, size, lean, down, across = (xp.reshape(_draw(images, row), (-1, 1, 1)) for row in drawn)
    y, x = grid(images)
    y, x = y - shift * down, x - shift * across
    cosine, sine = xp.cos(angle * (degrees * pi / 180)), xp.sin(angle * (degrees * pi / 180))
    factor = 1 / (1 + scale * size)
    y, x = factor * (cosine * y - sine * x), factor * (sine * y + cosine * x)
    return from_middle(images, y, x - shear * lean * y)


@of_images
def random_rotation(images: Array, rng: Generator, degrees: NotNegative = 15.0) -> Array:
    """Turn each image by up to so many degrees."""
    return affine(images, rng, degrees=degrees)


@of_images
def random_scale(images: Array, rng: Generator, scale: Portion = 0.2) -> Array:
    """Scale each image by a factor from ``1 - scale`` to ``1 + scale``."""
    return affine(images, rng, scale=scale)


@of_images
def random_translation(images: Array, rng: Generator, shift: NotNegative = 2.0) -> Array:
    """Move each image by up to so many pixels, fractions included."""
    return affine(images, rng, shift=shift)


@of_images
def random_shear(images: Array, rng: Generator, shear: NotNegative = 0.2) -> Array:
    """Lean each image left or right."""
    return affine(images, rng, shear=shear)


@of_images
def lens_distortion(images: Array, rng: Generator, strength: NotNegative = 0.2) -> Array:
    """Bulge or pinch each image: a point at radius r is read at ``r (1 + k r^2)``, with |k| up to `strength`."""
    xp = array_namespace(images)
    k = xp.reshape(_draw(images, rng.host.uniform(-strength, strength, images.shape[0])), (-1, 1, 1))
    y, x = grid(images)
    half = max(images.shape[2:]) / 2
    stretch = 1 + k * (y * y + x * x) / half**2
    return from_middle(images, y * stretch, x * stretch)


@of_images
def elastic_distortion(images: Array, rng: Generator, strength: NotNegative = 1.0, smoothness: Count = 4) -> Array:
    """Pull each image about by a smooth random field (Simard, Steinkraus and Platt 2003, section 2).

    Parameters
    ----------
    images : array, shape (batch, channels, height, width)
    rng : Generator
    strength : float, default 1
        Root mean square of the displacement, in pixels. (Not its deviation: a field that is smoothed over a small image
        is nearly constant, and has hardly any.)
    smoothness : int, default 4
        Radius, in pixels, over which displacements are averaged (three times; nearly Gaussian).
    """
    batch, _, height, width = images.shape
    xp = array_namespace(images)
    field = rng.host.standard_normal((2 * batch, height, width))
    for axis in (1, 2):
        for _ in range(3):
            field = _blur(field, smoothness, axis)
    field *= strength / (np.sqrt((field**2).mean(axis=(1, 2), keepdims=True)) + 1e-12)
    moves = xp.reshape(_draw(images, field.reshape(-1)), (2, batch, height, width))
    y, x = grid(images)
    return from_middle(images, y + moves[0, ...], x + moves[1, ...])


def _blur(field: Any, radius: int, axis: int) -> Any:
    """Average over a window of ``2 radius + 1`` along an axis, going round at the ends."""
    return sum(np.roll(field, shift, axis) for shift in range(-radius, radius + 1)) / (2 * radius + 1)


@of_images
def add_noise(images: Array, rng: Generator, std: NotNegative = 0.05) -> Array:
    """Add normal noise to every pixel of every channel."""
    noise = rng.host.standard_normal(tuple(images.shape), dtype="float32")
    return images + std * array_namespace(images).astype(to_device(noise, images), images.dtype)


@of_images
def color_jitter(
    images: Array, rng: Generator, brightness: Portion = 0.2, contrast: Portion = 0.2, saturation: Portion = 0.2
) -> Array:
    """Change brightness, contrast and saturation of each image by factors within ``1 +- amount``, and clip to 0 to 1.

    Parameters
    ----------
    images : array, shape (batch, channels, height, width)
        From 0 to 1; standardize after this, not before.
    rng : Generator
    brightness, contrast, saturation : float in [0, 1], default 0.2
        The amounts: beyond 1 a factor could be negative, and the image a negative of itself.
    """
    xp = array_namespace(images)
    low, high = (float(xp.min(images)), float(xp.max(images))) if images.size else (0.0, 1.0)
    if low < 0 or high > 1:
        raise ValueError(
            f"color_jitter: images reach from {low:.3g} to {high:.3g}; it needs 0 to 1: jitter before you standardize"
        )
    factors = 1 + rng.host.uniform(-1, 1, (3, images.shape[0])) * [[brightness], [contrast], [saturation]]
    bright, contrasted, saturated = (_draw(images, row) for row in factors)
    images = images * bright
    middle = xp.mean(images, axis=(1, 2, 3), keepdims=True)
    images = middle + contrasted * (images - middle)
    gray = xp.mean(images, axis=1, keepdims=True)
    return clamped(gray + saturated * (images - gray), 0.0, 1.0)


@of_images
def cutout(images: Array, rng: Generator, size: Count = 8) -> Array:
    """Blank a square of each image, centered on any pixel (DeVries and Taylor 2017)."""
    batch, _, height, width = images.shape
    center_y, center_x = rng.host.integers(0, height, (batch, 1, 1)), rng.host.integers(0, width, (batch, 1, 1))
    rows, columns = indices(height)[:, :, None] - center_y, indices(width)[:, None, :] - center_x
    half = size // 2
    hidden = (rows >= -half) & (rows < size - half) & (columns >= -half) & (columns < size - half)
    xp = array_namespace(images)
    return images * xp.astype(to_device(~hidden, images), images.dtype)[:, None, :, :]


if not TYPE_CHECKING:  # a type checker would take it for a promise that there is every name

    def __getattr__(name: str) -> Any:
        raise AttributeError(missing(name, __name__, __package__))
