"""Kernels of CuPy beside plain loops over their indices: on a GPU where there is one, always on its stand-in."""

from itertools import product

import numpy as np
import pytest

from gradschool import backend
from gradschool.backend import kernels
from gradschool.backend.windows import Windows

pytestmark = pytest.mark.gpu

PLACES = {
    "3 by 3, framed": Windows((2, 5, 4, 3), (3, 3), (5, 4), 1, ((1, 1), (1, 1))),
    "2 by 3, two apart, framed unevenly": Windows((3, 5, 6, 2), (2, 3), (3, 3), 2, ((0, 1), (2, 0))),
    "tiles": Windows((2, 4, 6, 2), (2, 2), (2, 3), 2, ((0, 0), (0, 0))),
    "further apart than wide": Windows((1, 7, 8, 2), (2, 2), (2, 3), 3, ((0, 0), (0, 0))),
    "as large as the image": Windows((2, 3, 2, 1), (3, 2), (1, 1), 1, ((0, 0), (0, 0))),
}


@pytest.fixture(params=PLACES)
def windows(request: pytest.FixtureRequest) -> Windows:
    return PLACES[request.param]


@pytest.fixture(params=["32 bits", "64 bits"], autouse=True)
def indices(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Indices of both widths: those of arrays of 2**31 numbers, too."""
    monkeypatch.setattr(kernels, "_wide", lambda *arrays: request.param == "64 bits")


def seen(windows: Windows, seed: int = 0):
    """Planes, and for each window all its places: the place in the frame, and whether it is a pixel."""
    (channels, height, width, batch), ((top, _), (left, _)) = windows.planes, windows.frame
    planes = np.random.default_rng(seed).standard_normal(windows.planes)
    ranges = map(range, (channels, *windows.kernel, *windows.counts, batch))
    for c, a, b, i, j, n in product(*ranges):
        y, x = i * windows.stride + a - top, j * windows.stride + b - left
        yield (c, a, b, i, j, n), (c, y, x, n), 0 <= y < height and 0 <= x < width, planes


def on_device(x: np.ndarray, layout: str = "planes"):
    """The array there, as planes lie or as images do."""
    if layout == "planes":
        return backend.to_device(x, "cupy")
    return backend.to_device(np.ascontiguousarray(x.transpose(3, 0, 1, 2)), "cupy").transpose(1, 2, 3, 0)


@pytest.mark.parametrize("layout", ["planes", "images"])
def test_columns_hold_the_pixel_at_each_place_of_each_window(windows: Windows, layout: str) -> None:
    wanted = np.zeros((windows.planes[0], *windows.kernel, *windows.counts, windows.planes[3]))
    for place, pixel, inside, planes in seen(windows):
        wanted[place] = planes[pixel] if inside else 0
    found = kernels.columns(on_device(planes, layout), windows)
    area = windows.kernel[0] * windows.kernel[1]
    np.testing.assert_array_equal(backend.to_numpy(found), wanted.reshape(windows.planes[0] * area, -1))


def test_each_column_goes_back_to_the_pixels_that_it_came_from(windows: Windows) -> None:
    shape = (windows.planes[0], *windows.kernel, *windows.counts, windows.planes[3])
    columns, wanted = np.random.default_rng(1).standard_normal(shape), np.zeros(windows.planes)
    for place, pixel, inside, _ in seen(windows):
        if inside:
            wanted[pixel] += columns[place]
    matrix = columns.reshape(shape[0] * shape[1] * shape[2], -1)
    found = kernels.from_columns(on_device(matrix), windows)
    np.testing.assert_allclose(backend.to_numpy(found), wanted, rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("layout", ["planes", "images"])
def test_the_largest_pixel_of_a_window_gets_its_slope(windows: Windows, layout: str) -> None:
    values, places, at = {}, {}, {}
    for (c, a, b, i, j, n), pixel, inside, planes in seen(windows):
        if inside and planes[pixel] > values.get((c, i, j, n), -np.inf):
            values[c, i, j, n], places[c, i, j, n], at[c, i, j, n] = planes[pixel], a * windows.kernel[1] + b, pixel
    largest, winner = kernels.largest(on_device(planes, layout), windows)
    slopes, wanted = np.random.default_rng(2).standard_normal(largest.shape), np.zeros(windows.planes)
    for window, pixel in at.items():
        assert backend.to_numpy(largest)[window] == values[window]
        assert backend.to_numpy(winner)[window] == places[window]
        wanted[pixel] += slopes[window]
    found = kernels.to_largest(on_device(slopes, layout), winner, windows)
    np.testing.assert_allclose(backend.to_numpy(found), wanted, rtol=1e-13, atol=1e-13)


def test_of_equal_pixels_the_first_is_the_largest_and_nan_is_larger_than_any() -> None:
    windows = Windows((1, 2, 6, 1), (2, 2), (1, 3), 2, ((0, 0), (0, 0)))
    rows = [[3.0, 3.0, 1.0, 9.0, 1.0, np.nan], [3.0, 0.0, np.nan, 2.0, np.nan, 0.0]]
    planes = np.array(rows).reshape(windows.planes)
    largest, winner = (backend.to_numpy(x).ravel() for x in kernels.largest(on_device(planes), windows))
    np.testing.assert_array_equal(largest, [3.0, np.nan, np.nan])
    assert winner.tolist() == [0, 2, 1]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_slopes_are_kept_where_y_is_positive(dtype: str) -> None:
    slopes, y = np.array([1, 2, 3, 4], dtype), np.array([0.5, 0, -1, np.inf], dtype)
    found = kernels.where_positive(on_device(slopes), on_device(y))
    assert found.dtype == dtype
    assert backend.to_numpy(found).tolist() == [1.0, 0.0, 0.0, 4.0]


@pytest.mark.parametrize("largest_score", [1.0, 1e4])
def test_costs_and_gradient_are_those_of_the_softmax(largest_score: float) -> None:
    rng = np.random.default_rng(3)
    scores, labels = largest_score * rng.standard_normal((6, 5)), rng.integers(0, 5, 6)
    scores[2, (labels[2] + 1) % 5] = -np.inf  # a class that can't be
    logs = scores - scores.max(axis=1, keepdims=True)
    logs -= np.log(np.exp(logs).sum(axis=1, keepdims=True))
    loss, gradient = kernels.softmax_costs(on_device(scores), on_device(labels))
    np.testing.assert_allclose(float(loss), -logs[np.arange(6), labels].mean(), rtol=1e-12)
    wanted = (np.exp(logs) - (np.arange(5) == labels[:, None])) / 6
    np.testing.assert_allclose(backend.to_numpy(gradient), wanted, atol=1e-15)
