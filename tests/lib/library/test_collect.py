"""What students' notebooks look like, and what is collected from them: each case is a notebook that is run."""

import threading

import numpy as np
import pytest

from gradschool import notebook
from gradschool.notebook import NotebookError

DOUBLE = "def double(x):\n    return 2 * x"
HALF = "def half(x):\n    return x / 2"


def test_a_right_exercise_is_collected_with_unit_notebook_and_cell_above_it(course):
    course.unit("01-first", ["import numpy as np", DOUBLE], DOUBLE)
    library = course.library()
    assert library.double(4) == 8
    assert library.BORROWED == ()
    text = course.collection.module.text
    assert "# ---- 01-first: 01-first/01-first.ipynb\n" in text
    assert f"# double: 01-first, code cell 2\n{DOUBLE}\n" in text
    assert "import numpy" not in text


def test_what_is_not_right_is_borrowed_and_said(course):
    wrong = "def dense(x, w, b):\n    return x @ w - b"
    calls = {"dense": "student.dense(rng.random((2, 3)), rng.random((3, 2)), rng.random(2))"}
    course.unit("01-first", [wrong], wrong.replace("-", "+"), calls=calls)
    library = course.library()
    assert library.BORROWED == ("dense",)
    assert "from gradschool.lent import dense  # borrowed\n" in course.collection.module.text
    assert library.dense(np.ones((1, 2)), np.ones((2, 1)), np.ones(1)).tolist() == [[3.0]]
    assert "0 of 1 checks passed; result[0, 0]: expected" in course.collection.reasons["01-first", "dense"]


def test_what_nobody_has_raises_with_its_unit(course):
    course.unit("01-first", ["def double(x):\n    raise NotImplementedError"], DOUBLE)
    library = course.library()
    assert course.collection.reasons == {("01-first", "double"): "not written yet"}
    with pytest.raises(NotImplementedError, match="double of 01-first is not written yet"):
        library.double(1)


def test_the_library_s_own_function_is_nobody_s(course):
    answer = (
        "from gradschool.nn import mean_squared_error as twice\ndef mean_squared_error(a, b):\n    return twice(a, b)"
    )
    calls = {"mean_squared_error": "student.mean_squared_error(rng.random(3), rng.random(3))[0]"}
    course.unit("01-first", ["from gradschool.nn import mean_squared_error"], answer, calls=calls)
    assert course.collect().units[0].own == []


def test_helpers_constants_and_imports_come_along_and_nothing_else(course):
    cells = [
        "import numpy as np, os\nfrom math import pi, tau as turn",
        "factor = 2\nunused = 3",
        "def helper(x):\n    return np.multiply(factor, x)",
        "def double(x):\n    return helper(x) + 0 * turn",
    ]
    course.unit("01-first", cells, DOUBLE)
    assert course.library().double(1.5) == 3
    text = course.collection.module.text
    assert [
        word for word in ("import numpy as np\n", "tau as turn", "factor = 2", "def helper") if word not in text
    ] == []
    assert [word for word in ("import os", "pi", "unused") if word in text] == []


def test_numpy_under_two_names_stands_under_both(course):
    cells = ["import numpy as np", "import numpy", "def double(x):\n    return np.asarray(x) + numpy.asarray(x)"]
    course.unit("01-first", cells, DOUBLE)
    assert course.library().double(1) == 2
    assert "import numpy as np\nimport numpy\n" in course.collection.module.text


def test_a_constant_of_two_functions_stands_once(course):
    both = "def double(x):\n    return two * x\n\ndef half(x):\n    return x / two"
    course.unit("01-first", ["two = 2", both], f"{DOUBLE}\n{HALF}")
    library = course.library()
    assert (library.double(3), library.half(3)) == (6, 1.5)
    assert course.collection.module.text.count("two = 2\n") == 1


def test_a_table_that_cells_fill_step_by_step_is_whole(course):
    cells = ["table = {}", "table['two'] = 1", "table['two'] += 1", "def double(x):\n    return table['two'] * x"]
    course.unit("01-first", cells, DOUBLE)
    assert course.library().double(3) == 6


def test_a_constant_that_a_condition_may_change_comes_with_both(course):
    cells = ["two = 2", "if len('two') > 5:\n    two = 3", "def double(x):\n    return two * x"]
    course.unit("01-first", cells, DOUBLE)
    assert course.library().double(3) == 6


