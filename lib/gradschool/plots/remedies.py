"""Figures of unit 11: where networks part two classes, maps of two settings, and regions of a fractional pooling."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from gradschool.plots.numbers import on_host
from gradschool.plots.picture import Picture
from gradschool.plots.style import COLORS, subplots

Score = Callable[[np.ndarray], np.ndarray]

LEVELS = (-100.0, *(float(np.log(p / (1 - p))) for p in (0.01, 0.1, 0.5, 0.9, 0.99)), 100.0)
"""Logits at which the shade changes."""
SHADES = ("#8DBCE3", "#BBD6EE", "#E6F0F9", "#FBEDE3", "#F5CFB6", "#EBA97F")


def borders(models: Mapping[str, Score], dataset: Any, best: Score, *, alt: str | None = None) -> Picture:
    """Draw how sure each model is at each place, over the points that it learned from, and the best border there is.

    The shades part at 1, 10, 50, 90 and 99 percent.

    Parameters
    ----------
    models : dict of callable
        For each title a score: takes points of shape (n, 2), returns n logits, positive for class 1.
    dataset : Dataset
        Points of two classes.
    best : callable
        The score that nobody can beat; drawn with dashes.
    alt : str, optional

    Returns
    -------
    Picture
    """
    x, y = on_host(dataset.x), on_host(dataset.y)
    (left, low), (right, high) = x.min(axis=0) - 0.5, x.max(axis=0) + 0.5
    across, up = np.linspace(left, right, 120), np.linspace(low, high, 120)
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    columns = min(len(models), 3)
    rows = -(-len(models) // columns)
    figure, axes = subplots(rows, columns, size=(7.5, 2.7 * rows + 0.3), squeeze=False)
    for ax, (title, score) in zip(axes.flat, models.items(), strict=False):
        z = on_host(score(grid)).reshape(120, 120)
        ax.contourf(across, up, np.clip(z, -99, 99), levels=LEVELS, colors=SHADES)
        ax.contour(across, up, on_host(best(grid)).reshape(120, 120), levels=[0], colors="black", linestyles="--")
        for kind, mark, color in ((0, "o", "blue"), (1, "s", "vermilion")):
            ax.plot(*x[y == kind].T, mark, color=COLORS[color], markersize=2.5)
        ax.set(title=title, xticks=[], yticks=[])
    for ax in axes.flat[len(models) :]:
        ax.set_visible(False)
    words = f"{len(x)} points of two classes, each model's probabilities as shades, and the best border dashed"
    return Picture(figure, alt or f"{words}: {', '.join(models)}.")


def loss_maps(
    tables: Mapping[str, tuple[Sequence[float], Any]],
    rows: Sequence[float],
    *,
    ylabel: str = "rate",
    xlabel: str = "decay",
    alt: str | None = None,
) -> Picture:
    """Color losses over two settings, a map for each method, all in one scale, with the numbers written in.

    Parameters
    ----------
    tables : dict of (columns, array of shape (rows, columns))
        For each title the settings across, and the losses.
    rows : sequence of float
        The settings upward, of all maps.
    ylabel, xlabel : str
        What the settings are.
    alt : str, optional
        Gives each map's best pair without it.

    Returns
    -------
    Picture
    """
    values = {name: (columns, on_host(table)) for name, (columns, table) in tables.items()}
    low = min(np.nanmin(table) for _, table in values.values())
    high = max(np.nanmax(table) for _, table in values.values())
    figure, axes = subplots(1, len(values), size=(7.5, 3.2), squeeze=False, sharey=True)
    told = []
    for ax, (name, (columns, table)) in zip(axes.flat, values.items(), strict=True):
        ax.imshow(table, vmin=low, vmax=high, cmap="cividis_r", aspect="auto", origin="lower")
        for (i, j), value in np.ndenumerate(table):
            dark = value > low + 0.5 * (high - low)
            ax.text(j, i, f"{value:.2f}", ha="center", va="center", fontsize=7.5, color="white" if dark else "black")
        ax.set_xticks(range(len(columns)), [f"{value:g}" for value in columns], fontsize=8)
        ax.set_yticks(range(len(rows)), [f"{value:g}" for value in rows])
        ax.set(title=name, xlabel=xlabel)
        ax.grid(False)
        i, j = (int(at) for at in np.unravel_index(np.nanargmin(table), table.shape))
        told.append(f"{name}: lowest, {table[i, j]:.3g}, at {ylabel} {rows[i]:g} and {xlabel} {columns[j]:g}")
    axes.flat[0].set_ylabel(ylabel)
    return Picture(figure, alt or f"Losses over {ylabel} and {xlabel}. {'; '.join(told)}.")


def pooling_regions(image: Any, cuts: Mapping[str, tuple[Sequence[int], Sequence[int]]]) -> Picture:
    """Draw how an image is cut into the regions of a pooling.

    Parameters
    ----------
    image : array, shape (height, width)
    cuts : dict of (rows, columns)
        For each title where the regions begin, down and across, and where the last ones end.

    Returns
    -------
    Picture
    """
    figure, axes = subplots(1, len(cuts), size=(7.5, 2.9), squeeze=False)
    told = []
    for ax, (title, (rows, columns)) in zip(axes.flat, cuts.items(), strict=True):
        ax.imshow(on_host(image), cmap="gray")
        for row in rows:
            ax.axhline(row - 0.5, color=COLORS["orange"], linestyle="-")
        for column in columns:
            ax.axvline(column - 0.5, color=COLORS["orange"], linestyle="-")
        ax.set(title=title, xticks=[], yticks=[])
        ax.grid(False)
        heights, widths = ([int(b - a) for a, b in pairwise(places)] for places in (rows, columns))
        told.append(f"{title}: rows of {heights}, columns of {widths} pixels")
    return Picture(figure, f"An image cut into regions. {'; '.join(told)}.")
