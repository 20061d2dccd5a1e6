"""A progress bar for commands that take a while: on standard error, and gone when they are done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from grader.cli.options import errors


class Advance(Protocol):
    """What moves a bar."""

    def __call__(self, done: str = "") -> None:
        """Move it by one step; `done` is shown behind it."""


@contextmanager
def progress_bar(words: str, total: int) -> Iterator[Advance]:
    """Show a bar under some words; what is yielded is to be called once for each of the `total` steps."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
               TimeRemainingColumn(), TextColumn("{task.fields[done]}", markup=False))  # fmt: skip
    with Progress(*columns, console=errors, transient=True) as progress:
        task = progress.add_task(words, total=total, done="")
        yield lambda done="": progress.update(task, advance=1, done=done)
