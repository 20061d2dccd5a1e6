"""What comes back from hidden probes carries no words out, and nothing that is shown can steer a terminal."""

import numpy as np
import pytest

from grader.judge.conceal import cleaned, concealed, words
from gradschool.checks import Change, Observation, ProbeError

STOLEN = "def hidden_probe(student, rng): ..."


def test_words_of_the_examinee_s_own_do_not_pass():
    seen = concealed(Observation({"answer": STOLEN, STOLEN: [1.0, STOLEN]}), {"answer"})
    assert STOLEN not in words(seen.outputs)


def test_all_strings_of_a_value_are_its_words():
    assert words({"a": ["b", {"c": "d"}], "e": 1.0, "f": None}) == {"a", "b", "c", "d", "e", "f"}


def test_words_that_the_solution_or_a_mistake_answers_pass():
    assert concealed(Observation({"answer": "the second"}), {"answer", "the second"}).outputs == {
        "answer": "the second"
    }


def test_numbers_and_short_letters_pass():
    seen = concealed(Observation({"a": np.ones(3), "b": "c"}), {"a", "b"})
    assert seen.outputs["b"] == "c"
    assert seen.outputs["a"].sum() == 3


def test_a_changed_argument_keeps_the_names_that_the_author_gave():
    seen = Observation({}, changed=Change("step", "stolen_bits_101"))
    assert concealed(seen, {"step", "w"}).changed == Change("step", "")
    assert concealed(seen, {"stolen_bits_101"}).changed == Change("", "stolen_bits_101")


def test_an_exception_keeps_its_built_in_type_alone():
    raised = Observation(None, ProbeError("raised", "ValueError", STOLEN, f"line 3: {STOLEN}"))
    assert concealed(raised, set()).error == ProbeError("raised", "ValueError")


@pytest.mark.parametrize("name", ["LinAlgError", "AxisError"])
def test_numpy_s_own_errors_keep_their_names(name: str) -> None:
    seen = concealed(Observation(None, ProbeError("raised", name, STOLEN)), set())
    assert seen.error == ProbeError("raised", name)


def test_an_exception_type_of_the_examinee_s_own_is_not_told():
    assert STOLEN not in str(concealed(Observation(None, ProbeError("raised", STOLEN, STOLEN)), set()))


def test_a_long_message_is_cut():
    seen = cleaned(Observation(None, ProbeError("raised", "ValueError", "x" * 10_000)))
    assert len(seen.error.message) <= 500


def test_nothing_of_an_exception_steers_a_terminal():
    steering = "x\x1b[2Jy"
    seen = cleaned(Observation(None, ProbeError("raised", steering, steering, steering)))
    assert "\x1b" not in seen.error.type + seen.error.message + seen.error.line


def test_an_answer_is_cleaned_by_leaving_it_alone():
    seen = Observation({"a": np.ones(2)}, changed=Change("f", "x"))
    assert cleaned(seen) is seen
