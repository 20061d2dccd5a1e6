"""Random numbers at the borders of their ranges, and arrays for which nothing is drawn."""

import numpy as np
import pytest

from gradschool import backend
from gradschool.backend import Generator


class NearlyOne:
    """Stands for a host generator that draws the largest number below the bound, which one in 2^25 draws rounds up."""

    def random(self, size):
        return np.full(size, np.nextafter(1.0, 0.0))

    def uniform(self, low, high, size):
        return np.full(size, np.nextafter(high, low))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_random_never_returns_one(dtype):
    drawn = Generator(NearlyOne(), "numpy").random(3, dtype)
    assert drawn.dtype == dtype
    assert (drawn < 1).all()
    assert (drawn > 0.9999999).all()


@pytest.mark.parametrize("high", [3.0, 0.1, 1 / 3])
def test_uniform_never_returns_its_upper_bound(high):
    drawn = Generator(NearlyOne(), "numpy").uniform(-1.0, high, 3, "float32")
    assert (drawn.astype("float64") < high).all()
    np.testing.assert_allclose(drawn, high, rtol=1e-6)


def test_an_empty_range_gives_its_one_number():
    assert backend.default_rng(0, "numpy").uniform(2.0, 2.0, 3).tolist() == [2, 2, 2]


def test_zeros_are_where_the_other_numbers_go_and_draw_nothing():
    rng, other = backend.default_rng(0, "strict"), backend.default_rng(0, "strict")
    zeros = rng.zeros((2, 3), "float32")
    assert zeros.shape == (2, 3)
    assert zeros.device == backend.to_device(np.ones(1), "strict").device
    assert (backend.to_numpy(zeros) == 0).all()
    assert rng.random() == other.random()
