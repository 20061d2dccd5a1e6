"""Figures of unit 14: many fits through one curve, the second descent, gains of ensembles, and reliability diagrams."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gradschool.plots.comparison import bands
from gradschool.plots.numbers import on_host
from gradschool.plots.picture import Picture
from gradschool.plots.style import COLORS, legend_beside, line, marker, subplots


def many_fits(
    x: Any,
    fits: Any,
    truth: Any,
    *,
    points: tuple[Any, Any] | None = None,
    ylim: tuple[float, float] = (-2.0, 2.0),
    title: str | None = None,
    alt: str | None = None,
) -> Picture:
    """Draw fits to many training sets thinly, their mean, and what they should have found.

    Parameters
    ----------
    x : array, shape (points,)
    fits : array, shape (fits, points)
    truth : array, shape (points,)
    points : (array, array), optional
        The points of one training set.
    ylim : (float, float), default (-2, 2)
        What lies beyond is cut off.
    title, alt : str, optional
        The alternative text, without one, gives how far the mean is from the truth, and the fits from their mean.

    Returns
    -------
    Picture
    """
    x, fits, truth = on_host(x), on_host(fits), on_host(truth)
    middle = fits.mean(axis=0)
    figure, ax = subplots(size=(7.5, 3.9))
    ax.plot(x, fits.T, color="#9A9A9A", linewidth=0.5, linestyle="-", alpha=0.5)
    ax.plot(x, truth, label="the truth", **line(0))
    ax.plot(x, middle, label="mean of the fits", **line(1))
    if points is not None:
        ax.plot(*(on_host(part) for part in points), "o", color="black", markersize=4, label="training points")
    ax.set(ylim=ylim, xlabel="x", ylabel="y", title=title)
    legend_beside(ax)
    off, apart = np.sqrt(((middle - truth) ** 2).mean()), np.sqrt(fits.var(axis=0).mean())
    words = (
        f"{len(fits)} fits. Root mean squares: their mean is {off:.2g} off the truth, each {apart:.2g} off the mean."
    )
    return Picture(figure, alt or words)


def second_descent(
    sizes: Sequence[int], errors: Mapping[str, Any], norms: Mapping[str, Any], examples: int, *, alt: str | None = None
) -> Picture:
    """Draw errors over the number of features, and below them the length of the weights.

    Parameters
    ----------
    sizes : sequence of int
        Features.
    errors, norms : dict of array, shape (seeds, sizes)
        By name, errors from 0 to 1 (of new examples, of those fitted), and lengths.
    examples : int
        Where the weights are as many as the training examples: an upright line.
    alt : str, optional
        Without it, the errors at the first size, at the worst, and at the last.

    Returns
    -------
    Picture
    """
    figure, axes = subplots(2, 1, size=(7.5, 5.6), sharex=True)
    looks = ((errors, "error", False), (norms, "length of the weights", True))
    for ax, (tables, words, log) in zip(axes, looks, strict=True):
        given = {name: (np.asarray(sizes), on_host(table)) for name, table in tables.items()}
        bands(given, ax=ax, xlabel="features", ylabel=words, log=log, log_x=True)
        ax.axvline(examples, color="#777777", linewidth=1, linestyle=":")
    axes[0].set(ylim=(0, 1), xlabel="")
    axes[0].annotate(f" {examples} examples", (examples, 0.93), color="#555555", fontsize=9)
    told = []
    for name, table in errors.items():
        middle = on_host(table).mean(axis=0)
        worst = int(middle.argmax())
        told.append(
            f"{name}: {middle[0]:.0%} at {sizes[0]}, at worst {middle[worst]:.0%} at {sizes[worst]}, "
            f"{middle[-1]:.0%} at {sizes[-1]}"
        )
    return Picture(figure, alt or f"Error over the number of features. {'; '.join(told)}.")


def ensemble_gains(families: Mapping[str, tuple[Any, Any]], *, alt: str | None = None) -> Picture:
    """Draw what ensembles gain against how often their members disagree, a mark for each ensemble.

    Parameters
    ----------
    families : dict of (disagreements, gains)
        For each kind of ensemble two arrays of shape (ensembles,), shares from 0 to 1.
    alt : str, optional
        The means of each kind, without it.

    Returns
    -------
    Picture
    """
    figure, ax = subplots(size=(7.5, 4.2))
    told = []
    for i, (name, (apart, gained)) in enumerate(families.items()):
        x, y = 100 * on_host(apart), 100 * on_host(gained)
        ax.plot(x, y, marker(i), color=line(i)["color"], linestyle="none", label=name)
        told.append(f"{name}: {x.mean():.1f}% apart, gain {y.mean():.1f} points")
    ax.axhline(0, color="black", linewidth=0.8)
    ax.set(xlabel="disagreement of two members, %", ylabel="gain over the mean member, points")
    legend_beside(ax)
    return Picture(figure, alt or f"Gain against disagreement. {'; '.join(told)}.")


def reliability(
    panels: Mapping[str, tuple[Any, Any]], *, bins: int = 10, classes: int = 10, alt: str | None = None
) -> Picture:
    """Draw how often answers are right against how sure they were (a reliability diagram).

    Parameters
    ----------
    panels : dict of (confidence, right)
        For each title two arrays of equal shape: the probability of each answer, and whether it was right.
    bins : int, default 10
        Equally wide, from 0 to 1. A bin without an answer has no bar.
    classes : int, default 10
        No answer is less sure than one in so many.
    alt : str, optional
        Mean confidence and share right of each panel, without it.

    Returns
    -------
    Picture
        The gray bars below give each bin's share of the answers.
    """
    figure, axes = subplots(2, len(panels), size=(7.5, 4.6), squeeze=False, sharex=True, height_ratios=(3, 1))
    edges, told = np.linspace(0, 1, bins + 1), []
    middles, width = (edges[1:] + edges[:-1]) / 2, 0.92 / bins
    for i, (title, given) in enumerate(panels.items()):
        confidence, right = (on_host(part).ravel().astype(float) for part in given)
        place = np.minimum((confidence * bins).astype(int), bins - 1)
        counts = np.bincount(place, minlength=bins)
        shares = np.divide(np.bincount(place, right, bins), counts, out=np.zeros(bins), where=counts > 0)
        top, bottom = axes[:, i]
        top.bar(middles, shares, width, color=COLORS["sky"], edgecolor=COLORS["blue"])
        top.plot([1 / classes, 1], [1 / classes, 1], color="black", linestyle="--", linewidth=1.2)
        bottom.bar(middles, counts / counts.sum(), width, color="#AAAAAA")
        top.set(title=title, xlim=(0, 1), ylim=(0, 1.02))
        bottom.set(xlabel="confidence", ylim=(0, 1))
        told.append(f"{title}: mean confidence {confidence.mean():.2f}, right {right.mean():.2f}")
    axes[0, 0].set_ylabel("share right")
    axes[1, 0].set_ylabel("answers")
    return Picture(figure, alt or f"Share right by confidence; the dashed line is a perfect match. {'; '.join(told)}.")
