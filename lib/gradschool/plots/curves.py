"""Curves over training: losses, and how long the steps of an optimizer really are."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gradschool.plots.numbers import on_host
from gradschool.plots.picture import Picture
from gradschool.plots.style import axes_or_new, count_in_whole_numbers, legend_beside, line, log_axis, marker, subplots

Series = Any


def loss_curves(
    histories: Mapping[str, Series],
    *,
    ax: Any | None = None,
    xlabel: str = "update",
    ylabel: str = "loss",
    log: bool = True,
    log_x: bool = False,
    smooth: int = 1,
    title: str | None = None,
    alt: str | None = None,
) -> Picture:
    """Draw one curve a run.

    Parameters
    ----------
    histories : dict of array, shape (updates,), or of two such arrays
        Name of each run and its values, or a pair (x, values); a list of a device's numbers too. A value that is not
        finite ends the line there: the run has diverged.
    ax : Axes, optional
        Where to draw; a new figure without it.
    xlabel, ylabel : str
        What the axes mean, with units.
    log, log_x : bool, default True and False
        Whether the vertical, and the horizontal axis is logarithmic.
    smooth : int, default 1
        Draw the mean of so many neighboring values, and the values themselves faintly behind.
    title, alt : str, optional
        Title and alternative text; made from the names and the last values without them.

    Returns
    -------
    Picture
    """
    if not isinstance(histories, Mapping):
        raise TypeError(f'loss_curves takes curves by name, {{"name": values}}, not a {type(histories).__name__}')
    series = {name: _series(name, values) for name, values in histories.items()}
    if not series:
        raise ValueError('no curve to draw; pass {"name": values}')
    ax = axes_or_new(ax)
    for i, (name, (x, y)) in enumerate(series.items()):
        if smooth > 1 and len(y) > smooth:
            ax.plot(x, y, color=line(i)["color"], alpha=0.25, linewidth=0.8)
            x, y = x[smooth - 1 :], np.convolve(y, np.ones(smooth) / smooth, mode="valid")
        ax.plot(x, y, label=name, **line(i))
    _finish(ax, xlabel, ylabel, log, title)
    if log_x:
        log_axis(ax, "x")
    else:
        count_in_whole_numbers(ax, (x for x, _ in series.values()))
    return Picture(ax.figure, alt or _describe(series, ylabel, xlabel))


def curve_panels(
    panels: Mapping[str, Mapping[str, Series]],
    scales: str | Sequence[str] = "linear",
    *,
    xlabel: str | Sequence[str] = "step",
    ylabel: str | Sequence[str] = "",
    share: bool = False,
    marks: bool = False,
    ylim: tuple[float, float] | Mapping[str, tuple[float, float]] | None = None,
    height: float = 3.6,
    columns: int | None = None,
    dots: Mapping[str, tuple[Series, Series]] | None = None,
    dotted: str | None = None,
    alt: str | None = None,
) -> Picture:
    """Draw several sets of curves side by side, each on axes of its own.

    Parameters
    ----------
    panels : dict of dict
        For each title, its curves as `loss_curves` takes them, in the same look wherever they have the same name; a
        single curve gets no legend.
    scales : str or sequence of str, default "linear"
        For all panels, or for each, ``"linear"``, ``"log x"``, ``"log y"`` or ``"log"`` (both).
    xlabel, ylabel : str or sequence of str
        One for all panels, or one for each; a vertical label for all stands at the left.
    share : bool, default False
        Whether the panels share the vertical axis, and one legend below where their curves have the same names.
    marks : bool, default False
        Whether each value has a mark: layers, widths, and other things that are counted.
    ylim : (float, float) or dict of (float, float), optional
        The ends of each vertical axis, or of those of some titles.
    height : float, default 3.6
        In inches.
    columns : int, optional
        Panels a row; all of them without it.
    dots : dict of (array, array), optional
        Points to be marked in the panel of this title.
    dotted : str, optional
        What the points are, for the legend.
    alt : str, optional
        Made from the first and last values without it.

    Returns
    -------
    Picture
    """
    known, scales = ("linear", "log x", "log y", "log"), [scales] * len(panels) if isinstance(scales, str) else scales
    if wrong := [scale for scale in scales if scale not in known]:
        raise ValueError(f"scale {wrong[0]!r} is not known; take one of {', '.join(known)}")
    if len(scales) != len(panels):
        raise ValueError(f"{len(panels)} panels have {len(scales)} scales; give each its own")
    columns = columns or len(panels)
    figure, axes = subplots(-(-len(panels) // columns), columns, size=(7.5, height), squeeze=False, sharey=share)
    below, told = [xlabel] * len(panels) if isinstance(xlabel, str) else xlabel, []
    beside = [ylabel if i % columns == 0 else "" for i in range(len(panels))] if isinstance(ylabel, str) else ylabel
    together = share and len(panels) > 1 and len({tuple(histories) for histories in panels.values()}) == 1
    order = list(dict.fromkeys(name for histories in panels.values() for name in histories))
    for ax, (title, histories), scale, words in zip(axes.flat, panels.items(), scales, below, strict=False):
        series = {name: _series(name, values) for name, values in histories.items()}
        for name, (x, y) in series.items():
            i = order.index(name)
            ax.plot(x, y, marker=marker(i) if marks else "", label=name, **line(i), markersize=4)
        ax.set(title=title, xlabel=words, ylabel=beside[list(panels).index(title)])
        for which in "xy":
            if scale in (f"log {which}", "log"):
                log_axis(ax, which)
        if scale in ("linear", "log y"):
            count_in_whole_numbers(ax, (x for x, _ in series.values()))
        if dots is not None and title in dots:
            ax.plot(*dots[title], "o", color="black", zorder=3, label=dotted)
        if ends := ylim.get(title) if isinstance(ylim, Mapping) else ylim:
            ax.set_ylim(ends)
        if len(series) > 1 and not together:
            ax.legend(loc="best", fontsize=9, handlelength=2.2)
        told.append(_describe(series, title, words))
    for ax in axes.flat[len(panels) :]:
        ax.set_visible(False)
    for ax in axes.flat[: -columns if len(panels) > columns else 0]:
        ax.set_xlabel("")
    if together:
        handles, labels = axes.flat[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=4, frameon=False)
    return Picture(figure, alt or " ".join(told))


def effective_steps(
    steps: Mapping[str, Series],
    *,
    ax: Any | None = None,
    xlabel: str = "update",
    ylabel: str = "effective step size",
    title: str | None = "How far one unit of gradient moves a weight",
    alt: str | None = None,
) -> Picture:
    """Draw effective step sizes over time: the median over the weights, and the band that holds 80% of them.

    Parameters
    ----------
    steps : dict of array, shape (updates,) or (updates, weights)
        For each optimizer, the factor that stands before the gradient (``lr / (sqrt(s) + eps)`` for the adaptive ones).
    ax : Axes, optional
        Where to draw; a new figure without it.
    xlabel, ylabel : str
        What the axes mean.
    title, alt : str, optional
        Title and alternative text; the latter made from first and last medians without it.

    Returns
    -------
    Picture
    """
    medians = {}
    ax = axes_or_new(ax)
    for i, (name, values) in enumerate(steps.items()):
        table = on_host(values)
        if table.ndim not in (1, 2) or len(table) == 0:
            raise ValueError(f"{name!r} has shape {table.shape}; expected (updates,) or (updates, weights)")
        x = np.arange(1, len(table) + 1)
        middle = table if table.ndim == 1 else np.median(table, axis=1)
        if table.ndim == 2:
            low, high = np.quantile(table, [0.1, 0.9], axis=1)
            ax.fill_between(x, low, high, color=line(i)["color"], alpha=0.15, linewidth=0)
        ax.plot(x, middle, label=name, **line(i))
        medians[name] = (x, middle)
    _finish(ax, xlabel, ylabel, True, title)
    return Picture(ax.figure, alt or _describe(medians, ylabel, xlabel))


def _series(name: str, values: Series) -> tuple[np.ndarray, np.ndarray]:
    if isinstance(values, tuple) and len(values) == 2:
        x, y = (on_host(part) for part in values)
    else:
        y = on_host(values)
        x = np.arange(1, y.size + 1, dtype=float)
    if y.ndim != 1 or x.shape != y.shape or y.size == 0:
        raise ValueError(f"curve {name!r} has x of shape {x.shape} and values of shape {y.shape}; expected one row")
    return x, np.where(np.isfinite(y), y, np.nan)


def _finish(ax: Any, xlabel: str, ylabel: str, log: bool, title: str | None) -> None:
    ax.set(xlabel=xlabel, ylabel=ylabel)
    if log:
        log_axis(ax, "y")
    if title:
        ax.set_title(title)
    legend_beside(ax)


def _describe(series: Mapping[str, tuple[np.ndarray, np.ndarray]], ylabel: str, xlabel: str) -> str:
    """Say where each curve begins and ends."""
    ends = []
    for name, (_, y) in series.items():
        finite = y[np.isfinite(y)]
        if finite.size == 0:
            ends.append(f"{name} is never finite")
        else:
            diverged = "" if np.isfinite(y[-1]) else ", then no longer finite"
            ends.append(f"{name} goes from {finite[0]:.3g} to {finite[-1]:.3g}{diverged}")
    last = max(float(x[-1]) for x, _ in series.values())
    return f"{ylabel[:1].upper()}{ylabel[1:]} by {xlabel}, up to {last:g}: {'; '.join(ends)}."
