"""Graphs of values, and errors on a scale: what adds up, what is said."""

import numpy as np

from gradschool import plots

PLACES = {"x": (0, 2), "s": (2, 0), "L": (4, 1)}
VALUES = {"x": 3.0, "s": 6.0, "L": 18.0}


def test_what_arrives_at_a_value_of_a_graph_adds_up():
    picture = plots.computational_graph(PLACES, VALUES, {("x", "s"): 6, ("x", "L"): 6, ("s", "L"): 3})
    assert "x is 3, gradient 12; s is 6, gradient 3; L is 18, gradient 1." in picture.alt
    written = [text.get_text() for text in picture.axes[0].texts]
    assert written.count("\u2190 6") == 2
    assert "gradient 12" in written


def test_an_error_scale_has_a_dot_for_each_error_and_names_them():
    errors = {"ones": {"wrong": 1e-11, "right": 1e-10}, "random": {"wrong": 0.5, "right": 0.0}}
    picture = plots.error_scale(errors, right=1e-7, wrong=1e-3)
    ones, random = picture.axes[0].lines
    assert ones.get_xdata().tolist() == [1e-11, 1e-10]
    assert random.get_xdata().tolist() == [0.5, 1e-12]
    assert "random: wrong 5e-01, right 0e+00." in picture.alt


def test_dots_mark_points_of_one_panel():
    curves = {"f": ([0.0, 1.0], [0.0, 1.0])}
    left, right = plots.curve_panels({"a": curves, "b": curves}, dots={"b": ([0.5], [0.5])}).axes
    assert (len(left.lines), len(right.lines)) == (1, 2)


XOR = [(np.ones((2, 2)), np.array([0.0, -1.0])), (np.array([[1.0], [-2.0]]), np.array([-0.5]))]


def test_a_small_network_shows_each_weight_and_bias():
    picture = plots.network(XOR, {0: ["x1", "x2"], 1: ["h1", "h2"], 2: ["z"]})
    written = [text.get_text() for text in picture.axes[0].texts]
    assert written.count("1") == 5
    assert {"-2", "bias -1", "bias -0.5", "x2", "h1", "z"} <= set(written)
    assert picture.alt.endswith("Weights into unit 1 of layer 2: 1, -2, bias -0.5.")


def test_an_arrow_s_look_says_the_sign_of_its_weight():
    picture = plots.network(XOR)
    lines = [text.arrow_patch.get_linestyle() for text in picture.axes[0].texts if hasattr(text, "arrow_patch")]
    assert [line == "-" for line in lines if line] == [True] * 5 + [False]


def test_of_a_wide_layer_some_units_stand_for_all():
    rng = np.random.default_rng(0)
    picture = plots.network([(rng.standard_normal((64, 10)), np.zeros(10))])
    assert len(picture.axes[0].lines) == 10
    assert [text.get_text() for text in picture.axes[0].texts].count("\u22ee") == 2
    assert picture.alt == "A network: 64 inputs, then 10 units."
