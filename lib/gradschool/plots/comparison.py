"""Methods beside each other: bands over several seeds, and maps of how fast each pair of rate and momentum arrives."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.ticker import LogLocator

from gradschool.plots.numbers import on_host
from gradschool.plots.picture import Picture
from gradschool.plots.style import COLORS, count_in_whole_numbers, legend_beside, line, log_axis, marker, subplots

Bound = Callable[[np.ndarray], np.ndarray]


def bands(
    tables: Mapping[str, Any],
    *,
    ax: Any | None = None,
    xlabel: str = "update",
    ylabel: str = "loss",
    log: bool = True,
    log_x: bool = False,
    smooth: int = 1,
    each: bool = False,
    guessing: float | None = None,
    ylim: tuple[float, float] | None = None,
    title: str | None = None,
    alt: str | None = None,
) -> Picture:
    """Draw the mean over seeds of each method, in a band of one sample standard deviation up and down.

    On a logarithmic axis a band that comes near zero is cut off at a tenth of the mean, and the legend says so.

    Parameters
    ----------
    tables : dict of array, shape (seeds, points), or of pairs (x, array)
        A row for each of at least two seeds; x has shape (points,), else the points are numbered from 1. A point
        that is not finite in some seed is left out.
    ax : Axes, optional
        Where to draw; a new figure without it.
    xlabel, ylabel : str
    log, log_x : bool, default True and False
        Whether the vertical, and the horizontal axis is logarithmic.
    smooth : int, default 1
        Draw the mean of so many neighboring points of each row.
    each : bool, default False
        Whether the rows are drawn as well, as thin lines.
    guessing : float, optional
        What somebody earns who guesses: a dotted line.
    ylim : (float, float), optional
        The ends of the vertical axis; without it all bands are inside.
    title, alt : str, optional
        The alternative text, without one, gives mean and deviation of every last point.

    Returns
    -------
    Picture

    Examples
    --------
    >>> print(bands({"Adam": [[2.0, 0.5], [2.2, 0.7]]}).alt)
    Loss by update, mean and standard deviation over 2 seeds; at the end: Adam 0.6 ± 0.14.
    """
    if not tables:
        raise ValueError('no method to draw; pass {"name": array of shape (seeds, points)}')
    if ax is None:
        ax = subplots(size=(7.5, 4.4))[1]
    ends, places, seeds, cut = [], [], set[int](), False
    for i, (name, given) in enumerate(tables.items()):
        x, table = _rows(name, given)
        places.append(x)
        seeds.add(len(table))
        if smooth > 1:
            table = np.stack([np.convolve(row, np.ones(smooth) / smooth, mode="valid") for row in table])
            x = x[smooth - 1 :]
        with np.errstate(invalid="ignore", over="ignore"):
            middle, spread = table.mean(axis=0), table.std(axis=0, ddof=1)
        known = np.isfinite(middle) & np.isfinite(spread)
        x, middle, spread, table = x[known], middle[known], spread[known], table[:, known]
        low = np.maximum(middle - spread, middle / 10) if log else middle - spread
        cut = cut or bool(np.any(low > middle - spread))
        if each:
            ax.plot(x, table.T, color=line(i)["color"], alpha=0.5, linewidth=0.6, linestyle="-")
        ax.fill_between(x, low, middle + spread, color=line(i)["color"], alpha=0.18, linewidth=0)
        ax.plot(x, middle, label=name, **line(i))
        ends.append(f"{name} {middle[-1]:.2g} ± {spread[-1]:.2g}" if len(middle) else f"{name} is never finite")
    if guessing is not None:
        ax.axhline(guessing, color="#555555", linestyle=":", linewidth=1, label="guessing")
    ax.set(xlabel=xlabel, ylabel=ylabel)
    for which, logarithmic in (("x", log_x), ("y", log)):
        if logarithmic:
            log_axis(ax, which)
    if ylim:
        ax.set_ylim(ylim)
    if title:
        ax.set_title(title)
    if not log_x:
        count_in_whole_numbers(ax, places)
    legend_beside(ax)
    over = f"over {' to '.join(map(str, sorted({min(seeds), max(seeds)})))} seeds"
    said = f"mean; band: ± s.d.\n{over}" + ("\n(cut off below a\ntenth of the mean)" if cut else "")
    ax.get_legend().set_title(said, prop={"size": 9})
    words = f"{ylabel.capitalize()} by {xlabel}, mean and standard deviation {over}; at the end: "
    return Picture(ax.figure, alt or words + f"{'; '.join(ends)}.")


def _rows(name: str, given: Any) -> tuple[np.ndarray, np.ndarray]:
    x, table = (on_host(part) for part in given) if isinstance(given, tuple) else (None, on_host(given))
    if table.ndim != 2 or len(table) < 2 or (x is not None and x.shape != table.shape[1:]):
        raise ValueError(f"{name!r} has shape {table.shape}; expected (seeds, points) with at least two seeds")
    return np.arange(1, table.shape[1] + 1) if x is None else x, table


def error_scale(
    errors: Mapping[str, Mapping[str, float]], *, right: float, wrong: float, alt: str | None = None
) -> Picture:
    """Draw relative errors as dots on a logarithmic axis, with the zones where they look right and where wrong.

    Parameters
    ----------
    errors : dict of dict of float
        For each way to measure, the error of each thing that is measured; all of the same things.
    right, wrong : float
        Below the one an error looks right, above the other wrong.
    alt : str, optional

    Returns
    -------
    Picture
    """
    names, low, high = list(next(iter(errors.values()))), 1e-13, 3.0
    rows, (figure, ax) = np.arange(len(names)), subplots(size=(7.5, 4.2))
    for i, (way, found) in enumerate(errors.items()):
        values = np.clip([found[name] for name in names], 10 * low, high)
        color = line(len(errors) - 1 - i)["color"]
        ax.plot(values, rows + 0.14 - 0.28 * i, marker(1 - i % 2), color=color, markersize=9, label=way)
    for begin, end, color, words in ((low, right, "#E8E8E8", "looks right"), (wrong, high, "#F6E3D5", "looks wrong")):
        ax.axvspan(begin, end, color=color, zorder=0)
        ax.text(1.4 * begin, len(names) - 0.45, words, color="#555555")
    ax.set(xscale="log", xlim=(low, high), ylim=(-0.6, len(names) - 0.1), xlabel="relative error")
    ax.set_yticks(rows, names)
    ax.legend(loc="upper center", ncols=2, bbox_to_anchor=(0.4, 1.14))
    told = ". ".join(f"{way}: " + ", ".join(f"{n} {found[n]:.0e}" for n in names) for way, found in errors.items())
    return Picture(figure, alt or f"Relative errors. {told}.")


def settings_map(
    steps: Mapping[str, Any],
    rates: Any,
    momenta: Any,
    *,
    bounds: Mapping[str, Bound] | None = None,
    limit: int | None = None,
    title: str | None = None,
    alt: str | None = None,
) -> Picture:
    """Color each pair of rate and momentum by the steps that it takes to arrive.

    Parameters
    ----------
    steps : dict of array, shape (momenta, rates)
        For each method, steps to arrive; nan, white in the figure, where it has not arrived.
    rates : array, shape (rates,)
        Rates times the largest curvature, ``eta h``.
    momenta : array, shape (momenta,)
    bounds : dict of callable, optional
        For each method, from momenta to the largest stable ``eta h``: a line.
    limit : int, optional
        How many steps were allowed; the darkest color.
    title, alt : str, optional
        The alternative text, without one, gives each method's fastest pair.

    Returns
    -------
    Picture
        A cross marks the fastest pair of each panel.
    """
    rates, momenta = on_host(rates), on_host(momenta)
    tables = {name: on_host(table) for name, table in steps.items()}
    for name, table in tables.items():
        if table.shape != (len(momenta), len(rates)):
            raise ValueError(f"{name!r} has shape {table.shape}; expected ({len(momenta)}, {len(rates)})")
    figure, axes = subplots(1, len(tables), size=(7.5, 3.9), sharey=True, squeeze=False)
    known = np.concatenate([table[np.isfinite(table)] for table in tables.values()])
    if known.size == 0:
        raise ValueError("no pair arrives; allow more steps")
    shades = LogNorm(max(known.min(), 1), limit or known.max())
    told = []
    for ax, (name, table) in zip(axes.flat, tables.items(), strict=True):
        image = ax.pcolormesh(rates, momenta, table, norm=shades, cmap="cividis_r", shading="nearest")
        told.append(f"{name}: {_mark_fastest(ax, table, rates, momenta)}")
        if bounds and name in bounds:
            ax.plot(bounds[name](momenta), momenta, color=COLORS["vermilion"], linestyle="--", label="the cliff")
            ax.legend(loc="lower right", fontsize=9)
        ax.set(xlabel=r"rate times largest curvature, $\eta h$", title=name, xlim=(0, rates.max()))
        ax.grid(False)
    axes.flat[0].set_ylabel(r"momentum $\mu$")
    scale = figure.colorbar(image, ax=list(axes.flat), label="steps to arrive", ticks=LogLocator(subs=(1, 2, 5)))
    scale.ax.yaxis.set_major_formatter("{x:g}")
    scale.ax.minorticks_off()
    if title:
        figure.suptitle(title)
    words = (
        "Steps to arrive for each rate (across) and momentum (upward), by color; white has not arrived. Fastest pair "
    )
    return Picture(figure, alt or words + "; ".join(told) + ".")


def _mark_fastest(ax: Any, table: np.ndarray, rates: np.ndarray, momenta: np.ndarray) -> str:
    """Put a cross on the fastest pair, and say which it is."""
    if not np.isfinite(table).any():
        return "none arrives"
    i, j = np.unravel_index(np.nanargmin(table), table.shape)
    ax.plot(rates[j], momenta[i], "x", color="white", markersize=11, markeredgewidth=4)
    ax.plot(rates[j], momenta[i], "x", color=COLORS["vermilion"], markersize=10, markeredgewidth=2)
    return f"{table[i, j]:.0f} steps at {rates[j]:.2f} and {momenta[i]:.2f}"
