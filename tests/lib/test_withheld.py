"""What would do a student's work is not there during a check, however it was imported; afterwards all is as it was."""

import builtins
from types import ModuleType

import pytest

import gradschool
from gradschool import nn, optim
from gradschool.withheld import without

WAYS = {
    "imported inside": "from gradschool import optim\noptim.Adam(0.1)",
    "imported by its path": "from gradschool.optim.adaptive import Adam",
    "imported as a whole": "import gradschool.optim as o",
    "imported before": "optim.Adam(0.1)",
    "a class of it": "Adam(0.1)",
    "something made of it": "network.parameters",
    "a function of it under another name": "loss(1, 2)",
}


def notebook() -> dict:
    return {"optim": optim, "Adam": optim.Adam, "network": nn.ReLU(), "loss": nn.softmax_cross_entropy, "mine": 3}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_it_is_refused(way: str) -> None:
    names = notebook()
    with (
        without(names),
        pytest.raises(ImportError, match=r"gradschool\.(optim|nn).* is not available while your work is graded"),
    ):
        exec(WAYS[way], names)


def test_the_package_holds_it_no_longer() -> None:
    with without({}), pytest.raises(AttributeError):
        exec("import gradschool\ngradschool.optim.Adam", {})


def test_all_else_is_there() -> None:
    names = notebook()
    with without(names):
        exec("import math\nfrom gradschool import data\nfrom gradschool.checks import check\ntwice = 2 * mine", names)
    assert names["twice"] == 6


def test_afterwards_all_is_as_it_was_even_after_an_error() -> None:
    names, imported = notebook(), builtins.__import__
    with pytest.raises(ZeroDivisionError), without(names):
        exec("1 / 0", names)
    assert {name: names[name] for name in ("optim", "Adam", "mine")} == {"optim": optim, "Adam": optim.Adam, "mine": 3}
    assert builtins.__import__ is imported
    assert isinstance(gradschool.optim, ModuleType)


def test_who_walks_over_all_names_may_ask_what_each_of_them_is() -> None:
    names = notebook()
    with without(names):
        assert not any(getattr(names[name], "__code__", None) or hasattr(names[name], "__array__") for name in names)
