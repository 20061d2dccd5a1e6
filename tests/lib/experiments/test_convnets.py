"""Small networks that look at images: layers of their own have right gradients, and what is shifted is shifted."""

from typing import Any

import numpy as np
import pytest

from gradschool import backend, nn
from gradschool.experiments import convnets, sensitivities


@pytest.fixture(scope="module", autouse=True)
def _numpy() -> None:
    backend.use("numpy")


def own_backward(upstream: Any, x: Any, weight: Any, stride: int, padding: int) -> Any:
    cache = nn.conv2d_forward(x, weight, stride=stride, padding=padding)[1]
    return nn.conv2d_backward(upstream, weight, cache)


def own_forward(x: Any, weight: Any, bias: Any, stride: int, padding: int) -> Any:
    return nn.conv2d_forward(x, weight, bias, stride=stride, padding=padding)[0]


@pytest.mark.parametrize(
    "layer", [convnets.Local(2, 3, 4), convnets.Own(own_forward, own_backward, 2, 3)], ids=["local", "own"]
)
def test_gradients_of_parameters_are_those_of_differences(layer: nn.Module) -> None:
    rng = np.random.default_rng(0)
    values = layer.build(rng=0, dtype="float64").values
    x, turn = rng.standard_normal((5, 2, 4, 4)), rng.standard_normal(values.size)
    u = rng.standard_normal(layer(x).shape)
    layer.backward(u, input_gradient=False)
    expected, ends = layer.parameters.gradients @ turn, []
    for step in (1e-6, -2e-6):
        values += step * turn
        ends.append((u * layer(x)).sum())
    assert (ends[0] - ends[1]) / 2e-6 == pytest.approx(expected, rel=1e-6)


def test_a_local_layer_with_equal_filters_is_a_convolution() -> None:
    local, shared = convnets.Local(2, 3, 4), nn.Conv2d(2, 3, padding=1)
    local.build(rng=0, dtype="float64")
    shared.build(rng=0, dtype="float64")
    local.own["weight"][...] = shared.own["weight"].reshape(3, -1).T
    x = np.random.default_rng(1).standard_normal((5, 2, 4, 4))
    np.testing.assert_allclose(local(x), shared(x), atol=1e-12)


def test_digits_stand_in_the_middle_and_in_any_order() -> None:
    order = np.random.default_rng(0).permutation(64)
    (x, labels), (held, _) = convnets.centered(side=12)
    assert (x.shape, held.shape, len(labels)) == ((1348, 1, 12, 12), (449, 1, 12, 12), 1348)
    assert not x[:, :, :2].any()
    plain, mixed = (convnets.centered(order=each)[0][0].reshape(-1, 64) for each in (None, order))
    np.testing.assert_array_equal(mixed, plain[:, order])
    np.testing.assert_array_equal(x[:, 0, 2:10, 2:10].reshape(-1, 64), plain)


def test_random_shifts_stay_within_reach_and_bring_zeros() -> None:
    x = np.zeros((400, 1, 9, 9))
    x[:, 0, 4, 4] = 1.0
    places = np.argwhere(convnets.shifted_at_random(x, np.random.default_rng(0), 2))[:, 2:]
    assert len(places) == 400
    assert {tuple(place) for place in places} == {(i, j) for i in range(2, 7) for j in range(2, 7)}


def test_small_shapes_to_learn_from_have_mean_zero_a_channel() -> None:
    (x, labels), (choose, _), (judge, _) = convnets.small_shapes(150, 20, 30)
    assert [each.shape for each in (x, choose, judge)] == [(n, 3, 16, 16) for n in (150, 20, 30)]
    assert len(set(labels)) == 10
    np.testing.assert_allclose(x.mean(axis=(0, 2, 3)), 0, atol=1e-6)


def test_the_three_sets_of_small_shapes_are_parts_of_one() -> None:
    parts, (whole, *_) = convnets.small_shapes(15, 5, 10), convnets.small_shapes(30, 0, 0)
    images = np.concatenate([x for x, _ in parts])
    np.testing.assert_allclose(images - images.mean(axis=(0, 2, 3), keepdims=True), whole[0], atol=1e-6)
    np.testing.assert_array_equal(np.concatenate([labels for _, labels in parts]), whole[1])


def test_training_is_the_same_for_the_same_seed() -> None:
    learn, held = convnets.centered()
    runs = [convnets.right(convnets.trained(convnets.dense, *learn, updates=20, seeds=[0, 1]), *held) for _ in "ab"]
    np.testing.assert_array_equal(*runs)
    assert runs[0][0] != runs[0][1]


def test_without_noise_two_gradients_are_the_same_and_a_shortcut_adds_to_the_upstream() -> None:
    assert sensitivities.gradient_lengths(1, seeds=[0])[0] > 1  # u and what the block adds to it
    assert sensitivities.gradient_agreement(4, noise=0.0, seeds=[0])[0] == pytest.approx(1, abs=1e-5)
