"""Results on disk: one JSON document a student, written whole or not at all.

A document is first written beside its place and then moved there, so a run that is killed leaves every document
complete. A small mark beside it says that the gradebook has it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader.files import replace

PRIVATE = 0o600


class Results:
    """The result documents of one unit.

    Parameters
    ----------
    folder : Path
        ``.grader/results/UNIT``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, student: str) -> Path:
        """Where a student's document lies."""
        return self.folder / f"{student}.json"

    def read(self, student: str) -> dict[str, Any] | None:
        """A student's document; None where there is none, or none that can be read."""
        try:
            document = json.loads(self.path(student).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return document if isinstance(document, dict) and document.get("student") == student else None

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """All documents, by student."""
        for path in sorted(self.folder.glob("*.json")):
            if document := self.read(path.stem):
                yield document

    def write(self, document: dict[str, Any]) -> None:
        """Write a document in one step; that of another notebook, which it replaces, is kept under ``earlier/``."""
        before = self.read(document["student"]) or {}
        if (earlier := before.get("fingerprint")) and earlier != document.get("fingerprint"):
            kept = self.folder / "earlier" / document["student"] / f"{earlier[:16]}.json"
            replace(kept, self.path(document["student"]).read_bytes(), PRIVATE)
        text = json.dumps(document, ensure_ascii=False, allow_nan=False)
        replace(self.path(document["student"]), text.encode("utf-8"), PRIVATE)

    def is_recorded(self, document: dict[str, Any], database: str) -> bool:
        """Whether the gradebook at a URL has this very document."""
        try:
            return self._mark(document["student"]).read_text() == _digest(document, database)
        except OSError:
            return False

    def mark_recorded(self, document: dict[str, Any], database: str) -> None:
        """Note that the gradebook at a URL has this document."""
        replace(self._mark(document["student"]), _digest(document, database).encode(), PRIVATE)

    def _mark(self, student: str) -> Path:
        return self.folder / "recorded" / student


def _digest(document: dict[str, Any], database: str) -> str:
    text = json.dumps(document, sort_keys=True) + database
    return hashlib.sha256(text.encode()).hexdigest()
