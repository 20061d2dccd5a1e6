"""Figures of second order: the parabola that touches a curve, and a quadratic model that travels with a minimizer."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.patches import Ellipse

from gradschool.backend.arrays import Array
from gradschool.plots.landscape import Interval, draw_level_lines, draw_stars, surface_name, values_at, window
from gradschool.plots.numbers import on_host
from gradschool.plots.picture import Picture
from gradschool.plots.playable import Film, snapshot
from gradschool.plots.style import COLORS, subplots

Curve = Callable[[Any], Any]
SMALLEST = 0.15
"""How far the larger of a model's level lines reaches from its middle, at least, as a share of the window's width."""


def touching_parabola(
    loss: Curve, slope: Curve, bend: Curve, w: float, *, xlim: Interval = (-4.0, 4.0), alt: str | None = None
) -> Picture:
    """Draw a curve, the parabola that has its value, slope and bend at one point, and where that parabola is flat.

    Parameters
    ----------
    loss, slope, bend : callable
        A function of one weight, its first and its second derivative; each takes an array.
    w : float
        Where the parabola touches.
    xlim : (float, float), default (-4, 4)
        The window; a step that ends outside of it is told in the title alone.
    alt : str, optional

    Returns
    -------
    Picture
    """
    x = np.linspace(*xlim, 400)
    here, down, curve = float(loss(w)), float(slope(w)), float(bend(w))
    model = here + down * (x - w) + curve * (x - w) ** 2 / 2
    to = w - down / curve if curve else float("inf")
    figure, ax = subplots(size=(7.5, 4.2))
    heights = np.asarray(loss(x))
    room = 0.15 * float(heights.max() - heights.min())
    ax.plot(x, heights, color=COLORS["black"], linestyle="-", label="the loss")
    ax.plot(x, model, color=COLORS["blue"], linestyle="--", label="the parabola")
    ax.plot(w, here, "o", color=COLORS["black"], label="here")
    if xlim[0] <= to <= xlim[1]:
        ax.plot(to, here - down**2 / curve / 2, "X", color=COLORS["blue"], markersize=10, label="where it is flat")
        ax.plot(to, float(loss(to)), "o", color=COLORS["vermilion"], label="the loss there")
    lowest = min(float(heights.min()), here - down**2 / curve / 2 if curve > 0 else here)
    ax.set(xlim=xlim, ylim=(lowest - room, float(heights.max()) + room), xlabel="weight", ylabel="loss")
    ax.set_title(f"from {w:.2f} the parabola leads to {to:.2f}")
    ax.legend(loc="upper center", ncols=3, fontsize=9)
    words = f"A loss of one weight, and the parabola that touches it at {w:.3g}, which is flat at {to:.3g}."
    return Picture(figure, alt or words)


def model_film(
    f: Any,
    path: Array,
    hessians: Sequence[Array],
    xlim: Interval | None = None,
    ylim: Interval | None = None,
    *,
    title: str = "The quadratic model",
    alt: str | None = None,
) -> Film:
    """Show a minimizer's quadratic model at each point of its path: two of its level lines, and where it is flat.

    One line runs through the point, the other lies halfway to the middle. Where these would be too small to be seen,
    two larger ones of the same shape are drawn.

    Parameters
    ----------
    f : Surface
        With a `gradient`, as those of `gradschool.data.surfaces`.
    path : array, shape (steps + 1, 2)
        The weights visited.
    hessians : sequence of array, shape (2, 2)
        The model's symmetric second derivatives at each of these points.
    xlim, ylim : (float, float), optional
        The window; by default the surface's own.
    title, alt : str, optional

    Returns
    -------
    Film
        One frame a point. The caption gives the loss.
    """
    route, bends = on_host(path), [on_host(hessian) for hessian in hessians]
    if route.ndim != 2 or route.shape[1] != 2 or len(bends) != len(route):
        raise ValueError(f"a path of shape {route.shape} has {len(bends)} Hessians; give (steps + 1, 2), and one each")
    xlim, ylim = window(f, xlim, ylim)
    figure, ax = subplots(size=(7.5, 4.6))
    draw_level_lines(ax, f, xlim, ylim, faint=True)
    draw_stars(ax, f)
    traveler, heights = _Traveler(ax), values_at(f, route)
    frames, captions = [], []
    for step, (w, hessian) in enumerate(zip(route, bends, strict=True)):
        goal = w - np.linalg.solve(hessian, on_host(f.gradient(w)))
        told = f"loss {heights[step]:.2g}, model flat at ({goal[0]:.2f}, {goal[1]:.2f})"
        frames.append(traveler.frame(route[: step + 1], goal, hessian, f"{title}, step {step}: {told}"))
        captions.append(f"step {step}; {told}")
    words = f"{title} on {surface_name(f)}: level lines of a quadratic model that travels along a path."
    return Film(figure, alt or words, frames, captions)


class _Traveler:
    """What moves in the film; what stands still is drawn once."""

    def __init__(self, ax: Any) -> None:
        blue, self._least = COLORS["blue"], SMALLEST * float(np.ptp(ax.get_xlim()))
        (self._trail,) = ax.plot([], [], "o-", color=COLORS["black"], markersize=4, linewidth=1.2, label="path")
        (self._flat,) = ax.plot([], [], "X", color=blue, markersize=8, linestyle="", label="where the model is flat")
        look: Any = {"edgecolor": blue, "linestyle": "--", "linewidth": 1.6, "facecolor": "none"}
        self._lines = [ax.add_patch(Ellipse((0, 0), 0, 0, **look)) for _ in range(2)]
        ax.plot([], [], color=blue, linestyle="--", label="the model's level lines")
        self._headline = ax.set_title(" ")
        self._figure, self._ax = ax.figure, ax
        self._figure.legend(loc="outside lower center", ncols=4, fontsize=9)
        self._figure.canvas.draw()
        self._figure.set_layout_engine("none")
        self._ground = self._figure.canvas.copy_from_bbox(self._figure.bbox)

    def frame(self, route: np.ndarray, goal: np.ndarray, hessian: np.ndarray, headline: str) -> bytes:
        """Draw the model's level lines through the point and halfway to its middle; one that is no bowl has none."""
        self._trail.set_data(*route.T)
        self._flat.set_data([goal[0]], [goal[1]])
        self._headline.set_text(headline)
        curvatures, axes = np.linalg.eigh(hessian)
        drop = float((route[-1] - goal) @ hessian @ (route[-1] - goal))
        for share, one in zip((1.0, 0.5), self._lines, strict=True):
            one.set_visible(bool(curvatures[0] > 0))
            one.set_center(tuple(goal))
            one.set_angle(np.degrees(np.arctan2(axes[1, 0], axes[0, 0])))
            if curvatures[0] > 0:
                widths = np.sqrt(abs(drop) / curvatures)
                shape = np.sqrt(curvatures[0] / curvatures)
                one.width, one.height = 2 * share * (widths if widths[0] > self._least else self._least * shape)
        self._figure.canvas.restore_region(self._ground)
        for mover in (*self._lines, self._trail, self._flat, self._headline):
            self._ax.draw_artist(mover)
        return snapshot(self._figure, colors=128)
