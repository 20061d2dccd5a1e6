"""The fused pass: any rule gives what the rule itself gives, whatever overlaps, and scratch is used again."""

import numpy as np
import pytest

from gradschool import optim
from gradschool.optim.fused import run
from gradschool.optim.program import Program


def turn(sqrt, a, b, *, c):
    """Need the old values of both arrays after the first result is known."""
    return a + c * b, b - c * a


def swap(sqrt, a, b):
    return b, a


def mixed(sqrt, a, b, *, c):
    """Use numbers on either side of every sign, and a value twice."""
    root = sqrt(a * a + 1.0)
    return (2.0 - root) / (1.0 + c) + 1 / root, root * b - c / 2


@pytest.mark.parametrize(("rule", "numbers"), [(turn, {"c": 0.5}), (swap, {}), (mixed, {"c": 3.0})])
@pytest.mark.parametrize("size", [0, 1, 7, 40_000])
def test_a_rule_in_blocks_is_the_rule(rule, numbers, size):
    rng = np.random.default_rng(0)
    arrays = {"a": rng.standard_normal(size), "b": rng.standard_normal(size)}
    expected = rule(np.sqrt, *(x.copy() for x in arrays.values()), **numbers)
    run(rule, arrays, numbers, written=("a", "b"))
    for got, right in zip(arrays.values(), expected, strict=True):
        np.testing.assert_allclose(got, right, rtol=1e-12)


def test_arrays_that_overlap_are_read_before_they_are_written():
    memory = np.random.default_rng(0).standard_normal(100_000)
    before, behind = memory[:-1], memory[1:]
    expected = behind + 2.0 * before
    run(lambda sqrt, a, b, *, c: (b + c * a,), {"a": before, "b": behind}, {"c": 2.0}, written=("b",))
    np.testing.assert_array_equal(memory[1:], expected)


def test_numbers_are_worked_out_in_double_precision():
    program = Program(lambda sqrt, a, *, c: (a * (1 - c),), ("a",), ("a",), ("c",))
    assert 1 - 0.999 in program.number_values({"c": 0.999})


@pytest.mark.parametrize(("optimizer", "scratch"), [(optim.SGD(lr=0.1), 1), (optim.Adam(), 2), (optim.Adadelta(), 3)])
def test_a_rule_needs_little_scratch(optimizer, scratch):
    names = ("w", "g", *optimizer.slots)
    program = Program(optimizer.rule, names, ("w", *optimizer.slots), tuple(optimizer.numbers(1)))
    assert program.scratch <= scratch
