"""The embedded and generated sets: what is in them, and that a seed settles them on every backend."""

import hashlib
import re
from pathlib import Path

import numpy as np
import pytest

from gradschool import backend, data

ROOT = Path(__file__).resolve().parents[3]
GENERATED = [data.xor, data.spirals, data.gaussian_mixture, data.will_i_pass, data.shapes]
ALL = [data.digits, *GENERATED]


@pytest.fixture(autouse=True)
def _on_numpy():
    with backend.use("numpy"):
        yield


def test_the_digits_are_1797_images_of_8_by_8_from_0_to_1():
    x, y = data.digits()
    assert x.shape == (1797, 1, 8, 8)
    assert x.dtype == np.float32
    assert (x.min(), x.max()) == (0.0, 1.0)
    assert np.bincount(y).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_the_first_digit_is_the_zero_that_everybody_knows():
    x, y = data.digits()
    assert y[0] == 0
    assert (x[0, 0, 0] * 16).tolist() == [0, 0, 5, 13, 9, 1, 0, 0]


def test_the_stored_digits_are_those_of_the_provenance_page():
    stored = (ROOT / "lib" / "gradschool" / "data" / "sets" / "digits.npz").read_bytes()
    assert hashlib.sha256(stored).hexdigest() in (ROOT / "data" / "README.md").read_text()


def test_the_provenance_page_names_every_set():
    page = (ROOT / "data" / "README.md").read_text()
    assert {make.__name__ for make in ALL} <= set(re.findall(r"`data\.(\w+)\(\)`", page))


@pytest.mark.parametrize("make", ALL)
def test_a_set_says_its_source_and_keeps_the_dtype_asked_for(make):
    dataset = make(dtype="float64")
    assert dataset.x.dtype == np.float64
    assert dataset.y.dtype == np.int64
    assert dataset.source
    assert set(dataset.y.tolist()) == set(range(len(dataset.classes)))


@pytest.mark.parametrize("make", GENERATED)
def test_a_seed_settles_a_generated_set_on_every_backend(make):
    here = make(rng=3)
    with backend.use("strict"):
        there = make(rng=3)
    assert str(there.x.device) == "array_api_strict.Device('device1')"
    np.testing.assert_array_equal(backend.to_numpy(there.x), here.x)
    np.testing.assert_array_equal(backend.to_numpy(there.y), here.y)


@pytest.mark.parametrize("make", [data.spirals, data.gaussian_mixture, data.will_i_pass, data.shapes])
def test_another_seed_makes_another_set(make):
    assert not np.array_equal(make(rng=1).x, make(rng=2).x)


def test_xor_is_the_truth_table():
    x, y = data.xor()
    assert {(*map(int, row), int(label)) for row, label in zip(x, y, strict=True)} == {
        (0, 0, 0),
        (0, 1, 1),
        (1, 0, 1),
        (1, 1, 0),
    }


def test_students_who_come_and_work_pass_more_often():
    (x, y), half = data.will_i_pass(5000, rng=1), 2500
    effort = np.argsort(x @ np.array([0.9, 0.15]))
    assert y[effort[:half]].mean() < 0.2
    assert y[effort[half:]].mean() > 0.8


def test_larger_mixtures_of_one_seed_share_their_centers():
    small, large = data.gaussian_mixture(20_000, rng=5), data.gaussian_mixture(40_000, rng=5)
    for label in (0, 1):
        gap = small.x[small.y == label].mean(0) - large.x[large.y == label].mean(0)
        assert np.abs(gap).max() < 0.05


def test_a_split_keeps_every_example_once_and_each_with_its_label():
    dataset = data.digits()
    train, held_back = dataset.split(0.25, rng=4)
    assert (len(train), len(held_back)) == (1348, 449)
    key = {x.tobytes(): int(y) for x, y in zip(dataset.x, dataset.y, strict=True)}
    both = [*zip(train.x, train.y, strict=True), *zip(held_back.x, held_back.y, strict=True)]
    assert sorted(x.tobytes() for x, _ in both) == sorted(x.tobytes() for x in dataset.x)
    assert all(key[x.tobytes()] == y for x, y in both)


def test_a_split_works_on_another_device():
    with backend.use("strict"):
        train, held_back = data.xor(20).split(0.25)
    assert (len(train), len(held_back)) == (15, 5)


@pytest.mark.parametrize("share", [0.0, 1.0, 0.1])
def test_a_split_with_an_empty_side_is_refused(share):
    with pytest.raises(ValueError, match="leaves one side empty"):
        data.xor().split(share)


def test_flat_images_are_rows():
    assert data.digits().flat.x.shape == (1797, 64)
    assert data.xor().flat.x.shape == (4, 2)


def test_the_shapes_are_images_from_0_to_1_in_ten_classes():
    x, y = data.shapes(40)
    assert x.shape == (40, 3, 32, 32)
    assert (x.min(), x.max()) == (0.0, 1.0)
    assert np.bincount(y).tolist() == [4] * 10


def test_the_color_of_a_shape_says_nothing_about_its_class():
    x, y = data.shapes(1000)
    means = np.array([x[y == kind].mean(axis=(0, 2, 3)) for kind in range(10)])
    assert means.std(axis=0).max() < 0.05
