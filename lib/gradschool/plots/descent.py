"""Figures of gradient descent: which way is down, what a mini-batch sees, where noise ends, how steep it gets."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gradschool.backend.arrays import Array
from gradschool.plots.landscape import (
    Interval,
    Surface,
    draw_level_lines,
    draw_stars,
    equal_steps,
    surface_name,
    values_at,
    window,
)
from gradschool.plots.numbers import on_host
from gradschool.plots.picture import Picture
from gradschool.plots.style import COLORS, axes_or_new, line, log_axis, marker, subplots


def downhill(
    f: Any,
    points: Array,
    xlim: Interval | None = None,
    ylim: Interval | None = None,
    *,
    length: float = 0.13,
    levels: int | Sequence[float] = 24,
    ax: Any | None = None,
    title: str | None = None,
    alt: str | None = None,
) -> Picture:
    """Draw minus the gradient at some points over the level lines, with a unit as long on both axes.

    Parameters
    ----------
    f : Surface
        With a `gradient`, as those of `gradschool.data.surfaces`.
    points : array, shape (n, 2)
        Where the arrows begin.
    xlim, ylim : (float, float), optional
        The window; by default the surface's own.
    length : float, default 0.13
        Of an arrow where the slope is 1.
    levels : int or sequence of float, default 24
        Lines, or their values, as `gradschool.plots.level_lines` takes them.
    ax : Axes, optional
        Where to draw; a new figure without it.
    title, alt : str, optional

    Returns
    -------
    Picture
    """
    places = on_host(points)
    if places.ndim != 2 or places.shape[1] != 2:
        raise ValueError(f"points have shape {places.shape}; expected (n, 2), the start of an arrow a row")
    ax = axes_or_new(ax, (7.5, 3.6))
    draw_level_lines(ax, f, *window(f, xlim, ylim), levels=levels, equal=True)
    draw_stars(ax, f)
    _arrows(ax, places, -length * on_host(f.gradient(places)), COLORS["vermilion"], 0.006)
    ax.plot(*places.T, "o", color="black", markersize=4)
    ax.set_title(title if title is not None else f"Minus the gradient on {surface_name(f)}")
    words = f"Level lines of {surface_name(f)}, crossed at right angles by {len(places)} arrows of minus the gradient."
    return Picture(ax.figure, alt or words)


def batch_views(
    expected: Any,
    views: Mapping[str, Sequence[Any]],
    here: tuple[float, float],
    *,
    shown: int = 3,
    alt: str | None = None,
) -> Picture:
    """Draw what mini-batches see from one point: the direction down of each, and the level line of a few.

    A dashed line is the expected loss's own direction down.

    Parameters
    ----------
    expected : Surface
        The expected loss, drawn in gray, with its minimum as a star.
    views : dict of list of Surface
        A panel each: its title, and the losses of several mini-batches of one size, each with its `gradient`.
    here : (float, float)
        The point from which they look.
    shown : int, default 3
        How many of the batches get their level line through `here` and a color of their own.
    alt : str, optional

    Returns
    -------
    Picture
    """
    xlim, ylim = window(expected, None, None)
    figure, axes = subplots(1, len(views), size=(7.5, 3.9), sharey=True, squeeze=False)
    x, y = np.meshgrid(np.linspace(*xlim, 160), np.linspace(*ylim, 160))
    spreads, point = [], np.array(here)
    for ax, (name, losses) in zip(axes.flat, views.items(), strict=True):
        draw_level_lines(ax, expected, xlim, ylim, levels=equal_steps(expected, xlim, ylim, 24), faint=True, equal=True)
        draw_stars(ax, expected)
        true = _unit(-on_host(expected.gradient(point)))
        ax.plot(*np.transpose([point, point + 2.8 * true]), "--", color="black", linewidth=1.5, zorder=4)
        directions = np.array([_unit(-on_host(loss.gradient(point))) for loss in losses])
        for i, loss in enumerate(losses):
            color = line(i)["color"] if i < shown else "#777777"
            if i < shown:
                level = float(values_at(loss, point[None])[0])
                ax.contour(x, y, values_at(loss, np.stack([x, y], axis=-1)), levels=[level], colors=color)
            _arrows(ax, point[None], 1.6 * directions[i : i + 1], color, 0.012 if i < shown else 0.006)
        ax.plot(*here, "o", color="black", markersize=5, zorder=4)
        ax.set_title(name)
        ax.label_outer()
        cosines = directions @ true
        spreads.append(f"{name}: up to {np.degrees(np.arccos(cosines.clip(-1, 1))).max():.0f} degrees off")
    words = (
        "Directions down of mini-batches at one point, over the gray level lines of the expected loss. Between them "
    )
    return Picture(figure, alt or f"{words}and the expected loss's own direction: {'; '.join(spreads)}.")


def clouds(
    f: Surface, groups: Mapping[str, Array], xlim: Interval, ylim: Interval, *, alt: str | None = None
) -> Picture:
    """Draw where many runs are, a panel a group, over the level lines of their loss.

    Parameters
    ----------
    f : callable
        The loss, as `gradschool.plots.level_lines` takes it.
    groups : dict of array, shape (runs, 2)
        The title of a panel, and a point for each run.
    xlim, ylim : (float, float)
        The window; points outside of it are not drawn.
    alt : str, optional
        Made from the clouds' standard deviations without it.

    Returns
    -------
    Picture
    """
    figure, axes = subplots(1, len(groups), size=(7.5, 3.1), sharey=True, squeeze=False)
    told = []
    for i, (ax, (name, points)) in enumerate(zip(axes.flat, groups.items(), strict=True)):
        draw_level_lines(ax, f, xlim, ylim, levels=equal_steps(f, xlim, ylim, 18), faint=True, equal=True)
        ax.plot(*on_host(points).T, marker(i), color=line(i)["color"], markersize=3, alpha=0.5, markeredgewidth=0)
        draw_stars(ax, f)
        ax.set_title(name)
        ax.label_outer()
        spread = on_host(points).std(axis=0, ddof=1)
        told.append(f"{name}: standard deviations {spread[0]:.2g} and {spread[1]:.2g}")
    return Picture(figure, alt or f"Clouds of runs around the minimum of {surface_name(f)}. {'; '.join(told)}.")


def one_signed(
    runs: Mapping[str, tuple[Array, Surface, Array]],
    goal: tuple[float, float],
    *,
    xlim: Interval = (-1.6, 2.0),
    ylim: Interval = (-2.0, 1.6),
    alt: str | None = None,
) -> Picture:
    """Draw the gradients of single examples as dots, and below them the path that goes against them one by one.

    Parameters
    ----------
    runs : dict of (array of shape (n, 2), callable, array of shape (steps + 1, 2))
        For each title the examples' gradients at the start, the mean loss as `gradschool.plots.level_lines` takes it,
        and the weights visited.
    goal : (float, float)
        The minimum.
    xlim, ylim : (float, float)
        The window of the paths.
    alt : str, optional

    Returns
    -------
    Picture
    """
    figure, axes = subplots(2, len(runs), size=(7.5, 7.4), squeeze=False)
    told = []
    for (top, bottom), (title, (gradients, loss, route)) in zip(axes.T, runs.items(), strict=True):
        slopes, path = on_host(gradients), on_host(route)
        reach = 1.1 * float(abs(slopes).max())
        top.plot(*slopes.T, "o", markersize=4, alpha=0.6, color=COLORS["blue"])
        top.axhline(0, color="black", linewidth=0.8)
        top.axvline(0, color="black", linewidth=0.8)
        top.set(title=f"{title}:\ngradients of {len(slopes)} examples", xlim=(-reach, reach), ylim=(-reach, reach))
        top.set(xlabel="slope by $w_1$", ylabel="slope by $w_2$")
        draw_level_lines(bottom, loss, xlim, ylim, faint=True)
        bottom.plot(*path.T, **line(0))
        bottom.plot(*path[0], "o", color="white", markeredgecolor="black", markersize=8)
        bottom.plot(*goal, "*", color="black", markersize=13)
        bottom.set_title(f"the first {len(path) - 1} steps")
        same, away = float((slopes[:, 0] * slopes[:, 1] > 0).mean()), float(np.linalg.norm(path[-1] - np.array(goal)))
        told.append(f"{title}: {same:.0%} of the gradients have one sign, the path ends {away:.2f} from the minimum")
    words = "Top: each example's gradient as a dot in the plane of the two slopes. Bottom: the path over level lines. "
    return Picture(figure, alt or words + "; ".join(told) + ".")


def edge_of_stability(runs: Mapping[float, Mapping[str, Array]], *, alt: str | None = None) -> Picture:
    """Draw loss and sharpness by step of full-batch training, with the edge 2 / lr of each rate.

    Parameters
    ----------
    runs : dict of dict of array
        For each learning rate its "loss" at every step, from step 0, and the "sharpness" at each "step" at which it was
        measured (Cohen et al. 2021, figure 1).
    alt : str, optional
        Made from the last measurements without it.

    Returns
    -------
    Picture
    """
    figure, (left, right) = subplots(1, 2, size=(7.5, 3.7))
    told = []
    for i, (lr, run) in enumerate(runs.items()):
        step, loss, sharpness = (on_host(run[name]) for name in ("step", "loss", "sharpness"))
        left.plot(np.arange(len(loss)), loss, label=f"rate {lr:g}", **line(i) | {"linewidth": 1.0})
        right.plot(step, sharpness, **line(i))
        right.axhline(2 / lr, color=line(i)["color"], linewidth=0.9, linestyle="-")
        right.text(
            1.02, 2 / lr, f"2/{lr:g}", color=line(i)["color"], transform=right.get_yaxis_transform(), va="center"
        )
        told.append(f"at rate {lr:g} from {sharpness[0]:.2g} to {sharpness[-1]:.3g}, where 2/rate is {2 / lr:.3g}")
    log_axis(left, "y")
    left.set(xlabel="step", ylabel="training loss", title="loss")
    left.legend(loc="upper right")
    right.set(xlabel="step", title="sharpness", ylim=(0, None))
    words = f"Loss and sharpness by step. Sharpness goes {'; '.join(told)}. Thin lines are the edges 2/rate."
    return Picture(figure, alt or words)


def _arrows(ax: Any, starts: np.ndarray, steps: np.ndarray, color: str, width: float) -> None:
    ax.quiver(*starts.T, *steps.T, angles="xy", scale_units="xy", scale=1, color=color, width=width, zorder=3)


def _unit(vector: np.ndarray) -> np.ndarray:
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector
