"""Reading what was handed in: every file becomes a submission or a reason that a person can act on."""

import json
import os
import time

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from grader import submission as module
from grader.judge.selection import select
from grader.submission import Unreadable, read_submission


@pytest.fixture
def file(tmp_path):
    return tmp_path / "unit.ipynb"


def read(file, content):
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_submission(file)


def notebook(*cells):
    return nbformat.writes(new_notebook(cells=list(cells)))


def test_cells_keep_their_order_kind_and_text(file):
    found = read(file, notebook(new_markdown_cell("# Title"), new_code_cell("x = 1\ny = 2")))
    assert [(cell.kind, cell.source) for cell in found.cells] == [("markdown", "# Title"), ("code", "x = 1\ny = 2")]


def test_the_same_bytes_have_the_same_fingerprint_and_others_another(file):
    text = notebook(new_code_cell("x = 1"))
    assert read(file, text).fingerprint == read(file, text).fingerprint != read(file, text + "\n").fingerprint


def test_an_output_of_fifty_megabytes_is_no_obstacle(file):
    cell = new_code_cell("x = 1", outputs=[new_output("stream", text="a" * 50 * 2**20)])
    assert [cell.source for cell in read(file, notebook(cell)).cells] == ["x = 1"]


def test_a_format_3_notebook_is_read_and_noted(file):
    cell = {"cell_type": "code", "input": ["x = 1\n", "y = 2"], "outputs": []}
    found = read(file, json.dumps({"nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": [cell]}]}))
    assert found.cells[0].source == "x = 1\ny = 2"
    assert "old format 3" in found.notes[0]


def test_a_notebook_without_cells_is_noted(file):
    assert "has no cells" in read(file, notebook()).notes[0]


def test_a_lone_surrogate_in_a_cell_does_not_reach_the_sandbox(file):
    found = read(file, notebook(new_code_cell("x = 1")).replace("x = 1", "x = '\\\\ud800'".replace("\\\\", "\\")))
    found.cells[0].source.encode("utf-8")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "co', "cut off"),
        (b"\x89PNG\r\n\x1a\n\xff", "a picture, called a notebook"),
        (b"7z\xbc\xaf\x27\x1c\xff", "a 7z archive, called a notebook"),
        (b"\x1f\x8b\x08\xff", "a gzip archive, called a notebook"),
        (
            '{"nbformat": 4, "cells": ["Größe"]}'.encode("latin-1"),
            r"save it as UTF-8 in your editor, and hand it in again",
        ),
        (b"import numpy as np\n\nx = 1\n", "plain text, perhaps a script, called a notebook"),
        (b"[1, 2]", "no notebook"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"nbformat": 9, "cells": []}', "format 9 is not known"),
        (b'{"nbformat": "four", "cells": []}', "format of another kind is not known"),
        (b'{"nbformat": 4}', "no list of cells"),
        (b'{"nbformat": 3, "worksheets": 7}', "no list of cells"),
        (b'{"nbformat": 4, "cells": [7]}', "cell 1 is no cell"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": 7}]}', "text of cell 1"),
        (b"NaN", "no notebook"),
        (b"PK\x03\x04\xff", "a zip archive, called a notebook"),
        (b"\n<!DOCTYPE html><title>Log in</title>", "a web page, perhaps of a log-in"),
        (b'{"cells": [\n<<<<<<< HEAD\n]}', "marks of a merge by git"),
    ],
)
def test_what_is_no_notebook_is_refused_with_its_reason(file, content, reason):
    with pytest.raises(Unreadable, match=reason):
        read(file, content)


def test_a_link_is_not_followed(file, tmp_path):
    (tmp_path / "secret").write_text(notebook(new_code_cell("x")))
    file.symlink_to(tmp_path / "secret")
    with pytest.raises(Unreadable, match="symbolic link"):
        read_submission(file)


def test_a_pipe_is_no_file_and_does_not_hang(file):
    os.mkfifo(file)
    with pytest.raises(Unreadable, match="is not a file"):
        read_submission(file)


def test_a_folder_is_no_file(file):
    file.mkdir()
    with pytest.raises(Unreadable, match="is not a file"):
        read_submission(file)


def test_many_values_in_few_bytes_are_refused_before_they_are_built(file):
    with pytest.raises(Unreadable, match="millions of values"):
        read(file, b'{"nbformat": 4, "cells": [], "bomb": [' + b"{}," * 2_000_000 + b"{}]}")


def test_a_file_too_large_says_how_large(file, monkeypatch):
    monkeypatch.setattr(module, "MAX_BYTES", 1000)
    with pytest.raises(Unreadable, match="clear its outputs"):
        read(file, notebook(new_code_cell("x" * 2000)))


def test_text_beyond_all_measure_is_refused(file, monkeypatch):
    monkeypatch.setattr(module, "MAX_SOURCE", 1000)
    with pytest.raises(Unreadable, match="MiB of text"):
        read(file, notebook(new_code_cell("x" * 2000)))


