"""The map of the units as SVG: who needs whom, drawn from "You need", with a link for each unit."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from book.outline import Outline


@dataclass(frozen=True)
class Layout:
    """How large the map is drawn, in pixels.

    Attributes
    ----------
    name : str
        Of its class in the style sheet.
    column, row : int
        From one unit's place to the next.
    width, height : int
        Of a unit's box.
    letters : int
        So many fit into one line of a box.
    """

    name: str
    column: int
    row: int
    width: int
    height: int
    letters: int


WIDE = Layout("wide", 184, 96, 166, 62, 21)
NARROW = Layout("narrow", 88, 88, 84, 58, 14)


def arrows(units: Sequence[Outline]) -> list[tuple[str, str]]:
    """All arrows of the map: a unit that is needed, and the unit that needs it."""
    numbers = {outline.number for outline in units}
    return [(need, outline.number) for outline in units for need in outline.needs if need in numbers]


def unit_map(units: Sequence[Outline], layout: Layout) -> str:
    """The map, without an empty line in it, so that Markdown takes it as one block.

    An arrow that a longer way says already is drawn faint.
    """
    places = _places(units)
    columns = max(column for row, column in places.values()) + 0.5
    rows = 1 + max(row for row, column in places.values())
    size = (round(columns * layout.column), rows * layout.row)
    links = arrows(units)
    drawn = [_arrow(places, layout, arrow, _is_implied(arrow, links)) for arrow in links]
    drawn += [_box(outline, places[outline.number], layout) for outline in units]
    head = f'<svg class="unit-map {layout.name}" viewBox="0 0 {size[0]} {size[1]}" role="group" '
    head += (
        'aria-label="Map of the units: an arrow leads from a unit to one that needs it. The list below says the same.">'
    )
    return "\n".join([head, *drawn, "</svg>"])


def _places(units: Sequence[Outline]) -> dict[str, tuple[int, float]]:
    """Row and column of each unit: below all that it needs, near the middle of them; a row is centered."""
    rows: dict[str, int] = {}
    for outline in units:
        rows[outline.number] = 1 + max((rows[need] for need in outline.needs if need in rows), default=-1)
    widest = max(list(rows.values()).count(row) for row in rows.values())
    places: dict[str, tuple[int, float]] = {}
    for row in range(max(rows.values()) + 1):
        found = [outline for outline in units if rows[outline.number] == row]
        found.sort(key=lambda outline: _middle(outline, places))
        left = (widest - len(found)) / 2 + 0.5
        places |= {outline.number: (row, left + i) for i, outline in enumerate(found)}
    return places


def _middle(outline: Outline, places: Mapping[str, tuple[int, float]]) -> float:
    columns = [places[need][1] for need in outline.needs if need in places]
    return sum(columns) / len(columns) if columns else 0.0


def _is_implied(arrow: tuple[str, str], links: Sequence[tuple[str, str]]) -> bool:
    """Whether a way over other units leads from one end to the other."""
    first, last = arrow
    reached, ahead = set[str](), [end for start, end in links if start == first and end != last]
    while ahead:
        reached.add(here := ahead.pop())
        ahead += [end for start, end in links if start == here and end not in reached]
    return last in reached


def _center(place: tuple[int, float], layout: Layout) -> tuple[float, float]:
    row, column = place
    return column * layout.column, (row + 0.5) * layout.row


def _arrow(places: Mapping[str, tuple[int, float]], layout: Layout, arrow: tuple[str, str], implied: bool) -> str:
    (x, y), (to_x, to_y) = (_center(places[end], layout) for end in arrow)
    y, to_y = y + layout.height / 2, to_y - layout.height / 2
    bend = min(layout.row / 2, (to_y - y) / 2)
    kind = "arrow implied" if implied else "arrow"
    return (
        f'<path class="{kind}" data-from="{arrow[0]}" data-to="{arrow[1]}" '
        f'd="M{x:g} {y:g}C{x:g} {y + bend:g} {to_x:g} {to_y - bend:g} {to_x:g} {to_y:g}"/>'
    )


def _box(outline: Outline, place: tuple[int, float], layout: Layout) -> str:
    x, y = _center(place, layout)
    lines = [outline.number, *textwrap.wrap(outline.topic, layout.letters, break_long_words=False)]
    step = layout.height / (len(lines) + 0.6)
    top = y - step * (len(lines) - 1) / 2
    words = "".join(
        f'<tspan x="{x:g}" y="{top + i * step:g}"{_squeezed(line, layout)}>{escape(line)} </tspan>'
        for i, line in enumerate(lines)
    )
    needs = f"needs {', '.join(outline.needs)}" if outline.needs else "needs no other unit"
    box = (
        f"<title>{outline.number} {escape(outline.topic)}: {needs}</title>"
        f'<rect x="{x - layout.width / 2:g}" y="{y - layout.height / 2:g}" width="{layout.width}" '
        f'height="{layout.height}" rx="8"/><text>{words}</text>'
    )
    tag = f'<a class="unit" data-unit="{outline.number}" href="units/{outline.name}.html">{box}</a>'
    return tag if outline.has_page else f'<g class="unit" data-unit="{outline.number}">{box}</g>'


def _squeezed(line: str, layout: Layout) -> str:
    """What keeps a word that is longer than a line within its box."""
    return f' textLength="{layout.width - 8}" lengthAdjust="spacingAndGlyphs"' if len(line) > layout.letters else ""
