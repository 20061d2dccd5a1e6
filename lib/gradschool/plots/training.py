"""Figures of a training run and of what goes on inside a network: curves, schedules, histograms by layer."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.ticker import FixedLocator, MaxNLocator

from gradschool.backend.arrays import Array
from gradschool.plots.curves import loss_curves
from gradschool.plots.numbers import on_host
from gradschool.plots.picture import Picture
from gradschool.plots.style import COLORS, legend_beside, line, subplots


def training_curves(history: Any, *, title: str = "Training and validation", alt: str | None = None) -> Picture:
    """Draw losses by epoch, and beside them each metric of the validation data.

    Parameters
    ----------
    history : History
        Anything with a list ``epochs`` of rows with ``training_loss`` and, where there is validation data,
        ``validation_loss`` and ``validation_NAME`` for each metric (`gradschool.train.Trainer.fit` returns one). A
        line goes on over epochs without its figure; a figure that is no number breaks it.
    title, alt : str, optional
        Title and alternative text; the latter made from the last epoch without it.

    Returns
    -------
    Picture
    """
    rows = [{name: value for name, value in row.items() if value is not None} for row in history.epochs]
    if not rows:
        raise ValueError("the history has no epochs yet; call fit first")
    known = list(dict.fromkeys(name for row in rows for name in row))
    losses = [name for name in ("training_loss", "validation_loss") if name in known]
    metrics = [name for name in known if name.startswith("validation_") and name not in losses]
    panels = [losses, *([name] for name in metrics)]
    columns = min(len(panels), 3 if len(panels) != 4 else 2)
    height = -(-len(panels) // columns)
    figure, axes = subplots(height, columns, size=(7.5, 3.1 * height + 0.5), squeeze=False)
    for ax, names in zip(axes.flat, panels, strict=False):
        for name in names:
            _draw_column(ax, rows, name, line(0 if name.startswith("training") else 1))
        ax.set(xlabel="epoch", ylabel="loss" if names is losses else _axis_of(names[0]))
    axes.flat[0].legend(frameon=False)
    for ax in axes.flat[len(panels) :]:
        ax.set_visible(False)
    figure.suptitle(title)
    shown = [name for name in ("training_loss", "validation_loss", *metrics) if name in rows[-1]]
    last = ", ".join(f"{name.replace('_', ' ')} {rows[-1][name]:.4g}" for name in shown)
    return Picture(figure, alt or f"{title} over {len(rows)} epochs; after the last: {last}.")


def _draw_column(ax: Any, rows: Sequence[Mapping[str, float]], name: str, look: Mapping[str, Any]) -> None:
    """Draw one figure of all epochs that have it; dots show where a line alone would hide which epochs these are."""
    scale = 100 if name.endswith("accuracy") else 1
    points = [(row.get("epoch", i), scale * row[name]) for i, row in enumerate(rows, start=1) if name in row]
    dots = {"marker": "o", "markersize": 4} if len(points) < len(rows) or len(points) == 1 else {}
    ax.plot(*zip(*points, strict=True), label=name.split("_")[0], **look, **dots)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True) if len(rows) > 1 else FixedLocator([points[0][0]]))


def _axis_of(metric: str) -> str:
    return metric.replace("_", " ") + (" in %" if metric.endswith("accuracy") else "")


def schedules(
    rates: Mapping[str, Callable[[int], float]],
    steps: int,
    *,
    log: bool = False,
    title: str = "Learning rates",
    alt: str | None = None,
) -> Picture:
    """Draw learning-rate schedules on one axis.

    Parameters
    ----------
    rates : dict of callable
        For each name, a function from steps taken to the rate.
    steps : int
        How many steps to draw.
    log : bool, default False
        Whether the vertical axis is logarithmic.
    title, alt : str, optional

    Returns
    -------
    Picture
    """
    x = np.arange(steps)
    series = {name: (x, np.array([rate(int(step)) for step in x])) for name, rate in rates.items()}
    return loss_curves(series, xlabel="step", ylabel="learning rate", log=log, title=title, alt=alt)


def histograms(
    layers: Mapping[str, Array],
    *,
    bins: int = 40,
    xlabel: str = "activation",
    title: str | None = None,
    alt: str | None = None,
) -> Picture:
    """Draw one histogram a layer, side by side over one axis.

    Parameters
    ----------
    layers : dict of array, any shape
        Values of each layer, the first layer first: activations, gradients, weights.
    bins : int, default 40
    xlabel : str, default "activation"
        What the values are.
    title, alt : str, optional
        The alternative text, without one, gives every layer's mean and standard deviation.

    Returns
    -------
    Picture
    """
    if not layers:
        raise ValueError('no layer to draw; pass {"name": values}')
    values = {name: on_host(array).ravel() for name, array in layers.items()}
    for name, v in values.items():
        if v.size == 0 or not np.isfinite(v).all():
            raise ValueError(f"{name!r} holds no values, or some that are no numbers; a histogram needs both ends")
    low = min(float(v.min()) for v in values.values())
    high = max(float(v.max()) for v in values.values())
    edges = np.linspace(low, high if high > low else low + 1, bins + 1)
    columns = min(len(values), 5)
    rows = -(-len(values) // columns)
    figure, axes = subplots(rows, columns, size=(7.5, 1.9 * rows + 0.5), sharex=True, squeeze=False)
    for ax, (name, v) in zip(axes.flat, values.items(), strict=False):
        ax.hist(v, edges, color=COLORS["blue"])
        ax.set_title(f"{name}\nstd {v.std():.3g}", fontsize=10)
        ax.set_yticks([])
    for ax in axes.flat[len(values) :]:
        ax.set_visible(False)
    figure.supxlabel(xlabel, fontsize=11)
    if title:
        figure.suptitle(title)
    told = "; ".join(f"{name}: mean {v.mean():.3g}, standard deviation {v.std():.3g}" for name, v in values.items())
    return Picture(figure, alt or f"Histograms of the {xlabel} by layer. {told}.")


def compare_layers(
    runs: Mapping[str, Array],
    *,
    ylabel: str = "standard deviation",
    log: bool = True,
    title: str | None = None,
    alt: str | None = None,
) -> Picture:
    """Draw one number a layer for several runs: spreads of activations, norms of gradients.

    Parameters
    ----------
    runs : dict of array, shape (layers,)
        For each run, one value a layer.
    ylabel : str
        What the values are.
    log : bool, default True
        Whether the vertical axis is logarithmic.
    title, alt : str, optional

    Returns
    -------
    Picture
    """
    picture = loss_curves(runs, xlabel="layer", ylabel=ylabel, log=log, title=title, alt=alt)
    ax = picture.axes[0]
    for i, drawn in enumerate(ax.lines):
        drawn.set_marker("os^DvPX"[i % 7])
    legend_beside(ax)
    return picture
