"""The one look of all figures: colors that color-blind readers tell apart, and a line style for each color."""

from collections.abc import Iterable
from typing import Any

import matplotlib as mpl
import numpy as np
from cycler import cycler
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

COLORS = {
    "blue": "#0072B2",
    "vermilion": "#D55E00",
    "green": "#009E73",
    "purple": "#CC79A7",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "black": "#000000",
    "yellow": "#F0E442",
}
"""The palette of Okabe and Ito (2008), in the order that lines take; yellow is for areas, too pale for a line."""

LINES = ("-", "--", "-.", (0, (1, 1)), (0, (6, 1, 1, 1, 1, 1)), (0, (8, 2)), (0, (3, 1)))
"""Line styles in the order that lines take, so that a figure reads in black and white too."""

GRAY = 0x96

MARKERS = ("o", "s", "^", "D", "v", "P", "X")

SETTINGS: Any = {
    "figure.figsize": (7.5, 4.2),
    "figure.dpi": 100,
    "savefig.dpi": 150,
    "figure.constrained_layout.use": True,
    "font.size": 11,
    "axes.titlesize": 12,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#DDDDDD",
    "grid.linewidth": 0.7,
    "lines.linewidth": 1.8,
    "legend.frameon": False,
    "legend.handlelength": 3.0,
    "image.cmap": "cividis",
    "axes.prop_cycle": cycler(color=list(COLORS.values())[:7]) + cycler(linestyle=list(LINES)),
}


def style() -> None:
    """Give every matplotlib figure made from now on the course's look (its own functions have it anyway)."""
    mpl.rcParams.update(SETTINGS)


def line(index: int) -> dict[str, Any]:
    """Return color and line style of the line number `index`, as keywords for ``axes.plot``.

    Examples
    --------
    >>> line(0)
    {'color': '#0072B2', 'linestyle': '-'}
    """
    color = list(COLORS.values())[index % 7]
    return {"color": color, "linestyle": LINES[(index + index // 7) % 7]}


def areas(count: int) -> list[str]:
    """Return so many colors for areas: the palette, and beyond its eight the same colors mixed with gray, ever more.

    Examples
    --------
    >>> areas(9)[0], areas(9)[8]
    ('#0072B2', '#4B84A4')
    """
    palette = list(COLORS.values())
    rounds = -(-count // len(palette))
    return [_mixed(palette[i % len(palette)], (i // len(palette)) / rounds) for i in range(count)]


def _mixed(color: str, share: float) -> str:
    """Mix a color with gray."""
    if share == 0:
        return color
    parts = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round((1 - share) * part + share * GRAY):02X}" for part in parts)


def marker(index: int) -> str:
    """Return the marker of the line number `index`."""
    return MARKERS[index % 7]


def subplots(
    rows: int = 1, columns: int = 1, size: tuple[float, float] | None = None, **keywords: Any
) -> tuple[Figure, Any]:
    """Make a figure with axes in the course's look, like ``pyplot.subplots`` but shown only by `show`.

    Parameters
    ----------
    rows, columns : int, default 1
        The grid.
    size : (float, float), optional
        Width and height in inches; by default 7.5 wide, and high enough for the rows.
    **keywords
        Go to ``Figure.subplots`` (``sharex``, ``sharey``, ...).

    Returns
    -------
    Figure, and one Axes or an array of them
    """
    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=size or (7.5, 4.2 if rows == 1 else 3.0 * rows))
        FigureCanvasAgg(figure)
        axes = figure.subplots(rows, columns, **keywords)
    return figure, axes


def log_axis(ax: Any, which: str) -> None:
    """Make the axis ``"x"`` or ``"y"`` logarithmic, with plain numbers where it spans few powers of ten.

    A wide axis is labeled at powers of ten; one of two powers or fewer at twos and fives too, a short one throughout.
    """
    getattr(ax, f"set_{which}scale")("log")
    axis = getattr(ax, f"{which}axis")

    def told(value: float, _: Any) -> str:
        low, high = sorted(axis.get_view_interval())
        wide, power = np.log10(high / low), int(np.floor(np.log10(value) + 1e-9))
        lead = value / 10.0**power
        if not np.isclose(lead, 1) and (wide > 2 or (wide > 0.7 and round(lead) not in (2, 5))):
            return ""
        if low >= 2e-4 and high <= 2e4:
            return f"{value:g}"
        return rf"$10^{{{power}}}$" if np.isclose(lead, 1) else rf"${lead:g}\cdot 10^{{{power}}}$"

    axis.set_major_formatter(told)
    axis.set_minor_formatter(told)


def count_in_whole_numbers(ax: Any, places: Iterable[np.ndarray]) -> None:
    """Put the ticks of the horizontal axis at whole numbers, where what lies there is counted."""
    if all(np.array_equal(x, np.round(x)) for x in places):
        ax.xaxis.set_major_locator(MaxNLocator(nbins="auto", integer=True))


def legend_beside(ax: Any) -> None:
    """Put the legend to the right of the axes, where it covers nothing."""
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False, handlelength=3.0)


def axes_or_new(ax: Any | None, size: tuple[float, float] | None = None) -> Any:
    """Return the axes given, or those of a new figure."""
    if ax is not None:
        return ax
    return np.asarray(subplots(size=size)[1], dtype=object).item()