def test_an_unreadable_file_still_has_a_fingerprint_so_that_a_mended_one_is_noticed(file):
    with pytest.raises(Unreadable) as first:
        read(file, b"{")
    with pytest.raises(Unreadable) as second:
        read(file, b"{{")
    assert first.value.fingerprint != second.value.fingerprint != ""


def test_attachments_are_kept_undecoded_and_of_very_many_some(file):
    cells = [new_markdown_cell("text", attachments={f"{i}.png": {"image/png": "abc"}}) for i in range(30)]
    found = read(file, notebook(*cells)).cells
    assert found[0].attachments == (("0.png", "abc"),)
    assert sum(len(cell.attachments) for cell in found) == module.MAX_ATTACHMENTS


@pytest.mark.parametrize(
    "form", ["![plot.png](data:image/png;base64,{})", '<img width=9 src="data:image/jpeg;base64,{}" />']
)
def test_a_picture_within_a_text_is_an_attachment(file, form):
    """As Colab pastes it, and a word processor."""
    cell = new_markdown_cell(f"See {form.format('iVBOR+/w0KGgo=')}, and {form.format('AAAA')}.")
    (found,) = read(file, notebook(cell)).cells
    assert found.source == "See ![](attachment:inline-1), and ![](attachment:inline-2)."
    assert found.attachments == (("inline-1", "iVBOR+/w0KGgo="), ("inline-2", "AAAA"))


def test_a_picture_of_the_lecture_stays_where_its_author_put_it(file):
    text = "![](data:image/png;base64,AAAA)"
    lecture = new_markdown_cell(text, metadata={"nbgrader": {"grade_id": "text-1", "solution": False}})
    assert read(file, notebook(lecture)).cells[0].source == text


@pytest.mark.parametrize("begun", ["![", "<img ", "![](data:image/png;base64,"])
def test_a_text_that_begins_many_pictures_and_ends_none_is_read_at_once(file, begun):
    started, text = time.process_time(), begun * 20_000
    assert read(file, notebook(new_markdown_cell(text))).cells[0].source == text
    assert time.process_time() - started < 2


@pytest.mark.parametrize("attachments", [None, [], "x", {"a.png": None}, {"a.png": {"image/png": 3}}])
def test_attachments_that_are_none_are_no_obstacle(file, attachments):
    text = json.loads(notebook(new_markdown_cell("text")))
    text["cells"][0]["attachments"] = attachments
    assert read(file, json.dumps(text)).cells[0].source == "text"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-8-sig"])
def test_what_an_editor_of_windows_saved_is_read(file, encoding):
    text = notebook(new_code_cell("x = 'ä'"))
    begun = b"\xfe\xff" if encoding == "utf-16-be" else b""
    assert read(file, begun + text.encode(encoding)).cells[0].source == "x = 'ä'"


def test_line_ends_of_windows_are_no_difference(file):
    assert read(file, notebook(new_code_cell("x = 1\r\ny = 2"))).cells[0].source == "x = 1\ny = 2"


WORDS = st.text(max_size=20) | st.sampled_from(
    ["check(Tally)", "def Tally(", "%%bash", "\ud800", "forgetful_average", "demo"]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


def like(**parts):
    """A dict that may lack each of its parts, or hold anything there."""
    return st.fixed_dictionaries({}, optional={name: part | ANYTHING for name, part in parts.items()}) | ANYTHING


CELLS = like(
    cell_type=st.sampled_from(["code", "markdown"]),
    source=WORDS | st.lists(WORDS, max_size=3),
    metadata=like(nbgrader=like(grade_id=WORDS), tags=st.lists(WORDS, max_size=2)),
    attachments=st.dictionaries(WORDS, st.dictionaries(WORDS, WORDS, max_size=2), max_size=2),
)
NOTEBOOKS = st.fixed_dictionaries(
    {"nbformat": st.sampled_from([4, 4, 3])},
    optional={
        "cells": st.lists(CELLS, max_size=4) | ANYTHING,
        "worksheets": st.lists(like(cells=st.lists(CELLS, max_size=2)), max_size=2) | ANYTHING,
    },
)


@given(NOTEBOOKS, st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=2))
@settings(derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_a_file_holds_it_is_a_submission_that_can_be_run_or_a_reason(file, small_unit, content, damage):
    data = bytearray(json.dumps(content).encode())
    for place, byte in damage:
        data[place % len(data)] = byte
    try:
        found = read(file, bytes(data))
    except Unreadable:
        return
    told = "".join(cell.source + cell.grade_id for cell in found.cells)
    assert told.encode("utf-8").decode("utf-8") == told
    selection = select(small_unit, found)
    for exercise in small_unit.exercises:
        assert selection.changed_since_check(exercise.name) is not None
