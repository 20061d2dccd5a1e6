"""Files that are no notebooks, folders that are no folders, notebooks that nobody could have written by hand."""

import json
import os

import nbformat

from grader.author import attack


@attack("a link to another student's notebook", told="symbolic link", status="unreadable")
def linked_notebook(hand_in):
    hand_in.folder.mkdir(parents=True)
    hand_in.path.symlink_to(hand_in.surroundings.names["neighbor"])


@attack("a linked folder, so that another student's work is graded as its own", told="symbolic link", status="missing")
def linked_folder(hand_in):
    hand_in.folder.parent.mkdir(parents=True)
    hand_in.folder.symlink_to(os.path.dirname(hand_in.surroundings.names["neighbor"]))


@attack("a linked student, whose submissions are all another's", told="symbolic link", status="missing")
def linked_student(hand_in):
    hand_in.folder.parent.symlink_to(hand_in.folder.parent.parent / "000-honest")


@attack("a link to the course's secret", told="symbolic link", status="unreadable")
def linked_secret(hand_in):
    hand_in.folder.mkdir(parents=True)
    hand_in.path.symlink_to(hand_in.surroundings.names["secret"])


@attack("a folder that is named like a notebook", told="is not a file", status="unreadable")
def folder_as_notebook(hand_in):
    hand_in.path.mkdir(parents=True)


@attack("a pipe in which nobody writes, as the notebook", told="is not a file", status="unreadable")
def pipe(hand_in):
    hand_in.folder.mkdir(parents=True)
    os.mkfifo(hand_in.path)


@attack("pipes and devices in place of the other files", told="not written")
def devices_beside(hand_in):
    hand_in.folder.mkdir(parents=True)
    (hand_in.folder / "timestamp.txt").symlink_to("/dev/zero")
    os.mkfifo(hand_in.folder / "probes.py")


@attack("a timestamp that never comes to an end", told="not written")
def pipe_as_timestamp(hand_in):
    hand_in.folder.mkdir(parents=True)
    os.mkfifo(hand_in.folder / "timestamp.txt")


@attack("a name that commands the terminal of whoever reads it", told="the file is empty", status="unreadable")
def terminal_name(hand_in):
    hand_in.folder.mkdir(parents=True)
    (hand_in.folder / "\x1b]0;owned\x07\x1b[2J<script>.ipynb").touch()
    hand_in.withhold()


@attack(
    "a student's name of markup, quotes and direction marks",
    told="not written",
    student="\"'<img src=x onerror=document.title=1>{{7*7}}=1+1",
)
def markup_name(hand_in):
    hand_in.text("Look at my name.")


@attack("a student's name that is no text", told="rename the folder", status="missing", student="eve\udcff\x1b[31m\n")
def no_text_name(hand_in):
    hand_in.text("Look at my name.")


@attack("a student's name as long as a name can be", told="rename the folder", status="missing", student="e" * 255)
def long_name(hand_in):
    hand_in.text("Look at my name.")


@attack("a student's name that a spreadsheet takes for a formula", told="not written", student="=HYPERLINK(1)")
def formula_name(hand_in):
    hand_in.text("Look at my name.")


@attack("two gigabytes that are all zeros", told="MiB; clear its outputs", status="unreadable")
def huge_file(hand_in):
    hand_in.folder.mkdir(parents=True)
    with open(hand_in.path, "wb") as file:
        file.truncate(2**31)


@attack(
    "ten million values in thirty megabytes, each of them large in memory",
    told="millions of values",
    status="unreadable",
)
def small_values(hand_in):
    hand_in.instead(b'{"nbformat": 4, "metadata": {}, "cells": [], "x": [' + b"{}," * 10**7 + b"{}]}")


@attack("JSON nested deeper than any stack", told="nested too deeply|millions", status="unreadable")
def deep_json(hand_in):
    hand_in.instead('{"nbformat": 4, "cells": ' + "[" * 10**6)


@attack(
    "JSON nested as deep as it is just read, where a format is expected",
    told="format of another kind|nested too",
    status="unreadable",
)
def deep_format(hand_in):
    hand_in.instead('{"nbformat": ' + "[" * 900 + "]" * 900 + ', "cells": []}')


@attack("a format that is a text of megabytes", told="format of another kind", status="unreadable")
def long_format(hand_in):
    hand_in.instead(json.dumps({"nbformat": "\x1b[2J" * 10**6, "cells": []}))


@attack("a hundred thousand cells", told="at most 5000 are read", status="unreadable")
def many_cells(hand_in):
    cell = {"cell_type": "code", "metadata": {}, "source": "1", "outputs": [], "execution_count": None}
    hand_in.instead(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell] * 100_000}))


@attack("a cell of five megabytes", told="MiB of text", status="unreadable")
def long_cell(hand_in):
    hand_in.cell("x = '" + "x" * 5 * 2**20 + "'")


@attack(
    "a notebook of the year 2013, with cells in many sheets", tried="old format 3", told="old format 3", spends=True
)
def old_format(hand_in):
    cells = [
        {"cell_type": cell.cell_type, "input": cell.source, "source": cell.source} for cell in hand_in.notebook.cells
    ]
    hand_in.instead(json.dumps({"nbformat": 3, "worksheets": [{"cells": [cell]} for cell in cells]}))


@attack("outputs, attachments and widgets that lie and weigh", told="not written")
def heavy_outputs(hand_in):
    html = {"text/html": "<script>document.title=1</script>", "image/svg+xml": "<svg onload=alert(1)>"}
    shown = nbformat.v4.new_output("display_data", data={**html, "text/plain": "x" * 10**7})
    hand_in.notebook.cells.append(nbformat.v4.new_code_cell("1", outputs=[shown]))
    hand_in.notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": html}}


@attack("numbers, names and keys that JSON allows and nobody expects", told="not written")
def strange_json(hand_in):
    text = nbformat.writes(hand_in.notebook)
    strange = '{"\\ud800": NaN, "x": 1e999, "y": -Infinity, "z": 123456789012345678901234567890, "nbformat": 3,'
    hand_in.instead(strange + text[1:])


@attack(
    "source with nulls, direction marks and a mark at its beginning",
    told="null bytes|SyntaxError|invalid",
    tried="null bytes|SyntaxError|invalid",
)
def strange_source(hand_in):
    hand_in.cell("\ufeffx = '\x00'\n\u202e# }esac\n\r\n\x0c\x85\u2028y = 1")