def test_a_call_of_a_module_s_function_is_no_part_of_the_module(course):
    cells = ["import numpy as np\nnp.random.seed(0)", "def double(x):\n    return np.multiply(2, x)"]
    course.unit("01-first", cells, DOUBLE)
    assert course.library().double(3) == 6
    assert "seed" not in course.collection.module.text


def test_what_stands_below_an_error_is_not_what_ran(course):
    course.unit("01-first", [DOUBLE, "raise ValueError\n\ndef double(x):\n    return 3 * x"], DOUBLE)
    assert course.library().double(3) == 6


def test_the_last_definition_counts(course):
    course.unit(
        "01-first", ["def double(x):\n    return 5 * x", "two = 3", "two = 2", DOUBLE.replace("2", "two")], DOUBLE
    )
    assert course.library().double(3) == 6
    assert "5 * x" not in course.collection.module.text


def test_a_star_import_becomes_imports_by_name(course):
    course.unit("01-first", ["from math import *", "def double(x):\n    return x * exp(log(2))"], DOUBLE)
    assert course.library().double(1) == pytest.approx(2)
    text = course.collection.module.text
    assert "from math import exp\nfrom math import log\n" in text
    assert "*\n" not in text


def test_helpers_of_one_name_in_two_units_are_told_apart(course):
    first = ["def helper(x, y=1):\n    return 2 * x", "def double(x):\n    return helper(x, y=2)"]
    course.unit("01-first", first, DOUBLE)
    course.unit("02-second", ["def helper(x):\n    return x / 2", "def half(x):\n    return helper(x)"], HALF)
    library = course.library()
    assert (library.double(3), library.half(3)) == (6, 1.5)
    assert (library.first_helper(3), library.helper(3)) == (6, 1.5)


def test_the_same_helper_in_two_units_stands_once(course):
    helper = "def helper(x):\n    return x + x - x"
    course.unit("01-first", [helper, "def double(x):\n    return 2 * helper(x)"], DOUBLE)
    course.unit("02-second", [f"# as before\n{helper}", "def half(x):\n    return helper(x) / 2"], HALF)
    library = course.library()
    assert (library.double(3), library.half(3)) == (6, 1.5)
    assert course.collection.module.text.count("helper(x):") == 1


def test_the_same_helper_with_another_constant_is_another(course):
    helper = "def helper(x):\n    return factor * x"
    course.unit("01-first", ["factor = 2", helper, "def double(x):\n    return helper(x)"], DOUBLE)
    course.unit("02-second", ["factor = 0.5", helper, "def half(x):\n    return helper(x)"], HALF)
    library = course.library()
    assert (library.double(3), library.half(3)) == (6, 1.5)


def test_an_alias_that_means_two_modules_is_told_apart(course):
    course.unit("01-first", ["import math as m", "def double(x):\n    return x * m.sqrt(4)"], DOUBLE)
    course.unit("02-second", ["import cmath as m", "def half(x):\n    return x / m.sqrt(4).real"], HALF)
    library = course.library()
    assert (library.double(3), library.half(3)) == (6, 1.5)


def test_of_two_exercises_of_one_name_the_later_keeps_it(course):
    first = "def revive(x):\n    return 2 * x"
    course.unit("03-activations", [first, "def double(x):\n    return revive(x)"], f"{first}\n{DOUBLE}")
    course.unit("05-initialization", ["def revive(x):\n    return x / 2"], "def revive(x):\n    return x / 2")
    library = course.library()
    assert (library.revive(3), library.activations_revive(3), library.double(3)) == (1.5, 6, 6)
    assert any("revive is called activations_revive" in note for note in course.collection.notes)


def test_the_earlier_keeps_its_other_name_where_the_later_is_missing(course):
    course.unit("03-activations", ["def revive(x):\n    return 2 * x"], "def revive(x):\n    return 2 * x")
    course.unit("05-initialization", ["pass"], "def revive(x):\n    return x / 2")
    library = course.library()
    assert library.activations_revive(3) == 6
    with pytest.raises(NotImplementedError, match="05-initialization"):
        library.revive(3)


def test_a_function_keeps_its_own_helper_where_that_exercise_is_borrowed(course):
    cells = ["def row_softmax(x):\n    return 2 * x", "def double(x):\n    return row_softmax(x)"]
    answers = f"def row_softmax(x):\n    return x\n\n{DOUBLE}"
    course.unit("01-first", cells, answers, calls={"row_softmax": "student.row_softmax(rng.random((2, 2)))"})
    library = course.library()
    assert library.double(3) == 6


