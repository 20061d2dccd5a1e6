"""What an examinee answers to each request, and that nothing a student writes leaves one without an answer."""

import marshal

import numpy as np
import pytest

PROBES = """
from gradschool.checks import probe
@probe("double", points=1)
def of_a_vector(student, rng):
    return {"twice": student.double(rng.standard_normal(3))}
@probe("double", points=1)
def of_a_scalar(student, rng):
    return {"twice": student.double(21)}
"""


def load(ask, source=PROBES):
    return ask("probes", file="probes.py", code=marshal.dumps(compile(source, "probes.py", "exec")))


def probed(ask, definition, probe="of_a_scalar", seed=1):
    ask("cell", index=0, source=definition)
    assert load(ask)["error"] is None
    return ask("probe", exercise="double", probe=probe, file="probes.py", seed=seed)


def test_a_reply_names_the_request_that_it_answers(ask):
    reply = ask("cell", index=0, source="1")
    assert (reply["n"], reply["do"]) == (b"a number", "cell")


def test_a_cell_shows_what_it_printed_and_its_last_value(ask):
    reply = ask("cell", index=0, source="print('seen')\n40 + 2")
    assert reply["error"] is None
    assert reply["outputs"] == [{"kind": "stream", "name": "stdout", "text": "seen\n"}, {"kind": "text", "text": "42"}]


def test_a_cell_s_names_are_there_for_the_next(ask):
    ask("cell", index=0, source="x = 6")
    assert ask("cell", index=1, source="7 * x")["outputs"] == [{"kind": "text", "text": "42"}]


def test_an_exception_is_told_with_its_line(ask):
    error = ask("cell", index=3, source="a = 1\nb = a / 0")["error"]
    assert error == {
        "kind": "raised",
        "type": "ZeroDivisionError",
        "message": "ZeroDivisionError: division by zero",
        "line": "line 2: b = a / 0",
    }


def test_memory_that_is_not_there_is_a_kind_of_its_own(ask):
    assert ask("cell", index=0, source="raise MemoryError")["error"]["kind"] == "memory"


@pytest.mark.parametrize("source", ["while True: pass", "import time\ntime.sleep(60)"])
def test_a_cell_without_an_end_is_interrupted_and_shows_what_came_before(hurry, source):
    reply = hurry("cell", index=0, source=f"print('begun')\n{source}")
    assert reply["error"]["kind"] == "timeout"
    assert reply["error"]["message"] == "stopped after 0.5 s"
    assert [output["text"] for output in reply["outputs"]] == ["begun\n"]


def test_after_an_interruption_the_next_cell_has_its_own_time(hurry):
    hurry("cell", index=0, source="while True: pass")
    assert hurry("cell", index=1, source="1")["outputs"] == [{"kind": "text", "text": "1"}]


def test_a_probe_without_an_end_is_interrupted(hurry):
    assert probed(hurry, "def double(x):\n    while True: pass")["error"]["kind"] == "timeout"


@pytest.mark.parametrize("raised", ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "BaseException"])
def test_no_exception_of_a_cell_ends_the_examinee(ask, raised):
    ask("cell", index=0, source=f"raise {raised}")
    assert ask("cell", index=1, source="1")["error"] is None


def test_a_shell_that_a_cell_has_broken_is_an_answer_as_well(ask):
    ask("cell", index=0, source="def broken(*_, **__): raise SystemExit('x')\nget_ipython().run_cell = broken")
    assert ask("cell", index=1, source="1")["error"]["message"] == "SystemExit: x"


def test_a_probe_returns_what_the_student_s_function_computed(ask):
    assert probed(ask, "def double(x): return 2 * x")["outputs"] == {"twice": 42}


def test_an_argument_that_was_changed_is_told(ask):
    reply = probed(ask, "def double(x):\n    x *= 2\n    return x", "of_a_vector")
    assert reply["changed"] == {"function": "double", "argument": "x", "kind": "array"}
    assert probed(ask, "def double(x): return 2 * x", "of_a_vector")["changed"] is None


def test_a_seed_decides_the_numbers_that_a_probe_draws(ask):
    one, same, other = (probed(ask, "def double(x): return 2 * x", "of_a_vector", seed) for seed in (7, 7, 8))
    assert np.array_equal(one["outputs"]["twice"], same["outputs"]["twice"])
    assert not np.array_equal(one["outputs"]["twice"], other["outputs"]["twice"])


def test_global_generators_begin_anew_for_each_probe(ask):
    definition = "import numpy as np, random\ndef double(x): return [np.random.rand(), random.random()]"
    assert probed(ask, definition) == probed(ask, definition)


@pytest.mark.parametrize(
    ("definition", "kind"),
    [
        ("", "missing"),
        ("def double(x): raise NotImplementedError", "not_written"),
        ("def double(x): return x / 0", "raised"),
        ("def double(x): raise SystemExit", "raised"),
        ("def double(x): return object()", "bad_output"),
        ("def double(x): return 2 ** 80", "bad_output"),
    ],
)
def test_what_is_no_answer_is_told_by_its_kind(ask, definition, kind):
    assert probed(ask, definition)["error"]["kind"] == kind


def test_a_list_of_very_many_numbers_is_told_to_be_an_array(ask):
    error = probed(ask, "def double(x): return [0.5] * 60_000")["error"]
    assert (error["kind"], "return an array" in error["message"]) == ("bad_output", True)


def test_an_answer_that_is_too_large_is_told_with_the_limit(ask):
    error = probed(ask, "def double(x): return 'x' * 5000")["error"]
    assert error["kind"] == "bad_output"
    assert "more than the 4000 that are compared" in error["message"]


def test_a_probe_that_is_not_in_its_file_is_an_error(ask):
    load(ask)
    assert ask("probe", exercise="double", probe="of_a_list", file="probes.py", seed=1)["error"]["kind"] == "crashed"


def test_probes_that_can_not_be_loaded_are_an_error(ask):
    assert load(ask, "raise ValueError('x')")["error"]["kind"] == "raised"


def test_a_request_of_another_kind_is_an_error(ask):
    assert ask("grades")["error"]["type"] == "KeyError"
