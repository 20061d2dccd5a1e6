"""What a classifier says about some images: each image, and below it a bar for each class."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from gradschool.backend.arrays import Array
from gradschool.plots.numbers import on_host
from gradschool.plots.picture import Picture
from gradschool.plots.style import COLORS, subplots


def answers(images: Array, labels: Array, probabilities: Mapping[str, Array], *, alt: str | None = None) -> Picture:
    """Draw images side by side, and below each the probabilities that one or more classifiers give to its classes.

    Parameters
    ----------
    images : array, shape (n, height, width)
        Gray, dark where they are positive.
    labels : array of int, shape (n,)
        The class of each; its bar is orange, the others are blue.
    probabilities : dict of array, shape (n, classes)
        A name and what that classifier says; a row of bars each, all with axes from 0 to 1. Above each field stands
        the class with the largest probability, in bold where it is right.
    alt : str, optional
        Without it: how many each classifier has right, and how far its answers differ from image to image.

    Returns
    -------
    Picture

    Examples
    --------
    >>> images, sure = [[[0.0, 1.0]], [[1.0, 0.0]]], [[0.9, 0.1], [0.2, 0.8]]
    >>> print(answers(images, [0, 1], {"a reader": sure, "another": [[0.6, 0.4], [0.6, 0.4]]}).alt)
    2 images, and what is said about each. a reader: 2 right; another: 1 right, the same about all.
    """
    shown, truth = on_host(images), np.asarray(on_host(labels), dtype=int)
    tables = {name: on_host(p) for name, p in probabilities.items()}
    figure, axes = subplots(1 + len(tables), len(shown), size=(7.5, 0.9 + 1.05 * len(tables)), squeeze=False)
    for ax, image in zip(axes[0], shown, strict=True):
        ax.imshow(image, cmap="gray_r", interpolation="nearest")
        ax.set_axis_off()
    told = []
    for row, (name, table) in zip(axes[1:], tables.items(), strict=True):
        for ax, k, p in zip(row, truth, table, strict=True):
            _bars(ax, p, int(k))
        row[0].set_ylabel(name, rotation=0, ha="right", va="center")
        same = ", the same about all" if np.ptp(table, axis=0).max() < 0.01 else ""
        told.append(f"{' '.join(name.split())}: {np.sum(table.argmax(axis=1) == truth)} right{same}")
    return Picture(figure, alt or f"{len(shown)} images, and what is said about each. {'; '.join(told)}.")


def _bars(ax: Any, p: np.ndarray, label: int) -> None:
    """Draw the probabilities of one image."""
    colors = [COLORS["vermilion" if k == label else "blue"] for k in range(len(p))]
    ax.bar(np.arange(len(p)), p, color=colors, width=0.8)
    ax.set(ylim=(0, 1), xticks=[], yticks=[])
    ax.grid(False)
    said = int(p.argmax())
    ax.set_title(f"“{said}”", fontsize=10, pad=2, fontweight="bold" if said == label else "normal")