def test_a_name_in_an_f_string_a_default_and_a_decorator_is_found(course):
    first = [
        "import functools\nscale = 2",
        "def told(x):\n    return f'{scale}'",
        "def twice(f):\n    @functools.wraps(f)\n    def both(*a):\n        return 2 * f(*a)\n    return both",
        "@twice\ndef double(x, scale=scale):\n    return scale * x / int(told(x))",
    ]
    course.unit("01-first", first, DOUBLE)
    course.unit("02-second", ["scale = 0.5", "def half(x):\n    return x * scale"], HALF)
    library = course.library()
    assert (library.double(3), library.double(3, 4), library.half(3)) == (6, 12, 1.5)


def test_a_counter_that_two_units_have_counts_for_each(course):
    first = ["calls = 0", "def double(x):\n    global calls\n    calls += 1\n    return 2 * x"]
    course.unit("01-first", first, DOUBLE)
    course.unit("02-second", ["calls = 10", "def half(x):\n    return x / 2 + 0 * calls"], HALF)
    library = course.library()
    assert (library.double(3), library.half(3), library.calls) == (6, 1.5, 10)
    assert library.first_calls > 0


def test_a_class_is_an_exercise_too(course):
    stop = "class EarlyStopping:\n    limit = most\n    def step(self, loss):\n        return loss > self.limit"
    calls = {"EarlyStopping": "student.EarlyStopping().step(float(rng.random()) + 5)"}
    course.unit("11-regularization", ["most = 2", stop], "most = 2\n" + stop, calls=calls)
    library = course.library()
    assert library.EarlyStopping().step(3) is True
    assert "# EarlyStopping: 11-regularization, code cell 2\nclass EarlyStopping:" in course.collection.module.text


def test_what_else_runs_in_an_exercise_s_cell_is_left_out_and_said(course):
    cells = [f"{DOUBLE}\n\nopen('trace.txt', 'a').write('ran')\nprint(double(2)); check(double)"]
    course.unit("01-first", ["def check(f): pass", *cells], DOUBLE)
    course.library()
    assert "open(" not in course.collection.module.text
    said = [note for note in course.collection.notes if "left out" in note]
    assert said == [
        "01-first: code cell 2 also runs `open('trace.txt', 'a').write('ran')`, which is left out",
        "01-first: code cell 2 also runs `print(double(2))`, which is left out",
    ]


def test_a_cell_that_fails_half_way_gives_what_ran_of_it(course):
    course.unit("01-first", [f"{DOUBLE}\nraise ValueError\n\n{HALF}"], f"{DOUBLE}\n{HALF}")
    unit = course.collect().units[0]
    assert (unit.own, unit.missing) == (["double"], ["half"])
    assert course.collection.reasons["01-first", "half"] == "not there, since code cell 1: ValueError: "


def test_a_cell_that_does_not_compile_leaves_the_version_before(course):
    course.unit("01-first", [DOUBLE, "def double(x):\n    return 3 * * x"], DOUBLE)
    assert course.library().double(3) == 6


def test_commands_of_the_notebook_are_no_part_of_a_module(course):
    cells = ["%matplotlib inline\n!true\nfactor = 2", f"%%time\n{DOUBLE.replace('2', 'factor')}", HALF]
    course.unit("01-first", cells, f"{DOUBLE}\n{HALF}")
    library = course.library()
    assert (library.double(3), library.half(3)) == (6, 1.5)
    assert "get_ipython" not in course.collection.module.text


def test_a_function_that_needs_such_a_command_is_not_collected(course):
    course.unit("01-first", ["def double(x):\n    %precision 3\n    return 2 * x"], DOUBLE)
    course.collect()
    assert "command of the notebook (% or !)" in course.collection.reasons["01-first", "double"]


def test_what_works_only_in_its_notebook_is_not_collected(course):
    cells = ["path = 'here.txt'\nopen(path, 'w').write('2')", "number = float(open('here.txt').read())"]
    course.unit("01-first", [*cells, "def double(x):\n    return number * x", HALF], f"{DOUBLE}\n{HALF}")
    library = course.library()
    assert library.half(3) == 1.5
    assert (
        "right in the notebook, but not by itself: FileNotFoundError" in course.collection.reasons["01-first", "double"]
    )


