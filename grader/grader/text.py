"""Text as somebody reads it: a stranger's words made harmless for where they stand, and numbers in words.

What a stranger wrote is shown in four places, each with its own danger: `printable` is for messages of ours that quote
it, `shown` for names on a terminal's line, `visible` for our pages, which escape markup themselves, and
`inert_markdown` for nbgrader's, which render it.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from typing import Any

from markupsafe import Markup

MAX_TEXT = 500
"""Characters of a stranger's text within a message of ours."""
LONGEST_NAME = 100
"""Characters of a name on a line."""
ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
LONGEST_LINE, LONGEST_CELL = 1_000, 20_000
"""Characters of a line and of a cell that a reader is shown: many times what anybody writes."""
WIDEST_GAP = 100
"""Blanks beside each other that are shown."""
_BLANKS, _EMPTY_LINES = re.compile(r"[^\S\n]+"), re.compile(r"\n(?:[^\S\n]*\n){4,}")
BIDIRECTIONAL = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}
"""Characters that reorder or hide the text around them (Boucher and Anderson 2021, "Trojan source")."""
INVISIBLE = "\N{ZERO WIDTH SPACE}"
"""Stands after whatever would begin a tag, a link, an image or a MathJax command that makes one."""
ACTIVE = re.compile(
    r"<(?=[A-Za-z/!?])"  # a tag, a comment, an autolink
    r"|\](?=[(:\[])"  # the middle of a link, an image or a link's definition
    r"|\\(?=(?:href|class|cssId|style|data|require|unicode|url|mmlToken|bbox)(?![A-Za-z]))"  # MathJax reaching out
)


def printable(text: str) -> str:
    """The text without control, direction and other unprintable characters, at most `MAX_TEXT` long."""
    clean = "".join(c if c in "\n\t" or not unicodedata.category(c).startswith("C") else "\N{REPLACEMENT CHARACTER}"
                    for c in text[: 2 * MAX_TEXT])  # fmt: skip
    return clean if len(clean) <= MAX_TEXT else clean[: MAX_TEXT - 3] + "..."


def shown(name: str) -> str:
    """A name from outside as it may be printed: one line, nothing that a terminal obeys, of bounded length."""
    safe = "".join(
        character if character.isprintable() else _escaped(character) for character in name[: 4 * LONGEST_NAME]
    )
    return safe if len(safe) <= LONGEST_NAME else f"{safe[: LONGEST_NAME - 20]}…{safe[-15:]}"


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "backslashreplace").decode("ascii")


def visible(value: Any) -> Any:
    """A value as a page may show it.

    Terminal colors are dropped. Control characters, characters that reorder text, and halves of surrogate pairs are
    written out, as ``[U+202E]``: they would hide what stands there, or could not be stored at all. Markup of our own
    and what is no string passes unchanged.
    """
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    text = ANSI.sub("", value).replace("\r\n", "\n")
    if text.isprintable():
        return text
    return "".join(f"[U+{ord(char):04X}]" if _hidden(char) else char for char in text)


def _hidden(char: str) -> bool:
    return char not in "\n\t" and (char in BIDIRECTIONAL or unicodedata.category(char) in ("Cc", "Cs"))


def inert_markdown(text: str) -> str:
    """The text, such that Markdown makes no tags, links or images of it; emphasis, lists, code and math stay.

    Formgrader and nbgrader's feedback pages turn Markdown into HTML as it is, whatever their settings say of
    sanitizing, and let MathJax loose on the page. So the text is changed before they see it, in a way that no reader
    sees.
    """
    return ACTIVE.sub(lambda found: found.group() + INVISIBLE, text)


def points(value: float) -> str:
    """``1 point``, ``2.5 points``."""
    return f"{number(value)} point{'' if number(value) == '1' else 's'}"


def number(value: float) -> str:
    """At most two decimals, none that are zero."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def two_decimals(value: float) -> str:
    """``0.40``, ``−0.12``; what rounds to zero has no sign."""
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "\N{MINUS SIGN}")


def percent(share: float) -> str:
    """``0%`` and ``100%`` mean none and all: what lies between is never rounded to them."""
    if 0 < share < 0.01:
        return "under 1%"
    if 0.99 < share < 1:
        return "over 99%"
    return f"{share:.0%}"


def plural(count: int, one: str, many: str = "") -> str:
    """``1 student``, ``2 students``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def duration(seconds: float) -> str:
    """``3 ms``, ``0.21 s``, ``14 s``, ``3 min 20 s``."""
    if 0 < seconds < 0.0995:
        return f"{max(1000 * seconds, 1):.0f} ms"
    if seconds < 10:
        return f"{seconds:.2f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    return f"{int(seconds) // 60} min {int(seconds) % 60} s"


def span(time: timedelta) -> str:
    """A time of 0 or more in its greatest units, at most two: ``1 d 3 h``, ``5 min 2 s``."""
    seconds = int(time.total_seconds())
    parts = [(seconds // 86400, "d"), (seconds // 3600 % 24, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s")]
    filled = [f"{count} {unit}" for count, unit in parts if count]
    return " ".join(filled[:2]) or "0 s"


def drawn_together(source: str) -> str:
    """Code without very many blanks or empty lines in a row, over which highlighters take minutes."""
    return _EMPTY_LINES.sub("\n\n\n", _BLANKS.sub(lambda blanks: blanks.group()[:WIDEST_GAP], source))


def readable(source: str, longest: int = LONGEST_CELL) -> str:
    """A cell's text as far as a person reads it, so that no page stalls over it; a cut says how much is left out."""
    lines = drawn_together(source).split("\n")
    return shortened("\n".join(_cut(line) for line in lines), longest)


def _cut(line: str) -> str:
    left = len(line) - LONGEST_LINE
    return line if left <= 0 else f"{line[:LONGEST_LINE]} ... ({left:,} more characters are not shown)"


def shortened(text: str, longest: int) -> str:
    """A text that stops after `longest` characters and says how many were left out."""
    if len(text) <= longest:
        return text
    return f"{text[:longest]}\n... ({len(text) - longest:,} more characters are not shown)"
