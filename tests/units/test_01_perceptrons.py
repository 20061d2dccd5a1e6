"""Facts that unit 01 states and that its audit does not cover: its bound, its wall, its slopes, and its experiment."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from grader.course import Unit
from gradschool import data

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def unit():
    return Unit(ROOT / "solutions" / "01-perceptrons-to-networks").solution


def until_right(unit, x, y, lr=1.0, epochs=1000):
    """Weights and mistakes of the perceptron rule from rest until an epoch without mistake."""
    w, b, total = np.zeros(x.shape[1]), 0.0, 0
    for _ in range(epochs):
        w, b, mistakes = unit.perceptron_rule(x, y, w, b, lr)
        total += mistakes
        if not mistakes:
            return w, b, total
    return None


@pytest.mark.parametrize("margin", [0.05, 0.2])
def test_the_perceptron_rule_ends_within_the_bound_of_novikoff(unit, margin):
    line = np.array([0.8, -0.6, 0.1]) / np.linalg.norm([0.8, -0.6, 0.1])
    points = np.column_stack([np.random.default_rng(3).uniform(-1, 1, (500, 2)), np.ones(500)])
    points = points[np.abs(points @ line) >= margin]
    y = (points @ line > 0).astype(int)
    w, b, mistakes = until_right(unit, points[:, :2], y)
    assert (unit.perceptron(points[:, :2], w, b) == y).all()
    assert 0 < mistakes <= max(np.sum(points**2, axis=1)) / margin**2


def test_from_rest_the_rate_changes_no_decision(unit):
    rng = np.random.default_rng(4)
    x, y = rng.standard_normal((30, 3)), rng.integers(0, 2, 30)
    (w, b, mistakes), (v, c, others) = (unit.perceptron_rule(x, y, np.zeros(3), 0.0, lr) for lr in (1.0, 8.0))
    np.testing.assert_allclose(8 * np.append(w, b), np.append(v, c))
    assert mistakes == others


def test_on_xor_the_perceptron_rule_never_ends(unit):
    x, y = data.xor(dtype="float64")
    assert until_right(unit, np.asarray(x), np.asarray(y), epochs=200) is None


def test_the_two_hidden_units_of_the_lecture_solve_xor(unit):
    x, y = data.xor(dtype="float64")
    layers = [(np.ones((2, 2)), np.array([0.0, -1.0])), (np.array([[1.0], [-2.0]]), np.array([-0.5]))]
    scores = unit.mlp_forward(np.asarray(x), layers)
    assert scores[:, 0].tolist() == [-0.5, 0.5, 0.5, -0.5]
    assert ((scores[:, 0] > 0) == np.asarray(y)).all()


def test_without_activation_four_layers_are_one(unit):
    rng = np.random.default_rng(5)
    layers = [(rng.standard_normal(s), rng.standard_normal(s[1])) for s in itertools.pairwise((3, 5, 4, 6, 2))]
    w, b = layers[0]
    for v, c in layers[1:]:
        w, b = w @ v, b @ v + c
    x = rng.standard_normal((7, 3))
    np.testing.assert_allclose(unit.mlp_forward(x, layers, lambda z: z), unit.dense(x, w, b))


def test_the_gradient_of_softmax_cross_entropy_agrees_with_nudging(unit):
    rng = np.random.default_rng(6)
    logits, labels, h = rng.standard_normal((4, 3)), rng.integers(0, 3, 4), 1e-5
    _, gradient = unit.softmax_cross_entropy(logits, labels)
    for i in np.ndindex(4, 3):
        nudge = np.zeros((4, 3))
        nudge[i] = h
        above, below = (unit.softmax_cross_entropy(logits + s * nudge, labels)[0] for s in (1, -1))
        assert gradient[i] == pytest.approx((above - below) / (2 * h), abs=1e-9)


def test_two_scores_turn_the_softmax_loss_into_the_binary_one(unit):
    rng = np.random.default_rng(7)
    logits, labels = 3 * rng.standard_normal(9), rng.integers(0, 2, 9)
    loss, _ = unit.softmax_cross_entropy(unit.erratum_two_scores(logits), labels)
    assert loss == pytest.approx(unit.binary_cross_entropy(logits, labels))
    assert loss == pytest.approx(unit.erratum_binary_cross_entropy(1 / (1 + np.exp(-logits)), labels))


def test_the_loss_of_the_notes_has_no_slope_for_a_single_score(unit):
    loss, gradient = unit.softmax_cross_entropy(np.array([[-5.0], [0.3], [7.0]]), np.zeros(3, int))
    assert loss == 0
    assert not gradient.any()


@pytest.mark.parametrize(("name", "low", "high"), [("identity", 0.45, 0.5), ("relu", 0.9, 1.0)])
def test_only_with_an_activation_do_random_units_follow_the_spirals(unit, name, low, high):
    x, y = data.spirals(300, dtype="float64")
    activation = unit.relu if name == "relu" else (lambda z: z)
    _, losses, accuracy = unit.train_last_layer(np.asarray(x), np.asarray(y), 100, activation, updates=800)
    assert low <= accuracy <= high
    assert losses[-1] < losses[0]


def test_random_hidden_units_read_new_digits_as_the_lecture_says(unit):
    digits = data.digits("float64").flat
    x, y, right = np.asarray(digits.x), np.asarray(digits.y), []
    for seed in range(5):
        reader, _, _ = unit.train_last_layer(x[:1500], y[:1500], 300, seed=seed, updates=600, lr=10.0)
        right.append(100 * np.mean(unit.mlp_forward(x[1500:], reader).argmax(axis=1) == y[1500:]))
    assert np.mean(right) == pytest.approx(89.6, abs=0.3)
    assert np.std(right, ddof=1) == pytest.approx(0.9, abs=0.3)


def test_a_shuffled_split_reads_better(unit):
    digits = data.digits("float64").flat
    order = np.random.default_rng(0).permutation(len(digits.y))
    x, y = np.asarray(digits.x)[order], np.asarray(digits.y)[order]
    reader, _, _ = unit.train_last_layer(x[:1500], y[:1500], 300, updates=600, lr=10.0)
    assert np.mean(unit.mlp_forward(x[1500:], reader).argmax(axis=1) == y[1500:]) == pytest.approx(0.96, abs=0.01)


def test_the_delta_rule_settles_and_errs_less_on_overlapping_classes(unit):
    wrong = np.zeros((2, 5, 40))
    for seed in range(5):
        x, y = (np.asarray(a) for a in data.gaussian_mixture(200, rng=seed, dtype="float64"))
        w, b, v, c = np.zeros(2), 0.0, np.zeros(2), 0.0
        for k in range(40):
            w, b, _ = unit.perceptron_rule(x, y, w, b)
            for features, target in zip(x, y, strict=True):
                push = 0.01 * (target - (features @ v + c))
                v, c = v + push * features, c + push
            wrong[:, seed, k] = np.mean((x @ w + b > 0) != y), np.mean((x @ v + c > 0.5) != y)
    late = wrong[:, :, 20:]
    assert late.mean(axis=(1, 2)).round(2).tolist() == [0.24, 0.19]
    jumps = late.std(axis=2, ddof=1)
    assert (jumps[0] > 5 * jumps[1]).all()


def test_the_weights_of_xor_fit_any_two_levels(unit):
    (low, high), corners = (0.2, 4.8), np.array([[0.2, 0.2], [0.2, 4.8], [4.8, 0.2], [4.8, 4.8]])
    scores = unit.mlp_forward(corners, unit.xor_layers(low, high, 2.0))
    np.testing.assert_allclose(scores[:, 0], [-2, 2, 2, -2])
