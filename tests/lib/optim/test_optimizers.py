"""The optimizers: against PyTorch's values, by hand where PyTorch has none, in place, on another device."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gradschool import backend, optim
from gradschool.backend import blocks
from gradschool.data import surfaces

GOLDEN = np.load(Path(__file__).parents[1] / "golden" / "optimizers.npz")
LIKE_PYTORCH = {
    "sgd": optim.SGD(lr=0.05),
    "momentum": optim.Momentum(lr=0.05, mu=0.9),
    "nesterov": optim.Nesterov(lr=0.05, mu=0.9),
    "sgd with decay": optim.SGD(lr=0.05, weight_decay=0.2),
    "momentum with decay": optim.Momentum(lr=0.05, mu=0.9, weight_decay=0.2),
    "nesterov with decay": optim.Nesterov(lr=0.05, mu=0.9, weight_decay=0.2),
    "adagrad": optim.AdaGrad(lr=0.05),
    "rmsprop": optim.RMSProp(lr=0.05),
    "adadelta": optim.Adadelta(),
    "adam": optim.Adam(lr=0.05),
    "adamw": optim.AdamW(lr=0.05),
}
ALL = {
    **LIKE_PYTORCH,
    "momentum as a step": optim.Momentum(lr=0.05, convention="step"),
    "momentum of descent": optim.Momentum(lr=0.05, convention="descent"),
    "look-ahead": optim.Nesterov(lr=0.05, form="look-ahead"),
    "look-ahead with decay": optim.Nesterov(lr=0.05, form="look-ahead", weight_decay=0.2),
    "raw adam": optim.Adam(lr=0.05, correct_bias=False),
    "lion": optim.Lion(lr=0.05, weight_decay=0.1),
}
every = pytest.mark.parametrize("name", ALL)


def walk(optimizer, w, gradients):
    state, path = optimizer.start(w), []
    for gradient in gradients:
        w, state = optimizer.step(w, gradient, state)
        path.append(w)
    return path


def descend(optimizer, gradient, w, steps):
    """Return the weights visited, asking the optimizer where to take the gradient."""
    state, path = optimizer.start(w), [w]
    for _ in range(steps):
        w, state = optimizer.step(w, gradient(optimizer.gradient_point(w, state)), state)
        path.append(w)
    return np.array(path)


@pytest.mark.parametrize("name", LIKE_PYTORCH)
def test_fifty_steps_agree_with_pytorch(name):
    path = walk(LIKE_PYTORCH[name], GOLDEN["start"], GOLDEN["gradients"])
    np.testing.assert_allclose(path, GOLDEN[name], rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("name", LIKE_PYTORCH)
def test_fifty_steps_in_float32_agree_with_pytorch_to_float32(name):
    path = walk(LIKE_PYTORCH[name], GOLDEN["start"].astype("f4"), GOLDEN["gradients"].astype("f4"))
    assert path[-1].dtype == np.float32
    np.testing.assert_allclose(path, GOLDEN[name], rtol=1e-3, atol=1e-5)


@every
def test_a_step_leaves_its_inputs_alone(name):
    optimizer, w, g = ALL[name], np.ones(3), np.full(3, 0.5)
    state = optimizer.start(w)
    optimizer.step(w, g, state)
    assert w.tolist() == [1, 1, 1]
    assert g.tolist() == [0.5, 0.5, 0.5]
    assert state["steps"] == 0
    assert all(not state[slot].any() for slot in optimizer.slots)


@every
def test_a_step_in_place_over_many_blocks_is_the_same_step(name, monkeypatch):
    monkeypatch.setattr(blocks, "IN_CACHE", 64)
    optimizer, rng = ALL[name], np.random.default_rng(0)
    w = rng.standard_normal(1001)
    ours, state, ours_state = w.copy(), optimizer.start(w), optimizer.start(w)
    for _ in range(3):
        g = rng.standard_normal(1001)
        w, state = optimizer.step(w, g, state)
        optimizer.step_in_place(ours, g, ours_state)
    np.testing.assert_array_equal(ours, w)


@every
def test_a_strided_view_is_stepped_in_place(name):
    optimizer = ALL[name]
    memory, g = np.ones((4, 6)), np.linspace(-1, 1, 6).reshape(2, 3)
    view = memory[::2, ::2]
    expected, _ = optimizer.step(view.copy(), g, optimizer.start(view.copy()))
    optimizer.step_in_place(view, g, optimizer.start(view))
    np.testing.assert_allclose(memory[::2, ::2], expected, rtol=1e-12)
    assert (memory[1::2] == 1).all()


@every
def test_weights_that_are_their_own_gradient_are_stepped_in_place(name):
    optimizer, w = ALL[name], np.array([1.0, -2.0, 3.0])
    expected, _ = optimizer.step(w, w.copy(), optimizer.start(w))
    optimizer.step_in_place(w, w, optimizer.start(w))
    np.testing.assert_allclose(w, expected, rtol=1e-12)


@every
@pytest.mark.parametrize("where", ["strict", pytest.param("cupy", marks=pytest.mark.gpu)])
def test_a_step_stays_on_another_device(name, where):
    optimizer, rng = ALL[name], np.random.default_rng(0)
    w, gradients = rng.standard_normal(5), rng.standard_normal((3, 5))
    expected = walk(optimizer, w, gradients)[-1]
    there = backend.to_device(w, where)
    ours = walk(optimizer, there, [backend.to_device(g, where) for g in gradients])[-1]
    assert ours.device == there.device
    np.testing.assert_allclose(backend.to_numpy(ours), expected, rtol=1e-12)
    state = optimizer.start(there)
    for g in gradients:
        optimizer.step_in_place(there, backend.to_device(g, where), state)
    np.testing.assert_allclose(backend.to_numpy(there), expected, rtol=1e-12)


@pytest.mark.parametrize("convention", ["step", "descent"])
def test_the_conventions_of_momentum_agree_while_the_rate_is_constant(convention):
    gradient, w = surfaces.valley().gradient, np.array([-4.0, 1.0])
    ours = descend(optim.Momentum(lr=0.03), gradient, w, 30)
    other = descend(optim.Momentum(lr=0.03, convention=convention), gradient, w, 30)
    np.testing.assert_allclose(ours, other, rtol=1e-9, atol=1e-12)


def test_the_conventions_of_momentum_part_when_the_rate_changes():
    def drop(steps):
        return 0.03 if steps < 5 else 0.003

    gradient, w = surfaces.valley().gradient, np.array([-4.0, 1.0])
    ours = descend(optim.Momentum(lr=drop), gradient, w, 10)
    other = descend(optim.Momentum(lr=drop, convention="step"), gradient, w, 10)
    np.testing.assert_allclose(ours[:6], other[:6], rtol=1e-12)
    assert np.abs(ours[6] - other[6]).max() > 1e-2


def test_two_steps_of_momentum_by_hand():
    first, second = walk(optim.Momentum(lr=0.1, mu=0.5), np.array([1.0]), [np.array([2.0]), np.array([4.0])])
    assert first.tolist() == [0.8]
    np.testing.assert_allclose(second, [0.8 - 0.1 * (0.5 * 2 + 4)])


@pytest.mark.parametrize("weight_decay", [0.0, 0.2])
def test_the_shifted_form_walks_the_look_ahead_points_of_the_other(weight_decay):
    surface, w = surfaces.valley(), np.array([-4.0, 1.0])
    ahead = optim.Nesterov(lr=0.02, form="look-ahead", weight_decay=weight_decay)
    state, points = ahead.start(w), []
    for _ in range(20):
        points.append(ahead.gradient_point(w, state))
        w, state = ahead.step(w, surface.gradient(points[-1]), state)
    shifted = descend(optim.Nesterov(lr=0.02, weight_decay=weight_decay), surface.gradient, np.array([-4.0, 1.0]), 19)
    np.testing.assert_allclose(shifted, points, rtol=1e-10, atol=1e-12)


def test_adam_without_correction_starts_with_a_step_three_times_too_long():
    w, g = np.zeros(1), np.array([5.0])
    corrected = walk(optim.Adam(lr=0.1), w, [g])[0]
    raw = walk(optim.Adam(lr=0.1, correct_bias=False), w, [g])[0]
    np.testing.assert_allclose(corrected, [-0.1], rtol=1e-6)
    np.testing.assert_allclose(raw, [-0.1 * 0.1 / 0.001**0.5], rtol=1e-6)


@pytest.mark.parametrize("optimizer", [optim.RMSProp(rho=0.99), optim.Adadelta(rho=0.99), optim.Adam(), optim.AdamW()])
def test_a_square_overflows_only_where_its_average_does(optimizer):
    """The largest float32 is 3.4e38: the square of 1e20 is infinite, and a hundredth of it is not."""
    w = np.ones(2, "float32")
    _, state = optimizer.step(w, np.full(2, 1e20, "float32"), optimizer.start(w))
    assert np.isfinite(state["s"]).all()


def test_epsilon_stands_outside_the_root():
    w, g = np.zeros(1), np.array([1e-6])
    np.testing.assert_allclose(walk(optim.Adam(lr=1.0, eps=1e-6), w, [g])[0], [-0.5], rtol=1e-9)
    np.testing.assert_allclose(walk(optim.AdaGrad(lr=1.0, eps=1e-6), w, [g])[0], [-0.5], rtol=1e-9)


def test_a_schedule_is_asked_with_the_number_of_steps_taken():
    asked = []
    optimizer = optim.SGD(lr=lambda steps: asked.append(steps) or 0.1 / (1 + steps))
    path = walk(optimizer, np.array([1.0]), [np.ones(1)] * 3)
    assert asked == [0, 1, 2]
    np.testing.assert_allclose(path[-1], 1 - 0.1 * (1 + 1 / 2 + 1 / 3))


@pytest.mark.parametrize("name", ["momentum", "nesterov", "look-ahead", "rmsprop", "adam", "adamw"])
def test_the_bottom_of_the_valley_is_found(name):
    surface = surfaces.valley()
    path = descend(replace(ALL[name], lr=0.02), surface.gradient, np.array(surface.start), 1500)
    assert surface(path[-1]) < 1e-2 * surface(path[0])


def test_a_gradient_of_another_shape_is_named():
    optimizer, w = optim.SGD(lr=0.1), np.ones(3)
    with pytest.raises(ValueError, match=r"gradient has shape \(1,\).* the weights have shape \(3,\)"):
        optimizer.step(w, np.ones(1), optimizer.start(w))


def test_a_gradient_of_another_dtype_is_named():
    optimizer, w = optim.SGD(lr=0.1), np.ones(3, "float32")
    with pytest.raises(TypeError, match=r"the gradient: float64 where the others are float32"):
        optimizer.step_in_place(w, np.ones(3), optimizer.start(w))


def test_weights_that_are_whole_numbers_are_refused():
    optimizer, w = optim.SGD(lr=0.1), np.array([1, 2])
    with pytest.raises(TypeError, match="the weights: int64 is neither float32 nor float64"):
        optimizer.step_in_place(w, w, optimizer.start(w))


@pytest.mark.parametrize("dtype", ["float16", "int64", "bool"])
def test_an_optimizer_starts_on_float32_or_float64_alone(dtype):
    with pytest.raises(TypeError, match=f"the weights: .*{dtype}"):
        optim.Adam().start(np.ones(3, dtype))


def test_half_precision_is_refused_before_a_step_is_counted():
    optimizer, w = optim.Adam(), np.ones(3, "float16")
    state = {"steps": 0, "m": 0 * w, "s": 0 * w}
    with pytest.raises(TypeError, match="the weights: in float16"):
        optimizer.step_in_place(w, w, state)
    assert state["steps"] == 0


def test_the_state_of_another_optimizer_is_refused():
    w = np.ones(3)
    with pytest.raises(ValueError, match=r"no m, s; Adam needs the state of its own start"):
        optim.Adam().step(w, w, optim.SGD(lr=0.1).start(w))


def test_an_unknown_convention_is_refused():
    with pytest.raises(
        ValueError, match="Momentum: convention is 'polyak'; it must be one of 'gradient', 'step', 'descent'"
    ):
        optim.Momentum(lr=0.1, convention="polyak")


@pytest.mark.programs
def test_optimizers_leave_the_networks_unimported():
    code = "import sys, gradschool.optim; print([m for m in sys.modules if m.startswith(('gradschool.nn', 'cupy'))])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
