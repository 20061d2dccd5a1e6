"""The library's reference within the book: each public name once, with its lesson, and nothing that changes."""

import doctest
import importlib
import inspect
import re
from pathlib import Path

import nbformat
import pytest

import gradschool
from book import reference
from book.outline import Outline
from gradschool import lent, optim

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.xdist_group("pages of the book")


@pytest.fixture(scope="module")
def pages(units: list[Outline]) -> dict[str, str]:
    return {module: reference.page(module, units) for module in reference.modules()}


def entry(page: str, name: str) -> str:
    """What a page says of one name."""
    return re.split(r"^## ", page.partition(f"\n## `{name}`\n")[2], flags=re.MULTILINE)[0]


IMPORTS = re.compile(r"^ *from gradschool(?: import (.+?)(?:  #.*)?|\.(\w+).*)$", re.MULTILINE)


def test_a_module_is_public_if_a_unit_or_a_guide_imports_it() -> None:
    texts = [path for folder in ("notebooks", "docs") for path in sorted((ROOT / folder).rglob("*"))]
    read = [path.read_text(encoding="utf-8") for path in texts if path.suffix in (".py", ".md")]
    read += [
        cell.source
        for path in texts
        if path.suffix == ".ipynb"
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code"
    ]
    found = [found for text in read for found in IMPORTS.findall(text)]
    imported = {name.strip() for names, part in found for name in (names or part).split(",")}
    assert sorted(imported) == sorted(gradschool.__all__)


@pytest.mark.parametrize("module", reference.modules())
def test_every_public_name_has_one_entry(module: str, pages: dict[str, str]) -> None:
    loaded = importlib.import_module(module)
    public = [name for name in getattr(loaded, "__all__", []) if not inspect.ismodule(getattr(loaded, name))]
    headings = re.findall(r"^## `(\w+)`$", pages[module], re.MULTILINE)
    assert len(headings) == len(set(headings))
    assert [name for name in headings if name in public] == public


@pytest.mark.parametrize("module", ["gradschool", *reference.modules()])
def test_a_public_module_says_what_it_is_for_and_shows_an_example(module: str, units: list[Outline]) -> None:
    loaded = importlib.import_module(module)
    assert doctest.DocTestParser().get_examples(loaded.__doc__)
    page = reference.index(units) if module == "gradschool" else reference.page(module, units)
    first = re.split(r"[:.]", loaded.__doc__)[0].replace("`", "").replace("\n", " ")
    assert first in page.replace("`", "").replace("\n", " ")


def test_no_two_entries_share_a_label(pages: dict[str, str]) -> None:
    labels = [label for text in pages.values() for label in re.findall(r"^\((\S+)\)=$", text, re.MULTILINE)]
    assert len(labels) > 250
    assert len(labels) == len(set(labels))


def test_adam_is_called_as_it_is_and_says_where_it_is_written(pages: dict[str, str]) -> None:
    said = entry(pages["gradschool.optim"], "Adam")
    assert "Adam(lr=0.001, *, beta1=0.9, beta2=0.999, eps=1e-08, correct_bias=True)" in said
    assert "You write it yourself in [unit 07, `adam_step`](#exercise-07-" in said
    assert "**Parameters**" in said
    assert "```pycon\n>>> import numpy as np" in said


def test_what_a_class_inherits_is_named_and_not_told_again(pages: dict[str, str]) -> None:
    said = entry(pages["gradschool.optim"], "Adam")
    assert "### `Adam.step`" not in said
    assert re.search(r"From \[`Optimizer`\]\(#class-optim-optimizer\): .*`step`", said)


def test_no_prompt_stands_outside_of_a_block_of_code(pages: dict[str, str]) -> None:
    outside = re.sub(r"^```.*?^```$", "", "\n".join(pages.values()), flags=re.MULTILINE | re.DOTALL)
    assert re.findall(r"^\s*>>> .*$", outside, re.MULTILINE) == []


def test_no_address_in_memory_is_on_a_page(pages: dict[str, str]) -> None:
    assert re.findall(r"0x[0-9a-f]{6,}", "\n".join(pages.values())) == []


@pytest.mark.parametrize(
    ("exercise", "name"),
    [
        ("adam_step", "optim.Adam"),
        ("row_softmax", "nn.softmax"),
        ("decayed_adam", "optim.AdamW"),
        ("cosine", "optim.schedules.cosine"),
        ("dropout", "nn.dropout_forward"),
        ("normalize_each", "nn.layernorm_forward"),
    ],
)
def test_an_exercise_leads_to_what_the_library_lends(exercise: str, name: str) -> None:
    assert reference.in_the_library()[exercise].short == name


def test_nearly_every_exercise_that_the_library_lends_leads_somewhere(units: list[Outline]) -> None:
    found = reference.in_the_library()
    assert len(found) > 0.85 * len(lent.__all__)
    asked = {name for one in units for name in found if one.exercise(name)}
    assert set(found) == asked


def test_a_name_is_found_from_where_it_is_written() -> None:
    assert reference.lookup("schedules.warm_up", "gradschool.optim") is reference.lookup("optim.schedules.warm_up")
    assert reference.lookup("Adam", "gradschool.optim").thing.obj is optim.Adam
    assert reference.lookup("Adam", "gradschool.nn") is None


def test_units_that_call_a_function_are_named(pages: dict[str, str]) -> None:
    called = re.search(r"Units that call it: (.*)\.", entry(pages["gradschool.plots"], "race"))
    assert called
    assert "[07]" in called[1]
