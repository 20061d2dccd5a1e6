"""Which answers are the same: as the judge compares numbers, and whatever a student called things."""

import numpy as np
import pytest

from grader.course import Exercise
from grader.mistakes.grouping import Likeness, neutral
from gradschool.checks import Observation, ProbeError, observe, probe


@probe("double", points=1)
def of_numbers(student, rng):
    """Four numbers."""
    return {"doubled": student.double(rng.standard_normal(4))}


@probe("double", points=1)
def of_nothing(student, rng):
    """No numbers."""
    return {"doubled": student.double(np.zeros(0))}


def about_twice(outputs, inputs):
    size = np.abs(outputs["doubled"]).sum()
    return None if abs(size - 6) < 1 else f"they sum up to {size:.2f}, expected about 6"


@probe("double", points=1, verify=about_twice)
def roughly(student, rng, inputs):
    """Three ones, roughly."""
    return {"doubled": student.double(np.ones(3))}


EXERCISE = Exercise("double", (of_numbers,), (of_nothing,))
FREE = Exercise("double", (roughly,))


def answers_of(function, exercise=EXERCISE):
    return {one.name: observe(one, {"double": function}, 5) for one in exercise.probes}


def groups(exercise=EXERCISE, **programs):
    likeness = Likeness(exercise, answers_of(lambda x: 2 * x, exercise))
    found = likeness.groups({name: answers_of(function, exercise) for name, function in programs.items()})
    return [sorted(group) for group in found]


def test_programs_are_alike_by_their_answers_however_they_are_written():
    assert groups(ada=lambda x: x * x, ben=lambda x: x**2, cy=lambda x: 3 * x) == [["ada", "ben"], ["cy"]]


def test_numbers_are_as_near_as_the_judge_takes_them_for_equal():
    found = groups(ada=lambda x: 3 * x, ben=lambda x: 3 * x * (1 + 1e-8), cy=lambda x: 3 * x * (1 + 1e-4))
    assert found == [["ada", "ben"], ["cy"]]


def test_in_single_precision_the_judge_allows_more():
    assert groups(ada=lambda x: 3 * x, ben=lambda x: (3 * x).astype(np.float32)) == [["ada", "ben"]]


def test_two_who_fail_alike_and_pass_other_probes_are_two_groups():
    found = groups(ada=lambda x: 3 * x, ben=lambda x: 3 * x if x.size else np.ones(1))
    assert found == [["ada"], ["ben"]]


def test_right_answers_that_differ_in_their_last_digits_part_nobody():
    def rounds(places):
        return lambda x: np.round(2 * x, places) if x.size else np.ones(2)

    assert groups(ada=rounds(16), ben=lambda x: 2 * x * (1 + 9e-7) if x.size else np.ones(2)) == [["ada", "ben"]]


def test_a_verifiers_words_without_their_numbers_tell_free_answers_apart():
    found = groups(
        FREE,
        ada=lambda x: 4 * x,
        ben=lambda x: 5 * x,
        cy=lambda x: "no array",
        dee=lambda x: x[:0] + 1,
        eve=lambda x: 2 * x,
    )
    assert ["ada", "ben", "dee"] in found
    assert ["cy"] in found


def test_exceptions_are_alike_by_type_and_message_not_by_a_students_names():
    def ada(x):
        return my_velocity  # noqa: F821

    def ben(x):
        return v  # noqa: F821

    def cy(x):
        return x.nope

    def dee(x):
        return x + np.zeros(17)

    found = groups(ada=ada, ben=ben, cy=cy, dee=dee)
    assert found == [["ada", "ben"], ["cy"], ["dee"]]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ProbeError("raised", "ValueError", "bad!", "line 2: raise ValueError('bad!')"), ("ValueError", "")),
        (ProbeError("raised", "AssertionError", "x", "line 2: assert x, 'x'"), ("AssertionError", "")),
        (ProbeError("raised", "MyError", "whatever"), ("an exception", "")),
        (ProbeError("raised", "TypeError", "my_f() takes 1 positional argument but 2 were given"),
         ("TypeError", "_() takes 1 positional argument but 2 were given")),
        (ProbeError("raised", "TypeError", "unsupported operand type(s) for -: 'NoneType' and 'float'"),
         ("TypeError", "unsupported operand type(s) for -: 'NoneType' and 'float'")),
        (ProbeError("raised", "LinAlgError", "Singular matrix"), ("LinAlgError", "Singular matrix")),
    ],
)  # fmt: skip
def test_of_an_exception_what_its_student_chose_is_left_out(error, told):
    assert neutral(error)[1:] == told


def test_whoever_changes_an_argument_is_not_alike_to_one_who_leaves_it():
    def ben(x):
        x *= 3
        return x

    assert groups(ada=lambda x: 3 * x, ben=ben) == [["ada"], ["ben"]]
    assert groups(ada=lambda x: 3 * x, ben=lambda x: np.multiply(x, 3, out=x), cy=ben) == [["ada"], ["ben", "cy"]]


def test_an_exercise_that_was_stopped_everywhere_is_silent_and_one_that_answers_is_not():
    likeness = Likeness(EXERCISE, answers_of(lambda x: 2 * x))
    stopped = Observation(None, ProbeError("timeout", message="stopped after 20 s"))
    assert likeness.is_silent({"of_numbers": stopped, "of_nothing": stopped})
    assert not likeness.is_silent(answers_of(lambda x: 3 * x) | {"of_nothing": stopped})
