"""What a notebook's cells showed when they were run: the nouns, and their part of a result's document."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from grader.results.reading import Entry, Json, number, objects, text, whole


@dataclass(frozen=True)
class Output:
    """One output of a cell.

    Attributes
    ----------
    kind : str
        ``stream`` (printed), ``text`` (a value shown as text), ``png`` or ``error``.
    text : str
        The text; of an error, its message and the lines in the student's cells that led to it.
    name : str
        ``stdout`` or ``stderr`` of a stream, the exception's name of an error.
    data : bytes
        The image, where `kind` is ``png``; base64 in the document. Empty where a document holds something else.
    """

    kind: str
    text: str = ""
    name: str = ""
    data: bytes = b""

    def to_json(self) -> Json:
        """The output's part of the document."""
        if self.kind == "png":
            return {"kind": self.kind, "data": base64.b64encode(self.data).decode("ascii")}
        return {"kind": self.kind, "name": self.name, "text": self.text}

    @classmethod
    def from_json(cls, entry: Entry) -> Output:
        """Read what `to_json` wrote."""
        try:
            data = base64.b64decode(whole(entry, "data"), validate=True)
        except (binascii.Error, ValueError):
            data = b""
        return cls(text(entry, "kind"), whole(entry, "text"), text(entry, "name"), data)


@dataclass(frozen=True)
class CellRun:
    """What came of running a cell: what it showed, and whether it ran to its end."""

    outputs: tuple[Output, ...] = ()
    ok: bool = True

    def to_json(self, index: int) -> Json:
        """The cell's part of the document; `index` is its place in the notebook, counted from 1."""
        return {"index": index, "ok": self.ok, "outputs": [output.to_json() for output in self.outputs]}

    @classmethod
    def from_json(cls, entry: Entry) -> tuple[int, CellRun]:
        """Read what `to_json` wrote; the cell's place first, -1 where it has none."""
        outputs = tuple(map(Output.from_json, objects(entry, "outputs")))
        return int(number(entry, "index", -1)), cls(outputs, entry.get("ok") is not False)
