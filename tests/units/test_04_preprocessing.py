"""What unit 04 says in words and figures, as numbers: steps and losses, condition numbers, the formula that circulates.

That the exercises' checks tell right from wrong is the audit's business, not that of this file.
"""

from collections.abc import Callable
from functools import partial
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


def with_100_added(solution: Any, prepare: Callable[..., Any] | None, x: Any, x_other: Any) -> tuple[Any, Any]:
    """Both sets with 100 added and, if asked for, prepared by statistics of the first."""
    x, x_other = x + 100, x_other + 100
    return prepare(solution, x, x_other) if prepare else (x, x_other)


def centered(solution: Any, x: Any, x_other: Any) -> tuple[Any, Any]:
    mean, _ = solution.fit_standardizer(x)
    return x - mean, x_other - mean


def standardized(solution: Any, x: Any, x_other: Any) -> tuple[Any, Any]:
    statistics = solution.fit_standardizer(x)
    return solution.apply_standardizer(x, *statistics), solution.apply_standardizer(x_other, *statistics)


def whitened(solution: Any, x: Any, x_other: Any, epsilon: float = 0.003) -> tuple[Any, Any]:
    mean, matrix = solution.whiten(x, epsilon)
    return (x - mean) @ matrix, (x_other - mean) @ matrix


@pytest.fixture(scope="module")
def plain_losses(solution: Any) -> np.ndarray:
    return solution.read_five_times("plain", lambda *both: both, 3000)[0]


def read(solution: Any, guesses: np.ndarray) -> np.ndarray:
    """The share of held-back digits that were read, for each of five splits."""
    return np.array([np.mean(guess == solution.digits_for(seed)[3]) for seed, guess in enumerate(guesses)])


def test_with_100_added_the_reader_is_no_better_than_chance_after_3000_steps(
    solution: Any, plain_losses: np.ndarray
) -> None:
    losses, guesses = solution.read_five_times("100", partial(with_100_added, solution, None), 3000)
    assert plain_losses[:, -1].mean() == pytest.approx(0.155, abs=5e-4)
    assert losses[:, -1].mean() == pytest.approx(0.449, abs=5e-4)
    right = read(solution, guesses)
    assert abs(right.mean() - 0.1) < right.std(ddof=1)
    assert max(len(np.unique(guess)) for guess in guesses) <= 3


def test_the_safe_rate_with_100_added_is_56000_times_smaller(solution: Any) -> None:
    x = solution.digits_for(0)[0]
    assert solution.safe_rate(x) / solution.safe_rate(x + 100) == pytest.approx(56_400, rel=1e-3)


@pytest.mark.parametrize(
    ("prepare", "fewest", "most"), [(centered, 259, 261), (standardized, 48, 53), (whitened, 2, 2)]
)
def test_prepared_digits_reach_the_loss_of_3000_plain_steps_so_soon(
    solution: Any, plain_losses: np.ndarray, prepare: Callable[..., Any], fewest: int, most: int
) -> None:
    losses, _ = solution.read_five_times("prepared", partial(with_100_added, solution, prepare), 300)
    steps = np.sum(losses > plain_losses[:, -1:], axis=1)
    assert (steps.min(), steps.max()) == (fewest, most)


def test_three_steps_on_whitened_digits_read_as_many_as_3000_on_plain_ones(solution: Any) -> None:
    _, few = solution.read_five_times("whitened", partial(with_100_added, solution, whitened), 3)
    _, many = solution.read_five_times("plain", lambda *both: both, 3000)
    assert read(solution, few).mean() == pytest.approx(0.935, abs=5e-4)
    assert abs(read(solution, few).mean() - read(solution, many).mean()) < 0.003


def test_the_plain_reader_reads_93_percent_after_two_hundred_steps(solution: Any) -> None:
    _, guesses = solution.read_five_times("plain", lambda *both: both, 200)
    assert read(solution, guesses).mean() == pytest.approx(0.935, abs=5e-4)


def test_whitening_with_epsilon_makes_each_variance_a_share_of_itself(solution: Any, pixels: np.ndarray) -> None:
    variances, axes = solution.principal_axes(pixels, 64)
    x, _ = whitened(solution, pixels, pixels)
    np.testing.assert_allclose(np.mean((x @ axes) ** 2, axis=0), variances / (variances + 0.003), atol=1e-12)


def test_each_class_standardized_by_itself_is_a_catastrophe(solution: Any) -> None:
    shares = []
    for x, y, x_other, y_other in map(solution.digits_for, range(5)):
        inputs = solution.with_bias(standardized(solution, x, x)[0])
        w = np.linalg.lstsq(inputs, np.eye(10)[y], rcond=None)[0]
        alone = np.empty_like(x_other)
        for digit in range(10):
            alone[y_other == digit] = standardized(solution, x_other[y_other == digit], x)[0]
        shares.append(np.mean((solution.with_bias(alone) @ w).argmax(axis=1) == y_other))
    assert np.mean(shares) == pytest.approx(0.2, abs=5e-3)


