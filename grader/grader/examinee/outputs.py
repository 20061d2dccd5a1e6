"""What a cell shows, within limits: printed text, values as text, PNG figures, and its error."""

from __future__ import annotations

import io
from typing import Any

from grader.examinee.wire import PNG_HEAD

IMAGES_A_CELL = 16
RECORDS_A_CELL = 200


class Outputs:
    """Collects one cell's outputs.

    Parameters
    ----------
    text_bytes, image_bytes : int
        Text that is kept of a cell in all, and the largest figure.
    """

    def __init__(self, text_bytes: int, image_bytes: int) -> None:
        self._text_bytes = text_bytes
        self._image_bytes = image_bytes
        self.clear()

    def clear(self) -> None:
        """Start a new cell."""
        self._records: list[dict[str, Any]] = []
        self._left = self._text_bytes
        self._images = 0
        self._full = False

    def take(self) -> list[dict[str, Any]]:
        """The records so far: dicts of ``kind``, ``name``, ``text`` or ``data``."""
        for record in self._records:
            if "parts" in record:
                record["text"] = "".join(record.pop("parts"))
        records = self._records
        self.clear()
        return records

    def stream(self, name: str, text: str) -> None:
        """Printed text; joined to what was printed just before."""
        text = self._shorten(text)
        if not text:
            return
        last = self._records[-1] if self._records else None
        if last is None or last["kind"] != "stream" or last["name"] != name:
            last = {"kind": "stream", "name": name, "parts": []}
            self._add(last)
        last["parts"].append(text)

    def text(self, text: str) -> None:
        """A value, shown as text."""
        text = self._shorten(text)
        if text:
            self._add({"kind": "text", "text": text})

    def image(self, data: bytes) -> None:
        """A PNG figure; one too many or too large becomes a note."""
        self._images += 1
        if not data.startswith(PNG_HEAD):
            self.text("[a figure that is no PNG was left out]")
        elif len(data) > self._image_bytes:
            self.text(f"[a figure of {len(data)} bytes was left out: {self._image_bytes} at most]")
        elif self._images > IMAGES_A_CELL:
            self.text(f"[a figure was left out: {IMAGES_A_CELL} a cell at most]")
        else:
            self._add({"kind": "png", "data": data})

    def error(self, name: str, text: str) -> None:
        """The exception that ended the cell; always kept."""
        self._records.append({"kind": "error", "name": name, "text": text})

    def _add(self, record: dict[str, Any]) -> None:
        if len(self._records) < RECORDS_A_CELL:
            self._records.append(record)
        elif not self._full:
            self._full = True
            self._records.append({"kind": "text", "text": "[the cell's further outputs were left out]"})

    def _shorten(self, text: str) -> str:
        """As much of a text as still fits, with a note where it is cut."""
        if self._left <= 0:
            return ""
        kept = text[: self._left]
        self._left -= len(kept)
        return kept if len(kept) == len(text) else kept + "\n[the cell's further text was left out]\n"


class Stream(io.TextIOBase):
    """A standard stream that ends in the cell's outputs."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, outputs: Outputs, name: str) -> None:
        self._outputs = outputs
        self.name = name

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, text: str) -> int:
        """Keep what is written."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._outputs.stream(self.name, text)
        return len(text)
