"""Drawings of structure: events along years, a graph of values and gradients, and a network of units and arrows."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gradschool.backend.arrays import Array
from gradschool.plots.numbers import on_host
from gradschool.plots.picture import Picture
from gradschool.plots.style import COLORS, subplots

HEIGHTS = (1.0, 2.4, -1.0, 0.8, -2.4)
"""Where the texts of events stand, one after the other, so that neighbors don't cover each other."""

SHOWN, LABELED = 6, 12
"""Of a wider layer the first four units and the last one are drawn; so many arrows at most carry their weights."""


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


def network(
    layers: Sequence[tuple[Array, Array]],
    names: Mapping[int, Sequence[str]] | None = None,
    *,
    alt: str | None = None,
) -> Picture:
    """Draw a network of dense layers: a circle for each unit, an arrow for each weight, thick where it is large.

    Parameters
    ----------
    layers : list of pairs (w, b)
        Weights, shape (inputs, outputs), and biases, shape (outputs,), from the first layer to the last.
    names : dict of sequence of str, optional
        What stands in the circles of a column: 0 is the column of inputs, 1 the first layer.
    alt : str, optional
        The numbers of units, and up to twelve weights, without it.

    Returns
    -------
    Picture
        Arrows of positive weights are blue, those of negative weights vermilion and dashed. With at most twelve arrows
        each has its weight beside it, and each unit its bias.

    Examples
    --------
    >>> import numpy as np
    >>> print(network([(np.array([[1.0], [-2.0]]), np.array([0.5]))], {0: ["$x_1$", "$x_2$"], 1: ["$z$"]}).alt)
    A network: 2 inputs, then 1 unit. Weights into unit 1 of layer 1: 1, -2, bias 0.5.
    """
    pairs = [(on_host(w), on_host(b)) for w, b in layers]
    sizes = [len(pairs[0][0]), *[len(b) for _, b in pairs]]
    labeled = sum(w.size for w, _ in pairs) <= LABELED
    places = [_column(2.2 * k, size) for k, size in enumerate(sizes)]
    highest = max(y for column in places for _, y in column.values())
    figure, ax = subplots(size=(7.5, 1.2 * highest + 1.0))
    for k, (w, b) in enumerate(pairs):
        for i, j in np.ndindex(w.shape):
            if i in places[k] and j in places[k + 1]:
                _arrow(ax, places[k][i], places[k + 1][j], float(w[i, j]), float(abs(w).max()), labeled)
        for j, (x, y) in places[k + 1].items():
            ax.text(x, y - 0.36, f"bias {b[j]:g}" if labeled else "", ha="center", va="top", fontsize=9)
    for k, column in enumerate(places):
        for i, (x, y) in column.items():
            ax.plot(x, y, "o", markersize=27, color="white", markeredgecolor="black", zorder=3)
            ax.text(x, y, (names or {}).get(k, {i: ""})[i], ha="center", va="center", zorder=4)
        if sizes[k] > SHOWN:
            ax.text(2.2 * k, -1.0, "\u22ee", ha="center", va="center", fontsize=16)
    ax.set(xlim=(-0.5, 2.2 * len(pairs) + 0.5), ylim=(-highest - 0.75, highest + 0.5))
    ax.set_axis_off()
    return Picture(figure, alt or _told(pairs, sizes, labeled))


def _column(x: float, size: int) -> dict[int, tuple[float, float]]:
    """Where the units of a layer stand; of a wide one the first four and the last."""
    if size > SHOWN:
        return {i: (x, y) for i, y in zip([0, 1, 2, 3, size - 1], [2.0, 1.25, 0.5, -0.25, -2.0], strict=True)}
    step = 1.6 if size <= 3 else 4.0 / (size - 1)
    return {i: (x, step * ((size - 1) / 2 - i)) for i in range(size)}


def _arrow(
    ax: Any, start: tuple[float, float], end: tuple[float, float], weight: float, most: float, labeled: bool
) -> None:
    color = COLORS["blue" if weight >= 0 else "vermilion"]
    look = {"arrowstyle": "-|>", "color": color, "shrinkA": 15, "shrinkB": 15}
    look |= {"linewidth": 0.4 + 1.8 * abs(weight) / (most or 1), "linestyle": "-" if weight >= 0 else (0, (4, 2))}
    ax.annotate("", end, start, arrowprops=look)
    x, y = (s + 0.3 * (e - s) for s, e in zip(start, end, strict=True))
    if labeled:
        behind = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
        ax.text(x, y, f"{weight:g}", color=color, ha="center", va="center", weight="bold", bbox=behind)


def _told(pairs: Sequence[tuple[np.ndarray, np.ndarray]], sizes: Sequence[int], labeled: bool) -> str:
    layers = ", then ".join(f"{size} unit{'s' * (size > 1)}" for size in sizes[1:])
    told = f"A network: {sizes[0]} input{'s' * (sizes[0] > 1)}, then {layers}."
    for k, (w, b) in enumerate(pairs if labeled else ()):
        for j, bias in enumerate(b):
            weights = ", ".join(f"{weight:g}" for weight in w[:, j])
            told += f" Weights into unit {j + 1} of layer {k + 1}: {weights}, bias {bias:g}."
    return told
