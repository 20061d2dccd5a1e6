"""What unit 14 claims beyond its own exercises: agreement with the library, and numbers in its text."""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.cells import is_demo
from grader.course import Course
from gradschool import backend, optim
from gradschool.experiments.several import Members, log_loss, shortest_fit, three_parts


@pytest.fixture(scope="module", autouse=True)
def _numpy() -> None:
    backend.use("numpy")


@pytest.fixture(scope="module")
def cells() -> dict[str, Any]:
    """Everything that the solved notebook defines outside of its demonstrations."""
    unit = Course(Path(__file__).parents[2]).unit("14-generalization-and-ensembles")
    names: dict[str, Any] = {}
    for cell in unit.notebook.cells:
        if cell.cell_type == "code" and not is_demo(cell) and not cell.source.startswith("check("):
            exec(cell.source, names)
    return names


def percent(shares: Any) -> tuple[float, float]:
    """Mean and sample deviation, in percent."""
    return 100 * float(np.mean(shares)), 100 * float(np.std(shares, ddof=1))


def about(mean: float, deviation: float, off: float = 0.6) -> Any:
    """What the text says, give or take what another BLAS may change."""
    return pytest.approx((mean, deviation), abs=off)


def wrong(groups: np.ndarray, cells: Mapping[str, Any], labels: np.ndarray) -> list[float]:
    """The share of wrong answers of each ensemble."""
    return [float((cells["ensemble_predict"](scores)[1] != labels).mean()) for scores in groups]


# --- the second half of the curve ---


@pytest.mark.parametrize(("count", "mean", "deviation", "own"), [(50, 33, 4, 2), (100, 83, 6, 0), (3000, 18, 3, 0)])
def test_errors_over_features_are_those_of_the_opening(
    cells: Mapping[str, Any], count: int, mean: float, deviation: float, own: float
) -> None:
    new, known, *_ = np.transpose([cells["digits_by_features"](count, seed, shortest_fit) for seed in range(5)])
    assert percent(new) == about(mean, deviation, 2.0)
    assert percent(known)[0] == pytest.approx(own, abs=0.5 if own else 0)


def test_the_shortest_fit_is_the_library_s(cells: Mapping[str, Any]) -> None:
    rng = np.random.default_rng(0)
    for shape in ((4, 9), (9, 4)):
        x, y = rng.standard_normal(shape), rng.standard_normal((shape[0], 2))
        np.testing.assert_allclose(cells["min_norm_fit"](x, y), shortest_fit(x, y), atol=1e-12)


@pytest.fixture(scope="module")
def curve(cells: Mapping[str, Any]) -> dict[float, np.ndarray]:
    """Four numbers over some sizes, by ridge, means over five seeds."""
    sizes, fit = (20, 35, 100, 150, 200, 1000), cells["min_norm_fit"]
    return {
        ridge: np.mean(
            [
                [cells["digits_by_features"](d, seed, lambda x, y, r=ridge: fit(x, y, r)) for d in sizes]
                for seed in range(5)
            ],
            axis=0,
        )
        for ridge in (0.0, 0.01)
    }


def test_the_second_descent_passes_the_bottom_of_the_first_between_150_and_200(curve: Mapping[float, Any]) -> None:
    errors = curve[0.0][:, 0]
    assert errors[:2].min() == pytest.approx(0.31, abs=0.02)
    assert errors[3] > errors[:2].min() > errors[4]


def test_the_weights_are_longest_at_the_threshold_and_get_shorter_beyond(curve: Mapping[float, Any]) -> None:
    lengths = curve[0.0][:, -1]
    assert lengths.argmax() == 2
    assert lengths[2] > 1000
    assert all(a > b for a, b in pairwise(lengths[2:]))


def test_the_weights_at_the_bottom_of_the_u_are_shorter_than_those_of_the_best_fit(cells: Mapping[str, Any]) -> None:
    sizes = (35, 50, 3000)
    runs = [[cells["digits_by_features"](d, seed, shortest_fit) for d in sizes] for seed in range(5)]
    _, own, _, lengths = np.mean(runs, axis=0).T
    assert lengths == pytest.approx([42, 67, 91], abs=1)
    assert own == pytest.approx([0.08, 0.02, 0], abs=0.006)


