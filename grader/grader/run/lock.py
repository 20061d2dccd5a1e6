"""One grader at a time on a course: results and gradebook have a single writer."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path


class Busy(RuntimeError):
    """Another run holds the course; the message says which process and since when."""


@contextlib.contextmanager
def course_lock(state: Path) -> Iterator[None]:
    """Hold the course's lock; the system frees it when the process ends, however it ends.

    Raises
    ------
    Busy
        If another process holds it.
    """
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(state / "lock", "a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            who = file.read().strip() or "another process"
            raise Busy(f"this course is being graded already ({who}); wait for it, then run this again") from None
        file.truncate(0)
        file.write(f"process {os.getpid()}, since {datetime.now():%H:%M:%S}")
        file.flush()
        yield
