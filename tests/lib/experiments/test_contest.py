"""The contest of update rules: its network's gradient, its seeds, and rules that ask for the gradient themselves."""

from typing import Any

import numpy as np
import pytest

from gradschool import backend, data, nn
from gradschool.experiments.contest import SHAPES, loss_and_gradient, train_digits, walk


@pytest.fixture(autouse=True)
def on_numpy() -> Any:
    with backend.use("numpy"):
        yield


def downhill(w: Any, g: Any, state: Any = None, lr: float = 0.3) -> Any:
    return w - lr * g, state


def asking(w: Any, gradient: Any, state: Any = None, lr: float = 0.3) -> Any:
    return w - lr * gradient(w), state


def test_the_gradient_is_that_of_the_library_s_network() -> None:
    rng = np.random.default_rng(0)
    w, x, labels = 0.3 * rng.standard_normal(2410), rng.random((20, 64)), rng.integers(10, size=20)
    model = nn.Sequential(nn.Dense(64, 32), nn.ReLU(), nn.Dense(32, 10))
    parameters = model.build(rng=0, dtype="float64")
    start = 0
    for name, (rows, columns) in zip(("0.weight", "0.bias", "2.weight", "2.bias"), SHAPES, strict=True):
        parameters[name][...] = w[start : start + rows * columns].reshape(parameters[name].shape)
        start += rows * columns
    expected, upstream = nn.softmax_cross_entropy(model(x), labels)
    model.backward(upstream, input_gradient=False)
    loss, gradient = loss_and_gradient(w, x, np.eye(10)[labels])
    assert loss == pytest.approx(float(expected))
    wanted = np.concatenate([parameters.gradients[place.where] for place in parameters.layout()])
    np.testing.assert_allclose(gradient, wanted, atol=1e-12)


def test_seeds_trained_together_are_the_runs_of_each_alone() -> None:
    together = train_digits(downhill, seeds=(3, 8), updates=30)
    alone = train_digits(downhill, seeds=(8,), updates=30)
    np.testing.assert_allclose(together.losses[1], alone.losses[0], rtol=1e-4)


def test_a_rule_that_asks_for_the_gradient_gets_that_of_the_mini_batch() -> None:
    given, asked = (train_digits(rule, seeds=(0,), updates=30) for rule in (downhill, asking))
    np.testing.assert_allclose(given.losses, asked.losses, rtol=1e-4)


def test_settings_reach_the_rule_and_no_rate_learns_nothing() -> None:
    still = train_digits(downhill, updates=20, lr=0.0)
    assert still.accuracy.max() < 0.3
    assert train_digits(downhill, updates=100, lr=0.7).accuracy.min() > 0.85


def test_a_run_that_diverges_says_so_in_its_losses() -> None:
    assert not np.isfinite(train_digits(downhill, updates=30, lr=1e30).losses[:, -1]).any()


def test_every_digit_is_seen_once_in_a_pass() -> None:
    still = train_digits(downhill, updates=8, batch=337, lr=0.0)  # four batches are a pass
    for one in (still.losses[:, :4], still.losses[:, 4:]):
        np.testing.assert_allclose(one.mean(axis=1), still.loss, rtol=1e-5)
    assert not np.allclose(still.losses[:, :4], still.losses[:, 4:], rtol=1e-3)


def test_a_batch_larger_than_the_digits_is_all_of_them() -> None:
    still = train_digits(downhill, updates=2, batch=5000, lr=0.0)
    np.testing.assert_allclose(still.losses, np.stack([still.loss] * 2, axis=1), rtol=1e-5)


def test_many_walks_at_once_are_the_walks_one_by_one() -> None:
    valley, rates = data.surfaces.valley(9), np.array([0.05, 0.1, 0.2])
    starts = np.tile(valley.start, (3, 1))
    together = walk(downhill, valley, 10, starts, lr=rates[:, None])
    for i, lr in enumerate(rates):
        np.testing.assert_allclose(together[:, i], walk(asking, valley, 10, lr=lr))


def test_a_rule_that_writes_into_its_weights_leaves_the_path_behind_it() -> None:
    def in_place(w: Any, g: Any, state: Any = None) -> Any:
        w -= 0.1 * g
        return w, state

    valley = data.surfaces.valley(9)
    np.testing.assert_allclose(walk(in_place, valley, 5), walk(downhill, valley, 5, lr=0.1))
