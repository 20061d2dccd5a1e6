"""Telling a student's work from a release: a build may replace the one and never the other.

Every cell that a release writes carries nbgrader's checksum of its text. A cell without one, or whose text no longer
fits, was written by somebody else. Outputs and execution counts do not count.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from grader.gradebook import changed_cells


def refusal(path: Path) -> str:
    """Why a notebook must not be replaced; an empty string where it may be.

    Parameters
    ----------
    path : Path
        The notebook that stands where a release is to be written; it may be missing.
    """
    if not path.exists():
        return ""
    aside = path.with_name(f"{path.stem}-mine.ipynb")
    way_out = (
        f"so it is not overwritten; move it and build again:  mv {shlex.quote(str(path))} {shlex.quote(str(aside))}"
    )
    notebook = _read(path)
    if notebook is None:
        return f"{path} is no notebook that can be read, {way_out}"
    changed = changed_cells(notebook)
    return f"{path} holds work that no build wrote ({changed}), {way_out}" if changed else ""


def is_same_release(path: Path, released: NotebookNode) -> bool:
    """Whether a notebook on disk is this very release, run or not."""
    notebook = _read(path)
    return notebook is not None and _essence(notebook) == _essence(released)


def _essence(notebook: NotebookNode) -> list[Any]:
    """What a build decides about a notebook."""
    keys = ("nbgrader", "tags", "editable", "deletable")
    return [
        (cell.get("id"), cell.cell_type, cell.source, {key: cell.metadata.get(key) for key in keys})
        for cell in notebook.cells
    ]


def _read(path: Path) -> NotebookNode | None:
    try:
        return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    except Exception:
        return None
