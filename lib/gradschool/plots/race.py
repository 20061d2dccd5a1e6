"""The race: optimizers moving over the level lines of one loss, as a film or as a row of stills."""

import io
from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from gradschool.backend.arrays import Array
from gradschool.plots.landscape import (
    Interval,
    Surface,
    checked_routes,
    describe_routes,
    draw_level_lines,
    draw_stars,
    surface_name,
    window,
)
from gradschool.plots.picture import Picture
from gradschool.plots.playable import Film
from gradschool.plots.style import legend_beside, line, marker, subplots

Routes = dict[str, np.ndarray]


def race(
    f: Surface,
    routes: Mapping[str, Array],
    xlim: Interval | None = None,
    ylim: Interval | None = None,
    *,
    frames: int = 30,
    stills: int | None = None,
    title: str | None = None,
    alt: str | None = None,
) -> Picture:
    """Let optimizers race over the level lines of their loss.

    Parameters
    ----------
    f : callable
        The loss, as `gradschool.plots.level_lines` takes it.
    routes : dict of array, shape (steps + 1, 2)
        Name of each optimizer and the weights it visited, the start first.
    xlim, ylim : (float, float), optional
        The window; by default the function's own.
    frames : int, default 30
        Frames of the film, spread evenly over the longest path.
    stills : int, optional
        Instead of a film, this many panels side by side, stepped through the race.
    title, alt : str, optional
        Title and alternative text; made from the names and the paths' ends without them.

    Returns
    -------
    Film or Picture
        The film waits at its last frame for a press on "play"; where scripts can't run, that frame is shown.
    """
    arrays = checked_routes(routes)
    xlim, ylim = window(f, xlim, ylim)
    title = title if title is not None else f"The race on {surface_name(f)}"
    last = max(len(route) for route in arrays.values()) - 1
    words = alt or "A race in steps. " + describe_routes(f, arrays)
    moments = np.unique(np.linspace(0, last, min(stills or frames, last + 1)).round().astype(int)).tolist()
    if stills is not None:
        return _stills(f, arrays, xlim, ylim, moments, title, words)
    figure, ax = subplots(size=(7.5, 4.8))
    runners = _line_up(ax, f, arrays, xlim, ylim)
    legend_beside(ax)
    headline = ax.set_title(f"{title}: step {last} of {last}", y=1.0)
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    pictures = []
    background = _background(figure, [headline, *runners.values()])
    for step in moments:
        headline.set_text(f"{title}: step {step} of {last}")
        _advance(runners, arrays, step)
        pictures.append(_frame(figure, background, [headline, *runners.values()]))
    return Film(figure, words, pictures, [f"step {step}" for step in moments])


def _background(figure: Figure, movers: list[Any]) -> Any:
    """Draw all that stands still, once: a film then takes one second, not ten."""
    for mover in movers:
        _set_visible(mover, False)
    canvas: Any = figure.canvas
    canvas.draw()
    for mover in movers:
        _set_visible(mover, True)
    return canvas.copy_from_bbox(figure.bbox)


def _set_visible(mover: Any, visible: bool) -> None:
    for artist in mover if isinstance(mover, tuple) else (mover,):
        artist.set_visible(visible)


def _frame(figure: Figure, background: Any, movers: list[Any]) -> bytes:
    """Draw the movers over the background and return a PNG of 128 colors."""
    canvas: Any = figure.canvas
    canvas.restore_region(background)
    for mover in movers:
        for artist in mover if isinstance(mover, tuple) else (mover,):
            artist.axes.draw_artist(artist)
    stream = io.BytesIO()
    image = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    image.quantize(128, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(stream, format="png")
    return stream.getvalue()


def _stills(
    f: Surface,
    routes: Routes,
    xlim: Interval,
    ylim: Interval,
    moments: list[int],
    title: str,
    words: str,
) -> Picture:
    """Draw one panel a moment, all with the same window."""
    columns = min(len(moments), 3)
    rows = -(-len(moments) // columns)
    size = (7.5, 2.6 * rows + 0.8)
    figure, axes = subplots(rows, columns, size=size, sharex=True, sharey=True, squeeze=False)
    for ax, step in zip(axes.flat, moments, strict=False):
        _advance(_line_up(ax, f, routes, xlim, ylim), routes, step)
        ax.set_title(f"step {step}")
        ax.label_outer()
    for ax in axes.flat[len(moments) :]:
        ax.set_visible(False)
    handles, labels = axes.flat[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=4, frameon=False)
    figure.suptitle(title)
    return Picture(figure, words)


def _line_up(ax: Any, f: Surface, routes: Routes, xlim: Interval, ylim: Interval) -> dict[str, tuple[Any, Any]]:
    """Draw the ground and put each runner on it: a trail and a head."""
    draw_level_lines(ax, f, xlim, ylim, faint=True)
    draw_stars(ax, f)
    runners = {}
    for i, name in enumerate(routes):
        (trail,) = ax.plot([], [], **line(i))
        head_look = {"markeredgecolor": "white", "markersize": 9, "zorder": 3}
        (head,) = ax.plot([], [], marker(i), **line(i), **head_look, label=name)
        runners[name] = (trail, head)
    return runners


def _advance(runners: dict[str, tuple[Any, Any]], routes: Routes, step: int) -> None:
    """Move each runner to where it was after this many steps; who has arrived stays."""
    for name, (trail, head) in runners.items():
        route = routes[name][: step + 1]
        trail.set_data(route[:, 0], route[:, 1])
        head.set_data(route[-1:, 0], route[-1:, 1])
