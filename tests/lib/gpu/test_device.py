"""The same program on the host and on another device: a GPU where there is one, and always its stand-in.

What runs here on the stand-in is what `make test-gpu` runs on a CUDA device.
"""

import numpy as np
import pytest

from gradschool import backend, optim
from gradschool.checks import first_difference, to_plain

OPTIMIZERS = [optim.SGD, optim.Momentum, optim.Nesterov, optim.AdaGrad, optim.RMSProp, optim.Adadelta, optim.Adam]


@pytest.fixture(params=["strict", pytest.param("cupy", marks=pytest.mark.gpu)])
def device(request: pytest.FixtureRequest) -> str:
    return request.param


def test_one_seed_draws_the_same_numbers_on_a_device(device: str) -> None:
    there = backend.default_rng(7, backend=device).standard_normal((3, 4))
    assert not isinstance(there, np.ndarray)
    np.testing.assert_array_equal(
        backend.to_numpy(there), backend.default_rng(7, backend="numpy").standard_normal((3, 4))
    )


@pytest.mark.parametrize("kind", OPTIMIZERS)
@pytest.mark.parametrize("in_place", [False, True], ids=["pure", "in place"])
def test_an_optimizer_walks_on_a_device_as_on_the_host(kind: type, in_place: bool, device: str) -> None:
    w, gradients = np.linspace(-1, 1, 12).reshape(3, 4), np.random.default_rng(0).standard_normal((5, 3, 4))
    optimizer, here, there = kind(lr=0.01), w, backend.to_device(w, device)
    state, their_state = optimizer.start(here), optimizer.start(there)
    for g in gradients:
        here, state = optimizer.step(here, g, state)
        if in_place:
            optimizer.step_in_place(there, backend.to_device(g, device), their_state)
        else:
            there, their_state = optimizer.step(there, backend.to_device(g, device), their_state)
    np.testing.assert_allclose(backend.to_numpy(there), here, rtol=1e-12)


def test_an_answer_on_a_device_is_compared_as_one_on_the_host(device: str) -> None:
    answer = to_plain({"doubled": backend.to_device(np.arange(3.0), device) * 2})
    assert first_difference({"doubled": np.array([0.0, 2.0, 4.0])}, answer) is None
    assert first_difference({"doubled": np.array([0.0, 2.0, 5.0])}, answer) is not None
