"""Figures of data: images in a grid, and what a classifier says all over the plane."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.ticker import MaxNLocator

from gradschool.backend import to_device, to_numpy
from gradschool.backend.arrays import Array
from gradschool.plots.picture import Picture
from gradschool.plots.style import MARKERS, areas, axes_or_new, subplots


def image_grid(
    images: Array,
    captions: Sequence[Any] | None = None,
    *,
    columns: int = 10,
    limits: tuple[float, float] | None = None,
    title: str | None = None,
    alt: str | None = None,
) -> Picture:
    """Show images in a grid.

    Parameters
    ----------
    images : array, shape (n, 1, height, width) or (n, 3, height, width)
        Grayscale, on a scale from the smallest value (black) to the largest; or color: whole numbers from 0 to 255,
        reals from 0 to 1, and other reals (standardized images) from the smallest, black, to the largest.
    captions : sequence, optional
        One for each image: words or numbers.
    columns : int, default 10
    limits : (float, float), optional
        What is black and what is white in grayscale, so that two grids can be compared.
    title, alt : str, optional
        The alternative text, without one, gives number, size and captions.

    Returns
    -------
    Picture

    Examples
    --------
    >>> from gradschool import data, plots
    >>> digits = data.digits()
    >>> print(plots.image_grid(digits.x[:4], captions=[str(label) for label in digits.y[:4]]).alt)
    Images: 4 images of 8 by 8 pixels in a grid, captioned 0, 1, 2, 3.
    """
    pictures = to_numpy(images)
    if pictures.ndim != 4 or pictures.shape[1] not in (1, 3) or len(pictures) == 0:
        raise ValueError(f"images have shape {pictures.shape}; expected (n, 1 or 3, height, width) with n at least 1")
    words = None if captions is None else [str(caption) for caption in captions]
    if words is not None and len(words) != len(pictures):
        raise ValueError(f"{len(words)} captions for {len(pictures)} images; give each its own, or none")
    n, columns = len(pictures), min(columns, len(pictures))
    rows = -(-n // columns)
    height = 7.5 / columns * rows * pictures.shape[2] / pictures.shape[3] + (0.25 * rows if words else 0)
    figure, axes = subplots(rows, columns, size=(7.5, height + 0.4), squeeze=False)
    scaled = _scaled(pictures)
    black, white = limits or (scaled.min(), scaled.max())
    for ax in axes.flat:
        ax.set_axis_off()
    for i, (ax, image) in enumerate(zip(axes.flat, scaled, strict=False)):
        if image.shape[0] == 1:
            ax.imshow(image[0], cmap="gray", vmin=black, vmax=white)
        else:
            ax.imshow(image.transpose(1, 2, 0))
        if words:
            ax.set_title(words[i], fontsize=9, pad=2)
    if title:
        figure.suptitle(title)
    named = f", captioned {', '.join(words)}" if words else ""
    size = f"{pictures.shape[2]} by {pictures.shape[3]} pixels"
    return Picture(figure, alt or f"{title or 'Images'}: {n} images of {size} in a grid{named}.")


def _scaled(images: np.ndarray) -> np.ndarray:
    """Return colors from 0 to 1, which is what matplotlib shows; it would cut off all that is outside."""
    if images.shape[1] == 1:
        return images
    if np.issubdtype(images.dtype, np.integer):
        return images / 255
    low, high = float(images.min()), float(images.max())
    return images if low >= 0 and high <= 1 else (images - low) / (high - low or 1)


def matrices(
    tables: Mapping[str, Array],
    *,
    xlabel: str = "",
    ylabel: str = "",
    limit: float | None = None,
    alt: str | None = None,
) -> Picture:
    """Show matrices side by side as pictures, all on one scale of colors.

    Parameters
    ----------
    tables : dict of array, shape (rows, columns)
        A title and a matrix each.
    xlabel, ylabel : str
        What a column, and what a row is.
    limit : float, optional
        The scale runs from minus this to this; by default to the largest size there is.
    alt : str, optional

    Returns
    -------
    Picture
    """
    arrays = {title: to_numpy(table) for title, table in tables.items()}
    end = limit or max(float(abs(array).max()) for array in arrays.values()) or 1.0
    figure, axes = subplots(1, len(arrays), size=(7.5, 3.3), sharey=True, squeeze=False)
    for ax, (title, array) in zip(axes.flat, arrays.items(), strict=True):
        image = ax.imshow(array, cmap="cividis", vmin=-end, vmax=end, aspect="auto", interpolation="nearest")
        ax.set(title=title, xlabel=xlabel)
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_locator(MaxNLocator(integer=True))
        ax.grid(False)
    axes.flat[0].set_ylabel(ylabel)
    figure.colorbar(image, ax=axes, aspect=30)
    sizes = "; ".join(f"{' '.join(title.split())}: {' by '.join(map(str, a.shape))}" for title, a in arrays.items())
    return Picture(figure, alt or f"Matrices as pictures, one color a value, from {-end:.2g} to {end:.2g}. {sizes}.")


def decision_boundary(
    predict: Callable[[Array], Array],
    dataset: Any,
    *,
    ax: Any | None = None,
    points: int = 200,
    xlabel: str = "$x_1$",
    ylabel: str = "$x_2$",
    title: str | None = None,
    alt: str | None = None,
) -> Picture:
    """Color the plane by what a classifier says, with the examples on top.

    Parameters
    ----------
    predict : callable
        Takes inputs of shape (n, 2), of the data's dtype and device; returns classes, whole numbers of shape (n,), or
        scores, shape (n, classes); one column of scores is positive for class 1.
    dataset : Dataset
        Examples of two features, with named classes; beyond eight their colors are the same again, mixed with gray.
    ax : Axes, optional
        Where to draw; a new figure without it.
    points : int, default 200
        Grid points a side.
    xlabel, ylabel, title, alt : str, optional

    Returns
    -------
    Picture
    """
    x, y = to_numpy(dataset.x), to_numpy(dataset.y)
    if x.ndim != 2 or x.shape[1] != 2:
        raise ValueError(f"{dataset.name}: inputs have shape {x.shape}; a plane needs (n, 2)")
    if y.ndim != 1 or not dataset.classes:
        raise ValueError(f"{dataset.name}: labels of shape {y.shape}, named {dataset.classes}; regions need classes")
    low, high = x.min(0), x.max(0)
    margin = 0.1 * (high - low) + 1e-9
    across, up = (np.linspace(a, b, points) for a, b in zip(low - margin, high + margin, strict=True))
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2).astype(x.dtype)
    said = _classes(to_numpy(predict(to_device(grid, dataset.x))))
    right = float((_classes(to_numpy(predict(dataset.x))) == y).mean())
    ax = axes_or_new(ax, (6.4, 4.6))
    colors = areas(len(dataset.classes))
    extent = (across[0], across[-1], up[0], up[-1])
    look = {"cmap": ListedColormap(colors), "vmin": 0, "vmax": max(len(colors) - 1, 1), "alpha": 0.25}
    ax.imshow(
        said.reshape(points, points), origin="lower", extent=extent, aspect="auto", interpolation="nearest", **look
    )
    for kind, name in enumerate(dataset.classes):
        own = x[y == kind]
        look = {"s": 22, "color": colors[kind], "marker": MARKERS[kind % 7]}
        ax.scatter(own[:, 0], own[:, 1], **look, edgecolors="white", linewidths=0.5, label=name)
    ax.grid(False)
    ax.set(xlabel=xlabel, ylabel=ylabel, title=title or dataset.name)
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    sides = f"{100 * right:.0f}% of {len(y)} examples lie on their own side"
    words = f"Decision regions on {dataset.name}: {', '.join(dataset.classes)}; {sides}."
    return Picture(ax.figure, alt or words)


def _classes(output: np.ndarray) -> np.ndarray:
    """Turn scores into classes; classes stay."""
    if output.ndim == 1:
        if not (output == output.astype(int)).all():
            raise ValueError("predict returns scores in one axis; shape them (n, 1): positive is class 1")
        return output.astype(int)
    return (output[:, 0] > 0).astype(int) if output.shape[1] == 1 else output.argmax(1)
