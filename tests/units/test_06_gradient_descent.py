"""What unit 06 says in words, as numbers: the cliff, the edge of stability, flat places, noise, two hundred looks.

That the exercises' checks tell right from wrong is the audit's business, not that of this file.
"""

import itertools
import re
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


@pytest.fixture(scope="module")
def reader(solution: Any) -> tuple[np.ndarray, np.ndarray]:
    """The digit reader's loss in two small matrices: X^T X / N and X^T Y / N, of shapes (64, 64) and (64, 10)."""
    n = len(solution.pixels)
    return solution.pixels.T @ solution.pixels / n, solution.pixels.T @ solution.wanted / n


@pytest.fixture(scope="module")
def spectrum(reader: Any) -> np.ndarray:
    """Curvatures of the digit reader's loss, from its Hessian."""
    return np.linalg.eigvalsh(2 * reader[0])


def losses(reader: Any, lr: float, steps: int, limit: float = np.inf) -> np.ndarray:
    """Losses of the digit reader on the way of gradient descent from zeros, the start first, gradients clipped."""
    (a, b), w, found = reader, np.zeros((64, 10)), []
    for _ in range(steps + 1):
        found.append(float(np.sum(w * (a @ w)) - 2 * np.sum(w * b) + 1))
        g = 2 * (a @ w - b)
        w = w - lr * g * min(1, limit / np.linalg.norm(g))
    return np.array(found)


# --- 6.1 to 6.4: the cliff ------------------------------------------------------------------------------------


def test_the_small_matrices_are_the_digit_reader_s_loss(solution: Any, reader: Any) -> None:
    path = solution.gradient_descent(np.zeros((64, 10)), solution.slope, 0.09, 5)
    np.testing.assert_allclose([solution.squared_error(w) for w in path], losses(reader, 0.09, 5), rtol=1e-12)


def test_of_three_rates_one_explodes_after_it_has_fallen_at_first(reader: Any) -> None:
    ends = {lr: losses(reader, lr, 100) for lr in (0.03, 0.09, 0.10)}
    assert ends[0.09][-1] == pytest.approx(0.35, abs=0.005)
    assert ends[0.09][-1] < ends[0.03][-1]
    assert ends[0.10][-1] == pytest.approx(3.7e6, rel=0.02)
    assert ends[0.10].argmin() == 4


def test_the_best_of_them_reads_94_digits_of_a_hundred_and_the_exploded_one_guesses(solution: Any) -> None:
    for lr, share in ((0.03, 0.92), (0.09, 0.94), (0.10, 0.10)):
        w = solution.gradient_descent(np.zeros((64, 10)), solution.slope, lr, 100)[-1]
        right = np.mean((solution.pixels @ w).argmax(axis=1) == solution.labels)
        assert right == pytest.approx(share, abs=0.005), lr


def test_exploded_weights_are_the_mean_image(solution: Any) -> None:
    exploded = solution.gradient_descent(np.zeros((64, 10)), solution.slope, 0.10, 100)[-1]
    mean = solution.pixels.mean(axis=0)
    cosines = mean @ exploded / np.linalg.norm(mean) / np.linalg.norm(exploded, axis=0)
    assert np.all(np.abs(cosines) > 0.9999)


def test_without_the_mean_image_the_cliff_is_fifteen_times_as_far_away(solution: Any, spectrum: np.ndarray) -> None:
    centered = solution.pixels - solution.pixels.mean(axis=0)
    without = np.linalg.eigvalsh(2 * centered.T @ centered / len(centered))
    assert spectrum[-1] == pytest.approx(20.9, abs=0.05)
    assert spectrum[-2] == pytest.approx(1.4, abs=0.05)
    assert spectrum[-1] / without[-1] == pytest.approx(15, abs=0.1)


@pytest.mark.parametrize("seed", range(5))
def test_power_iteration_finds_the_cliff_from_42_gradients(solution: Any, spectrum: np.ndarray, seed: int) -> None:
    asked = []

    def gradient(w: np.ndarray) -> np.ndarray:
        asked.append(1)
        return solution.slope(w.reshape(64, 10)).ravel()

    curvature, _ = solution.sharpest_direction(gradient, np.zeros(640), np.random.default_rng(seed), iterations=20)
    assert len(asked) == 42
    assert curvature == pytest.approx(spectrum[-1], rel=1e-9)