def test_no_digit_of_its_own_is_read_wrong_before_the_squared_error_is_zero(cells: Mapping[str, Any]) -> None:
    runs = [[cells["digits_by_features"](d, seed, shortest_fit) for d in (50, 70, 85, 100)] for seed in range(5)]
    new, own, squared, _ = np.mean(runs, axis=0).T
    assert own[0] > 0
    assert not own[1:].any()
    assert squared[2] > 0.05 > 1e-20 > squared[3]
    assert new[[1, 3]] == pytest.approx([0.40, 0.83], abs=0.02)


def test_the_smallest_singular_value_is_smallest_at_the_threshold(cells: Mapping[str, Any]) -> None:
    def smallest(count: int, seed: int) -> float:
        seen: list[float] = []

        def look(x: np.ndarray, y: np.ndarray) -> np.ndarray:
            seen.append(np.linalg.svd(x, compute_uv=False)[-1])
            return np.zeros((x.shape[1], y.shape[1]))

        cells["digits_by_features"](count, seed, look)
        return seen[0]

    found = [np.mean([smallest(count, seed) for seed in range(5)]) for count in (50, 100, 3000)]
    assert found == pytest.approx([0.033, 0.0007, 0.029], rel=0.05)


def test_a_ridge_takes_the_peak_away(curve: Mapping[float, Any]) -> None:
    errors = curve[0.01][:, 0]
    assert all(a > b for a, b in pairwise(errors))
    assert errors[-1] == pytest.approx(0.13, abs=0.01)


def test_more_data_hurts_at_the_threshold(cells: Mapping[str, Any]) -> None:
    by = cells["digits_by_features"]
    found = {n: np.mean([by(300, seed, shortest_fit, images=n)[0] for seed in range(5)]) for n in (150, 300, 600)}
    assert found == pytest.approx({150: 0.24, 300: 0.86, 600: 0.09}, abs=0.02)


def test_fits_through_twelve_points_swing_most_at_twelve_features(cells: Mapping[str, Any]) -> None:
    def off(count: int) -> float:
        grid, fits, _ = cells["line_fits"](count)
        return float(np.median(np.sqrt(((fits - cells["wave"](grid)) ** 2).mean(axis=1))))

    found = {count: off(count) for count in (6, 12, 1000)}
    assert found[12] > 1.4 * found[1000] > found[6]


def test_descent_from_zero_arrives_at_the_shortest_fit_and_from_elsewhere_not(cells: Mapping[str, Any]) -> None:
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((20, 300)) / 300**0.5, rng.standard_normal((20, 1))
    ends = []
    for w in (np.zeros((300, 1)), 0.3 * rng.standard_normal((300, 1))):
        for _ in range(2000):
            w = w - 0.3 * x.T @ (x @ w - y)
        assert np.abs(x @ w - y).max() < 1e-12
        ends.append(np.linalg.norm(w - cells["min_norm_fit"](x, y)))
    assert ends[0] < 1e-12
    assert ends[1] > 1


# --- bias and variance ---


def test_the_rule_that_circulates_is_wrong_about_two_of_four_pairs(cells: Mapping[str, Any]) -> None:
    def found(training: float, validation: float) -> str:
        words = {(False, False): "good", (True, False): "bias", (False, True): "variance", (True, True): "both"}
        return words[training > 0.1, validation > 0.1]

    pairs = [(0.01, 0.15), (0.15, 0.16), (0.15, 0.30), (0.02, 0.09)]
    right = [cells["diagnose_pair"](*pair)[2] for pair in pairs]
    assert right == ["variance", "bias", "both", "variance"]
    assert [found(*pair) == word for pair, word in zip(pairs, right, strict=True)] == [True, False, True, False]


