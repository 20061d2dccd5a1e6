"""The namespace of arrays by their types: fast where it is NumPy's or CuPy's, right for every other library."""

import numpy as np
import pytest

from gradschool import backend
from gradschool.backend import namespaces


class Foreign:
    """An array of a library that nobody has heard of."""

    device, shape, dtype = "far", (2,), "float32"

    def __array_namespace__(self, api_version=None):
        return FOREIGN_LIBRARY


class Library:
    __name__ = "foreign"


FOREIGN_LIBRARY = Library()


def test_an_array_of_an_unknown_library_is_asked():
    assert backend.array_namespace(Foreign(), 2.0) is FOREIGN_LIBRARY


def test_an_array_of_an_unknown_library_does_not_go_with_numpy_s():
    with pytest.raises(backend.BackendError, match=r"argument 1 .*numpy array.* and argument 2 .*foreign array"):
        backend.array_namespace(np.ones(2), Foreign())


@pytest.mark.parametrize("number", [None, True, 2, 2.0, 1j, np.float32(2), np.True_])
def test_numbers_go_with_any_array_and_alone_with_numpy(number):
    assert backend.array_namespace(number).__name__ == "array_api_compat.numpy"
    assert backend.array_namespace(Foreign(), number) is FOREIGN_LIBRARY


@pytest.mark.parametrize("words", [([1.0],), (np.ones(2), [1.0]), ([1.0], [1.0]), ("text",)])
def test_what_is_no_array_is_refused_in_any_place(words):
    with pytest.raises(TypeError, match="not an array"):
        backend.array_namespace(*words)


def test_a_subclass_of_numpy_s_array_counts_as_one():
    class Own(np.ndarray):
        pass

    assert backend.array_namespace(np.ones(2).view(Own)).__name__ == "array_api_compat.numpy"


@pytest.mark.gpu
def test_cupy_s_arrays_are_known_by_their_type(monkeypatch):
    xs = [backend.to_device(np.ones(2), "cupy") for _ in range(2)]
    monkeypatch.setattr(namespaces, "_asked_namespace", None)
    assert backend.array_namespace(xs[0], 2.0, weights=xs[1]).__name__ == "array_api_compat.cupy"


@pytest.mark.gpu
def test_an_array_here_and_one_on_the_gpu_are_named():
    with pytest.raises(backend.BackendError, match=r"x \(cupy array.* and weights \(numpy array"):
        backend.array_namespace(x=backend.to_device(np.ones(2), "cupy"), weights=np.ones(2))
