"""Curves that grow as a film: where each of them stands, moment by moment, with nothing told of what comes."""

from collections.abc import Mapping, Sequence
from typing import Any

from gradschool.plots.numbers import on_host
from gradschool.plots.playable import Film, snapshot
from gradschool.plots.style import legend_beside, line, log_axis, subplots

MANY, GONE = 6, "#BBBBBB"


def growing_curves(
    curves: Mapping[Any, tuple[Any, Any]],
    moments: Sequence[float],
    captions: Sequence[str],
    *,
    xlabel: str = "update",
    ylabel: str = "loss",
    log: bool = True,
    steps: bool = False,
    ends: Sequence[float] = (),
    alt: str | None = None,
) -> Film:
    """Show curves as a film, each as far as the moment or its own last point; one that has ended turns gray.

    Parameters
    ----------
    curves : dict of (array, array)
        For each name where its points are, in order, and their values. More than six curves have one color.
    moments : sequence of float
        How far each frame goes.
    captions : sequence of str
        What each frame says; it is the title, too.
    xlabel, ylabel : str
    log : bool, default True
        Whether both axes are logarithmic.
    steps : bool, default False
        Whether a curve keeps its value until the next point, in place of a straight line to it.
    ends : sequence of float, optional
        Where dotted lines stand, such as the cuts of halving.
    alt : str, optional

    Returns
    -------
    Film
        The film waits at its first frame for a press on "play"; where scripts can't run, its last is shown.
    """
    figure, ax = subplots(size=(7.5, 4.2))
    known = {name: (on_host(x), on_host(y)) for name, (x, y) in curves.items()}
    drawn_as: dict[str, Any] = {"linewidth": 1.2, "drawstyle": "steps-post" if steps else "default"}
    drawn_as |= {"marker": "o", "markersize": 3.5, "markevery": [-1]}  # where each of them stands
    looks = [line(0 if len(known) > MANY else i) | drawn_as for i in range(len(known))]
    drawn = [ax.plot(x, y, label=str(name), **look) for (name, (x, y)), look in zip(known.items(), looks, strict=True)]
    ax.set(xlabel=xlabel, ylabel=ylabel)
    for which in "xy" if log else "":
        log_axis(ax, which)
    ax.set(xlim=ax.get_xlim(), ylim=ax.get_ylim())
    for end in ends:
        ax.axvline(end, color="black", linewidth=0.8, linestyle=":")
    if len(known) <= MANY:
        legend_beside(ax)
    ax.set_title(max(captions, key=len))
    figure.draw_without_rendering()
    figure.set_layout_engine("none")  # the axes stay where they are
    frames = []
    for moment, caption in zip(moments, captions, strict=True):
        for (curve,), (x, y), look in zip(drawn, known.values(), looks, strict=True):
            seen = x <= moment
            curve.set_data(x[seen], y[seen])
            curve.set_color(GONE if x[-1] < moment and len(known) > MANY else look["color"])
        ax.set_title(caption)
        figure.canvas.draw()
        frames.append(snapshot(figure))
    words = f"{len(known)} curves of {ylabel} by {xlabel} that grow in {len(frames)} frames, from {captions[0]}."
    return Film(figure, alt or words, frames, list(captions))
