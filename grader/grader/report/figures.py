"""The report's figure: how the scores are spread, drawn by matplotlib as SVG that a page can hold."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.report.statistics import Scores
from grader.report.words import number, plural, points

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, BAR, MEDIAN = "#1d2226", "#0072b2", "#d55e00"
DARK = {INK: "#e6eaee", BAR: "#3d9fdc", MEDIAN: "#ef8a3c"}
"""Colors of Okabe and Ito (2008), told apart without color vision; and what replaces them on a dark screen."""


@dataclass(frozen=True)
class Figure:
    """A figure as a data URI, and what it shows in words."""

    picture: str
    description: str


def histogram(scores: Scores) -> Figure | None:
    """How many students have how many points; None where there is nothing to draw."""
    if not scores.values or scores.max_score <= 0:
        return None
    return Figure(_uri(_dark_too(_drawn(scores))), describe(scores))


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


def _drawn(scores: Scores) -> str:
    """The histogram as SVG, on a transparent ground, its words as text."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure as Canvas

    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "report", "font.size": 11, "text.color": INK}):
        canvas = Canvas(figsize=(6, 2.7), layout="constrained", facecolor="none")
        draw(canvas.add_subplot(facecolor="none"), scores)
        drawn = io.StringIO()
        FigureCanvasSVG(canvas).print_svg(drawn, metadata={"Date": None, "Creator": None})
    return drawn.getvalue()


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
    axes.tick_params(color=INK, labelcolor=INK)
    axes.spines[["left", "bottom"]].set_color(INK)
    axes.spines[["top", "right"]].set_visible(False)


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