def test_what_finds_its_file_only_beside_its_notebook_is_not_collected(course):
    cells = ["open('factor.txt', 'w').write('2')", "def double(x):\n    return float(open('factor.txt').read()) * x"]
    course.unit("01-first", cells, DOUBLE)
    assert course.collect().units[0].missing == ["double"]
    assert "right in the notebook, but not by itself: 0 of 1" in course.collection.reasons["01-first", "double"]


def test_what_is_lent_for_another_exercise_of_that_name_is_not_borrowed(course):
    course.unit("01-first", ["pass"], "def dense(x):\n    return 2 * x")
    course.library()
    assert course.collection.units[0].missing == ["dense"]
    assert course.collection.reasons["01-first", "dense"] == "not written yet"


def test_a_cell_without_an_end_is_stopped_and_the_others_run(course, monkeypatch):
    monkeypatch.setattr(notebook, "CELL_SECONDS", 0.5)
    course.unit("01-first", ["while True:\n    pass", DOUBLE], DOUBLE)
    assert course.library().double(3) == 6


def test_an_edited_signature_is_collected_and_said(course):
    mine = "def dense(x, weights, bias):\n    return x @ weights + bias"
    calls = {"dense": "student.dense(rng.random((2, 3)), rng.random((3, 2)), rng.random(2))"}
    course.unit("01-first", [mine], mine, calls=calls)
    course.collect()
    assert course.collection.notes == ["01-first: dense(x, weights, bias) is called dense(x, w, b) in the course"]


def test_names_and_comments_beyond_ascii_stay(course):
    cells = ["zwölf = 2  # größe", "# über das Doppelte\ndef double(x):\n    return zwölf * x"]
    path = course.unit("01-first", cells, DOUBLE, notebook="Übung 1.ipynb")
    course.unit("02-second", ["zwölf = 0.5", "def half(x):\n    return zwölf * x"], HALF)
    library = course.library()
    assert (library.double(3), library.half(3)) == (6, 1.5)
    assert "# über das Doppelte" in course.collection.module.text
    assert f"01-first/{path.name}" in course.collection.module.text


def test_line_ends_of_windows_are_read(course):
    path = course.unit("01-first", [DOUBLE.replace("\n", "\r\n")], DOUBLE)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert course.library().double(3) == 6
    assert "\r" not in course.collection.module.text


def test_a_notebook_that_was_never_run_and_has_no_outputs_is_run(course):
    path = course.unit("01-first", [DOUBLE], DOUBLE)
    assert '"execution_count": null' in path.read_text()
    assert course.library().double(3) == 6


def test_demonstrations_are_not_collected(course):
    path = course.unit("01-first", [DOUBLE], DOUBLE)
    course.notebook(path, ["def double(x):\n    return 7 * x", DOUBLE, "two = 7"], tags=["", "", "demo"])
    assert course.library().double(3) == 6


def test_of_two_notebooks_of_one_unit_the_better_counts(course):
    good = course.unit("01-first", [DOUBLE], DOUBLE)
    bad = course.notebook(good.with_name("old.ipynb"), ["pass"])
    assert course.library(bad, good).double(3) == 6
    assert any("old.ipynb: not used" in note for note in course.collection.notes)


def test_units_come_in_the_order_of_the_course(course):
    course.unit("02-second", [HALF], HALF)
    course.unit("01-first", [DOUBLE], DOUBLE)
    text = course.collect().module.text
    assert text.index("def double") < text.index("def half")


def test_a_notebook_that_can_t_be_read_is_said_and_the_others_are_collected(course):
    course.unit("01-first", [DOUBLE], DOUBLE)
    course.unit("02-second", [HALF], HALF).write_text("{")
    assert course.library().double(3) == 6
    assert "02-second.ipynb is no notebook of format 4" in course.unread[0]


def test_where_no_notebook_is_that_is_said(course, tmp_path):
    with pytest.raises(NotebookError, match="no notebook that lies beside its unit's checks in"):
        course.collect(tmp_path)


def test_text_that_is_collected_twice_is_the_same(course):
    course.unit("01-first", [DOUBLE, HALF], f"{DOUBLE}\n{HALF}")
    assert course.collect().module.text == course.collect().module.text


def test_a_notebook_that_is_run_leaves_no_thread_behind(course):
    before = threading.active_count()
    course.unit("01-first", [DOUBLE], DOUBLE)
    course.collect()
    assert threading.active_count() == before
