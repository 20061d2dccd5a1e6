"""The gradient that comes from the loss: what is not of the output's shape or precision is named as the upstream."""

import numpy as np
import pytest

from gradschool import backend, nn

LAST = {
    "dense": [],
    "relu": [nn.ReLU],
    "tanh": [nn.Tanh],
    "dropout": [nn.Dropout],
    "layer norm": [lambda: nn.LayerNorm(3)],
    "batch norm": [lambda: nn.BatchNorm(3)],
    "residual": [lambda: nn.Residual(nn.Tanh())],
}


def forward(name, dtype="float32"):
    model = nn.Sequential(nn.Dense(4, 3), *[make() for make in LAST[name]])
    model.build(rng=0)
    x = backend.default_rng(1).standard_normal((8, 4), dtype)
    return model, model(x, training=True, rng=backend.default_rng(0))


@pytest.mark.parametrize("shape", [(1, 3), (3,), (8,), (8, 1), (), (7, 3)])
@pytest.mark.parametrize("name", LAST)
def test_an_upstream_of_another_shape_is_refused_with_that_of_the_output(name, shape):
    model, _ = forward(name)
    with pytest.raises(ValueError, match=r"upstream of \w+ \d has shape .* an output of shape \(8, 3\) has that shape"):
        model.backward(np.ones(shape, "float32"))


@pytest.mark.parametrize("name", LAST)
def test_an_upstream_of_another_precision_is_the_one_that_is_named(name, device):
    model, y = forward(name)
    with pytest.raises(TypeError, match=r"upstream.*: float64 where the others are float32"):
        model.backward(backend.to_device(np.ones(y.shape)))


def test_a_layer_by_itself_names_the_shape_of_its_output():
    layer = nn.Dense(4, 3)
    layer.build(rng=0)
    layer(np.ones((8, 4), "float32"))
    with pytest.raises(ValueError, match=r"upstream has shape \(1, 3\); that of the output is \(8, 3\)"):
        layer.backward(np.ones((1, 3), "float32"))


def test_a_branch_that_was_left_out_takes_the_next_batch_s_upstream():
    model = nn.Residual(nn.Dense(3, 3), survival=0.5)
    model.build(rng=0)
    rng = backend.default_rng(0)
    for batch in range(1, 12):
        y = model(np.ones((batch, 3), "float32"), training=True, rng=rng)
        assert model.backward(np.ones(y.shape, "float32")).shape == (batch, 3)
