"""Numbers as bars, with their values written at the ends."""

from collections.abc import Mapping

from gradschool.backend.arrays import Array
from gradschool.plots.numbers import on_host
from gradschool.plots.picture import Picture
from gradschool.plots.style import COLORS, subplots


def bars(
    panels: Mapping[str, Mapping[str, float] | Array],
    *,
    xlabel: str = "",
    ylabel: str = "",
    digits: int = 2,
    ylim: tuple[float, float] | None = None,
    each: bool = False,
    alt: str | None = None,
) -> Picture:
    """Draw a row of bars a panel.

    Parameters
    ----------
    panels : dict of dict, or of array of shape (n,)
        For each title the bars with their names; those of an array are numbered from 0.
    xlabel, ylabel : str
        What the bars are, and what their height is.
    digits : int, default 2
        Of the values at the bars' ends, behind the point.
    ylim : (float, float), optional
        The ends of the vertical axes; without it each panel has its own.
    each : bool, default False
        Whether each bar of a panel has a color of its own, and not each panel.
    alt : str, optional
        All values, without it.

    Returns
    -------
    Picture

    Examples
    --------
    >>> print(bars({"softmax": {"cat": 0.75, "dog": 0.25}}).alt)
    Bars. softmax: cat 0.75, dog 0.25.
    """
    figure, axes = subplots(1, len(panels), size=(7.5, 3.2), squeeze=False)
    told, palette = [], list(COLORS.values())
    for i, (ax, (title, given)) in enumerate(zip(axes.flat, panels.items(), strict=True)):
        named = given if isinstance(given, Mapping) else dict(enumerate(on_host(given).tolist()))
        names, values = [str(name) for name in named], list(named.values())
        ax.bar(names, values, color=palette if each else palette[i % 7], width=0.6)
        for name, value in zip(names, values, strict=True):
            ax.text(name, value, f"{value:.{digits}f}", ha="center", va="bottom" if value >= 0 else "top", fontsize=9)
        ax.axhline(0, color="black", linewidth=0.8)
        ax.margins(y=0.15)
        ax.set(title=title, xlabel=xlabel, ylim=ylim)
        told.append(f"{title}: " + ", ".join(f"{n} {v:.{digits}f}" for n, v in zip(names, values, strict=True)))
    axes.flat[0].set_ylabel(ylabel)
    return Picture(figure, alt or f"Bars. {'; '.join(told)}.")
