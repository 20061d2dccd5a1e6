"""The problem that overfits: what a network's training says must not depend on who else is trained, or be wrong."""

from typing import Any

import numpy as np
import pytest

from gradschool.experiments.overfit import bayes, log_loss, mixture, train_on_mixture
from gradschool.experiments.small_networks import Run


def test_gradients_are_those_of_finite_differences() -> None:
    run = Run((mixture()[0].x, mixture()[0].y), [0], 200, 4, 2, 1.0, 0.0, 0.0, None)
    run.y, order = run.y, np.arange(200)

    def loss() -> float:
        h = np.maximum(run.x @ run.layers[0][0] + run.layers[1][0], 0)
        for w, b in zip(run.layers[2:-2:2], run.layers[3:-2:2], strict=True):
            h = h + np.maximum(h @ w[0] + b[0], 0)
        return float(log_loss((h @ run.layers[-2][0] + run.layers[-1][0])[:, 0], run.y))

    run.orders = [order]
    for layer, gradient in zip(run.layers, run.gradients(), strict=True):
        place = np.unravel_index(np.argmax(np.abs(gradient)), gradient.shape)
        slopes = []
        for side in (1e-6, -1e-6):
            layer[place] += side
            slopes.append(loss() / side / 2)
            layer[place] -= side
        assert sum(slopes) == pytest.approx(gradient[place], rel=1e-5)


def test_a_network_is_the_same_in_any_company() -> None:
    alone = train_on_mixture(50, l2=0.01, seeds=[3], look=50)
    among = train_on_mixture(50, l2=[0.0, 0.01], seeds=[1, 3], look=50)
    np.testing.assert_allclose(alone.test[0], among.test[1])


@pytest.mark.parametrize("settings", [{"l2": 0.1}, {"decay": 0.5}, {"adam": True, "lr": 0.01, "decay": 5.0}])
def test_decay_makes_weights_smaller(settings: dict[str, Any]) -> None:
    free = {name: value for name, value in settings.items() if name not in ("l2", "decay")}
    assert (train_on_mixture(100, **settings).size < train_on_mixture(100, **free).size).all()


def test_a_penalty_handed_over_is_the_one_built_in() -> None:
    own = train_on_mixture(60, penalty=lambda w: 0.02 * w, seeds=[0])
    np.testing.assert_allclose(own.test, train_on_mixture(60, l2=0.02, seeds=[0]).test)


def test_a_constraint_holds_after_every_update() -> None:
    fit = train_on_mixture(30, constraint=lambda w: np.clip(w, -0.1, 0.1), seeds=[0, 1])
    assert max(np.abs(w).max() for w in fit.layers[::2]) <= 0.1


def test_a_layer_sees_hidden_values_and_sends_gradients_back() -> None:
    seen = []

    def silent(h: np.ndarray, rng: np.random.Generator, training: bool) -> Any:
        seen.append((h.shape, training))
        return 0 * h, lambda upstream: 0 * upstream

    fit = train_on_mixture(20, layer=silent, seeds=[0])
    assert set(seen) == {((1, 20, 50), True)}
    np.testing.assert_allclose(fit.layers[0], train_on_mixture(1, layer=silent, seeds=[0]).layers[0])


def test_the_last_block_that_is_never_kept_learns_nothing() -> None:
    never = train_on_mixture(20, blocks=2, survival=0.0, seeds=[0])
    before = train_on_mixture(1, lr=0.0, blocks=2, survival=0.0, seeds=[0])
    np.testing.assert_array_equal(never.layers[4], before.layers[4])
    assert (never.layers[2] != before.layers[2]).any()


def test_strengths_of_another_number_name_the_networks() -> None:
    with pytest.raises(ValueError, match="2 networks"):
        train_on_mixture(1, l2=[0.1, 0.2, 0.3], seeds=[0, 1])


def test_the_three_parts_are_one_draw_and_do_not_overlap() -> None:
    parts = [np.asarray(part.x) for part in mixture()]
    assert [len(part) for part in parts] == [200, 200, 4000]
    assert len(np.unique(np.concatenate(parts), axis=0)) == 4400


def test_the_true_odds_are_calibrated() -> None:
    test = mixture()[2]
    chance, label = 1 / (1 + np.exp(-bayes(test.x))), np.asarray(test.y)
    for low in (0.0, 0.25, 0.5, 0.75):
        within = (chance >= low) & (chance < low + 0.25)
        assert label[within].mean() == pytest.approx(chance[within].mean(), abs=0.06)