def test_one_percent_below_the_cliff_the_loss_falls_at_every_step(reader: Any, spectrum: np.ndarray) -> None:
    below = losses(reader, 0.99 * 2 / spectrum[-1], 1000)
    assert np.all(np.diff(below) < 0)
    assert below[-1] == pytest.approx(0.314, abs=5e-4)


def test_one_percent_above_it_falls_for_sixteen_steps_and_explodes(reader: Any, spectrum: np.ndarray) -> None:
    above = losses(reader, 1.01 * 2 / spectrum[-1], 1000)
    assert above.argmin() == 16
    assert above[16] == pytest.approx(0.66, abs=0.005)
    assert above[46] < 1 < above[47]
    assert above[-1] == pytest.approx(1.6e16, rel=0.03)


def test_a_rate_of_0_095_still_arrives_and_one_of_0_097_explodes(reader: Any) -> None:
    assert losses(reader, 0.095, 100).argmin() == 100
    assert losses(reader, 0.097, 100)[-1] > 10


@pytest.mark.parametrize(("steps", "loss"), [(400, 0.373), (2000, 0.367)])
def test_clipping_saves_a_run_beyond_the_cliff_and_lets_it_hang(
    reader: Any, spectrum: np.ndarray, steps: int, loss: float
) -> None:
    assert losses(reader, 1.5 * 2 / spectrum[-1], steps, limit=1)[-1] == pytest.approx(loss, abs=5e-4)
    assert losses(reader, 0.99 * 2 / spectrum[-1], steps)[-1] < loss - 0.05


def test_the_brake_s_sharpest_part_jumps_from_wall_to_wall(solution: Any, spectrum: np.ndarray) -> None:
    sharp = lambda w: solution.slope(w.reshape(64, 10)).ravel()  # noqa: E731
    _, direction = solution.sharpest_direction(sharp, np.zeros(640), np.random.default_rng(0), iterations=20)
    path = pasted(solution, "def shortened", cliff=2 / spectrum[-1], direction=direction)["path"]
    parts = np.array([w.ravel() @ direction for w in path[-6:]])
    assert solution.squared_error(path[-1]) == pytest.approx(0.373, abs=5e-4)
    assert np.all(np.diff(parts)[1:] * np.diff(parts)[:-1] < 0)
    assert np.abs(np.diff(parts)).min() > 0.005


def test_the_condition_number_of_the_digits_is_that_of_the_pixels_that_are_not_always_black(
    solution: Any, spectrum: np.ndarray
) -> None:
    assert np.sum(solution.pixels.max(axis=0) == 0) == 3
    assert spectrum[-1] / spectrum[spectrum > 1e-10].min() == pytest.approx(6.5e6, rel=0.01)


def test_the_noise_of_the_toy_model_at_its_minimum_goes_with_the_curvature(solution: Any) -> None:
    x, y = solution.toy_data(100_000, np.random.default_rng(0))
    noise = np.cov((2 * x * (x @ solution.W_STAR - y)[:, None]).T)
    np.testing.assert_allclose(noise, 4 * solution.NOISE**2 * solution.SIGMA, rtol=0.02)


def test_the_bowl_agrees_with_finite_differences(solution: Any) -> None:
    rng = np.random.default_rng(0)
    half, minimum, w = rng.standard_normal((3, 3)), rng.standard_normal(3), rng.standard_normal(3)
    steps = 1e-5 * np.eye(3)
    ahead, behind = (solution.quadratic(w + sign * steps, minimum, half + half.T)[0] for sign in (1, -1))
    np.testing.assert_allclose(solution.quadratic(w, minimum, half + half.T)[1], (ahead - behind) / 2e-5, rtol=1e-6)


# --- 6.5: the edge of stability -------------------------------------------------------------------------------


def full_batch(solution: Any, lr: float, seed: int, measured: tuple[int, ...]) -> tuple[list[float], np.ndarray]:
    """The sharpness at some of a thousand steps from one of several small starts, and the loss at every step."""
    w, rng, found, losses = solution.first_weights(seed), np.random.default_rng(0), [], []
    for step in range(1001):
        if step in measured:
            found.append(float(solution.sharpest_direction(solution.network_slope, w, rng, iterations=60)[0]))
        loss, gradient = solution.network_loss(w)
        losses.append(float(loss))
        w = w - lr * gradient
    return found, np.array(losses)


