"""The figures of gradient descent: what they show is what was handed in, on axes that do not bend right angles."""

import itertools

import numpy as np
import pytest

from gradschool import plots
from gradschool.data import surfaces

ROUND = surfaces.valley(1.0)


def test_arrows_point_downhill_and_cross_level_lines_at_right_angles_on_paper_too():
    valley, points = surfaces.valley(4.0), np.array([[-3.0, 1.0], [1.0, -1.0]])
    (ax,) = plots.downhill(valley, points, length=0.1).axes
    (arrows,) = (drawn for drawn in ax.collections if hasattr(drawn, "U"))
    np.testing.assert_allclose(np.stack([arrows.U, arrows.V], axis=1), -0.1 * valley.gradient(points))
    assert ax.get_aspect() == 1.0


@pytest.mark.parametrize("draw", [plots.level_lines, lambda f, equal: plots.paths(f, {"a": [[0, 1]]}, equal=equal)])
def test_level_lines_and_paths_get_equal_axes_where_asked(draw):
    assert draw(ROUND, equal=True).axes[0].get_aspect() == 1.0
    assert draw(ROUND, equal=False).axes[0].get_aspect() == "auto"


def test_points_for_arrows_are_asked_for_by_their_shape():
    with pytest.raises(ValueError, match=r"shape \(2,\); expected \(n, 2\)"):
        plots.downhill(ROUND, np.zeros(2))


def test_the_words_say_how_far_a_batch_s_way_down_is_off():
    along = surfaces.Surface("x", lambda w: w[..., 0], lambda w: np.array([1.0, 0.0]), (0, 0), (), (-1, 1), (-1, 1))
    picture = plots.batch_views(ROUND, {"one": [ROUND], "two": [along, ROUND]}, here=(0.0, 1.0))
    assert "one: up to 0 degrees off; two: up to 90 degrees off" in picture.alt
    assert len(picture.axes) == 2


def test_where_a_descent_stops_is_told_for_each_surface():
    picture = plots.stops({ROUND: [[1.0, 0.0], [0.5, 0.0]], surfaces.saddle(): [[0.25, 0.0]]})
    assert "valley: stops at (0.5, 0), 1 step; saddle: stops at (0.25, 0), 0 steps" in picture.alt
    assert [ax.get_aspect() for ax in picture.axes] == [1.0, 1.0]


def test_a_start_that_is_the_stop_as_well_is_seen_around_the_cross():
    start, stop = plots.stops({ROUND: [[1.0, 0.0]]}).axes[0].lines[-2:]
    assert start.get_markersize() > 1.5 * stop.get_markersize()


def test_maps_of_stops_with_unlike_windows_are_equally_high():
    picture = plots.stops({surfaces.saddle(): [[1.0, 0.0]], ROUND: [[1.0, 0.0]]})
    picture.axes[0].figure.draw_without_rendering()
    left, right = (ax.get_position().height for ax in picture.axes)
    assert left == pytest.approx(right, rel=0.05)


def test_the_maps_of_stops_have_equal_steps_of_height():
    lines = plots.stops({surfaces.plateau(): [[1.0, 0.0]]}).axes[0].collections[0]
    assert np.allclose(np.diff(lines.levels), lines.levels[1] - lines.levels[0])


def test_level_lines_below_zero_are_solid_as_the_others_are():
    lines = plots.stops({surfaces.saddle(): [[1.0, 0.0]]}).axes[0].collections[0]
    assert all(dashes is None for _, dashes in lines.get_linestyle())


def test_batches_are_drawn_over_the_true_way_down():
    along = surfaces.Surface("x", lambda w: w[..., 0], lambda w: np.array([1.0, 0.0]), (0, 0), (), (-1, 1), (-1, 1))
    lines = plots.batch_views(ROUND, {"one": [along]}, here=(0.0, 1.0)).axes[0].lines
    (true,) = (line for line in lines if line.get_linestyle() == "--")
    assert list(true.get_xdata()) == [0, 0]
    assert true.get_ydata()[1] < true.get_ydata()[0] == 1


def test_the_loss_of_the_edge_is_drawn_at_every_step():
    picture = plots.edge_of_stability({0.5: {"step": [0, 2], "loss": [1.0, 0.9, 0.5], "sharpness": [1.0, 3.9]}})
    assert list(picture.axes[0].lines[0].get_xdata()) == [0, 1, 2]


def test_lines_of_even_heights_crowd_where_it_is_steep():
    lines = plots.level_lines(ROUND, (-3, 3), (-2, 2), levels=[0.5, 1.0, 1.5]).axes[0].collections[0]
    assert list(lines.levels) == [0.5, 1.0, 1.5]


def test_a_cloud_s_words_give_its_standard_deviations():
    points = np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 0.0]])
    assert "still: standard deviations 1 and 0" in plots.clouds(ROUND, {"still": points}, (-2, 2), (-2, 2)).alt


def test_each_rate_gets_its_edge():
    run = {"step": [0, 10], "loss": [1.0, 0.5], "sharpness": [1.0, 3.9]}
    picture = plots.edge_of_stability({0.5: run})
    heights = [line.get_ydata()[0] for line in picture.axes[1].lines if len(set(line.get_ydata())) == 1]
    assert heights == [4.0]
    assert "at rate 0.5 from 1 to 3.9, where 2/rate is 4" in picture.alt


def test_panels_have_the_scales_asked_for():
    panels = {"left": {"a": [1, 2, 3]}, "right": {"a": [1, 2], "b": ([1, 10], [3, 4])}}
    left, right = plots.curve_panels(panels, ["linear", "log"]).axes
    assert (left.get_xscale(), left.get_yscale()) == ("linear", "linear")
    assert (right.get_xscale(), right.get_yscale()) == ("log", "log")
    assert left.get_legend() is None
    assert len(right.get_legend().get_texts()) == 2


def test_in_three_narrow_panels_the_numbers_below_do_not_touch():
    picture = plots.curve_panels({name: {"a": np.linspace(-0.25, 1.75, 201)} for name in "xyz"}, ["linear"] * 3)
    picture.figure.draw_without_rendering()
    boxes = [label.get_window_extent() for label in picture.axes[0].get_xticklabels()]
    assert len(boxes) > 2
    assert all(left.x1 < right.x0 for left, right in itertools.pairwise(boxes))


@pytest.mark.parametrize(("scales", "says"), [(["log", "lin"], "'lin' is not known"), (["log"], "have 1 scales")])
def test_scales_that_do_not_fit_are_refused(scales, says):
    with pytest.raises(ValueError, match=says):
        plots.curve_panels({"a": {"x": [1]}, "b": {"x": [1]}}, scales)
