"""Which known mistake speaks: one that explains what failed, and that no answer speaks against."""

import numpy as np
import pytest

from gradschool.checks import Observation, diagnose, observe, probe
from gradschool.checks.diagnose import may_speak
from gradschool.checks.observe import JUDGED, ProbeError
from gradschool.checks.symptoms import RAISED_FOR_NONE

HINTS = {"known": "what the mistake does"}
SEED = 3


def answers(probes, function):
    return {one.name: observe(one, {"f": function}, SEED) for one in probes}


def named(probes, student, right, mistake):
    """Probe name to the mistake that is named where the student's function fails."""
    got, expected, known = (answers(probes, function) for function in (student, right, mistake))
    verdicts = diagnose(probes, got, expected, {"known": known}, HINTS)
    return {verdict.probe: verdict.mistake for verdict in verdicts if not verdict.passed}


@probe("f", points=2)
def of_a_few(student, rng):
    """Five numbers."""
    return {"f": student.f(rng.standard_normal(5))}


@probe("f", points=1)
def of_large_ones(student, rng):
    """Five numbers past a thousand."""
    return {"f": student.f(1000 + rng.uniform(0, 1, 5))}


@probe("f", points=1)
def of_nothing(student, rng):
    """No numbers."""
    return {"f": student.f(np.zeros(0)), "g": student.f(np.ones(1))}


@probe("f", points=1, rtol=0.1)
def roughly(student, rng):
    """Five numbers, to a tenth."""
    return {"f": student.f(rng.uniform(1, 2, 5))}


@probe("f", points=1, verify=lambda outputs, inputs: None if outputs["f"] == 0 else f"{outputs['f']} is not zero")
def freely(student, rng, inputs):
    """A number that a verifier judges."""
    return {"f": student.f(1.5)}


BOTH = [of_a_few, of_large_ones]


def test_the_mistake_itself_is_named_everywhere():
    assert set(named(BOTH, np.square, np.exp, np.square).values()) == {"known"}


def test_one_matching_probe_is_not_enough_where_another_gives_another_wrong_answer():
    def like_it_on_few(x):
        return x**2 if x[0] < 100 else x**3

    assert set(named(BOTH, like_it_on_few, np.abs, np.square).values()) == {None}


def test_a_mistake_that_fails_what_passed_is_silent():
    def right_on_large_ones(x):
        return x**2 if x[0] < 100 else np.abs(x)

    assert named(BOTH, right_on_large_ones, np.abs, np.square) == {"of_a_few": None}


def test_a_crash_elsewhere_does_not_silence_a_mistake_that_explains_most_points():
    def crashes_on_large_ones(x):
        return x**2 if x[0] < 100 else x[9]

    assert named(BOTH, crashes_on_large_ones, np.abs, np.square) == {"of_a_few": "known", "of_large_ones": None}


def test_a_crash_at_the_first_probe_that_failed_silences_it():
    def crashes_on_large_ones(x):
        return x**2 if x[0] < 100 else x[9]

    assert set(named(BOTH[::-1], crashes_on_large_ones, np.abs, np.square).values()) == {None}


def overflowing(x):
    return np.where(np.abs(x) > 100, np.nan, np.abs(x))


def test_nan_alone_does_not_name_a_mistake_that_leaves_a_failure_open():
    assert set(named(BOTH[::-1], lambda x: np.nan * x, np.abs, overflowing).values()) == {None}


def test_nan_names_a_mistake_that_agrees_on_every_probe():
    assert named(BOTH, overflowing, np.abs, overflowing) == {"of_large_ones": "known"}


def test_infinity_is_as_good_as_nan():
    def infinite(x):
        return np.where(np.abs(x) > 100, np.inf, np.abs(x))

    assert named(BOTH, infinite, np.abs, overflowing) == {"of_large_ones": "known"}


def raising(error):
    def fails(x):
        raise error

    return fails


@pytest.mark.parametrize(
    ("student", "mistake", "name"),
    [
        (KeyError("m"), KeyError("v"), None),
        (KeyError("v"), KeyError("v"), "known"),
        (ValueError("v"), KeyError("v"), None),
    ],
)
def test_an_exception_is_compared_with_its_message(student, mistake, name):
    assert set(named(BOTH, raising(student), np.abs, raising(mistake)).values()) == {name}


