"""Figures of unit 10: where a network learns, over rate and first weights, and what each normalization averages."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.patches import Rectangle

from gradschool.plots.numbers import on_host
from gradschool.plots.picture import Picture
from gradschool.plots.style import COLORS, subplots

AVERAGED = {
    "batch": ("one channel of all examples", lambda n, c: c == 0),
    "layer": ("all channels of one example", lambda n, c: n == 0),
    "group": ("a few channels of one example", lambda n, c: n == 0 and c < 2),
    "instance": ("one channel of one example", lambda n, c: n == 0 and c == 0),
}


def accuracy_maps(tables: Mapping[str, Any], rates: Any, gains: Any, *, alt: str | None = None) -> Picture:
    """Color each pair of learning rate and scale of the first weights by the share of digits read right.

    Parameters
    ----------
    tables : dict of array, shape (gains, rates)
        For each title the accuracy, from 0 to 1.
    rates, gains : array
    alt : str, optional
        Made from each map's share of pairs above 90% without it.

    Returns
    -------
    Picture
        In every cell stands the accuracy in percent.
    """
    rates, gains = on_host(rates), on_host(gains)
    figure, axes = subplots(1, len(tables), size=(7.5, 3.9), sharey=True, squeeze=False)
    told = []
    for ax, (title, given) in zip(axes.flat, tables.items(), strict=True):
        table = on_host(given)
        if table.shape != (len(gains), len(rates)):
            raise ValueError(f"{title!r} has shape {table.shape}; expected ({len(gains)}, {len(rates)})")
        image = ax.imshow(table, origin="lower", cmap="cividis", vmin=0.1, vmax=1, aspect="auto")
        for (i, j), value in np.ndenumerate(table):
            ax.text(j, i, f"{100 * value:.0f}", ha="center", va="center", fontsize=8, color=_readable(value))
        ax.set_xticks(range(len(rates)), [f"{rate:.2g}" for rate in rates], fontsize=8, rotation=45)
        ax.set_yticks(range(len(gains)), [f"{gain:.2g}" for gain in gains], fontsize=8)
        ax.set(title=title, xlabel="learning rate")
        ax.grid(False)
        told.append(f"{title}: {(table > 0.9).sum()} of {table.size} pairs above 90%, best {table.max():.0%}")
    axes.flat[0].set_ylabel("first weights, times He's")
    figure.colorbar(image, ax=list(axes.flat), label="digits read right")
    words = "Accuracy in percent for learning rates (across) and scales of the first weights (upward). "
    return Picture(figure, alt or words + "; ".join(told) + ".")


def _readable(value: float) -> str:
    return "white" if value < 0.6 else "black"


def averaged_together(kind: str, *, examples: int = 4, channels: int = 4, alt: str | None = None) -> Picture:
    """Draw a batch of images as a grid and mark the values that share one mean and one variance.

    Parameters
    ----------
    kind : {"batch", "layer", "group", "instance"}
        Which normalization.
    examples, channels : int, default 4
        The grid.
    alt : str, optional

    Returns
    -------
    Picture
    """
    if kind not in AVERAGED:
        raise ValueError(f"kind {kind!r} is not known; take one of {', '.join(AVERAGED)}")
    words, together = AVERAGED[kind]
    figure, ax = subplots(size=(5.0, 4.2))
    for n in range(examples):
        for c in range(channels):
            color = COLORS["orange"] if together(n, c) else "#E8E8E8"
            for pixel in range(9):
                corner = c + 0.08 + 0.28 * (pixel % 3), n + 0.08 + 0.28 * (pixel // 3)
                ax.add_patch(Rectangle(corner, 0.26, 0.26, facecolor=color, edgecolor="white"))
    ax.set(xlim=(0, channels), ylim=(examples, 0), aspect="equal", title=f"{kind}: {words}")
    ax.set_xticks(np.arange(channels) + 0.5, [f"channel {c + 1}" for c in range(channels)], fontsize=9)
    ax.set_yticks(np.arange(examples) + 0.5, [f"image {n + 1}" for n in range(examples)], fontsize=9)
    ax.grid(False)
    said = f"{examples} images in rows, {channels} channels in columns, nine pixels each. Averaged together: {words}."
    return Picture(figure, alt or said)
