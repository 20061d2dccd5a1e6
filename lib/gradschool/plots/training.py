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
    if not hasattr(history, "epochs"):
        raise TypeError(
            f"training_curves takes a history, which fit returns and trainer.history is, not a {type(history).__name__}"
        )
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
    limits: tuple[float, float] | None = None,
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
    limits : (float, float), optional
        Where the first bin begins and the last one ends; by default at the smallest and the largest value.
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
    low, high = limits or (min(float(v.min()) for v in values.values()), max(float(v.max()) for v in values.values()))
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


def against_printed(runs: Array, printed: Array, *, title: str, alt: str | None = None) -> Picture:
    """Draw a printed table of standard deviations over several runs of one's own.

    Parameters
    ----------
    runs : array, shape (seeds, layers + 1, 2)
        Mean and standard deviation of the input and of each layer, for each seed.
    printed : array, shape (layers + 1, 2)
        The same, from one draw, as somebody printed it. A zero is below its last decimal, and is not drawn.
    title : str
    alt : str, optional

    Returns
    -------
    Picture
        The mean of the runs in a band of two sample standard deviations, and the printed figures as crosses; with a
        logarithmic axis where the last layer is a tenth or less of the first.
    """
    deviations, told = on_host(runs)[:, :, 1], on_host(printed)[:, 1]
    middle, spread = deviations.mean(axis=0), deviations.std(axis=0, ddof=1)
    layers, (figure, ax) = np.arange(len(middle)), subplots(size=(7.5, 3.2))
    ax.fill_between(layers, middle - 2 * spread, middle + 2 * spread, color=COLORS["sky"], alpha=0.5)
    ax.plot(layers, middle, **line(0), label=f"ours: mean of {len(deviations)} seeds, \u00b1 2 spreads")
    ax.plot(layers, np.where(told > 0, told, np.nan), "x", color="black", label="printed")
    ax.set(xlabel="layer (0 is the input)", ylabel="standard deviation", title=title)
    if middle[-1] < 0.1 * middle[0]:
        ax.set_yscale("log")
    else:
        ax.set_ylim(0, 1.25)
    ax.legend(loc="best")
    ends = ", ".join(f"{middle[k]:.3g} at layer {k}" for k in (0, len(middle) // 2, len(middle) - 1))
    far = np.max(np.abs(told - middle) / np.maximum(spread, 0.5e-6))  # half of the last of six printed decimals
    words = f"Standard deviation of the activations by layer, {title}, mean over {len(deviations)} seeds: {ends}. "
    return Picture(figure, alt or words + f"The printed figures are crosses, the farthest {far:.1f} spreads away.")
