"""What is kept of a cell's outputs, and the notes that stand for what is not."""

import pytest

from grader.examinee.outputs import IMAGES_A_CELL, RECORDS_A_CELL, Outputs, Stream
from grader.examinee.wire import PNG_HEAD


@pytest.fixture
def outputs():
    return Outputs(text_bytes=20, image_bytes=40)


def texts(outputs):
    return [record.get("text") for record in outputs.take()]


def test_what_is_printed_in_parts_is_one_text(outputs):
    stream = Stream(outputs, "stdout")
    for part in ("one ", "two ", "three"):
        print(part, end="", file=stream)
    assert outputs.take() == [{"kind": "stream", "name": "stdout", "text": "one two three"}]


def test_the_two_streams_keep_their_order(outputs):
    for name in ("stdout", "stderr", "stdout"):
        Stream(outputs, name).write("x")
    assert [record["name"] for record in outputs.take()] == ["stdout", "stderr", "stdout"]


def test_what_is_printed_after_a_value_stands_below_it(outputs):
    Stream(outputs, "stdout").write("a")
    outputs.text("1")
    Stream(outputs, "stdout").write("b")
    assert texts(outputs) == ["a", "1", "b"]


def test_only_text_can_be_printed(outputs):
    with pytest.raises(TypeError, match="must be str, not bytes"):
        Stream(outputs, "stdout").write(b"x")


def test_text_that_is_too_long_is_cut_with_a_note_and_then_left_out(outputs):
    outputs.text("x" * 30)
    outputs.stream("stdout", "more")
    assert texts(outputs) == ["x" * 20 + "\n[the cell's further text was left out]\n"]


def test_the_next_cell_has_its_own_room(outputs):
    outputs.text("x" * 30)
    outputs.take()
    outputs.text("y" * 20)
    assert texts(outputs) == ["y" * 20]


def test_the_error_is_kept_however_much_was_printed(outputs):
    outputs.text("x" * 30)
    outputs.error("ValueError", "line 1\nValueError: no")
    assert outputs.take()[-1] == {"kind": "error", "name": "ValueError", "text": "line 1\nValueError: no"}


def test_a_figure_is_kept_as_it_is(outputs):
    outputs.image(PNG_HEAD + b"figure")
    assert outputs.take() == [{"kind": "png", "data": PNG_HEAD + b"figure"}]


@pytest.mark.parametrize(("data", "note"), [(b"GIF89a", "no PNG"), (PNG_HEAD + bytes(40), "40 at most")])
def test_a_figure_that_can_not_be_shown_is_a_note(data, note):
    outputs = Outputs(text_bytes=200, image_bytes=40)
    outputs.image(data)
    assert note in texts(outputs)[0]


def test_of_many_figures_the_first_are_kept():
    outputs = Outputs(text_bytes=200, image_bytes=40)
    for _ in range(IMAGES_A_CELL + 1):
        outputs.image(PNG_HEAD)
    *kept, note = outputs.take()
    assert [record["kind"] for record in kept] == ["png"] * IMAGES_A_CELL
    assert "a figure was left out" in note["text"]


def test_of_many_outputs_the_first_are_kept_with_one_note():
    outputs = Outputs(text_bytes=10_000, image_bytes=40)
    for _ in range(RECORDS_A_CELL + 5):
        outputs.text("x")
    assert texts(outputs) == ["x"] * RECORDS_A_CELL + ["[the cell's further outputs were left out]"]
