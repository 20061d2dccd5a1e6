"""What unit 09 claims beyond its own exercises: agreement with the library, and numbers in its text."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.course import Course
from gradschool import backend, optim
from gradschool.data import surfaces
from gradschool.optim.line_search import backtracking


@pytest.fixture(scope="module", autouse=True)
def _numpy() -> None:
    backend.use("numpy")


@pytest.fixture(scope="module")
def solved() -> Mapping[str, Any]:
    return Course(Path(__file__).parents[2]).unit("09-second-order").solution.definitions


def test_directions_and_updates_are_the_library_s(solved: Mapping[str, Any]) -> None:
    rng = np.random.default_rng(0)
    pairs = [(s, np.arange(1.0, 6.0) * s) for s in rng.standard_normal((3, 5))]
    g = rng.standard_normal(5)
    own = solved["lbfgs_direction"](g, pairs)
    np.testing.assert_allclose(own, optim.quasi_newton.lbfgs_direction(g, pairs), rtol=1e-10)
    updated = solved["bfgs_update"](np.eye(5), *pairs[0])
    np.testing.assert_allclose(updated, optim.quasi_newton.bfgs_update(np.eye(5), *pairs[0]), rtol=1e-10)


@pytest.mark.parametrize("lowest", [0.7, 0.3, 0.02])
def test_a_search_finds_the_library_s_length(solved: Mapping[str, Any], lowest: float) -> None:
    def loss(t: float) -> float:
        return (t - lowest) ** 2

    own = solved["backtracking_line_search"](loss, loss(0), -2 * lowest)
    assert own == backtracking(loss, loss(0), -2 * lowest)


def test_gradient_descent_needs_a_thousand_and_five_steps_in_the_first_valley() -> None:
    valley, steps = surfaces.valley(540, angle=30), 0
    w = np.array(valley.start)
    while np.linalg.norm(w) > 0.1:
        w, steps = w - 2 / 541 * valley.gradient(w), steps + 1
    assert steps == 1005


def test_newton_as_printed_walks_to_the_saddle_point() -> None:
    y = 0.3
    for _ in range(20):
        y = 2 * y**3 / (3 * y**2 - 1)
    assert abs(y) < 1e-12
