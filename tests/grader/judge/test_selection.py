"""Which cells of a submission are run, which are skipped, and who is told that a skipped cell makes what they miss."""

import nbformat
import pytest

from grader.course import Course
from grader.judge import selection
from grader.judge.names import MOST_TEXT
from grader.judge.selection import RESTORED, Selection, select, undefined
from grader.sandbox import Cell
from grader.submission import Submission, SubmittedCell, read_submission

UNIT = "01-small"
DEMO = "DEMONSTRATED"


@pytest.fixture(scope="module")
def unit(_built_once):
    """The small unit."""
    return Course(_built_once).unit(UNIT)


@pytest.fixture
def cells(_built_once):
    """The release's cells as they are handed in."""
    path = Course(_built_once).notebooks / UNIT / f"{UNIT}.ipynb"
    return list(read_submission(path).cells)


def selected(unit, cells):
    return select(unit, Submission("", tuple(cells)))


def runs(unit, cells, source):
    return source in [cell.source for cell in selected(unit, cells).run]


def place(cells, words):
    return next(number for number, cell in enumerate(cells) if words in cell.source)


def changed(cells, words, source):
    """The cells with another text in one of them, whose metadata stays."""
    cell = cells[place(cells, words)]
    cells[place(cells, words)] = SubmittedCell(cell.kind, source, cell.grade_id, cell.demo)
    return cells


def test_of_a_release_run_set_up_and_exercises_in_their_order(unit, cells):
    firsts = [(cell.index, cell.source.split("\n")[0]) for cell in selected(unit, cells).run]
    assert firsts == [
        (2, "import numpy as np"),
        (5, "def forgetful_average(values, beta=0.9):"),
        (8, "class Tally:"),
        (11, "def quiz_limit():"),
    ]


def test_an_edited_demonstration_is_skipped(unit, cells):
    assert not runs(unit, changed(cells, DEMO, "while True: pass"), "while True: pass")


def test_a_demonstration_without_its_metadata_is_skipped_by_its_text(unit, cells):
    source = cells[place(cells, DEMO)].source
    assert not runs(unit, [SubmittedCell(cell.kind, cell.source) for cell in cells], source)


def test_a_cell_that_its_student_tagged_is_skipped(unit, cells):
    assert not runs(unit, [*cells, SubmittedCell("code", "plot()", demo=True)], "plot()")


def test_an_exercise_that_is_written_into_a_demonstration_is_run(unit, cells):
    source = "print(1)\ndef quiz_limit():\n    return 42"
    assert runs(unit, changed(cells, DEMO, source), source)


def test_a_deleted_set_up_cell_is_run_first_as_it_was_released(unit, cells):
    del cells[place(cells, "import numpy")]
    first = selected(unit, cells).run[0]
    assert (first.index, first.source[:18]) == (RESTORED, "import numpy as np")


def test_an_emptied_set_up_cell_is_run_first_as_it_was_released(unit, cells):
    first = selected(unit, changed(cells, "import numpy", "")).run[0]
    assert (first.index, first.source[:18]) == (RESTORED, "import numpy as np")


def test_a_set_up_cell_that_is_tagged_a_demonstration_is_still_run(unit, cells):
    where = place(cells, "import numpy")
    source = cells[where].source
    cells[where] = SubmittedCell("code", source, demo=True)
    assert runs(unit, cells, source.rstrip("\n"))


def test_a_changed_set_up_cell_has_the_last_word(unit, cells):
    source = "import numpy as np\nnp.set_printoptions(precision=2)"
    run = selected(unit, changed(cells, "import numpy", source)).run
    assert [cell.index for cell in run[:2]] == [RESTORED, 2]
    assert run[1].source == source


def test_a_name_that_only_a_demonstration_makes_is_told(unit, cells):
    assert selected(unit, cells).advice(DEMO) == (
        "`DEMONSTRATED` is made in a cell with a figure, which grading skips; make it in a cell of your own"
    )


def test_a_name_that_a_cell_of_ones_own_makes_as_well_is_not_told(unit, cells):
    assert not selected(unit, [*cells, SubmittedCell("code", "DEMONSTRATED = []")]).advice(DEMO)


def test_a_name_that_nobody_makes_is_not_told(unit, cells):
    assert not selected(unit, cells).advice("beta")


