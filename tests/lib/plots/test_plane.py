"""Figures of the plane, of bars, and of years: what is drawn and what is said."""

import numpy as np
import pytest

from gradschool import data, plots

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def test_a_unit_with_a_threshold_says_which_points_are_one():
    picture = plots.threshold_units({"AND": ((1, 1), -1.5), "OR": ((1, 1), -0.5), "never": ((0, 0), -1)}, CORNERS)
    assert "AND, w = (1, 1), b = -1.5: 1 for (1, 1);" in picture.alt
    assert "OR, w = (1, 1), b = -0.5: 1 for (0, 1), (1, 0), (1, 1);" in picture.alt
    assert picture.alt.endswith("1 for none.")
    squares = picture.axes[1].lines[1]
    assert squares.get_label() == "$\\hat y = 1$"
    assert len(squares.get_xdata()) == 3


def test_the_arrow_of_a_unit_stands_on_its_line_and_points_to_its_side():
    w, bias = np.array([3.0, 4.0]), -2.0
    (arrow,) = plots.threshold_units({"unit": (w, bias)}, CORNERS).axes[0].texts
    tail, head = np.array(arrow.xyann), np.array(arrow.xy)
    assert tail @ w + bias == pytest.approx(0)
    np.testing.assert_allclose((head - tail) / np.linalg.norm(head - tail), w / 5)


def test_examples_that_fall_together_are_counted():
    folded = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 0.0], [2.0, 1.0]])
    planes = {"in": (lambda x: x[:, 0] - 0.5, CORNERS), "folded": (lambda h: h[:, 0] - 2 * h[:, 1] - 0.5, folded)}
    left, right = plots.cut_planes(planes, [0, 1, 1, 0], ("same", "different")).axes
    assert not left.texts
    assert [text.get_text() for text in right.texts] == ["2 examples"]


def test_classifiers_side_by_side_say_each_how_many_are_right():
    def always_first(x):
        return np.stack([np.ones(len(x)), np.zeros(len(x))], axis=1)

    picture = plots.decision_boundaries({"one": always_first, "two": always_first}, data.xor())
    assert picture.alt.count("50% of 4 examples") == 2
    assert [ax.get_legend() is None for ax in picture.axes] == [True, False]


def test_a_marked_point_is_judged():
    students = data.will_i_pass()
    picture = plots.probability_lines(lambda x: x[:, 0] / 10, students, mark=(4.0, 30.0), mark_name="Ann")
    assert picture.alt.endswith("Ann lies where the probability is 40%.")


def test_bars_carry_their_values():
    picture = plots.bars({"p": np.array([0.25, -0.75]), "named": {"cat": 2.0}}, digits=1)
    assert [text.get_text() for text in picture.axes[0].texts] == ["0.2", "-0.8"]
    assert picture.alt == "Bars. p: 0 0.2, 1 -0.8; named: cat 2.0."


def test_a_time_line_tells_its_events_in_order():
    picture = plots.timeline([(1943, "A", "one\nunit"), (1958, "B", "learns")], title="Years")
    assert picture.alt == "A time line from 1943 to 1958: 1943 A: one unit; 1958 B: learns."
