"""Figures of unit 12 say in words what they draw."""

import numpy as np
import pytest

from gradschool import plots


def test_a_flipbook_has_a_frame_for_each_draw() -> None:
    images = np.random.default_rng(0).random((3, 3, 4, 4))
    film = plots.flipbook([images, images[..., ::-1]], title="flips", columns=2)
    assert film.alt == "flips: the same 3 images of 4 by 4 pixels in 2 draws."
    assert film.figure.axes[0].images[0].get_array().shape == (10, 10, 3)


def test_an_image_lies_in_the_mosaic_where_its_number_says() -> None:
    images = np.arange(3).reshape(3, 1, 1, 1) / 4 * np.ones((3, 1, 2, 2))
    sheet = plots.flipbook([images], title="gray", columns=2).figure.axes[0].images[0].get_array()
    assert sheet[0, 0] == 0
    assert sheet[0, 3] == pytest.approx(0.25)
    assert sheet[3, 0] == pytest.approx(0.5)


def test_places_are_told_by_the_farthest_and_by_how_many_lie_outside() -> None:
    image = np.eye(4)
    y, x = np.indices((4, 4)).astype(float)
    assert (
        "the farthest place is 0.0 pixels away, 0% of the places lie outside"
        in plots.read_places(image, y, x, image).alt
    )
    assert "the farthest place is 2.0 pixels away, 50% of the places" in plots.read_places(image, y + 2, x, image).alt


def test_shares_are_told_by_their_means() -> None:
    picture = plots.label_shares({"as found": (np.array([0.5, 1.0]), np.array([0.2, 0.4]))})
    assert picture.alt.endswith("as found: label 0.30, seen 0.75.")
    assert picture.figure.axes[0].lines[1].get_xdata().tolist() == [0.5, 1.0]


def test_a_price_list_tells_its_ends_and_what_was_reached() -> None:
    picture = plots.worth([10, 100], np.array([[0.5, 0.9], [0.7, 0.9]]), {"bent": 0.8})
    assert "from 0.600 with 10 labels to 0.900 with 100" in picture.alt
    assert "bent 0.800" in picture.alt


def test_a_line_drops_to_the_labels_that_a_result_is_worth() -> None:
    table = np.array([[0.5, 0.9], [0.7, 0.9]])
    picture = plots.worth([10, 100], table, {"bent": 0.8, "best": 0.95}, worths={"bent": 46.0, "best": np.inf})
    assert "bent 0.800, worth 46 labels; best 0.950, worth inf labels" in picture.alt
    dropped = [drawn for drawn in picture.figure.axes[0].lines if list(drawn.get_xdata()) == [46.0, 46.0]]
    assert [drawn.get_ydata()[1] for drawn in dropped] == [0.8]
    assert [text.get_text() for text in picture.figure.axes[0].texts] == ["46"]
