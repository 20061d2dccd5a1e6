"""What preparing data does: to clouds of points, to rows of images, to the bowl in which weights descend."""

from collections.abc import Mapping

import numpy as np

from gradschool.backend.arrays import Array
from gradschool.plots.landscape import Surface, draw_level_lines
from gradschool.plots.numbers import on_host
from gradschool.plots.picture import Picture
from gradschool.plots.style import COLORS, subplots


def point_clouds(
    stages: Mapping[str, Array], *, xlabel: str = "$x_1$", ylabel: str = "$x_2$", alt: str | None = None
) -> Picture:
    """Draw clouds of points side by side, each in a square window around it, with the axes through zero and its mean.

    Parameters
    ----------
    stages : dict of array, shape (n, 2)
        A title for each.
    xlabel, ylabel : str
    alt : str, optional
        Means, deviations, and correlation of each, without it.

    Returns
    -------
    Picture
    """
    figure, axes = subplots(1, len(stages), size=(7.5, 3.2), squeeze=False)
    told = []
    for ax, (title, given) in zip(axes.flat, stages.items(), strict=True):
        points = on_host(given)
        low, high = min(0.0, float(points.min())), max(0.0, float(points.max()))
        margin = 0.1 * (high - low)
        ax.axhline(0, color="black", linewidth=0.8)
        ax.axvline(0, color="black", linewidth=0.8)
        ax.plot(*points.T, ".", color=COLORS["blue"], markersize=3, alpha=0.6)
        ax.plot(*points.mean(axis=0), "X", color=COLORS["vermilion"], markersize=10, markeredgecolor="white")
        window = (low - margin, high + margin)
        ax.set(title=title, xlim=window, ylim=window, xlabel=xlabel, aspect="equal")
        (a, b), (s, t), r = points.mean(axis=0), points.std(axis=0), np.corrcoef(points.T)[0, 1]
        told.append(f"{title}: means {a:.3g} and {b:.3g}, deviations {s:.3g} and {t:.3g}, correlation {r:.2g}")
    axes[0, 0].set_ylabel(ylabel)
    return Picture(figure, alt or f"Clouds of points with their means as crosses. {'; '.join(told)}.")


def image_rows(
    rows: Mapping[str, Array], *, limits: Mapping[str, float] | None = None, alt: str | None = None
) -> Picture:
    """Show rows of images, each with its name at the left; gray ones with zero in the middle of the scale.

    Parameters
    ----------
    rows : dict of array, shape (n, height, width) or (n, 3, height, width)
        Gray images, dark where they are positive, each row on a scale of its own; or colors from 0 to 1, of which what
        lies outside is cut off.
    limits : dict of float, optional
        For a row by its name, the value that is black; by default 2.5 times the row's root mean square.
    alt : str, optional

    Returns
    -------
    Picture
    """
    figure, axes = subplots(len(rows), 1, size=(7.5, 0.3 + 0.66 * len(rows)), squeeze=False)
    told = []
    for ax, (name, given) in zip(axes.flat, rows.items(), strict=True):
        images = on_host(given)
        padding = [(0, 0)] * (images.ndim - 1) + [(0, 1)]
        if images.ndim == 4:
            strip = np.concatenate(np.pad(images, padding, constant_values=1.0), axis=-1).transpose(1, 2, 0)
            ax.imshow(np.clip(strip, 0, 1))
        else:
            strip = np.concatenate(np.pad(images, padding, constant_values=np.nan), axis=-1)
            end = (limits or {}).get(name) or 2.5 * float(np.sqrt(np.mean(images**2))) or 1.0
            ax.imshow(strip, cmap="gray_r", vmin=-end, vmax=end)
        ax.set(xticks=[], yticks=[])
        ax.set_ylabel(name, rotation=0, ha="right", va="center")
        ax.spines[:].set_visible(False)
        told.append(f"{' '.join(name.split())}: {len(images)} images, from {images.min():.3g} to {images.max():.3g}")
    return Picture(figure, alt or f"Rows of images. {'; '.join(told)}.")


def bowls(routes: Mapping[str, tuple[Array, Array]], *, columns: int = 2, alt: str | None = None) -> Picture:
    """Draw the level lines of quadratic losses ``w^T H w / 2``, each with a path; a unit is as long on both axes.

    Parameters
    ----------
    routes : dict of (array of shape (2, 2), array of shape (steps + 1, 2))
        For each title the Hessian and the weights visited, counted from the minimum.
    columns : int, default 2
        Panels a row.
    alt : str, optional

    Returns
    -------
    Picture
    """
    rows = -(-len(routes) // columns)
    figure, axes = subplots(rows, columns, size=(7.5, 3.3 * rows), squeeze=False)
    told = []
    for ax, (title, (matrix, route)) in zip(axes.flat, routes.items(), strict=False):
        hessian, path = on_host(matrix), on_host(route)
        curvatures = np.linalg.eigvalsh(hessian)
        reach = 1.6 * float(np.linalg.norm(path[0])) / 1.1
        window = (-reach, reach)
        draw_level_lines(ax, _quadratic(hessian), window, window, levels=12)
        ax.plot(*path.T, "o-", color=COLORS["vermilion"], markersize=3.5, linewidth=1.1)
        ax.plot(0, 0, "*", color="black", markersize=13, zorder=3)
        ax.set(title=title, aspect="equal", xlabel="$w_1$ from the minimum", ylabel="$w_2$ from the minimum")
        left = np.linalg.norm(path[-1]) / np.linalg.norm(path[0])
        told.append(f"{title}: the largest curvature is {curvatures[-1] / curvatures[0]:.3g} times the smallest, ")
        told[-1] += f"{left:.2g} of the way is left after {len(path) - 1} steps"
    for ax in axes.flat[len(routes) :]:
        ax.set_visible(False)
    return Picture(figure, alt or f"Level lines of quadratic losses, each with a path. {'; '.join(told)}.")


def _quadratic(hessian: np.ndarray) -> Surface:
    return lambda w: 0.5 * np.sum(w * (w @ hessian), axis=-1)
