"""What unit 00 says in words and figures, as numbers: precision, overflow, any backend, seeds.

That the exercises' checks tell right from wrong is the audit's business, not that of this file.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.course.unit import Unit
from gradschool import backend, data

UNIT = Unit(Path(__file__).parents[2] / "solutions" / "00-start")


@pytest.fixture(scope="module")
def solution() -> Any:
    return UNIT.solution


def test_softmax_runs_on_a_second_device_and_stays_there(solution: Any) -> None:
    x = np.random.default_rng(0).standard_normal((3, 4)) * 100
    with backend.use("strict"):
        there = backend.to_device(x)
        result = solution.row_softmax(there)
        assert result.device == there.device
    np.testing.assert_allclose(backend.to_numpy(result), solution.row_softmax(x))


def test_a_careful_sum_keeps_what_a_running_total_forgets(solution: Any) -> None:
    steps = np.array([1.0] + 100_000 * [3e-8], "float32")
    assert np.cumsum(steps)[-1] == 1
    assert solution.careful_sum(steps) == pytest.approx(1.003, abs=1e-7)
    assert [solution.careful_sum(np.full(10**k, 0.1, "float32")) for k in (3, 4, 5)] == [100, 1000, 10_000]


def test_a_quarter_of_the_pushes_vanishes_in_float16_and_scaling_saves_them() -> None:
    digits = data.digits("float64").flat
    pixels, wanted, weights = digits.x[:1500], np.eye(10)[digits.y[:1500]], np.zeros((64, 10))
    for _ in range(301):
        powers = np.exp(pixels @ weights)
        pushes = (powers / powers.sum(axis=1, keepdims=True) - wanted) / 1500
        weights = weights - 2 * pixels.T @ pushes
    plain, scaled = (np.mean((scale * pushes).astype("float16") == 0) for scale in (1, 1024))
    assert plain == pytest.approx(0.25, abs=0.02)
    assert 0 < scaled < 1 / 200


@pytest.mark.parametrize(("dtype", "last"), [("float32", 88), ("float64", 709)])
def test_the_plain_formula_breaks_down_where_the_text_says_and_softmax_does_not(
    solution: Any, dtype: str, last: int
) -> None:
    with np.errstate(over="ignore", invalid="ignore"):
        plain = [np.exp(x) / np.exp(x).sum() for x in np.array([[last, last - 1], [last + 1, last]], dtype=dtype)]
    assert np.isfinite(plain[0]).all()
    assert not np.isfinite(plain[1]).all()
    assert np.isfinite(solution.row_softmax(np.array([[last + 1, last]], dtype=dtype))).all()


def test_float32_stops_counting_at_two_to_the_24th() -> None:
    assert np.float32(2**24) + np.float32(1) == np.float32(2**24)
    assert np.float32(20_000_000) + np.float32(1) == np.float32(20_000_000)


def test_a_running_total_in_float32_loses_what_pairwise_summation_keeps(solution: Any) -> None:
    x, exact = np.full(10**6, 0.1, dtype="float32"), np.array([1e5])
    assert solution.relative_error(np.array([float(np.cumsum(x)[-1])]), exact) == pytest.approx(9.5e-3, rel=0.01)
    assert solution.relative_error(np.array([float(np.sum(x))]), exact) < 1e-6


def test_relative_error_is_symmetric_and_at_most_two(solution: Any) -> None:
    a, b = np.random.default_rng(1).standard_normal((2, 50))
    assert solution.relative_error(a, b) == solution.relative_error(b, a) <= 2
    assert solution.relative_error(a, -a) == 2


def test_seeded_noise_repeats_and_differs_between_seeds(solution: Any) -> None:
    first, again, other = (solution.seeded_noise(seed, (500,), 3.0) for seed in (0, 0, 1))
    assert np.array_equal(first, again)
    assert abs(np.corrcoef(first, other)[0, 1]) < 0.15
    assert np.std(first) == pytest.approx(3, rel=0.1)
