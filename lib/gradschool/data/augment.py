"""Augmentations: random changes of training images that leave their class alone, vectorized over the batch.

Each takes images of shape (batch, channels, height, width) and a generator (`gradschool.backend.default_rng`), and
returns new images of the same shape and dtype on the same device. `compose` makes one of several; `Loader` takes it.

>>> from gradschool import data
>>> from gradschool.backend import default_rng
>>> from gradschool.data import augment
>>> change = augment.compose(augment.random_flip, augment.random_crop, augment.cutout)
>>> change(data.shapes(4).x, default_rng(0)).shape
(4, 3, 32, 32)
"""

from collections.abc import Callable
from math import pi
from typing import Any

import numpy as np

from gradschool.backend import Generator, array_namespace, to_device
from gradschool.backend.arrays import Array

Augmentation = Callable[[Array, Generator], Array]


def compose(*steps: Augmentation) -> Augmentation:
    """Return one augmentation that does several, one after another."""

    def composed(images: Array, rng: Generator) -> Array:
        for step in steps:
            images = step(images, rng)
        return images

    return composed


def _draw(images: Array, numbers: Any) -> Array:
    """Put numbers drawn on the host beside the images, one a row: shape (batch, 1, 1, 1)."""
    xp = array_namespace(images)
    return xp.reshape(to_device(numbers.astype(str(images.dtype).rsplit(".", 1)[-1]), images), (-1, 1, 1, 1))


def random_flip(images: Array, rng: Generator, probability: float = 0.5) -> Array:
    """Mirror each image left to right with some probability."""
    xp = array_namespace(images)
    flipped = to_device(rng.host.random(images.shape[0]) < probability, images)
    return xp.where(xp.reshape(flipped, (-1, 1, 1, 1)), xp.flip(images, axis=3), images)


def random_crop(images: Array, rng: Generator, padding: int = 4) -> Array:
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
    return _gather(images, _range(height) + top, _range(width) + left)


def _range(length: int) -> Any:
    return np.arange(length)[None, :]


def _gather(images: Array, rows: Any, columns: Any) -> Array:
    """Take each image's own rows and columns, (batch, height) and (batch, width) on the host; outside is zero."""
    xp = array_namespace(images)
    batch, channels, height, width = images.shape
    inside = ((rows >= 0) & (rows < height))[:, :, None] & ((columns >= 0) & (columns < width))[:, None, :]
    place = rows.clip(0, height - 1)[:, :, None] * width + columns.clip(0, width - 1)[:, None, :]
    flat = xp.reshape(images, (batch, channels, height * width))
    index = xp.broadcast_to(xp.reshape(to_device(place, images), (batch, 1, height * width)), flat.shape)
    taken = xp.reshape(xp.take_along_axis(flat, index, axis=2), images.shape)
    return taken * xp.astype(to_device(inside, images), images.dtype)[:, None, :, :]


def sample(images: Array, y: Array, x: Array) -> Array:
    """Read images between their pixels, bilinearly; outside is zero.

    Parameters
    ----------
    images : array, shape (batch, channels, height, width)
    y, x : array, shape (batch, height, width)
        Where each new pixel is read, in pixels of the old image; (0, 0) is the middle of the first pixel.
    """
    xp = array_namespace(images, y, x)
    top, left = xp.floor(y), xp.floor(x)
    down, right = y - top, x - left
    total = xp.zeros_like(images)
    for i, weight_y in ((0, 1 - down), (1, down)):
        for j, weight_x in ((0, 1 - right), (1, right)):
            total = total + _read(images, top + i, left + j) * (weight_y * weight_x)[:, None, :, :]
    return total


def _read(images: Array, y: Array, x: Array) -> Array:
    """Read whole pixels at (batch, height, width) places; outside is zero."""
    xp = array_namespace(images)
    batch, channels, height, width = images.shape
    inside = (y >= 0) & (y < height) & (x >= 0) & (x < width)
    place = xp.clip(y, 0, height - 1) * width + xp.clip(x, 0, width - 1)
    flat = xp.reshape(images, (batch, channels, height * width))
    index = xp.broadcast_to(xp.reshape(xp.astype(place, xp.int64), (batch, 1, height * width)), flat.shape)
    taken = xp.reshape(xp.take_along_axis(flat, index, axis=2), images.shape)
    return taken * xp.astype(inside, images.dtype)[:, None, :, :]


def _grid(images: Array) -> tuple[Array, Array]:
    """Return row and column of each pixel, from the middle of the image, shape (1, height, width)."""
    xp = array_namespace(images)
    height, width = images.shape[2:]
    rows = xp.arange(height, dtype=images.dtype, device=images.device) - (height - 1) / 2
    columns = xp.arange(width, dtype=images.dtype, device=images.device) - (width - 1) / 2
    y, x = xp.broadcast_arrays(rows[:, None], columns[None, :])
    return y[None, :, :], x[None, :, :]


def _from_middle(images: Array, y: Array, x: Array) -> Array:
    height, width = images.shape[2:]
    return sample(images, y + (height - 1) / 2, x + (width - 1) / 2)