@pytest.mark.parametrize(("lr", "peak", "settled"), [(0.4, 400, 5.1), (0.5, 250, 4.2), (0.6, 100, 3.6)])
def test_a_network_climbs_over_its_edge_and_settles_at_it(solution: Any, lr: float, peak: int, settled: float) -> None:
    runs = [full_batch(solution, lr, seed, (0, peak, 800, 850, 900, 950, 1000)) for seed in range(5)]
    sharpness = np.array([found for found, _ in runs])
    last = sharpness[:, 2:].mean(axis=1)
    assert sharpness[:, 0].mean() == pytest.approx(2.4, abs=0.05)
    assert np.all(sharpness[:, 1] > 1.08 * 2 / lr)
    assert last.mean() == pytest.approx(settled, abs=0.05)
    assert last.std(ddof=1) < 0.1
    rises = [np.sum(np.diff(losses[-101:]) > 0) for _, losses in runs]
    assert 40 < np.mean(rises) < 60
    assert 25 < min(rises) <= max(rises) < 75


def test_at_the_edge_the_loss_falls_in_the_long_run(solution: Any) -> None:
    _, losses = full_batch(solution, 0.5, 0, ())
    assert losses[100:200].mean() == pytest.approx(0.27, abs=0.005)
    assert losses[-100:].mean() == pytest.approx(0.15, abs=0.005)


def test_few_rounds_of_power_iteration_read_too_low_where_two_curvatures_are_close(solution: Any) -> None:
    w, seeds = solution.first_weights(), range(3)
    few, many, all_but = (
        [
            solution.sharpest_direction(solution.network_slope, w, np.random.default_rng(s), iterations=k)[0]
            for s in seeds
        ]
        for k in (15, 60, 400)
    )
    assert np.mean(few) < 0.99 * np.mean(all_but)
    assert np.mean(many) > 0.99 * np.mean(all_but)


def test_the_network_s_gradient_agrees_with_finite_differences(solution: Any) -> None:
    w, v = solution.first_weights(), np.random.default_rng(0).standard_normal(2410)
    ahead, behind = (solution.network_loss(w + sign * 1e-5 * v)[0] for sign in (1, -1))
    assert solution.network_slope(w) @ v == pytest.approx((ahead - behind) / 2e-5, rel=1e-6)


def test_two_units_along_the_sharpest_direction_the_loss_is_many_times_as_high(solution: Any) -> None:
    w = solution.first_weights()
    for _ in range(1000):
        w = w - 0.5 * solution.network_slope(w)
    _, sharp = solution.sharpest_direction(solution.network_slope, w, np.random.default_rng(0))
    chance = np.random.default_rng(1).standard_normal((3, len(w)))
    sides = [solution.network_loss(w + sign * 2 * sharp)[0] for sign in (1, -1)]
    level = [solution.network_loss(w + 2 * v / np.linalg.norm(v))[0] for v in chance]
    assert len(w) == 2410
    assert solution.network_loss(w)[0] == pytest.approx(0.15, abs=0.03)
    assert min(sides) > 5
    assert max(level) < 0.5


# --- 6.6 and 6.7: valleys and flat places ---------------------------------------------------------------------


def steps_to_arrive(solution: Any, kappa: float) -> int:
    """Steps at the best rate from the valley's start to within 0.1 of its minimum."""
    valley = data.surfaces.valley(kappa)
    path = solution.gradient_descent(np.array(valley.start), valley.gradient, 2 / (kappa + 1), 2000)
    return int(np.argmax(np.linalg.norm(path, axis=1) < 0.1))


@pytest.mark.parametrize(("kappa", "steps"), [(50, 93), (100, 186), (200, 372), (400, 744)])
def test_twice_the_condition_number_costs_twice_the_steps(solution: Any, kappa: float, steps: int) -> None:
    assert steps_to_arrive(solution, kappa) == steps


@pytest.mark.parametrize(
    ("name", "tolerance", "steps", "kind"),
    [
        ("saddle", 0.05, 37, "saddle"),
        ("plateau", 0.05, 0, "undecided"),
        ("valley", 0.05, 42, "minimum"),
        ("saddle", 0.01, 94, "minimum"),
        ("plateau", 0.01, 488, "minimum"),
        ("valley", 0.01, 57, "minimum"),
    ],
)
def test_a_small_slope_is_found_in_three_kinds_of_places(
    solution: Any, name: str, tolerance: float, steps: int, kind: str
) -> None:
    surface = data.surfaces.valley(4) if name == "valley" else getattr(data.surfaces, name)()
    path = solution.gradient_descent(np.array(surface.start), surface.gradient, 0.1, 500, tolerance)
    nudges = 1e-4 * np.eye(2)
    hessian = (surface.gradient(path[-1] + nudges) - surface.gradient(path[-1] - nudges)) / 2e-4
    assert len(path) - 1 == steps
    assert solution.kind_of_point(hessian, 0.05) == kind


