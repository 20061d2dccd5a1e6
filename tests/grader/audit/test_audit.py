"""The audit itself: it must complain where a probe, a mistake or an alternative is not what it says."""

import pytest

from grader.audit import audit
from grader.judge import Judge

pytestmark = pytest.mark.sandbox
UNIT = "01-small"


@pytest.fixture
def findings(built_course):
    """Adds to a file of the unit, audits it, and returns what is wrong: (kind, name) to what was seen."""

    def run(filename="mistakes.py", addition=""):
        path = built_course.solutions / UNIT / filename
        path.write_text(path.read_text() + addition)
        unit = built_course.unit(UNIT)
        with Judge(unit, b"s" * 32) as judge:
            return {(f.kind, f.name): f.seen for f in audit(built_course, unit, judge) if not f.ok}

    return run


def test_the_small_course_is_clean(findings):
    assert findings() == {}


def test_a_mistake_that_is_right_is_found(findings):
    seen = findings("mistakes.py", HARMLESS)
    assert seen == {("mistake", "harmless"): "4 of 4 points, no hint"}


HARMLESS = """
from grader.author import mistake

@mistake("forgetful_average", hint="There is nothing wrong here.")
def harmless(solution):
    return solution.forgetful_average
"""


def test_a_mistake_that_breaks_off_by_its_author_s_slip_is_found(findings):
    seen = findings("mistakes.py", BREAKS_OFF)
    assert "UnboundLocalError" in seen["mistake", "breaks_off"]
    assert "'Solution' object is not callable" in seen["mistake", "calls_the_solution"]


BREAKS_OFF = """
from grader.author import mistake

@mistake("forgetful_average", hint="Each is divided by the one before.")
def breaks_off(solution):
    def forgetful_average(values, beta=0.9):
        first, second = values[0], values[1] / first
        return np.array([first, second])

    return forgetful_average

@mistake("forgetful_average", hint="The last value is left out.")
def calls_the_solution(solution):
    return lambda values, beta=0.9: solution(values[:-1], beta)
"""


def test_two_mistakes_that_no_probe_tells_apart_are_found(findings):
    seen = findings("mistakes.py", TWINS)
    assert set(seen) == {("mistake", "second_twin")}
    assert "first_twin" in seen["mistake", "second_twin"]


TWINS = """
from grader.author import mistake

@mistake("forgetful_average", hint="One.")
def first_twin(solution):
    return lambda values, beta=0.9: 7 * np.asarray(values)

@mistake("forgetful_average", hint="Two.")
def second_twin(solution):
    return lambda values, beta=0.9: 7.0 * np.asarray(values)
"""


def test_an_alternative_that_is_wrong_is_found(findings):
    seen = findings("alternatives.py", WRONG)
    assert set(seen) == {("alternative", "not_right")}


WRONG = """
from grader.author import accepted

@accepted("forgetful_average")
def not_right(solution):
    return lambda values, beta=0.9: solution.forgetful_average(values, beta) + 1e-3
"""


@pytest.mark.parametrize(
    ("exercise", "call", "guess"),
    [
        (
            "forgetful_average",
            "bool(np.all(student.forgetful_average([7.0]) == student.forgetful_average([7.0])))",
            "None",
        ),
        ("forgetful_average", "student.forgetful_average(np.array([7.0]))", "first"),
        ("Tally", "student.Tally().add(2.0) is not student.Tally", "None"),
    ],
)
def test_a_probe_that_pays_for_a_guess_is_found(findings, exercise, call, guess):
    probe = f'''
import numpy as np
from gradschool.checks import probe

@probe("{exercise}", points=1)
def generous(student, rng):
    """Pays for anything."""
    return {{"answer": {call}}}
'''
    seen = findings("hidden_probes.py", probe)
    (name,) = (name for kind, name in seen if kind == "guess")
    assert name == guess
    assert seen["guess", name].endswith("points, by generous")
