"""The examples in the grader's docstrings run."""

import doctest
import importlib
from pathlib import Path

import pytest

import grader

ROOT = Path(grader.__file__).parent
MODULES = [
    ".".join(("grader", *path.relative_to(ROOT).with_suffix("").parts))
    for path in sorted(ROOT.rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_of_a_module_say_what_they_print(module: str) -> None:
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    result = doctest.testmod(importlib.import_module(module), optionflags=flags)
    assert result.attempted
    assert result.failed == 0


def test_there_are_examples_to_run() -> None:
    assert "grader.course.variants" in MODULES
