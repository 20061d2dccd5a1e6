"""Level lines of a function of two weights, and the paths that optimizers take over them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from gradschool.backend import to_numpy
from gradschool.backend.arrays import Array
from gradschool.plots.numbers import on_host
from gradschool.plots.picture import Picture
from gradschool.plots.style import COLORS, axes_or_new, legend_beside, line, marker, subplots

Interval = tuple[float, float]
Surface = Callable[[Array], Array]


def level_lines(
    f: Surface,
    xlim: Interval | None = None,
    ylim: Interval | None = None,
    *,
    ax: Any | None = None,
    levels: int | Sequence[float] = 24,
    points: int = 160,
    equal: bool = False,
    title: str | None = None,
    alt: str | None = None,
) -> Picture:
    """Draw the level lines of a function of two weights.

    Parameters
    ----------
    f : callable
        Takes points of shape (rows, columns, 2), or one point of shape (2,), and returns their values.
    xlim, ylim : (float, float), optional
        The window; by default the function's own (`gradschool.data.Surface` has one).
    ax : Axes, optional
        Where to draw; a new figure without it.
    levels : int or sequence of float, default 24
        How many lines, whose values are closer near the minimum; or these values. Where they are evenly spaced, lines
        lie close together on steep ground, as on a map.
    points : int, default 160
        Grid points a side.
    equal : bool, default False
        Whether a unit is as long on both axes. Only then does the gradient cross the lines at a right angle.
    title, alt : str, optional
        Title and alternative text; made from the function's name without them.

    Returns
    -------
    Picture
    """
    xlim, ylim = window(f, xlim, ylim)
    ax = axes_or_new(ax, (6.4, 4.6))
    draw_level_lines(ax, f, xlim, ylim, levels=levels, points=points, equal=equal)
    name = surface_name(f)
    ax.set_title(title if title is not None else name)
    words = f"Level lines of {name} for w1 from {xlim[0]:g} to {xlim[1]:g} and w2 from {ylim[0]:g} to {ylim[1]:g}."
    return Picture(ax.figure, alt or words)


def paths(
    f: Surface,
    routes: Mapping[str, Array],
    xlim: Interval | None = None,
    ylim: Interval | None = None,
    *,
    ax: Any | None = None,
    minima: Any = None,
    levels: int | Sequence[float] = 24,
    equal: bool = False,
    title: str | None = None,
    alt: str | None = None,
) -> Picture:
    """Draw optimizers' paths on the level lines of their loss.

    Parameters
    ----------
    f : callable
        The loss, as `level_lines` takes it.
    routes : dict of array, shape (steps + 1, 2)
        Name of each optimizer and the weights it visited, the start first.
    xlim, ylim : (float, float), optional
        The window; by default the function's own.
    ax : Axes, optional
        Where to draw; a new figure without it.
    minima : sequence of (float, float), optional
        Drawn as stars; by default the function's own.
    levels : int or sequence of float, default 24
        Lines, or their values, as `level_lines` takes them.
    equal : bool, default False
        Whether a unit is as long on both axes. Only then does a step of gradient descent cross the lines at a right
        angle.
    title, alt : str, optional
        Title and alternative text; made from the names and the paths' ends without them.

    Returns
    -------
    Picture
    """
    arrays = checked_routes(routes)
    xlim, ylim = window(f, xlim, ylim)
    ax = axes_or_new(ax, (7.5, 5.0))
    draw_level_lines(ax, f, xlim, ylim, levels=levels, faint=True, equal=equal)
    draw_stars(ax, f, minima)
    for i, (name, route) in enumerate(arrays.items()):
        ax.plot(route[:, 0], route[:, 1], label=name, **line(i))
        ax.plot(*route[-1], marker(i), color=line(i)["color"], markeredgecolor="white", markersize=8)
    first = next(iter(arrays.values()))[0]
    ax.plot(*first, "o", color="white", markeredgecolor="black", markersize=8, label="start")
    ax.set_title(title if title is not None else f"Paths on {surface_name(f)}")
    legend_beside(ax)
    return Picture(ax.figure, alt or describe_routes(f, arrays))


def stops(routes: Mapping[Any, Array], *, alt: str | None = None) -> Picture:
    """Draw where a descent stopped on each of several surfaces, side by side on equal axes, with equal steps of height.

    Parameters
    ----------
    routes : dict of array, shape (steps + 1, 2)
        For each `Surface` the weights that were visited, the start first.
    alt : str, optional
        Made from the ends without it.

    Returns
    -------
    Picture
    """
    windows = [window(surface, None, None) for surface in routes]
    shapes = [(right - left) / (top - bottom) for (left, right), (bottom, top) in windows]
    figure, axes = subplots(1, len(routes), size=(7.5, 2.7), squeeze=False, width_ratios=shapes)
    told = []
    for ax, (surface, route), limits in zip(axes.flat, routes.items(), windows, strict=True):
        path = on_host(route)
        draw_level_lines(ax, surface, *limits, levels=equal_steps(surface, *limits, 14), faint=True, equal=True)
        draw_stars(ax, surface)
        ax.plot(*path.T, "o-", color=COLORS["vermilion"], markersize=3, linewidth=1.2)
        ax.plot(*path[0], "o", color="white", markeredgecolor="black", markersize=12)
        ax.plot(*path[-1], "x", color=COLORS["blue"], markersize=7, markeredgewidth=2, zorder=4)
        made = f"{len(path) - 1} step{'s' if len(path) != 2 else ''}"
        ax.set_title(f"{surface_name(surface)}: {made}")
        told.append(f"{surface_name(surface)}: stops at ({path[-1, 0]:.2g}, {path[-1, 1]:.2g}), {made}")
    return Picture(figure, alt or f"Paths from a white dot to a cross on level lines. {'; '.join(told)}.")


def draw_level_lines(
    ax: Any,
    f: Surface,
    xlim: Interval,
    ylim: Interval,
    *,
    levels: int | Sequence[float] = 24,
    points: int = 160,
    faint: bool = False,
    equal: bool = False,
) -> None:
    """Draw the level lines into axes, gray where paths go on top; a unit is as long on both where they are equal."""
    x, y = np.meshgrid(np.linspace(*xlim, points), np.linspace(*ylim, points))
    z = values_at(f, np.stack([x, y], axis=-1))
    count = levels if isinstance(levels, int) else 0
    heights = np.unique(np.quantile(z, np.linspace(0, 1, count + 2)[1:-1] ** 1.7)) if count else levels
    colors = (
        {"colors": "#B0B0B0", "linewidths": 0.8, "linestyles": "solid"}
        if faint
        else {"cmap": "cividis", "linewidths": 1.1}
    )
    if z.max() > z.min():
        ax.contour(x, y, z, levels=heights, **colors)
    ax.grid(False)
    ax.set(xlim=xlim, ylim=ylim, xlabel="weight $w_1$", ylabel="weight $w_2$")
    if equal:
        ax.set_aspect("equal")


def equal_steps(f: Surface, xlim: Interval, ylim: Interval, count: int) -> list[float]:
    """Return heights at equal steps, so that lines are dense where it is steep and far apart where it is flat."""
    x, y = np.meshgrid(np.linspace(*xlim, 60), np.linspace(*ylim, 60))
    z = values_at(f, np.stack([x, y], axis=-1))
    return list(np.linspace(z.min(), z.max(), count + 1)[1:])


def draw_stars(ax: Any, f: Surface, minima: Any = None) -> None:
    """Mark the minima."""
    found = getattr(f, "minima", ()) if minima is None else minima
    for i, (x, y) in enumerate(found):
        ax.plot(x, y, "*", color="black", markersize=13, zorder=3.5, label="minimum" if i == 0 else None)


def values_at(f: Surface, points: np.ndarray) -> np.ndarray:
    """Evaluate `f` at points of shape (..., 2), at once where it can and one by one where it can't."""
    try:
        values = to_numpy(f(points))
    except (TypeError, ValueError, IndexError):
        values = np.empty(0)
    if values.shape != points.shape[:-1]:
        values = np.array([float(f(point)) for point in points.reshape(-1, 2)]).reshape(points.shape[:-1])
    return values


