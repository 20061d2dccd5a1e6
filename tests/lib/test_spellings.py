"""Optimizers, schedules, training and data answer PyTorch's names and settings with their own (layers: nn)."""

import copy
import dataclasses
import pickle

import numpy as np
import pytest

from gradschool import data, nn, optim, train
from gradschool.data import augment
from gradschool.optim import schedules


def a_model():
    model = nn.Sequential(nn.Dense(2, 3))
    model.build(rng=0)
    return model


def a_set():
    return data.Dataset(np.ones((4, 2), "float32"), np.arange(4) % 2)


ATTRIBUTES = {
    "lr_scheduler": (lambda: optim.lr_scheduler, r"it is lr=schedules\.cosine\(0\.1, total=100\) here"),
    "StepLR": (lambda: schedules.StepLR, r"it is schedules\.step_decay\(every, factor\) in steps here"),
    "LambdaLR": (lambda: schedules.LambdaLR, "it is lr=function, which returns the rate at a step, no factor here"),
    "zero_grad": (lambda: optim.Adam().zero_grad, r"Adam has no zero_grad; it is train\.Trainer\.step\(x, labels\)"),
    "param_groups": (lambda: optim.Adam().param_groups, r"it is Trainer\(model, \{"),
    "RandomHorizontalFlip": (lambda: augment.RandomHorizontalFlip, r"it is augment\.random_flip\(probability\) here"),
    "a function for a method": (
        lambda: train.Trainer(a_model(), optim.Adam()).evaluate,
        r"Trainer has no evaluate; there is gradschool\.train\.evaluate\(model, dataset\)",
    ),
    "of a trainer that has none": (
        lambda: train.Trainer(a_model(), optim.Adam()).anything,
        "Trainer has no anything$",
    ),
}
SETTINGS = {
    "weight decay of Adam": (lambda: optim.Adam(weight_decay=0.1), r"Adam takes no weight_decay: .* is AdamW, or"),
    "mode": (lambda: train.EarlyStopping(mode="max"), r"takes no mode: .* is EarlyStopping\(grows, margin\) here"),
    "mode of a plateau": (lambda: schedules.ReduceOnPlateau(0.1, mode="max"), "ReduceOnPlateau takes no mode: "),
    "num_workers": (lambda: data.Loader(a_set(), num_workers=2), r"is Loader\(dataset\), in one process here"),
    "an optimizer's": (lambda: train.Trainer(a_model(), optim.Adam(), lr=0.1), "Trainer takes no lr; it takes model, "),
    "parameters": (lambda: optim.SGD(a_model().parameters), r"no parameters: a trainer hands .* Trainer\(model, SGD\("),
    "gamma": (
        lambda: schedules.step_decay(0.1, step_size=30, gamma=0.1),
        r"takes no step_size: .* schedules\.step_decay\(every, f",
    ),
    "T_max": (
        lambda: schedules.cosine(0.1, T_max=90),
        r"PyTorch's CosineAnnealingLR\(T_max, .* is schedules\.cosine\(",
    ),
    "max_norm": (
        lambda: train.clip_by_norm(np.ones(3), max_norm=1.0),
        r"is gradients, norm = clip_by_norm\(gradients, ",
    ),
    "label_smoothing": (
        lambda: nn.softmax_cross_entropy(np.eye(2), np.arange(2), label_smoothing=0.1),
        r"takes no label_smoothing: .* is softmax_cross_entropy\(smoothing, class_weights\) here",
    ),
    "reduction": (
        lambda: nn.mean_squared_error(np.eye(2), np.eye(2), reduction="sum"),
        "mean_squared_error takes no reduction; it takes predictions, targets$",
    ),
    "dim": (lambda: nn.softmax(np.eye(2), dim=1), r"softmax takes no dim: .* is softmax\(x\) here"),
    "mode of an initializer": (
        lambda: nn.initializers.he_normal(0, 2, 3, mode="fan_in"),
        "he_normal takes no mode; it takes rng, fan_in, fan_out, dtype",
    ),
    "a probability": (
        lambda: augment.random_flip(a_set().x, 0, p=0.5),
        r"random_flip takes no p: .* is augment\.random_flip\(probability\) here",
    ),
    "a list of parameters": (lambda: optim.SGD([np.ones(3)]), "no parameters: a trainer hands"),
}


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_a_name_from_elsewhere_is_answered_with_the_one_here(name):
    ask, words = ATTRIBUTES[name]
    with pytest.raises(AttributeError, match=words):
        ask()


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_from_elsewhere_is_answered_with_the_one_here(name):
    make, words = SETTINGS[name]
    with pytest.raises(TypeError, match=words):
        make()


def test_a_rate_may_come_first_as_a_number_of_numpy_or_a_schedule():
    assert optim.SGD(np.float32(0.5)).lr == 0.5
    assert optim.SGD(np.array(0.5)).lr == 0.5
    assert optim.SGD(schedules.constant(0.5)).rate(3) == 0.5


@pytest.mark.parametrize("name", ["a(b", "[", "_repr_html_"])
def test_any_name_may_be_asked_for(name):
    assert not hasattr(train.Trainer(a_model(), optim.Adam()), name)
    with pytest.raises(TypeError, match="Adam takes no "):
        optim.Adam(**{name: 1})


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_what_answers_for_names_is_copied_like_anything_else(copied):
    assert copied(optim.Adam(lr=0.5)) == optim.Adam(lr=0.5)
    assert copied(train.EarlyStopping(patience=3)).patience == 3
    assert copied(data.Loader(a_set(), 3)).batch_size == 3


@pytest.mark.parametrize("kind", [optim.SGD, optim.Adam, optim.Nesterov, optim.Muon])
def test_a_rate_that_is_set_says_how_another_is_had(kind):
    optimizer = kind(lr=0.5)
    with pytest.raises(
        dataclasses.FrozenInstanceError, match=r"can't be set, .* dataclasses\.replace\(optimizer, lr=0\.1\)"
    ):
        optimizer.lr = 0.1
    assert optimizer.lr == 0.5
    assert dataclasses.replace(optimizer, lr=0.1).lr == 0.1
    with pytest.raises(AttributeError, match=rf"{kind.__name__} has no param_groups; it is Trainer\(model"):
        optimizer.param_groups = []


def test_a_dataset_is_not_indexed_and_says_how_examples_are_taken():
    with pytest.raises(TypeError, match=r"data\[0\] is dataset\.take\(\[\.\.\.\]\) here, or dataset\.x\[\.\.\.\]"):
        a_set()[0]
