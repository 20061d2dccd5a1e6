"""The front page: ``front.md`` with its picture that moves, a figure to play with, and the map of the units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path

from book import downloads, film
from book.outline import Outline
from book.unit_map import NARROW, WIDE, unit_map
from grader.course import Course
from grader.files import replace
from gradschool import plots

PICTURES = "front"
"""The folder of the page's pictures, within the site."""
ROW = re.compile(r"^\| (\d\d) [a-z ]+ \| (.+?) \| (.+?) \|$", re.MULTILINE)


def front_page(source: Path, course: Course, units: Sequence[Outline]) -> str:
    """The front page as MyST Markdown; its pictures and the course as a zip are written below the source folder."""
    pictures, frames = source / "extra" / PICTURES, film.frames()
    replace(pictures / "spirals.webp", film.webp(frames))
    replace(pictures / "spirals-still.webp", film.still(frames[-1]))
    packed = downloads.whole_course(course)
    replace(source / "extra" / downloads.COURSE, packed)
    first = next((outline for outline in units if outline.has_page), None)
    memory = next((outline for outline in units if outline.number == "07" and outline.has_page), None)
    button = f'<a class="button" href="units/{first.name}.html">Begin with unit {first.number}</a>\n' if first else ""
    return (
        (Path(__file__).parent / "front.md")
        .read_text(encoding="utf-8")
        .format(
            count=len(units),
            begin=button,
            course=downloads.COURSE,
            megabytes=f"{len(packed) / 1e6:.0f}",
            folder=PICTURES,
            side=film.SIDE,
            alt=escape(film.ALT),
            valley=_valley(pictures),
            why=f"Why it works is the beginning of {memory.link('unit 07')}." if memory else "",
            wide=unit_map(units, WIDE),
            narrow=unit_map(units, NARROW),
            units=_in_order(course, units),
            read=f"Begin with {first.link(f'unit {first.number}')}." if first else "",
        )
    )


def _valley(pictures: Path) -> str:
    """Unit 07's first figure, which a reader moves; its still picture is a file."""
    kappa = 400
    rates = (0.0001, 4.2 / kappa, 2 / (kappa + 1))
    figure = plots.play_valley(kappa=kappa, lr=rates, mu=(0.0, 0.99, 0.0), steps=800)
    replace(pictures / "valley.png", figure.png())
    player = re.sub(r"data:image/png;base64,[A-Za-z0-9+/=]+", f"{PICTURES}/valley.png", figure.player)
    return re.sub(r"\n\s*\n", "\n", player)


def _in_order(course: Course, units: Sequence[Outline]) -> str:
    """The list that says what the map says: title, what it needs, how long it takes, how it begins and ends."""
    readme = course.root / "README.md"
    rows = ROW.findall(readme.read_text(encoding="utf-8")) if readme.is_file() else []
    told = {number: f"*{begins}* → {ends}" for number, begins, ends in rows}
    items = []
    for outline in units:
        needs = f"needs {', '.join(outline.needs)}" if outline.needs else "needs no other unit"
        line = f"- **{outline.link(f'{outline.number} · {outline.title}')}** ({needs}; {outline.hours})"
        items.append(f"{line}<br>{told.get(outline.number, outline.promise)}")
    return "\n".join(items)
