"""Facts that unit 02 states and that its audit does not cover: its numbers, its traps, and its experiment."""

from pathlib import Path

import numpy as np
import pytest

from grader.course import Unit
from gradschool.experiments import planted

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def unit():
    return Unit(ROOT / "solutions" / "02-backpropagation").solution


@pytest.fixture
def network():
    """A small batch and random weights of a two-layer network."""
    rng = np.random.default_rng(0)
    weights = {"w1": (4, 5), "b1": (5,), "w2": (5, 3), "b2": (3,)}
    return (
        rng.standard_normal((6, 4)),
        rng.integers(0, 3, 6),
        {name: rng.standard_normal(s) for name, s in weights.items()},
    )


def test_the_default_nudge_gives_ten_digits_in_float64(unit):
    x = np.random.default_rng(1).standard_normal((3, 2))
    error = np.abs(unit.numerical_gradient(lambda v: np.sum(np.tanh(v)), x) / (1 - np.tanh(x) ** 2) - 1)
    assert error.max() < 1e-9


def test_a_ten_times_smaller_nudge_is_a_hundred_times_better(unit):
    errors = [abs(unit.numerical_gradient(lambda v: np.exp(v[0]), np.zeros(1), h)[0] - 1) for h in (1e-2, 1e-3)]
    assert errors[0] / errors[1] == pytest.approx(100, rel=0.01)


def test_the_graph_of_the_figure_has_its_gradients(unit):
    gradients = unit.backward_through_graph(unit.example_graph, unit.example_values, "L", 1.0)
    assert {name: float(g) for name, g in gradients.items()} == {"x": -12, "y": -18, "s": -18, "p": -6, "L": 1}


@pytest.mark.parametrize("name", ["w1", "b1", "w2", "b2"])
def test_gradients_of_the_two_layers_agree_with_nudging(unit, network, name):
    x, labels, weights = network
    _, gradients = unit.two_layer_gradients(x, labels, **weights)
    nudged = unit.numerical_gradient(
        lambda v: unit.two_layer_gradients(x, labels, **{**weights, name: v})[0], weights[name]
    )
    np.testing.assert_allclose(gradients[name], nudged, rtol=1e-6, atol=1e-9)


def test_all_ones_hide_a_softmax_with_a_mean_for_a_sum_and_random_numbers_show_it(unit):
    def softmax(x):
        p = np.exp(x)
        return p / p.sum(axis=1, keepdims=True)

    def wrong(upstream, x):
        return softmax(x) * (upstream - upstream.mean(axis=1, keepdims=True))

    x = np.random.default_rng(2).standard_normal((4, 6))
    assert np.abs(wrong(np.ones((4, 6)), x)).max() < 1e-15
    assert np.abs(unit.numerical_gradient(lambda v: softmax(v).sum(), x)).max() < 1e-9
    assert unit.gradient_check(softmax, wrong, x, np.random.default_rng(3)) > 1e-2


@pytest.mark.parametrize("squared", [True, False])
def test_each_penalty_has_the_gradient_that_nudging_finds(unit, squared):
    w = np.random.default_rng(4).standard_normal((2, 3))
    nudged = unit.numerical_gradient(lambda v: unit.penalty_with_gradient([v], 0.1, squared)[0], w)
    np.testing.assert_allclose(unit.penalty_with_gradient([w], 0.1, squared)[1][0], nudged, rtol=1e-7)


def test_the_network_with_the_lowest_loss_has_a_wrong_gradient(unit):
    runs = {name: [unit.train_digits(f, seed=s) for s in range(5)] for name, f in planted.networks.items()}
    ends = {name: np.mean([run.losses[-1] for run in of]) for name, of in runs.items()}
    assert ends["C"] < ends["B"] < ends["A"]
    assert all(run.accuracy > 0.92 for of in runs.values() for run in of)


@pytest.mark.parametrize("name", sorted(planted.layers))
def test_the_check_finds_the_three_planted_bugs(unit, name):
    layer, rng = planted.layers[name], np.random.default_rng(3)
    error = unit.gradient_check(layer.forward, layer.backward, rng.standard_normal((7, 5)), rng)
    assert error > 1e-2 if name in "EGH" else error < 1e-8


@pytest.mark.parametrize("name", sorted(planted.networks))
def test_the_short_check_tells_the_right_network_from_the_two_others(unit, network, name):
    x, labels, weights = network
    rng = np.random.default_rng(7)

    def backward(upstream, w1):
        return upstream * planted.networks[name](x, labels, **{**weights, "w1": w1})[1]["w1"]

    def forward(w1):
        return np.array(planted.networks[name](x, labels, **{**weights, "w1": w1})[0])

    wrong = unit.two_pass_check(forward, backward, weights["w1"], rng) > 1e-7
    assert wrong == (name == "A")


def test_a_number_that_remembers_agrees_with_the_graph(unit):
    x, y = unit.Value(3.0), unit.Value(-4.0)
    p = x * (x + y)
    (p * p).backward()
    assert (x.grad, y.grad) == (-12.0, -18.0)


def test_a_network_without_relu_on_the_way_back_trains_almost_as_well(unit):
    broken = unit.edited("two_layer_gradients", ("relu_backward(grad_a, z)", "grad_a"))
    right, wrong = (unit.train_digits(f, epochs=60) for f in (unit.two_layer_gradients, broken))
    assert right.losses[-1] < wrong.losses[-1] < 2 * right.losses[-1]
    assert abs(right.accuracy - wrong.accuracy) < 0.03


def test_a_turned_sign_in_the_second_layer_ends_at_random_guessing(unit):
    broken = unit.edited("two_layer_gradients", ('"w2": grad_w2', '"w2": -grad_w2'))
    run = unit.train_digits(broken)
    assert run.losses[-1] == pytest.approx(np.log(10), abs=0.01)
    assert run.accuracy < 0.2
