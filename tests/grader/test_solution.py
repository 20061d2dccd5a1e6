"""The oracle's definitions."""

import numpy as np

from grader.course.solution import Solution
from gradschool import backend


def test_a_solution_makes_its_arrays_on_numpy_where_the_grader_s_machine_has_a_gpu(monkeypatch):
    monkeypatch.setenv("GRADSCHOOL_BACKEND", "strict")
    cells = ["from gradschool import backend", "table = backend.default_rng(0).random(3)"]
    with backend.use("auto"):
        assert type(Solution("01-small", cells).table) is np.ndarray
