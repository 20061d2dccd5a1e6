"""The index of terms and symbols: what the units set in bold where they explain it, and unit 00's table of notation.

A term is what a lecture sets in bold: short, within a sentence or at the head of an item, and not in a question, a
recipe or a summary. Bold is for stress as well, so a few words that explain nothing are named here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from book.outline import Outline, Section

BOLD = re.compile(r"\*\*(?P<words>[^*$`]+?)\*\*")
WITHIN = re.compile(r"\b[a-z][\w'-]*|(?:(?<=[a-z,] )|(?<=[a-z,] \*\*))[A-Z][\w'-]*")
"""Words whose first letter says how they are written: not those that begin a sentence."""
NO_LECTURE = re.compile(r"Quiz|Question|Experiment|Finale|Exercise|Explain|Report|^References$|^Sources$|^Hint")
FOLD = re.compile(r"<details>.*?</details>", re.DOTALL)
STRESS = re.compile(
    r"(?:an?|almost|and|each|first|five|four|hundred|if|its|however|jump|largest?|level|long|many|nine|no|none|not|one|"
    r"second|seven|six|sooner|sum|that|the|three|today|two|use|where|which|why|write|your)\b(?!-)",
    re.IGNORECASE,
)
"""Words that begin something in bold which is no term."""
NO_TERMS = {"arrival", "by its name", "check", "column", "control", "dead", "exercise", "factor", "few images", "floor"}
NO_TERMS |= {"leaves what it is given as it was", "points", "predict", "quarter", "reader", "rotation", "seeds"}
NO_TERMS |= {
    "learning",
    "backward once",
    "pair by pair",
    "dropout is mostly gone",
    "lora and its kin",
    "gradually",
    "outlines",
    "whole numbers",
}
NO_TERMS |= {
    "effects along different paths add up",
    "field",
    "lens",
    "length",
    "modes",
    "card",
    "chance",
    "test",
    "units",
}


@dataclass(frozen=True)
class Term:
    """A word of the field, with the places that explain it.

    Attributes
    ----------
    words : str
    places : tuple of (Outline, Section)
        The first is the one to begin with.
    """

    words: str
    places: tuple[tuple[Outline, Section], ...]


def terms(units: Sequence[Outline]) -> list[Term]:
    """All terms of some units, in alphabetical order."""
    prose = "\n".join(section.text for one in units for section in one.sections if section.title != "References")
    counted = Counter(WITHIN.findall(prose))
    found: dict[str, tuple[str, list[tuple[Outline, Section]]]] = {}
    for outline in units:
        for section in outline.sections:
            for words in _set_in_bold(section):
                words = _as_within_a_sentence(words, counted)
                _, places = found.setdefault(_key(words), (words, []))
                if not places or places[-1][0] is not outline:
                    places.append((outline, _treating(words, outline) if section.title == "Key points" else section))
    return [Term(words, tuple(places)) for _, (words, places) in sorted(found.items())]


def notation(units: Iterable[Outline]) -> str:
    """The table of symbols, with the lines around it, as the course's first unit gives it; empty where none does."""
    for outline in units:
        for section in outline.sections:
            if section.title.endswith("notation"):
                return section.text
    return ""


def notation_place(units: Iterable[Outline]) -> tuple[Outline, Section] | None:
    """Where that table stands."""
    places = ((outline, section) for outline in units for section in outline.sections)
    return next((place for place in places if place[1].title.endswith("notation")), None)


def _set_in_bold(section: Section) -> Iterator[str]:
    if section.level == 1 or NO_LECTURE.search(re.sub(r"^[\d.]+ ", "", section.title)):
        return
    for found in BOLD.finditer(FOLD.sub("", section.text)):
        words = " ".join(found["words"].split())
        if _is_term(words):
            yield words.rstrip(",")


def _is_term(words: str) -> bool:
    short = 2 < len(words) < 40 and len(words.split()) <= 4
    return (
        short
        and words[-1] not in ".?!:"
        and words[0].isalpha()
        and not STRESS.match(words)
        and words.lower() not in NO_TERMS
    )


def _treating(words: str, outline: Outline) -> Section:
    """The section whose heading names what a unit's key points sum up."""
    named = (section for section in outline.sections[1:] if words.lower() in section.title.lower())
    return next(named, outline.sections[0])


def _as_within_a_sentence(words: str, counted: Counter[str]) -> str:
    """Small letters for a term that stood first, unless the course writes it with a capital within sentences, too."""
    first, _, rest = words.partition(" ")
    small = first[0].lower() + first[1:]
    stays = counted[first] > counted[small] or (not counted[small] and first[1:] != first[1:].lower())
    stays |= first[-1].isdigit()  # "L1", which is an argument in small letters
    return words if stays else f"{small} {rest}".strip()


def _key(words: str) -> str:
    """What one term is sorted and found by, in the singular and the plural."""
    return re.sub(r"(?<=[a-z]{3})(?<![su])s$", "", words.lower())
