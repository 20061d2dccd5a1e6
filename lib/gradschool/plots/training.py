"""Figures of a training run and of what goes on inside a network: curves, schedules, histograms by layer."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from gradschool.backend import to_numpy
from gradschool.backend.arrays import Array
from gradschool.plots.curves import loss_curves
from gradschool.plots.look import COLORS, legend_beside, line, subplots
from gradschool.plots.picture import Picture


def training_curves(history: Any, *, title: str = "Training and validation", alt: str | None = None) -> Picture:
    """Draw loss and accuracy by epoch.

    Parameters
    ----------
    history : History
        Anything with a list ``epochs`` of rows with ``training_loss`` and, where there is validation data,
        ``validation_loss`` and ``validation_accuracy`` (`gradschool.train.Trainer.fit` returns one).
    title, alt : str, optional
        Title and alternative text; the latter made from the last epoch without it.

    Returns
    -------
    Picture
    """
    rows = history.epochs
    if not rows:
        raise ValueError("the history has no epochs yet; call fit first")
    x = np.arange(1, len(rows) + 1)
    judged = "validation_accuracy" in rows[0]
    figure, axes = subplots(1, 2 if judged else 1, size=(7.5, 3.6), squeeze=False)
    names = ["training_loss", "validation_loss"] if judged else ["training_loss"]
    for i, name in enumerate(names):
        axes[0, 0].plot(x, [row[name] for row in rows], label=name.split("_")[0], **line(i))
    axes[0, 0].set(xlabel="epoch", ylabel="loss")
    axes[0, 0].legend(frameon=False)
    if judged:
        axes[0, 1].plot(x, [100 * row["validation_accuracy"] for row in rows], **line(1))
        axes[0, 1].set(xlabel="epoch", ylabel="validation accuracy in %")
    figure.suptitle(title)
    last = ", ".join(f"{name.replace('_', ' ')} {value:.4g}" for name, value in rows[-1].items() if "_" in name)
    return Picture(figure, alt or f"{title} over {len(rows)} epochs; after the last: {last}.")


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
    values = {name: to_numpy(array).ravel().astype(float) for name, array in layers.items()}
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
