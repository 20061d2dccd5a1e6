"""What unit 06 says in words and figures, as numbers: the bound 2 / lambda_max, gradient noise, epochs.

That the exercises' checks tell right from wrong is the audit's business, not that of this file.
"""

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.course.unit import Unit
from gradschool import data

UNIT = Unit(Path(__file__).parents[2] / "solutions" / "06-gradient-descent")


@pytest.fixture(scope="module")
def solution() -> Any:
    return UNIT.solution


def pixels(centered: bool) -> np.ndarray:
    x = np.asarray(data.digits("float64").flat.x)
    return x - x.mean(axis=0) if centered else x


def losses_on_digits(solution: Any, share: float, centered: bool) -> np.ndarray:
    """Losses of 1,000 steps of least squares at a share of the bound."""
    x, y = pixels(centered), (np.asarray(data.digits().y) == 0).astype(float)
    rate = share * solution.largest_stable_rate(2 * x.T @ x / len(x))
    path = solution.gradient_descent(np.zeros(64), lambda w: 2 * x.T @ (x @ w - y) / len(x), rate, 1000)
    return np.mean((path @ x.T - y) ** 2, axis=1)


@pytest.mark.parametrize("centered", [False, True])
def test_one_percent_below_the_bound_the_loss_on_digits_falls_at_every_step(solution: Any, centered: bool) -> None:
    losses = losses_on_digits(solution, 0.99, centered)
    assert np.all(np.diff(losses) <= 1e-12)


@pytest.mark.parametrize("centered", [False, True])
def test_one_percent_above_the_bound_the_loss_on_digits_falls_first_and_then_explodes(
    solution: Any, centered: bool
) -> None:
    losses = losses_on_digits(solution, 1.01, centered)
    assert losses[1] < losses[0]
    assert losses[-1] > 1e6 * losses[0]


def test_centering_the_digits_raises_the_bound_about_fifteen_times(solution: Any) -> None:
    raw, centered = (solution.largest_stable_rate(2 * x.T @ x / len(x)) for x in (pixels(False), pixels(True)))
    assert raw == pytest.approx(0.0956, abs=5e-5)
    assert centered / raw == pytest.approx(15, abs=0.1)


def test_softmax_regression_on_digits_starts_with_a_bound_of_1_9(solution: Any) -> None:
    x = np.asarray(data.digits("float64").flat.split(0.2, 0)[0].x)
    share = np.full(10, 0.1)
    hessian = np.kron(np.diag(share) - np.outer(share, share), x.T @ x / len(x))
    assert solution.largest_stable_rate(hessian) == pytest.approx(1.9, abs=0.05)


def test_the_bowl_agrees_with_finite_differences(solution: Any) -> None:
    rng = np.random.default_rng(0)
    half, minimum, w = rng.standard_normal((3, 3)), rng.standard_normal(3), rng.standard_normal(3)
    steps = 1e-5 * np.eye(3)
    ahead, behind = (solution.quadratic(w + sign * steps, minimum, half + half.T)[0] for sign in (1, -1))
    np.testing.assert_allclose(solution.quadratic(w, minimum, half + half.T)[1], (ahead - behind) / 2e-5, rtol=1e-6)


@pytest.mark.parametrize("size", [1, 2, 4, 5])
@pytest.mark.parametrize("replace", [False, True])
def test_gradient_noise_is_the_mean_over_all_possible_batches(solution: Any, size: int, replace: bool) -> None:
    gradients = np.random.default_rng(1).standard_normal((5, 3)) + 2
    batches = itertools.product(range(5), repeat=size) if replace else itertools.combinations(range(5), size)
    distances = [np.sum((gradients[list(rows)].mean(axis=0) - gradients.mean(axis=0)) ** 2) for rows in batches]
    assert solution.gradient_noise(gradients, size, replace) == pytest.approx(np.mean(distances), abs=1e-12)


def test_an_epoch_has_as_many_batches_as_are_counted(solution: Any) -> None:
    rng = np.random.default_rng(2)
    for n, size in [(10, 3), (12, 3), (5, 5), (7, 1)]:
        assert len(solution.minibatches(n, size, rng)) == solution.count_updates(n, size, 1)


def test_the_epoch_of_one_full_batch_is_one_step_of_gradient_descent(solution: Any) -> None:
    x, y = solution.toy_data(30, np.random.default_rng(3))
    epoch = solution.sgd_epoch(np.zeros(2), x, y, solution.toy_gradient, [np.arange(30)], 0.1)
    step = solution.gradient_descent(np.zeros(2), lambda w: solution.toy_gradient(w, x, y), 0.1, 1)
    np.testing.assert_allclose(epoch, step)


def test_the_noise_floor_of_the_toy_model_is_proportional_to_rate_over_batch(solution: Any) -> None:
    rng, floors = np.random.default_rng(4), []
    for size, rate in [(2, 0.02), (8, 0.08)]:
        w, tail = np.tile(solution.W_STAR, (100, 1)), []
        for t in range(500):
            x = rng.standard_normal((100, size, 2)) @ np.linalg.cholesky(solution.SIGMA).T
            residual = (x * (w - solution.W_STAR)[:, None]).sum(axis=-1) - 0.5 * rng.standard_normal((100, size))
            w = w - rate * 2 * (x * residual[..., None]).mean(axis=1)
            offset = w - solution.W_STAR
            tail += [np.mean(np.sum(offset @ solution.SIGMA * offset, axis=-1))] if t >= 250 else []
        floors.append(np.mean(tail))
    assert floors[1] == pytest.approx(floors[0], rel=0.25)
    assert floors[0] == pytest.approx(0.25 * np.trace(solution.SIGMA) * 0.01, rel=0.25)
