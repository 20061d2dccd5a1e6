"""The verdict on one probe, where somebody else's words are part of it."""

import pytest

from gradschool.checks import Observation, judge, observe, probe
from gradschool.checks.verdict import is_repeated


@probe("answer", points=1, verify=lambda outputs, inputs: f"expected a letter, got {outputs['answer']!r}")
def a_letter(student, rng, inputs):
    """One of four letters."""
    return {"answer": student.answer()}


def test_a_verifier_that_quotes_a_long_answer_is_cut_short():
    verdict = judge(a_letter, Observation({"answer": "x" * 10**6}), Observation({"answer": "a"}))
    assert not verdict.passed
    assert verdict.message.startswith("expected a letter, got 'xxx")
    assert len(verdict.message) == 2000


@probe("powers", points=1)
def of_a_number(student, rng):
    """A number's powers, by name."""
    x = rng.uniform(1, 2)
    return {f"power {n}": student.powers(x, n) for n in range(7)}


@pytest.mark.parametrize(
    ("student", "right"),
    [
        (lambda x, n: x * n, ". Right here: power 1"),
        (lambda x, n: x**n if n != 2 else 0.0, ". Right here: power 0; power 1; power 3; power 4 and 2 more"),
        (lambda x, n: -1.0, ""),
    ],
)
def test_the_parts_that_are_right_are_named_where_others_are_wrong(student, right):
    seen, expected = (observe(of_a_number, {"powers": one}, seed=3) for one in (student, lambda x, n: x**n))
    message = judge(of_a_number, seen, expected).message
    assert message.partition(". Right here")[1:] == right.partition(". Right here")[1:]
    assert not judge(of_a_number, expected, expected).message


@probe("draw", points=1)
def a_number(student, rng):
    """One number."""
    return {"number": student.draw()}


def test_a_program_that_answers_differently_each_time_is_not_repeated():
    numbers = iter(range(3))
    first, again = (observe(a_number, {"draw": lambda: next(numbers)}, seed=1) for _ in range(2))
    assert is_repeated(a_number, first, first)
    assert not is_repeated(a_number, first, again)
