"""The backend: choosing it, asking arrays for their namespace, moving them, drawing on the host."""

import subprocess
import sys

import array_api_strict as strict
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from gradschool import backend
from gradschool.backend import selection
from gradschool.backend.arrays import clamped

SECOND_DEVICE = strict.Device("device1")


@pytest.fixture(autouse=True)
def _restored(monkeypatch):
    monkeypatch.delenv(selection.VARIABLE, raising=False)
    before = selection._current
    yield
    selection._current = before


def test_a_call_holds_until_the_next_call():
    backend.use("strict")
    assert backend.current().name == "strict"
    backend.use("numpy")
    assert backend.current().name == "numpy"


def test_nested_blocks_restore_what_held_before():
    backend.use("numpy")
    with backend.use("strict"):
        with backend.use("numpy"):
            assert backend.current().name == "numpy"
        assert backend.current().name == "strict"
    assert backend.current().name == "numpy"


def test_a_block_that_fails_restores_too():
    backend.use("numpy")
    with pytest.raises(ZeroDivisionError), backend.use("strict"):
        1 / 0  # noqa: B018
    assert backend.current().name == "numpy"


def test_one_choice_can_be_entered_again_and_inside_itself():
    backend.use("numpy")
    strict_choice = backend.use("strict")
    with strict_choice:
        pass
    assert backend.current().name == "numpy"
    with strict_choice:
        with strict_choice:
            pass
        assert backend.current().name == "strict"
    assert backend.current().name == "numpy"


def test_an_unknown_backend_is_refused_and_changes_nothing():
    backend.use("strict")
    with pytest.raises(backend.BackendError, match=r"'torch' does not exist; choose one of auto, numpy"):
        backend.use("torch")
    assert backend.current().name == "strict"


def test_an_absent_gpu_is_an_error_that_says_what_to_do(monkeypatch):
    monkeypatch.setattr(selection, "cupy_is_installed", lambda: False)
    with pytest.raises(backend.BackendError, match=r"pip install \"cupy-cuda1[23]x\[ctk\]\".*use\(\"numpy\"\)"):
        backend.use("cupy")


def test_auto_is_numpy_where_no_gpu_answers(monkeypatch):
    monkeypatch.setattr(selection, "gpu_count", lambda: 0)
    with backend.use("auto") as chosen:
        assert chosen.name == "numpy"


def test_the_environment_variable_decides_what_auto_means(monkeypatch):
    monkeypatch.setenv(selection.VARIABLE, "strict")
    with backend.use("auto") as chosen:
        assert chosen.name == "strict"


def test_the_environment_variable_leaves_an_explicit_choice_alone(monkeypatch):
    monkeypatch.setenv(selection.VARIABLE, "strict")
    with backend.use("numpy") as chosen:
        assert chosen.name == "numpy"


def test_a_wrong_environment_variable_is_named_in_the_error(monkeypatch):
    monkeypatch.setenv(selection.VARIABLE, "gpu")
    with pytest.raises(backend.BackendError, match="GRADSCHOOL_BACKEND='gpu' does not exist"):
        backend.use("auto")


