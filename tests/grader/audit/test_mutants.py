"""Mutants: small wrong programs, and the measure of the probes that they give."""

import json

import pytest

from grader.audit.mutants import EquivalentsError, equivalents, mutation_scores
from grader.audit.mutate import mutants

UNIT = "01-small"
STEP = '''
def step(w, g, state=None, lr=0.1):
    """A step."""
    ### BEGIN SOLUTION
    v = np.zeros_like(w) if state is None else state
    v = 0.9 * v + g
    for _ in range(3):
        v += np.sqrt(g)
    return w - lr * v.mean(axis=0, keepdims=True), v
    ### END SOLUTION
'''


def names():
    return {mutant.name for mutant in mutants(STEP)}


@pytest.mark.parametrize(
    "change",
    [
        "v = 0.9 * v + g  ->  v = 0.9 * v - g",
        "v = 0.9 * v + g  ->  v = 1.8 * v + g",
        "v = 0.9 * v + g  ->  None",
        "v += np.sqrt(g)  ->  v += (lambda x: x)(g)",
        "v += np.sqrt(g)  ->  v -= np.sqrt(g)",
        "for _ in range(3):  ->  for _ in range(4):",
        "v = np.zeros_like(w) if state is None else state  ->  v = np.zeros_like(w) if state is not None else state",
        "v = np.zeros_like(w) if state is None else state  ->  v = np.ones_like(w) if state is None else state",
    ],
)
def test_a_slip_of_the_pen_is_among_the_mutants(change):
    assert change in names()


def test_an_axis_is_changed_and_dropped():
    found = {name.split("->")[1] for name in names() if "return" in name}
    assert any("axis=1" in name for name in found)
    assert any("axis" not in name and "mean(keepdims=True)" in name for name in found)


def test_what_the_student_does_not_write_is_left_alone():
    assert not any("lr=0" in name or "A step" in name for name in names())


def test_every_mutant_differs_from_the_solution_and_from_the_others():
    sources = [mutant.source for mutant in mutants(STEP)]
    assert len(set(sources)) == len(sources)


def test_a_probe_that_looks_at_nothing_lets_mutants_through(small_course):
    path = small_course.solutions / UNIT / "probes.py"
    hidden = small_course.solutions / UNIT / "hidden_probes.py"
    full = sum(score.caught for score in mutation_scores(small_course.unit(UNIT)))
    for file in (path, hidden):
        file.write_text(file.read_text().replace("student.forgetful_average(", "0 * student.forgetful_average("))
    (blind, *_) = mutation_scores(small_course.unit(UNIT))
    assert blind.survivors
    assert blind.caught < full


def test_a_mutant_judged_equivalent_does_not_count(small_course):
    (first, *_) = mutants(small_course.unit(UNIT).solution.source("forgetful_average"))
    listed = small_course.solutions / UNIT / "equivalents.toml"
    listed.write_text(f"[forgetful_average]\n{json.dumps(first.name)} = 'for the sake of a test'\n")
    (score, *_) = mutation_scores(small_course.unit(UNIT))
    assert score.equivalent == [first.name]


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [("'gone  ->  away' = 'why'", "no mutant"), ("{first} = ' '", "say why"), ("{first}", "can't be read")],
)
def test_an_entry_without_mutant_or_reason_is_refused(small_course, entry, complaint):
    unit = small_course.unit(UNIT)
    (first, *_) = mutants(unit.solution.source("forgetful_average"))
    text = f"[forgetful_average]\n{entry.format(first=json.dumps(first.name))}\n"
    (small_course.solutions / UNIT / "equivalents.toml").write_text(text)
    with pytest.raises(EquivalentsError, match=complaint):
        equivalents(unit)
