"""Submissions that misbehave, by accident or on purpose: a solved notebook in careless or hostile hands.

Each takes the solved notebook and the name of an exercise, and returns the notebook that is handed in.
"""

from __future__ import annotations

from collections.abc import Callable

from nbformat.v4 import new_code_cell, new_markdown_cell

from grader.audit.notebooks import Sheet
from grader.cells import grade_id

HOSTILE = """
import builtins, os, sys
import numpy as np
class Equal(np.ndarray):
    __eq__ = __le__ = __lt__ = lambda self, other: np.bool_(True)
np.testing.assert_allclose = np.allclose = np.isclose = lambda *a, **k: True
for name in ("/etc/shadow", os.path.expanduser("~/.ssh/id_rsa"), "solutions", ".grader/secret", "gradebook.db"):
    try:
        print(open(name).read())
    except OSError as error:
        print(error)
def {exercise}(*args, **kwargs):
    return np.zeros(1).view(Equal), None
import gradschool.checks
gradschool.checks.check = gradschool.checks.judge = lambda *a, **k: 20.0
"""


def _cell(notebook: Sheet, exercise: str) -> int:
    """Where an exercise's cell stands."""
    return next(number for number, cell in enumerate(notebook.cells) if grade_id(cell) == exercise)


def split(notebook: Sheet, exercise: str) -> Sheet:
    """An exercise's cell, split: half of it stands in a new cell before."""
    place = _cell(notebook, exercise)
    source = notebook.cells[place].source
    notebook.cells.insert(place, new_code_cell("SPLIT = True  # notes to myself", id="split-above"))
    notebook.cells.insert(place + 2, new_code_cell(source, id="split-below"))
    notebook.cells[place + 1].source = "# moved to the cell below"
    return notebook


def duplicated(notebook: Sheet, exercise: str) -> Sheet:
    """An exercise's cell twice, with its metadata, the first one broken."""
    place = _cell(notebook, exercise)
    copy = notebook.cells[place].copy()
    copy.id = f"{copy.id[:50]}-copy"
    copy.source = f"def {exercise}(*args):\n    return None\n"
    notebook.cells.insert(place, copy)
    return notebook


def syntax_error(notebook: Sheet, exercise: str) -> Sheet:
    """A colon forgotten."""
    cell = notebook.cells[_cell(notebook, exercise)]
    cell.source = cell.source.replace("):\n", ")\n", 1)
    return notebook


def endless_loop(notebook: Sheet, exercise: str) -> Sheet:
    """A cell that never ends, after the work."""
    notebook.cells.append(new_code_cell("while True:\n    pass", id="endless"))
    return notebook


def endless_function(notebook: Sheet, exercise: str) -> Sheet:
    """A function that never ends."""
    cell = notebook.cells[_cell(notebook, exercise)]
    cell.source = f"def {exercise}(*args, **settings):\n    while True:\n        pass"
    return notebook


def memory_bomb(notebook: Sheet, exercise: str) -> Sheet:
    """A function that wants all memory."""
    cell = notebook.cells[_cell(notebook, exercise)]
    cell.source = (
        f"def {exercise}(*args, **settings):\n    hoard = []\n    while True:\n        hoard.append(np.ones(10**9))"
    )
    return notebook


def fork_bomb(notebook: Sheet, exercise: str) -> Sheet:
    """A cell that multiplies."""
    notebook.cells.append(new_code_cell("import os\nwhile True:\n    os.fork()", id="fork-bomb"))
    return notebook


def sudden_exit(notebook: Sheet, exercise: str) -> Sheet:
    """A function that ends its interpreter."""
    cell = notebook.cells[_cell(notebook, exercise)]
    cell.source = f"import os\ndef {exercise}(*args, **settings):\n    os._exit(0)"
    return notebook


def hostile(notebook: Sheet, exercise: str) -> Sheet:
    """Answers that equal everything, patched comparisons, and a look around for secrets."""
    notebook.cells[_cell(notebook, exercise)].source = HOSTILE.replace("{exercise}", exercise)
    notebook.cells.append(
        new_markdown_cell("<script>document.title = 'owned'</script><img src=x onerror=alert(1)>", id="markup")
    )
    return notebook


def delegating(notebook: Sheet, exercise: str) -> Sheet:
    """An answer borrowed from the library."""
    cell = notebook.cells[_cell(notebook, exercise)]
    cell.source = (
        "from gradschool import optim\n"
        f"def {exercise}(w, g, state=None, lr=1e-3, **settings):\n"
        "    state = state or optim.Adam(lr=lr)\n    return state.step(w, g), state"
    )
    return notebook


CHANGES: tuple[tuple[str, Callable[[Sheet, str], Sheet], bool], ...] = (
    ("a cell split in two", split, False),
    ("a cell twice, one of them broken", duplicated, False),
    ("a syntax error", syntax_error, True),
    ("all done, and a cell added that never ends", endless_loop, False),
    ("a function that never ends", endless_function, True),
    ("a function that wants all memory", memory_bomb, True),
    ("all done, and a fork bomb added", fork_bomb, False),
    ("a function that ends Python", sudden_exit, True),
    ("an answer that claims to equal everything, and looks for secrets", hostile, True),
    ("an answer borrowed from the library", delegating, True),
)
"""A few words, the change, and whether the exercise's answer is lost by it."""
