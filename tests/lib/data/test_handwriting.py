"""Drawings brought to the form of the digits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradschool import data
from gradschool.data import handwriting

SEVEN = [(0.3, 0.2), (0.7, 0.2), (0.45, 0.8)]


@given(st.floats(0.05, 50), st.floats(-9, 9), st.floats(-9, 9))
def test_neither_size_nor_place_of_a_drawing_counts(size, right, down):
    moved = [[(size * x + right, size * y + down) for x, y in SEVEN]]
    assert (handwriting.bitmap(moved) != handwriting.bitmap([SEVEN])).mean() < 0.01


def test_a_digit_fills_the_height_and_stands_in_the_middle():
    rows, columns = (handwriting.bitmap([SEVEN]).any(axis=axis) for axis in (1, 0))
    assert rows.all()
    assert np.flatnonzero(columns).tolist() == list(range(6, 26))


def test_a_one_stays_narrow():
    assert np.flatnonzero(handwriting.bitmap([[(0.5, 0.1), (0.5, 0.9)]]).any(axis=0)).size <= 6


def test_a_dash_stays_low():
    assert np.flatnonzero(handwriting.bitmap([[(0.1, 0.5), (0.9, 0.5)]]).any(axis=1)).size <= 6


@pytest.mark.parametrize("strokes", [[], [[]]])
def test_no_point_is_no_ink(strokes):
    assert not handwriting.bitmap(strokes).any()


def test_a_single_point_is_a_dot_in_the_middle():
    bitmap = handwriting.bitmap([[(0.2, 0.9)]])
    assert bitmap[14:18, 14:18].all()
    assert bitmap.sum() < 40


def test_a_stroke_that_passes_a_block_counts_there_alone():
    pixels = np.zeros((32, 32), dtype=bool)
    pixels[4:8, 8:10] = True
    expected = np.zeros((8, 8))
    expected[1, 2] = 0.5
    np.testing.assert_array_equal(handwriting.block_counts(pixels), expected)


def test_a_drawn_digit_has_about_as_much_ink_as_those_of_the_set():
    three = [(0.3, 0.2), (0.65, 0.2), (0.46, 0.42), (0.62, 0.5), (0.65, 0.65), (0.55, 0.78), (0.4, 0.8), (0.28, 0.72)]
    digits = data.digits("float64")
    of_the_set = digits.x[digits.y == 3].sum(axis=(1, 2, 3))
    assert np.quantile(of_the_set, 0.02) < handwriting.block_counts(handwriting.bitmap([three])).sum()
    assert handwriting.block_counts(handwriting.bitmap([three])).sum() < np.quantile(of_the_set, 0.98)
