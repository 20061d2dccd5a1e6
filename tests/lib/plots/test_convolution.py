"""Figures of unit 13 say in words what they draw."""

import numpy as np
import pytest

from gradschool import plots


@pytest.mark.parametrize(("kind", "lines", "weights"), [("dense", 64, 64), ("local", 22, 22), ("shared", 22, 3)])
def test_connections_count_lines_and_weights(kind: str, lines: int, weights: int) -> None:
    picture = plots.connections(kind)
    assert f"{lines} lines that hold {weights} different weights" in picture.alt
    assert len(picture.axes[0].lines) == lines + 2  # and the two rows of dots


def test_an_unknown_kind_of_connections_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'sparse' is not known; take one of dense, local, shared"):
        plots.connections("sparse")


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ((8, 3, 2, 0), "3 windows fit; 1 pixels are in none"),
        ((5, 3, 1, 1), "5 windows fit; 0 pixels are in none"),
        ((8, 1, 3, 0), "3 windows fit; 5 pixels are in none"),
    ],
)
def test_windows_are_counted_and_what_they_leave(setting: tuple[int, int, int, int], told: str) -> None:
    assert told in plots.window_places(*setting).alt


def test_a_window_that_does_not_fit_is_told() -> None:
    assert "no window fits" in plots.window_places(2, 3, 1, 0).alt


def test_the_film_has_a_frame_for_each_window_and_gives_its_sum() -> None:
    film = plots.sliding_film(np.arange(9.0).reshape(3, 3), np.ones((2, 2)))
    assert len(film.frames) == 4
    assert film.captions[-1] == "window 4; at row 1, column 1 the sum is 24"
    assert len(plots.sliding_film(np.ones((3, 3)), np.ones((2, 2)), stride=2, padding=1).frames) == 4


def test_answers_tell_the_image_that_each_filter_likes_most() -> None:
    maps = np.zeros((3, 2, 4, 4))
    maps[2, 0, 1, 1] = maps[0, 1, 3, 3] = 1.0
    picture = plots.answered(np.ones((2, 3, 3)), np.ones((3, 4, 4)), maps)
    assert "Most: filter 1 to image 3, filter 2 to image 1." in picture.alt


def test_filters_before_training_have_a_column_on_the_scale_of_those_after() -> None:
    taps = np.full((2, 3, 3), 2.0)
    figure = plots.answered(taps, np.ones((3, 4, 4)), np.ones((3, 2, 4, 4)), before=taps / 10).figure
    before, after = (figure.axes[5 + column].images[0] for column in (0, 1))
    assert (float(before.get_array().max()), float(after.get_array().max())) == (0.2, 2.0)
    assert before.get_clim() == after.get_clim() == (-2, 2)


def test_receptive_fields_are_measured_by_what_is_not_zero() -> None:
    seen = np.zeros((9, 9))
    seen[2:7, 3:6] = 0.5
    assert "stack: measured 3 pixels wide, formula 5" in plots.receptive_fields({"stack": seen}, [5]).alt
