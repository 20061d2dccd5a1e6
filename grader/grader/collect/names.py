"""Names inside archives: which of them are taken.

No name out of an archive ever becomes a path of ours: a notebook is written as ``submitted/STUDENT/UNIT/UNIT.ipynb``,
whatever it was called. A name that would leave its folder is refused all the same, because no learning platform
makes one: whoever packed it meant harm, or the archive is damaged.
"""

from __future__ import annotations

import re
import unicodedata

MAX_NAME = 255
MAX_PATH = 1_000
LIKE_A_SLASH = "\u2044\u2215\u29f8\u29f5\u29f9\u2216\u2571\u2572\u1735"
"""Characters that look like a slash or a backslash, and that normalization leaves as they are."""

TURNS_TEXT = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that reverse the text after them, so that ``lmth.ipynb`` can be made to read as another name."""

RESERVED = re.compile(r"(con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)
DRIVE = re.compile(r"[a-z]:", re.IGNORECASE)


def objection(name: str) -> str:
    """Why an entry of this name is refused; an empty string where it is taken."""
    if not name.strip():
        return "it has no name"
    if len(name) > MAX_PATH or any(len(part.encode("utf-8", "replace")) > MAX_NAME for part in name.split("/")):
        return f"its name is longer than {MAX_NAME} bytes"
    if "\0" in name:
        return "its name holds a NUL"
    if any(unicodedata.category(character) in ("Cc", "Cs") or character in TURNS_TEXT for character in name):
        return "its name holds control characters"
    return (
        _leaves(name) or _leaves(unicodedata.normalize("NFKC", name), "characters that look like ") or _reserved(name)
    )


def _leaves(name: str, like: str = "") -> str:
    """How a name would lead out of its folder."""
    parts = [part.strip() for part in name.rstrip("/").split("/")]
    if "\\" in name:
        return f"its name holds {like}backslashes"
    if name.startswith("/"):
        return f"its name is an absolute path{' of ' + like + 'a slash' if like else ''}"
    if DRIVE.match(name):
        return f"its name begins with {like}a drive letter"
    if ".." in parts:
        return f"its name leads out of its folder{' by ' + like + 'dots' if like else ''}"
    if any(character in LIKE_A_SLASH for character in name):
        return "its name holds characters that look like slashes"
    return ""


def _reserved(name: str) -> str:
    found = [part for part in name.split("/") if RESERVED.match(part.strip())]
    return f"{found[0].strip()!r} is the name of a device on Windows" if found else ""
