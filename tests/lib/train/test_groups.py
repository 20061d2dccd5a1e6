"""Optimizers and their parameters: state by name, whatever is frozen and thawed, in as few passes as can be."""

import copy
from typing import ClassVar

import numpy as np
import pytest

from gradschool import data, nn, optim, train
from gradschool.train.clipping import norm


@pytest.fixture
def batch():
    rng = np.random.default_rng(5)
    return rng.standard_normal((8, 3)).astype("float32"), rng.integers(0, 3, 8)


@pytest.fixture
def square():
    """Two layers of one size, whose states could be taken for one another."""
    model = nn.Sequential(nn.Dense(3, 3), nn.Tanh(), nn.Dense(3, 3))
    model.build(rng=2)
    return model


def values_of(model, name):
    return model.parameters[name].copy()


def test_frozen_layers_stay_and_groups_have_rates_of_their_own(digits, a_model):
    model = a_model()
    model.parameters.freeze("0.")
    before = {name: value.copy() for name, value in model.parameters.items()}
    groups = {"1.": optim.SGD(lr=0.0), "4.": optim.AdamW(lr=0.01, weight_decay=0.1), "0.": optim.AdamW(lr=1.0)}
    train.Trainer(model, groups).fit(data.Loader(digits[0], 128), 1)
    moved = {name for name, value in model.parameters.items() if not np.array_equal(value, before[name])}
    assert moved == {"4.weight", "4.bias"}


def test_a_group_may_be_all_but_biases_and_norms(digits, a_model):
    model = a_model()
    before = {name: value.copy() for name, value in model.parameters.items()}
    groups = [(nn.decayed, optim.SGD(lr=0.1)), (nn.undecayed, optim.SGD(lr=0.0))]
    train.Trainer(model, groups).step(*next(iter(data.Loader(digits[0], 128))))
    moved = {name for name, value in model.parameters.items() if not np.array_equal(value, before[name])}
    assert moved == {"0.weight", "4.weight"}


def test_freeze_train_thaw_train_keeps_each_layers_own_momentum(square, batch):
    """Momentum without gradients: after a thaw a layer goes on by the velocity it had, and by no other's."""
    trainer = train.Trainer(square, optim.Momentum(lr=0.1, mu=0.5))
    trainer.step(*batch)
    velocity = trainer.groups[0].state_of("0.weight")["v"].copy()
    square.parameters.freeze("0")
    trainer.step(*batch)
    square.parameters.thaw("0")
    square.parameters.freeze("2")
    before, gradient = values_of(square, "0.weight"), None
    trainer.step(*batch)
    gradient = square.parameters.gradient("0.weight")
    np.testing.assert_allclose(values_of(square, "0.weight"), before - 0.1 * (0.5 * velocity + gradient), rtol=1e-5)


def test_adam_corrects_a_layer_by_the_steps_that_it_has_taken(square, batch):
    """The first step of Adam has the size of the rate, whenever the layer is thawed; the other layer goes on."""
    square.parameters.freeze("0")
    rule = optim.Adam(lr=0.01)
    trainer = train.Trainer(square, rule)
    for _ in range(20):
        trainer.step(*batch)
    square.parameters.thaw()
    before = values_of(square, "0.weight")
    w, state = values_of(square, "2.weight"), {"steps": 20} | copy.deepcopy(trainer.groups[0].state_of("2.weight"))
    trainer.step(*batch)
    np.testing.assert_allclose(np.abs(values_of(square, "0.weight") - before), 0.01, rtol=1e-3)
    expected = rule.step(w, square.parameters.gradient("2.weight"), state)[0]
    np.testing.assert_allclose(values_of(square, "2.weight"), expected, rtol=1e-6)


def test_a_thawed_layer_has_the_rate_of_the_run_not_of_its_own_steps(square, batch):
    square.parameters.freeze("0")
    trainer = train.Trainer(square, optim.Adam(lr=lambda steps: 0.01 if steps < 5 else 0.0))
    for _ in range(5):
        trainer.step(*batch)
    square.parameters.thaw()
    before = square.parameters.values.copy()
    trainer.step(*batch)
    np.testing.assert_array_equal(square.parameters.values, before)


class Counting(optim.SGD):
    """Notes the shapes it is handed."""

    handed: ClassVar[list] = []

    def step_in_place(self, w, gradient, state):
        self.handed.append(w.shape)
        super().step_in_place(w, gradient, state)


class Shaped(Counting):
    """Wants each parameter as it is."""

    shaped = True


def test_neighbors_that_learn_are_one_pass(square, batch):
    Counting.handed.clear()
    trainer = train.Trainer(square, Counting(lr=0.1))
    trainer.step(*batch)
    square.parameters.freeze("0.bias")
    trainer.step(*batch)
    assert Counting.handed == [(24,), (9,), (12,)]


def test_an_optimizer_of_matrices_is_handed_each_parameter_in_its_shape(square, batch):
    Shaped.handed.clear()
    before = square.parameters.values.copy()
    train.Trainer(square, Shaped(lr=0.1)).step(*batch)
    assert Shaped.handed == [(3, 3), (3,), (3, 3), (3,)]
    np.testing.assert_allclose(square.parameters.values, before - 0.1 * square.parameters.gradients, rtol=1e-6)


