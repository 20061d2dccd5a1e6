"""The figures of unit 14 tell in words what they draw, and draw what they were given."""

import numpy as np
import pytest

from gradschool import plots


def test_many_fits_tell_bias_and_spread():
    fits = np.array([[1.0, 3.0], [3.0, 5.0]])
    picture = plots.many_fits([0.0, 1.0], fits, np.array([0.0, 2.0]))
    assert "2 fits" in picture.alt
    assert "their mean is 2 off the truth, each 1 off the mean" in picture.alt


def test_the_second_descent_tells_its_ends_and_its_peak():
    errors = np.array([[0.5, 0.9, 0.2], [0.3, 0.7, 0.2]])
    picture = plots.second_descent([10, 100, 900], {"plain": errors}, {"plain": 1 + errors}, 100)
    assert "plain: 40% at 10, at worst 80% at 100, 20% at 900" in picture.alt
    assert picture.axes[0].get_ylim() == (0, 1)


def test_gains_stand_over_disagreements_in_percent():
    picture = plots.ensemble_gains({"own": (np.array([0.1, 0.2]), np.array([0.02, 0.04]))})
    x, y = picture.axes[0].lines[0].get_data()
    np.testing.assert_allclose((x, y), ([10, 20], [2, 4]))
    assert "own: 15.0% apart, gain 3.0 points" in picture.alt


def test_bars_of_a_reliability_diagram_are_the_shares_right_of_each_bin():
    confidence = np.array([0.3, 0.35, 0.95, 1.0])
    picture = plots.reliability({"one": (confidence, np.array([True, False, True, True]))}, bins=5)
    heights = [bar.get_height() for bar in picture.axes[0].patches]
    assert heights == pytest.approx([0, 0.5, 0, 0, 1])
    assert [bar.get_height() for bar in picture.axes[1].patches] == pytest.approx([0, 0.5, 0, 0, 0.5])
    assert "mean confidence 0.65, right 0.75" in picture.alt
