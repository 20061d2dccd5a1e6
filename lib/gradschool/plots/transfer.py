"""Figures of unit 15: which parts of a network are kept, trained further, or begun anew, and how well each does."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.patches import FancyBboxPatch

from gradschool.plots.numbers import on_host
from gradschool.plots.picture import Picture
from gradschool.plots.style import COLORS, subplots

STATES = {
    "frozen": ("#E8E8E8", "pretrained, stays"),
    "tuned": (COLORS["orange"], "pretrained, learns on"),
    "new": (COLORS["sky"], "new, learned on the target"),
    "left out": ("#FFFFFF", "left out"),
}


def training_plans(
    plans: Mapping[str, Sequence[str]],
    parts: Sequence[str] = ("block 1", "block 2", "block 3", "head"),
    *,
    alt: str | None = None,
) -> Picture:
    """Draw a network in a row for each plan, its parts colored by what becomes of them.

    Parameters
    ----------
    plans : dict of sequence of {"frozen", "tuned", "new", "left out"}
        A name, and one state for each part.
    parts : sequence of str, default three blocks and a head
        From the input to the output.
    alt : str, optional

    Returns
    -------
    Picture

    Examples
    --------
    >>> print(training_plans({"probe": ["frozen", "new"]}, ["body", "head"]).alt)
    Networks from input to output. probe: body frozen, head new.
    """
    figure, ax = subplots(size=(7.5, 0.75 * len(plans) + 0.9))
    told = []
    for row, (name, states) in enumerate(plans.items()):
        if len(states) != len(parts) or not set(states) <= set(STATES):
            raise ValueError(f"{name!r} has the states {list(states)!r}; give one of {', '.join(STATES)} for each part")
        for column, (part, state) in enumerate(zip(parts, states, strict=True)):
            box = FancyBboxPatch(
                (column + 0.08, row + 0.16),
                0.84,
                0.68,
                boxstyle="round,pad=0,rounding_size=0.08",
                facecolor=STATES[state][0],
                edgecolor="#555555",
            )
            ax.add_patch(box)
            ax.text(column + 0.5, row + 0.5, part, ha="center", va="center", fontsize=10, color="black")
            if column:
                ax.annotate("", (column + 0.07, row + 0.5), (column - 0.07, row + 0.5), arrowprops={"arrowstyle": "->"})
        told.append(f"{name}: {', '.join(f'{part} {state}' for part, state in zip(parts, states, strict=True))}")
    for color, words in STATES.values():
        ax.scatter([], [], marker="s", s=90, color=color, edgecolors="#555555", label=words)
    ax.set(xlim=(0, len(parts)), ylim=(len(plans), 0))
    ax.set_xticks([])
    ax.set_yticks([row + 0.5 for row in range(len(plans))], list(plans))
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.grid(False)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, 0), ncols=len(STATES), frameon=False, fontsize=9)
    return Picture(figure, alt or f"Networks from input to output. {'; '.join(told)}.")


def rate_maps(
    tables: Mapping[str, Any], old: Sequence[float], head: Sequence[float], *, alt: str | None = None
) -> Picture:
    """Color each pair of rates, of the old layers and of the head, by the percent right after training.

    Parameters
    ----------
    tables : dict of array, shape (seeds, old, head)
        For each task its percents, over at least two seeds.
    old, head : sequence of float
        The rates: of the old layers upward, of the head across.
    alt : str, optional
        Made from the numbers without it.

    Returns
    -------
    Picture
        In every cell stand mean and sample deviation over the seeds.

    Examples
    --------
    >>> print(rate_maps({"new task": [[[80.0, 90.0]], [[82.0, 90.0]]]}, [0], [0.01, 0.1]).alt)
    Percent right by rate of the old layers and of the head. new task: old 0: 81 ± 1 at 0.01, 90 ± 0 at 0.1.
    """
    figure, axes = subplots(1, len(tables), size=(7.5, 3.3), sharey=True, squeeze=False)
    told = []
    for ax, (title, given) in zip(axes.flat, tables.items(), strict=True):
        table = on_host(given)
        means, spreads = table.mean(axis=0), table.std(axis=0, ddof=1)
        image = ax.imshow(means, origin="lower", cmap="cividis", vmin=25, vmax=100, aspect="auto")
        for (i, j), mean in np.ndenumerate(means):
            color = "white" if mean < 65 else "black"
            ax.text(j, i, f"{mean:.0f} ± {spreads[i, j]:.0f}", ha="center", va="center", color=color)
        ax.set_xticks(range(len(head)), [f"{rate:g}" for rate in head])
        ax.set_yticks(range(len(old)), [f"{rate:g}" for rate in old])
        ax.set(title=title, xlabel="rate of the head")
        ax.grid(False)
        rows = [
            f"old {rate:g}: " + ", ".join(f"{m:.0f} ± {s:.0f} at {h:g}" for m, s, h in zip(*row, head, strict=True))
            for rate, *row in zip(old, means, spreads, strict=True)
        ]
        told.append(f"{title}: {'; '.join(rows)}")
    axes.flat[0].set_ylabel("rate of the old layers")
    figure.colorbar(image, ax=list(axes.flat), label="% right")
    return Picture(figure, alt or f"Percent right by rate of the old layers and of the head. {'. '.join(told)}.")


def regimes(
    panels: Mapping[str, Mapping[str, Any]],
    *,
    guessing: Mapping[str, float] | None = None,
    chosen: Mapping[str, str] | None = None,
    columns: int = 2,
    alt: str | None = None,
) -> Picture:
    """Compare strategies in several regimes: a bar for the mean over seeds, a line for one sample deviation.

    Parameters
    ----------
    panels : dict of dict of array, shape (seeds,)
        For each regime and strategy its shares of right answers, from 0 to 1, over at least two seeds. Each regime
        has the same strategies.
    guessing : dict of float, optional
        For each regime what somebody earns who guesses, from 0 to 1: a dotted line.
    chosen : dict of str, optional
        For each regime the strategy that was chosen: its bar is orange.
    columns : int, default 2
    alt : str, optional
        Made from the numbers without it.

    Returns
    -------
    Picture

    Examples
    --------
    >>> print(regimes({"few images": {"probe": [0.8, 0.9], "scratch": [0.3, 0.4]}}, columns=1).alt)
    Percent right, mean and sample deviation. few images: probe 85 ± 7, scratch 35 ± 7.
    """
    rows = -(-len(panels) // columns)
    figure, axes = subplots(rows, columns, size=(7.5, 2.3 * rows), sharex=True, sharey=True, squeeze=False)
    told = []
    for ax, (title, strategies) in zip(axes.flat, panels.items(), strict=False):
        table = [100 * on_host(scores) for scores in strategies.values()]
        means, spreads = [scores.mean() for scores in table], [scores.std(ddof=1) for scores in table]
        picked = (chosen or {}).get(title)
        colors = [COLORS["orange" if name == picked else "sky"] for name in strategies]
        ax.barh(range(len(table)), means, xerr=spreads, color=colors, ecolor="black", capsize=3)
        if guessing:
            ax.axvline(100 * guessing[title], color="black", linestyle=":", linewidth=1)
        for row, mean in enumerate(means):
            ax.text(2, row, f"{mean:.0f}", va="center", fontsize=9)
        ax.set(title=title, xlim=(0, 105))
        ax.set_yticks(range(len(table)), list(strategies))
        ax.grid(False, axis="y")
        pairs = zip(strategies, means, spreads, strict=True)
        words = ", ".join(f"{name} {mean:.0f} ± {spread:.0f}" for name, mean, spread in pairs)
        told.append(f"{title}: {words}" + (f"; chosen: {picked}" if picked else ""))
    axes.flat[0].invert_yaxis()
    for ax in axes[-1]:
        ax.set_xlabel("% right")
    marks = [words for words, given in (("dotted: guessing", guessing), ("orange: chosen", chosen)) if given]
    if marks:
        figure.supxlabel("; ".join(marks), fontsize=9)
    return Picture(figure, alt or f"Percent right, mean and sample deviation. {'; '.join(told)}.")
