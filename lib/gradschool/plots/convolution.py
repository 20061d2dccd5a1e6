"""Figures of unit 13: what is connected to what, where windows stand, a filter on its way, and what filters answer."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.patches import Rectangle

from gradschool.plots.numbers import on_host
from gradschool.plots.picture import Picture
from gradschool.plots.playable import Film, snapshot
from gradschool.plots.style import COLORS, LINES, subplots

KINDS = ("dense", "local", "shared")
"""Of connections, in the order in which weights are saved."""


def connections(kind: str, *, size: int = 8, alt: str | None = None) -> Picture:
    """Draw a line of pixels, a line of units above it, and every weight between them.

    Parameters
    ----------
    kind : {"dense", "local", "shared"}
        Each unit looks at all pixels; at three neighbors; at three neighbors with the same three weights.
    size : int, default 8
        Pixels, and units.
    alt : str, optional

    Returns
    -------
    Picture
        Weights of one color and line style are one number.
    """
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is not known; take one of {', '.join(KINDS)}")
    near = [(unit, unit + step) for unit in range(size) for step in (-1, 0, 1) if 0 <= unit + step < size]
    pairs = [(unit, pixel) for unit in range(size) for pixel in range(size)] if kind == "dense" else near
    count = 3 if kind == "shared" else len(pairs)
    palette = [COLORS[name] for name in ("blue", "vermilion", "green")]
    figure, ax = subplots(size=(7.5, 2.9))
    for unit, pixel in pairs:
        look: dict[str, Any] = {"color": "#777777", "linestyle": "-", "linewidth": 0.8}
        if kind == "shared":
            place = pixel - unit + 1
            look = {"color": palette[place], "linestyle": LINES[place], "linewidth": 2.2}
        ax.plot([pixel, unit], [0, 1], **look)
    for height, words in ((0, "pixels"), (1, "units")):
        ax.plot(range(size), [height] * size, "o", color=COLORS["black"], markersize=11)
        ax.text(-0.6, height, words, ha="right", va="center")
    ax.set(xlim=(-1.8, size - 0.5), ylim=(-0.2, 1.2), title=f"{kind}: {len(pairs)} lines, {count} weights")
    ax.set_axis_off()
    words = f"{size} pixels below, {size} units above, {kind}: {len(pairs)} lines that hold {count} different weights."
    return Picture(figure, alt or words)


def window_places(size: int, kernel: int, stride: int, padding: int, *, alt: str | None = None) -> Picture:
    """Draw a line of pixels with its padding, and below it every place where a window fits; unseen pixels are hatched.

    Parameters
    ----------
    size, kernel, stride, padding : int
    alt : str, optional

    Returns
    -------
    Picture
        Where the window fits nowhere, the title says so.
    """
    last = size + 2 * padding - kernel
    begins = range(0, last + 1, stride) if last >= 0 else range(0)
    covered = {begin + step for begin in begins for step in range(kernel)}
    unseen = set(range(padding, padding + size)) - covered
    figure, ax = subplots(size=(7.5, 1.5 + 0.28 * max(len(begins), 1)))
    for place in range(size + 2 * padding):
        inside = padding <= place < padding + size
        look: dict[str, Any] = {"facecolor": COLORS["sky"] if inside else "white"}
        if place in unseen:
            look = {"facecolor": "#dddddd", "hatch": "////"}
        ax.add_patch(Rectangle((place, 0), 1, 0.8, edgecolor=COLORS["black"], **look))
        if not inside:
            ax.text(place + 0.5, 0.4, "0", ha="center", va="center", fontsize=9)
    for row, begin in enumerate(begins, start=1):
        ax.add_patch(Rectangle((begin + 0.06, row), kernel - 0.12, 0.7, facecolor=COLORS["orange"]))
    ax.set(xlim=(-0.3, max(size + 2 * padding, kernel) + 0.3), ylim=(len(begins) + 1.3, -0.4))
    title = f"{len(begins)} windows fit" if begins else "no window fits"
    ax.set_title(f"size {size}, kernel {kernel}, stride {stride}, padding {padding}: {title}")
    ax.set_axis_off()
    words = f"A line of {size} pixels with {padding} zeros on each side, a window of {kernel}, stride {stride}: {title}"
    return Picture(figure, alt or f"{words}; {len(unseen)} pixels are in none, and hatched.")


def sliding_film(image: Any, weight: Any, *, stride: int = 1, padding: int = 0, alt: str | None = None) -> Film:
    """Show a filter on its way over an image, and the output that it leaves.

    Parameters
    ----------
    image : array, shape (height, width)
    weight : array, shape (kernel height, kernel width)
    stride, padding : int, default 1 and 0
    alt : str, optional

    Returns
    -------
    Film
        One frame a window. The caption gives the window's sum.
    """
    taps, padded = on_host(weight), np.pad(on_host(image), padding)
    windows = np.lib.stride_tricks.sliding_window_view(padded, taps.shape)[::stride, ::stride]
    answers = (windows * taps).sum(axis=(2, 3))
    figure, axes = subplots(1, 3, size=(7.5, 3.2), gridspec_kw={"width_ratios": [1.3, 0.7, 1.1]})
    for ax, picture, title in zip(axes, (padded, taps, answers), ("image", "filter", "output"), strict=True):
        end = None if title == "image" else float(np.abs(picture).max()) or 1.0
        low, colors = (None, "gray") if end is None else (-end, "cividis")
        shown = ax.imshow(picture, cmap=colors, vmin=low, vmax=end)
        ax.set(title=title, xticks=[], yticks=[])
        ax.grid(False)
    for (i, j), value in np.ndenumerate(taps):
        axes[1].text(j, i, f"{value:g}", ha="center", va="center", color="white" if value < 0 else "black")
    frame = axes[0].add_patch(Rectangle((0, 0), *taps.shape[::-1], fill=False, edgecolor=COLORS["orange"], linewidth=3))
    figure.canvas.draw()
    figure.set_layout_engine("none")
    frames, captions, seen = [], [], np.full(answers.shape, np.nan)
    for number, ((i, j), value) in enumerate(np.ndenumerate(answers), start=1):
        seen[i, j] = value
        shown.set_data(seen)
        frame.set_xy((j * stride - 0.5, i * stride - 0.5))
        frames.append(_drawn(figure))
        captions.append(f"window {number}; at row {i * stride}, column {j * stride} the sum is {value:.3g}")
    words = f"A window of {taps.shape[0]} by {taps.shape[1]} slides over an image of {padded.shape[0]} by "
    return Film(figure, alt or words + f"{padded.shape[1]} and leaves one number at each place.", frames, captions)


def _drawn(figure: Any) -> bytes:
    """Draw a frame of a film."""
    figure.canvas.draw()
    return snapshot(figure)


def answered(
    filters: Any, images: Any, maps: Any, *, before: Any = None, title: str | None = None, alt: str | None = None
) -> Picture:
    """Show filters as pictures, and beside each what it answers to some images.

    Parameters
    ----------
    filters : array, shape (filters, height, width) or (filters, 3, height, width)
        With three channels they are shown in color, and gray is 0.
    images : array, shape (n, height, width) or (n, 3, height, width)
    maps : array, shape (n, filters, height, width)
        What each filter answers to each image.
    before : array, shape of filters, optional
        The filters before they were trained, for a column of their own on the left.
    title, alt : str, optional
        Which image each filter answers most to is told without it.

    Returns
    -------
    Picture
        A row a filter, on one scale of colors with 0 in its middle: that of all filters where there are some `before`
        and that of each by itself elsewhere. Each filter's answers have a scale of their own.
    """
    taps, pictures, values = on_host(filters), on_host(images), on_host(maps)
    shown = {"": taps} if before is None else {"before": on_host(before), "after": taps}
    rows, columns = len(taps) + 1, len(pictures) + len(shown)
    figure, axes = subplots(rows, columns, size=(7.5, 0.82 * rows + 0.7), squeeze=False)
    figure.set_layout_engine(None)  # there are many axes, all alike
    below = 0.5 / (0.82 * rows + 0.7)
    figure.subplots_adjust(0.01, below, 0.99, 0.94 if title else 0.99, wspace=0.03, hspace=0.06)
    for ax in axes.flat:
        ax.set_axis_off()
    low, high = pictures.min(), pictures.max()
    for ax, picture in zip(axes[0, len(shown) :], (pictures - low) / (high - low or 1.0), strict=True):
        ax.imshow(np.moveaxis(picture, 0, -1) if picture.ndim == 3 else picture, cmap="gray")
    largest = np.abs(taps).reshape(len(taps), -1).max(axis=1)
    ends = largest if before is None else np.full(len(taps), largest.max())
    for ax, (words, kernels) in zip(axes.T, shown.items(), strict=False):
        ax[0].text(0.5, 0.1, words, ha="center", transform=ax[0].transAxes)
        for place, tap, end in zip(ax[1:], kernels, ends, strict=True):
            _signed(place, tap, end)
    for k in range(len(taps)):
        for ax, value in zip(axes[k + 1, len(shown) :], values[:, k], strict=True):
            colors = _signed(ax, value, np.abs(values[:, k]).max())
    bar = figure.colorbar(colors, cax=figure.add_axes((0.35, 0.55 * below, 0.3, 0.2 * below)), orientation="horizontal")
    bar.set_ticks([colors.norm.vmin, 0, colors.norm.vmax], labels=["negative", "0", "positive"], fontsize=8)
    if title:
        figure.suptitle(title)
    most = [int(values[:, k].max(axis=(1, 2)).argmax()) + 1 for k in range(len(taps))]
    told = ", ".join(f"filter {k + 1} to image {image}" for k, image in enumerate(most))
    return Picture(
        figure, alt or f"{len(taps)} filters, and what each answers to {len(pictures)} images. Most: {told}."
    )


def _signed(ax: Any, values: np.ndarray, end: float) -> Any:
    """Draw numbers of either sign with 0 in the middle of the scale; three channels as red, green, and blue."""
    end = float(end) or 1.0
    if values.ndim == 3:
        return ax.imshow(np.clip(0.5 + 0.5 * np.moveaxis(values, 0, -1) / end, 0, 1))
    return ax.imshow(values, cmap="cividis", vmin=-end, vmax=end)


def receptive_fields(
    measured: Mapping[str, Any], sizes: Sequence[int | None], *, columns: int = 4, alt: str | None = None
) -> Picture:
    """Show how strongly each pixel moves one unit, and a box of the side that a formula gives around the middle of it.

    Parameters
    ----------
    measured : dict of array, shape (height, width)
        For each title the sizes of the gradients.
    sizes : sequence of int or None
        A side for each; no box where there is None.
    columns : int, default 4
    alt : str, optional
        Without it, the side of what is not zero, beside the formula's.

    Returns
    -------
    Picture
        Shades are roots of the gradients, so that weak ones show.
    """
    rows, columns = -(-len(measured) // columns), min(columns, len(measured))
    figure, axes = subplots(rows, columns, size=(7.5, 2.5 * rows), squeeze=False)
    told = []
    for ax in axes.flat:
        ax.set_axis_off()
    for ax, (title, given), side in zip(axes.flat, measured.items(), sizes, strict=False):
        table = on_host(given)
        inked = np.argwhere(table > 0)
        (top, left), (bottom, end) = inked.min(axis=0), inked.max(axis=0)
        ax.imshow(np.sqrt(table), cmap="magma")
        if side is not None:
            middle = (left + end) / 2 - side / 2, (top + bottom) / 2 - side / 2
            ax.add_patch(Rectangle(middle, side, side, fill=False, edgecolor=COLORS["sky"], linewidth=2))
        ax.set_title(f"{title}\nmeasured {end - left + 1}", fontsize=10)
        told.append(f"{title}: measured {end - left + 1} pixels wide, formula {side}")
    return Picture(figure, alt or f"Which pixels move one unit. {'; '.join(told)}.")
