"""Steps over drawn shapes (scalars, empty ones), dtypes and strides: in place as with copies."""

import numpy as np
import pytest

from gradschool import optim

hypothesis = pytest.importorskip("hypothesis", reason="it draws the shapes")
st = pytest.importorskip("hypothesis.strategies")
shapes = pytest.importorskip("hypothesis.extra.numpy").array_shapes

RULES = {
    "sgd": optim.SGD(lr=0.05),
    "momentum": optim.Momentum(lr=0.05),
    "momentum as a step": optim.Momentum(lr=0.05, convention="step"),
    "momentum of descent": optim.Momentum(lr=0.05, convention="descent"),
    "nesterov": optim.Nesterov(lr=0.05),
    "look-ahead": optim.Nesterov(lr=0.05, form="look-ahead"),
    "adagrad": optim.AdaGrad(lr=0.05),
    "rmsprop": optim.RMSProp(lr=0.05),
    "adadelta": optim.Adadelta(),
    "adam": optim.Adam(lr=0.05),
    "raw adam": optim.Adam(lr=0.05, correct_bias=False),
    "adamw": optim.AdamW(lr=0.05),
    "lion": optim.Lion(lr=0.05, weight_decay=0.1),
}
LAYOUTS = {
    "plain": np.copy,
    "every other place": lambda w: np.stack([w, w], axis=-1)[..., 0],
    "first axis innermost": lambda w: w.T.copy().T,
    "backwards": lambda w: np.flip(np.flip(w).copy())[...],
}


@pytest.mark.parametrize("name", RULES)
@hypothesis.given(
    shape=shapes(min_dims=0, max_dims=3, min_side=0, max_side=5),
    dtype=st.sampled_from(["float32", "float64"]),
    layout=st.sampled_from(list(LAYOUTS)),
    seed=st.integers(0, 99),
)
@hypothesis.settings(max_examples=15, deadline=None)
def test_a_step_in_place_is_the_same_step(name, shape, dtype, layout, seed):
    optimizer, rng = RULES[name], np.random.default_rng(seed)
    w = np.asarray(rng.standard_normal(shape)).astype(dtype)
    ours = LAYOUTS[layout](w.copy())
    state, ours_state = optimizer.start(w), optimizer.start(w)
    for _ in range(3):
        g = np.asarray(rng.standard_normal(shape)).astype(dtype)
        w, state = optimizer.step(w, g, state)
        optimizer.step_in_place(ours, g, ours_state)
    np.testing.assert_array_equal(ours, w)
    assert ours.dtype == dtype
    for slot in optimizer.slots:
        np.testing.assert_array_equal(ours_state[slot], state[slot])
        assert ours_state[slot].dtype == dtype
