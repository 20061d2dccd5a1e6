"""Everything public has a docstring that names its own parameters. The examples run by pytest's own doctests."""

import importlib
import inspect

import pytest

PUBLIC = ["backend", "data", "nn", "optim", "plots", "train"]


def public(package):
    module = importlib.import_module(f"gradschool.{package}")
    named = {name: getattr(module, name) for name in module.__all__}
    return {name: thing for name, thing in named.items() if inspect.isfunction(thing) or inspect.isclass(thing)}


@pytest.mark.parametrize("package", PUBLIC)
def test_everything_public_says_what_it_is(package):
    assert [name for name, thing in public(package).items() if not inspect.getdoc(thing)] == []


@pytest.mark.parametrize("package", PUBLIC)
def test_a_list_of_parameters_names_the_function_s_own(package):
    for name, thing in public(package).items():
        doc = inspect.getdoc(thing) or ""
        if not inspect.isfunction(thing) or "Parameters\n---" not in doc:
            continue
        listed = doc.split("Parameters\n----------\n")[1].split("\n\n")[0].splitlines()
        heads = [line.split(" : ")[0].replace("*", "") for line in listed if line and not line.startswith(" ")]
        named = {part.strip() for head in heads for part in head.split(",")}
        assert named <= set(inspect.signature(thing).parameters), name