def test_an_answer_between_the_mistake_and_the_solution_is_neither():
    def right(x):
        return 1.0 * x

    def mistaken(x):
        return 1.15 * x

    assert named([roughly], lambda x: 1.16 * x, right, mistaken) == {"roughly": "known"}
    assert named([roughly], lambda x: 1.11 * x, right, mistaken) == {"roughly": None}


def test_a_verifier_s_words_do_not_make_two_answers_one():
    assert named([freely], lambda x: 2 * x, lambda x: 0 * x, lambda x: 2 * x) == {"freely": "known"}
    assert named([freely], lambda x: 3 * x, lambda x: 0 * x, lambda x: 2 * x) == {"freely": None}


def test_the_words_of_a_verifier_alone_name_a_mistake_whose_numbers_are_not_known():
    expected, judged = answers([freely], zero), Observation(None, ProbeError(JUDGED, message="3.0 is not zero"))
    for student, name in ((lambda x: 2 * x, "known"), (lambda x: 4 * x, None), (refuses, None)):
        (verdict,) = diagnose([freely], answers([freely], student), expected, {"known": {"freely": judged}}, HINTS)
        assert verdict.mistake == name


def test_of_two_mistakes_that_say_the_same_the_one_with_the_student_s_own_numbers_speaks():
    probes, hints = [freely, of_a_few], {"first": "another slip", "second": "this slip"}
    judged = Observation(None, ProbeError(JUDGED, message="1.875 is not zero"))
    known = {"first": {"freely": judged}, "second": answers([freely], lambda x: 1.25 * x)}

    def larger_where_single(x):
        return 1.25 * x if np.shape(x) == () else 0 * np.sum(x)

    verdicts = diagnose(probes, answers(probes, larger_where_single), answers(probes, zero), known, hints)
    assert [verdict.mistake for verdict in verdicts] == ["second", None]


@probe("f", points=1)
def where_none_is_right(student, rng):
    """A number below zero, which has no root."""
    return {"f": student.f(-1 - rng.random())}


def root(x):
    return None if np.any(np.asarray(x) < 0) else np.sqrt(x)


def root_or_error(x):
    if np.any(np.asarray(x) < 0):
        raise ValueError("no root")
    return np.sqrt(x)


def test_an_error_where_none_is_right_is_told():
    probes = [roughly, where_none_is_right]
    first, last = diagnose(probes, answers(probes, root_or_error), answers(probes, root), {}, {})
    assert (first.hint, last.hint) == (None, RAISED_FOR_NONE)


@pytest.mark.parametrize(
    "student", [raising(TypeError("no")), lambda x: -1.0 if np.any(np.asarray(x) < 0) else np.sqrt(x)]
)
def test_nothing_is_told_of_none_where_something_else_is_wrong_too_or_a_number_comes(student):
    probes = [roughly, where_none_is_right]
    verdicts = diagnose(probes, answers(probes, student), answers(probes, root), {}, {})
    assert RAISED_FOR_NONE not in [verdict.hint for verdict in verdicts]


def test_another_form_of_nothing_does_not_silence_a_mistake():
    def square_or_nan(x):
        return x**2 if x.size else np.full(0, np.nan)

    assert named([of_a_few, of_nothing], square_or_nan, np.exp, np.square) == {
        "of_a_few": "known",
        "of_nothing": "known",
    }


def test_a_number_where_a_mistake_gives_nan_is_another_answer():
    def square_or_overflow(x):
        return np.where(x < 100, x**2, np.nan)

    assert set(named(BOTH, np.square, np.abs, square_or_overflow).values()) == {None}


def zero(x):
    return 0 * np.sum(x)


def refuses(x):
    raise TypeError("no")


def ten(x):
    return 10 if np.shape(x) else 1.0


@pytest.mark.parametrize(
    ("student", "mistake", "speaks"),
    [(ten, ten, True), (zero, ten, False), (refuses, ten, False), (refuses, refuses, True), (ten, zero, True)],
    ids=["its own", "one that fails what passed", "no exception of its own", "its own exception", "nothing known yet"],
)
def test_a_mistake_that_one_answer_rules_out_need_not_give_the_others(student, mistake, speaks):
    both, first = [freely, of_a_few], answers([freely], mistake)
    assert may_speak(both, answers(both, student), answers(both, zero), first) is speaks


def test_a_mistake_that_reproduces_nothing_need_not_go_on_where_the_rest_has_passed():
    both = [freely, of_a_few]
    got = answers(both, zero) | answers([freely], ten)
    assert may_speak(both, got, answers(both, zero), answers([freely], ten))
    assert not may_speak(both, got, answers(both, zero), answers([freely], zero))
