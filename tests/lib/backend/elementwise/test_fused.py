"""A rule's results as new arrays: on every backend what the rule gives, and what came in stays as it was."""

import numpy as np
import pytest

from gradschool import backend
from gradschool.backend.elementwise import fused, sqrt

BACKENDS = ["numpy", "strict", pytest.param("cupy", marks=pytest.mark.gpu)]


def rule(x, y, z, *, a, n):
    """Rows, columns and a table, numbers on either side."""
    root = sqrt(x * x + a)
    return (1 / root - y) * z, a / n + root * z


@pytest.mark.parametrize("name", BACKENDS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_results_are_those_of_the_rule_broadcast(name: str, dtype: str) -> None:
    rng = np.random.default_rng(0)
    here = [rng.standard_normal(shape).astype(dtype) for shape in ((3, 1), (4,), (3, 4))]
    there = [backend.to_device(x, name) for x in here]
    wanted, found = rule(*here, a=2.0, n=5), fused(rule, *there, a=2.0, n=5)
    for got, right in zip(found, wanted, strict=True):
        assert got.shape == right.shape
        assert backend.to_numpy(got).dtype == dtype
        np.testing.assert_allclose(backend.to_numpy(got), right, rtol=1e-5 if dtype == "float32" else 1e-12)
    for x, before in zip(there, here, strict=True):
        np.testing.assert_array_equal(backend.to_numpy(x), before)


@pytest.mark.parametrize("name", BACKENDS)
def test_one_result_is_a_tuple_too(name: str) -> None:
    (found,) = fused(lambda x, *, a: (a * x,), backend.to_device(np.ones(2), name), a=3.0)
    assert backend.to_numpy(found).tolist() == [3.0, 3.0]
