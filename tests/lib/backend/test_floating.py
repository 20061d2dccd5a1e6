"""The rule at the entrance: float32 or float64 of one precision, anything else refused by name."""

import array_api_strict as strict
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradschool.backend.arrays import floating, floating_namespace, product_is_bounded


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("xp", [np, strict])
def test_both_precisions_pass_as_they_are(xp, dtype):
    x = xp.ones(3, dtype=getattr(xp, dtype))
    assert floating(x, "x") is x


@pytest.mark.parametrize("dtype", ["int64", "uint8", "bool", "complex64"])
def test_what_is_no_real_number_is_refused_with_its_name_its_dtype_and_the_way_out(dtype):
    with pytest.raises(TypeError, match=rf'images: {dtype} is neither .*; convert with x\.astype\("float32"\)'):
        floating(np.ones(3, dtype), "images")


def test_whole_numbers_are_refused_on_a_device_too():
    with pytest.raises(TypeError, match="images: int64 is neither"):
        floating(strict.ones(3, dtype=strict.int64, device=strict.Device("device1")), "images")


def test_half_precision_is_refused_with_what_goes_wrong_in_it():
    with pytest.raises(TypeError, match=r"weights: in float16 what exceeds 65504 is infinite.*use float32"):
        floating(np.ones(3, "float16"), "weights")


def test_a_list_is_no_array():
    with pytest.raises(TypeError, match="images is a list, not an array"):
        floating([1.0], "images")


def test_two_precisions_are_never_mixed_in_silence():
    with pytest.raises(TypeError, match=r'bias: float64 where the others are float32; convert with x\.astype\("float'):
        floating_namespace(x=np.ones(2, "float32"), bias=np.ones(2))


def test_the_namespace_of_arrays_that_agree_is_theirs():
    x = strict.ones(2)
    assert floating_namespace(x=x, bias=x).__name__ == strict.__name__


@given(
    st.lists(st.floats(width=32), min_size=3, max_size=3),
    st.lists(st.floats(width=32), min_size=3, max_size=3),
)
def test_a_product_that_is_bounded_is_finite(a, b):
    a, b = np.array(a, "float32")[:, None], np.array(b, "float32")[:, None]
    with np.errstate(over="ignore", invalid="ignore"):
        assert not product_is_bounded(a, b) or np.isfinite(a.T @ b).all()


def test_small_numbers_are_bounded_and_another_backend_is_not_asked():
    assert product_is_bounded(np.ones((64, 784), "float32"), np.full((64, 512), 1e-4, "float32"))
    assert not product_is_bounded(strict.ones((2, 2)), strict.ones((2, 2)))
