"""Drafts for ``mistakes.py``: a slip where a program differs in a place or two, else the program; and both work."""

from collections.abc import Callable

import numpy as np
import pytest

from grader.course import Solution
from grader.course.variants import Mistake, read_variants
from grader.mistakes.draft import HINT, mistake_of, slip_of, solution_of, with_import
from grader.mistakes.listing import listed
from grader.mistakes.programs import Program, program_of
from grader.submission import Submission, SubmittedCell

SETUP = "import numpy as np\n\nSCALE = 1.0"
SOLUTION = '''
def step(w, g, state=None, lr=0.1, mu=0.9):
    """One step with momentum; see `lr` and `mu`."""
    ### BEGIN SOLUTION
    v = np.zeros_like(w) if state is None else state
    v = mu * v + g          # the new velocity
    if np.abs(v).max() > 100:
        v = v / np.abs(v).max()
    return w - lr * v, v
    ### END SOLUTION
'''
IN_OTHER_WORDS = """
def step(w, g, state=None, lr=0.1, mu=0.9):
    speed = np.zeros_like(w) if state is None else state
    speed = mu * speed + g
    if np.abs(speed).max() > 100:
        speed = speed / np.abs(speed).max()
    return w - lr * speed, speed
"""
ARGUMENTS = (np.array([1.0, -2.0]), np.array([0.3, 0.4]), np.array([0.5, 300.0]))


@pytest.fixture
def solution() -> Solution:
    """The solution of a unit with one exercise."""
    return Solution("00-steps", [SETUP, SOLUTION])


@pytest.fixture
def program(solution) -> Callable[..., Program | None]:
    """``program(cell, ...)``: what a student's notebook holds of the exercise."""

    def found(*cells: str) -> Program | None:
        submission = Submission("", tuple(SubmittedCell("code", cell) for cell in (SETUP, *cells)))
        return program_of(submission, "step", solution.definitions.keys())

    return found


@pytest.fixture
def pasted(tmp_path, solution) -> Callable[[str], Callable]:
    """``pasted(draft)``: the function that it makes once it stands in ``mistakes.py``."""

    def made(draft: str, already: str = "from grader.author import mistake, slip\n") -> Callable:
        path = tmp_path / "mistakes.py"
        path.write_text(f"{already}\n\n{with_import(draft, already)}", encoding="utf-8")
        (one,) = read_variants(path, Mistake, "mistakes")
        assert (one.exercise, one.hint) == ("step", HINT)
        return one.make(solution)

    return made


def run(source: str) -> tuple:
    """What a student's function returns."""
    namespace: dict = {}
    exec(f"{SETUP}\n{source}", namespace)
    return namespace["step"](*ARGUMENTS)


def mend(old: str, new: str, program: str = IN_OTHER_WORDS) -> str:
    assert old in program
    return program.replace(old, new)


def edit_of(draft: str) -> str:
    """A slip's edits as they stand in it."""
    return " ".join(draft.split("\n     hint=")[0].split()).partition('", ')[2].partition('", ')[2].rstrip(",")


@pytest.mark.parametrize(
    ("student", "edit"),
    [
        (mend("mu * speed + g", "mu * (speed + g)"), '"mu * v + g", "mu * (v + g)"'),
        (mend("w - lr", "w + lr"), '"w - lr * v", "w + lr * v"'),
        (mend("lr * speed", "lr * g"), '"lr * v", "lr * g"'),
        (mend("/ np.abs(speed).max()", "/ 2"), '"v / np.abs(v).max()", "v / 2"'),
        (mend("0.1", "0.01"), '"0.1", "0.01"'),
        (mend("> 100", "> (100 if g.any() else 5)"), '"100", "(100 if g.any() else 5)"'),
        (mend("mu * speed + g", "mu * speed + lr * g", mend("lr * speed", "speed")),
         '("mu * v + g", "mu * v + lr * g"), ("lr * v", "v")'),
    ],
)  # fmt: skip
def test_a_program_that_differs_in_a_place_or_two_becomes_a_slip_whatever_its_variables_are_called(
    student, edit, solution, program, pasted
):
    draft = slip_of(solution, program(student))
    assert draft is not None
    assert edit_of(draft.text) == edit
    np.testing.assert_array_equal(pasted(draft.text)(*ARGUMENTS)[0], run(student)[0])


