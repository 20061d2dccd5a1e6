"""Settings that can't be meant are refused where they are made, with their name, their value and their range."""

import copy
import inspect
import pickle
from dataclasses import dataclass, replace

import numpy as np
import pytest

from gradschool import nn, optim
from gradschool.optim import schedules

NAN, INF = float("nan"), float("inf")
RATE, SHARE, POSITIVE = (
    "a number of at least 0, or a schedule",
    "a number of at least 0 and below 1",
    "a number above 0",
)
RULES = [
    optim.SGD,
    optim.Momentum,
    optim.Nesterov,
    optim.AdaGrad,
    optim.RMSProp,
    optim.Adadelta,
    optim.Adam,
    optim.AdamW,
]
IN_RANGE_FOR_NOBODY = [
    (optim.Momentum, "mu", 1.0, SHARE),
    (optim.Nesterov, "mu", -0.1, SHARE),
    (optim.RMSProp, "rho", 1.5, SHARE),
    (optim.RMSProp, "eps", 0.0, POSITIVE),
    (optim.Adadelta, "rho", NAN, SHARE),
    (optim.AdaGrad, "eps", -1e-8, POSITIVE),
    (optim.Adam, "beta1", 1.0, SHARE),
    (optim.Adam, "beta2", 2, SHARE),
    (optim.Adam, "eps", INF, POSITIVE),
    (optim.AdamW, "weight_decay", -0.01, "a number of at least 0"),
    (optim.SGD, "weight_decay", NAN, "a number of at least 0"),
]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("lr", [-0.1, NAN, INF, "0.1", None, True, [0.1]])
def test_a_rate_that_is_none_is_refused(rule, lr):
    with pytest.raises((TypeError, ValueError)) as caught:
        rule(lr=lr)
    assert str(caught.value) == f"{rule.__name__}: lr is {lr!r}; it must be {RATE}"


@pytest.mark.parametrize(("rule", "name", "value", "words"), IN_RANGE_FOR_NOBODY)
def test_a_number_out_of_its_range_is_refused(rule, name, value, words):
    with pytest.raises(ValueError, match=f"{rule.__name__}: {name} is {value!r}; it must be {words}$"):
        rule(**{"lr": 0.1, name: value})


@pytest.mark.parametrize(("name", "value"), [("mu", None), ("mu", "0.9"), ("mu", True), ("weight_decay", [0.1])])
def test_what_is_no_number_is_refused(name, value):
    with pytest.raises(TypeError, match=rf"Momentum: {name} is .*; it must be a number of at least 0"):
        optim.Momentum(**{"lr": 0.1, name: value})


def test_a_switch_is_true_or_false():
    with pytest.raises(TypeError, match="Adam: correct_bias is 'no'; it must be True or False"):
        optim.Adam(correct_bias="no")


def test_an_average_refuses_a_decay_of_one():
    with pytest.raises(ValueError, match=f"PolyakAverage: decay is 1.0; it must be {SHARE}"):
        optim.PolyakAverage(decay=1.0)


@pytest.mark.parametrize("number", [np.float64(0.1), np.float32(0.1), np.array(0.1)])
def test_a_number_of_numpy_leaves_weights_in_float32(number):
    w = np.ones(3, "float32")
    optimizer = optim.RMSProp(lr=number, eps=number)
    assert optimizer.step(w, w, optimizer.start(w))[0].dtype == np.float32


def test_a_rule_of_one_s_own_has_its_settings_checked():
    @dataclass(frozen=True, kw_only=True)
    class Mine(optim.Optimizer):
        lr: float = 0.1
        reach: float = 2.0

    with pytest.raises(ValueError, match="Mine: reach is nan; it must be a finite number"):
        Mine(reach=NAN)


