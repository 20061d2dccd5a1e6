"""Probes run after the cells, on names, and what they return comes back as plain values."""

import numpy as np
import pytest

from grader.sandbox import Cell, Job, ProbeCall

pytestmark = pytest.mark.sandbox


def ask(examiner, body):
    """The answer of one probe whose body is given."""
    source = "import numpy as np\nfrom gradschool.checks import probe\n@probe('thing', points=1)\n"
    source += f"def one(student, rng):\n    return {body}\n"
    job = Job((Cell(0, "def thing(x): return x"),), {"probes.py": source}, (ProbeCall("thing", "one", "probes.py", 7),))
    return examiner.examine(job).answers["thing", "one"]


def test_an_array_keeps_dtype_shape_and_numbers(examiner):
    got = ask(examiner, "{'a': student.thing(np.arange(6, dtype='float32').reshape(2, 3).T)}").outputs["a"]
    assert got.dtype == np.float32
    np.testing.assert_array_equal(got, np.arange(6).reshape(2, 3).T)


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint64", "float16", "float64", "complex64", "complex128"])
def test_every_dtype_that_is_compared_comes_through(examiner, dtype):
    assert ask(examiner, f"{{'a': np.ones((2, 0, 3), '{dtype}')}}").outputs["a"].dtype == dtype


def test_plain_values_come_through(examiner):
    body = "{'n': 3, 'f': float('nan'), 'c': 1 + 2j, 's': 'word', 'l': [None, True, {'deep': [1.5]}]}"
    got = ask(examiner, body).outputs
    assert np.isnan(got.pop("f"))
    assert got == {"n": 3, "c": 1 + 2j, "s": "word", "l": [None, True, {"deep": [1.5]}]}


def test_the_same_seed_gives_the_same_numbers(examiner):
    body = "{'a': rng.standard_normal(4)}"
    np.testing.assert_array_equal(ask(examiner, body).outputs["a"], ask(examiner, body).outputs["a"])


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("{'x': object()}", "of type object"),
        ("{'x': 2 ** 80}", "64 bits"),
        ("{'x': np.array([print])}", "dtype object"),
        ("{'x': np.zeros(2 ** 22)}", "more than the 16777216"),
        ("3", "no dict"),
        ("{'x': [0.5] * 60_000}", "return an array"),
        ("{'x': np.ones((1,) * 20)}", "20 dimensions"),
    ],
)
def test_what_can_not_be_compared_is_named(examiner, body, words):
    error = ask(examiner, body).error
    assert error.kind == "bad_output"
    assert words in error.message


def test_a_stub_is_not_written_and_an_absent_name_is_missing(examine):
    result = examine("def double(x):\n    raise NotImplementedError('write me')")
    assert result.answers["double", "of_a_scalar"].error.kind == "not_written"
    assert result.answers["triple", "of_one"].error.kind == "missing"
    assert result.problems == []


def test_an_exception_in_a_probe_names_the_students_line(examine):
    error = examine("def double(x):\n    return x + 'a'").answers["double", "of_a_scalar"].error
    assert (error.kind, error.type) == ("raised", "TypeError")
    assert error.line == "line 2: return x + 'a'"


def test_probes_that_can_not_be_loaded_are_a_problem_that_quotes_nothing_of_them(examiner):
    job = Job((), {"probes.py": "raise ValueError('secret')"}, (ProbeCall("double", "one", "probes.py", 2),))
    result = examiner.examine(job)
    assert result.answers["double", "one"].error.kind == "crashed"
    assert [problem.kind for problem in result.problems] == ["crash"]
    assert "secret" not in repr(result)


SPY = """
import gc
def thing():
    return any('hid' + 'den' in str(getattr(o, '__code__', '')) for o in gc.get_objects() if callable(o))
"""
FILE = """
from gradschool.checks import probe
@probe('{0}', points=1)
def {1}(student, rng):
    return {{'seen': student.thing()}}
"""


def test_public_probes_are_answered_before_hidden_ones_are_sent(examiner):
    files = {"probes.py": FILE.format("b", "open"), "hidden.py": FILE.format("a", "hidden")}
    calls = (ProbeCall("a", "hidden", "hidden.py", 1), ProbeCall("b", "open", "probes.py", 1))
    answers = examiner.examine(Job((Cell(0, SPY),), files, calls)).answers
    assert answers["b", "open"].outputs == {"seen": False}
    assert answers["a", "hidden"].outputs == {"seen": True}


def test_what_is_printed_while_probes_run_is_shown_to_nobody(examine):
    result = examine("def double(x):\n    print('a secret')\n    return 2 * x", "print('open')")
    assert "a secret" not in repr(result)


def test_definitions_of_later_cells_count(examine):
    result = examine("def double(x): return 0", "def double(x): return 2 * x")
    assert result.answers["double", "of_a_scalar"].outputs == {"twice": 42}
