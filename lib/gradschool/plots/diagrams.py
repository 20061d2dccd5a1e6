"""Drawings of structure: events along a line of years."""

from collections.abc import Sequence

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