@pytest.mark.parametrize("rate", [NAN, -1e-3, INF])
def test_a_schedule_that_returns_no_rate_is_named_at_its_step(rate):
    optimizer, w = optim.Adam(lr=lambda steps: 0.1 if steps < 2 else rate), np.ones(3)
    state = optimizer.start(w)
    for _ in range(2):
        optimizer.step_in_place(w, w.copy(), state)
    with pytest.raises(
        ValueError, match=rf"Adam: the schedule gives the rate {rate} after 2 steps; a rate is at least 0"
    ):
        optimizer.step_in_place(w, w.copy(), state)
    assert state["steps"] == 2


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda: schedules.constant(-1), "constant: rate is -1; it must be a number of at least 0"),
        (lambda: schedules.step_decay(0.1, every=0), "step_decay: every is 0; it must be a number above 0"),
        (lambda: schedules.step_decay(0.1, 5, factor=0), "step_decay: factor is 0; it must be a number above 0"),
        (lambda: schedules.milestones(0.1, at=[8, 5]), r"milestones: at is \[8.0, 5.0\]; give the steps in order"),
        (lambda: schedules.milestones(0.1, at=[5, 5]), r"milestones: at is \[5.0, 5.0\]; give .* each once: \[5.0\]"),
        (lambda: schedules.milestones(0.1, at=[-5]), r"milestones: at\[0\] is -5; it must be a number of at least 0"),
        (lambda: schedules.exponential(0.1, NAN), "exponential: decay is nan; it must be a number of at least 0"),
        (lambda: schedules.inverse_time(0.1, -1), "inverse_time: decay is -1; it must be a number of at least 0"),
        (lambda: schedules.cosine(0.1, total=0), "cosine: total is 0; it must be a number above 0"),
        (lambda: schedules.cosine(0.1, 10, lowest=0.2), "cosine: lowest is 0.2, above rate, which is 0.1"),
        (lambda: schedules.warm_restarts(0.1, first=0), "warm_restarts: first is 0; it must be a whole number of at"),
        (lambda: schedules.warm_restarts(0.1, 5, growth=0), "warm_restarts: growth is 0; it must be a whole number"),
        (
            lambda: schedules.warm_restarts(0.1, 5, growth=0.5),
            "warm_restarts: growth is 0.5; it must be a whole number",
        ),
        (lambda: schedules.one_cycle(0.1, 0), "one_cycle: total is 0; it must be a number above 0"),
        (lambda: schedules.one_cycle(0.1, 10, rise=1), "one_cycle: rise is 1; it must be a number above 0 and below 1"),
        (
            lambda: schedules.warm_up("0.1", 5),
            "warm_up: schedule is '0.1'; it must be a number of at least 0, or a sch",
        ),
        (lambda: schedules.warm_up(0.1, -5), "warm_up: steps is -5; it must be a number of at least 0"),
        (lambda: schedules.cyclic(0.1, 0.5, half=0), "cyclic: half is 0; it must be a number above 0"),
        (lambda: schedules.cyclic(0.5, 0.1, half=4), "cyclic: low is 0.5, above high, which is 0.1"),
        (lambda: schedules.scale_rate(0.1, 0), "scale_rate: batch is 0; it must be a number above 0"),
        (lambda: schedules.range_test(0, 1, 10), "range_test: low is 0; it must be a number above 0"),
        (lambda: schedules.chain((schedules.constant(1), -1), then=1), "chain: a part's length is -1; it must be"),
        (lambda: schedules.chain(then=None), "chain: then is None; it must be a number of at least 0, or a schedule"),
        (lambda: schedules.ReduceOnPlateau(0.1, factor=1), "ReduceOnPlateau: factor is 1; it must be a number above"),
        (lambda: schedules.ReduceOnPlateau(0.1, patience=0.5), "ReduceOnPlateau: patience is 0.5; it must be a whole"),
    ],
)
def test_a_schedule_that_can_t_be_meant_is_refused(make, complaint):
    with pytest.raises((TypeError, ValueError), match=complaint):
        make()


def test_restarts_that_are_all_alike_come_at_once_however_many_there_were():
    assert schedules.warm_restarts(1.0, first=2, growth=1)(10**15 + 1) == schedules.warm_restarts(1.0, 2)(1)


@pytest.mark.parametrize(
    ("lr", "words"),
    [
        (schedules.cosine, r"lr is cosine, which is no function of the steps alone; call it: cosine\(\.\.\.\)"),
        (optim.Adam, "lr is the class Adam; give a number of at least 0, or a schedule"),
        (float, "lr is the class float"),
    ],
)
def test_what_makes_a_schedule_is_no_schedule(lr, words):
    with pytest.raises(TypeError, match=rf"^SGD: {words}"):
        optim.SGD(lr=lr)


def test_a_schedule_that_returns_no_number_is_named():
    with pytest.raises(TypeError, match=r"SGD: lr gives <function .* after 0 steps; a schedule returns a number"):
        optim.SGD(lr=schedules.constant).rate(0)


@pytest.mark.parametrize("part", [0.1, (0.1,), (0.1, 5, 6)])
def test_a_part_of_a_chain_is_a_pair(part):
    with pytest.raises(TypeError, match="a part is a schedule and its number of steps"):
        schedules.chain(part, then=0.1)


@pytest.mark.parametrize("rule", RULES)
def test_a_rate_may_come_without_its_name_and_nothing_else_may(rule):
    assert rule(0.1) == rule(lr=0.1)
    with pytest.raises(TypeError, match="positional argument"):
        rule(0.1, 0.9)


@pytest.mark.parametrize(
    ("rule", "settings", "words"),
    [
        (
            optim.Adam,
            {"betas": (0.9, 0.99)},
            r"Adam takes no betas: PyTorch's Adam\(betas, eps\) is Adam\(beta1, beta2",
        ),
        (optim.SGD, {"momentum": 0.9}, r"SGD takes no momentum: PyTorch's SGD\(momentum\) is Momentum\(mu\) here"),
    ],
)
def test_settings_as_pytorch_writes_them_are_answered_with_ours(rule, settings, words):
    with pytest.raises(TypeError, match=words):
        rule(lr=0.1, **settings)


def test_a_name_as_pytorch_writes_it_is_answered_with_ours():
    with pytest.raises(AttributeError, match=r"gradschool\.optim has no Adagrad; it is AdaGrad\(eps\) here$"):
        _ = optim.Adagrad


def test_an_optimizer_shows_its_settings_and_is_copied():
    assert str(inspect.signature(optim.SGD)).startswith("(lr: ")
    rule = optim.Adam(0.1, beta1=0.8)
    assert copy.deepcopy(rule) == pickle.loads(pickle.dumps(rule)) == replace(rule, lr=0.1) == rule


def test_an_optimizer_that_is_given_parameters_says_who_hands_them_over():
    with pytest.raises(TypeError, match=r"no parameters: a trainer hands it those of its model, Trainer\(model, Adam"):
        optim.Adam(np.ones(3), lr=0.1)


def test_a_setting_that_there_is_not_is_answered_with_those_that_there_are():
    with pytest.raises(TypeError, match="Adam takes no rate; it takes lr, beta1, beta2, eps, correct_bias"):
        optim.Adam(rate=0.1)
    with pytest.raises(TypeError, match="Dense takes no activation; it takes fan_in, fan_out, bias, init"):
        nn.Dense(3, 2, activation="relu")
    with pytest.raises(TypeError, match="Tanh takes no slope; it takes nothing"):
        nn.Tanh(slope=0.1)