def test_the_sum_is_lowest_at_degree_four_or_five_and_then_variance_grows(cells: Mapping[str, Any]) -> None:
    truth = cells["wave"](np.linspace(0, 1, 101))
    parts = [cells["bias_variance"](cells["polynomial_fits"](degree)[0], truth) for degree in range(13)]
    bias, variance = np.transpose(parts)
    whole = bias + variance + 0.3**2
    assert int(whole.argmin()) in (4, 5)
    assert whole[4:6] == pytest.approx([0.115, 0.115], abs=0.002)
    assert all(a < b for a, b in pairwise(variance))
    most = [
        ("bias", "variance", "noise")[int(np.argmax(three))]
        for three in zip(bias, variance, np.full(13, 0.09), strict=True)
    ]
    assert most == ["bias"] * 3 + ["noise"] * 7 + ["variance"] * 3
    assert (np.max([bias, variance, np.full(13, 0.09)], axis=0) > whole / 2).all()
    assert bias[5:9].max() < 0.002
    assert bias[12] == pytest.approx(0.005, abs=0.001)
    assert variance[12] / 200 == pytest.approx(0.002, abs=0.0005)


def test_the_bias_of_the_highest_degree_is_luck_of_the_draw(cells: Mapping[str, Any]) -> None:
    fits, _ = cells["polynomial_fits"](12, sets=4000)
    assert cells["bias_variance"](fits, cells["wave"](np.linspace(0, 1, 101)))[0] == pytest.approx(2e-4, abs=1e-4)


def test_a_training_error_below_the_noise_is_no_negative_squared_bias(cells: Mapping[str, Any]) -> None:
    fits, training = cells["polynomial_fits"](9)
    assert training.mean() == pytest.approx(0.05, abs=0.005)
    squared_bias = cells["bias_variance"](fits, cells["wave"](np.linspace(0, 1, 101)))[0]
    assert squared_bias == pytest.approx(0.0009, abs=0.00005)


@pytest.mark.parametrize(("degree", "gap_left"), [(2, 0.02), (9, 0.02)])
def test_learning_curves_meet_above_the_noise_or_at_it(cells: Mapping[str, Any], degree: int, gap_left: float) -> None:
    truth, told = cells["wave"](np.linspace(0, 1, 101)), {}
    for points in (16, 200):
        fits, training = cells["polynomial_fits"](degree, points, sets=100)
        told[points] = training.mean(), ((fits - truth) ** 2).mean() + 0.09
    assert told[200][1] - told[200][0] < gap_left
    assert (told[200][1] > 0.2) == (degree == 2)
    assert (told[16][0] < 0.06) == (degree == 9)


# --- ensembles ---

