"""Readers that learn from a few labeled shapes, at places and in colors that say nothing: where true claims pay.

The shapes of `gradschool.data.shapes`, at 16 by 16 pixels. A reader looks at a window of 12 by 12 of them, and is
handed how much the gray changes from pixel to pixel, down and across: outlines, whatever the colors. Behind that it is
the network of `gradschool.experiments.few_labels`, which does not know that a thing may stand elsewhere.

>>> import numpy as np
>>> from gradschool.experiments.few_shapes import outlines
>>> outlines(np.zeros((5, 3, 16, 16))).shape
(5, 242)
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np

from gradschool import data
from gradschool.backend import to_numpy
from gradschool.data import Dataset
from gradschool.experiments.few_labels import Change, Mix, Readers, learn
from gradschool.experiments.images import halved
from gradschool.settings import PositiveCount, checked

SEEN = 12
"""Pixels each way of the window that a reader looks at."""


@cache
def shapes_in_two() -> tuple[Dataset, Dataset]:
    """Return shapes, (3, 16, 16), on the host: 1,000 to draw labeled ones from, and 1,000 to report on."""
    whole = data.shapes(2000, rng=1)
    x, y = halved(to_numpy(whole.x)), to_numpy(whole.y)
    source = f"{whole.source}; each pixel the mean of four"
    pool, test = (
        Dataset(x[part], y[part], whole.classes, "shapes, 16 x 16", source) for part in (slice(1000), slice(1000, None))
    )
    return pool, test


def outlines(images: Any) -> np.ndarray:
    """Return what a reader is handed: how much the gray changes to the next pixel down, and across.

    Parameters
    ----------
    images : array, shape (n, 3, 16, 16) or (n, 3, 12, 12)
        The larger ones are seen through the window in their middle.

    Returns
    -------
    array, shape (n, 242)
        Four times the absolute differences, 11 by 11 down and as many across.
    """
    gray = np.asarray(images).mean(axis=1)
    edge = (gray.shape[1] - SEEN) // 2
    gray = gray[:, edge : edge + SEEN, edge : edge + SEEN]
    corner = gray[:, :-1, :-1]
    changes = np.stack([gray[:, 1:, :-1] - corner, gray[:, :-1, 1:] - corner], axis=1)
    return 4 * np.abs(changes).reshape(len(gray), -1)


def few_shapes(n: int, seed: int = 0) -> Dataset:
    """Draw n labeled shapes, a multiple of ten up to 1,000, equally many of each class."""
    pool = shapes_in_two()[0]
    rows = np.random.default_rng(seed).permutation(100)[: n // 10]  # the classes come in turn, ten a row
    chosen = (10 * rows[:, None] + np.arange(10)).reshape(-1)
    return Dataset(pool.x[chosen], pool.y[chosen], pool.classes, pool.name, pool.source)


@checked
def train_shapes(
    n: PositiveCount = 50,
    change: Change | None = None,
    *,
    mix: Mix | None = None,
    updates: PositiveCount = 400,
    seeds: Iterable[int] = range(5),
) -> Readers:
    """Train a reader a seed on its own draw of labeled shapes; the arguments are those of `few_labels.train_few`."""
    drawn = [few_shapes(n, seed) for seed in seeds]
    return learn([(part.x, part.y) for part in drawn], change, mix=mix, updates=updates, seeds=seeds, look=outlines)


def views(images: Any) -> list[np.ndarray]:
    """Return all windows of 12 by 12 of images of 16 by 16, and their mirror images: the middle first, then at random.

    Returns
    -------
    list of array, shape (n, 3, 12, 12)
        50 of them.
    """
    places = [(top, left, turn) for top in range(5) for left in range(5) for turn in (1, -1)]
    order = np.random.default_rng(0).permutation(len(places))
    ordered = [(2, 2, 1), *(places[i] for i in order if places[i] != (2, 2, 1))]
    windows = np.asarray(images)
    return [windows[:, :, top : top + SEEN, left : left + SEEN][..., ::turn] for top, left, turn in ordered]
