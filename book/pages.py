"""Every page of the book that is no unit, written as MyST Markdown into the folder that Sphinx reads.

All of it is read off: from the units, the library's docstrings, the guides of ``docs/``, README's table of the course.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby
from pathlib import Path

from book import front, instructors, papers, reference, terms
from book.outline import Outline, outlines
from grader.course import Course
from grader.files import replace


def write_pages(source: Path, course: Course, units: Collection[str] | None = None, *, rubrics: bool = False) -> None:
    """Write all pages but the units'.

    Parameters
    ----------
    source : Path
        The folder that Sphinx reads.
    course : Course
    units : collection of str, optional
        Names of the units whose pages the book has; the pages speak of all units and link to these. Without it, to all.
    rubrics : bool, default False
        Whether instructors find the rubrics of all written answers on one page.
    """
    found = outlines(course, units)
    pages = {
        "index": front.front_page(source, course, found),
        "terms": terms_page(found),
        "papers": papers_page(found),
        "reference/index": reference.index(found),
        **{f"reference/{module}": reference.page(module, found) for module in reference.modules()},
    }
    pages |= instructors.pages(course, found, rubrics=rubrics)
    pages["index"] += _contents(found, pages)
    _write(source, pages)


def write_reference(source: Path, course: Course) -> None:
    """Write the library's reference alone, which speaks of the units and links to none."""
    found = outlines(course, ())
    _write(
        source,
        {"index": reference.index(found)} | {module: reference.page(module, found) for module in reference.modules()},
    )
    (source / "extra").mkdir(exist_ok=True)


def _write(source: Path, pages: dict[str, str]) -> None:
    """Write what has changed, and remove pages that an earlier build wrote below our folders."""
    for name, text in pages.items():
        replace(source / f"{name}.md", text.encode())
    for folder in ("reference", "instructors"):
        for path in (source / folder).glob("*.md"):
            if f"{folder}/{path.stem}" not in pages:
                path.unlink()


def _contents(units: Sequence[Outline], pages: Collection[str]) -> str:
    """The table of contents that stands at the left of every page."""
    own = [
        f"{outline.number} {outline.topic.capitalize()} <units/{outline.name}>" for outline in units if outline.has_page
    ]
    parts = {
        "The units": own,
        "Look things up": [name for name in ("terms", "papers", "reference/index", "your-library") if name in pages],
        "For instructors": ["instructors/index"],
    }
    return "".join(
        f"\n```{{toctree}}\n:hidden:\n:caption: {caption}\n\n" + "\n".join(names) + "\n```\n"
        for caption, names in parts.items()
        if names
    )


def terms_page(units: Sequence[Outline]) -> str:
    """The index of terms and symbols."""
    parts = ["# Terms and symbols", "## Symbols", terms.notation(units)]
    if place := terms.notation_place(units):
        outline, section = place
        parts.append(
            f"The table stands in {outline.link(f'unit {outline.number}', section)}, and all units keep to it."
        )
    parts += ["## Terms", "Each word leads to where it is explained first, then to where it comes back."]
    for letter, found in groupby(terms.terms(units), key=lambda term: term.words[0].upper()):
        parts.append(f"### {letter}")
        parts.append("\n".join(f"- {_places(term)}" for term in found))
    return "\n\n".join(parts) + "\n"


def _places(term: terms.Term) -> str:
    first, *others = [
        outline.link(f"{outline.number} {_short(section.name)}", section) for outline, section in term.places
    ]
    again = f"; {', '.join(others)}" if others else ""
    return f"**{term.words}**: {first}{again}"


def _short(title: str) -> str:
    """A section's title without its number, which the unit's says already."""
    number, _, rest = title.partition(" ")
    return rest if "." in number and number.replace(".", "").isdigit() else title


def papers_page(units: Sequence[Outline]) -> str:
    """The papers, by author, each with the units that use it."""
    found = papers.by_paper(units)
    parts = ["# Papers", f"What the units rest on: {len(found)} papers and books, each with the units that use it."]
    for letter, lines in groupby(found, key=lambda line: papers.initial(line[0])):
        parts.append(f"## {letter}")
        for one, used in lines:
            parts.append(f"({one.anchor})=\n{papers.linked(one.text)} {_uses(one, used)}")
    return "\n\n".join(parts) + "\n"


def _uses(paper: papers.Reference, used: Sequence[Outline]) -> str:
    links = []
    for outline in used:
        section = papers.citing(outline, paper)
        named = section or next(one for one in outline.sections if one.title == "References")
        links.append(outline.link(f"unit {outline.number}" + (f", {_short(named.name)}" if section else ""), named))
    return f"→ {'; '.join(links)}"
