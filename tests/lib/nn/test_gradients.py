"""Every layer's backward pass against central differences on the host, and on a device against the host's."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from gradschool import backend, nn
from gradschool.backend import blocks

_spec = importlib.util.spec_from_file_location("differences", Path(__file__).with_name("differences.py"))
differences = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(differences)

FEATURES = {
    "dense": lambda: nn.Dense(6, 4),
    "dense without bias": lambda: nn.Dense(6, 4, bias=False),
    "identity": nn.Identity,
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "relu": nn.ReLU,
    "leaky relu": lambda: nn.LeakyReLU(slope=0.2),
    "elu": lambda: nn.ELU(alpha=1.5),
    "selu": nn.SELU,
    "swish": lambda: nn.Swish(beta=1.7),
    "softplus": nn.Softplus,
    "softmax": nn.Softmax,
    "gelu": nn.GELU,
    "gelu with tanh": lambda: nn.GELU(tanh=True),
    "swiglu": nn.SwiGLU,
    "layer normalization": lambda: nn.LayerNorm(6),
    "rms normalization": lambda: nn.RMSNorm(6),
    "group normalization": lambda: nn.GroupNorm(2, 6),
    "scaled residual": lambda: nn.Residual(nn.Dense(6, 6), scale=0.3),
    "scaled stochastic depth": lambda: nn.Residual(nn.Dense(6, 6), survival=0.5, scale=0.3),
    "prelu": lambda: nn.PReLU(6),
    "maxout": lambda: nn.Maxout(3),
    "batch normalization": lambda: nn.BatchNorm(6),
    "dropout": lambda: nn.Dropout(0.4),
    "plain dropout": lambda: nn.Dropout(0.4, inverted=False),
    "residual": lambda: nn.Residual(nn.Sequential(nn.Dense(6, 6), nn.Tanh())),
    "stochastic depth": lambda: nn.Residual(nn.Dense(6, 6), survival=0.5),
    "network": lambda: nn.Sequential(nn.Dense(6, 5), nn.BatchNorm(5), nn.Tanh(), nn.Dense(5, 3)),
}
IMAGES = {
    "convolution": lambda: nn.Conv2d(3, 4, 3),
    "padded convolution": lambda: nn.Conv2d(3, 2, 3, padding=1),
    "strided convolution": lambda: nn.Conv2d(3, 2, 2, stride=2, bias=False),
    "strided padded convolution": lambda: nn.Conv2d(3, 2, 3, stride=2, padding=2),
    "gapped convolution": lambda: nn.Conv2d(3, 2, 2, stride=3, padding=1),
    "one by one convolution": lambda: nn.Conv2d(3, 2, 1),
    "upright convolution": lambda: nn.Conv2d(3, 2, (3, 1), padding=(1, 0)),
    "convolution that keeps the size": lambda: nn.Conv2d(3, 2, (2, 3), padding="same"),
    "depthwise convolution": lambda: nn.DepthwiseConv2d(3, padding="same"),
    "strided depthwise convolution": lambda: nn.DepthwiseConv2d(3, (2, 3), stride=2, padding=1, bias=False),
    "group normalization": lambda: nn.GroupNorm(3, 3),
    "layer normalization of images": lambda: nn.GroupNorm(1, 3),
    "global average pooling": nn.GlobalAveragePool,
    "padded max pooling": lambda: nn.MaxPool(3, 2, padding=1),
    "padded average pooling": lambda: nn.AveragePool(3, 2, padding=1),
    "max pooling": nn.MaxPool,
    "overlapping max pooling": lambda: nn.MaxPool(3, 2),
    "gapped max pooling": lambda: nn.MaxPool(2, 3),
    "average pooling": nn.AveragePool,
    "overlapping average pooling": lambda: nn.AveragePool(3, 1),
    "fractional max pooling": lambda: nn.FractionalMaxPool(4, 3),
    "flatten": nn.Flatten,
    "prelu": lambda: nn.PReLU(3),
    "batch normalization": lambda: nn.BatchNorm(3),
    "network": lambda: nn.Sequential(
        nn.Conv2d(3, 4, 3, padding=1, bias=False),
        nn.BatchNorm(4),
        nn.Swish(),
        nn.MaxPool(2),
        nn.Conv2d(4, 2, 2),
        nn.Flatten(),
        nn.Dense(4, 3),
    ),
}


def batch_for(name, batch):
    """Return the batch, or the least that has a variance where a layer normalizes by it."""
    return max(batch, 2) if name in ("batch normalization", "network") else batch


def built(make):
    model = make()
    if any(module.initial(backend.default_rng(0), "float64") for _, module in model.modules()):
        parameters = model.build(rng=1, dtype="float64")
        parameters.values[...] = backend.default_rng(2).normal(0.3, 0.5, parameters.values.shape[0])
    return model


@pytest.mark.parametrize("batch", [1, 4])
@pytest.mark.parametrize("name", FEATURES)
def test_a_layer_of_features_differentiates_right(name, batch):
    with backend.use("numpy"):
        x = np.random.default_rng(3).standard_normal((batch_for(name, batch), 6))
        differences.check_module(built(FEATURES[name]), x, seed=5, atol=1e-6)


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("name", IMAGES)
def test_a_layer_of_images_differentiates_right(name, batch):
    with backend.use("numpy"):
        x = np.random.default_rng(3).standard_normal((batch, 3, 6, 5))
        differences.check_module(built(IMAGES[name]), x, seed=5)


def there_and_back(make, shape):
    """Return the output, the input's gradient and the parameters', found on the backend in use, on the host."""
    model, rng = built(make), np.random.default_rng(3)
    y = model(backend.to_device(rng.standard_normal(shape)), training=True, rng=backend.default_rng(5))
    dx = model.backward(backend.to_device(rng.standard_normal(y.shape)))
    learned = [module.gradients[name] for _, module in model.modules() for name in module.own]
    return [backend.to_numpy(found) for found in (y, dx, *learned)]


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("kinds", [FEATURES, IMAGES], ids=["features", "images"])
@pytest.mark.parametrize("there", ["strict", pytest.param("cupy", marks=pytest.mark.gpu)])
def test_every_layer_finds_on_a_device_what_it_finds_on_the_host(there, kinds, batch):
    for name, make in kinds.items():
        shape = (batch_for(name, batch), *((6,) if kinds is FEATURES else (3, 6, 5)))
        with backend.use("numpy"):
            expected = there_and_back(make, shape)
        with backend.use(there):
            found = there_and_back(make, shape)
        for ours, theirs in zip(found, expected, strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("name", IMAGES)
def test_a_layer_of_images_in_blocks_differentiates_right(name, monkeypatch):
    monkeypatch.setattr(blocks, "IN_CACHE", 40)
    with backend.use("numpy"):
        x = np.random.default_rng(3).standard_normal((2, 3, 6, 5))
        differences.check_module(built(IMAGES[name]), x, seed=5)


@pytest.mark.parametrize("loss", [nn.binary_cross_entropy, nn.mean_squared_error])
def test_a_loss_of_any_shape_differentiates_right(loss, device):
    rng = np.random.default_rng(0)
    x, targets = rng.standard_normal((4, 3)), backend.to_device(rng.random((4, 3)))

    def value(z):
        return backend.to_numpy(loss(backend.to_device(z), targets)[0])

    gradient = backend.to_numpy(loss(backend.to_device(x), targets)[1])
    np.testing.assert_allclose(gradient, differences.numerical_gradient(value, x, 1.0), rtol=1e-6, atol=1e-8)


def test_smoothed_and_weighted_cross_entropy_differentiates_right(device):
    rng = np.random.default_rng(0)
    x, targets = rng.standard_normal((4, 3)), backend.to_device(rng.dirichlet(np.ones(3), 4))
    settings = {"smoothing": 0.2, "class_weights": backend.to_device(np.array([0.5, 2.0, 1.0]))}

    def value(z):
        return backend.to_numpy(nn.softmax_cross_entropy(backend.to_device(z), targets, **settings)[0])

    gradient = backend.to_numpy(nn.softmax_cross_entropy(backend.to_device(x), targets, **settings)[1])
    np.testing.assert_allclose(gradient, differences.numerical_gradient(value, x, 1.0), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("soft", [False, True])
def test_cross_entropy_differentiates_right(soft, device):
    rng = np.random.default_rng(0)
    x, labels = rng.standard_normal((4, 3)), rng.integers(0, 3, 4)
    targets = backend.to_device(rng.dirichlet(np.ones(3), 4) if soft else labels)

    def value(z):
        return backend.to_numpy(nn.softmax_cross_entropy(backend.to_device(z), targets)[0])

    gradient = backend.to_numpy(nn.softmax_cross_entropy(backend.to_device(x), targets)[1])
    np.testing.assert_allclose(gradient, differences.numerical_gradient(value, x, 1.0), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize(
    "penalty", [lambda w: nn.l1_penalty(w, 0.3), lambda w: nn.l2_penalty(w, 0.3), lambda w: nn.elastic_net(w, 0.2, 0.7)]
)
def test_a_penalty_differentiates_right(penalty, device):
    w = np.random.default_rng(0).standard_normal(7)
    gradient = backend.to_numpy(penalty(backend.to_device(w))[1])

    def value(z):
        return backend.to_numpy(penalty(backend.to_device(z))[0])

    np.testing.assert_allclose(gradient, differences.numerical_gradient(value, w, 1.0), rtol=1e-6)