def test_the_channel_deviations_do_nothing_for_the_condition_number_of_the_colors(solution: Any) -> None:
    colored = solution.print_in_color(solution.x_train, np.random.default_rng(0))
    _, means, deviations = solution.image_statistics(colored)
    shifted = colored - means[:, None, None]
    stages = (colored, shifted, shifted / deviations[:, None, None])
    pixel = [np.moveaxis(x, 1, -1).reshape(-1, 3) for x in stages]
    np.testing.assert_allclose([kappa(solution, x) for x in pixel], [5313, 681, 820], rtol=1e-3)


def test_the_experiment_ends_in_the_same_order_on_each_split(solution: Any) -> None:
    losses = []
    for x, y, x_other, _ in map(solution.digits_for, range(5)):
        ways = [(x * 255, 2**-19), (centered(solution, x, x)[0], 1)]
        ways += [(whitened(solution, x, x, 0.03)[0], 1), (standardized(solution, x, x)[0], 1 / 4)]
        losses.append([solution.train_linear(inputs, y, x_other, rate)[0][-1] for inputs, rate in ways])
    assert np.all(np.diff(losses, axis=1) < 0)
    np.testing.assert_allclose(np.mean(losses, axis=0), [0.1682, 0.1552, 0.1537, 0.1528], atol=5e-5)


def test_the_hessian_formula_agrees_with_a_large_sample(solution: Any) -> None:
    x, _ = solution.station(200_000, np.random.default_rng(0))
    expected = solution.expected_hessian(solution.STATION_MEAN, solution.STATION_COVARIANCE)
    np.testing.assert_allclose(x.T @ x / len(x), expected, rtol=5e-3)


@pytest.mark.parametrize("seed", range(5))
def test_the_room_is_learned_around_zero_and_in_none_of_the_three_units(solution: Any, seed: int) -> None:
    x, felt = solution.station(500, np.random.default_rng(seed))
    around_zero = (x - solution.STATION_MEAN) / [4, 12]
    assert error_after(solution, around_zero, felt, 10) == pytest.approx(0.5, abs=0.05)
    ends = [error_after(solution, x * [a, 1] + [b, 0], felt, 9999) for a, b in ((1, 0), (1.8, 32), (1, 273.15))]
    np.testing.assert_allclose(ends, [0.62, 1.4, 2.8], atol=0.15)
    assert ends[0] > 0.6


def error_after(solution: Any, x: np.ndarray, y: np.ndarray, steps: int) -> float:
    """The error of a linear unit with a bias after so many steps at its safe rate, along the eigenvectors."""
    inputs = solution.with_bias(x)
    curvatures, axes = np.linalg.eigh(inputs.T @ inputs / len(x))
    best = axes.T @ np.linalg.lstsq(inputs, y, rcond=None)[0]
    w = axes @ (best * (1 - (1 - curvatures / curvatures[-1]) ** steps))
    return float(np.sqrt(np.mean((inputs @ w - y) ** 2)))


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


@pytest.mark.parametrize(("seed", "numbers"), [(0, [3.04e7, 2.04e6, 142]), (3, [5.29e6, 3.53e5, 146])])
def test_the_digits_have_the_condition_numbers_of_the_text(solution: Any, seed: int, numbers: list[float]) -> None:
    x = solution.digits_for(seed)[0]
    varies = np.ptp(x, axis=0) > 0
    stages = (x, centered(solution, x, x)[0], standardized(solution, x, x)[0])
    np.testing.assert_allclose([kappa(solution, stage[:, varies]) for stage in stages], numbers, rtol=5e-3)


def test_pixels_that_never_vary_make_kappa_infinite(solution: Any, pixels: np.ndarray) -> None:
    assert kappa(solution, pixels) == np.inf


def test_standardized_digits_that_were_held_back_reach_91_deviations_on_two_splits_of_five(solution: Any) -> None:
    sets = (solution.digits_for(seed) for seed in range(5))
    largest = [np.abs(standardized(solution, x, x_other)[1]).max() for x, _, x_other, _ in sets]
    np.testing.assert_allclose(largest, [91.5, 33.9, 91.5, 26.8, 26.8], atol=0.05)


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


def test_the_example_on_later_slides_has_a_component_that_does_not_vary(solution: Any) -> None:
    first, second = np.array([[101.0, 101], [101, 99]]), np.array([[0.1, 10], [0.1, -10]])
    assert [kappa(solution, x) for x in (first, second)] == pytest.approx([40005.9, 10000])
    assert solution.apply_standardizer(first, *solution.fit_standardizer(first)).tolist() == [[0, 1], [0, -1]]
