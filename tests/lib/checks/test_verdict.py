"""The verdict on one probe, where somebody else's words are part of it."""

from gradschool.checks import Observation, judge, probe


@probe("answer", points=1, verify=lambda outputs, inputs: f"expected a letter, got {outputs['answer']!r}")
def a_letter(student, rng, inputs):
    """One of four letters."""
    return {"answer": student.answer()}


def test_a_verifier_that_quotes_a_long_answer_is_cut_short():
    verdict = judge(a_letter, Observation({"answer": "x" * 10**6}), Observation({"answer": "a"}))
    assert not verdict.passed
    assert verdict.message.startswith("expected a letter, got 'xxx")
    assert len(verdict.message) == 2000
