"""A student's cells run as they do in a notebook, and what they show comes back as plain outputs."""

import pytest

pytestmark = pytest.mark.sandbox


def kinds(result, index):
    return [output.kind for output in result.cells[index].outputs]


def test_printed_text_and_the_last_value_come_back(examine):
    outputs = examine("print('seen')\n40 + 2").cells[0].outputs
    assert [(o.kind, o.name, o.text) for o in outputs] == [("stream", "stdout", "seen\n"), ("text", "", "42")]


def test_a_semicolon_silences_a_value(examine):
    assert examine("40 + 2;").cells[0].outputs == ()


def test_line_magics_work(examine, text_of):
    assert "0.33" in text_of(examine("%precision 2\n1 / 3"), 0)


def test_cell_magics_work(examine, text_of):
    assert "from a shell" in text_of(examine("%%bash\necho from a shell"), 0)


def test_a_module_that_a_cell_writes_can_be_imported(examine, text_of):
    assert text_of(examine("%%writefile mine.py\nlimit = 42", "import mine\nprint(mine.limit)"), 1) == "42\n"


def test_a_module_that_a_cell_writes_takes_no_other_s_place(examine, text_of):
    told = examine("%%writefile colorsys.py\nrgb_to_hsv = None", "import colorsys\nprint(colorsys.rgb_to_hsv)")
    assert "function" in text_of(told, 1)


def test_shell_commands_work(examine, text_of):
    assert text_of(examine("!echo $((6 * 7))"), 0) == "42\n"


def test_output_of_a_shell_command_can_be_assigned(examine, text_of):
    assert text_of(examine("lines = !echo one; echo two\nprint(list(lines))"), 0) == "['one', 'two']\n"


def test_await_works_at_the_top_of_a_cell(examine, text_of):
    assert text_of(examine("import asyncio\nawait asyncio.sleep(0)\nprint('awaited')"), 0) == "awaited\n"


def test_a_figure_comes_back_as_png(examine):
    result = examine("import matplotlib.pyplot as plt", "plt.plot([0, 1]);")
    assert kinds(result, 1) == ["png"]


def test_html_never_leaves(examine, text_of):
    result = examine("from IPython.display import HTML, display\ndisplay(HTML('<script>x</script>'))")
    assert kinds(result, 0) == ["text"]
    assert "script" not in text_of(result, 0)


def test_an_exception_names_the_line_and_later_cells_run(examine):
    result = examine("a = 1\nb = a / 0", "print(a)")
    assert not result.cells[0].ok
    assert result.cells[1].ok
    assert [(p.kind, p.where, p.message) for p in result.problems] == [
        ("error", "cell 0", "ZeroDivisionError: division by zero (line 2: b = a / 0)")
    ]


def test_a_syntax_error_is_an_error_like_any_other(examine):
    result = examine("def half(x)\n    return x / 2")
    assert result.problems[0].message == "SyntaxError: expected ':' (line 1: def half(x))"


def test_exit_ends_a_cell_and_nothing_else(examine):
    result = examine("import sys\nsys.exit(3)", "exit()", "def double(x): return 2 * x")
    assert result.answers["double", "of_a_scalar"].outputs == {"twice": 42}


def test_a_check_left_in_a_notebook_does_nothing(examine):
    assert examine("from gradschool.checks import check", "check(print)").problems == []


def test_an_absent_optimizer_says_why(examine):
    message = examine("from gradschool import optim").problems[0].message
    assert "gradschool.optim is not available while your work is graded: write the step yourself" in message


def test_an_unknown_module_is_an_ordinary_error(examine):
    assert "No module named 'no_such_thing'" in examine("import no_such_thing").problems[0].message


def test_fifty_megabytes_of_print_are_cut_with_a_note(examine, text_of):
    text = text_of(examine("print('x' * 50_000_000)"), 0)
    assert len(text) < 70_000
    assert text.endswith("[the cell's further text was left out]\n")


def test_many_cells_that_print_much_are_cut_in_all(examine, text_of):
    result = examine(*["print('x' * 60_000)"] * 20)
    assert sum(len(text_of(result, index)) for index in range(20)) < 2**20 + 20 * 100


def test_an_oversized_figure_becomes_a_note(examine, text_of):
    source = "import numpy as np, matplotlib.pyplot as plt\nplt.figure(figsize=(20, 20))\n"
    result = examine(source + "plt.imshow(np.random.default_rng(0).random((1500, 1500)));")
    assert kinds(result, 0) == ["text"]
    assert "was left out" in text_of(result, 0)


def test_lone_surrogates_do_not_break_the_line(examine, text_of):
    assert text_of(examine("print('\\ud800')"), 0) == "?\n"


def test_global_generators_are_the_same_in_every_run(examine, text_of):
    source = "import random, numpy as np\nprint(random.random(), np.random.rand(), hash('word'))"
    assert examine(source).problems == []
    assert text_of(examine(source), 0) == text_of(examine(source), 0)


def test_input_finds_nobody_who_could_answer(examine):
    assert not examine("input('name? ')").cells[0].ok


def test_a_forked_child_does_not_speak_for_the_examinee(examine):
    result = examine("import os\nos.fork()", "def double(x): return 2 * x")
    assert result.problems == []
    assert result.answers["double", "of_a_scalar"].outputs == {"twice": 42}


@pytest.mark.parametrize("source", ["'\ud800'", "x = 1\0", "\u202e# turned around", "\ufeffx = 1", " " * 10**6 + "1"])
def test_strange_sources_are_survived(examine, source):
    result = examine(source, "def double(x): return 2 * x")
    assert {problem.kind for problem in result.problems} <= {"error"}
    assert result.answers["double", "of_a_scalar"].outputs == {"twice": 42}


@pytest.mark.parametrize("name", ["widget", "notebook", "qt", "inline"])
def test_any_matplotlib_magic_lets_the_cell_go_on(examine, text_of, name):
    assert text_of(examine(f"%matplotlib {name}\nprint('on')"), 0).endswith("on\n")


def test_autoreload_works(examine):
    assert examine("%load_ext autoreload\n%autoreload 2").cells[0].ok


def test_a_pool_of_processes_works(examine, text_of):
    source = "import multiprocessing\ndef square(x): return x * x\n"
    source += "with multiprocessing.Pool(2) as pool: print(pool.map(square, [1, 2, 3]))"
    assert text_of(examine(source), 0) == "[1, 4, 9]\n"


def test_a_false_png_of_an_object_is_a_note(examine, text_of):
    source = "class Odd:\n    def _repr_png_(self): return b'GIF89a'\nOdd()"
    assert text_of(examine(source), 0) == "[a figure that is no PNG was left out]"


def test_an_exception_that_is_no_exception_is_an_error_like_any_other(examine):
    result = examine("class Odd(BaseException): pass\nraise Odd('x')", "def double(x): raise KeyboardInterrupt")
    assert [problem.message for problem in result.problems] == ["Odd: x (line 2: raise Odd('x'))"]
    assert result.answers["double", "of_a_scalar"].error.type == "KeyboardInterrupt"


def test_a_value_whose_text_fails_is_an_error_in_its_cell(examine):
    assert not examine("class Odd:\n    def __repr__(self): raise SystemExit\nOdd()", "1").problems[1:]
