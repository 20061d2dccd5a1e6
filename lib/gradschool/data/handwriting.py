"""A drawing brought to the form of the digits: one size, one place, one width of the pen, ink counted in blocks.

>>> from gradschool.data import handwriting
>>> one = handwriting.bitmap([[(0.5, 0.2), (0.5, 0.8)]])
>>> one.shape, handwriting.block_counts(one).shape
((32, 32), (8, 8))
"""

from collections.abc import Sequence

import numpy as np

SIDE, BLOCK = 32, 4
"""Pixels a side of a bitmap, and of the blocks whose ink is counted."""

WIDTH, HEIGHT, PEN = 20, 32, 5
"""What a digit fills of the bitmap, and how wide its strokes are, in pixels; in the set it is about as much."""

STRETCH = 1.5
"""One axis is enlarged at most so much more than the other: a 1 stays narrow."""

FINE = 8
"""Drawn so many times larger, and then reduced: a pixel has ink where at least half of it is."""

Strokes = Sequence[Sequence[tuple[float, float]]]


def bitmap(strokes: Strokes) -> np.ndarray:
    """Draw strokes in one size and place: 32 rows high, at most 20 pixels wide, in the middle.

    The set's makers brought their digits to one size before they counted (Alpaydin and Kaynak 1998, with programs of
    NIST). In the set every digit fills the height, and most fill six of the eight blocks across.

    Parameters
    ----------
    strokes : sequence of strokes
        Each a sequence of points (x, y), x to the right and y down, in any unit.

    Returns
    -------
    array of bool, shape (32, 32)
        True where there is ink; all False without a point.
    """
    from PIL import Image, ImageDraw  # training on a GPU does without it

    points = np.array([point for stroke in strokes for point in stroke], dtype=float).reshape(-1, 2)
    if not len(points):
        return np.zeros((SIDE, SIDE), dtype=bool)
    middle, size = (points.min(axis=0) + points.max(axis=0)) / 2, np.maximum(np.ptp(points, axis=0), 1e-9)
    room = np.array([WIDTH, HEIGHT]) - PEN
    scale = np.minimum(room / size, STRETCH * (room / size)[::-1])
    image = Image.new("1", (SIDE * FINE, SIDE * FINE))
    pen, radius = ImageDraw.Draw(image), PEN * FINE / 2
    for stroke in strokes:
        places = (SIDE / 2 + (np.array(stroke, dtype=float) - middle) * scale) * FINE
        pen.line([tuple(place) for place in places], fill=1, width=PEN * FINE)
        for x, y in places:
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=1)
    fine = np.asarray(image, dtype=float).reshape(SIDE, FINE, SIDE, FINE)
    return fine.mean(axis=(1, 3)) >= 0.5


def block_counts(pixels: np.ndarray) -> np.ndarray:
    """Count the ink in each block of 4 by 4 pixels, as a share of the block.

    Parameters
    ----------
    pixels : array of bool, shape (32, 32)

    Returns
    -------
    array of float64, shape (8, 8)
        From 0 to 1 in steps of 1/16, as in `gradschool.data.digits`.
    """
    return pixels.reshape(SIDE // BLOCK, BLOCK, SIDE // BLOCK, BLOCK).mean(axis=(1, 3))
