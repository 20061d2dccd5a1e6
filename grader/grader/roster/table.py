"""A CSV file as an instructor has it: separator, line ends and byte order mark are kept when it is written again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path

from grader.roster.worksheet import columns_by_shape, moments

MAX_BYTES = 64 * 2**20
BOM = "\ufeff"


class RosterError(ValueError):
    """A list of students or groups can't be used; the message names the file, the place and the way out."""


@dataclass
class Table:
    """The cells of a CSV file.

    Attributes
    ----------
    path : Path
    header : list of str
        The first row.
    rows : list of list of str
        The others, each at least as long as the header.
    delimiter, newline, mark : str
        Separator, line end and byte order mark of the file.
    shaped : dict of str to int
        Of a worksheet in another language, places of columns by their titles in English.
    """

    path: Path
    header: list[str]
    rows: list[list[str]]
    delimiter: str = ","
    newline: str = "\r\n"
    mark: str = ""
    shaped: dict[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Table:
        """Read a CSV file of commas, semicolons or tabs.

        Raises
        ------
        RosterError
            If it can't be read, is no UTF-8, no CSV, or empty.
        """
        text = _text(path)
        mark, text = (BOM, text[1:]) if text.startswith(BOM) else ("", text)
        first = text.split("\n", 1)[0]
        delimiter = max(",;\t", key=first.count)
        try:
            rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True) if row]
        except csv.Error as error:
            raise RosterError(f"{path} is no CSV file that can be read: {error}; export it again") from None
        if not rows:
            raise RosterError(f"{path} is empty; export it again")
        header, *others = rows
        padded = [row + [""] * (len(header) - len(row)) for row in others]
        shaped = {} if header[0].strip().casefold() == "identifier" else columns_by_shape(padded)
        return cls(path, header, padded, delimiter, "\r\n" if first.endswith("\r") else "\n", mark, shaped)

    def column(self, *names: str) -> int | None:
        """The place of the first of these titles that the file has, whatever their case."""
        titles = [title.strip().casefold() for title in self.header]
        found = next((titles.index(name.casefold()) for name in names if name.casefold() in titles), None)
        return next((self.shaped[name] for name in names if name in self.shaped), None) if found is None else found

    def cells(self, row: Sequence[str], *names: str) -> Iterator[str]:
        """What a row holds under these titles, in their order, where it holds something."""
        for name in names:
            place = self.column(name)
            if place is not None and row[place].strip():
                yield row[place].strip()

    @cached_property
    def times(self) -> dict[str, datetime | None]:
        """Times of submission by how the file writes them; None where they can't be read."""
        told = [next(self.cells(row, "Last modified (submission)"), "") for row in self.rows]
        read = moments(told)
        return {text: read.get(text) for text in told if text.strip("- ")}

    def text(self) -> str:
        """The file's text."""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=self.delimiter, lineterminator=self.newline)
        writer.writerows([self.header, *self.rows])
        return self.mark + out.getvalue()


def _text(path: Path) -> str:
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise RosterError(f"{path} can't be read: {error.strerror}") from None
    if len(data) > MAX_BYTES:
        raise RosterError(f"{path} is larger than {MAX_BYTES // 2**20} MiB; is it the list of the class?")
    if data.startswith(b"PK\x03\x04"):
        raise RosterError(
            f"{path} is a zip archive or a spreadsheet's own file, and no CSV: name the download before --roster, and "
            "save the list of the class from the spreadsheet as 'CSV UTF-8'"
        )
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
    except UnicodeDecodeError as error:
        raise RosterError(
            f"{path} is not UTF-8 (byte {error.start}); pass the file as the platform exported it, "
            "or save it from the spreadsheet as 'CSV UTF-8'"
        ) from None
