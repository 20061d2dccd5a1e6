"""How a student's exception reads: the lines of their own cells that led to it, and what it says."""

import linecache

import pytest

from grader.examinee.shell import CELL_NAME, describe, line_of, message_of


def raised_by(source, index=2):
    """The exception of a cell that is run as IPython would run it."""
    name = CELL_NAME.format(index)
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    try:
        exec(compile(source, name, "exec"), {"called": lambda function: function()})
    except BaseException as error:
        return error
    raise AssertionError("nothing was raised")


def described(source):
    error = raised_by(source)
    return describe(error, error.__traceback__)


def test_an_exception_is_described_by_the_student_s_lines_alone():
    source = "def half(x):\n    return x / 0\n\ncalled(lambda: half(1))"
    assert described(source).splitlines() == [
        "line 4",
        "    called(lambda: half(1))",
        "line 4, in <lambda>",
        "    called(lambda: half(1))",
        "line 2, in half",
        "    return x / 0",
        "ZeroDivisionError: division by zero",
    ]


def test_of_a_deep_recursion_the_last_lines_are_shown():
    lines = described("def down(n): return down(n - 1) if n else 1 / 0\ndown(50)").splitlines()
    assert lines.count("line 1, in down") == 12
    assert lines[-1] == "ZeroDivisionError: division by zero"


def test_a_syntax_error_is_described_by_its_line():
    assert described("x = 1\ndef half(x)").splitlines() == [
        "line 2",
        "    def half(x)",
        "SyntaxError: expected ':'",
    ]


def test_the_line_that_raised_is_the_last_of_the_cell_s_own():
    assert line_of(raised_by("def half(x):\n    return x / 0\nhalf(1)"), 2) == "line 2: return x / 0"


def test_a_line_of_another_cell_is_not_named():
    assert line_of(raised_by("1 / 0", index=2), 3) == ""


class Odd(Exception):
    def __str__(self):
        raise RuntimeError


@pytest.mark.parametrize(
    ("error", "message"),
    [(ValueError("no"), "ValueError: no"), (ValueError(), "ValueError"), (Odd(), "Odd")],
    ids=["with words", "without words", "words that fail"],
)
def test_a_message_begins_with_the_exception_s_name(error, message):
    assert message_of(error) == message


def test_a_message_without_end_is_cut():
    assert len(message_of(ValueError("x" * 10_000))) == 2000