@pytest.mark.programs
def test_importing_the_backend_imports_neither_cupy_nor_the_neural_parts():
    code = (
        "import sys, gradschool.backend as b; b.array_namespace; b.use('numpy');"
        "heavy = ('cupy', 'scipy', 'matplotlib', 'array_api_strict');"
        "print([m for m in sys.modules if m.split('.')[0] in heavy"
        " or m.startswith(('gradschool.nn', 'gradschool.optim'))])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"


def test_arrays_name_their_namespace():
    on_device = strict.ones(3, device=SECOND_DEVICE)
    assert backend.array_namespace(on_device, 1.0, None) is strict
    xp = backend.array_namespace(np.ones(3), np.float64(2.0), None)
    assert xp.__name__ == "array_api_compat.numpy"


def test_mixed_devices_name_both_arrays():
    here, there = np.ones((3, 4), dtype="float32"), strict.ones(2, device=SECOND_DEVICE)
    with pytest.raises(backend.BackendError) as caught:
        backend.array_namespace(weights=here, gradient=there)
    message = str(caught.value)
    assert "weights (numpy array, shape (3, 4), float32, on cpu)" in message
    assert "gradient (array_api_strict array, shape (2,)" in message
    assert "device1" in message
    assert "to_device" in message


def test_two_devices_of_one_library_are_mixed_too():
    with pytest.raises(backend.BackendError, match=r"argument 1 .*CPU_DEVICE.* and argument 3 .*device1"):
        backend.array_namespace(strict.ones(2), 1.0, strict.ones(2, device=SECOND_DEVICE))


def test_a_list_is_not_an_array():
    with pytest.raises(TypeError, match="argument 1 is a list, not an array"):
        backend.array_namespace([1.0, 2.0])


@given(arrays(st.sampled_from(["float32", "float64", "int64", "bool"]), array_shapes(min_dims=0, min_side=0)))
def test_an_array_comes_back_from_the_device_as_it_went(x):
    there = backend.to_device(x, "strict")
    assert there.device == SECOND_DEVICE
    back = backend.to_numpy(there)
    assert back.dtype == x.dtype
    np.testing.assert_array_equal(back, x)


def test_a_strided_view_moves_by_value():
    x = np.arange(24.0).reshape(4, 6)[::-2, 1::3]
    np.testing.assert_array_equal(backend.to_numpy(backend.to_device(x, "strict")), x)


def test_an_array_that_is_there_already_is_the_same_object():
    x = np.ones(3)
    assert backend.to_device(x, "numpy") is x
    assert backend.to_numpy(x) is x
    there = backend.to_device(x, "strict")
    assert backend.to_device(there, "strict") is there


def test_to_device_follows_another_array_and_the_backend_in_use():
    there = strict.ones(1, device=SECOND_DEVICE)
    assert backend.to_device(np.ones(2), there).device == SECOND_DEVICE
    with backend.use("strict"):
        assert backend.to_device([1, 2]).device == SECOND_DEVICE


def draws(rng):
    return [
        rng.standard_normal((2, 3)),
        rng.normal(1.0, 2.0, 4),
        rng.uniform(-1, 1, (3,)),
        rng.random(2),
        rng.beta(0.4, 0.4, 2),
        rng.integers(0, 9, 5),
        rng.permutation(6),
        rng.choice(9, 3, replace=False),
    ]


def test_one_seed_gives_one_result_on_every_backend():
    with backend.use("numpy"):
        here = draws(backend.default_rng(7))
    with backend.use("strict"):
        there = draws(backend.default_rng(7))
    assert all(x.device == SECOND_DEVICE for x in there)
    for x, y in zip(here, there, strict=True):
        np.testing.assert_array_equal(x, backend.to_numpy(y))


def test_a_draw_in_float32_is_the_same_experiment_rounded():
    fine = backend.default_rng(1, "numpy").standard_normal(100)
    coarse = backend.default_rng(1, "numpy").standard_normal(100, dtype="float32")
    assert coarse.dtype == np.float32
    np.testing.assert_array_equal(coarse, fine.astype("float32"))


def test_without_a_size_a_plain_number_comes_back():
    rng = backend.default_rng(0, "numpy")
    assert type(rng.standard_normal()) is float
    assert type(rng.integers(3)) is int


def test_a_permuted_array_on_the_device_keeps_its_rows_and_is_left_alone():
    with backend.use("strict"):
        x = backend.to_device(np.arange(12).reshape(4, 3))
        y = backend.to_numpy(backend.default_rng(3).permutation(x))
    np.testing.assert_array_equal(backend.to_numpy(x), np.arange(12).reshape(4, 3))
    np.testing.assert_array_equal(np.sort(y[:, 0]), [0, 3, 6, 9])


def test_a_generator_continues_from_a_saved_state():
    rng = backend.default_rng(5, "numpy")
    rng.random(3)
    state = rng.state
    expected = rng.random(4)
    other = backend.default_rng(0, "numpy")
    other.state = state
    np.testing.assert_array_equal(other.random(4), expected)


def test_children_of_a_generator_differ():
    one, two = backend.default_rng(0, "numpy").spawn(2)
    assert not np.array_equal(one.random(4), two.random(4))


def test_a_generator_passes_through_default_rng():
    rng = backend.default_rng(0)
    assert backend.default_rng(rng) is rng


def test_the_description_names_backend_device_and_versions():
    with backend.use("numpy"):
        facts = backend.describe()
    assert facts["backend"] == "numpy"
    assert facts["numpy"] == np.__version__
    assert "cores" in facts["device"]
    assert "GiB" in facts["memory"]


def test_synchronize_on_a_cpu_returns_at_once():
    backend.synchronize()
    backend.synchronize(np.ones(2))


@pytest.mark.parametrize("name", ["numpy", "strict", pytest.param("cupy", marks=pytest.mark.gpu)])
def test_what_is_clamped_stays_between_two_numbers_and_nan_stays_nan(name):
    with backend.use(name):
        x = backend.to_device(np.array([-3.0, -0.5, np.nan, 2.0, np.inf], "float32"))
    found = clamped(x, -1, 1)
    assert found.dtype == x.dtype
    np.testing.assert_array_equal(backend.to_numpy(found), np.array([-1, -0.5, np.nan, 1, 1], "float32"))
