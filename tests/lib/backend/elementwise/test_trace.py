"""What a rule leaves when it is traced: its operations in order, its numbers, and nothing where it asks."""

import numpy as np
import pytest

from gradschool import backend
from gradschool.backend.elementwise.trace import Expression, Traced, sign, sqrt


def expression(rule):
    return Expression(rule, 2, [0], ["lr"], {})


def test_operations_are_printed_in_order_and_a_square_is_multiplied_out():
    found = expression(lambda w, g, *, lr: (w - lr * g**2 / (sqrt(abs(g)) + 1.0),))
    assert found.lines == [
        "t0 = a1 * a1",
        "t1 = n0 * t0",
        "t2 = fabs(a1)",
        "t3 = sqrt(t2)",
        "t4 = t3 + n1",
        "t5 = t1 / t4",
        "t6 = a0 - t5",
    ]
    assert found.results == ["t6"]


def test_a_value_that_is_used_twice_is_worked_out_once():
    def rule(w, g, *, lr):
        step = lr * g
        return (w - step - step,)

    assert len(expression(rule).lines) == 3


def test_numbers_are_worked_out_in_double_precision():
    found = expression(lambda w, g, *, lr: (w * (1 - lr) + sqrt(lr) * g**2 + lr**3 * -g,))
    assert found.number_values(lr=0.999) == [1 - 0.999, 0.999**0.5, 0.999**3, -1.0]


def test_infinity_is_a_number():
    assert expression(lambda w, g, *, lr: (w * (lr + np.inf),)).number_values(lr=1.0) == [np.inf]


def test_a_number_may_be_a_result():
    assert expression(lambda w, g, *, lr: (1 - lr,)).results == ["n0"]


@pytest.mark.parametrize(
    "asked",
    [
        lambda w: w if w else -w,
        lambda w: w * (w == 0),
        lambda w: w * (w > 0),
        lambda w: w**3,
        lambda w: w**w,
        lambda w: np.exp(w),
        lambda w: np.sum(w),
        lambda w: w - np.mean(w),
        lambda w: w.sum(),
        lambda w: float(w),
        lambda w: {w: 1},
    ],
)
def test_what_is_more_than_arithmetic_is_not_traced(asked):
    with pytest.raises((TypeError, AttributeError)):
        expression(lambda w, g, *, lr: (asked(w),))


@pytest.mark.parametrize("number", [np.float32(0.5), np.float64(0.5), np.int64(2)])
def test_a_numpy_number_leaves_the_operation_to_the_traced_value(number):
    assert isinstance(number * Traced("input", name="w", is_number=False), Traced)


@pytest.mark.parametrize("where", ["numpy", "strict", pytest.param("cupy", marks=pytest.mark.gpu)])
@pytest.mark.parametrize(("function", "expected"), [(sqrt, [0.5, 0.0, 3.0]), (sign, [1.0, 0.0, 1.0])])
def test_functions_of_arrays_stay_where_the_array_is(function, expected, where):
    x = backend.to_device(np.array([0.25, 0.0, 9.0], "float32"), where)
    found = function(x)
    assert (found.device, found.dtype) == (x.device, x.dtype)
    assert backend.to_numpy(found).tolist() == expected


def test_the_root_of_a_number_leaves_float32_alone():
    assert (sqrt(4.0) * np.ones(2, "float32")).dtype == np.float32
