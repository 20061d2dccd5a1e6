"""Figures of unit 16: what is chosen and what it is worth, folds, and the curves of patients."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gradschool.plots.numbers import on_host
from gradschool.plots.picture import Picture
from gradschool.plots.style import COLORS, legend_beside, line, log_axis, subplots

PARTS = {"training": "#DCE6EF", "held out": COLORS["orange"], "test": "#888888"}


def choice(validation: Any, test: Any, *, alt: str | None = None) -> Picture:
    """Draw candidates by validation and test accuracy, and mark the one that validation chooses.

    Parameters
    ----------
    validation, test : array, shape (candidates,)
        Shares from 0 to 1.
    alt : str, optional

    Returns
    -------
    Picture
        On the dashed line both would be alike.
    """
    seen, new = on_host(validation), on_host(test)
    best = int(seen.argmax())
    figure, ax = subplots(size=(7.5, 4.4))
    ax.axline((seen.mean(), seen.mean()), slope=1, color=COLORS["black"], linestyle="--", label="both alike")
    ax.plot(seen, new, "o", color=COLORS["blue"], alpha=0.5, markersize=5, label="candidates")
    ax.plot(seen[best], new[best], "X", color=COLORS["vermilion"], markersize=12, label="chosen")
    ax.axhline(new.mean(), color=COLORS["green"], linestyle=":", label="mean of all on test")
    room = 0.01
    ends = min(seen.min(), new.min()) - room, max(seen.max(), new.max()) + room
    ax.set(xlabel="validation accuracy", ylabel="test accuracy", xlim=ends, ylim=ends)
    legend_beside(ax)
    words = f"{len(seen)} candidates. The chosen one has {seen[best]:.3f} in validation and {new[best]:.3f} on test"
    return Picture(figure, alt or f"{words}; the mean of all on test is {new.mean():.3f}.")


def folds(held: Sequence[Any], count: int, *, test: int = 0, groups: Any = None, alt: str | None = None) -> Picture:
    """Draw who is held out in which round.

    Parameters
    ----------
    held : sequence of array of int
        The examples held out in each round.
    count : int
        How many examples there are, test set apart.
    test : int, default 0
        Examples of the test set, drawn at the right.
    groups : array, shape (count,), optional
        Whose examples stand together, parted by lines.
    alt : str, optional

    Returns
    -------
    Picture
    """
    order = np.arange(count) if groups is None else np.argsort(on_host(groups), kind="stable")
    figure, ax = subplots(size=(7.5, 0.42 * len(held) + 1.5))
    for row, rows in enumerate(held):
        inside = np.isin(order, on_host(rows))
        for name, places in (("training", np.flatnonzero(~inside)), ("held out", np.flatnonzero(inside))):
            ax.bar(places, 0.8, 1.0, row - 0.4, align="edge", color=PARTS[name], label=name if row == 0 else None)
        if test:
            ax.bar(
                count + 1, 0.8, test, row - 0.4, align="edge", color=PARTS["test"], label="test" if row == 0 else None
            )
    if groups is not None:
        sorted_groups = on_host(groups)[order]
        for place in np.flatnonzero(sorted_groups[1:] != sorted_groups[:-1]) + 1:
            ax.axvline(place, color="white", linewidth=2)
    ax.set(ylim=(len(held) - 0.4, -0.6), xlabel="example" if groups is None else "example, sorted by group")
    ax.set_yticks(range(len(held)), [f"round {i + 1}" for i in range(len(held))])
    ax.grid(False)
    legend_beside(ax)
    sizes = ", ".join(str(len(rows)) for rows in held)
    return Picture(figure, alt or f"{len(held)} rounds over {count} examples; held out in each: {sizes}.")


def patient(history: Mapping[str, Sequence[float]], *, title: str = "", alt: str | None = None) -> Picture:
    """Draw the curves of one run: losses at the left, shares of right answers at the right."""
    figure, axes = subplots(1, 2, size=(7.5, 3.4))
    _chart(axes[0], history, ("training", "validation"), log=True)
    _chart(axes[1], history, ("training accuracy", "validation accuracy"), log=False)
    axes[0].set(ylabel="loss", xlabel="update")
    axes[1].set(ylabel="accuracy", xlabel="update", ylim=(-0.03, 1.03))
    axes[0].legend(["training", "validation"], fontsize=9)
    if title:
        figure.suptitle(title)
    return Picture(figure, alt or f"{title or 'A run'}: {_ends(history)}.")


def ward(histories: Mapping[str, Mapping[str, Sequence[float]]], *, alt: str | None = None) -> Picture:
    """Draw the losses of many patients, a small panel each, and each one's last validation accuracy."""
    rows = -(-len(histories) // 3)
    figure, axes = subplots(rows, 3, size=(7.5, 2.15 * rows + 0.6), squeeze=False)
    for ax, (name, history) in zip(axes.flat, histories.items(), strict=False):
        _chart(ax, history, ("training", "validation"), log=True)
        shares = (100 * history[f"{which} accuracy"][-1] for which in ("training", "validation"))
        ax.set_title("{}: right {:.0f} and {:.0f} %".format(name, *shares), fontsize=10)
        ax.tick_params(which="both", labelsize=8)
    for ax in axes[:, 0]:
        ax.set_ylabel("loss")
    for ax in axes[-1]:
        ax.set_xlabel("update")
    handles = axes.flat[0].get_lines()
    figure.legend(handles, ["training", "validation"], loc="outside lower center", ncols=2)
    told = ". ".join(f"{name}: {_ends(history)}" for name, history in histories.items())
    return Picture(figure, alt or f"Losses by update of {len(histories)} runs. {told}.")


def _chart(ax: Any, history: Mapping[str, Sequence[float]], names: Sequence[str], *, log: bool) -> None:
    for i, name in enumerate(names):
        values = np.asarray(history[name], dtype=float)
        ax.plot(history["update"], np.where(np.isfinite(values), values, np.nan), **line(i))
    if log:
        log_axis(ax, "y")
        low, high = ax.get_ylim()
        if high < 1.5 * low:  # a flat line is to look flat
            ax.set_ylim(low / 1.3, 1.3 * high)


def _ends(history: Mapping[str, Sequence[float]]) -> str:
    """Say where the losses begin and end, and the shares at the end."""
    losses = (
        f"{name} loss from {history[name][0]:.3g} to {history[name][-1]:.3g}" for name in ("training", "validation")
    )
    shares = (f"{history[f'{name} accuracy'][-1]:.0%}" for name in ("training", "validation"))
    return f"{', '.join(losses)}, right at the end {' and '.join(shares)}"
