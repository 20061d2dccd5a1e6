"""Facts of unit 03 that its audit does not cover: slopes against nudging, its numbers, and its experiments."""

from pathlib import Path

import numpy as np
import pytest

from grader.course import Unit

ROOT = Path(__file__).parents[2]
SELU = {"alpha": 1.6732632423543772, "scale": 1.0507009873554805}


@pytest.fixture(scope="module")
def unit():
    return Unit(ROOT / "solutions" / "03-activations").solution


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("sigmoid", {}),
        ("scaled_tanh", {"amplitude": 1.7159, "steepness": 2 / 3}),
        ("leaky_relu", {"alpha": 2.5}),
        ("elu", SELU),
        ("softplus", {}),
        ("swish", {"beta": 1.7}),
    ],
)
def test_every_slope_agrees_with_nudging(unit, name, settings):
    f, x = getattr(unit, name), np.array([-5.3, -1.2, -0.4, 0.3, 1.1, 6.2])
    nudged = (f(x + 1e-5, **settings)[0] - f(x - 1e-5, **settings)[0]) / 2e-5
    np.testing.assert_allclose(f(x, **settings)[1], nudged, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("name", ["sigmoid", "scaled_tanh", "leaky_relu", "elu", "softplus", "swish"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_no_activation_overflows(unit, name, dtype):
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        y, slope = getattr(unit, name)(np.array([-1e4, -1000, 0, 1000, 1e4], dtype=dtype))
    assert np.isfinite(y).all()
    assert np.isfinite(slope).all()


def test_selu_keeps_mean_zero_and_variance_one(unit):
    y, _ = unit.elu(np.random.default_rng(0).standard_normal(1_000_000), **SELU)
    assert y.mean() == pytest.approx(0, abs=0.005)
    assert y.std() == pytest.approx(1, abs=0.005)


def test_the_tanh_of_lecun_maps_one_to_one(unit):
    assert unit.scaled_tanh(np.array([1.0]), 1.7159, 2 / 3)[0][0] == pytest.approx(1, abs=1e-4)


def test_maxout_with_a_zero_piece_is_relu(unit):
    rng = np.random.default_rng(1)
    x, w, upstream = rng.standard_normal((5, 4)), rng.standard_normal((2, 4, 3)), rng.standard_normal((5, 3))
    w[1] = 0
    y, winner = unit.maxout_forward(x, w, np.zeros((2, 3)))
    z = x @ w[0]
    np.testing.assert_allclose(y, np.maximum(z, 0))
    np.testing.assert_allclose(unit.maxout_backward(upstream, x, w, winner)[0], (upstream * (z > 0)) @ w[0].T)


def test_softmax_gradients_agree_with_nudging(unit):
    def softmax(x):
        p = np.exp(x)
        return p / p.sum(axis=-1, keepdims=True)

    rng = np.random.default_rng(2)
    x, upstream = rng.standard_normal(5), rng.standard_normal(5)
    nudged = [np.sum(upstream * (softmax(x + h) - softmax(x - h))) / 2e-5 for h in 1e-5 * np.eye(5)]
    np.testing.assert_allclose(unit.softmax_backward(upstream, softmax(x)), nudged, rtol=1e-6, atol=1e-9)


def test_prelu_gradient_agrees_with_nudging_the_slope(unit):
    rng = np.random.default_rng(3)
    x, upstream, a = rng.standard_normal((6, 2)), rng.standard_normal((6, 2)), np.array([0.25, 3.0])
    for j, h in enumerate(1e-5 * np.eye(2)):
        nudged = np.sum(upstream * (unit.erratum_prelu(x, a + h) - unit.erratum_prelu(x, a - h))) / 2e-5
        assert unit.prelu_gradients(upstream, x, a)[1][j] == pytest.approx(nudged, rel=1e-6)


def test_units_that_die_in_five_long_steps_stay_dead(unit):
    def run(updates, first):
        def activation(z):
            return unit.leaky_relu(z, 0.0)

        return unit.train_digits(activation, lambda t: first if t < 5 else 0.1, updates, hidden=(64,))

    after, later = (unit.dead_fraction(run(updates, 30.0)["z"][0]) for updates in (5, 155))
    assert unit.dead_fraction(run(5, 0.1)["z"][0]) < 0.1
    assert later >= after > 0.8


def test_a_sigmoid_network_trains_with_larger_weights_and_not_with_the_usual_ones(unit):
    usual, larger = (unit.train_digits(unit.sigmoid, lr=0.8, gain=gain) for gain in (1.0, 16.0))
    assert usual["accuracy"] < 0.6
    assert larger["accuracy"] > 0.9


@pytest.mark.parametrize(("name", "lr", "gain"), [("tanh", 0.4, 1.0), ("ReLU", 0.2, 2.0), ("swish", 0.2, 2.8)])
def test_the_contenders_of_3_8_end_between_95_and_97_percent_and_pass_0_2_after_a_hundred_updates(unit, name, lr, gain):
    f = {"tanh": unit.scaled_tanh, "ReLU": lambda z: unit.leaky_relu(z, 0.0), "swish": unit.swish}[name]
    runs = [unit.train_digits(f, lr=lr, gain=gain, seed=seed) for seed in range(5)]
    assert 0.95 < np.mean([run["accuracy"] for run in runs]) < 0.97
    mean = np.convolve(np.mean([run["losses"] for run in runs], axis=0), np.ones(25) / 25, mode="valid")
    assert 75 < np.flatnonzero(mean < 0.2)[0] + 25 < 125


def test_a_silent_gated_unit_learns_by_its_gate_alone(unit):
    gate, slope = unit.swish(np.zeros(1))
    assert gate * 6 == 0
    assert slope * 6 == pytest.approx(3)


def test_revived_units_live_and_the_network_computes_what_it_did(unit):
    weights, seen, before = unit.train_one_layer(unit.plain_relu, [10.0] * 5 + [0.1] * 300)
    assert unit.dead_fraction(seen[5]) > 0.7
    assert unit.dead_fraction(seen[-1]) >= unit.dead_fraction(seen[5])
    w1, b1, w2, b2 = weights
    healed = (*unit.revive(w1, b1, w2, seen[-1], np.random.default_rng(0)), b2)
    _, _, same = unit.train_one_layer(unit.plain_relu, [], weights=healed)
    assert same == before
    _, later, read = unit.train_one_layer(unit.plain_relu, [0.1] * 300, 100, healed)
    assert unit.dead_fraction(later[-1]) < 0.1
    assert read > 0.85 > before