@pytest.mark.parametrize(
    "student",
    [
        mend("    speed = mu * speed + g\n", ""),
        mend("    speed = mu * speed + g\n", "    speed = mu * speed + g\n    speed = speed + g\n"),
        mend("    if np.abs(speed).max() > 100:\n        speed = speed / np.abs(speed).max()\n", ""),
        mend("        speed = speed / np.abs(speed).max()\n", "        speed = speed / 2\n        speed = speed / 3\n"),
        mend("return w - lr * speed, speed", "w -= lr * speed\n    return w, speed"),
    ],
)
def test_a_statement_that_is_missing_or_too_many_is_a_slip_as_well(student, solution, program, pasted):
    draft = slip_of(solution, program(student))
    assert draft is not None
    arguments = ARGUMENTS
    np.testing.assert_array_equal(pasted(draft.text)(*(a.copy() for a in arguments))[0], run(student)[0])


def test_the_solution_in_other_words_is_no_slip(solution, program):
    assert slip_of(solution, program(IN_OTHER_WORDS)) is None


def test_a_program_that_thinks_differently_is_written_out(solution, program, pasted):
    student = "def step(w, g, state=None, lr=0.1, mu=0.9):\n    return np.sign(w) * SCALE, g"
    found = program(student)
    assert slip_of(solution, found) is None
    draft = mistake_of(solution, found, "")
    assert "np = solution.np" in draft.text
    np.testing.assert_array_equal(pasted(draft.text)(*ARGUMENTS)[0], run(student)[0])


def test_what_a_program_calls_in_its_notebook_is_taken_along(solution, program, pasted):
    cells = ["from math import sqrt\nHALF = 0.5", "def _half(x):\n    return HALF * x / sqrt(2)", "unused = 5",
             "def step(w, g, state=None, lr=0.1, mu=0.9):\n    return _half(w), g"]  # fmt: skip
    draft = mistake_of(solution, program(*cells), "")
    assert "unused" not in draft.text
    np.testing.assert_array_equal(pasted(draft.text)(*ARGUMENTS)[0], run("\n".join(cells))[0])


def test_a_name_that_mistakes_py_imports_is_not_taken_from_the_solution(solution, program, pasted):
    already = "import numpy as np\n\nfrom grader.author import slip\n"
    draft = mistake_of(
        solution, program("def step(w, g, state=None, lr=0.1, mu=0.9):\n    return np.abs(w), g"), already
    )
    assert "solution.np" not in draft.text
    np.testing.assert_array_equal(pasted(draft.text, already)(*ARGUMENTS)[0], np.abs(ARGUMENTS[0]))


def test_a_name_that_is_made_nowhere_is_said(program):
    assert program("for scale in [3]: pass", "def step(w, g):\n    return scale * w").missing == ("scale",)


def test_the_definition_that_counts_is_the_last_one(program):
    assert "2 * w" in program("def step(w):\n    return 1 * w", "def step(w):\n    return 2 * w").text


@pytest.mark.parametrize(
    "cell", ["def step(w:\n  return", "x" * 30_000 + "\ndef step(w): pass", "\0", "step", "(" * 9000]
)
def test_a_cell_that_is_no_python_or_too_long_has_no_program(cell, program):
    assert program(cell) is None


def test_a_program_is_found_behind_a_command_of_ipython(program):
    assert program("%%time\ndef step(w):\n    return w") is not None


def test_comments_docstrings_annotations_and_hidden_characters_are_not_shown(program):
    cell = 'def step(w: "np.ndarray") -> float:\n    """Mine \u202e."""\n    x: int = 1  # a \u2066 word\n'
    cell += '    return "\u202e\x1b[31m", x'
    assert program(cell).text == "def step(w):\n    x = 1\n    return ('\\u202e\\x1b[31m', x)"


@pytest.mark.parametrize(
    "line",
    ["import os", "from subprocess import run", "open('/etc/passwd')", "eval('1')", "w.__class__", "exec('1')",
     "__import__('os')", "getattr(w, 'x')", "global w2"],
)  # fmt: skip
def test_what_is_more_than_arithmetic_is_seen(line, program):
    assert program(f"def step(w, g):\n    {line}\n    return w").reaches_out()


def test_a_library_of_mathematics_is_arithmetic(program):
    assert not program(
        "def step(w, g):\n    import math\n    import numpy as np\n    return math.pi * np.sqrt(w)"
    ).reaches_out()


def test_a_program_is_listed_in_its_own_words_and_only_what_differs_is_marked(solution, program):
    student = program(mend("mu * speed + g", "mu * speed - g"))
    rows = [(row.mark, row.text.strip()) for row in listed(solution_of(solution, "step"), student)]
    assert [row for row in rows if row[0] != "same"] == [
        ("solution", "v = mu * v + g"),
        ("theirs", "speed = mu * speed - g"),
    ]
    assert ("same", "return (w - lr * speed, speed)") in rows
