"""A frozen batch normalization computes one thing, in training too; a batch without a variance is refused."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from gradschool import backend, data, nn, optim, train

_spec = importlib.util.spec_from_file_location("differences", Path(__file__).with_name("differences.py"))
differences = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(differences)

SHAPES = {"features": (5, 3), "images": (4, 3, 3, 2)}


def frozen(dtype="float64"):
    layer = nn.BatchNorm(3)
    layer.build(rng=0, dtype=dtype).values[...] = backend.default_rng(1).normal(1.0, 0.3, 6, dtype)
    for _ in range(5):
        layer(backend.default_rng(2).normal(2.0, 3.0, (20, 3), dtype), training=True)
    layer.parameters.freeze("")
    return layer


@pytest.mark.parametrize("shape", SHAPES)
def test_a_frozen_norm_does_in_training_what_it_does_at_test_time(shape, device):
    layer, x = frozen(), backend.default_rng(4).standard_normal(SHAPES[shape])
    kept = {name: backend.to_numpy(value).copy() for name, value in layer.buffers.items()}
    np.testing.assert_array_equal(*[backend.to_numpy(layer(x, training=training)) for training in (True, False)])
    for name, value in kept.items():
        np.testing.assert_array_equal(backend.to_numpy(layer.buffers[name]), value)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_frozen_norm_differentiates_right(shape, device):
    x = np.random.default_rng(4).standard_normal(SHAPES[shape])
    differences.check_module(frozen(), x)


def test_a_norm_of_which_only_the_shift_is_frozen_learns_from_its_batch():
    layer = frozen()
    layer.parameters.thaw("scale")
    before = layer.buffers["mean"].copy()
    layer(np.random.default_rng(4).standard_normal((5, 3)), training=True)
    assert (layer.buffers["mean"] != before).all()


def test_a_frozen_norm_in_a_model_keeps_its_statistics_while_the_rest_is_trained():
    digits = data.digits().flat
    model = nn.Sequential(nn.Dense(64, 8), nn.BatchNorm(8), nn.ReLU(), nn.Dense(8, 10))
    model.build(rng=0).freeze(["0", "1"])
    before = model.snapshot()
    train.Trainer(model, optim.Adam(lr=0.01)).fit(data.Loader(digits, 128), 1)
    moved = {name for name, value in model.snapshot().items() if (value != before[name]).any()}
    assert moved == {"parameter.3.weight", "parameter.3.bias"}


@pytest.mark.parametrize("shape", [(1, 3), (1, 3, 1, 1)])
def test_a_batch_with_one_value_a_channel_is_refused_in_training_alone(shape):
    model = nn.Sequential(nn.BatchNorm(3))
    model.build(rng=0)
    before = model.snapshot()
    with pytest.raises(ValueError, match=r"BatchNorm 0: .* one value a channel, .* Loader\(\.\.\., drop_last=True\)"):
        model(np.ones(shape, "float32"), training=True)
    np.testing.assert_array_equal(model.snapshot()["buffer.0.variance"], before["buffer.0.variance"])
    assert model(np.ones(shape, "float32")).shape == shape
    model.parameters.freeze("")
    assert model(np.ones(shape, "float32"), training=True).shape == shape
