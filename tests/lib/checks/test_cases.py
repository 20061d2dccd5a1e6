"""Frozen answers on disk: what is read is what was written."""

import numpy as np
import pytest

from gradschool.checks.cases import FrozenExercise, read_cases, write_cases
from gradschool.checks.observe import Observation

NUMBERS = np.random.default_rng(0).standard_normal((60, 50))


def written(path, *answers):
    """Write answers as an exercise's, one a probe; return what is read, and the file's size."""
    write_cases(path, {"scale": FrozenExercise(1.0, {f"{i}": Observation(one) for i, one in enumerate(answers)})})
    read = read_cases(path)["scale"].expected
    return [read[f"{i}"].outputs for i in range(len(answers))], path.stat().st_size


def test_an_array_that_comes_back_stands_in_the_file_once(tmp_path):
    _, once = written(tmp_path / "once.npz", {"x": NUMBERS})
    both, twice = written(tmp_path / "twice.npz", {"x": NUMBERS}, {"y": NUMBERS.copy()})
    np.testing.assert_array_equal(both[0]["x"], NUMBERS)
    np.testing.assert_array_equal(both[1]["y"], NUMBERS)
    assert twice < 1.1 * once


@pytest.mark.parametrize(
    "other",
    [NUMBERS.astype("float32"), NUMBERS.reshape(50, 60), np.asfortranarray(NUMBERS), NUMBERS.view("int64")],
    ids=["dtype", "shape", "order", "kind"],
)
def test_arrays_that_differ_in_anything_stay_apart(tmp_path, other):
    (first, second), _ = written(tmp_path / "both.npz", NUMBERS, other)
    for got, given in ((first, NUMBERS), (second, other)):
        assert (got.dtype, got.shape, got.flags.f_contiguous) == (given.dtype, given.shape, given.flags.f_contiguous)
        np.testing.assert_array_equal(got, given)


def test_a_file_that_was_written_anew_is_read_anew(tmp_path):
    for wanted in (1.0, 2.0, 1.0):
        (got,), _ = written(tmp_path / "cases.npz", np.full(3, wanted))
        assert got.tolist() == [wanted] * 3


def test_what_a_check_is_compared_with_can_not_be_written_into(tmp_path):
    (got,), _ = written(tmp_path / "cases.npz", NUMBERS)
    with pytest.raises(ValueError, match="read-only"):
        got[0] = 0.0
