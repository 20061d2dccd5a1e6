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
