"""What the functions of layers are given: shapes and kinds are refused by the argument's name, with what is right."""

import numpy as np
import pytest

from gradschool import nn

F = "float32"


def images(*shape):
    return np.ones(shape or (2, 3, 4, 4), F)


UPSTREAMS = {
    "max_pool": lambda up: nn.max_pool_backward(up, nn.max_pool_forward(images())[1]),
    "batchnorm": lambda up: nn.batchnorm_backward(up, nn.batchnorm_forward(images(), np.ones(3, F), np.ones(3, F))[2]),
    "layernorm": lambda up: nn.layernorm_backward(up, nn.layernorm_forward(np.ones((2, 3), F), *np.ones((2, 3), F))[1]),
    "rmsnorm": lambda up: nn.rmsnorm_backward(up, nn.rmsnorm_forward(np.ones((2, 3), F), np.ones(3, F))[1]),
    "conv2d": lambda up: nn.conv2d_backward(
        up, images(5, 3, 3, 3), nn.conv2d_forward(images(), images(5, 3, 3, 3), padding=1)[1]
    ),
    "fractional_max_pool": lambda up: nn.fractional_max_pool_backward(
        up, nn.fractional_max_pool_forward(images(), (2, 2), 0)[1]
    ),
}
CACHES = {
    "max_pool": nn.max_pool_backward,
    "average_pool": nn.average_pool_backward,
    "global_average_pool": nn.global_average_pool_backward,
    "batchnorm": nn.batchnorm_backward,
    "layernorm": nn.layernorm_backward,
    "rmsnorm": nn.rmsnorm_backward,
    "groupnorm": nn.groupnorm_backward,
    "fractional_max_pool": nn.fractional_max_pool_backward,
    "conv2d": lambda up, cache: nn.conv2d_backward(up, images(5, 3, 3, 3), cache),
    "depthwise_conv2d": lambda up, cache: nn.depthwise_conv2d_backward(up, images(3, 3, 3), cache),
}


@pytest.mark.parametrize("name", UPSTREAMS)
@pytest.mark.parametrize("shape", [(), (9, 9), (9, 9, 9, 9)])
def test_an_upstream_of_another_shape_is_refused_with_the_right_one(name, shape):
    with pytest.raises(ValueError, match=rf"{name}_backward: upstream has shape .*; it must be \(2, "):
        UPSTREAMS[name](np.ones(shape, F))


@pytest.mark.parametrize("name", UPSTREAMS)
def test_an_upstream_of_whole_numbers_is_refused(name):
    with pytest.raises(TypeError, match=f"{name}_backward: upstream: int64 is neither float32 nor float64"):
        UPSTREAMS[name](np.ones((2, 3), int))


@pytest.mark.parametrize("name", CACHES)
@pytest.mark.parametrize("cache", ["a", None, 3])
def test_what_no_forward_left_is_refused(name, cache):
    with pytest.raises(TypeError, match=f"{name}_backward: cache is {cache!r}; pass what {name}_forward returned last"):
        CACHES[name](images(), cache)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: nn.dense_forward(np.ones((2, 3), F), None), "weight is a NoneType, not an array"),
        (
            lambda: nn.dense_forward(np.ones((2, 3), F), np.ones((4, 2), F)),
            r"x has shape \(2, 3\); it must be \(batch",
        ),
        (
            lambda: nn.dense_forward(np.ones((2, 3), F), np.ones((3, 2), F), np.ones(3, F)),
            r"bias has shape \(3,\); one",
        ),
        (lambda: nn.conv2d_forward(images(), images(5, 3, 3)), "conv2d_forward: weight has shape"),
        (
            lambda: nn.conv2d_forward(images(), images(5, 3, 3, 3), np.ones(4, F)),
            r"bias has shape \(4,\); one value for",
        ),
        (
            lambda: nn.batchnorm_forward(images(), np.ones(2, F), np.ones(3, F)),
            r"scale has shape \(2,\); one value for",
        ),
        (lambda: nn.batchnorm_forward(images(2, 3, 4), np.ones(3, F), np.ones(3, F)), r"x has shape \(2, 3, 4\)"),
        (lambda: nn.batchnorm_forward(images(), np.ones(3, F), np.ones(3, F), eps=-1), "eps is -1; it must be in"),
        (
            lambda: nn.layernorm_forward(images(2, 3), np.ones(3, F), np.ones(2, F)),
            r"shift has shape \(2,\); one value",
        ),
        (lambda: nn.groupnorm_forward(images(2, 4), *np.ones((2, 4), F), 0), "groupnorm_forward: groups is 0"),
        (
            lambda: nn.max_pool_forward(images(2, 3)),
            r"max_pool_forward: x has shape \(2, 3\); it must be \(batch",
        ),
        (lambda: nn.update_running_statistics(np.ones(3), (1, 1), 4), "running is .* it is a pair of arrays"),
        (lambda: nn.fractional_max_pool_forward(images(), (2, "a"), 0), "regions is 'a'"),
        (lambda: nn.dropout_backward(images(), np.ones(3, F)), r"upstream has shape \(2, 3, 4, 4\); it must be \(3\)"),
    ],
)
def test_an_argument_that_does_not_fit_is_named(call, words):
    with pytest.raises((TypeError, ValueError), match=words):
        call()
