"""Waiting for an author to save a file."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

POLL_SECONDS = 0.2


def changes(folder: Path, wait: Callable[[float], object] = time.sleep) -> Iterator[None]:
    """Yield at once, and again whenever a file of a folder has been written, has come or has gone.

    Parameters
    ----------
    folder : Path
        Without the folders in it.
    wait : callable, optional
        Called with the seconds between two looks.
    """
    while True:
        before = _state(folder)
        yield
        while _state(folder) == before:
            wait(POLL_SECONDS)


def _state(folder: Path) -> dict[str, int]:
    found = {}
    for path in folder.iterdir():
        try:
            found[path.name] = path.stat().st_mtime_ns
        except FileNotFoundError:  # an editor's draft
            continue
    return found
