"""What unit 11 claims beyond its own exercises: agreement with the library, and numbers in its text."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.cells import is_demo
from grader.course import Course
from gradschool import backend, nn, optim
from gradschool.experiments.overfit import Fit, bayes, log_loss, mixture, train_on_mixture
from gradschool.nn.penalties import elastic_net


@pytest.fixture(scope="module", autouse=True)
def _numpy() -> None:
    backend.use("numpy")


@pytest.fixture(scope="module")
def cells() -> dict[str, Any]:
    """Everything that the solved notebook defines outside of its demonstrations."""
    unit = Course(Path(__file__).parents[2]).unit("11-regularization")
    names: dict[str, Any] = {}
    for cell in unit.notebook.cells:
        if cell.cell_type == "code" and not is_demo(cell) and not cell.source.startswith("check("):
            exec(cell.source, names)
    return names


def at_the_end(table: np.ndarray) -> tuple[float, float]:
    """Mean and sample deviation of the last look."""
    return float(table[:, -1].mean()), float(table[:, -1].std(ddof=1))


def test_the_penalty_is_the_library_s(cells: Mapping[str, Any]) -> None:
    w = np.array([[1.0, -2.0], [0.0, 0.5]])
    for own, library in zip(cells["elastic_net"](w, 0.3, 0.2), elastic_net(w, 0.3, 0.2), strict=True):
        np.testing.assert_allclose(own, library)


def test_smoothed_labels_give_the_library_s_loss_and_the_average_over_redrawn_ones(cells: Mapping[str, Any]) -> None:
    rng, k, share = np.random.default_rng(0), 10, 0.1
    logits, labels = rng.standard_normal((6, k)), rng.integers(0, k, 6)
    log_p = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    own = -(cells["smooth_labels"](labels, k, share) * log_p).sum(axis=1)
    assert own.mean() == pytest.approx(nn.losses.softmax_cross_entropy(logits, labels, smoothing=share)[0])
    redrawn = -((1 - share) * log_p[np.arange(6), labels] + share * log_p.mean(axis=1))
    np.testing.assert_allclose(own, redrawn)


def test_a_smooth_target_asks_for_a_lead_of_4_5(cells: Mapping[str, Any]) -> None:
    target = cells["smooth_labels"](np.array([3]), 10)[0]
    assert np.unique(target.round(12)).tolist() == [0.01, 0.91]
    assert np.log(target[3] / target[0]) == pytest.approx(np.log(91)) == pytest.approx(4.5, abs=0.02)


def test_decoupled_decay_is_the_library_s(cells: Mapping[str, Any]) -> None:
    rng, rule = np.random.default_rng(0), optim.AdamW(0.01, weight_decay=0.3)
    w = other = rng.standard_normal((3, 2))
    state, theirs = None, rule.start(other)
    for g in rng.standard_normal((4, 3, 2)):
        w, state = cells["decayed_adam"](w, g, state, lr=0.01, decay=0.3)
        other, theirs = rule.step(other, g, theirs)
    np.testing.assert_allclose(w, other, rtol=1e-10)


def test_regions_are_the_library_s(cells: Mapping[str, Any]) -> None:
    own = cells["fractional_pool_regions"](25, 18, backend.default_rng(3).host)
    assert own.tolist() == nn.fractional.fractional_regions(25, 18, backend.default_rng(3))


def test_labels_drawn_by_lot_are_learned_by_heart(cells: Mapping[str, Any]) -> None:
    drawn, true = (np.array([cells["learn_by_lot"](share, seed) for seed in range(5)]) for share in (1.0, 0.0))
    assert (drawn[:, 1, -1] == 1).all()
    assert (true[:, 1, -1] == 1).all()
    assert drawn[:, 2, -1].mean() == pytest.approx(0.10, abs=0.02)
    assert true[:, 2, -1].min() > 0.805
    assert true[:, 2, -1].max() < 0.845
    arrived = {name: 10 * (runs[:, 1] == 1).argmax(axis=1) for name, runs in (("drawn", drawn), ("true", true))}
    assert (min(arrived["drawn"]), max(arrived["drawn"])) == (120, 150)
    assert max(arrived["true"]) <= 50


@pytest.fixture(scope="module")
def table() -> Fit:
    """The table of 11.3: five strengths of L2, five seeds each."""
    strengths = np.repeat([0, 1e-4, 1e-3, 1e-2, 1e-1], 5).tolist()
    return train_on_mixture(l2=strengths, seeds=[*range(5)] * 5, look=3000)


@pytest.mark.parametrize(
    ("row", "training", "validation", "test"),
    [
        (0, (0.161, 0.007), (0.659, 0.022), (0.517, 0.013)),
        (1, (0.165, 0.005), (0.619, 0.024), (0.483, 0.012)),
        (2, (0.202, 0.003), (0.484, 0.008), (0.375, 0.005)),
        (3, (0.270, 0.001), (0.389, 0.002), (0.324, 0.002)),
        (4, (0.375, 0.007), (0.426, 0.008), (0.394, 0.007)),
    ],
)
def test_the_table_of_strengths_is_what_comes_out(
    table: Fit, row: int, training: Any, validation: Any, test: Any
) -> None:
    rows = slice(5 * row, 5 * row + 5)
    for figures, told in ((table.training, training), (table.validation, validation), (table.test, test)):
        mean, deviation = at_the_end(figures[rows])
        assert mean == pytest.approx(told[0], abs=0.002)
        assert deviation == pytest.approx(told[1], abs=0.002)


def test_nobody_does_better_than_the_true_odds() -> None:
    training, validation, test = mixture()
    assert log_loss(bayes(validation.x), np.asarray(validation.y)) == pytest.approx(0.336, abs=0.001)
    assert log_loss(bayes(test.x), np.asarray(test.y)) == pytest.approx(0.300, abs=0.001)
    assert log_loss(bayes(training.x), np.asarray(training.y)) == pytest.approx(0.263, abs=0.001)
    assert ((bayes(test.x) > 0) != (np.asarray(test.y) == 1)).mean() == pytest.approx(0.1345, abs=0.0005)


def test_the_bare_network_is_on_the_wrong_side_for_a_sixth(table: Fit) -> None:
    assert table.wrong[:5, -1].mean() == pytest.approx(0.17, abs=0.005)


def test_half_of_its_logits_would_cost_a_good_deal_less(table: Fit) -> None:
    x, y = (np.asarray(part) for part in (mixture()[2].x, mixture()[2].y))
    halved = [log_loss(table.score(run)(x) / 2, y) for run in range(5)]
    assert np.mean(halved) == pytest.approx(0.372, abs=0.002)


def test_at_strength_a_half_l1_leaves_the_three_true_weights_and_two_grow_under_l2(cells: Mapping[str, Any]) -> None:
    fit = cells["penalized_fit"]
    assert np.flatnonzero(fit(0.5, 0)).tolist() == [0, 1, 2]
    assert (fit(0, 0.5) != 0).all()
    path = np.abs([fit(0, strength) for strength in np.logspace(-2, 1.5, 40)])
    assert np.flatnonzero(path.max(axis=0) > 1.1 * path[0]).tolist() == [3, 7]


@pytest.mark.parametrize(("decoupled", "decay", "large", "small"), [(True, 1.0, 0.37, 0.37), (False, 0.1, 0.90, 0.26)])
def test_small_gradients_are_pulled_hard_through_the_division(
    cells: Mapping[str, Any], decoupled: bool, decay: float, large: float, small: float
) -> None:
    rng, w, state = np.random.default_rng(0), np.ones((200, 2)), None
    for _ in range(1000):
        g = rng.standard_normal((200, 2)) * np.array([1.0, 0.01])
        w, state = cells["decayed_adam"](w, g, state, lr=0.001, decay=decay, decoupled=decoupled)
    np.testing.assert_allclose(w.mean(axis=0), [large, small], atol=0.01)


@pytest.mark.parametrize(
    ("kind", "decays", "best"), [("l2", [0, 0.001, 0.003, 0.01, 0.03], 3), ("decay", [0, 0.1, 0.3, 1, 3], 3)]
)
def test_one_decay_is_best_at_each_rate(kind: str, decays: list[float], best: int) -> None:
    grid = [(lr, decay, seed) for lr in (0.003, 0.01, 0.03) for decay in decays for seed in range(5)]
    lr, strengths, seeds = map(list, zip(*grid, strict=True))
    settings: dict[str, Any] = {kind: strengths}
    fit = train_on_mixture(1000, adam=True, lr=lr, seeds=seeds, look=1000, **settings)
    losses, tests = (figures[:, -1].reshape(3, 5, 5).mean(axis=-1) for figures in (fit.validation, fit.test))
    assert losses.argmin(axis=1).tolist() == [best] * 3
    assert tests.flat[losses.argmin()] == pytest.approx(0.323, abs=0.003)


def test_the_first_rise_comes_by_chance() -> None:
    fit = train_on_mixture(400, look=5, lr=0.05)
    rises = [fit.watched[1 + np.argmax(np.diff(curve) > 0)] for curve in fit.validation]
    lowest = fit.watched[fit.validation.argmin(axis=1)]
    assert (min(rises), max(rises), min(lowest), max(lowest)) == (10, 25, 15, 100)


def test_patience_finds_a_better_snapshot_than_haste(cells: Mapping[str, Any]) -> None:
    fit = train_on_mixture(400, look=5, lr=0.05)
    losses = {patience: cells["stopped"](fit, patience)[1] for patience in (1, 5, 20)}
    assert {patience: (tests.mean(), tests.std(ddof=1)) for patience, tests in losses.items()} == {
        1: (pytest.approx(0.438, abs=0.003), pytest.approx(0.071, abs=0.003)),
        5: (pytest.approx(0.352, abs=0.003), pytest.approx(0.013, abs=0.003)),
        20: (pytest.approx(0.348, abs=0.003), pytest.approx(0.012, abs=0.003)),
    }
    assert fit.watched[int(cells["stopped"](fit, 1)[3][2])] == 15


def test_a_layer_that_divides_by_the_rate_is_four_times_too_large_at_a_fifth(cells: Mapping[str, Any]) -> None:
    rng = np.random.default_rng(0)
    means = {
        rate: np.mean([cells["found_dropout"](np.ones((2, 50)), rate, rng, True)[0].mean() for _ in range(1000)])
        for rate in (0.5, 0.2)
    }
    assert means == pytest.approx({0.5: 1.0, 0.2: 4.0}, abs=0.03)


def test_rescaling_is_exact_for_a_linear_unit_alone(cells: Mapping[str, Any]) -> None:
    rng = np.random.default_rng(3)
    h, w = np.abs(rng.standard_normal(8)), 2 * rng.standard_normal(8)
    average, rescaled = cells["average_over_masks"], 0.5 * h @ w
    assert average(lambda one: one @ w, h, 0.5) == pytest.approx(rescaled)
    assert average(lambda one: max(one @ w, 0.0), h, 0.5) / rescaled == pytest.approx(1.5, abs=0.05)
    assert average(lambda one: 1 / (1 + np.exp(-one @ w)), h, 0.5) == pytest.approx(0.55, abs=0.01)
    assert 1 / (1 + np.exp(-rescaled)) > 0.98


def test_remedies_of_seven_kinds_come_to_a_third_and_two_stay_behind(cells: Mapping[str, Any]) -> None:
    treated: dict[str, dict[str, Any]] = {
        "L1": {"penalty": lambda w: cells["elastic_net"](w, l1=0.01)[1]},
        "elastic net": {"penalty": lambda w: cells["elastic_net"](w, 0.005, 0.005)[1]},
        "max-norm": {"constraint": lambda w: cells["max_norm"](w, 1.0)},
        "noise": {"noise": 0.4},
        "Adam and L2": {"adam": True, "lr": 0.003, "l2": 0.01},
        "AdamW": {"adam": True, "lr": 0.003, "decay": 1.0},
    }
    losses = {name: at_the_end(train_on_mixture(look=3000, **settings).test)[0] for name, settings in treated.items()}
    assert min(losses.values()) > 0.31
    assert max(losses.values()) < 0.33
    dropped = train_on_mixture(look=3000, layer=lambda h, rng, training: cells["dropout"](h, 0.9, rng, training))
    assert at_the_end(dropped.test)[0] == pytest.approx(0.37, abs=0.01)
    assert at_the_end(dropped.validation)[0] == pytest.approx(0.39, abs=0.01)
    assert cells["stopped"](train_on_mixture(800, look=50), 10)[1].mean() == pytest.approx(0.344, abs=0.002)


@pytest.mark.parametrize(("survival", "loss", "deviation"), [(1.0, 0.61, 0.03), (0.5, 0.55, 0.06)])
def test_stochastic_depth_hardly_helps_three_blocks(survival: float, loss: float, deviation: float) -> None:
    fit = train_on_mixture(1000, look=1000, blocks=3, survival=survival)
    assert at_the_end(fit.test) == (pytest.approx(loss, abs=0.01), pytest.approx(deviation, abs=0.01))
    assert sum(one[0].size for one in fit.layers) == 7851


def test_l2_and_dropout_do_not_add_up() -> None:
    l2, dropped = np.repeat([0.01, 0.0, 0.003], 5).tolist(), np.repeat([0.0, 0.8, 0.8], 5).tolist()
    fit = train_on_mixture(look=3000, l2=l2, dropped=dropped, seeds=[*range(5)] * 3)
    validation, test = (table[:, -1].reshape(3, 5).mean(axis=1) for table in (fit.validation, fit.test))
    np.testing.assert_allclose(validation, [0.387, 0.446, 0.383], atol=0.002)
    np.testing.assert_allclose(test, [0.324, 0.389, 0.327], atol=0.002)
