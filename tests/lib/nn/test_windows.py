"""Windows as columns of a matrix, on every backend, and back."""

from typing import Any

import numpy as np
import pytest

from gradschool import backend
from gradschool.nn.convolution import conv2d_backward, conv2d_forward
from gradschool.nn.windows import columns, from_columns, windows_of

BACKENDS = ["numpy", "strict", pytest.param("cupy", marks=pytest.mark.gpu)]
WINDOWS = windows_of((2, 5, 6, 3), (2, 3), 2, ((1, 0), (0, 1)))


@pytest.mark.parametrize("name", BACKENDS)
def test_columns_are_windows_place_by_place(name: str) -> None:
    planes = np.arange(2 * 5 * 6 * 3.0).reshape(WINDOWS.planes)
    framed = np.pad(planes, ((0, 0), (1, 0), (0, 1), (0, 0)))
    wanted = np.lib.stride_tricks.sliding_window_view(framed, (2, 3), (1, 2))[:, ::2, ::2].transpose(0, 4, 5, 1, 2, 3)
    found = columns(backend.to_device(planes, name), WINDOWS)
    np.testing.assert_array_equal(backend.to_numpy(found), wanted.reshape(12, -1))


@pytest.mark.parametrize("name", BACKENDS)
def test_the_way_back_is_the_transpose(name: str) -> None:
    rng = np.random.default_rng(0)
    x = rng.standard_normal(WINDOWS.planes)
    seen = backend.to_numpy(columns(backend.to_device(x, name), WINDOWS))
    matrix = rng.standard_normal(seen.shape)
    back = backend.to_numpy(from_columns(backend.to_device(matrix, name), WINDOWS))
    assert back.shape == WINDOWS.planes
    np.testing.assert_allclose((back * x).sum(), (matrix * seen).sum(), rtol=1e-12)


@pytest.mark.parametrize("name", BACKENDS)
def test_the_gradient_of_a_weight_does_not_hang_on_how_it_lies_in_memory(name: str) -> None:
    rng = np.random.default_rng(1)
    x, weight, upstream = (rng.standard_normal(shape) for shape in [(2, 3, 5, 5), (4, 3, 3, 3), (2, 4, 3, 3)])
    laid = np.ascontiguousarray(weight.transpose(2, 3, 1, 0)).transpose(3, 2, 0, 1)
    with backend.use(name):
        x, upstream = backend.to_device(x), backend.to_device(upstream)
        found = []
        for one in (weight, laid):
            _, cache = conv2d_forward(x, one := as_it_lies(one))
            found.append(backend.to_numpy(conv2d_backward(upstream, one, cache)[1]))
    np.testing.assert_allclose(found[1], found[0], rtol=1e-12)


def as_it_lies(weight: np.ndarray) -> Any:
    """A copy on the device that has the strides of its original."""
    xp, order = backend.current().xp, np.argsort(weight.strides)[::-1]
    plain = backend.to_device(np.ascontiguousarray(weight.transpose(order)))
    return xp.permute_dims(plain, tuple(np.argsort(order).tolist()))
