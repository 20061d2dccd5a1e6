"""What unit 04 says in words and figures, as numbers: the Hessian Sigma + mu mu^T, condition numbers, the errata.

That the exercises' checks tell right from wrong is the audit's business, not that of this file.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.course.unit import Unit
from gradschool import data

UNIT = Unit(Path(__file__).parents[2] / "solutions" / "04-preprocessing")


@pytest.fixture(scope="module")
def solution() -> Any:
    return UNIT.solution


@pytest.fixture(scope="module")
def pixels() -> np.ndarray:
    return np.asarray(data.digits("float64").flat.split(0.2, 0)[0].x)


def kappa(solution: Any, x: np.ndarray) -> float:
    return solution.condition_number(x.T @ x / len(x))


def test_the_hessian_formula_agrees_with_a_large_sample(solution: Any) -> None:
    x, _ = solution.station(200_000, np.random.default_rng(0))
    expected = solution.expected_hessian(solution.STATION_MEAN, solution.STATION_COVARIANCE)
    np.testing.assert_allclose(x.T @ x / len(x), expected, rtol=5e-3)


def test_the_station_has_the_condition_numbers_of_the_text(solution: Any) -> None:
    mean, covariance = solution.STATION_MEAN, solution.STATION_COVARIANCE
    stages = [(), (mean,), (mean, np.sqrt(np.diag(covariance)))]
    numbers = [solution.condition_number(solution.expected_hessian(mean, covariance, *stage)) for stage in stages]
    np.testing.assert_allclose(numbers, [58.2, 12.7, 3.0], atol=0.05)


@pytest.mark.parametrize(("bias", "slope"), [(False, 2), (True, 4)])
def test_kappa_grows_with_the_square_of_the_offset_and_with_a_bias_with_its_fourth_power(
    solution: Any, bias: bool, slope: int
) -> None:
    cloud = np.random.default_rng(0).multivariate_normal(np.zeros(2), [[1, 0.5], [0.5, 1]], size=500)
    ones = np.ones((500, int(bias)))
    near, far = (kappa(solution, np.concatenate([cloud + offset, ones], axis=1)) for offset in (30, 300))
    assert np.log10(far / near) == pytest.approx(slope, abs=0.05)


def test_centering_by_the_sample_mean_undoes_any_offset(solution: Any) -> None:
    x = np.random.default_rng(0).multivariate_normal([1000, 1000], [[1, 0.5], [0.5, 1]], size=500)
    mean, _ = solution.fit_standardizer(x)
    assert kappa(solution, x - mean) == pytest.approx(3.1, abs=0.05)


def test_the_digits_have_the_condition_numbers_of_the_text(solution: Any, pixels: np.ndarray) -> None:
    varies = np.ptp(pixels, axis=0) > 0
    mean, std = solution.fit_standardizer(pixels)
    stages = (pixels, pixels - mean, solution.apply_standardizer(pixels, mean, std))
    numbers = [kappa(solution, x[:, varies]) for x in stages]
    np.testing.assert_allclose(numbers, [3.04e7, 2.04e6, 142], rtol=5e-3)


def test_pixels_that_never_vary_make_kappa_infinite(solution: Any, pixels: np.ndarray) -> None:
    assert kappa(solution, pixels) == np.inf


def test_standardized_digits_that_were_held_back_reach_91_deviations(solution: Any, pixels: np.ndarray) -> None:
    held_back = np.asarray(data.digits("float64").flat.split(0.2, 0)[1].x)
    standardized = solution.apply_standardizer(held_back, *solution.fit_standardizer(pixels))
    assert np.abs(standardized).max() == pytest.approx(91.5, abs=0.05)


def test_whitening_makes_the_bowl_round(solution: Any) -> None:
    x, _ = solution.station(300, np.random.default_rng(1))
    mean, matrix = solution.whiten(x)
    assert kappa(solution, (x - mean) @ matrix) == pytest.approx(1)


def test_twenty_one_axes_hold_ninety_percent_of_the_digits(solution: Any, pixels: np.ndarray) -> None:
    variances, _ = solution.principal_axes(pixels, 64)
    share = np.cumsum(variances) / variances.sum()
    assert share[19] < 0.9 <= share[20]


def test_the_corrected_loss_agrees_with_a_large_sample_and_the_printed_one_does_not(solution: Any) -> None:
    x, y = solution.station(200_000, np.random.default_rng(2))
    model = (solution.SENSITIVITY, solution.STATION_MEAN, solution.STATION_COVARIANCE, 0.5)
    w = np.array([0.3, -0.1])
    assert solution.erratum_expected_loss(w, *model) == pytest.approx(np.mean((y - 21 - x @ w) ** 2), rel=0.01)
    assert solution.erratum_expected_loss(np.zeros(2), *model) == pytest.approx(0.25 + 10.08)


def test_the_example_of_the_second_erratum_has_a_component_that_does_not_vary(solution: Any) -> None:
    first, second = np.array([[101.0, 101], [101, 99]]), np.array([[0.1, 10], [0.1, -10]])
    assert [kappa(solution, x) for x in (first, second)] == pytest.approx([40005.9, 10000])
    assert solution.apply_standardizer(first, *solution.fit_standardizer(first)).tolist() == [[0, 1], [0, -1]]
