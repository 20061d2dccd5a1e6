"""Moodle's grading worksheet in whatever language: columns known by what stands in them, times by the names of months.

Moodle writes titles, states and times in the language of whoever exports. The order of the columns is the same in all:
participant, name, other marks of identity, state, grade, maximum, whether it can be changed, two times (moodle,
``mod/assign/gradingtable.php``). Names of months and weekdays are those of Unicode's CLDR, in Babel.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache

from babel import Locale
from babel.localedata import locale_identifiers
from dateutil import parser as dates

PARTICIPANT = re.compile(r"(?P<word>\D+)(?P<number>\d+)")
TIME = re.compile(r"\D*(?P<day>\d{1,2})\D+(?P<year>\d{4})\D+(?P<hour>\d{1,2})\s?[:.h]\s?(?P<minute>\d\d)(?P<half>\D*)")
NUMBER = re.compile(r"\d+([.,]\d+)?")
DRAFT = re.compile(r"[^()（）]+[(（][^()（）]+[)）]")
"""A state such as "Draft (not submitted)", which is the one with brackets in every language that was looked at."""
WORD = re.compile(r"[^\W\d_]+")
EMPTY = "-"


def are_participants(cells: Iterable[str]) -> bool:
    """Whether a first column is that of a worksheet: "Participant 123", "Teilnehmer/in123"."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and all(PARTICIPANT.fullmatch(cell) and "@" not in cell for cell in filled)


def columns_by_shape(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """Places of a worksheet's columns by their titles in English; those that can't be told are not there.

    >>> row = ["Teilnehmer/in71", "Ada L", "ada@x.org", "Zur Bewertung abgegeben", "-", "100,00", "Ja",
    ...        "Sonntag, 1. März 2026, 10:00", "-"]
    >>> columns_by_shape([row])["Last modified (submission)"], columns_by_shape([row])["Grade"]
    (7, 4)
    """
    columns = [[row[place].strip() for row in rows] for place in range(min(map(len, rows), default=0))]
    filled = [[cell for cell in column if cell.strip(EMPTY)] for column in columns]
    if not are_participants(columns[0] if columns else ()):
        return {}
    tests: dict[str, Callable[[int], bool]] = {
        "Full name": lambda place: place == 1 and "@" not in "".join(filled[1]),
        "Email address": lambda place: all("@" in cell and " " not in cell for cell in filled[place]),
        "Status": lambda place: place > 1 and len(filled[place]) == len(rows) and all(map(_is_state, filled[place])),
        "Maximum Grade": lambda place: len(set(filled[place])) == 1 and bool(NUMBER.fullmatch(filled[place][0])),
        "Last modified (submission)": lambda place: all(map(TIME.fullmatch, filled[place])),
    }
    found = {
        title: place
        for title, holds in tests.items()
        if (place := next((one for one, cells in enumerate(filled) if one and cells and holds(one)), None)) is not None
    }
    return found | ({"Grade": found["Maximum Grade"] - 1} if "Maximum Grade" in found else {})


def is_draft(state: str) -> bool:
    """Whether a state is that of a draft that was never submitted.

    >>> is_draft("Entwurf (nicht abgegeben) - 2 Tage zu spät"), is_draft("Zur Bewertung abgegeben")
    (True, False)
    """
    return bool(DRAFT.fullmatch(state.split(" - ")[0].strip()))


def _is_state(cell: str) -> bool:
    return bool(WORD.search(cell)) and "@" not in cell and not TIME.fullmatch(cell)


def moments(texts: Iterable[str]) -> dict[str, datetime]:
    """Times as Moodle writes them, without a zone where they tell none; what can't be read is not there.

    English and numbers alone are read one by one. Of another language all must agree: each month, and each weekday
    beside it, has a name in one language; where two languages read another date, none is taken.

    >>> moments(["Dienstag, 3. März 2026, 10:15", "-"])
    {'Dienstag, 3. März 2026, 10:15': datetime.datetime(2026, 3, 3, 10, 15)}
    """
    asked = sorted({text for text in texts if text.strip(f"{EMPTY} ")})
    found = {text: moment for text in asked if (moment := _english(text))}
    others = [text for text in asked if text not in found]
    readings = {tuple(read) for read in _in_each_language(others)} if others else set()
    return found | (dict(zip(others, readings.pop(), strict=True)) if len(readings) == 1 else {})


def _english(text: str) -> datetime | None:
    try:
        return dates.parse(text, dayfirst=bool(re.match(r"\d{1,2}\.\d", text.strip())))
    except (ValueError, ArithmeticError):
        return None


def _in_each_language(texts: Sequence[str]) -> Iterator[list[datetime]]:
    for language in sorted(one for one in locale_identifiers() if one.isalpha()):
        months, weekdays = _names(language)
        read = [moment for text in texts if (moment := _read(text, months, weekdays))]
        if len(read) == len(texts):
            yield read


@cache
def _names(language: str) -> tuple[dict[str, int], dict[str, int]]:
    """Names of months to their numbers from 1, and of weekdays from Monday as 0."""
    locale = Locale(language)
    forms = ("format", "stand-alone")
    named = [
        {
            name.casefold().rstrip("."): number
            for form in forms
            for width in ("abbreviated", "wide")
            for number, name in table[form][width].items()
        }
        for table in (locale.months, locale.days)
    ]
    return named[0], named[1]


def _read(text: str, months: dict[str, int], weekdays: dict[str, int]) -> datetime | None:
    """A time by the names of one language; None where its words are not of it, or its weekday is another."""
    found = TIME.fullmatch(text.strip())
    words = [word.casefold() for word in WORD.findall(text)]
    month = next((months[word] for word in words[::-1] if word in months), None)
    if found is None or month is None:
        return None
    half = {"am": 0, "pm": 12}.get("".join(WORD.findall(found["half"])).casefold())
    hour = int(found["hour"]) if half is None else int(found["hour"]) % 12 + half
    try:
        moment = datetime(int(found["year"]), month, int(found["day"]), hour, int(found["minute"]))
    except ValueError:
        return None
    told = [weekdays[word] for word in words if word in weekdays]
    return moment if moment.weekday() in told or (not told and len(words) == 1) else None
