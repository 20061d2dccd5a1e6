"""Fifty steps of what PyTorch lacks, against the papers' formulas one number at a time, with a rate that changes."""

from math import sqrt
from pathlib import Path

import numpy as np
import pytest

from gradschool import optim

GOLDEN = np.load(Path(__file__).parents[1] / "golden" / "optimizers.npz")
START, GRADIENTS = GOLDEN["start"], GOLDEN["gradients"]
CURVATURES = np.geomspace(0.1, 10.0, len(START))


def rate(steps):
    return 0.05 / (1 + 0.1 * steps)


def velocity_that_is_the_step(w, gradients):
    """Sutskever et al. 2013, eqs. 1 and 2."""
    v = 0.0
    for t, g in enumerate(gradients):
        v = 0.9 * v - rate(t) * g
        w = w + v
        yield w


def velocity_of_descent(w, gradients):
    v = 0.0
    for t, g in enumerate(gradients):
        v = 0.9 * v + rate(t) * g
        w = w - v
        yield w


def moments_without_correction(w, gradients):
    """Kingma and Ba 2015, algorithm 1 without its two lines on bias."""
    m = s = 0.0
    for t, g in enumerate(gradients):
        m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g**2
        w = w - rate(t) * m / (sqrt(s) + 1e-8)
        yield w


def sign_of_momentum(w, gradients):
    """Chen et al. 2023, algorithm 2."""
    m = 0.0
    for t, g in enumerate(gradients):
        c = 0.9 * m + 0.1 * g
        w = w - rate(t) * ((c > 0) - (c < 0) + 0.3 * w)
        m = 0.99 * m + 0.01 * g
        yield w


PAPERS = {
    "momentum as a step": (optim.Momentum(lr=rate, convention="step"), velocity_that_is_the_step),
    "momentum of descent": (optim.Momentum(lr=rate, convention="descent"), velocity_of_descent),
    "lion": (optim.Lion(lr=rate, weight_decay=0.3), sign_of_momentum),
    "raw adam": (optim.Adam(lr=rate, correct_bias=False), moments_without_correction),
}


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("in_place", [False, True], ids=["pure", "in place"])
def test_fifty_steps_follow_the_paper(name, in_place):
    optimizer, paper = PAPERS[name]
    w, state, path = START.copy(), optimizer.start(START), []
    for g in GRADIENTS:
        if in_place:
            optimizer.step_in_place(w, g, state)
        else:
            w, state = optimizer.step(w, g, state)
        path.append(w.copy())
    expected = np.transpose(
        [list(paper(float(start), map(float, g))) for start, g in zip(START, GRADIENTS.T, strict=True)]
    )
    assert len(path) == 50
    np.testing.assert_allclose(path, expected, rtol=1e-10, atol=1e-13)


def test_fifty_steps_that_look_ahead_follow_the_paper():
    """Sutskever et al. 2013, eqs. 3 and 4 on quadratics, with the velocity over the rate."""
    optimizer, w, path = optim.Nesterov(lr=rate, form="look-ahead"), START, []
    state = optimizer.start(w)
    for _ in range(50):
        w, state = optimizer.step(w, CURVATURES * optimizer.gradient_point(w, state), state)
        path.append(w)
    for i, curvature in enumerate(map(float, CURVATURES)):
        x, v = float(START[i]), 0.0
        for t in range(50):
            v = 0.9 * v + curvature * (x - rate(t) * 0.9 * v)
            x = x - rate(t) * v
            np.testing.assert_allclose(path[t][i], x, rtol=1e-10, atol=1e-13)


def test_fifty_weights_average_to_their_mean_and_to_a_fading_sum():
    mean, fading = optim.PolyakAverage(), optim.PolyakAverage(decay=0.9)
    for w in GRADIENTS:
        mean.update(w)
        fading.update(w)
    shares = np.array([0.9 ** (49 - t) for t in range(50)])
    shares /= shares.sum()
    np.testing.assert_allclose(mean.weights, GRADIENTS.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(fading.weights, np.einsum("t,tw->w", shares, GRADIENTS), rtol=1e-12)
