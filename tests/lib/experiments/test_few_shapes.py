"""Readers of colored shapes: what they are handed, and which windows they can be asked about."""

import numpy as np
import pytest

from gradschool.experiments.few_shapes import few_shapes, outlines, shapes_in_two, train_shapes, views


def test_an_outline_is_where_the_gray_changes() -> None:
    images = np.zeros((1, 3, 12, 12))
    images[:, :, 5, 7] = 0.5
    down, across = outlines(images).reshape(2, 11, 11)
    assert {tuple(place) for place in np.argwhere(down)} == {(4, 7), (5, 7)}
    assert {tuple(place) for place in np.argwhere(across)} == {(5, 6), (5, 7)}
    assert down[4, 7] == pytest.approx(2)


def test_a_color_that_keeps_its_gray_changes_no_outline() -> None:
    images = np.random.default_rng(0).random((2, 3, 16, 16))
    np.testing.assert_allclose(outlines(images), outlines(images[:, ::-1]))


def test_the_first_view_is_the_middle_and_no_two_are_the_same() -> None:
    images = np.random.default_rng(0).random((2, 3, 16, 16))
    seen = views(images)
    np.testing.assert_array_equal(outlines(seen[0]), outlines(images))
    assert len({view.tobytes() for view in seen}) == len(seen) == 50
    assert {view.shape for view in seen} == {(2, 3, 12, 12)}


def test_a_larger_draw_of_one_seed_holds_the_smaller_and_all_classes_alike() -> None:
    small, large = few_shapes(30, seed=4), few_shapes(70, seed=4)
    np.testing.assert_array_equal(large.x[:30], small.x)
    assert np.bincount(large.y).tolist() == [7] * 10


def test_readers_learn_to_read_outlines() -> None:
    readers = train_shapes(100, updates=100, seeds=range(2))
    assert readers.right(shapes_in_two()[1]).shape == (2,)
    assert readers.right(few_shapes(100, seed=0))[0] > 0.9
