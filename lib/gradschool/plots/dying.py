"""Figures of unit 08: hidden units that die while you watch, and where the rule of linear scaling ends."""

import io
from typing import Any

import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator

from gradschool.plots.numbers import on_host
from gradschool.plots.picture import Picture
from gradschool.plots.playable import Film
from gradschool.plots.style import COLORS, subplots


def dying_units(run: Any, *, title: str, alt: str | None = None) -> Film:
    """Show the first hidden layer of a run as a film: each unit's weights as a picture, crossed out once it is dead.

    Parameters
    ----------
    run : Run
        What `gradschool.experiments.patient.train_under` returns, with looks at the units.
    title : str
    alt : str, optional
        Made from the first and the last look without it.

    Returns
    -------
    Film
        One frame a look; the caption says how many units are dead.
    """
    told = [
        f"update {step}; {closed.sum()} of {len(closed)} units dead"
        for step, closed in zip(run.watched, run.closed, strict=True)
    ]
    frames = []
    for filters, closed, words in zip(run.filters, run.closed, told, strict=True):
        figure = _units(filters, closed, f"{title}: {words.replace(';', ',')}")
        stream = io.BytesIO()
        figure.savefig(stream, format="png")
        frames.append(stream.getvalue())
    words = (
        f"{title}. The weights of {len(run.closed[0])} hidden units as pictures of 8 by 8 pixels, an orange cross over "
        f"each dead one, at {len(frames)} moments from update {run.watched[0]} to {run.watched[-1]}."
    )
    return Film(figure, alt or words, frames, told)


def _units(filters: np.ndarray, closed: np.ndarray, title: str) -> Figure:
    """Draw one mosaic of all units, since axes of their own would take a second a frame."""
    columns = 16
    rows = -(-len(filters) // columns)
    sheet = np.full((9 * rows, 9 * columns), np.nan)
    figure = Figure(figsize=(7.5, 0.45 * rows + 0.5), dpi=100)
    ax = figure.add_axes((0.01, 0.02, 0.98, 0.8))
    for i, (image, dead) in enumerate(zip(filters, closed, strict=True)):
        top, left = 9 * (i // columns), 9 * (i % columns)
        most = np.abs(image).max()
        sheet[top : top + 8, left : left + 8] = image / most if np.isfinite(most) and most > 0 else 0.0
        if dead:
            ends = [left - 0.4, left + 7.4, np.nan, left - 0.4, left + 7.4]
            ax.plot(
                ends, [top - 0.4, top + 7.4, np.nan, top + 7.4, top - 0.4], color=COLORS["vermilion"], linestyle="-"
            )
    ax.imshow(sheet, cmap="gray", vmin=-1, vmax=1)
    ax.set_axis_off()
    ax.set_title(title)
    return figure


def scaling_map(rates: Any, batches: Any, losses: Any, *, title: str | None = None, alt: str | None = None) -> Picture:
    """Color each pair of batch size and rate by the loss that it ends with; white lines keep rate over batch the same.

    Parameters
    ----------
    rates : array, shape (rates,)
    batches : array, shape (batches,)
    losses : array, shape (batches, rates)
        The mean over seeds; nan or inf where training diverged.
    title, alt : str, optional
        The alternative text, without one, gives the best rate of every batch size.

    Returns
    -------
    Picture
        A dot marks each batch's best rate.
    """
    rates, batches, losses = on_host(rates), on_host(batches), on_host(losses)
    if losses.shape != (len(batches), len(rates)):
        raise ValueError(f"losses have shape {losses.shape}; expected ({len(batches)}, {len(rates)})")
    known = np.where(np.isfinite(losses), losses, np.nan)
    figure, ax = subplots(size=(7.5, 4.6))
    shades = LogNorm(np.nanmin(known), min(np.nanmax(known), 3.0))
    across, up = _edges(batches), _edges(rates)
    image = ax.pcolormesh(across, up, known.T, norm=shades, cmap="cividis")
    for ratio in 2.0 ** np.arange(-14, 2):
        ax.plot(across, ratio * across, color="white", linewidth=0.7, linestyle="-", alpha=0.6)
    best = rates[np.nanargmin(known, axis=1)]
    ax.plot(batches, best, "o", color=COLORS["vermilion"], markersize=8, label="best rate")
    ax.set_xscale("log", base=2)
    ax.set_yscale("log", base=2)
    ax.set(xlabel="batch size", ylabel="learning rate", xlim=across[[0, -1]], ylim=up[[0, -1]])
    ax.set_xticks(batches, [f"{batch:g}" for batch in batches])
    ax.set_yticks(
        rates, [f"1/{1 / rate:g}" if rate < 1 and float(1 / rate).is_integer() else f"{rate:g}" for rate in rates]
    )
    ax.minorticks_off()
    ax.grid(False)
    scale = figure.colorbar(
        image, ax=ax, label="training loss at the end", extend="max", ticks=LogLocator(subs=(1, 2, 5))
    )
    scale.ax.yaxis.set_major_formatter("{x:g}")
    scale.ax.minorticks_off()
    ax.legend(loc="lower right")
    if title:
        ax.set_title(title)
    words = "Training loss, by color, for batch sizes and rates on two logarithmic axes."
    told = "; ".join(f"batch {batch:g} rate {rate:g}" for batch, rate in zip(batches, best, strict=True))
    return Picture(figure, alt or f"{words} Best: {told}.")


def _edges(middles: np.ndarray) -> np.ndarray:
    """Return where cells end whose middles, on a logarithmic axis, are these."""
    logs = np.log(middles)
    between = (logs[1:] + logs[:-1]) / 2
    return np.exp([2 * logs[0] - between[0], *between, 2 * logs[-1] - between[-1]])