def steps_on_a_saddle(offset: float, noise: float = 0.0, seed: int = 0) -> int:
    """Steps until half of the height from the saddle point to its minima is lost; 1,000 where that never happens."""
    saddle, rng, w = data.surfaces.saddle(), np.random.default_rng(seed), np.array([-1.8, offset])
    for step in range(1000):
        if saddle(w) < -0.125:
            return step
        w = w - 0.1 * (saddle.gradient(w) + noise * rng.standard_normal(2))
    return 1000


def test_a_saddle_holds_nobody_long_who_is_not_exactly_on_its_ridge() -> None:
    assert [steps_on_a_saddle(offset) for offset in (1e-2, 1e-6, 0.0)] == [44, 141, 1000]
    with_noise = [steps_on_a_saddle(0.0, 0.01, seed) for seed in range(20)]
    assert np.mean(with_noise) == pytest.approx(65, abs=0.5)
    assert np.std(with_noise, ddof=1) == pytest.approx(9, abs=0.5)


def test_two_units_farther_out_a_saturated_unit_waits_seven_times_as_long(
    solution: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    pasted(solution, "steps + 1")
    assert capsys.readouterr().out.split() == ["-4.0", "64", "-6.0", "420", "-8.0", "3005"]


def test_near_a_flat_bottom_the_way_gets_long(solution: Any) -> None:
    left = pasted(solution, "bowl =")
    assert left["bowl"][100] == pytest.approx(3e-5, rel=0.2)
    assert left["flat"][[100, 200], 0] == pytest.approx([0.22, 0.16], abs=0.005)


def test_the_condition_number_of_random_data_grows_with_the_number_of_weights() -> None:
    rng = np.random.default_rng(0)
    for d, kappa in ((2, 1.1), (200, 19), (400, 270)):
        spectra = [np.linalg.svd(rng.standard_normal((500, d)), compute_uv=False) for _ in range(5)]
        assert np.mean([(s[0] / s[-1]) ** 2 for s in spectra]) == pytest.approx(kappa, rel=0.1)


def test_random_critical_points_are_minima_ever_more_rarely_and_less_often_than_coins_would_say() -> None:
    rng = np.random.default_rng(0)
    for d, share in ((1, 0.5), (2, 0.15), (3, 0.025), (4, 0.0025)):
        matrices = rng.standard_normal((200_000, d, d))
        lowest = np.linalg.eigvalsh(matrices + matrices.transpose(0, 2, 1))[:, 0]
        assert np.mean(lowest > 0) == pytest.approx(share, rel=0.1)
    matrices = rng.standard_normal((500_000, 5, 5))
    lowest = np.linalg.eigvalsh(matrices + matrices.transpose(0, 2, 1))[:, 0]
    assert 0.5e-4 < np.mean(lowest > 0) < 2.5e-4


@pytest.mark.parametrize(("lr", "found"), [(0.05, 7), (0.5, 7), (0.6, 20), (0.7, 10)])
def test_a_large_rate_first_sometimes_leads_to_the_deepest_valley(lr: float, found: int) -> None:
    w = np.linspace(-3.8, 3.8, 20)
    for rate in [lr] * 300 + [0.05] * 300:
        w = w - rate * (0.3 * w + 2.5 * np.cos(2.5 * w))
    assert np.sum(np.abs(w + 0.6) < 0.1) == found


# --- 6.8 to 6.10: noise ---------------------------------------------------------------------------------------


def pasted(solution: Any, word: str, **given: Any) -> dict[str, Any]:
    """The names that the optional lines with this word leave behind, run on the notebook's own and those given."""
    texts = "\n".join(cell.source for cell in UNIT.notebook.cells if cell.cell_type == "markdown")
    (lines,) = (lines for lines in re.findall(r"```python\n(.*?)```", texts, flags=re.DOTALL) if word in lines)
    names = dict(solution.definitions) | given
    exec(lines, names)
    return names


def test_a_digit_in_a_large_batch_costs_a_small_share_of_what_it_costs_alone(
    solution: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    pasted(solution, "microseconds")
    alone, *_, together = (float(line.split()[-4]) for line in capsys.readouterr().out.splitlines())
    assert together < alone / 4


@pytest.mark.parametrize("size", [1, 2, 4, 5])
@pytest.mark.parametrize("replace", [False, True])
def test_gradient_noise_is_the_mean_over_all_possible_batches(solution: Any, size: int, replace: bool) -> None:
    gradients = np.random.default_rng(1).standard_normal((5, 3)) + 2
    batches = itertools.product(range(5), repeat=size) if replace else itertools.combinations(range(5), size)
    distances = [np.sum((gradients[list(rows)].mean(axis=0) - gradients.mean(axis=0)) ** 2) for rows in batches]
    assert solution.gradient_noise(gradients, size, replace) == pytest.approx(np.mean(distances), abs=1e-12)


def test_batches_of_two_scatter_and_one_in_seven_points_uphill(solution: Any) -> None:
    rng, here = np.random.default_rng(4), np.array([-1.0, 1.0])
    true = solution.toy.gradient(here)

    def angle(batch: int) -> float:
        g = solution.toy_gradient(here, *solution.toy_data(batch, rng))
        return float(np.degrees(np.arccos(g @ true / np.linalg.norm(g) / np.linalg.norm(true))))

    assert max(angle(2) for _ in range(12)) == pytest.approx(88, abs=0.5)
    assert max(angle(20) for _ in range(12)) == pytest.approx(13, abs=0.5)
    assert np.mean([angle(2) > 90 for _ in range(5000)]) == pytest.approx(1 / 7, abs=0.015)


def distances(solution: Any, n: int | None) -> np.ndarray:
    """Distance of the mean of 1, 100 and 10,000 gradients from the true one, mean of 400 seeds; fresh without `n`."""
    found, w = [], np.array([-1.0, 1.0])
    for seed in range(400):
        rng = np.random.default_rng(seed)
        x, y = solution.toy_data(n or 10_000, rng)
        rows = np.arange(10_000) if n is None else rng.integers(0, n, 10_000)
        single = 2 * x[rows] * (x[rows] @ w - y[rows])[:, None]
        means = [single[:k].mean(axis=0) for k in (1, 100, 10_000)]
        found.append(np.linalg.norm(means - solution.toy.gradient(w), axis=1))
    return np.mean(found, axis=0)


def test_the_mean_of_fresh_gradients_tends_to_that_of_the_expected_risk(solution: Any) -> None:
    assert distances(solution, None) == pytest.approx([2.8, 0.39, 0.037], rel=0.02)
    assert np.linalg.norm(solution.toy.gradient(np.array([-1.0, 1.0]))) == pytest.approx(2.3, abs=0.05)


def test_a_single_gradient_is_off_by_about_three(solution: Any) -> None:
    w, (x, y) = np.array([-1.0, 1.0]), solution.toy_data(200_000, np.random.default_rng(0))
    errors = 2 * x * (x @ w - y)[:, None] - solution.toy.gradient(w)
    assert np.linalg.norm(errors, axis=1).mean() == pytest.approx(3.0, abs=0.1)


def test_the_mean_over_a_training_set_stays_away_from_it(solution: Any) -> None:
    assert distances(solution, 100)[-1] == pytest.approx(0.39, abs=0.005)


@pytest.fixture(scope="module")
def dealt(solution: Any) -> dict[str, np.ndarray]:
    """The loss above the minimum over epochs 21 to 40, in ten-thousandths, of a hundred runs for each way to deal."""
    x, y = solution.toy_data(200, np.random.default_rng(7))
    surface, best, found = solution.landscape(x, y), np.linalg.lstsq(x, y, rcond=None)[0], {}
    for way in ("replace", "once", "every epoch"):
        late = []
        for seed in range(100):
            w, rng, excess = np.zeros(2), np.random.default_rng(seed), []
            batches = solution.minibatches(200, 10, rng)
            for _ in range(40):
                if way != "once":
                    batches = solution.minibatches(200, 10, rng, replace=way == "replace")
                for rows in batches:
                    w = w - 0.03 * solution.toy_gradient(w, x[rows], y[rows])
                excess.append(surface(w) - surface(best))
            late.append(1e4 * np.mean(excess[20:]))
        found[way] = np.array(late)
    return found


@pytest.mark.parametrize(
    ("way", "mean", "deviation"), [("replace", 9.9, 2.8), ("once", 3.0, 4.1), ("every epoch", 1.8, 0.5)]
)
def test_shuffling_every_epoch_ends_lowest(
    dealt: dict[str, np.ndarray], way: str, mean: float, deviation: float
) -> None:
    assert dealt[way].mean() == pytest.approx(mean, abs=0.05)
    assert dealt[way].std(ddof=1) == pytest.approx(deviation, abs=0.05)


def test_most_fixed_orders_do_as_well_and_some_much_worse(dealt: dict[str, np.ndarray]) -> None:
    once = dealt["once"]
    assert np.median(once) < 1.5 < np.median(dealt["every epoch"])
    assert np.sum(once > 4) == 19
    assert once.max() == pytest.approx(19, abs=0.5)
    assert dealt["every epoch"].max() < 3.4


@pytest.mark.parametrize(
    ("lr", "batch", "mean", "deviation"),
    [(0.05, 4, 0.0056, 0.0003), (0.1, 8, 0.0059, 0.0003), (0.1, 4, 0.0126, 0.0011)],
)
def test_twice_the_rate_and_twice_the_batch_make_the_same_round_cloud(
    solution: Any, lr: float, batch: int, mean: float, deviation: float
) -> None:
    ends = [solution.many_runs([(lr, batch)] * 300, solution.W_STAR, seed=seed)[0] for seed in range(5)]
    floors = [solution.expected_loss(w).mean() - solution.NOISE**2 for w in ends]
    assert np.mean(floors) == pytest.approx(mean, abs=5e-5)
    assert np.std(floors, ddof=1) == pytest.approx(deviation, abs=5e-5)
    assert np.mean(floors) == pytest.approx(solution.NOISE**2 * np.trace(solution.SIGMA) * lr / batch, rel=0.3)
    along = (np.concatenate(ends) - solution.W_STAR) @ np.linalg.eigh(solution.SIGMA)[1]
    narrow, wide = along.std(axis=0, ddof=1)
    assert wide == pytest.approx(narrow, rel=0.1)


def largest_rate(solution: Any, batch: int) -> float:
    """The rate at which the mean square of the distance stops shrinking, from the second moments of normal inputs."""
    inputs, hessian = solution.SIGMA, 2 * solution.SIGMA

    def grows(lr: float) -> bool:
        columns = []
        for m in np.eye(4).reshape(4, 2, 2):
            spread = 4 * (inputs @ m.T @ inputs + inputs * np.trace(inputs @ m)) / batch
            columns.append(m - lr * (hessian @ m + m @ hessian) + lr**2 * (hessian @ m @ hessian + spread))
        return bool(np.abs(np.linalg.eigvals(np.reshape(columns, (4, 4)).T)).max() > 1)

    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if grows(middle) else (middle, high)
    return low


@pytest.mark.parametrize(("batch", "share"), [(1, 1 / 3), (4, 2 / 3), (20, 0.9)])
def test_a_small_batch_has_a_nearer_cliff(solution: Any, batch: int, share: float) -> None:
    full = 2 / np.linalg.eigvalsh(2 * solution.SIGMA)[-1]
    assert full == pytest.approx(0.698, abs=5e-4)
    assert largest_rate(solution, batch) / full == pytest.approx(share, abs=0.015)
    assert batch / (batch + 2) == pytest.approx(share, abs=0.015)


def test_at_half_the_cliff_single_examples_explode_and_batches_settle(solution: Any) -> None:
    ends = {
        (lr, batch): solution.many_runs([(lr, batch)] * 150, solution.W_STAR)[1]
        for lr, batch in ((0.35, 1), (0.35, 4), (0.35, 20), (0.5, 4), (0.5, 20))
    }
    assert ends[0.35, 1].max() > 1000
    assert ends[0.35, 4].max() < 0.3
    assert ends[0.35, 20].max() < 0.03
    assert ends[0.5, 4].max() > 1
    assert ends[0.5, 20].max() < 0.1


@pytest.mark.parametrize(("lr", "batch", "floor"), [(0.05, 4, 0.0055), (0.1, 8, 0.0060), (0.1, 4, 0.0125)])
def test_with_its_whole_denominator_the_formula_gives_the_measured_floor(
    solution: Any, lr: float, batch: int, floor: float
) -> None:
    h = np.linalg.eigvalsh(2 * solution.SIGMA)
    c, q = 2 * h * solution.NOISE**2, 2 * h**2
    assert np.sum(h / 2 * lr / batch * c / (2 * h - lr * (h**2 + q / batch))) == pytest.approx(floor, abs=5e-5)


@pytest.mark.parametrize(("lr", "batch", "away"), [(0.1, 4, 0.1), (0.5, 20, 0.1), (0.5, 400, 2.6), (0.5, 1, 14)])
def test_one_epoch_ends_where_the_text_says(solution: Any, lr: float, batch: int, away: float) -> None:
    (x, y), w = solution.toy_data(400, np.random.default_rng(3)), np.array(solution.toy.start)
    for rows in solution.minibatches(400, batch, np.random.default_rng(0)):
        w = w - lr * solution.toy_gradient(w, x[rows], y[rows])
    distance = np.linalg.norm(w - solution.W_STAR)
    assert distance < away if away < 1 else distance == pytest.approx(away, rel=0.03)


def test_a_smaller_rate_and_a_larger_batch_settle_at_the_same_floor_one_of_them_at_once(solution: Any) -> None:
    before, start = [(0.2, 4)] * 150, (-1.5, 1.5)
    short, large = (solution.many_runs(before + [then] * 150, start)[1] for then in ((0.02, 4), (0.2, 40)))
    assert short[120:150].mean() == pytest.approx(0.034, abs=0.001)
    assert (short[-50:].mean(), large[-50:].mean()) == pytest.approx((0.0025, 0.0028), abs=2e-4)
    assert large[160] < 1.3 * large[-1] < short[160] / 3


# --- 6.11 to 6.14: bugs, budgets, two hundred looks -----------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "updates", "gradients", "loss"),
    [(20, 2.5, 40, 0.448), (50, 6.25, 300, 227), (100, 12.5, 1200, 5e15), (200, 25, 5000, 2.5e50)],
)
def test_the_loop_as_it_circulates_explodes_with_more_data(
    solution: Any, n: int, updates: float, gradients: int, loss: float
) -> None:
    x, y = solution.toy_data(n, np.random.default_rng(0))
    order, asked = np.random.default_rng(1).permutation(n), []

    def gradient(w: np.ndarray, x_i: np.ndarray, y_i: np.ndarray) -> np.ndarray:
        asked.append(1)
        return 2 * x_i * (x_i @ w - y_i)

    w, counted = solution.epoch_as_it_circulates(np.zeros(2), x, y, gradient, order, 8, 0.02)
    assert (counted, len(asked)) == (updates, gradients)
    assert solution.expected_loss(w) == pytest.approx(loss, rel=0.03)


def test_the_repaired_epoch_of_one_batch_is_one_step_of_gradient_descent(solution: Any) -> None:
    x, y = solution.toy_data(30, np.random.default_rng(3))
    one = lambda w, x_i, y_i: 2 * x_i * (x_i @ w - y_i)  # noqa: E731
    w, updates = solution.repaired_epoch(np.zeros(2), x, y, one, np.arange(30), 30, 0.1)
    step = solution.gradient_descent(np.zeros(2), lambda w: solution.toy_gradient(w, x, y), 0.1, 1)
    np.testing.assert_allclose(w, step[1])
    assert updates == 1


def test_at_the_start_a_batch_of_67_digits_has_as_much_noise_as_signal(solution: Any) -> None:
    errors = 0.1 - np.eye(10)[solution.train_y]
    single = (solution.train_x[:, :, None] * errors[:, None, :]).reshape(len(errors), 640)
    full = single.mean(axis=0)
    assert solution.gradient_noise(single, 1, replace=True) / (full @ full) == pytest.approx(67, abs=0.5)


@pytest.mark.parametrize(
    ("batch", "lr", "mean", "deviation"),
    [(2, 0.5, 246, 45), (8, 2, 65, 18), (32, 4, 36, 5), (128, 4, 25, 4), (512, 8, 21, 4)],
)
def test_beyond_the_critical_size_a_larger_batch_saves_no_updates(
    solution: Any, batch: int, lr: float, mean: float, deviation: float
) -> None:
    needed = []
    for seed in range(5):
        rng, w, updates = np.random.default_rng(seed), np.zeros((64, 10)), 0
        while updates == 0 or solution.training_loss(w) >= 0.3:
            for rows in solution.minibatches(len(solution.train_x), batch, rng)[:5]:
                w, updates = w - lr * solution.softmax_gradient(w, rows), updates + 1
        needed.append(updates)
    assert np.mean(needed) == pytest.approx(mean, abs=0.5)
    assert np.std(needed, ddof=1) == pytest.approx(deviation, abs=0.5)


def test_the_cliff_of_the_cross_entropy_moves_out_past_the_rate(solution: Any) -> None:
    rows, w, rng = np.arange(len(solution.train_x)), np.zeros((64, 10)), np.random.default_rng(0)

    def cliff() -> float:
        slope = lambda v: solution.softmax_gradient(v.reshape(64, 10), rows).ravel()  # noqa: E731
        return 2 / solution.sharpest_direction(slope, w.ravel(), np.random.default_rng(0), iterations=30)[0]

    assert cliff() == pytest.approx(1.9, abs=0.05)
    for _ in range(10):
        for batch in solution.minibatches(len(rows), 32, rng):
            w = w - 4 * solution.softmax_gradient(w, batch)
    assert cliff() == pytest.approx(11, abs=0.5)


@pytest.mark.parametrize(
    ("batch", "lr", "epochs", "mean", "deviation"),
    [(16, 4, 10, 0.062, 0.018), (128, 8, 10, 0.113, 0.023), (16, 4, 6, 0.080, 0.016), (128, 32, 42, 0.020, 0.009)],
)
def test_the_best_batch_depends_on_the_budget(
    solution: Any, batch: int, lr: float, epochs: int, mean: float, deviation: float
) -> None:
    ends, right = np.transpose([solution.train_digits(batch, lr, epochs, seed) for seed in range(5)])
    assert ends.mean() == pytest.approx(mean, abs=5e-4)
    assert ends.std(ddof=1) == pytest.approx(deviation, abs=5e-4)
    assert right.mean() == pytest.approx(0.96, abs=0.01)


def looks(solution: Any, batch: int, lr: float, seed: int) -> tuple[float, float]:
    """Loss and accuracy of 200 looks in batches at a constant rate."""
    order, w = np.random.default_rng(seed).permutation(len(solution.train_x))[:200], np.zeros((64, 10))
    for start in range(0, 200, batch):
        w = w - lr * solution.softmax_gradient(w, order[start : start + batch])
    return solution.training_loss(w), solution.accuracy(w)


@pytest.mark.parametrize(
    ("batch", "lr", "mean", "deviation", "right"),
    [(200, 4, 1.94, 0.17, 0.33), (20, 1, 1.29, 0.11, 0.60), (5, 1, 0.72, 0.18, 0.76), (1, 0.25, 0.62, 0.10, 0.80)],
)
def test_of_four_ways_to_spend_200_looks_many_short_steps_are_best(
    solution: Any, batch: int, lr: float, mean: float, deviation: float, right: float
) -> None:
    ends, read = np.transpose([looks(solution, batch, lr, seed) for seed in range(20)])
    assert ends.mean() == pytest.approx(mean, abs=0.006)
    assert ends.std(ddof=1) == pytest.approx(deviation, abs=0.006)
    assert read.mean() == pytest.approx(right, abs=0.006)


def test_the_solution_s_two_hundred_looks_are_below_the_limit_with_room_to_spare(solution: Any) -> None:
    losses, read = [], []
    for seed in range(40):
        w = solution.two_hundred_looks(solution.softmax_gradient, len(solution.train_x), np.random.default_rng(seed))
        losses.append(solution.training_loss(w))
        read.append(solution.accuracy(w))
    fives = np.mean(np.reshape(losses, (8, 5)), axis=1)
    assert np.mean(losses) < 0.45
    assert fives.mean() + 4 * fives.std(ddof=1) < 0.55
    assert np.mean(read) > 0.88


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([300] * 5, "every example comes once in each epoch"),
        ([600, 0, 300, 300, 300], "all 300 epochs draw the same examples"),
        ([450, 150, 301, 299, 300], "example 0 was drawn 450 times"),
    ],
)
def test_who_draws_otherwise_is_told_what_of_it_is_wrong(counts: list[int], said: str) -> None:
    (probe,) = (one for one in UNIT.exercise("minibatches").probes if one.name == "nobody_is_left_out")
    answer = {"how often each example was drawn": np.array(counts)}
    assert said in (probe.verify(answer, {"n": 5, "epochs": 300}) or "")
