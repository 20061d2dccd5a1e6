"""Ten kinds of shape in color, 32 x 32 pixels: image classification that needs no download.

>>> from gradschool import data
>>> images = data.shapes(20, rng=0)
>>> images.x.shape, images.classes[int(images.y[3])]
((20, 3, 32, 32), 'frame')
"""

import numpy as np

from gradschool.backend import Generator, default_rng, to_device
from gradschool.data.dataset import Dataset
from gradschool.settings import NotNegative, PositiveCount, Precision, checked

CLASSES = ("disk", "ring", "square", "frame", "triangle", "cross", "saltire", "stripes", "checkers", "star")
SIDE = 32


@checked
def shapes(
    n: PositiveCount = 2000, rng: int | Generator = 0, noise: NotNegative = 0.08, dtype: Precision = "float32"
) -> Dataset:
    """Draw colored shapes at random places, sizes, angles and colors, on a shaded background.

    Parameters
    ----------
    n : int, default 2000
        Images; the classes come in turn.
    rng : int or Generator, default 0
        Seed.
    noise : float, default 0.08
        Standard deviation of the noise on every pixel.
    dtype : str, default "float32"
        Of the images.

    Returns
    -------
    Dataset
        Images of shape (n, 3, 32, 32), values from 0 to 1; labels 0 to 9. Color says nothing about the class.
    """
    host = default_rng(rng).host
    label = np.arange(n) % len(CLASSES)
    u, v = _coordinates(n, host)
    cover = np.empty((n, SIDE, SIDE))
    for kind in range(len(CLASSES)):
        chosen = label == kind
        cover[chosen] = _soft(_depth(kind, u[chosen], v[chosen]))
    images = _paint(cover, host) + noise * host.standard_normal((n, 3, SIDE, SIDE))
    x = np.clip(images, 0, 1).astype(dtype)
    source = "generated: ten shapes, random place, size, angle and colors"
    return Dataset(to_device(x), to_device(label.astype("int64")), CLASSES, "shapes, 32 x 32", source)


def _coordinates(n: int, host: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return each image's own axes: shifted, turned by up to 20 degrees, and scaled so that the shape has size 1."""
    grid = (np.arange(SIDE) + 0.5) / SIDE * 2 - 1
    y, x = np.meshgrid(grid, grid, indexing="ij")
    shift, size = host.uniform(-0.25, 0.25, (2, n, 1, 1)), host.uniform(0.4, 0.75, (n, 1, 1))
    angle = host.uniform(-np.pi / 9, np.pi / 9, (n, 1, 1))
    dx, dy = x - shift[0], y - shift[1]
    return (
        (np.cos(angle) * dx + np.sin(angle) * dy) / size,
        (np.cos(angle) * dy - np.sin(angle) * dx) / size,
    )


def _depth(kind: int, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Return how deep a point lies inside the shape of size 1 (negative: outside)."""
    radius, square = np.hypot(u, v), np.maximum(np.abs(u), np.abs(v))
    bars = 0.28 - np.minimum(np.abs(u), np.abs(v))
    diagonal = 0.28 - np.minimum(np.abs(u + v), np.abs(u - v)) / np.sqrt(2)
    wave = np.sin(3 * np.pi * v) / 6
    inside = 0.9 - square
    return {
        "disk": lambda: 0.9 - radius,
        "ring": lambda: 0.22 - np.abs(radius - 0.7),
        "square": lambda: 0.8 - square,
        "frame": lambda: 0.18 - np.abs(square - 0.7),
        "triangle": lambda: np.minimum(0.6 - v, (v + 0.9) / 2 - np.abs(u)),
        "cross": lambda: np.minimum(inside, bars),
        "saltire": lambda: np.minimum(inside, diagonal),
        "stripes": lambda: np.minimum(inside, wave),
        "checkers": lambda: np.minimum(inside, np.sin(2.2 * np.pi * u) * np.sin(2.2 * np.pi * v) / 4),
        "star": lambda: 0.62 + 0.3 * np.cos(5 * np.arctan2(u, -v)) - radius,
    }[CLASSES[kind]]()


def _soft(depth: np.ndarray) -> np.ndarray:
    """Turn depth into coverage with an edge of about a pixel."""
    return np.clip(depth * 10 + 0.5, 0, 1)


def _paint(cover: np.ndarray, host: np.random.Generator) -> np.ndarray:
    """Color shape and background, at least 0.35 apart in brightness, with a shade across the background."""
    n = len(cover)
    ground = host.uniform(0, 1, (n, 3, 1, 1))
    color = host.uniform(0, 1, (n, 3, 1, 1))
    gap = color.mean(1, keepdims=True) - ground.mean(1, keepdims=True)
    away = np.where(ground.mean(1, keepdims=True) < 0.5, 1.0, -1.0)
    color = np.where(np.abs(gap) < 0.35, np.clip(color + away * (0.35 + np.abs(gap)), 0, 1), color)
    slope = host.uniform(-0.2, 0.2, (n, 1, 1, 1)) * np.linspace(-1, 1, SIDE)
    return (ground + slope) * (1 - cover[:, None]) + color * cover[:, None]
