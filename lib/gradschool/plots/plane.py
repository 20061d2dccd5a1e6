"""What a unit, a network, or a probability says all over the plane of two inputs."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from gradschool.backend.arrays import Array
from gradschool.plots.examples import decision_boundary
from gradschool.plots.numbers import on_host
from gradschool.plots.picture import Picture
from gradschool.plots.style import COLORS, subplots

SHADE = "#F6D5BD"
Score = Callable[[Array], Array]


def threshold_units(
    units: Mapping[str, tuple[Sequence[float], float]], points: Array, *, alt: str | None = None
) -> Picture:
    """Draw units with a threshold: the line where ``w x + b`` is 0, the weights as an arrow, and what they say.

    Parameters
    ----------
    units : dict of (weights, bias)
        A title for each unit with two weights and a bias.
    points : array, shape (n, 2)
        Inputs to be judged: squares where the unit says 1, dots where it says 0.
    alt : str, optional

    Returns
    -------
    Picture
    """
    places, told = on_host(points), []
    figure, axes = subplots(1, len(units), size=(7.5, 3.4), sharey=True, squeeze=False)
    for ax, (title, (weights, bias)) in zip(axes.flat, units.items(), strict=True):
        w = np.asarray(weights, dtype=float)
        says = (places @ w + bias > 0).astype(int)
        _cut(ax, _linear(w, bias), places, says, ("$\\hat y = 0$", "$\\hat y = 1$"))
        size = float(w @ w)
        if size > 0:
            middle = places.mean(axis=0)
            foot = middle - (middle @ w + bias) * w / size + 0.3 * np.array([-w[1], w[0]]) / size**0.5
            ax.annotate("", foot + 0.45 * w / size**0.5, foot, arrowprops={"arrowstyle": "-|>", "linewidth": 1.6})
        ax.set(title=f"{title}\n$w$ = ({w[0]:g}, {w[1]:g}), $b$ = {bias:g}")
        ones = ", ".join(f"({x:g}, {y:g})" for x, y in places[says == 1]) or "none"
        ax.label_outer()
        told.append(f"{title}, w = ({w[0]:g}, {w[1]:g}), b = {bias:g}: 1 for {ones}")
    axes.flat[0].legend(loc="lower left", fontsize=8, frameon=True)
    words = (
        "Points of the plane, a straight line, the weights as an arrow at a right angle to it, the side of 1 shaded. "
    )
    return Picture(figure, alt or words + "; ".join(told) + ".")


def cut_planes(
    planes: Mapping[str, tuple[Score, Array]],
    classes: Array,
    names: Sequence[str],
    *,
    labels: Sequence[tuple[str, str]] | None = None,
    alt: str | None = None,
) -> Picture:
    """Draw the same examples in several planes, each cut where its own score is 0.

    Parameters
    ----------
    planes : dict of (callable, array of shape (n, 2))
        For each title the score, which takes points of shape (m, 2) and returns m numbers, and where the examples lie.
    classes : array of 0 and 1, shape (n,)
    names : two str
        Of the classes.
    labels : sequence of (str, str), optional
        For each plane what its axes are; x_1 and x_2 without it.
    alt : str, optional

    Returns
    -------
    Picture
    """
    figure, axes = subplots(1, len(planes), size=(7.5, 3.9), squeeze=False)
    told, axis_names = [], labels or [("$x_1$", "$x_2$")] * len(planes)
    for ax, (title, (score, points)), (across, up) in zip(axes.flat, planes.items(), axis_names, strict=True):
        places = on_host(points)
        _cut(ax, score, places, on_host(classes).astype(int), names)
        ax.set(title=title, xlabel=across, ylabel=up)
        for place in np.unique(places, axis=0):
            many = int((places == place).all(axis=1).sum())
            if many > 1:
                ax.annotate(f"{many} examples", place, (0, 9), textcoords="offset points", ha="center", fontsize=9)
        told.append(f"{title}: " + ", ".join(f"({x:g}, {y:g})" for x, y in places))
    axes.flat[0].legend(loc="lower left", fontsize=8, frameon=True)
    return Picture(
        figure, alt or f"Examples of {names[0]} and {names[1]} in planes cut where a score is 0. {'; '.join(told)}."
    )


def decision_boundaries(models: Mapping[str, Score], dataset: Any, *, alt: str | None = None) -> Picture:
    """Color the plane by what several classifiers say, side by side; each is what `decision_boundary` takes.

    Parameters
    ----------
    models : dict of callable
        A title for each.
    dataset : Dataset
        Examples of two features, with named classes.
    alt : str, optional

    Returns
    -------
    Picture
    """
    figure, axes = subplots(1, len(models), size=(7.5, 3.9), squeeze=False)
    told = []
    for ax, (title, predict) in zip(axes.flat, models.items(), strict=True):
        told.append(f"{title}: {decision_boundary(predict, dataset, ax=ax, title=title).alt}")
        ax.get_legend().remove()
    axes.flat[-1].legend(loc="lower right", fontsize=8, frameon=True)
    return Picture(figure, alt or " ".join(told))


def probability_lines(
    probability: Score,
    dataset: Any,
    *,
    mark: tuple[float, float],
    mark_name: str = "you",
    xlabel: str = "$x_1$",
    ylabel: str = "$x_2$",
    title: str | None = None,
    alt: str | None = None,
) -> Picture:
    """Draw examples of two classes, and lines of equal probability of the second.

    Parameters
    ----------
    probability : callable
        Takes points of shape (m, 2), returns m probabilities.
    dataset : Dataset
        Examples of two features and two named classes.
    mark : (float, float)
        A point to be judged: a star.
    mark_name, xlabel, ylabel, title, alt : str, optional

    Returns
    -------
    Picture
    """
    x, y = on_host(dataset.x), on_host(dataset.y)
    low, high = x.min(axis=0), x.max(axis=0)
    margin = 0.05 * (high - low)
    across, up = (np.linspace(a, b, 100) for a, b in zip(low - margin, high + margin, strict=True))
    grid = np.stack(np.meshgrid(across, up), axis=-1)
    chance = on_host(probability(grid.reshape(-1, 2))).reshape(100, 100)
    figure, ax = subplots(size=(7.5, 4.2))
    lines = ax.contour(across, up, chance, levels=[0.05, 0.25, 0.5, 0.75, 0.95], colors="#777777", linewidths=1)
    ax.clabel(lines, fmt=lambda level: f"{level:.0%}", fontsize=8)
    _points(ax, x, y.astype(int), dataset.classes, size=5)
    there = float(on_host(probability(np.array([mark])))[0])
    ax.plot(*mark, "*", color="black", markersize=15, label=mark_name)
    ax.set(xlabel=xlabel, ylabel=ylabel, title=title or dataset.name)
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    words = f"{len(x)} examples of {', '.join(dataset.classes)} in the plane, with lines of equal probability. "
    return Picture(figure, alt or f"{words}{mark_name} lies where the probability is {there:.0%}.")


def _linear(w: np.ndarray, bias: float) -> Score:
    return lambda x: x @ w + bias


def _cut(ax: Any, score: Score, points: np.ndarray, classes: np.ndarray, names: Sequence[str]) -> None:
    """Shade the side where a score is positive, draw its edge, and the points."""
    low, high = points.min(axis=0) - 0.6, points.max(axis=0) + 0.6
    across, up = np.linspace(low[0], high[0], 150), np.linspace(low[1], high[1], 150)
    grid = np.stack(np.meshgrid(across, up), axis=-1)
    z = on_host(score(grid.reshape(-1, 2))).reshape(150, 150)
    ax.contourf(across, up, z, levels=[-1e9, 0, 1e9], colors=["white", SHADE])
    if z.min() < 0 < z.max():
        ax.contour(across, up, z, levels=[0], colors="black")
    _points(ax, points, classes, names, size=10)
    ax.grid(False)
    ax.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal")


def _points(ax: Any, points: np.ndarray, classes: np.ndarray, names: Sequence[str], size: float) -> None:
    """Draw dots for the first class and squares for the second."""
    for kind, (marker, color) in enumerate((("o", COLORS["blue"]), ("s", COLORS["vermilion"]))):
        ax.plot(*points[classes == kind].T, marker, color=color, markersize=size, label=names[kind])
