"""The oracle's definitions."""

import numpy as np
import pytest

from grader.course.solution import Solution, names_needed, source_of
from gradschool import backend


def test_a_solution_makes_its_arrays_on_numpy_where_the_grader_s_machine_has_a_gpu(monkeypatch):
    monkeypatch.setenv("GRADSCHOOL_BACKEND", "strict")
    cells = ["from gradschool import backend", "table = backend.default_rng(0).random(3)"]
    with backend.use("auto"):
        assert type(Solution("01-small", cells).table) is np.ndarray


WITH_DATA = (
    "import numpy as np\nfrom gradschool.data import Dataset",
    "table = np.arange(6.0)\nrows = Dataset(table.reshape(3, 2), np.array([0, 1, 0]))",
    "def double(x):\n    return 2 * x",
    "doubled = double(table)",
)


def test_the_notebooks_of_mistakes_hold_the_solution_s_data_once():
    solution = Solution("01-small", WITH_DATA)
    for wrong in (
        solution.with_replaced("double", abs),
        solution.with_source("double", "def double(x):\n    return x"),
    ):
        assert np.shares_memory(wrong["table"], solution.table)
        assert wrong["rows"] is solution.rows
        with pytest.raises(ValueError, match="read-only"):
            wrong["table"][0] = 1.0


def test_data_that_a_mistake_has_changed_is_its_own():
    solution = Solution("01-small", WITH_DATA)
    wrong = solution.with_source("double", "def double(x):\n    x[0] = 7.0\n    return 3 * x")
    assert wrong["table"].tolist() == [7.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    assert solution.table.tolist() == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    assert wrong["rows"].x[0, 0] == 7.0
    assert wrong["doubled"].tolist() == [21.0, 3.0, 6.0, 9.0, 12.0, 15.0]


def of_the_author(solution):
    return lambda w: solution.step(w) + 1


def test_an_authors_answer_finds_the_other_exercises_in_the_notebook():
    definition = of_the_author(Solution("01-small", ["def step(w):\n    return 2 * w"]))
    namespace = {"step": lambda w: 2 * w}
    exec(source_of("stride", definition), namespace)
    assert namespace["stride"](3) == 7


@pytest.mark.parametrize(
    ("cell", "needed"),
    [
        ("def f(x):\n    return np.sqrt(x)", {"np"}),
        ("import math\ndef f(x):\n    return math.sqrt(x)", set()),
        ("f = lambda x, y=limit: g(x, y)", {"g", "limit"}),
        ("def f(x):\n    def g(y):\n        return h(y) + x\n    return g(x)", {"h"}),
        ("class A:\n    def f(self):\n        return self, clock", {"clock"}),
    ],
)
def test_a_cell_needs_what_it_does_not_define(cell, needed):
    assert names_needed(cell) == needed
