"""Muon: against PyTorch's values, in place and on another device; what orthogonalizing does to singular values."""

from pathlib import Path

import numpy as np
import pytest

from gradschool import backend, optim
from gradschool.optim.normalized import orthogonalized

GOLDEN = np.load(Path(__file__).parents[1] / "golden" / "optimizers.npz")
LIKE_PYTORCH = optim.Muon(lr=0.05, weight_decay=0.1, eps=1e-14)
shapes = pytest.mark.parametrize("name", ["muon, tall", "muon, wide"])
places = pytest.mark.parametrize("where", ["numpy", "strict", pytest.param("cupy", marks=pytest.mark.gpu)])


@shapes
@places
@pytest.mark.parametrize("in_place", [False, True], ids=["pure", "in place"])
def test_fifty_steps_agree_with_pytorch(name, where, in_place):
    w = backend.to_device(GOLDEN[f"{name}: start"].copy(), where)
    state, path = LIKE_PYTORCH.start(w), []
    for gradient in GOLDEN[f"{name}: gradients"]:
        g = backend.to_device(gradient, where)
        if in_place:
            LIKE_PYTORCH.step_in_place(w, g, state)
        else:
            w, state = LIKE_PYTORCH.step(w, g, state)
        path.append(backend.to_numpy(w).copy())
    np.testing.assert_allclose(path, GOLDEN[name], rtol=1e-9, atol=1e-11)


def test_without_nesterov_the_step_is_the_velocity_orthogonalized():
    optimizer, w = optim.Muon(lr=0.1, mu=0.5, nesterov=False), np.zeros((3, 3))
    first, second = np.random.default_rng(0).standard_normal((2, 3, 3))
    w, state = optimizer.step(w, first, optimizer.start(w))
    w, state = optimizer.step(w, second, state)
    np.testing.assert_allclose(w, -0.1 * (orthogonalized(first) + orthogonalized(0.5 * first + second)))


@pytest.mark.parametrize("shape", [(8, 8), (3, 20), (20, 3), (1, 5)])
def test_orthogonalizing_keeps_singular_vectors_and_evens_out_singular_values(shape):
    u, _, vt = np.linalg.svd(np.random.default_rng(0).standard_normal(shape), full_matrices=False)
    matrix = u * np.geomspace(1.0, 0.01, min(shape)) @ vt
    inside = u.T @ orthogonalized(matrix) @ vt.T
    np.testing.assert_allclose(inside, np.diag(np.diag(inside)), atol=1e-12)
    assert 0.68 < np.diag(inside).min() <= np.diag(inside).max() < 1.21


def test_a_gradient_of_zeros_moves_nothing():
    optimizer, w = optim.Muon(), np.ones((2, 3), "float32")
    new, _ = optimizer.step(w, 0 * w, optimizer.start(w))
    assert new.dtype == np.float32
    assert new.tolist() == w.tolist()


@pytest.mark.parametrize("shape", [(4,), (2, 3, 3, 3), ()])
def test_what_is_no_matrix_is_sent_to_adamw(shape):
    with pytest.raises(ValueError, match=r"Muon steps matrices, and these weights have shape \(.*under AdamW"):
        optim.Muon().start(np.ones(shape))


def test_an_optimizer_says_whether_it_needs_shapes():
    assert optim.Muon.shaped
    assert not optim.AdamW.shaped
