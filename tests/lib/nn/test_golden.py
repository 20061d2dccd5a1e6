"""The layers and losses, forward and backward, against PyTorch's values (`tests/lib/golden/make_layers.py`)."""

import math
from pathlib import Path

import numpy as np
import pytest

from gradschool import backend, nn
from gradschool.nn import activations, gelu, swiglu

GOLDEN = np.load(Path(__file__).parents[1] / "golden" / "layers.npz")
ACTIVATIONS = ["sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu", "swish", "softplus"]


def golden(name):
    return backend.to_device(GOLDEN[name])


def agree_there_and_back(name, forward, backward, *gradients):
    """Hold the output, and the gradients of half the sum of its squares, against PyTorch's."""
    y, cache = forward()
    agree(y, name)
    found = backward(y, cache)
    for part, gradient in zip(gradients, found if isinstance(found, tuple) else (found,), strict=True):
        agree(gradient, f"{name} gradient of {part}")


def agree(ours, name):
    np.testing.assert_allclose(backend.to_numpy(ours), GOLDEN[name], rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_agree_with_pytorch(name, device):
    agree(getattr(activations, name)(golden("grid")), name)


def test_the_softmax_agrees_with_pytorch(device):
    agree(nn.softmax(golden("rows")), "softmax")


def test_convolutions_agree_with_pytorch(device):
    images, filters, bias = golden("images"), golden("filters"), golden("bias")
    agree(nn.conv2d_forward(images, filters, bias)[0], "conv")
    agree(nn.conv2d_forward(images, filters, bias, stride=2, padding=1)[0], "conv stride 2 padding 1")


def test_pooling_agrees_with_pytorch(device):
    images = golden("images")
    agree(nn.max_pool_forward(images)[0], "max pool")
    agree(nn.max_pool_forward(images, 3, 2)[0], "max pool 3 by 2")
    agree(nn.average_pool_forward(images)[0], "average pool")


@pytest.mark.parametrize("tanh", [False, True])
def test_the_gelu_agrees_with_pytorch(tanh, device):
    x = golden("grid")
    agree_there_and_back(
        "gelu tanh" if tanh else "gelu",
        lambda: (gelu.gelu(x, tanh), None),
        lambda y, _: gelu.gelu_backward(y, x, y, tanh),
        "x",
    )


def test_the_error_function_is_that_of_the_mathematics_library(device):
    x = np.linspace(-7, 7, 2801)
    expected = [math.erf(value) for value in x]
    np.testing.assert_allclose(backend.to_numpy(gelu.erf(backend.to_device(x))), expected, rtol=4e-16, atol=3e-16)


def test_the_swiglu_agrees_with_pytorch(device):
    x = golden("rows")
    agree_there_and_back("swiglu", lambda: (swiglu.swiglu(x), x), swiglu.swiglu_backward, "x")


def test_layer_and_rms_normalization_agree_with_pytorch(device):
    x, scale, shift = golden("rows"), golden("rows")[0, :], golden("rows")[1, :]
    parts = ("x", "scale", "shift")
    agree_there_and_back("layer norm", lambda: nn.layernorm_forward(x, scale, shift), nn.layernorm_backward, *parts)
    agree_there_and_back("rms norm", lambda: nn.rmsnorm_forward(x, scale), nn.rmsnorm_backward, "x", "scale")


def test_group_normalization_agrees_with_pytorch(device):
    x, scale, shift = golden("wide"), golden("six")[0, :], golden("six")[1, :]
    agree_there_and_back(
        "group norm",
        lambda: nn.groupnorm_forward(x, scale, shift, 3),
        nn.groupnorm_backward,
        *("x", "scale", "shift"),
    )


def test_a_depthwise_convolution_agrees_with_pytorch(device):
    x, weight, bias = golden("images"), golden("taps"), golden("channel")[0, :]
    agree_there_and_back(
        "depthwise",
        lambda: nn.depthwise_conv2d_forward(x, weight, bias, stride=2, padding=1),
        lambda y, cache: nn.depthwise_conv2d_backward(y, weight, cache),
        *("x", "weight", "bias"),
    )


def test_a_convolution_that_keeps_the_size_agrees_with_pytorch_for_even_windows_too(device):
    x, weight = golden("images"), golden("wide filters")
    agree_there_and_back(
        "conv same",
        lambda: nn.conv2d_forward(x, weight, padding="same"),
        lambda y, cache: nn.conv2d_backward(y, weight, cache)[:2],
        *("x", "weight"),
    )


def test_padded_and_global_pooling_agree_with_pytorch(device):
    x = golden("images")
    agree_there_and_back("max pool padded", lambda: nn.max_pool_forward(x, 3, 2, 1), nn.max_pool_backward, "x")
    agree_there_and_back(
        "average pool padded", lambda: nn.average_pool_forward(x, 3, 2, 1), nn.average_pool_backward, "x"
    )
    agree_there_and_back(
        "global average pool", lambda: nn.global_average_pool_forward(x), nn.global_average_pool_backward, "x"
    )


@pytest.mark.parametrize("name", ["smoothed", "weighted", "weighted and smoothed"])
def test_smoothing_and_class_weights_agree_with_pytorch(name, device):
    settings = {"smoothing": 0.1} if "smoothed" in name else {}
    settings |= {"class_weights": golden("class weights")} if "weighted" in name else {}
    loss, gradient = nn.softmax_cross_entropy(golden("rows"), golden("labels"), **settings)
    agree(loss, name)
    agree(gradient, f"{name} gradient of x")


def test_batch_normalization_agrees_with_pytorch_in_training_and_in_what_it_keeps(device):
    layer = nn.BatchNorm(3)
    layer.build(dtype="float64")
    layer.own["scale"][...], layer.own["shift"][...] = golden("channel")[0, :], golden("channel")[1, :]
    agree(layer(golden("images"), training=True), "batch norm")
    agree(layer.buffers["mean"], "running mean")
    agree(layer.buffers["variance"], "running variance")


def test_losses_agree_with_pytorch(device):
    rows = golden("rows")
    agree(nn.softmax_cross_entropy(rows, golden("labels"))[0], "cross entropy")
    agree(nn.binary_cross_entropy(rows, activations.sigmoid(2 * rows))[0], "binary cross entropy")
