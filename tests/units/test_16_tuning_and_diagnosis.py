"""What unit 16 claims beyond its own exercises: the numbers in its text, and what circulates shown wrong."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.cells import is_demo
from grader.course import Course
from gradschool import backend, data
from gradschool.experiments import clinic, ward
from gradschool.experiments.knobs import VALUES, turned
from gradschool.experiments.side_by_side import Networks, split_digits

KS = [1, 3, 5, 9, 15, 25, 41]


@pytest.fixture(scope="module", autouse=True)
def _numpy() -> None:
    backend.use("numpy")


@pytest.fixture(scope="module")
def cells() -> dict[str, Any]:
    """Everything that the solved notebook defines outside of its demonstrations."""
    unit = Course(Path(__file__).parents[2]).unit("16-tuning-and-diagnosis")
    names: dict[str, Any] = {"Networks": Networks, "split_digits": split_digits}
    for cell in unit.notebook.cells:
        if cell.cell_type == "code" and not is_demo(cell) and not cell.source.startswith("check("):
            exec(cell.source, names)
    return names


def test_the_best_of_a_hundred_flippers_is_no_genius(cells: Mapping[str, Any]) -> None:
    pairs = []
    for seed in range(2000):
        right = cells["guesses"](100, 20, seed)
        pairs.append(right[right[:, 0].argmax()])
    assert pairs[0].tolist() == [18, 10]
    assert np.mean(pairs, axis=0) == pytest.approx([15.47, 9.92], abs=0.01)


@pytest.fixture(scope="module")
def neighbors(cells: Mapping[str, Any]) -> np.ndarray:
    """Shares read right: seeds, sets, K."""
    return np.array([cells["nearest_labels"](seed, KS) for seed in range(5)])


def test_training_data_choose_what_fits_most(neighbors: np.ndarray) -> None:
    assert (neighbors[:, 0, 0] == 1).all()
    assert neighbors[:, 2, 0].mean() == pytest.approx(0.51, abs=0.01)


def test_validation_chooses_a_k_between_nine_and_fifteen(neighbors: np.ndarray) -> None:
    places = neighbors[:, 1].argmax(axis=1)
    assert {KS[i] for i in places} == {9, 15}
    assert neighbors[range(5), 2, places].mean() == pytest.approx(0.67, abs=0.005)


def test_the_standard_error_of_359_digits_at_94_percent_is_one_point_and_a_quarter() -> None:
    errors = {n: (0.94 * 0.06 / n) ** 0.5 for n in (359, 40)}
    assert errors == pytest.approx({359: 0.0125, 40: 0.0375}, abs=0.0001)


@pytest.mark.parametrize(("k", "points"), [(1, 0.0), (16, 2.1), (256, 3.1)])
def test_the_best_of_k_looks_better_than_it_is(k: int, points: float) -> None:
    shares = np.random.default_rng(1).binomial(359, 0.94, (4000, k)) / 359
    assert 100 * (shares.max(axis=1).mean() - 0.94) == pytest.approx(points, abs=0.15)


@pytest.mark.parametrize(("k", "errors"), [(10, 1.54), (64, 2.4), (100, 2.51)])
def test_in_standard_errors_the_best_grows_slowly_with_k(k: int, errors: float) -> None:
    largest = np.random.default_rng(0).standard_normal((20_000, k)).max(axis=1).mean()
    assert largest == pytest.approx(errors, abs=0.06)
    assert largest < (2 * np.log(k)) ** 0.5


@pytest.mark.parametrize(("k", "below"), [(10, 0.6), (100, 0.5)])
def test_the_root_of_twice_the_logarithm_is_an_upper_bound(k: int, below: float) -> None:
    largest = np.random.default_rng(0).standard_normal((20_000, k)).max(axis=1).mean()
    assert (2 * np.log(k)) ** 0.5 - largest == pytest.approx(below, abs=0.05)


def test_the_lead_of_the_chosen_one_among_a_hundred_seeds_is_nearly_all_luck(cells: Mapping[str, Any]) -> None:
    right, leads = cells["hundred"](), []
    for seed in range(200):
        order = np.random.default_rng(seed).permutation(449)
        validation, test = (right[:, part].mean(axis=1) for part in (order[:100], order[100:]))
        best = validation.argmax()
        leads.append((validation[best] - validation.mean(), test[best] - test.mean()))
    looks, worth = np.mean(leads, axis=0)
    assert looks > 0.03
    assert 0 < worth < 0.005


def test_best_and_worst_differ_by_three_errors_and_two_in_the_middle_can_t_be_told_apart(
    cells: Mapping[str, Any],
) -> None:
    right = cells["hundred"]()
    ranked = right.mean(axis=1).argsort()
    difference, error, _ = cells["compare_on_test"](right[ranked[-1]], right[ranked[0]])
    assert difference > 3 * error
    difference, error, needed = cells["compare_on_test"](right[ranked[60]], right[ranked[40]])
    assert difference < error
    assert needed > 2000


def test_inputs_chosen_before_the_folds_find_a_diagnosis_in_noise(cells: Mapping[str, Any]) -> None:
    before, inside = ([cells["by_lot"](where, seed) for seed in range(10)] for where in (False, True))
    assert np.mean(before) == pytest.approx(0.952, abs=0.005)
    assert np.mean(inside) == pytest.approx(0.45, abs=0.005)


def test_the_cross_validation_that_circulates_finds_more_than_everything(cells: Mapping[str, Any]) -> None:
    rng = np.random.default_rng(0)
    x, folds = rng.standard_normal((41, 3)), np.array_split(rng.permutation(41), 3)
    y = rng.integers(0, 2, 41)
    assert cells["found_cross_validate"](x, y, folds, cells["by_heart"])[0] > 1
    assert cells["cross_validate"](x, y, folds, cells["by_heart"])[0] < 0.8


def test_folds_scatter_more_than_seeds(cells: Mapping[str, Any]) -> None:
    digits, tables = data.digits().flat, []
    x, y = digits.x[:200], digits.y[:200]
    for draw in range(5):
        folds = cells["k_folds"](200, 5, np.random.default_rng(draw))
        tables.append([cells["cross_validate"](x, y, folds, cells["small_network"](each))[1] for each in range(5)])
    table = np.array(tables)
    seeds, folds = (table.std(axis=axis, ddof=1).mean() for axis in (1, 2))
    assert (seeds, folds) == (pytest.approx(0.02, abs=0.005), pytest.approx(0.03, abs=0.005))
    assert table.mean() == pytest.approx(0.95, abs=0.005)


@pytest.fixture(scope="module")
def turned_alone() -> dict[str, dict[Any, float]]:
    """The mean share read right over five seeds, for each value of each knob."""
    return {knob: {value: turned({knob: value}).mean() for value in values} for knob, values in VALUES.items()}


def test_rate_and_inputs_can_ruin_everything(turned_alone: dict[str, dict[Any, float]]) -> None:
    chance = {knob for knob, shares in turned_alone.items() if min(shares.values()) < 0.2}
    assert chance == {"learning rate", "inputs"}
    assert turned_alone["learning rate"] == pytest.approx({0.003: 0.16, 0.03: 0.72, 0.3: 0.93, 3.0: 0.10}, abs=0.01)


def test_sizes_matter_and_first_weights_hardly(turned_alone: dict[str, dict[Any, float]]) -> None:
    assert max(turned_alone[knob][4] for knob in ("mini-batch", "hidden units")) < 0.8
    assert turned_alone["layers"][6] == pytest.approx(0.46, abs=0.04)
    assert [round(share, 2) for share in turned_alone["first weights"].values()] == [0.93] * 4


def test_knobs_hang_together() -> None:
    deep = [turned({"layers": 6} | also).mean() for also in ({"learning rate": 0.1}, {"batch normalization": "with"})]
    assert deep == pytest.approx([0.86, 0.97], abs=0.03)
    scales = [turned({"layers": 4, "first weights": scale}).mean() for scale in VALUES["first weights"]]
    assert min(scales) < 0.1 < 0.7 < max(scales)


def test_a_search_over_nine_knobs_mostly_beats_the_good_setting(cells: Mapping[str, Any]) -> None:
    space: dict[str, Any] = {knob: values[:3] for knob, values in VALUES.items()}
    space |= {"learning rate": (0.003, 3.0, "log"), "first weights": (0.03, 3.0, "log")}
    began, found = turned({}, seeds=range(1, 6)).mean(), []
    for seed in range(5):
        seen: list[float] = []

        def trial(settings: Mapping[str, Any], seen: list[float] = seen) -> float:
            seen.append(turned(settings, seeds=[0])[0])
            return seen[-1]

        best, _ = cells["random_search"](trial, space, 20, np.random.default_rng(seed))
        found.append(turned(best, seeds=range(1, 6)).mean())
        assert np.median(seen) < 0.5
    assert (np.mean(found), np.std(found, ddof=1)) == pytest.approx((0.952, 0.019), abs=0.002)
    assert began == pytest.approx(0.928, abs=0.002)
    assert (np.array(found) > began).sum() == 4


def test_the_best_so_far_climbs_in_validation_alone(cells: Mapping[str, Any]) -> None:
    order = np.random.default_rng(0).permutation(449)
    validation, test = (cells["hundred"]()[:, part].mean(axis=1) for part in (order[:100], order[100:]))
    best = [validation[:k].argmax() for k in range(1, 101)]
    assert (np.diff(validation[best]) >= 0).all()
    assert (np.diff(test[best]) < 0).any()


def test_the_loss_at_the_start_is_as_expected_where_scores_are_small(cells: Mapping[str, Any]) -> None:
    x, labels = split_digits()[1]
    means = {}
    for gain in (0.1, 0.3, 1.0, 4.0):
        scores = Networks((16,), gain=gain).forward(x).astype(float)
        means[gain] = np.mean([cells["loss_at_start"](each, labels) for each in scores], axis=0)
    assert all(abs(means[gain][0] - means[gain][1]) < 0.01 for gain in (0.1, 0.3, 1.0))
    assert means[1.0][0] == pytest.approx(2.5, abs=0.05)
    assert means[4.0] == pytest.approx([4.5, 5.2], abs=0.05)


def test_rounded_to_the_nearest_the_ends_get_about_half_of_their_share(cells: Mapping[str, Any]) -> None:
    rng = np.random.default_rng(0)
    right = cells["log_uniform"](16, 128, 200_000, rng, whole=True)
    nearest = np.round(cells["log_uniform"](16.0, 128.0, 200_000, rng)).astype(int)
    ends = [[(draws == end).mean() for end in (16, 128)] for draws in (nearest, right)]
    assert np.divide(*ends) == pytest.approx([0.5, 0.5], abs=0.05)


def test_uniform_draws_of_a_rate_miss_the_small_ones() -> None:
    rates = np.random.default_rng(0).uniform(1e-4, 1, 100_000)
    assert (rates > 0.1).mean() == pytest.approx(0.9, abs=0.005)
    assert (rates < 0.001).mean() == pytest.approx(0.001, abs=0.0005)


@pytest.mark.parametrize(("kind", "mean", "deviation"), [("grid", 0.72, 0.15), ("random", 0.80, 0.11)])
def test_random_search_beats_the_grid_over_a_hundred_repetitions(
    cells: Mapping[str, Any], kind: str, mean: float, deviation: float
) -> None:
    best = []
    for first in range(0, 100, 25):
        seeds = range(first, first + 25)
        pairs = np.concatenate([cells["places"](kind, np.random.default_rng(seed)) for seed in seeds])
        networks = Networks((16,), gain=pairs[:, 1], seeds=np.repeat(seeds, 16).tolist())
        networks.train(pairs[:, 0], 60, batch=32)
        best += networks.accuracy().reshape(25, 16).max(axis=1).tolist()
    assert np.mean(best) == pytest.approx(mean, abs=0.01)
    assert np.std(best, ddof=1) == pytest.approx(deviation, abs=0.01)


def test_a_range_that_is_too_small_shows_at_its_edge(cells: Mapping[str, Any]) -> None:
    def trial(settings: Mapping[str, float]) -> float:
        return float(cells["accuracies"](np.array([[settings["rate"], settings["scale"]]]), 0)[0])

    for width, edges in ((0.05, ["rate"]), (5.0, [])):
        space = {"rate": (0.001, width, "log"), "scale": (0.3, 3.0, "log")}
        assert cells["random_search"](trial, space, 20, np.random.default_rng(0))[1] == edges


@pytest.fixture(scope="module")
def searches(cells: Mapping[str, Any]) -> np.ndarray:
    """Test accuracies of halving, of three to the end, and of all to the end, for ten seeds."""
    rows = []
    for seed in range(10):
        _, ends, losses, right = cells["field"](seed)
        rounds, spent = cells["successive_halving"](
            list(range(27)), lambda trial, updates, table=losses, e=ends: table[trial, e.index(updates)], 10
        )
        assert spent == 810
        rows.append([right[rounds[-1][0]], right[losses[:3, -1].argmin()], right[losses[:, -1].argmin()]])
    return np.array(rows)


def test_halving_is_insurance_against_three_bad_draws(searches: np.ndarray) -> None:
    assert searches.mean(axis=0) == pytest.approx([0.932, 0.81, 0.935], abs=0.005)
    assert searches.std(axis=0, ddof=1) == pytest.approx([0.025, 0.27, 0.024], abs=0.005)
    lead = searches[:, 0] - searches[:, 1]
    assert (lead.mean(), lead.std(ddof=1) / 10**0.5) == (pytest.approx(0.12, abs=0.01), pytest.approx(0.08, abs=0.005))
    assert np.flatnonzero(lead > 0.05).tolist() == [3, 8]
    assert (lead < 0).sum() == 3


def test_halving_loses_little_against_all_to_the_end(searches: np.ndarray) -> None:
    lost = searches[:, 2] - searches[:, 0]
    assert (lost.mean(), lost.std(ddof=1) / 10**0.5) == (
        pytest.approx(0.003, abs=0.001),
        pytest.approx(0.0014, abs=0.0005),
    )


def test_no_trial_stopped_at_update_ten_would_have_won(cells: Mapping[str, Any]) -> None:
    for seed in range(5):
        _, ends, losses, _ = cells["field"](seed)
        first, *_, last = cells["successive_halving"](
            list(range(27)), lambda trial, updates, table=losses, e=ends: table[trial, e.index(updates)], 10
        )[0][1:]
        stopped = np.setdiff1d(range(27), first)
        assert len(stopped) == 18
        assert losses[stopped, -1].min() > losses[last[0], -1]


@pytest.mark.parametrize(("factor", "begin", "spent", "test"), [(2, 16, 1152, 0.931), (9, 3, 369, 0.931)])
def test_a_bolder_and_a_more_careful_factor_read_as_much(
    cells: Mapping[str, Any], factor: int, begin: int, spent: int, test: float
) -> None:
    right = []
    for seed in range(10):
        _, ends, losses, accuracy = cells["field"](seed)
        rounds, updates = cells["successive_halving"](
            list(range(27)),
            lambda trial, at, e=ends, table=losses: float(np.interp(at, e, table[trial])),
            begin,
            factor,
        )
        assert updates == spent
        right.append(accuracy[rounds[-1][0]])
    assert np.mean(right) == pytest.approx(test, abs=0.002)


def test_an_early_look_favors_large_rates(cells: Mapping[str, Any]) -> None:
    leaders: dict[int, list[float]] = {updates: [] for updates in (2, 90)}
    for seed in range(10):
        rates, ends, losses, _ = cells["field"](seed)
        for updates, led in leaders.items():
            led.append(rates[losses[:, ends.index(updates)].argmin()])
    assert {updates: int((np.array(led) > 1.5).sum()) for updates, led in leaders.items()} == {2: 4, 90: 0}


NAMED = {
    "healthy": {"healthy"},
    "split that leaks": {"healthy"},
    "spike": {"healthy"},
    "learning rate too low": {"nothing learned"},
    "dead units": {"nothing learned"},
    "saturated start": {"bad start"},
    "labels shuffled": {"overfitting"},
    "overfitting": {"overfitting"},
    "training and test mode confused": {"gap"},
    "underfitting": {"underfitting"},
    "bug in the gradient": {"diverged", "nothing learned"},
}


@pytest.mark.parametrize("name", NAMED)
def test_a_few_rules_name_what_losses_show(cells: Mapping[str, Any], name: str) -> None:
    assert {cells["diagnose"](clinic.history(name, seed), 10) for seed in range(5)} <= NAMED[name]


def test_each_check_before_the_first_run_finds_some_illnesses() -> None:
    found = {name: clinic.examine(name) for name in ("healthy", "saturated start", "dead units", "labels shuffled")}
    assert found["healthy"]["loss at the start"] == pytest.approx(np.log(10), abs=0.2)
    assert found["saturated start"]["loss at the start"] > 6
    assert found["dead units"]["loss of one batch"] > 1
    assert found["labels shuffled"]["loss of one batch"] < 0.05


def test_the_ward_is_diagnosed_right(cells: Mapping[str, Any]) -> None:
    assert ward.right_diagnoses(cells["quiz_ward"]()) == 12
