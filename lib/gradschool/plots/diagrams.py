"""Drawings of structure: events along a line of years, and a graph of values with the gradients that run back on it."""

from collections.abc import Mapping, Sequence

from gradschool.plots.picture import Picture
from gradschool.plots.style import COLORS, subplots

HEIGHTS = (1.0, 2.4, -1.0, 0.8, -2.4)
"""Where the texts of events stand, one after the other, so that neighbors don't cover each other."""


def timeline(events: Sequence[tuple[int, str, str]], *, title: str, alt: str | None = None) -> Picture:
    """Draw events along a line of years.

    Parameters
    ----------
    events : sequence of (int, str, str)
        Year, who, and what; the earliest first.
    title : str
    alt : str, optional
        All events, without it.

    Returns
    -------
    Picture
    """
    figure, ax = subplots(size=(7.5, 4.6))
    ax.axhline(0, color="black", linewidth=1.5)
    years = [year for year, _, _ in events]
    for i, (year, who, what) in enumerate(events):
        color, height = list(COLORS.values())[i % 2], HEIGHTS[i % 5]
        ax.plot([year, year], [0, height], "-", color=color, linewidth=1.2)
        ax.plot(year, 0, "o", color=color)
        ax.text(year, height, f"{year} {who}\n{what}", ha="center", va="bottom" if height > 0 else "top", fontsize=8.5)
    ax.set(xlim=(min(years) - 9, max(years) + 10), ylim=(-3.8, 3.8), xlabel="year", title=title)
    ax.yaxis.set_visible(False)
    ax.spines["left"].set_visible(False)
    ax.grid(False)
    told = "; ".join(f"{year} {who}: {' '.join(what.split())}" for year, who, what in events)
    return Picture(figure, alt or f"A time line from {min(years)} to {max(years)}: {told}.")


def computational_graph(
    places: Mapping[str, tuple[float, float]],
    values: Mapping[str, float],
    sent: Mapping[tuple[str, str], float],
    *,
    alt: str | None = None,
) -> Picture:
    """Draw a graph of values: forward in blue, and in vermilion what each step sends back along its arrow.

    Parameters
    ----------
    places : dict of (float, float)
        Where each value's circle stands: its name is written above it. The last one is the loss.
    values : dict of float
        What the forward pass computes.
    sent : dict of float
        For each arrow (from, to) the gradient that runs back along it. What arrives at a value adds up.
    alt : str, optional
        All values and gradients, without it.

    Returns
    -------
    Picture

    Examples
    --------
    >>> places = {"x": (0, 0), "L = x x": (2, 0)}
    >>> print(computational_graph(places, {"x": 3, "L = x x": 9}, {("x", "L = x x"): 6}).alt)
    A graph of values. x is 3, gradient 6; L = x x is 9, gradient 1. Sent back: from L = x x to x 6.
    """
    totals = {name: sum(sent[arrow] for arrow in sent if arrow[0] == name) for name in places}
    totals[list(places)[-1]] = 1
    figure, ax = subplots(size=(7.5, 4.0))
    for (start, end), gradient in sent.items():
        (x0, y0), (x1, y1) = places[start], places[end]
        look = {"arrowstyle": "-|>", "color": "#777777", "shrinkA": 24, "shrinkB": 24}
        ax.annotate("", (x1, y1), (x0, y0), arrowprops=look)
        beside = {"color": COLORS["vermilion"], "ha": "center", "weight": "bold"}
        behind = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        ax.text((x0 + x1) / 2, (y0 + y1) / 2 + 0.14, f"\u2190 {gradient:g}", bbox=behind, **beside)
    for name, (x, y) in places.items():
        ax.plot(x, y, "o", markersize=42, color="white", markeredgecolor="black")
        inside = {"ha": "center", "va": "center", "fontsize": 13, "color": COLORS["blue"], "weight": "bold"}
        ax.text(x, y, f"{values[name]:g}", **inside)
        ax.text(x, y + 0.42, name, ha="center", va="bottom")
        ax.text(x, y - 0.42, f"gradient {totals[name]:g}", ha="center", va="top", color=COLORS["vermilion"])
    xs, ys = zip(*places.values(), strict=True)
    ax.set(xlim=(min(xs) - 0.8, max(xs) + 0.8), ylim=(min(ys) - 0.9, max(ys) + 0.9))
    ax.set_axis_off()
    told = "; ".join(f"{name} is {values[name]:g}, gradient {totals[name]:g}" for name in places)
    back = ", ".join(f"from {end} to {start} {gradient:g}" for (start, end), gradient in sent.items())
    return Picture(figure, alt or f"A graph of values. {told}. Sent back: {back}.")
