"""What a wrong answer shows by itself: each symptom where it is there, and none where it is not."""

import hypothesis.extra.numpy as arrays
import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from gradschool.checks import Tolerance, diagnose, observe, probe
from gradschool.checks.symptoms import symptom

RNG = np.random.default_rng(5)
MATRIX = RNG.standard_normal((5, 3))
VECTOR = RNG.standard_normal(5)
STEPS = list(RNG.standard_normal((4, 3)))
LOSS = {"loss": 0.371, "gradient": MATRIX}


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (0.371, None, "None comes back"),
        ({"loss": 0.371}, {"loss": [0.371]}, "comma"),
        (MATRIX, [list(MATRIX[:, 0]), 0.5], "A list or tuple"),
        (MATRIX, MATRIX.T, "transposed"),
        (MATRIX[:1], MATRIX[0], "axis less"),
        (VECTOR, VECTOR[:, None], "axis too many"),
        (VECTOR[1:], VECTOR, "one entry too many"),
        (VECTOR, VECTOR[:-1], "one entry that is missing"),
        (VECTOR.mean(), VECTOR, "one number is due"),
        (np.array([1, 0, 1]), np.array([1.0, 0.0, 1.0]), "whole numbers"),
        (MATRIX, -MATRIX, "wrong sign"),
        (MATRIX, 5 * MATRIX, "exactly 5 times"),
        (MATRIX, MATRIX / 2, "exactly 1/2 of"),
        (0.371, 0.371 * 17, "exactly 17 times"),
        (LOSS, {"loss": 0.371, "gradient": MATRIX * 1.4427}, "1.443 times"),
        (LOSS, {"loss": MATRIX, "gradient": 0.371}, "changed places"),
        (VECTOR, np.array([*VECTOR[:-1], 9.5]), "but for the last entry"),
        (MATRIX, np.concatenate([MATRIX[:1] + 1, MATRIX[1:]]), "but for the first row"),
        (0.371, 0.371 / np.log(2), "a logarithm to the base 2"),
        (0.371, 0.371 * np.sqrt(2), "the root of 2 times"),
        (MATRIX, np.abs(MATRIX), "wrong sign; the others are right"),
        (MATRIX, np.maximum(MATRIX, 0), "0 where a negative one is due"),
        ({"w": MATRIX, "v": VECTOR**2}, {"w": MATRIX, "v": np.abs(VECTOR)}, "the square root of the right one"),
        (np.exp(MATRIX), MATRIX, "the logarithm of the right one"),
        (MATRIX, MATRIX + 0.7, "too large by the same amount"),
        (MATRIX, np.where(MATRIX > 0, MATRIX - 0.7, MATRIX), "too small by the same amount"),
        (MATRIX, np.ones((5, 1)) * MATRIX.mean(axis=0), "All rows of your result are the same"),
        (VECTOR, np.full(5, 0.3), "All numbers of your result are the same"),
        (VECTOR, VECTOR * np.nan, "nan or infinite"),
        ({"path": STEPS}, {"path": STEPS[:-1]}, "one entry that is missing"),
        ({"path": STEPS}, {"path": [STEPS[0] + 1, *STEPS]}, "one entry too many"),
        (STEPS, [STEPS[0]] * 4, "same after every step"),
        (9 * VECTOR, np.floor(9 * VECTOR), "rounded down"),
        (MATRIX, 0 * MATRIX, "All your numbers are 0 here"),
        (VECTOR, VECTOR[[2, 0, 1, 4, 3]], "The right numbers come back, but in another order."),
    ],
)
def test_each_symptom_is_told(right, wrong, said):
    assert said in symptom(right, wrong)


def test_a_dtype_is_named_where_it_is_asked_for():
    single = MATRIX.astype("float32")
    assert "float64. Asked for: float32" in symptom(single, single.astype("float64"), Tolerance(exact=True))


NUMBERS = st.floats(-100, 100, allow_nan=False, width=64).filter(lambda x: abs(x) > 1e-3)
MATRICES = arrays.arrays("float64", (5, 4), elements=NUMBERS, unique=True)