KINDS: dict[str, tuple[int, dict[str, Any], float, float, float]] = {
    "own start": (8, {}, 4.5, 2.3, 7.5),
    "same start": (8, {"starts": np.repeat(range(5), 5).tolist()}, 6.5, 0.2, 2.1),
    "half": (8, {"share": 0.5}, 5.0, 5.0, 13.5),
    "fifth": (8, {"share": 0.2}, 8.8, 10.8, 27.8),
    "32 units": (32, {}, 4.2, 0.6, 3.2),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_ensembles_gain_is_what_the_text_says(cells: Mapping[str, Any], kind: str) -> None:
    hidden, settings, together, gain, apart = KINDS[kind]
    test = three_parts()[2]
    scores = Members(range(25), hidden, **settings).train(0.1, 300).scores(test.x).reshape(5, 5, -1, 10)
    alone = (scores.argmax(axis=-1) != test.y).mean(axis=(1, 2))
    found = np.array(wrong(scores, cells, test.y))
    assert percent(found)[0] == pytest.approx(together, abs=0.3)
    assert percent(alone - found)[0] == pytest.approx(gain, abs=0.4)
    pairs = [cells["disagreement"](one.argmax(axis=-1)) for one in scores]
    assert percent(pairs)[0] == pytest.approx(apart, abs=0.8)


def test_the_error_of_the_average_is_the_mean_error_less_the_scatter() -> None:
    rng = np.random.default_rng(0)
    f, y = rng.standard_normal((5, 40)), rng.standard_normal(40)
    left = (f.mean(axis=0) - y) ** 2
    np.testing.assert_allclose(left, ((f - y) ** 2).mean(axis=0) - f.var(axis=0))


def test_the_variance_of_a_mean_of_correlated_models_is_the_quiz_s() -> None:
    rng, v, rho, m = np.random.default_rng(0), 0.06, 0.5, 3
    shared, own = rng.standard_normal((200_000, 1)), rng.standard_normal((200_000, m))
    models = v**0.5 * (rho**0.5 * shared + (1 - rho) ** 0.5 * own)
    assert models.mean(axis=1).var() == pytest.approx(rho * v + (1 - rho) * v / m, rel=0.02)
    assert rho * v + (1 - rho) * v / m == pytest.approx(0.04)


@pytest.mark.parametrize("rate", [0.1, 0.3, 0.5])
def test_snapshots_gain_nothing_here(cells: Mapping[str, Any], rate: float) -> None:
    test = three_parts()[2]
    for cycle in (50, 100):
        _, _, scores = cells["snapshots_of"](Members(range(5), 8), rate, 5 * cycle, cycle)
        together, last = (percent(wrong(s, cells, test.y))[0] for s in (scores, scores[:, -1:]))
        assert together > last - 0.3


def test_five_independent_networks_beat_five_snapshots_at_one_cost(cells: Mapping[str, Any]) -> None:
    test = three_parts()[2]
    rates, _, snapshots = cells["snapshots_of"](Members(range(5), 8))
    own = Members(range(25), 8).train(rates[:100], 100).scores(test.x).reshape(5, 5, -1, 10)
    assert percent(wrong(snapshots, cells, test.y)) == about(7.0, 0.4)
    assert percent(wrong(snapshots[:, -1:], cells, test.y)) == about(6.8, 0.3)
    assert percent(wrong(own, cells, test.y)) == about(4.9, 0.5)
    apart = [np.mean([cells["disagreement"](s.argmax(axis=-1)) for s in group]) for group in (snapshots, own)]
    assert apart == pytest.approx([0.02, 0.10], abs=0.01)


def test_snapshots_come_from_a_run_that_has_fitted_its_digits_and_lie_in_one_valley(cells: Mapping[str, Any]) -> None:
    (training, _, test), kept, losses = three_parts(), [], {}

    def watch(update: int, members: Members) -> None:
        if update in (110, 460):
            losses[update] = log_loss(members.chances(training.x), training.y).mean(), members.errors(training).max()
        if update % 100 == 0:
            kept.append(members.w)

    members = Members(range(5), 8)
    members.train(0.15 * (1 + np.cos(np.pi * (np.arange(500) % 100) / 100)), 500, watch=watch)
    assert losses[110][0] == pytest.approx(0.04, abs=0.005)
    assert losses[460] == (pytest.approx(0.004, abs=0.0005), 0)
    moved = [np.linalg.norm(b - a, axis=1).mean() for a, b in pairwise(kept)]
    assert moved == pytest.approx([2.6, 1.0, 0.7, 0.5], abs=0.1)
    assert np.linalg.norm(kept[-1], axis=1).mean() == pytest.approx(18.6, abs=0.2)
    way = [100 * members.errors(test, w).mean() for w in (kept[1], (kept[1] + kept[2]) / 2, kept[2])]
    assert way == pytest.approx([7.2, 7.1, 6.9], abs=0.3)


# --- averages of weights ---


def test_both_averages_are_the_library_s(cells: Mapping[str, Any]) -> None:
    path = np.random.default_rng(0).standard_normal((6, 3))
    for decay in (None, 0.9):
        library, state = optim.PolyakAverage(decay), None
        for w in path:
            library.update(w)
            average, state = cells["polyak_update"](w, state, decay)
            np.testing.assert_allclose(average, library.weights, rtol=1e-12)


def test_a_hill_lies_between_independent_networks_and_none_between_branches() -> None:
    test = three_parts()[2]
    one, other = (Members(range(k, k + 5), 8).train(0.1, 300) for k in (0, 5))
    assert one.errors(test, (one.w + other.w) / 2).mean() == pytest.approx(0.35, abs=0.04)
    common, branches = Members(range(5), 8).train(0.1, 50), []
    for k in (100, 200):
        branch = Members(range(k, k + 5), 8)
        branch.w = common.w.copy()
        branches.append(branch.train(0.1, 300).w)
    way = [one.errors(test, (1 - t) * branches[0] + t * branches[1]).mean() for t in np.linspace(0, 1, 11)]
    assert max(way) < 0.075
    assert [way[0], way[5], way[10]] == pytest.approx([0.069, 0.070, 0.070], abs=0.004)


def test_an_average_calms_a_noisy_tail(cells: Mapping[str, Any]) -> None:
    test, path, members = three_parts()[2], cells["noisy_tail"](), Members(range(5), 8)
    assert percent(members.errors(test, path[-1])) == about(8.4, 2.2, 1.0)
    for settings, mean in (
        ({"decay": 0.98}, 5.2),
        ({"decay": 0.99}, 5.1),
        ({"begin": 300}, 5.3),
        ({"decay": 0.999}, 5.7),
    ):
        average = cells["averages_of"](path, **settings)[-1]
        assert percent(members.errors(test, average))[0] == pytest.approx(mean, abs=0.4)
    for decay, early, late in ((0.98, (6.1, 1.0), (5.2, 0.9)), (0.999, (8.2, 2.6), (5.7, 0.9))):
        averages = cells["averages_of"](path, decay=decay)
        found = [percent(members.errors(test, averages[look - 1])) for look in (300, 600)]
        assert found == [about(*early), about(*late)]
    cosine = 0.025 * (1 + np.cos(np.pi * np.arange(600) / 600))
    assert percent(Members(range(5), 8).train(cosine, 600, batch=5, decay=0.01).errors(test)) == about(5.7, 0.8)


# --- calibration ---


@pytest.mark.parametrize(
    ("fog", "one", "five"),
    [(0.0, (0.94, 0.93, 0.02), (0.92, 0.955, 0.03)), (0.5, (0.88, 0.57, 0.31), (0.71, 0.65, 0.07))],
)
def test_single_networks_are_too_sure_in_the_fog_and_five_less(
    cells: Mapping[str, Any], fog: float, one: Any, five: Any
) -> None:
    x, y = cells["foggy"](fog)
    scores = Members(range(25), 8).train(0.1, 300).scores(x).reshape(5, 5, -1, 10)
    for groups, told in ((scores.reshape(25, 1, -1, 10), one), (scores, five)):
        chances = np.array([cells["ensemble_predict"](group)[0] for group in groups])
        error = np.mean([cells["expected_calibration_error"](each, y) for each in chances])
        found = chances.max(axis=-1).mean(), (chances.argmax(axis=-1) == y).mean(), error
        assert found == pytest.approx(told, abs=0.015)


def test_whoever_refuses_the_fifth_least_sure_errs_less_often(cells: Mapping[str, Any]) -> None:
    x, y = cells["foggy"](0.3)
    scores, whole, left = Members(range(25), 8).train(0.1, 300).scores(x).reshape(5, 5, -1, 10), [], []
    for groups in (scores[:, :1], scores):
        rows = []
        for group in groups:
            chances, labels = cells["ensemble_predict"](group)
            rows.append((labels != y)[np.argsort(chances.max(axis=1))])
        whole.append(percent(np.mean(rows, axis=1)))
        left.append(percent(np.mean(rows, axis=1, where=np.arange(1000) >= 200)))
    assert whole == [about(23.7, 1.1), about(16.6, 0.4)]
    assert left == [about(16.0, 1.7), about(9.3, 0.6)]
    saved = [1 - rest[0] / all_of_them[0] for all_of_them, rest in zip(whole, left, strict=True)]
    assert saved == pytest.approx([1 / 3, 0.44], abs=0.02)


# --- the experiment ---


@pytest.mark.parametrize(
    ("count", "hidden", "updates", "rate", "error", "loss"),
    [
        (5, 8, 300, 0.05, 7.0, 0.232),
        (5, 8, 1500, 0.02, 6.6, 0.212),
        (5, 40, 300, 0.05, 4.7, 0.157),
        (25, 8, 300, 0.1, 4.5, 0.169),
        (25, 40, 300, 0.1, 4.3, 0.141),
    ],
)
def test_the_model_answer_s_table_is_what_comes_out(
    cells: Mapping[str, Any], count: int, hidden: int, updates: int, rate: float, error: float, loss: float
) -> None:
    test = three_parts()[2]
    scores = Members(range(count), hidden).train(rate, updates).scores(test.x).reshape(5, count // 5, -1, 10)
    chances = np.array([cells["ensemble_predict"](group)[0] for group in scores])
    assert 100 * (chances.argmax(axis=-1) != test.y).mean() == pytest.approx(error, abs=0.4)
    assert log_loss(chances, test.y).mean() == pytest.approx(loss, abs=0.01)
