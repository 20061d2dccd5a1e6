"""What passes a verifier must still have the form of an answer: a comparison with nan finds nothing wrong."""

import numpy as np
import pytest

from gradschool.checks import Observation, judge, probe
from gradschool.checks.form import misformed


def is_small(outputs, inputs):
    """Find the parts that are too large, as verifiers do."""
    for name, value in outputs.items():
        if np.max(np.abs(value)) > 1:
            return f"{name} is too large"
    return None


@probe("draws", points=1, verify=is_small)
def two_draws(student, rng, inputs):
    """Two draws of any length."""
    return {"first": student.draws(), "second": student.draws()}


RIGHT = Observation({"first": np.zeros(3), "second": [0.5, np.zeros((2, 2))]})


def said(**outputs):
    return judge(two_draws, Observation(outputs), RIGHT).message


def test_another_right_answer_of_another_size_passes():
    assert said(first=np.ones(7), second=np.full(2, 0.25)) == ""


@pytest.mark.parametrize("part", [np.array([0.5, np.nan]), float("nan"), [np.zeros(2), np.array([np.nan, 0.0])]])
def test_nan_that_a_verifier_does_not_see_is_refused(part):
    assert said(first=part, second=np.zeros(2)) == "first: holds nan"


def test_nan_within_lists_and_dicts_is_found():
    deep = {"first": {"runs": [1.0, {"loss": np.array([0.0, np.nan])}]}}
    assert misformed({"first": np.zeros(2)}, deep) == "first: holds nan"


def test_an_answer_without_one_of_its_parts_is_refused():
    assert said(first=np.zeros(3)) == "second: is missing"
    assert said() == "first: is missing"


def test_a_part_that_was_not_asked_for_is_refused_and_not_named():
    assert said(first=np.zeros(1), second=np.zeros(1), secret=np.zeros(1)) == "it has a part that was not asked for"


def test_complex_numbers_for_real_ones_are_refused():
    assert said(first=np.zeros(3), second=np.full(2, 0.5j)) == "second: holds complex numbers"


def test_nan_passes_where_the_solution_answers_nan_there():
    nan = Observation({"first": np.array([np.nan]), "second": np.zeros(2)})
    assert judge(two_draws, Observation({"first": np.full(4, np.nan), "second": np.zeros(1)}), nan).passed


def test_the_words_of_the_verifier_come_first():
    assert said(first=np.array([np.nan, 5.0]), second=np.full(2, 7.0)) == "second is too large"


def test_a_check_without_the_solutions_answer_asks_the_verifier_alone():
    assert judge(two_draws, Observation({"first": np.zeros(2)}), Observation({})).passed


def test_a_verifier_prints_and_warns_to_nobody(capsys, recwarn):
    def loud(outputs, inputs):
        print(np.zeros(1) / np.zeros(1))

    @probe("draws", points=1, verify=loud)
    def one_draw(student, rng, inputs):
        """One draw."""
        return {"first": student.draws()}

    assert judge(one_draw, Observation({"first": 1.0}), Observation({"first": 1.0})).passed
    assert capsys.readouterr() == ("", "")
    assert not recwarn
