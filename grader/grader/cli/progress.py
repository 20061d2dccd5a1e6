"""A progress bar for commands that write many pages: on standard error, and gone when they are done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from grader.cli.options import errors


@contextmanager
def progress_bar(words: str, total: int) -> Iterator[Callable[[], None]]:
    """Show a bar under some words; what is yielded is to be called once for each of the `total` steps."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
               TimeRemainingColumn())  # fmt: skip
    with Progress(*columns, console=errors, transient=True) as progress:
        task = progress.add_task(words, total=total)
        yield lambda: progress.advance(task)
