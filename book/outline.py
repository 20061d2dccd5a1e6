"""What a unit says of itself: its title, its promise, what it needs, its headings and the text below each.

Everything that the book's other pages tell of a unit is read here, from ``solutions/``, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from nbformat import NotebookNode

from grader.cells import checked_name, explained, is_question, is_seen
from grader.course import Course, Unit

HEADING = re.compile(r"^(#{1,3}) +(.+)$")
FENCE = re.compile(r"^(```|~~~)")
NOT_IN_A_SLUG = re.compile(r"[^\w\- ]")


@dataclass(frozen=True)
class Section:
    """The text from one heading to the next, and what a section goes on with after an exercise of its own.

    Attributes
    ----------
    level : int
        1 for the unit's title, 2 and 3 below it.
    title : str
        As Markdown.
    anchor : str
        Its address within the page, as MyST makes it from a heading.
    text : str
        The lecture below it as Markdown: no code, no model answer, no explanation of a quiz.
    """

    level: int
    title: str
    anchor: str
    text: str

    @property
    def name(self) -> str:
        """The title without marks of Markdown and formulas' dollars."""
        return re.sub(r"[`*$]", "", self.title)


@dataclass(frozen=True, eq=False)
class Outline:
    """A unit as the book's other pages see it.

    Attributes
    ----------
    unit : Unit
    sections : tuple of Section
        In the page's order.
    has_page : bool
        Whether the book that is being built has a page of the unit.
    """

    unit: Unit
    sections: tuple[Section, ...]
    has_page: bool = True

    @classmethod
    def of(cls, unit: Unit, has_page: bool = True) -> Outline:
        """Read a unit."""
        return cls(unit, tuple(_sections(unit.notebook.cells)), has_page)

    def link(self, words: str, section: Section | None = None) -> str:
        """Markdown that leads to the unit's page or to a section of it; the words alone where there is no page."""
        if not self.has_page:
            return words
        if section is None or section.level == 1:
            return f"[{words}](/units/{self.name}.md)"
        if found := re.match(r"\d+\.(\d+) ", section.title):
            return f"[{words}](#section-{self.number}-{found[1]})"
        found = re.match(r"Exercise (\d+)\b", section.title)
        if found and section is next(one for one in self.sections if re.match(found[0] + r"\b", one.title)):
            return f"[{words}](#exercise-{self.number}-{found[1]})"
        return f"[{words}](/units/{self.name}.md#{section.anchor})"

    def exercise(self, name: str) -> Section | None:
        """The section that asks for an exercise: the one under whose heading its check stands."""
        return self._asked.get(name)

    @cached_property
    def _asked(self) -> dict[str, Section]:
        """Where each exercise stands."""
        asked: dict[str, Section] = {}
        seen = 0
        for cell in self.unit.notebook.cells:
            seen += sum(1 for line in _lecture([cell]) if HEADING.match(line))
            if (name := checked_name(cell)) and seen:
                asked[name] = self.sections[seen - 1]
        return asked

    @property
    def name(self) -> str:
        """The folder's name, such as ``07-optimizers``."""
        return self.unit.name

    @property
    def number(self) -> str:
        """Two digits."""
        return self.name[:2]

    @property
    def topic(self) -> str:
        """The name without its number, in words: ``second order``."""
        return self.name[3:].replace("-", " ")

    @property
    def title(self) -> str:
        """The title that the unit gives itself, without the number: ``Memory``."""
        return self.sections[0].title.partition("·")[2].strip()

    @cached_property
    def head(self) -> str:
        """The text below the title, each paragraph in one line."""
        return unwrapped(self.sections[0].text)

    @property
    def promise(self) -> str:
        """The lines in italics below the title."""
        found = re.search(r"^\*(?!\*)(.+?)\*$", self.head, re.MULTILINE)
        return found[1] if found else ""

    @property
    def abilities(self) -> list[str]:
        """What a reader can do after the unit, as Markdown."""
        return [item.rstrip(";.") for item in re.findall(r"^- (.+)$", self.head, re.MULTILINE)]

    @property
    def hours(self) -> str:
        """How long it takes, such as ``about four hours``."""
        found = re.search(r"^\*\*It takes\*\* ([^,;:.(]+)", self.head, re.MULTILINE)
        return found[1].strip() if found else ""

    @property
    def needed(self) -> str:
        """The sentences that begin with "You need", as Markdown."""
        found = re.search(r"^\*\*You need\*\* (.+)$", self.head, re.MULTILINE)
        return found[1] if found else ""

    @property
    def needs(self) -> tuple[str, ...]:
        """Numbers of the units that the first sentence of "You need" names; the others say what can be left out."""
        return tuple(sorted(_named_units(re.split(r"\.\s+(?=[A-Z])", self.needed)[0]) - {self.number}))


