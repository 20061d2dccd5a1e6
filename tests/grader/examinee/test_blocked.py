"""Imports that are blocked while work is graded: refused by name, with everything below them, in friendly words."""

import importlib
import sys

import pytest

import gradschool
from grader.examinee import blocked
from grader.examinee.blocked import BLOCKED, block, is_blocked, reason
from gradschool.withheld import WITHHELD, without


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch):
    """Blocking is for good: give this process its imports back."""
    before = dict(sys.modules)
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.setattr(blocked, "_blocked", frozenset())
    yield
    sys.modules.update(before)


@pytest.mark.parametrize("name", ["gradschool.optim", "gradschool.optim.adaptive", "torch", "torch.nn.functional"])
def test_a_module_that_would_do_the_work_is_refused(name):
    block(BLOCKED)
    with pytest.raises(ImportError, match=f"{name.split('.')[0]}.* is not available while your work is graded"):
        importlib.import_module(name)


def test_what_is_loaded_already_is_refused_as_well():
    import colorsys  # noqa: F401

    block(["colorsys"])
    with pytest.raises(ImportError, match="colorsys is not available"):
        importlib.import_module("colorsys")


def test_a_part_that_a_package_would_hand_on_is_refused_in_the_same_words(monkeypatch):
    monkeypatch.delattr(gradschool, "optim", raising=False)  # where another test has loaded it
    block(BLOCKED)
    with pytest.raises(ImportError, match="write the step yourself"):
        exec("from gradschool import optim", {})


def test_whatever_a_blocked_package_holds_is_blocked():
    block(BLOCKED)
    assert is_blocked("torch.nn.functional")


@pytest.mark.parametrize("name", ["gradschool.checks", "numpy", "torchless", "gradschool.optimist"])
def test_a_name_that_only_begins_alike_is_not_blocked(name):
    block(BLOCKED)
    assert not is_blocked(name)


def test_the_error_bears_the_name_that_students_know():
    block(["colorsys"])
    with pytest.raises(ImportError) as raised:
        importlib.import_module("colorsys")
    assert raised.type.__name__ == "ImportError"


def test_what_is_not_blocked_is_imported_as_ever():
    block(["colorsys"])
    sys.modules.pop("keyword", None)
    assert importlib.import_module("keyword").iskeyword("if")


@pytest.mark.parametrize("name", WITHHELD)
def test_a_check_in_a_notebook_refuses_the_same_modules_in_the_same_words(name):
    assert name in BLOCKED
    with without({}), pytest.raises(ImportError) as raised:
        exec(f"import {name}.anything", {})
    assert str(raised.value) == reason(f"{name}.anything")
