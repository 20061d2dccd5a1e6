"""Containers: what they refuse to hold, and which of their layers an error is from."""

import numpy as np
import pytest

from gradschool import nn


@pytest.mark.parametrize("make", [nn.Tanh, lambda: nn.Dense(2, 2), lambda: nn.Sequential(nn.Dense(2, 2))])
def test_a_module_in_two_places_is_refused_where_the_model_is_made(make):
    twice = make()
    with pytest.raises(ValueError, match=r"stands in two places, 0 and 2, .*; make a second one"):
        nn.Sequential(twice, nn.Dense(2, 2), twice)


def test_a_module_in_two_places_of_nested_containers_is_refused():
    twice = nn.ReLU()
    with pytest.raises(ValueError, match=r"one ReLU stands in two places, 0\.inner and 1\.0"):
        nn.Sequential(nn.Residual(twice), nn.Sequential(twice))


def test_a_module_that_is_added_a_second_time_is_refused_by_build():
    model = nn.Sequential(nn.Dense(2, 2), nn.Tanh())
    model.layers.append(model.layers[1])
    with pytest.raises(ValueError, match="one Tanh stands in two places, 1 and 2"):
        model.build(rng=0)


def test_two_modules_of_one_kind_are_two_modules():
    model = nn.Sequential(nn.Tanh(), nn.Tanh())
    x = np.ones((1, 2))
    np.testing.assert_allclose(model(x), np.tanh(np.tanh(x)))


def test_an_error_of_a_layer_says_at_which_layer_and_for_what_shape():
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Sequential(nn.ReLU(), nn.MaxPool(9)))
    model.build(rng=0)
    with pytest.raises(ValueError, match="a window of 9 does not fit into 4 pixels") as caught:
        model(np.ones((1, 1, 6, 6), "float32"))
    assert caught.value.__notes__ == ["at layer 1 of Sequential 1, MaxPool(size=9), for an input of shape (1, 2, 4, 4)"]
