"""The map of the units: every unit is on it, its arrows are those of "You need", and they all point down."""

import re

import pytest
from bs4 import BeautifulSoup

from book.outline import Outline, Section
from book.unit_map import NARROW, WIDE, Layout, arrows, unit_map


@pytest.fixture(params=[WIDE, NARROW], ids=lambda layout: layout.name)
def drawn(request: pytest.FixtureRequest, units: list[Outline]) -> tuple[Layout, BeautifulSoup]:
    return request.param, BeautifulSoup(unit_map(units, request.param), "html.parser")


def numbers_in(sentence: str) -> set[str]:
    """All units that a sentence names, by its digits alone."""
    found = set(re.findall(r"(?<![\d.])\d\d(?!\d|\.\d)", sentence))
    found |= {f"{int(number):02}" for number in re.findall(r"(\d+)\.\d+", sentence)}
    for first, last in re.findall(r"(\d\d) to (\d\d)", sentence):
        found |= {f"{number:02}" for number in range(int(first), int(last) + 1)}
    return found


def test_every_unit_is_on_the_map_and_leads_to_its_page(drawn, units: list[Outline]) -> None:
    _, page = drawn
    assert [tag["href"] for tag in page.select("a.unit")] == [f"units/{one.name}.html" for one in units]


def test_the_arrows_are_those_of_you_need(drawn, units: list[Outline]) -> None:
    _, page = drawn
    shown = {(tag["data-from"], tag["data-to"]) for tag in page.select("path.arrow")}
    told = {(need, one.number) for one in units for need in numbers_in(one.needed.split(". ")[0]) - {one.number}}
    assert len(told) > 40
    assert shown == told == set(arrows(units))


def test_what_a_reader_can_leave_out_is_no_arrow(units: list[Outline]) -> None:
    text = (
        "**You need** dense layers (unit 01) and slopes (4.3). A table names\nmodules of units 10 and 11; it can wait."
    )
    outline = Outline(units[13].unit, (Section(1, "13 · Convolution", "13--convolution", text),))
    assert outline.needs == ("01", "04")


def test_every_arrow_points_down(drawn) -> None:
    _, page = drawn
    ends = [re.match(r"M\S+ (\S+)C.* (\S+)$", tag["d"]).groups() for tag in page.select("path.arrow")]
    assert [end for end in ends if float(end[0]) >= float(end[1])] == []


def test_boxes_do_not_overlap_and_stay_within_the_map(drawn) -> None:
    layout, page = drawn
    width, height = map(float, page.svg["viewbox"].split()[2:])
    corners = [(float(box["x"]), float(box["y"])) for box in page.select("rect")]
    assert all(0 <= x <= width - layout.width and 0 <= y <= height - layout.height for x, y in corners)
    for i, (x, y) in enumerate(corners):
        assert not [1 for a, b in corners[:i] if abs(a - x) < layout.width and abs(b - y) < layout.height]


def test_an_arrow_that_a_longer_way_says_is_faint_and_no_other(units: list[Outline]) -> None:
    page = BeautifulSoup(unit_map(units, WIDE), "html.parser")
    plain = {(tag["data-from"], tag["data-to"]) for tag in page.select("path.arrow:not(.implied)")}
    assert ("06", "07") in plain
    assert ("02", "07") not in plain
    reached = {(one.number, one.number) for one in units} | plain
    for _ in units:
        reached |= {(a, d) for a, b in reached for c, d in plain if b == c}
    assert set(arrows(units)) <= reached


def test_a_unit_without_a_page_stands_on_the_map_without_a_link(units: list[Outline]) -> None:
    absent = Outline(units[1].unit, units[1].sections, has_page=False)
    page = BeautifulSoup(unit_map([units[0], absent], WIDE), "html.parser")
    assert [tag.name for tag in page.select(".unit")] == ["a", "g"]


def test_an_anchor_is_counted_up_where_a_heading_comes_again(units: list[Outline]) -> None:
    for one in units:
        anchors = [section.anchor for section in one.sections]
        assert len(anchors) == len(set(anchors))


def test_a_section_is_linked_by_what_its_page_calls_it(units: list[Outline]) -> None:
    sections = [Section(1, "7 · Memory", "7--memory", ""), Section(2, "7.2 A ball", "72-a-ball", "")]
    sections += [Section(3, "Words", "words", ""), Section(3, "Exercise 1, first half: pool", "exercise-1-first", "")]
    sections += [
        Section(3, "Exercise 1, second half", "exercise-1-second", ""),
        Section(3, "Exercise 10", "exercise-10", ""),
    ]
    outline = Outline(units[7].unit, tuple(sections))
    page = "/units/07-optimizers.md"
    targets = [page, "#section-07-2", f"{page}#words", "#exercise-07-1", f"{page}#exercise-1-second", "#exercise-07-10"]
    assert [outline.link("words", section) for section in sections] == [f"[words]({target})" for target in targets]


def test_no_word_leaves_its_box(drawn) -> None:
    layout, page = drawn
    long = [line for line in page.select("tspan") if len(line.text.strip()) > layout.letters]
    assert [line.text for line in long if not line.has_attr("textlength")] == []
    assert long or layout is WIDE
