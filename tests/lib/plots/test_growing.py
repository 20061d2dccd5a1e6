"""A film of curves shows each as far as the moment goes, and nothing of what comes."""

import io

import numpy as np
import pytest
from PIL import Image

from gradschool import plots

CURVES = {"long": ([1, 2, 4], [3.0, 2.0, 1.0]), "short": ([1, 2], [2.5, 2.4])}


def pixels(frame: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(frame)).convert("RGB")).astype(int)


def test_there_is_a_frame_of_one_size_for_each_moment() -> None:
    film = plots.growing_curves(CURVES, [1, 2, 4], ["a", "b", "c"])
    assert film.captions == ["a", "b", "c"]
    assert len({pixels(frame).shape for frame in film.frames}) == 1


def test_the_last_frame_has_the_whole_of_every_curve() -> None:
    film = plots.growing_curves(CURVES, [1, 4], ["a", "b"])
    assert [line.get_xdata().tolist() for line in film.axes[0].lines] == [[1, 2, 4], [1, 2]]


def test_the_axes_do_not_move_from_frame_to_frame() -> None:
    film = plots.growing_curves(CURVES, [1, 4], ["a", "a much longer caption than the first one"])
    first, last = (pixels(frame)[60:, :60] for frame in film.frames)
    assert np.abs(first - last).max() < 40  # few colors, rounded anew in each frame


@pytest.mark.parametrize(("count", "gray"), [(2, False), (7, True)])
def test_among_many_a_curve_that_has_ended_turns_gray(count: int, gray: bool) -> None:
    curves = {i: CURVES["short" if i == 0 else "long"] for i in range(count)}
    film = plots.growing_curves(curves, [4], ["the end"])
    assert (film.axes[0].lines[0].get_color() == "#BBBBBB") == gray


def test_a_curve_in_steps_keeps_its_value_until_the_next_point() -> None:
    film = plots.growing_curves(CURVES, [4], ["the end"], steps=True)
    assert {line.get_drawstyle() for line in film.axes[0].lines} == {"steps-post"}


def test_a_curve_of_one_point_is_seen() -> None:
    film = plots.growing_curves(CURVES, [0.5, 1], ["before", "at first"])
    before, first = (pixels(frame)[60:] for frame in film.frames)
    assert np.abs(before - first).max() > 100
