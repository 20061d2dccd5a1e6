"""A notebook that bends NumPy so that wrong weights look right where they are made: they are measured elsewhere."""

from pathlib import Path

import nbformat
import pytest

from grader import audit
from grader.course import Course
from grader.judge import Judge

COURSE = Course(Path(__file__).parents[2])
FORGED = """
import numpy as np

class Weights:
    ndim, size, shape = 2, 160_000, (800, 200)
    def var(self): return 2 / 800
    def mean(self): return 0.0
    def __sub__(self, other): return self
    def __pow__(self, power): return self

asarray, mean = np.asarray, np.mean
WIDE = (800, 200)
np.asarray = lambda x, *args, **kwargs: Weights() if getattr(x, "shape", 0) == WIDE else asarray(x, *args, **kwargs)
np.mean = lambda x, *args, **kwargs: 3 * (2 / 800) ** 2 if isinstance(x, Weights) else mean(x, *args, **kwargs)

def initial_weights(rng, fan_in, fan_out, rule="he", uniform=False, dtype="float32"):
    return np.zeros((fan_in, fan_out), dtype)
"""


@pytest.mark.sandbox
def test_forged_statistics_earn_nothing(tmp_path):
    unit = COURSE.unit("05-initialization")
    notebook = audit.solved(COURSE, unit)
    (answer,) = [cell for cell in notebook.cells if cell.source.startswith("def initial_weights")]
    answer.source = FORGED
    nbformat.write(notebook, tmp_path / "05-initialization.ipynb")
    with Judge(unit, b"a secret of the tests, 32 bytes.") as judge:
        result = judge.grade("eve", tmp_path / "05-initialization.ipynb")
    (forged,) = (exercise for exercise in result.exercises if exercise.name == "initial_weights")
    assert {verdict.probe: verdict.passed for verdict in forged.verdicts}["normal_on_a_wide_layer"] is False
    (honest,) = (exercise for exercise in result.exercises if exercise.name == "orthogonal")
    assert honest.score == honest.max_score
