"""The race: optimizers moving over the level lines of one loss, as a film or as a picture of each."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from gradschool.backend.arrays import Array
from gradschool.plots.landscape import (
    Interval,
    Surface,
    checked_routes,
    describe_routes,
    draw_level_lines,
    draw_stars,
    surface_name,
    values_at,
    window,
)
from gradschool.plots.picture import Picture
from gradschool.plots.playable import Film, snapshot
from gradschool.plots.style import line, marker, subplots

Routes = dict[str, np.ndarray]


EVERY_STEP = 20
"""So many first steps have a frame each: there the race is decided."""
DENSE = 300
"""The trail of a longer path is thin and faint: a zigzag of so many steps hides the ground."""


def race(
    f: Surface,
    routes: Mapping[str, Array],
    xlim: Interval | None = None,
    ylim: Interval | None = None,
    *,
    frames: int = 45,
    near: float = 0.1,
    apart: bool = False,
    title: str | None = None,
    alt: str | None = None,
) -> Picture:
    """Let optimizers race over the level lines of their loss, with the loss by step beside them.

    Parameters
    ----------
    f : callable
        The loss, as `gradschool.plots.level_lines` takes it.
    routes : dict of array, shape (steps + 1, 2)
        Name of each optimizer and the weights it visited, the start first.
    xlim, ylim : (float, float), optional
        The window; by default the function's own.
    frames : int, default 45
        Frames of the film: the first twenty steps have one each, the others are spread evenly over the rest of the
        longest path. Thirty or fewer are all spread evenly.
    near : float, default 0.1
        Who stays this close to one of the function's own minima has arrived; the film says at which step.
    apart : bool, default False
        Instead of a film, a panel for each: its whole path, a point a step, and above it when it arrived.
    title, alt : str, optional
        Title and alternative text; made from the names without them.

    Returns
    -------
    Film or Picture
        The film waits at its first frame for a press on "play"; where scripts can't run, its last is shown.
    """
    arrays = checked_routes(routes)
    xlim, ylim = window(f, xlim, ylim)
    title = title if title is not None else f"The race on {surface_name(f)}"
    last = max(len(route) for route in arrays.values()) - 1
    arrivals = {name: _arrival(route, getattr(f, "minima", ()), near) for name, route in arrays.items()}
    if apart:
        return _apart(f, arrays, xlim, ylim, arrivals, title, alt)
    start = next(iter(arrays.values()))[0]
    words = f"A race in steps: {', '.join(arrays)} on their way over the level lines of {surface_name(f)} "
    words += f"from ({start[0]:.3g}, {start[1]:.3g}), beside it their losses by step."
    track = _Track(f, arrays, xlim, ylim, arrivals)
    moments = _moments(last, frames)
    pictures = [track.frame(step, f"{title}: step {step} of {last}") for step in moments]
    return Film(track.figure, alt or words, pictures, [_caption(step, arrivals) for step in moments])


def _moments(last: int, frames: int) -> list[int]:
    """Which steps a film shows."""
    early = min(EVERY_STEP, last) if frames > EVERY_STEP + 10 else 0
    later = np.linspace(early, last, min(frames - early, last - early + 1)).round().astype(int)
    return [*range(early), *np.unique(later).tolist()]


def _arrival(route: np.ndarray, minima: Any, near: float) -> int | None:
    """From which step on a path stays near a minimum."""
    distances = [np.hypot(*(route - np.asarray(minimum)).T) for minimum in minima]
    away = np.flatnonzero(~(np.min(distances, axis=0) < near)) if distances else np.array([len(route) - 1])
    first = int(away[-1]) + 1 if away.size else 0
    return first if first < len(route) else None


def _caption(step: int, arrivals: Mapping[str, int | None]) -> str:
    there = [f"{name} at step {when}" for name, when in arrivals.items() if when is not None and when <= step]
    return f"step {step}; arrived: {', '.join(there)}" if there else f"step {step}; nobody has arrived"


class _Track:
    """The figure of a film: what stands still is drawn once, and a film takes one second, not ten."""

    def __init__(
        self, f: Surface, routes: Routes, xlim: Interval, ylim: Interval, arrivals: Mapping[str, int | None]
    ) -> None:
        self.figure, (ground, beside) = subplots(1, 2, size=(7.5, 4.4), width_ratios=(3, 2))
        self._routes, self._arrivals = routes, arrivals
        with np.errstate(over="ignore", invalid="ignore"):
            self._losses = {name: values_at(f, route) for name, route in routes.items()}
        self._runners = _line_up(ground, f, routes, xlim, ylim)
        self._curves = {name: beside.plot([], [], **line(i))[0] for i, name in enumerate(routes)}
        self._scale(beside)
        handles = [head for _, head in self._runners.values()]
        columns = min(len(routes), 3)
        self._legend = self.figure.legend(
            handles,
            [f"{name}, there at 1000" for name in routes],
            loc="outside lower left",
            ncols=columns,
            mode="expand",
            frameon=False,
        )
        self._headline = self.figure.suptitle(" ")
        self.figure.draw_without_rendering()
        self.figure.set_layout_engine("none")
        self._movers = [self._headline, *self._curves.values(), *sum(self._runners.values(), ())]
        self._ground = self._still_part()
        self._names: list[str] = []

    def frame(self, step: int, headline: str) -> bytes:
        """Move everybody to where they were after this many steps; return a PNG of 128 colors."""
        self._headline.set_text(headline)
        _advance(self._runners, self._routes, step)
        there = {name: when for name, when in self._arrivals.items() if when is not None and when <= step}
        self._write([f"{name}, there at {there[name]}" if name in there else name for name in self._arrivals])
        for name, curve in self._curves.items():
            curve.set_data(np.arange(len(self._losses[name]))[: step + 1], self._losses[name][: step + 1])
        canvas: Any = self.figure.canvas
        canvas.restore_region(self._background)
        for mover in self._movers:
            self.figure.draw_artist(mover)
        return snapshot(self.figure, colors=128)

    def _write(self, names: list[str]) -> None:
        """Draw the legend on what stands still, where it says something new: a word takes longer than a line."""
        if names == self._names:
            return
        for text, name in zip(self._legend.get_texts(), names, strict=True):
            text.set_text(name)
        canvas: Any = self.figure.canvas
        canvas.restore_region(self._ground)
        self.figure.draw_artist(self._legend)
        self._names, self._background = names, canvas.copy_from_bbox(self.figure.bbox)

    def _scale(self, ax: Any) -> None:
        """Give the losses room: down to a millionth of the first, up to ten times the first."""
        values = np.concatenate(list(self._losses.values()))
        finite, first = values[np.isfinite(values)], max(float(losses[0]) for losses in self._losses.values())
        last = max(map(len, self._losses.values())) - 1 or 1
        ax.set(xlim=(-0.02 * last, last), xlabel="step", title="loss")  # off the axis: one may fall in the first step
        if finite.min() >= 0 and first > 0:
            ax.set(yscale="log", ylim=(max(finite.min(), 1e-6 * first), 10 * first))
        else:
            ax.set_ylim(finite.min(), max(first, finite[finite < 10 * abs(first) + 1].max()))

    def _still_part(self) -> Any:
        canvas: Any = self.figure.canvas
        for mover in (self._legend, *self._movers):
            mover.set_visible(False)
        canvas.draw()
        for mover in (self._legend, *self._movers):
            mover.set_visible(True)
        return canvas.copy_from_bbox(self.figure.bbox)


def _apart(
    f: Surface,
    routes: Routes,
    xlim: Interval,
    ylim: Interval,
    arrivals: Mapping[str, int | None],
    title: str,
    alt: str | None,
) -> Picture:
    """Draw one panel a runner, all with the same window."""
    columns = min(len(routes), 4)
    rows = -(-len(routes) // columns)
    size = (7.5, 1.7 * rows + 0.6)
    figure, axes = subplots(rows, columns, size=size, sharex=True, sharey=True, squeeze=False)
    told = {name: "not there" if when is None else f"there at {when}" for name, when in arrivals.items()}
    for i, (ax, (name, route)) in enumerate(zip(axes.flat, routes.items(), strict=False)):
        draw_level_lines(ax, f, xlim, ylim, faint=True)
        draw_stars(ax, f)
        ax.plot(route[:, 0], route[:, 1], marker=".", markersize=4, linewidth=0.8, color=line(i)["color"])
        ax.set_title(f"{name}\n{told[name]}", fontsize="medium")
        ax.set(xlabel="", ylabel="")
    for ax in axes.flat[len(routes) :]:
        ax.set_visible(False)
    figure.suptitle(title)
    words = f"A panel for each path. {', '.join(f'{name} {words}' for name, words in told.items())}. "
    return Picture(figure, alt or words + describe_routes(f, routes))


def _line_up(ax: Any, f: Surface, routes: Routes, xlim: Interval, ylim: Interval) -> dict[str, tuple[Any, Any]]:
    """Draw the ground and put each runner on it: a trail and a head."""
    draw_level_lines(ax, f, xlim, ylim, faint=True)
    draw_stars(ax, f)
    runners = {}
    for i, name in enumerate(routes):
        thin = {"linewidth": 0.6, "alpha": 0.35} if len(routes[name]) > DENSE else {}
        (trail,) = ax.plot([], [], **line(i), **thin)
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
