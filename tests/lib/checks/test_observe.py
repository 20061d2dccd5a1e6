"""A probe's run is observed whole: outputs, errors and nothing of what was printed."""

import sys

import numpy as np
import pytest

from gradschool.checks import ProbeFileError, load_probes, observe

STEP = '''
from gradschool.checks import probe

@probe("step", points=1)
def two_steps(student, rng):
    """Two steps from rest."""
    w, path = rng.standard_normal((2, 3)), []
    for _ in range(2):
        w = student.step(w, rng.standard_normal((2, 3)))
        path.append(w)
    return {"path": path}
'''
(TWO_STEPS,) = load_probes(STEP)


def seen(step, seed=1):
    return observe(TWO_STEPS, {"step": step}, seed)


def new_array(w, g):
    return w - 0.1 * g


def in_place(w, g):
    w -= 0.1 * g
    return w


def test_a_seed_gives_one_result():
    first, again, other = seen(new_array), seen(new_array), seen(new_array, seed=2)
    assert np.array_equal(first.outputs["path"], again.outputs["path"])
    assert not np.array_equal(first.outputs["path"], other.outputs["path"])


def test_a_step_in_place_and_one_that_returns_a_new_array_answer_the_same():
    assert np.array_equal(seen(new_array).outputs["path"], seen(in_place).outputs["path"])


def test_a_function_that_keeps_and_changes_its_result_later_changes_nothing():
    kept = []

    def sly(w, g):
        for old in kept:
            old += 1
        kept.append(w - 0.1 * g)
        return kept[-1]

    assert np.array_equal(seen(new_array).outputs["path"][0], seen(sly).outputs["path"][0])


def test_what_is_not_defined_is_named():
    assert (observe(TWO_STEPS, {}, 1).error.kind, observe(TWO_STEPS, {}, 1).error.message) == ("missing", "step")


def test_an_exercise_not_written_yet_is_told_from_an_error():
    def blank(w, g):
        raise NotImplementedError("your code here")

    assert seen(blank).error.kind == "not_written"


def test_an_exception_is_kept_with_its_type_and_message():
    error = seen(lambda w, g: w @ g).error
    assert (error.kind, error.type) == ("raised", "ValueError")
    assert "mismatch" in error.message


def test_an_exception_whose_text_raises_is_still_an_observation():
    class Sly(Exception):
        def __str__(self):
            raise RuntimeError

    def raises(w, g):
        raise Sly

    assert seen(raises).error.type == "Sly"


def test_sys_exit_does_not_end_the_check():
    assert seen(lambda w, g: sys.exit(0)).error.type == "SystemExit"


def test_an_interrupt_by_the_reader_passes():
    def interrupted(w, g):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seen(interrupted)


def test_an_object_that_is_not_plain_is_refused_by_place():
    error = seen(lambda w, g: object()).error
    assert error.kind == "bad_output"
    assert "['path'][0]" in error.message


def test_prints_and_warnings_go_nowhere(capsys, recwarn):
    def loud(w, g):
        print("hello")
        print("world", file=sys.stderr)
        return w / 0 * 0

    seen(loud)
    assert capsys.readouterr() == ("", "")
    assert not recwarn.list


def test_a_probe_of_the_wrong_form_is_refused_when_the_file_is_read():
    with pytest.raises(ProbeFileError, match="must take"):
        load_probes(STEP.replace("(student, rng)", "(student)"))


def test_a_function_that_is_defined_anew_under_a_probe_is_called_as_it_is_now():
    """As in a notebook whose function names another in its place."""
    definitions = {}

    def first(w, g):
        definitions["step"] = lambda w, g: w + 1
        return w * 0

    definitions["step"] = first
    outputs = observe(TWO_STEPS, definitions, 1).outputs["path"]
    assert [path.tolist() for path in outputs] == [np.zeros((2, 3)).tolist(), np.ones((2, 3)).tolist()]
