"""Choices, folds and patients are drawn as they are given, and told in words."""

import numpy as np
import pytest

from gradschool import plots

HISTORY = {
    "update": [0, 10, 20],
    "training": [2.3, 1.0, float("nan")],
    "validation": [2.4, 1.5, 1.2],
    "training accuracy": [0.1, 0.6, 0.9],
    "validation accuracy": [0.1, 0.5, 0.7],
}


def test_the_choice_is_the_best_in_validation_and_told_with_its_test() -> None:
    picture = plots.choice(np.array([0.8, 0.95, 0.9]), np.array([0.9, 0.85, 0.8]))
    (chosen,) = [line for line in picture.axes[0].lines if line.get_label() == "chosen"]
    assert (chosen.get_xdata()[0], chosen.get_ydata()[0]) == (0.95, 0.85)
    assert "0.950 in validation and 0.850 on test; the mean of all on test is 0.850" in picture.alt


def test_each_round_shows_whom_it_holds_out() -> None:
    picture = plots.folds([np.array([0, 2]), np.array([1])], 3)
    orange = {
        (round(bar.get_x()), round(bar.get_y() + 0.4))
        for bar in picture.axes[0].patches
        if bar.get_facecolor()[:3] == pytest.approx((0.902, 0.624, 0.0), abs=0.01)
    }
    assert orange == {(0, 0), (2, 0), (1, 1)}
    assert "2 rounds over 3 examples; held out in each: 2, 1" in picture.alt


def test_groups_stand_together_and_are_parted_by_lines() -> None:
    picture = plots.folds([np.array([0, 2]), np.array([1, 3])], 4, groups=np.array([5, 1, 5, 1]))
    assert [line.get_xdata()[0] for line in picture.axes[0].lines] == [2]
    assert picture.axes[0].get_xlabel() == "example, sorted by group"


def test_a_patient_s_curves_end_where_they_are_no_numbers() -> None:
    picture = plots.patient(HISTORY, title="a run")
    assert np.isnan(picture.axes[0].lines[0].get_ydata()[-1])
    assert "right at the end 90% and 70%" in picture.alt


def test_a_flat_line_looks_flat_in_the_ward() -> None:
    flat = HISTORY | {"training": [2.30, 2.31, 2.30], "validation": [2.30, 2.30, 2.31]}
    picture = plots.ward({"A": flat, "B": HISTORY})
    low, high = picture.axes[0].get_ylim()
    assert high > 1.5 * low
    assert picture.axes[0].get_title() == "A: right 90 and 70 %"
