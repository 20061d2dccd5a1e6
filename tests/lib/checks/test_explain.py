"""What a check says of code that fails: the phrases that NumPy really uses, in plain words, with the call."""

import math
import re

import numpy as np
import pytest

from gradschool.checks import Observation, ProbeError, judge, observe, outcome, probe
from gradschool.checks.explain import explain, in_plain_words

MATRIX, VECTOR = np.ones((3, 4)), np.ones(3)


def in_place(whole):
    whole += 0.5


def read_only(x):
    x.flags.writeable = False
    x[0] = 1


SLIPS = {
    "as many columns on the left .* the left array has 4 and the right one 3": lambda: MATRIX @ MATRIX,
    "the last size of the first, 4, to be the first size of the second, 3": lambda: np.dot(MATRIX, MATRIX),
    "compare them from the right": lambda: MATRIX + VECTOR,
    "np.maximum\\(0, z\\), & and": lambda: max(0, VECTOR),
    "x\\*\\*2": lambda: VECTOR ^ 2,
    "x.astype\\(float\\)": lambda: (VECTOR > 0) - (VECTOR > 1),
    "the second argument of np.max is an axis": lambda: np.max(VECTOR, VECTOR),
    "functions of math take one number": lambda: math.exp(VECTOR),
    "// a whole number": lambda: VECTOR[4 / 2],
    "without return": lambda: None + VECTOR,
    "left out and has None as its default": lambda: VECTOR.__iadd__(np.array(None)),
    "result of a function without return": lambda: [1, 2][-None:],
    "a call takes round ones": lambda: np.sum[VECTOR],
    "something else has the function's name": lambda: VECTOR.mean()(),
    "a \\* is missing in a product": lambda: eval("2(3 + 1)"),
    "np.asarray\\(x\\) makes one": lambda: [1, 2].shape,
    "x = x \\+ y makes a new array": lambda: in_place(np.ones(3, int)),
    "must not be changed in place": lambda: read_only(np.ones(3)),
    "axis 0 has the length 3 here": lambda: VECTOR[3],
    "an array is empty here": lambda: VECTOR[:0][0],
    "a list may be empty": lambda: [][0],
    "beyond the end of the string": lambda: "ab"[5],
    "taken from an empty list": lambda: [].pop(),
    "the list of parts is empty": lambda: np.concatenate([]),
    "asked of nothing": lambda: np.max(np.ones(0)),
    "the divisor is 0 here": lambda: 1 / (1 - 1),
    "the divisor is 0 here:": lambda: 5 % (1 - 1),
    "NumPy's is np.maximum": lambda: eval("maximum(1, 2)"),
    "run the cell that makes it": lambda: eval("weigths + 1"),
}


@pytest.mark.parametrize("meaning", SLIPS)
def test_a_common_slip_is_told_in_plain_words(meaning):
    with pytest.raises((TypeError, ValueError, IndexError, AttributeError, NameError, ArithmeticError)) as raised:
        SLIPS[meaning]()
    assert re.search(meaning, in_plain_words(str(raised.value))), str(raised.value)


@probe("dense", points=1)
def of_a_batch(student, rng):
    """A batch of five."""
    y = student.dense(rng.standard_normal((5, 3)), rng.standard_normal((3, 2)), slope=0.1)
    return {"outputs": y, "first row": y[0]}


def message(function):
    right = observe(of_a_batch, {"dense": lambda x, w, slope: x @ w}, 0)
    return judge(of_a_batch, observe(of_a_batch, {"dense": function}, 0), right).message


def test_an_exception_is_told_with_the_call_its_shapes_and_its_dtypes():
    told = message(lambda x, w, slope: w @ x)
    assert "The call was dense(x: array (5, 3) float64, w: array (3, 2) float64, slope: 0.1)" in told


def test_a_question_in_the_words_keeps_its_sign_alone():
    told = message(lambda x, w, slope: w @ x)
    assert "is one of them to be transposed? The call was" in told


def test_wrong_parameters_are_told_with_what_was_handed_over():
    assert "dense(1: array (5, 3) float64, 2: array (3, 2) float64, slope: 0.1)" in message(lambda x, w: x @ w)


def test_an_answer_that_the_probe_cant_use_is_named_in_the_place_of_the_probes_own_error():
    assert message(lambda x, w, slope: 3.0).startswith("dense returned 3.0, which the check can't use (TypeError")


