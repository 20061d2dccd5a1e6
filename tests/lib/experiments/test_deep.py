"""Deep networks on the digits: they learn from the weights that they are handed, and from nothing else."""

from itertools import pairwise

import numpy as np
import pytest

from gradschool.experiments import deep


def drawn(*sizes: int, seed: int = 0) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [rng.standard_normal((n, m)) / n**0.5 for n, m in pairwise(sizes)]


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_a_good_start_reads_nine_digits_of_ten(activation: deep.Activation) -> None:
    run = deep.train(drawn(64, 40, 10), activation, rng=np.random.default_rng(0), epochs=5)
    assert run.accuracy > 0.9
    np.testing.assert_allclose(run.probabilities.sum(axis=1), 1)
    assert np.mean(run.probabilities.argmax(axis=1) == deep.pixels()[1][1]) == run.accuracy


def test_zeros_never_learn_to_tell_digits_apart() -> None:
    run = deep.train([np.zeros((64, 20)), np.zeros((20, 10))], "tanh", rng=np.random.default_rng(0), epochs=3)
    assert np.ptp(run.probabilities, axis=0).max() < 1e-12


def test_no_epoch_looks_at_the_network_as_it_is() -> None:
    run = deep.train([np.zeros((64, 10))], rng=np.random.default_rng(0), epochs=0)
    assert run.losses.shape == (0,)
    np.testing.assert_allclose(run.probabilities, 0.1)


def test_the_first_loss_of_equal_scores_is_that_of_guessing() -> None:
    run = deep.train([np.zeros((64, 10))], rng=np.random.default_rng(0), lr=1e-9, epochs=1)
    assert run.losses[0] == pytest.approx(np.log(10))


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_an_update_goes_down_the_slope_that_finite_differences_measure(activation: deep.Activation) -> None:
    (x, y), _ = deep.pixels()
    x, y, h, rng = x[:9], y[:9], 1e-6, np.random.default_rng(1)
    layers = [part for w in drawn(64, 5, 4, 10) for part in (w, 0.1 * rng.standard_normal((1, w.shape[1])))]

    def loss(i: int, nudged: np.ndarray) -> float:
        return deep._descend([*layers[:i], nudged, *layers[i + 1 :]], activation, x, y, 0.0)

    moved = [layer.copy() for layer in layers]
    deep._descend(moved, activation, x, y, 1.0)
    for i, layer in enumerate(layers):
        nudge = np.zeros_like(layer)
        nudge[-1, 3] = h
        slope = (loss(i, layer + nudge) - loss(i, layer - nudge)) / (2 * h)
        assert layer[-1, 3] - moved[i][-1, 3] == pytest.approx(slope, rel=1e-4, abs=1e-9)


def test_weights_that_do_not_lead_from_pixels_to_scores_are_refused() -> None:
    for sizes in ((64, 20), (60, 10)):
        with pytest.raises(ValueError, match="64 pixels to 10 scores"):
            deep.train(drawn(*sizes), rng=np.random.default_rng(0))


def test_the_weights_handed_over_stay_as_they_are() -> None:
    weights = drawn(64, 10)
    before = weights[0].copy()
    deep.train(weights, rng=np.random.default_rng(0), epochs=1)
    np.testing.assert_array_equal(weights[0], before)
