"""Every unit of the course under `grader audit`: what is right passes, what is wrong fails with its hint."""

from pathlib import Path

import pytest

from grader.audit import audit
from grader.audit.mutation_score import mutation_scores
from grader.course import Course
from grader.judge import Judge

COURSE = Course(Path(__file__).parents[2])
POINTS = 20
MISTAKES, ALTERNATIVES = 3, 2


@pytest.mark.sandbox
@pytest.mark.parametrize("name", COURSE.unit_names)
def test_solution_release_mistakes_and_alternatives_are_judged_as_what_they_are(name):
    unit = COURSE.unit(name)
    with Judge(unit, b"a secret of the tests, 32 bytes.") as judge:
        wrong = [finding for finding in audit(COURSE, unit, judge) if not finding.ok]
    assert not wrong


@pytest.mark.parametrize("name", COURSE.unit_names)
def test_every_mutant_is_caught_or_judged_equivalent(name):
    scores = list(mutation_scores(COURSE.unit(name)))
    assert not {score.exercise: score.survivors for score in scores if score.survivors}
    assert all(score.caught for score in scores)


@pytest.mark.parametrize("name", COURSE.unit_names)
def test_a_unit_is_worth_twenty_points(name):
    assert COURSE.unit(name).points == pytest.approx(POINTS)


@pytest.mark.parametrize("name", COURSE.unit_names)
def test_every_exercise_has_mistakes_with_hints_and_other_right_answers(name):
    unit = COURSE.unit(name)
    for exercise in unit.exercises:
        if exercise.is_quiz:
            continue
        assert len(unit.mistakes_of(exercise.name)) >= MISTAKES, exercise.name
        assert sum(a.exercise == exercise.name for a in unit.alternatives) >= ALTERNATIVES, exercise.name