def test_a_forgotten_return_is_named():
    assert message(lambda x, w, slope: None) == "dense returned None; is its return missing?"


def test_an_error_of_the_students_own_class_is_not_laid_on_another_function():
    @probe("Counter", points=1)
    def after_a_call(student, rng):
        """A counter."""
        student.start()
        return {"count": student.Counter().count}

    namespace = {"__name__": "__main__"}
    exec("def start(): return 0\nclass Counter:\n    def __init__(self): raise KeyError('v')", namespace)
    seen = observe(after_a_call, namespace, 0)
    assert (seen.error.kind, seen.error.type) == ("raised", "KeyError")


def test_what_is_printed_is_kept_up_to_a_limit():
    def chatty(x, w, slope):
        print("x is", x.shape)
        for _ in range(1000):
            print("again")
        return x @ w

    printed = observe(of_a_batch, {"dense": chatty}, 0).printed
    assert printed.startswith("x is (5, 3)")
    assert 1900 < len(printed) < 2010


@pytest.mark.parametrize(
    "kind", ["missing", "not_written", "raised", "bad_output", "timeout", "crashed", "unsafe", "judged", "new"]
)
@pytest.mark.parametrize("type_", ["", "TypeError"])
def test_an_error_without_words_is_never_an_empty_sentence(kind, type_):
    error = ProbeError(kind, type_)
    assert explain(error, "dense")
    assert not judge(of_a_batch, Observation(None, error), Observation({"outputs": 1.0, "first row": 1.0})).passed


def test_outcome_names_the_error_or_its_lack():
    assert outcome(int, "three") == "raises ValueError"
    assert outcome(int, "3") == "raises no error"


def test_outcome_lets_an_unwritten_exercise_pass_through():
    def unwritten():
        raise NotImplementedError("your code here")

    with pytest.raises(NotImplementedError):
        outcome(unwritten)


def test_parameters_are_blamed_only_where_the_exercise_is_what_was_called():
    own = message(lambda x, w: x @ w)
    assert "keep the function's parameters" not in message(lambda x, w, slope: np.max(x, keepdim=True))
    error = ProbeError("raised", "TypeError", "dense() missing 1 required positional argument: 'slope'")
    assert "keep the function's parameters" in explain(error, "dense")
    assert "The call was dense(" in own


def test_a_check_does_not_wait_for_the_keyboard():
    assert "input() waits for somebody to type" in message(lambda x, w, slope: input("slope? "))


def of_two(student, rng):
    """One function that needs another."""
    return {"y": student.first(rng.standard_normal(3))}


needing = probe("first", points=1)(of_two)


def told(source):
    """What is said of a notebook whose cells are this source."""
    names = {"__name__": "__main__"}
    exec(source, names)
    seen = observe(needing, names, 0)
    return explain(seen.error, "first"), seen.error


def test_the_function_that_is_not_written_is_named():
    said, error = told("def first(x):\n    return second(x)\ndef second(x):\n    raise NotImplementedError")
    assert error.kind == "not_written"
    assert said == "not written yet: first waits for second, which still holds its line with raise NotImplementedError"


def test_a_class_that_is_not_written_is_named():
    source = "class Rule:\n    def step(self, x):\n        raise NotImplementedError\n"
    assert "first waits for Rule, which" in told(f"{source}def first(x):\n    return Rule().step(x)")[0]


def test_an_exercise_that_is_not_written_itself_says_so():
    said, _ = told("def first(x):\n    raise NotImplementedError('your code here')")
    assert said == "not written yet: first still holds its line with raise NotImplementedError"


def test_the_function_that_was_called_is_the_one_that_raised():
    @probe("second", points=1)
    def through_another(student, rng):
        """A model, and what is made of it."""
        return {"y": student.first(student.second())}

    names = {"first": lambda model: model["w"] @ np.ones(3), "second": lambda: {"w": np.ones((2, 2)), "b": 0.5}}
    said = explain(observe(through_another, names, 0).error, "second")
    assert said.startswith("first raised ValueError: matmul")
    assert said.endswith(
        "one of them to be transposed? The call was first(model: dict of 2 (w: array (2, 2) float64, b: 0.5))"
    )
