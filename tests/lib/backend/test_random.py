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


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (lambda rng: rng.random(-3), "random: size is -3; it must be a whole number of at least 0"),
        (lambda rng: rng.standard_normal(2.5), "standard_normal: size is 2.5"),
        (lambda rng: rng.normal(size=(2, "a")), "normal: size is 'a'"),
        (lambda rng: rng.normal(0, -1, 3), "normal: scale is -1"),
        (lambda rng: rng.normal(float("nan"), 1, 3), "normal: loc is nan"),
        (lambda rng: rng.uniform(2, 1, 3), "uniform: high is 1"),
        (lambda rng: rng.beta(0, 1), "beta: a is 0"),
        (lambda rng: rng.integers(2.5), "integers: low is 2.5"),
        (lambda rng: rng.integers(5, 2), "integers: high is 2; it must be a whole number of at least 6"),
        (lambda rng: rng.permutation(-3), "permutation: n is -3"),
        (lambda rng: rng.permutation("a"), "permutation: n is 'a'"),
        (lambda rng: rng.choice(0), "choice: a is 0"),
        (lambda rng: rng.spawn(-1), "spawn: n is -1"),
        (lambda rng: rng.zeros(-1), "zeros: size is -1"),
        (lambda rng: rng.random(3, dtype="int64"), "random: dtype is 'int64'; it must be one of 'float64', 'float32'"),
    ],
)
def test_what_no_distribution_has_is_refused_by_its_name_and_value(draw, said):
    with pytest.raises(ValueError, match=f"^{said}"):
        draw(backend.default_rng(0))


def test_sizes_and_bounds_may_be_numpy_s_numbers():
    rng = backend.default_rng(0)
    assert rng.random((np.int64(2), np.int32(3))).shape == (2, 3)
    assert rng.integers(np.int64(3), np.int64(5), size=np.int64(4)).shape == (4,)
    assert sorted(rng.permutation(np.int64(3)).tolist()) == [0, 1, 2]
