"""The functions of activations refuse what would give a wrong number in silence, or an error of NumPy's."""

from collections.abc import Callable

import numpy as np
import pytest

from gradschool.nn import activations

NAMES = ["identity", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu", "swish", "softplus", "softmax"]


def forward(name: str) -> Callable[..., np.ndarray]:
    return getattr(activations, name)


def backward(name: str) -> Callable[..., np.ndarray]:
    return getattr(activations, f"{name}_backward")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("x", [[1.0, 2.0], None, "a", np.array([1, 2]), np.ones(2, "float16"), np.ones(2, bool)])
def test_what_holds_no_real_numbers_is_refused_by_name(name, x):
    with pytest.raises(TypeError, match=r"^x\b"):
        forward(name)(x)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "identity"])
def test_an_upstream_that_would_be_broadcast_is_refused(name):
    x = np.ones((3, 2))
    with pytest.raises(ValueError, match=r"upstream and .* have one shape, not \(2,\) and \(3, 2\)"):
        backward(name)(np.ones(2), x, forward(name)(x))


@pytest.mark.parametrize("name", NAMES)
def test_the_dtype_stays(name):
    x = np.linspace(-2, 2, 6, dtype="float32").reshape(2, 3)
    y = forward(name)(x)
    assert y.dtype == backward(name)(x, x, y).dtype == np.float32
