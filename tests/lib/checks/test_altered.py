"""What is said of wrong numbers that belong to another call: true of all of them, and nothing where it is not."""

import numpy as np
import pytest

from gradschool.checks import diagnose, observe, probe
from gradschool.checks.altered import ONLY, shortened

LEFT_OUT, NEGATIVE = "b is left out", ONLY.format("x", "negative")


def line(x, b=2.0):
    """The solution of these tests."""
    return 3.7 * x + b


def marked(x, b=2.0):
    return np.where(x < 0, np.nan, line(x, b))


ALTERED = {LEFT_OUT: lambda x, b=2.0: line(x, 0.0), NEGATIVE: marked}


@probe("f", points=1)
def of_six(student, rng):
    """Six numbers, three of them negative."""
    return {"f": student.f(rng.permutation([-1.0, -1.0, -1.0, 1.0, 1.0, 1.0]) * rng.uniform(1, 2, 6), 0.83)}


@probe("f", points=1)
def of_four(student, rng):
    """Four positive numbers."""
    return {"f": student.f(rng.uniform(1, 2, 4), 1.31)}


@probe("f", points=1, measure=lambda outputs: {"sum": outputs["f"].sum()})
def their_sum(student, rng):
    """The sum of six numbers."""
    return {"f": student.f(rng.standard_normal(6), 0.83)}


@probe("f", points=1, verify=lambda outputs, inputs: "not so" if outputs["f"] < 4 else None)
def free(student, rng, inputs):
    """A number that a verifier judges."""
    return {"f": float(student.f(1.0, 0.8))}


def told(student, *probes, altered=ALTERED, known=None):
    """Each hint on a function that should be `line`."""

    def answers(function):
        return {one.name: observe(one, {"f": function}, 5) for one in probes}

    other = {said: answers(function) for said, function in altered.items()}
    asked = [(said, lambda one, of=seen: of.get(one.name)) for said, seen in other.items()]
    mistakes = {"known": answers(known)} if known else {}
    return {
        v.hint for v in diagnose(probes, answers(student), answers(line), mistakes, {"known": "an author's"}, asked)
    }


def test_a_call_that_gives_all_wrong_numbers_is_told():
    assert told(lambda x, b: 3.7 * x, of_six, of_four) == {LEFT_OUT}


def test_it_may_count_in_a_part_of_the_numbers():
    half = lambda x, b: 3.7 * x + b * (x > 0)  # noqa: E731
    assert told(half, of_six) == {LEFT_OUT}
    assert LEFT_OUT not in told(lambda x, b: 3.7 * x + b * (np.arange(len(x)) > 0), of_six)


def test_one_failure_that_it_does_not_explain_is_enough_for_silence():
    assert told(lambda x, b: 3.7 * x + (b + 0.1) * (len(x) == 4), of_six, of_four) == {None}
    assert told(lambda x, b: 3.7 * x + 1e-2 * x, of_six) == {None}


def test_a_known_mistake_comes_first_and_a_symptom_last():
    bare = lambda x, b: 3.7 * x  # noqa: E731
    assert told(bare, of_six, known=bare) == {"an author's"}
    (symptom,) = told(bare, of_six, altered={})
    assert symptom.startswith("Every wrong number is too small by the same amount")


def test_a_sign_is_told_by_itself():
    turned = {"of the other sign": lambda x, b=2.0: -line(x, b)}
    assert told(lambda x, b: -line(x, b), of_six, altered=turned) == {
        "Every wrong number has the right size and the wrong sign."
    }


@pytest.mark.parametrize("wrong", [0.0, np.nan, 9.0])
def test_numbers_that_are_wrong_only_where_a_condition_holds_are_told(wrong):
    assert told(lambda x, b: np.where(x < 0, wrong, line(x, b)), of_six, of_four) == {NEGATIVE, None}


def test_a_condition_is_not_told_where_other_numbers_are_wrong_or_most_of_its_own_are_right():
    assert NEGATIVE not in told(lambda x, b: np.where(x < 1.3, 0.0, line(x, b)), of_six)
    first = lambda x: np.arange(len(x)) == np.flatnonzero(x < 0)[0]  # noqa: E731
    assert NEGATIVE not in told(lambda x, b: np.where(first(x), 0.0, line(x, b)), of_six)
    assert NEGATIVE not in told(lambda x, b: line(x, b) + 0.1 * x, of_six)


@pytest.mark.parametrize("judged", [their_sum, free])
def test_what_is_not_compared_number_by_number_is_told_nothing(judged):
    assert told(lambda x, b: 3.7 * x, judged) == {None}
    assert told(lambda x, b: 3.7 * x, of_six, judged) != {LEFT_OUT}


def test_a_whole_number_that_many_programs_give_tells_nothing():
    small = {LEFT_OUT: lambda x, b=2.0: np.ones_like(x)}
    assert LEFT_OUT not in told(lambda x, b: np.ones_like(x), of_six, altered=small)


def test_what_ships_is_short():
    seen = shortened({"f": np.array([1.0, np.nan, 2.0]), "of": ["a", np.array([3, 4])]})
    np.testing.assert_array_equal(seen["f"], np.array([0, np.nan, 0], "float32"))
    assert seen["f"].dtype == "float32"
    assert shortened({"f": np.array([1.25])})["f"].item() == 1.25
