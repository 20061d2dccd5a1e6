"""What a hidden probe's feedback says, and how much of a submission's own choice it can carry outside: in bits."""

import builtins
import itertools
import math

import numpy as np
import pytest

from grader.judge.exercise import judge_exercise
from grader.judge.hidden import spared, without_factor
from grader.judge.oracle import Oracle
from gradschool.checks import Change, Observation, ProbeError, Verdict, judge, probe

UNIT, EXERCISE = "01-small", "forgetful_average"
NAMES = [name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, Exception)]
MOST_BITS = 6.0
"""Of one hidden probe with one output. Every shape and every number came back once: 56 bits and more."""


def numbers(rng):
    """Arrays and numbers of every shape and dtype, and what is neither."""
    for rows, columns in itertools.product(range(6, 12), repeat=2):
        yield np.empty((rows, columns, 0))
    yield from (np.zeros(size) for size in range(12))
    yield from (np.zeros((1,) * axes) for axes in range(0, 12, 2))
    yield from (np.zeros(4, dtype) for dtype in ("bool", "int8", "uint64", "float16", "float32", "complex64"))
    yield from (float(number) for number in 10.0 ** rng.uniform(-9, 9, 20))
    yield from (["x"] * length for length in range(9))
    yield from (None, True, 1j, float("nan"), float("-inf"), "", "ab", "\U0001f600\u0416z", {"stolen": 1}, {})


def answers(right, rng):
    """Outputs of a probe whose one output is an array, with what a hostile program would put into them."""
    ((name, value),) = right.items()
    yield from ({name: number} for number in numbers(rng))
    yield from ({name: value, f"stolen {key}": 1} for key in range(9))
    for _ in range(40):
        wrong = rng.random(value.shape) < rng.random()
        yield {name: np.where(wrong, value + rng.standard_normal(value.shape), value)}
    yield from ({name: factor * value} for factor in rng.uniform(2, 9, 9))


def observations(right, rng):
    """Everything that may come back of a probe."""
    yield from (Observation(outputs) for outputs in answers(right, rng))
    kinds = ("missing", "not_written", "raised", "timeout", "crashed", "bad_output", "unsafe", "judged")
    yield from (Observation(None, ProbeError(kind, "", f"exit status {code}")) for kind in kinds for code in range(2))
    yield from (Observation(None, ProbeError("raised", name, name)) for name in [*NAMES, "Mine", "Yours"])
    yield from (Observation(right, changed=Change(f"f{n}", f"x{n}")) for n in range(9))


@pytest.fixture
def told(small_course):
    """Every text that feedback may hold of a hidden probe, whatever comes back."""
    unit, rng = small_course.unit(UNIT), np.random.default_rng(0)
    oracle, exercise = Oracle(unit), unit.exercise(EXERCISE)
    seeds = {one.name: 7 for one in exercise.probes}
    right = oracle.expected(exercise, seeds)
    (hidden,) = exercise.hidden
    found = set()
    for seen in observations(right[hidden.name].outputs, rng):
        result = judge_exercise(oracle, exercise, seeds, {**right, hidden.name: seen})
        found.add(tuple((one.passed, one.message, one.mistake, one.hint) for one in result.verdicts))
    return found


def test_a_hidden_probe_carries_less_than_a_byte_outside(told):
    assert 4 < math.log2(len(told)) < MOST_BITS, sorted(map(str, told))


def said(right, got, verify=None):
    """The message for one answer in the place of a right one."""
    run = (lambda student, rng, inputs: {}) if verify else (lambda student, rng: {})
    one = probe("f", points=1, verify=verify)(run)
    expected, seen = Observation({"w": right}, drawn=True), Observation({"w": got})
    return spared(judge(one, seen, expected), one, seen, expected, constant=False).message


@pytest.mark.parametrize(
    ("got", "words"),
    [
        (np.zeros((4, 3)), "w: expected shape (3, 4), got (4, 3)"),
        (np.zeros((3, 5)), "w: expected shape (3, 4), got (3, 5)"),
        (np.zeros((3, 4, 1)), "w: expected shape (3, 4), got (3, 4, 1)"),
        (np.zeros((70, 111)), "w: expected shape (3, 4), got another shape"),
        (np.zeros((70, 111, 0)), "w: expected shape (3, 4), got more axes"),
        (np.zeros((3, 4, 1, 1)), "w: expected shape (3, 4), got more axes"),
        (np.zeros((3, 77, 1)), "w: expected shape (3, 4), got more axes"),
        (np.zeros(77), "w: expected shape (3, 4), got fewer axes"),
        (np.zeros((1,) * 9), "w: expected shape (3, 4), got more axes"),
        (np.zeros((3, 4)), "w: all of the 12 values are wrong; the first of these is a smaller number"),
        (np.eye(3, 4), "w: some of the 12 values are wrong; the first of these is a smaller number"),
        (np.ones((3, 4), int), "w: expected floating-point numbers, got whole numbers"),
        (None, "w: expected an array of shape (3, 4), got None (is a return missing?)"),
        (0.3, "w: expected an array of shape (3, 4), got a number"),
        ([1, 2], "w: expected an array of shape (3, 4), got a list or tuple"),
    ],
)
def test_the_kind_of_fault_is_told_and_not_what_came_back(got, words):
    assert said(np.ones((3, 4)), got) == words


