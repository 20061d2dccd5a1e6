"""A quiet place for a student's code: prints are kept, warnings are swallowed, and nobody answers `input`."""

from __future__ import annotations

import builtins
import contextlib
import io
import warnings
from collections.abc import Iterator

import numpy as np

MOST_PRINTED = 2000
"""Characters of what a student's code prints in one probe that are kept."""


class Printed(io.StringIO):
    """Keeps the beginning of what is printed, and takes no more memory than that."""

    def write(self, text: str) -> int:
        """Take a text, as far as there is room."""
        super().write(text[: max(0, MOST_PRINTED - self.tell())])
        return len(text)

    def text(self) -> str:
        """What was printed, with a word where it was cut."""
        cut = "..." if self.tell() >= MOST_PRINTED else ""
        return self.getvalue().strip() + cut


@contextlib.contextmanager
def quiet(printed: io.StringIO | None = None) -> Iterator[None]:
    """Take what code prints, and swallow its warnings and NumPy's floating-point complaints; nobody answers `input`."""
    with (
        _without_keyboard(),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
        contextlib.redirect_stdout(Printed() if printed is None else printed),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def _without_keyboard() -> Iterator[None]:
    """Refuse `input`: a check that waited for the keyboard would stop the notebook."""
    before = builtins.input

    def refused(prompt: object = "") -> str:
        raise RuntimeError("input() waits for somebody to type; take the value as an argument instead")

    builtins.input = refused
    try:
        yield
    finally:
        builtins.input = before