def checked_routes(routes: Mapping[str, Array]) -> dict[str, np.ndarray]:
    """Return the routes on the host, or say which one has the wrong shape."""
    if not routes:
        raise ValueError('no path to draw; pass {"name": array of shape (steps + 1, 2)}')
    arrays = {name: on_host(route) for name, route in routes.items()}
    for name, route in arrays.items():
        if route.ndim != 2 or route.shape[1] != 2 or len(route) == 0:
            raise ValueError(f"path {name!r} has shape {route.shape}; expected (steps + 1, 2), the start first")
    return arrays


def describe_routes(f: Surface, routes: Mapping[str, np.ndarray]) -> str:
    """Say where each path ends, and how high."""
    start = next(iter(routes.values()))[0]
    ends = "; ".join(
        f"{name} ends at ({route[-1, 0]:.3g}, {route[-1, 1]:.3g}) after {len(route) - 1} steps, "
        f"loss {float(values_at(f, route[-1:])[0]):.3g}"
        for name, route in routes.items()
    )
    return f"Optimizer paths over the level lines of {surface_name(f)}, from ({start[0]:.3g}, {start[1]:.3g}): {ends}."


def surface_name(f: Surface) -> str:
    """Return what to call the function in titles and words."""
    return str(getattr(f, "name", None) or getattr(f, "__name__", "the loss")).replace("_", " ")


def window(f: Surface, xlim: Interval | None, ylim: Interval | None) -> tuple[Interval, Interval]:
    """Return the window asked for, or the function's own."""
    xlim, ylim = xlim or getattr(f, "xlim", None), ylim or getattr(f, "ylim", None)
    if xlim is None or ylim is None:
        raise ValueError(f"{surface_name(f)} has no window of its own; pass xlim=(low, high) and ylim=(low, high)")
    return xlim, ylim
