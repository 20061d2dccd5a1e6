"""Figures of prepared data: windows, scales, and what they say."""

import numpy as np

from gradschool import plots


def test_a_cloud_is_told_by_mean_deviation_and_correlation():
    points = np.array([[9.0, 1.0], [11.0, 3.0], [9.0, 1.0], [11.0, 3.0]])
    picture = plots.point_clouds({"raw": points})
    assert "raw: means 10 and 2, deviations 1 and 1, correlation 1." in picture.alt
    low, high = picture.axes[0].get_xlim()
    assert low < 0 < 11 < high
    assert picture.axes[0].get_ylim() == (low, high)


def test_a_row_of_gray_images_has_zero_in_its_middle():
    images = np.stack([np.full((2, 2), -1.0), np.full((2, 2), 3.0)])
    (ax,) = plots.image_rows({"row": images}, limits={"row": 4.0}).axes
    shown = ax.images[0]
    assert shown.get_clim() == (-4.0, 4.0)
    assert shown.get_array().shape == (2, 6)


def test_a_row_of_color_images_is_cut_off_at_black_and_white():
    (ax,) = plots.image_rows({"colors": np.full((2, 3, 2, 2), 1.5)}).axes
    assert ax.images[0].get_array().shape == (2, 6, 3)
    assert ax.images[0].get_array().max() == 1


def test_a_bowl_says_how_long_it_is_and_how_much_of_the_way_is_left():
    hessian, route = np.diag([1.0, 4.0]), np.array([[2.0, 0.0], [1.0, 0.0], [0.5, 0.0]])
    picture = plots.bowls({"oval": (hessian, route), "round": (np.eye(2), route)})
    assert "oval: the largest curvature is 4 times the smallest, 0.25 of the way is left after 2 steps" in picture.alt
    assert picture.axes[0].get_aspect() == 1
