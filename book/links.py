"""Links in a unit's prose: "unit 07", "exercise 3", "unit 00, section 0.3", "(Polyak 1964)", each to where it is.

Code, formulas, headings, and links that are there already stay as they are. Headings get the names that links lead to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from book.outline import Outline
from book.papers import Reference, by_paper, linked, references

_CODE = r"^```.*?^```|``.+?``|`[^`]+`"
_FORMULA = r"\$\$.*?\$\$|\$[^$\n]+(?:\n[^$\n]+)?\$"
_KEPT = rf"{_CODE}|{_FORMULA}|\[[^\]]*\]\([^)]*\)|<summary>.*?</summary>|<[^>\n]+>"
_PART = re.compile(rf"(?P<heading>^#+ [^\n]*$)|(?P<kept>{_KEPT})", re.MULTILINE | re.DOTALL)
_SECTION = re.compile(r"^## \d+\.(?P<number>\d+) ", re.MULTILINE)
_EXERCISE = re.compile(r"^### Exercise (?P<number>\d+)\b", re.MULTILINE)
_PLACE = re.compile(
    r"\b[Uu]nit\s(?P<of>\d\d),\s(?:section\s\d+\.(?P<section>\d+)|exercise\s(?P<exercise>\d+))"
    r"|\b[Ee]xercise\s(?P<exercise_of>\d+)\sof\sunit\s(?P<of_unit>\d\d)"
    r"|(?<!\d\d\d\d,\s)\b[Ss]ection\s(?P<major>\d+)\.(?P<minor>\d+)\b"
)
_MORE = r"(?:(?:,\s|,?\s(?:and|or|to)\s){}\b)*"
_UNITS = re.compile(r"\b[Uu]nits?\s\d\d\b" + _MORE.format(r"\d\d") + r"|(?<=\()\d\d(?:, \d\d)*(?=\))")
_UNIT = re.compile(r"(?:[Uu]nit\s)?\b\d\d\b")
_EXERCISES = re.compile(r"\b[Ee]xercises?\s\d{1,2}\b" + _MORE.format(r"\d{1,2}"))
_NUMBER = re.compile(r"(?:[Ee]xercise\s)?\b\d{1,2}\b")
_YEAR = r"(?P<year>(?:1[89]|20)\d\d[a-z]?)"
_OTHERS = r"(?:,?\s(?:and|others|et\sal\.|[A-Z][\w’'-]+))*"


@dataclass(frozen=True)
class Targets:
    """What a book has to link to.

    Attributes
    ----------
    units : dict of str to str
        A unit's number, such as ``07``, to its name.
    labels : set of str
        Names of sections and exercises, such as ``section-07-3`` and ``exercise-07-2``.
    shared : set of str
        Names of the papers that more than one unit uses.
    """

    units: dict[str, str] = field(default_factory=dict)
    labels: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, outlines: Sequence[Outline]) -> Targets:
        """What these units have."""
        found = cls(shared={paper.anchor for paper, used in by_paper(outlines) if len(used) > 1})
        for outline in outlines:
            found.units[outline.number] = outline.name
            headings = "\n".join(f"{'#' * section.level} {section.title}" for section in outline.sections)
            for pattern, name in ((_SECTION, "section"), (_EXERCISE, "exercise")):
                found.labels.update(f"{name}-{outline.number}-{one['number']}" for one in pattern.finditer(headings))
        return found


class Linked:
    """The prose of one unit, linked.

    Parameters
    ----------
    outline : Outline
        The unit's; what it lists below "References" is what "(Polyak 1964)" leads to.
    targets : Targets
    """

    def __init__(self, outline: Outline, targets: Targets) -> None:
        self._number, self._targets = outline.number, targets
        self._papers, self._labeled = references(outline), set[str]()
        self._named = {(one.surname, one.year): one.anchor for one in self._papers if one.year}
        names = sorted({re.escape(surname) for surname, _ in self._named}, key=len, reverse=True)
        pattern = rf"\b(?P<first>{'|'.join(names)})(?:'s)?{_OTHERS},?\s(?P<open>\()?{_YEAR}\b(?(open)\)?)"
        self._cited = re.compile(pattern if names else "(?!)")

    def __call__(self, text: str) -> str:
        """A Markdown text with its links."""
        body, mark, listed = text.partition("## References")
        done, last = [], 0
        for part in _PART.finditer(body):
            done += [self._prose(body[last : part.start()]), self._part(part)]
            last = part.end()
        done.append(self._prose(body[last:]))
        if mark:
            _, more, rest = listed.partition("\n## ")
            done += [mark, "\n\n", *map(self._listed, self._papers), self(more + rest)]
        return "".join(done)

    def _part(self, part: re.Match[str]) -> str:
        """A heading under the name that links lead to; anything else as it is, and an exercise's second part, too."""
        for pattern, name in ((_SECTION, "section"), (_EXERCISE, "exercise")):
            if found := pattern.match(part["heading"] or ""):
                label = f"{name}-{self._number}-{found['number']}"
                if label not in self._labeled:
                    self._labeled.add(label)
                    return f"({label})=\n{part[0]}"
        return part[0]

    def _prose(self, text: str) -> str:
        links: list[str] = []

        def each(address_of: Callable[[re.Match[str]], str | None]) -> Callable[[re.Match[str]], str]:
            def changed(found: re.Match[str]) -> str:
                address = address_of(found)
                if address is None:
                    return found[0]
                links.append(f"[{found[0]}]({address})")  # out of sight of the patterns that come next
                return f"\0{len(links) - 1}\0"

            return changed

        text = _PLACE.sub(each(self._place), text)
        text = _UNITS.sub(lambda series: _UNIT.sub(each(self._unit), series[0]), text)
        text = _EXERCISES.sub(lambda series: _NUMBER.sub(each(self._exercise), series[0]), text)
        text = self._cited.sub(each(self._paper), text)
        return re.sub("\0(\\d+)\0", lambda found: links[int(found[1])], text)

    def _place(self, found: re.Match[str]) -> str | None:
        unit = found["of"] or found["of_unit"] or found["major"].zfill(2)
        exercise = found["exercise"] or found["exercise_of"]
        label = f"exercise-{unit}-{exercise}" if exercise else f"section-{unit}-{found['section'] or found['minor']}"
        return f"#{label}" if label in self._targets.labels else None

    def _unit(self, found: re.Match[str]) -> str | None:
        number = found[0][-2:]
        return f"{self._targets.units[number]}.md" if number in self._targets.units and number != self._number else None

    def _exercise(self, found: re.Match[str]) -> str | None:
        label = f"exercise-{self._number}-{found[0].split()[-1]}"
        return f"#{label}" if label in self._targets.labels else None

    def _paper(self, found: re.Match[str]) -> str | None:
        anchor = self._named.get((found["first"], found["year"]))
        return f"#{anchor}" if anchor else None

    def _listed(self, paper: Reference) -> str:
        """A line of the unit's references: links to the paper, and to the other units that use it."""
        others = f" [Other units use it, too.](#{paper.anchor})" if paper.anchor in self._targets.shared else ""
        return f"- {linked(paper.text)}{others}\n"
