"""Networks under a changing rate: their gradient, their seeds, the rates they get, and who is dead."""

import numpy as np
import pytest

from gradschool import data, nn
from gradschool.experiments.patient import train_under


def test_one_update_is_that_of_the_library_s_network() -> None:
    before, after = (train_under(0.5, n, batch=1348, seeds=[3], hidden=(8,), look=1) for n in (1, 2))
    x, y = (np.asarray(part) for part in (data.digits().flat.split(0.25)[0].x, data.digits().flat.split(0.25)[0].y))
    model = nn.Sequential(nn.Dense(64, 8), nn.ReLU(), nn.Dense(8, 10))
    parameters = model.build(rng=0)
    rng = np.random.default_rng(3)
    for name, n, m in (("0.weight", 64, 8), ("2.weight", 8, 10)):
        parameters[name][...] = (2 / n) ** 0.5 * rng.standard_normal((n, m))
    for name in ("0.bias", "2.bias"):
        parameters[name][...] = 0
    loss, upstream = nn.softmax_cross_entropy(model(x), y)
    model.backward(upstream, input_gradient=False)
    assert before.losses[0, 0] == pytest.approx(float(loss), rel=1e-5)
    places = {place.name: place.where for place in parameters.layout()}
    stepped = parameters["0.weight"] - 0.5 * parameters.gradients[places["0.weight"]].reshape(64, 8)
    np.testing.assert_allclose(after.filters[1].reshape(8, 64).T, stepped, atol=1e-6)
    assert before.gradients[0, 0] == pytest.approx(float(np.linalg.norm(parameters.gradients)), rel=1e-5)


def test_seeds_trained_together_are_the_runs_of_each_alone() -> None:
    together = train_under(0.3, 20, seeds=(3, 8), batch=64, noise=0.2)
    alone = train_under(0.3, 20, seeds=(8,), batch=64, noise=0.2)
    np.testing.assert_allclose(together.losses[1], alone.losses[0], rtol=1e-4)


def test_a_schedule_is_asked_for_each_update_from_zero_on() -> None:
    asked: list[int] = []

    def rate(step: int) -> float:
        asked.append(step)
        return 0.1

    train_under(rate, 7, seeds=[0])
    assert asked == list(range(7))


def test_each_seed_may_have_a_rate_of_its_own() -> None:
    run = train_under([0.0, 0.5], 30, seeds=[1, 1])
    assert run.losses[0, -1] > 2 > run.losses[1, -1]


def test_rates_for_other_seeds_than_there_are_are_refused() -> None:
    with pytest.raises(ValueError, match=r"shape \(3,\); give one number, or one for each of the 2 seeds"):
        train_under([0.1, 0.2, 0.3], 5, seeds=[0, 1])


def test_a_rate_that_is_too_large_kills_units_and_a_small_one_does_not() -> None:
    large, small = (train_under(rate, 20, gain=3.0, look=5) for rate in (3.0, 0.1))
    assert large.dead[:, -1].min() > 0.5 > 0.1 > small.dead[:, -1].max()
    assert large.watched.tolist() == [0, 5, 10, 15, 20]
    np.testing.assert_allclose(large.closed.mean(axis=1), large.dead[0])


def test_a_dead_unit_gets_no_gradient_any_more() -> None:
    run = train_under(3.0, 40, gain=3.0, seeds=[0], batch=1348, look=20)
    dead = run.closed[1]
    np.testing.assert_array_equal(run.filters[1][dead], run.filters[2][dead])
    assert 0 < dead.sum() < len(dead)


def test_a_run_says_how_it_went_with_its_deviation() -> None:
    assert " ± " in str(train_under(0.3, 5))
    assert " ± " not in str(train_under(0.3, 5, seeds=[0]))


def test_noise_is_on_the_pixels_of_training_alone() -> None:
    clean, noisy = (train_under(0.0, 1, seeds=[0], batch=1348, noise=noise) for noise in (0.0, 2.0))
    assert noisy.losses[0, 0] > clean.losses[0, 0] + 0.1
    np.testing.assert_array_equal(clean.loss, noisy.loss)
