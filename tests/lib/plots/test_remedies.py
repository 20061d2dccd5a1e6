"""Figures of unit 11 say in words what they draw."""

import numpy as np

from gradschool import data, plots


def test_borders_draw_a_panel_for_each_model() -> None:
    points = data.gaussian_mixture(20)
    picture = plots.borders({"up": lambda x: x[:, 1], "right": lambda x: x[:, 0]}, points, lambda x: x[:, 0])
    assert [ax.get_title() for ax in picture.figure.axes if ax.get_visible()] == ["up", "right"]
    assert "20 points" in picture.alt
    assert "up, right" in picture.alt


def test_shades_tell_a_sure_model_from_an_unsure_one() -> None:
    points = data.gaussian_mixture(20)
    picture = plots.borders(
        {"sure": lambda x: 50 * x[:, 1], "unsure": lambda x: 0.1 * x[:, 1]}, points, lambda x: x[:, 0]
    )
    drawn = []
    for ax in picture.figure.axes[:2]:
        areas = ax.collections[0]
        drawn.append([len(path.vertices) > 0 for path in areas.get_paths()])
    assert drawn[0][0]
    assert drawn[0][-1]
    assert not drawn[1][0]
    assert not drawn[1][-1]


def test_maps_of_losses_tell_each_lowest_pair() -> None:
    picture = plots.loss_maps({"one": ([0, 0.1], np.array([[0.5, 0.4], [0.3, 0.6]]))}, [0.01, 0.1])
    assert "one: lowest, 0.3, at rate 0.1 and decay 0" in picture.alt
    assert [text.get_text() for text in picture.figure.axes[0].texts] == ["0.50", "0.40", "0.30", "0.60"]


def test_pooling_regions_are_told_in_pixels() -> None:
    picture = plots.pooling_regions(np.zeros((4, 4)), {"draw": ([0, 1, 4], [0, 2, 4])})
    assert "draw: rows of [1, 3], columns of [2, 2] pixels" in picture.alt
