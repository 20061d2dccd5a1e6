"""Perceptrons in plain arrays: their gradients, their loss beside the library's, and batches that leave nobody out."""

from typing import Any

import numpy as np
import pytest

from gradschool import nn
from gradschool.experiments import mlp


def in_double(networks: int, *sizes: int) -> list[np.ndarray]:
    layers = mlp.he_layers([np.random.default_rng(seed) for seed in range(networks)], sizes)
    rng = np.random.default_rng(9)
    return [layer + 0.1 * rng.standard_normal(layer.shape) for layer in layers]


@pytest.mark.parametrize("activation", [mlp.RELU, mlp.TANH], ids=["relu", "tanh"])
@pytest.mark.parametrize("shape", [(6, 5), (2, 6, 5)], ids=["one batch", "a batch each"])
def test_gradients_are_those_of_differences(activation: mlp.Activation, shape: tuple[int, ...]) -> None:
    layers, rng = in_double(2, 5, 4, 3, 2), np.random.default_rng(0)
    x, targets = rng.standard_normal(shape), rng.dirichlet([1, 1], shape[:-1])
    values = mlp.forward(layers, x, activation)
    gradients = mlp.backward(layers, values, mlp.cross_entropy(values[-1], targets)[1], activation)
    assert [one.shape for one in gradients] == [layer.shape for layer in layers]
    for i, (layer, gradient) in enumerate(zip(layers, gradients, strict=True)):
        away, losses = rng.standard_normal(layer.shape), []
        for step in (1e-6, -1e-6):
            moved = [*layers[:i], layer + step * away, *layers[i + 1 :]]
            losses.append(mlp.cross_entropy(mlp.forward(moved, x, activation)[-1], targets)[0])
        found = (losses[0] - losses[1]) / 2e-6
        np.testing.assert_allclose((away * gradient).sum(axis=(1, 2)), found, rtol=1e-6, atol=1e-9)


def test_loss_and_its_gradient_are_those_of_the_library() -> None:
    rng = np.random.default_rng(0)
    scores, labels = 30 * rng.standard_normal((20, 10)), rng.integers(10, size=20)
    for ours, theirs in zip(
        mlp.cross_entropy(scores, mlp.one_hot(labels)), nn.softmax_cross_entropy(scores, labels), strict=True
    ):
        np.testing.assert_allclose(ours, theirs, atol=1e-12)


def test_probabilities_add_up_to_one_however_large_the_scores() -> None:
    scores = np.array([[1e4, 0.0, -1e4], [0.0, np.log(3.0), -np.inf]])
    np.testing.assert_allclose(mlp.softmax(scores), [[1, 0, 0], [0.25, 0.75, 0]], atol=1e-12)


def test_first_weights_keep_the_variance_under_relu_and_biases_are_zero() -> None:
    first, bias, *_ = mlp.he_layers([np.random.default_rng(0), np.random.default_rng(1)], (400, 200, 10), gain=3.0)
    np.testing.assert_allclose(first.std(axis=(1, 2)), 3 * (2 / 400) ** 0.5, rtol=0.02)
    assert not bias.any()
    assert not np.array_equal(first[0], first[1])
    assert {first.dtype, bias.dtype} == {np.dtype("float32")}


def batches(*rows: Any) -> mlp.Batches:
    return mlp.Batches([np.random.default_rng(seed) for seed in range(len(rows))], rows)


def test_a_pass_holds_each_row_once_and_the_next_one_another_order() -> None:
    rows = batches(12, 12)
    first, second = (np.concatenate([rows.next(4) for _ in range(3)], axis=1) for _ in range(2))
    for one in (*first, *second):
        assert sorted(one) == list(range(12))
    assert not np.array_equal(first, second)
    assert not np.array_equal(first[0], first[1])


def test_too_few_rows_for_a_batch_begin_the_next_pass() -> None:
    rows = batches(10)
    seen = [set(rows.next(4)[0]) for _ in range(4)]
    assert not seen[0] & seen[1]
    assert not seen[2] & seen[3]


def test_a_network_gets_rows_of_its_own_alone_and_all_of_them_where_they_are_too_few() -> None:
    own = batches(np.array([3, 5, 8]), np.array([1, 2, 4]))
    assert [set(one) for one in own.next(7)] == [{3, 5, 8}, {1, 2, 4}]
    assert [set(one) for one in own.next(7)] == [{3, 5, 8}, {1, 2, 4}]
