"""The judge's own reading of replies: limits hold whatever an examinee was made to send."""

import contextlib
import socket
import struct
from time import monotonic

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.examinee.wire import LENGTH, PNG_HEAD, pack
from grader.sandbox import Limits
from grader.sandbox.channel import Channel, Unsafe
from grader.sandbox.replies import Allowance, answer_of, error_of, run_of
from gradschool.checks import Change

LIMITS = Limits(cell_text=10, total_text=25, image_bytes=100, total_images=150)


def png(width=8, height=8, size=60):
    return (PNG_HEAD + struct.pack(">II", width, height)).ljust(size, b"\0")


def shown(*records, limits=LIMITS, allowance=None):
    return run_of({"outputs": list(records), "error": None}, limits, allowance or Allowance(limits))[0].outputs


def kinds(outputs):
    return [output.kind for output in outputs]


def test_text_beyond_a_cells_limit_is_cut():
    (output,) = shown({"kind": "text", "text": "x" * 10_000})
    assert len(output.text) < 10_000
    assert output.text.endswith("[further output was left out]")


def test_text_beyond_the_submissions_limit_is_cut():
    allowance = Allowance(LIMITS)
    texts = [shown({"kind": "text", "text": "x" * 10}, allowance=allowance)[0].text for _ in range(4)]
    assert [text.count("x") for text in texts] == [10, 10, 5, 0]


def test_outputs_beyond_the_submissions_number_are_left_out():
    allowance = Allowance(LIMITS)
    kept = [len(shown(*[{"kind": "text", "text": ""}] * 15_000, allowance=allowance)) for _ in range(3)]
    assert kept == [15_000, 5_000, 0]


def test_an_image_that_is_too_large_becomes_a_note():
    assert kinds(shown({"kind": "png", "data": png(size=101)})) == ["text"]


def test_images_that_are_too_large_together_become_notes():
    assert kinds(shown(*[{"kind": "png", "data": png()}] * 3)) == ["png", "png", "text"]


@pytest.mark.parametrize(("width", "height"), [(2**31, 1), (1, 5000)])
def test_an_image_of_absurd_dimensions_becomes_a_note(width, height):
    assert kinds(shown({"kind": "png", "data": png(width, height)})) == ["text"]


FALSE = {
    "no dict": 3,
    "an unknown kind": {"kind": "html", "text": "<b>"},
    "a stream of another name": {"kind": "stream", "name": "stdin", "text": ""},
    "a text that is a number": {"kind": "text", "text": 3},
    "a figure that is a text": {"kind": "png", "data": "iVBOR"},
    "a figure cut after its head": {"kind": "png", "data": PNG_HEAD},
    "a JPEG": {"kind": "png", "data": b"\xff\xd8\xff\xe0" + bytes(60)},
}


@pytest.mark.parametrize("record", FALSE.values(), ids=FALSE)
def test_false_outputs_are_refused(record):
    with pytest.raises(Unsafe):
        shown(record)


@pytest.mark.parametrize("error", [3, {"kind": "passed"}, {"kind": "raised", "message": 3}, {"kind": ["raised"]}])
def test_false_errors_are_refused(error):
    with pytest.raises(Unsafe):
        error_of({"error": error})


@pytest.mark.parametrize("more", [{}, {"outputs": {"a": 1}}, {"outputs": 3}])
def test_an_answer_with_an_error_is_that_error_whatever_else_it_holds(more):
    seen = answer_of({"error": {"kind": "raised", "type": "ValueError"}, **more}, 10, Allowance(LIMITS))
    assert (seen.outputs, seen.error.kind, seen.error.type) == (None, "raised", "ValueError")


@pytest.mark.parametrize("outputs", [None, 3, [1], {"a": 1, 2: 3}])
def test_false_answers_are_refused(outputs):
    with pytest.raises(Unsafe):
        answer_of({"outputs": outputs, "error": None}, 10, Allowance(LIMITS))


