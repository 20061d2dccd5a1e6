"""Figures of normalization say what they show, and refuse what they cannot draw."""

import numpy as np
import pytest

from gradschool import plots

RATES, GAINS = [0.1, 1.0, 10.0], [0.5, 2.0]


def test_a_map_counts_the_pairs_that_learn() -> None:
    table = np.array([[0.95, 0.91, 0.1], [0.89, 0.97, 0.1]])
    alt = plots.accuracy_maps({"with": table, "without": table / 2}, RATES, GAINS).alt
    assert "with: 3 of 6 pairs above 90%, best 97%" in alt
    assert "without: 0 of 6 pairs above 90%, best 48%" in alt


def test_a_map_writes_the_percent_of_each_pair_with_gains_upward() -> None:
    table = np.arange(6).reshape(2, 3) / 10
    (ax, *_) = plots.accuracy_maps({"one": table}, RATES, GAINS).axes
    assert [text.get_text() for text in ax.texts] == ["0", "10", "20", "30", "40", "50"]
    assert ax.get_ylim()[0] < ax.get_ylim()[1]


def test_a_map_of_another_shape_is_named() -> None:
    with pytest.raises(ValueError, match=r"'one' has shape \(3, 2\); expected \(2, 3\)"):
        plots.accuracy_maps({"one": np.zeros((3, 2))}, RATES, GAINS)


@pytest.mark.parametrize(("kind", "cells"), [("batch", 3), ("layer", 4), ("group", 2), ("instance", 1)])
def test_what_shares_a_mean_is_marked(kind: str, cells: int) -> None:
    (ax,) = plots.averaged_together(kind, examples=3, channels=4).axes
    colors = [patch.get_facecolor() for patch in ax.patches]
    assert len(colors) == 3 * 4 * 9
    assert sum(color == colors[0] for color in colors) == 9 * cells


def test_another_kind_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="'row' is not known; take one of batch, layer, group, instance"):
        plots.averaged_together("row")