MAKES_X = {
    "a value": "x = 1",
    "one of several": "a, (b, *x) = 1, (2, 3)",
    "a loop": "for x in range(3):\n    pass",
    "a function": "def x():\n    return 1",
    "a class": "class x:\n    pass",
    "an import": "import numpy as x",
    "a part of a package": "from numpy import x",
    "a context": "with open('f') as x:\n    pass",
    "below a magic": "%matplotlib inline\n!ls\nx = 1",
    "below a cell's magic": "%%time\nx = 1",
    "under a condition": "if True:\n    x = 1",
    "a strange escape": "title('\\m')\nx = 1",
}
NO_X = {
    "used": "print(x)",
    "local": "def f():\n    x = 1",
    "in a comprehension": "[x for x in range(3)]",
    "an argument": "def f(x):\n    return x",
    "an attribute": "a.x = 1",
    "no Python": "x = = 1",
    "a null": "x = 1\0",
    "too deep": "x = " + "-" * 20_000 + "1",
    "too long a sum": "x = " + "1 + " * 20_000 + "1",
    "too long": "x = 1\n" + "#" * MOST_TEXT,
}


@pytest.mark.parametrize("name", ["(", "(a+)+$", "", "a b", "a" * 2_000, "rate\n"])
def test_of_what_is_no_name_nothing_is_said(name):
    cells = (Cell(1, f"# def {'a' * 40}!\nrates = 1"), Cell(2, "def " + "a" * 2_001 + "():\n    pass"))
    assert Selection(cells, ()).advice(name) == ""


def test_a_submission_has_a_few_names_looked_into_and_each_once(monkeypatch):
    asked = []
    monkeypatch.setattr(selection, "get_close_matches", lambda name, own, **_: asked.append((name, len(own))) or [])
    many = Selection(tuple(Cell(n, f"rate_{n} = {n}") for n in range(1_000)), ())
    for n in 2 * [*range(300)]:
        many.advice(f"late_{n}")
    assert asked == [(f"late{n}", selection.MOST_NAMES) for n in range(selection.MOST_ADVICE)]


def test_a_name_that_is_alike_is_told_by_the_cell_that_made_it_last():
    cells = (Cell(1, "learning_rates = 1"), Cell(4, "learning_rates = 2"), Cell(5, "import learning_ratex"))
    assert Selection(cells, ()).advice("learning_rate") == "Cell 4 makes `learning_rates`: call it `learning_rate`"


@pytest.mark.parametrize("kind", MAKES_X)
def test_what_makes_a_name(kind):
    assert Selection((), (MAKES_X[kind],)).advice("x")


@pytest.mark.parametrize("kind", NO_X)
def test_what_makes_no_name(kind):
    assert not Selection((), (NO_X[kind],)).advice("x")


@pytest.mark.parametrize("kind", MAKES_X)
def test_what_a_cell_that_runs_makes_is_not_missed(kind):
    assert not Selection((Cell(1, MAKES_X[kind]),), ("x = 1",)).advice("x")


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("name 'x' is not defined", "x"),
        ("NameError: name 'w_1' is not defined (line 3: y = w_1)", "w_1"),
        ("ValueError: name 'x' is not defined", ""),
        ("TypeError: no", ""),
    ],
)
def test_the_missed_name_is_read_from_pythons_words(message, name):
    assert undefined(message) == name


CALLED = [({"tags": ["demo"]}, True), ({"nbgrader": {"grade_id": "demo-0123456789"}}, True)]
CALLED += [({"tags": "demo"}, False), ({"tags": {}}, False), ({"nbgrader": {"grade_id": "code-0123456789"}}, False)]


@pytest.mark.parametrize(("metadata", "demo"), CALLED)
def test_a_cell_is_called_a_demonstration_by_its_tag_or_by_its_name(tmp_path, metadata, demo):
    path = tmp_path / "a.ipynb"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x = 1")])
    notebook.cells[0].metadata = metadata
    path.write_text(nbformat.writes(notebook))
    assert read_submission(path).cells[0].demo == demo


STUB = "def forgetful_average(values, beta=0.9):\n    raise NotImplementedError"
ANSWER = "def forgetful_average(values, beta=0.9):\n    return 1"


def with_cells(cells, *sources):
    return [*cells, *(SubmittedCell("code", source) for source in sources)]


@pytest.mark.parametrize("order", [(ANSWER, STUB), (STUB, ANSWER)])
def test_an_exercise_that_is_not_written_replaces_none_that_is(unit, cells, order):
    run = [cell.source for cell in selected(unit, with_cells(cells, *order)).run]
    assert ANSWER in run
    assert STUB not in run


