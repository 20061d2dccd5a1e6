"""Figures of several panels, of matrices, and of printed tables: what is drawn, what is said, what is refused."""

import numpy as np
import pytest

from gradschool import data, plots


def test_panels_that_share_an_axis_share_a_legend():
    picture = plots.curve_panels({"up": {"a": [1, 2], "b": [2, 3]}, "down": {"a": [2, 1], "b": [9, 2]}}, share=True)
    first, second = picture.axes
    assert first.get_ylim() == second.get_ylim()
    assert first.get_legend() is None
    assert [text.get_text() for text in picture.figure.legends[0].get_texts()] == ["a", "b"]


def test_a_scale_for_all_panels_and_a_label_at_the_left():
    left, right = plots.curve_panels({"a": {"x": [1.0]}, "b": {"x": [2.0]}}, "log y", ylabel="loss").axes
    assert [left.get_yscale(), right.get_yscale()] == ["log", "log"]
    assert (left.get_ylabel(), right.get_ylabel()) == ("loss", "")


def test_marks_stand_at_each_value():
    (ax,) = plots.curve_panels({"a": {"x": [1.0, 2.0]}}, marks=True).axes
    assert ax.lines[0].get_marker() == "o"


def test_dots_have_a_name_in_the_legend():
    panels = {"a": {"x": [1.0, 2.0], "y": [2.0, 3.0]}}
    named, plain = (plots.curve_panels(panels, dots={"a": ([1], [1])}, dotted=name).axes[0] for name in ("tries", None))
    assert [text.get_text() for text in named.get_legend().get_texts()] == ["x", "y", "tries"]
    assert [text.get_text() for text in plain.get_legend().get_texts()] == ["x", "y"]


def test_bars_have_the_panel_s_color_or_each_its_own():
    panels = {"one": {"a": 1.0, "b": 2.0}, "two": {"a": 3.0, "b": 4.0}}
    by_panel, by_bar = (
        [[bar.get_facecolor() for bar in ax.patches] for ax in plots.bars(panels, each=each).axes]
        for each in (False, True)
    )
    assert by_panel[0][0] == by_panel[0][1] != by_panel[1][0]
    assert by_bar[0] == by_bar[1]
    assert by_bar[0][0] != by_bar[0][1]


def test_whole_numbers_have_no_ticks_between_them():
    (ax,) = plots.curve_panels({"a": {"x": ([1, 2, 3], [1.0, 2.0, 3.0])}}).axes
    assert all(tick == round(tick) for tick in ax.get_xticks())


def test_matrices_share_one_scale_of_colors():
    picture = plots.matrices({"small": np.eye(2), "large": -3 * np.eye(4)}, ylabel="row")
    assert [ax.images[0].get_clim() for ax in picture.axes[:2]] == [(-3.0, 3.0)] * 2
    assert "from -3 to 3. small: 2 by 2; large: 4 by 4." in picture.alt


def test_printed_figures_stand_over_ours():
    runs = np.ones((3, 11, 2)) + 0.1 * np.arange(3)[:, None, None]
    printed = np.full((11, 2), 1.3)
    printed[10, 1] = 0
    picture = plots.against_printed(runs, printed, title="tanh")
    ours, crosses = picture.axes[0].lines
    np.testing.assert_allclose(ours.get_ydata(), 1.1)
    assert np.isnan(crosses.get_ydata()[10])
    assert "the farthest 11.0 spreads away" in picture.alt


def test_the_printed_tables_are_those_of_five_networks():
    tables = data.activation_tables()
    assert {table.shape for table in tables.values()} == {(11, 2)}
    assert tables["tanh, sqrt(1/500)"][10, 1] == pytest.approx(0.228008)
    assert all(abs(table[0, 1] - 1) < 0.01 for table in tables.values())


def test_a_curve_has_one_look_in_all_panels_and_panels_fill_rows():
    picture = plots.curve_panels({"a": {"x": [1], "y": [2]}, "b": {"y": [3]}, "c": {"z": [3]}}, columns=2)
    first, second, third, empty = picture.axes
    assert first.lines[1].get_color() == second.lines[0].get_color() != first.lines[0].get_color()
    assert third.lines[0].get_color() == plots.line(2)["color"]
    assert not empty.get_visible()


def test_gradients_of_one_sign_are_counted():
    slopes = np.array([[1.0, 1.0], [-1.0, -2.0], [1.0, -1.0], [2.0, 1.0]])
    path = np.array([[-1.0, 1.0], [1.0, -0.5]])
    picture = plots.one_signed({"run": (slopes, lambda w: np.sum(w * w, axis=-1), path)}, (1.0, -1.0))
    assert "run: 75% of the gradients have one sign, the path ends 0.50 from the minimum" in picture.alt


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([0.05, 0.5], ["0.05", "0.1", "0.2", "0.5"]),
        ([0.3, 0.6], ["0.3", "0.4", "0.5", "0.6"]),
        ([1.0, 1e3], ["1", "10", "100", "1000"]),
        ([1.0, 1e5], [f"$10^{{{power}}}$" for power in range(6)]),
    ],
)
def test_a_short_logarithmic_axis_has_plain_numbers_and_more_of_them(values, told):
    picture = plots.loss_curves({"a": values})
    (ax,), (low, high) = picture.axes, values
    ax.set_ylim(0.99 * low, 1.01 * high)
    picture.png()
    ticks = [
        (place, label.get_text())
        for minor in (False, True)
        for place, label in zip(ax.get_yticks(minor=minor), ax.get_yticklabels(minor=minor), strict=True)
        if low <= place * 1.001 and place <= high * 1.001
    ]
    assert [label for _, label in sorted(ticks) if label] == told


def test_one_panel_may_have_ends_of_its_own():
    left, right = plots.curve_panels({"a": {"x": [1, 2]}, "b": {"x": [1, 2]}}, ylim={"b": (0, 9)}).axes
    assert right.get_ylim() == (0, 9) != left.get_ylim()
