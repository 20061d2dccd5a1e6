"""What a probe measures is compared in the place of what came back, and is worked out where it is judged."""

import dataclasses

import numpy as np
import pytest

from gradschool.checks import ProbeFileError, collect, judge, load_probes, measured, observe

SOURCE = '''
from gradschool.checks import probe

def spread(outputs):
    return {"variance": outputs["noise"].var()}

@probe("noise", points=1, measure=spread, rtol=0.1)
def a_thousand(student, rng):
    """A thousand numbers."""
    return {"noise": student.noise(rng, 1000)}
'''
(A_THOUSAND,) = load_probes(SOURCE)


def normal(rng, size):
    return rng.standard_normal(size)


def seen(noise, seed=1):
    return observe(A_THOUSAND, {"noise": noise}, seed)


def test_other_random_numbers_of_the_same_spread_are_right():
    other = seen(lambda rng, size: normal(np.random.default_rng(9), size))
    assert judge(A_THOUSAND, other, seen(normal)).passed


def test_another_spread_is_told_by_its_measure():
    verdict = judge(A_THOUSAND, seen(lambda rng, size: 2 * normal(rng, size)), seen(normal))
    assert not verdict.passed
    assert "variance" in verdict.message


def test_what_came_back_is_collected_as_it_is():
    raw = collect(A_THOUSAND, {"noise": normal}, 1)
    assert raw.outputs["noise"].shape == (1000,)
    assert set(measured(A_THOUSAND, raw).outputs) == {"variance"}


@pytest.mark.parametrize("odd", ["a secret word", [], None, {}])
def test_what_cannot_be_measured_is_refused_without_being_quoted(odd):
    found = seen(lambda rng, size: odd)
    assert found.error.kind == "bad_output"
    assert "secret" not in found.error.message
    message = judge(A_THOUSAND, found, seen(normal)).message
    assert message.startswith("what came back can't be compared: it can't be measured")


def test_an_error_stays_an_error():
    assert measured(A_THOUSAND, collect(A_THOUSAND, {}, 1)).error.kind == "missing"


def test_a_measure_that_returns_no_dict_is_its_authors_error():
    probe = dataclasses.replace(A_THOUSAND, measure=lambda outputs: 3.0)
    with pytest.raises(ProbeFileError, match="its measure must return a dict"):
        observe(probe, {"noise": normal}, 1)


QUIZ = """
from gradschool.checks import probe

@probe("quiz_cliff", points=1)
def the_cliff(student, rng):
    "The answer."
    return {"answer": student.quiz_cliff()}
"""
(THE_CLIFF,) = load_probes(QUIZ)


@pytest.mark.parametrize(
    ("said", "passed"), [("D", True), (" d) ", True), ("(d).", True), ("b", False), ("d or b", False)]
)
def test_a_quiz_is_judged_by_the_letter_whatever_stands_around_it(said, passed):
    got, right = (observe(THE_CLIFF, {"quiz_cliff": lambda answer=answer: answer}, 0) for answer in (said, "d"))
    assert judge(THE_CLIFF, got, right).passed is passed


def test_letters_of_what_is_no_quiz_stay_as_they_are():
    (probe,) = load_probes(QUIZ.replace("quiz_cliff", "cliff"))
    assert observe(probe, {"cliff": lambda: "D)"}, 0).outputs == {"answer": "D)"}


def test_an_answer_to_a_quiz_that_is_no_dict_is_left_to_the_comparison():
    forged = dataclasses.replace(collect(THE_CLIFF, {"quiz_cliff": lambda: "d"}, 0), outputs=["d"])
    assert measured(THE_CLIFF, forged).outputs == ["d"]
