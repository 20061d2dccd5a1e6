"""Images read at other places than their own pixels: what moves, turns and bends them."""

from typing import Any

import numpy as np

from gradschool.backend import array_namespace, to_device
from gradschool.backend.arrays import Array, clamped


def indices(length: int) -> Any:
    return np.arange(length)[None, :]


def gather(images: Array, rows: Any, columns: Any) -> Array:
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
    place = clamped(y, 0, height - 1) * width + clamped(x, 0, width - 1)
    flat = xp.reshape(images, (batch, channels, height * width))
    index = xp.broadcast_to(xp.reshape(xp.astype(place, xp.int64), (batch, 1, height * width)), flat.shape)
    taken = xp.reshape(xp.take_along_axis(flat, index, axis=2), images.shape)
    return taken * xp.astype(inside, images.dtype)[:, None, :, :]


def grid(images: Array) -> tuple[Array, Array]:
    """Return row and column of each pixel, from the middle of the image, shape (1, height, width)."""
    xp = array_namespace(images)
    height, width = images.shape[2:]
    rows = xp.arange(height, dtype=images.dtype, device=images.device) - (height - 1) / 2
    columns = xp.arange(width, dtype=images.dtype, device=images.device) - (width - 1) / 2
    y, x = xp.broadcast_arrays(rows[:, None], columns[None, :])
    return y[None, :, :], x[None, :, :]


def from_middle(images: Array, y: Array, x: Array) -> Array:
    height, width = images.shape[2:]
    return sample(images, y + (height - 1) / 2, x + (width - 1) / 2)
