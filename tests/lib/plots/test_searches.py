"""Searches, halving and knobs are drawn as they are given, and told in words."""

import numpy as np

from gradschool import plots


def test_a_search_counts_the_different_values_of_the_first_knob() -> None:
    tried = {"grid": np.array([[0.1, 1.0], [0.1, 2.0]]), "random": np.array([[0.1, 1.0], [0.2, 2.0]])}
    picture = plots.searches(tried, lambda rate: 0 * rate + 0.5, low=0.01, high=1.0, xlabel="rate", ylabel="scale")
    assert "grid: 2 trials, 1 values of the rate" in picture.alt
    assert "random: 2 trials, 2 values of the rate" in picture.alt


def test_a_trial_is_drawn_as_far_as_it_was_trained() -> None:
    x = np.array([1, 2, 4])
    curves = {trial: (x, np.array([3.0, 2.0, 1.0]) + trial) for trial in range(2)}
    picture = plots.halving(curves, [[0, 1], [0]], [2, 4])
    lengths = [len(line.get_xdata()) for line in picture.axes[0].lines[:4]]
    assert lengths == [3, 3, 3, 2]
    assert picture.alt == "Validation loss by update; trained were 2 up to update 2, 1 up to update 4."


def test_each_column_has_a_dot_a_number_and_its_mean() -> None:
    panels = {"rate": {"0.1": [0.8, 0.6], "1": [0.5, 0.1]}, "layers": {"1": [0.7, 0.7]}}
    picture = plots.dots(panels)
    assert [line.get_ydata().tolist() for line in picture.axes[0].lines] == [[0.8, 0.6], [0.5, 0.1]]
    assert picture.alt == "Dots, and the mean accuracy of each column. rate: 0.1 0.70, 1 0.30; layers: 1 0.70."


def test_the_marked_column_has_another_color() -> None:
    picture = plots.dots({"rate": {"0.1": [0.8, 0.6], "1": [0.5, 0.1]}}, {"rate": "1"})
    first, second = (line.get_color() for line in picture.axes[0].lines)
    assert (first, second) == (plots.COLORS["blue"], plots.COLORS["vermilion"])


def test_many_dots_of_a_column_step_aside_and_few_stay_in_line():
    few, many = (plots.dots({"": {"a": list(range(n))}}).axes[0].lines[0].get_xdata() for n in (20, 100))
    assert set(few) == {0}
    assert len(set(many.round(6))) == 100
    assert np.abs(many).max() <= 0.3
