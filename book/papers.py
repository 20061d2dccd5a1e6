"""The papers that the units rest on, each once, with the units that use it: read from the cells "References"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from book.outline import Outline, Section, unwrapped

REFERENCE = re.compile(r"^(?P<authors>.+?) \((?P<year>\d{4})\)\. (?P<title>.+)$|^(?P<who>[^.]+\.) (?P<what>.+)$")
NO_WORD_TO_SORT_BY = {"a", "an", "the", "on", "some"}
ADDRESSES = [
    (re.compile(r"\barXiv:([\w./-]*\w)"), r"[arXiv:\1](https://arxiv.org/abs/\1)"),
    (re.compile(r"\bdoi:([\w./-]*\w)"), r"[doi:\1](https://doi.org/\1)"),
    (re.compile(r"(?<![\w/.\[])((?:[\w-]+\.)+(?:org|io)/[\w/-]*\w)"), r"[\1](https://\1)"),
]


@dataclass(frozen=True)
class Reference:
    """One line of a unit's references.

    Attributes
    ----------
    text : str
        The line, as Markdown.
    surname, year : str
        Of the first author; the year is an empty string where none is given.
    anchor : str
        Its label in the book, the same for every unit that names it.
    """

    text: str
    surname: str
    year: str
    anchor: str

    @classmethod
    def of(cls, text: str) -> Reference:
        """Read ``Kingma, D. P., Ba, J. (2015). Adam: a method ...``.

        Raises
        ------
        ValueError
            If the line names no author.
        """
        found = REFERENCE.match(text)
        if not found:
            raise ValueError(f"{text!r} is no reference; write: Surname, N. (2015). Title. *Journal*.")
        surname = (found["authors"] or found["who"]).split(",")[0].strip()
        words = re.findall(r"\w+", _plain(found["title"] or found["what"]))
        word = next((word for word in words if word not in NO_WORD_TO_SORT_BY), "")
        parts = [*re.findall(r"\w+", _plain(surname)), found["year"] or "", word]
        return cls(text, surname, found["year"] or "", "-".join(["paper", *filter(None, parts)]))


def paper_anchor(line: str) -> str:
    """The label of a reference on the page of papers; a link to it is ``[Kingma and Ba 2015](#LABEL)``.

    Parameters
    ----------
    line : str
        As it stands in a unit's references, with or without the hyphen before it.

    Examples
    --------
    >>> paper_anchor("- Kingma, D. P., Ba, J. (2015). Adam: a method for stochastic optimization. *ICLR*.")
    'paper-kingma-2015-adam'
    """
    return Reference.of(" ".join(line.split()).removeprefix("- ")).anchor


def references(outline: Outline) -> list[Reference]:
    """What a unit's section "References" lists, in its order."""
    text = "\n".join(section.text for section in outline.sections if section.title == "References")
    return [Reference.of(item) for item in re.findall(r"^- (.+)$", unwrapped(text), re.MULTILINE)]


def citing(outline: Outline, reference: Reference) -> Section | None:
    """The first section of a unit that names a paper's first author and its year, if one does."""
    wanted = re.compile(rf"\b{re.escape(reference.surname)}\b[^;]{{0,60}}?\b{reference.year}\b")
    for section in outline.sections:
        if section.title not in ("References", "Sources") and wanted.search(" ".join(section.text.split())):
            return section
    return None


def by_paper(units: Iterable[Outline]) -> list[tuple[Reference, list[Outline]]]:
    """Every paper with the units that use it, by author, year and title; the fullest of several lines is kept."""
    lines: dict[str, Reference] = {}
    used: dict[str, list[Outline]] = {}
    for outline in units:
        for one in references(outline):
            used.setdefault(one.anchor, []).append(outline)
            lines[one.anchor] = max(lines.get(one.anchor, one), one, key=lambda line: len(line.text))
    order = sorted(lines, key=lambda anchor: (_plain(lines[anchor].surname), anchor))
    return [(lines[anchor], used[anchor]) for anchor in order]


def linked(text: str) -> str:
    """A reference whose arXiv number, DOI or address is a link."""
    for pattern, link in ADDRESSES:
        text = pattern.sub(link, text)
    return text


def initial(reference: Reference) -> str:
    """The letter that a paper is sorted under."""
    return _plain(reference.surname)[0].upper()


def _plain(words: str) -> str:
    """Lower case without accents."""
    return unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
