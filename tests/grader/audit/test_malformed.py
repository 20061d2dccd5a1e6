"""Answers that are none, and the replay of what ships: the audit finds a probe that pays for either."""

import time

import numpy as np
import pytest

from grader.audit.malformed import malformed, pays_for_none
from grader.audit.rehearsal import Rehearsal
from grader.audit.replay import replayed
from grader.build.freeze import freeze

EXERCISE = "forgetful_average"
HEAD = "import time\nimport numpy as np\nfrom gradschool.checks import probe\n"
JUDGED = '''

def verdict(outputs, inputs):
    {verdict}


@probe("forgetful_average", points=1, verify=verdict)
def judged(student, rng, inputs):
    """One average."""
    return {{"average": student.forgetful_average(rng.standard_normal(5))}}
'''


@pytest.fixture
def rehearsal(small_course):
    """Adds a probe to the small unit's, and returns its oracle and the exercise."""

    def prepare(addition=""):
        path = small_course.solutions / "01-small" / "probes.py"
        path.write_text(HEAD + path.read_text().replace("from __future__ import annotations\n", "") + addition)
        unit = small_course.unit("01-small")
        return Rehearsal(unit, 3), unit.exercise(EXERCISE)

    return prepare


def found(rehearsal, verdict):
    oracle, exercise = rehearsal(JUDGED.format(verdict=verdict))
    return {what for name, what in pays_for_none(oracle, exercise, oracle.seeds(exercise)[0]) if name == "judged"}


def test_a_verifier_that_looks_at_the_answer_pays_for_none(rehearsal):
    strict = 'return None if np.shape(outputs["average"]) == (5,) and np.ptp(outputs["average"]) > 0 else "no average"'
    assert found(rehearsal, strict) == set()


def test_a_verifier_that_looks_for_what_is_too_small_is_found(rehearsal):
    seen = found(rehearsal, 'return "too small" if np.min(outputs["average"]) < -100 else None')
    assert "it pays for huge numbers in every place" in seen
    assert "it pays for True for every part" in seen
    assert not any("nan" in what for what in seen)


def test_a_measure_that_raises_what_nobody_catches_is_found(rehearsal):
    oracle, exercise = rehearsal("""

@probe("forgetful_average", points=1, measure=lambda outputs: outputs if len(outputs["average"]) else [])
def measured(student, rng):
    \"\"\"One average.\"\"\"
    return {"average": student.forgetful_average(rng.standard_normal(5))}
""")
    seen = {what for _, what in pays_for_none(oracle, exercise, oracle.seeds(exercise)[0])}
    assert "ProbeFileError is raised over an empty array for every part" in seen


def test_a_verifier_that_takes_long_is_found(rehearsal, monkeypatch):
    monkeypatch.setattr("grader.audit.malformed.SECONDS", 0.1)
    begun = time.monotonic()
    seen = found(rehearsal, 'return time.sleep(0.3 * (outputs["average"] is None)) or "no"')
    assert seen == {
        "it takes more than 0.1 s over None for every part",
        "it takes more than 0.1 s over None for every value",
    }
    assert time.monotonic() - begun < 5


def test_every_value_of_an_answer_is_filled_and_its_form_kept():
    answers = dict(malformed({"w": np.ones((2, 3)), "runs": [1.0, {"b": np.zeros(2)}], "name": "x"}))
    nan = answers["nan in every place"]
    assert nan["w"].shape == (2, 3)
    assert np.isnan([*nan["w"].flat, nan["runs"][0], *nan["runs"][1]["b"]]).all()
    assert answers["None for every value"] == {"w": None, "runs": [None, {"b": None}], "name": None}
    assert answers["None for every part"] == {"w": None, "runs": None, "name": None}
    assert set(answers["no 'w'"]) == {"runs", "name"}


def test_what_ships_earns_nothing_where_something_is_drawn(rehearsal):
    oracle, _ = rehearsal()
    assert dict(replayed(oracle, freeze(oracle.unit))) == {}


def test_a_probe_that_draws_too_little_pays_for_what_ships(rehearsal):
    oracle, _ = rehearsal('''

@probe("forgetful_average", points=1)
def of_one_vector(student, rng):
    """The same numbers for everybody."""
    return {"average": student.forgetful_average(np.arange(4.0))}
''')
    assert dict(replayed(oracle, freeze(oracle.unit))) == {"forgetful_average, of_one_vector": 1.0}
