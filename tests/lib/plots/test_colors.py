"""The colors of lines stay apart for readers who see fewer of them."""

from itertools import combinations

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from gradschool.plots import COLORS

# What dichromats see, on linear RGB: Machado, Oliveira and Fernandes 2009, table 1, severity 1.
SEEN = {
    "all cones": np.eye(3),
    "no long-wave cones": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "no middle-wave cones": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
    ],
    "no short-wave cones": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.3039],
    ],
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
APART = 15.0
"""Least distance in CIELAB; 2.3 is what is barely noticed side by side."""


def nearest(colors, eye):
    """Return the distance of the two colors that are most alike to an eye."""
    srgb = np.array([to_rgb(color) for color in colors])
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ np.array(SEEN[eye]).T, 0, 1) @ TO_XYZ.T / TO_XYZ.sum(axis=1)
    f = np.where(seen > 0.008856, np.cbrt(seen), 7.787 * seen + 16 / 116)
    lab = np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=-1)
    return min(np.linalg.norm(a - b) for a, b in combinations(lab, 2))


@pytest.mark.parametrize("eye", SEEN)
def test_the_colors_of_lines_are_told_apart(eye):
    assert nearest(list(COLORS.values())[:7], eye) > APART


def test_the_measure_knows_colors_that_are_not():
    usual = matplotlib.color_sequences["tab10"][:7]
    assert nearest(usual, "no middle-wave cones") < APART
