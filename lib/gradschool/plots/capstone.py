"""Figures of unit 17: runs beside each other seed by seed, what is mistaken for what, and weights that take shape."""

import io
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from gradschool.backend.arrays import Array
from gradschool.plots.numbers import on_host
from gradschool.plots.picture import Picture
from gradschool.plots.playable import Film
from gradschool.plots.style import COLORS, subplots


def runs(
    results: Mapping[str, Array],
    *,
    chance: float | None = None,
    joined: bool = False,
    xlabel: str = "share of right answers",
    alt: str | None = None,
) -> Picture:
    """Draw every run of every setting as a dot, a row for each setting, with the mean as an upright stroke.

    Parameters
    ----------
    results : dict of array, shape (seeds,)
        For each setting one number a seed; two or more seeds.
    chance : float, optional
        Where a dashed line stands.
    joined : bool, default False
        Whether a line leads from each seed's dot to that of the same seed in the next row.
    xlabel : str, default "share of right answers"
    alt : str, optional
        Mean and sample deviation of each setting, without it.

    Returns
    -------
    Picture

    Examples
    --------
    >>> print(runs({"before": [0.5, 0.6], "after": [0.7, 0.8]}).alt)
    Share of right answers, a dot for each seed. before: 0.550 ± 0.071; after: 0.750 ± 0.071.
    """
    tables = {name: on_host(values) for name, values in results.items()}
    few = [name for name, values in tables.items() if values.ndim != 1 or len(values) < 2]
    if not tables or few:
        raise ValueError(f"{few[0] if few else 'results'!r} holds too little; pass two or more seeds for each setting")
    figure, ax = subplots(size=(7.5, 1.0 + 0.42 * len(tables)))
    told = []
    for row, (name, values) in enumerate(tables.items()):
        mean, deviation = values.mean(), values.std(ddof=1)
        ax.plot(values, np.full(len(values), row), "o", color=COLORS["blue"], alpha=0.6, markersize=6)
        ax.plot([mean, mean], [row - 0.3, row + 0.3], "-", color=COLORS["vermilion"], linewidth=2)
        ax.text(1.01, row, f"{mean:.3f} ± {deviation:.3f}", transform=ax.get_yaxis_transform(), va="center", fontsize=9)
        told.append(f"{name}: {mean:.3f} ± {deviation:.3f}")
    for row, (above, below) in enumerate(pairwise(tables.values()) if joined else ()):
        ax.plot([above, below], [row, row + 1], "-", color=COLORS["blue"], alpha=0.3, linewidth=1, zorder=1)
    if chance is not None:
        ax.axvline(chance, color="black", linestyle="--", linewidth=1)
    ax.set_yticks(range(len(tables)), list(tables))
    ax.set(xlabel=xlabel, ylim=(len(tables) - 0.5, -0.5))
    return Picture(figure, alt or f"{xlabel.capitalize()}, a dot for each seed. {'; '.join(told)}.")


def confusion(labels: Array, answers: Array, classes: Sequence[str], *, alt: str | None = None) -> Picture:
    """Draw how often each class is taken for each other, in hundredths of the images of a class.

    Parameters
    ----------
    labels, answers : array of int, shape (n,)
        The right classes, and what a network said.
    classes : sequence of str
        Their names.
    alt : str, optional
        Without it: the share that is right, and the commonest mistake.

    Returns
    -------
    Picture

    Examples
    --------
    >>> print(confusion([0, 0, 1], [0, 1, 1], ["disk", "ring"]).alt)
    What 3 images of 2 classes are taken for. 67% are right; most often a disk is taken for a ring, 50 times in 100.
    """
    truth, said = (on_host(one).astype(int) for one in (labels, answers))
    counts = np.zeros((len(classes), len(classes)))
    np.add.at(counts, (truth, said), 1)
    shares = 100 * counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    figure, ax = subplots(size=(6.6, 5.2))
    ax.imshow(shares, cmap="cividis", vmin=0, vmax=100)
    for (i, j), share in np.ndenumerate(shares):
        if share >= 0.5:
            ax.text(
                j, i, f"{share:.0f}", ha="center", va="center", fontsize=8, color="black" if share > 50 else "white"
            )
    ax.set_xticks(range(len(classes)), list(classes), rotation=45, ha="right")
    ax.set_yticks(range(len(classes)), list(classes))
    ax.set(xlabel="the network says", ylabel="in truth", title=f"{np.mean(truth == said):.1%} are right")
    ax.grid(False)
    wrong = shares - np.diag(np.diag(shares))
    i, j = (int(at) for at in np.unravel_index(wrong.argmax(), wrong.shape))
    words = f"What {len(truth)} images of {len(classes)} classes are taken for. {np.mean(truth == said):.0%} are right"
    worst = f"; most often a {classes[i]} is taken for a {classes[j]}, {wrong[i, j]:.0f} times in 100"
    return Picture(figure, alt or words + (worst if wrong.any() else "") + ".")


def growing_units(watched: Sequence[int], filters: Sequence[Any], *, title: str, alt: str | None = None) -> Film:
    """Show the weights into hidden units as a film of pictures, one frame for each moment.

    Parameters
    ----------
    watched : sequence of int
        Updates made before each moment.
    filters : sequence of array, shape (units, height, width)
        The weights at each moment. Each unit is scaled by its largest weight of all moments, so it is seen to grow.
        Positive weights are purple, negative ones orange.
    title : str
    alt : str, optional

    Returns
    -------
    Film
    """
    told, frames = [f"update {step}" for step in watched], []
    moments = np.array([on_host(weights) for weights in filters])
    largest = np.abs(moments).max(axis=(0, 2, 3), keepdims=True)
    for weights, words in zip(moments / np.maximum(largest, 1e-12)[0], told, strict=True):
        figure = _mosaic(weights, f"{title}: {words}")
        stream = io.BytesIO()
        figure.savefig(stream, format="png")
        frames.append(stream.getvalue())
    size = " by ".join(map(str, np.shape(filters[0])[1:]))
    words = (
        f"{title}. The weights of {len(filters[0])} hidden units as pictures of {size} pixels, at {len(frames)} "
        f"moments from update {watched[0]} to {watched[-1]}."
    )
    return Film(figure, alt or words, frames, told)


def _mosaic(units: np.ndarray, title: str) -> Figure:
    """Draw one sheet of all units, weights from -1 to 1: axes of their own would take a second a frame."""
    columns, (height, width) = 8, units.shape[1:]
    rows = -(-len(units) // columns)
    sheet = np.full(((height + 1) * rows, (width + 1) * columns), np.nan)
    for i, unit in enumerate(units):
        top, left = (height + 1) * (i // columns), (width + 1) * (i % columns)
        sheet[top : top + height, left : left + width] = unit
    figure = Figure(figsize=(7.5, 7.5 * rows / columns + 0.4), dpi=100)
    share = 0.4 / figure.get_figheight()
    ax = figure.add_axes((0.01, 0.01, 0.98, 0.98 - share))
    ax.imshow(sheet, cmap="PuOr", vmin=-1, vmax=1, interpolation="nearest", aspect="auto")
    ax.set_axis_off()
    figure.suptitle(title, y=1 - 0.15 * share, va="top", fontsize=12)
    return figure
