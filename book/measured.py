"""What cells that ask the machine have put out, kept in ``book/measured/``: a second build shows the same.

No two runs take the same time, and no two machines have the same memory free. So the outputs of a cell tagged ``clock``
are those of the run in which its source was new, and stand in the repository. Its page says so.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from nbformat import NotebookNode

from grader.course import Course, Unit
from grader.files import replace

NOTE = '<p class="live">So says the machine that made this page first. Run the cell to ask yours.</p>'


def reads_a_clock(cell: NotebookNode) -> bool:
    """Whether a cell's outputs are times, are drawn from times, or say what the machine is like."""
    return "clock" in cell.metadata.get("tags", [])


def _as_shown(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Outputs without the picture beside a picture's HTML, which holds it already."""
    shown = []
    for one in outputs:
        if "text/html" in one.get("data", {}):
            one = {**one, "data": {kind: text for kind, text in one["data"].items() if not kind.startswith("image/")}}
        shown.append(one)
    return shown


def with_times_that_stay(course: Course, unit: Unit, outputs: list[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    """The outputs of a unit's code cells, with those measured before in the place of new times.

    What has no place yet gets one; what no cell asks for any longer is dropped.
    """
    path = course.root / "book" / "measured" / f"{unit.name}.json"
    before = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    after: dict[str, list[dict[str, Any]]] = {}
    shown = []
    for cell, new in zip((one for one in unit.notebook.cells if one.cell_type == "code"), outputs, strict=True):
        if reads_a_clock(cell):
            name = hashlib.sha256(cell.source.encode()).hexdigest()[:16]
            new = after[name] = before.get(name, _as_shown(new))
        shown.append(new)
    if after != before:
        replace(path, json.dumps(after, indent=1, sort_keys=True).encode())
    return shown
