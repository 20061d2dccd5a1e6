"""The pages made from the docstrings: one a public module, with every public name, whole and without the network."""

import doctest
import importlib
import pkgutil
import runpy
from inspect import ismodule
from pathlib import Path
from urllib.parse import urldefrag

import pytest
from bs4 import BeautifulSoup

import gradschool

pytestmark = pytest.mark.xdist_group("pages")
PAGES = Path(__file__).parents[2] / "docs/pages.py"
TOP = [f"gradschool.{module.name}" for module in pkgutil.iter_modules(gradschool.__path__)]


def public_names(module: str) -> list[str]:
    """What a package lists, or what a file defines without an underscore."""
    loaded = importlib.import_module(module)
    own = [name for name, thing in vars(loaded).items() if getattr(thing, "__module__", None) == module]
    return getattr(loaded, "__all__", [name for name in own if not name.startswith("_")])


def is_module(parent: str, name: str) -> bool:
    return ismodule(getattr(importlib.import_module(parent), name))


INNER = [f"{top}.{name}" for top in TOP for name in public_names(top) if is_module(top, name)]
MODULES = ["gradschool", *TOP, *INNER]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, BeautifulSoup]:
    folder = tmp_path_factory.mktemp("pages")
    runpy.run_path(str(PAGES))["write"](folder)
    return {path.relative_to(folder): BeautifulSoup(path.read_text(), "html.parser") for path in folder.rglob("*.html")}


def page_of(module: str) -> Path:
    return Path(*module.split(".")).with_suffix(".html")


@pytest.mark.parametrize("module", MODULES)
def test_a_public_module_has_a_page_that_says_what_it_is_for(module, pages):
    said = pages[page_of(module)].select_one("main .module-info .docstring")
    assert said is not None
    first = importlib.import_module(module).__doc__.split(":")[0].split(".")[0].replace("`", "").split("\n")[0]
    assert first in said.get_text().replace("\n", " ")


@pytest.mark.parametrize("module", [*TOP, *INNER])
def test_every_public_name_is_on_its_module_s_page(module, pages):
    names = [name for name in public_names(module) if not is_module(module, name)]
    there = {tag["id"] for tag in pages[page_of(module)].select("main [id]")}
    assert [name for name in names if name not in there] == []


@pytest.mark.parametrize("module", MODULES)
def test_a_public_module_shows_an_example(module):
    assert doctest.DocTestParser().get_examples(importlib.import_module(module).__doc__)


def test_no_link_leads_nowhere(pages):
    broken = []
    anchors = {path: {"", *(tag["id"] for tag in page.select("[id]"))} for path, page in pages.items()}
    for path, page in pages.items():
        for link in page.select("a[href]"):
            target, anchor = urldefrag(link["href"])
            if "://" in target:
                continue
            where = Path(*(path.parent / target).parts) if target else path
            parts: list[str] = []
            for part in where.parts:
                parts = parts[:-1] if part == ".." else [*parts, part]
            if anchor not in anchors.get(Path(*parts), ()):
                broken.append(f"{path}: {link['href']}")
    assert broken == []


def test_a_page_needs_nothing_from_the_network(pages):
    fetched = [
        tag.get("src") or tag.get("href")
        for page in pages.values()
        for tag in page.select("script[src], link[href], img[src]")
    ]
    assert [address for address in fetched if "://" in address and not address.startswith("data:")] == []


def test_parameters_are_a_list_and_examples_are_code(pages):
    page = pages[page_of("gradschool.optim")]
    adam = page.find("section", id="Adam")
    assert "beta1, beta2" in [tag.get_text() for tag in adam.select(".docstring li strong")]
    assert page.select(".docstring pre .kn")
