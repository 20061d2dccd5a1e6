"""Links in a unit's prose: what becomes one, where it leads, and what is left alone."""

import re

import pytest

from book.links import Linked, Targets
from book.outline import Outline

pytestmark = pytest.mark.xdist_group("pages of the book")


@pytest.fixture(scope="module")
def linked(units: list[Outline]) -> Linked:
    """What links unit 07, in a book of all units."""
    return Linked(units[7], Targets.of(units))


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("as unit 06 says", "as [unit 06](06-gradient-descent.md) says"),
        (
            "units 05, 06 and 08",
            "units [05](05-initialization.md), [06](06-gradient-descent.md) and [08](08-schedules.md)",
        ),
        ("backpropagation (02)", "backpropagation ([02](02-backpropagation.md))"),
        ("see unit 00, section 0.3", "see [unit 00, section 0.3](#section-00-3)"),
        ("as section 7.2 said", "as [section 7.2](#section-07-2) said"),
        ("your exercise 3", "your [exercise 3](#exercise-07-3)"),
        ("exercise 1 of unit 06", "[exercise 1 of unit 06](#exercise-06-1)"),
        ("friction (Polyak 1964)", "friction ([Polyak 1964](#paper-polyak-1964-methods))"),
        ("Duchi, Hazan and Singer (2011)", "[Duchi, Hazan and Singer (2011)](#paper-duchi-2011-adaptive)"),
        ("## 7.2 A ball", "(section-07-2)=\n## 7.2 A ball"),
        ("### Exercise 3: Nesterov", "(exercise-07-3)=\n### Exercise 3: Nesterov"),
    ],
)
def test_a_mention_becomes_a_link(text: str, made: str, linked: Linked) -> None:
    assert made in linked(text)


@pytest.mark.parametrize(
    "text",
    [
        "this is unit 07",
        "unit 42 and exercise 99",
        "`unit 06` in code",
        "```python\nprint('unit 06')\n```",
        "$unit 06$",
        "[the cliff of unit 06](elsewhere.md)",
        "## What unit 06 said",
        "(Nobody 2004, section 2.1)",
        "Polyak alone, and 1964",
    ],
)
def test_what_is_no_mention_stays_as_it_is(text: str, linked: Linked) -> None:
    assert linked(text) == text


def labels_of(outline: Outline, targets: Targets) -> list[str]:
    linked = Linked(outline, targets)
    text = "\n\n".join(linked(cell.source) for cell in outline.unit.notebook.cells if cell.cell_type == "markdown")
    return re.findall(r"^\((\S+)\)=$", text, re.MULTILINE)


@pytest.fixture(scope="module")
def labels(units: list[Outline]) -> dict[str, list[str]]:
    targets = Targets.of(units)
    return {outline.number: labels_of(outline, targets) for outline in units}


def test_no_name_stands_twice_on_a_page(labels: dict[str, list[str]]) -> None:
    assert [name for found in labels.values() for name in set(found) if found.count(name) > 1] == []


def test_every_name_that_links_may_lead_to_is_on_a_page(labels: dict[str, list[str]], units: list[Outline]) -> None:
    assert {name for found in labels.values() for name in found} >= Targets.of(units).labels