def test_a_stub_in_a_cell_that_does_more_is_run(unit, cells):
    both = f"{STUB}\nprint(1)"
    assert both in [cell.source for cell in selected(unit, with_cells(cells, ANSWER, both)).run]


def test_where_nobody_wrote_an_exercise_its_stub_is_run(unit, cells):
    assert STUB in [cell.source for cell in selected(unit, with_cells(cells, STUB)).run]


def test_up_to_its_check_an_exercise_has_seen_these_cells(unit, cells):
    chosen = selected(unit, cells)
    assert [cell.index for cell in chosen.until_check("Tally")] == [2, 5, 8]
    assert chosen.changed_since_check("Tally") == []


def test_a_later_cell_that_changes_a_part_of_an_exercise_is_found(unit, cells):
    written = changed(
        cells, "def forgetful_average", "def forgetful_average(values, beta=0.9):\n    return np.sum(values)"
    )
    spoilt = selected(unit, with_cells(written, "unrelated = 1", "np = None"))
    assert spoilt.changed_since_check("forgetful_average") == [(len(cells) + 2, "np")]
    assert spoilt.changed_since_check("Tally") == []


def test_a_later_cell_that_calls_a_method_of_a_part_may_change_it_but_not_of_a_module(unit, cells):
    written = changed(
        cells,
        "def forgetful_average",
        "rates = [1]\ndef forgetful_average(values, beta=0.9):\n    return np.sum(rates)",
    )
    spoilt = selected(unit, with_cells(written, "np.seterr(all='raise')", "rates.append(2)"))
    assert spoilt.changed_since_check("forgetful_average") == [(len(cells) + 2, "rates")]


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_an_exercise_in_a_cell_that_was_made_a_text_is_run_and_told(unit, cells, kind):
    number = place(cells, "class Tally")
    cells[number] = SubmittedCell(kind, "class Tally:\n    pass")
    found = selected(unit, cells)
    assert found.turned == {number + 1: kind}
    assert "class Tally:\n    pass" in [cell.source for cell in found.run]


@pytest.mark.parametrize("text", ["class Tally: of what?", "Notes:\n\n```\nclass Tally:\n    pass\n```"])
def test_a_text_about_an_exercise_stays_a_text(unit, cells, text):
    cells[place(cells, "class Tally")] = SubmittedCell("markdown", text)
    assert selected(unit, cells).turned == {}


def test_a_text_beside_a_written_exercise_stays_a_text(unit, cells):
    cells.append(SubmittedCell("markdown", "class Tally:\n    pass"))
    assert selected(unit, cells).turned == {}


QUIZ = "def quiz_limit():\n    return 42"
NEAR = {
    "written in another case": (QUIZ.replace("quiz_limit", "quizLimit"), "makes `quizLimit`: call it `quiz_limit`"),
    "a letter too few": (QUIZ.replace("quiz_limit", "quiz_limt"), "makes `quiz_limt`: call it `quiz_limit`"),
    "timed": (f"%%timeit\n{QUIZ}", "begins with %%timeit, which keeps nothing that the cell makes"),
    "in a comment": (QUIZ.replace("def", "# def").replace("    return", "#     return"), "it is a comment"),
}


@pytest.mark.parametrize(("source", "told"), NEAR.values(), ids=NEAR)
def test_who_misses_a_name_is_told_what_cell_nearly_makes_it(unit, cells, source, told):
    assert told in selected(unit, changed(cells, "def quiz_limit", source)).advice("quiz_limit")


@pytest.mark.parametrize("name", ["quiz_limits", "nq", "nothing_alike"])
def test_an_exercise_or_an_import_is_taken_for_nobody_s_slip_of_the_pen(unit, cells, name):
    assert selected(unit, cells).advice(name) == ""


@pytest.mark.parametrize("line", ["name = “tally”", "Here is the solution:", "---------------"])
def test_who_misses_a_name_of_a_cell_that_is_no_python_is_led_to_that_cell(unit, cells, line):
    chosen = selected(unit, changed(cells, "def quiz_limit", f"{QUIZ}\n{line}"))
    (number,) = (cell.index for cell in chosen.run if line in cell.source)
    assert f"is made in cell {number}, which stopped" in chosen.stopped("quiz_limit", {number})
    assert chosen.stopped("quiz_limit", {number + 1}) == ""
