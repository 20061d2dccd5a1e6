"""Nine knobs: each turns what it is called after, and a wrong name is told."""

import numpy as np
import pytest

from gradschool.experiments.knobs import GOOD, VALUES, turned


def short(settings):
    return turned(settings, seeds=range(2), updates=4).tolist()


def test_a_knob_left_where_it_stands_changes_nothing() -> None:
    assert short(GOOD) == short({})


@pytest.mark.parametrize("knob", VALUES)
def test_every_value_of_a_knob_makes_another_network(knob: str) -> None:
    shares = [tuple(turned({knob: value}, seeds=range(5), updates=12)) for value in VALUES[knob]]
    assert len(set(shares)) == len(shares)


def test_one_seed_gives_one_network_and_another_another() -> None:
    first, second = turned({}, seeds=[3, 4], updates=20)
    assert first == turned({}, seeds=[3], updates=20)[0] != second


def test_momentum_is_faster_than_the_same_rate_without() -> None:
    with_momentum = turned({"optimizer": "momentum", "learning rate": 0.02}, updates=60)
    without = turned({"learning rate": 0.02}, updates=60)
    assert np.all(with_momentum > without)


@pytest.mark.parametrize(("settings", "named"), [({"depth": 3}, "depth"), ({"optimizer": "Newton"}, "Newton")])
def test_an_unknown_knob_or_word_is_named(settings: dict[str, object], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        turned(settings)
