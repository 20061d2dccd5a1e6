"""The surfaces: gradients against central differences, minima where they are said to be, any backend."""

import numpy as np
import pytest

from gradschool import backend
from gradschool.data import surfaces

ALL = [surfaces.valley(), surfaces.saddle(), surfaces.plateau(), surfaces.rosenbrock(), surfaces.beale()]
named = pytest.mark.parametrize("surface", ALL, ids=lambda surface: surface.name)


def points(surface, n=50):
    rng = np.random.default_rng(0)
    low, high = np.transpose([surface.xlim, surface.ylim])
    return rng.uniform(low, high, (n, 2))


@named
def test_the_gradient_agrees_with_central_differences(surface):
    w, h = points(surface), 1e-5
    numerical = np.stack(
        [(surface(w + step) - surface(w - step)) / (2 * h) for step in (np.array([h, 0]), np.array([0, h]))],
        axis=-1,
    )
    np.testing.assert_allclose(surface.gradient(w), numerical, rtol=1e-6, atol=1e-6)


@named
def test_the_minima_are_flat_and_lowest(surface):
    minima = np.array(surface.minima)
    np.testing.assert_allclose(surface.gradient(minima), 0, atol=1e-12)
    assert surface(points(surface, 2000)).min() >= surface(minima).max()


@named
def test_start_and_minima_are_in_the_picture(surface):
    for x, y in (surface.start, *surface.minima):
        assert surface.xlim[0] <= x <= surface.xlim[1]
        assert surface.ylim[0] <= y <= surface.ylim[1]


@named
def test_a_surface_works_on_another_device_and_keeps_float32(surface):
    w = points(surface).astype("float32")
    there = backend.to_device(w, "strict")
    for f in (surface.value, surface.gradient):
        result = f(there)
        assert result.device == there.device
        assert backend.to_numpy(result).dtype == np.float32
        np.testing.assert_allclose(backend.to_numpy(result), f(w), rtol=1e-5)


def test_the_condition_number_of_the_valley_is_what_was_asked_for():
    gradient = surfaces.valley(condition=9.0).gradient
    assert gradient(np.array([1.0, 0.0])).tolist() == [1.0, 0.0]
    assert gradient(np.array([0.0, 1.0])).tolist() == [0.0, 9.0]
