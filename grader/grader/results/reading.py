"""Reading a JSON object on no trust: a key that is missing or of another type reads as "nothing".

A result's document comes from our own judge, but it holds strings that a student chose, and it may be older or newer
than this code.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]
Entry = Mapping[str, Any]
LONGEST_TEXT = 2_000
"""Characters of a text that are read; of `whole`, which is for what a cell showed, all."""


def objects(entry: Entry, key: str) -> list[Entry]:
    """A list's objects; what else stands in it is passed over."""
    found = entry.get(key)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def whole(entry: Entry, key: str) -> str:
    """A text, however long."""
    found = entry.get(key)
    return found if isinstance(found, str) else ""


def text(entry: Entry, key: str) -> str:
    """A text, cut where it is longer than any that we write."""
    found = whole(entry, key)
    return found if len(found) <= LONGEST_TEXT else f"{found[:LONGEST_TEXT]} ... (cut)"


def number(entry: Entry, key: str, default: float = 0.0) -> float:
    """A finite number; a truth value is none."""
    found = entry.get(key)
    usable = isinstance(found, (int, float)) and not isinstance(found, bool) and math.isfinite(found)
    return float(found) if usable and found is not None else default
