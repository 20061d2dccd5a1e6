"""The report's figures, drawn by matplotlib as SVG that a page can hold: how scores are spread, what items tell."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from grader.report.items import Item
from grader.report.statistics import Scores
from grader.text import number, plural, points, two_decimals

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    Spot = NDArray[np.float64]

INK, BAR, MEDIAN = "#1d2226", "#0072b2", "#d55e00"
DARK = {INK: "#e6eaee", BAR: "#3d9fdc", MEDIAN: "#ef8a3c"}
"""Colors of Okabe and Ito (2008), told apart without color vision; and what replaces them on a dark screen."""


AROUND = ((1, 0.4), (-1, 0.4), (0, 1), (0, -1), (1, -0.7), (-1, -0.7), (0.8, 1), (-0.8, 1))
"""Where a label may stand around its point, the best first."""


@dataclass(frozen=True)
class Figure:
    """A figure as a data URI, and what it shows in words."""

    picture: str
    description: str


def figure_of(draw_into: Callable[[Axes], None], height: float, description: str) -> Figure:
    """A figure, six inches wide and so many high, from a function that draws into matplotlib axes."""
    return Figure(_uri(_drawn(draw_into, height)), description)


def histogram(scores: Scores) -> Figure | None:
    """How many students have how many points; None where there is nothing to draw."""
    if not scores.values or scores.max_score <= 0:
        return None
    return figure_of(lambda axes: draw(axes, scores), 2.7, describe(scores))


def item_map(items: Sequence[Item]) -> Figure | None:
    """Exercises by difficulty and discrimination, under their numbers; None where fewer than two can be placed."""
    placed = [(number, item) for number, item in enumerate(items, start=1) if item.discrimination is not None]
    if len(placed) < 2:
        return None
    return figure_of(lambda axes: draw_items(axes, placed), 3.6, describe_items(placed))


def describe(scores: Scores) -> str:
    """The histogram in words, for who can't see it."""
    count, (edge, highest) = len(scores.values), max(scores.columns, key=lambda column: column[1])
    upper = min(scores.max_score, edge + scores.width)
    place = "full marks" if edge >= scores.max_score else f"{number(edge)} to {points(upper)}"
    return (
        f"Histogram of {plural(count, 'score')} out of {points(scores.max_score)}. Scores run from "
        f"{number(scores.values[0])} to {number(scores.values[-1])}, the median is {number(scores.median)}. "
        f"The highest column, at {place}, has {plural(highest, 'student')}."
    )


def describe_items(placed: Sequence[tuple[int, Item]]) -> str:
    """The map of exercises in words, for who can't see it."""
    told = "; ".join(
        f"{place}, {item.exercise}: {item.difficulty:.2f}, {two_decimals(item.discrimination or 0.0)}"
        for place, item in placed
    )
    return f"Exercises by difficulty, from hard on the left to easy, and by discrimination, upward. {told}."


def _drawn(draw_into: Callable[[Axes], None], height: float) -> str:
    """A drawing as SVG, six inches wide, on a transparent ground, its words as text, in two palettes."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure as Canvas

    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "report", "font.size": 11, "text.color": INK}):
        canvas = Canvas(figsize=(6, height), layout="constrained", facecolor="none")
        axes = canvas.add_subplot(facecolor="none")
        draw_into(axes)
        axes.tick_params(color=INK, labelcolor=INK)
        axes.spines[["left", "bottom"]].set_color(INK)
        axes.spines[["top", "right"]].set_visible(False)
        drawn = io.StringIO()
        FigureCanvasSVG(canvas).print_svg(drawn, metadata={"Date": None, "Creator": None})
    return _dark_too(drawn.getvalue())


def draw(axes: Axes, scores: Scores) -> None:
    """Draw the histogram into matplotlib axes: a bar a column, from its lower edge to the next, and the median."""
    from matplotlib.ticker import MaxNLocator

    edges, counts = zip(*scores.columns, strict=True)
    axes.bar(edges, counts, width=0.9 * scores.width, align="edge", color=BAR)
    axes.axvline(scores.median, color=MEDIAN, linestyle="--")
    axes.set_title(f"dashed line: median, {number(scores.median)}", loc="right", fontsize=11)
    axes.set(xlim=(0, edges[-1] + scores.width))
    axes.set_xlabel("points", color=INK)
    axes.set_ylabel("students", color=INK)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))


def draw_items(axes: Axes, placed: Sequence[tuple[int, Item]]) -> None:
    """Draw the map of exercises into matplotlib axes: numbered points, and a line where discrimination is 0.

    Exercises that fall on one spot, to two decimals, share a point.
    """
    places: dict[tuple[float, float], list[int]] = {}
    for place, item in placed:
        places.setdefault((round(item.difficulty, 2), round(item.discrimination or 0.0, 2)), []).append(place)
    shares, values = zip(*places, strict=True)
    axes.set(xlim=(max(-0.03, min(shares) - 0.1), 1.04), ylim=(min(-0.1, *values) - 0.05, max(values) + 0.15))
    axes.set_xlabel("hard  ←  difficulty: mean share of the points  →  easy", color=INK)
    axes.set_ylabel("discrimination", color=INK)
    axes.axhline(0, color=MEDIAN, linestyle="--")
    axes.plot(shares, values, "o", color=BAR, markersize=5)
    names = [", ".join(map(str, numbers)) for numbers in places.values()]
    for point, name, offset in zip(places, names, _beside(axes, list(places), names), strict=True):
        axes.annotate(name, point, xytext=offset, textcoords="offset points", fontsize=9, ha="center", va="center")


def _beside(axes: Axes, places: Sequence[tuple[float, float]], names: Sequence[str]) -> list[tuple[float, float]]:
    """Where each label stands from its point, in points: where it hides least of the others."""
    box = axes.get_window_extent()
    extent = np.array([box.width, box.height]) * 72 / axes.figure.dpi
    at = (
        extent
        * (np.array(places) - [axes.get_xlim()[0], axes.get_ylim()[0]])
        / np.ptp([axes.get_xlim(), axes.get_ylim()], axis=1)
    )
    taken = [(spot, np.array([3.0, 3.0])) for spot in at]
    offsets = []
    for spot, name in zip(at, names, strict=True):
        half = np.array([3.2 * len(name), 5.5])
        ways = [np.array([x, y]) * (half + 4) * far for far in (1, 1.8) for x, y in AROUND]
        best = min(ways, key=lambda way: sum(_overlap(spot + way, half, *other) for other in taken))
        taken.append((spot + best, half))
        offsets.append((float(best[0]), float(best[1])))
    return offsets


def _overlap(center: Spot, half: Spot, other: Spot, other_half: Spot) -> float:
    """The area that two boxes share."""
    sides = np.minimum(center + half, other + other_half) - np.maximum(center - half, other - other_half)
    return float(np.prod(np.clip(sides, 0.0, None)))


def _dark_too(svg: str) -> str:
    """The same drawing, with a lighter palette where the reader's screen is dark."""
    rules = "".join(
        f'[style*="{part}: {light}"]{{{part}:{dark}!important}}'
        for light, dark in DARK.items()
        for part in ("fill", "stroke")
    )
    return svg.replace("<defs>", f"<style>@media (prefers-color-scheme: dark){{{rules}}}</style><defs>", 1)


def _uri(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")
