"""Figures of a search over settings: which places it tries, which trials halving trains on, what each knob is worth."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from gradschool.plots.numbers import on_host
from gradschool.plots.picture import Picture
from gradschool.plots.style import COLORS, legend_beside, log_axis, subplots

Curve = Callable[[np.ndarray], np.ndarray]


def searches(
    tried: Mapping[str, Any],
    matters: Curve,
    *,
    low: float,
    high: float,
    xlabel: str,
    ylabel: str,
    alt: str | None = None,
) -> Picture:
    """Draw trials over two knobs, which values of each were tried at its edge, and above them what the first is worth.

    Parameters
    ----------
    tried : dict of array, shape (trials, 2)
        For each search the places tried; the first knob is drawn on a logarithmic axis, as is the second.
    matters : callable
        What each value of the first knob is worth, the second aside; takes and returns an array.
    low, high : float
        Ends of the first knob.
    xlabel, ylabel : str
    alt : str, optional

    Returns
    -------
    Picture
    """
    figure, axes = subplots(2, len(tried), size=(7.5, 4.9), squeeze=False, sharex=True, height_ratios=(1, 2))
    across, told = np.geomspace(low, high, 200), []
    for column, (name, given) in enumerate(tried.items()):
        places, (top, ax) = on_host(given), axes[:, column]
        worth = matters(places[:, 0])
        top.plot(across, matters(across), color=COLORS["blue"])
        top.vlines(places[:, 0], 0, worth, color=COLORS["vermilion"], linewidth=1)
        top.plot(places[:, 0], worth, "o", color=COLORS["vermilion"], markersize=5)
        top.set(title=name, ylim=(0, 1.05), ylabel="accuracy" if column == 0 else "")
        ax.plot(*places.T, "o", color=COLORS["vermilion"], markersize=6)
        for at, direction, size in ((0, "x", 200), (1, "y", 200)):
            where = ax.get_xaxis_transform() if direction == "x" else ax.get_yaxis_transform()
            xy = (places[:, at], np.zeros(len(places)))
            ax.scatter(*(xy if at == 0 else xy[::-1]), marker="|" if at == 0 else "_", s=size, transform=where, c="k")
        ax.set(xlabel=xlabel, ylabel=ylabel if column == 0 else "")
        log_axis(ax, "x")
        log_axis(ax, "y")
        distinct = len(np.unique(places[:, 0].round(9)))
        told.append(f"{name}: {len(places)} trials, {distinct} values of the {xlabel}")
    return Picture(figure, alt or f"Places tried over {xlabel} and {ylabel}. {'; '.join(told)}.")


def halving(
    curves: Mapping[Any, tuple[Any, Any]],
    rounds: Sequence[Sequence[Any]],
    ends: Sequence[int],
    *,
    alt: str | None = None,
) -> Picture:
    """Draw the curve of each trial as far as it was trained; the last one left is thick.

    Parameters
    ----------
    curves : dict of (array, array)
        For each trial the updates and the validation loss, all the way.
    rounds : sequence of sequence
        The trials trained in each round, all of them in the first.
    ends : sequence of int
        Updates, in all, at the end of each round.
    alt : str, optional

    Returns
    -------
    Picture
    """
    figure, ax = subplots(size=(7.5, 4.4))
    last = {trial: end for alive, end in zip(rounds, ends, strict=True) for trial in alive}
    for trial, (x, y) in curves.items():
        x, y = on_host(x), on_host(y)
        gone, won = x <= last[trial], trial in rounds[-1]
        ax.plot(x, y, color="#CCCCCC", linewidth=0.8, linestyle="-")
        color = COLORS["vermilion"] if won else COLORS["blue"]
        ax.plot(x[gone], y[gone], color=color, linewidth=3 if won else 1.2, linestyle="-", zorder=3 if won else 2)
    for end in ends:
        ax.axvline(end, color=COLORS["black"], linewidth=0.8, linestyle=":")
    ax.plot([], [], color=COLORS["blue"], label="trained")
    ax.plot([], [], color="#CCCCCC", linestyle="-", label="never run:\nwhat would\nhave been")
    ax.plot([], [], color=COLORS["vermilion"], linewidth=3, linestyle="-", label="the last one")
    ax.set(xlabel="update", ylabel="validation loss")
    log_axis(ax, "x")
    log_axis(ax, "y")
    legend_beside(ax)
    told = ", ".join(f"{len(alive)} up to update {end}" for alive, end in zip(rounds, ends, strict=True))
    return Picture(figure, alt or f"Validation loss by update; trained were {told}.")


def dots(
    panels: Mapping[str, Mapping[str, Any]],
    marked: Mapping[str, str] | None = None,
    *,
    ylabel: str = "accuracy",
    ylim: tuple[float, float] = (0, 1.05),
    alt: str | None = None,
) -> Picture:
    """Draw numbers as dots, a column for each name with a bar at its mean, in panels such as one for each knob.

    More than twenty dots of a column stand beside each other, for sight's sake alone.

    Parameters
    ----------
    panels : dict of dict of array, shape (n,)
        For each panel its columns, such as the accuracies of five seeds for each value of a knob.
    marked : dict of str, optional
        The column of each panel that is drawn in another color.
    ylabel : str, default "accuracy"
    ylim : (float, float), default (0, 1.05)
        The ends of all vertical axes.
    alt : str, optional
        The means, without it.

    Returns
    -------
    Picture
    """
    columns, told = min(len(panels), 3), []
    rows = -(-len(panels) // columns)
    size = (7.5, 1.9 * rows + (0.3 if rows > 1 else 1.2))
    figure, axes = subplots(rows, columns, size=size, sharey=True, squeeze=False)
    for ax, (title, named) in zip(axes.flat, panels.items(), strict=False):
        for place, (name, given) in enumerate(named.items()):
            numbers = on_host(given)
            color = COLORS["vermilion" if (marked or {}).get(title) == name else "blue"]
            across = place + 0.3 * _aside(len(numbers))
            ax.plot(across, numbers, "o", color=color, alpha=0.5, markersize=4)
            ax.hlines(numbers.mean(), place - 0.3, place + 0.3, color=color, linewidth=2.5)
        ax.set_xticks(range(len(named)), [name.replace(" ", "\n") for name in named], fontsize=8)
        ax.set(title=title, xlim=(-0.6, len(named) - 0.4), ylim=ylim)
        told.append(f"{title}: " + ", ".join(f"{name} {on_host(given).mean():.2f}" for name, given in named.items()))
    for ax in axes[:, 0]:
        ax.set_ylabel(ylabel)
    for ax in axes.flat[len(panels) :]:
        ax.set_visible(False)
    return Picture(figure, alt or f"Dots, and the mean {ylabel} of each column. {'; '.join(told)}.")


def _aside(count: int) -> np.ndarray:
    """How far each of many dots steps aside, from -1 to 1, evenly and in no order; few stay in line."""
    return 2 * (np.arange(count) * 0.618034 % 1) - 1 if count > 20 else np.zeros(count)
