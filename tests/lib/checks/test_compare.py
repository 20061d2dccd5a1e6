"""The comparison finds the first thing that is wrong, and says it in words a student can act on."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from gradschool.checks import Tolerance, first_difference

RNG = np.random.default_rng(0)
WEIGHTS = RNG.standard_normal((3, 4))


def said(expected, got, **tolerance):
    return str(first_difference(expected, got, Tolerance(**tolerance)) or "")


def test_the_first_wrong_element_is_named_with_its_index():
    got = WEIGHTS.copy()
    got[1, 2] += 1
    assert said({"weights": [WEIGHTS, got]}, {"weights": [WEIGHTS, WEIGHTS]}).startswith("weights[1][1, 2]: expected ")


def test_both_numbers_and_the_relative_error_are_told():
    assert said({"a": np.array([1.0, 4.0])}, {"a": np.array([1.0, 5.0])}) == (
        "a[1]: expected 4, got 5 (relative error 0.25); 1 of 2 values are wrong"
    )


def test_whole_numbers_are_told_with_all_their_digits_and_no_distance():
    assert said({"labels": np.array([1, 14450])}, {"labels": np.array([3, 14450])}) == (
        "labels[0]: expected 1, got 3; 1 of 2 values are wrong"
    )
    assert said({"multiplications": 14450}, {"multiplications": 14110}).endswith("expected 14450, got 14110")
    assert first_difference({"count": 14450}, {"count": 14110}).own == "14110"


def test_a_fraction_in_the_place_of_a_whole_number_keeps_its_distance():
    assert said({"count": 7}, {"count": 7.5}) == "count: expected 7, got 7.5 (relative error 0.071)"


def test_numbers_are_shown_with_digits_enough_to_differ():
    assert "expected 1, got 1.00001 " in said({"a": 1.0}, {"a": 1.00001})


def test_a_transposed_matrix_is_a_matter_of_shape_even_after_a_wrong_number():
    expected, got = {"a": 1.0, "b": WEIGHTS}, {"a": 2.0, "b": WEIGHTS.T}
    assert said(expected, got) == "b: expected shape (3, 4), got (4, 3)"


def test_whole_numbers_are_not_floating_point_numbers():
    assert "expected floating-point numbers, got whole numbers" in said({"a": np.ones(3)}, {"a": np.ones(3, dtype=int)})


def test_truth_values_are_not_numbers():
    assert said({"a": np.array([True])}, {"a": np.array([1.0])})


@pytest.mark.parametrize("make", [bool, lambda value: np.array([True, value])])
def test_truth_values_are_told_in_words(make):
    assert "expected True, got False" in said({"a": make(True)}, {"a": make(False)})


def test_float32_passes_where_float64_was_expected():
    assert not said({"a": WEIGHTS}, {"a": WEIGHTS.astype("float32")})


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_rounding_to_half_precision_buys_no_room_for_errors(dtype):
    assert "relative error" in said({"a": np.ones(3, dtype)}, {"a": np.full(3, 1.005, "float16")})


def test_half_precision_passes_where_it_was_expected():
    assert said({"a": np.ones(3, "float16")}, {"a": np.full(3, 1.001, "float16")}) == ""


def test_float32_fails_where_the_probe_asks_for_the_dtype():
    assert "expected dtype float64, got float32" in said({"a": WEIGHTS}, {"a": WEIGHTS.astype("float32")}, exact=True)


def test_a_number_and_an_array_of_one_number_differ():
    assert said({"a": 1.0}, {"a": np.array([1.0])}) == "a: expected a number, got an array of shape (1,)"


def test_a_python_number_and_a_numpy_scalar_are_the_same():
    assert not said({"a": 1.0, "n": 3}, {"a": np.array(1.0), "n": np.array(3)})


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_special_values_equal_themselves_alone(value):
    assert not said({"a": np.array([value, 1.0])}, {"a": np.array([value, 1.0])})
    assert said({"a": np.array([1.0, 1.0])}, {"a": np.array([value, 1.0])})
    assert said({"a": np.array([value, 1.0])}, {"a": np.array([1.0, 1.0])})


def test_a_missing_key_and_a_key_too_many_are_named():
    assert said({"a": 1}, {}) == "a: is missing"
    assert "'b'" in said({"a": 1}, {"a": 1, "b": 2})


def test_a_stack_of_arrays_passes_for_a_list_of_them():
    assert not said({"a": [WEIGHTS, WEIGHTS]}, {"a": np.stack([WEIGHTS, WEIGHTS])})


def test_an_object_dtype_never_gets_that_far():
    from gradschool.checks import NotPlain, to_plain

    with pytest.raises(NotPlain, match=r"weights\[0\]"):
        to_plain([np.array([object()])], "weights")


def test_an_array_subclass_that_equals_everything_is_compared_as_its_numbers():
    from gradschool.checks import to_plain

    class Equal(np.ndarray):
        def __eq__(self, other):
            return np.bool_(True)

        __sub__ = __rsub__ = lambda self, other: np.zeros(self.shape)
        __hash__ = None

    got = to_plain({"a": np.zeros((3, 4)).view(Equal)})
    assert type(got["a"]) is np.ndarray
    assert said({"a": WEIGHTS}, got)


@given(hnp.arrays(st.sampled_from(["float64", "float32"]), hnp.array_shapes(min_side=0, max_dims=3)))
def test_every_array_equals_itself(array):
    assert first_difference({"a": array}, {"a": array.copy()}) is None


@given(
    hnp.arrays("float64", (2, 3), elements=st.floats(-1e6, 1e6)),
    st.integers(0, 5),
    st.floats(1e-3, 1e3),
)
def test_every_change_beyond_the_tolerance_is_found_where_it_is(array, place, change):
    got = array.copy()
    got.flat[place] += change * max(1.0, abs(got.flat[place]))
    index = ", ".join(map(str, np.unravel_index(place, array.shape)))
    assert first_difference({"a": array}, {"a": got}).where == f"a[{index}]"


def test_an_error_that_was_asked_for_and_did_not_come_is_told_in_words():
    told = first_difference({"a call": "raises ValueError that names 3"}, {"a call": "raises no error"})
    assert str(told) == "a call: should raise ValueError that names 3, and raises no error"
    assert str(first_difference("raises", "b", where="x")) == "x: expected 'raises', got 'b'"


def test_a_word_of_numpy_s_is_a_word():
    from gradschool.checks import to_plain

    drawn = np.random.default_rng(0).choice(["momentum", "Adam"])
    assert type(drawn) is np.str_
    assert type(to_plain({"optimizer": drawn})["optimizer"]) is str
