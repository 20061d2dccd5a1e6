"""Every quiz of the course that asks for a letter: each is answered at once, and counts the same however it is written.

Such a quiz is one whose public probe asks for no more than ``is_a_letter``.
"""

import re
from pathlib import Path

import pytest

from grader.course import Course
from grader.judge.exercise import judge_exercise
from grader.judge.oracle import Oracle
from gradschool.checks.cases import read_cases
from gradschool.checks.observe import public_seed
from gradschool.checks.seal import opened

COURSE = Course(Path(__file__).parents[2])
UNITS = {name: COURSE.unit(name) for name in COURSE.unit_names}
LETTERS = "abcd"
QUIZZES = [
    pytest.param(name, exercise.name, id=f"{name}-{exercise.name}")
    for name, unit in UNITS.items()
    for exercise in unit.exercises
    if exercise.is_quiz and exercise.public[0].verify.__name__ == "is_a_letter"
]


@pytest.fixture(scope="module")
def frozen():
    """The released cases of a unit."""
    return {name: read_cases(COURSE.notebooks / name / "cases.npz") for name in UNITS}


@pytest.mark.parametrize(("unit", "name"), QUIZZES)
def test_each_letter_opens_words_of_its_own(unit, name, frozen):
    replies = {letter: opened(frozen[unit][name].sealed, letter) for letter in LETTERS}
    assert [letter for letter, reply in replies.items() if not reply or not reply.text] == []
    assert sum(reply.right for reply in replies.values()) == 1
    assert len({reply.text for reply in replies.values()}) == len(LETTERS)


@pytest.mark.parametrize(("unit", "name"), QUIZZES)
def test_a_letter_earns_the_same_in_other_clothes(unit, name):
    solution = UNITS[unit].solution
    exercise, oracle = UNITS[unit].exercise(name), Oracle(UNITS[unit])
    seeds = {probe.name: public_seed(*probe.key) for probe in exercise.probes}
    right = solution.definitions[name]()
    said = [right, right.upper(), f" {right}) ", f"({right.upper()})."]
    answers = [
        oracle.answers(exercise, solution.with_replaced(name, lambda answer=answer: answer), seeds) for answer in said
    ]
    assert {judge_exercise(oracle, exercise, seeds, got).score for got in answers} == {exercise.points}


def test_hardly_any_quiz_asks_for_more_than_a_letter():
    others = {exercise.name for unit in UNITS.values() for exercise in unit.exercises if exercise.is_quiz} - {
        parameters.values[1] for parameters in QUIZZES
    }
    assert others == {"quiz_ward"}


@pytest.mark.parametrize(("unit", "name"), QUIZZES)
def test_the_choices_of_a_question_stand_one_below_the_other(unit, name):
    cells = UNITS[unit].notebook.cells
    (place,) = (i for i, cell in enumerate(cells) if cell.cell_type == "code" and f"def {name}(" in cell.source)
    question = next(cell.source for cell in reversed(cells[:place]) if cell.cell_type == "markdown")
    assert re.findall(r"^- \*\*([a-h])\*\*: ", question, re.MULTILINE)[: len(LETTERS)] == list(LETTERS)
