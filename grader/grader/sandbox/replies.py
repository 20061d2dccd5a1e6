"""From an examinee's messages to typed results: what does not fit is `Unsafe`, what is too much is cut."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any

from grader.examinee.wire import PNG_HEAD
from grader.results import CellRun, Output
from grader.sandbox.channel import Unsafe
from grader.sandbox.model import Limits
from gradschool.checks import Change, Observation, ProbeError
from gradschool.checks.purity import KINDS

ERROR_KINDS = frozenset({"missing", "not_written", "raised", "timeout", "crashed", "bad_output", "memory"})
MESSAGE_LENGTH = 2000
NAME_LENGTH = 100
ANSWER_TEXT = 100_000
"""Characters of all words of an answer; a verifier may look at each of them."""
MOST_RECORDS = 20_000
"""Outputs of all cells: a forged reply may hold as many as a frame holds items, each of them nearly nothing."""
PNG_PIXELS = 4096
NOTE = "[further output was left out]"


class Allowance:
    """What is left of a submission's outputs, text, images and answers."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.records = MOST_RECORDS
        self.text = limits.total_text
        self.images = limits.total_images
        self.answers = limits.total_answers

    def renewed(self) -> Allowance:
        """For the next examinee: its cells show everything again, but answers that are in stay in."""
        fresh = Allowance(self._limits)
        fresh.answers = self.answers
        return fresh

    def take_records(self, records: list[object]) -> list[object]:
        """As many of a cell's outputs as are allowed."""
        kept = records[: self.records]
        self.records -= len(kept)
        return kept

    def take_text(self, text: str, most: int) -> str:
        """As much of a text as is allowed."""
        kept = text[: max(0, min(most, self.text))]
        self.text -= len(kept)
        return kept if len(kept) == len(text) else f"{kept}\n{NOTE}"

    def take_image(self, data: bytes) -> bool:
        """Whether an image may be kept."""
        if len(data) > min(self._limits.image_bytes, self.images):
            return False
        self.images -= len(data)
        return True


def error_of(message: Mapping[str, Any]) -> ProbeError | None:
    """The error that a reply tells of."""
    error = message.get("error")
    if error is None:
        return None
    if not isinstance(error, dict):
        raise Unsafe("an error that is none")
    kind, *texts = [_text(error.get(key, "")) for key in ("kind", "type", "message", "line")]
    if kind not in ERROR_KINDS:
        raise Unsafe("an error of an unknown kind")
    return ProbeError(kind, texts[0][:NAME_LENGTH], texts[1][:MESSAGE_LENGTH], texts[2][:MESSAGE_LENGTH])


def answer_of(message: Mapping[str, Any], size: int, allowance: Allowance) -> Observation:
    """What a probe returned."""
    error = error_of(message)
    if error is not None:
        return Observation(None, error)
    outputs = message.get("outputs")
    if not isinstance(outputs, dict) or not all(isinstance(key, str) for key in outputs):
        raise Unsafe("an answer without outputs")
    allowance.answers -= size
    if allowance.answers < 0:
        return _refused("the submission's answers are too large together")
    if _text_in(outputs) > ANSWER_TEXT:
        return _refused(f"more than {ANSWER_TEXT} characters can't be compared")
    return Observation(outputs, changed=_change_of(message))


def _change_of(message: Mapping[str, Any]) -> Change | None:
    """The argument that a call changed; names that are none are left out."""
    changed = message.get("changed")
    if changed is None:
        return None
    if not isinstance(changed, dict):
        raise Unsafe("a change that is none")
    function, argument, kind = (_text(changed.get(key, "")) for key in ("function", "argument", "kind"))
    return Change(_name(function), _name(argument), kind if kind in KINDS else "array")


def _name(text: str) -> str:
    """A name of Python's in plain letters, with a dot or without; of anything else, no letter is kept."""
    is_name = text.isascii() and all(part.isidentifier() for part in text.split("."))
    return text if is_name and len(text) <= NAME_LENGTH else ""


def _refused(message: str) -> Observation:
    return Observation(None, ProbeError("bad_output", message=message))


def _text_in(value: object) -> int:
    """Characters of all strings in a decoded value, which is nested no deeper than a frame may be."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(len(key) + _text_in(item) for key, item in value.items())
    return sum(map(_text_in, value)) if isinstance(value, list) else 0


def run_of(message: Mapping[str, Any], limits: Limits, allowance: Allowance) -> tuple[CellRun, ProbeError | None]:
    """What a cell showed, and the error that ended it."""
    records = message.get("outputs", [])
    if not isinstance(records, list):
        raise Unsafe("a cell without outputs")
    error = error_of(message)
    outputs: list[Output] = []
    left = limits.cell_text + MESSAGE_LENGTH
    for record in allowance.take_records(records):
        output = _output(record, left, allowance)
        left -= len(output.text)
        outputs.append(output)
    return CellRun(tuple(outputs), error is None), error


def _output(record: object, left: int, allowance: Allowance) -> Output:
    if not isinstance(record, dict):
        raise Unsafe("an output that is none")
    kind, name = _text(record.get("kind", "")), _text(record.get("name", ""))[:NAME_LENGTH]
    if kind == "png":
        return _image(record.get("data"), allowance)
    if kind not in ("stream", "text", "error") or (kind == "stream" and name not in ("stdout", "stderr")):
        raise Unsafe("an output of an unknown kind")
    return Output(kind, allowance.take_text(_text(record.get("text", "")), left), name)


def _image(data: object, allowance: Allowance) -> Output:
    """A PNG of sane dimensions, or a note in its place."""
    if not isinstance(data, bytes) or not data.startswith(PNG_HEAD) or len(data) < len(PNG_HEAD) + 8:
        raise Unsafe("a figure that is no PNG")
    width, height = struct.unpack(">II", data[len(PNG_HEAD) : len(PNG_HEAD) + 8])
    if max(width, height) > PNG_PIXELS or not allowance.take_image(data):
        return Output("text", f"[a figure of {width} x {height} pixels, {len(data)} bytes, was left out]")
    return Output("png", data=data)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Unsafe("a text that is none")
    return value
