"""What the library lends fits the exercises: each passes the checks of its unit, and is called as the exercise is."""

import importlib
import inspect
import pkgutil
from pathlib import Path

import numpy as np
import pytest

from gradschool import lent
from gradschool.checks.check import PublicChecks
from gradschool.library.keeping import is_for_a_library

ROOT = Path(__file__).parents[2]
NOTEBOOKS = [path for path in sorted((ROOT / "notebooks").glob("*/*.ipynb")) if not is_for_a_library(path)]
UNITS = {path.parent.name: PublicChecks(path.parent) for path in NOTEBOOKS}
EXERCISES = [(unit, name) for unit, checks in UNITS.items() for name, one in checks.frozen.items() if not one.sealed]

ANOTHER_THING = {"load_model", "maxout_backward", "minimize_lbfgs", "range_test", "save_model"}
"""Exercises that share their name with something of the library that does another thing."""


@pytest.mark.parametrize(("unit", "name"), [one for one in EXERCISES if one[1] in lent.__all__])
def test_what_is_lent_passes_the_checks_of_its_unit(unit, name):
    score = UNITS[unit].score(name, {name: getattr(lent, name)})
    assert score.state == "right", str(score)


def test_everything_that_is_lent_is_an_exercise_of_one_unit():
    names = [name for _, name in EXERCISES]
    assert [name for name in lent.__all__ if names.count(name) != 1] == []


def test_an_exercise_that_the_library_has_by_name_is_lent():
    """A new unit is found here: lend its exercise, called as the unit calls it, or say above what is another thing."""
    modules = [
        importlib.import_module(module.name)
        for part in ("nn", "optim", "train")
        for module in pkgutil.iter_modules(
            importlib.import_module(f"gradschool.{part}").__path__, f"gradschool.{part}."
        )
    ]
    library = {name for module in modules for name, own in vars(module).items() if inspect.isroutine(own)}
    assert {name for _, name in EXERCISES} & library - set(lent.__all__) - ANOTHER_THING == set()


def test_what_is_lent_is_not_there_while_work_is_graded():
    imported = {name for name in vars(lent) if inspect.ismodule(vars(lent)[name])}
    assert {"nn", "optim"} <= imported


def test_lent_functions_leave_their_arguments_and_take_numpy_s_generator():
    rng = np.random.default_rng(0)
    weights = lent.initial_weights(rng, 3, 2)
    assert (weights.shape, weights.dtype) == ((3, 2), np.float32)
    assert not np.array_equal(weights, lent.initial_weights(rng, 3, 2))
