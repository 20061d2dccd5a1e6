"""Unit 17's figures show every run, count what is mistaken for what, and move."""

import numpy as np
import pytest

from gradschool.plots.capstone import confusion, growing_units, runs


def test_every_run_is_a_dot_and_every_setting_a_row() -> None:
    ax = runs({"before": [0.5, 0.6, 0.7], "after": [0.7, 0.8]}, chance=0.1).axes[0]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["before", "after"]
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    assert [len(line.get_xdata()) for line in dots] == [3, 2]


def test_runs_with_one_seed_are_refused() -> None:
    with pytest.raises(ValueError, match="'once' holds too little"):
        runs({"once": [0.5]})


def test_no_runs_at_all_are_refused() -> None:
    with pytest.raises(ValueError, match="two or more seeds"):
        runs({})


def test_a_row_of_the_confusion_is_a_class_in_truth() -> None:
    shares = confusion([0, 0, 0, 0, 1], [1, 1, 1, 0, 1], ["disk", "ring"]).axes[0].images[0].get_array()
    assert np.asarray(shares).tolist() == [[25.0, 75.0], [0.0, 100.0]]


def test_a_network_without_mistakes_has_none_told() -> None:
    assert (
        confusion([0, 1], [0, 1], ["disk", "ring"]).alt == "What 2 images of 2 classes are taken for. 100% are right."
    )


def test_the_film_has_a_frame_for_each_moment() -> None:
    film = growing_units([0, 20], [np.zeros((3, 4, 5)), np.ones((3, 4, 5))], title="Units")
    assert (
        film.alt
        == "Units. The weights of 3 hidden units as pictures of 4 by 5 pixels, at 2 moments from update 0 to 20."
    )
    assert len(film.frames) == 2
