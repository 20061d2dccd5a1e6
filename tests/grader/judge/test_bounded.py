"""What judging an answer may take: more than that is told of the probe, and nothing fills the memory of the judge."""

import resource

import numpy as np
import pytest

from grader.judge import Judge
from grader.judge.bounded import bounded_memory
from grader.judge.seeds import seeds_of
from grader.sandbox import ExamRecord
from grader.submission import Submission
from gradschool.checks import Observation

PROBE = '''

def differences(outputs, inputs):
    """Judge all differences of two numbers of a column."""
    return None if np.ptp(outputs["numbers"] - outputs["numbers"].T) else "they are all the same"


@probe("quiz_limit", points=1, verify=differences)
def a_column(student, rng, inputs):
    """A column of numbers."""
    return {"numbers": np.zeros((3, 1))}
'''


def test_what_does_not_fit_raises_and_the_limit_ends_with_the_block():
    before = resource.getrlimit(resource.RLIMIT_AS)
    with bounded_memory(2**26), pytest.raises(MemoryError):
        np.ones(2**24)
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    assert np.ones(2**24).sum() == 2**24


def test_a_limit_that_is_there_already_is_not_widened():
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (2**40, hard))
    try:
        with bounded_memory(2**41):
            assert resource.getrlimit(resource.RLIMIT_AS)[0] == 2**40
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def test_an_answer_of_which_a_verifier_makes_gigabytes_costs_its_own_probe_alone(small_unit, monkeypatch):
    path = small_unit.folder / "probes.py"
    path.write_text(path.read_text().replace("from gradschool", "import numpy as np\n\nfrom gradschool", 1) + PROBE)
    answers = {("quiz_limit", name): Observation({"answer": 42}) for name in ("an_answer", "the_limit")}
    record = ExamRecord(answers=answers | {("quiz_limit", "a_column"): Observation({"numbers": np.ones((20_000, 1))})})
    with Judge(small_unit, b"s" * 32) as judge:
        monkeypatch.setattr(judge.examiner, "start", lambda: None)
        monkeypatch.setattr(judge.examiner, "examine", lambda job, deadline: record)
        result = judge.grade_submission("ada", Submission("", ()), seeds_of(small_unit, b"", "", ["quiz_limit"]))
    (exercise,) = result.exercises
    told = {verdict.probe: verdict.message for verdict in exercise.verdicts}
    assert "can't be judged (MemoryError" in told.pop("a_column")
    assert set(told.values()) == {""}