@given(MATRICES, st.integers(0, 2**32 - 1))
def test_random_wrong_numbers_show_nothing(right, seed):
    wrong = right + np.random.default_rng(seed).uniform(0.1, 1, right.shape) * np.e
    assert symptom(right, wrong) == ""
    assert symptom({"loss": right[0, 0], "gradient": right}, {"loss": wrong[0, 0], "gradient": wrong}) == ""
    assert symptom(list(right), list(wrong)) == ""


@given(st.floats(0.1, 10), st.floats(0.1, 10))
def test_two_single_numbers_show_nothing_but_a_whole_factor(right, wrong):
    factor = max(right / wrong, wrong / right)
    if abs(factor - round(factor)) > 1e-6:
        assert symptom(right, wrong) == ""


@given(st.lists(st.booleans(), min_size=2, max_size=2), st.lists(st.booleans(), min_size=2, max_size=2))
def test_truth_values_show_nothing(right, wrong):
    assert symptom({"a": right[0], "b": right[1]}, {"a": wrong[0], "b": wrong[1]}) == ""


def test_a_transposed_result_with_other_numbers_is_not_called_right():
    assert symptom(MATRIX, MATRIX.T + 1) == ""


@probe("f", points=1)
def of_five(student, rng):
    """Five numbers."""
    return {"f": student.f(rng.standard_normal(5))}


@probe("f", points=1)
def of_six(student, rng):
    """Six numbers."""
    return {"f": student.f(rng.standard_normal(6))}


def hints(student, known):
    """The hint and the mistake of each verdict on a function that should be the exponential."""
    probes = [of_five, of_six]
    got, right, mistake = ({one.name: observe(one, {"f": f}, 1) for one in probes} for f in (student, np.exp, known))
    return [(v.mistake, v.hint) for v in diagnose(probes, got, right, {"known": mistake}, {"known": "an author's"})]


def test_a_symptom_comes_behind_the_author_s_hint():
    negative = lambda x: -np.exp(x)  # noqa: E731
    assert hints(negative, negative) == [("known", "an author's")] * 2
    assert hints(negative, np.square) == [(None, "Every wrong number has the right size and the wrong sign.")] * 2


def test_a_symptom_of_half_the_failures_is_not_told():
    assert hints(lambda x: -np.exp(x) if len(x) == 5 else x, np.square) == [(None, None)] * 2


def test_two_failures_that_show_different_symptoms_are_told_neither():
    assert hints(lambda x: -np.exp(x) if len(x) == 5 else 2 * np.exp(x), np.square) == [(None, None)] * 2
    told = hints(lambda x: len(x) * np.exp(x), np.square)
    assert {hint for _, hint in told} == {told[0][1]}
    assert "exactly 5 times" in told[0][1]


def test_none_is_called_a_missing_return_only_where_it_is_never_right():
    nothing = lambda x: None  # noqa: E731
    sometimes = lambda x: None if len(x) == 6 else np.exp(x)  # noqa: E731
    assert "Without return" in hints(nothing, np.square)[0][1]
    got, right = ({one.name: observe(one, {"f": f}, 1) for one in (of_five, of_six)} for f in (nothing, sometimes))
    said, passed = diagnose([of_five, of_six], got, right, {}, {})
    assert passed.passed
    assert "elsewhere it is right" in said.hint


@pytest.mark.parametrize(
    ("expected", "got", "said"),
    [
        (np.array(0.7), np.array([0.1, 0.7, 0.2]), "its largest entry would be right"),
        (np.array(1.0), np.array([0.1, 0.7, 0.2]), "its sum would be right"),
        (np.array(1.0), np.array([0.5, 1.7, 0.8]), "its mean would be right"),
        (np.array([0.3, 1.7, -0.2]), 0.3, "a return stand inside of a loop"),
        (np.array([0.3, 1.7, -0.2]), 1.7, ""),
        (np.zeros((2, 3)), 0.0, "an array is due that holds it everywhere"),
    ],
)
def test_a_number_for_an_array_and_an_array_for_a_number_are_told_where_they_agree(expected, got, said):
    shown = symptom(expected, got)
    assert said in shown
    assert bool(said) == bool(shown)
