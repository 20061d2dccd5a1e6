"""Data sets: what they need, what they find out by themselves, and how examples are picked, on every backend."""

import numpy as np
import pytest

from gradschool import backend, data
from gradschool.backend import to_numpy

PLACES = ["numpy", "strict", pytest.param("cupy", marks=pytest.mark.gpu)]


@pytest.fixture(autouse=True)
def _on_numpy():
    with backend.use("numpy"):
        yield


def a_set(n=6):
    return data.Dataset(np.arange(2.0 * n).reshape(n, 2), np.arange(n) % 3)


def test_inputs_and_labels_are_enough():
    found = a_set()
    assert (found.classes, found.name, found.source) == (("0", "1", "2"), "data", "")


@pytest.mark.parametrize(
    "y",
    [np.zeros(6), np.zeros((6, 3), int), np.array([-1, 1, 1, -1, 1, 1]), np.full(6, 1999_000)],
    ids=["reals", "two axes", "signs", "counts"],
)
def test_labels_that_number_no_classes_have_no_names(y):
    assert data.Dataset(np.zeros((6, 2)), y).classes == ()


@pytest.mark.parametrize(
    ("x", "y", "error", "words"),
    [
        (np.zeros((5, 2)), np.zeros(4, int), ValueError, "data: 5 inputs and 4 labels"),
        (np.zeros((0, 2)), np.zeros(0, int), ValueError, r"data: x has shape \(0, 2\); a data set needs an example"),
        (np.zeros((2, 2)), np.array(1), ValueError, r"y has shape \(\)"),
        ([[1.0], [2.0]], np.array([0, 1]), TypeError, "x is a list, not an array"),
    ],
)
def test_what_is_no_data_set_is_refused_by_name(x, y, error, words):
    with pytest.raises(error, match=words):
        data.Dataset(x, y)


@pytest.mark.parametrize("where", PLACES)
def test_a_mask_picks_the_examples_that_it_marks(where):
    there = a_set().to_device(where)
    picked = there.take(there.y == 2)
    np.testing.assert_array_equal(to_numpy(picked.x), a_set().x[[2, 5]])
    np.testing.assert_array_equal(to_numpy(picked.y), [2, 2])


@pytest.mark.parametrize("where", PLACES)
def test_positions_pick_in_their_order_and_count_from_the_end(where):
    there = a_set().to_device(where)
    np.testing.assert_array_equal(to_numpy(there.take(np.array([4, 0, -1])).x), a_set().x[[4, 0, 5]])


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize(
    ("which", "error", "words"),
    [
        ([0, 6], IndexError, "data: no example 6; there are 6, counted from 0"),
        ([0, -7], IndexError, "data: no example -7"),
        ([True, False], IndexError, r"a mask of shape \(2,\) for 6 examples"),
        ([False] * 6, IndexError, "nothing is taken"),
        ([[0, 1]], IndexError, r"nothing is taken by an array of shape \(1, 2\); pass one row"),
        ([0.0, 1.0], TypeError, "positions are .*float64; pass whole numbers, or a mask"),
    ],
)
def test_positions_out_of_range_are_refused_by_name(where, which, error, words):
    there = a_set().to_device(where)
    for picked in (np.array(which), backend.to_device(np.array(which), there.x)):
        with pytest.raises(error, match=words):
            there.take(picked)


@pytest.mark.parametrize(("share", "n", "back"), [(0.29, 100, 29), (0.29, 99, 28), (0.57, 100, 57), (0.2, 1797, 359)])
def test_a_share_is_rounded_down_from_what_it_is_in_decimals(share, n, back):
    training, held_back = a_set(n).split(share)
    assert (len(training), len(held_back)) == (n - back, back)


@pytest.mark.parametrize(
    "y", [["cat", "dog"], np.array([1, None], object), np.array([1, 2], "datetime64[D]"), np.array([1j, 2])]
)
def test_labels_that_are_no_numbers_are_refused_with_the_way_to_number_words(y):
    with pytest.raises(TypeError, match=r"data: y is .*; a data set holds numbers.*return_inverse=True"):
        data.Dataset(np.ones((2, 3)), np.asarray(y))


def test_one_position_and_a_share_in_words_are_shown_how_to_be_right():
    with pytest.raises(TypeError, match=r"take\(5\) takes several positions; one is take\(\[5\]\)"):
        data.xor(10).take(5)
    with pytest.raises(ValueError, match=r"XOR: split: held_back is '0\.2'; it must be a number"):
        data.xor(10).split("0.2")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"classes": "ab"}, r"classes is 'ab'; name them one by one"),
        ({"classes": (0, 1)}, r"classes is \(0, 1\); name them one by one"),
        ({"name": 3}, "Dataset: name is 3; it must be a text"),
        ({"source": None}, "Dataset: source is None; it must be a text"),
        ({"x": np.ma.masked_array(np.ones((2, 3)), np.eye(2, 3))}, "x is a MaskedArray.*fill what is masked"),
        ({"y": np.ma.masked_array([0, 1], [True, False])}, "y is a MaskedArray.*fill what is masked"),
    ],
)
def test_what_a_data_set_is_told_is_of_the_right_kind(settings, words):
    with pytest.raises(TypeError, match=words):
        data.Dataset(**{"x": np.ones((2, 3)), "y": np.array([0, 1]), **settings})


@pytest.mark.parametrize(("labels", "wrong"), [([0, 2], 2), ([-1, 0], -1)])
def test_a_label_of_no_class_that_is_named_is_refused(labels, wrong):
    with pytest.raises(ValueError, match=f"a label is {wrong}; 2 classes are counted from 0"):
        data.Dataset(np.ones((2, 3)), np.array(labels), ("cat", "dog"))


def test_classes_in_a_list_are_kept_as_a_tuple():
    assert data.Dataset(np.ones((2, 3)), np.array([0, 1]), ["cat", "dog"]).classes == ("cat", "dog")


def test_a_count_that_is_held_back_is_shown_as_a_share():
    with pytest.raises(ValueError, match=r"held_back is 20; it is a share below 1, .* of 100 examples 20 are 0\.2"):
        data.xor(100).split(20)


def test_an_empty_list_takes_nothing_and_is_told_so():
    with pytest.raises(IndexError, match=r"nothing is taken by an array of shape \(0,\)"):
        data.xor(8).take([])


def test_a_map_of_a_file_goes_through_a_loader_as_its_array_does(tmp_path):
    x = np.random.default_rng(0).random((9, 2), "float32")
    np.save(tmp_path / "x.npy", x)
    mapped = data.Dataset(np.load(tmp_path / "x.npy", mmap_mode="r"), np.arange(9) % 2)
    batches = [batch for batch, _ in data.Loader(mapped, 4, shuffle=False)]
    np.testing.assert_array_equal(np.concatenate(batches), x)
