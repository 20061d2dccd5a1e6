"""Running statistics taken anew: those of the data under the weights as they are, and nothing else changes."""

import numpy as np
import pytest

from gradschool import backend, data, nn, train


def a_model(*layers):
    model = nn.Sequential(nn.Dense(4, 3), nn.BatchNorm(3), *layers, nn.Dense(3, 2))
    model.build(rng=0, dtype="float64")
    return model, model.layers[1]


def a_set(n=70):
    rng = np.random.default_rng(0)
    return data.Dataset(rng.normal(3.0, 2.0, (n, 4)), rng.integers(0, 2, n))


def test_the_statistics_are_those_of_all_the_data_however_it_is_cut():
    model, norm = a_model()
    points = a_set()
    hidden = model.layers[0](points.x)
    train.refresh_statistics(model, data.Loader(points, batch_size=32))
    np.testing.assert_allclose(norm.buffers["mean"], hidden.mean(axis=0), rtol=1e-12)
    train.refresh_statistics(model, data.Loader(points, batch_size=70))
    np.testing.assert_allclose(norm.buffers["variance"], hidden.var(axis=0, ddof=1), rtol=1e-12)


def test_nothing_learns_and_the_momentum_stays():
    model, norm = a_model(nn.Dropout(0.5))
    before = model.parameters.values.copy()
    train.refresh_statistics(model, data.Loader(a_set(), batch_size=32), rng=1)
    np.testing.assert_array_equal(model.parameters.values, before)
    assert norm.momentum == 0.1


def test_a_frozen_layer_keeps_its_statistics():
    model, norm = a_model()
    model.parameters.freeze("1")
    train.refresh_statistics(model, data.Loader(a_set()))
    assert norm.buffers["mean"].tolist() == [0, 0, 0]


def test_data_that_does_not_fit_leaves_statistics_momentum_and_random_state_as_they_were():
    model, norm = a_model(nn.Dropout(0.5))
    images = data.Dataset(np.ones((40, 5)), np.zeros(40, int))
    rng = backend.default_rng(3)
    state = rng.state
    with pytest.raises(ValueError, match=r"Dense 0 takes \(batch, 4\)"):
        train.refresh_statistics(model, data.Loader(images, 20), rng)
    assert (norm.buffers["mean"].tolist(), norm.momentum, rng.state) == ([0, 0, 0], 0.1, state)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((nn.Dense, None), "refresh_statistics takes a model, not the class Dense"),
        ((nn.ReLU(), a_set()), r"refresh_statistics takes a Loader, not a Dataset: data\.Loader\(dataset"),
    ],
)
def test_what_is_no_model_and_no_loader_is_refused(arguments, words):
    with pytest.raises(TypeError, match=words):
        train.refresh_statistics(*arguments)