def affine(
    images: Array,
    rng: Generator,
    *,
    degrees: float = 0.0,
    scale: float = 0.0,
    shear: float = 0.0,
    shift: float = 0.0,
) -> Array:
    """Turn, scale, shear and move each image at random about its middle.

    Parameters
    ----------
    images : array, shape (batch, channels, height, width)
    rng : Generator
    degrees : float, default 0
        Largest angle, either way.
    scale : float, default 0
        Largest change of size, as a share: 0.1 is from 0.9 to 1.1.
    shear : float, default 0
        Largest shift of a row, in pixels for each pixel from the middle.
    shift : float, default 0
        Largest move, in pixels, down and across.
    """
    xp = array_namespace(images)
    drawn = rng.host.uniform(-1, 1, (5, images.shape[0]))
    angle, size, lean, down, across = (xp.reshape(_draw(images, row), (-1, 1, 1)) for row in drawn)
    y, x = _grid(images)
    y, x = y - shift * down, x - shift * across
    cosine, sine = xp.cos(angle * (degrees * pi / 180)), xp.sin(angle * (degrees * pi / 180))
    factor = 1 / (1 + scale * size)
    y, x = factor * (cosine * y - sine * x), factor * (sine * y + cosine * x)
    return _from_middle(images, y, x - shear * lean * y)


def random_rotation(images: Array, rng: Generator, degrees: float = 15.0) -> Array:
    """Turn each image by up to so many degrees."""
    return affine(images, rng, degrees=degrees)


def random_scale(images: Array, rng: Generator, scale: float = 0.2) -> Array:
    """Scale each image by a factor from ``1 - scale`` to ``1 + scale``."""
    return affine(images, rng, scale=scale)


def random_translation(images: Array, rng: Generator, shift: float = 2.0) -> Array:
    """Move each image by up to so many pixels, fractions included."""
    return affine(images, rng, shift=shift)


def random_shear(images: Array, rng: Generator, shear: float = 0.2) -> Array:
    """Lean each image left or right."""
    return affine(images, rng, shear=shear)


def lens_distortion(images: Array, rng: Generator, strength: float = 0.2) -> Array:
    """Bulge or pinch each image: a point at radius r is read at ``r (1 + k r^2)``, with |k| up to `strength`."""
    xp = array_namespace(images)
    k = xp.reshape(_draw(images, rng.host.uniform(-strength, strength, images.shape[0])), (-1, 1, 1))
    y, x = _grid(images)
    half = max(images.shape[2:]) / 2
    stretch = 1 + k * (y * y + x * x) / half**2
    return _from_middle(images, y * stretch, x * stretch)


def elastic_distortion(images: Array, rng: Generator, strength: float = 1.0, smoothness: int = 4) -> Array:
    """Pull each image about by a smooth random field (Simard, Steinkraus and Platt 2003, section 2).

    Parameters
    ----------
    images : array, shape (batch, channels, height, width)
    rng : Generator
    strength : float, default 1
        Standard deviation of the displacement, in pixels.
    smoothness : int, default 4
        Radius, in pixels, over which displacements are averaged (three times; nearly Gaussian).
    """
    batch, _, height, width = images.shape
    xp = array_namespace(images)
    field = rng.host.standard_normal((2 * batch, height, width))
    for axis in (1, 2):
        for _ in range(3):
            field = _blur(field, smoothness, axis)
    field *= strength / (field.std(axis=(1, 2), keepdims=True) + 1e-12)
    moves = xp.reshape(_draw(images, field.reshape(-1)), (2, batch, height, width))
    y, x = _grid(images)
    return _from_middle(images, y + moves[0, ...], x + moves[1, ...])


def _blur(field: Any, radius: int, axis: int) -> Any:
    """Average over a window of ``2 radius + 1`` along an axis, going round at the ends."""
    return sum(np.roll(field, shift, axis) for shift in range(-radius, radius + 1)) / (2 * radius + 1)


def add_noise(images: Array, rng: Generator, std: float = 0.05) -> Array:
    """Add normal noise to every pixel of every channel."""
    noise = rng.host.standard_normal(tuple(images.shape), dtype="float32")
    return images + std * array_namespace(images).astype(to_device(noise, images), images.dtype)


def color_jitter(
    images: Array, rng: Generator, brightness: float = 0.2, contrast: float = 0.2, saturation: float = 0.2
) -> Array:
    """Change brightness, contrast and saturation of each image by factors within ``1 +- amount``; clip to 0 to 1."""
    xp = array_namespace(images)
    factors = 1 + rng.host.uniform(-1, 1, (3, images.shape[0])) * [[brightness], [contrast], [saturation]]
    bright, contrasted, saturated = (_draw(images, row) for row in factors)
    images = images * bright
    middle = xp.mean(images, axis=(1, 2, 3), keepdims=True)
    images = middle + contrasted * (images - middle)
    gray = xp.mean(images, axis=1, keepdims=True)
    return xp.clip(gray + saturated * (images - gray), 0.0, 1.0)


def cutout(images: Array, rng: Generator, size: int = 8) -> Array:
    """Blank a square of each image, centered on any pixel (DeVries and Taylor 2017)."""
    batch, _, height, width = images.shape
    center_y, center_x = rng.host.integers(0, height, (batch, 1, 1)), rng.host.integers(0, width, (batch, 1, 1))
    rows, columns = _range(height)[:, :, None] - center_y, _range(width)[:, None, :] - center_x
    half = size // 2
    hidden = (rows >= -half) & (rows < size - half) & (columns >= -half) & (columns < size - half)
    xp = array_namespace(images)
    return images * xp.astype(to_device(~hidden, images), images.dtype)[:, None, :, :]