def test_every_optimizer_trains_through_groups_as_by_itself(square, batch):
    for rule in (optim.AdaGrad(lr=0.1), optim.RMSProp(lr=0.1), optim.Adadelta(), optim.Nesterov(lr=0.1)):
        square.build(rng=2)
        trainer = train.Trainer(square, [(nn.decayed, rule), (nn.undecayed, rule)])
        w, state = square.parameters.values.copy(), rule.start(square.parameters.values)
        for _ in range(3):
            trainer.step(*batch)
            w, state = rule.step(w, square.parameters.gradients, state)
        np.testing.assert_allclose(square.parameters.values, w, rtol=1e-4, atol=1e-6)


def test_clipping_counts_what_is_stepped_alone(square, batch):
    square.parameters.freeze("0")
    trainer = train.Trainer(square, optim.SGD(lr=1.0), clip=1e-3)
    before = square.parameters.values.copy()
    trainer.step(*batch)
    np.testing.assert_allclose(np.linalg.norm(square.parameters.values - before), 1e-3, rtol=1e-3)


def test_clipping_shortens_and_keeps_the_direction():
    gradients, length = train.clip_by_norm(np.array([3.0, 4.0]), 1.0)
    np.testing.assert_allclose(gradients, [0.6, 0.8])
    assert length == 5.0
    short = np.array([0.3, 0.4])
    assert train.clip_by_norm(short, 1.0)[0] is short


@pytest.mark.parametrize("size", [1e-30, 1e-22, 1.0, 1e25, 1e38])
def test_a_norm_in_float32_neither_overflows_nor_vanishes(size):
    gradients, length = train.clip_by_norm(np.array([3 * size, -1 * size], "float32"), size)
    np.testing.assert_allclose(length, 10**0.5 * size, rtol=1e-6)
    np.testing.assert_allclose(gradients / np.float32(size), np.array([3, -1]) / 10**0.5, rtol=1e-6)


def test_a_gradient_of_1e38_keeps_its_digits_where_it_is_clipped_to_a_thousandth():
    gradients, _ = train.clip_by_norm(np.array([3e38, -1e38], "float32"), 1e-3)
    np.testing.assert_allclose(gradients, np.array([3, -1]) / 10**0.5 * 1e-3, rtol=1e-6)


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("broken", [np.nan, np.inf])
def test_what_is_no_number_in_any_group_is_seen(order, broken):
    assert not np.isfinite(norm(*[np.zeros(2), np.array([1.0, broken])][::order]))


@pytest.mark.parametrize("broken", [np.nan, np.inf, -np.inf])
def test_a_norm_that_no_factor_mends_is_refused(broken):
    with pytest.raises(ArithmeticError, match="clipping can't mend them"):
        train.clip_by_norm(np.array([1.0, broken, 2.0]), 1.0)


@pytest.mark.parametrize("clip", [train.clip_by_norm, train.clip_by_value])
def test_who_clips_a_model_s_parameters_as_elsewhere_is_told_how(a_model, clip):
    parameters = a_model().parameters
    parameters.gradients[...] = 3.0
    words = rf"parameters\.gradients\[\.\.\.\] = {clip.__name__}\(parameters\.gradients, largest\)"
    with pytest.raises(TypeError, match=words) as told:
        clip(parameters, 1.0)
    exec(str(told.value).partition(": ")[2], {clip.__name__: clip, "parameters": parameters, "largest": 1.0})
    assert 0 < float(parameters.gradients.max()) <= 1


def test_clipping_by_value_cuts_each_element_off(square, batch):
    np.testing.assert_array_equal(train.clip_by_value(np.array([-3.0, 0.2]), 0.5), [-0.5, 0.2])
    before = square.parameters.values.copy()
    train.Trainer(square, optim.SGD(lr=1.0), clip_value=1e-3).step(*batch)
    expected = before - np.clip(square.parameters.gradients, -1e-3, 1e-3)
    np.testing.assert_allclose(square.parameters.values, expected, rtol=1e-6)


def test_a_group_chosen_by_a_function_has_its_name_and_a_lambda_has_a_number(square, batch):
    pairs = [(nn.decayed, optim.SGD(lr=0.1)), (lambda name: not nn.decayed(name), optim.SGD(lr=0.1))]
    assert [group.name for group in train.Trainer(square, pairs).groups] == ["decayed", "group 1"]


@pytest.mark.parametrize("rules", [{}, []])
def test_no_optimizer_at_all_is_refused(square, rules):
    with pytest.raises(ValueError, match=r"so nothing would learn; pass one, such as optim.Adam"):
        train.Trainer(square, rules)


@pytest.mark.parametrize("rules", [[optim.Adam(), optim.SGD(lr=0.1)], {0: optim.Adam()}, ("0", optim.Adam())])
def test_what_is_no_group_is_shown_how_to_be_one(square, rules):
    with pytest.raises(TypeError, match=r"is no group; a dict gives .* a list pairs"):
        train.Trainer(square, rules)


def test_a_step_in_which_nothing_learns_is_refused(square, batch):
    trainer = train.Trainer(square, {"0": optim.Adam()})
    square.parameters.freeze("0")
    with pytest.raises(RuntimeError, match="nothing learns: all parameters of the groups are frozen"):
        trainer.step(*batch)
    square.parameters.thaw("0")
    trainer.step(*batch)