def outlines(course: Course, pages: Collection[str] | None = None) -> list[Outline]:
    """All units of a course, in order.

    Parameters
    ----------
    course : Course
    pages : collection of str, optional
        Names of the units that have a page; without it, all.
    """
    return [Outline.of(unit, pages is None or unit.name in pages) for unit in course.units()]


def _named_units(sentence: str) -> set[str]:
    """The units of a sentence: "unit 02", "units 01 to 08", "(03)", and "4.3", which is a section of unit 04.

    >>> sorted(_named_units("units 01 to 03, and what a Hessian is (4.3)"))
    ['01', '02', '03', '04']
    """
    found = set(re.findall(r"\bunits? (\d\d)\b|\((\d\d)\)|\band (\d\d)\b", sentence))
    numbers = {number for alternatives in found for number in alternatives if number}
    numbers |= {f"{int(number):02}" for number in re.findall(r"\b(\d{1,2})\.\d", sentence)}
    for first, last in re.findall(r"\bunits (\d\d) to (\d\d)\b", sentence):
        numbers |= {f"{number:02}" for number in range(int(first), int(last) + 1)}
    return numbers


def _sections(cells: Iterable[NotebookNode]) -> list[Section]:
    """Cut the text of Markdown cells at its headings."""
    heads: list[tuple[int, str, str]] = []
    texts: list[list[str]] = []
    text: list[str] = []
    for cell in cells:
        for line in _lecture([cell]):
            if found := HEADING.match(line):
                level, title = len(found[1]), found[2].strip()
                heads.append((level, title, _anchor(title, [anchor for _, _, anchor in heads])))
                texts.append(text := [])
            else:
                text.append(line)
        if checked_name(cell) and heads:  # the exercise ends here, and the section around it goes on
            text = next(one for one, head in zip(reversed(texts), reversed(heads), strict=True) if head[0] < 3)
    return [Section(*head, "\n".join(one).strip()) for head, one in zip(heads, texts, strict=True)]


def _lecture(cells: Iterable[NotebookNode]) -> Iterable[str]:
    """The lines that a reader sees without a click, and none of a block of code.

    A question's heading is seen, its model answer is not.
    """
    for cell in cells:
        if cell.cell_type != "markdown" or explained(cell) or is_question(cell) or is_seen(cell):
            continue
        yield ""
        within = False
        for line in cell.source.splitlines():
            within ^= bool(FENCE.match(line))
            if not within and not FENCE.match(line):
                yield line


def _anchor(title: str, taken: list[str]) -> str:
    """The address of a heading: GitHub's rule, by which MyST goes.

    >>> _anchor("7.1 Seven hundred and forty-four steps, at `lr`", [])
    '71-seven-hundred-and-forty-four-steps-at-lr'
    """
    plain = re.sub(r"\$[^$]*\$|[`*]", "", title)
    slug = NOT_IN_A_SLUG.sub("", plain.lower().replace(" ", "-"))
    count, anchor = 0, slug
    while anchor in taken:
        count, anchor = count + 1, f"{slug}-{count + 1}"
    return anchor


def unwrapped(text: str) -> str:
    """Markdown with each paragraph and each item in one line."""
    return re.sub(r"(?<!\n)\n(?!\n|- |\d+\. |\|)\s*", " ", text)
