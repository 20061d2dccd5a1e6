"""A solution that is told something else: what is altered, what it says of it, and that it comes to its end."""

import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from grader.course import Course, Exercise
from grader.course.altered import Endless, altered
from gradschool.checks import Probe, probe
from gradschool.checks.altered import ONLY

LENGTH = "with zero in the place of length"


def layer(x, w, b, h=1.5, flip=False):
    """A layer.

    Parameters
    ----------
    x : array, shape (batch, inputs)
    w : array, shape (inputs,)
    b : float
    h : float
    flip : bool

    Returns
    -------
    array, shape (batch,)
    """
    return h * (x @ w) + (-b if flip else b)


def ends(length):
    """How often a length fits into ten."""
    count, covered = 0, 0.0
    while covered < 10:
        covered, count = covered + length, count + 1
    return count / 7


@probe("layer", points=1)
def of_a_batch(student, rng):
    """Five examples."""
    return {"z": student.layer(rng.standard_normal((5, 3)), rng.standard_normal(3), 0.7, h=2.5, flip=True)}


@probe("ends", points=1)
def of_a_length(student, rng):
    """A length of one and a half."""
    return {"count": student.ends(1.5)}


def alterations(function: Callable[..., Any], asked: Probe) -> dict[str, Callable[..., Any]]:
    """What is said of each alteration, without its words about the cause, and the function."""
    unit: Any = SimpleNamespace(solution=SimpleNamespace(definitions={function.__name__: function}))
    found = altered(unit, Exercise(function.__name__, (asked,)))
    return {one.said.removeprefix("The wrong numbers are those that come out ").partition(":")[0]: one for one in found}


@pytest.mark.parametrize(
    ("said", "same"),
    [
        ("with the default of h", lambda x, w, b: layer(x, w, b, flip=True)),
        ("with the other value of flip", lambda x, w, b: layer(x, w, b, 2.5)),
        ("if the last row of x is all there is", lambda x, w, b: layer(x[-1:], w, b, 2.5, True)),
        ("with zero in the place of w", lambda x, w, b: layer(x, 0 * w, b, 2.5, True)),
        ("with one in the place of b", lambda x, w, b: layer(x, w, 1.0, 2.5, True)),
        ("if b has the other sign", lambda x, w, b: layer(x, w, -b, 2.5, True)),
        ("with the square of h in its place", lambda x, w, b: layer(x, w, b, 6.25, True)),
        ("if b and h change places", lambda x, w, b: layer(x, w, 2.5, b, True)),
    ],
)
def test_each_alteration_is_what_is_said_of_it(said: str, same: Callable[..., Any]) -> None:
    rng = np.random.default_rng(1)
    x, w, b = rng.standard_normal((5, 3)), rng.standard_normal(3), 0.7
    changed = alterations(layer, of_a_batch)[said].function(x, w, b, h=2.5, flip=True)
    np.testing.assert_allclose(changed, same(x, w, b))


def test_what_the_probes_never_hand_over_is_not_altered() -> None:
    found = alterations(layer, of_a_batch)
    assert "if x and w change places" not in found
    assert not any("by one" in said for said in found)
    assert "with one in the place of x" not in found


def test_an_altered_solution_comes_to_its_end() -> None:
    changed = alterations(ends, of_a_length)[LENGTH].function
    before = sys.gettrace()
    with pytest.raises(Endless):
        changed(1.5)
    assert sys.gettrace() is before


def test_marks_stand_where_the_condition_holds(small_course: Course) -> None:
    unit = small_course.unit("01-small")
    found = {one.said: one.function for one in altered(unit, unit.exercise("forgetful_average"))}
    values = np.array([-1.5, 0.0, 2.5])
    right = unit.solution.forgetful_average(values)
    marked = found[ONLY.format("values", "negative")](values)
    np.testing.assert_array_equal(np.isnan(marked), values < 0)
    np.testing.assert_array_equal(marked[1:], right[1:])


def test_a_class_and_a_question_without_arguments_are_left_alone(small_course: Course) -> None:
    unit = small_course.unit("01-small")
    assert not altered(unit, unit.exercise("Tally"))
    assert not altered(unit, unit.exercise("quiz_limit"))
