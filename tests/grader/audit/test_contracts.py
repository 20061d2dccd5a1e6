"""A probe hands over what the docstring promises and asks for no more; a careless version of the solution fails."""

import numpy as np
import pytest

from grader.audit import audit_exercise
from grader.audit.careless import careless
from grader.course.docstring import docstring

UNIT = "01-small"
OLD = """    `values` is an array of shape (n,); the result has the same shape.
"""
PROMISE = """    Parameters
    ----------
    values : array of float, shape (n,)
        A sequence.
    beta : float
        Share of the past.

    Returns
    -------
    array, shape (n,)
        In the dtype of values.
"""
PROBE = '''

import numpy as np


@probe("forgetful_average", points=1, {options})
def another(student, rng):
    """Another."""
    return {{"averages": student.forgetful_average({arguments})}}
'''


@pytest.fixture
def found(small_course):
    """Puts the small unit's average under a contract and a further probe, and returns what is wrong with it."""
    folder = small_course.solutions / UNIT
    source = folder / "small.py"
    source.write_text(source.read_text().replace(OLD, PROMISE))

    def run(arguments=None, options="", kinds=("contract",), edit=("", "")):
        if arguments:
            path = folder / "hidden_probes.py"
            path.write_text(path.read_text() + PROBE.format(arguments=arguments, options=options))
        source.write_text(source.read_text().replace(*edit) if edit[0] else source.read_text())
        unit = small_course.unit(UNIT)
        tried = audit_exercise(unit, unit.exercise("forgetful_average"))
        return {(f.name, f.seen) for f in tried if f.kind in kinds and not f.ok}

    return run


NO_DTYPE = ("        In the dtype of values.\n", "        Of the same length.\n")


def test_a_promised_dtype_that_no_probe_asks_for_is_found(found):
    assert found() == {
        ("forgetful_average", "the docstring promises a dtype or a whole number, but no probe has exact_dtype")
    }


def test_a_dtype_that_was_not_promised_is_found(found):
    seen = found("rng.standard_normal(4)", "exact_dtype=True", edit=NO_DTYPE)
    assert seen == {("another", "exact_dtype is asked for, but the docstring's Returns promise no dtype")}


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ("[float(rng.random())]", "values is list of 1"),
        ("rng.standard_normal((2, 3))", "values is array (2, 3) float64"),
        ("rng.integers(0, 9, 3)", "values is array (3,) int64"),
        ("rng.standard_normal(3), rng.uniform(0, 1, 1)", "beta is array (1,) float64"),
    ],
)
def test_an_argument_that_is_not_what_the_docstring_says_is_found(found, arguments, why):
    ((name, seen),) = found(arguments, edit=NO_DTYPE)
    assert name == "another"
    assert seen.startswith(f"{why}; the docstring says ")


@pytest.mark.parametrize(
    ("words", "arguments", "why"),
    [
        (("A sequence.", "A sequence."), "rng.standard_normal(4), -0.5", "beta is -0.5; the docstring says 0 or more"),
        (
            ("A sequence.", "A sequence; n is 3 or more."),
            "rng.standard_normal(2)",
            "n, an axis of values, has length 2; the docstring says 3 or more",
        ),
    ],
)
def test_a_number_below_what_the_docstring_allows_is_found(found, words, arguments, why):
    found(edit=NO_DTYPE)
    found(edit=("Share of the past.", "0 or more: the share of the past."))
    assert found(arguments, edit=words) == {("another", why)}


def test_points_for_an_answer_that_is_the_same_for_every_seed_are_found(found):
    assert found("np.ones(3)", "exact_dtype=True") == {
        ("another", "it pays for an answer that is the same for every seed; draw something of it from rng")
    }


@pytest.mark.parametrize(
    ("arguments", "options", "edit", "passing"),
    [
        (None, "", ("", ""), {"the other dtype", "no axis of length 1"}),
        ("rng.standard_normal(1)", "", ("", ""), {"the other dtype"}),
        ("rng.standard_normal(1)", "exact_dtype=True", ("", ""), set()),
        ("rng.standard_normal(1)", "exact_dtype=True", ("A sequence.", "A sequence; n is 2 or more."), set()),
        (None, "", ("A sequence.", "A sequence; n is 2 or more."), {"the other dtype"}),
    ],
)
def test_a_promise_that_no_probe_holds_lets_a_careless_version_pass(found, arguments, options, edit, passing):
    assert {name for name, _ in found(arguments, options, ("careless",), edit)} == passing


def test_a_setting_that_every_probe_leaves_alone_may_be_ignored(found, small_course):
    for name in ("probes.py", "hidden_probes.py"):
        path = small_course.solutions / UNIT / name
        path.write_text(path.read_text().replace(", beta=0.5", "").replace(", beta=0.8", ""))
    assert ("ignores beta", "passes with 1 of 1 seeds") in found(kinds=("careless",))


def test_a_careless_version_changes_each_array_and_number_that_it_says(small_course):
    folder = small_course.solutions / UNIT
    (folder / "small.py").write_text((folder / "small.py").read_text().replace(OLD, PROMISE))
    unit = small_course.unit(UNIT)
    made = {one.name: one.function for one in careless(unit, unit.exercise("forgetful_average"))}
    values, right = np.array([0.5]), unit.solution.forgetful_average
    assert made["the other dtype"](values).dtype == np.float32
    assert made["no axis of length 1"](values).shape == ()
    assert made["ignores beta"](np.arange(4.0), 0.1)[-1] == right(np.arange(4.0))[-1]
    assert made["changes values in place"](values) == right(np.array([0.5]))
    assert values != 0.5


def test_a_docstring_is_read_by_its_sections():
    def double(x, times=2):
        """Twice x.

        Parameters
        ----------
        x, y : array, shape (n, d)
            Numbers; d is 2 or more.

        Returns
        -------
        y : array, shape (d,)
        count : int
        """

    read = docstring(double)
    assert read.kinds == {"x": "array, shape (n, d)", "y": "array, shape (n, d)"}
    assert read.shortest == {"d": 2}
    assert read.promises_whole_number
    assert not read.promises_dtype
    assert not read.promises_shape


@pytest.mark.parametrize(("shape", "asked"), [("(64, 10)", False), ("(64, 1)", True), ("(64, d)", True)])
def test_a_shape_in_numbers_may_be_squeezed_only_where_one_of_them_is_1(shape, asked):
    def weights(x):
        pass

    weights.__doc__ = f"Weights.\n\nReturns\n-------\narray, shape {shape}\n    One column a class.\n"
    assert docstring(weights).promises_shape is asked
