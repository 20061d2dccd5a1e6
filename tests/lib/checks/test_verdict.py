"""The verdict on one probe, where somebody else's words are part of it."""

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


@probe("draw", points=1)
def a_number(student, rng):
    """One number."""
    return {"number": student.draw()}


def test_a_program_that_answers_differently_each_time_is_not_repeated():
    numbers = iter(range(3))
    first, again = (observe(a_number, {"draw": lambda: next(numbers)}, seed=1) for _ in range(2))
    assert is_repeated(a_number, first, first)
    assert not is_repeated(a_number, first, again)
