"""How much of each unit is done."""

from collections.abc import Mapping, Sequence

from gradschool.plots.picture import Picture
from gradschool.plots.style import COLORS, subplots


def unit_bars(done: Mapping[str, tuple[float, str]], *, below: Sequence[str] = ()) -> Picture:
    """Draw a bar a unit, as long as the share of it that is done.

    Parameters
    ----------
    done : dict of str to (float, str)
        For each unit the share, from 0 to 1, and the words behind its bar.
    below : sequence of str, optional
        Lines below the bars, such as what comes next.

    Returns
    -------
    Picture

    Examples
    --------
    >>> picture = unit_bars({"00-start": (1.0, "20 of 20 points"), "01-perceptrons": (0.1, "2 of 20 points")})
    >>> print(picture.alt)
    What is done, by unit. 00-start: 20 of 20 points; 01-perceptrons: 2 of 20 points.
    """
    figure, ax = subplots(size=(8.5, 0.5 + 0.32 * len(done) + 0.25 * len(below)))
    places, shares = range(len(done)), [share for share, _ in done.values()]
    ax.barh(places, [1.0] * len(done), color="#EEEEEE", height=0.7)
    ax.barh(places, shares, color=[COLORS["green" if share == 1 else "blue"] for share in shares], height=0.7)
    for place, (_, words) in zip(places, done.values(), strict=True):
        ax.text(1.02, place, words, va="center", fontsize=10)
    ax.set_yticks(places, list(done))
    ax.set(xlim=(0, 1), xticks=[], ylim=(len(done) - 0.4, -0.6))
    ax.grid(visible=False)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    ax.tick_params(length=0)
    ax.set_xlabel("\n".join(below), loc="left", fontsize=10)
    told = "; ".join(f"{name}: {words}" for name, (_, words) in done.items())
    return Picture(figure, " ".join([f"What is done, by unit. {told}.", *(f"{line}." for line in below)]))