@pytest.mark.parametrize(
    ("right", "got", "words"),
    [
        (0.25, 0.37514, "w: expected 0.25, got a larger number"),
        (2, float("nan"), "w: expected 2, got nan"),
        (float("inf"), 3.75, "w: expected inf, got another number"),
        (np.ones((2, 9)), np.ones((9, 2)), "w: expected shape (2, 9), got (9, 2)"),
        (np.ones((1, 9)), np.ones(9), "w: expected shape (1, 9), got (9,)"),
        (True, False, "w: expected True, got False"),
        ("raises KeyError", "raises ValueError", "w: should raise KeyError, and raises another error"),
        (
            "raises KeyError that names v",
            "raises no error",
            "w: should raise KeyError that names v, and raises no error",
        ),
        (
            "raises KeyError that names v",
            "raises KeyError that does not name v",
            "w: should raise KeyError that names v, and the message of your KeyError does not name it",
        ),
        ("raises no error", "raises KeyError", "w: should raise no error, and raises one"),
        ([1.0, 2.0], [1.0] * 77, "w: expected 2 items, got more"),
        ([1.0, 2.0], [1.0], "w: expected 2 items, got fewer"),
        ([1.0], np.zeros((7, 11)), "w: expected a list of 1, got an array"),
    ],
)
def test_of_a_single_value_the_right_one_is_told(right, got, words):
    assert said(right, got) == words


def test_a_verifier_s_sentence_keeps_two_coarse_numbers():
    def verify(outputs, inputs):
        return f"{outputs['w']} is named, expected 45% or more; and {outputs['w']} again, 1234567"

    assert said(1.0, 0.432198, verify) == "0.43 is named, expected 45% or more; and … again, …"


@pytest.mark.parametrize(
    ("hint", "mistake", "public", "kept"),
    [
        ("Every value is 0.37514 times too large.", None, {None}, False),
        ("Every value is 2 times too large.", None, {"Every value is 2 times too large."}, True),
        ("Every value is 2 times too large.", "doubled", {None}, True),
        ("The result is transposed.", None, {None}, True),
        (None, None, set(), True),
    ],
)
def test_a_symptom_with_a_number_is_told_where_public_probes_show_it_or_the_author_wrote_it(
    hint, mistake, public, kept
):
    verdict = Verdict("one", "", 1.0, False, mistake=mistake, hint=hint)
    assert without_factor(verdict, public).hint == (hint if kept else None)


def test_an_entry_that_was_not_asked_for_is_not_named():
    run = probe("f", points=1)(lambda student, rng: {})
    expected, seen = Observation({"w": 1.0}), Observation({"w": 1.0, "stolen": 2.0})
    told = spared(judge(run, seen, expected), run, seen, expected, constant=False).message
    assert told == "the result: has an entry that was not asked for"


def test_a_lacking_entry_is_named():
    run = probe("f", points=1)(lambda student, rng: {})
    expected, seen = Observation({"w": 1.0, "b": 2.0}), Observation({"w": 1.0})
    assert spared(judge(run, seen, expected), run, seen, expected, constant=False).message == "b: is missing"


def test_which_way_a_complex_number_is_wrong_is_not_told():
    assert said(1j, 2j).endswith("another number")


def test_an_argument_that_was_changed_is_told_beside_what_is_wrong():
    run = probe("f", points=1)(lambda student, rng: {})
    expected = Observation({"w": 1.0})
    seen = Observation({"w": 2.0}, changed=Change("f", "x"))
    told = spared(judge(run, seen, expected), run, seen, expected, constant=False).message
    assert told.startswith("w: expected 1, got a larger number. Besides, f changed its caller's array x")


def test_what_passes_or_raised_is_told_as_it_is():
    run = probe("f", points=1)(lambda student, rng: {})
    expected, raised = Observation({"w": 1.0}), Observation(None, ProbeError("raised", "ValueError"))
    for seen in (expected, raised):
        verdict = judge(run, seen, expected)
        assert spared(verdict, run, seen, expected, constant=False) is verdict


def test_of_a_verifier_s_answer_without_a_part_or_of_nan_the_part_is_told():
    assert said(1.0, float("nan"), lambda outputs, inputs: None) == "w: holds nan"


@pytest.mark.parametrize(("mistake", "kept"), [(None, None), ("squared", "Twice x is x + x.")])
def test_of_an_answer_that_is_the_same_for_everybody_neither_it_nor_a_symptom_is_told(mistake, kept):
    one = probe("f", points=1)(lambda student, rng: {})
    verdict = Verdict("f", "f", 1.0, False, "expected 'b', got 'c'", mistake, "Twice x is x + x.")
    told = spared(verdict, one, Observation({"w": "c"}), Observation({"w": "b"}), constant=True)
    assert (told.message, told.hint) == ("w: not the right answer", kept)


def test_what_passed_stays_as_it_is():
    one = probe("f", points=1)(lambda student, rng: {})
    verdict = Verdict("f", "f", 1.0, True, "", None, "a hint")
    assert spared(verdict, one, Observation({"w": 1}), Observation({"w": 2}), constant=False) is verdict


@pytest.mark.parametrize("number", ["0", "0.25", "99", "-1.5"])
def test_of_a_verifier_s_sentence_small_numbers_stay(number):
    assert number in said(1.0, 2.0, verify=lambda outputs, inputs: f"it is {number} too far")


@pytest.mark.parametrize("number", ["100", "12345", "0.001", "-7e9"])
def test_of_a_verifier_s_sentence_numbers_that_could_carry_more_go(number):
    assert said(1.0, 2.0, verify=lambda outputs, inputs: f"it is {number} too far") == "it is … too far"
