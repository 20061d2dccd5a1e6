"""The figures of unit 15 say in words what they draw, and refuse a state that there is not."""

import pytest

from gradschool import plots


def test_a_plan_with_an_unknown_state_is_refused_by_name():
    with pytest.raises(ValueError, match=r"'probe' has the states .*'warm'.*frozen, tuned, new, left out"):
        plots.training_plans({"probe": ["frozen", "warm"]}, ["body", "head"])


def test_a_plan_with_too_few_parts_is_refused():
    with pytest.raises(ValueError, match="for each part"):
        plots.training_plans({"probe": ["frozen"]}, ["body", "head"])


def test_each_part_of_each_plan_is_a_box():
    picture = plots.training_plans({"probe": ["frozen", "new"], "scratch": ["new", "new"]}, ["body", "head"])
    assert len(picture.axes[0].patches) == 4


def test_bars_are_as_long_as_the_means_and_the_words_give_the_sample_deviation():
    picture = plots.regimes({"few": {"probe": [0.8, 0.9], "scratch": [0.3, 0.4]}, "many": {"probe": [1.0, 1.0]}})
    assert [bar.get_width() for bar in picture.figure.axes[0].patches] == pytest.approx([85, 35])
    assert "few: probe 85 ± 7, scratch 35 ± 7; many: probe 100 ± 0." in picture.alt


def test_guessing_is_a_dotted_line_and_the_chosen_bar_has_another_color():
    panels = {"few": {"probe": [0.8, 0.9], "scratch": [0.3, 0.4]}}
    picture = plots.regimes(panels, guessing={"few": 0.25}, chosen={"few": "probe"}, columns=1)
    bars = picture.figure.axes[0].patches
    assert bars[0].get_facecolor() != bars[1].get_facecolor()
    assert 25 in [line.get_xdata()[0] for line in picture.figure.axes[0].lines]
    assert picture.alt.endswith("scratch 35 ± 7; chosen: probe.")


def test_a_map_of_rates_has_the_head_across_and_the_old_layers_upward():
    tables = {"new": [[[10, 20, 30], [40, 50, 60]], [[10, 20, 30], [40, 50, 62]]]}
    picture = plots.rate_maps(tables, [0, 0.1], [0.1, 1, 10])
    axes = picture.figure.axes[0]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["0.1", "1", "10"]
    assert "61 ± 1" in [text.get_text() for text in axes.texts]
    assert picture.alt.endswith("old 0.1: 40 ± 0 at 0.1, 50 ± 0 at 1, 61 ± 1 at 10.")
