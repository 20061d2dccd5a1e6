"""Networks side by side: each learns as it would alone, with the gradients that differences give."""

from typing import Any

import numpy as np
import pytest

from gradschool.experiments.side_by_side import Networks, Own, split_digits
from gradschool.nn import batchnorm


def own_forward(x: Any, scale: Any, shift: Any) -> Any:
    """The library's transform in the form of a reader's own."""
    y, (mean, variance), _ = batchnorm.batchnorm_forward(x, scale, shift)
    return y, mean, variance


def own_backward(upstream: Any, x: Any, scale: Any) -> Any:
    """The library's gradient in the form of a reader's own."""
    return batchnorm.batchnorm_backward(upstream, batchnorm.batchnorm_forward(x, scale, 0 * scale)[2])


OWN = Own(own_forward, own_backward)


def in_double(networks: Networks) -> Networks:
    for parts in (networks.weights, networks.scales, networks.shifts):
        for i, part in enumerate(parts):
            parts[i] = part.astype(float) + np.random.default_rng(i).uniform(0.1, 0.3, part.shape)
    return networks


@pytest.mark.parametrize("kind", [None, "batch", "layer", "rms", OWN])
def test_gradients_are_those_of_differences(kind: Any) -> None:
    networks = in_double(Networks((5, 4), normalize=kind, seeds=range(2)))
    x, labels = (part.astype(float) if i == 0 else part for i, part in enumerate(networks.next_batch(6)))
    gradients = networks.loss_and_gradients(x, labels)[1]
    rng = np.random.default_rng(0)
    for parts, slopes in zip((networks.weights, networks.scales, networks.shifts), gradients, strict=True):
        for i, slope in enumerate(slopes):
            if (kind is None and parts is networks.scales) or (i == 2 and parts is networks.scales):
                continue
            away, here = rng.standard_normal(slope.shape), parts[i]
            losses = []
            for step in (1e-6, -1e-6):
                parts[i] = here + step * away
                losses.append(networks.loss_and_gradients(x, labels)[0])
            parts[i] = here
            found = (losses[0] - losses[1]) / 2e-6
            np.testing.assert_allclose((away * slope).sum(axis=(1, 2)), found, rtol=2e-4, atol=1e-6)


def test_gradients_pass_the_jolts_of_their_own_forward_pass() -> None:
    x, labels = Networks((5,), seeds=[0]).next_batch(6)
    away = np.random.default_rng(0).standard_normal((1, 64, 5))

    def at(step: float) -> Any:
        networks = in_double(Networks((5,), normalize="batch", seeds=[0]))  # anew: the same draws
        networks.weights[0] = networks.weights[0] + step * away
        return networks.loss_and_gradients(x.astype(float), labels, jolt=0.5)

    slope = at(0)[1][0][0]
    np.testing.assert_allclose((away * slope).sum(), (at(1e-6)[0] - at(-1e-6)[0])[0] / 2e-6, rtol=2e-4)


def test_a_reader_s_own_normalization_learns_as_the_built_in_one() -> None:
    runs = [Networks((16, 16), normalize=kind, seeds=range(3)) for kind in ("batch", OWN)]
    losses = [networks.train(0.3, 20) for networks in runs]
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-2)
    for one, other in zip(runs[0].running, runs[1].running, strict=True):
        np.testing.assert_allclose(one[1], other[1], rtol=2e-2)


@pytest.mark.parametrize("kind", [None, "batch", "layer", "rms"])
def test_a_network_among_others_learns_as_it_does_alone(kind: Any) -> None:
    together = Networks((16,), normalize=kind, gain=[1.0, 0.5], seeds=[3, 4]).train([0.1, 0.3], 15)
    alone = Networks((16,), normalize=kind, gain=0.5, seeds=[4]).train(0.3, 15)
    np.testing.assert_allclose(together[1], alone[0], rtol=1e-3)


def test_running_averages_are_the_library_s() -> None:
    networks = Networks((7,), normalize="batch", seeds=[0], momentum=0.3)
    x, labels = networks.next_batch(5)
    networks.loss_and_gradients(x, labels)
    z = x[0] @ networks.weights[0][0]
    old = np.zeros(7), np.ones(7)
    mean, variance = batchnorm.update_running_statistics(old, (z.mean(axis=0), z.var(axis=0)), 5, momentum=0.3)
    np.testing.assert_allclose(networks.running[0][0][0, 0], mean, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(networks.running[0][1][0, 0], variance, rtol=1e-4)


def test_in_evaluation_a_digit_is_read_alike_in_any_company() -> None:
    networks, (_, (x, _)) = Networks((16,), normalize="batch", seeds=[0]), split_digits()
    networks.train(0.3, 20)
    np.testing.assert_allclose(networks.forward(x[:9])[:, :1], networks.forward(x[:1]), rtol=1e-4, atol=1e-5)


def test_in_training_mode_a_single_digit_says_nothing() -> None:
    networks, (_, (x, _)) = Networks((16,), normalize="batch", seeds=range(2)), split_digits()
    networks.train(0.3, 20)
    answers = np.stack([networks.forward(digit, training=True) for digit in x[:4, None]])
    assert np.ptp(answers, axis=0).max() < 1e-5


def test_reading_and_looking_ahead_change_nothing() -> None:
    networks = Networks((16,), normalize="batch", seeds=range(2))
    networks.train(0.3, 5)
    kept = [part.copy() for part in (*networks.weights, *networks.scales, *networks.shifts, *networks.running[0])]
    networks.read(split_digits()[1][0], training=True)
    networks.ahead([0.1, 1.0])
    now = (*networks.weights, *networks.scales, *networks.shifts, *networks.running[0])
    assert all(np.array_equal(a, b) for a, b in zip(kept, now, strict=True))


def test_looking_ahead_finds_the_loss_of_the_step_and_nothing_at_no_distance() -> None:
    networks = Networks((16,), normalize=None, seeds=range(2))
    losses, changes = networks.ahead([0.0, 0.05])
    np.testing.assert_allclose(losses[0], 1, rtol=1e-6)
    np.testing.assert_allclose(changes[0], 0, atol=1e-6)
    assert (losses[1] < 1).all()
    assert (changes[1] > 0).all()


def test_each_digit_comes_once_a_pass() -> None:
    networks = Networks((4,), seeds=[0, 1])
    x = split_digits()[0][0]
    drawn = np.concatenate([networks.next_batch(len(x) // 4)[0] for _ in range(4)], axis=1)
    for each in drawn:
        np.testing.assert_array_equal(np.sort(each.sum(axis=1)), np.sort(x.sum(axis=1)))
    assert not np.array_equal(drawn[0], drawn[1])


def test_jolts_move_what_the_next_layer_gets_in_training_alone() -> None:
    networks, (_, (x, _)) = Networks((16,), normalize="batch", seeds=[0]), split_digits()
    still = networks.forward(x[:20])
    np.testing.assert_array_equal(networks.forward(x[:20], jolt=0.5), still)
    first, second = (networks.forward(x[:20], training=True, jolt=0.5) for _ in range(2))
    assert np.abs(first - second).max() > 0.01
