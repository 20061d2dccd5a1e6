"""Figures of unit 12: images that change from draw to draw, where pixels are read, and what labels are worth."""

import io
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from gradschool.backend.arrays import Array
from gradschool.plots.numbers import on_host
from gradschool.plots.picture import Picture
from gradschool.plots.playable import Film
from gradschool.plots.style import COLORS, legend_beside, line, log_axis, subplots


def flipbook(draws: Sequence[Array], *, title: str, columns: int = 10, alt: str | None = None) -> Film:
    """Show the same images draw after draw, as a film.

    Parameters
    ----------
    draws : sequence of array, shape (n, 1 or 3, height, width)
        What each draw makes of the same n images, from 0 to 1; the first may be the images as they are.
    title : str
    columns : int, default 10
        Images a row.
    alt : str, optional

    Returns
    -------
    Film
        One frame a draw.
    """
    frames, told = [], []
    for number, draw in enumerate(draws):
        told.append(f"draw {number}" if number else "as they are")
        figure = _sheet(on_host(draw), columns, f"{title}: {told[-1]}")
        stream = io.BytesIO()
        figure.savefig(stream, format="png")
        frames.append(stream.getvalue())
    n, _, height, width = draws[0].shape
    words = f"{title}: the same {n} images of {height} by {width} pixels in {len(frames)} draws."
    return Film(figure, alt or words, frames, told)