@pytest.mark.parametrize("changed", [3, "x", {"function": 3}])
def test_false_changes_are_refused(changed):
    with pytest.raises(Unsafe):
        answer_of({"outputs": {}, "error": None, "changed": changed}, 10, Allowance(LIMITS))


def test_a_change_is_understood_and_only_names_are_kept():
    told = {"function": "step", "argument": "def hidden(): ...", "kind": "<b>"}
    seen = answer_of({"outputs": {}, "error": None, "changed": told}, 10, Allowance(LIMITS))
    assert seen.changed == Change("step", "", "array")


@pytest.mark.parametrize(("told", "kind"), [("list", "list"), ("<b>", "array"), ("", "array")])
def test_a_change_is_of_a_known_kind(told, kind):
    changed = {"function": "step", "argument": "w", "kind": told}
    assert answer_of({"outputs": {}, "error": None, "changed": changed}, 10, Allowance(LIMITS)).changed.kind == kind


def test_a_name_without_end_is_cut():
    (output,) = shown({"kind": "error", "name": "E" * 1000, "text": "no"})
    assert output.name == "E" * 100


def test_a_cell_s_text_that_is_used_up_stays_used_up():
    long = {"kind": "text", "text": "x" * 3000}
    outputs = shown(long, long, limits=Limits(cell_text=10), allowance=Allowance(Limits()))
    assert [output.text.count("x") for output in outputs] == [2010, 0]


def test_answers_that_are_too_large_together_are_bad_outputs():
    allowance = Allowance(Limits(total_answers=15))
    answers = [answer_of({"outputs": {}, "error": None}, 10, allowance) for _ in range(2)]
    assert [answer.error is None for answer in answers] == [True, False]


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3) | st.binary(max_size=3) | st.just(np.ones(2))
    | st.sampled_from(["kind", "png", "stream", "text", "error", "raised", "stdout", PNG_HEAD, 1j]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["kind", "name", "text", "data", "type", "message", "line", "x"]), inner),
    max_leaves=12,
)  # fmt: skip


@given(st.fixed_dictionaries({}, optional={"outputs": anything, "error": anything, "changed": anything}))
@settings(max_examples=5 * settings.default.max_examples)
def test_any_reply_is_understood_or_refused(message):
    for read in (
        error_of,
        lambda message: answer_of(message, 10, Allowance(LIMITS)),
        lambda message: run_of(message, LIMITS, Allowance(LIMITS)),
    ):
        with contextlib.suppress(Unsafe):
            read(message)


@given(anything)
def test_a_reply_with_any_number_but_the_right_one_is_refused(n):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(pack({"n": n, "do": "cell", "outputs": []}))
        with pytest.raises(Unsafe):
            Channel(ours, 2**20).ask({"do": "cell"}, monotonic() + 60)


def test_the_next_examinee_shows_everything_again_but_answers_stay_counted():
    allowance = Allowance(Limits(total_text=10, total_answers=15))
    allowance.take_text("x" * 10, 10)
    allowance.take_records([{}] * 15_000)
    answer_of({"outputs": {}, "error": None}, 10, allowance)
    fresh = allowance.renewed()
    assert (fresh.text, fresh.answers, len(fresh.take_records([{}] * 15_000))) == (10, 5, 15_000)


@pytest.mark.parametrize("outputs", [{"a": "x" * 200_000}, {"x" * 200_000: 1}, {"a": [{"b": "x" * 60_000}] * 2}])
def test_words_that_nobody_could_mean_are_not_handed_to_a_verifier(outputs):
    answer = answer_of({"outputs": outputs, "error": None}, 10, Allowance(LIMITS))
    assert answer.outputs is None
    assert answer.error.message == "more than 100000 characters can't be compared"


def test_words_of_an_ordinary_length_are_an_answer():
    assert answer_of({"outputs": {"a": ["x" * 1000, 1]}, "error": None}, 10, Allowance(LIMITS)).error is None


def test_a_reply_that_is_too_long_is_refused_by_its_length_alone():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(LENGTH.pack(101))
        with pytest.raises(Unsafe, match="too long"):
            Channel(ours, 100).ask({"do": "cell"}, monotonic() + 60)
