"""What cells make, change and need, read from their text alone."""

import pytest

from grader.judge.names import MOST_TEXT, asked, changed, made, needed, unwritten

CELLS = [
    "import numpy as np\nfrom math import sqrt as root\nscale, offset = 3, 1",
    "def helper(values):\n    total = np.sum(values)\n    return total * scale",
    "def answer(w):\n    w[0] = 1\n    return helper(w) + sum(w)",
    "class Counter:\n    step = offset\n    def add(self, x):\n        return root(x)",
]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("answer", {"answer", "helper", "sum", "np", "scale"}),
        ("Counter", {"Counter", "offset", "root"}),
        ("nothing", {"nothing"}),
    ],
)
def test_what_a_name_is_made_of_is_followed_through_what_it_uses(name, found):
    assert needed(name, CELLS) == found


def test_two_that_use_each_other_are_followed_to_an_end():
    assert needed("even", ["def even(n): return odd(n - 1)", "def odd(n): return even(n - 1)"]) == {"even", "odd"}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("x, (y, *z) = 1, (2, 3)", {"x", "y", "z"}),
        ("np.pi = 3", {"np"}),
        ("scores[0][1].best = 1", {"scores"}),
        ("del helper", {"helper"}),
        ("for i in range(3): total += i", {"i", "total"}),
        ("def helper(w):\n    w[0] = 1\n    scale = 2", {"helper"}),
        ("[x for x in range(3)]", set()),
        ("import numpy.linalg", {"numpy"}),
        ("%time y = 1\nx = 2", {"x"}),
        ("def (", set()),
        ("return 1", set()),
        ("x" + " + x" * 30_000, set()),
        ("(" * 5000, set()),
        ("x = 1  #" + " " * MOST_TEXT, set()),
    ],
)
def test_what_a_cell_changes(source, names):
    assert changed(source) == names


@pytest.mark.parametrize("source", ["return 1", "(" * 5000, "x" + " + x" * 30_000, "a" + ".b" * 50_000, "\0"])
def test_no_text_is_too_odd_to_be_looked_at(source):
    assert needed("f", [source]) == {"f"}
    assert unwritten(source) == set()
    assert made([source]) == set()


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ('def f(x):\n    """What."""\n    raise NotImplementedError', {"f"}),
        ("def f(x):\n    raise NotImplementedError('write me')", {"f"}),
        ('class T:\n    """What."""\n    def a(self):\n        raise NotImplementedError()', {"T"}),
        ('class T:\n    """What."""\n    raise NotImplementedError("your code here")', {"T"}),
        ("class T:\n    size = 3\n    raise NotImplementedError", set()),
        ("def f(x):\n    x = x + 1\n    raise NotImplementedError", set()),
        ("def f(x):\n    raise ValueError", set()),
        ("def f(x):\n    raise NotImplementedError\ny = 1", set()),
        ("class T:\n    a = 1\n    def b(self):\n        raise NotImplementedError", set()),
        ("class T:\n    pass", set()),
        ("", set()),
    ],
)
def test_what_is_defined_and_not_written(source, names):
    assert unwritten(source) == names


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("def f(x):\n    '''Twice x.'''\n    raise NotImplementedError", {"f"}),
        ("class T:\n    def f(self):\n        raise NotImplementedError()", {"T"}),
        ("def f(x):\n    y = 2 * x\n    raise NotImplementedError", set()),
        ("def f(x):\n    return NotImplementedError", set()),
        ("def f(x):\n    raise ValueError", set()),
        ("class T:\n    '''Nothing.'''", set()),
        ("def f(x):\n    raise NotImplementedError\ny = 1", set()),
        ("", set()),
        ("def f(", set()),
    ],
)
def test_what_is_not_written_raises_and_does_nothing_else(source, names):
    assert unwritten(source) == names


def test_only_a_call_of_a_method_may_make_something_of_what_it_is_called_on():
    assert asked("print(scores)\nscores.append(1)\nsettings['rates'].pop()") == {"scores", "settings"}


def test_a_cell_that_can_not_be_read_needs_nothing_of_others():
    assert needed("f", ["def f(:\n    return g", "g = 1"]) == {"f"}