def _sheet(images: np.ndarray, columns: int, title: str) -> Figure:
    """Draw all images as one mosaic, since axes of their own would take a second a frame."""
    n, channels, height, width = images.shape
    columns = min(columns, n)
    rows = -(-n // columns)
    sheet = np.ones((rows * (height + 1), columns * (width + 1), channels))
    for i, image in enumerate(images):
        top, left = (i // columns) * (height + 1), (i % columns) * (width + 1)
        sheet[top : top + height, left : left + width] = image.transpose(1, 2, 0)
    size = 7.5 / columns * rows * height / width
    figure = Figure(figsize=(7.5, size + 0.4), dpi=100)
    ax = figure.add_axes((0.01, 0.01, 0.98, size / (size + 0.4) - 0.02))
    sheet = np.clip(sheet, 0, 1)
    ax.imshow(sheet if channels == 3 else sheet[..., 0], cmap="gray", vmin=0, vmax=1, aspect="auto")
    ax.set_axis_off()
    figure.suptitle(title, fontsize=11)
    return figure


def read_places(image: Array, y: Array, x: Array, result: Array, *, alt: str | None = None) -> Picture:
    """Draw an image with the places where new pixels are read, and beside it what they make.

    Parameters
    ----------
    image, result : array, shape (height, width)
    y, x : array, shape (height, width)
        Rows and columns of the old image, (0, 0) the middle of its first pixel. Lines join the places of neighboring
        new pixels, so that they show a grid as it is bent.
    alt : str, optional

    Returns
    -------
    Picture
    """
    old, new, down, across = on_host(image), on_host(result), on_host(y), on_host(x)
    figure, (left, right) = subplots(1, 2, size=(7.5, 3.7))
    for ax, picture, title in ((left, old, "old image, and where it is read"), (right, new, "new image")):
        ax.imshow(picture, cmap="gray", vmin=0, vmax=max(1.0, float(old.max())))
        ax.set_title(title)
        ax.set_axis_off()
    color, height, width = COLORS["orange"], *old.shape
    left.plot(across, down, color=color, linewidth=0.9, linestyle="-")
    left.plot(across.T, down.T, color=color, linewidth=0.9, linestyle="-")
    left.plot(across.ravel(), down.ravel(), "o", color=color, markersize=3)
    left.set(xlim=(-1.5, width + 0.5), ylim=(height + 0.5, -1.5))
    outside = float(((down < 0) | (down > height - 1) | (across < 0) | (across > width - 1)).mean())
    farthest = float(np.hypot(down - np.indices(old.shape)[0], across - np.indices(old.shape)[1]).max())
    words = f"An image of {height} by {width} pixels under a grid of the places where it is read, and the new image"
    told = f"the farthest place is {farthest:.1f} pixels away, {outside:.0%} of the places lie outside"
    return Picture(figure, alt or f"{words}; {told}.")


def label_shares(panels: Mapping[str, tuple[Array, Array]], *, alt: str | None = None) -> Picture:
    """Draw what a mixed label says against what can be seen, a dot for each image.

    Parameters
    ----------
    panels : dict of (visible, label), arrays of shape (n,)
        For each title what can be seen of one of two images that were mixed, as a share, and what the label gives it.
    alt : str, optional

    Returns
    -------
    Picture
        The line is where the two agree.
    """
    figure, axes = subplots(1, len(panels), size=(7.5, 3.6), squeeze=False, sharey=True)
    told = []
    for i, (ax, (title, pair)) in enumerate(zip(axes.flat, panels.items(), strict=True)):
        visible, label = (on_host(part) for part in pair)
        ax.plot([0, 1], [0, 1], color=COLORS["black"], linestyle="--", linewidth=1)
        ax.plot(visible, label, "o", color=line(i)["color"], markersize=3, alpha=0.5)
        ax.set(title=title, xlabel="share that can be seen", xlim=(-0.03, 1.03), ylim=(-0.03, 1.03), aspect="equal")
        told.append(f"{' '.join(title.split())}: label {label.mean():.2f}, seen {visible.mean():.2f}")
    axes.flat[0].set_ylabel("share of the label")
    return Picture(figure, alt or f"Shares of labels against shares that can be seen; means. {'; '.join(told)}.")


def worth(
    sizes: Array,
    table: Array,
    reached: Mapping[str, float],
    *,
    worths: Mapping[str, float] | None = None,
    alt: str | None = None,
) -> Picture:
    """Draw a learning curve over the number of labels, and how far to the right other results would lie on it.

    Parameters
    ----------
    sizes : array, shape (k,)
        Numbers of labels, ascending.
    table : array, shape (seeds, k)
        The share of right answers of each seed.
    reached : dict of float
        For each method its share; a level line marks it.
    worths : dict of float, optional
        For such methods the labels that they are worth; a line drops to them from the curve, if they are finite.
    alt : str, optional

    Returns
    -------
    Picture
    """
    labels, curve = on_host(sizes), on_host(table)
    figure, ax = subplots(size=(7.5, 4.2))
    middle, spread = curve.mean(axis=0), curve.std(axis=0, ddof=1)
    look = line(0)
    ax.fill_between(labels, middle - spread, middle + spread, color=look["color"], alpha=0.18, linewidth=0)
    ax.plot(labels, middle, "o", label="labels alone", **look)
    floor = min([ax.get_ylim()[0], *reached.values()])
    for i, (name, share) in enumerate(reached.items(), start=1):
        ax.axhline(share, label=name, linewidth=1.3, **line(i))
        labeled = (worths or {}).get(name, np.inf)
        if np.isfinite(labeled):
            ax.plot([labeled, labeled], [floor, share], linewidth=1.3, **line(i))
            ax.annotate(f"{labeled:.0f}", (labeled, floor), xytext=(4, 4), textcoords="offset points", fontsize=9)
    log_axis(ax, "x")
    ax.set(xlabel="labeled images", ylabel="share right", ylim=(floor, None))
    legend_beside(ax)
    ends = f"from {middle[0]:.3f} with {labels[0]:g} labels to {middle[-1]:.3f} with {labels[-1]:g}"
    counts = {name: f", worth {labeled:.0f} labels" for name, labeled in (worths or {}).items()}
    marks = "; ".join(f"{name} {share:.3f}{counts.get(name, '')}" for name, share in reached.items())
    return Picture(figure, alt or f"The share right over the number of labels, {ends}. Level lines: {marks}.")
