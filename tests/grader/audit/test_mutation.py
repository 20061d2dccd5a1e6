"""Mutants: small wrong programs, and the measure of the probes that they give."""

import json

import pytest
from click.testing import CliRunner

from grader.audit.mutation_operators import mutants
from grader.audit.mutation_score import (
    EquivalentsError,
    MutationScore,
    accept,
    equivalents,
    mutation_scores,
    unexplained,
)
from grader.cli import main

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


IDLE = '''
def loss(a, b):
    """A loss."""
    ### BEGIN SOLUTION
    top = np.maximum(a, 2)
    low = min(a, b)
    for x, y in zip(a, b, strict=True):
        print(x, y)
    return np.abs(a - b) + (top - low) ** 2 + np.max(a, 0) + np.abs(a / b) + (a - b) ** 3
    ### END SOLUTION
'''


def test_what_cant_change_a_result_is_left_out():
    after = "\n".join(mutant.source for mutant in mutants(IDLE))
    for idle in ("maximum(2, a)", "min(b, a)", "strict=False", "abs(b - a)", "(low - top) ** 2"):
        assert idle not in after


def test_what_may_change_a_result_is_kept_beside_it():
    after = "\n".join(mutant.source for mutant in mutants(IDLE))
    for change in ("minimum(a, 2)", "maximum(a, 3)", "max(0, a)", "abs(b / a)", "(b - a) ** 3", "abs(a + b)"):
        assert change in after


def blinded(course):
    """The small unit with a probe of `forgetful_average` alone that sees next to nothing."""
    for name in ("probes.py", "hidden_probes.py"):
        path = course.solutions / UNIT / name
        path.write_text(path.read_text().replace("student.forgetful_average(", "0 * student.forgetful_average("))
    return course.unit(UNIT)


def test_survivors_are_accepted_with_an_empty_reason_that_is_then_refused(small_course):
    unit = blinded(small_course)
    scores = list(mutation_scores(unit))
    survivors = {(score.exercise, name) for score in scores for name in score.survivors}
    accept(unit, scores)
    assert set(unexplained(unit)) == survivors
    with pytest.raises(EquivalentsError, match="say why these are equivalent"):
        equivalents(unit)


def test_accepting_keeps_what_is_listed_and_adds_below_its_exercise(small_course):
    unit = blinded(small_course)
    (score, *_) = mutation_scores(unit)
    first, second, *_ = score.survivors
    path = unit.folder / "equivalents.toml"
    path.write_text(f"# Ours.\n\n[quiz_limit]\n\n[forgetful_average]\n{json.dumps(first)} = 'why'")
    accept(
        unit, [MutationScore("forgetful_average", survivors=[second]), MutationScore("Tally", survivors=["a  ->  b"])]
    )
    assert path.read_text() == (
        f"# Ours.\n\n[quiz_limit]\n\n[forgetful_average]\n{json.dumps(second)} = \"\"\n{json.dumps(first)} = 'why'\n"
        '\n[Tally]\n"a  ->  b" = ""\n'
    )


def test_accepted_mutants_count_as_equivalent_once_somebody_has_said_why(small_course):
    unit = blinded(small_course)
    path = accept(unit, mutation_scores(unit))
    path.write_text(path.read_text().replace('= ""', '= "for the sake of a test"'))
    scores = list(mutation_scores(unit))
    assert not any(score.survivors for score in scores)
    assert any(score.equivalent for score in scores)


def test_the_command_accepts_survivors_and_the_audit_names_what_lacks_its_reason(small_course):
    blinded(small_course)
    runner, course = CliRunner(), ["--course", str(small_course.root)]
    assert runner.invoke(main, ["audit", UNIT, "--mutants", "--accept", *course]).exit_code == 1
    refused = runner.invoke(main, ["audit", UNIT, "--mutants", *course])
    assert refused.exit_code == 2
    assert "of forgetful_average" in refused.stderr
    audited = runner.invoke(main, ["audit", UNIT, "--exercise", "Tally", "--brief", *course])
    assert audited.exit_code == 1
    assert "equivalents.toml" in audited.stdout


def test_the_mutants_of_one_exercise_alone_can_be_measured(small_course):
    (score,) = mutation_scores(small_course.unit(UNIT), ["Tally"])
    assert score.exercise == "Tally"
    assert score.caught
