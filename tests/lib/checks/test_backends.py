"""Probes run on NumPy, whatever backend the notebook uses, but for a probe about the backend."""

import numpy as np
import pytest

from gradschool import backend
from gradschool.checks import ProbeFileError, check, load_probes, observe, probe
from gradschool.checks.cases import FrozenExercise, write_cases
from gradschool.checks.observe import public_seed


@pytest.fixture(autouse=True)
def a_notebook_on_a_device(monkeypatch):
    """The backend in use is a second device, as in a notebook on a GPU."""
    monkeypatch.setenv("GRADSCHOOL_BACKEND", "strict")
    with backend.use("strict"):
        yield


PROBES = '''
from gradschool.checks import probe

@probe("double", points=1)
def of_a_matrix(student, rng):
    """Twelve random numbers."""
    return {"doubled": student.double(rng.standard_normal((3, 4)))}

@probe("double", points=1, backend="auto")
def where_the_notebook_is(student, rng):
    """Twelve random numbers, where the notebook's are."""
    return {"doubled": student.double(rng.standard_normal((3, 4)))}
'''
OF_A_MATRIX, WHERE_THE_NOTEBOOK_IS = load_probes(PROBES)


def homes(one_probe):
    """The types of the arrays that a probe hands to the student's function."""
    seen = []

    def double(x):
        seen.append(type(x).__module__.split(".")[0])
        return x + x

    assert observe(one_probe, {"double": double}, seed=0).error is None
    return seen


def test_a_function_is_given_numpy_arrays_by_a_notebook_on_a_device():
    assert homes(OF_A_MATRIX) == ["numpy"]


def test_a_probe_about_the_backend_has_the_notebooks_own():
    assert homes(WHERE_THE_NOTEBOOK_IS) == ["array_api_strict"]


def test_a_probe_leaves_the_backend_as_it_was_even_where_the_function_changes_it():
    def double(x):
        backend.use("numpy")
        return 2 * x

    observe(WHERE_THE_NOTEBOOK_IS, {"double": double}, seed=0)
    assert backend.current().name == "strict"


def test_the_same_answer_is_right_on_every_backend(tmp_path):
    def double(x):
        return x * 2

    with backend.use("numpy"):
        expected = {
            one.name: observe(one, {"double": double}, public_seed(*one.key))
            for one in (OF_A_MATRIX, WHERE_THE_NOTEBOOK_IS)
        }
    write_cases(tmp_path / "cases.npz", {"double": FrozenExercise(2, expected)})
    (tmp_path / "probes.py").write_text(PROBES)
    assert check(double, folder=tmp_path) == 2


def test_mixing_with_an_array_on_the_gpu_is_told_with_the_way_out():
    def double(x):
        raise TypeError(f"Unsupported type {np.ndarray}")

    message = observe(OF_A_MATRIX, {"double": double}, seed=0).error.message
    assert "lies on the GPU" in message
    assert "to_numpy" in message


def test_a_backend_that_students_do_not_have_is_refused():
    with pytest.raises(ProbeFileError, match=r"wants the backend 'strict'; it is one of \('numpy', 'auto'\)"):
        probe("double", points=1, backend="strict")
