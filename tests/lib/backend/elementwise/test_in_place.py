"""A rule over arrays in place: it gives what it gives as it stands, in blocks, whatever overlaps, whatever it asks."""

import numpy as np
import pytest

from gradschool import backend
from gradschool.backend.elementwise import run, sign, sqrt


def turn(a, b, *, c):
    """Need the old values of both arrays after the first result is known."""
    return a + c * b, b - c * a


def swap(a, b):
    return b, a


def mixed(a, b, *, c):
    """Use numbers on either side of every sign, and a value twice."""
    root = sqrt(a * a + 1.0)
    return (2.0 - root) / (1.0 + c) + 1 / root, root * b - c / 2


@pytest.mark.parametrize(("rule", "numbers"), [(turn, {"c": 0.5}), (swap, {}), (mixed, {"c": 3.0})])
@pytest.mark.parametrize("size", [0, 1, 7, 40_000])
def test_a_rule_in_blocks_is_the_rule(rule, numbers, size):
    rng = np.random.default_rng(0)
    arrays = {"a": rng.standard_normal(size), "b": rng.standard_normal(size)}
    expected = rule(*(x.copy() for x in arrays.values()), **numbers)
    run(rule, arrays, numbers, written=("a", "b"))
    for got, right in zip(arrays.values(), expected, strict=True):
        np.testing.assert_allclose(got, right, rtol=1e-12)


def test_arrays_that_overlap_are_read_before_they_are_written():
    memory = np.random.default_rng(0).standard_normal(100_000)
    before, behind = memory[:-1], memory[1:]
    expected = behind + 2.0 * before
    run(lambda a, b, *, c: (b + c * a,), {"a": before, "b": behind}, {"c": 2.0}, written=("b",))
    np.testing.assert_array_equal(memory[1:], expected)


def forked(w, g, *, lr, uphill):
    """Ask a number."""
    return (w + lr * g if uphill else w - lr * g,)


def clipped(w, g, *, lr):
    """Ask an array."""
    return (w - lr * g if (abs(g) < 1.0).all() else w - lr * np.sign(g),)


def few(w, g, *, lr):
    """Compare."""
    return (w - lr * g * (g == 0.5),)


def steeper(w, g, *, lr):
    """Use powers and signs."""
    return (w - lr * abs(g) ** 3 + (-g) ** 2,)


def centered(w, g, *, lr):
    """Look at all elements."""
    return (w - lr * (g - np.mean(g)),)


@pytest.mark.parametrize(
    ("rule", "numbers"),
    [
        (forked, {"lr": 0.1, "uphill": 0.0}),
        (forked, {"lr": 0.1, "uphill": 1.0}),
        (clipped, {"lr": 0.1}),
        (few, {"lr": 0.1}),
        (steeper, {"lr": 0.1}),
        (centered, {"lr": 0.1}),
    ],
)
def test_a_rule_that_is_more_than_arithmetic_runs_as_it_stands(rule, numbers):
    w, g = np.ones(100_000), np.full(100_000, 0.5)
    g[-1] = 3.0
    expected = rule(w.copy(), g, **numbers)[0]
    run(rule, {"w": w, "g": g}, numbers, written=("w",))
    np.testing.assert_array_equal(w, expected)


def test_a_rule_that_branches_may_hand_an_array_on():
    def ordered(a, b):
        return (a, b) if a[0] <= b[0] else (b, a)

    a, b = np.full(3, 2.0), np.ones(3)
    run(ordered, {"a": a, "b": b}, {}, written=("a", "b"))
    assert (a.tolist(), b.tolist()) == ([1.0] * 3, [2.0] * 3)


@pytest.mark.parametrize("uphill", [False, True])
def test_a_setting_may_be_asked_without_leaving_the_blocks(uphill):
    sizes = []

    def counted(w, g, *, lr, uphill):
        if isinstance(w, np.ndarray):
            sizes.append(w.size)
        return forked(w, g, lr=lr, uphill=uphill)

    w, g = np.ones(400_000), np.full(400_000, 0.5)
    run(counted, {"w": w, "g": g}, {"lr": 0.1, "uphill": uphill}, written=("w",))
    np.testing.assert_array_equal(w, 1.05 if uphill else 0.95)
    assert sizes == []


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_blocks_give_the_bits_of_the_whole(dtype):
    def rule(w, g, *, lr):
        return (sign(w) * sqrt(abs(w)) - lr * (1 - lr) * g**2 / 3,)

    w, g = np.random.default_rng(0).standard_normal((2, 300_001)).astype(dtype)
    expected = rule(w.copy(), g, lr=0.3)[0]
    run(rule, {"w": w, "g": g}, {"lr": 0.3}, written=("w",))
    assert expected.dtype == dtype
    np.testing.assert_array_equal(w, expected)


@pytest.mark.parametrize("where", ["numpy", "strict", pytest.param("cupy", marks=pytest.mark.gpu)])
def test_every_operation_gives_the_same_on_another_device(where):
    def rule(w, g, *, lr):
        step = sqrt(abs(w)) + lr * (1 - lr) * g**2
        return 1 / (2.0 + step) - sign(g) * -w / 3, step - w

    a, b = np.random.default_rng(0).standard_normal((2, 50))
    b[0] = -0.0
    expected = rule(a, b, lr=0.3)
    w, g = backend.to_device(a.copy(), where), backend.to_device(b.copy(), where)
    run(rule, {"w": w, "g": g}, {"lr": 0.3}, written=("w", "g"))
    np.testing.assert_allclose(backend.to_numpy(w), expected[0], rtol=1e-14)
    np.testing.assert_allclose(backend.to_numpy(g), expected[1], rtol=1e-14)
