"""Writing a file whole or not at all, and only where its content changes."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def holds(path: Path, data: bytes) -> bool:
    """Whether a file is there and holds exactly these bytes."""
    try:
        return path.read_bytes() == data
    except FileNotFoundError:
        return False


def replace(path: Path, data: bytes, mode: int = 0o644) -> bool:
    """Write a file in one step, unless it holds the same bytes already.

    Parameters
    ----------
    path : Path
        Where; folders that lack are made.
    data : bytes
    mode : int, default 0o644
        Permissions of a file that is written.

    Returns
    -------
    bool
        Whether anything was written.
    """
    if holds(path, data):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with open(handle, "wb") as file:
            file.write(data)
        os.chmod(draft, mode)
        os.replace(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return True
