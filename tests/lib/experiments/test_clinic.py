"""The clinic: each illness is there, and is what it is said to be."""

import pytest

from gradschool.experiments import clinic, ward
from gradschool.experiments.illnesses import ILLNESSES, LOOKALIKES


@pytest.mark.parametrize("name", [*LOOKALIKES, *ILLNESSES])
def test_a_history_has_a_value_of_each_curve_at_each_look(name: str) -> None:
    history = clinic.history(name)
    assert history["update"] == list(range(0, 601, 10))
    assert {len(values) for values in history.values()} == {61}


def test_one_seed_gives_one_history_and_another_another() -> None:
    again = dict(clinic.history("healthy", 3))
    clinic._trained.cache_clear()
    assert clinic.history("healthy", 3) == again
    assert clinic.history("healthy", 4) != again


def test_who_writes_into_a_history_changes_nobody_else_s() -> None:
    clinic.history("spike", 5)["training"].clear()
    assert len(clinic.history("spike", 5)["training"]) == 61


@pytest.mark.parametrize("name", [*LOOKALIKES, *ILLNESSES])
def test_the_gradient_is_wrong_in_one_illness_alone(name: str) -> None:
    errors = [clinic.examine(name, seed)["gradient error"] for seed in range(3)]
    assert (max(errors) < 1e-6) == (name != "bug in the gradient")


@pytest.mark.parametrize("seed", range(5))
def test_a_leak_is_good_in_validation_and_not_on_new_digits(seed: int) -> None:
    validation = clinic.history("split that leaks", seed)["validation accuracy"][-1]
    assert validation > 0.98
    assert clinic.examine("split that leaks", seed)["new digits"] < validation - 0.04


def test_an_unknown_run_is_named() -> None:
    with pytest.raises(ValueError, match="influenza"):
        clinic.history("influenza")


@pytest.mark.parametrize("seed", [*range(5), ward._seed("I")])
def test_a_spike_is_seen_and_passes(seed: int) -> None:
    losses = clinic.history("spike", seed)["training"]
    assert max(losses[14:18]) > 5 * losses[14]
    assert losses[-1] < losses[14]
